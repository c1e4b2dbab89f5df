/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * The first stage: what is this packet, and is it fit to be looked at?
 *
 * Headers are walked once (net/parse.h), over as many buffers as they are spread; a frame whose
 * headers go past the first buffer is made one piece. Sorted out here: malformed headers, other
 * stations' frames, martian addresses (RFC 1812 5.3.7), ARP for our VIPs, and what only the board's
 * kernel reads: other Ethernet types, IPv6, multicast, broadcast. What the kernel sent and no
 * Service wants goes out as it is.
 */
#include "dataplane/pipe_priv.h"

static const uint8_t drop_of[PARSE_VERDICT_CNT] = {
	[PARSE_SPLIT] = DROP_L4_HEADER,
	[PARSE_SHORT_FRAME] = DROP_RUNT,
	[PARSE_BAD_ARP] = DROP_ARP,
	[PARSE_BAD_VERSION] = DROP_IP_HEADER,
	[PARSE_BAD_IHL] = DROP_IP_HEADER,
	[PARSE_IHL_BEYOND_TOTAL] = DROP_IP_HEADER,
	[PARSE_TOTAL_BEYOND_FRAME] = DROP_IP_HEADER,
	[PARSE_BAD_IP_CHECKSUM] = DROP_IP_CHECKSUM,
	[PARSE_BAD_IP_OPTION] = DROP_IP_HEADER,
	[PARSE_SOURCE_ROUTE] = DROP_IP_OPTIONS,
	[PARSE_MAPPED_ADDR] = DROP_MARTIAN,
	[PARSE_EXT_TRUNCATED] = DROP_IP_HEADER,
	[PARSE_EXT_LIMIT] = DROP_IP_HEADER,
	[PARSE_EXT_ORDER] = DROP_IP_HEADER,
	[PARSE_TINY_FRAGMENT] = DROP_L4_HEADER,
	[PARSE_BAD_FRAGMENT] = DROP_IP_HEADER,
	[PARSE_L4_TRUNCATED] = DROP_L4_HEADER,
	[PARSE_BAD_TCP_OFFSET] = DROP_L4_HEADER,
	[PARSE_BAD_UDP_LENGTH] = DROP_L4_HEADER,
	[PARSE_UDP6_NO_CHECKSUM] = DROP_L4_HEADER,
};

/* TCP flags as a flow remembers them; ACK counts without SYN only. */
static inline uint8_t
seen_of(const struct parsed *h)
{
	uint8_t seen = FLOW_SEEN_ANY;

	if (h->proto != IPPROTO_TCP)
		return seen;
	if (h->tcp_flags & RTE_TCP_SYN_FLAG)
		seen |= FLOW_SEEN_SYN;
	else if (h->tcp_flags & RTE_TCP_ACK_FLAG)
		seen |= FLOW_SEEN_ACK;
	if (h->tcp_flags & RTE_TCP_FIN_FLAG)
		seen |= FLOW_SEEN_FIN;
	if (h->tcp_flags & RTE_TCP_RST_FLAG)
		seen |= FLOW_SEEN_RST;
	return seen;
}

/* The walk, and once more over one piece where headers are spread over buffers. */
static enum parse_verdict
walk_headers(struct pkt *p)
{
	enum parse_verdict v = parse_frame(rte_pktmbuf_mtod(p->m, const uint8_t *),
					   rte_pktmbuf_data_len(p->m), p->frame_len, &p->h);

	if (likely(v != PARSE_SPLIT) || rte_pktmbuf_linearize(p->m) != 0)
		return v;
	return parse_frame(rte_pktmbuf_mtod(p->m, const uint8_t *), rte_pktmbuf_data_len(p->m),
			   p->frame_len, &p->h);
}

static inline bool
is_ours(const struct worker *w, const struct pkt *p)
{
	const struct rte_ether_hdr *eth = rte_pktmbuf_mtod(p->m, const struct rte_ether_hdr *);

	return p->h.is_l2_group || rte_is_same_ether_addr(&eth->dst_addr, &w->ports[p->port].mac);
}

/* May such addresses be on a wire? Broadcasts have sources that are yet to get an address. */
static inline bool
is_martian(const struct parsed *h, enum addr_class dst)
{
	enum addr_class src = addr_v4_class(h->v4.src);
	bool is_group = dst == ADDR_MULTICAST || dst == ADDR_BROADCAST;

	if (src != ADDR_UNICAST && src != ADDR_LINK_LOCAL && !(src == ADDR_UNSPECIFIED && is_group))
		return true;
	return (dst != ADDR_UNICAST && dst != ADDR_LINK_LOCAL && !is_group) ||
	       h->v4.src == h->v4.dst;
}

static inline void
sort_ip4(struct pkt *p)
{
	const struct parsed *h = &p->h;

	p->to = h->v4.dst;
	p->seen = seen_of(h);
	p->key = (struct flow_key4){
		.src = h->v4.src,
		.dst = h->v4.dst,
		.sport = h->src_port,
		.dport = h->dst_port,
		.proto = h->proto,
	};
	if (likely(h->has_l4 && (h->proto == IPPROTO_TCP || h->proto == IPPROTO_UDP)))
		p->state = PKT_LOOKUP;
	else
		p->state = PKT_MISS;
}

static inline void
sort_from_wire(struct worker *w, struct pkt *p)
{
	const struct parsed *h = &p->h;
	enum addr_class dst;

	if (h->verdict != PARSE_OK) {
		pkt_drop(p, (enum drop)drop_of[h->verdict]);
	} else if (!is_ours(w, p)) {
		pkt_drop(p, DROP_NOT_FOR_US);
	} else if (likely(h->kind == PARSE_KIND_IP4)) {
		dst = addr_v4_class(h->v4.dst);
		if (unlikely(is_martian(h, dst)))
			pkt_drop(p, DROP_MARTIAN);
		else if (unlikely(h->is_l2_group || dst == ADDR_MULTICAST || dst == ADDR_BROADCAST))
			pkt_punt(p);
		else
			sort_ip4(p);
	} else if (h->kind != PARSE_KIND_ARP || !pipe_arp_answer(w, p)) {
		pkt_punt(p);
	}
}

/* The kernel may send what it likes; only sound IPv4 unicast is looked at for Services. */
static inline void
sort_from_twin(struct pkt *p)
{
	const struct parsed *h = &p->h;

	if (h->verdict != PARSE_OK || h->kind != PARSE_KIND_IP4 || h->is_l2_group)
		pkt_pass(p);
	else
		sort_ip4(p);
}

void
pipe_parse_burst(struct worker *w, struct pkt *pkts, unsigned int n)
{
	for (struct pkt *p = pkts; p < pkts + n; p++) {
		walk_headers(p);
		if (likely(!p->is_from_twin))
			sort_from_wire(w, p);
		else
			sort_from_twin(p);
	}
}
