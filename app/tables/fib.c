/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * Routes. IPv4 goes by rte_lpm, with the default route beside it (rte_lpm has no length 0). IPv6
 * goes by one hash over (prefix, length), tried for each length that exists, longest first: a board
 * has few lengths, rte_lpm6 cannot be changed under readers in 22.11, and only the first packet of
 * a flow asks. The same hash holds the IPv4 routes for the main thread.
 *
 * Order of a change: new hop filled, route points to it, epoch counts on, old hop into limbo.
 */
#include "tables/fib_priv.h"

#include "tables/keyhash_priv.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <rte_errno.h>
#include <rte_hash.h>
#include <rte_lcore.h>
#include <rte_lpm.h>
#include <rte_malloc.h>

static unsigned int fib_cnt; /* names DPDK's objects apart */

struct rte_hash *
fib_hash_create(const char *what, uint32_t entries, uint32_t key_bytes)
{
	char name[RTE_HASH_NAMESIZE];
	const struct rte_hash_parameters params = {
		.name = name,
		.entries = entries,
		.key_len = key_bytes,
		.hash_func = keyhash,
		.socket_id = (int)rte_socket_id(),
		.extra_flag = RTE_HASH_EXTRA_FLAGS_RW_CONCURRENCY_LF,
	};

	snprintf(name, sizeof(name), "fib%u_%s", fib_cnt, what);
	return rte_hash_create(&params);
}

static int
fib_lpm_create(struct fib *fib, struct rte_rcu_qsbr *qsbr)
{
	const struct rte_lpm_config config = {
		.max_rules = fib->route_max,
		/* a group of 256 for each /24 that holds longer prefixes: 1 KiB each */
		.number_tbl8s = RTE_MAX(256u, RTE_MIN(fib->route_max, 16384u)),
	};
	struct rte_lpm_rcu_config rcu = {.v = qsbr, .mode = RTE_LPM_QSBR_MODE_DQ};
	char name[RTE_LPM_NAMESIZE];

	snprintf(name, sizeof(name), "fib%u", fib_cnt);
	fib->lpm = rte_lpm_create(name, (int)rte_socket_id(), &config);
	if (fib->lpm == NULL || rte_lpm_rcu_qsbr_add(fib->lpm, &rcu) != 0)
		return -ENOMEM;
	return 0;
}

int
fib_create(const struct fib_params *params, struct fib **out)
{
	uint32_t slots = 2 * params->route_max + params->route_max / 2 + 8;
	struct fib *fib = rte_zmalloc("fib", sizeof(*fib), 64);

	if (fib == NULL)
		return -ENOMEM;
	fib_cnt++;
	fib->route_max = params->route_max;
	fib->routes = fib_hash_create("route", slots, sizeof(struct route_key));
	fib->route_stamps = calloc(slots, sizeof(*fib->route_stamps));
	if (fib->routes == NULL || fib->route_stamps == NULL ||
	    fib_lpm_create(fib, params->qsbr) != 0 ||
	    fib_hops_init(&fib->hops, params->qsbr) != 0 ||
	    neighbors_init(&fib->neighbors, params->qsbr, &fib->epoch) != 0 ||
	    limbo_init(&fib->route_limbo, params->qsbr, slots) != 0 ||
	    limbo_init(&fib->memory, params->qsbr, FIB_PORT_MAX) != 0) {
		fib_destroy(fib);
		return -ENOMEM;
	}
	*out = fib;
	return 0;
}

void
fib_destroy(struct fib *fib)
{
	uintptr_t memory;

	if (fib == NULL)
		return;
	while (limbo_drain(&fib->memory, &memory))
		free((void *)memory);
	limbo_fini(&fib->memory);
	limbo_fini(&fib->route_limbo);
	neighbors_fini(&fib->neighbors);
	fib_hops_fini(&fib->hops);
	for (uint16_t port = 0; port < FIB_PORT_MAX; port++)
		free(fib->ports[port]);
	rte_lpm_free(fib->lpm);
	free(fib->route_stamps);
	rte_hash_free(fib->routes);
	rte_free(fib);
}

/* For workers -------------------------------------------------------------------------------- */

uint32_t
fib_epoch(const struct fib *fib)
{
	return __atomic_load_n(&fib->epoch, __ATOMIC_ACQUIRE);
}

static void
way_fill(const struct fib *fib, uint32_t hop_idx, const struct ip_addr *dst, struct fib_way *way)
{
	const struct fib_hop *hop = &fib->hops.v[hop_idx];
	uint64_t word;

	*way = (struct fib_way){
		.kind = hop->kind,
		.port = hop->port,
		.mtu = hop->mtu,
		.neighbor_idx = UINT32_MAX,
	};
	if (hop->kind != FIB_HOP_ON_LINK && hop->kind != FIB_HOP_GATEWAY)
		return;
	way->neighbor = hop->kind == FIB_HOP_GATEWAY ? hop->gateway : *dst;
	way->neighbor_idx = neighbors_find(&fib->neighbors, hop->port, &way->neighbor);
	if (way->neighbor_idx == UINT32_MAX)
		return;
	word = __atomic_load_n(&fib->neighbors.words[way->neighbor_idx], __ATOMIC_RELAXED);
	way->resolved = neighbor_word_resolved(word);
	if (way->resolved)
		neighbor_word_split(word, &way->port, &way->dst_mac);
}

static uint32_t
hop_find4(const struct fib *fib, rte_be32_t dst)
{
	uint32_t idx;

	if (rte_lpm_lookup(fib->lpm, rte_be_to_cpu_32(dst), &idx) == 0)
		return idx;
	return __atomic_load_n(&fib->default4, __ATOMIC_ACQUIRE);
}

static struct route_key
route_key(const struct ip_prefix *to)
{
	struct ip_prefix masked = *to;
	struct route_key key = {.len = to->len};

	prefix_mask(&masked);
	memcpy(key.addr, masked.addr.b, sizeof(key.addr));
	return key;
}

static uint32_t
hop_find6(const struct fib *fib, const struct ip_addr *dst)
{
	for (int word = 2; word >= 0; word--) {
		uint64_t lens = __atomic_load_n(&fib->lens6[word], __ATOMIC_ACQUIRE);

		while (lens != 0) {
			int bit = 63 - __builtin_clzll(lens);
			struct ip_prefix to = {.addr = *dst, .len = (uint8_t)(64 * word + bit)};
			struct route_key key = route_key(&to);
			void *data;

			if (rte_hash_lookup_data(fib->routes, &key, &data) >= 0)
				return (uint32_t)(uintptr_t)data;
			lens &= ~(UINT64_C(1) << bit);
		}
	}
	return 0;
}

void
fib_lookup4(const struct fib *fib, rte_be32_t dst, struct fib_way *way)
{
	struct ip_addr addr = addr_from_v4(dst);

	way_fill(fib, hop_find4(fib, dst), &addr, way);
}

void
fib_lookup(const struct fib *fib, const struct ip_addr *dst, struct fib_way *way)
{
	way_fill(fib, addr_is_v4(dst) ? hop_find4(fib, addr_v4(dst)) : hop_find6(fib, dst), dst,
		 way);
}

uint32_t
fib_way_idx(const struct fib_way *way)
{
	return way->neighbor_idx;
}

bool
fib_recall(const struct fib *fib, uint32_t idx, uint16_t *port, struct rte_ether_addr *mac)
{
	uint64_t word = __atomic_load_n(&fib->neighbors.words[idx], __ATOMIC_RELAXED);

	if (!neighbor_word_resolved(word))
		return false;
	neighbor_word_split(word, port, mac);
	return true;
}

const struct ip_prefix *
fib_port_addrs(const struct fib *fib, uint16_t port, uint32_t *cnt)
{
	const struct port_addrs *addrs = NULL;

	if (port < FIB_PORT_MAX)
		addrs = __atomic_load_n(&fib->ports[port], __ATOMIC_ACQUIRE);
	*cnt = addrs == NULL ? 0 : addrs->cnt;
	return addrs == NULL ? NULL : addrs->v;
}

bool
fib_port_addr4(const struct fib *fib, uint16_t port, rte_be32_t *addr)
{
	uint32_t cnt;
	const struct ip_prefix *v = fib_port_addrs(fib, port, &cnt);

	for (uint32_t i = 0; i < cnt; i++) {
		if (!addr_is_v4(&v[i].addr))
			continue;
		*addr = addr_v4(&v[i].addr);
		return true;
	}
	return false;
}

uint16_t
fib_port_of_subnet(const struct fib *fib, const struct ip_addr *addr)
{
	uint16_t best = FIB_PORT_NONE;
	int best_len = -1;

	for (uint16_t port = 0; port < FIB_PORT_MAX; port++) {
		uint32_t cnt;
		const struct ip_prefix *v = fib_port_addrs(fib, port, &cnt);

		for (uint32_t i = 0; i < cnt; i++) {
			if (v[i].len <= best_len || !prefix_contains(&v[i], addr))
				continue;
			best = port;
			best_len = v[i].len;
		}
	}
	return best;
}

/* For the main thread ------------------------------------------------------------------------ */

static bool
route_is_v4(const struct route_key *key)
{
	struct ip_addr addr;

	memcpy(addr.b, key->addr, sizeof(addr.b));
	return addr_is_v4(&addr);
}

static uint32_t
route_v4(const struct route_key *key)
{
	rte_be32_t v4;

	memcpy(&v4, key->addr + 12, sizeof(v4));
	return rte_be_to_cpu_32(v4);
}

/* Let the family's look-up find the hop. */
static int
route_publish(struct fib *fib, const struct route_key *key, uint32_t hop_idx, bool is_new)
{
	int err;

	if (route_is_v4(key)) {
		if (key->len == 0) {
			__atomic_store_n(&fib->default4, hop_idx, __ATOMIC_RELEASE);
			return 0;
		}
		err = rte_lpm_add(fib->lpm, route_v4(key), key->len, hop_idx);
		return err == -ENOMEM ? -ENOMEM : err == 0 ? 0 : -ENOSPC;
	}
	if (is_new && fib->len6_cnt[key->len]++ == 0)
		__atomic_fetch_or(&fib->lens6[key->len / 64], UINT64_C(1) << key->len % 64,
				  __ATOMIC_RELEASE);
	return 0;
}

static int
route_set(struct fib *fib, const struct ip_prefix *to, const struct fib_hop *hop, uint32_t stamp)
{
	struct route_key key = route_key(to);
	uint32_t *cnt = &fib->route_cnt[route_is_v4(&key) ? 0 : 1];
	void *old = NULL;
	int32_t pos = rte_hash_lookup_data(fib->routes, &key, &old);
	uint32_t idx;
	int err;

	if (pos < 0 && *cnt == fib->route_max)
		return -ENOSPC;
	err = fib_hop_take(&fib->hops, hop, &idx);
	if (err != 0)
		return err;
	if (pos >= 0 && idx == (uintptr_t)old) {
		fib_hop_drop(&fib->hops, idx);
		fib->route_stamps[pos] = stamp;
		return 0;
	}
	if (rte_hash_add_key_data(fib->routes, &key, (void *)(uintptr_t)idx) != 0) {
		fib_hop_drop(&fib->hops, idx);
		return -ENOSPC;
	}
	err = route_publish(fib, &key, idx, pos < 0);
	if (err != 0) {
		/* only a new IPv4 route can fail here: no worker saw its key */
		pos = rte_hash_del_key(fib->routes, &key);
		rte_hash_free_key_with_position(fib->routes, pos);
		fib_hop_drop(&fib->hops, idx);
		return err;
	}
	if (pos < 0) {
		pos = rte_hash_lookup(fib->routes, &key);
		++*cnt;
	} else {
		fib_hop_drop(&fib->hops, (uint32_t)(uintptr_t)old);
	}
	fib->route_stamps[pos] = stamp;
	fib_epoch_count(&fib->epoch);
	return 0;
}

static bool
hop_is_valid(const struct fib_hop *hop)
{
	switch ((enum fib_hop_kind)hop->kind) {
	case FIB_HOP_LOCAL:
	case FIB_HOP_ON_LINK:
	case FIB_HOP_GATEWAY:
		return hop->port < FIB_PORT_MAX;
	case FIB_HOP_BLACKHOLE:
	case FIB_HOP_UNREACHABLE:
		return true;
	case FIB_HOP_NONE:
		break;
	}
	return false;
}

/* The same hop has the same bytes: what its kind does not use is zero. */
static struct fib_hop
hop_normal(const struct fib_hop *hop)
{
	struct fib_hop normal = {.kind = hop->kind, .port = hop->port, .mtu = hop->mtu};

	if (hop->kind == FIB_HOP_GATEWAY)
		normal.gateway = hop->gateway;
	return normal;
}

int
fib_route_set(struct fib *fib, const struct ip_prefix *to, const struct fib_hop *hop)
{
	struct fib_hop normal = hop_normal(hop);

	if (to->len > (addr_is_v4(&to->addr) ? 32 : 128) || !hop_is_valid(hop))
		return -EINVAL;
	fib_reclaim(fib);
	return route_set(fib, to, &normal, fib->stamp);
}

static void
route_remove(struct fib *fib, const struct route_key *key, uint32_t hop_idx)
{
	int32_t pos = rte_hash_del_key(fib->routes, key);

	if (!route_is_v4(key)) {
		if (--fib->len6_cnt[key->len] == 0)
			__atomic_fetch_and(&fib->lens6[key->len / 64],
					   ~(UINT64_C(1) << key->len % 64), __ATOMIC_RELEASE);
		fib->route_cnt[1]--;
	} else {
		if (key->len == 0)
			__atomic_store_n(&fib->default4, 0, __ATOMIC_RELEASE);
		else
			rte_lpm_delete(fib->lpm, route_v4(key), key->len);
		fib->route_cnt[0]--;
	}
	fib_epoch_count(&fib->epoch);
	fib_hop_drop(&fib->hops, hop_idx);
	limbo_put(&fib->route_limbo, (uintptr_t)pos);
}

void
fib_route_remove(struct fib *fib, const struct ip_prefix *to)
{
	struct route_key key = route_key(to);
	void *data;

	if (rte_hash_lookup_data(fib->routes, &key, &data) >= 0)
		route_remove(fib, &key, (uint32_t)(uintptr_t)data);
}

int
fib_neighbor_set(struct fib *fib, uint16_t port, const struct ip_addr *addr,
		 const struct rte_ether_addr *mac)
{
	if (port >= FIB_PORT_MAX || !rte_is_valid_assigned_ether_addr(mac))
		return -EINVAL;
	neighbors_reclaim(&fib->neighbors);
	return neighbors_set(&fib->neighbors, port, addr, mac, fib->stamp);
}

void
fib_neighbor_remove(struct fib *fib, uint16_t port, const struct ip_addr *addr)
{
	neighbors_remove(&fib->neighbors, port, addr);
}

/* Of the i-th address: the route to itself (0) or to its subnet (1). */
static struct ip_prefix
addr_route(const struct ip_prefix *addr, int which)
{
	struct ip_prefix to = *addr;

	if (which == 0)
		to.len = addr_is_v4(&addr->addr) ? 32 : 128;
	else
		prefix_mask(&to);
	return to;
}

static int
addr_routes_set(struct fib *fib, uint16_t port, const struct port_addrs *addrs)
{
	for (uint32_t i = 0; i < addrs->cnt; i++)
		for (int which = 1; which >= 0; which--) {
			struct ip_prefix to = addr_route(&addrs->v[i], which);
			struct fib_hop hop = {
				.kind = which == 0 ? FIB_HOP_LOCAL : FIB_HOP_ON_LINK,
				.port = port,
			};
			int err = route_set(fib, &to, &hop, FIB_STAMP_STAYS);

			if (err != 0)
				return err;
		}
	return 0;
}

static bool
addr_routes_have(const struct port_addrs *addrs, const struct ip_prefix *to)
{
	for (uint32_t i = 0; addrs->routes_made && i < addrs->cnt; i++)
		for (int which = 0; which < 2; which++) {
			struct ip_prefix made = addr_route(&addrs->v[i], which);

			if (made.len == to->len && addr_equal(&made.addr, &to->addr))
				return true;
		}
	return false;
}

static void
addr_routes_remove(struct fib *fib, const struct port_addrs *old, const struct port_addrs *new)
{
	for (uint32_t i = 0; i < old->cnt; i++)
		for (int which = 0; which < 2; which++) {
			struct ip_prefix to = addr_route(&old->v[i], which);

			if (!addr_routes_have(new, &to))
				fib_route_remove(fib, &to);
		}
}

int
fib_port_addrs_set(struct fib *fib, uint16_t port, const struct ip_prefix *addrs, size_t cnt,
		   bool make_routes)
{
	struct port_addrs *old, *new;
	int err;

	if (port >= FIB_PORT_MAX)
		return -EINVAL;
	fib_reclaim(fib);
	if (limbo_reserve(&fib->memory, 1) != 0)
		return -ENOMEM;
	new = malloc(sizeof(*new) + cnt * sizeof(new->v[0]));
	if (new == NULL)
		return -ENOMEM;
	new->cnt = (uint32_t)cnt;
	new->routes_made = make_routes;
	if (cnt > 0)
		memcpy(new->v, addrs, cnt * sizeof(new->v[0]));
	err = make_routes ? addr_routes_set(fib, port, new) : 0;
	if (err != 0) {
		free(new);
		return err;
	}
	old = fib->ports[port];
	__atomic_store_n(&fib->ports[port], new, __ATOMIC_RELEASE);
	fib_epoch_count(&fib->epoch);
	if (old == NULL)
		return 0;
	if (old->routes_made)
		addr_routes_remove(fib, old, new);
	limbo_put(&fib->memory, (uintptr_t)old);
	return 0;
}

void
fib_resync_begin(struct fib *fib)
{
	fib->stamp = (fib->stamp + 1) % FIB_STAMP_STAYS;
}

void
fib_resync_end(struct fib *fib)
{
	uint32_t next = 0;
	const void *at;
	void *data;
	int32_t pos;

	while ((pos = rte_hash_iterate(fib->routes, &at, &data, &next)) >= 0) {
		struct route_key key;

		if (fib->route_stamps[pos] == fib->stamp ||
		    fib->route_stamps[pos] == FIB_STAMP_STAYS)
			continue;
		memcpy(&key, at, sizeof(key));
		route_remove(fib, &key, (uint32_t)(uintptr_t)data);
	}
	neighbors_sweep(&fib->neighbors, fib->stamp);
}

void
fib_reclaim(struct fib *fib)
{
	uintptr_t what;

	fib_hops_reclaim(&fib->hops);
	neighbors_reclaim(&fib->neighbors);
	while (limbo_take(&fib->route_limbo, &what))
		rte_hash_free_key_with_position(fib->routes, (int32_t)what);
	while (limbo_take(&fib->memory, &what))
		free((void *)what);
}
