/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * Giving memory back to the kernel after much was loaded. That takes tenths of a second, for which
 * all else stands still: so it waits for a quiet moment, but not for ever.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include <uv.h>

struct trim {
	uv_timer_t timer; /* to be closed by the owner, whose its data is */
	uint64_t asked_ns;
	uint64_t busy_ns; /* when there was something to do last */
	bool wanted;
};

void trim_init(struct trim *t, uv_loop_t *loop);

/** There will be much to give back, once it is on the disk. */
void trim_want(struct trim *t);

/** All is on the disk: give back what there is, if it is wanted. */
void trim_start(struct trim *t);

/** Something is being done: not now. */
void trim_put_off(struct trim *t);
