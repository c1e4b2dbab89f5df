/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * Two bounds run through the walk: `len`, what may be read, and `end`, where the packet ends by its
 * IP length. A header that ends past `end` is malformed; one that ends past `len` only is split.
 */
#include "net/parse.h"

#include <netinet/in.h>
#include <string.h>

#include <rte_arp.h>
#include <rte_ether.h>
#include <rte_icmp.h>
#include <rte_ip.h>
#include <rte_tcp.h>
#include <rte_udp.h>

#include "net/csum.h"

enum {
	IP6_HDR_BYTES = 40,
	IP6_FRAGMENT_BYTES = 8,
	IP6_EXT_MAX = 8,
	IP6_EXT_BYTES_MAX = 256,
	SCTP_HDR_BYTES = 12,
	ICMP_HDR_BYTES = 8,
	IPOPT_LSRR_TYPE = 131,
	IPOPT_SSRR_TYPE = 137,
	ICMP4_ECHO_REPLY = 0,
	ICMP4_ECHO = 8,
	ICMP6_ECHO_QUERY = 128,
	ICMP6_ECHO_ANSWER = 129,
};

struct walk {
	const uint8_t *frame;
	uint32_t len; /* readable bytes */
	uint32_t end; /* end of the packet, from the frame's start */
};

static inline uint16_t
load16(const uint8_t *p)
{
	rte_be16_t v;

	memcpy(&v, p, sizeof(v));
	return rte_be_to_cpu_16(v);
}

/* May n bytes at off be read? If not: `past_end` when the packet has no such bytes, else SPLIT. */
static inline enum parse_verdict
prove(const struct walk *w, uint32_t off, uint32_t n, enum parse_verdict past_end)
{
	if (off + n > w->end)
		return past_end;
	return off + n > w->len ? PARSE_SPLIT : PARSE_OK;
}

/* A layer-4 header that lacks bytes: in a first fragment that is the fragment's fault. */
static inline enum parse_verdict
l4_short(const struct parsed *p)
{
	return p->is_fragment ? PARSE_TINY_FRAGMENT : PARSE_L4_TRUNCATED;
}

static enum parse_verdict
walk_tcp(const struct walk *w, struct parsed *p)
{
	const struct rte_tcp_hdr *tcp = (const struct rte_tcp_hdr *)(w->frame + p->l4_off);
	enum parse_verdict v = prove(w, p->l4_off, sizeof(*tcp), l4_short(p));
	uint32_t hdr_len;

	if (v != PARSE_OK)
		return v;
	hdr_len = (tcp->data_off >> 4) * 4u;
	if (hdr_len < sizeof(*tcp))
		return PARSE_BAD_TCP_OFFSET;
	v = prove(w, p->l4_off, hdr_len,
		  p->is_fragment ? PARSE_TINY_FRAGMENT : PARSE_BAD_TCP_OFFSET);
	if (v != PARSE_OK)
		return v;
	p->src_port = tcp->src_port;
	p->dst_port = tcp->dst_port;
	p->tcp_flags = tcp->tcp_flags;
	p->payload_off = (uint16_t)(p->l4_off + hdr_len);
	return PARSE_OK;
}

static enum parse_verdict
walk_udp(const struct walk *w, struct parsed *p)
{
	const struct rte_udp_hdr *udp = (const struct rte_udp_hdr *)(w->frame + p->l4_off);
	enum parse_verdict v = prove(w, p->l4_off, sizeof(*udp), l4_short(p));
	uint16_t udp_len;

	if (v != PARSE_OK)
		return v;
	udp_len = rte_be_to_cpu_16(udp->dgram_len);
	if (udp_len < sizeof(*udp) || (!p->is_fragment && p->l4_off + udp_len > w->end))
		return PARSE_BAD_UDP_LENGTH;
	if (p->kind == PARSE_KIND_IP6 && udp->dgram_cksum == 0)
		return PARSE_UDP6_NO_CHECKSUM;
	p->src_port = udp->src_port;
	p->dst_port = udp->dst_port;
	p->payload_off = (uint16_t)(p->l4_off + sizeof(*udp));
	return PARSE_OK;
}

static enum parse_verdict
walk_sctp(const struct walk *w, struct parsed *p)
{
	enum parse_verdict v = prove(w, p->l4_off, SCTP_HDR_BYTES, l4_short(p));

	if (v != PARSE_OK)
		return v;
	memcpy(&p->src_port, w->frame + p->l4_off, sizeof(p->src_port));
	memcpy(&p->dst_port, w->frame + p->l4_off + 2, sizeof(p->dst_port));
	p->payload_off = (uint16_t)(p->l4_off + SCTP_HDR_BYTES);
	return PARSE_OK;
}

static enum parse_verdict
walk_icmp(const struct walk *w, struct parsed *p)
{
	const uint8_t *icmp = w->frame + p->l4_off;
	enum parse_verdict v = prove(w, p->l4_off, ICMP_HDR_BYTES, l4_short(p));
	bool is_v4 = p->kind == PARSE_KIND_IP4;

	if (v != PARSE_OK)
		return v;
	p->icmp_type = icmp[0];
	p->icmp_code = icmp[1];
	if (is_v4 ? p->icmp_type == ICMP4_ECHO || p->icmp_type == ICMP4_ECHO_REPLY
		  : p->icmp_type == ICMP6_ECHO_QUERY || p->icmp_type == ICMP6_ECHO_ANSWER)
		memcpy(&p->icmp_id, icmp + 4, sizeof(p->icmp_id));
	p->payload_off = (uint16_t)(p->l4_off + ICMP_HDR_BYTES);
	return PARSE_OK;
}

/* Layer 4 of a whole packet or a first fragment; l4_off, proto and the fragment fields are set. */
static inline enum parse_verdict
walk_l4(const struct walk *w, struct parsed *p)
{
	enum parse_verdict v;

	p->payload_off = p->l4_off;
	if (p->proto == IPPROTO_TCP)
		v = walk_tcp(w, p);
	else if (p->proto == IPPROTO_UDP)
		v = walk_udp(w, p);
	else if (p->proto == IPPROTO_SCTP)
		v = walk_sctp(w, p);
	else if (p->proto == (p->kind == PARSE_KIND_IP4 ? IPPROTO_ICMP : IPPROTO_ICMPV6))
		v = walk_icmp(w, p);
	else
		goto opaque;
	if (v != PARSE_OK)
		return v;
	p->has_l4 = true;
opaque:
	p->payload_len = (uint16_t)(w->end - p->payload_off);
	return PARSE_OK;
}

/*
 * Judge a fragment (its fields in p are set) and set its payload.
 * A boundary within TCP's first 20 bytes could hide ports or flags from us: RFC 1858, 3128.
 */
static enum parse_verdict
walk_fragment(const struct walk *w, struct parsed *p)
{
	/* what a reassembled packet's 16-bit length does not count */
	uint32_t uncounted = p->kind == PARSE_KIND_IP4 ? 0 : IP6_HDR_BYTES + IP6_FRAGMENT_BYTES;
	uint32_t n = w->end - p->l4_off;

	if (n == 0 || (p->has_more && n % 8 != 0) ||
	    p->frag_off + p->ip_len - uncounted > UINT16_MAX)
		return PARSE_BAD_FRAGMENT;
	if (p->is_first_fragment)
		return walk_l4(w, p);
	if (p->proto == IPPROTO_TCP && p->frag_off < sizeof(struct rte_tcp_hdr))
		return PARSE_TINY_FRAGMENT;
	p->payload_off = p->l4_off;
	p->payload_len = (uint16_t)n;
	return PARSE_OK;
}

static enum parse_verdict
walk_ip4_options(const uint8_t *opt, uint32_t n)
{
	for (uint32_t i = 0, opt_len; i < n && opt[i] != RTE_IPV4_HDR_OPT_EOL; i += opt_len) {
		opt_len = 1;
		if (opt[i] == RTE_IPV4_HDR_OPT_NOP)
			continue;
		if (i + 1 >= n || opt[i + 1] < 2 || i + opt[i + 1] > n)
			return PARSE_BAD_IP_OPTION;
		if (opt[i] == IPOPT_LSRR_TYPE || opt[i] == IPOPT_SSRR_TYPE)
			return PARSE_SOURCE_ROUTE;
		opt_len = opt[i + 1];
	}
	return PARSE_OK;
}

/* The part of an IPv4 header past 20 bytes, and the checksum over all of it. */
static enum parse_verdict
walk_ip4_long_header(const struct walk *w, struct parsed *p, uint32_t hdr_len)
{
	enum parse_verdict v = prove(w, p->l3_off, hdr_len, PARSE_IHL_BEYOND_TOTAL);
	struct csum c = {0};

	if (v != PARSE_OK)
		return v;
	csum_add(&c, w->frame + p->l3_off, hdr_len);
	if (csum_end(&c) != 0)
		return PARSE_BAD_IP_CHECKSUM;
	p->has_options = true;
	return walk_ip4_options(w->frame + p->l3_off + sizeof(struct rte_ipv4_hdr),
				hdr_len - sizeof(struct rte_ipv4_hdr));
}

static inline enum parse_verdict
walk_ip4(struct walk *w, struct parsed *p)
{
	const struct rte_ipv4_hdr *ip = (const struct rte_ipv4_hdr *)(w->frame + p->l3_off);
	enum parse_verdict v = prove(w, p->l3_off, sizeof(*ip), PARSE_SHORT_FRAME);
	uint32_t hdr_len;
	uint16_t frag;

	if (v != PARSE_OK)
		return v;
	if (ip->version_ihl >> 4 != 4)
		return PARSE_BAD_VERSION;
	hdr_len = (ip->version_ihl & 0xf) * 4u;
	p->ip_len = rte_be_to_cpu_16(ip->total_length);
	if (hdr_len < sizeof(*ip))
		return PARSE_BAD_IHL;
	if (hdr_len > p->ip_len)
		return PARSE_IHL_BEYOND_TOTAL;
	if (p->l3_off + p->ip_len > w->end)
		return PARSE_TOTAL_BEYOND_FRAME;
	w->end = p->l3_off + p->ip_len;
	if (hdr_len > sizeof(*ip)) {
		v = walk_ip4_long_header(w, p, hdr_len);
		if (v != PARSE_OK)
			return v;
	} else if (!csum_is_ip4_right((const uint8_t *)ip)) {
		return PARSE_BAD_IP_CHECKSUM;
	}
	p->proto = ip->next_proto_id;
	p->ttl = ip->time_to_live;
	p->v4.src = ip->src_addr;
	p->v4.dst = ip->dst_addr;
	p->l4_off = (uint16_t)(p->l3_off + hdr_len);
	frag = rte_be_to_cpu_16(ip->fragment_offset);
	if ((frag & (RTE_IPV4_HDR_MF_FLAG | RTE_IPV4_HDR_OFFSET_MASK)) == 0)
		return walk_l4(w, p);
	p->is_fragment = true;
	p->has_more = (frag & RTE_IPV4_HDR_MF_FLAG) != 0;
	p->frag_off = (uint16_t)((frag & RTE_IPV4_HDR_OFFSET_MASK) * 8);
	p->is_first_fragment = p->frag_off == 0;
	memcpy(&p->frag_id, &ip->packet_id, sizeof(ip->packet_id));
	return walk_fragment(w, p);
}

/* Take in a fragment header at l4_off. */
static enum parse_verdict
read_ip6_fragment(const uint8_t *hdr, struct parsed *p)
{
	uint16_t field = load16(hdr + 2);

	if (p->is_fragment)
		return PARSE_EXT_ORDER;
	p->frag_off = field & 0xfff8;
	p->has_more = (field & 1) != 0;
	p->is_fragment = p->frag_off != 0 || p->has_more;
	if (!p->is_fragment)
		return PARSE_OK;
	p->is_first_fragment = p->frag_off == 0;
	memcpy(&p->frag_id, hdr + 4, sizeof(p->frag_id));
	return PARSE_OK;
}

/*
 * Walk the extension headers from l4_off on. Then l4_off and proto are those of what follows, or,
 * in a later fragment, of the fragment's payload.
 */
static enum parse_verdict
walk_ip6_extensions(const struct walk *w, struct parsed *p)
{
	const uint32_t first_off = p->l4_off;
	bool had_fragment_hdr = false;

	for (int ext_cnt = 0;; ext_cnt++) {
		const uint8_t *hdr = w->frame + p->l4_off;
		enum parse_verdict v = PARSE_OK;
		uint32_t hdr_len;

		if (p->proto != IPPROTO_HOPOPTS && p->proto != IPPROTO_ROUTING &&
		    p->proto != IPPROTO_FRAGMENT && p->proto != IPPROTO_DSTOPTS)
			return PARSE_OK;
		if (p->proto == IPPROTO_HOPOPTS && ext_cnt > 0)
			return PARSE_EXT_ORDER;
		v = prove(w, p->l4_off, 8,
			  p->is_fragment ? PARSE_TINY_FRAGMENT : PARSE_EXT_TRUNCATED);
		if (v != PARSE_OK)
			return v;
		hdr_len = p->proto == IPPROTO_FRAGMENT ? IP6_FRAGMENT_BYTES : (hdr[1] + 1u) * 8;
		if (ext_cnt == IP6_EXT_MAX || p->l4_off + hdr_len - first_off > IP6_EXT_BYTES_MAX)
			return PARSE_EXT_LIMIT;
		v = prove(w, p->l4_off, hdr_len,
			  p->is_fragment ? PARSE_TINY_FRAGMENT : PARSE_EXT_TRUNCATED);
		if (v != PARSE_OK)
			return v;
		if (p->proto == IPPROTO_ROUTING && (hdr[2] == 0 || hdr[3] != 0))
			return PARSE_SOURCE_ROUTE;
		if (p->proto == IPPROTO_FRAGMENT) {
			v = had_fragment_hdr ? PARSE_EXT_ORDER : read_ip6_fragment(hdr, p);
			had_fragment_hdr = true;
		}
		if (v != PARSE_OK)
			return v;
		p->has_options = true;
		p->proto = hdr[0];
		p->l4_off = (uint16_t)(p->l4_off + hdr_len);
		if (p->is_fragment && !p->is_first_fragment)
			return PARSE_OK;
	}
}

static enum parse_verdict
walk_ip6(struct walk *w, struct parsed *p)
{
	const struct rte_ipv6_hdr *ip = (const struct rte_ipv6_hdr *)(w->frame + p->l3_off);
	enum parse_verdict v = prove(w, p->l3_off, sizeof(*ip), PARSE_SHORT_FRAME);

	if (v != PARSE_OK)
		return v;
	if (w->frame[p->l3_off] >> 4 != 6)
		return PARSE_BAD_VERSION;
	p->ip_len = (uint32_t)sizeof(*ip) + rte_be_to_cpu_16(ip->payload_len);
	if (p->l3_off + p->ip_len > w->end)
		return PARSE_TOTAL_BEYOND_FRAME;
	w->end = p->l3_off + p->ip_len;
	p->proto = ip->proto;
	p->ttl = ip->hop_limits;
	memcpy(&p->v6.src, &ip->src_addr, sizeof(p->v6.src));
	memcpy(&p->v6.dst, &ip->dst_addr, sizeof(p->v6.dst));
	if (addr_is_v4(&p->v6.src) || addr_is_v4(&p->v6.dst))
		return PARSE_MAPPED_ADDR;
	p->l4_off = (uint16_t)(p->l3_off + sizeof(*ip));
	v = walk_ip6_extensions(w, p);
	if (v != PARSE_OK)
		return v;
	return p->is_fragment ? walk_fragment(w, p) : walk_l4(w, p);
}

static enum parse_verdict
walk_arp(const struct walk *w, const struct parsed *p)
{
	const struct rte_arp_hdr *arp = (const struct rte_arp_hdr *)(w->frame + p->l3_off);
	enum parse_verdict v = prove(w, p->l3_off, sizeof(*arp), PARSE_BAD_ARP);

	if (v != PARSE_OK)
		return v;
	if (arp->arp_hardware != RTE_BE16(RTE_ARP_HRD_ETHER) ||
	    arp->arp_protocol != RTE_BE16(RTE_ETHER_TYPE_IPV4) ||
	    arp->arp_hlen != RTE_ETHER_ADDR_LEN || arp->arp_plen != sizeof(rte_be32_t))
		return PARSE_BAD_ARP;
	return PARSE_OK;
}

enum parse_verdict
parse_frame(const uint8_t *frame, uint32_t len, uint32_t frame_len, struct parsed *p)
{
	struct walk w = {.frame = frame, .len = len, .end = frame_len};
	enum parse_verdict v;

	memset(p, 0, sizeof(*p));
	v = prove(&w, 0, RTE_ETHER_HDR_LEN, PARSE_SHORT_FRAME);
	if (v != PARSE_OK)
		goto done;
	p->is_l2_group = (frame[0] & 1) != 0;
	p->l3_off = RTE_ETHER_HDR_LEN;
	switch (load16(frame + 2 * RTE_ETHER_ADDR_LEN)) {
	case RTE_ETHER_TYPE_IPV4:
		p->kind = PARSE_KIND_IP4;
		v = walk_ip4(&w, p);
		break;
	case RTE_ETHER_TYPE_IPV6:
		p->kind = PARSE_KIND_IP6;
		v = walk_ip6(&w, p);
		break;
	case RTE_ETHER_TYPE_ARP:
		p->kind = PARSE_KIND_ARP;
		v = walk_arp(&w, p);
		break;
	}
done:
	p->verdict = (uint8_t)v;
	return v;
}

const char *
parse_verdict_name(enum parse_verdict v)
{
	static const char *const names[PARSE_VERDICT_CNT] = {
#define PARSE_VERDICT(enumerator_, name_, help_) [PARSE_##enumerator_] = name_,
#include "net/parse.def"
#undef PARSE_VERDICT
	};

	return names[v];
}
