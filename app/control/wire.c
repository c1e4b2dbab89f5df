/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include "control/wire.h"

#include <errno.h>
#include <stdlib.h>

#define RECEIVE_BYTES (256u << 10)

struct wire {
	uv_pipe_t pipe;
	const struct wire_ops *ops;
	void *arg;
	struct buf in;
	bool delivering;
	bool closed;
	bool ended;
	bool stopped;
	char scratch[RECEIVE_BYTES];
};

struct wire_write {
	uv_write_t req;
	struct wire *w;
	struct buf frames;
};

static void
on_closed(uv_handle_t *handle)
{
	struct wire *w = handle->data;

	buf_fini(&w->in);
	free(w);
}

void
wire_close(struct wire *w)
{
	if (w == NULL || w->closed)
		return;
	w->closed = true;
	uv_close((uv_handle_t *)&w->pipe, on_closed);
}

static void
end(struct wire *w, const char *why)
{
	if (w->closed || w->ended)
		return;
	w->ended = true;
	uv_read_stop((uv_stream_t *)&w->pipe);
	w->ops->end(w->arg, why);
}

static void
deliver(struct wire *w)
{
	size_t done = 0;
	long n = 0;

	if (w->delivering)
		return;
	w->delivering = true;
	while (!w->closed && !w->stopped) {
		struct sluice_frame frame;
		const void *payload;

		n = frame_next(w->in.data + done, w->in.len - done, &frame, &payload);
		if (n <= 0)
			break;
		done += (size_t)n;
		w->ops->frame(w->arg, &frame, payload);
	}
	w->delivering = false;
	buf_consume(&w->in, done);
	if (n < 0)
		end(w, "it sent what is no frame");
}

static void
on_alloc(uv_handle_t *handle, size_t size, uv_buf_t *out)
{
	struct wire *w = handle->data;

	*out = uv_buf_init(w->scratch, sizeof(w->scratch));
}

static void
on_read(uv_stream_t *stream, ssize_t n, const uv_buf_t *buf)
{
	struct wire *w = stream->data;

	if (n == 0)
		return;
	if (n < 0) {
		end(w, n == UV_EOF ? "it closed the connection" : uv_strerror((int)n));
		return;
	}
	buf_add(&w->in, buf->base, (size_t)n);
	if (w->in.failed)
		end(w, "out of memory");
	else
		deliver(w);
}

int
wire_open(uv_loop_t *loop, int fd, const struct wire_ops *ops, void *arg, struct wire **out)
{
	struct wire *w = calloc(1, sizeof(*w));
	int rc;

	if (w == NULL)
		return -ENOMEM;
	rc = uv_pipe_init(loop, &w->pipe, 0);
	if (rc < 0) {
		free(w);
		return rc;
	}
	w->pipe.data = w;
	w->ops = ops;
	w->arg = arg;
	rc = uv_pipe_open(&w->pipe, fd);
	if (rc == 0)
		rc = uv_read_start((uv_stream_t *)&w->pipe, on_alloc, on_read);
	if (rc < 0) {
		wire_close(w);
		return rc;
	}
	*out = w;
	return 0;
}

static void
on_written(uv_write_t *req, int status)
{
	struct wire_write *write = (struct wire_write *)req;
	struct wire *w = write->w;

	buf_fini(&write->frames);
	free(write);
	if (status < 0)
		end(w, uv_strerror(status));
}

void
wire_send(struct wire *w, struct buf *frames)
{
	struct wire_write *write = calloc(1, sizeof(*write));
	uv_buf_t part;
	int rc = -ENOMEM;

	if (write != NULL && !frames->failed && !w->closed) {
		write->w = w;
		write->frames = *frames;
		*frames = (struct buf){0};
		part = uv_buf_init(write->frames.data, (unsigned int)write->frames.len);
		rc = uv_write(&write->req, (uv_stream_t *)&w->pipe, &part, 1, on_written);
		if (rc == 0)
			return;
		buf_fini(&write->frames);
	}
	free(write);
	buf_fini(frames);
	end(w, uv_strerror(rc));
}

void
wire_receive(struct wire *w, bool on)
{
	if (w->closed || w->ended || w->stopped == !on)
		return;
	w->stopped = !on;
	if (!on) {
		uv_read_stop((uv_stream_t *)&w->pipe);
		return;
	}
	uv_read_start((uv_stream_t *)&w->pipe, on_alloc, on_read);
	deliver(w);
}
