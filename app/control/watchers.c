/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include "control/watchers.h"

#include "base/clock.h"
#include "base/map.h"
#include "control/events.h"
#include "mgmt/json.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Changes that come fast are told together. Telling may take a tenth of the loop's time: where
 * listings are long, it happens less often. */
#define WAKE_MS     100
#define WAKE_MS_MAX 10000
#define WAKE_SHARE  10

/* An object as it was told last. */
struct told {
	uint32_t round; /* of the listing that last held it */
	size_t len;
	char json[];
};

struct watcher {
	struct watchers *all;
	struct watcher *next;
	struct mgmt_call *call;
	struct model_query query;
	bool events;        /* it follows events, not objects of the model */
	struct map objects; /* "namespace/name" -> struct told */
	uint32_t round;
	bool behind; /* the model changed and the client was not told */
	struct buf part;
	bool first;
};

struct watchers {
	struct model *model;
	struct state *state;
	size_t events; /* watchers of events */
	uv_timer_t wake;
	uint64_t wake_ms; /* from a change to its telling */
	struct watcher *list;
};

static void
event_put(struct watcher *w, const char *type, const char *json, size_t len)
{
	if (!w->first)
		buf_adds(&w->part, ",");
	w->first = false;
	if (type == NULL) {
		buf_add(&w->part, json, len);
		return;
	}
	buf_printf(&w->part, "{\"type\":\"%s\",\"object\":", type);
	buf_add(&w->part, json, len);
	buf_adds(&w->part, "}");
}

/* "namespace/name" of an object, from its metadata. */
static bool
key_of(const char *json, size_t len, char *key, size_t key_bytes)
{
	json_t *object = json_loadb(json, len, 0, NULL);
	const json_t *meta = json_object_get(object, "metadata");
	const char *ns = json_string_value(json_object_get(meta, "namespace"));
	const char *name = json_string_value(json_object_get(meta, "name"));
	bool found = name != NULL;

	if (found)
		snprintf(key, key_bytes, "%s/%s", ns != NULL ? ns : "", name);
	json_decref(object);
	return found;
}

static int
object_seen(void *arg, const char *json, size_t len)
{
	struct watcher *w = arg;
	char key[600];
	struct told *was, *is;

	if (!key_of(json, len, key, sizeof(key)))
		return 0;
	was = map_find(&w->objects, key);
	if (was != NULL && was->len == len && memcmp(was->json, json, len) == 0) {
		was->round = w->round;
		return 0;
	}
	is = malloc(sizeof(*is) + len);
	if (is == NULL)
		return -ENOMEM;
	is->round = w->round;
	is->len = len;
	memcpy(is->json, json, len);
	if (map_set(&w->objects, key, is, NULL) < 0) {
		free(is);
		return -ENOMEM;
	}
	event_put(w, w->round == 1 ? NULL : was == NULL ? "ADDED" : "MODIFIED", json, len);
	free(was);
	return 0;
}

/* Tell of what the last listing did not hold any more. */
static void
absent_tell(struct watcher *w)
{
	struct map_entry *e;
	size_t pos = 0;

	while ((e = map_next(&w->objects, &pos)) != NULL) {
		struct told *t = e->value;

		if (t->round == w->round)
			continue;
		event_put(w, "DELETED", t->json, t->len);
		map_remove(&w->objects, e->key);
		free(t);
		pos = 0;
	}
}

static void
watcher_tell(struct watcher *w)
{
	struct buf part = {0};

	if (w->round > 0 && mgmt_call_pending(w->call) > MGMT_PENDING_HIGH) {
		w->behind = true;
		return;
	}
	w->behind = false;
	w->round++;
	w->first = true;
	buf_reset(&w->part);
	buf_adds(&w->part, "{\"kind\":");
	jput_string(&w->part, w->events ? "Event" : model_kind_name(w->query.kind));
	buf_adds(&w->part, w->round == 1 ? ",\"items\":[" : ",\"events\":[");
	if (w->events)
		events_list(w->all->state, w->all->model, &w->query, NULL, object_seen, w);
	else
		model_list(w->all->model, &w->query, NULL, object_seen, w);
	absent_tell(w);
	buf_adds(&w->part, "]}");
	if (w->first && w->round > 1)
		return;
	part = w->part;
	w->part = (struct buf){0};
	mgmt_part(w->call, &part);
}

static void
on_drained(struct mgmt_call *call, void *arg)
{
	struct watcher *w = arg;

	if (w->behind)
		watcher_tell(w);
}

static void
watcher_free(struct watcher *w)
{
	struct watcher **at = &w->all->list;
	struct map_entry *e;
	size_t pos = 0;

	while (*at != w)
		at = &(*at)->next;
	*at = w->next;
	w->all->events -= w->events;
	while ((e = map_next(&w->objects, &pos)) != NULL)
		free(e->value);
	map_fini(&w->objects);
	buf_fini(&w->part);
	free(w);
}

static void
on_gone(struct mgmt_call *call, void *arg)
{
	watcher_free(arg);
	mgmt_fail(call, RPC_INTERNAL, NULL, "the client hung up");
}

void
watchers_add(struct watchers *all, struct mgmt_call *call, const struct model_query *q)
{
	struct watcher *w = calloc(1, sizeof(*w));

	if (w == NULL) {
		mgmt_fail(call, RPC_INTERNAL, NULL, "out of memory");
		return;
	}
	w->all = all;
	w->call = call;
	w->query = *q;
	w->events = events_are_meant(q->kind);
	all->events += w->events;
	w->next = all->list;
	all->list = w;
	mgmt_call_endless(call);
	mgmt_call_watch(call, on_drained, on_gone, w);
	watcher_tell(w);
}

static void
on_wake(uv_timer_t *timer)
{
	struct watchers *all = timer->data;
	uint64_t start_ns = clock_now_ns(), pause_ms;
	struct watcher *next;

	for (struct watcher *w = all->list; w != NULL; w = next) {
		next = w->next;
		watcher_tell(w);
	}
	pause_ms = (clock_now_ns() - start_ns) / 1000000u * WAKE_SHARE;
	all->wake_ms = pause_ms < WAKE_MS       ? WAKE_MS
		       : pause_ms < WAKE_MS_MAX ? pause_ms
						: WAKE_MS_MAX;
}

void
watchers_wake(struct watchers *w)
{
	if (w->list != NULL && !uv_is_active((uv_handle_t *)&w->wake))
		uv_timer_start(&w->wake, on_wake, w->wake_ms, 0);
}

void
watchers_wake_events(struct watchers *w)
{
	if (w->events > 0)
		watchers_wake(w);
}

int
watchers_create(uv_loop_t *loop, struct model *model, struct state *state, struct watchers **out)
{
	struct watchers *w = calloc(1, sizeof(*w));

	if (w == NULL)
		return -ENOMEM;
	w->model = model;
	w->wake_ms = WAKE_MS;
	w->state = state;
	uv_timer_init(loop, &w->wake);
	w->wake.data = w;
	*out = w;
	return 0;
}

static void
on_closed(uv_handle_t *handle)
{
	free(handle->data);
}

void
watchers_destroy(struct watchers *w)
{
	if (w == NULL)
		return;
	while (w->list != NULL) {
		struct mgmt_call *call = w->list->call;

		watcher_free(w->list);
		mgmt_call_watch(call, NULL, NULL, NULL);
		mgmt_fail(call, RPC_UNAVAILABLE, NULL, "sluice-control ends");
	}
	uv_close((uv_handle_t *)&w->wake, on_closed);
}
