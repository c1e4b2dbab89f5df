/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * The Internet checksum: whole sums, also over pieces, and its change when fields change.
 *
 * Model: sums are taken over 16-bit words as they lie in memory and are stored back the same way,
 * so nothing here depends on the byte order. A *delta* is the folded sum of ~old + new over all
 * words that a rewrite changes. It does not depend on the packet, so it is computed once per flow;
 * deltas add up (csum_delta_join), and one csum_apply per checksum does the rest.
 *
 * A checksum that is right stays right, bit for bit as if computed anew; one that is wrong stays
 * wrong.
 *
 * Sources: RFC 1071; RFC 1624, equation 3 (the form of RFC 1141 yields FFFF where 0000 is due);
 * RFC 768 and RFC 8200 8.1 for UDP's zero.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <rte_byteorder.h>

#include "net/addr.h"

/** A running sum. Zeroed is empty. */
struct csum {
	uint64_t sum;
	bool is_odd; /* an odd number of bytes so far: the next piece starts mid-word */
};

/** What one less in TTL (from 1 or more) does to the IPv4 header checksum. */
#define CSUM_DELTA_TTL ((uint16_t)RTE_BE16(0xfeff))

/**
 * Take in n bytes; pieces may have any length and alignment.
 * @cost one add per four bytes
 */
void csum_add(struct csum *c, const void *bytes, size_t n);

/**
 * Take in the pseudo header of TCP, UDP or ICMPv6.
 * @param addrs  source and destination as they lie in the header: 8 bytes of IPv4 or 32 of IPv6
 * @param l4_len bytes of the layer-4 header and payload
 */
void csum_add_pseudo(struct csum *c, const void *addrs, size_t addrs_bytes, uint8_t proto,
		     uint32_t l4_len);

/**
 * Fold a sum to 16 bits; never 0 unless the sum is. Adding a number to itself with its halves
 * swapped leaves the end-around sum of the halves in the upper one, carry and all.
 */
static inline uint16_t
csum_fold(uint64_t sum)
{
	uint32_t half;

	sum += sum >> 32 | sum << 32;
	half = (uint32_t)(sum >> 32);
	half += half >> 16 | half << 16;
	return (uint16_t)(half >> 16);
}

/** @return the checksum to store; 0 when the bytes taken in hold a right checksum */
static inline rte_be16_t
csum_end(const struct csum *c)
{
	return (rte_be16_t)~csum_fold(c->sum);
}

/** As csum_end, for a UDP header: 0 would mean "none", so FFFF goes out in its place. */
static inline rte_be16_t
csum_end_udp(const struct csum *c)
{
	rte_be16_t csum = csum_end(c);

	return csum == 0 ? 0xffff : csum;
}

/** Is the checksum of an IPv4 header without options (20 bytes) right? */
static inline bool
csum_is_ip4_right(const uint8_t hdr[20])
{
	uint32_t words[5];
	uint64_t sum;

	memcpy(words, hdr, sizeof(words));
	sum = (uint64_t)words[0] + words[1] + words[2] + words[3] + words[4];
	return csum_fold(sum) == 0xffff;
}

/** The delta of one 16-bit field, both values as they lie in memory. */
static inline uint16_t
csum_delta16(rte_be16_t old, rte_be16_t new)
{
	return csum_fold((uint64_t)(uint16_t)~old + new);
}

/** The delta of one 32-bit field, both values as they lie in memory. */
static inline uint16_t
csum_delta32(rte_be32_t old, rte_be32_t new)
{
	return csum_fold((uint64_t)(uint32_t)~old + new);
}

/** The delta of both rewrites together. */
static inline uint16_t
csum_delta_join(uint16_t a, uint16_t b)
{
	return csum_fold((uint64_t)a + b);
}

/**
 * The delta of an address. For IPv4 it belongs to the header checksum and, through the pseudo
 * header, to the one of layer 4; for IPv6 to the latter alone. Both of one family.
 */
uint16_t csum_delta_addr(const struct ip_addr *old, const struct ip_addr *new);

/** A checksum after a rewrite: RFC 1624, equation 3. For IPv4 headers, TCP, ICMP, ICMPv6. */
static inline rte_be16_t
csum_apply(rte_be16_t csum, uint16_t delta)
{
	return (rte_be16_t)~csum_fold((uint64_t)(uint16_t)~csum + delta);
}

/** As csum_apply, for UDP: 0 (none) stays 0, and what comes out as 0 is sent as FFFF. */
static inline rte_be16_t
csum_apply_udp(rte_be16_t csum, uint16_t delta)
{
	rte_be16_t after = csum_apply(csum, delta);

	if (csum == 0)
		return 0;
	return after == 0 ? 0xffff : after;
}

/** The deltas of one rewrite of a flow's direction, for its IPv4 header and its layer 4. */
struct csum_rewrite {
	uint16_t ip; /* no meaning for IPv6 */
	uint16_t l4;
};

/**
 * The deltas of a rewrite of source and destination; all four ends of one family.
 * @note ICMPv4 has no pseudo header: its delta is csum_delta16 of the id alone
 */
struct csum_rewrite csum_rewrite_of(const struct ip_end *old_src, const struct ip_end *old_dst,
				    const struct ip_end *new_src, const struct ip_end *new_dst);
