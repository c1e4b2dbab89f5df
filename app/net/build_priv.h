/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * Headers of the frames that we make ourselves. `out` is always the frame's first byte.
 */
#pragma once

#include <stdint.h>

#include "net/addr.h"

struct build_ip {
	const uint8_t *mac_dst, *mac_src;
	struct ip_addr src, dst; /* of one family: it decides the header */
	uint16_t l4_len;         /* layer-4 header and payload, bytes */
	uint8_t proto;
	uint8_t ttl;
	uint8_t tos; /* or traffic class */
};

/** Write an Ethernet header. */
void build_ether(uint8_t *out, const uint8_t dst[6], const uint8_t src[6], rte_be16_t ether_type);

/**
 * Write the Ethernet and the IP header: no options, not to be fragmented (so that IPv4 needs no id:
 * RFC 6864 4.1). @return offset of layer 4
 */
uint32_t build_ip(uint8_t *out, const struct build_ip *b);

/** Write the layer-4 checksum, pseudo header counted; its field at csum_off must be 0 till now. */
void build_l4_checksum(uint8_t *out, const struct build_ip *b, uint32_t l4_off, uint32_t csum_off);
