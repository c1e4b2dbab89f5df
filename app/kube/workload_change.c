/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * The pods of a workload within a change: what is put and deleted when the workload is, and when a
 * Pod is applied by the name of one of them.
 *
 * Such a Pod is the workload's own as long as its labels match the selector: then it goes with the
 * workload. One that was relabelled out of it stays, as in a cluster.
 */
#include "kube/model_priv.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

bool
workload_is_replaced(const struct object *pod, const struct object *made)
{
	return pod->kind == KIND_POD && pod->owner == NULL && pod->source == MODEL_SOCKET &&
	       made->owner != NULL;
}

struct pods {
	struct model_change *c;
	const struct object *w;
	struct map keys; /* of those that were put */
};

static int
put_pod(struct pods *p, struct object *o)
{
	struct object *old = map_find(&p->c->m->objects, o->key);
	char shown[512];
	int err;

	if (old != NULL && workload_is_replaced(old, o)) {
		object_unref(o);
		return 0;
	}
	if (old != NULL && (old->owner == NULL || strcmp(old->owner, o->owner) != 0)) {
		object_fault(o, p->c->faults, FAULT_ERROR, NULL,
			     "its pod %s would take the place of %s", o->meta.name,
			     object_shown(old, shown, sizeof(shown)));
		object_unref(o);
		return -EINVAL;
	}
	err = map_set(&p->keys, o->key, p, NULL);
	if (err < 0) {
		object_unref(o);
		return err;
	}
	map_remove(&p->c->put, o->key);
	return change_put(p->c, o, MODEL_APPLY);
}

static int
take_put(void *arg, struct object *o)
{
	return put_pod(arg, o);
}

/* Delete a workload's pods but those of the given keys. */
static int
drop_others(struct model_change *c, const struct object *w, const struct map *but)
{
	const struct space *sp = store_space_find(c->m, w->meta.ns);
	struct object **gone;
	struct map_entry *e;
	size_t cnt = 0;
	int err = 0;

	if (sp == NULL || sp->pods.cnt == 0)
		return 0;
	gone = calloc(sp->pods.cnt, sizeof(struct object *));
	if (gone == NULL)
		return -ENOMEM;
	for (size_t pos = 0; (e = map_next(&sp->pods, &pos)) != NULL;) {
		struct object *o = e->value;

		if (o->owner != NULL && strcmp(o->owner, w->key) == 0 &&
		    (but == NULL || map_find(but, o->key) == NULL))
			gone[cnt++] = o;
	}
	for (size_t i = 0; i < cnt && err == 0; i++) {
		if (but == NULL)
			err = map_set(&c->along, gone[i]->key, gone[i], NULL);
		if (err == 0)
			err = change_remove(c, gone[i], "deleted");
	}
	free(gone);
	return err;
}

int
workload_put(struct model_change *c, const struct object *w)
{
	struct pods p = {.c = c, .w = w};
	int err = workload_pods(w, c->faults, take_put, &p);

	if (err == 0)
		err = drop_others(c, w, &p.keys);
	map_fini(&p.keys);
	return err;
}

/* A Pod in the place of one that is made: it goes too, unless it was relabelled out. */
static int
take_drop(void *arg, struct object *o)
{
	struct pods *p = arg;
	struct object *old = map_find(&p->c->m->objects, o->key);
	int err = 0;

	if (old != NULL && workload_is_replaced(old, o) &&
	    workload_selects(p->w, &old->meta.labels) && map_find(&p->c->put, old->key) == NULL) {
		err = map_set(&p->c->along, old->key, old, NULL);
		if (err == 0)
			err = store_replace(p->c, old->key, NULL);
	}
	object_unref(o);
	return err;
}

int
workload_drop(struct model_change *c, const struct object *w)
{
	struct faults none = {0};
	struct pods p = {.c = c, .w = w};
	int err = workload_pods(w, &none, take_drop, &p);

	faults_fini(&none);
	return err != 0 ? err : drop_others(c, w, NULL);
}

struct maker {
	struct pods pods;
	const struct object *gone;
};

static int
take_again(void *arg, struct object *o)
{
	struct maker *mk = arg;

	if (strcmp(o->key, mk->gone->key) == 0)
		return put_pod(&mk->pods, o);
	object_unref(o);
	return 0;
}

int
workload_make_again(struct model_change *c, const struct object *pod)
{
	const struct space *sp = store_space_find(c->m, pod->meta.ns);
	struct maker mk = {.pods = {.c = c}, .gone = pod};
	struct map_entry *e;
	int err = 0;

	for (size_t pos = 0;
	     sp != NULL && err == 0 && (e = map_next(&sp->workloads, &pos)) != NULL;) {
		const struct object *w = e->value;
		size_t len = strlen(w->meta.name);

		if (strncmp(pod->meta.name, w->meta.name, len) == 0 && pod->meta.name[len] == '-')
			err = workload_pods(w, c->faults, take_again, &mk);
	}
	map_fini(&mk.pods.keys);
	return err;
}
