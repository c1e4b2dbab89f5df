/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * Maglev's consistent choice: a table of slots, each naming an endpoint. A flow's hash picks a
 * slot. Endpoints own equal shares, and few slots change hands when an endpoint comes or goes.
 *
 * Model: each endpoint has a permutation of the slots, (start + j * step) mod size, from a fixed
 * hash of its address and port. Endpoints take turns, ordered by these bytes; each takes the next
 * slot of its permutation that is free. So the table says the same on every board, in whatever
 * order the endpoints came, and shares differ by one slot at most.
 *
 * Size is a prime, at least 100 times the number of endpoints up to 1 310 of them, from a ladder by
 * that number alone: a change of it moves many flows only at a step.
 *
 * Source: Eisenbud et al., "Maglev: A Fast and Reliable Software Network Load Balancer", NSDI
 * 2016, 3.4.
 */
#pragma once

#include <stdint.h>

#include "net/addr.h"

enum {
	MAGLEV_ENDS_MAX = 65535
};

/** Slots of the table for so many endpoints. @return 0 for none, else a prime */
uint32_t maglev_size(uint32_t end_cnt);

/**
 * Fill a table.
 * @param ends    address and port of each endpoint; one that stands twice gets two shares
 * @param end_cnt 1..MAGLEV_ENDS_MAX
 * @param table   out: maglev_size(end_cnt) indices into ends
 * @return 0; -EINVAL: end_cnt out of range; -ENOMEM
 * @thread control or main, never a worker: allocates; @cost about 10 ns a slot
 */
int maglev_build(const struct ip_end *ends, uint32_t end_cnt, uint16_t *table);

/**
 * The endpoint of a flow.
 * @param hash of the flow under the key that all boards share (flowhash_fixed)
 * @thread any; @cost one load
 */
static inline uint16_t
maglev_pick(const uint16_t *table, uint32_t size, uint64_t hash)
{
	return table[((hash & UINT32_MAX) * size) >> 32];
}
