/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * Service ports: built aside, published by one pointer each. An index stays with (Service,
 * protocol, port) for as long as the Service has that port; given back, it rests a grace period and
 * then at the end of the queue, for counters and flows still name it.
 */
#include "tables/svctab_priv.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <rte_common.h>
#include <rte_hash.h>

static int
compare_refs(const void *a, const void *b)
{
	const struct port_ref *x = a, *y = b;

	return x->key < y->key ? -1 : x->key > y->key;
}

static const struct svc_port *
ports_find(const struct ports_built *built, uint8_t proto, uint16_t port)
{
	const struct port_ref want = {.key = (uint32_t)proto << 16 | port}, *found;

	if (built == NULL || built->ref_cnt == 0)
		return NULL;
	found = bsearch(&want, built->refs, built->ref_cnt, sizeof(want), compare_refs);
	return found == NULL ? NULL : &built->v[found->at];
}

/* @return -EEXIST: one port twice */
static int
refs_sort(struct ports_built *built, const struct sluice_service_port *from, uint32_t cnt)
{
	built->ref_cnt = cnt;
	for (uint32_t i = 0; i < cnt; i++)
		built->refs[i] = (struct port_ref){(uint32_t)from[i].proto << 16 | from[i].port, i};
	if (cnt > 0)
		qsort(built->refs, cnt, sizeof(built->refs[0]), compare_refs);
	for (uint32_t i = 1; i < cnt; i++)
		if (built->refs[i].key == built->refs[i - 1].key)
			return -EEXIST;
	return 0;
}

static uint32_t
port_idx_take(struct svctab *st)
{
	uint32_t idx = st->ports_free[st->ports_free_head];

	st->ports_free_head = (st->ports_free_head + 1) % SVCTAB_PORT_MAX;
	st->ports_free_cnt--;
	st->port_top = RTE_MAX(st->port_top, idx + 1);
	return idx;
}

const struct set_built *
svc_set_after(const struct svctab *st, uint64_t id, const struct sluice_endpoints **block)
{
	const struct set_rec *set;
	void *data;

	*block = NULL;
	if (rte_hash_lookup_data(st->sets, &id, &data) < 0)
		return NULL;
	set = data;
	if (set->next != NULL) {
		*block = set->next;
		return set->built_next;
	}
	if (set->removing)
		return NULL;
	*block = set->block;
	return set->built;
}

/* The generation of affinity that a Service will have: the one it has, if it goes on. */
static uint32_t
affinity_gen(struct svctab *st, const struct service_rec *service,
	     const struct sluice_service *block)
{
	if (block->affinity_s == 0)
		return 0;
	if (service->affinity_gen != 0 && service->block->incarnation == block->incarnation)
		return service->affinity_gen;
	st->affinity_seq += st->affinity_seq == UINT32_MAX ? 2 : 1;
	return st->affinity_seq;
}

static void
port_fill(const struct svctab *st, struct svc_port *port, const struct service_rec *service,
	  const struct sluice_service *block, const struct sluice_service_port *from)
{
	const uint64_t set_ids[2] = {from->set4, from->set6};

	*port = (struct svc_port){
		.port = from->port,
		.node_port = from->node_port,
		.proto = from->proto,
		.internal_policy = block->internal_policy,
		.external_policy = block->external_policy,
		.affinity_s = block->affinity_s,
		.affinity_idx = service->idx,
		.affinity_gen = service->affinity_gen_next,
		.service_id = block->head.id,
		.source_range_cnt = block->source_ranges.cnt,
	};
	for (int family = 0; family < 2; family++) {
		const struct sluice_endpoints *set_block;
		const struct set_built *set = svc_set_after(st, set_ids[family], &set_block);

		if (set == NULL)
			continue;
		port->set[family][SLUICE_POLICY_CLUSTER] = set->use[SLUICE_POLICY_CLUSTER];
		port->set[family][SLUICE_POLICY_LOCAL] = set->use[SLUICE_POLICY_LOCAL];
	}
}

/* All of a Service's ports, empty; the ranges behind them are the block's. */
static struct ports_built *
ports_alloc(const struct sluice_service *block, struct sluice_prefix **ranges)
{
	size_t ranges_bytes = block->source_ranges.cnt * sizeof(struct sluice_prefix);
	size_t head_bytes = RTE_ALIGN_CEIL(sizeof(struct ports_built), RTE_CACHE_LINE_SIZE);
	size_t ports_bytes = block->ports.cnt * sizeof(struct svc_port);
	size_t refs_bytes = block->ports.cnt * sizeof(struct port_ref);
	size_t bytes = RTE_ALIGN_CEIL(head_bytes + ports_bytes + ranges_bytes + refs_bytes,
				      RTE_CACHE_LINE_SIZE);
	struct ports_built *built = aligned_alloc(RTE_CACHE_LINE_SIZE, bytes);
	char *at = (char *)built + head_bytes;

	if (built == NULL)
		return NULL;
	*built = (struct ports_built){
		.bytes = bytes,
		.v = (void *)at,
		.refs = (void *)(at + ports_bytes + ranges_bytes),
	};
	*ranges = (void *)(at + ports_bytes);
	if (ranges_bytes > 0)
		memcpy(*ranges, block_section(block, block->source_ranges), ranges_bytes);
	return built;
}

int
svc_ports_build(struct svctab *st, struct service_rec *service, const struct sluice_service *block,
		struct ports_built **out)
{
	const struct sluice_service_port *from = block_section(block, block->ports);
	struct sluice_prefix *ranges;
	struct ports_built *built = ports_alloc(block, &ranges);
	int err;

	if (built == NULL)
		return -ENOMEM;
	err = refs_sort(built, from, block->ports.cnt);
	service->affinity_gen_next = affinity_gen(st, service, block);
	for (uint32_t i = 0; err == 0 && i < block->ports.cnt; i++) {
		const struct svc_port *was =
			ports_find(service->built, from[i].proto, from[i].port);
		struct svc_port *port = &built->v[i];

		if (was == NULL && st->ports_free_cnt == 0) {
			err = -ENOSPC;
			break;
		}
		port_fill(st, port, service, block, &from[i]);
		port->source_ranges = port->source_range_cnt == 0 ? NULL : ranges;
		port->idx = was != NULL ? was->idx : port_idx_take(st);
		built->cnt++;
	}
	if (err != 0) {
		svc_ports_drop_new(st, built, service->built);
		free(built);
		return err;
	}
	st->stats.bytes += built->bytes;
	*out = built;
	return 0;
}

void
svc_ports_drop_new(struct svctab *st, const struct ports_built *built,
		   const struct ports_built *other)
{
	for (uint32_t i = 0; i < built->cnt; i++)
		if (ports_find(other, built->v[i].proto, built->v[i].port) == NULL)
			limbo_put(&st->limbo_ports, built->v[i].idx);
}

void
svc_ports_publish(struct svctab *st, struct service_rec *service, const struct ports_built *old,
		  const struct ports_built *next)
{
	for (uint32_t i = 0; next != NULL && i < next->cnt; i++) {
		st->port_owner[next->v[i].idx] = service;
		__atomic_store_n(&st->ports[next->v[i].idx], &next->v[i], __ATOMIC_RELEASE);
	}
	if (old == NULL)
		return;
	for (uint32_t i = 0; i < old->cnt; i++) {
		if (ports_find(next, old->v[i].proto, old->v[i].port) != NULL)
			continue;
		st->port_owner[old->v[i].idx] = NULL;
		__atomic_store_n(&st->ports[old->v[i].idx], NULL, __ATOMIC_RELEASE);
	}
	svc_ports_drop_new(st, old, next);
}
