/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * What load balancers and cluster tools ask of this node over HTTP (service-model H32, H33): each
 * Service's healthCheckNodePort, and /healthz and /livez on a port of the board's own. Answers are
 * kube-proxy's.
 *
 * Model:
 *   a port is open on every address of the configuration, for a Service only on those of its
 *   families, from the commit that brings it to the one that takes it. What cannot be opened is
 *   told once and tried again until it can. A connection carries one request, and is closed
 *   after HEALTH_CONN_S whatever it does, the oldest sooner when there are HEALTH_CONN_MAX, or
 *   HEALTH_CONN_PEER of one client: who connects and is silent keeps no probe out. Listening takes
 *   half of the descriptors that the process may have, at most.
 *
 *   The board is healthy while the forwarder runs with what is loaded, and for HEALTH_STALE_S more:
 *   a forwarder that is started anew is back within that time.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <uv.h>

#include "kube/board.h"
#include "kube/model.h"

#define HEALTH_CONN_MAX     256
#define HEALTH_CONN_PEER    64 /* of one client */
#define HEALTH_CONN_S       5
#define HEALTH_STALE_S      3
#define HEALTH_RETRY_MS     1000
#define HEALTH_WHY_BYTES    256
#define HEALTH_LIVE_PATH    "/livez"
#define HEALTH_HEALTHY_PATH "/healthz"

struct health;

struct health_config {
	uv_loop_t *loop;
	const struct board_health *board; /* must outlive it */
	const struct board_addrs *addrs;  /* where ports are opened; empty: on every address */
	void *arg;
	/** Whether this node is about to be removed: then /healthz fails. */
	bool (*is_leaving)(void *arg);
	/** A port cannot be opened; ns and name are "" for the board's own. */
	void (*failed)(void *arg, const char *ns, const char *name, uint16_t port, const char *why);
};

/**
 * Make it; the board's own port is opened. The process must ignore SIGPIPE.
 * @return 0, -ENOMEM or another -errno
 */
int health_create(const struct health_config *config, struct health **out);

/** Note whether the forwarder runs with all that is loaded. */
void health_in_step(struct health *h, bool in_step);

/**
 * A Service has something else to tell, or nothing any more: then its port is closed. A port that
 * is new is opened by health_open alone, so that two Services may exchange theirs.
 */
void health_set(struct health *h, const struct model_health *service);

/** Open what health_set brought. */
void health_open(struct health *h);

/** Close everything; NULL is allowed. The memory is freed once the loop has closed the handles. */
void health_close(struct health *h);
