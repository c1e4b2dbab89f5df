/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include "tables/flowtab_priv.h"

#include "support/flows.h"

#ifdef __SANITIZE_ADDRESS__
#	include <sanitizer/asan_interface.h>
#	define IS_POISONED(addr_) (__asan_address_is_poisoned(addr_) != 0)
#endif

static struct flow_bench b;

static struct flow_slab *
slab_of(unsigned int worker)
{
	return &b.fw[worker]->slab[0];
}

static void
test_slots_are_handed_out_once_and_the_last_freed_first(void)
{
	static bool taken[FLOW_CHUNK_SLOTS];
	uint32_t slot;

	b = bench_new(FLOW_CHUNK_SLOTS, 1);
	for (uint32_t i = 0; i < FLOW_CHUNK_SLOTS; i++) {
		slot = flowslab_take(slab_of(0));
		CU_ASSERT_FATAL(slot < FLOW_CHUNK_SLOTS && !taken[slot]);
		taken[slot] = true;
	}
	CU_ASSERT_EQUAL(flowslab_take(slab_of(0)), FLOW_SLOT_NONE);
	flowslab_put(slab_of(0), 77);
	flowslab_put(slab_of(0), 5);
	CU_ASSERT_EQUAL(flowslab_take(slab_of(0)), 5);
	CU_ASSERT_EQUAL(flowslab_take(slab_of(0)), 77);
	CU_ASSERT_EQUAL(flowslab_take(slab_of(0)), FLOW_SLOT_NONE);
	bench_free(&b);
}

static void
test_an_empty_chunk_goes_back_to_the_pool_but_for_the_last(void)
{
	static uint32_t slots[FLOW_CHUNK_SLOTS + 1];
	uint32_t other;

	b = bench_new(2 * FLOW_CHUNK_SLOTS, 2);
	for (uint32_t i = 0; i < RTE_DIM(slots); i++)
		slots[i] = flowslab_take(slab_of(0));
	CU_ASSERT_EQUAL(slots[0] / FLOW_CHUNK_SLOTS, 0);
	CU_ASSERT_EQUAL(slots[FLOW_CHUNK_SLOTS] / FLOW_CHUNK_SLOTS, 1);
	flowslab_put(slab_of(0), slots[FLOW_CHUNK_SLOTS]);
	/* the other worker draws what came back, its free list with it */
	other = flowslab_take(slab_of(1));
	CU_ASSERT_EQUAL(other, slots[FLOW_CHUNK_SLOTS]);
	for (uint32_t i = 0; i < FLOW_CHUNK_SLOTS; i++)
		flowslab_put(slab_of(0), slots[i]);
	CU_ASSERT_EQUAL(flowslab_take(slab_of(0)) / FLOW_CHUNK_SLOTS, 0);
	bench_free(&b);
}

static void
test_a_sweep_outlives_the_chunk_it_stands_in(void)
{
	enum {
		FLOWS = 2 * FLOW_CHUNK_SLOTS
	};
	static flow_handle_t h[FLOWS];
	unsigned int expired = 0;

	b = bench_new(FLOWS, 1);
	for (uint32_t n = 0; n < FLOWS; n++) {
		struct flow_new4 new = nth_flow(&b, n);

		CU_ASSERT_EQUAL(flowtab_add4(b.fw[0], &new, 0, &h[n]), FLOW_ADDED);
	}
	/* into the second chunk, which is then killed and given back under the sweep */
	flowtab_sweep(b.fw[0], 0, FLOW_CHUNK_SLOTS + 100);
	for (uint32_t n = FLOW_CHUNK_SLOTS; n < FLOWS; n++)
		flowtab_kill4(b.fw[0], h[n]);
	for (unsigned int i = 0; i < 4; i++) {
		flowtab_sweep(b.fw[0], 0, FLOW_CHUNK_SLOTS);
		quiesce_all(&b);
	}
	for (unsigned int i = 0; i < 3; i++)
		expired += flowtab_sweep(b.fw[0], 240000, FLOW_CHUNK_SLOTS);
	CU_ASSERT_EQUAL(expired, FLOW_CHUNK_SLOTS);
	bench_free(&b);
}

#ifdef __SANITIZE_ADDRESS__
static void
test_all_of_a_free_slot_but_generation_and_link_is_poisoned(void)
{
	struct flow_new4 new;
	struct flow_line4 *l;
	flow_handle_t h;

	b = bench_new(100, 1);
	new = nth_flow(&b, 1);
	CU_ASSERT_EQUAL(flowtab_add4(b.fw[0], &new, 0, &h), FLOW_ADDED);
	l = flowtab_line4(b.ft, h);
	CU_ASSERT_FALSE(IS_POISONED(&l->rewrite));
	flowtab_kill4(b.fw[0], h);
	CU_ASSERT_FALSE(IS_POISONED(&l->rewrite)); /* a worker may still be at it */
	settle(&b, 0);
	CU_ASSERT(IS_POISONED(&l->rewrite));
	CU_ASSERT(IS_POISONED(&l->pkts));
	CU_ASSERT(IS_POISONED(&l[1].rewrite));  /* the reply's */
	CU_ASSERT(IS_POISONED(&l[2]) == false); /* the cold line's link */
	CU_ASSERT_FALSE(IS_POISONED(&l->gen));
	CU_ASSERT_EQUAL(flowtab_add4(b.fw[0], &new, 0, &h), FLOW_ADDED);
	CU_ASSERT_FALSE(IS_POISONED(&l->rewrite));
	bench_free(&b);
}

#	define POISON_TESTS UNIT_TEST(test_all_of_a_free_slot_but_generation_and_link_is_poisoned)
#else
#	define POISON_TESTS /* only the address sanitizer knows poison */
#endif

UNIT_MAIN("tables/flowslab", UNIT_TEST(test_slots_are_handed_out_once_and_the_last_freed_first),
	  UNIT_TEST(test_an_empty_chunk_goes_back_to_the_pool_but_for_the_last),
	  UNIT_TEST(test_a_sweep_outlives_the_chunk_it_stands_in), POISON_TESTS)
