/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * Counters of the workers. Each worker writes only its own struct worker_counters with relaxed
 * stores; readers sum over workers with relaxed loads and may see a packet in one counter and not
 * yet in the next.
 *
 * Accounting: rx + from_twin + generated = tx + to_twin + consumed + sum(drops) + held, where held
 * is what stands in the worker's queues at that moment. It holds exactly whenever a worker is at
 * rest.
 */
#pragma once

#include <stdalign.h>
#include <stdint.h>

#include <rte_common.h>

#include "tables/drop.h"

#define COUNTERS_PORT_MAX 16

struct port_counters {
	uint64_t rx_pkts, rx_bytes; /* from the wire */
	uint64_t tx_pkts, tx_bytes; /* to the wire */
	uint64_t from_twin_pkts;
	uint64_t to_twin_pkts;
};

/* One Service port's, per worker. */
struct service_counters {
	uint64_t pkts[2]; /* by enum flow_dir */
	uint64_t bytes[2];
	uint64_t new_flows;
	uint64_t ended_flows; /* by the worker that ended them, whoever made them */
	uint64_t rejected;
};

/* writer: its worker; readers: any thread, relaxed */
struct worker_counters {
	alignas(RTE_CACHE_LINE_SIZE) uint64_t rx;
	uint64_t from_twin;
	uint64_t generated; /* made here: rejects, ARP answers, announcements */
	uint64_t tx;
	uint64_t to_twin;
	uint64_t consumed; /* ended here on purpose: ARP answered, packet rejected */
	uint64_t held;     /* gauge: waiting for a next hop */
	uint64_t polls;
	uint64_t empty_polls;
	uint64_t flows_created;
	uint64_t flows_expired;
	uint64_t flows_killed; /* before their time, whoever made them */
	alignas(RTE_CACHE_LINE_SIZE) uint64_t drops[DROP_CNT];
	alignas(RTE_CACHE_LINE_SIZE) struct port_counters ports[COUNTERS_PORT_MAX];
	struct service_counters *services; /* by service port index, SVCTAB_PORT_MAX of them */
};

/** Add to a counter that only this thread writes. */
static inline void
counter_add(uint64_t *c, uint64_t n)
{
	__atomic_store_n(c, __atomic_load_n(c, __ATOMIC_RELAXED) + n, __ATOMIC_RELAXED);
}

/** Read a counter of any thread. */
static inline uint64_t
counter_read(const uint64_t *c)
{
	return __atomic_load_n(c, __ATOMIC_RELAXED);
}
