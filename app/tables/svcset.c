/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * Endpoint sets: from a proven block to the arrays that svc_choose reads, Maglev's slots included.
 * One allocation, laid out as
 *
 *	| set_built | members | usable under Cluster | under Local | slots of Cluster | of Local |
 *
 * each part on a cache line of its own; where both policies use the same endpoints (or Local none)
 * the second parts are left out.
 */
#include "tables/svctab_priv.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <rte_common.h>

#include "net/maglev.h"

static const uint16_t policy_flag[2] = {
	[SLUICE_POLICY_CLUSTER] = SLUICE_ENDPOINT_USE_CLUSTER,
	[SLUICE_POLICY_LOCAL] = SLUICE_ENDPOINT_USE_LOCAL,
};

/* Sizes and offsets of the parts. */
struct layout {
	uint32_t use_cnt[2];
	uint32_t slot_cnt[2];
	bool shared; /* Local is Cluster */
	size_t members_off, use_off[2], slots_off[2];
	size_t bytes;
};

static size_t
layout_add(struct layout *l, size_t bytes)
{
	size_t off = l->bytes;

	l->bytes = RTE_ALIGN_CEIL(off + bytes, RTE_CACHE_LINE_SIZE);
	return off;
}

static struct layout
set_layout(const struct sluice_endpoints *block)
{
	const struct sluice_endpoint *v = block_section(block, block->endpoints);
	struct layout l = {.shared = true};

	for (uint32_t i = 0; i < block->endpoints.cnt; i++) {
		bool cluster = (v[i].flags & SLUICE_ENDPOINT_USE_CLUSTER) != 0;
		bool local = (v[i].flags & SLUICE_ENDPOINT_USE_LOCAL) != 0;

		l.use_cnt[SLUICE_POLICY_CLUSTER] += cluster;
		l.use_cnt[SLUICE_POLICY_LOCAL] += local;
		l.shared = l.shared && cluster == local;
	}
	layout_add(&l, sizeof(struct set_built));
	l.members_off = layout_add(&l, block->endpoints.cnt * sizeof(struct set_member));
	for (int policy = 0; policy < 2; policy++) {
		l.slot_cnt[policy] = maglev_size(l.use_cnt[policy]);
		if (policy == SLUICE_POLICY_LOCAL && l.shared) {
			l.use_off[policy] = l.use_off[0];
			l.slots_off[policy] = l.slots_off[0];
			continue;
		}
		l.use_off[policy] = layout_add(&l, l.use_cnt[policy] * sizeof(struct svc_endpoint));
		l.slots_off[policy] = layout_add(&l, l.slot_cnt[policy] * sizeof(uint16_t));
	}
	return l;
}

static int
slots_build(const struct svc_endpoint *use, uint32_t cnt, uint16_t *slots)
{
	struct ip_end *ends = calloc(cnt, sizeof(*ends));
	int err;

	if (ends == NULL)
		return -ENOMEM;
	for (uint32_t i = 0; i < cnt; i++) {
		ends[i].addr = use[i].addr;
		ends[i].port = use[i].port;
	}
	err = maglev_build(ends, cnt, slots);
	free(ends);
	return err;
}

static int
use_build(const struct svctab *st, const struct sluice_endpoints *block, const struct layout *l,
	  struct set_built *built, int policy)
{
	const struct sluice_endpoint *v = block_section(block, block->endpoints);
	struct svc_endpoint *use = (void *)((char *)built + l->use_off[policy]);
	uint16_t *slots = (void *)((char *)built + l->slots_off[policy]);
	uint32_t cnt = 0;

	built->use[policy] = (struct svc_set){
		.endpoint_cnt = l->use_cnt[policy],
		.slot_cnt = l->slot_cnt[policy],
		.endpoints = use,
		.slots = slots,
	};
	if (policy == SLUICE_POLICY_LOCAL && l->shared)
		return 0;
	for (uint32_t i = 0; i < block->endpoints.cnt; i++) {
		struct svc_endpoint *e = &use[cnt];

		if ((v[i].flags & policy_flag[policy]) == 0)
			continue;
		memcpy(e->addr.b, v[i].addr.b, sizeof(e->addr.b));
		e->port = rte_cpu_to_be_16(v[i].port);
		e->flags = v[i].flags;
		e->idx = built->members[i].idx;
		e->gen = st->end_recs[e->idx].gen;
		cnt++;
	}
	return cnt == 0 ? 0 : slots_build(use, cnt, slots);
}

static int
members_take(struct svctab *st, struct service_rec *service, const struct sluice_endpoints *block,
	     struct set_built *built, struct set_member *members)
{
	const struct sluice_endpoint *v = block_section(block, block->endpoints);

	built->members = members;
	for (uint32_t i = 0; i < block->endpoints.cnt; i++) {
		struct svc_key key =
			svc_key_of(v[i].addr.b, block->proto, rte_cpu_to_be_16(v[i].port));
		int err = svc_end_take(st, service, &key, &members[i].idx);

		if (err != 0)
			return err;
		members[i].flags = v[i].flags;
		built->member_cnt++;
	}
	return 0;
}

int
svc_set_build(struct svctab *st, struct service_rec *service, const struct sluice_endpoints *block,
	      struct set_built **out)
{
	struct layout l = set_layout(block);
	struct set_built *built;
	int err;

	if (RTE_MAX(l.use_cnt[0], l.use_cnt[1]) > MAGLEV_ENDS_MAX)
		return -ENOSPC;
	built = aligned_alloc(RTE_CACHE_LINE_SIZE, l.bytes);
	if (built == NULL)
		return -ENOMEM;
	*built = (struct set_built){.bytes = l.bytes};
	err = members_take(st, service, block, built, (void *)((char *)built + l.members_off));
	for (int policy = 0; err == 0 && policy < 2; policy++)
		err = use_build(st, block, &l, built, policy);
	if (err != 0) {
		svc_set_drop_ends(st, built);
		free(built);
		return err;
	}
	st->stats.bytes += l.bytes;
	*out = built;
	return 0;
}

void
svc_set_drop_ends(struct svctab *st, const struct set_built *built)
{
	for (uint32_t i = 0; i < built->member_cnt; i++)
		svc_end_drop(st, built->members[i].idx);
}

void
svc_set_count(struct svctab *st, const struct set_built *built, int sign)
{
	for (uint32_t i = 0; i < built->member_cnt; i++) {
		const struct set_member *m = &built->members[i];
		struct end_rec *e = &st->end_recs[m->idx];

		if ((m->flags & SVCTAB_ENDPOINT_USABLE) != 0)
			e->use += (uint32_t)sign;
		if ((m->flags & SLUICE_ENDPOINT_SERVING) != 0)
			e->serving += (uint32_t)sign;
	}
}
