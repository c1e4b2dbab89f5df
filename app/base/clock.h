/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * The clock seam of the control side and of tests: monotonic time only, so that a step of the wall
 * clock moves nothing. Workers are handed `now` with each burst and never ask.
 */
#pragma once

#include <stdint.h>

/** Monotonic nanoseconds (CLOCK_MONOTONIC), or the virtual time once clock_set_virtual was called.
 */
uint64_t clock_now_ns(void);

/** Replace the clock by a virtual one standing at now_ns. @thread tests and replay */
void clock_set_virtual(uint64_t now_ns);
