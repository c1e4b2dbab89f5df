/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include "sluiced/backoff.h"

#include "support/unit.h"

static void
test_deaths_before_ready_wait_longer_each_time(void)
{
	static const uint32_t want_ms[] = {0, 1000, 2000, 4000, 8000, 16000, 30000, 30000, 30000};
	struct backoff b = {0};

	for (size_t i = 0; i < sizeof(want_ms) / sizeof(want_ms[0]); i++)
		CU_ASSERT_EQUAL(backoff_next_ms(&b, false), want_ms[i]);
}

static void
test_a_child_that_served_is_restarted_at_once(void)
{
	struct backoff b = {0};

	for (int i = 0; i < 100; i++)
		CU_ASSERT_EQUAL(backoff_next_ms(&b, true), 0);
}

static void
test_ready_resets_the_schedule(void)
{
	struct backoff b = {0};

	for (int i = 0; i < 5; i++)
		backoff_next_ms(&b, false);
	CU_ASSERT_EQUAL(backoff_next_ms(&b, true), 0);
	/* The restart at once has been used up by the death above. */
	CU_ASSERT_EQUAL(backoff_next_ms(&b, false), 1000);
	CU_ASSERT_EQUAL(backoff_next_ms(&b, false), 2000);
}

static void
test_the_count_of_restarts_does_not_wrap(void)
{
	struct backoff b = {.restart_cnt = UINT32_MAX};

	CU_ASSERT_EQUAL(backoff_next_ms(&b, false), BACKOFF_MAX_MS);
	CU_ASSERT_EQUAL(backoff_next_ms(&b, false), BACKOFF_MAX_MS);
}

UNIT_MAIN("sluiced/backoff", UNIT_TEST(test_deaths_before_ready_wait_longer_each_time),
	  UNIT_TEST(test_a_child_that_served_is_restarted_at_once),
	  UNIT_TEST(test_ready_resets_the_schedule),
	  UNIT_TEST(test_the_count_of_restarts_does_not_wrap))
