/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * Control's end of the link to sluiced: READY once, ALIVE each second, new ends when the forwarder
 * was started anew, and the end of this process when sluiced says so or is gone.
 */
#pragma once

#include <uv.h>

struct parent;

struct parent_config {
	uv_loop_t *loop;
	int fd;
	void *arg;
	/** The forwarder was started anew: new ends, the callee's from now on. */
	void (*peer)(void *arg, int channel_fd, int query_fd);
	/** End. */
	void (*stop)(void *arg);
};

/** @return 0, -ENOMEM or another -errno */
int parent_create(const struct parent_config *config, struct parent **out);

/** Close and free; NULL is allowed. */
void parent_destroy(struct parent *p);

/** Tell sluiced that this board serves; only the first call does anything. */
void parent_ready(struct parent *p);
