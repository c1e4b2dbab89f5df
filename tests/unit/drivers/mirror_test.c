/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * The mirror against a real kernel, in a network namespace of the test's own.
 */
#include <errno.h>
#include <net/if.h>
#include <poll.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include <rte_malloc.h>
#include <rte_rcu_qsbr.h>

#include "drivers/mirror.h"
#include "drivers/rtnl.h"
#include "support/eal.h"
#include "support/unit.h"

#define SKIPPED 77

static struct fib *fib;
static struct mirror *mirror;
static unsigned int address_changes;

static void
count_change(void *arg)
{
	(*(unsigned int *)arg)++;
}

static struct ip_addr
addr(const char *text)
{
	struct ip_addr a;

	CU_ASSERT_EQUAL_FATAL(addr_parse(&a, text), 0);
	return a;
}

static void
ip(const char *args)
{
	char command[256];

	snprintf(command, sizeof(command), "ip %s", args);
	CU_ASSERT_EQUAL_FATAL(system(command), 0);
}

/* Let the mirror take in what the kernel has told. */
static void
follow(void)
{
	struct pollfd p = {.fd = mirror_fd(mirror), .events = POLLIN};

	while (poll(&p, 1, 50) > 0)
		CU_ASSERT_EQUAL(mirror_read(mirror), 0);
}

static struct fib_way
way(const char *to)
{
	struct ip_addr a = addr(to);
	struct fib_way w;

	fib_lookup(fib, &a, &w);
	return w;
}

static bool
leads_to(const char *to, const char *neighbor)
{
	struct fib_way w = way(to);
	struct ip_addr want = addr(neighbor);

	return addr_equal(&w.neighbor, &want);
}

/* IPv4 addresses only: the kernel adds a link-local IPv6 one in its own time. */
static size_t
v4_addrs(void)
{
	struct ip_prefix list[8];
	size_t n = mirror_addrs(mirror, 1, list, 8), v4 = 0;

	for (size_t i = 0; i < n && i < 8; i++)
		v4 += addr_is_v4(&list[i].addr);
	return v4;
}

static void
test_first_dump_brings_addresses_and_routes(void)
{
	CU_ASSERT_EQUAL(v4_addrs(), 1);
	CU_ASSERT_EQUAL(way("192.0.2.1").kind, FIB_HOP_LOCAL);
	CU_ASSERT_EQUAL(way("192.0.2.9").kind, FIB_HOP_ON_LINK);
	CU_ASSERT_EQUAL(way("192.0.2.9").port, 1);
	CU_ASSERT_EQUAL(way("8.8.8.8").kind, FIB_HOP_NONE);
}

static void
test_routes_come_and_go_with_the_kernels(void)
{
	ip("route add default via 192.0.2.254");
	ip("route add blackhole 198.51.100.0/24");
	ip("-6 route add 2001:db8:1::/48 via fe80::1 dev v0");
	follow();
	CU_ASSERT_EQUAL(way("8.8.8.8").kind, FIB_HOP_GATEWAY);
	CU_ASSERT_EQUAL(way("198.51.100.7").kind, FIB_HOP_BLACKHOLE);
	CU_ASSERT_EQUAL(way("2001:db8:1::5").kind, FIB_HOP_GATEWAY);
	ip("route del default");
	ip("route del blackhole 198.51.100.0/24");
	follow();
	CU_ASSERT_EQUAL(way("8.8.8.8").kind, FIB_HOP_NONE);
	CU_ASSERT_EQUAL(way("198.51.100.7").kind, FIB_HOP_NONE);
}

static void
test_a_better_metric_wins_and_the_other_comes_back(void)
{
	ip("route add 203.0.113.0/24 via 192.0.2.5 metric 20");
	ip("route add 203.0.113.0/24 via 192.0.2.6 metric 10");
	follow();
	CU_ASSERT_TRUE(leads_to("203.0.113.1", "192.0.2.6"));
	ip("route del 203.0.113.0/24 via 192.0.2.6 metric 10");
	follow();
	CU_ASSERT_EQUAL(way("203.0.113.1").kind, FIB_HOP_GATEWAY);
	CU_ASSERT_TRUE(leads_to("203.0.113.1", "192.0.2.5"));
	ip("route del 203.0.113.0/24");
	follow();
	CU_ASSERT_EQUAL(way("203.0.113.1").kind, FIB_HOP_NONE);
}

static void
test_neighbours_resolve_change_and_fail(void)
{
	CU_ASSERT_FALSE(way("192.0.2.7").resolved);
	ip("neigh add 192.0.2.7 lladdr 02:00:00:00:00:07 dev v0");
	follow();
	CU_ASSERT_TRUE(way("192.0.2.7").resolved);
	CU_ASSERT_EQUAL(way("192.0.2.7").dst_mac.addr_bytes[5], 7);
	ip("neigh replace 192.0.2.7 lladdr 02:00:00:00:00:08 dev v0");
	follow();
	CU_ASSERT_EQUAL(way("192.0.2.7").dst_mac.addr_bytes[5], 8);
	ip("neigh del 192.0.2.7 dev v0");
	follow();
	CU_ASSERT_FALSE(way("192.0.2.7").resolved);
}

static void
test_resolving_makes_the_kernel_ask(void)
{
	struct ip_addr hop = addr("192.0.2.77");

	mirror_resolve(mirror, 1, &hop);
	CU_ASSERT_EQUAL(system("ip neigh show dev v0 | grep -q 192.0.2.77"), 0);
}

static void
test_addresses_follow_netlink(void)
{
	unsigned int before = address_changes;

	ip("addr add 192.0.2.33/32 dev v0");
	follow();
	CU_ASSERT_EQUAL(v4_addrs(), 2);
	CU_ASSERT_EQUAL(way("192.0.2.33").kind, FIB_HOP_LOCAL);
	CU_ASSERT_TRUE(address_changes > before);
	ip("addr del 192.0.2.33/32 dev v0");
	follow();
	CU_ASSERT_EQUAL(v4_addrs(), 1);
	CU_ASSERT_EQUAL(way("192.0.2.33").kind, FIB_HOP_ON_LINK);
}

/* More notifications than the socket holds: the kernel drops some, and a dump makes up for it. */
static void
test_an_overrun_is_made_good_by_a_dump(void)
{
	struct mirror_stats stats;
	int small = 1;

	CU_ASSERT_EQUAL(
		setsockopt(mirror_fd(mirror), SOL_SOCKET, SO_RCVBUFFORCE, &small, sizeof(small)),
		0);
	CU_ASSERT_EQUAL(
		system("for i in $(seq 1 200); do echo route add 198.18.$i.0/24 via 192.0.2.9;"
		       " done | ip -batch -"),
		0);
	follow();
	mirror_stats(mirror, &stats);
	CU_ASSERT_TRUE(stats.resyncs > 0);
	for (int i = 1; i <= 200; i++) {
		char to[32];

		snprintf(to, sizeof(to), "198.18.%d.1", i);
		CU_ASSERT_EQUAL(way(to).kind, FIB_HOP_GATEWAY);
	}
	CU_ASSERT_EQUAL(system("ip route flush root 198.18.0.0/16"), 0);
	follow();
	CU_ASSERT_EQUAL(way("198.18.7.1").kind, FIB_HOP_NONE);
}

/* What was told before the overrun is older than the dump that makes it good. */
static void
test_news_from_before_an_overrun_change_nothing_after_it(void)
{
	CU_ASSERT_EQUAL(
		system("for do in add del; do for i in $(seq 1 200); do"
		       " echo route $do 198.18.$i.0/24 via 192.0.2.9; done; done | ip -batch -"),
		0);
	follow();
	for (int i = 1; i <= 200; i++) {
		char to[32];

		snprintf(to, sizeof(to), "198.18.%d.1", i);
		CU_ASSERT_EQUAL(way(to).kind, FIB_HOP_NONE);
	}
}

/* The kernel takes the routes of an interface that goes down without a word about each. */
static void
test_routes_go_when_their_interface_goes_down(void)
{
	ip("route add 203.0.113.0/24 via 192.0.2.5");
	follow();
	CU_ASSERT_EQUAL(way("203.0.113.1").kind, FIB_HOP_GATEWAY);
	ip("link set v0 down");
	follow();
	CU_ASSERT_EQUAL(way("203.0.113.1").kind, FIB_HOP_NONE);
	ip("link set v0 up");
	follow();
	CU_ASSERT_EQUAL(way("203.0.113.1").kind, FIB_HOP_NONE);
	CU_ASSERT_EQUAL(way("192.0.2.9").kind, FIB_HOP_ON_LINK);
}

/* Addresses that could not be read anew stay as they were; the next turn reads them. */
static void
test_a_failed_dump_takes_no_address_away(void)
{
	struct rlimit open_files, none;

	CU_ASSERT_EQUAL_FATAL(getrlimit(RLIMIT_NOFILE, &open_files), 0);
	none = (struct rlimit){.rlim_cur = 0, .rlim_max = open_files.rlim_max};
	ip("link set v0 down"); /* asks for a dump */
	ip("link set v0 up");
	CU_ASSERT_EQUAL_FATAL(setrlimit(RLIMIT_NOFILE, &none), 0);
	CU_ASSERT_EQUAL(mirror_read(mirror), -EMFILE);
	CU_ASSERT_EQUAL(v4_addrs(), 1);
	CU_ASSERT_EQUAL_FATAL(setrlimit(RLIMIT_NOFILE, &open_files), 0);
	CU_ASSERT_EQUAL(mirror_read(mirror), 0);
	CU_ASSERT_EQUAL(v4_addrs(), 1);
	CU_ASSERT_EQUAL(way("192.0.2.9").kind, FIB_HOP_ON_LINK);
}

static int
set_up(struct rte_rcu_qsbr *qsbr)
{
	struct mirror_port port = {.port = 1};
	struct mirror_params params = {
		.ports = &port,
		.port_cnt = 1,
		.addrs_changed = count_change,
		.arg = &address_changes,
	};

	if (system("ip link set lo up && ip link add v0 type veth peer name v1 && ip link set v0 "
		   "up &&"
		   " ip link set v1 up && ip addr add 192.0.2.1/24 dev v0") != 0)
		return -1;
	port.ifindex = if_nametoindex("v0");
	if (fib_create(&(struct fib_params){.qsbr = qsbr, .route_max = 1000}, &fib) < 0)
		return -1;
	params.fib = fib;
	return mirror_open(&params, &mirror);
}

static const struct unit_test tests[] = {
	UNIT_TEST(test_first_dump_brings_addresses_and_routes),
	UNIT_TEST(test_routes_come_and_go_with_the_kernels),
	UNIT_TEST(test_a_better_metric_wins_and_the_other_comes_back),
	UNIT_TEST(test_neighbours_resolve_change_and_fail),
	UNIT_TEST(test_resolving_makes_the_kernel_ask),
	UNIT_TEST(test_addresses_follow_netlink),
	UNIT_TEST(test_routes_go_when_their_interface_goes_down),
	UNIT_TEST(test_a_failed_dump_takes_no_address_away),
	UNIT_TEST(test_an_overrun_is_made_good_by_a_dump),
	UNIT_TEST(test_news_from_before_an_overrun_change_nothing_after_it),
};

int
main(void)
{
	struct rte_rcu_qsbr *qsbr;
	int rc = EXIT_FAILURE;

	if (unshare(CLONE_NEWNET) < 0) {
		fprintf(stderr, "skipped: needs root for a network namespace of its own\n");
		return SKIPPED;
	}
	if (!unit_eal_start("256"))
		return EXIT_FAILURE;
	qsbr = rte_zmalloc("qsbr", rte_rcu_qsbr_get_memsize(1), RTE_CACHE_LINE_SIZE);
	if (qsbr != NULL && rte_rcu_qsbr_init(qsbr, 1) == 0 && set_up(qsbr) == 0)
		rc = unit_run("drivers/mirror", tests, sizeof(tests) / sizeof(tests[0]));
	mirror_close(mirror);
	fib_destroy(fib);
	rte_free(qsbr);
	return rc;
}
