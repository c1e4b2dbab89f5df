/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * The packet's way, top to bottom. Each stage is one call over the whole burst, so that what it is
 * about to touch has been fetched while its neighbours were worked on.
 *
 * Two decisions of order. The way out is found before translation, from where the flow will send
 * the packet: so what is too old or too large is answered with a quote of what its sender sent.
 * Sources are checked where a flow is made, and again for an established one only when routes
 * moved or its packets come from elsewhere: see struct flow_line4's `came`.
 */
#include "dataplane/pipeline.h"
#include "dataplane/pipe_priv.h"

#include <rte_prefetch.h>
#include <rte_rcu_qsbr.h>

/* A burst from rx to its ends. */
static void
walk(struct worker *w, unsigned int n)
{
	struct pkt *pkts = w->pkts;

	pipe_parse_burst(w, pkts, n);     /* headers, lengths, martians; ARP and the board's own */
	pipe_hit_burst(w, pkts, n);       /* a known flow? then its line has all that is needed */
	pipe_miss_burst(w, pkts, n);      /* sources, VIPs, node ports, policies; new flows */
	pipe_route_burst(w, pkts, n);     /* port and MAC of the next hop */
	pipe_limit_burst(w, pkts, n);     /* TTL, MTU */
	pipe_translate_burst(w, pkts, n); /* addresses, ports, checksums, Ethernet header */
	pipe_output_burst(w, pkts, n);    /* wire, twin, hold or drop: each one counted */
}

static void
begin(struct worker *w, struct rte_mbuf **m, unsigned int n, uint16_t port, bool is_from_twin)
{
	for (unsigned int i = 0; i < n; i++)
		rte_prefetch0(rte_pktmbuf_mtod(m[i], void *));
	for (unsigned int i = 0; i < n; i++) {
		struct pkt *p = &w->pkts[i];

		p->m = m[i];
		p->line = NULL;
		p->flow = FLOW_HANDLE_NONE;
		p->port = (uint8_t)port;
		p->is_from_twin = is_from_twin;
		p->came = (uint8_t)(1 + (port << 1 | is_from_twin));
		p->is_way_known = false;
		p->frame_len = rte_pktmbuf_pkt_len(m[i]);
	}
}

static unsigned int
poll_wire(struct worker *w, uint16_t port)
{
	struct rte_mbuf *m[PIPE_BURST_MAX];
	struct port_counters *c = &w->counters.ports[port];
	unsigned int n = w->io.rx(w->io.ctx, port, w->idx, m, PIPE_BURST_MAX);
	uint64_t bytes = 0;

	if (n == 0)
		return 0;
	begin(w, m, n, port, false);
	for (unsigned int i = 0; i < n; i++)
		bytes += w->pkts[i].frame_len;
	counter_add(&w->counters.rx, n);
	counter_add(&c->rx_pkts, n);
	counter_add(&c->rx_bytes, bytes);
	walk(w, n);
	return n;
}

static unsigned int
poll_twin(struct worker *w, uint16_t port)
{
	struct rte_mbuf *m[PIPE_BURST_MAX];
	unsigned int n = w->io.twin_rx(w->io.ctx, port, w->idx, m, PIPE_BURST_MAX);

	if (n == 0)
		return 0;
	begin(w, m, n, port, true);
	counter_add(&w->counters.from_twin, n);
	counter_add(&w->counters.ports[port].from_twin_pkts, n);
	walk(w, n);
	return n;
}

/* A share of the flow slab and of affinity for every millisecond that went by: idle polls sweep no
 * faster. */
static void
sweep(struct worker *w)
{
	uint32_t elapsed_ms = w->now_ms - w->swept_ms;
	uint32_t budget =
		RTE_MIN(elapsed_ms, PIPE_SWEEP_MAX / PIPE_SWEEP_PER_MS) * PIPE_SWEEP_PER_MS;

	if (elapsed_ms == 0)
		return;
	w->swept_ms = w->now_ms;
	counter_add(&w->counters.flows_expired, flowtab_sweep(w->flow_slab, w->now_ms, budget));
	affinity_sweep(w->affinity, w->idx, w->now_ms, budget / PIPE_SWEEP_SHARE);
}

unsigned int
pipe_poll(struct worker *w, uint32_t now_ms)
{
	unsigned int n = 0;

	w->now_ms = now_ms;
	w->epoch = fib_epoch(w->fib);
	if (w->is_picking_up && now_ms - w->start_ms >= w->pickup_ms)
		w->is_picking_up = false;

	for (uint16_t port = 0; port < w->port_cnt; port++) {
		n += poll_wire(w, port);
		if (w->ports[port].twin)
			n += poll_twin(w, port);
	}
	pipe_hold_retry(w);
	pipe_announce_all(w);
	pipe_out_flush(w);
	sweep(w);
	rte_rcu_qsbr_quiescent(w->qsbr, w->idx);
	counter_add(&w->counters.polls, 1);
	if (n == 0)
		counter_add(&w->counters.empty_polls, 1);
	return n;
}
