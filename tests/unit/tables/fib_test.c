/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include "tables/fib.h"

#include <errno.h>
#include <pthread.h>
#include <string.h>

#include "support/eal.h"
#include "support/unit.h"

static struct rte_rcu_qsbr *qsbr;

static struct fib *
fib_start(uint32_t route_max)
{
	struct fib *fib = NULL;

	CU_ASSERT_FATAL(unit_eal_start("512"));
	if (qsbr == NULL)
		qsbr = unit_qsbr(4);
	CU_ASSERT_EQUAL_FATAL(fib_create(&(struct fib_params){qsbr, route_max}, &fib), 0);
	return fib;
}

static struct ip_addr
ip(const char *text)
{
	struct ip_addr a = {0};

	CU_ASSERT_EQUAL_FATAL(addr_parse(&a, text), 0);
	return a;
}

static struct ip_prefix
net(const char *text)
{
	struct ip_prefix p = {0};

	CU_ASSERT_EQUAL_FATAL(prefix_parse(&p, text), 0);
	return p;
}

static int
route(struct fib *fib, const char *to, enum fib_hop_kind kind, uint16_t port, const char *via)
{
	struct ip_prefix prefix = net(to);
	struct fib_hop hop = {.kind = kind, .port = port};

	if (via != NULL)
		hop.gateway = ip(via);
	return fib_route_set(fib, &prefix, &hop);
}

static void
unroute(struct fib *fib, const char *to)
{
	struct ip_prefix prefix = net(to);

	fib_route_remove(fib, &prefix);
}

static int
neighbor(struct fib *fib, uint16_t port, const char *addr, uint8_t last)
{
	struct ip_addr a = ip(addr);

	return fib_neighbor_set(fib, port, &a, &(struct rte_ether_addr){{2, 0, 0, 0, 0, last}});
}

static struct fib_way
look(const struct fib *fib, const char *to)
{
	struct ip_addr a = ip(to);
	struct fib_way way, way4;

	fib_lookup(fib, &a, &way);
	if (addr_is_v4(&a)) {
		fib_lookup4(fib, addr_v4(&a), &way4);
		CU_ASSERT_EQUAL(way.kind, way4.kind);
		CU_ASSERT_EQUAL(way.neighbor_idx, way4.neighbor_idx);
	}
	return way;
}

static void
test_longest_prefix_wins_and_default_comes_last(void)
{
	struct fib *fib = fib_start(64);

	CU_ASSERT_EQUAL(look(fib, "8.8.8.8").kind, FIB_HOP_NONE);
	CU_ASSERT_EQUAL(route(fib, "0.0.0.0/0", FIB_HOP_GATEWAY, 0, "192.0.2.254"), 0);
	CU_ASSERT_EQUAL(route(fib, "10.0.0.0/8", FIB_HOP_GATEWAY, 1, "192.0.2.7"), 0);
	CU_ASSERT_EQUAL(route(fib, "10.1.2.0/24", FIB_HOP_ON_LINK, 2, NULL), 0);
	CU_ASSERT_EQUAL(route(fib, "10.1.2.3/32", FIB_HOP_LOCAL, 3, NULL), 0);
	CU_ASSERT_EQUAL(look(fib, "8.8.8.8").port, 0);
	CU_ASSERT_EQUAL(look(fib, "10.9.9.9").port, 1);
	CU_ASSERT_EQUAL(look(fib, "10.1.2.9").kind, FIB_HOP_ON_LINK);
	CU_ASSERT_EQUAL(look(fib, "10.1.2.3").kind, FIB_HOP_LOCAL);
	CU_ASSERT_EQUAL(look(fib, "10.1.2.3").port, 3);
	unroute(fib, "10.1.2.0/24");
	CU_ASSERT_EQUAL(look(fib, "10.1.2.9").port, 1);
	CU_ASSERT_EQUAL(look(fib, "10.1.2.3").kind, FIB_HOP_LOCAL);
	unroute(fib, "0.0.0.0/0");
	CU_ASSERT_EQUAL(look(fib, "8.8.8.8").kind, FIB_HOP_NONE);
	unroute(fib, "1.2.3.0/24");
	fib_destroy(fib);
}

static void
test_ipv6_routes_of_every_kind_of_length(void)
{
	struct fib *fib = fib_start(64);

	CU_ASSERT_EQUAL(route(fib, "::/0", FIB_HOP_GATEWAY, 0, "fe80::1"), 0);
	CU_ASSERT_EQUAL(route(fib, "2001:db8::/32", FIB_HOP_BLACKHOLE, 0, NULL), 0);
	CU_ASSERT_EQUAL(route(fib, "2001:db8:1::/63", FIB_HOP_GATEWAY, 1, "fe80::2"), 0);
	CU_ASSERT_EQUAL(route(fib, "2001:db8:1::/64", FIB_HOP_ON_LINK, 2, NULL), 0);
	CU_ASSERT_EQUAL(route(fib, "2001:db8:1::1/128", FIB_HOP_LOCAL, 2, NULL), 0);
	CU_ASSERT_EQUAL(look(fib, "2400::1").kind, FIB_HOP_GATEWAY);
	CU_ASSERT_EQUAL(look(fib, "2001:db8:ff::1").kind, FIB_HOP_BLACKHOLE);
	CU_ASSERT_EQUAL(look(fib, "2001:db8:1:1::1").port, 1);
	CU_ASSERT_EQUAL(look(fib, "2001:db8:1::2").kind, FIB_HOP_ON_LINK);
	CU_ASSERT_EQUAL(look(fib, "2001:db8:1::1").kind, FIB_HOP_LOCAL);
	unroute(fib, "2001:db8:1::1/128");
	CU_ASSERT_EQUAL(look(fib, "2001:db8:1::1").kind, FIB_HOP_ON_LINK);
	unroute(fib, "::/0");
	CU_ASSERT_EQUAL(look(fib, "2400::1").kind, FIB_HOP_NONE);
	CU_ASSERT_EQUAL(look(fib, "1.1.1.1").kind, FIB_HOP_NONE);
	fib_destroy(fib);
}

static void
test_neighbors_resolve_and_every_change_counts_the_epoch(void)
{
	struct fib *fib = fib_start(64);
	struct ip_addr gateway = ip("192.0.2.254");
	struct rte_ether_addr mac;
	struct fib_way way;
	uint32_t epoch, idx;
	uint16_t port;

	CU_ASSERT_EQUAL(route(fib, "0.0.0.0/0", FIB_HOP_GATEWAY, 5, "192.0.2.254"), 0);
	way = look(fib, "8.8.8.8");
	CU_ASSERT_FALSE(way.resolved);
	CU_ASSERT_TRUE(addr_equal(&way.neighbor, &gateway));
	epoch = fib_epoch(fib);
	CU_ASSERT_EQUAL(neighbor(fib, 5, "192.0.2.254", 0x42), 0);
	CU_ASSERT_NOT_EQUAL(fib_epoch(fib), epoch);
	way = look(fib, "8.8.8.8");
	CU_ASSERT_TRUE(way.resolved);
	CU_ASSERT_EQUAL(way.dst_mac.addr_bytes[5], 0x42);
	idx = fib_way_idx(&way);
	CU_ASSERT_TRUE(fib_recall(fib, idx, &port, &mac));
	CU_ASSERT_EQUAL(port, 5);
	CU_ASSERT_EQUAL(mac.addr_bytes[0], 2);

	epoch = fib_epoch(fib);
	CU_ASSERT_EQUAL(neighbor(fib, 5, "192.0.2.254", 0x42), 0);
	CU_ASSERT_EQUAL(route(fib, "0.0.0.0/0", FIB_HOP_GATEWAY, 5, "192.0.2.254"), 0);
	CU_ASSERT_EQUAL(fib_epoch(fib), epoch);
	fib_neighbor_remove(fib, 5, &gateway);
	CU_ASSERT_NOT_EQUAL(fib_epoch(fib), epoch);
	CU_ASSERT_FALSE(fib_recall(fib, idx, &port, &mac));
	CU_ASSERT_FALSE(look(fib, "8.8.8.8").resolved);
	fib_destroy(fib);
}

static void
test_bad_routes_and_neighbors_are_refused(void)
{
	struct fib *fib = fib_start(2);
	struct ip_prefix too_long = {.addr = ip("10.0.0.0"), .len = 33};
	struct fib_hop hop = {.kind = FIB_HOP_ON_LINK};
	struct ip_addr a = ip("10.0.0.1");

	CU_ASSERT_EQUAL(fib_route_set(fib, &too_long, &hop), -EINVAL);
	CU_ASSERT_EQUAL(route(fib, "10.0.0.0/8", FIB_HOP_NONE, 0, NULL), -EINVAL);
	CU_ASSERT_EQUAL(route(fib, "10.0.0.0/8", FIB_HOP_ON_LINK, FIB_PORT_MAX, NULL), -EINVAL);
	CU_ASSERT_EQUAL(fib_neighbor_set(fib, 0, &a, &(struct rte_ether_addr){{1}}), -EINVAL);
	CU_ASSERT_EQUAL(fib_neighbor_set(fib, 0, &a, &(struct rte_ether_addr){{0}}), -EINVAL);
	CU_ASSERT_EQUAL(route(fib, "10.0.0.0/8", FIB_HOP_ON_LINK, 0, NULL), 0);
	CU_ASSERT_EQUAL(route(fib, "11.0.0.0/8", FIB_HOP_ON_LINK, 0, NULL), 0);
	CU_ASSERT_EQUAL(route(fib, "12.0.0.0/8", FIB_HOP_ON_LINK, 0, NULL), -ENOSPC);
	CU_ASSERT_EQUAL(route(fib, "10.0.0.0/8", FIB_HOP_BLACKHOLE, 0, NULL), 0);
	CU_ASSERT_EQUAL(route(fib, "2001:db8::/32", FIB_HOP_ON_LINK, 0, NULL), 0);
	CU_ASSERT_EQUAL(look(fib, "12.0.0.1").kind, FIB_HOP_NONE);
	fib_destroy(fib);
}

static void
test_port_addresses_make_and_take_their_routes(void)
{
	struct fib *fib = fib_start(64);
	struct ip_prefix first[] = {net("2001:db8::1/64"), net("192.0.2.1/24"),
				    net("192.0.2.2/24")};
	struct ip_prefix second[] = {net("192.0.2.2/24")};
	struct ip_addr inside = ip("192.0.2.99");
	rte_be32_t addr4;
	uint32_t cnt;

	CU_ASSERT_FALSE(fib_port_addr4(fib, 1, &addr4));
	CU_ASSERT_EQUAL(fib_port_addrs_set(fib, 1, first, 3, true), 0);
	CU_ASSERT_TRUE(fib_port_addr4(fib, 1, &addr4));
	CU_ASSERT_EQUAL(rte_be_to_cpu_32(addr4), 0xc0000201);
	CU_ASSERT_EQUAL(look(fib, "192.0.2.1").kind, FIB_HOP_LOCAL);
	CU_ASSERT_EQUAL(look(fib, "192.0.2.1").port, 1);
	CU_ASSERT_EQUAL(look(fib, "192.0.2.9").kind, FIB_HOP_ON_LINK);
	CU_ASSERT_EQUAL(look(fib, "2001:db8::9").kind, FIB_HOP_ON_LINK);
	CU_ASSERT_EQUAL(fib_port_of_subnet(fib, &inside), 1);

	fib_resync_begin(fib);
	CU_ASSERT_EQUAL(route(fib, "10.0.0.0/8", FIB_HOP_ON_LINK, 1, NULL), 0);
	fib_resync_end(fib);
	CU_ASSERT_EQUAL(look(fib, "192.0.2.1").kind, FIB_HOP_LOCAL);

	CU_ASSERT_EQUAL(fib_port_addrs_set(fib, 1, second, 1, true), 0);
	CU_ASSERT_EQUAL(look(fib, "192.0.2.1").kind, FIB_HOP_ON_LINK);
	CU_ASSERT_EQUAL(look(fib, "192.0.2.2").kind, FIB_HOP_LOCAL);
	CU_ASSERT_EQUAL(look(fib, "2001:db8::9").kind, FIB_HOP_NONE);
	CU_ASSERT_EQUAL(fib_port_addrs_set(fib, 1, NULL, 0, true), 0);
	CU_ASSERT_EQUAL(look(fib, "192.0.2.9").kind, FIB_HOP_NONE);
	CU_ASSERT_PTR_NULL(fib_port_addrs(fib, 2, &cnt));
	fib_destroy(fib);
}

static void
test_resync_removes_what_was_not_named(void)
{
	struct fib *fib = fib_start(64);
	uint32_t epoch;

	CU_ASSERT_EQUAL(route(fib, "10.0.0.0/8", FIB_HOP_ON_LINK, 0, NULL), 0);
	CU_ASSERT_EQUAL(route(fib, "2001:db8::/32", FIB_HOP_ON_LINK, 0, NULL), 0);
	CU_ASSERT_EQUAL(route(fib, "0.0.0.0/0", FIB_HOP_GATEWAY, 0, "10.0.0.1"), 0);
	CU_ASSERT_EQUAL(neighbor(fib, 0, "10.0.0.1", 1), 0);
	CU_ASSERT_EQUAL(neighbor(fib, 0, "10.0.0.2", 2), 0);
	epoch = fib_epoch(fib);
	fib_resync_begin(fib);
	CU_ASSERT_EQUAL(route(fib, "10.0.0.0/8", FIB_HOP_ON_LINK, 0, NULL), 0);
	CU_ASSERT_EQUAL(neighbor(fib, 0, "10.0.0.2", 2), 0);
	CU_ASSERT_EQUAL(fib_epoch(fib), epoch);
	fib_resync_end(fib);
	CU_ASSERT_EQUAL(look(fib, "10.0.0.2").kind, FIB_HOP_ON_LINK);
	CU_ASSERT_TRUE(look(fib, "10.0.0.2").resolved);
	CU_ASSERT_FALSE(look(fib, "10.0.0.1").resolved);
	CU_ASSERT_EQUAL(look(fib, "8.8.8.8").kind, FIB_HOP_NONE);
	CU_ASSERT_EQUAL(look(fib, "2001:db8::1").kind, FIB_HOP_NONE);
	fib_destroy(fib);
}

/* A model: a list of prefixes and their port, searched from end to end. */
struct model {
	struct ip_prefix to;
	uint16_t port;
	bool set;
};

static uint64_t random_state = 0x9e3779b97f4a7c15;

static uint32_t
rnd(uint32_t below)
{
	random_state ^= random_state << 13;
	random_state ^= random_state >> 7;
	random_state ^= random_state << 17;
	return (uint32_t)(random_state >> 20) % below;
}

/* Few distinct bits, so that prefixes nest and addresses hit them. */
static struct ip_addr
random_addr(bool v4)
{
	struct ip_addr a = v4 ? addr_from_v4(0) : (struct ip_addr){{0x20}};

	for (int i = v4 ? 12 : 1; i < 16; i++)
		a.b[i] = (uint8_t)(rnd(2) * 0x80 + rnd(2));
	return a;
}

static const struct model *
model_find(const struct model *m, uint32_t cnt, const struct ip_addr *a)
{
	const struct model *best = NULL;

	for (uint32_t i = 0; i < cnt; i++)
		if (m[i].set && prefix_contains(&m[i].to, a) &&
		    (best == NULL || m[i].to.len > best->to.len))
			best = &m[i];
	return best;
}

static void
test_random_changes_equal_a_simple_model(void)
{
	enum {
		PREFIXES = 120
	};
	struct fib *fib = fib_start(PREFIXES);
	struct model m[PREFIXES] = {0};

	for (uint32_t i = 0; i < PREFIXES; i++) {
		bool again = true;

		while (again) {
			m[i].to.addr = random_addr(i % 2 == 0);
			m[i].to.len = (uint8_t)rnd(i % 2 == 0 ? 33 : 129);
			prefix_mask(&m[i].to);
			again = false;
			for (uint32_t j = 0; j < i; j++)
				again |= m[j].to.len == m[i].to.len &&
					 addr_equal(&m[j].to.addr, &m[i].to.addr);
		}
	}
	for (uint32_t step = 0; step < 20000; step++) {
		struct model *at = &m[rnd(PREFIXES)];
		struct ip_addr a = random_addr(rnd(2) == 0);
		const struct model *wanted;
		struct fib_way way;

		at->set = rnd(3) > 0;
		at->port = (uint16_t)rnd(FIB_PORT_MAX);
		if (at->set) {
			struct fib_hop hop = {.kind = FIB_HOP_LOCAL, .port = at->port};

			CU_ASSERT_EQUAL_FATAL(fib_route_set(fib, &at->to, &hop), 0);
		} else {
			fib_route_remove(fib, &at->to);
		}
		wanted = model_find(m, PREFIXES, &a);
		fib_lookup(fib, &a, &way);
		CU_ASSERT_EQUAL(way.kind, wanted == NULL ? FIB_HOP_NONE : FIB_HOP_LOCAL);
		CU_ASSERT(wanted == NULL || way.port == wanted->port);
	}
	fib_destroy(fib);
}

/* A reader in a loop: each way it sees is one that was whole at some moment. */
struct reader {
	const struct fib *fib;
	bool stop;
	uint64_t lookups;
	uint64_t mixtures;
};

/* Hop k: gateway 192.0.2.k (or fe80::k) on port k, whose MAC ends in k. */
static bool
way_is_whole(const struct fib_way *way)
{
	uint8_t k = way->neighbor.b[15];

	if (way->kind == FIB_HOP_NONE)
		return true;
	return way->kind == FIB_HOP_GATEWAY && way->port == k &&
	       (!way->resolved || way->dst_mac.addr_bytes[5] == k);
}

static void *
reader_run(void *arg)
{
	struct reader *r = arg;
	struct ip_addr dst4 = ip("10.1.2.3"), dst6 = ip("2001:db8::1");

	rte_rcu_qsbr_thread_register(qsbr, 0);
	rte_rcu_qsbr_thread_online(qsbr, 0);
	while (!__atomic_load_n(&r->stop, __ATOMIC_ACQUIRE)) {
		struct fib_way way;

		fib_lookup4(r->fib, addr_v4(&dst4), &way);
		r->mixtures += !way_is_whole(&way);
		fib_lookup(r->fib, &dst6, &way);
		r->mixtures += !way_is_whole(&way);
		r->lookups += 2;
		rte_rcu_qsbr_quiescent(qsbr, 0);
	}
	rte_rcu_qsbr_thread_offline(qsbr, 0);
	rte_rcu_qsbr_thread_unregister(qsbr, 0);
	return NULL;
}

static void
test_a_reader_never_sees_a_mixture(void)
{
	static const char *const via[2][8] = {
		{"192.0.2.0", "192.0.2.1", "192.0.2.2", "192.0.2.3", "192.0.2.4", "192.0.2.5",
		 "192.0.2.6", "192.0.2.7"},
		{"fe80::", "fe80::1", "fe80::2", "fe80::3", "fe80::4", "fe80::5", "fe80::6",
		 "fe80::7"},
	};
	static const char *const to[2] = {"10.1.2.0/25", "2001:db8::/32"};
	struct fib *fib = fib_start(64);
	struct reader r = {.fib = fib};
	pthread_t thread;

	CU_ASSERT_EQUAL_FATAL(pthread_create(&thread, NULL, reader_run, &r), 0);
	for (uint32_t step = 0;
	     step < 60000 || __atomic_load_n(&r.lookups, __ATOMIC_RELAXED) < 1000; step++) {
		uint32_t family = rnd(2), k = 1 + rnd(7);
		struct ip_addr gateway = ip(via[family][k]);

		if (rnd(4) == 0)
			unroute(fib, to[family]);
		else if (rnd(2) == 0)
			route(fib, to[family], FIB_HOP_GATEWAY, (uint16_t)k, via[family][k]);
		else if (rnd(2) == 0)
			neighbor(fib, (uint16_t)k, via[family][k], (uint8_t)k);
		else
			fib_neighbor_remove(fib, (uint16_t)k, &gateway);
	}
	__atomic_store_n(&r.stop, true, __ATOMIC_RELEASE);
	pthread_join(thread, NULL);
	CU_ASSERT_EQUAL(r.mixtures, 0);
	CU_ASSERT(r.lookups >= 1000);
	fib_destroy(fib);
}

UNIT_MAIN("tables/fib", UNIT_TEST(test_longest_prefix_wins_and_default_comes_last),
	  UNIT_TEST(test_ipv6_routes_of_every_kind_of_length),
	  UNIT_TEST(test_neighbors_resolve_and_every_change_counts_the_epoch),
	  UNIT_TEST(test_bad_routes_and_neighbors_are_refused),
	  UNIT_TEST(test_port_addresses_make_and_take_their_routes),
	  UNIT_TEST(test_resync_removes_what_was_not_named),
	  UNIT_TEST(test_random_changes_equal_a_simple_model),
	  UNIT_TEST(test_a_reader_never_sees_a_mixture))
