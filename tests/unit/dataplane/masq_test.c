/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include "support/eal.h"
#include "support/kubia.h"
#include "support/unit.h"

#define OWN_ADDR IP(192, 0, 2, 200)

static struct board b;

static void
begin_with(void (*tweak)(struct pipe_config *c))
{
	memset(&b, 0, sizeof(b));
	CU_ASSERT_EQUAL_FATAL(board_make(&b, 1, tweak), 0);
	CU_ASSERT_EQUAL_FATAL(board_serve(&b, &kubia_one), 0);
	CU_ASSERT_EQUAL_FATAL(board_serve(&b, &dns), 0);
}

static void
end(void)
{
	CU_ASSERT(board_is_settled(&b));
	CU_ASSERT_EQUAL(board_end(&b), 0);
}

static bool
to_pod(const struct packet *p, struct packet *out)
{
	board_send(&b, PIPE_WIRE, 0, p);
	return board_take_packet(&b, PIPE_WIRE, 1, out);
}

static void
always(struct pipe_config *c)
{
	c->masquerade = SLUICE_MASQUERADE_ALWAYS;
}

static void
never(struct pipe_config *c)
{
	c->masquerade = SLUICE_MASQUERADE_NEVER;
}

static void
routed(struct pipe_config *c)
{
	c->masquerade = SLUICE_MASQUERADE_ROUTED;
}

/* Who sees whose address: kube-proxy's table (service-model H24). */
static void
test_each_mode_masquerades_whom_it_says(void)
{
	enum who {
		OUTSIDE,
		POD_OTHER,
		POD_ITSELF,
		KERNEL
	};
	static const struct {
		void (*tweak)(struct pipe_config *c);
		enum who who;
		uint32_t vip;
		bool is_masqueraded;
	} cases[] = {
		{NULL, OUTSIDE, KUBIA_VIP, true},      {NULL, OUTSIDE, KUBIA_LB, true},
		{NULL, OUTSIDE, KUBIA_EXT, true},      {NULL, POD_OTHER, KUBIA_VIP, false},
		{NULL, POD_OTHER, KUBIA_LB, true},     {NULL, POD_ITSELF, KUBIA_VIP, true},
		{NULL, KERNEL, KUBIA_VIP, true},       {always, POD_OTHER, KUBIA_VIP, true},
		{never, OUTSIDE, KUBIA_LB, false},     {never, POD_ITSELF, KUBIA_VIP, false},
		{routed, OUTSIDE, KUBIA_LB, false},    {routed, POD_OTHER, KUBIA_LB, false},
		{routed, POD_ITSELF, KUBIA_VIP, true}, {routed, KERNEL, KUBIA_VIP, false},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		bool is_pod = cases[i].who == POD_OTHER || cases[i].who == POD_ITSELF;
		struct packet in = from_client(cases[i].vip, 80, PACKET_SYN), out;

		if (is_pod)
			in = from_pod(cases[i].who == POD_ITSELF ? 1 : 2, cases[i].vip, 40000, 80,
				      PACKET_SYN);
		if (cases[i].who == KERNEL)
			in = from_kernel(cases[i].vip, 80, PACKET_SYN);
		begin_with(cases[i].tweak);
		board_send(&b, cases[i].who == KERNEL ? PIPE_TWIN : PIPE_WIRE, is_pod, &in);
		CU_ASSERT_FATAL(board_take_packet(&b, PIPE_WIRE, 1, &out));
		CU_ASSERT_EQUAL(out.src, cases[i].is_masqueraded ? BOARD1 : in.src);
		CU_ASSERT_FALSE(out.is_sum_wrong);
		end();
	}
}

static void
test_a_clients_own_port_is_kept_where_the_range_has_it(void)
{
	struct packet in = from_client(KUBIA_LB, 80, PACKET_SYN), out;

	begin_with(NULL);
	in.sport = 61500;
	CU_ASSERT_FATAL(to_pod(&in, &out));
	CU_ASSERT_EQUAL(out.sport, 61500);
	in.src = FAR; /* another client, the same port */
	CU_ASSERT_FATAL(to_pod(&in, &out));
	CU_ASSERT_NOT_EQUAL(out.sport, 61500);
	CU_ASSERT((out.sport >= 20000 && out.sport <= 29999) || out.sport >= 61000);
	end();
}

static void
ten_ports(struct pipe_config *c)
{
	static const struct sluice_port_range ranges[2] = {{.first = 5000, .last = 5003},
							   {.first = 6000, .last = 6005}};

	c->masquerade_ports = ranges;
	c->masquerade_port_cnt = 2;
}

static void
test_ports_are_unique_and_their_end_hurts_nobody(void)
{
	struct packet in = from_client(KUBIA_LB, 80, PACKET_SYN), out;
	bool is_used[7000] = {false};

	begin_with(ten_ports);
	for (uint16_t i = 0; i < 10; i++) {
		in.sport = (uint16_t)(1000 + i);
		CU_ASSERT_FATAL(to_pod(&in, &out));
		CU_ASSERT((out.sport >= 5000 && out.sport <= 5003) ||
			  (out.sport >= 6000 && out.sport <= 6005));
		CU_ASSERT_FALSE(is_used[out.sport]);
		is_used[out.sport] = true;
	}
	in.sport = 1010;
	CU_ASSERT_FALSE(to_pod(&in, &out));
	CU_ASSERT_EQUAL(board_drops(&b, DROP_MASQ_PORTS), 1);
	in.sport = 1003; /* who has a port keeps it */
	CU_ASSERT(to_pod(&in, &out));
	in = from_client(DNS_VIP, 53, 0); /* and another endpoint has all ports yet */
	in.proto = PACKET_UDP;
	CU_ASSERT(to_pod(&in, &out));
	end();
}

static void
test_a_masquerading_port_without_a_flow_is_nobodys(void)
{
	static const struct {
		uint16_t port;
		bool is_the_boards;
	} cases[] = {{19999, true}, {20000, false}, {29999, false}, {30000, true},
		     {60999, true}, {61000, false}, {65535, false}, {22, true}};

	begin_with(NULL);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct packet in = from_client(BOARD0, cases[i].port, PACKET_SYN);
		uint64_t before = board_drops(&b, DROP_MASQ_NO_FLOW);
		struct frame f;

		board_send(&b, PIPE_WIRE, 0, &in);
		CU_ASSERT_EQUAL(board_take(&b, PIPE_TWIN, 0, &f), cases[i].is_the_boards);
		CU_ASSERT_EQUAL(board_drops(&b, DROP_MASQ_NO_FLOW),
				before + !cases[i].is_the_boards);
	}
	end();
}

static void
own_address(struct pipe_config *c)
{
	static struct ip_addr own;

	own = addr_from_v4(rte_cpu_to_be_32(OWN_ADDR));
	c->masquerade_addrs = &own;
	c->masquerade_addr_cnt = 1;
}

static void
test_an_address_of_its_own_has_almost_all_ports(void)
{
	struct packet in = from_client(KUBIA_LB, 80, PACKET_SYN), out, back;

	begin_with(own_address);
	in.sport = 1024;
	CU_ASSERT_FATAL(to_pod(&in, &out));
	CU_ASSERT_EQUAL(out.src, OWN_ADDR);
	CU_ASSERT_EQUAL(out.sport, 1024);
	back = answer_to(&out, PACKET_SYN | PACKET_ACK);
	board_send(&b, PIPE_WIRE, 1, &back);
	CU_ASSERT(board_take_packet(&b, PIPE_WIRE, 0, &out));
	CU_ASSERT_EQUAL(out.dport, 1024);
	back.dport = 1025;
	board_send(&b, PIPE_WIRE, 1, &back);
	CU_ASSERT_EQUAL(board_drops(&b, DROP_MASQ_NO_FLOW), 1);
	end();
}

/* One client port towards two VIPs and one pod: replies must be told apart. */
static void
test_clashing_replies_change_the_clients_port(void)
{
	static const uint32_t vips[2] = {KUBIA_VIP, KUBIA_LB};
	struct packet out[2], back;

	begin_with(routed);
	for (int i = 0; i < 2; i++) {
		struct packet in = from_client(vips[i], 80, PACKET_SYN);

		CU_ASSERT_FATAL(to_pod(&in, &out[i]));
		CU_ASSERT_EQUAL(out[i].src, CLIENT);
		CU_ASSERT_EQUAL(out[i].dst, POD(1));
		CU_ASSERT_FALSE(out[i].is_sum_wrong);
	}
	CU_ASSERT_EQUAL(out[0].sport, CLIENT_PORT);
	CU_ASSERT_NOT_EQUAL(out[1].sport, CLIENT_PORT);
	CU_ASSERT(out[1].sport >= 1024);
	for (int i = 0; i < 2; i++) {
		out[i] = answer_to(&out[i], PACKET_SYN | PACKET_ACK);
		board_send(&b, PIPE_WIRE, 1, &out[i]);
		CU_ASSERT_FATAL(board_take_packet(&b, PIPE_WIRE, 0, &back));
		CU_ASSERT_EQUAL(back.src, vips[i]);
		CU_ASSERT_EQUAL(back.dport, CLIENT_PORT);
	}
	end();
}

static void
test_plain_traffic_to_the_pod_does_not_take_a_services_replies(void)
{
	struct packet in = from_client(POD(1), 8080, PACKET_SYN), plain, out, back;

	begin_with(routed);
	CU_ASSERT_FATAL(to_pod(&in, &plain));
	in = from_client(KUBIA_VIP, 80, PACKET_SYN);
	CU_ASSERT_FATAL(to_pod(&in, &out));
	CU_ASSERT_NOT_EQUAL(out.sport, CLIENT_PORT);
	plain = answer_to(&plain, PACKET_SYN | PACKET_ACK);
	board_send(&b, PIPE_WIRE, 1, &plain);
	CU_ASSERT_FATAL(board_take_packet(&b, PIPE_WIRE, 0, &back));
	CU_ASSERT_EQUAL(back.src, POD(1));
	CU_ASSERT_EQUAL(back.sport, 8080);
	end();
}

static void
test_a_full_table_drops_the_new_and_keeps_the_old(void)
{
	struct packet in = from_client(KUBIA_LB, 80, PACKET_SYN), out;
	unsigned int made = 0;

	memset(&b, 0, sizeof(b));
	b.flow_max = 512;
	CU_ASSERT_EQUAL_FATAL(board_make(&b, 1, NULL), 0);
	CU_ASSERT_EQUAL_FATAL(board_serve(&b, &kubia_one), 0);
	for (uint32_t i = 0; i < 6000; i++) {
		in.sport = (uint16_t)(1000 + i);
		made += to_pod(&in, &out);
	}
	CU_ASSERT(made >= 512);
	CU_ASSERT_EQUAL(board_drops(&b, DROP_FLOW_FULL), 6000 - made);
	CU_ASSERT(board_drops(&b, DROP_FLOW_FULL) > 0);
	in.sport = 1000;
	in.flags = PACKET_ACK;
	CU_ASSERT(to_pod(&in, &out));
	end();
}

static int
run(void)
{
	static const struct unit_test tests[] = {
		UNIT_TEST(test_each_mode_masquerades_whom_it_says),
		UNIT_TEST(test_a_clients_own_port_is_kept_where_the_range_has_it),
		UNIT_TEST(test_ports_are_unique_and_their_end_hurts_nobody),
		UNIT_TEST(test_a_masquerading_port_without_a_flow_is_nobodys),
		UNIT_TEST(test_an_address_of_its_own_has_almost_all_ports),
		UNIT_TEST(test_clashing_replies_change_the_clients_port),
		UNIT_TEST(test_plain_traffic_to_the_pod_does_not_take_a_services_replies),
		UNIT_TEST(test_a_full_table_drops_the_new_and_keeps_the_old),
	};

	return unit_run("dataplane/masq", tests, sizeof(tests) / sizeof(tests[0]));
}

int
main(void)
{
	return unit_eal_start(BOARD_MEGABYTES) ? run() : EXIT_FAILURE;
}
