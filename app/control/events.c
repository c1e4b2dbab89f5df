/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include "control/events.h"

#include "control/changes.h"
#include "control/filter.h"
#include "mgmt/json.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#define BOARD_API   "sluice/v1"
#define REFUSED_MAX 10 /* events of one change that was refused */
#define TEXT_BYTES  1024

bool
events_are_meant(const char *kind)
{
	static const char *const names[] = {"events", "event", "ev"};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (strcasecmp(kind, names[i]) == 0)
			return true;
	return false;
}

const char *
event_space(const struct state_event *e)
{
	return *e->ns != '\0' ? e->ns : "default";
}

void
event_name(const struct state_event *e, char name[EVENT_NAME_BYTES])
{
	snprintf(name, EVENT_NAME_BYTES, "%.253s.%08" PRIx64 "%08" PRIx64, e->name, e->first_s,
		 e->id);
}

static void
put_member(struct buf *out, const char *key, const char *value)
{
	if (value == NULL || *value == '\0')
		return;
	buf_printf(out, ",\"%s\":", key);
	jput_string(out, value);
}

static void
put_time(struct buf *out, const char *key, uint64_t time_s)
{
	time_t at = (time_t)time_s;
	struct tm tm;
	char text[32];

	gmtime_r(&at, &tm);
	strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%SZ", &tm);
	put_member(out, key, text);
}

void
event_json(const struct model *m, const struct state_event *e, struct buf *out)
{
	const char *api = NULL, *uid = NULL;
	char name[EVENT_NAME_BYTES];

	event_name(e, name);
	model_identify(m, e->kind, e->ns, e->name, &api, &uid);
	buf_adds(out, "{\"apiVersion\":\"v1\",\"kind\":\"Event\",\"metadata\":{\"name\":");
	jput_string(out, name);
	put_member(out, "namespace", event_space(e));
	buf_printf(out,
		   ",\"uid\":\"%08x-0000-4000-8000-%012" PRIx64 "\",\"resourceVersion\":\"%" PRIu64
		   "\"",
		   (unsigned int)e->first_s, e->id & 0xffffffffffff, e->seq);
	put_time(out, "creationTimestamp", e->first_s);
	buf_adds(out, "},\"involvedObject\":{\"kind\":");
	jput_string(out, e->kind);
	put_member(out, "namespace", e->ns);
	put_member(out, "name", e->name);
	put_member(out, "apiVersion", api != NULL ? api : BOARD_API);
	put_member(out, "uid", uid);
	buf_adds(out, "},\"reason\":");
	jput_string(out, e->reason);
	put_member(out, "message", e->message);
	put_member(out, "type", e->type);
	put_time(out, "firstTimestamp", e->first_s);
	put_time(out, "lastTimestamp", e->time_s);
	buf_printf(out,
		   ",\"count\":%" PRIu64 ",\"eventTime\":null,\"source\":{\"component\":\"sluice\"}"
		   ",\"reportingComponent\":\"sluice\",\"reportingInstance\":\"\"}",
		   e->count);
}

struct search {
	const struct model *m;
	const struct filter *filter;
	struct buf json;
	model_object_cb cb;
	void *arg;
	bool found;
};

static int
take_event(void *arg, const struct state_event *e)
{
	struct search *sr = arg;
	char name[EVENT_NAME_BYTES];
	int meant;

	event_name(e, name);
	if (!filter_names(sr->filter, event_space(e), name))
		return 0;
	sr->found = true;
	buf_reset(&sr->json);
	event_json(sr->m, e, &sr->json);
	if (sr->json.failed)
		return -ENOMEM;
	meant = filter_match(sr->filter, sr->json.data, sr->json.len);
	return meant > 0 ? sr->cb(sr->arg, sr->json.data, sr->json.len) : meant;
}

int
events_list(struct state *state, const struct model *m, const struct model_query *q,
	    struct faults *faults, model_object_cb cb, void *arg)
{
	struct search sr = {.m = m, .cb = cb, .arg = arg};
	struct filter *filter = NULL;
	int rc = filter_create(q, "Event", "v1", "events", faults, &filter);

	sr.filter = filter;
	if (rc == 0)
		rc = state_each_event(state, 0, take_event, &sr);
	if (rc == 0 && q->name != NULL && !sr.found)
		rc = -ENOENT;
	filter_destroy(filter);
	buf_fini(&sr.json);
	return rc;
}

/* What a change did -----------------------------------------------------------------------------
 */

static int
add_result(void *arg, const struct model_result *r)
{
	struct state_event e = {
		.time_s = (uint64_t)time(NULL),
		.kind = r->kind,
		.ns = r->ns,
		.name = r->name,
		.type = "Normal",
	};
	char message[TEXT_BYTES];

	if (strcmp(r->verb, "unchanged") == 0)
		return 0;
	e.reason = strcmp(r->verb, "created") == 0   ? "Created"
		   : strcmp(r->verb, "deleted") == 0 ? "Deleted"
		   : strcmp(r->verb, "pruned") == 0  ? "Pruned"
						     : "Configured";
	snprintf(message, sizeof(message), "%s %s", r->shown, r->verb);
	e.message = message;
	state_batch_event(arg, &e);
	return 0;
}

static int
add_allocation(void *arg, const struct model_allocation *a)
{
	char reason[64], message[TEXT_BYTES];
	const struct state_event e = {
		.time_s = (uint64_t)time(NULL),
		.kind = "Service",
		.ns = a->ns,
		.name = a->name,
		.type = a->pending ? "Warning" : "Normal",
		.reason = reason,
		.message = message,
	};

	snprintf(reason, sizeof(reason), "%s%s",
		 a->pending    ? "Pending"
		 : a->released ? "Released"
			       : "Allocated",
		 a->what);
	snprintf(message, sizeof(message), "%s", a->value);
	state_batch_event(arg, &e);
	return 0;
}

bool
events_of_change(const struct model_change *c, struct events_at *at, size_t max,
		 struct state_batch *batch)
{
	int rc;

	if (!at->results_done) {
		rc = model_change_some_results(c, &at->result, max, add_result, batch);
		at->results_done = rc <= 0;
		rc = 1;
	} else {
		rc = model_change_allocations(c, &at->allocation, max, add_allocation, batch);
	}
	batch->failed |= rc < 0;
	state_batch_prune(batch);
	return rc > 0;
}

void
events_warn(struct changes *changes, const char *board, const char *ns, const char *name,
	    const char *reason, const char *message)
{
	bool is_board = name[0] == '\0';
	struct state_batch batch = {0};

	state_batch_event(&batch, &(struct state_event){
					  .time_s = (uint64_t)time(NULL),
					  .kind = is_board ? EVENTS_BOARD_KIND : "Service",
					  .ns = ns,
					  .name = is_board ? board : name,
					  .type = "Warning",
					  .reason = reason,
					  .message = message,
				  });
	changes_keep(changes, &batch);
}

/* Whose event a fault is: the object's that is wrong, "Service/default/kubia", else the board's. */
static void
give_object(struct state_event *e, const struct fault *f, const char *board, char *parts)
{
	char *ns = NULL, *name = NULL;

	if (f->object != NULL) {
		snprintf(parts, TEXT_BYTES, "%s", f->object);
		ns = strchr(parts, '/');
		name = ns != NULL ? strchr(ns + 1, '/') : NULL;
	}
	e->kind = name != NULL ? parts : EVENTS_BOARD_KIND;
	e->ns = name != NULL ? ns + 1 : "";
	e->name = name != NULL ? name + 1 : board;
	if (name != NULL)
		*ns = *name = '\0';
}

void
events_refused(struct changes *changes, const char *board, const char *reason,
	       const struct faults *faults)
{
	struct state_batch batch = {0};
	char message[TEXT_BYTES], parts[TEXT_BYTES];
	struct state_event e = {
		.time_s = (uint64_t)time(NULL),
		.type = "Warning",
		.reason = reason,
		.message = message,
	};

	for (size_t i = 0, told = 0; i < faults->cnt && told < REFUSED_MAX; i++) {
		const struct fault *f = &faults->v[i];

		if (f->level != FAULT_ERROR || f->reason == NULL)
			continue;
		give_object(&e, f, board, parts);
		fault_print(f, message, sizeof(message));
		state_batch_event(&batch, &e);
		told++;
	}
	if (batch.cnt > 0)
		changes_keep(changes, &batch);
	else
		state_batch_fini(&batch);
}
