/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include "support/eal.h"
#include "support/kubia.h"
#include "support/unit.h"

static struct board b;

static void
no_mtu(struct pipe_config *c)
{
	static struct pipe_port ports[2];

	ports[0] = c->ports[0];
	ports[1] = c->ports[1];
	ports[1].mtu = 0;
	c->ports = ports;
}

static void
no_mac(struct pipe_config *c)
{
	static struct pipe_port ports[2];

	ports[0] = c->ports[0];
	ports[1] = (struct pipe_port){.mtu = 1500};
	c->ports = ports;
}

static void
no_port(struct pipe_config *c)
{
	c->port_cnt = 0;
}

static void
turned_range(struct pipe_config *c)
{
	static const struct sluice_port_range range = {.first = 2000, .last = 1999};

	c->masquerade_ports = &range;
	c->masquerade_port_cnt = 1;
}

static void
pods_of_both_families(struct pipe_config *c)
{
	static struct ip_prefix pods[2];

	pods[0] = c->pod_cidrs[0];
	CU_ASSERT_EQUAL_FATAL(addr_parse(&pods[1].addr, "fd00:10::"), 0);
	pods[1].len = 64;
	c->pod_cidrs = pods;
	c->pod_cidr_cnt = 2;
}

/* Caught by the undefined behaviour sanitizer, if at all. */
static void
test_ipv6_prefixes_are_passed_over(void)
{
	memset(&b, 0, sizeof(b));
	CU_ASSERT_EQUAL(board_make(&b, 1, pods_of_both_families), 0);
	CU_ASSERT_EQUAL(board_end(&b), 0);
}

static void
test_an_unsound_configuration_makes_no_worker(void)
{
	static void (*const tweaks[])(struct pipe_config *) = {no_mtu, no_mac, no_port,
							       turned_range};

	for (size_t i = 0; i < sizeof(tweaks) / sizeof(tweaks[0]); i++) {
		memset(&b, 0, sizeof(b));
		CU_ASSERT_EQUAL(board_make(&b, 1, tweaks[i]), -EINVAL);
		CU_ASSERT_EQUAL(board_end(&b), 0);
	}
}

/* Whichever worker a packet reaches, it meets its flow. */
static void
test_a_flow_moves_between_workers(void)
{
	struct packet in = from_client(KUBIA_LB, 80, PACKET_SYN), first, out;
	struct frame f;

	memset(&b, 0, sizeof(b));
	CU_ASSERT_EQUAL_FATAL(board_make(&b, 4, NULL), 0);
	CU_ASSERT_EQUAL_FATAL(board_serve(&b, &kubia), 0);
	board_send(&b, PIPE_WIRE, 0, &in);
	CU_ASSERT_FATAL(board_take_packet(&b, PIPE_WIRE, 1, &first));
	in.flags = PACKET_ACK;
	for (unsigned int i = 0; i < 8; i++) {
		packet_write(&f, &in);
		board_push(&b, i % 4, PIPE_WIRE, 0, &f);
		board_poll(&b);
		CU_ASSERT_FATAL(board_take_packet(&b, PIPE_WIRE, 1, &out));
		CU_ASSERT_EQUAL(out.dst, first.dst);
		CU_ASSERT_EQUAL(out.sport, first.sport);
		out = answer_to(&out, PACKET_ACK);
		packet_write(&f, &out);
		board_push(&b, (i + 1) % 4, PIPE_WIRE, 1, &f);
		board_poll(&b);
		CU_ASSERT_FATAL(board_take_packet(&b, PIPE_WIRE, 0, &out));
		CU_ASSERT_EQUAL(out.src, KUBIA_LB);
	}
	CU_ASSERT(board_is_settled(&b));
	CU_ASSERT_EQUAL(board_end(&b), 0);
}

/* The flow's first packets reach all workers at once: one flow, one pod, one port. */
static void
test_workers_agree_on_a_new_flow(void)
{
	struct packet in = from_client(KUBIA_LB, 80, PACKET_SYN), out[4];
	uint64_t created = 0;
	struct frame f;

	memset(&b, 0, sizeof(b));
	CU_ASSERT_EQUAL_FATAL(board_make(&b, 4, NULL), 0);
	CU_ASSERT_EQUAL_FATAL(board_serve(&b, &kubia), 0);
	packet_write(&f, &in);
	for (unsigned int i = 0; i < 4; i++)
		board_push(&b, i, PIPE_WIRE, 0, &f);
	board_poll(&b);
	for (unsigned int i = 0; i < 4; i++) {
		CU_ASSERT_FATAL(board_take_packet(&b, PIPE_WIRE, 1, &out[i]));
		CU_ASSERT_EQUAL(out[i].dst, out[0].dst);
		CU_ASSERT_EQUAL(out[i].sport, out[0].sport);
		created += pipe_counters(b.worker[i])->flows_created;
	}
	CU_ASSERT_EQUAL(created, 1);
	CU_ASSERT(board_is_settled(&b));
	CU_ASSERT_EQUAL(board_end(&b), 0);
}

static void
test_idle_flows_expire_and_the_clock_may_wrap(void)
{
	struct packet in = from_client(DNS_VIP, 53, 0), out;

	memset(&b, 0, sizeof(b));
	CU_ASSERT_EQUAL_FATAL(board_make(&b, 1, NULL), 0);
	CU_ASSERT_EQUAL_FATAL(board_serve(&b, &dns), 0);
	b.now_ms = UINT32_MAX - 60000; /* the flow lives across the wrap */
	board_poll(&b);
	in.proto = PACKET_UDP;
	board_send(&b, PIPE_WIRE, 0, &in);
	CU_ASSERT_FATAL(board_take_packet(&b, PIPE_WIRE, 1, &out));
	for (int i = 0; i < 119; i++) {
		b.now_ms += 1000;
		board_poll(&b);
	}
	CU_ASSERT_EQUAL(pipe_counters(b.worker[0])->flows_expired, 0);
	for (int i = 0; i < 5; i++) {
		b.now_ms += 1000;
		board_poll(&b);
	}
	CU_ASSERT_EQUAL(pipe_counters(b.worker[0])->flows_expired, 1);
	CU_ASSERT(board_is_settled(&b));
	CU_ASSERT_EQUAL(board_end(&b), 0);
}

static int
run(void)
{
	static const struct unit_test tests[] = {
		UNIT_TEST(test_an_unsound_configuration_makes_no_worker),
		UNIT_TEST(test_ipv6_prefixes_are_passed_over),
		UNIT_TEST(test_a_flow_moves_between_workers),
		UNIT_TEST(test_workers_agree_on_a_new_flow),
		UNIT_TEST(test_idle_flows_expire_and_the_clock_may_wrap),
	};

	return unit_run("dataplane/worker", tests, sizeof(tests) / sizeof(tests[0]));
}

int
main(void)
{
	return unit_eal_start(BOARD_MEGABYTES) ? run() : EXIT_FAILURE;
}
