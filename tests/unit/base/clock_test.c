/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include "support/unit.h"

#include "base/clock.h"

#include <time.h>

static void
test_real_clock_is_monotonic_time(void)
{
	struct timespec ts;
	uint64_t before, now, after;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	before = (uint64_t)ts.tv_sec * 1000000000 + (uint64_t)ts.tv_nsec;
	now = clock_now_ns();
	clock_gettime(CLOCK_MONOTONIC, &ts);
	after = (uint64_t)ts.tv_sec * 1000000000 + (uint64_t)ts.tv_nsec;
	CU_ASSERT_TRUE(before <= now && now <= after);
}

static void
test_virtual_clock_stands_where_it_is_put(void)
{
	clock_set_virtual(5);
	CU_ASSERT_EQUAL(clock_now_ns(), 5);
	CU_ASSERT_EQUAL(clock_now_ns(), 5);
	clock_set_virtual(UINT64_C(1) << 40);
	CU_ASSERT_EQUAL(clock_now_ns(), UINT64_C(1) << 40);
}

UNIT_MAIN("base/clock", UNIT_TEST(test_real_clock_is_monotonic_time),
	  UNIT_TEST(test_virtual_clock_stands_where_it_is_put))
