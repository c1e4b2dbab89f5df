/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * Queries: what control asks the forwarder on the query socket, and the records of the answers.
 * A QUERY frame carries one struct sluice_query; each REPLY frame carries an array of the records
 * of that query (up to 64 KiB a frame), FRAME_MORE on all but the last. Dumps are taken piece by
 * piece while workers go on: each record is whole, the set of them is not one moment's.
 *
 * FLOWS comes in pages, so that a slow reader holds up nobody else's query: an answer stops after
 * record_max records or somewhat more. Where flows are left, its last frame has FRAME_CUT and ends
 * with a cursor after the records, a uint64_t that the next query hands back.
 */
#pragma once

#include <stdint.h>

#include "channel/block.h"

enum sluice_query_kind {
	SLUICE_QUERY_FLOWS = 1,    /* struct sluice_flow_record */
	SLUICE_QUERY_DROPS = 2,    /* struct sluice_drop_record, one per reason of drop.def */
	SLUICE_QUERY_PORTS = 3,    /* struct sluice_port_record */
	SLUICE_QUERY_SERVICES = 4, /* struct sluice_service_record, one per Service port */
	SLUICE_QUERY_WORKERS = 5,  /* struct sluice_worker_record */
	SLUICE_QUERY_STATUS = 6,   /* one struct sluice_status_record */
};

struct sluice_query {
	uint32_t kind; /* enum sluice_query_kind */
	uint32_t zero;
	/* FLOWS only: zero matches all */
	uint64_t service_id;
	struct sluice_addr client;
	struct sluice_addr endpoint;
	uint64_t cursor;     /* of the page before; 0: from the start */
	uint32_t record_max; /* 0: as many as an answer may have */
	uint32_t zero2;
};

struct sluice_flow_record {
	struct sluice_addr src; /* as the client sent it */
	struct sluice_addr dst;
	struct sluice_addr endpoint;                   /* where it goes */
	struct sluice_addr as;                         /* the source the endpoint sees */
	uint16_t sport, dport, endpoint_port, as_port; /* host order */
	uint8_t proto;
	uint8_t state;          /* enum sluice_flow_state */
	uint8_t worker;         /* that made it */
	uint8_t endpoint_state; /* enum sluice_endpoint_state */
	uint32_t age_ms;
	uint32_t idle_ms;
	uint32_t zero;
	uint64_t service_id; /* 0: no Service's */
	uint32_t pkts[2];    /* original direction, replies */
	uint64_t bytes[2];
};

enum sluice_flow_state {
	SLUICE_FLOW_OPENING = 0,
	SLUICE_FLOW_ESTABLISHED = 1,
	SLUICE_FLOW_CLOSING = 2,
	SLUICE_FLOW_UNREPLIED = 3, /* UDP */
	SLUICE_FLOW_REPLIED = 4,
};

enum sluice_endpoint_state {
	SLUICE_ENDPOINT_READY = 0,
	SLUICE_ENDPOINT_DRAINING = 1, /* takes no new flow */
	SLUICE_ENDPOINT_GONE = 2,     /* removed; flows that may go on do */
	SLUICE_ENDPOINT_PURGE = 3,    /* its flows end now (UDP, service-model H28) */
};

struct sluice_drop_record {
	char name[32];
	char help[96];
	uint64_t pkts;
};

struct sluice_port_record {
	char name[32];
	char device[96];
	char twin[16];
	uint8_t mac[6];
	uint8_t link_up;
	uint8_t zero;
	uint32_t mtu;
	uint32_t queues;
	uint64_t rx_pkts, rx_bytes;
	uint64_t tx_pkts, tx_bytes;
	uint64_t from_twin_pkts, to_twin_pkts;
	uint64_t rx_missed; /* the device's own count */
};

struct sluice_service_record {
	uint64_t service_id;
	uint16_t port;
	uint8_t proto;
	uint8_t zero[5];
	uint64_t pkts[2]; /* towards endpoints, replies */
	uint64_t bytes[2];
	uint64_t new_flows;
	uint64_t rejected;
	uint64_t live_flows;
};

struct sluice_worker_record {
	uint32_t worker;
	uint32_t lcore;
	uint64_t rx, from_twin, generated;             /* packets that came to be */
	uint64_t tx, to_twin, consumed, dropped, held; /* and what became of them */
	uint64_t polls, empty_polls;
	uint64_t flows_live;
};

struct sluice_status_record {
	uint64_t uptime_ms;
	uint64_t flows_live, flows_max, flows_created, flows_expired;
	/* clients that ClientIP affinity remembers; refused: found no room and were not remembered
	 */
	uint64_t affinity_live, affinity_max, affinity_expired, affinity_refused;
	uint32_t services, service_ports, endpoints, workers;
	uint64_t commits;
	uint32_t cap_eff_zero; /* 1: every thread runs without capabilities */
	uint32_t zero;
};
