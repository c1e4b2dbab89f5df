/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * The parts of sluice-control, as its handlers see them. main() makes and joins them in order.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include <uv.h>

#include "control/board_file.h"
#include "control/changes.h"
#include "control/endpoint_events.h"
#include "control/installer.h"
#include "control/manifests.h"
#include "control/options.h"
#include "control/queries.h"
#include "control/watchers.h"
#include "kube/model.h"
#include "mgmt/health.h"
#include "mgmt/server.h"
#include "state/state.h"

struct control {
	struct options options;
	uv_loop_t loop;
	uint64_t started_ns;
	struct board_file board_file;
	struct buf settings;
	struct state *state;
	struct model *model;
	struct installer *installer;
	struct changes *changes;
	struct manifests *manifests;
	struct queries *queries;
	struct watchers *watchers;
	struct endpoint_events *endpoint_events;
	struct mgmt *mgmt;
	struct health *health;
	struct parent *parent;
	bool loaded;     /* what changes from now on is news */
	bool ready_once; /* sluiced was told that this board serves */
};

/** The methods of the management socket; their argument is the struct control. */
extern const mgmt_handler control_handlers[RPC_METHOD_CNT];

/** Whether the forwarder runs with all that is loaded. */
static inline bool
control_is_ready(const struct control *c)
{
	const struct installer_status *s = installer_status(c->installer);

	return s->ready && s->in_step;
}
