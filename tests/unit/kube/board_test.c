/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include "kube/board.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "channel/block.h"
#include "support/unit.h"

#define HEAD "apiVersion: sluice/v1\nkind: Board\nmetadata: {name: edge-1}\n"
#define PORT "  ports: [{name: wire0, device: \"0000:03:00.0\"}]\n"

static const char full[] =
	HEAD "spec:\n"
	     "  cores: {control: 0, workers: [1, 2-3], idle: sleep}\n"
	     "  flows: 65536\n"
	     "  memory: {hugepages: off}\n"
	     "  ports:\n"
	     "  - name: wire0\n"
	     "    device: net_tap0,iface=x\n"
	     "    mac: \"02:00:00:00:00:01\"\n"
	     "    mtu: 9000\n"
	     "    twin: sluice0\n"
	     "    addresses: [192.0.2.1/24, \"2001:db8::1/64\"]\n"
	     "    neighbors: [{address: 192.0.2.7, mac: \"02:00:00:00:00:07\"}]\n"
	     "  routes: [{to: 0.0.0.0/0, via: 192.0.2.254}, {to: 10.180.0.0/16, via: 192.0.2.7, "
	     "port: wire0}]\n"
	     "  forward: all\n"
	     "  node: {name: n1, zone: a, addresses: auto}\n"
	     "  cluster:\n"
	     "    domain: k8s.example\n"
	     "    serviceCIDRs: [10.96.0.0/16]\n"
	     "    podCIDRs: [10.180.0.0/16]\n"
	     "    nodePortRange: 30000-30100\n"
	     "    externalIPCIDRs: [198.51.100.0/24]\n"
	     "    apiServer: \"[2001:db8::5]:6443\"\n"
	     "    builtinServices: {dns: false}\n"
	     "  pools: [{name: default, ranges: [203.0.113.16/28, 203.0.113.64-203.0.113.70]}]\n"
	     "  masquerade: {mode: routed, addresses: [192.0.2.9], ports: 1024-29999}\n"
	     "  manifests: [/m]\n"
	     "  management: {group: ops}\n"
	     "  health: {enabled: false, addresses: [192.0.2.1], port: 10300}\n"
	     "  timers: {udp: 5m, tcpEstablished: 2h4m}\n";

static struct board *
parse(const char *text)
{
	struct faults faults = {0};
	struct board *b = NULL;
	char line[600];
	int err = board_parse("b", text, strlen(text), &b, &faults);

	for (size_t i = 0; i < faults.cnt; i++) {
		fault_print(&faults.v[i], line, sizeof(line));
		fprintf(stderr, "\n%s\n", line);
	}
	faults_fini(&faults);
	CU_ASSERT_EQUAL_FATAL(err, 0);
	return b;
}

static void
test_every_field_lands(void)
{
	struct board *b = parse(full);
	const struct board_spec *s = &b->spec;
	struct ip_addr a;

	CU_ASSERT_STRING_EQUAL(b->name, "edge-1");
	CU_ASSERT_EQUAL(s->cores.control, 0);
	CU_ASSERT_EQUAL_FATAL(s->cores.workers.cnt, 3);
	CU_ASSERT_EQUAL(s->cores.workers.v[2], 3);
	CU_ASSERT_EQUAL(s->cores.idle, BOARD_IDLE_SLEEP);
	CU_ASSERT_EQUAL(s->flows, 65536);
	CU_ASSERT_EQUAL(s->hugepages, BOARD_HUGEPAGES_OFF);
	CU_ASSERT_EQUAL_FATAL(s->ports.cnt, 1);
	CU_ASSERT_STRING_EQUAL(s->ports.v[0].twin, "sluice0");
	CU_ASSERT_EQUAL(s->ports.v[0].mtu, 9000);
	CU_ASSERT_TRUE(s->ports.v[0].mac.set);
	CU_ASSERT_EQUAL(s->ports.v[0].addresses.cnt, 2);
	CU_ASSERT_EQUAL(s->ports.v[0].neighbors.cnt, 1);
	CU_ASSERT_EQUAL(s->routes.cnt, 2);
	CU_ASSERT_EQUAL(s->forward, BOARD_FORWARD_ALL);
	CU_ASSERT_STRING_EQUAL(s->node.name, "n1");
	CU_ASSERT_EQUAL(s->node.addresses.cnt, 0);
	CU_ASSERT_STRING_EQUAL(s->cluster.domain, "k8s.example");
	CU_ASSERT_EQUAL(s->cluster.node_ports.last, 30100);
	CU_ASSERT_EQUAL(s->cluster.api_server.port, 6443);
	CU_ASSERT_TRUE(s->cluster.builtin.kubernetes);
	CU_ASSERT_FALSE(s->cluster.builtin.dns);
	CU_ASSERT_EQUAL(s->masquerade.mode, BOARD_MASQUERADE_ROUTED);
	CU_ASSERT_EQUAL(s->masquerade.ports.last, 29999);
	CU_ASSERT_EQUAL(s->timers.udp_s, 300);
	CU_ASSERT_EQUAL(s->timers.tcp_established_s, 7440);
	CU_ASSERT_EQUAL(s->timers.icmp_s, 60);
	CU_ASSERT_STRING_EQUAL(s->management.socket, "/run/sluice/control.sock");
	CU_ASSERT_FALSE(s->health.enabled);
	CU_ASSERT_EQUAL(s->health.addresses.cnt, 1);
	CU_ASSERT_EQUAL(s->health.port, 10300);
	addr_parse(&a, "203.0.113.31");
	CU_ASSERT_TRUE(board_pools_have(b, &a));
	addr_parse(&a, "203.0.113.71");
	CU_ASSERT_FALSE(board_pools_have(b, &a));
	addr_parse(&a, "192.0.2.1");
	CU_ASSERT_PTR_EQUAL(board_port_of(b, &a), &s->ports.v[0]);
	board_destroy(b);
}

static void
test_absent_fields_have_their_defaults(void)
{
	struct board *b = parse(HEAD "spec:\n  cores: auto\n" PORT);
	const struct board_spec *s = &b->spec;

	CU_ASSERT_EQUAL(s->cores.control, -1);
	CU_ASSERT_EQUAL(s->cores.workers.cnt, 0);
	CU_ASSERT_EQUAL(s->cores.idle, BOARD_IDLE_SPIN);
	CU_ASSERT_EQUAL(s->flows, 1048576);
	CU_ASSERT_EQUAL(s->ports.v[0].mtu, 1500);
	CU_ASSERT_STRING_EQUAL(s->node.name, "edge-1");
	CU_ASSERT_EQUAL_FATAL(s->cluster.service_cidrs.cnt, 1);
	CU_ASSERT_EQUAL(s->cluster.service_cidrs.v[0].len, 12);
	CU_ASSERT_EQUAL(s->cluster.node_ports.first, 30000);
	CU_ASSERT_STRING_EQUAL(s->manifests.v[0], "/etc/sluice/manifests");
	CU_ASSERT_TRUE(s->cluster.builtin.dns);
	CU_ASSERT_TRUE(s->health.enabled);
	CU_ASSERT_EQUAL(s->health.addresses.cnt, 0);
	CU_ASSERT_EQUAL(s->health.port, 10256);
	CU_ASSERT_EQUAL(s->timers.udp_unreplied_s, 120);
	board_destroy(b);
}

struct mistake {
	const char *spec;
	const char *fault;
};

static void
refused(const struct mistake *cases, size_t cnt)
{
	char text[1024], line[600];

	for (size_t i = 0; i < cnt; i++) {
		struct faults faults = {0};
		struct board *b = NULL;
		bool found = false;

		snprintf(text, sizeof(text), "%sspec:\n%s", HEAD, cases[i].spec);
		CU_ASSERT_EQUAL(board_parse("b", text, strlen(text), &b, &faults), -EINVAL);
		for (size_t k = 0; k < faults.cnt; k++) {
			fault_print(&faults.v[k], line, sizeof(line));
			found |= strstr(line, cases[i].fault) != NULL;
		}
		if (!found)
			fprintf(stderr, "\n%s gives %s\n wanted %s\n", cases[i].spec,
				faults.cnt > 0 ? line : "nothing", cases[i].fault);
		CU_ASSERT_TRUE(found);
		faults_fini(&faults);
	}
}

static void
test_mistakes_name_both_places(void)
{
	static const struct mistake cases[] = {
		{"  prots: []\n" PORT, "b:5:3: error: spec.prots: unknown field \"prots\": did you "
				       "mean \"ports\"?"},
		{"  flows: 1\n" PORT, "spec.flows: 1 is out of range"},
		{"  ports: []\n", "spec.ports: 0 ports"},
		{"  flows: 2048\n", "spec.ports: missing"},
		{"  cores: {control: 1, workers: [1]}\n" PORT,
		 "a worker needs a core without the main thread: spec.cores.control at line 5"},
		{"  cores: {workers: [1, 1]}\n" PORT, "lcore 1 is here twice"},
		{"  timers: {udp: 300}\n" PORT, "spec.timers.udp: expected a string: a duration"},
		{"  forward: some\n" PORT,
		 "\"some\" is not allowed: expected one of pods, all, none"},
		{"  pools: [{name: p, ranges: [10.96.1.0/24]}]\n" PORT,
		 "a pool and the cluster IPs overlap: spec.cluster.serviceCIDRs[0] at line"},
		{"  pools: [{name: p, ranges: [1.1.1.0/24]}, {name: p, ranges: [1.1.1.9]}]\n" PORT,
		 "two ranges of pools overlap: spec.pools[0].ranges[0] at line 5"},
		{"  routes: [{to: 0.0.0.0/0, via: 9.9.9.9}]\n" PORT,
		 "lies in the network of no port"},
		{"  routes: [{to: 1.0.0.0/8, port: wire1}]\n" PORT,
		 "no port is named \"wire1\": did you mean \"wire0\"?"},
		{"  ports:\n  - {name: a, device: d0}\n  - {name: a, device: d1}\n",
		 "b:7:12: error: spec.ports[1].name: two ports cannot share it: spec.ports[0].name "
		 "at line 6"},
		{"  cluster: {podCIDRs: [10.1.0.1/16]}\n" PORT, "did you mean 10.1.0.0/16?"},
		{"  cluster: {podCIDRs: [10.100.0.0/16]}\n" PORT,
		 "cluster IPs and pods cannot share a network"},
		{"  masquerade: {ports: 1024-40000}\n" PORT,
		 "masqueraded flows and node ports cannot share ports"},
		{"  health: {port: 30000}\n" PORT, "a node port could get the same number"},
		{"  health: {port: 61000}\n" PORT, "masqueraded flows could get the same number"},
		{"  health: {port: 80}\n" PORT, "80: ports below 1024 cannot be opened here"},
		{"  ports: [{name: a, device: x, mac: \"01:00:00:00:00:01\"}]\n",
		 "is a group address"},
		{"  ports: [{name: a, device: x, addresses: [10.96.0.7/24]}]\n",
		 "lies in the network of cluster IPs: spec.cluster.serviceCIDRs"},
		{"  memory: {hugepages: on}\n" PORT, "found a boolean (on): put it in quotes"},
	};

	refused(cases, sizeof(cases) / sizeof(cases[0]));
}

static void
test_names_and_addresses_of_the_board_agree(void)
{
	static const struct mistake cases[] = {
		{"  node: {zone: a b}\n" PORT,
		 "b:5:16: error: spec.node.zone: \"a b\" is no valid label value"},
		{"  node: {name: "
		 "n123456789012345678901234567890.91234567890123456789012345678901}\n" PORT,
		 "spec.node.name: at most 63 characters: it is a label's value too"},
		{"  node: {addresses: [192.0.2.1, 192.0.2.2, 192.0.2.1]}\n" PORT,
		 "b:5:44: error: spec.node.addresses[2]: is here twice: spec.node.addresses[0] at "
		 "line 5"},
		{"  pools: [{name: p, ranges: [1.1.1.0/24]}]\n  node: {addresses: "
		 "[1.1.1.7]}\n" PORT,
		 "spec.node.addresses[0]: a node's address cannot be a LoadBalancer address: "
		 "spec.pools at line 5"},
		{"  management: {socket: /run/s, readOnlySocket: /run/s}\n" PORT,
		 "spec.management.readOnlySocket: two sockets cannot share it: "
		 "spec.management.socket at line 5"},
		{"  management: {readOnlySocket: /run/sluice/control.sock}\n" PORT,
		 "b:5:32: error: spec.management.readOnlySocket: two sockets cannot share it"},
		{"  pools: [{name: p, ranges: [1.1.1.7/24]}]\n" PORT,
		 "1.1.1.7/24 has bits set behind its length: did you mean 1.1.1.0/24?"},
		{"  cluster: {serviceCIDRs: [10.96.0.0/30]}\n" PORT,
		 "spec.cluster.serviceCIDRs[0]: too few addresses: at least 8 are needed"},
		{"  cluster: {serviceCIDRs: [\"fd00::/126\"]}\n" PORT, "at least 8 are needed"},
		{"  cluster: {serviceCIDRs: [127.0.0.0/16]}\n" PORT,
		 "spec.cluster.serviceCIDRs[0]: 127.0.0.0 is a loopback address: not allowed here"},
		{"  ports: [{name: a, device: x, addresses: [1.0.0.1/8, 2.0.0.1/8, 1.0.0.1/8]}]\n",
		 "spec.ports[0].addresses[2]: is here twice: spec.ports[0].addresses[0] at line 5"},
		{"  ports: [{name: a, device: x, addresses: [1.0.0.1/8], neighbors: [\n"
		 "    {address: 1.0.0.7, mac: \"02:00:00:00:00:07\"},\n"
		 "    {address: 1.0.0.7, mac: \"02:00:00:00:00:08\"}]}]\n",
		 "b:7:15: error: spec.ports[0].neighbors[1].address: is here twice: "
		 "spec.ports[0].neighbors[0].address at line 6"},
		{"  ports: [{name: a, device: x, addresses: [1.0.0.1/8], neighbors: [\n"
		 "    {address: 1.0.0.1, mac: \"02:00:00:00:00:07\"}]}]\n",
		 "b:6:15: error: spec.ports[0].neighbors[0].address: is the board's own address on "
		 "port a"},
		{"  routes: [{to: 0.0.0.0/0, via: 1.0.0.1}]\n"
		 "  ports: [{name: a, device: x, addresses: [1.0.0.1/8]}]\n",
		 "b:5:33: error: spec.routes[0].via: is the board's own address on port a"},
		{"  routes: [{to: 9.0.0.0/8, via: 1.0.0.2}, {to: 9.0.0.0/8, via: 1.0.0.3}]\n"
		 "  ports: [{name: a, device: x, addresses: [1.0.0.1/8]}]\n",
		 "b:5:48: error: spec.routes[1].to: is here twice: spec.routes[0].to at line 5"},
	};

	refused(cases, sizeof(cases) / sizeof(cases[0]));
}

static const void *
section(const struct sluice_settings *set, struct sluice_section s)
{
	return (const char *)set + s.off;
}

static void
test_settings_block_says_what_the_board_says(void)
{
	struct board *b = parse(full);
	struct buf out = {0}, again = {0};
	const struct sluice_settings *set;
	const struct sluice_port *port;
	const struct sluice_route *routes;
	const uint64_t *workers;

	CU_ASSERT_EQUAL_FATAL(board_compile(b, &out), 0);
	CU_ASSERT_EQUAL_FATAL(board_compile(b, &again), 0);
	CU_ASSERT_EQUAL_FATAL(out.len, again.len);
	CU_ASSERT_EQUAL(memcmp(out.data, again.data, out.len), 0);
	set = (const void *)out.data;
	CU_ASSERT_EQUAL(set->head.size_bytes, out.len);
	CU_ASSERT_EQUAL(out.len % 8, 0);
	CU_ASSERT_STRING_EQUAL(block_string(set, set->node_name_off), "n1");
	CU_ASSERT_EQUAL_FATAL(set->workers.cnt, 3);
	workers = section(set, set->workers);
	CU_ASSERT_EQUAL(workers[0], 1);
	port = section(set, set->ports);
	CU_ASSERT_STRING_EQUAL(block_string(set, port->device_off), "net_tap0,iface=x");
	CU_ASSERT_EQUAL(port->mac[5], 1);
	CU_ASSERT_EQUAL(port->addresses.cnt, 2);
	routes = section(set, set->routes);
	CU_ASSERT_EQUAL(routes[0].port, UINT32_MAX);
	CU_ASSERT_EQUAL(routes[1].port, 0);
	CU_ASSERT_EQUAL(set->node_addresses_auto, 1);
	CU_ASSERT_EQUAL(set->masquerade, SLUICE_MASQUERADE_ROUTED);
	CU_ASSERT_EQUAL(set->timers.udp_ms, 300000);
	buf_fini(&out);
	buf_fini(&again);
	board_destroy(b);
}

UNIT_MAIN("kube/board", UNIT_TEST(test_every_field_lands),
	  UNIT_TEST(test_absent_fields_have_their_defaults),
	  UNIT_TEST(test_mistakes_name_both_places),
	  UNIT_TEST(test_names_and_addresses_of_the_board_agree),
	  UNIT_TEST(test_settings_block_says_what_the_board_says))
