/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include "control/notice.h"

#include "base/log.h"

#include <stdlib.h>
#include <time.h>

struct notice {
	struct change_job job;
	struct state_batch records;
};

static void
on_done(struct change_job *job, const struct change_outcome *outcome)
{
	struct notice *n = (struct notice *)((char *)job - offsetof(struct notice, job));

	state_batch_fini(&n->records);
	free(n);
}

void
notice_save(struct changes *changes, const struct state_event *event)
{
	struct notice *n = calloc(1, sizeof(*n));
	struct state_event e = *event;

	if (n == NULL) {
		log_err("state", "no memory for an event: %s", event->message);
		return;
	}
	e.time_s = (uint64_t)time(NULL);
	state_batch_event(&n->records, &e);
	n->job = (struct change_job){
		.local = true,
		.silent = true,
		.records = &n->records,
		.done = on_done,
	};
	changes_push(changes, &n->job);
}
