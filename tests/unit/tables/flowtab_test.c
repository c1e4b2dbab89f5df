/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include "tables/counters.h"
#include "tables/flowtab.h"

#include <errno.h>

#include "channel/query.h"
#include "support/flows.h"

static void
test_an_added_flow_is_found_by_both_keys_with_its_rewrites(void)
{
	struct flow_bench b = bench_new(1000, 1);
	struct flow_new4 new = service_flow(&b, CLIENT(1), 1234, POD(1), IPPROTO_TCP);
	flow_handle_t h, found;
	struct flow_line4 *l;

	CU_ASSERT_EQUAL(flowtab_add4(b.fw[0], &new, 5000, &h), FLOW_ADDED);
	found = find(&b, &new.key[FLOW_ORIGINAL]);
	CU_ASSERT_EQUAL(found, h);
	CU_ASSERT_EQUAL(flow_handle_dir(found), FLOW_ORIGINAL);
	CU_ASSERT_EQUAL(flow_handle_gen(found) & 1, 1);
	l = flowtab_line4(b.ft, found);
	CU_ASSERT_PTR_NOT_NULL_FATAL(l);
	CU_ASSERT_EQUAL(memcmp(&l->rewrite, &new.rewrite[0], sizeof(l->rewrite)), 0);
	CU_ASSERT_EQUAL(l->endpoint_idx, 7);
	CU_ASSERT_EQUAL(l->endpoint_gen, 9);
	CU_ASSERT_EQUAL(l->service_idx, 11);
	CU_ASSERT_EQUAL(l->proto, IPPROTO_TCP);
	CU_ASSERT_EQUAL(l->kind, FLOW_KIND_SERVICE);
	CU_ASSERT_EQUAL(l->seen, FLOW_SEEN_SYN | FLOW_SEEN_ANY);
	CU_ASSERT_EQUAL(l->hop, 0);
	CU_ASSERT_EQUAL(l->pkts, 1);
	CU_ASSERT_EQUAL(l->bytes_lo, 60);

	found = find(&b, &new.key[FLOW_REPLY]);
	CU_ASSERT_EQUAL(flow_handle_dir(found), FLOW_REPLY);
	CU_ASSERT_EQUAL(flow_handle_slot(found), flow_handle_slot(h));
	l = flowtab_line4(b.ft, found);
	CU_ASSERT_PTR_NOT_NULL_FATAL(l);
	CU_ASSERT_EQUAL(memcmp(&l->rewrite, &new.rewrite[1], sizeof(l->rewrite)), 0);
	CU_ASSERT_EQUAL(l->seen, 0);
	CU_ASSERT_EQUAL(l->pkts, 0);
	bench_free(&b);
}

static void
test_a_flow_that_exists_is_told_and_not_made_again(void)
{
	struct flow_bench b = bench_new(1000, 2);
	struct flow_new4 new = service_flow(&b, CLIENT(1), 1234, POD(1), IPPROTO_TCP);
	struct flow_new4 elsewhere = service_flow(&b, CLIENT(1), 1234, POD(2), IPPROTO_TCP);
	flow_handle_t first, second;

	CU_ASSERT_EQUAL(flowtab_add4(b.fw[0], &new, 0, &first), FLOW_ADDED);
	CU_ASSERT_EQUAL(flowtab_add4(b.fw[1], &new, 0, &second), FLOW_EXISTS);
	CU_ASSERT_EQUAL(first, second);
	CU_ASSERT_EQUAL(flowtab_add4(b.fw[1], &elsewhere, 0, &second), FLOW_EXISTS);
	CU_ASSERT_EQUAL(first, second);
	CU_ASSERT_EQUAL(find(&b, &elsewhere.key[FLOW_REPLY]), FLOW_HANDLE_NONE);
	CU_ASSERT_EQUAL(live(&b), 1);
	bench_free(&b);
}

static void
test_an_original_key_that_is_a_reply_names_the_reply_direction(void)
{
	struct flow_bench b = bench_new(1000, 1);
	struct flow_new4 new = service_flow(&b, CLIENT(1), 1234, POD(1), IPPROTO_TCP);
	struct flow_new4 back = service_flow(&b, CLIENT(1), 1234, POD(1), IPPROTO_TCP);
	flow_handle_t h, found;

	back.key[FLOW_ORIGINAL] = new.key[FLOW_REPLY];
	back.hash[FLOW_ORIGINAL] = new.hash[FLOW_REPLY];
	CU_ASSERT_EQUAL(flowtab_add4(b.fw[0], &new, 0, &h), FLOW_ADDED);
	CU_ASSERT_EQUAL(flowtab_add4(b.fw[0], &back, 0, &found), FLOW_EXISTS);
	CU_ASSERT_EQUAL(found, h | FLOW_REPLY);
	bench_free(&b);
}

static void
test_a_reply_key_that_another_flow_holds_is_refused(void)
{
	struct flow_bench b = bench_new(1000, 2);
	struct flow_new4 one = service_flow(&b, CLIENT(1), 1234, POD(1), IPPROTO_TCP);
	struct flow_new4 two = service_flow(&b, CLIENT(1), 1234, POD(1), IPPROTO_TCP);
	flow_handle_t h;

	/* a second VIP in front of the same pod */
	two.key[FLOW_ORIGINAL].dst = htonl(VIP + 1);
	two.hash[FLOW_ORIGINAL] = flowtab_hash4(b.ft, &two.key[FLOW_ORIGINAL]);
	CU_ASSERT_EQUAL(flowtab_add4(b.fw[0], &one, 0, &h), FLOW_ADDED);
	CU_ASSERT_EQUAL(flowtab_add4(b.fw[1], &two, 0, &h), FLOW_REPLY_TAKEN);
	CU_ASSERT_EQUAL(find(&b, &two.key[FLOW_ORIGINAL]), FLOW_HANDLE_NONE);
	CU_ASSERT_EQUAL(live(&b), 1);
	/* with another port it fits */
	two.key[FLOW_REPLY].dport = htons(20000);
	two.hash[FLOW_REPLY] = flowtab_hash4(b.ft, &two.key[FLOW_REPLY]);
	CU_ASSERT_EQUAL(flowtab_add4(b.fw[1], &two, 0, &h), FLOW_ADDED);
	CU_ASSERT_EQUAL(live(&b), 2);
	bench_free(&b);
}

static void
test_a_killed_flow_is_a_miss_at_once_and_its_keys_are_free_at_once(void)
{
	struct flow_bench b = bench_new(1000, 2);
	struct flow_new4 new = service_flow(&b, CLIENT(1), 1234, POD(1), IPPROTO_TCP);
	flow_handle_t first, second;

	CU_ASSERT_EQUAL(flowtab_add4(b.fw[0], &new, 0, &first), FLOW_ADDED);
	flowtab_kill4(b.fw[1], first); /* not its owner */
	CU_ASSERT_PTR_NULL(flowtab_line4(b.ft, first));
	CU_ASSERT_PTR_NULL(flowtab_line4(b.ft, first | FLOW_REPLY));
	CU_ASSERT_EQUAL(find(&b, &new.key[FLOW_ORIGINAL]), FLOW_HANDLE_NONE);
	CU_ASSERT_EQUAL(find(&b, &new.key[FLOW_REPLY]), FLOW_HANDLE_NONE);
	CU_ASSERT_EQUAL(live(&b), 0);
	CU_ASSERT_EQUAL(flowtab_add4(b.fw[1], &new, 0, &second), FLOW_ADDED);
	CU_ASSERT_NOT_EQUAL(first, second);
	/* a second kill of the first does nothing to the second */
	flowtab_kill4(b.fw[0], first);
	flowtab_kill4(b.fw[0], FLOW_HANDLE_NONE);
	settle(&b, 1);
	CU_ASSERT_EQUAL(find(&b, &new.key[FLOW_ORIGINAL]), second);
	CU_ASSERT_EQUAL(find(&b, &new.key[FLOW_REPLY]), second | FLOW_REPLY);
	CU_ASSERT_EQUAL(live(&b), 1);
	bench_free(&b);
}

static void
test_ends_are_counted_by_service_and_by_who_ended_them(void)
{
	struct flow_bench b = bench_new(1000, 2);
	struct flow_new4 new = service_flow(&b, CLIENT(1), 1234, POD(1), IPPROTO_UDP);
	struct service_counters counted[2][8] = {0};
	flow_handle_t h;

	new.service_idx = 5;
	for (unsigned int w = 0; w < 2; w++)
		flowtab_count_ends(b.fw[w], counted[w]);
	CU_ASSERT_EQUAL(flowtab_add4(b.fw[0], &new, 0, &h), FLOW_ADDED);
	flowtab_kill4(b.fw[1], h);
	flowtab_kill4(b.fw[0], h);
	CU_ASSERT_EQUAL(flowtab_add4(b.fw[0], &new, 0, &h), FLOW_ADDED);
	settle(&b, 100001); /* expires */
	CU_ASSERT_EQUAL(counted[0][5].ended_flows, 1);
	CU_ASSERT_EQUAL(counted[1][5].ended_flows, 1);
	CU_ASSERT_EQUAL(counted[0][4].ended_flows + counted[1][4].ended_flows, 0);
	bench_free(&b);
}

static void
test_a_handle_stays_stale_when_its_slot_is_used_again(void)
{
	struct flow_bench b = bench_new(1000, 1);
	struct flow_new4 new = service_flow(&b, CLIENT(1), 1234, POD(1), IPPROTO_TCP);
	flow_handle_t first, second;

	CU_ASSERT_EQUAL(flowtab_add4(b.fw[0], &new, 0, &first), FLOW_ADDED);
	flowtab_kill4(b.fw[0], first);
	settle(&b, 1);
	CU_ASSERT_PTR_NULL(
		flowtab_line4(b.ft, first)); /* slot is free: its generation is readable */
	CU_ASSERT_EQUAL(flowtab_add4(b.fw[0], &new, 2, &second), FLOW_ADDED);
	CU_ASSERT_EQUAL(flow_handle_slot(first), flow_handle_slot(second));
	CU_ASSERT_EQUAL(flow_handle_gen(first) + 2, flow_handle_gen(second));
	CU_ASSERT_PTR_NULL(flowtab_line4(b.ft, first));
	CU_ASSERT_PTR_NOT_NULL(flowtab_line4(b.ft, second));
	bench_free(&b);
}

static void
test_the_table_fills_to_flow_max_and_then_refuses_only_the_new(void)
{
	static const unsigned int worker_cnts[] = {1, 3, 4};
	enum {
		FLOW_MAX = 60000
	};

	for (unsigned int i = 0; i < RTE_DIM(worker_cnts); i++) {
		struct flow_bench b = bench_new(FLOW_MAX, worker_cnts[i]);
		unsigned int missing = 0, refused = 0;
		struct flow_new4 new;
		flow_handle_t h;

		for (uint32_t n = 0; n < FLOW_MAX; n++) {
			new = nth_flow(&b, n);
			refused += flowtab_add4(b.fw[n % b.worker_cnt], &new, 0, &h) != FLOW_ADDED;
		}
		CU_ASSERT_EQUAL(refused, 0);
		new = nth_flow(&b, FLOW_MAX);
		for (unsigned int w = 0; w < b.worker_cnt; w++)
			CU_ASSERT_EQUAL(flowtab_add4(b.fw[w], &new, 0, &h), FLOW_FULL);
		for (uint32_t n = 0; n < FLOW_MAX; n++) {
			new = nth_flow(&b, n);
			missing += find(&b, &new.key[0]) == FLOW_HANDLE_NONE ||
				   find(&b, &new.key[1]) == FLOW_HANDLE_NONE;
		}
		CU_ASSERT_EQUAL(missing, 0);
		CU_ASSERT_EQUAL(live(&b), FLOW_MAX);
		bench_free(&b);
	}
}

static void
test_room_follows_the_traffic_from_worker_to_worker(void)
{
	enum {
		FLOW_MAX = 20000
	};
	struct flow_bench b = bench_new(FLOW_MAX, 2);

	for (unsigned int turn = 0; turn < 4; turn++) {
		static flow_handle_t h[FLOW_MAX];
		unsigned int refused = 0;

		for (uint32_t n = 0; n < FLOW_MAX; n++) {
			struct flow_new4 new = nth_flow(&b, n);

			refused += flowtab_add4(b.fw[turn % 2], &new, 0, &h[n]) != FLOW_ADDED;
		}
		CU_ASSERT_EQUAL(refused, 0);
		for (uint32_t n = 0; n < FLOW_MAX; n++)
			flowtab_kill4(b.fw[n % 2], h[n]);
		settle(&b, 0);
		settle(&b, 0);
	}
	bench_free(&b);
}

static void
test_a_burst_over_several_shards_finds_each_key_in_its_place(void)
{
	static const unsigned int worker_cnts[] = {1, 2, 4};

	for (unsigned int i = 0; i < RTE_DIM(worker_cnts); i++) {
		struct flow_bench b = bench_new(1000, worker_cnts[i]);
		const struct flow_key4 *keys[FLOWTAB_BURST_MAX];
		struct flow_new4 new[FLOWTAB_BURST_MAX];
		uint64_t hashes[FLOWTAB_BURST_MAX];
		flow_handle_t made[FLOWTAB_BURST_MAX], found[FLOWTAB_BURST_MAX + 1];

		for (unsigned int n = 0; n < FLOWTAB_BURST_MAX; n++) {
			new[n] = nth_flow(&b, n);
			made[n] = FLOW_HANDLE_NONE;
			if (n % 3 != 0)
				CU_ASSERT_EQUAL(
					flowtab_add4(b.fw[n % b.worker_cnt], &new[n], 0, &made[n]),
					FLOW_ADDED);
			keys[n] = &new[n].key[FLOW_ORIGINAL];
			hashes[n] = new[n].hash[FLOW_ORIGINAL];
		}
		for (unsigned int cnt = 0; cnt <= FLOWTAB_BURST_MAX; cnt++) {
			memset(found, 0xee, sizeof(found));
			flowtab_find4_burst(b.ft, keys, hashes, cnt, found);
			CU_ASSERT_EQUAL(memcmp(found, made, cnt * sizeof(made[0])), 0);
			CU_ASSERT_EQUAL(found[cnt], UINT64_C(0xeeeeeeeeeeeeeeee));
		}
		bench_free(&b);
	}
}

static void
test_a_dump_shows_every_live_flow_once_and_whole(void)
{
	enum {
		FLOWS = 5000
	};
	struct flow_bench b = bench_new(FLOWS, 2);
	struct flow_view views[64];
	uint8_t shown[FLOWS] = {0};
	uint32_t cursor = 0;
	unsigned int n, wrong = 0;

	for (uint32_t i = 0; i < FLOWS; i++) {
		struct flow_new4 new = nth_flow(&b, i);
		flow_handle_t h;

		CU_ASSERT_EQUAL(flowtab_add4(b.fw[i % 2], &new, i, &h), FLOW_ADDED);
		if (i % 10 == 0)
			flowtab_kill4(b.fw[0], h);
	}
	while (cursor != UINT32_MAX) {
		n = flowtab_dump4(b.ft, &cursor, views, RTE_DIM(views));
		for (unsigned int i = 0; i < n; i++) {
			uint32_t nth = ntohs(views[i].key[0].sport) - 1000u;
			struct flow_new4 new = nth_flow(&b, nth);

			shown[nth]++;
			wrong += memcmp(views[i].key, new.key, sizeof(new.key)) != 0 ||
				 memcmp(&views[i].line[1].rewrite, &new.rewrite[1],
					sizeof(new.rewrite[1])) != 0 ||
				 views[i].service_id != new.service_id ||
				 views[i].created_ms != nth || views[i].worker != nth % 2 ||
				 views[i].state != SLUICE_FLOW_OPENING;
		}
	}
	CU_ASSERT_EQUAL(wrong, 0);
	for (uint32_t i = 0; i < FLOWS; i++)
		CU_ASSERT_EQUAL(shown[i], i % 10 != 0);
	bench_free(&b);
}

static void
test_ipv6_flows_have_tables_of_their_own(void)
{
	struct flowtab_params params = params_of(1000, 2);
	struct flow_new6 new = {
		.key = {{.src = {0xfd, 1}, .dst = {0xfd, 2}, .sport = 1, .dport = 2, .proto = 6},
			{.src = {0xfd, 3}, .dst = {0xfd, 1}, .sport = 3, .dport = 1, .proto = 6}},
		.rewrite = {{.dst = {0xfd, 3}, .dport = 3}, {.src = {0xfd, 2}, .sport = 2}},
		.seen = FLOW_SEEN_SYN,
		.service_id = 99,
	};
	const struct flow_key6 *key = &new.key[FLOW_REPLY];
	struct flow_view6 view[2];
	uint32_t cursor = 0;
	struct flow_bench b;
	flow_handle_t h, found;

	params.v6 = true;
	b = bench_new_of(params);
	for (unsigned int dir = 0; dir < 2; dir++)
		new.hash[dir] = flowtab_hash6(b.ft, &new.key[dir]);
	CU_ASSERT_EQUAL(flowtab_add6(b.fw[0], &new, 5, &h), FLOW_ADDED);
	CU_ASSERT_EQUAL(flowtab_add6(b.fw[1], &new, 5, &found), FLOW_EXISTS);
	CU_ASSERT_EQUAL(found, h);
	flowtab_find6_burst(b.ft, &key, &new.hash[FLOW_REPLY], 1, &found);
	CU_ASSERT_EQUAL(found, h | FLOW_REPLY);
	CU_ASSERT_PTR_NOT_NULL_FATAL(flowtab_line6(b.ft, found));
	CU_ASSERT_EQUAL(flowtab_line6(b.ft, found)->rewrite.sport, 2);
	CU_ASSERT_EQUAL(flowtab_dump6(b.ft, &cursor, view, 2), 1);
	CU_ASSERT_EQUAL(cursor, UINT32_MAX);
	CU_ASSERT_EQUAL(memcmp(&view[0].line[1].key, key, sizeof(*key)), 0);
	CU_ASSERT_EQUAL(view[0].service_id, 99);
	cursor = 0;
	CU_ASSERT_EQUAL(flowtab_dump4(b.ft, &cursor, (struct flow_view[1]){0}, 1), 0);
	CU_ASSERT_EQUAL(live(&b), 1);
	flowtab_kill6(b.fw[1], h);
	CU_ASSERT_PTR_NULL(flowtab_line6(b.ft, h));
	CU_ASSERT_EQUAL(live(&b), 0);
	settle(&b, 5);
	CU_ASSERT_EQUAL(flowtab_add6(b.fw[0], &new, 6, &h), FLOW_ADDED);
	CU_ASSERT_EQUAL(flowtab_sweep(b.fw[0], 6 + 240000, SWEEP_SLOTS), 1);
	bench_free(&b);
}

static void
test_parameters_out_of_range_are_refused(void)
{
	struct rte_rcu_qsbr *qsbr = qsbr_new(1);
	struct flowtab_params good = params_of(10, 1), bad;
	struct flowtab *ft;

	good.qsbr = qsbr;
	bad = good, bad.flow_max = 0;
	CU_ASSERT_EQUAL(flowtab_create(&bad, &ft), -EINVAL);
	bad = good, bad.flow_max = FLOWTAB_FLOW_MAX + 1;
	CU_ASSERT_EQUAL(flowtab_create(&bad, &ft), -EINVAL);
	bad = good, bad.worker_cnt = 0;
	CU_ASSERT_EQUAL(flowtab_create(&bad, &ft), -EINVAL);
	bad = good, bad.worker_cnt = 65;
	CU_ASSERT_EQUAL(flowtab_create(&bad, &ft), -EINVAL);
	bad = good, bad.qsbr = NULL;
	CU_ASSERT_EQUAL(flowtab_create(&bad, &ft), -EINVAL);
	bad = good, bad.timers.udp_ms = (uint32_t)INT32_MAX + 1;
	CU_ASSERT_EQUAL(flowtab_create(&bad, &ft), -EINVAL);
	/* more than there is: refused, and nothing of it is kept */
	bad = good, bad.flow_max = 100000000;
	for (unsigned int i = 0; i < 3; i++)
		CU_ASSERT_EQUAL(flowtab_create(&bad, &ft), -ENOMEM);
	free(qsbr);
}

static void
test_a_million_flows_take_at_most_320_bytes_each(void)
{
	static const unsigned int worker_cnts[] = {1, 4};
	enum {
		FLOW_MAX = 1 << 20
	};

	for (unsigned int i = 0; i < RTE_DIM(worker_cnts); i++) {
		struct flow_bench b = bench_new(FLOW_MAX, worker_cnts[i]);
		struct flowtab_stats stats;

		flowtab_stats(b.ft, &stats);
		printf("%u workers: %.1f bytes a flow ", worker_cnts[i],
		       (double)stats.bytes / FLOW_MAX);
		CU_ASSERT(stats.bytes <= (uint64_t)320 * FLOW_MAX);
		CU_ASSERT(stats.bytes >= (uint64_t)192 * FLOW_MAX);
		bench_free(&b);
	}
}

UNIT_MAIN("tables/flowtab", UNIT_TEST(test_an_added_flow_is_found_by_both_keys_with_its_rewrites),
	  UNIT_TEST(test_a_flow_that_exists_is_told_and_not_made_again),
	  UNIT_TEST(test_an_original_key_that_is_a_reply_names_the_reply_direction),
	  UNIT_TEST(test_a_reply_key_that_another_flow_holds_is_refused),
	  UNIT_TEST(test_a_killed_flow_is_a_miss_at_once_and_its_keys_are_free_at_once),
	  UNIT_TEST(test_ends_are_counted_by_service_and_by_who_ended_them),
	  UNIT_TEST(test_a_handle_stays_stale_when_its_slot_is_used_again),
	  UNIT_TEST(test_the_table_fills_to_flow_max_and_then_refuses_only_the_new),
	  UNIT_TEST(test_room_follows_the_traffic_from_worker_to_worker),
	  UNIT_TEST(test_a_burst_over_several_shards_finds_each_key_in_its_place),
	  UNIT_TEST(test_a_dump_shows_every_live_flow_once_and_whole),
	  UNIT_TEST(test_ipv6_flows_have_tables_of_their_own),
	  UNIT_TEST(test_parameters_out_of_range_are_refused),
	  UNIT_TEST(test_a_million_flows_take_at_most_320_bytes_each))
