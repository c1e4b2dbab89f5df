/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * The hash of a flow key, computed once a packet. Keys are of fixed length, a class per family:
 *
 *     16 bytes, IPv4:  addresses 8, ports 4, protocol, padding of zeroes
 *     40 bytes, IPv6:  addresses 32, ports 4, protocol, padding of zeroes
 *
 * Fields lie in network order, so equal packets hash alike on every byte order. It is SipHash-1-3
 * of these bytes (base/siphash.h), unrolled.
 *
 * Two keys of the hash are in use: a secret one, new at each boot, places flows in tables, so that
 * nobody can aim at one bucket; `flowhash_fixed` chooses endpoints, because boards that share a VIP
 * must choose alike. The latter may be aimed, at no more than an endpoint.
 */
#pragma once

#include <stdint.h>

#include "base/siphash.h"

enum {
	FLOWHASH_V4_BYTES = 16,
	FLOWHASH_V6_BYTES = 40,
};

/** The key that every board shares: "Sluice endpoint " read as two little-endian words. */
static const struct sip_key flowhash_fixed = {
	.k0 = UINT64_C(0x6520656369756c53),
	.k1 = UINT64_C(0x20746e696f70646e),
};

/** Hash an IPv4 flow key. @param bytes 16, any alignment @thread any; @cost six rounds */
static inline uint64_t
flowhash_v4(const struct sip_key *key, const void *bytes)
{
	struct sip_state s = sip_init(key);
	const uint8_t *p = bytes;

	sip_word(&s, sip_load(p));
	sip_word(&s, sip_load(p + 8));
	return sip_end(&s, (uint64_t)FLOWHASH_V4_BYTES << 56);
}

/** Hash an IPv6 flow key. @param bytes 40, any alignment @thread any; @cost nine rounds */
static inline uint64_t
flowhash_v6(const struct sip_key *key, const void *bytes)
{
	struct sip_state s = sip_init(key);
	const uint8_t *p = bytes;

	sip_word(&s, sip_load(p));
	sip_word(&s, sip_load(p + 8));
	sip_word(&s, sip_load(p + 16));
	sip_word(&s, sip_load(p + 24));
	sip_word(&s, sip_load(p + 32));
	return sip_end(&s, (uint64_t)FLOWHASH_V6_BYTES << 56);
}
