/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * The management socket's server: clients, requests, answers, on the caller's libuv loop. What the
 * methods do is the caller's, in a table of handlers by method.
 *
 * Model:
 *   a client has one request under way at a time; what it sends meanwhile waits. A request becomes
 *   a call; its handler, now or later, gives any number of parts and then exactly one reply or
 *   failure, which frees the call. A client that hangs up is forgotten at once; its call lives on,
 *   its answers go nowhere.
 *
 * What bounds a client: RPC_REQUEST_BYTES_MAX (or _TEXT_) a request, RPC_REQUEST_DEADLINE_S from
 * its first byte to its last (more while megabytes keep coming), MGMT_STALL_S for a reader that
 * takes nothing of a waiting answer, config.client_max of them, MGMT_MEMORY_MAX for all together.
 * Descriptors that a client passes are closed by the kernel: nothing here receives ancillary data.
 *
 * The process must ignore SIGPIPE.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include <jansson.h>
#include <uv.h>

#include "base/buf.h"
#include "base/fault.h"
#include "mgmt/socket.h"
#include "rpc/rpc.h"

#define MGMT_STALL_S      60
#define MGMT_MEMORY_MAX   ((size_t)512 << 20)
#define MGMT_LISTENER_MAX 2

/* A handler of a stream stops adding parts while so much is not yet taken. */
#define MGMT_PENDING_HIGH ((size_t)1 << 20)

struct mgmt;
struct mgmt_call;

/**
 * Serve one request.
 * @param params an object, checked against methods.def; lives as long as the call
 */
typedef void (*mgmt_handler)(struct mgmt_call *call, const json_t *params, void *arg);

typedef void (*mgmt_call_cb)(struct mgmt_call *call, void *arg);

struct mgmt_config {
	uv_loop_t *loop;
	const mgmt_handler *handlers; /* by enum rpc_method_id; none NULL */
	void *arg;
	gid_t group; /* may use the sockets, as root and our own user may; (gid_t)-1: none */
	size_t client_max;
};

/** @return 0, -ENOMEM or another -errno of libuv */
int mgmt_create(const struct mgmt_config *config, struct mgmt **out);

/**
 * Serve on one more socket.
 * @param why out on failure, SOCKET_WHY_BYTES
 * @return 0 or -errno, as socket_listen
 */
int mgmt_listen(struct mgmt *m, const char *path, bool read_only, char *why);

/**
 * Stop serving: sockets removed, clients closed. The memory is freed once the loop has closed the
 * handles and every call was answered.
 */
void mgmt_close(struct mgmt *m);

/** Add a part to the answer: JSON text that is moved out of result. */
void mgmt_part(struct mgmt_call *call, struct buf *result);

/** End the answer with JSON text that is moved out of result. Frees the call. */
void mgmt_reply(struct mgmt_call *call, struct buf *result);

/**
 * End the answer with an error. Frees the call.
 * @param faults become data.faults; may be NULL
 */
void mgmt_fail(struct mgmt_call *call, enum rpc_error code, const struct faults *faults,
	       const char *fmt, ...) __attribute__((format(printf, 4, 5)));

/**
 * Ask to be told when the client has taken all that waited (drained) and when it hung up (gone, at
 * most once). Either may be NULL; both are forgotten when the call ends. Neither is called while
 * the caller adds a part.
 */
void mgmt_call_watch(struct mgmt_call *call, mgmt_call_cb drained, mgmt_call_cb gone, void *arg);

/** Declare that this answer ends only with the client: it is over when the client sends no more. */
void mgmt_call_endless(struct mgmt_call *call);

/** Bytes of answers that the client has not taken yet; 0 when it is gone. */
size_t mgmt_call_pending(const struct mgmt_call *call);

/** Whether the client has hung up. */
bool mgmt_call_is_gone(const struct mgmt_call *call);

/** Who asked. */
const struct socket_peer *mgmt_call_peer(const struct mgmt_call *call);

/** How many clients there are. */
size_t mgmt_client_count(const struct mgmt *m);
