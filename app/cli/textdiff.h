/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * Unified diffs of two texts, by lines, with three lines of context.
 */
#pragma once

#include <stdbool.h>

#include "base/buf.h"

/**
 * Append the hunks that turn one text into the other; nothing when they are equal.
 * @cost time and memory grow with the product of the changed parts' lengths; from some millions
 *       on the whole changed part is shown as one replacement
 * @return 0 or -ENOMEM
 */
int textdiff_put(struct buf *out, const char *from, const char *to);
