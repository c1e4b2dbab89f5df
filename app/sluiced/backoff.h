/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * How long to wait before a child is started again. A child that served is started at once; one
 * that dies before it was ready is started at once the first time, then after 1, 2, 4, 8, 16 and
 * each further time 30 seconds. Pure: no clock is read here.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#define BACKOFF_MAX_MS UINT32_C(30000)

/** Zeroed: nothing has failed yet. */
struct backoff {
	uint32_t restart_cnt; /* since the child was last ready */
};

/**
 * A child died: note it.
 * @param was_ready the child had said READY
 * @return milliseconds until it may be started again
 */
uint32_t backoff_next_ms(struct backoff *b, bool was_ready);
