/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include "tables/flowtab.h"

#include "support/flows.h"

static void
test_a_slot_is_held_back_until_every_thread_was_quiescent(void)
{
	struct flow_bench b = bench_new(1, 1);
	struct flow_new4 new = service_flow(&b, CLIENT(1), 1234, POD(1), IPPROTO_TCP);
	flow_handle_t h;

	CU_ASSERT_EQUAL(flowtab_add4(b.fw[0], &new, 0, &h), FLOW_ADDED);
	flowtab_kill4(b.fw[0], h);
	for (unsigned int i = 0; i < 100; i++) {
		flowtab_sweep(b.fw[0], 0, 8);
		rte_rcu_qsbr_quiescent(b.qsbr, 0); /* the worker is, the bystander is not */
	}
	CU_ASSERT_EQUAL(flowtab_add4(b.fw[0], &new, 0, &h), FLOW_FULL);
	rte_rcu_qsbr_quiescent(b.qsbr, 1);
	flowtab_sweep(b.fw[0], 0, 8);
	CU_ASSERT_EQUAL(flowtab_add4(b.fw[0], &new, 0, &h), FLOW_ADDED);
	bench_free(&b);
}

static void
test_the_owner_frees_what_another_worker_killed(void)
{
	struct flow_bench b = bench_new(1, 2);
	struct flow_new4 new = service_flow(&b, CLIENT(1), 1234, POD(1), IPPROTO_TCP);
	flow_handle_t h;

	CU_ASSERT_EQUAL(flowtab_add4(b.fw[0], &new, 0, &h), FLOW_ADDED);
	flowtab_kill4(b.fw[1], h);
	for (unsigned int i = 0; i < 4; i++) {
		flowtab_sweep(b.fw[1], 0, 8);
		quiesce_all(&b);
	}
	CU_ASSERT_EQUAL(flowtab_add4(b.fw[1], &new, 0, &h), FLOW_FULL);
	settle(&b, 0);
	CU_ASSERT_EQUAL(flowtab_add4(b.fw[1], &new, 0, &h), FLOW_ADDED);
	bench_free(&b);
}

/* When a flow with these flags seen expires: after life_ms of silence, not one sooner. */
static void
expect_life(const char *what, uint8_t proto, uint8_t seen_original, uint8_t seen_reply,
	    uint32_t life_ms, uint32_t start_ms)
{
	struct flow_bench b = bench_new(100, 1);
	struct flow_new4 new = service_flow(&b, CLIENT(1), 1234, POD(1), proto);
	uint32_t last_ms = start_ms + 10;
	flow_handle_t h;

	new.seen = seen_original;
	CU_ASSERT_EQUAL_FATAL(flowtab_add4(b.fw[0], &new, start_ms, &h), FLOW_ADDED);
	if (seen_reply != 0)
		flow_line4_touch(flowtab_line4(b.ft, h | FLOW_REPLY), last_ms, 100, seen_reply);
	else
		flow_line4_touch(flowtab_line4(b.ft, h), last_ms, 100, seen_original);
	if (flowtab_sweep(b.fw[0], last_ms + life_ms - 1, SWEEP_SLOTS) != 0 ||
	    flowtab_sweep(b.fw[0], last_ms + life_ms, SWEEP_SLOTS) != 1 || live(&b) != 0) {
		printf("%s from %u ms\n", what, start_ms);
		CU_FAIL("life is not as stated");
	}
	CU_ASSERT_PTR_NULL(flowtab_line4(b.ft, h));
	bench_free(&b);
}

static void
test_flows_live_as_long_as_their_state_says_also_over_the_clocks_wrap(void)
{
	enum {
		ANY = FLOW_SEEN_ANY,
		SYN = FLOW_SEEN_SYN,
		ACK = FLOW_SEEN_ACK
	};
	enum {
		FIN = FLOW_SEEN_FIN,
		RST = FLOW_SEEN_RST
	};
	static const uint32_t starts_ms[] = {0, 1000, UINT32_MAX - 50000, UINT32_MAX - 5};
	static const struct {
		const char *what;
		uint8_t proto, original, reply;
		uint32_t life_ms;
	} cases[] = {
		{"SYN alone", IPPROTO_TCP, ANY | SYN, 0, 240000},
		{"SYN both ways", IPPROTO_TCP, ANY | SYN, ANY | SYN, 240000},
		{"handshake", IPPROTO_TCP, ANY | SYN | ACK, ANY | SYN, 7440000},
		{"data both ways", IPPROTO_TCP, ANY | SYN | ACK, ANY | SYN | ACK, 7440000},
		{"picked up midway", IPPROTO_TCP, ANY | ACK, 0, 240000},
		{"midway and answered", IPPROTO_TCP, ANY | ACK, ANY | ACK, 7440000},
		{"FIN of one side", IPPROTO_TCP, ANY | SYN | ACK | FIN, ANY | SYN | ACK, 7440000},
		{"FIN of both", IPPROTO_TCP, ANY | SYN | ACK | FIN, ANY | SYN | ACK | FIN, 120000},
		{"RST", IPPROTO_TCP, ANY | SYN | ACK, ANY | SYN | ACK | RST, 120000},
		{"refused", IPPROTO_TCP, ANY | SYN, ANY | RST, 120000},
		{"UDP alone", IPPROTO_UDP, ANY, 0, 100000},
		{"UDP answered", IPPROTO_UDP, ANY, ANY, 300000},
		{"SCTP alone", IPPROTO_SCTP, ANY, 0, 240000},
		{"SCTP answered", IPPROTO_SCTP, ANY, ANY, 7000000},
		{"SCTP aborted", IPPROTO_SCTP, ANY, ANY | RST, 120000},
		{"ICMP", IPPROTO_ICMP, ANY, ANY, 60000},
	};

	for (unsigned int s = 0; s < RTE_DIM(starts_ms); s++)
		for (unsigned int i = 0; i < RTE_DIM(cases); i++)
			expect_life(cases[i].what, cases[i].proto, cases[i].original,
				    cases[i].reply, cases[i].life_ms, starts_ms[s]);
}

static void
test_a_packet_in_either_direction_keeps_a_flow(void)
{
	struct flow_bench b = bench_new(100, 1);
	struct flow_new4 new = service_flow(&b, CLIENT(1), 1234, POD(1), IPPROTO_UDP);
	flow_handle_t h;

	CU_ASSERT_EQUAL_FATAL(flowtab_add4(b.fw[0], &new, 0, &h), FLOW_ADDED);
	for (uint32_t now = 0; now < 10000000; now += 290000) {
		enum flow_dir dir = now / 290000 % 5 == 0 ? FLOW_REPLY : FLOW_ORIGINAL;
		struct flow_line4 *l = flowtab_line4(b.ft, h | dir);

		CU_ASSERT_PTR_NOT_NULL_FATAL(l);
		flow_line4_touch(l, now, 100, FLOW_SEEN_ANY);
		CU_ASSERT_EQUAL(flowtab_sweep(b.fw[0], now + 289000, SWEEP_SLOTS), 0);
	}
	bench_free(&b);
}

static void
test_a_packet_of_a_worker_whose_clock_is_ahead_does_not_end_a_flow(void)
{
	struct flow_bench b = bench_new(100, 1);
	struct flow_new4 new = service_flow(&b, CLIENT(1), 1234, POD(1), IPPROTO_UDP);
	flow_handle_t h;

	CU_ASSERT_EQUAL_FATAL(flowtab_add4(b.fw[0], &new, 1005, &h), FLOW_ADDED);
	CU_ASSERT_EQUAL(flowtab_sweep(b.fw[0], 1000, SWEEP_SLOTS), 0);
	bench_free(&b);
}

static void
test_bytes_are_counted_past_32_bits(void)
{
	struct flow_bench b = bench_new(100, 1);
	struct flow_new4 new = service_flow(&b, CLIENT(1), 1234, POD(1), IPPROTO_UDP);
	struct flow_line4 *l;
	flow_handle_t h;

	CU_ASSERT_EQUAL_FATAL(flowtab_add4(b.fw[0], &new, 0, &h), FLOW_ADDED);
	l = flowtab_line4(b.ft, h);
	for (unsigned int i = 0; i < 3; i++)
		flow_line4_touch(l, 77, 0x80000000u, FLOW_SEEN_ACK);
	CU_ASSERT_EQUAL((uint64_t)l->bytes_hi << 32 | l->bytes_lo, 60 + 3 * UINT64_C(0x80000000));
	CU_ASSERT_EQUAL(l->pkts, 4);
	CU_ASSERT_EQUAL(l->last_seen_ms, 77);
	CU_ASSERT_EQUAL(l->seen, FLOW_SEEN_ANY | FLOW_SEEN_SYN | FLOW_SEEN_ACK);
	bench_free(&b);
}

static void
test_a_sweep_goes_on_where_it_stopped(void)
{
	enum {
		FLOWS = 5000,
		BUDGET = 64
	};
	struct flow_bench b = bench_new(FLOWS, 1);
	unsigned int expired = 0, calls = 0;
	flow_handle_t h;

	for (uint32_t n = 0; n < FLOWS; n++) {
		struct flow_new4 new = nth_flow(&b, n);

		CU_ASSERT_EQUAL(flowtab_add4(b.fw[0], &new, 0, &h), FLOW_ADDED);
	}
	for (; calls < FLOWS / BUDGET + 3; calls++) {
		unsigned int now = flowtab_sweep(b.fw[0], 240000, BUDGET);

		CU_ASSERT(now <= BUDGET);
		expired += now;
		quiesce_all(&b);
	}
	CU_ASSERT_EQUAL(expired, FLOWS);
	bench_free(&b);
}

UNIT_MAIN("tables/flowage", UNIT_TEST(test_a_slot_is_held_back_until_every_thread_was_quiescent),
	  UNIT_TEST(test_the_owner_frees_what_another_worker_killed),
	  UNIT_TEST(test_flows_live_as_long_as_their_state_says_also_over_the_clocks_wrap),
	  UNIT_TEST(test_a_packet_in_either_direction_keeps_a_flow),
	  UNIT_TEST(test_a_packet_of_a_worker_whose_clock_is_ahead_does_not_end_a_flow),
	  UNIT_TEST(test_bytes_are_counted_past_32_bits),
	  UNIT_TEST(test_a_sweep_goes_on_where_it_stopped))
