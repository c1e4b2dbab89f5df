/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * Bringing back what was applied through the socket and what was allocated, before anything else
 * is loaded.
 */
#pragma once

#include "control/changes.h"

/**
 * Give the model its allocations and births back, and queue a job that puts the objects. One that
 * this version does not take any more is left out, with a line in the log; its record stays.
 * @return 0, -ENOMEM, -EIO
 */
int restore_start(struct state *state, struct model *model, struct changes *changes);
