/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include "support/eal.h"
#include "support/kubia.h"
#include "support/unit.h"

#define MAC_LOST UINT64_C(0x020000010063)

static struct board b;

static void
begin(void)
{
	struct board_service s = kubia_one;

	s.endpoints[0] = LOST_POD;
	memset(&b, 0, sizeof(b));
	CU_ASSERT_EQUAL_FATAL(board_make(&b, 1, NULL), 0);
	CU_ASSERT_EQUAL_FATAL(board_serve(&b, &s), 0);
}

static void
end(void)
{
	CU_ASSERT(board_is_settled(&b));
	CU_ASSERT_EQUAL(board_end(&b), 0);
}

static unsigned int
asked(uint32_t addr)
{
	struct ip_addr want = addr_from_v4(rte_cpu_to_be_32(addr));
	struct pipe_resolve r;
	unsigned int cnt = 0;

	while (pipe_next_resolve(b.worker[0], &r))
		cnt += addr_equal(&r.addr, &want);
	return cnt;
}

static uint64_t
held(void)
{
	return pipe_counters(b.worker[0])->held;
}

static void
test_packets_wait_for_their_next_hop_in_order(void)
{
	struct packet in = from_client(KUBIA_LB, 80, PACKET_SYN), out;

	begin();
	for (uint32_t i = 0; i < 5; i++) {
		in.seq = 100 + i;
		board_send(&b, PIPE_WIRE, 0, &in);
	}
	CU_ASSERT_EQUAL(held(), 5);
	CU_ASSERT_EQUAL(pipe_account(pipe_counters(b.worker[0])), 0);
	CU_ASSERT_EQUAL(asked(LOST_POD), 1);
	board_neighbor(&b, LOST_POD, MAC_LOST);
	board_poll(&b);
	for (uint32_t i = 0; i < 5; i++) {
		CU_ASSERT_FATAL(board_take_packet(&b, PIPE_WIRE, 1, &out));
		CU_ASSERT_EQUAL(out.seq, 100 + i);
		CU_ASSERT_EQUAL(out.dmac, MAC_LOST);
		CU_ASSERT_EQUAL(out.smac, MAC_PORT1);
		CU_ASSERT_EQUAL(out.dst, LOST_POD);
		CU_ASSERT_EQUAL(out.dport, 8080);
		CU_ASSERT_EQUAL(out.ttl, 63);
		CU_ASSERT_FALSE(out.is_sum_wrong);
	}
	CU_ASSERT_EQUAL(held(), 0);
	end();
}

static void
test_a_hop_that_stays_away_is_asked_for_again_and_given_up(void)
{
	struct packet in = from_client(LOST_POD, 22, PACKET_SYN);
	unsigned int cnt = 0;

	begin();
	board_send(&b, PIPE_WIRE, 0, &in);
	for (int i = 0; i < 29; i++) {
		b.now_ms += 100;
		board_poll(&b);
		cnt += asked(LOST_POD);
	}
	CU_ASSERT_EQUAL(cnt, 3); /* at once, after 1 s and 2 s */
	CU_ASSERT_EQUAL(held(), 1);
	b.now_ms += 100;
	board_poll(&b);
	CU_ASSERT_EQUAL(board_drops(&b, DROP_NEIGHBOR_TIMEOUT), 1);
	CU_ASSERT_EQUAL(held(), 0);
	end();
}

static void
test_so_many_wait_for_one_hop_and_so_many_in_all(void)
{
	struct packet in = from_client(LOST_POD, 22, PACKET_SYN);
	unsigned int hops = PIPE_HOLD_MAX / PIPE_HOLD_PER_HOP;

	begin();
	for (int i = 0; i < PIPE_HOLD_PER_HOP + 3; i++)
		board_send(&b, PIPE_WIRE, 0, &in);
	CU_ASSERT_EQUAL(held(), PIPE_HOLD_PER_HOP);
	CU_ASSERT_EQUAL(board_drops(&b, DROP_NEIGHBOR_FULL), 3);
	for (unsigned int hop = 1; hop <= hops; hop++) {
		in.dst = LOST_POD + hop;
		for (int i = 0; i < PIPE_HOLD_PER_HOP; i++)
			board_send(&b, PIPE_WIRE, 0, &in);
	}
	CU_ASSERT_EQUAL(held(), PIPE_HOLD_MAX);
	CU_ASSERT_EQUAL(board_drops(&b, DROP_NEIGHBOR_FULL), 3 + PIPE_HOLD_PER_HOP);
	end(); /* they are freed with the worker */
}

static void
test_a_flow_follows_its_neighbor(void)
{
	struct packet in = from_client(KUBIA_LB, 80, PACKET_SYN), out;

	begin();
	board_neighbor(&b, LOST_POD, MAC_LOST);
	board_send(&b, PIPE_WIRE, 0, &in);
	CU_ASSERT_FATAL(board_take_packet(&b, PIPE_WIRE, 1, &out));
	in.flags = PACKET_ACK;
	board_send(&b, PIPE_WIRE, 0, &in);
	CU_ASSERT_FATAL(board_take_packet(&b, PIPE_WIRE, 1, &out));
	CU_ASSERT_EQUAL(out.dmac, MAC_LOST);
	board_neighbor(&b, LOST_POD, MAC_LOST + 1);
	board_send(&b, PIPE_WIRE, 0, &in);
	CU_ASSERT_FATAL(board_take_packet(&b, PIPE_WIRE, 1, &out));
	CU_ASSERT_EQUAL(out.dmac, MAC_LOST + 1);
	board_neighbor(&b, LOST_POD, 0);
	board_send(&b, PIPE_WIRE, 0, &in);
	CU_ASSERT_EQUAL(held(), 1);
	end();
}

static int
run(void)
{
	static const struct unit_test tests[] = {
		UNIT_TEST(test_packets_wait_for_their_next_hop_in_order),
		UNIT_TEST(test_a_hop_that_stays_away_is_asked_for_again_and_given_up),
		UNIT_TEST(test_so_many_wait_for_one_hop_and_so_many_in_all),
		UNIT_TEST(test_a_flow_follows_its_neighbor),
	};

	return unit_run("dataplane/hold", tests, sizeof(tests) / sizeof(tests[0]));
}

int
main(void)
{
	return unit_eal_start(BOARD_MEGABYTES) ? run() : EXIT_FAILURE;
}
