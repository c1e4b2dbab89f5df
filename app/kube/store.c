/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include "kube/hosts_priv.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "channel/block.h"

static void
svc_destroy(struct svc *s)
{
	if (s == NULL)
		return;
	grant_fini(&s->grant);
	grant_fini(&s->old_grant);
	view_destroy(s->view);
	view_destroy(s->next);
	free(s->key);
	free(s);
}

static struct svc *
svc_create(const struct object *o)
{
	struct svc *s = calloc(1, sizeof(*s));
	char key[INDEX_KEY_BYTES];

	index_key(o->meta.ns, '/', o->meta.name, key);
	if (s == NULL || (s->key = strdup(key)) == NULL) {
		svc_destroy(s);
		return NULL;
	}
	s->id = block_id(key);
	return s;
}

bool
store_is_live(const struct model *m, const struct svc *s)
{
	return map_find(&m->services, s->key) == s;
}

static int
svc_link(struct model *m, struct svc *s, bool add)
{
	char id[20];

	snprintf(id, sizeof(id), "%016llx", (unsigned long long)s->id);
	if (!add) {
		map_remove(&m->services, s->key);
		map_remove(&m->ids, id);
		return 0;
	}
	if (map_set(&m->ids, id, s, NULL) != 0)
		return -ENOMEM;
	return map_set(&m->services, s->key, s, NULL);
}

/* @param key of an object that the step will hold, else copied */
static struct step *
new_step(struct model_change *c, enum step_kind kind, const char *key)
{
	struct step *st;

	if (c->step_cnt == c->step_max) {
		size_t max = c->step_max == 0 ? 16 : c->step_max * 2;
		struct step *v = reallocarray(c->steps, max, sizeof(*v));

		if (v == NULL)
			return NULL;
		c->steps = v;
		c->step_max = max;
	}
	st = &c->steps[c->step_cnt];
	memset(st, 0, sizeof(*st));
	st->kind = kind;
	st->key = kind == STEP_OBJECT ? key : strdup(key);
	if (st->key == NULL)
		return NULL;
	c->step_cnt++;
	return st;
}

/* Put one of two versions in the other's place: forward when a step is made, back when undone. */
static int
swap_object(struct model *m, const char *key, struct object *from, struct object *to,
	    struct svc *from_svc, struct svc *to_svc)
{
	int err = 0;

	if (from != NULL) {
		index_object(m, from, NULL, false);
		if (from_svc != NULL && from_svc != to_svc)
			svc_link(m, from_svc, false);
	}
	if (to == NULL) {
		map_remove(&m->objects, key);
		return 0;
	}
	if (to_svc != NULL) {
		to_svc->obj = to;
		if (from_svc != to_svc)
			err = svc_link(m, to_svc, true);
	}
	if (err == 0)
		err = map_set(&m->objects, to->key, to, NULL);
	return err != 0 ? err : index_object(m, to, to_svc, true);
}

/* A node came, went or moved to another zone. */
static void
mark_zone(struct model_change *c, const struct object *old, const struct object *next)
{
	const struct board_node *own = &c->m->board->spec.node;
	const char *was = old == NULL ? NULL : node_zone_label(old);
	const char *now = next == NULL ? NULL : node_zone_label(next);
	const struct object *node = old != NULL ? old : next;
	const struct map *of = &c->m->near;
	struct map_entry *e;

	if (node == NULL || node->kind != KIND_NODE || was == now ||
	    (was != NULL && now != NULL && strcmp(was, now) == 0))
		return;
	if (strcmp(node->meta.name, own->name) == 0) {
		if (own->zone != NULL)
			return;
		of = &c->m->services; /* hints of slices are compared with our zone */
	}
	for (size_t pos = 0; (e = map_next(of, &pos)) != NULL;)
		store_mark_svc(c, e->value, false);
}

int
store_replace(struct model_change *c, const char *key, struct object *next)
{
	struct model *m = c->m;
	struct object *old = map_find(&m->objects, key);
	struct step *st;

	if (old == NULL && next == NULL)
		return 0;
	st = new_step(c, STEP_OBJECT, next != NULL ? next->key : old->key);
	if (st == NULL)
		return -ENOMEM;
	st->old_object = old; /* the store's reference moves here */
	st->new_object = next == NULL ? NULL : object_ref(next);
	if (old != NULL && old->kind == KIND_SERVICE) {
		char name[INDEX_KEY_BYTES];

		index_key(old->meta.ns, '/', old->meta.name, name);
		st->old_svc = map_find(&m->services, name);
		if (next != NULL)
			st->new_svc = st->old_svc;
	} else if (next != NULL && next->kind == KIND_SERVICE) {
		st->new_svc = svc_create(next);
		if (st->new_svc == NULL)
			return -ENOMEM;
	}
	if (next != NULL)
		object_ref(next); /* the store's */
	if (old != NULL)
		store_mark(c, old);
	mark_zone(c, old, next);
	if (swap_object(m, st->key, old, next, st->old_svc, st->new_svc) != 0)
		return -ENOMEM;
	if (next != NULL)
		store_mark(c, next);
	return c->failed ? -ENOMEM : 0;
}

static void
untake(struct model *m, const char *what)
{
	map_remove(&m->taken, what);
	if (strncmp(what, "ip ", 3) == 0)
		vacant_note(m, what + 3);
}

int
store_take(struct model_change *c, const char *what, struct svc *svc)
{
	struct step *st = new_step(c, STEP_TAKEN, what);

	if (st == NULL)
		return -ENOMEM;
	st->new_svc = svc;
	st->old_svc = map_find(&c->m->taken, what);
	if (svc == NULL)
		untake(c->m, what);
	else
		return map_set(&c->m->taken, what, svc, NULL);
	return 0;
}

int
store_share(struct model_change *c, const struct ip_addr *a, struct svc *s, bool shares)
{
	char key[ADDR_TEXT_BYTES];
	struct step *st;

	if (store_shares(c->m, a, s) == shares)
		return 0;
	st = new_step(c, STEP_SHARED, addr_format(a, key));
	if (st == NULL)
		return -ENOMEM;
	*(shares ? &st->new_svc : &st->old_svc) = s;
	return index_share(c->m, key, s, shares);
}

void
store_mark_svc(struct model_change *c, struct svc *s, bool respecified)
{
	s->respecified |= respecified;
	if (s->dirty)
		return;
	s->was_podded = s->grant.podded;
	if (c->dirty_cnt == c->dirty_max) {
		size_t max = c->dirty_max == 0 ? 16 : c->dirty_max * 2;
		struct svc **v = reallocarray(c->dirty, max, sizeof(struct svc *));

		if (v == NULL) {
			c->failed = true;
			return;
		}
		c->dirty = v;
		c->dirty_max = max;
	}
	s->dirty = true;
	c->dirty[c->dirty_cnt++] = s;
}

void
store_restate(struct model_change *c, const struct object *o)
{
	const char *of = o->kind == KIND_ENDPOINTS ? o->meta.name
			 : o->kind == KIND_SLICE   ? labels_get(&o->meta.labels, SERVICE_NAME)
						   : NULL;
	char key[INDEX_KEY_BYTES];
	struct svc *s;

	if (of == NULL)
		return;
	index_key(o->meta.ns, '/', of, key);
	s = map_find(&c->m->services, key);
	if (s != NULL) {
		store_mark_svc(c, s, false);
		s->restated = true;
	}
}

static void
mark_named(struct model_change *c, const char *ns, const char *name, bool respecified)
{
	char key[INDEX_KEY_BYTES];
	struct svc *s;

	index_key(ns, '/', name, key);
	s = map_find(&c->m->services, key);
	if (s != NULL)
		store_mark_svc(c, s, respecified);
}

static void
mark_watchers(struct model_change *c, const struct object *pod)
{
	const struct space *sp = store_space_find(c->m, pod->meta.ns);
	char key[INDEX_KEY_BYTES];

	for (size_t i = 0; sp != NULL && i < pod->meta.labels.cnt; i++) {
		const struct map *watchers;
		struct map_entry *e;

		index_label_key(&pod->meta.labels.v[i], key);
		watchers = map_find(&sp->watchers, key);
		if (watchers == NULL)
			continue;
		for (size_t pos = 0; (e = map_next(watchers, &pos)) != NULL;) {
			struct svc *s = e->value;

			if (labels_match(&s->obj->u.service.spec.selector, &pod->meta.labels))
				store_mark_svc(c, s, false);
		}
	}
}

/* Pods that have a node's addresses. */
static void
mark_tenants(struct model_change *c, const struct object *node)
{
	const struct map *pods = map_find(&c->m->tenants, node->meta.name);
	struct map_entry *e;

	for (size_t pos = 0; pods != NULL && (e = map_next(pods, &pos)) != NULL;)
		mark_watchers(c, e->value);
}

void
store_mark(struct model_change *c, const struct object *o)
{
	const char *of;

	switch (o->kind) {
	case KIND_SERVICE:
		mark_named(c, o->meta.ns, o->meta.name, true);
		break;
	case KIND_ENDPOINTS:
		mark_named(c, o->meta.ns, o->meta.name, false);
		break;
	case KIND_SLICE:
		of = labels_get(&o->meta.labels, SERVICE_NAME);
		if (of != NULL)
			mark_named(c, o->meta.ns, of, false);
		break;
	case KIND_POD:
		mark_watchers(c, o);
		break;
	case KIND_NODE:
		mark_tenants(c, o);
		break;
	case KIND_NAMESPACE:
	case KIND_INGRESS:
	case KIND_RC:
	case KIND_RS:
	case KIND_DEPLOYMENT:
	case KIND_STATEFULSET:
	case KIND_CNT:
		break;
	}
}

static void
step_fini(struct step *st)
{
	object_unref(st->old_object);
	object_unref(st->new_object);
	if (st->kind != STEP_OBJECT)
		free((void *)(uintptr_t)st->key);
}

static void
undo_step(struct model_change *c, struct step *st)
{
	struct model *m = c->m;

	if (st->kind == STEP_TAKEN) {
		if (st->old_svc == NULL)
			untake(m, st->key);
		else
			map_set(&m->taken, st->key, st->old_svc, NULL);
		return;
	}
	if (st->kind == STEP_SHARED) {
		index_share(m, st->key, st->old_svc == NULL ? st->new_svc : st->old_svc,
			    st->old_svc != NULL);
		return;
	}
	swap_object(m, st->key, st->new_object, st->old_object, st->new_svc, st->old_svc);
	object_unref(st->new_object); /* the store's */
	st->old_object = NULL;        /* is the store's again */
	if (st->new_svc != st->old_svc)
		svc_destroy(st->new_svc);
}

void
store_undo(struct model_change *c, size_t kept)
{
	while (c->step_cnt > kept) {
		struct step *st = &c->steps[--c->step_cnt];

		undo_step(c, st);
		step_fini(st);
	}
}

void
store_keep_last(struct model_change *c)
{
	struct step *st = &c->steps[--c->step_cnt];

	if (st->kind == STEP_OBJECT && st->old_svc != st->new_svc)
		svc_destroy(st->old_svc);
	step_fini(st);
}

void
store_fini(struct model *m)
{
	struct map_entry *e;

	for (size_t pos = 0; (e = map_next(&m->services, &pos)) != NULL;)
		svc_destroy(e->value);
	for (size_t pos = 0; (e = map_next(&m->spaces, &pos)) != NULL;)
		index_space_destroy(e->value);
	for (size_t pos = 0; (e = map_next(&m->objects, &pos)) != NULL;)
		object_unref(e->value);
	for (size_t pos = 0; (e = map_next(&m->files, &pos)) != NULL;) {
		map_fini(&((struct file_set *)e->value)->keys);
		free(e->value);
	}
	for (size_t pos = 0; (e = map_next(&m->hints, &pos)) != NULL;) {
		grant_fini(e->value);
		free(e->value);
	}
	map_fini(&m->services);
	map_fini(&m->ids);
	map_fini(&m->spaces);
	map_fini(&m->objects);
	map_fini(&m->files);
	map_fini(&m->taken);
	map_fini(&m->hints);
	hosts_fini(&m->hosts);
	index_sets_fini(&m->tenants);
	index_sets_fini(&m->shared);
	map_fini(&m->near);
	map_fini(&m->waiting);
	free(m->vacant);
	births_fini(m);
}
