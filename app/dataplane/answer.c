/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * Packets made here: refusals, ICMP errors, ARP.
 *
 * An answer goes back by the port its packet came by, to the station that sent it. Refusals and
 * ICMP errors share one token bucket; ARP is answered always, as every host does.
 */
#include "dataplane/pipe_priv.h"

#include "net/arp.h"
#include "net/reject.h"

#define ICMP_TIME_EXCEEDED 11
#define ICMP_UNREACHABLE   3
#define ICMP_CODE_PORT     3
#define ICMP_CODE_TOO_BIG  4
#define TOKEN              1000 /* thousandths */

static bool
bucket_has(struct bucket *b, uint32_t now_ms)
{
	uint64_t gained = (uint64_t)(now_ms - b->at_ms) * b->rate;

	b->at_ms = now_ms;
	b->tokens = RTE_MIN(b->tokens + gained, b->max);
	return b->tokens >= TOKEN;
}

/* An empty packet that has room for an answer. */
static struct rte_mbuf *
blank(struct worker *w)
{
	struct rte_mbuf *m = rte_pktmbuf_alloc(w->pool);

	if (m != NULL && rte_pktmbuf_tailroom(m) < REJECT_FRAME_BYTES) {
		rte_pktmbuf_free(m);
		return NULL;
	}
	return m;
}

static void
send_made(struct worker *w, struct rte_mbuf *m, uint32_t bytes, uint16_t port, bool is_for_twin)
{
	m->data_len = (uint16_t)bytes;
	m->pkt_len = bytes;
	counter_add(&w->counters.generated, 1);
	if (is_for_twin)
		pipe_out_twin(w, port, m);
	else
		pipe_out_wire(w, port, m);
}

/* Answer within the limit. @param e NULL: by a RST */
static void
answer(struct worker *w, struct pkt *p, const struct reject_icmp *e)
{
	const uint8_t *frame = rte_pktmbuf_mtod(p->m, const uint8_t *);
	struct rte_mbuf *m;
	uint32_t bytes;

	if (!bucket_has(&w->answers_allowed, w->now_ms)) {
		pkt_drop(p, DROP_REJECT_LIMIT);
		return;
	}
	m = blank(w);
	if (m == NULL) {
		pkt_drop(p, DROP_NO_MBUF);
		return;
	}
	bytes = e == NULL ? reject_tcp(frame, &p->h, rte_pktmbuf_mtod(m, uint8_t *))
			  : reject_icmp(frame, rte_pktmbuf_data_len(p->m), &p->h, e,
					rte_pktmbuf_mtod(m, uint8_t *));
	if (bytes == 0) {
		rte_pktmbuf_free(m);
		pkt_drop(p, DROP_REJECT_NONE);
		return;
	}
	w->answers_allowed.tokens -= TOKEN;
	send_made(w, m, bytes, p->port, p->is_from_twin);
	p->state = PKT_CONSUMED;
}

void
pipe_refuse(struct worker *w, struct pkt *p)
{
	const struct reject_icmp port_unreachable = {
		.src = addr_from_v4(p->h.v4.dst),
		.type = ICMP_UNREACHABLE,
		.code = ICMP_CODE_PORT,
	};

	answer(w, p, p->h.proto == IPPROTO_TCP ? NULL : &port_unreachable);
}

/* An ICMP error in the board's own name: its address on the port that the packet came by. */
static void
answer_as_board(struct worker *w, struct pkt *p, struct reject_icmp *e)
{
	rte_be32_t own;

	if (!fib_port_addr4(w->fib, p->port, &own)) {
		pkt_drop(p, DROP_REJECT_NONE);
		return;
	}
	e->src = addr_from_v4(own);
	answer(w, p, e);
}

void
pipe_ttl_exceeded(struct worker *w, struct pkt *p)
{
	struct reject_icmp e = {.type = ICMP_TIME_EXCEEDED};

	if (p->h.ttl == 0)
		pkt_drop(p, DROP_TTL);
	else
		answer_as_board(w, p, &e);
}

void
pipe_too_big(struct worker *w, struct pkt *p, uint16_t mtu)
{
	struct reject_icmp e = {.type = ICMP_UNREACHABLE, .code = ICMP_CODE_TOO_BIG, .rest = mtu};

	if (pkt_ip4(p)->fragment_offset & RTE_BE16(RTE_IPV4_HDR_DF_FLAG))
		answer_as_board(w, p, &e);
	else
		pkt_drop(p, DROP_MTU);
}

/* Addresses that only workers hold: VIPs that clients of the link may reach, and those to
 * masquerade with. */
static bool
is_answered_here(const struct worker *w, rte_be32_t target)
{
	struct ip_addr addr = addr_from_v4(target);
	uint32_t is = svctab_addr(w->services, &addr);

	if (is & SVC_ADDR_LOCAL)
		return false;
	return (is & (SVC_ADDR_LB | SVC_ADDR_EXTERNAL)) || pipe_is_masq_addr(w, target);
}

static struct mac_addr
mac_of(const struct worker *w, uint16_t port)
{
	struct mac_addr mac;

	memcpy(mac.b, w->ports[port].mac.addr_bytes, sizeof(mac.b));
	return mac;
}

bool
pipe_arp_answer(struct worker *w, struct pkt *p)
{
	const uint8_t *frame = rte_pktmbuf_mtod(p->m, const uint8_t *);
	struct mac_addr mac = mac_of(w, p->port);
	struct rte_mbuf *m;
	rte_be32_t target;

	if (!arp_is_request(frame, &p->h, &target) || !is_answered_here(w, target))
		return false;
	m = blank(w);
	if (m == NULL) {
		pkt_drop(p, DROP_NO_MBUF);
		return true;
	}
	send_made(w, m, arp_answer(frame, &p->h, &mac, rte_pktmbuf_mtod(m, uint8_t *)), p->port,
		  false);
	p->state = PKT_CONSUMED;
	return true;
}

void
pipe_announce_all(struct worker *w)
{
	struct pipe_announce a;

	while (rte_ring_sc_dequeue_elem(w->from_main, &a, sizeof(a)) == 0) {
		struct mac_addr mac;
		struct rte_mbuf *m;

		if (!addr_is_v4(&a.addr) || a.port >= w->port_cnt)
			continue;
		m = blank(w);
		if (m == NULL)
			return; /* announced again when the link comes up or the VIP changes */
		mac = mac_of(w, (uint16_t)a.port);
		send_made(w, m,
			  arp_announce(addr_v4(&a.addr), &mac, rte_pktmbuf_mtod(m, uint8_t *)),
			  (uint16_t)a.port, false);
	}
}
