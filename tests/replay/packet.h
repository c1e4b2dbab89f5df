/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * Packets of a replay: from a capture's bytes to an mbuf and back.
 */
#pragma once

#include <stdint.h>

struct rte_mbuf;
struct rte_mempool;

/**
 * A copy of a frame as a worker receives it. Under AddressSanitizer the bytes live in an external
 * buffer of exactly their size, so that a read past their end is caught (an mbuf's pool is one
 * block to it).
 * @return NULL when there is no memory
 */
struct rte_mbuf *packet_mbuf(struct rte_mempool *pool, const uint8_t *bytes, uint32_t len);

/**
 * The same frame in buffers of at most `piece` bytes each, with room behind, as devices scatter it.
 * @param len more than 0
 */
struct rte_mbuf *packet_mbuf_split(struct rte_mempool *pool, const uint8_t *bytes, uint32_t len,
				   uint16_t piece);

/** The bytes of a packet, gathered over its segments; valid until the next call. */
const uint8_t *packet_bytes(const struct rte_mbuf *m, uint32_t *len);

/** Addresses and ports of a frame, zero where it has none: what RSS hashes. */
void packet_tuple(const uint8_t *bytes, uint32_t len, uint8_t tuple[40]);
