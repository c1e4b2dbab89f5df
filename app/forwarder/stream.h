/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * A stream socket that carries frames, without ever waiting: what does not fit the socket stays in
 * the out buffer. Both buffers are bounded: nothing is read while a reply is unsent, nor while a
 * whole frame waits to be served.
 */
#pragma once

#include "base/buf.h"
#include "channel/frame.h"

struct stream {
	int fd; /* -1: closed */
	struct buf in;
	size_t in_off; /* what of `in` is served already */
	struct buf out;
};

/** Take over a connected socket; an earlier one is closed and its buffers are emptied. */
void stream_open(struct stream *s, int fd);

/** Close and free. */
void stream_close(struct stream *s);

/** Poll events that this stream waits for: POLLIN, or POLLOUT while something is unsent. */
short stream_events(const struct stream *s);

/**
 * Read what is there, unless a whole frame waits already.
 * @return 0, or -errno: the stream is at its end (-EPIPE) or broken
 */
int stream_fill(struct stream *s);

/** Write what fits. @return as stream_fill */
int stream_flush(struct stream *s);

/** The next whole frame, as frame_next(); call stream_done() with what it returned. */
long stream_next(const struct stream *s, struct sluice_frame *frame, const void **payload);
void stream_done(struct stream *s, long frame_bytes);
