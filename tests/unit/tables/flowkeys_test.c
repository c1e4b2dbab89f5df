/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * The moments between the steps of two workers, one by one: what the threads test meets by chance.
 */
#include "tables/flowkeys.c"

#include "support/flows.h"

static struct flow_bench b;
static const struct flow_class *class;

static void
begin(void)
{
	b = bench_new(100, 2);
	class = b.fw[0]->slab[0].class;
}

/* A slot as flowtab_add4() fills it before it inserts the keys. */
static uint32_t
filled_slot(unsigned int worker, const struct flow_new4 *new)
{
	uint32_t slot = flowslab_take(&b.fw[worker]->slab[0]);

	CU_ASSERT_FATAL(slot != FLOW_SLOT_NONE);
	for (enum flow_dir dir = FLOW_ORIGINAL; dir <= FLOW_REPLY; dir++) {
		memcpy(flow_key(class, slot, dir), &new->key[dir], sizeof(new->key[dir]));
		flow_cold(class, slot)->hash[dir] = new->hash[dir];
	}
	flow_cold(class, slot)->worker = (uint8_t)worker;
	return slot;
}

/* All that was ever taken can be had again. */
static void
expect_nothing_held(uint32_t live_cnt)
{
	unsigned int refused = 0;
	flow_handle_t h;

	settle(&b, 0);
	settle(&b, 0);
	CU_ASSERT_EQUAL(b.ft->used, live_cnt);
	for (uint32_t n = 1; n <= 100 - live_cnt; n++) {
		struct flow_new4 new = nth_flow(&b, n);

		refused += flowtab_add4(b.fw[n % 2], &new, 0, &h) != FLOW_ADDED;
	}
	CU_ASSERT_EQUAL(refused, 0);
	for (unsigned int s = 0; s < class->shard_cnt; s++)
		CU_ASSERT(rte_hash_count(class->shard[s]) > 0);
	CU_ASSERT_EQUAL(rte_hash_count(class->shard[0]) + rte_hash_count(class->shard[1]), 200);
	bench_free(&b);
}

static void
test_a_dead_flows_keys_are_replaced_and_its_killer_leaves_them(void)
{
	struct flow_new4 new;
	flow_handle_t dead, h;
	uint32_t slot;

	begin();
	new = service_flow(&b, CLIENT(1), 7, POD(1), IPPROTO_TCP);
	CU_ASSERT_EQUAL(flowtab_add4(b.fw[0], &new, 0, &dead), FLOW_ADDED);
	slot = flow_handle_slot(dead);
	/* a killer that got no further than the generation */
	gen_store(class, slot, flow_handle_gen(dead) + 1);
	CU_ASSERT_EQUAL(find(&b, &new.key[FLOW_ORIGINAL]), FLOW_HANDLE_NONE);
	CU_ASSERT_EQUAL(find(&b, &new.key[FLOW_REPLY]), FLOW_HANDLE_NONE);
	CU_ASSERT_EQUAL(flowtab_add4(b.fw[1], &new, 0, &h), FLOW_ADDED);
	CU_ASSERT_NOT_EQUAL(h, dead);
	CU_ASSERT(key_take_out(class, new.hash[0], dead) < 0);
	CU_ASSERT(key_take_out(class, new.hash[1], dead | FLOW_REPLY) < 0);
	CU_ASSERT_EQUAL(find(&b, &new.key[FLOW_ORIGINAL]), h);
	CU_ASSERT_EQUAL(find(&b, &new.key[FLOW_REPLY]), h | FLOW_REPLY);
	/* the killer goes on as flowkeys_kill() does */
	flow_cold(class, slot)->dead.pos[0] = flow_cold(class, slot)->dead.pos[1] = -ENOENT;
	flowage_gather(&b.fw[0]->slab[0], slot);
	expect_nothing_held(1);
}

static void
test_the_slower_of_two_makers_takes_its_reply_key_back(void)
{
	struct flow_new4 mine, theirs;
	flow_handle_t h, out;
	uint32_t slot, gen;

	begin();
	mine = service_flow(&b, CLIENT(1), 7, POD(1), IPPROTO_TCP);
	theirs = service_flow(&b, CLIENT(1), 7, POD(2), IPPROTO_TCP);
	slot = filled_slot(0, &mine);
	gen = flow_line(class, slot, FLOW_ORIGINAL)->gen + 1;
	CU_ASSERT_EQUAL(insert_reply(class, slot, gen, &out), FLOW_ADDED);
	CU_ASSERT_EQUAL(flowtab_add4(b.fw[1], &theirs, 0, &h), FLOW_ADDED);
	CU_ASSERT_EQUAL(insert_rest(&b.fw[0]->slab[0], slot, gen, &out), FLOW_EXISTS);
	CU_ASSERT_EQUAL(out, h);
	CU_ASSERT_EQUAL(find(&b, &mine.key[FLOW_REPLY]), FLOW_HANDLE_NONE);
	CU_ASSERT_EQUAL(find(&b, &theirs.key[FLOW_ORIGINAL]), h);
	CU_ASSERT_EQUAL(find(&b, &theirs.key[FLOW_REPLY]), h | FLOW_REPLY);
	expect_nothing_held(1);
}

static void
test_a_reply_key_of_a_flow_in_the_making_names_that_flow(void)
{
	struct flow_new4 new;
	uint32_t slot, gen;
	flow_handle_t out;

	begin();
	new = service_flow(&b, CLIENT(1), 7, POD(1), IPPROTO_TCP);
	slot = filled_slot(0, &new);
	gen = flow_line(class, slot, FLOW_ORIGINAL)->gen + 1;
	CU_ASSERT_EQUAL(insert_reply(class, slot, gen, &out), FLOW_ADDED);
	CU_ASSERT_EQUAL(flowtab_add4(b.fw[1], &new, 0, &out), FLOW_EXISTS);
	CU_ASSERT_EQUAL(out, flow_handle(slot, gen, FLOW_ORIGINAL));
	CU_ASSERT_EQUAL(insert_original(class, slot, gen, &out), FLOW_ADDED);
	CU_ASSERT_EQUAL(find(&b, &new.key[FLOW_ORIGINAL]), out);
	expect_nothing_held(1);
}

/* So that what is counted as begun is what is counted as ended. */
static void
test_a_flow_killed_in_the_making_was_one_and_leaves_no_key_behind(void)
{
	struct flow_new4 new;
	uint32_t slot, gen;
	flow_handle_t out;

	begin();
	new = service_flow(&b, CLIENT(1), 7, POD(1), IPPROTO_TCP);
	slot = filled_slot(0, &new);
	gen = flow_line(class, slot, FLOW_ORIGINAL)->gen + 1;
	CU_ASSERT_EQUAL(insert_reply(class, slot, gen, &out), FLOW_ADDED);
	CU_ASSERT(flowtab_kill4(b.fw[1], flow_handle(slot, gen, FLOW_REPLY)));
	CU_ASSERT_EQUAL(insert_rest(&b.fw[0]->slab[0], slot, gen, &out), FLOW_ADDED);
	CU_ASSERT_PTR_NULL(flowtab_line4(b.ft, out));
	CU_ASSERT_EQUAL(find(&b, &new.key[FLOW_ORIGINAL]), FLOW_HANDLE_NONE);
	expect_nothing_held(0);
}

static void
test_a_flow_that_another_was_faster_than_and_killed_was_one(void)
{
	struct flow_new4 mine, theirs;
	uint32_t slot, gen;
	flow_handle_t h, out;

	begin();
	mine = service_flow(&b, CLIENT(1), 7, POD(1), IPPROTO_TCP);
	theirs = service_flow(&b, CLIENT(1), 7, POD(2), IPPROTO_TCP);
	slot = filled_slot(0, &mine);
	gen = flow_line(class, slot, FLOW_ORIGINAL)->gen + 1;
	CU_ASSERT_EQUAL(insert_reply(class, slot, gen, &out), FLOW_ADDED);
	CU_ASSERT_EQUAL(flowtab_add4(b.fw[1], &theirs, 0, &h), FLOW_ADDED);
	CU_ASSERT(flowtab_kill4(b.fw[1], flow_handle(slot, gen, FLOW_REPLY)));
	CU_ASSERT_EQUAL(insert_rest(&b.fw[0]->slab[0], slot, gen, &out), FLOW_ADDED);
	CU_ASSERT_PTR_NULL(flowtab_line4(b.ft, out));
	CU_ASSERT_EQUAL(find(&b, &theirs.key[FLOW_ORIGINAL]), h);
	expect_nothing_held(1);
}

UNIT_MAIN("tables/flowkeys",
	  UNIT_TEST(test_a_dead_flows_keys_are_replaced_and_its_killer_leaves_them),
	  UNIT_TEST(test_the_slower_of_two_makers_takes_its_reply_key_back),
	  UNIT_TEST(test_a_reply_key_of_a_flow_in_the_making_names_that_flow),
	  UNIT_TEST(test_a_flow_killed_in_the_making_was_one_and_leaves_no_key_behind),
	  UNIT_TEST(test_a_flow_that_another_was_faster_than_and_killed_was_one))
