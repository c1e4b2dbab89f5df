/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * The job that sends the forwarder everything, in front of all others: once all is loaded, when it
 * is up anew or out of step, and again after a while when it refused.
 */
#pragma once

#include "control/changes.h"

struct replay {
	uv_timer_t retry; /* to be closed by the owner, whose its data is */
	struct change_job job;
	struct changes *changes;
	const struct installer *installer;
	bool loaded;
	bool queued;
	char problem[INSTALLER_TEXT_BYTES + 128]; /* why it was refused; "" when it was not */
};

void replay_init(struct replay *r, uv_loop_t *loop, struct changes *changes,
		 const struct installer *installer);

/** Queue it, unless it is. */
void replay_queue(struct replay *r);

/** Queue it when the forwarder is there and all is loaded. */
void replay_ask(struct replay *r);
