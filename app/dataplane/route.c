/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * The way out: next hop, then what the way allows.
 *
 * A flow remembers its next hop while the routing epoch stands, and with it whence its packets may
 * come: both hold for the same routes.
 */
#include "dataplane/pipe_priv.h"

static uint16_t
first_twin(const struct worker *w)
{
	uint16_t port = 0;

	while (port + 1 < w->port_cnt && !w->ports[port].twin)
		port++;
	return port;
}

void
pipe_way(const struct worker *w, rte_be32_t to, struct fib_way *way)
{
	fib_lookup4(w->fib, to, way);
	if (likely(way->port < w->port_cnt))
		return;
	if (way->kind == FIB_HOP_LOCAL)
		way->port = first_twin(w);
	else if (way->kind == FIB_HOP_ON_LINK || way->kind == FIB_HOP_GATEWAY)
		way->kind = FIB_HOP_NONE;
}

static inline void
remember(const struct worker *w, struct pkt *p, const struct fib_way *way)
{
	uint64_t hop = (uint64_t)w->epoch << 32 | fib_way_idx(way);

	__atomic_store_n(&p->line->came, p->came, __ATOMIC_RELAXED);
	__atomic_store_n(&p->line->hop, hop, __ATOMIC_RELAXED);
}

static void
find_way(struct worker *w, struct pkt *p)
{
	struct fib_way way;

	pipe_way(w, p->to, &way);
	switch ((enum fib_hop_kind)way.kind) {
	case FIB_HOP_NONE:
		pkt_drop(p, DROP_NO_ROUTE);
		return;
	case FIB_HOP_BLACKHOLE:
	case FIB_HOP_UNREACHABLE:
		pkt_drop(p, DROP_BLACKHOLE);
		return;
	case FIB_HOP_LOCAL:
		p->is_twin_bound = true;
		p->is_hop_missing = false;
		p->dst_mac = w->ports[way.port].mac;
		break;
	case FIB_HOP_ON_LINK:
	case FIB_HOP_GATEWAY:
		p->is_twin_bound = false;
		p->is_hop_missing = !way.resolved;
		p->dst_mac = way.dst_mac;
		if (way.resolved && p->line != NULL)
			remember(w, p, &way);
		break;
	}
	p->out_port = way.port;
	p->state = PKT_READY;
}

static inline bool
recall_way(struct worker *w, struct pkt *p)
{
	uint32_t hop_idx = (uint32_t)__atomic_load_n(&p->line->hop, __ATOMIC_RELAXED);

	if (!fib_recall(w->fib, hop_idx, &p->out_port, &p->dst_mac))
		return false;
	p->is_twin_bound = false;
	p->is_hop_missing = false;
	p->state = PKT_READY;
	return true;
}

void
pipe_route_burst(struct worker *w, struct pkt *pkts, unsigned int n)
{
	for (struct pkt *p = pkts; p < pkts + n; p++) {
		if (p->state != PKT_ROUTE)
			continue;
		if (likely(p->is_way_known) && likely(recall_way(w, p)))
			continue;
		find_way(w, p);
	}
}

/* Fragmenting here is not done: a packet too large without DF is dropped as one with DF is, but
 * says so only to the counter. */
static inline void
limit_one(struct worker *w, struct pkt *p)
{
	uint16_t mtu = w->ports[p->out_port].mtu;

	if (!p->is_from_twin && unlikely(p->h.ttl <= 1))
		pipe_ttl_exceeded(w, p);
	else if (unlikely(p->h.ip_len > mtu))
		pipe_too_big(w, p, mtu);
}

void
pipe_limit_burst(struct worker *w, struct pkt *pkts, unsigned int n)
{
	for (struct pkt *p = pkts; p < pkts + n; p++)
		if (p->state == PKT_READY && !p->is_twin_bound)
			limit_one(w, p);
}
