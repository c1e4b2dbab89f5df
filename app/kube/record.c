/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * What a change has to have kept over restarts, in pieces: the objects of a load are many. All of
 * it is taken from the change itself, for when it is closed others may follow before it is
 * released, and the last of them may yet be taken back.
 */
#include "kube/owner_priv.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct giver {
	struct model_change *c;
	model_record_cb cb;
	void *arg;
};

static int
give(const struct giver *g, const char *prefix, const char *key, const struct buf *text)
{
	char name[1200];
	struct model_record r = {.key = name};

	snprintf(name, sizeof(name), "%s/%s", prefix, key);
	if (text != NULL) {
		if (text->failed)
			return -ENOMEM;
		r.text = text->data;
		r.len = text->len;
	}
	return g->cb(g->arg, &r);
}

bool
object_is_recorded(const struct object *o)
{
	return o != NULL && o->owner == NULL && (o->source == MODEL_SOCKET || o->applied != NULL);
}

/* Of several steps with one object the last tells what it is, the first what it was. */
static int
find_last(struct giver *g, size_t *at)
{
	struct model_change *c = g->c;
	struct step *st;
	void *before;

	if (*at == c->step_cnt)
		return 0;
	st = &c->steps[(*at)++];
	if (st->kind != STEP_OBJECT)
		return 1;
	if (map_set(&c->told.last, st->key, st, &before) < 0)
		return -ENOMEM;
	st->was = before != NULL ? ((struct step *)before)->was : st->old_object;
	return 1;
}

static int
give_birth(const struct giver *g, const struct step *st)
{
	const struct object *now = st->new_object;
	struct buf text = {0};
	int err = 0;

	if (birth_is_kept(now)) {
		err = birth_print(g->c->m, st->was, now, &text);
		if (err > 0)
			err = give(g, "meta", st->key, &text);
		buf_fini(&text);
	} else if (birth_is_kept(st->was)) {
		err = give(g, "meta", st->key, NULL);
	}
	return err;
}

static int
give_object(struct giver *g, size_t *at)
{
	const struct model_change *c = g->c;
	const struct object *now;
	const struct step *st;
	struct buf text = {0};
	int err = 0;

	if (*at == c->step_cnt)
		return 0;
	st = &c->steps[(*at)++];
	if (st->kind != STEP_OBJECT || map_find(&c->told.last, st->key) != st)
		return 1;
	now = st->new_object;
	if (object_is_recorded(now)) {
		err = now->applied != NULL ? owner_record(now, &text) : show_record(now, &text);
		if (err == 0)
			err = give(g, "object", st->key, &text);
		buf_fini(&text);
	} else if (object_is_recorded(st->was)) {
		err = give(g, "object", st->key, NULL);
	}
	if (err == 0)
		err = give_birth(g, st);
	return err == 0 ? 1 : err;
}

static int
give_grant(struct giver *g, size_t *at)
{
	const struct granted *gr;
	struct buf now = {0}, was = {0};
	int err = 0;

	if (*at == g->c->granted_cnt)
		return 0;
	gr = &g->c->granted[(*at)++];
	if (gr->gone) {
		err = give(g, "alloc", gr->key, NULL);
		return err == 0 ? 1 : err;
	}
	if (gr->obj->source == MODEL_BUILTIN && gr->obj->applied == NULL)
		return 1;
	grant_json(&gr->now, &now);
	grant_json(&gr->was, &was);
	if (now.failed || was.failed)
		err = -ENOMEM;
	else if (strcmp(now.data, was.data) != 0)
		err = give(g, "alloc", gr->key, &now);
	buf_fini(&now);
	buf_fini(&was);
	return err == 0 ? 1 : err;
}

/* What was restored and nobody claimed. */
static int
give_hint(struct giver *g, size_t *at)
{
	const struct model *m = g->c->m;
	const struct map_entry *e = g->c->settles ? map_next(&m->hints, at) : NULL;
	int err = 0;

	if (e == NULL)
		return 0;
	if (map_find(&m->services, e->key) == NULL)
		err = give(g, "alloc", e->key, NULL);
	return err == 0 ? 1 : err;
}

static int
give_unclaimed_birth(struct giver *g, size_t *at)
{
	const struct model_change *c = g->c;
	const struct map_entry *e = c->settles ? map_next(&c->m->births, at) : NULL;
	int err = 0;

	if (e == NULL)
		return 0;
	if (map_find(&c->told.last, e->key) == NULL &&
	    !birth_is_kept(map_find(&c->m->objects, e->key)))
		err = give(g, "meta", e->key, NULL);
	return err == 0 ? 1 : err;
}

static int
give_version(struct giver *g, size_t *at)
{
	struct model_change *c = g->c;
	uint64_t version = version_to_keep(c->m);
	char text[48];
	struct model_record r = {.key = "version", .text = text};

	if (version == 0)
		return 0;
	r.len = (size_t)snprintf(text, sizeof(text), "%" PRIu64 " %" PRIu64, version,
				 c->m->version_first);
	c->told.version = version;
	if (c->closed)
		c->m->version_kept = version;
	return g->cb(g->arg, &r);
}

/* Each gives what stands at a place, and moves it on. @return 1, 0: there is no more, -errno */
static int (*const stages[])(struct giver *g, size_t *at) = {
	find_last, give_object, give_grant, give_hint, give_unclaimed_birth, give_version,
};

int
model_change_records(struct model_change *c, size_t max, model_record_cb cb, void *arg)
{
	struct giver g = {.c = c, .cb = cb, .arg = arg};
	struct told *t = &c->told;

	if (!c->checked)
		return -EINVAL;
	t->last.borrows = true;
	for (size_t i = 0; i < max && t->stage < sizeof(stages) / sizeof(stages[0]); i++) {
		int rc = stages[t->stage](&g, &t->at);

		if (rc < 0)
			return rc;
		if (rc == 0) {
			t->stage++;
			t->at = 0;
		}
	}
	return t->stage < sizeof(stages) / sizeof(stages[0]);
}
