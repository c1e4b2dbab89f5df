/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * The service tables' life, and what workers ask of them.
 */
#include "tables/svctab_priv.h"

#include "tables/keyhash_priv.h"

#include <assert.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <rte_common.h>
#include <rte_hash.h>
#include <rte_lcore.h>
#include <rte_malloc.h>

#include "net/maglev.h"

#define SVCTAB_BURST_MAX 32 /* rte_hash bulk calls of 64 keys that all miss skip a check */

_Static_assert(sizeof(struct svc_key) == 20, "no padding in keys");

uint32_t *svctab_endpoint_words;

uint32_t
svc_proto_idx(uint8_t proto)
{
	switch (proto) {
	case IPPROTO_TCP:
		return 0;
	case IPPROTO_UDP:
		return 1;
	case IPPROTO_SCTP:
		return 2;
	default:
		return SVCTAB_PROTO_CNT;
	}
}

const char *
svc_proto_name(uint8_t proto)
{
	static const char *const names[] = {"TCP", "UDP", "SCTP", "unknown"};

	return names[svc_proto_idx(proto)];
}

struct svc_key
svc_key_of(const void *addr, uint8_t proto, rte_be16_t port)
{
	struct svc_key key = {.port = port, .proto = proto};

	memcpy(key.addr, addr, sizeof(key.addr));
	return key;
}

/* Life ---------------------------------------------------------------------------------------- */

static struct rte_hash *
table_create(const char *what, uint32_t max, uint32_t key_bytes, bool workers_read)
{
	static unsigned int cnt; /* names DPDK's objects apart */
	char name[RTE_HASH_NAMESIZE];
	const struct rte_hash_parameters params = {
		.name = name,
		.entries = SVCTAB_SLOTS(max),
		.key_len = key_bytes,
		.hash_func = keyhash,
		.socket_id = (int)rte_socket_id(),
		.extra_flag = workers_read ? RTE_HASH_EXTRA_FLAGS_RW_CONCURRENCY_LF : 0,
	};

	snprintf(name, sizeof(name), "svc%u_%s", cnt++, what);
	return rte_hash_create(&params);
}

static int
tables_create(struct svctab *st)
{
	st->vips = table_create("vips", SVCTAB_VIP_MAX, sizeof(struct svc_key), true);
	st->slot_port = rte_malloc("svc_slots", SVCTAB_SLOT_CNT * sizeof(uint32_t), 64);
	st->ports = rte_zmalloc("svc_ports", SVCTAB_PORT_MAX * sizeof(*st->ports), 64);
	st->addrs = table_create("addrs", SVCTAB_ADDR_MAX, sizeof(struct ip_addr), true);
	st->addr_flags =
		rte_zmalloc("svc_addrs", SVCTAB_SLOTS(SVCTAB_ADDR_MAX) * sizeof(uint32_t), 64);
	st->targets = table_create("targets", st->end_max, sizeof(struct svc_key), true);
	st->target_refs =
		rte_zmalloc("svc_targets", SVCTAB_SLOTS(st->end_max) * sizeof(uint32_t), 64);
	st->affinity =
		rte_zmalloc("svc_affinity", SVCTAB_SLOTS(SVCTAB_PORT_MAX) * sizeof(uint64_t), 64);
	svctab_endpoint_words =
		rte_zmalloc("svc_endpoints", SVCTAB_ENDPOINT_MAX * sizeof(uint32_t), 64);
	if (st->vips == NULL || st->slot_port == NULL || st->ports == NULL || st->addrs == NULL ||
	    st->addr_flags == NULL || st->targets == NULL || st->target_refs == NULL ||
	    st->affinity == NULL || svctab_endpoint_words == NULL)
		return -ENOMEM;
	memset(st->slot_port, 0xff, SVCTAB_SLOT_CNT * sizeof(uint32_t)); /* SVC_IDX_NONE */
	return 0;
}

static int
records_create(struct svctab *st)
{
	st->slots = calloc(SVCTAB_SLOT_CNT, sizeof(*st->slots));
	st->addr_recs = calloc(SVCTAB_SLOTS(SVCTAB_ADDR_MAX), sizeof(*st->addr_recs));
	st->services = table_create("services", SVCTAB_PORT_MAX, sizeof(uint64_t), false);
	st->sets = table_create("sets", SVCTAB_SET_MAX, sizeof(uint64_t), false);
	st->ends = table_create("ends", st->end_max, 32, false);
	st->end_recs = calloc(SVCTAB_ENDPOINT_MAX, sizeof(*st->end_recs));
	st->port_owner = calloc(SVCTAB_PORT_MAX, sizeof(*st->port_owner));
	st->ports_free = calloc(SVCTAB_PORT_MAX, sizeof(*st->ports_free));
	if (st->slots == NULL || st->addr_recs == NULL || st->services == NULL ||
	    st->sets == NULL || st->ends == NULL || st->end_recs == NULL ||
	    st->port_owner == NULL || st->ports_free == NULL)
		return -ENOMEM;
	TAILQ_INIT(&st->ends_free);
	for (uint32_t i = 0; i < SVCTAB_PORT_MAX; i++)
		st->ports_free[st->ports_free_cnt++] = i;
	return 0;
}

static int
limbos_create(struct svctab *st, struct rte_rcu_qsbr *qsbr)
{
	if (limbo_init(&st->limbo_memory, qsbr, 64) != 0 ||
	    limbo_init(&st->limbo_vips, qsbr, SVCTAB_VIP_SLOTS) != 0 ||
	    limbo_init(&st->limbo_addrs, qsbr, SVCTAB_SLOTS(SVCTAB_ADDR_MAX)) != 0 ||
	    limbo_init(&st->limbo_targets, qsbr, SVCTAB_SLOTS(st->end_max)) != 0 ||
	    limbo_init(&st->limbo_ports, qsbr, SVCTAB_PORT_MAX) != 0)
		return -ENOMEM;
	return 0;
}

int
svctab_create(const struct svctab_params *params, struct svctab **out)
{
	struct svctab *st;

	if (svctab_endpoint_words != NULL)
		return -EBUSY;
	st = rte_zmalloc("svctab", sizeof(*st), 64);
	if (st == NULL)
		return -ENOMEM;
	st->end_max = params->endpoint_max;
	if (st->end_max == 0 || st->end_max > SVCTAB_ENDPOINT_MAX)
		st->end_max = SVCTAB_ENDPOINT_MAX / 4;
	if (tables_create(st) != 0 || records_create(st) != 0 ||
	    limbos_create(st, params->qsbr) != 0) {
		svctab_destroy(st);
		return -ENOMEM;
	}
	*out = st;
	return 0;
}

static void
service_free(struct service_rec *service)
{
	struct set_rec *set;

	while ((set = LIST_FIRST(&service->sets)) != NULL) {
		LIST_REMOVE(set, in_service);
		free(set->built);
		free(set->block);
		free(set);
	}
	free(service->built);
	free(service->block);
	free(service);
}

static void
records_free(struct svctab *st)
{
	uint32_t next = 0;
	const void *key;
	void *data;

	svctab_change_abort(st);
	while (st->services != NULL && rte_hash_iterate(st->services, &key, &data, &next) >= 0)
		service_free(data);
	rte_hash_free(st->services);
	rte_hash_free(st->sets);
	rte_hash_free(st->ends);
	free(st->change.claims);
	free(st->local);
	free(st->nodes);
	free(st->slots);
	free(st->addr_recs);
	free(st->end_recs);
	free(st->port_owner);
	free(st->ports_free);
}

void
svctab_destroy(struct svctab *st)
{
	uintptr_t memory;

	if (st == NULL)
		return;
	records_free(st);
	while (limbo_drain(&st->limbo_memory, &memory))
		free((void *)memory);
	limbo_fini(&st->limbo_memory);
	limbo_fini(&st->limbo_vips);
	limbo_fini(&st->limbo_addrs);
	limbo_fini(&st->limbo_targets);
	limbo_fini(&st->limbo_ports);
	rte_hash_free(st->vips);
	rte_hash_free(st->addrs);
	rte_hash_free(st->targets);
	rte_free(st->slot_port);
	rte_free(st->ports);
	rte_free(st->addr_flags);
	rte_free(st->target_refs);
	rte_free(st->affinity);
	rte_free(svctab_endpoint_words);
	svctab_endpoint_words = NULL;
	rte_free(st);
}

void
svctab_reclaim(struct svctab *st)
{
	uintptr_t what;

	while (limbo_take(&st->limbo_memory, &what))
		free((void *)what);
	while (limbo_take(&st->limbo_vips, &what))
		rte_hash_free_key_with_position(st->vips, (int32_t)what);
	while (limbo_take(&st->limbo_addrs, &what))
		rte_hash_free_key_with_position(st->addrs, (int32_t)what);
	while (limbo_take(&st->limbo_targets, &what))
		rte_hash_free_key_with_position(st->targets, (int32_t)what);
	while (limbo_take(&st->limbo_ports, &what))
		st->ports_free[(st->ports_free_head + st->ports_free_cnt++) % SVCTAB_PORT_MAX] =
			(uint32_t)what;
}

/* For workers -------------------------------------------------------------------------------- */

uint32_t
svctab_addr(const struct svctab *st, const struct ip_addr *addr)
{
	int32_t pos = rte_hash_lookup(st->addrs, addr);

	return pos < 0 ? 0 : __atomic_load_n(&st->addr_flags[pos], __ATOMIC_ACQUIRE);
}

void
svctab_addr4_burst(const struct svctab *st, const rte_be32_t *addrs, unsigned int n,
		   uint32_t *flags)
{
	struct ip_addr keys[SVCTAB_BURST_MAX];
	const void *at[SVCTAB_BURST_MAX];
	int32_t pos[SVCTAB_BURST_MAX];

	assert(n <= SVCTAB_BURST_MAX);
	if (n == 0)
		return;
	for (unsigned int i = 0; i < n; i++) {
		keys[i] = addr_from_v4(addrs[i]);
		at[i] = &keys[i];
	}
	rte_hash_lookup_bulk(st->addrs, at, n, pos);
	for (unsigned int i = 0; i < n; i++)
		flags[i] =
			pos[i] < 0 ? 0 : __atomic_load_n(&st->addr_flags[pos[i]], __ATOMIC_ACQUIRE);
}

static const struct svc_port *
slot_get(const struct svctab *st, uint32_t slot)
{
	uint32_t idx = __atomic_load_n(&st->slot_port[slot], __ATOMIC_ACQUIRE);

	return idx == SVC_IDX_NONE ? NULL : __atomic_load_n(&st->ports[idx], __ATOMIC_ACQUIRE);
}

const struct svc_port *
svctab_find(const struct svctab *st, const struct ip_addr *vip, uint8_t proto, rte_be16_t port)
{
	struct svc_key key = svc_key_of(vip->b, proto, port);
	int32_t pos = rte_hash_lookup(st->vips, &key);

	return pos < 0 ? NULL : slot_get(st, (uint32_t)pos);
}

const struct svc_port *
svctab_find_node_port(const struct svctab *st, uint8_t proto, rte_be16_t port)
{
	uint32_t at = svc_proto_idx(proto);

	if (at == SVCTAB_PROTO_CNT)
		return NULL;
	return slot_get(st, SVCTAB_VIP_SLOTS + at * 65536u + rte_be_to_cpu_16(port));
}

bool
svctab_is_endpoint(const struct svctab *st, const struct ip_addr *addr, uint8_t proto,
		   rte_be16_t port)
{
	struct svc_key key = svc_key_of(addr->b, proto, port);
	int32_t pos = rte_hash_lookup(st->targets, &key);

	return pos >= 0 && __atomic_load_n(&st->target_refs[pos], __ATOMIC_ACQUIRE) > 0;
}

bool
svctab_has_node_in(const struct svctab *st, const struct ip_prefix *prefix)
{
	const struct addr_list *nodes = __atomic_load_n(&st->nodes, __ATOMIC_ACQUIRE);

	for (size_t i = 0; nodes != NULL && i < nodes->cnt; i++)
		if (prefix_contains(prefix, &nodes->v[i]))
			return true;
	return false;
}

uint32_t
svctab_affinity_s(const struct svctab *st, uint32_t idx, uint32_t gen)
{
	uint64_t word = __atomic_load_n(&st->affinity[idx], __ATOMIC_ACQUIRE);

	return word >> 32 == gen ? (uint32_t)word : 0;
}

enum svc_choice
svc_choose(const struct svc_port *port, int family, enum sluice_policy policy, uint64_t hash,
	   const struct svc_endpoint **out)
{
	const struct svc_set *sets = port->set[family == 6];
	const struct svc_set *set = &sets[policy];

	if (set->endpoint_cnt == 0)
		return policy == SLUICE_POLICY_LOCAL && sets[SLUICE_POLICY_CLUSTER].endpoint_cnt > 0
			       ? SVC_CHOICE_NO_LOCAL
			       : SVC_CHOICE_NO_ENDPOINT;
	*out = &set->endpoints[maglev_pick(set->slots, set->slot_cnt, hash)];
	return SVC_CHOICE_OK;
}

/* For the main thread ------------------------------------------------------------------------ */

const struct svc_port *
svctab_next(const struct svctab *st, uint32_t *cursor)
{
	while (*cursor < st->port_top) {
		const struct svc_port *port = st->ports[(*cursor)++];

		if (port != NULL)
			return port;
	}
	return NULL;
}

const struct ip_addr *
svctab_next_announced(const struct svctab *st, uint32_t *cursor)
{
	const void *key;
	void *data;
	int32_t pos;

	while ((pos = rte_hash_iterate(st->addrs, &key, &data, cursor)) >= 0)
		if ((st->addr_flags[pos] & (SVC_ADDR_EXTERNAL | SVC_ADDR_LB)) != 0)
			return key;
	return NULL;
}

void
svctab_stats(const struct svctab *st, struct svctab_stats *out)
{
	*out = st->stats;
	out->endpoints = st->end_cnt;
}
