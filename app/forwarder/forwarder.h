/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * The forwarder's state: what start.c brings up in order, what the loop in main.c turns, and what
 * the channel and query servers work on. One of it exists; the main thread owns it. Workers see
 * only their struct forwarder_worker and the tables.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "channel/block.h"
#include "dataplane/io.h"
#include "dataplane/pipeline.h"
#include "drivers/ingress.h"
#include "drivers/mirror.h"
#include "drivers/nic.h"
#include "forwarder/stream.h"

struct rte_mempool;
struct rte_rcu_qsbr;

struct forwarder_worker {
	struct worker *pipe;
	unsigned int lcore;
	enum sluice_idle idle;
	bool *stop; /* writer: main; relaxed */
};

/* A gratuitous ARP that waits for room in the workers' ring. */
struct forwarder_announce {
	struct ip_addr addr;
	uint16_t port;
};

struct announces {
	struct forwarder_announce *v; /* cnt of max */
	size_t cnt, max;
	uint32_t all; /* ports, by bit: all addresses that Services hold are told there as well */
};

/* Where a change on the channel stands. */
enum forwarder_change {
	CHANGE_NONE,
	CHANGE_OPEN,     /* since BEGIN */
	CHANGE_PREPARED, /* COMMIT may come */
};

struct forwarder {
	bool lab;
	const char *user;

	int parent_fd;
	struct stream channel;
	struct stream query;

	/* Set by forwarder_start(), NULL before. */
	struct sluice_settings *settings;
	struct nic nics[PIPE_PORT_MAX];
	unsigned int nic_cnt;
	bool link_up[PIPE_PORT_MAX];
	struct ingress *ingress;
	struct rte_mempool *pool;
	struct rte_rcu_qsbr *qsbr;
	struct flowtab *flows;
	struct svctab *services;
	struct affinity *affinity;
	struct fib *fib;
	struct mirror *mirror; /* NULL when no port has a twin */
	struct pipe_io_devs devs;
	struct forwarder_worker workers[PIPE_WORKER_MAX];
	unsigned int worker_cnt;
	bool stop;
	bool refused; /* the first settings did not lead to a start: why was told */
	uint64_t start_tsc;

	enum forwarder_change change;
	int change_error; /* the first that BEGIN, BLOCK or REMOVE met */
	char change_why[240];
	struct announces announces; /* on their way to a worker */
	struct announces staged;    /* of the change's Services: they wait for COMMIT */
};

/**
 * Bring everything up in order: environment, packet buffers, tables, ports and twins, mirror,
 * workers' pipes, ingress rules; drop root; launch the workers.
 * @param settings a proven block; copied
 * @param why      text on failure: what is missing and what mends it
 * @return 0 or -errno; after a failure the process can only end
 * @thread main, once
 */
int forwarder_start(struct forwarder *f, const struct sluice_settings *settings, char *why,
		    size_t why_bytes);

/** Stop the workers, close the ports, free all: whatever of it is there. @thread main */
void forwarder_stop(struct forwarder *f);

/** Milliseconds of the workers' clock; wraps. @thread any */
uint32_t forwarder_now_ms(void);

/**
 * Serve what has come on the channel.
 * @return 0, or -errno: the connection is of no more use
 */
int channel_serve(struct forwarder *f);

/** Forget a change that is open: who opened it is gone. */
void channel_abort(struct forwarder *f);

/** Tell control that a port's link came up or went down. */
void channel_tell_link(struct forwarder *f, unsigned int port, bool up);

/** Serve what has come on the query socket. @return as channel_serve */
int query_serve(struct forwarder *f);

/** Note the addresses of a staged Service block, for all ports. */
void announce_stage(struct forwarder *f, const struct sluice_service *s);

/** Queue what the change that is committed now has staged. */
void announce_commit(struct forwarder *f);

/** Forget what was staged. */
void announce_abort(struct forwarder *f);

/** Have all addresses that Services hold told on a port: its link came up. */
void announce_all(struct forwarder *f, uint16_t port);

/** Hand queued announcements to a worker, as many as fit. */
void announce_drain(struct forwarder *f);
