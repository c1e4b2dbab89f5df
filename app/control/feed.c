/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include "control/feed.h"

#include "base/map.h"
#include "control/events.h"

#include <errno.h>
#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What one unit of the model shows, or one event: slices alone may be several. */
struct entry {
	struct shown **v;
	size_t cnt;
};

struct feed {
	struct model *model;
	struct state *state;
	char *kind;
	bool events;
	struct map entries; /* key of a unit -> struct entry */
	struct map touched; /* keys of units to be shown anew -> the feed itself */
	struct news news;
	bool unsure;    /* it was listed while a change was open that may be taken back */
	bool failed;    /* no memory: something is missing */
	uint64_t seq;   /* of the newest event that is in here */
	uint64_t first; /* of the oldest */
};

#define KEY_BYTES 1024

static void
unit_key(const struct model_unit *u, char key[KEY_BYTES])
{
	snprintf(key, KEY_BYTES, "%s%s/%s", u->derived ? "@" : "", u->ns, u->name);
}

/* The other way round; the unit's strings are the key's. */
static struct model_unit
unit_of(const struct feed *f, char *key)
{
	struct model_unit u = {.kind = f->kind, .derived = *key == '@'};
	char *slash;

	u.ns = key + u.derived;
	slash = strchr(u.ns, '/');
	*slash = '\0';
	u.name = slash + 1;
	return u;
}

static void
entry_destroy(struct entry *e)
{
	if (e == NULL)
		return;
	for (size_t i = 0; i < e->cnt; i++)
		shown_unref(e->v[i]);
	free(e->v);
	free(e);
}

/* What a unit shows now -------------------------------------------------------------------------
 */

struct showing {
	const struct model_unit *unit;
	struct entry *entry;
};

/* Names of slices stand in them alone. */
static char *
name_of(const char *json, size_t len)
{
	json_t *object = json_loadb(json, len, 0, NULL);
	const char *name =
		json_string_value(json_object_get(json_object_get(object, "metadata"), "name"));
	char *own = name != NULL ? strdup(name) : NULL;

	json_decref(object);
	return own;
}

static int
show_one(void *arg, const char *json, size_t len)
{
	struct showing *sh = arg;
	struct entry *e = sh->entry;
	struct shown **v = realloc(e->v, (e->cnt + 1) * sizeof(struct shown *));
	char *name = sh->unit->derived ? name_of(json, len) : NULL;
	struct shown *one = NULL;

	if (v != NULL)
		e->v = v;
	if (v != NULL && (name != NULL || !sh->unit->derived))
		one = shown_create(sh->unit->ns, name != NULL ? name : sh->unit->name, json, len);
	free(name);
	if (one == NULL)
		return -ENOMEM;
	e->v[e->cnt++] = one;
	return 0;
}

static struct entry *
unit_show(const struct feed *f, const struct model_unit *unit)
{
	struct showing sh = {.unit = unit, .entry = calloc(1, sizeof(*sh.entry))};

	if (sh.entry != NULL && model_show(f->model, unit, show_one, &sh) == 0)
		return sh.entry;
	entry_destroy(sh.entry);
	return NULL;
}

/* Comparing ------------------------------------------------------------------------------------ */

static struct shown *
entry_find(const struct entry *e, const char *name)
{
	for (size_t i = 0; e != NULL && i < e->cnt; i++)
		if (strcmp(e->v[i]->name, name) == 0)
			return e->v[i];
	return NULL;
}

static void
tell(struct feed *f, const struct entry *was, const struct entry *is)
{
	for (size_t i = 0; is != NULL && i < is->cnt; i++) {
		struct shown *now = is->v[i], *old = entry_find(was, now->name);

		if (old == NULL || old->len != now->len ||
		    memcmp(old->json, now->json, now->len) != 0)
			news_add(&f->news, old, now);
	}
	for (size_t i = 0; was != NULL && i < was->cnt; i++)
		if (entry_find(is, was->v[i]->name) == NULL)
			news_add(&f->news, was->v[i], NULL);
}

/* Put what is shown now in the place of what was; takes it over. */
static void
entry_put(struct feed *f, const char *key, struct entry *is, bool quietly)
{
	void *was = NULL;

	if (is == NULL || (is->cnt > 0 && map_set(&f->entries, key, is, &was) < 0)) {
		entry_destroy(is);
		f->failed = true;
		return;
	}
	if (is->cnt == 0)
		was = map_remove(&f->entries, key);
	if (!quietly)
		tell(f, was, is);
	entry_destroy(was);
	if (is->cnt == 0)
		entry_destroy(is);
}

static int
unit_list(void *arg, const struct model_unit *unit)
{
	struct feed *f = arg;
	char key[KEY_BYTES];

	unit_key(unit, key);
	entry_put(f, key, unit_show(f, unit), true);
	return f->failed ? -ENOMEM : 0;
}

static int
unit_touch(void *arg, const struct model_unit *unit)
{
	struct feed *f = arg;
	char key[KEY_BYTES];

	unit_key(unit, key);
	f->failed |= map_set(&f->touched, key, f, NULL) < 0;
	return 0;
}

void
feed_touch(struct feed *f, const struct model_change *change)
{
	if (!f->events)
		model_change_units(change, f->kind, unit_touch, f);
}

/* All that is there now, and all that was. */
static void
touch_all(struct feed *f)
{
	struct map_entry *e;

	model_each_unit(f->model, f->kind, unit_touch, f);
	for (size_t pos = 0; (e = map_next(&f->entries, &pos)) != NULL;)
		f->failed |= map_set(&f->touched, e->key, f, NULL) < 0;
}

static void
follow_units(struct feed *f)
{
	struct map_entry *e;

	if (f->unsure)
		touch_all(f);
	f->unsure = false;
	for (size_t pos = 0; (e = map_next(&f->touched, &pos)) != NULL;) {
		char key[KEY_BYTES];
		struct model_unit unit;

		snprintf(key, sizeof(key), "%s", e->key);
		unit = unit_of(f, key);
		entry_put(f, e->key, unit_show(f, &unit), false);
	}
	map_fini(&f->touched);
}

/* Events --------------------------------------------------------------------------------------- */

struct reading {
	struct feed *f;
	bool quietly;
};

static int
event_take(void *arg, const struct state_event *ev)
{
	const struct reading *r = arg;
	struct entry *e = calloc(1, sizeof(*e));
	char key[32], name[EVENT_NAME_BYTES];
	struct buf json = {0};

	snprintf(key, sizeof(key), "%" PRIx64, ev->id);
	event_name(ev, name);
	event_json(r->f->model, ev, &json);
	if (e != NULL)
		e->v = calloc(1, sizeof(struct shown *));
	if (e != NULL && e->v != NULL && !json.failed)
		e->v[0] = shown_create(event_space(ev), name, json.data, json.len);
	buf_fini(&json);
	if (e != NULL && e->v != NULL && e->v[0] != NULL) {
		e->v[0]->order = ev->seq;
		e->cnt = 1;
	} else {
		entry_destroy(e);
		e = NULL;
	}
	entry_put(r->f, key, e, r->quietly);
	r->f->seq = ev->seq;
	return r->f->failed ? -ENOMEM : 0;
}

/* The oldest make room for new ones. */
static void
events_forget(struct feed *f, uint64_t first)
{
	struct map_entry *e;

	if (first <= f->first)
		return;
	f->first = first;
	for (size_t pos = 0; (e = map_next(&f->entries, &pos)) != NULL;) {
		const struct entry *old = e->value;

		if (old->v[0]->order < first)
			f->failed |= map_set(&f->touched, e->key, f, NULL) < 0;
	}
	for (size_t pos = 0; (e = map_next(&f->touched, &pos)) != NULL;)
		entry_put(f, e->key, calloc(1, sizeof(struct entry)), false);
	map_fini(&f->touched);
}

/* What is the oldest is asked first: what is newer may be written to meanwhile. */
static void
follow_events(struct feed *f, bool quietly)
{
	struct reading r = {.f = f, .quietly = quietly};
	uint64_t first = 0;

	if (state_first_event(f->state, &first) < 0 ||
	    state_each_event(f->state, f->seq, event_take, &r) < 0)
		f->failed = true;
	else
		events_forget(f, first);
}

int
feed_follow(struct feed *f)
{
	if (f->events)
		follow_events(f, false);
	else
		follow_units(f);
	return f->failed ? -ENOMEM : 0;
}

/* ---------------------------------------------------------------------------------------------- */

int
feed_create(struct model *model, struct state *state, const char *kind, struct feed **out)
{
	struct feed *f = calloc(1, sizeof(*f));

	if (f == NULL)
		return -ENOMEM;
	f->model = model;
	f->state = state;
	f->kind = strdup(kind);
	f->events = events_are_meant(kind);
	f->failed = f->kind == NULL || news_init(&f->news) < 0;
	if (!f->failed && f->events) {
		follow_events(f, true);
	} else if (!f->failed) {
		f->unsure = model_is_changing(model);
		model_each_unit(model, f->kind, unit_list, f);
	}
	if (!f->failed) {
		*out = f;
		return 0;
	}
	feed_destroy(f);
	return -ENOMEM;
}

void
feed_destroy(struct feed *f)
{
	struct map_entry *e;

	if (f == NULL)
		return;
	for (size_t pos = 0; (e = map_next(&f->entries, &pos)) != NULL;)
		entry_destroy(e->value);
	map_fini(&f->entries);
	map_fini(&f->touched);
	news_fini(&f->news);
	free(f->kind);
	free(f);
}

const char *
feed_kind(const struct feed *f)
{
	return f->kind;
}

bool
feed_is_events(const struct feed *f)
{
	return f->events;
}

const struct news *
feed_news(const struct feed *f)
{
	return &f->news;
}

static int
compare_shown(const void *a, const void *b)
{
	const struct shown *x = *(struct shown *const *)a, *y = *(struct shown *const *)b;
	int cmp = x->order < y->order ? -1 : x->order > y->order;

	cmp = cmp != 0 ? cmp : strcmp(x->ns, y->ns);
	return cmp != 0 ? cmp : strcmp(x->name, y->name);
}

int
feed_list(const struct feed *f, struct shown ***out, size_t *cnt)
{
	struct map_entry *e;
	size_t max = 0;

	for (size_t pos = 0; (e = map_next(&f->entries, &pos)) != NULL;)
		max += ((const struct entry *)e->value)->cnt;
	*cnt = 0;
	*out = calloc(max + 1, sizeof(struct shown *));
	if (*out == NULL)
		return -ENOMEM;
	for (size_t pos = 0; (e = map_next(&f->entries, &pos)) != NULL;) {
		const struct entry *one = e->value;

		for (size_t i = 0; i < one->cnt; i++)
			(*out)[(*cnt)++] = shown_ref(one->v[i]);
	}
	qsort(*out, *cnt, sizeof(struct shown *), compare_shown);
	return 0;
}
