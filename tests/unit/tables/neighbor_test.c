/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include "support/eal.h"
#include "support/unit.h"
#include "tables/fib_priv.h"

static void spied_put(struct limbo *l, uintptr_t what);

#define limbo_put spied_put
#include "tables/neighbor.c"
#undef limbo_put

static uint32_t epoch, epoch_at_put, put_cnt;

static void
spied_put(struct limbo *l, uintptr_t what)
{
	epoch_at_put = epoch;
	put_cnt++;
	limbo_put(l, what);
}

/*
 * A worker may begin a burst between the two: with the old epoch it would go on using the index,
 * which may be another's after the grace period.
 */
static void
test_the_epoch_moves_before_the_grace_period_begins(void)
{
	struct ip_addr addr = addr_from_v4(RTE_BE32(0xc0000207));
	struct rte_ether_addr mac = {{2, 0, 0, 0, 0, 7}};
	struct neighbors n = {0};
	struct rte_rcu_qsbr *qsbr;

	CU_ASSERT_FATAL(unit_eal_start("128"));
	qsbr = unit_qsbr(1);
	CU_ASSERT_EQUAL_FATAL(neighbors_init(&n, qsbr, &epoch), 0);
	CU_ASSERT_EQUAL(neighbors_set(&n, 1, &addr, &mac, 1), 0);
	CU_ASSERT_EQUAL(epoch, 1);
	CU_ASSERT_EQUAL(neighbors_set(&n, 1, &addr, &mac, 1), 0);
	CU_ASSERT_EQUAL(epoch, 1);
	neighbors_remove(&n, 1, &addr);
	CU_ASSERT_EQUAL(epoch_at_put, 2);
	neighbors_remove(&n, 1, &addr);
	CU_ASSERT_EQUAL(put_cnt, 1);
	CU_ASSERT_EQUAL(neighbors_set(&n, 1, &addr, &mac, 1), 0);
	neighbors_sweep(&n, 1);
	CU_ASSERT_EQUAL(put_cnt, 1);
	neighbors_sweep(&n, 2);
	CU_ASSERT_EQUAL(put_cnt, 2);
	CU_ASSERT_EQUAL(epoch_at_put, 4);
	neighbors_fini(&n);
	free(qsbr);
}

UNIT_MAIN("tables/neighbor", UNIT_TEST(test_the_epoch_moves_before_the_grace_period_begins))
