/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include "net/build_priv.h"

#include <rte_ether.h>
#include <rte_ip.h>

#include "net/csum.h"

void
build_ether(uint8_t *out, const uint8_t dst[6], const uint8_t src[6], rte_be16_t ether_type)
{
	memcpy(out, dst, RTE_ETHER_ADDR_LEN);
	memcpy(out + RTE_ETHER_ADDR_LEN, src, RTE_ETHER_ADDR_LEN);
	memcpy(out + 2 * RTE_ETHER_ADDR_LEN, &ether_type, sizeof(ether_type));
}

static uint32_t
build_ip4(uint8_t *out, const struct build_ip *b)
{
	struct rte_ipv4_hdr ip = {
		.version_ihl = RTE_IPV4_VHL_DEF,
		.type_of_service = b->tos,
		.total_length = rte_cpu_to_be_16((uint16_t)(sizeof(ip) + b->l4_len)),
		.fragment_offset = RTE_BE16(RTE_IPV4_HDR_DF_FLAG),
		.time_to_live = b->ttl,
		.next_proto_id = b->proto,
		.src_addr = addr_v4(&b->src),
		.dst_addr = addr_v4(&b->dst),
	};
	struct csum c = {0};

	csum_add(&c, &ip, sizeof(ip));
	ip.hdr_checksum = csum_end(&c);
	build_ether(out, b->mac_dst, b->mac_src, RTE_BE16(RTE_ETHER_TYPE_IPV4));
	memcpy(out + RTE_ETHER_HDR_LEN, &ip, sizeof(ip));
	return RTE_ETHER_HDR_LEN + sizeof(ip);
}

static uint32_t
build_ip6(uint8_t *out, const struct build_ip *b)
{
	struct rte_ipv6_hdr ip = {
		.vtc_flow = rte_cpu_to_be_32(UINT32_C(6) << 28 | (uint32_t)b->tos << 20),
		.payload_len = rte_cpu_to_be_16(b->l4_len),
		.proto = b->proto,
		.hop_limits = b->ttl,
	};

	memcpy(&ip.src_addr, b->src.b, sizeof(b->src.b));
	memcpy(&ip.dst_addr, b->dst.b, sizeof(b->dst.b));
	build_ether(out, b->mac_dst, b->mac_src, RTE_BE16(RTE_ETHER_TYPE_IPV6));
	memcpy(out + RTE_ETHER_HDR_LEN, &ip, sizeof(ip));
	return RTE_ETHER_HDR_LEN + sizeof(ip);
}

uint32_t
build_ip(uint8_t *out, const struct build_ip *b)
{
	return addr_is_v4(&b->src) ? build_ip4(out, b) : build_ip6(out, b);
}

void
build_l4_checksum(uint8_t *out, const struct build_ip *b, uint32_t l4_off, uint32_t csum_off)
{
	const size_t first = addr_is_v4(&b->src) ? 12 : 0;
	struct csum c = {0};
	rte_be16_t csum;

	csum_add(&c, b->src.b + first, sizeof(b->src.b) - first);
	csum_add_pseudo(&c, b->dst.b + first, sizeof(b->dst.b) - first, b->proto, b->l4_len);
	csum_add(&c, out + l4_off, b->l4_len);
	csum = csum_end(&c);
	memcpy(out + csum_off, &csum, sizeof(csum));
}
