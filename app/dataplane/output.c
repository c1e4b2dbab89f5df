/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * The ends of packets: each is carried out and counted exactly once, here.
 *
 * Packets for one port are gathered over the bursts of a poll and sent in one call. What a queue
 * does not take is dropped: waiting would stall all other ports.
 */
#include "dataplane/pipe_priv.h"

void
pipe_out_drop(struct worker *w, struct rte_mbuf *m, enum drop reason)
{
	counter_add(&w->counters.drops[reason], 1);
	rte_pktmbuf_free(m);
}

static void
drop_rest(struct worker *w, struct out_queue *q, uint16_t sent, enum drop reason)
{
	uint16_t rest = q->cnt - sent;

	counter_add(&w->counters.drops[reason], rest);
	rte_pktmbuf_free_bulk(q->pkts + sent, rest);
}

static uint64_t
bytes_of(struct rte_mbuf *const *pkts, uint16_t n)
{
	uint64_t bytes = 0;

	for (uint16_t i = 0; i < n; i++)
		bytes += rte_pktmbuf_pkt_len(pkts[i]);
	return bytes;
}

static void
flush_wire(struct worker *w, uint16_t port)
{
	struct out_queue *q = &w->wire[port];
	struct port_counters *c = &w->counters.ports[port];
	uint64_t bytes = bytes_of(q->pkts, q->cnt); /* before they are somebody else's */
	uint16_t sent = w->io.tx(w->io.ctx, port, w->idx, q->pkts, q->cnt);

	if (unlikely(sent < q->cnt)) {
		bytes -= bytes_of(q->pkts + sent, q->cnt - sent);
		drop_rest(w, q, sent, DROP_TX_FULL);
	}
	counter_add(&w->counters.tx, sent);
	counter_add(&c->tx_pkts, sent);
	counter_add(&c->tx_bytes, bytes);
	q->cnt = 0;
}

static void
flush_twin(struct worker *w, uint16_t port)
{
	struct out_queue *q = &w->twin[port];
	uint16_t sent = w->io.twin_tx(w->io.ctx, port, w->idx, q->pkts, q->cnt);

	if (unlikely(sent < q->cnt))
		drop_rest(w, q, sent, DROP_TWIN_FULL);
	counter_add(&w->counters.to_twin, sent);
	counter_add(&w->counters.ports[port].to_twin_pkts, sent);
	q->cnt = 0;
}

void
pipe_out_wire(struct worker *w, uint16_t port, struct rte_mbuf *m)
{
	struct out_queue *q = &w->wire[port];

	if (q->cnt == PIPE_OUT_MAX)
		flush_wire(w, port);
	q->pkts[q->cnt++] = m;
}

void
pipe_out_twin(struct worker *w, uint16_t port, struct rte_mbuf *m)
{
	struct out_queue *q = &w->twin[port];

	if (!w->ports[port].twin) {
		pipe_out_drop(w, m, DROP_NO_TWIN);
		return;
	}
	if (q->cnt == PIPE_OUT_MAX)
		flush_twin(w, port);
	q->pkts[q->cnt++] = m;
}

void
pipe_out_flush(struct worker *w)
{
	for (uint16_t port = 0; port < w->port_cnt; port++) {
		if (w->wire[port].cnt > 0)
			flush_wire(w, port);
		if (w->twin[port].cnt > 0)
			flush_twin(w, port);
	}
}

static void
output_one(struct worker *w, struct pkt *p)
{
	switch ((enum pkt_state)p->state) {
	case PKT_TX:
		pipe_out_wire(w, p->out_port, p->m);
		break;
	case PKT_TWIN:
		pipe_out_twin(w, p->out_port, p->m);
		break;
	case PKT_HOLD:
		if (!pipe_hold_put(w, p))
			pipe_out_drop(w, p->m, (enum drop)p->drop);
		break;
	case PKT_CONSUMED:
		counter_add(&w->counters.consumed, 1);
		rte_pktmbuf_free(p->m);
		break;
	case PKT_LOOKUP:
	case PKT_MISS:
	case PKT_ROUTE:
	case PKT_READY:
		RTE_ASSERT(false); /* every stage moves its packets on */
		break;
	case PKT_DROP:
		pipe_out_drop(w, p->m, (enum drop)p->drop);
		break;
	}
}

void
pipe_output_burst(struct worker *w, struct pkt *pkts, unsigned int n)
{
	for (unsigned int i = 0; i < n; i++)
		output_one(w, &pkts[i]);
}
