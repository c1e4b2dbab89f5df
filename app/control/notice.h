/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * Events that belong to no change of the model.
 */
#pragma once

#include "control/changes.h"
#include "state/state.h"

/** Save an event, in the queue of changes. All is copied; time_s is set here. */
void notice_save(struct changes *changes, const struct state_event *event);
