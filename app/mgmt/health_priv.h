/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * The inside of the health server.
 *
 *   health.c       Services, their ports, listening
 *   health_http.c  connections and answers
 */
#pragma once

#include "mgmt/health.h"

#include <sys/socket.h>

#include "base/map.h"

struct MHD_Daemon;

/** One listening socket. */
struct ear {
	uv_poll_t poll;
	struct health *h;
	int fd;
};

/** One port, of a Service or (ns "") of the board. */
struct spot {
	struct spot *next_new; /* in health.fresh */
	char *ns, *name;
	uint16_t port;
	int32_t local[2];
	bool fresh;        /* to be opened */
	bool told;         /* its failure was */
	struct ear **ears; /* by place, see health.place; NULL: not open */
};

struct conn {
	struct conn *next, *prev;
	int fd;
	struct ip_addr peer;
	uint64_t until_ns;
	bool shut; /* about to be closed */
};

struct health {
	struct health_config config;
	struct board_addrs places; /* where ports are opened: the configured ones, or 0.0.0.0, :: */
	struct map services;       /* "ns/name" -> struct spot */
	struct map ports;          /* "31234" -> struct spot */
	struct spot *own;          /* /healthz and /livez; NULL: none */
	struct spot *fresh;
	bool in_step;
	bool ever_in_step;
	uint64_t since_ns; /* not in step since */
	size_t ear_cnt, ear_max;
	uv_timer_t retry;  /* opens what could not be opened */
	size_t handle_cnt; /* not yet closed by the loop */
	bool closing;

	/* health_http.c */
	struct MHD_Daemon *http;
	uv_poll_t poll;
	uv_timer_t timer;
	struct conn *conns; /* the newest first */
};

/** Whether the forwarder runs with what is loaded, or did a moment ago. */
bool health_is_live(const struct health *h);

/** The port of this number; NULL when there is none any more. */
const struct spot *health_spot(const struct health *h, uint16_t port);

/** A handle of the server itself was closed. */
void health_handle_closed(uv_handle_t *handle);

/** Free the server if it is closing and was the last handle's. */
void health_release(struct health *h);

/** @return 0 or -errno */
int http_start(struct health *h);

/** Serve a connection that was accepted. */
void http_take(struct health *h, int fd, const struct sockaddr *peer, socklen_t peer_bytes);

void http_stop(struct health *h);
