/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * The floor: what rte_hash alone costs for the same keys, hashes, flags, capacity and burst as the
 * flow tables, and one touch of the object that a key names. All else is ours to make cheap.
 */
#pragma once

#include <stdint.h>

#include "tables/flowtab.h"

/* The two keys of a flow, hashed. */
struct bench_flow {
	struct flow_key4 key[2];
	uint64_t hash[2];
};

struct floor;

/** An empty table for flow_max flows. @return NULL when memory does not suffice */
struct floor *floor_create(uint32_t flow_max);
void floor_destroy(struct floor *fl);

/** Insert both keys of each flow, under a lock. @return cycles per flow: two bare inserts */
double floor_insert(struct floor *fl, const struct bench_flow *flows, uint32_t flow_cnt);
void floor_remove(struct floor *fl, const struct bench_flow *flows, uint32_t flow_cnt);

/**
 * Look up inserted keys in bursts and touch their objects.
 * @param order packet_cnt words, a multiple of the burst: index << 1 | direction
 * @return cycles per packet
 */
double floor_lookup(struct floor *fl, const struct bench_flow *flows, const uint32_t *order,
		    uint32_t packet_cnt);
