/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include "control/watchers.h"

#include "base/clock.h"
#include "control/feed.h"
#include "control/filter.h"
#include "mgmt/json.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define WAKE_MS    10 /* changes that come this close are sent together, each by itself */
#define PART_BYTES (256u << 10)
#define SLICE_NS   (1u * 1000000u) /* for so long one is told before it is another's turn */

struct followed {
	struct followed *next;
	struct feed *feed;
	size_t users;
};

struct watcher {
	struct watchers *all;
	struct watcher *next;
	struct mgmt_call *call;
	struct followed *of;
	struct filter *filter;
	struct shown **list; /* what is there at first, until it is told */
	size_t list_cnt;
	size_t list_pos;
	bool listed;
	uint64_t news; /* the next of the feed's that it is to be told */
};

struct watchers {
	struct model *model;
	struct state *state;
	uv_timer_t wake;
	struct followed *feeds;
	struct watcher *list;
	bool saved; /* there may be events that nobody was told */
};

/* Feeds ---------------------------------------------------------------------------------------- */

static int
feed_use(struct watchers *all, const char *kind, struct followed **out)
{
	struct followed *f = all->feeds;
	int rc;

	while (f != NULL && strcmp(feed_kind(f->feed), kind) != 0)
		f = f->next;
	if (f == NULL) {
		f = calloc(1, sizeof(*f));
		if (f == NULL)
			return -ENOMEM;
		rc = feed_create(all->model, all->state, kind, &f->feed);
		if (rc < 0) {
			free(f);
			return rc;
		}
		f->next = all->feeds;
		all->feeds = f;
	}
	f->users++;
	*out = f;
	return 0;
}

static void
feed_leave(struct watchers *all, struct followed *f)
{
	struct followed **at = &all->feeds;

	if (f == NULL || --f->users > 0)
		return;
	while (*at != f)
		at = &(*at)->next;
	*at = f->next;
	feed_destroy(f->feed);
	free(f);
}

/* One watcher ---------------------------------------------------------------------------------- */

static void
watcher_free(struct watcher *w)
{
	struct watcher **at = &w->all->list;

	while (*at != NULL && *at != w)
		at = &(*at)->next;
	if (*at == w)
		*at = w->next;
	for (; w->list_pos < w->list_cnt; w->list_pos++)
		shown_unref(w->list[w->list_pos]);
	free(w->list);
	filter_destroy(w->filter);
	feed_leave(w->all, w->of);
	free(w);
}

static void
watcher_end(struct watcher *w, enum rpc_error code, const char *why)
{
	struct mgmt_call *call = w->call;

	watcher_free(w);
	mgmt_call_watch(call, NULL, NULL, NULL);
	mgmt_fail(call, code, NULL, "%s", why);
}

static bool
is_meant(const struct watcher *w, const struct shown *s)
{
	return s != NULL && filter_names(w->filter, s->ns, s->name) &&
	       filter_match(w->filter, s->json, s->len) > 0;
}

static void
part_begin(const struct watcher *w, const char *list, struct buf *part)
{
	buf_adds(part, "{\"kind\":");
	jput_string(part, feed_kind(w->of->feed));
	buf_printf(part, ",\"%s\":[", list);
}

static void
part_put(struct buf *part, const char *type, const struct shown *s)
{
	if (part->len > 0 && part->data[part->len - 1] != '[')
		buf_adds(part, ",");
	if (type != NULL)
		buf_printf(part, "{\"type\":\"%s\",\"object\":", type);
	buf_add(part, s->json, s->len);
	if (type != NULL)
		buf_adds(part, "}");
}

/* A part of what is there; the first one is told even if it is empty. */
static void
tell_list(struct watcher *w)
{
	struct buf part = {0};

	part_begin(w, "items", &part);
	for (; w->list_pos < w->list_cnt && part.len < PART_BYTES; w->list_pos++) {
		struct shown *s = w->list[w->list_pos];

		part_put(&part, NULL, s);
		shown_unref(s);
	}
	w->listed = w->list_pos == w->list_cnt;
	buf_adds(&part, "]}");
	mgmt_part(w->call, &part);
}

/* A part of what changed. What enters or leaves the selection comes or goes, for this client. */
static void
tell_news(struct watcher *w, uint64_t until_ns)
{
	const struct news *news = feed_news(w->of->feed);
	struct buf part = {0};
	bool any = false;

	part_begin(w, "events", &part);
	do {
		const struct newsitem *item = news_get(news, w->news);
		bool was = is_meant(w, item->was), is = is_meant(w, item->is);

		if (was || is)
			part_put(&part, is ? (was ? "MODIFIED" : "ADDED") : "DELETED",
				 is ? item->is : item->was);
		any |= was || is;
		w->news++;
	} while (w->news < news->next && part.len < PART_BYTES && clock_now_ns() < until_ns);
	buf_adds(&part, "]}");
	if (any)
		mgmt_part(w->call, &part);
	else
		buf_fini(&part);
}

static void wake(struct watchers *all);

static void
watcher_tell(struct watcher *w)
{
	uint64_t until_ns = clock_now_ns() + SLICE_NS;
	const struct news *news = feed_news(w->of->feed);

	while (mgmt_call_pending(w->call) <= MGMT_PENDING_HIGH) {
		if (!news_has(news, w->news)) {
			watcher_end(w, RPC_EXPIRED,
				    "too old resource version: changes came faster than they were "
				    "taken");
			return;
		}
		if (!w->listed)
			tell_list(w);
		else if (w->news < news->next)
			tell_news(w, until_ns);
		else
			return;
		if (clock_now_ns() >= until_ns) {
			wake(w->all);
			return;
		}
	}
}

static void
on_drained(struct mgmt_call *call, void *arg)
{
	watcher_tell(arg);
}

static void
on_gone(struct mgmt_call *call, void *arg)
{
	watcher_free(arg);
	mgmt_fail(call, RPC_INTERNAL, NULL, "the client hung up");
}

/* Of all that is there keep what is meant. */
static int
list_take(struct watcher *w)
{
	size_t kept = 0;
	int rc = feed_list(w->of->feed, &w->list, &w->list_cnt);

	for (size_t i = 0; rc == 0 && i < w->list_cnt; i++) {
		if (is_meant(w, w->list[i]))
			w->list[kept++] = w->list[i];
		else
			shown_unref(w->list[i]);
	}
	if (rc == 0)
		w->list_cnt = kept;
	return rc;
}

void
watchers_add(struct watchers *all, struct mgmt_call *call, const char *kind,
	     const struct model_query *q)
{
	struct watcher *w = calloc(1, sizeof(*w));
	int rc = -ENOMEM;

	if (w != NULL) {
		w->all = all;
		w->call = call;
		rc = feed_use(all, kind, &w->of);
	}
	if (rc == 0)
		rc = filter_create(q, kind, "", "", NULL, &w->filter);
	if (rc == 0)
		rc = list_take(w);
	if (rc < 0) {
		if (w != NULL)
			watcher_free(w);
		mgmt_fail(call, RPC_INTERNAL, NULL, "%s", strerror(-rc));
		return;
	}
	w->news = feed_news(w->of->feed)->next;
	w->next = all->list;
	all->list = w;
	mgmt_call_endless(call);
	mgmt_call_watch(call, on_drained, on_gone, w);
	watcher_tell(w);
}

/* All of them ---------------------------------------------------------------------------------- */

/* What a feed lost it cannot tell anybody. */
static void
feed_lost(struct watchers *all, const struct followed *f)
{
	struct watcher *next;

	for (struct watcher *w = all->list; w != NULL; w = next) {
		next = w->next;
		if (w->of == f)
			watcher_end(w, RPC_EXPIRED, "out of memory: changes were not kept");
	}
}

static void
feeds_follow(struct watchers *all, bool events)
{
	struct followed *next;

	for (struct followed *f = all->feeds; f != NULL; f = next) {
		next = f->next;
		if (feed_is_events(f->feed) == events && feed_follow(f->feed) < 0)
			feed_lost(all, f);
	}
}

static void
on_wake(uv_timer_t *timer)
{
	struct watchers *all = timer->data;
	struct watcher *next;

	if (all->saved)
		feeds_follow(all, true);
	all->saved = false;
	for (struct watcher *w = all->list; w != NULL; w = next) {
		next = w->next;
		watcher_tell(w);
	}
}

static void
wake(struct watchers *all)
{
	if (all->list != NULL && !uv_is_active((uv_handle_t *)&all->wake))
		uv_timer_start(&all->wake, on_wake, WAKE_MS, 0);
}

void
watchers_committing(struct watchers *w, const struct model_change *change)
{
	for (struct followed *f = w->feeds; f != NULL; f = f->next)
		feed_touch(f->feed, change);
}

void
watchers_ended(struct watchers *w)
{
	feeds_follow(w, false);
	wake(w);
}

void
watchers_saved(struct watchers *w)
{
	w->saved = true;
	wake(w);
}

int
watchers_create(uv_loop_t *loop, struct model *model, struct state *state, struct watchers **out)
{
	struct watchers *w = calloc(1, sizeof(*w));

	if (w == NULL)
		return -ENOMEM;
	w->model = model;
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
	while (w->list != NULL)
		watcher_end(w->list, RPC_UNAVAILABLE, "sluice-control ends");
	uv_close((uv_handle_t *)&w->wake, on_closed);
}
