/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * Events of Services about their endpoints: which came, went, became ready or not.
 *
 * Model:
 *   what changes is noted as it is committed, and told twice a second: several endpoints of a
 *   Service together, what happens again counted. There is a budget for that; beyond it one event
 *   of the board counts the rest. So a storm of changes neither waits for its events nor drives out
 *   what else happened.
 */
#pragma once

#include <uv.h>

#include "control/changes.h"
#include "kube/model.h"

struct endpoint_events;

/**
 * @param board name of the board, whose event the rest is
 * @return 0 or -ENOMEM
 */
int endpoint_events_create(uv_loop_t *loop, struct changes *changes, const char *board,
			   struct endpoint_events **out);

/** Tell what is noted, and free; NULL is allowed. */
void endpoint_events_destroy(struct endpoint_events *e);

/** Note what a change, which will be committed, does to endpoints. @param e NULL is allowed */
void endpoint_events_note(struct endpoint_events *e, const struct model_change *change);
