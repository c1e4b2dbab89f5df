/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include "net/reject.h"

#include <netinet/in.h>
#include <string.h>

#include <rte_ether.h>
#include <rte_ip.h>
#include <rte_tcp.h>

#include "net/build_priv.h"
#include "net/csum.h"

enum {
	TTL_OF_ANSWERS = 64,
	ICMP_HDR_BYTES = 8,
	ICMP_CSUM_OFF = 2,
	QUOTE_L4_BYTES = 8, /* enough for the sender to find its socket */
	ICMP6_FIRST_QUERY = 128,
	ICMP6_REDIRECT = 137,
	TOS_INTERNETWORK_CONTROL = 0xc0, /* RFC 1812 4.3.2.5 */
};

/* May the packet be answered at all, as far as its addresses say? */
static bool
is_answerable(const struct parsed *p)
{
	struct ip_addr src, dst;
	enum addr_class s, d;

	if (p->is_l2_group || (p->kind != PARSE_KIND_IP4 && p->kind != PARSE_KIND_IP6))
		return false;
	src = parsed_src(p);
	dst = parsed_dst(p);
	s = addr_class(&src);
	d = addr_class(&dst);
	return (s == ADDR_UNICAST || s == ADDR_LINK_LOCAL) &&
	       (d == ADDR_UNICAST || d == ADDR_LINK_LOCAL);
}

uint32_t
reject_tcp(const uint8_t *frame, const struct parsed *p, uint8_t *out)
{
	struct build_ip b = {.mac_dst = frame + RTE_ETHER_ADDR_LEN,
			     .mac_src = frame,
			     .l4_len = sizeof(struct rte_tcp_hdr),
			     .proto = IPPROTO_TCP,
			     .ttl = TTL_OF_ANSWERS};
	struct rte_tcp_hdr seg, rst = {0};
	uint32_t off, seg_len;

	if (p->proto != IPPROTO_TCP || !p->has_l4 || p->is_fragment ||
	    (p->tcp_flags & RTE_TCP_RST_FLAG) != 0 || !is_answerable(p))
		return 0;
	memcpy(&seg, frame + p->l4_off, sizeof(seg));
	rst.src_port = seg.dst_port;
	rst.dst_port = seg.src_port;
	rst.data_off = sizeof(rst) / 4 << 4;
	if ((p->tcp_flags & RTE_TCP_ACK_FLAG) != 0) {
		rst.sent_seq = seg.recv_ack;
		rst.tcp_flags = RTE_TCP_RST_FLAG;
	} else {
		seg_len = p->payload_len + ((p->tcp_flags & RTE_TCP_SYN_FLAG) != 0) +
			  ((p->tcp_flags & RTE_TCP_FIN_FLAG) != 0);
		rst.recv_ack = rte_cpu_to_be_32(rte_be_to_cpu_32(seg.sent_seq) + seg_len);
		rst.tcp_flags = RTE_TCP_RST_FLAG | RTE_TCP_ACK_FLAG;
	}
	b.src = parsed_dst(p);
	b.dst = parsed_src(p);
	off = build_ip(out, &b);
	memcpy(out + off, &rst, sizeof(rst));
	build_l4_checksum(out, &b, off, off + offsetof(struct rte_tcp_hdr, cksum));
	return off + b.l4_len;
}

/* Is this an ICMP message that an error may be sent about? */
static bool
is_icmp_query(const struct parsed *p)
{
	/* echo, router discovery, timestamp, information, address mask: each with its answer */
	static const uint32_t queries4 = 1u << 0 | 1u << 8 | 1u << 9 | 1u << 10 | 1u << 13 |
					 1u << 14 | 1u << 15 | 1u << 16 | 1u << 17 | 1u << 18;

	if (p->kind == PARSE_KIND_IP4)
		return p->icmp_type < 32 && (queries4 >> p->icmp_type & 1) != 0;
	return p->icmp_type >= ICMP6_FIRST_QUERY && p->icmp_type != ICMP6_REDIRECT;
}

/* How much of the packet goes into the error; 0: not even what must. */
static uint32_t
quote_len(const struct parsed *p, uint32_t len)
{
	const bool is_v4 = p->kind == PARSE_KIND_IP4;
	const uint32_t max = is_v4 ? REJECT_ICMP4_BYTES - (uint32_t)sizeof(struct rte_ipv4_hdr)
				   : REJECT_ICMP6_BYTES - (uint32_t)sizeof(struct rte_ipv6_hdr);
	uint32_t least = (uint32_t)(p->l4_off - p->l3_off) + QUOTE_L4_BYTES;
	uint32_t n = p->ip_len;

	least = least < n ? least : n;
	n = n < len - p->l3_off ? n : len - p->l3_off;
	n = n < max - ICMP_HDR_BYTES ? n : max - ICMP_HDR_BYTES;
	return n < least ? 0 : n;
}

uint32_t
reject_icmp(const uint8_t *frame, uint32_t len, const struct parsed *p, const struct reject_icmp *e,
	    uint8_t *out)
{
	const bool is_v4 = p->kind == PARSE_KIND_IP4;
	struct build_ip b = {.mac_dst = frame + RTE_ETHER_ADDR_LEN,
			     .mac_src = frame,
			     .src = e->src,
			     .proto = is_v4 ? IPPROTO_ICMP : IPPROTO_ICMPV6,
			     .ttl = TTL_OF_ANSWERS,
			     .tos = is_v4 ? TOS_INTERNETWORK_CONTROL : 0};
	uint8_t hdr[ICMP_HDR_BYTES] = {e->type, e->code};
	const rte_be32_t rest = rte_cpu_to_be_32(e->rest);
	uint32_t off, quote;
	struct csum c = {0};
	rte_be16_t csum;

	if (!is_answerable(p) || (p->is_fragment && !p->is_first_fragment) ||
	    (p->proto == b.proto && !is_icmp_query(p)))
		return 0;
	quote = quote_len(p, len);
	if (quote == 0)
		return 0;
	b.dst = parsed_src(p);
	b.l4_len = (uint16_t)(ICMP_HDR_BYTES + quote);
	off = build_ip(out, &b);
	memcpy(hdr + 4, &rest, sizeof(rest));
	memcpy(out + off, hdr, sizeof(hdr));
	memcpy(out + off + sizeof(hdr), frame + p->l3_off, quote);
	if (is_v4) {
		csum_add(&c, out + off, b.l4_len);
		csum = csum_end(&c);
		memcpy(out + off + ICMP_CSUM_OFF, &csum, sizeof(csum));
	} else {
		build_l4_checksum(out, &b, off, off + ICMP_CSUM_OFF);
	}
	return off + b.l4_len;
}
