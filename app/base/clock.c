/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include "base/clock.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <time.h>

/* writer: the test's or replay's thread; readers see the flag only after the time (release) */
static _Atomic uint64_t virtual_ns;
static atomic_bool is_virtual;

uint64_t
clock_now_ns(void)
{
	struct timespec ts;

	if (atomic_load_explicit(&is_virtual, memory_order_acquire))
		return atomic_load_explicit(&virtual_ns, memory_order_relaxed);
	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (uint64_t)ts.tv_sec * UINT64_C(1000000000) + (uint64_t)ts.tv_nsec;
}

void
clock_set_virtual(uint64_t now_ns)
{
	atomic_store_explicit(&virtual_ns, now_ns, memory_order_relaxed);
	atomic_store_explicit(&is_virtual, true, memory_order_release);
}
