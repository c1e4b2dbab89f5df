/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * A stream of frames to the forwarder on the loop: whole frames in, buffers of frames out.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include <uv.h>

#include "base/buf.h"
#include "channel/frame.h"

struct wire;

struct wire_ops {
	/** One frame. payload is not aligned and lives during the call; the wire may be closed. */
	void (*frame)(void *arg, const struct sluice_frame *frame, const void *payload);
	/** The other end has gone, or sent what is no frame. Close the wire. */
	void (*end)(void *arg, const char *why);
};

/**
 * Take over a connected stream socket.
 * @return 0, -ENOMEM or another -errno: then fd is still the caller's
 */
int wire_open(uv_loop_t *loop, int fd, const struct wire_ops *ops, void *arg, struct wire **out);

/** Send frames that are moved out of the buffer. */
void wire_send(struct wire *w, struct buf *frames);

/** Stop or go on receiving. */
void wire_receive(struct wire *w, bool on);

/** Close; no callback comes any more. NULL is allowed. */
void wire_close(struct wire *w);
