/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include "control/trim.h"

#include "base/clock.h"

#include <malloc.h>

#define QUIET_MS  1000
#define QUIET_NS  (QUIET_MS * UINT64_C(1000000))
#define LATEST_NS (10 * QUIET_NS)

static void
on_time(uv_timer_t *timer)
{
	struct trim *t = (struct trim *)timer;
	uint64_t now_ns = clock_now_ns();

	if (now_ns - t->busy_ns < QUIET_NS && now_ns - t->asked_ns < LATEST_NS)
		uv_timer_start(timer, on_time, QUIET_MS, 0);
	else
		malloc_trim(0);
}

void
trim_init(struct trim *t, uv_loop_t *loop)
{
	uv_timer_init(loop, &t->timer);
}

void
trim_want(struct trim *t)
{
	t->wanted = true;
}

void
trim_start(struct trim *t)
{
	if (!t->wanted || uv_is_closing((uv_handle_t *)&t->timer))
		return;
	t->wanted = false;
	t->asked_ns = t->busy_ns = clock_now_ns();
	uv_timer_start(&t->timer, on_time, QUIET_MS, 0);
}

void
trim_put_off(struct trim *t)
{
	t->busy_ns = clock_now_ns();
}
