/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * Translation: one rewrite record says all, for requests, replies and masqueraded ones alike.
 *
 * Checksums change by the record's deltas (RFC 1624), so one that came wrong stays wrong and the
 * receiver finds out; a UDP checksum of 0 stays 0. The TTL falls by one between two wires; what
 * comes from the board or goes to it has not been forwarded.
 */
#include "dataplane/pipe_priv.h"

#include <rte_udp.h>

#include "net/csum.h"

static inline void
rewrite_l4(struct pkt *p, const struct flow_rewrite4 *r)
{
	void *l4 = rte_pktmbuf_mtod_offset(p->m, void *, p->h.l4_off);

	if (p->key.proto == IPPROTO_TCP) {
		struct rte_tcp_hdr *tcp = l4;

		tcp->src_port = r->sport;
		tcp->dst_port = r->dport;
		tcp->cksum = csum_apply(tcp->cksum, r->l4_delta);
	} else {
		struct rte_udp_hdr *udp = l4;

		udp->src_port = r->sport;
		udp->dst_port = r->dport;
		udp->dgram_cksum = csum_apply_udp(udp->dgram_cksum, r->l4_delta);
	}
}

static inline void
translate_one(struct worker *w, struct pkt *p)
{
	struct rte_ipv4_hdr *ip = pkt_ip4(p);
	const struct flow_rewrite4 *r = p->line == NULL ? NULL : &p->line->rewrite;
	bool is_forwarded = !p->is_from_twin && !p->is_twin_bound;
	uint16_t delta = r == NULL ? 0 : r->ip_delta;

	if (r != NULL) {
		ip->src_addr = r->src;
		ip->dst_addr = r->dst;
		rewrite_l4(p, r);
	}
	if (is_forwarded) {
		ip->time_to_live--;
		delta = csum_delta_join(delta, CSUM_DELTA_TTL);
	}
	if (delta != 0)
		ip->hdr_checksum = csum_apply(ip->hdr_checksum, delta);
	if (p->is_hop_missing) {
		p->state = PKT_HOLD;
		return;
	}
	pipe_ether_write(w, p->m, p->out_port, &p->dst_mac);
	p->state = p->is_twin_bound ? PKT_TWIN : PKT_TX;
}

void
pipe_translate_burst(struct worker *w, struct pkt *pkts, unsigned int n)
{
	for (struct pkt *p = pkts; p < pkts + n; p++)
		if (p->state == PKT_READY)
			translate_one(w, p);
}
