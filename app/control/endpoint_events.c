/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include "control/endpoint_events.h"

#include "base/buf.h"
#include "base/clock.h"
#include "base/map.h"
#include "control/events.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define TELL_MS      500
#define SERVICES_MAX 256 /* that are noted at a time */
#define LISTED_MAX   3   /* endpoints in one event */
#define BUDGET_MAX   100 /* events at once, */
#define BUDGET_S     1   /* and so many more a second */

static const struct {
	const char *reason;
	const char *type;
} words[MODEL_ENDPOINT_EVENT_CNT] = {
	[MODEL_ENDPOINT_ADDED] = {"EndpointAdded", "Normal"},
	[MODEL_ENDPOINT_REMOVED] = {"EndpointRemoved", "Normal"},
	[MODEL_ENDPOINT_READY] = {"EndpointReady", "Normal"},
	[MODEL_ENDPOINT_NOT_READY] = {"EndpointNotReady", "Warning"},
	[MODEL_ENDPOINT_TERMINATING] = {"EndpointTerminating", "Normal"},
};

/* What happened to the endpoints of a Service in one way. */
struct tally {
	size_t cnt;   /* how often */
	size_t other; /* of these, to endpoints that are not listed */
	size_t listed;
	char text[LISTED_MAX][ADDR_TEXT_BYTES + 16];
};

struct noted {
	struct tally tallies[MODEL_ENDPOINT_EVENT_CNT];
};

struct endpoint_events {
	struct changes *changes;
	char *board;
	uv_timer_t timer;
	struct map services; /* "ns/name" -> struct noted */
	uint64_t rest;       /* changes beyond the budget */
	uint64_t budget;
	uint64_t filled_ns; /* when the budget was filled up */
};

static struct noted *
noted_of(struct endpoint_events *e, const char *service)
{
	struct noted *n = map_find(&e->services, service);

	if (n != NULL || e->services.cnt >= SERVICES_MAX)
		return n;
	n = calloc(1, sizeof(*n));
	if (n != NULL && map_set(&e->services, service, n, NULL) < 0) {
		free(n);
		n = NULL;
	}
	return n;
}

static int
note(void *arg, const struct model_endpoint_change *c)
{
	struct endpoint_events *e = arg;
	struct noted *n = noted_of(e, c->service);
	char addr[ADDR_TEXT_BYTES], text[ADDR_TEXT_BYTES + 16];
	struct tally *t;
	size_t i = 0;

	if (n == NULL) {
		e->rest++;
		return 0;
	}
	t = &n->tallies[c->what];
	t->cnt++;
	snprintf(text, sizeof(text), addr_is_v4(&c->ip) ? "%s:%u" : "[%s]:%u",
		 addr_format(&c->ip, addr), c->port);
	while (i < t->listed && strcmp(t->text[i], text) != 0)
		i++;
	if (i == LISTED_MAX)
		t->other++;
	else if (i == t->listed)
		memcpy(t->text[t->listed++], text, sizeof(text));
	return 0;
}

/* Telling ------------------------------------------------------------------------------------- */

static void
fill_budget(struct endpoint_events *e)
{
	uint64_t now_ns = clock_now_ns(), more = (now_ns - e->filled_ns) / 1000000000u * BUDGET_S;

	if (more == 0)
		return;
	e->filled_ns = now_ns;
	e->budget = e->budget + more < BUDGET_MAX ? e->budget + more : BUDGET_MAX;
}

static void
put_tally(const struct tally *t, struct buf *out)
{
	for (size_t i = 0; i < t->listed; i++)
		buf_printf(out, "%s%s", i > 0 ? ", " : "", t->text[i]);
	if (t->other > 0)
		buf_printf(out, " + %zu more...", t->other);
}

/* service is cut in two. */
static void
tell_service(struct endpoint_events *e, char *service, const struct noted *n,
	     struct state_batch *batch)
{
	char *slash = strchr(service, '/');

	*slash = '\0';
	for (int i = 0; i < MODEL_ENDPOINT_EVENT_CNT; i++) {
		const struct tally *t = &n->tallies[i];
		struct buf text = {0};

		if (t->cnt == 0)
			continue;
		if (e->budget == 0) {
			e->rest += t->cnt;
			continue;
		}
		e->budget--;
		put_tally(t, &text);
		if (!text.failed)
			state_batch_event(batch, &(struct state_event){
							 .time_s = (uint64_t)time(NULL),
							 .count = t->listed == 1 ? t->cnt : 1,
							 .kind = "Service",
							 .ns = service,
							 .name = slash + 1,
							 .type = words[i].type,
							 .reason = words[i].reason,
							 .message = text.data,
						 });
		buf_fini(&text);
	}
}

static void
tell_rest(struct endpoint_events *e, struct state_batch *batch)
{
	if (e->rest > 0)
		state_batch_event(batch,
				  &(struct state_event){
					  .time_s = (uint64_t)time(NULL),
					  .count = e->rest,
					  .kind = EVENTS_BOARD_KIND,
					  .ns = "",
					  .name = e->board,
					  .type = "Normal",
					  .reason = "EndpointsChanged",
					  .message = "endpoints changed more often than is told "
						     "one by one",
				  });
	e->rest = 0;
}

static void
tell(struct endpoint_events *e)
{
	struct state_batch batch = {0};
	struct map_entry *entry;

	fill_budget(e);
	for (size_t pos = 0; (entry = map_next(&e->services, &pos)) != NULL;) {
		char *service = strdup(entry->key);

		if (service != NULL)
			tell_service(e, service, entry->value, &batch);
		free(service);
		free(entry->value);
	}
	map_fini(&e->services);
	tell_rest(e, &batch);
	if (batch.cnt > 0)
		changes_keep(e->changes, &batch);
}

static void
on_tell(uv_timer_t *timer)
{
	tell(timer->data);
}

void
endpoint_events_note(struct endpoint_events *e, const struct model_change *change)
{
	if (e == NULL)
		return;
	model_change_endpoints(change, note, e);
	if ((e->services.cnt > 0 || e->rest > 0) && !uv_is_active((uv_handle_t *)&e->timer))
		uv_timer_start(&e->timer, on_tell, TELL_MS, 0);
}

int
endpoint_events_create(uv_loop_t *loop, struct changes *changes, const char *board,
		       struct endpoint_events **out)
{
	struct endpoint_events *e = calloc(1, sizeof(*e));

	if (e == NULL)
		return -ENOMEM;
	e->changes = changes;
	e->board = strdup(board);
	if (e->board == NULL) {
		free(e);
		return -ENOMEM;
	}
	e->budget = BUDGET_MAX;
	e->filled_ns = clock_now_ns();
	uv_timer_init(loop, &e->timer);
	e->timer.data = e;
	*out = e;
	return 0;
}

static void
on_closed(uv_handle_t *handle)
{
	struct endpoint_events *e = handle->data;

	free(e->board);
	free(e);
}

void
endpoint_events_destroy(struct endpoint_events *e)
{
	if (e == NULL)
		return;
	tell(e);
	uv_close((uv_handle_t *)&e->timer, on_closed);
}
