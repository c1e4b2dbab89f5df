/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#pragma once

#include "mgmt/server.h"

#include <stdint.h>

struct client {
	uv_pipe_t pipe;
	struct mgmt *m;
	struct client *next, *prev;
	struct socket_peer peer;
	struct buf in;
	size_t scanned; /* bytes of `in` known to hold no newline */
	uint64_t came_ns;
	uint64_t deadline_ns; /* for the request that is coming in; 0: none is */
	size_t deadline_at;   /* in.len at which the deadline moves on */
	uint64_t stall_ns;    /* since when nothing of `stall_bytes` was taken */
	size_t stall_bytes;
	struct mgmt_call *call;
	bool read_only;
	bool reading;
	bool asked;   /* a whole request has come from it */
	bool pumping; /* client_next is under way: a call that ends at once leaves it to go on */
	bool eof;
	bool ending; /* close once all is written */
	bool closing;
};

struct listener {
	uv_pipe_t pipe;
	struct mgmt *m;
	char path[128];
	bool read_only;
};

struct mgmt {
	struct mgmt_config config;
	struct listener listeners[MGMT_LISTENER_MAX];
	size_t listener_cnt;
	uv_timer_t sweep;
	struct client *clients;
	size_t client_cnt;
	size_t call_cnt;
	size_t handle_cnt;   /* not yet closed by the loop */
	size_t memory_bytes; /* requests coming in and answers waiting */
	bool closing;
	char scratch[64 << 10]; /* libuv reads into it, then it is copied */
};

struct mgmt_call {
	struct mgmt *m;
	struct client *client; /* NULL: gone */
	const struct rpc_method *method;
	json_t *request;
	json_t *params;
	char id[64]; /* as JSON text */
	struct socket_peer peer;
	bool endless;
	mgmt_call_cb drained;
	mgmt_call_cb gone;
	void *arg;
};

/** Turn one line into a call and run its handler, or answer what is wrong with it. */
void call_start(struct client *c, const char *line, size_t len);

/** Tell a client's call that its client is no more. */
void call_orphan(struct mgmt_call *call);

/** Send an error that belongs to no call, id null. */
void client_error(struct client *c, enum rpc_error code, const char *text);

/** Send text that is moved out of body, between head and tail. */
void client_send(struct client *c, const char *head, struct buf *body, const char *tail);

/** A call has ended: go on with what the client has sent. */
void client_next(struct client *c);

/** Close once everything is written. */
void client_end(struct client *c);

/** Free the server if nothing holds it any more. */
void mgmt_release(struct mgmt *m);
