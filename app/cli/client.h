/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * The client's end of the management socket (rpc/rpc.h): one connection, one call at a time.
 */
#pragma once

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"

struct client {
	int fd;
	struct buf in;
	int64_t id; /* of the last call */
};

/** Takes one part of an answer. @return false: enough, hang up */
typedef bool (*client_part_cb)(void *arg, const json_t *result);

/** Connect. @return 0 or -errno */
int client_open(struct client *c, const char *path);

/** Hang up; the client is zeroed. */
void client_close(struct client *c);

/**
 * Call a method and take its answer, part by part.
 * @param params becomes the client's; NULL: none
 * @param error  out: the error object of a refused call, the caller's; else NULL
 * @return 0 (look at error), -ECANCELED when cb had enough, -EBADMSG for what is no answer,
 *         -EILSEQ for parameters that are no JSON, -ECONNRESET hung up on, or another -errno
 */
int client_call(struct client *c, const char *method, json_t *params, client_part_cb cb, void *arg,
		json_t **error);
