/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include "support/eal.h"
#include "support/kubia.h"
#include "support/unit.h"

#define OTHER_OWN IP(172, 16, 0, 1) /* the kernel's, on no port of ours */

static struct board b;

static void
begin_with(void (*tweak)(struct pipe_config *c))
{
	memset(&b, 0, sizeof(b));
	CU_ASSERT_EQUAL_FATAL(board_make(&b, 1, tweak), 0);
	CU_ASSERT_EQUAL_FATAL(board_serve(&b, &kubia), 0);
}

static void
begin(void)
{
	begin_with(NULL);
}

static void
end(void)
{
	CU_ASSERT(board_is_settled(&b));
	CU_ASSERT_EQUAL(board_end(&b), 0);
}

static bool
is_same_frame(const struct packet *p, const struct frame *f)
{
	struct frame sent;

	packet_write(&sent, p);
	return sent.len == f->len && memcmp(sent.b, f->b, f->len) == 0;
}

static void
test_a_pods_traffic_is_forwarded(void)
{
	struct packet in = from_pod(1, FAR, 3333, 443, PACKET_SYN), out;

	begin();
	board_send(&b, PIPE_WIRE, 1, &in);
	CU_ASSERT_FATAL(board_take_packet(&b, PIPE_WIRE, 0, &out));
	CU_ASSERT_EQUAL(out.dmac, MAC_ROUTER);
	CU_ASSERT_EQUAL(out.smac, MAC_PORT0);
	CU_ASSERT_EQUAL(out.src, POD(1));
	CU_ASSERT_EQUAL(out.dst, FAR);
	CU_ASSERT_EQUAL(out.ttl, 63);
	CU_ASSERT_FALSE(out.is_sum_wrong);
	end();
}

static void
forward_all(struct pipe_config *c)
{
	c->forward = SLUICE_FORWARD_ALL;
}

static void
forward_none(struct pipe_config *c)
{
	c->forward = SLUICE_FORWARD_NONE;
}

static void
test_forward_says_what_may_pass(void)
{
	static const struct {
		void (*tweak)(struct pipe_config *c);
		uint32_t dst;
		uint16_t out_port;
		bool may_pass;
	} cases[] = {
		{NULL, FAR, 0, false},
		{NULL, POD(1), 1, true},
		{forward_all, FAR, 0, true},
		{forward_all, POD(1), 1, true},
		{forward_none, POD(1), 1, false},
		{forward_none, FAR, 0, false},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct packet in = from_client(cases[i].dst, 22, PACKET_SYN), out;

		begin_with(cases[i].tweak);
		board_send(&b, PIPE_WIRE, 0, &in);
		CU_ASSERT_EQUAL(board_take_packet(&b, PIPE_WIRE, cases[i].out_port, &out),
				cases[i].may_pass);
		CU_ASSERT_EQUAL(board_drops(&b, DROP_NOT_FORWARDED), !cases[i].may_pass);
		end();
	}
}

static void
test_what_may_not_come_in(void)
{
	static const struct {
		const char *what;
		struct packet p; /* over a pod-bound SYN: what is not 0 */
		uint16_t port;
		enum drop drop;
	} cases[] = {
		{"another station's", {.dmac = 0x020000000099}, 0, DROP_NOT_FOR_US},
		{"source 0/8", {.src = IP(0, 1, 2, 3)}, 0, DROP_MARTIAN},
		{"source loopback", {.src = IP(127, 0, 0, 1)}, 0, DROP_MARTIAN},
		{"source multicast", {.src = IP(224, 0, 0, 1)}, 0, DROP_MARTIAN},
		{"source class E", {.src = IP(240, 0, 0, 1)}, 0, DROP_MARTIAN},
		{"source broadcast", {.src = IP(255, 255, 255, 255)}, 0, DROP_MARTIAN},
		{"destination loopback", {.dst = IP(127, 0, 0, 1)}, 0, DROP_MARTIAN},
		{"destination class E", {.dst = IP(240, 0, 0, 1)}, 0, DROP_MARTIAN},
		{"source is destination", {.src = POD(1)}, 0, DROP_MARTIAN},
		{"source is a VIP", {.src = KUBIA_VIP}, 0, DROP_SPOOFED_VIP},
		{"source is the board", {.src = BOARD0}, 0, DROP_SPOOFED_VIP},
		{"a pod from outside", {.src = POD(2)}, 0, DROP_SPOOFED_POD},
		{"IP header checksum", {.is_ip_sum_wrong = true}, 0, DROP_IP_CHECKSUM},
	};

	begin();
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct packet *c = &cases[i].p;
		struct packet in = from_client(c->dst != 0 ? c->dst : POD(1), 22, PACKET_SYN);
		uint64_t before = board_drops(&b, cases[i].drop);

		in.dmac = c->dmac != 0 ? c->dmac : in.dmac;
		in.src = c->src != 0 ? c->src : in.src;
		in.is_ip_sum_wrong = c->is_ip_sum_wrong;
		board_send(&b, PIPE_WIRE, cases[i].port, &in);
		if (board_drops(&b, cases[i].drop) != before + 1)
			printf("not dropped: %s\n", cases[i].what);
		CU_ASSERT_EQUAL(board_drops(&b, cases[i].drop), before + 1);
		CU_ASSERT(board_is_settled(&b));
	}
	end();
}

static void
test_established_flow_is_no_pass_for_a_spoofed_source(void)
{
	struct packet in = from_pod(1, KUBIA_LB, 7777, 80, PACKET_SYN), out;

	begin();
	board_send(&b, PIPE_WIRE, 1, &in);
	CU_ASSERT_FATAL(board_take_packet(&b, PIPE_WIRE, 1, &out));
	in.dmac = MAC_PORT0;
	in.flags = PACKET_ACK;
	board_send(&b, PIPE_WIRE, 0, &in); /* the same connection, from outside */
	CU_ASSERT_EQUAL(board_drops(&b, DROP_SPOOFED_POD), 1);
	end();
}

static void
test_every_truncation_has_its_end(void)
{
	struct packet in = from_client(KUBIA_VIP, 80, PACKET_SYN);
	struct frame f;

	begin();
	packet_write(&f, &in);
	for (size_t len = 1; len < f.len; len++) {
		struct frame cut = f;
		uint64_t drops = board_drops(&b, DROP_RUNT) + board_drops(&b, DROP_IP_HEADER);

		cut.len = len;
		board_push(&b, 0, PIPE_WIRE, 0, &cut);
		board_poll(&b);
		CU_ASSERT_EQUAL(board_drops(&b, DROP_RUNT) + board_drops(&b, DROP_IP_HEADER),
				drops + 1);
	}
	end();
}

static void
test_ttl(void)
{
	static const struct {
		uint32_t dst;
		uint16_t dport;
	} cases[] = {{POD(1), 22}, {POD(1), 8080}, {KUBIA_VIP, 80}};
	struct frame sent, f;
	struct packet out;

	begin();
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct packet in = from_client(cases[i].dst, cases[i].dport, PACKET_SYN);

		in.ttl = 1;
		board_send(&b, PIPE_WIRE, 0, &in);
		CU_ASSERT_FATAL(board_take(&b, PIPE_WIRE, 0, &f));
		CU_ASSERT_FATAL(packet_read(f.b, f.len, &out));
		CU_ASSERT_EQUAL(out.icmp_type, 11);
		CU_ASSERT_EQUAL(out.icmp_code, 0);
		CU_ASSERT_EQUAL(out.src, BOARD0);
		CU_ASSERT_EQUAL(out.dst, CLIENT);
		CU_ASSERT_FALSE(out.is_sum_wrong);
		packet_write(&sent, &in); /* quoted as it was sent */
		CU_ASSERT_EQUAL(memcmp(f.b + out.payload_off, sent.b + 14, sent.len - 14), 0);
		in.ttl = 0;
		board_send(&b, PIPE_WIRE, 0, &in);
	}
	CU_ASSERT(board_drops(&b, DROP_TTL) >= 2);
	end();
}

static void
test_ttl_of_an_established_flow(void)
{
	struct packet in = from_client(KUBIA_VIP, 80, PACKET_SYN), out;
	struct frame sent, f;

	begin();
	board_send(&b, PIPE_WIRE, 0, &in);
	CU_ASSERT_FATAL(board_take_packet(&b, PIPE_WIRE, 1, &out));
	in.flags = PACKET_ACK;
	in.ttl = 1;
	board_send(&b, PIPE_WIRE, 0, &in);
	CU_ASSERT_FATAL(board_take(&b, PIPE_WIRE, 0, &f));
	CU_ASSERT_FATAL(packet_read(f.b, f.len, &out));
	CU_ASSERT_EQUAL(out.icmp_type, 11);
	packet_write(&sent, &in);
	CU_ASSERT_EQUAL(memcmp(f.b + out.payload_off, sent.b + 14, sent.len - 14), 0);
	end();
}

static void
small_pod_mtu(struct pipe_config *c)
{
	static struct pipe_port ports[2];

	ports[0] = c->ports[0];
	ports[1] = c->ports[1];
	ports[1].mtu = 600;
	c->ports = ports;
}

static void
test_mtu(void)
{
	struct packet in = from_client(POD(1), 22, PACKET_ACK), out;

	begin_with(small_pod_mtu);
	in.payload = 560; /* 600 bytes of IP: just fits */
	board_send(&b, PIPE_WIRE, 0, &in);
	CU_ASSERT(board_take_packet(&b, PIPE_WIRE, 1, &out));
	in.payload = 561;
	in.frag = PACKET_DF;
	board_send(&b, PIPE_WIRE, 0, &in);
	CU_ASSERT_FATAL(board_take_packet(&b, PIPE_WIRE, 0, &out));
	CU_ASSERT_EQUAL(out.icmp_type, 3);
	CU_ASSERT_EQUAL(out.icmp_code, 4);
	CU_ASSERT_EQUAL(out.icmp_mtu, 600);
	CU_ASSERT_FALSE(out.is_sum_wrong);
	in.frag = 0;
	board_send(&b, PIPE_WIRE, 0, &in);
	CU_ASSERT_EQUAL(board_drops(&b, DROP_MTU), 1);
	end();
}

static void
test_plain_fragments_pass(void)
{
	struct packet in = from_client(POD(1), 22, 0), out;

	begin();
	in.proto = PACKET_UDP;
	in.payload = 64;
	in.frag = PACKET_MF;
	board_send(&b, PIPE_WIRE, 0, &in);
	CU_ASSERT(board_take_packet(&b, PIPE_WIRE, 1, &out));
	in.frag = 9;
	board_send(&b, PIPE_WIRE, 0, &in);
	CU_ASSERT(board_take_packet(&b, PIPE_WIRE, 1, &out));
	end();
}

static void
test_what_is_the_boards_goes_to_its_twin_unchanged(void)
{
	struct packet cases[5];
	struct frame f;

	begin();
	for (size_t i = 0; i < 5; i++)
		cases[i] = from_client(BOARD0, 22, PACKET_SYN);
	cases[0].ttl = 1;
	cases[1].proto = PACKET_ICMP;
	cases[1].icmp_type = 8;
	cases[2].dst = IP(224, 0, 0, 5);
	cases[2].dmac = UINT64_C(0x01005e000005);
	cases[3].dst = IP(255, 255, 255, 255);
	cases[3].dmac = UINT64_C(0xffffffffffff);
	cases[3].src = 0; /* as DHCP */
	cases[4].dst = BOARD1;
	for (size_t i = 0; i < 5; i++) {
		board_send(&b, PIPE_WIRE, 0, &cases[i]);
		CU_ASSERT_FATAL(board_take(&b, PIPE_TWIN, 0, &f));
		CU_ASSERT(is_same_frame(&cases[i], &f));
	}
	CU_ASSERT_EQUAL(pipe_counters(b.worker[0])->to_twin, 5);
	end();
}

static void
test_what_the_kernel_sends_leaves_by_its_port_unchanged(void)
{
	struct packet in = from_kernel(FAR, 443, PACKET_SYN);
	struct frame f, arp;

	begin();
	in.ttl = 1; /* traceroute of the board's own */
	board_send(&b, PIPE_TWIN, 0, &in);
	CU_ASSERT_FATAL(board_take(&b, PIPE_WIRE, 0, &f));
	CU_ASSERT(is_same_frame(&in, &f));
	frame_ether(&arp, 0x0806);
	frame_fill(&arp, 0x55, 30); /* not even sound */
	board_push(&b, 0, PIPE_TWIN, 0, &arp);
	board_poll(&b);
	CU_ASSERT_FATAL(board_take(&b, PIPE_WIRE, 0, &f));
	CU_ASSERT_EQUAL(memcmp(f.b, arp.b, arp.len), 0);
	end();
}

static void
test_ipv6_and_other_types_are_the_twins(void)
{
	struct frame f, out;

	begin();
	for (int i = 0; i < 2; i++) {
		size_t ip;

		if (i == 0) {
			frame_ether(&f, 0x86dd);
			ip = frame_ip6(&f, 59);
			frame_ip6_end(&f, ip);
		} else {
			frame_ether(&f, 0x88cc);
			frame_fill(&f, 1, 40);
		}
		packet_put_mac(&f, 0, MAC_PORT0);
		board_push(&b, 0, PIPE_WIRE, 0, &f);
		board_poll(&b);
		CU_ASSERT_FATAL(board_take(&b, PIPE_TWIN, 0, &out));
		CU_ASSERT_EQUAL(memcmp(f.b, out.b, f.len), 0);
		packet_put_mac(&f, 0, MAC_PORT1);
		board_push(&b, 0, PIPE_WIRE, 1, &f); /* has no twin */
		board_poll(&b);
	}
	CU_ASSERT_EQUAL(board_drops(&b, DROP_NO_TWIN), 2);
	end();
}

static void
test_traffic_to_an_endpoint_itself_gets_a_flow(void)
{
	struct packet in = from_client(POD(1), 8080, PACKET_SYN), out, back;

	begin();
	board_send(&b, PIPE_WIRE, 0, &in);
	CU_ASSERT_FATAL(board_take_packet(&b, PIPE_WIRE, 1, &out));
	CU_ASSERT_EQUAL(out.src, CLIENT);
	CU_ASSERT_EQUAL(out.sport, CLIENT_PORT);
	CU_ASSERT_EQUAL(out.dport, 8080);
	CU_ASSERT_FALSE(out.is_sum_wrong);
	back = answer_to(&out, PACKET_SYN | PACKET_ACK);
	board_send(&b, PIPE_WIRE, 1, &back);
	CU_ASSERT_FATAL(board_take_packet(&b, PIPE_WIRE, 0, &out));
	CU_ASSERT_EQUAL(out.src, POD(1));
	CU_ASSERT_EQUAL(out.sport, 8080);
	CU_ASSERT_EQUAL(out.dport, CLIENT_PORT);
	CU_ASSERT_FALSE(out.is_sum_wrong);
	CU_ASSERT_EQUAL(pipe_counters(b.worker[0])->flows_created, 1);
	end();
}

static void
test_the_boards_own_probe_of_an_endpoint_gets_its_answer(void)
{
	struct packet in = from_kernel(POD(1), 8080, PACKET_SYN), out, back;

	begin();
	board_send(&b, PIPE_TWIN, 0, &in);
	CU_ASSERT_FATAL(board_take_packet(&b, PIPE_WIRE, 1, &out));
	CU_ASSERT_EQUAL(out.src, BOARD0);
	CU_ASSERT_EQUAL(out.ttl, 64);
	back = answer_to(&out, PACKET_SYN | PACKET_ACK);
	board_send(&b, PIPE_WIRE, 1, &back);
	CU_ASSERT_FATAL(board_take_packet(&b, PIPE_TWIN, 0, &out));
	CU_ASSERT_EQUAL(out.dst, BOARD0);
	CU_ASSERT_EQUAL(out.dport, CLIENT_PORT);
	end();
}

static void
test_no_route_and_black_holes(void)
{
	const struct ip_prefix any = {.addr = addr_from_v4(0)};
	const struct ip_prefix hole = {.addr = addr_from_v4(rte_cpu_to_be_32(FAR)), .len = 32};
	const struct fib_hop blackhole = {.kind = FIB_HOP_BLACKHOLE};
	struct packet in = from_pod(1, FAR, 3333, 443, PACKET_SYN);

	begin();
	CU_ASSERT_EQUAL_FATAL(fib_route_set(b.fib, &hole, &blackhole), 0);
	board_send(&b, PIPE_WIRE, 1, &in);
	CU_ASSERT_EQUAL(board_drops(&b, DROP_BLACKHOLE), 1);
	fib_route_remove(b.fib, &hole);
	fib_route_remove(b.fib, &any);
	board_send(&b, PIPE_WIRE, 1, &in);
	CU_ASSERT_EQUAL(board_drops(&b, DROP_NO_ROUTE), 1);
	end();
}

/* The kernel may know ways by interfaces that are none of ours. */
static void
test_routes_by_other_interfaces_lead_nowhere(void)
{
	const struct ip_prefix far = {.addr = addr_from_v4(rte_cpu_to_be_32(FAR)), .len = 32};
	const struct fib_hop hop = {.kind = FIB_HOP_ON_LINK, .port = 7, .mtu = 1500};
	const struct ip_prefix own = {.addr = addr_from_v4(rte_cpu_to_be_32(OTHER_OWN)), .len = 32};
	const struct fib_hop to_board = {.kind = FIB_HOP_LOCAL, .port = 7};
	struct packet in = from_pod(1, FAR, 3333, 443, PACKET_SYN);
	struct frame f;

	begin_with(forward_all);
	CU_ASSERT_EQUAL_FATAL(fib_route_set(b.fib, &far, &hop), 0);
	CU_ASSERT_EQUAL_FATAL(fib_route_set(b.fib, &own, &to_board), 0);
	board_send(&b, PIPE_WIRE, 1, &in);
	CU_ASSERT_EQUAL(board_drops(&b, DROP_NO_ROUTE), 1);
	in.dst = OTHER_OWN;
	board_send(&b, PIPE_WIRE, 1, &in);
	CU_ASSERT(board_take(&b, PIPE_TWIN, 0, &f));
	end();
}

static int
run(void)
{
	static const struct unit_test tests[] = {
		UNIT_TEST(test_a_pods_traffic_is_forwarded),
		UNIT_TEST(test_forward_says_what_may_pass),
		UNIT_TEST(test_what_may_not_come_in),
		UNIT_TEST(test_established_flow_is_no_pass_for_a_spoofed_source),
		UNIT_TEST(test_every_truncation_has_its_end),
		UNIT_TEST(test_ttl),
		UNIT_TEST(test_ttl_of_an_established_flow),
		UNIT_TEST(test_mtu),
		UNIT_TEST(test_plain_fragments_pass),
		UNIT_TEST(test_what_is_the_boards_goes_to_its_twin_unchanged),
		UNIT_TEST(test_what_the_kernel_sends_leaves_by_its_port_unchanged),
		UNIT_TEST(test_ipv6_and_other_types_are_the_twins),
		UNIT_TEST(test_traffic_to_an_endpoint_itself_gets_a_flow),
		UNIT_TEST(test_the_boards_own_probe_of_an_endpoint_gets_its_answer),
		UNIT_TEST(test_no_route_and_black_holes),
		UNIT_TEST(test_routes_by_other_interfaces_lead_nowhere),
	};

	return unit_run("dataplane/forward", tests, sizeof(tests) / sizeof(tests[0]));
}

int
main(void)
{
	return unit_eal_start(BOARD_MEGABYTES) ? run() : EXIT_FAILURE;
}
