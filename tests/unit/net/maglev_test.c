/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include "support/unit.h"

#include "net/maglev.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <time.h>

#define COUNT(array_) (sizeof(array_) / sizeof((array_)[0]))

enum {
	SIZE_MAX_SLOTS = 131071
};

static uint16_t table[SIZE_MAX_SLOTS + 1], other[SIZE_MAX_SLOTS + 1];
static struct ip_end ends[MAGLEV_ENDS_MAX];

/* Pods as they come: consecutive addresses of 10.<net>.0.0/16, all on one port. */
static void
make_ends(uint32_t cnt, uint32_t net)
{
	for (uint32_t i = 0; i < cnt; i++)
		ends[i] = (struct ip_end){addr_from_v4(htonl(0x0a000001 + (net << 16) + i)),
					  htons(8080)};
}

static double
now_s(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &ts);
	return (double)ts.tv_sec + (double)ts.tv_nsec * 1e-9;
}

static void
test_size_ladder(void)
{
	static const uint32_t cases[][2] = {
		{0, 0},       {1, 251},      {2, 251},       {3, 1021},       {10, 1021},
		{11, 4093},   {40, 4093},    {41, 16381},    {163, 16381},    {164, 65521},
		{655, 65521}, {656, 131071}, {1000, 131071}, {65535, 131071},
	};

	for (size_t i = 0; i < COUNT(cases); i++)
		CU_ASSERT_EQUAL(maglev_size(cases[i][0]), cases[i][1]);
}

static void
test_no_holes_and_even_within_two_percent(void)
{
	static const uint32_t counts[] = {1,  2,   3,   7,   9,   10,  11,  39,  40,  41,
					  99, 100, 163, 164, 500, 654, 655, 656, 1000};
	static uint32_t share[1000];

	for (size_t c = 0; c < COUNT(counts); c++) {
		uint32_t cnt = counts[c], size = maglev_size(cnt), holes = 0, uneven = 0;
		double mean = (double)size / cnt;

		make_ends(cnt, 1);
		memset(table, 0xff, sizeof(table));
		memset(share, 0, sizeof(share));
		CU_ASSERT_EQUAL(maglev_build(ends, cnt, table), 0);
		for (uint32_t i = 0; i < size; i++) {
			if (table[i] < cnt)
				share[table[i]]++;
			else
				holes++;
		}
		for (uint32_t i = 0; i < cnt; i++)
			uneven += share[i] > mean * 1.02 || share[i] < mean * 0.98;
		CU_ASSERT_EQUAL(holes, 0);
		CU_ASSERT_EQUAL(uneven, 0);
		CU_ASSERT_EQUAL(table[size], 0xffff); /* nothing past the end */
	}
}

static void
test_the_order_of_endpoints_does_not_matter(void)
{
	static const uint32_t counts[] = {2, 10, 100, 1000};
	static struct ip_end first[1000];

	for (size_t c = 0; c < COUNT(counts); c++) {
		uint32_t cnt = counts[c], size = maglev_size(cnt), differ = 0;

		make_ends(cnt, 2);
		memcpy(first, ends, sizeof(first));
		maglev_build(first, cnt, table);
		srandom(c + 1);
		for (uint32_t i = cnt - 1; i > 0; i--) {
			uint32_t j = (uint32_t)random() % (i + 1);
			struct ip_end swap = ends[i];

			ends[i] = ends[j];
			ends[j] = swap;
		}
		maglev_build(ends, cnt, other);
		for (uint32_t i = 0; i < size; i++)
			differ += memcmp(&first[table[i]], &ends[other[i]], sizeof(*ends)) != 0;
		CU_ASSERT_EQUAL(differ, 0);
	}
}

/* Slots that changed hands between two endpoints that both stayed, as a share of the table. */
static double
moved_without_need(uint32_t cnt, uint32_t removed)
{
	uint32_t size = maglev_size(cnt), moved = 0;

	maglev_build(ends, cnt, table);
	memmove(&ends[removed], &ends[removed + 1], (cnt - removed - 1) * sizeof(*ends));
	maglev_build(ends, cnt - 1, other);
	for (uint32_t i = 0; i < size; i++) {
		uint32_t after = other[i] < removed ? other[i] : other[i] + 1u;

		moved += table[i] != removed && table[i] != after;
	}
	return (double)moved / size;
}

static void
test_removing_one_of_a_hundred_moves_few_others(void)
{
	double worst = 0, sum = 0;

	for (uint32_t removed = 0; removed < 100; removed++) {
		double moved;

		make_ends(100, 3);
		moved = moved_without_need(100, removed);
		worst = moved > worst ? moved : worst;
		sum += moved;
	}
	printf("[moved: mean %.2f %%, worst %.2f %%] ", sum, worst * 100);
	CU_ASSERT_TRUE(worst < 0.03);
}

static void
test_ports_and_families_are_part_of_the_identity(void)
{
	uint32_t differ = 0;

	make_ends(2, 4);
	maglev_build(ends, 2, table);
	ends[0].port = htons(8081);
	ends[1].port = htons(8081);
	maglev_build(ends, 2, other);
	for (uint32_t i = 0; i < 251; i++)
		differ += table[i] != other[i];
	CU_ASSERT_TRUE(differ > 50);
	addr_parse(&ends[0].addr, "fd00::1");
	addr_parse(&ends[1].addr, "fd00::2");
	CU_ASSERT_EQUAL(maglev_build(ends, 2, other), 0);
}

/* Boards of different versions must choose alike: a change of the table is an incompatible one. */
static void
test_a_known_table_stays_as_it_is(void)
{
	static const uint16_t want[16] = {0, 0, 2, 2, 1, 1, 1, 1, 0, 0, 0, 0, 2, 2, 1, 2};

	make_ends(3, 0);
	maglev_build(ends, 3, table);
	for (size_t i = 0; i < COUNT(want); i++)
		CU_ASSERT_EQUAL(table[i], want[i]);
}

static void
test_bad_counts_are_refused(void)
{
	CU_ASSERT_EQUAL(maglev_build(ends, 0, table), -EINVAL);
	CU_ASSERT_EQUAL(maglev_build(ends, MAGLEV_ENDS_MAX + 1, table), -EINVAL);
}

static void
test_the_largest_set_fills_its_table(void)
{
	static uint32_t share[MAGLEV_ENDS_MAX];
	uint32_t bad = 0;

	make_ends(MAGLEV_ENDS_MAX, 5);
	CU_ASSERT_EQUAL(maglev_build(ends, MAGLEV_ENDS_MAX, table), 0);
	for (uint32_t i = 0; i < SIZE_MAX_SLOTS; i++)
		share[table[i]]++;
	for (uint32_t i = 0; i < MAGLEV_ENDS_MAX; i++)
		bad += share[i] != 2 && share[i] != 3;
	CU_ASSERT_EQUAL(bad, 0);
}

static void
test_pick_reaches_every_slot_and_none_past_the_end(void)
{
	for (uint32_t i = 0; i < 251; i++)
		table[i] = (uint16_t)i;
	CU_ASSERT_EQUAL(maglev_pick(table, 251, 0), 0);
	CU_ASSERT_EQUAL(maglev_pick(table, 251, UINT64_MAX), 250);
	for (uint64_t i = 0; i < 251; i++)
		CU_ASSERT_EQUAL(maglev_pick(table, 251, ((i << 32) + (UINT64_C(1) << 31)) / 251),
				i);
}

/* Bounds are ten times what is measured on a busy machine: they catch a change of order alone. */
static void
test_builds_are_fast(void)
{
	double start = now_s(), large, small;

	make_ends(1000, 6);
	maglev_build(ends, 1000, table);
	large = now_s() - start;
	start = now_s();
	for (uint32_t set = 0; set < 10000; set++)
		maglev_build(&ends[set % 900], 10, table);
	small = now_s() - start;
	printf("[1000 endpoints %.1f ms, 10000 sets of 10 %.2f s] ", large * 1e3, small);
	CU_ASSERT_TRUE(large < 0.1);
	CU_ASSERT_TRUE(small < 5);
}

UNIT_MAIN("net/maglev", UNIT_TEST(test_size_ladder),
	  UNIT_TEST(test_no_holes_and_even_within_two_percent),
	  UNIT_TEST(test_the_order_of_endpoints_does_not_matter),
	  UNIT_TEST(test_removing_one_of_a_hundred_moves_few_others),
	  UNIT_TEST(test_ports_and_families_are_part_of_the_identity),
	  UNIT_TEST(test_a_known_table_stays_as_it_is), UNIT_TEST(test_bad_counts_are_refused),
	  UNIT_TEST(test_the_largest_set_fills_its_table),
	  UNIT_TEST(test_pick_reaches_every_slot_and_none_past_the_end),
	  UNIT_TEST(test_builds_are_fast))
