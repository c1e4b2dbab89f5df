/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * Packets whose next hop has no MAC address yet: they wait here while the main thread has the hop
 * resolved, and go out, in their order, when routes or neighbours moved.
 *
 * Bounded per hop, in hops, in all, and in time; what does not fit is dropped, never something
 * that already waits.
 */
#include "dataplane/pipe_priv.h"

static void
ask(struct worker *w, struct held_hop *hop)
{
	struct pipe_resolve r = {.addr = addr_from_v4(hop->addr), .port = hop->port};

	hop->asked_ms = w->now_ms;
	/* a full ring holds requests enough for now: this hop's next turn comes */
	(void)rte_ring_sp_enqueue_elem(w->to_main, &r, sizeof(r));
}

/* The hop's place, a fresh one if need be; NULL when all are taken. */
static struct held_hop *
hop_get(struct worker *w, rte_be32_t addr, uint16_t port)
{
	struct held_hop *unused = NULL;

	for (struct held_hop *hop = w->hold.hops; hop < w->hold.hops + PIPE_HOP_MAX; hop++) {
		if (hop->cnt == 0)
			unused = hop;
		else if (hop->addr == addr && hop->port == port)
			return hop;
	}
	if (unused == NULL)
		return NULL;
	*unused = (struct held_hop){.addr = addr, .port = port};
	ask(w, unused);
	return unused;
}

bool
pipe_hold_put(struct worker *w, struct pkt *p)
{
	struct hold *h = &w->hold;
	struct held_hop *hop;
	struct fib_way way;

	pipe_way(w, p->to, &way);
	hop = h->cnt == PIPE_HOLD_MAX ? NULL : hop_get(w, addr_v4(&way.neighbor), p->out_port);
	if (hop == NULL || hop->cnt == PIPE_HOLD_PER_HOP) {
		pkt_drop(p, DROP_NEIGHBOR_FULL);
		return false;
	}
	if (h->cnt == 0) {
		h->epoch = w->epoch;
		h->tried_ms = w->now_ms;
	}
	h->held[h->cnt++] = (struct held){
		.m = p->m,
		.to = p->to,
		.since_ms = w->now_ms,
		.hop = (uint16_t)(hop - h->hops),
	};
	hop->cnt++;
	counter_add(&w->counters.held, 1);
	return true;
}

/* Send or drop one that waits. @return false: it waits on */
static bool
settle(struct worker *w, const struct held *held)
{
	struct fib_way way;

	pipe_way(w, held->to, &way);
	switch ((enum fib_hop_kind)way.kind) {
	case FIB_HOP_NONE:
		pipe_out_drop(w, held->m, DROP_NO_ROUTE);
		return true;
	case FIB_HOP_BLACKHOLE:
	case FIB_HOP_UNREACHABLE:
		pipe_out_drop(w, held->m, DROP_BLACKHOLE);
		return true;
	case FIB_HOP_LOCAL:
		pipe_ether_write(w, held->m, way.port, &w->ports[way.port].mac);
		pipe_out_twin(w, way.port, held->m);
		return true;
	case FIB_HOP_ON_LINK:
	case FIB_HOP_GATEWAY:
		break;
	}
	if (way.resolved) {
		pipe_ether_write(w, held->m, way.port, &way.dst_mac);
		pipe_out_wire(w, way.port, held->m);
		return true;
	}
	if (w->now_ms - held->since_ms < PIPE_HOLD_MS)
		return false;
	pipe_out_drop(w, held->m, DROP_NEIGHBOR_TIMEOUT);
	return true;
}

void
pipe_hold_retry(struct worker *w)
{
	struct hold *h = &w->hold;
	uint32_t kept = 0;

	if (likely(h->cnt == 0))
		return;
	if (h->epoch == w->epoch && w->now_ms - h->tried_ms < PIPE_RETRY_MS)
		return;
	h->epoch = w->epoch;
	h->tried_ms = w->now_ms;
	for (uint32_t i = 0; i < h->cnt; i++) {
		if (settle(w, &h->held[i]))
			h->hops[h->held[i].hop].cnt--;
		else
			h->held[kept++] = h->held[i];
	}
	counter_add(&w->counters.held, (uint64_t)kept - h->cnt);
	h->cnt = kept;
	for (struct held_hop *hop = h->hops; hop < h->hops + PIPE_HOP_MAX; hop++)
		if (hop->cnt > 0 && w->now_ms - hop->asked_ms >= PIPE_ASK_MS)
			ask(w, hop);
}

void
pipe_hold_free(struct worker *w)
{
	for (uint32_t i = 0; i < w->hold.cnt; i++)
		rte_pktmbuf_free(w->hold.held[i].m);
	w->hold.cnt = 0;
}
