/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * What can be shown, by what it hangs on: an object that is stored, or all that is made of one
 * Service. Those who follow a kind ask which of them a change bears on.
 */
#include "kube/model_priv.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

struct asking {
	const struct model *m;
	enum kind kind;
	model_unit_cb cb;
	void *arg;
};

static int
give(const struct asking *a, const char *ns, const char *name, bool derived)
{
	const struct model_unit unit = {
		.kind = kinds[a->kind].name, .ns = ns, .name = name, .derived = derived};

	return a->cb(a->arg, &unit);
}

static bool
is_made(enum kind kind)
{
	return kind == KIND_ENDPOINTS || kind == KIND_SLICE;
}

/* Workloads tell how many pods they have, and how many are ready. */
static int
give_workloads(const struct asking *a, const struct object *pod)
{
	const struct space *sp;
	struct map_entry *e;
	int err = 0;

	if (pod == NULL || pod->kind != KIND_POD || !is_workload(a->kind))
		return 0;
	sp = store_space_find(a->m, pod->meta.ns);
	for (size_t pos = 0;
	     sp != NULL && err == 0 && (e = map_next(&sp->workloads, &pos)) != NULL;) {
		const struct object *w = e->value;

		if (w->kind == a->kind && workload_counts(w, pod))
			err = give(a, w->meta.ns, w->meta.name, false);
	}
	return err;
}

/* Slices tell in which zone a node is. */
static int
give_zone(const struct asking *a, const struct object *node)
{
	struct map_entry *e;
	int err = 0;

	if (node == NULL || node->kind != KIND_NODE || a->kind != KIND_SLICE)
		return 0;
	for (size_t pos = 0; err == 0 && (e = map_next(&a->m->services, &pos)) != NULL;) {
		const struct object *o = ((const struct svc *)e->value)->obj;

		err = give(a, o->meta.ns, o->meta.name, true);
	}
	return err;
}

static int
give_service(const struct asking *a, const struct object *o)
{
	if (is_made(a->kind))
		return give(a, o->meta.ns, o->meta.name, true);
	return a->kind == KIND_SERVICE ? give(a, o->meta.ns, o->meta.name, false) : 0;
}

static int
give_step(const struct asking *a, const struct step *st)
{
	const struct object *o = st->old_object != NULL ? st->old_object : st->new_object;
	int err = 0;

	if (st->kind != STEP_OBJECT || o == NULL)
		return 0;
	if (o->kind == a->kind)
		err = give(a, o->meta.ns, o->meta.name, false);
	if (err == 0 && o->kind == KIND_SERVICE && is_made(a->kind))
		err = give_service(a, o);
	if (err == 0)
		err = give_workloads(a, st->old_object);
	if (err == 0)
		err = give_workloads(a, st->new_object);
	return err == 0 ? give_zone(a, o) : err;
}

static int
give_probe(const struct asking *a, const struct object *pod)
{
	int err = a->kind == KIND_POD ? give(a, pod->meta.ns, pod->meta.name, false) : 0;

	return err == 0 ? give_workloads(a, pod) : err;
}

int
model_change_units(const struct model_change *c, const char *kind, model_unit_cb cb, void *arg)
{
	const struct asking a = {.m = c->m, .kind = kind_find(kind), .cb = cb, .arg = arg};
	int err = 0;

	for (size_t i = 0; i < c->step_cnt && err == 0; i++)
		err = give_step(&a, &c->steps[i]);
	for (size_t i = 0; i < c->dirty_cnt && err == 0; i++)
		err = give_service(&a, c->dirty[i]->obj);
	for (const struct probe_undo *u = c->probes; u != NULL && err == 0; u = u->next)
		err = give_probe(&a, u->pod);
	return err;
}

int
model_each_unit(const struct model *m, const char *kind, model_unit_cb cb, void *arg)
{
	const struct asking a = {.m = m, .kind = kind_find(kind), .cb = cb, .arg = arg};
	struct map_entry *e;
	int err = 0;

	for (size_t pos = 0; err == 0 && (e = map_next(&m->objects, &pos)) != NULL;) {
		const struct object *o = e->value;

		if (o->kind == a.kind)
			err = give(&a, o->meta.ns, o->meta.name, false);
	}
	for (size_t pos = 0;
	     is_made(a.kind) && err == 0 && (e = map_next(&m->services, &pos)) != NULL;)
		err = give_service(&a, ((const struct svc *)e->value)->obj);
	return err;
}

bool
model_is_changing(const struct model *m)
{
	return m->open != NULL;
}

static int
show_made(const struct model *m, enum kind kind, const struct svc *s, model_object_cb cb, void *arg)
{
	struct buf out = {0};
	int err;

	if (!service_derives(m, s->obj, kind))
		return 0;
	if (kind == KIND_SLICE)
		return show_slices(m, s, cb, arg);
	err = show_endpoints(m, s, &out);
	if (err == 0)
		err = cb(arg, out.data, out.len);
	buf_fini(&out);
	return err;
}

int
model_show(const struct model *m, const struct model_unit *unit, model_object_cb cb, void *arg)
{
	enum kind kind = kind_find(unit->kind);
	const struct object *o;
	struct buf out = {0};
	char key[INDEX_KEY_BYTES];
	int err;

	if (unit->derived) {
		const struct svc *s;

		index_key(unit->ns, '/', unit->name, key);
		s = map_find(&m->services, key);
		return s != NULL ? show_made(m, kind, s, cb, arg) : 0;
	}
	o = store_find(m, kind, unit->ns, unit->name);
	if (o == NULL)
		return 0;
	err = show_object(m, o, &out);
	if (err == 0)
		err = cb(arg, out.data, out.len);
	buf_fini(&out);
	return err;
}
