/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * status and version.
 */
#include "control/handlers.h"

#include "base/clock.h"
#include "channel/frame.h"
#include "mgmt/json.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define NS_PER_MS 1000000u

struct status {
	struct control *c;
	struct mgmt_call *call;
	struct question *question;
	struct sluice_status_record record;
	bool known; /* the record was received */
};

static void
put_version(struct buf *out)
{
	const char *build = frame_build_id();

	buf_printf(out, "\"version\":\"%.*s\",\"build\":", (int)strcspn(build, " "), build);
	jput_string(out, build);
}

void
handle_version(struct mgmt_call *call, const json_t *params, void *arg)
{
	struct buf out = {0};

	buf_adds(&out, "{");
	put_version(&out);
	buf_adds(&out, "}");
	mgmt_reply(call, &out);
}

static void
put_problem(struct buf *out, const char *text)
{
	if (text[0] == '\0')
		return;
	if (out->data[out->len - 1] != '[')
		buf_adds(out, ",");
	jput_string(out, text);
}

static void
put_problems(struct buf *out, const struct control *c)
{
	const struct installer_status *s = installer_status(c->installer);
	size_t errors = manifests_error_count(c->manifests);
	char text[160];

	if (c->board_file.last_good)
		put_problem(out, "the board's configuration is broken: the last good copy runs");
	if (s->state == INSTALLER_DOWN)
		put_problem(out, "the forwarder is not there");
	put_problem(out, s->problem);
	put_problem(out, changes_replay_problem(c->changes));
	put_problem(out, changes_save_problem(c->changes));
	if (errors > 0) {
		snprintf(text, sizeof(text), "%zu file%s or folder%s of manifests %s not in force",
			 errors, errors == 1 ? "" : "s", errors == 1 ? "" : "s",
			 errors == 1 ? "is" : "are");
		put_problem(out, text);
	}
}

static void
put_forwarder(struct buf *out, const struct status *st)
{
	const struct installer_status *s = installer_status(st->c->installer);
	const struct sluice_status_record *r = &st->record;

	buf_printf(out, "\"forwarder\":{\"connected\":%s,\"ready\":%s,\"installed\":%s",
		   s->state != INSTALLER_DOWN ? "true" : "false", s->ready ? "true" : "false",
		   s->in_step ? "true" : "false");
	if (!st->known) {
		buf_adds(out, "}");
		return;
	}
	buf_printf(out,
		   ",\"uptimeMs\":%" PRIu64 ",\"flowsLive\":%" PRIu64 ",\"flowsMax\":%" PRIu64
		   ",\"flowsCreated\":%" PRIu64 ",\"flowsExpired\":%" PRIu64,
		   r->uptime_ms, r->flows_live, r->flows_max, r->flows_created, r->flows_expired);
	buf_printf(out,
		   ",\"affinityLive\":%" PRIu64 ",\"affinityMax\":%" PRIu64
		   ",\"affinityExpired\":%" PRIu64 ",\"affinityRefused\":%" PRIu64,
		   r->affinity_live, r->affinity_max, r->affinity_expired, r->affinity_refused);
	buf_printf(out,
		   ",\"services\":%u,\"servicePorts\":%u,\"endpoints\":%u,\"workers\":%u,"
		   "\"commits\":%" PRIu64 ",\"unprivileged\":%s}",
		   r->services, r->service_ports, r->endpoints, r->workers, r->commits,
		   r->cap_eff_zero != 0 ? "true" : "false");
}

static void
put_faults(struct buf *out, const struct control *c)
{
	const struct faults *fs = &c->board_file.faults;
	bool first = true;

	buf_adds(out, "\"faults\":[");
	for (size_t i = 0; c->board_file.last_good && i < fs->cnt; i++) {
		if (!first)
			buf_adds(out, ",");
		first = false;
		jput_fault(out, &fs->v[i]);
	}
	manifests_put_faults(c->manifests, out, &first);
	buf_adds(out, "]");
}

static void
status_reply(struct status *st)
{
	struct control *c = st->c;
	struct model_counts counts;
	struct buf problems = {0}, out = {0};

	model_count(c->model, &counts);
	buf_adds(&problems, "[");
	put_problems(&problems, c);
	buf_adds(&problems, "]");
	buf_printf(&out, "{\"state\":\"%s\",\"problems\":",
		   !c->ready_once     ? "starting"
		   : problems.len > 2 ? "degraded"
				      : "ready");
	buf_add(&out, problems.data, problems.len);
	buf_fini(&problems);
	buf_adds(&out, ",\"name\":");
	jput_string(&out, c->board_file.board->name);
	buf_adds(&out, ",");
	put_version(&out);
	buf_printf(&out,
		   ",\"pid\":%d,\"uptimeMs\":%" PRIu64 ",\"config\":{\"file\":", (int)getpid(),
		   (clock_now_ns() - c->started_ns) / NS_PER_MS);
	jput_string(&out, c->options.config);
	buf_printf(&out, ",\"lastGood\":%s},", c->board_file.last_good ? "true" : "false");
	put_forwarder(&out, st);
	buf_printf(&out, ",\"objects\":%zu,\"services\":%zu,\"endpoints\":%zu,\"manifests\":",
		   counts.objects, counts.services, counts.endpoints);
	manifests_put_status(c->manifests, &out);
	buf_adds(&out, ",");
	put_faults(&out, c);
	buf_adds(&out, "}");
	mgmt_reply(st->call, &out);
	free(st);
}

static void
on_records(void *arg, const void *records, size_t cnt)
{
	struct status *st = arg;

	st->record = *(const struct sluice_status_record *)records;
	st->known = true;
}

static void
on_end(void *arg, int error, uint64_t cursor)
{
	status_reply(arg);
}

/* Status is asked for when something is wrong: it does not wait long for a silent forwarder. */
static const struct question_ops status_ops = {
	.timeout_ms = 500,
	.records = on_records,
	.end = on_end,
};

void
handle_status(struct mgmt_call *call, const json_t *params, void *arg)
{
	const struct sluice_query ask = {.kind = SLUICE_QUERY_STATUS};
	struct status *st = calloc(1, sizeof(*st));

	if (st == NULL) {
		mgmt_fail(call, RPC_INTERNAL, NULL, "out of memory");
		return;
	}
	st->c = arg;
	st->call = call;
	queries_ask(st->c->queries, &ask, &status_ops, st, &st->question);
}
