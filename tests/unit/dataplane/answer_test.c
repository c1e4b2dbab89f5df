/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include "support/eal.h"
#include "support/kubia.h"
#include "support/unit.h"

#define BROADCAST UINT64_C(0xffffffffffff)

static struct board b;

static void
begin_with(void (*tweak)(struct pipe_config *c))
{
	memset(&b, 0, sizeof(b));
	CU_ASSERT_EQUAL_FATAL(board_make(&b, 1, tweak), 0);
	CU_ASSERT_EQUAL_FATAL(board_serve(&b, &kubia), 0);
}

static void
end(void)
{
	CU_ASSERT(board_is_settled(&b));
	CU_ASSERT_EQUAL(board_end(&b), 0);
}

static void
arp_write(struct frame *f, uint16_t op, uint32_t sender, uint32_t target)
{
	frame_ether(f, 0x0806);
	packet_put_mac(f, 0, BROADCAST);
	packet_put_mac(f, 6, MAC_CLIENT);
	frame_fill(f, 0, 28);
	frame_put16(f, 14, 1);
	frame_put16(f, 16, 0x0800);
	f->b[18] = 6;
	f->b[19] = 4;
	frame_put16(f, 20, op);
	packet_put_mac(f, 22, MAC_CLIENT);
	frame_put32(f, 28, sender);
	frame_put32(f, 38, target);
}

static uint64_t
get_mac(const uint8_t *bytes, size_t off)
{
	return (uint64_t)frame_get16(bytes, off) << 32 | frame_get32(bytes, off + 2);
}

static void
test_arp_for_a_vip_is_answered_here_and_else_by_the_kernel(void)
{
	static const struct {
		uint16_t op;
		uint32_t target;
		bool is_ours;
	} cases[] = {
		{1, KUBIA_LB, true},   {1, KUBIA_EXT, true}, {1, KUBIA_VIP, false},
		{1, BOARD0, false},    {1, FAR, false},      {2, KUBIA_LB, false},
		{1, RANGED_LB, false}, /* not installed */
	};
	struct frame request, f;

	begin_with(NULL);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		arp_write(&request, cases[i].op, CLIENT, cases[i].target);
		board_push(&b, 0, PIPE_WIRE, 0, &request);
		board_poll(&b);
		if (!cases[i].is_ours) {
			CU_ASSERT_FATAL(board_take(&b, PIPE_TWIN, 0, &f));
			CU_ASSERT_EQUAL(memcmp(f.b, request.b, request.len), 0);
			continue;
		}
		CU_ASSERT_FATAL(board_take(&b, PIPE_WIRE, 0, &f));
		CU_ASSERT_EQUAL(get_mac(f.b, 0), MAC_CLIENT);
		CU_ASSERT_EQUAL(get_mac(f.b, 6), MAC_PORT0);
		CU_ASSERT_EQUAL(frame_get16(f.b, 20), 2);
		CU_ASSERT_EQUAL(get_mac(f.b, 22), MAC_PORT0);
		CU_ASSERT_EQUAL(frame_get32(f.b, 28), cases[i].target);
		CU_ASSERT_EQUAL(get_mac(f.b, 32), MAC_CLIENT);
		CU_ASSERT_EQUAL(frame_get32(f.b, 38), CLIENT);
	}
	CU_ASSERT_EQUAL(pipe_counters(b.worker[0])->generated, 2);
	CU_ASSERT_EQUAL(pipe_counters(b.worker[0])->consumed, 2);
	end();
}

static void
test_an_unsound_arp_is_dropped(void)
{
	struct frame f;

	begin_with(NULL);
	arp_write(&f, 1, CLIENT, KUBIA_LB);
	f.len -= 1;
	board_push(&b, 0, PIPE_WIRE, 0, &f);
	board_poll(&b);
	CU_ASSERT_EQUAL(board_drops(&b, DROP_ARP), 1);
	end();
}

static void
test_what_main_wants_announced_is_announced(void)
{
	struct pipe_announce a = {.addr = addr_from_v4(rte_cpu_to_be_32(KUBIA_LB))};
	struct frame f;

	begin_with(NULL);
	CU_ASSERT_EQUAL(pipe_announce(b.worker[0], &a), 0);
	board_poll(&b);
	CU_ASSERT_FATAL(board_take(&b, PIPE_WIRE, 0, &f));
	CU_ASSERT_EQUAL(get_mac(f.b, 0), BROADCAST);
	CU_ASSERT_EQUAL(get_mac(f.b, 6), MAC_PORT0);
	CU_ASSERT_EQUAL(get_mac(f.b, 22), MAC_PORT0);
	CU_ASSERT_EQUAL(frame_get32(f.b, 28), KUBIA_LB);
	CU_ASSERT_EQUAL(frame_get32(f.b, 38), KUBIA_LB);
	while (pipe_announce(b.worker[0], &a) == 0)
		;
	CU_ASSERT_EQUAL(pipe_announce(b.worker[0], &a), -ENOBUFS);
	board_poll(&b);
	CU_ASSERT_EQUAL(pipe_announce(b.worker[0], &a), 0);
	while (board_take(&b, PIPE_WIRE, 0, &f))
		;
	end();
}

/* The account of a board whose memory for answers is gone. */
static void
test_without_memory_for_an_answer_the_packet_is_dropped(void)
{
	struct packet in = from_client(KUBIA_VIP, 81, PACKET_SYN);
	struct rte_mbuf *all[4096];
	unsigned int cnt = 0;
	struct frame f;

	begin_with(NULL);
	packet_write(&f, &in);
	board_push(&b, 0, PIPE_WIRE, 0, &f);
	while ((all[cnt] = rte_pktmbuf_alloc(b.pool)) != NULL)
		cnt++;
	board_poll(&b);
	rte_pktmbuf_free_bulk(all, cnt);
	CU_ASSERT_EQUAL(board_drops(&b, DROP_NO_MBUF), 1);
	end();
}

static void
test_a_packet_spread_over_buffers_is_one_packet(void)
{
	struct packet in = from_client(KUBIA_VIP, 80, PACKET_SYN), out;
	struct frame f;

	in.payload = 200;
	packet_write(&f, &in);
	begin_with(NULL);
	for (uint16_t cut = 1; cut < 100; cut++) {
		struct rte_mbuf *m = rte_pktmbuf_alloc(b.pool), *rest = rte_pktmbuf_alloc(b.pool);

		CU_ASSERT_FATAL(m != NULL && rest != NULL);
		memcpy(rte_pktmbuf_append(m, cut), f.b, cut);
		memcpy(rte_pktmbuf_append(rest, (uint16_t)(f.len - cut)), f.b + cut, f.len - cut);
		CU_ASSERT_EQUAL_FATAL(rte_pktmbuf_chain(m, rest), 0);
		CU_ASSERT_FATAL(pipe_io_array_push(b.io, PIPE_WIRE, 0, 0, m));
		board_poll(&b);
		CU_ASSERT_FATAL(board_take_packet(&b, PIPE_WIRE, 1, &out));
		CU_ASSERT_EQUAL(out.dport, 8080);
		CU_ASSERT_EQUAL(out.payload, 200);
		CU_ASSERT_FALSE(out.is_sum_wrong);
	}
	end();
}

/* A device that takes nothing. */
static uint16_t
refuse_tx(void *ctx, uint16_t port, uint16_t queue, struct rte_mbuf **pkts, uint16_t n)
{
	return 0;
}

static void
refuse_all(struct pipe_config *c)
{
	c->io.tx = refuse_tx;
	c->io.twin_tx = refuse_tx;
}

static void
test_what_a_full_queue_refuses_is_counted(void)
{
	struct packet in = from_client(KUBIA_LB, 80, PACKET_SYN);

	begin_with(refuse_all);
	board_send(&b, PIPE_WIRE, 0, &in);
	CU_ASSERT_EQUAL(board_drops(&b, DROP_TX_FULL), 1);
	in.dst = BOARD0;
	in.dport = 22;
	board_send(&b, PIPE_WIRE, 0, &in);
	CU_ASSERT_EQUAL(board_drops(&b, DROP_TWIN_FULL), 1);
	CU_ASSERT_EQUAL(pipe_counters(b.worker[0])->tx, 0);
	CU_ASSERT_EQUAL(pipe_counters(b.worker[0])->ports[0].tx_bytes, 0);
	end();
}

static int
run(void)
{
	static const struct unit_test tests[] = {
		UNIT_TEST(test_arp_for_a_vip_is_answered_here_and_else_by_the_kernel),
		UNIT_TEST(test_an_unsound_arp_is_dropped),
		UNIT_TEST(test_what_main_wants_announced_is_announced),
		UNIT_TEST(test_without_memory_for_an_answer_the_packet_is_dropped),
		UNIT_TEST(test_a_packet_spread_over_buffers_is_one_packet),
		UNIT_TEST(test_what_a_full_queue_refuses_is_counted),
	};

	return unit_run("dataplane/answer", tests, sizeof(tests) / sizeof(tests[0]));
}

int
main(void)
{
	return unit_eal_start(BOARD_MEGABYTES) ? run() : EXIT_FAILURE;
}
