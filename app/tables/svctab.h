/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * Services as workers see them.
 *
 * Model. (address, protocol, port) names a Service port; a node port is found in an array per
 * protocol. A Service port is an immutable struct svc_port, found by index through one pointer; a
 * change makes a new one aside and swaps the pointer (release; workers load with acquire).
 * Endpoints are indices: a word per endpoint holds its generation and state, so that a removal
 * costs one store and flows are checked against it on every hit. What is replaced is freed after a
 * QSBR grace period.
 *
 * Who writes: the forwarder's main thread alone, through svctab_stage_* and svctab_commit. Who
 * reads: all workers, without locks, inside their QSBR section.
 *
 * Sources: Maglev (NSDI 2016) 3.4; service-model rows H14, H20-H25, H28.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <rte_byteorder.h>

#include "channel/block.h"
#include "channel/query.h"
#include "net/addr.h"

#define SVCTAB_PORT_MAX     (1u << 17) /* Service ports */
#define SVCTAB_ENDPOINT_MAX (1u << 20)
#define SVC_IDX_NONE        UINT32_MAX

struct rte_rcu_qsbr;
struct svctab;

/* What an address is to us: a set of these. */
#define SVC_ADDR_CLUSTER  (1u << 0)
#define SVC_ADDR_EXTERNAL (1u << 1)
#define SVC_ADDR_LB       (1u << 2)
#define SVC_ADDR_NODE     (1u << 3) /* node ports are served on it */
#define SVC_ADDR_LOCAL    (1u << 4) /* the board's own: belongs to a twin or a port */
#define SVC_ADDR_FOREIGN  (1u << 5) /* another's: served, and else none of our business */
#define SVC_ADDR_VIP      (SVC_ADDR_CLUSTER | SVC_ADDR_EXTERNAL | SVC_ADDR_LB)

/* How a packet came to a Service port. */
enum svc_via {
	SVC_VIA_CLUSTER,
	SVC_VIA_EXTERNAL,
	SVC_VIA_LB,
	SVC_VIA_NODE_PORT,
};

struct svc_endpoint {
	struct ip_addr addr;
	rte_be16_t port;
	uint16_t flags; /* SLUICE_ENDPOINT_* */
	uint32_t idx;   /* into the endpoint words */
	uint32_t gen;
};

/* The endpoints of one family that new flows may go to under one policy. */
struct svc_set {
	uint32_t endpoint_cnt; /* 0: none usable */
	uint32_t slot_cnt;     /* Maglev slots; 0 when endpoint_cnt is 0 */
	const struct svc_endpoint *endpoints;
	const uint16_t *slots; /* net/maglev.h: index into endpoints */
};

/* One installed Service port; immutable. */
struct svc_port {
	uint32_t idx; /* own index: counters */
	uint16_t port;
	uint16_t node_port;
	uint8_t proto;
	uint8_t internal_policy; /* enum sluice_policy */
	uint8_t external_policy;
	uint8_t zero;
	uint32_t affinity_s;                 /* 0: none */
	uint32_t affinity_idx, affinity_gen; /* see svctab_affinity_s() */
	uint64_t service_id;
	/* [family: 0 IPv4, 1 IPv6][enum sluice_policy] */
	struct svc_set set[2][2];
	uint32_t source_range_cnt;
	const struct sluice_prefix *source_ranges;
};

enum svc_choice {
	SVC_CHOICE_OK,
	SVC_CHOICE_NO_ENDPOINT, /* none usable anywhere: reject (H21) */
	SVC_CHOICE_NO_LOCAL,    /* policy Local and others elsewhere: drop (H22) */
};

struct svctab_params {
	struct rte_rcu_qsbr *qsbr;
	uint32_t worker_cnt;
	uint32_t endpoint_max; /* live at once; 0: SVCTAB_ENDPOINT_MAX / 4 */
};

/** One at a time in a process. @return 0, -ENOMEM, -EBUSY (there is one). @thread main, at start */
int svctab_create(const struct svctab_params *params, struct svctab **out);
void svctab_destroy(struct svctab *st);

/* For workers -------------------------------------------------------------------------------- */

/** What an address is: SVC_ADDR_* flags, 0 for a stranger. @thread any reader */
uint32_t svctab_addr(const struct svctab *st, const struct ip_addr *addr);

/**
 * What a burst of IPv4 addresses is, looked up in bulk.
 * @param n at most 32
 */
void svctab_addr4_burst(const struct svctab *st, const rte_be32_t *addrs, unsigned int n,
			uint32_t *flags);

/** The Service port at a VIP, NULL when it has no such port. @thread worker */
const struct svc_port *svctab_find(const struct svctab *st, const struct ip_addr *vip,
				   uint8_t proto, rte_be16_t port);

/** The Service port of a node port, or NULL. @thread worker */
const struct svc_port *svctab_find_node_port(const struct svctab *st, uint8_t proto,
					     rte_be16_t port);

/** Is (address, protocol, port) an endpoint of any Service? @thread worker */
bool svctab_is_endpoint(const struct svctab *st, const struct ip_addr *addr, uint8_t proto,
			rte_be16_t port);

/** Is one of the addresses that serve node ports in a prefix? @thread any reader */
bool svctab_has_node_in(const struct svctab *st, const struct ip_prefix *prefix);

/**
 * How long affinity to a Service lasts now. Its idx is the Service's; its gen is new whenever
 * ClientIP affinity begins: with the Service, or when it was off before.
 * @return seconds; 0 when what idx and gen named is over
 * @thread any
 */
uint32_t svctab_affinity_s(const struct svctab *st, uint32_t idx, uint32_t gen);

/**
 * Choose the endpoint of a new flow. Pure: the same input, the same answer, on every board.
 * @param family  4 or 6
 * @param policy  Cluster or Local, as the packet's way in decides (H22, H23)
 * @param hash    of the 5-tuple under the fixed Maglev hash (net/flowhash.h)
 * @param out     set on SVC_CHOICE_OK; lives as long as the QSBR section
 * @thread worker; @cost two cache lines
 */
enum svc_choice svc_choose(const struct svc_port *port, int family, enum sluice_policy policy,
			   uint64_t hash, const struct svc_endpoint **out);

/*
 * Endpoint words: generation << 8 | enum sluice_endpoint_state.
 *
 * An index belongs to one (Service, address, port, protocol) while any set of the Service holds it.
 * Then it waits: indices never used before are given out first, after that the one that has waited
 * longest. So a flow of a removed endpoint goes on (TCP and SCTP, GONE) until some hundred thousand
 * later endpoints have come, and only then reads another generation.
 */
extern uint32_t *svctab_endpoint_words; /* read-only for all but svctab */

/**
 * What has become of a flow's endpoint.
 * @return its state; PURGE when its index was given away
 * @thread worker, on every hit; one load
 */
static inline enum sluice_endpoint_state
svc_endpoint_state(uint32_t idx, uint32_t gen)
{
	uint32_t word = __atomic_load_n(&svctab_endpoint_words[idx], __ATOMIC_RELAXED);

	if (word >> 8 != gen)
		return SLUICE_ENDPOINT_PURGE;
	return (enum sluice_endpoint_state)(word & 0xff);
}

/* For the main thread ------------------------------------------------------------------------ */

/**
 * Tell which addresses are the board's own and which serve node ports; replaces the earlier lists.
 * @return 0, -ENOMEM, -ENOSPC
 */
int svctab_set_local(struct svctab *st, const struct ip_addr *local, size_t local_cnt,
		     const struct ip_addr *node, size_t node_cnt);

/** Open a change. @param full what is not named until the commit goes. */
int svctab_change_begin(struct svctab *st, bool full);

/** Stage a proven block (SERVICE or ENDPOINTS); equal to the installed one: nothing to do. @return
 * 0, -ENOMEM */
int svctab_change_block(struct svctab *st, const struct sluice_block *block);

/** Stage a removal; an absent block is no error. */
int svctab_change_remove(struct svctab *st, enum sluice_block_kind kind, uint64_t id);

/**
 * Prove the change as a whole: every set that a Service names exists and is its own, every set has
 * its Service, no two Services hold one address, protocol and port, or one node port, capacity
 * suffices; build and reserve all that the commit needs.
 * @param why text of at most why_bytes on failure
 * @return 0, -EINVAL, -EEXIST, -ENOSPC, -ENOMEM; on failure the change is aborted
 */
int svctab_change_prepare(struct svctab *st, char *why, size_t why_bytes);

/** Install a prepared change: per Service at once. Cannot fail. */
void svctab_change_commit(struct svctab *st);

void svctab_change_abort(struct svctab *st);

/** Free what grace periods allow; call it now and then. Never blocks. */
void svctab_reclaim(struct svctab *st);

/** Walk the installed Service ports: *cursor starts at 0. @return the next, NULL at the end. */
const struct svc_port *svctab_next(const struct svctab *st, uint32_t *cursor);

/** Walk the addresses that LoadBalancers and external IPs hold, for announcing: as svctab_next. */
const struct ip_addr *svctab_next_announced(const struct svctab *st, uint32_t *cursor);

struct svctab_stats {
	uint32_t services, ports, sets, endpoints;
	uint64_t commits;
	uint64_t bytes;
};

void svctab_stats(const struct svctab *st, struct svctab_stats *out);
