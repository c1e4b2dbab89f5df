/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * Both messages, from the ICMPv6 header on:
 *
 *     0      1      2          4           8                  24      25       26        32
 *     | type | code | checksum | R S O 0.. | target address   | type  | length | address | options
 */
#include "net/ndp.h"

#include <netinet/in.h>

#include <rte_ether.h>

#include "net/build_priv.h"
#include "net/csum.h"

enum {
	NDP_HOP_LIMIT = 255, /* proves that no router was passed */
	NDP_SOLICITATION = 135,
	NDP_ADVERTISEMENT = 136,
	NDP_HDR_BYTES = 24,
	NDP_TARGET_OFF = 8,
	NDP_CSUM_OFF = 2,
	NDP_OPT_SOURCE_MAC = 1,
	NDP_OPT_TARGET_MAC = 2,
	NDP_FLAG_SOLICITED = 0x40,
	NDP_FLAG_OVERRIDE = 0x20,
	NDP_MESSAGE_BYTES = NDP_FRAME_BYTES - 14 - 40,
};

static const struct ip_addr all_nodes = {{0xff, 0x02, [15] = 1}};
static const uint8_t all_nodes_mac[6] = {0x33, 0x33, 0, 0, 0, 1};

/* Options are whole; from a sender without an address none names its MAC address. */
static bool
are_options_valid(const uint8_t *opt, uint32_t n, bool may_name_source)
{
	for (uint32_t i = 0, opt_len; i < n; i += opt_len) {
		if (i + 2 > n)
			return false;
		opt_len = opt[i + 1] * 8u;
		if (opt_len == 0 || i + opt_len > n)
			return false;
		if (opt[i] == NDP_OPT_SOURCE_MAC && !may_name_source)
			return false;
	}
	return true;
}

static bool
is_solicited_node(const struct ip_addr *a)
{
	static const uint8_t head[13] = {0xff, 0x02, [11] = 1, [12] = 0xff};

	return memcmp(a->b, head, sizeof(head)) == 0;
}

bool
ndp_is_solicitation(const uint8_t *frame, uint32_t len, const struct parsed *p,
		    struct ip_addr *target)
{
	const uint8_t *icmp = frame + p->l4_off;
	uint32_t n = p->l3_off + p->ip_len - p->l4_off;
	bool has_source;
	struct ip_addr addr;
	struct csum c = {0};

	if (p->kind != PARSE_KIND_IP6 || p->proto != IPPROTO_ICMPV6 || !p->has_l4 ||
	    p->is_fragment || p->icmp_type != NDP_SOLICITATION || p->icmp_code != 0 ||
	    p->ttl != NDP_HOP_LIMIT || n < NDP_HDR_BYTES || p->l4_off + n > len)
		return false;
	csum_add(&c, p->v6.src.b, sizeof(p->v6.src.b));
	csum_add_pseudo(&c, p->v6.dst.b, sizeof(p->v6.dst.b), IPPROTO_ICMPV6, n);
	csum_add(&c, icmp, n);
	if (csum_end(&c) != 0)
		return false;
	memcpy(addr.b, icmp + NDP_TARGET_OFF, sizeof(addr.b));
	has_source = addr_class(&p->v6.src) != ADDR_UNSPECIFIED;
	if (addr_class(&addr) == ADDR_MULTICAST || addr_is_v4(&addr) ||
	    (!has_source && !is_solicited_node(&p->v6.dst)) ||
	    !are_options_valid(icmp + NDP_HDR_BYTES, n - NDP_HDR_BYTES, has_source))
		return false;
	*target = addr;
	return true;
}

/* Write an advertisement of `target` at `mac`; b says from where to where. */
static uint32_t
advertise(struct build_ip *b, uint8_t flags, const struct mac_addr *mac, uint8_t *out)
{
	uint8_t message[NDP_MESSAGE_BYTES] = {
		NDP_ADVERTISEMENT, [4] = flags, [NDP_HDR_BYTES] = NDP_OPT_TARGET_MAC,
		[NDP_HDR_BYTES + 1] = 1};
	uint32_t off;

	b->proto = IPPROTO_ICMPV6;
	b->ttl = NDP_HOP_LIMIT;
	b->l4_len = sizeof(message);
	b->mac_src = mac->b;
	memcpy(message + NDP_TARGET_OFF, b->src.b, sizeof(b->src.b));
	memcpy(message + NDP_HDR_BYTES + 2, mac->b, sizeof(mac->b));
	off = build_ip(out, b);
	memcpy(out + off, message, sizeof(message));
	build_l4_checksum(out, b, off, off + NDP_CSUM_OFF);
	return off + b->l4_len;
}

uint32_t
ndp_answer(const uint8_t *frame, const struct parsed *p, const struct mac_addr *mac, uint8_t *out)
{
	struct build_ip b = {.mac_dst = frame + RTE_ETHER_ADDR_LEN, .dst = p->v6.src};
	uint8_t flags = NDP_FLAG_OVERRIDE | NDP_FLAG_SOLICITED;

	memcpy(b.src.b, frame + p->l4_off + NDP_TARGET_OFF, sizeof(b.src.b));
	if (addr_class(&p->v6.src) == ADDR_UNSPECIFIED) {
		b.dst = all_nodes;
		b.mac_dst = all_nodes_mac;
		flags = NDP_FLAG_OVERRIDE;
	}
	return advertise(&b, flags, mac, out);
}

uint32_t
ndp_announce(const struct ip_addr *addr, const struct mac_addr *mac, uint8_t *out)
{
	struct build_ip b = {.mac_dst = all_nodes_mac, .src = *addr, .dst = all_nodes};

	return advertise(&b, NDP_FLAG_OVERRIDE, mac, out);
}
