/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * ClientIP session affinity: which pod a client has at a Service, the same for all workers, all
 * VIPs and all ports of the Service. It stands in front of svc_choose() and is asked for new flows
 * only.
 *
 * Model. An entry maps (client, Service) to an endpoint. For another port of the Service it means
 * that port's endpoint with the same address; a port that this pod does not serve has an entry of
 * its own, so that the client keeps one pod there too. An entry counts while less than the
 * Service's timeout went by since the client's last new flow, and while its endpoint is in the set
 * at hand; else the 5-tuple decides anew. The Service is named by the generation of its affinity
 * (svctab_affinity_s), so that nothing outlives it.
 *
 * Proof. A first packet makes an entry, and anybody can send it under any address. An entry is
 * proven once its client answered a pod's SYN: that address is its own. Those that are not fill no
 * more than three quarters of the table; who finds no room among them is remembered with its proof.
 * UDP proves nothing.
 *
 * Who writes: workers, under the lock of the key's shard, when a mapping begins or changes; the
 * time of the last flow without it. Who reads: workers, without waiting. When freed: the sweep of
 * the worker that owns the shard takes an entry's key out, its position is freed after a QSBR grace
 * period. A full table gives no new entries and touches no old ones.
 *
 * Sources: service-model row 6, H26, H27.
 */
#pragma once

#include <stdint.h>

#include "net/addr.h"
#include "tables/svctab.h"

struct affinity;

struct affinity_params {
	uint32_t entry_max;  /* over all workers and both families */
	uint32_t worker_cnt; /* 1-64 */
	uint64_t secret[2];  /* per boot */
	struct rte_rcu_qsbr *qsbr;
	const struct svctab *services; /* told how long entries last */
};

/** One at a time in a process. @return 0, -EBUSY (there is one), -EINVAL, -ENOMEM. @thread main */
int affinity_create(const struct affinity_params *params, struct affinity **out);
void affinity_destroy(struct affinity *a);

/* A new flow. */
struct affinity_flow {
	struct ip_addr client;
	int family; /* 4 or 6 */
	enum sluice_policy policy;
	uint64_t hash; /* of the 5-tuple, as for svc_choose() */
	uint32_t now_ms;
};

/**
 * Choose the endpoint of a new flow to a port with affinity, and remember the choice.
 * @return as svc_choose()
 * @thread worker, inside its QSBR section
 */
enum svc_choice affinity_choose(struct affinity *a, const struct svc_port *port,
				const struct affinity_flow *flow, const struct svc_endpoint **out);

/**
 * The client of a flow that affinity_choose() was asked for has answered its endpoint: its entry is
 * proven, and made if there was no room before.
 * @param endpoint of the flow
 * @thread worker, inside its QSBR section
 */
void affinity_prove(struct affinity *a, const struct svc_port *port,
		    const struct affinity_flow *flow, const struct svc_endpoint *endpoint);

/**
 * Sweep on through a worker's shards: end what is over. Never blocks.
 * @param budget entries to look at
 * @thread the worker
 */
void affinity_sweep(struct affinity *a, unsigned int worker, uint32_t now_ms, unsigned int budget);

struct affinity_stats {
	uint64_t live, max;
	uint64_t unproven; /* of the live ones */
	uint64_t expired;  /* since the start */
	uint64_t refused;  /* new entries that found no room */
};

/** Sums over all shards. @thread any */
void affinity_stats(const struct affinity *a, struct affinity_stats *out);
