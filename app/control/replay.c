/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include "control/replay.h"

#include "base/log.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#define RETRY_MS 10000

static void
on_retry(uv_timer_t *timer)
{
	struct replay *r = (struct replay *)timer;

	if (!installer_status(r->installer)->in_step)
		replay_ask(r);
}

static void
on_done(struct change_job *job, const struct change_outcome *outcome)
{
	struct replay *r = (struct replay *)((char *)job - offsetof(struct replay, job));

	r->queued = false;
	if (outcome->error == 0 || outcome->error == -ECANCELED)
		return;
	snprintf(r->problem, sizeof(r->problem), "the forwarder does not run what is loaded: %s",
		 outcome->faults->cnt > 0 && outcome->faults->v[0].reason != NULL
			 ? outcome->faults->v[0].reason
			 : strerror(-outcome->error));
	log_err("channel", "%s", r->problem);
	uv_timer_start(&r->retry, on_retry, RETRY_MS, 0);
}

void
replay_init(struct replay *r, uv_loop_t *loop, struct changes *changes,
	    const struct installer *installer)
{
	*r = (struct replay){
		.job = {.full = true, .silent = true, .done = on_done},
		.changes = changes,
		.installer = installer,
	};
	uv_timer_init(loop, &r->retry);
	r->retry.data = changes;
}

void
replay_queue(struct replay *r)
{
	if (r->queued)
		return;
	r->queued = true;
	changes_push_next(r->changes, &r->job);
}

void
replay_ask(struct replay *r)
{
	if (r->loaded && installer_status(r->installer)->state == INSTALLER_UP)
		replay_queue(r);
}
