/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include <sched.h>
#include <stdbool.h>
#include <stddef.h>

#include "control/cpus.h"
#include "support/unit.h"

static struct board {
	struct sluice_settings head;
	uint64_t workers[1];
} board;

static cpu_set_t before, now;
static int cpu; /* one that this process may run on */

/* What is left when a worker has the first CPU that this process may run on. */
static void
leave(enum sluice_idle idle, bool only)
{
	cpu_set_t one;

	CU_ASSERT_EQUAL_FATAL(sched_getaffinity(0, sizeof(before), &before), 0);
	for (cpu = 0; !CPU_ISSET(cpu, &before); cpu++)
		;
	if (only) {
		CPU_ZERO(&one);
		CPU_SET(cpu, &one);
		CU_ASSERT_EQUAL_FATAL(sched_setaffinity(0, sizeof(one), &one), 0);
	}
	board.workers[0] = (uint64_t)cpu;
	board.head.idle = (uint8_t)idle;
	board.head.workers =
		(struct sluice_section){.off = offsetof(struct board, workers), .cnt = 1};
	cpus_leave_to_workers(&board.head);
	CU_ASSERT_EQUAL_FATAL(sched_getaffinity(0, sizeof(now), &now), 0);
	CU_ASSERT_EQUAL_FATAL(sched_setaffinity(0, sizeof(before), &before), 0);
}

static void
test_the_cpu_of_a_worker_that_spins_is_left_to_it(void)
{
	leave(SLUICE_IDLE_SPIN, false);
	if (CPU_COUNT(&before) == 1) /* there is no other */
		return;
	CU_ASSERT_FALSE(CPU_ISSET(cpu, &now));
	CU_ASSERT_EQUAL(CPU_COUNT(&now), CPU_COUNT(&before) - 1);
}

static void
test_a_worker_that_sleeps_shares_its_cpu(void)
{
	leave(SLUICE_IDLE_SLEEP, false);
	CU_ASSERT_TRUE(CPU_EQUAL(&now, &before));
}

static void
test_where_workers_have_all_cpus_they_share_them(void)
{
	leave(SLUICE_IDLE_SPIN, true);
	CU_ASSERT_TRUE(CPU_ISSET(cpu, &now));
	CU_ASSERT_EQUAL(CPU_COUNT(&now), 1);
}

UNIT_MAIN("control/cpus", UNIT_TEST(test_the_cpu_of_a_worker_that_spins_is_left_to_it),
	  UNIT_TEST(test_a_worker_that_sleeps_shares_its_cpu),
	  UNIT_TEST(test_where_workers_have_all_cpus_they_share_them))
