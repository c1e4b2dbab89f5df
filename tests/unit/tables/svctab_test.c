/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include "tables/svctab.h"

#include <errno.h>

#include "support/services.h"

static void
test_an_installed_service_is_found_and_chooses(void)
{
	struct svctab *st = tab_start(1000);
	const struct svc_endpoint *e = NULL;
	const struct svc_port *port;
	struct ip_addr pod = v4(ENDPOINT + 2);
	bool seen[3] = {false};
	uint32_t cursor = 0;

	begin(st, false);
	put_kubia(st, 3);
	CU_ASSERT_PTR_NULL(find(st, VIP, 80));
	install(st);
	port = find(st, VIP, 80);
	CU_ASSERT_PTR_NOT_NULL_FATAL(port);
	CU_ASSERT_EQUAL(port->service_id, block_id(kubia.name));
	CU_ASSERT_PTR_EQUAL(svctab_find_node_port(st, IPPROTO_TCP, rte_cpu_to_be_16(30123)), port);
	CU_ASSERT_PTR_NULL(svctab_find_node_port(st, IPPROTO_UDP, rte_cpu_to_be_16(30123)));
	CU_ASSERT_PTR_NULL(svctab_find_node_port(st, IPPROTO_ICMP, rte_cpu_to_be_16(30123)));
	CU_ASSERT_PTR_NULL(find(st, VIP, 81));
	CU_ASSERT_PTR_NULL(find(st, OTHER, 80));
	CU_ASSERT_EQUAL(addr_is(st, VIP), SVC_ADDR_CLUSTER);
	CU_ASSERT_EQUAL(addr_is(st, OTHER), 0);
	CU_ASSERT_TRUE(svctab_is_endpoint(st, &pod, IPPROTO_TCP, rte_cpu_to_be_16(8080)));
	CU_ASSERT_FALSE(svctab_is_endpoint(st, &pod, IPPROTO_UDP, rte_cpu_to_be_16(8080)));
	for (uint64_t hash = 0; hash < 2000; hash++) {
		CU_ASSERT_EQUAL(
			svc_choose(port, 4, SLUICE_POLICY_CLUSTER, hash * 0x9e3779b97f4a7c15, &e),
			SVC_CHOICE_OK);
		seen[e->addr.b[15] - 1] = true;
		CU_ASSERT_EQUAL(svc_endpoint_state(e->idx, e->gen), SLUICE_ENDPOINT_READY);
	}
	CU_ASSERT(seen[0] && seen[1] && seen[2]);
	CU_ASSERT_EQUAL(svc_choose(port, 6, SLUICE_POLICY_CLUSTER, 1, &e), SVC_CHOICE_NO_ENDPOINT);
	CU_ASSERT_PTR_EQUAL(svctab_next(st, &cursor), port);
	CU_ASSERT_PTR_NULL(svctab_next(st, &cursor));
	svctab_destroy(st);
}

static void
test_equal_blocks_change_nothing_and_unnamed_ones_go(void)
{
	struct svctab *st = tab_start(1000);
	struct want other = {.name = "default/other", .vip = OTHER, .port = 80, .set4 = 8};
	const struct svc_port *port;
	struct svctab_stats stats;

	begin(st, false);
	put_kubia(st, 3);
	put_service(st, &other);
	put_set(st, other.name, 8, IPPROTO_TCP, ENDPOINT, 1, USE);
	install(st);
	port = find(st, VIP, 80);
	svctab_stats(st, &stats);
	CU_ASSERT_EQUAL(stats.services, 2);
	CU_ASSERT_EQUAL(stats.sets, 2);
	CU_ASSERT_EQUAL(stats.ports, 2);
	CU_ASSERT_EQUAL(stats.endpoints, 4);

	begin(st, true);
	put_kubia(st, 3);
	install(st);
	CU_ASSERT_PTR_EQUAL(find(st, VIP, 80), port);
	CU_ASSERT_PTR_NULL(find(st, OTHER, 80));
	CU_ASSERT_EQUAL(addr_is(st, OTHER), 0);

	begin(st, true);
	install(st);
	CU_ASSERT_PTR_NULL(find(st, VIP, 80));
	CU_ASSERT_PTR_NULL(svctab_find_node_port(st, IPPROTO_TCP, rte_cpu_to_be_16(30123)));
	CU_ASSERT_EQUAL(addr_is(st, VIP), 0);
	svctab_stats(st, &stats);
	CU_ASSERT_EQUAL(stats.services + stats.sets + stats.ports + stats.endpoints, 0);
	CU_ASSERT_EQUAL(stats.bytes, 0);
	svctab_destroy(st);
}

static void
test_conflicts_are_refused_with_both_names(void)
{
	static const struct want rivals[] = {
		{.name = "default/rival", .vip = VIP, .port = 80},
		{.name = "default/rival", .vip = OTHER, .port = 81, .node_port = 30123},
	};
	struct svctab *st = tab_start(1000);
	const struct svc_port *port;
	char why[200];

	begin(st, false);
	put_kubia(st, 3);
	install(st);
	port = find(st, VIP, 80);
	for (int again = 0; again < 2; again++)
		for (int i = 0; i < 2; i++) {
			begin(st, false);
			put_service(st, &rivals[i]);
			CU_ASSERT_EQUAL(svctab_change_prepare(st, why, sizeof(why)), -EEXIST);
			CU_ASSERT_PTR_NOT_NULL(strstr(why, "default/kubia"));
			CU_ASSERT_PTR_NOT_NULL(strstr(why, "default/rival"));
			CU_ASSERT_PTR_NOT_NULL(strstr(why, i == 0 ? "10.96.0.1 port 80/TCP"
								  : "node port 30123/TCP"));
			svctab_change_commit(st);
			CU_ASSERT_PTR_EQUAL(find(st, VIP, 80), port);
			CU_ASSERT_EQUAL(addr_is(st, OTHER), 0);
		}
	begin(st, false);
	put_service(st, &(struct want){.name = "default/a", .vip = OTHER, .port = 1});
	put_service(st, &(struct want){.name = "default/b", .vip = OTHER, .port = 1});
	CU_ASSERT_EQUAL(svctab_change_prepare(st, why, sizeof(why)), -EEXIST);
	CU_ASSERT_PTR_NOT_NULL(strstr(why, "default/a"));
	CU_ASSERT_PTR_NOT_NULL(strstr(why, "default/b"));
	svctab_destroy(st);
}

static void
test_changes_without_their_other_half_are_refused(void)
{
	struct svctab *st = tab_start(1000);
	char why[200];

	begin(st, false);
	put_service(st, &kubia);
	CU_ASSERT_EQUAL(svctab_change_prepare(st, why, sizeof(why)), -EINVAL);
	CU_ASSERT_PTR_NOT_NULL(strstr(why, "default/kubia"));
	begin(st, false);
	put_set(st, kubia.name, 7, IPPROTO_TCP, ENDPOINT, 3, USE);
	CU_ASSERT_EQUAL(svctab_change_prepare(st, why, sizeof(why)), -EINVAL);
	begin(st, false);
	put_service(st, &kubia);
	put_set(st, kubia.name, 7, IPPROTO_UDP, ENDPOINT, 3, USE);
	CU_ASSERT_EQUAL(svctab_change_prepare(st, why, sizeof(why)), -EINVAL);

	begin(st, false);
	put_kubia(st, 3);
	install(st);
	begin(st, false);
	CU_ASSERT_EQUAL(svctab_change_remove(st, SLUICE_BLOCK_ENDPOINTS, 7), 0);
	CU_ASSERT_EQUAL(svctab_change_prepare(st, why, sizeof(why)), -EINVAL);
	CU_ASSERT_PTR_NOT_NULL(find(st, VIP, 80));
	begin(st, false);
	CU_ASSERT_EQUAL(svctab_change_remove(st, SLUICE_BLOCK_SERVICE, block_id(kubia.name)), 0);
	CU_ASSERT_EQUAL(svctab_change_remove(st, SLUICE_BLOCK_ENDPOINTS, 7), 0);
	CU_ASSERT_EQUAL(svctab_change_remove(st, SLUICE_BLOCK_ENDPOINTS, 99), 0);
	install(st);
	CU_ASSERT_PTR_NULL(find(st, VIP, 80));
	svctab_destroy(st);
}

static void
test_capacity_is_proven_before_anything_changes(void)
{
	struct svctab *st = tab_start(10);
	struct svctab_stats stats;
	char why[200];

	begin(st, false);
	put_kubia(st, 11);
	CU_ASSERT_EQUAL(svctab_change_prepare(st, why, sizeof(why)), -ENOSPC);
	CU_ASSERT_PTR_NOT_NULL(strstr(why, "default/kubia"));
	svctab_stats(st, &stats);
	CU_ASSERT_EQUAL(stats.endpoints, 0);
	CU_ASSERT_EQUAL(stats.bytes, 0);
	begin(st, false);
	put_kubia(st, 10);
	install(st);
	CU_ASSERT_PTR_NOT_NULL(find(st, VIP, 80));
	svctab_destroy(st);
}

static void
test_a_vip_moves_between_services_in_one_change(void)
{
	struct svctab *st = tab_start(1000);
	struct want moved = kubia, heir = {.name = "default/heir", .vip = VIP, .port = 80};

	begin(st, false);
	put_kubia(st, 3);
	install(st);
	begin(st, false);
	moved.vip = OTHER;
	put_service(st, &moved);
	put_service(st, &heir);
	install(st);
	CU_ASSERT_PTR_NOT_NULL_FATAL(find(st, VIP, 80));
	CU_ASSERT_EQUAL(find(st, VIP, 80)->service_id, block_id(heir.name));
	CU_ASSERT_EQUAL(find(st, OTHER, 80)->service_id, block_id(kubia.name));
	CU_ASSERT_EQUAL(svctab_find_node_port(st, IPPROTO_TCP, rte_cpu_to_be_16(30123))->service_id,
			block_id(kubia.name));
	svctab_destroy(st);
}

static struct svc_endpoint
endpoint_of(const struct svctab *st, uint32_t vip, uint8_t proto, uint32_t host)
{
	struct ip_addr addr = v4(vip), pod = v4(host);
	const struct svc_port *port = svctab_find(st, &addr, proto, rte_cpu_to_be_16(80));

	CU_ASSERT_PTR_NOT_NULL(port);
	for (uint32_t i = 0; port != NULL && i < port->set[0][0].endpoint_cnt; i++)
		if (addr_equal(&port->set[0][0].endpoints[i].addr, &pod))
			return port->set[0][0].endpoints[i];
	CU_FAIL("no such endpoint");
	return (struct svc_endpoint){0};
}

static void
test_endpoints_drain_go_and_purge_as_the_protocol_wants(void)
{
	struct svctab *st = tab_start(1000);
	struct want udp = {
		.name = "default/dns", .vip = OTHER, .port = 80, .proto = IPPROTO_UDP, .set4 = 9};
	struct svc_endpoint tcp_end, udp_end;

	begin(st, false);
	put_kubia(st, 3);
	put_service(st, &udp);
	put_set(st, udp.name, 9, IPPROTO_UDP, ENDPOINT, 3, USE);
	install(st);
	tcp_end = endpoint_of(st, VIP, IPPROTO_TCP, ENDPOINT);
	udp_end = endpoint_of(st, OTHER, IPPROTO_UDP, ENDPOINT);

	/* in the set, takes nothing new */
	begin(st, false);
	put_set(st, kubia.name, 7, IPPROTO_TCP, ENDPOINT, 3, SLUICE_ENDPOINT_SERVING);
	install(st);
	CU_ASSERT_EQUAL(svc_endpoint_state(tcp_end.idx, tcp_end.gen), SLUICE_ENDPOINT_DRAINING);
	begin(st, false);
	put_set(st, kubia.name, 7, IPPROTO_TCP, ENDPOINT, 3, USE);
	install(st);
	CU_ASSERT_EQUAL(svc_endpoint_state(tcp_end.idx, tcp_end.gen), SLUICE_ENDPOINT_READY);

	/* removed: TCP goes on, UDP ends while another serves */
	begin(st, false);
	put_set(st, kubia.name, 7, IPPROTO_TCP, ENDPOINT + 1, 2, USE);
	put_set(st, udp.name, 9, IPPROTO_UDP, ENDPOINT + 1, 2, USE);
	install(st);
	CU_ASSERT_EQUAL(svc_endpoint_state(tcp_end.idx, tcp_end.gen), SLUICE_ENDPOINT_GONE);
	CU_ASSERT_EQUAL(svc_endpoint_state(udp_end.idx, udp_end.gen), SLUICE_ENDPOINT_PURGE);

	/* none serves: nothing is purged until one does */
	udp_end = endpoint_of(st, OTHER, IPPROTO_UDP, ENDPOINT + 1);
	begin(st, false);
	put_set(st, udp.name, 9, IPPROTO_UDP, ENDPOINT, 0, 0);
	install(st);
	CU_ASSERT_EQUAL(svc_endpoint_state(udp_end.idx, udp_end.gen), SLUICE_ENDPOINT_GONE);
	begin(st, false);
	put_set(st, udp.name, 9, IPPROTO_UDP, ENDPOINT + 9, 1, USE);
	install(st);
	CU_ASSERT_EQUAL(svc_endpoint_state(udp_end.idx, udp_end.gen), SLUICE_ENDPOINT_PURGE);

	/* still in the set, but serving no more */
	udp_end = endpoint_of(st, OTHER, IPPROTO_UDP, ENDPOINT + 9);
	begin(st, false);
	put_set(st, udp.name, 9, IPPROTO_UDP, ENDPOINT + 9, 1, SLUICE_ENDPOINT_TERMINATING);
	install(st);
	CU_ASSERT_EQUAL(svc_endpoint_state(udp_end.idx, udp_end.gen), SLUICE_ENDPOINT_DRAINING);

	/* a removed Service: TCP goes on, UDP ends */
	tcp_end = endpoint_of(st, VIP, IPPROTO_TCP, ENDPOINT + 1);
	begin(st, true);
	install(st);
	CU_ASSERT_EQUAL(svc_endpoint_state(tcp_end.idx, tcp_end.gen), SLUICE_ENDPOINT_GONE);
	CU_ASSERT_EQUAL(svc_endpoint_state(udp_end.idx, udp_end.gen), SLUICE_ENDPOINT_PURGE);
	CU_ASSERT_EQUAL(svc_endpoint_state(udp_end.idx, udp_end.gen + 1), SLUICE_ENDPOINT_PURGE);
	svctab_destroy(st);
}

static void
test_freed_indices_rest_while_fresh_ones_last(void)
{
	struct svctab *st = tab_start(4);
	struct svc_endpoint first, last;

	begin(st, false);
	put_kubia(st, 1);
	install(st);
	first = endpoint_of(st, VIP, IPPROTO_TCP, ENDPOINT);
	for (uint32_t i = 1; i < 2000; i++) {
		begin(st, false);
		put_set(st, kubia.name, 7, IPPROTO_TCP, ENDPOINT + i, 1, USE);
		install(st);
		last = endpoint_of(st, VIP, IPPROTO_TCP, ENDPOINT + i);
		CU_ASSERT_EQUAL(last.gen, 1);
	}
	CU_ASSERT_EQUAL(svc_endpoint_state(first.idx, first.gen), SLUICE_ENDPOINT_GONE);
	svctab_destroy(st);
}

static void
test_policies_choose_from_their_own_endpoints(void)
{
	struct svctab *st = tab_start(1000);
	const struct svc_endpoint *e;
	const struct svc_port *port;

	begin(st, false);
	put_service(st, &kubia);
	put_set(st, kubia.name, 7, IPPROTO_TCP, ENDPOINT, 4, CLUSTER);
	install(st);
	port = find(st, VIP, 80);
	CU_ASSERT_EQUAL(svc_choose(port, 4, SLUICE_POLICY_CLUSTER, 1, &e), SVC_CHOICE_OK);
	CU_ASSERT_EQUAL(svc_choose(port, 4, SLUICE_POLICY_LOCAL, 1, &e), SVC_CHOICE_NO_LOCAL);
	begin(st, false);
	put_set(st, kubia.name, 7, IPPROTO_TCP, ENDPOINT, 4, SLUICE_ENDPOINT_SERVING);
	install(st);
	port = find(st, VIP, 80);
	CU_ASSERT_EQUAL(svc_choose(port, 4, SLUICE_POLICY_CLUSTER, 1, &e), SVC_CHOICE_NO_ENDPOINT);
	CU_ASSERT_EQUAL(svc_choose(port, 4, SLUICE_POLICY_LOCAL, 1, &e), SVC_CHOICE_NO_ENDPOINT);
	begin(st, false);
	put_set(st, kubia.name, 7, IPPROTO_TCP, ENDPOINT, 4, USE);
	install(st);
	port = find(st, VIP, 80);
	CU_ASSERT_EQUAL(svc_choose(port, 4, SLUICE_POLICY_LOCAL, 1, &e), SVC_CHOICE_OK);
	svctab_destroy(st);
}

static void
test_local_addresses_are_told_apart_from_vips(void)
{
	struct svctab *st = tab_start(1000);
	struct want lb = {.name = "default/lb", .vip = VIP, .port = 80, .kind = SLUICE_VIP_LB};
	struct ip_addr local[] = {v4(VIP), v4(OTHER)}, node[] = {v4(OTHER)};
	const struct ip_addr *announced;
	uint32_t cursor = 0;

	CU_ASSERT_EQUAL(svctab_set_local(st, local, 2, node, 1), 0);
	begin(st, false);
	put_service(st, &lb);
	install(st);
	CU_ASSERT_EQUAL(addr_is(st, VIP), SVC_ADDR_LB | SVC_ADDR_LOCAL);
	CU_ASSERT_EQUAL(addr_is(st, OTHER), SVC_ADDR_NODE | SVC_ADDR_LOCAL);
	announced = svctab_next_announced(st, &cursor);
	CU_ASSERT_PTR_NOT_NULL_FATAL(announced);
	CU_ASSERT_TRUE(addr_equal(announced, &local[0]));
	CU_ASSERT_PTR_NULL(svctab_next_announced(st, &cursor));
	CU_ASSERT_EQUAL(svctab_set_local(st, node, 1, NULL, 0), 0);
	CU_ASSERT_EQUAL(addr_is(st, VIP), SVC_ADDR_LB);
	CU_ASSERT_EQUAL(addr_is(st, OTHER), SVC_ADDR_LOCAL);
	begin(st, true);
	install(st);
	CU_ASSERT_EQUAL(addr_is(st, VIP), 0);
	CU_ASSERT_EQUAL(addr_is(st, OTHER), SVC_ADDR_LOCAL);
	svctab_destroy(st);
}

static void
test_nodes_are_found_by_prefix(void)
{
	struct svctab *st = tab_start(1000);
	struct ip_addr first[] = {v4(0xc0000201)}, then[] = {v4(0x0a000001), v4(0x0a000002)};
	struct ip_prefix doc = {.addr = v4(0xc0000200), .len = 24};
	struct ip_prefix ten = {.addr = v4(0x0a000002), .len = 32};

	CU_ASSERT_FALSE(svctab_has_node_in(st, &doc));
	CU_ASSERT_EQUAL(svctab_set_local(st, then, 2, first, 1), 0);
	CU_ASSERT_TRUE(svctab_has_node_in(st, &doc));
	CU_ASSERT_FALSE(svctab_has_node_in(st, &ten));
	CU_ASSERT_EQUAL(svctab_set_local(st, NULL, 0, then, 2), 0);
	CU_ASSERT_FALSE(svctab_has_node_in(st, &doc));
	CU_ASSERT_TRUE(svctab_has_node_in(st, &ten));
	svctab_destroy(st);
}

/* A Service of many ports, from the first on by step; err: what the change comes to. */
static void
install_ports(struct svctab *st, uint16_t first, int step, uint32_t cnt, int err)
{
	struct sluice_service s = {0};
	struct sluice_service_port *ports = calloc(cnt, sizeof(*ports));
	struct buf b = {0};
	char why[200];

	block_build_begin(&b, sizeof(s));
	s.name_off = block_build_string(&b, "default/many");
	for (uint32_t i = 0; i < cnt; i++)
		ports[i] = (struct sluice_service_port){.port = (uint16_t)(first + (int)i * step),
							.proto = IPPROTO_TCP,
							.node_port = (uint16_t)(first + (int)i),
							.name_off = s.name_off};
	s.ports = block_build_section(&b, ports, sizeof(*ports), cnt);
	block_build_end(&b, SLUICE_BLOCK_SERVICE, block_id("default/many"), &s.head, sizeof(s));
	begin(st, false);
	put(st, &b, 0);
	CU_ASSERT_EQUAL(svctab_change_prepare(st, why, sizeof(why)), err);
	if (err == 0)
		svctab_change_commit(st);
	free(ports);
}

static void
test_ports_keep_their_indices_in_whatever_order_they_come(void)
{
	struct svctab *st = tab_start(1000);
	uint32_t idx[3];

	install_ports(st, 1000, 1, 3000, 0);
	for (uint32_t i = 0; i < 3; i++)
		idx[i] = svctab_find_node_port(st, IPPROTO_TCP, rte_cpu_to_be_16(1000 + i * 999))
				 ->idx;
	install_ports(st, 3999, -1, 3000, 0);
	for (uint32_t i = 0; i < 3; i++) {
		const struct svc_port *p = svctab_find_node_port(
			st, IPPROTO_TCP, rte_cpu_to_be_16((uint16_t)(3999 + 2999 - i * 999)));

		CU_ASSERT_EQUAL(p->port, 1000 + i * 999);
		CU_ASSERT_EQUAL(p->idx, idx[i]);
	}
	install_ports(st, 1000, 0, 2, -EEXIST);
	CU_ASSERT_PTR_NOT_NULL(svctab_find_node_port(st, IPPROTO_TCP, rte_cpu_to_be_16(3999)));
	svctab_destroy(st);
}

/* Another's balancer address is served, and is none of ours: see SVC_ADDR_VIP. */
static void
test_anothers_address_is_not_announced(void)
{
	struct svctab *st = tab_start(1000);
	struct want lb = {.name = "default/a", .vip = VIP, .port = 80, .kind = SLUICE_VIP_FOREIGN};
	struct want own = {.name = "default/b", .vip = VIP, .port = 81, .kind = SLUICE_VIP_LB};
	uint32_t cursor = 0;

	begin(st, false);
	put_service(st, &lb);
	install(st);
	CU_ASSERT_PTR_NOT_NULL(find(st, VIP, 80));
	CU_ASSERT_EQUAL(addr_is(st, VIP), SVC_ADDR_FOREIGN);
	CU_ASSERT_EQUAL(addr_is(st, VIP) & SVC_ADDR_VIP, 0);
	CU_ASSERT_PTR_NULL(svctab_next_announced(st, &cursor));
	begin(st, false);
	put_service(st, &own);
	install(st);
	CU_ASSERT_EQUAL(addr_is(st, VIP), SVC_ADDR_FOREIGN | SVC_ADDR_LB);
	begin(st, true);
	install(st);
	CU_ASSERT_EQUAL(addr_is(st, VIP), 0);
	svctab_destroy(st);
}

UNIT_MAIN("tables/svctab", UNIT_TEST(test_an_installed_service_is_found_and_chooses),
	  UNIT_TEST(test_equal_blocks_change_nothing_and_unnamed_ones_go),
	  UNIT_TEST(test_conflicts_are_refused_with_both_names),
	  UNIT_TEST(test_changes_without_their_other_half_are_refused),
	  UNIT_TEST(test_capacity_is_proven_before_anything_changes),
	  UNIT_TEST(test_a_vip_moves_between_services_in_one_change),
	  UNIT_TEST(test_endpoints_drain_go_and_purge_as_the_protocol_wants),
	  UNIT_TEST(test_freed_indices_rest_while_fresh_ones_last),
	  UNIT_TEST(test_policies_choose_from_their_own_endpoints),
	  UNIT_TEST(test_local_addresses_are_told_apart_from_vips),
	  UNIT_TEST(test_ports_keep_their_indices_in_whatever_order_they_come),
	  UNIT_TEST(test_nodes_are_found_by_prefix),
	  UNIT_TEST(test_anothers_address_is_not_announced))
