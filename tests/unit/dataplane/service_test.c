/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include "support/eal.h"
#include "support/kubia.h"
#include "support/unit.h"

static struct board b;

static void
begin(void)
{
	const struct board_service *all[] = {&kubia, &dns, &empty, &local, &ranged};

	memset(&b, 0, sizeof(b));
	CU_ASSERT_EQUAL_FATAL(board_make(&b, 1, NULL), 0);
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		CU_ASSERT_EQUAL_FATAL(board_serve(&b, all[i]), 0);
}

static void
end(void)
{
	CU_ASSERT(board_is_settled(&b));
	CU_ASSERT_EQUAL(board_end(&b), 0);
}

/* Send from the outside, take what a pod gets. */
static bool
to_pod(const struct packet *p, struct packet *out)
{
	board_send(&b, PIPE_WIRE, 0, p);
	return board_take_packet(&b, PIPE_WIRE, 1, out);
}

static void
test_cluster_ip_is_translated_and_so_is_the_reply(void)
{
	struct packet in = from_client(KUBIA_VIP, 80, PACKET_SYN), out, back;

	begin();
	CU_ASSERT_FATAL(to_pod(&in, &out));
	CU_ASSERT_EQUAL(out.smac, MAC_PORT1);
	CU_ASSERT_EQUAL(out.dmac, MAC_POD(out.dst - POD(0)));
	CU_ASSERT(out.dst >= POD(1) && out.dst <= POD(3));
	CU_ASSERT_EQUAL(out.dport, 8080);
	CU_ASSERT_EQUAL(out.src, BOARD1); /* the client is outside the pods' network: H24 */
	CU_ASSERT((out.sport >= 20000 && out.sport <= 29999) || out.sport >= 61000);
	CU_ASSERT_EQUAL(out.ttl, 63);
	CU_ASSERT_EQUAL(out.seq, in.seq);
	CU_ASSERT_EQUAL(out.flags, PACKET_SYN);
	CU_ASSERT_FALSE(out.is_sum_wrong);

	out = answer_to(&out, PACKET_SYN | PACKET_ACK);
	board_send(&b, PIPE_WIRE, 1, &out);
	CU_ASSERT_FATAL(board_take_packet(&b, PIPE_WIRE, 0, &back));
	CU_ASSERT_EQUAL(back.smac, MAC_PORT0);
	CU_ASSERT_EQUAL(back.dmac, MAC_CLIENT);
	CU_ASSERT_EQUAL(back.src, KUBIA_VIP);
	CU_ASSERT_EQUAL(back.sport, 80);
	CU_ASSERT_EQUAL(back.dst, CLIENT);
	CU_ASSERT_EQUAL(back.dport, CLIENT_PORT);
	CU_ASSERT_EQUAL(back.ttl, 63);
	CU_ASSERT_FALSE(back.is_sum_wrong);
	end();
}

static void
test_pod_keeps_its_address_towards_a_cluster_ip(void)
{
	struct packet in = from_pod(1, DNS_VIP, 5555, 53, 0), out;

	begin();
	in.proto = PACKET_UDP;
	in.payload = 31; /* odd */
	board_send(&b, PIPE_WIRE, 1, &in);
	CU_ASSERT_FATAL(board_take_packet(&b, PIPE_WIRE, 1, &out));
	CU_ASSERT_EQUAL(out.src, POD(1));
	CU_ASSERT_EQUAL(out.sport, 5555);
	CU_ASSERT_EQUAL(out.dst, POD(2));
	CU_ASSERT_EQUAL(out.dport, 5353);
	CU_ASSERT_FALSE(out.is_sum_wrong);
	end();
}

static void
test_every_kind_of_vip_reaches_a_pod(void)
{
	static const struct {
		uint32_t vip;
		uint16_t port;
	} cases[] = {{KUBIA_VIP, 80},
		     {KUBIA_LB, 80},
		     {KUBIA_EXT, 80},
		     {BOARD0, KUBIA_NODE},
		     {BOARD1, KUBIA_NODE}};

	begin();
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct packet in = from_client(cases[i].vip, cases[i].port, PACKET_SYN), out, back;

		CU_ASSERT_FATAL(to_pod(&in, &out));
		CU_ASSERT_EQUAL(out.src, BOARD1);
		CU_ASSERT_EQUAL(out.dport, 8080);
		out = answer_to(&out, PACKET_SYN | PACKET_ACK);
		board_send(&b, PIPE_WIRE, 1, &out);
		CU_ASSERT_FATAL(board_take_packet(&b, PIPE_WIRE, 0, &back));
		CU_ASSERT_EQUAL(back.src, cases[i].vip);
		CU_ASSERT_EQUAL(back.sport, cases[i].port);
		CU_ASSERT_EQUAL(back.dport, CLIENT_PORT);
	}
	end();
}

static void
test_packets_of_a_flow_reach_one_pod(void)
{
	struct packet in = from_client(KUBIA_VIP, 80, PACKET_SYN), first, out;

	begin();
	CU_ASSERT_FATAL(to_pod(&in, &first));
	in.flags = PACKET_ACK;
	for (int i = 0; i < 5; i++) {
		CU_ASSERT_FATAL(to_pod(&in, &out));
		CU_ASSERT_EQUAL(out.dst, first.dst);
		CU_ASSERT_EQUAL(out.sport, first.sport);
	}
	CU_ASSERT_EQUAL(pipe_counters(b.worker[0])->flows_created, 1);
	end();
}

static void
test_flows_spread_over_the_pods(void)
{
	unsigned int seen[4] = {0};

	begin();
	for (uint16_t i = 0; i < 300; i++) {
		struct packet in = from_client(KUBIA_VIP, 80, PACKET_SYN), out;

		in.sport = (uint16_t)(2000 + i);
		CU_ASSERT_FATAL(to_pod(&in, &out));
		seen[out.dst - POD(0)]++;
	}
	for (int i = 1; i <= 3; i++)
		CU_ASSERT(seen[i] > 60);
	end();
}

static void
test_two_packets_of_a_new_flow_in_one_burst_make_one_flow(void)
{
	struct packet in = from_client(KUBIA_VIP, 80, PACKET_SYN), out[2];
	struct frame f;

	begin();
	packet_write(&f, &in);
	board_push(&b, 0, PIPE_WIRE, 0, &f);
	board_push(&b, 0, PIPE_WIRE, 0, &f);
	board_poll(&b);
	for (int i = 0; i < 2; i++)
		CU_ASSERT_FATAL(board_take_packet(&b, PIPE_WIRE, 1, &out[i]));
	CU_ASSERT_EQUAL(out[0].dst, out[1].dst);
	CU_ASSERT_EQUAL(out[0].sport, out[1].sport);
	CU_ASSERT_EQUAL(pipe_counters(b.worker[0])->flows_created, 1);
	end();
}

static void
test_hairpin_is_masqueraded(void)
{
	struct packet in = from_pod(2, DNS_VIP, 5555, 53, 0), out, back;

	begin();
	in.proto = PACKET_UDP;
	board_send(&b, PIPE_WIRE, 1, &in); /* the one endpoint is itself */
	CU_ASSERT_FATAL(board_take_packet(&b, PIPE_WIRE, 1, &out));
	CU_ASSERT_EQUAL(out.src, BOARD1);
	CU_ASSERT_EQUAL(out.dst, POD(2));
	out = answer_to(&out, 0);
	board_send(&b, PIPE_WIRE, 1, &out);
	CU_ASSERT_FATAL(board_take_packet(&b, PIPE_WIRE, 1, &back));
	CU_ASSERT_EQUAL(back.src, DNS_VIP);
	CU_ASSERT_EQUAL(back.dst, POD(2));
	CU_ASSERT_EQUAL(back.dport, 5555);
	end();
}

static void
test_the_board_itself_is_a_client(void)
{
	struct packet in = from_kernel(KUBIA_VIP, 80, PACKET_SYN), out, back;

	begin();
	board_send(&b, PIPE_TWIN, 0, &in);
	CU_ASSERT_FATAL(board_take_packet(&b, PIPE_WIRE, 1, &out));
	CU_ASSERT_EQUAL(out.src, BOARD1);
	CU_ASSERT_EQUAL(out.ttl, 64); /* it was not forwarded */
	CU_ASSERT_EQUAL(out.smac, MAC_PORT1);
	out = answer_to(&out, PACKET_SYN | PACKET_ACK);
	board_send(&b, PIPE_WIRE, 1, &out);
	CU_ASSERT_FATAL(board_take_packet(&b, PIPE_TWIN, 0, &back));
	CU_ASSERT_EQUAL(back.dmac, MAC_PORT0);
	CU_ASSERT_EQUAL(back.src, KUBIA_VIP);
	CU_ASSERT_EQUAL(back.dst, BOARD0);
	CU_ASSERT_EQUAL(back.dport, CLIENT_PORT);
	CU_ASSERT_EQUAL(back.ttl, 64);
	CU_ASSERT_FALSE(back.is_sum_wrong);
	end();
}

static void
test_no_endpoint_is_refused_at_once(void)
{
	struct packet in = from_client(EMPTY_VIP, 80, PACKET_SYN), out;

	begin();
	board_send(&b, PIPE_WIRE, 0, &in);
	CU_ASSERT_FATAL(board_take_packet(&b, PIPE_WIRE, 0, &out));
	CU_ASSERT_EQUAL(out.dmac, MAC_CLIENT);
	CU_ASSERT_EQUAL(out.smac, MAC_PORT0);
	CU_ASSERT_EQUAL(out.src, EMPTY_VIP);
	CU_ASSERT_EQUAL(out.sport, 80);
	CU_ASSERT_EQUAL(out.dport, CLIENT_PORT);
	CU_ASSERT_EQUAL(out.flags, PACKET_RST | PACKET_ACK);
	CU_ASSERT_EQUAL(out.seq, 0);
	CU_ASSERT_EQUAL(out.ack, 1001);
	CU_ASSERT_FALSE(out.is_sum_wrong);
	CU_ASSERT_EQUAL(pipe_counters(b.worker[0])->consumed, 1);
	CU_ASSERT_EQUAL(pipe_counters(b.worker[0])->generated, 1);
	end();
}

static void
test_a_port_that_a_vip_lacks_is_refused(void)
{
	struct packet in = from_client(KUBIA_VIP, 81, 0), out;

	begin();
	in.proto = PACKET_UDP;
	in.payload = 8;
	board_send(&b, PIPE_WIRE, 0, &in);
	CU_ASSERT_FATAL(board_take_packet(&b, PIPE_WIRE, 0, &out));
	CU_ASSERT_EQUAL(out.proto, PACKET_ICMP);
	CU_ASSERT_EQUAL(out.icmp_type, 3);
	CU_ASSERT_EQUAL(out.icmp_code, 3);
	CU_ASSERT_EQUAL(out.src, KUBIA_VIP);
	CU_ASSERT_EQUAL(out.dst, CLIENT);
	CU_ASSERT_FALSE(out.is_sum_wrong);
	end();
}

static void
test_refusals_are_limited(void)
{
	struct packet in = from_client(EMPTY_VIP, 80, PACKET_SYN), out;
	unsigned int cnt = 0;

	begin();
	for (uint16_t i = 0; i < 25; i++) {
		in.sport = (uint16_t)(3000 + i);
		board_send(&b, PIPE_WIRE, 0, &in);
	}
	while (board_take_packet(&b, PIPE_WIRE, 0, &out))
		cnt++;
	CU_ASSERT_EQUAL(cnt, 10); /* reject_burst */
	CU_ASSERT_EQUAL(board_drops(&b, DROP_REJECT_LIMIT), 15);
	b.now_ms += 50; /* 100 a second */
	for (int i = 0; i < 25; i++)
		board_send(&b, PIPE_WIRE, 0, &in);
	for (cnt = 0; board_take_packet(&b, PIPE_WIRE, 0, &out); cnt++)
		;
	CU_ASSERT_EQUAL(cnt, 5);
	end();
}

static void
test_source_ranges_hold_for_load_balancer_addresses(void)
{
	struct packet in = from_client(RANGED_LB, 80, PACKET_SYN), out;

	begin();
	CU_ASSERT_FALSE(to_pod(&in, &out));
	CU_ASSERT_EQUAL(board_drops(&b, DROP_SOURCE_RANGE), 1);
	in.src = FAR;
	CU_ASSERT(to_pod(&in, &out));
	CU_ASSERT_EQUAL(out.dport, 9001);
	end();
}

static void
test_policy_local_drops_outsiders_and_serves_insiders(void)
{
	struct packet in = from_client(LOCAL_LB, 80, PACKET_SYN), out;

	begin();
	CU_ASSERT_FALSE(to_pod(&in, &out));
	CU_ASSERT_EQUAL(board_drops(&b, DROP_LOCAL_POLICY), 1);
	in = from_pod(1, LOCAL_LB, 5000, 80, PACKET_SYN); /* H23 */
	board_send(&b, PIPE_WIRE, 1, &in);
	CU_ASSERT_FATAL(board_take_packet(&b, PIPE_WIRE, 1, &out));
	CU_ASSERT_EQUAL(out.dst, POD(3));
	CU_ASSERT_EQUAL(out.src, POD(1));                  /* kept: policy Local */
	in = from_pod(1, LOCAL_VIP, 5000, 80, PACKET_SYN); /* internal policy binds all */
	board_send(&b, PIPE_WIRE, 1, &in);
	CU_ASSERT_FALSE(board_take_packet(&b, PIPE_WIRE, 1, &out));
	CU_ASSERT_EQUAL(board_drops(&b, DROP_LOCAL_POLICY), 2);
	end();
}

static void
test_policy_local_with_a_local_endpoint_keeps_the_client(void)
{
	struct board_service here = local;
	struct packet in = from_client(LOCAL_LB, 80, PACKET_SYN), out;

	begin();
	here.endpoint_flags = SLUICE_ENDPOINT_USE_CLUSTER | SLUICE_ENDPOINT_USE_LOCAL |
			      SLUICE_ENDPOINT_SERVING | SLUICE_ENDPOINT_LOCAL;
	CU_ASSERT_EQUAL_FATAL(board_serve(&b, &here), 0);
	CU_ASSERT_FATAL(to_pod(&in, &out));
	CU_ASSERT_EQUAL(out.src, CLIENT);
	CU_ASSERT_EQUAL(out.sport, CLIENT_PORT);
	end();
}

static void
test_what_a_vip_does_not_take(void)
{
	static const struct {
		uint32_t dst;
		uint8_t proto;
		uint16_t frag;
		enum drop drop;
	} cases[] = {
		{KUBIA_VIP, PACKET_ICMP, 0, DROP_VIP_ICMP},
		{KUBIA_LB, PACKET_ICMP, 0, DROP_VIP_ICMP},
		{KUBIA_VIP, 47, 0, DROP_VIP_PROTO},
		{KUBIA_VIP, PACKET_UDP, PACKET_MF, DROP_FRAGMENT},
		{KUBIA_VIP, PACKET_UDP, 100, DROP_FRAGMENT},
		{IP(10, 96, 77, 77), PACKET_TCP, 0, DROP_VIP_UNHELD},
		{IP(10, 96, 77, 77), PACKET_ICMP, 0, DROP_VIP_UNHELD},
	};

	begin();
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		uint64_t before = board_drops(&b, cases[i].drop);
		struct packet in = from_client(cases[i].dst, 80, PACKET_SYN);

		in.proto = cases[i].proto;
		in.frag = cases[i].frag;
		in.icmp_type = 8;
		in.payload = 16;
		board_send(&b, PIPE_WIRE, 0, &in);
		CU_ASSERT_EQUAL(board_drops(&b, cases[i].drop), before + 1);
		CU_ASSERT(board_is_settled(&b));
	}
	end();
}

static void
test_midstream_without_a_flow_is_reset(void)
{
	struct packet in = from_client(KUBIA_VIP, 80, PACKET_ACK), out;

	begin();
	in.ack = 777;
	board_send(&b, PIPE_WIRE, 0, &in);
	CU_ASSERT_FATAL(board_take_packet(&b, PIPE_WIRE, 0, &out));
	CU_ASSERT_EQUAL(out.flags, PACKET_RST);
	CU_ASSERT_EQUAL(out.seq, 777);
	in.flags = PACKET_RST;
	board_send(&b, PIPE_WIRE, 0, &in);
	CU_ASSERT_FALSE(board_take_packet(&b, PIPE_WIRE, 0, &out));
	CU_ASSERT_EQUAL(board_drops(&b, DROP_REJECT_NONE), 1);
	end();
}

static void
pick_up_for_a_second(struct pipe_config *c)
{
	c->pickup_ms = 1000;
}

static void
test_midstream_is_picked_up_after_the_start(void)
{
	struct packet in = from_pod(1, KUBIA_VIP, 6000, 80, PACKET_ACK), out;

	memset(&b, 0, sizeof(b));
	CU_ASSERT_EQUAL_FATAL(board_make(&b, 1, pick_up_for_a_second), 0);
	CU_ASSERT_EQUAL_FATAL(board_serve(&b, &dns), 0);
	CU_ASSERT_EQUAL_FATAL(board_serve(&b, &kubia), 0);
	b.now_ms += 999;
	for (uint16_t port = 6000; in.dst == KUBIA_VIP && port < 6010; port++) {
		in.sport = port;
		board_send(&b, PIPE_WIRE, 1, &in);
		CU_ASSERT_FATAL(board_take_packet(&b, PIPE_WIRE, 1, &out));
		if (out.src == POD(1)) /* not a hairpin: the flow goes on as it was */
			CU_ASSERT_EQUAL(out.flags, PACKET_ACK);
	}
	b.now_ms += 1;
	in.sport = 7000;
	board_send(&b, PIPE_WIRE, 1, &in);
	CU_ASSERT_FATAL(board_take_packet(&b, PIPE_WIRE, 1, &out));
	CU_ASSERT_EQUAL(out.flags, PACKET_RST);
	end();
}

static void
test_stray_reply_of_an_endpoint_never_leaves(void)
{
	struct packet in = from_pod(1, CLIENT, 8080, 1234, PACKET_SYN | PACKET_ACK), out;

	begin();
	board_send(&b, PIPE_WIRE, 1, &in);
	CU_ASSERT_FALSE(board_take_packet(&b, PIPE_WIRE, 0, &out));
	in.flags = PACKET_ACK;
	board_send(&b, PIPE_WIRE, 1, &in);
	in.dst = BOARD0;
	board_send(&b, PIPE_WIRE, 1, &in);
	CU_ASSERT_EQUAL(board_drops(&b, DROP_TCP_NO_FLOW), 3);
	end();
}

static void
test_established_flow_outlives_its_endpoint(void)
{
	struct board_service other = kubia_one;
	struct packet in = from_client(KUBIA_VIP, 80, PACKET_SYN), first, out;

	begin();
	CU_ASSERT_EQUAL_FATAL(board_serve(&b, &kubia_one), 0);
	CU_ASSERT_FATAL(to_pod(&in, &first));
	CU_ASSERT_EQUAL(first.dst, POD(1));
	other.endpoints[0] = POD(3);
	CU_ASSERT_EQUAL_FATAL(board_serve(&b, &other), 0);
	in.flags = PACKET_ACK;
	CU_ASSERT_FATAL(to_pod(&in, &out));
	CU_ASSERT_EQUAL(out.dst, POD(1));
	in = from_client(KUBIA_VIP, 80, PACKET_SYN);
	in.sport++;
	CU_ASSERT_FATAL(to_pod(&in, &out));
	CU_ASSERT_EQUAL(out.dst, POD(3));
	end();
}

static void
test_udp_moves_to_a_live_endpoint_with_the_next_packet(void)
{
	struct board_service other = dns;
	struct packet in = from_client(DNS_VIP, 53, 0), out;

	begin();
	in.proto = PACKET_UDP;
	CU_ASSERT_FATAL(to_pod(&in, &out));
	CU_ASSERT_EQUAL(out.dst, POD(2));
	other.endpoints[0] = POD(3);
	CU_ASSERT_EQUAL_FATAL(board_serve(&b, &other), 0);
	CU_ASSERT_FATAL(to_pod(&in, &out));
	CU_ASSERT_EQUAL(out.dst, POD(3));
	CU_ASSERT_EQUAL(pipe_counters(b.worker[0])->flows_created, 2);
	end();
}

static void
test_a_syn_on_a_closed_connection_starts_anew(void)
{
	struct packet in = from_client(KUBIA_VIP, 80, PACKET_SYN), out, back;

	begin();
	CU_ASSERT_FATAL(to_pod(&in, &out));
	in.flags = PACKET_FIN | PACKET_ACK;
	CU_ASSERT_FATAL(to_pod(&in, &out));
	in.flags = PACKET_SYN;
	CU_ASSERT_FATAL(to_pod(&in, &out));
	CU_ASSERT_EQUAL(pipe_counters(b.worker[0])->flows_created, 1); /* one FIN is not two */
	back = answer_to(&out, PACKET_FIN | PACKET_ACK);
	board_send(&b, PIPE_WIRE, 1, &back);
	CU_ASSERT_FATAL(board_take_packet(&b, PIPE_WIRE, 0, &back));
	CU_ASSERT_FATAL(to_pod(&in, &out));
	CU_ASSERT_EQUAL(pipe_counters(b.worker[0])->flows_created, 2);
	CU_ASSERT_EQUAL(pipe_counters(b.worker[0])->flows_killed, 1);
	end();
}

static void
test_checksums_stay_what_they_were(void)
{
	struct packet in = from_client(DNS_VIP, 53, 0), out;

	begin();
	in.proto = PACKET_UDP;
	in.is_sum_zero = true;
	CU_ASSERT_FATAL(to_pod(&in, &out));
	CU_ASSERT(out.is_sum_zero);
	in.is_sum_zero = false;
	in.is_sum_wrong = true;
	CU_ASSERT_FATAL(to_pod(&in, &out));
	CU_ASSERT(out.is_sum_wrong); /* not repaired */
	end();
}

static void
test_a_deleted_service_takes_no_new_connection(void)
{
	struct packet in = from_client(KUBIA_VIP, 80, PACKET_SYN), out;

	begin();
	CU_ASSERT_EQUAL_FATAL(board_unserve(&b, &kubia), 0);
	CU_ASSERT_FALSE(to_pod(&in, &out));
	CU_ASSERT_EQUAL(board_drops(&b, DROP_VIP_UNHELD), 1);
	end();
}

static void
test_service_counters_tell_what_went_by(void)
{
	struct packet in = from_client(DNS_VIP, 53, 0), out;
	const struct svc_port *port;
	const struct service_counters *c;
	uint32_t cursor = 0;

	begin();
	in.proto = PACKET_UDP;
	in.payload = 12; /* 40 bytes of IP */
	CU_ASSERT_FATAL(to_pod(&in, &out));
	CU_ASSERT_FATAL(to_pod(&in, &out));
	out = answer_to(&out, 0);
	board_send(&b, PIPE_WIRE, 1, &out);
	CU_ASSERT_FATAL(board_take_packet(&b, PIPE_WIRE, 0, &out));
	do
		port = svctab_next(b.services, &cursor);
	while (port != NULL && port->port != 53);
	CU_ASSERT_PTR_NOT_NULL_FATAL(port);
	if (port == NULL)
		return;
	c = &pipe_counters(b.worker[0])->services[port->idx];
	CU_ASSERT_EQUAL(c->pkts[FLOW_ORIGINAL], 2);
	CU_ASSERT_EQUAL(c->bytes[FLOW_ORIGINAL], 80);
	CU_ASSERT_EQUAL(c->pkts[FLOW_REPLY], 1);
	CU_ASSERT_EQUAL(c->new_flows, 1);
	end();
}

static int
run(void)
{
	static const struct unit_test tests[] = {
		UNIT_TEST(test_cluster_ip_is_translated_and_so_is_the_reply),
		UNIT_TEST(test_pod_keeps_its_address_towards_a_cluster_ip),
		UNIT_TEST(test_every_kind_of_vip_reaches_a_pod),
		UNIT_TEST(test_packets_of_a_flow_reach_one_pod),
		UNIT_TEST(test_flows_spread_over_the_pods),
		UNIT_TEST(test_two_packets_of_a_new_flow_in_one_burst_make_one_flow),
		UNIT_TEST(test_hairpin_is_masqueraded),
		UNIT_TEST(test_the_board_itself_is_a_client),
		UNIT_TEST(test_no_endpoint_is_refused_at_once),
		UNIT_TEST(test_a_port_that_a_vip_lacks_is_refused),
		UNIT_TEST(test_refusals_are_limited),
		UNIT_TEST(test_source_ranges_hold_for_load_balancer_addresses),
		UNIT_TEST(test_policy_local_drops_outsiders_and_serves_insiders),
		UNIT_TEST(test_policy_local_with_a_local_endpoint_keeps_the_client),
		UNIT_TEST(test_what_a_vip_does_not_take),
		UNIT_TEST(test_midstream_without_a_flow_is_reset),
		UNIT_TEST(test_midstream_is_picked_up_after_the_start),
		UNIT_TEST(test_stray_reply_of_an_endpoint_never_leaves),
		UNIT_TEST(test_established_flow_outlives_its_endpoint),
		UNIT_TEST(test_udp_moves_to_a_live_endpoint_with_the_next_packet),
		UNIT_TEST(test_a_syn_on_a_closed_connection_starts_anew),
		UNIT_TEST(test_checksums_stay_what_they_were),
		UNIT_TEST(test_a_deleted_service_takes_no_new_connection),
		UNIT_TEST(test_service_counters_tell_what_went_by),
	};

	return unit_run("dataplane/service", tests, sizeof(tests) / sizeof(tests[0]));
}

int
main(void)
{
	return unit_eal_start(BOARD_MEGABYTES) ? run() : EXIT_FAILURE;
}
