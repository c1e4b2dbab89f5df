/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include "forwarder/stream.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#define READ_BYTES (256u << 10)

void
stream_open(struct stream *s, int fd)
{
	stream_close(s);
	s->fd = fd;
	(void)fcntl(fd, F_SETFD, FD_CLOEXEC);
	(void)fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
}

void
stream_close(struct stream *s)
{
	if (s->fd >= 0)
		close(s->fd);
	s->fd = -1;
	s->in_off = 0;
	buf_fini(&s->in);
	buf_fini(&s->out);
}

short
stream_events(const struct stream *s)
{
	return s->out.len > 0 ? POLLOUT : POLLIN;
}

int
stream_fill(struct stream *s)
{
	static char bytes[READ_BYTES]; /* of the main thread, which alone has streams */
	struct sluice_frame frame;
	const void *payload;
	ssize_t n;

	if (stream_next(s, &frame, &payload) != 0)
		return 0;
	buf_consume(&s->in, s->in_off);
	s->in_off = 0;
	n = recv(s->fd, bytes, sizeof(bytes), MSG_DONTWAIT);
	if (n == 0)
		return -EPIPE;
	if (n < 0)
		return errno == EAGAIN || errno == EINTR ? 0 : -errno;
	buf_add(&s->in, bytes, (size_t)n);
	return s->in.failed ? -ENOMEM : 0;
}

int
stream_flush(struct stream *s)
{
	while (s->out.len > 0) {
		ssize_t n = send(s->fd, s->out.data, s->out.len, MSG_DONTWAIT | MSG_NOSIGNAL);

		if (n < 0)
			return errno == EAGAIN || errno == EINTR ? 0 : -errno;
		buf_consume(&s->out, (size_t)n);
	}
	return s->out.failed ? -ENOMEM : 0;
}

long
stream_next(const struct stream *s, struct sluice_frame *frame, const void **payload)
{
	return frame_next(s->in.data + s->in_off, s->in.len - s->in_off, frame, payload);
}

void
stream_done(struct stream *s, long frame_bytes)
{
	s->in_off += (size_t)frame_bytes;
}
