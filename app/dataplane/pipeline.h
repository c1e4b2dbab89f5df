/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * A worker: it takes bursts of packets from its queues, and each packet comes to exactly one end.
 *
 * Model. A worker polls one queue of every port and of every port's twin. A burst runs to
 * completion through the stages in pipeline.c. What a worker needs comes from outside: its tables,
 * where bursts come from and go to (struct pipe_io), the time (an argument of pipe_poll), secrets
 * and settings. So the same code runs on devices, in the replay of captures and in benchmarks.
 *
 * Who calls. pipe_poll and pipe_destroy: the worker's thread. pipe_announce and pipe_next_resolve:
 * the main thread. Counters: anybody.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include <rte_byteorder.h>
#include <rte_ether.h>

#include "channel/block.h"
#include "net/addr.h"
#include "tables/counters.h"

#define PIPE_BURST_MAX    32 /* as FLOWTAB_BURST_MAX */
#define PIPE_WORKER_MAX   64
#define PIPE_HOLD_PER_HOP 64   /* packets held for one unresolved next hop */
#define PIPE_HOLD_MAX     512  /* in all */
#define PIPE_HOLD_MS      3000 /* and for this long */
#define PIPE_PORT_MAX     COUNTERS_PORT_MAX
#define PIPE_MASQ_TRIES   128 /* candidates for a masquerading port */

struct affinity;
struct fib;
struct flowtab;
struct rte_mbuf;
struct rte_mempool;
struct rte_rcu_qsbr;
struct svctab;
struct worker;

/*
 * Where bursts come from and go to. Called once a burst, never per packet. `port` is Sluice's own
 * index, `queue` the worker's. rx hands over ownership of the packets returned; tx takes the first
 * k it returns, the rest stays with the caller. A transmitted packet is whole: checksums are done.
 */
typedef uint16_t (*pipe_burst_fn)(void *ctx, uint16_t port, uint16_t queue, struct rte_mbuf **pkts,
				  uint16_t n);

struct pipe_io {
	void *ctx;
	pipe_burst_fn rx, tx;           /* the port's wire */
	pipe_burst_fn twin_rx, twin_tx; /* its kernel twin; never called for a port without one */
};

struct pipe_port {
	struct rte_ether_addr mac;
	uint16_t mtu; /* of IP packets */
	bool twin;
};

/* Copied by pipe_create, arrays too; the tables must outlive the worker. */
struct pipe_config {
	unsigned int worker; /* 0 to worker_cnt - 1: queue, slab and QSBR thread id */
	unsigned int worker_cnt;
	int socket; /* NUMA node, or SOCKET_ID_ANY */

	struct pipe_io io;
	const struct pipe_port *ports; /* by Sluice's port index */
	uint16_t port_cnt;             /* 1 to PIPE_PORT_MAX */

	struct flowtab *flows;
	struct svctab *services;
	struct affinity *affinity;
	struct fib *fib;
	struct rte_rcu_qsbr *qsbr; /* initialised; the worker registers itself */
	struct rte_mempool *pool;  /* for the packets made here */

	enum sluice_forward forward;
	const struct ip_prefix *pod_cidrs;
	size_t pod_cidr_cnt;
	const struct ip_prefix *service_cidrs;
	size_t service_cidr_cnt;

	enum sluice_masquerade masquerade;
	const struct ip_addr *masquerade_addrs; /* none: the leaving port's address */
	size_t masquerade_addr_cnt;
	const struct sluice_port_range *masquerade_ports; /* none: the default of the address */
	size_t masquerade_port_cnt;

	uint32_t reject_rate;  /* answers to refused packets, per second; 0: none */
	uint32_t reject_burst; /* and this many at once */
	uint32_t pickup_ms;    /* TCP is picked up in midstream for so long after start_ms */
	uint32_t start_ms;     /* the clock when the worker starts */
	uint64_t secret[2];    /* per boot: orders masquerading ports */
};

/**
 * Make a worker; it registers itself with the QSBR variable and is online from now on.
 * @return 0, -EINVAL (counts out of range, a port without MAC or MTU), -ENOMEM
 * @thread main, at start
 */
int pipe_create(const struct pipe_config *config, struct worker **out);

/** End a worker that polls no more: held packets are freed. NULL is fine. @thread main */
void pipe_destroy(struct worker *w);

/**
 * One round over all ports and twins (at most PIPE_BURST_MAX packets of each), held packets, what
 * the main thread wants announced, and a share of the flow sweep; ends in a quiescent state.
 * @param now_ms any clock that only goes forward; wraps
 * @return packets received: 0 says that the worker might as well rest
 * @thread the worker's
 */
unsigned int pipe_poll(struct worker *w, uint32_t now_ms);

/** The worker's counters. @thread any, see tables/counters.h */
const struct worker_counters *pipe_counters(const struct worker *w);

/**
 * The equation of tables/counters.h.
 * @return packets that came minus packets whose end is known: 0 whenever a worker is at rest
 */
int64_t pipe_account(const struct worker_counters *c);

/* A neighbour that packets wait for. */
struct pipe_resolve {
	struct ip_addr addr;
	uint32_t port;
};

/**
 * The next neighbour that a worker asks for; one that stays unresolved is asked for again about
 * once a second while packets wait.
 * @return false when there is none
 * @thread main
 */
bool pipe_next_resolve(struct worker *w, struct pipe_resolve *out);

/* An address to be told to the network: gratuitous ARP. */
struct pipe_announce {
	struct ip_addr addr;
	uint32_t port;
};

/** Have an address announced at the next poll. @return 0, -ENOBUFS (again later) @thread main */
int pipe_announce(struct worker *w, const struct pipe_announce *a);
