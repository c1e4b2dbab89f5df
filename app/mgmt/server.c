/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * Clients: accepted, judged, read line by line, written to, timed, closed.
 *
 * When freed: a client in the close callback of its handle, the server when its last handle is
 * closed and its last call answered (mgmt_release).
 */
#include "mgmt/server_priv.h"

#include "base/clock.h"
#include "base/log.h"
#include "mgmt/json.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define NS_PER_S    1000000000u
#define SWEEP_MS    500
#define METHOD_PEEK 4096
#define LARGE_STEP  (1u << 20) /* so much progress moves a large request's deadline on */
#define KEEP_IN_MAX (64u << 10)

struct write {
	uv_write_t req;
	struct client *client;
	struct buf body;
	size_t bytes;
	char head[160];
	char tail[8];
};

static void
client_closed(uv_handle_t *handle)
{
	struct client *c = handle->data;
	struct mgmt *m = c->m;

	if (c->call != NULL)
		call_orphan(c->call);
	buf_fini(&c->in);
	free(c);
	m->handle_cnt--;
	mgmt_release(m);
}

/* Close; its call is told later, for it may be what asks for this. */
static void
client_drop(struct client *c)
{
	struct mgmt *m = c->m;

	c->closing = true;
	m->memory_bytes -= c->in.len;
	if (c->prev != NULL)
		c->prev->next = c->next;
	else
		m->clients = c->next;
	if (c->next != NULL)
		c->next->prev = c->prev;
	m->client_cnt--;
	uv_close((uv_handle_t *)&c->pipe, client_closed);
}

static void
client_close(struct client *c)
{
	if (c->closing)
		return;
	client_drop(c);
	if (c->call != NULL)
		call_orphan(c->call);
	c->call = NULL;
}

void
client_end(struct client *c)
{
	c->ending = true;
	if (c->pipe.write_queue_size == 0)
		client_close(c);
}

static void
on_written(uv_write_t *req, int status)
{
	struct write *w = (struct write *)req;
	struct client *c = w->client;

	c->m->memory_bytes -= w->bytes;
	buf_fini(&w->body);
	free(w);
	if (c->closing)
		return;
	if (status < 0) {
		client_close(c);
		return;
	}
	if (c->pipe.write_queue_size > 0)
		return;
	if (c->ending)
		client_close(c);
	else if (c->call != NULL && c->call->drained != NULL)
		c->call->drained(c->call, c->call->arg);
}

void
client_send(struct client *c, const char *head, struct buf *body, const char *tail)
{
	struct write *w = NULL;
	uv_buf_t parts[3];

	if (c->closing)
		goto drop;
	w = calloc(1, sizeof(*w));
	if (w == NULL || body->failed || c->m->memory_bytes + body->len > MGMT_MEMORY_MAX) {
		log_warn("mgmt", "client closed: no memory for its answer pid=%d bytes=%zu",
			 (int)c->peer.pid, body->len);
		goto close;
	}
	w->client = c;
	w->body = *body;
	*body = (struct buf){0};
	snprintf(w->head, sizeof(w->head), "%s", head);
	snprintf(w->tail, sizeof(w->tail), "%s", tail);
	parts[0] = uv_buf_init(w->head, (unsigned int)strlen(w->head));
	parts[1] = uv_buf_init(w->body.data, (unsigned int)w->body.len);
	parts[2] = uv_buf_init(w->tail, (unsigned int)strlen(w->tail));
	w->bytes = w->body.len;
	if (uv_write(&w->req, (uv_stream_t *)&c->pipe, parts, 3, on_written) == 0) {
		c->m->memory_bytes += w->bytes;
		return;
	}
	buf_fini(&w->body);
close:
	free(w);
	client_drop(c);
drop:
	buf_fini(body);
}

void
client_error(struct client *c, enum rpc_error code, const char *text)
{
	struct buf body = {0};

	buf_printf(&body, "{\"code\":%d,\"message\":", (int)code);
	jput_string(&body, text);
	buf_adds(&body, "}");
	client_send(c, "{\"jsonrpc\":\"2.0\",\"id\":null,\"error\":", &body, "}\n");
}

static void
client_refuse(struct client *c, enum rpc_error code, const char *text)
{
	uv_read_stop((uv_stream_t *)&c->pipe);
	c->reading = false;
	client_error(c, code, text);
	if (!c->closing)
		client_end(c);
}

static void
on_alloc(uv_handle_t *handle, size_t size, uv_buf_t *out)
{
	struct client *c = handle->data;

	*out = uv_buf_init(c->m->scratch, sizeof(c->m->scratch));
}

static void on_read(uv_stream_t *stream, ssize_t n, const uv_buf_t *buf);

static void
client_read(struct client *c, bool on)
{
	if (c->closing || c->ending || c->eof || c->reading == on)
		return;
	c->reading = on;
	if (on)
		uv_read_start((uv_stream_t *)&c->pipe, on_alloc, on_read);
	else
		uv_read_stop((uv_stream_t *)&c->pipe);
}

/* Whether the beginning of a long line names a method that carries text. */
static bool
carries_text(const struct buf *in)
{
	size_t len = in->len < METHOD_PEEK ? in->len : METHOD_PEEK;
	const char *at = memmem(in->data, len, "\"method\"", 8);
	const char *end = in->data + len;
	const struct rpc_method *method;
	char name[32];
	size_t n = 0;

	if (at == NULL)
		return false;
	at += 8;
	while (at < end && (*at == ' ' || *at == ':' || *at == '"'))
		at++;
	while (at < end && *at != '"' && n < sizeof(name) - 1)
		name[n++] = *at++;
	name[n] = '\0';
	method = rpc_method_find(name);
	return method != NULL && strstr(method->params, "text") != NULL;
}

/* Judge a line that is not yet whole. */
static void
partial_check(struct client *c)
{
	size_t len = c->in.len;

	if (len == 0) {
		c->deadline_ns = 0;
		return;
	}
	if (c->in.data[0] != '{')
		client_refuse(c, RPC_PARSE, "no JSON-RPC request: it does not begin with {");
	else if (len > RPC_TEXT_REQUEST_BYTES_MAX ||
		 (len > RPC_REQUEST_BYTES_MAX && !carries_text(&c->in)))
		client_refuse(c, RPC_TOO_LARGE, "the request is too large");
	else if (c->m->memory_bytes > MGMT_MEMORY_MAX)
		client_refuse(c, RPC_BUSY, "too many large requests at a time");
	if (c->deadline_ns == 0 || len >= c->deadline_at) {
		c->deadline_ns = clock_now_ns() + RPC_REQUEST_DEADLINE_S * (uint64_t)NS_PER_S;
		c->deadline_at = len + LARGE_STEP;
	}
}

static void
in_consume(struct client *c, size_t n)
{
	buf_consume(&c->in, n);
	c->m->memory_bytes -= n;
	c->scanned = 0;
	if (c->in.len == 0 && c->in.max > KEEP_IN_MAX)
		buf_fini(&c->in);
}

void
client_next(struct client *c)
{
	if (c->pumping)
		return;
	c->pumping = true;
	while (c->call == NULL && !c->closing && !c->ending) {
		char *end = c->in.len == c->scanned
				    ? NULL
				    : memchr(c->in.data + c->scanned, '\n', c->in.len - c->scanned);
		size_t len;

		if (end == NULL) {
			c->scanned = c->in.len;
			partial_check(c);
			break;
		}
		len = (size_t)(end - c->in.data);
		c->deadline_ns = 0;
		if (len > 0)
			call_start(c, c->in.data, len);
		if (!c->closing)
			in_consume(c, len + 1);
	}
	c->pumping = false;
	if (c->call == NULL && c->eof && !c->closing)
		client_end(c);
	/* Read on under a call as well, to learn of a hang-up, but hoard no further requests. */
	client_read(c, c->call == NULL || c->in.len < RPC_REQUEST_BYTES_MAX);
}

static void
on_read(uv_stream_t *stream, ssize_t n, const uv_buf_t *buf)
{
	struct client *c = stream->data;

	if (n == 0)
		return;
	if (n > 0) {
		buf_add(&c->in, buf->base, (size_t)n);
		if (c->in.failed) {
			client_close(c);
			return;
		}
		c->m->memory_bytes += (size_t)n;
		client_next(c);
		return;
	}
	uv_read_stop(stream);
	c->reading = false;
	c->eof = true;
	/* A half-closed client still wants its answer, unless the answer has no end. */
	if (n != UV_EOF || (c->call != NULL && c->call->endless))
		client_close(c);
	else
		client_next(c);
}

static void
client_sweep(struct client *c, uint64_t now)
{
	const uint64_t stall_s = c->ending ? RPC_REQUEST_DEADLINE_S : MGMT_STALL_S;
	size_t waiting = c->pipe.write_queue_size;

	if (c->deadline_ns != 0 && now > c->deadline_ns && c->call == NULL && !c->ending) {
		client_refuse(c, RPC_INVALID_REQUEST, "the request took too long to come in");
		return;
	}
	if (waiting == 0 || waiting != c->stall_bytes) {
		c->stall_bytes = waiting;
		c->stall_ns = now;
	} else if (now - c->stall_ns > stall_s * NS_PER_S) {
		log_warn("mgmt", "client closed: it does not read pid=%d uid=%u bytes=%zu",
			 (int)c->peer.pid, (unsigned int)c->peer.uid, waiting);
		client_close(c);
	}
}

static void
on_sweep(uv_timer_t *timer)
{
	struct mgmt *m = timer->data;
	uint64_t now = clock_now_ns();
	struct client *next;

	for (struct client *c = m->clients; c != NULL; c = next) {
		next = c->next;
		client_sweep(c, now);
	}
	if (m->client_cnt == 0)
		uv_timer_stop(timer);
}

/* Whether others wait for the client: it is in the middle of a request, or has not asked yet. */
static bool
is_awaited(const struct client *c)
{
	return c->call == NULL && !c->ending && (!c->asked || c->deadline_ns != 0);
}

static uint64_t
awaited_since(const struct client *c)
{
	return c->deadline_ns == 0 ? c->came_ns
				   : c->deadline_ns - RPC_REQUEST_DEADLINE_S * (uint64_t)NS_PER_S;
}

/* How many are awaited of the client's user (upper half), and of its process. */
static uint64_t
kin_count(const struct client *of)
{
	uint64_t user = 0, process = 0;

	for (const struct client *c = of->m->clients; c != NULL; c = c->next) {
		if (!is_awaited(c) || c->peer.uid != of->peer.uid)
			continue;
		user++;
		process += c->peer.pid == of->peer.pid;
	}
	return user << 32 | process;
}

/*
 * One of those awaited makes room: else as many as stall could keep all others out. It is one of
 * the user with most of them, of the process with most, the one awaited for the longest time: who
 * has just come, and whose request is not read yet, does not pay for another's crowd.
 */
static bool
make_room(struct mgmt *m, const struct client *but)
{
	struct client *victim = NULL;
	uint64_t most = 0;

	for (struct client *c = m->clients; c != NULL; c = c->next) {
		uint64_t kin;

		if (c == but || !is_awaited(c))
			continue;
		kin = kin_count(c);
		if (kin < most || (kin == most && awaited_since(c) > awaited_since(victim)))
			continue;
		most = kin;
		victim = c;
	}
	if (victim == NULL)
		return false;
	log_warn("mgmt", "client closed: it stalls, and others wait pid=%d uid=%u",
		 (int)victim->peer.pid, (unsigned int)victim->peer.uid);
	client_close(victim);
	return true;
}

/* Whether the client may use the sockets; a client too many or not allowed is told and closed. */
static void
client_admit(struct client *c)
{
	struct mgmt *m = c->m;
	uv_os_fd_t fd;

	if (uv_fileno((uv_handle_t *)&c->pipe, &fd) < 0 ||
	    socket_peer_of(fd, m->config.group, &c->peer) < 0) {
		client_close(c);
		return;
	}
	if (c->peer.uid != 0 && c->peer.uid != geteuid() &&
	    (m->config.group == (gid_t)-1 || !c->peer.in_group)) {
		log_warn("mgmt", "client refused uid=%u pid=%d", (unsigned int)c->peer.uid,
			 (int)c->peer.pid);
		client_refuse(c, RPC_FORBIDDEN, "this user may not use this socket");
	} else if (m->client_cnt > m->config.client_max && !make_room(m, c)) {
		client_refuse(c, RPC_BUSY, "too many clients");
	} else {
		client_read(c, true);
	}
}

static void
on_connection(uv_stream_t *stream, int status)
{
	struct listener *l = stream->data;
	struct mgmt *m = l->m;
	struct client *c;

	if (status < 0 || m->closing)
		return;
	c = calloc(1, sizeof(*c));
	if (c == NULL)
		return;
	uv_pipe_init(m->config.loop, &c->pipe, 0);
	c->pipe.data = c;
	c->m = m;
	c->read_only = l->read_only;
	c->came_ns = clock_now_ns();
	c->next = m->clients;
	if (c->next != NULL)
		c->next->prev = c;
	m->clients = c;
	m->client_cnt++;
	m->handle_cnt++;
	if (!uv_is_active((uv_handle_t *)&m->sweep))
		uv_timer_start(&m->sweep, on_sweep, SWEEP_MS, SWEEP_MS);
	if (uv_accept(stream, (uv_stream_t *)&c->pipe) < 0)
		client_close(c);
	else
		client_admit(c);
}

int
mgmt_create(const struct mgmt_config *config, struct mgmt **out)
{
	struct mgmt *m = calloc(1, sizeof(*m));
	int rc;

	if (m == NULL)
		return -ENOMEM;
	m->config = *config;
	rc = uv_timer_init(config->loop, &m->sweep);
	if (rc < 0) {
		free(m);
		return rc;
	}
	m->sweep.data = m;
	m->handle_cnt = 1;
	*out = m;
	return 0;
}

int
mgmt_listen(struct mgmt *m, const char *path, bool read_only, char *why)
{
	struct listener *l = &m->listeners[m->listener_cnt];
	int fd, rc;

	if (m->listener_cnt == MGMT_LISTENER_MAX)
		return -ENOSPC;
	rc = socket_listen(path, m->config.group, &fd, why);
	if (rc < 0)
		return rc;
	rc = uv_pipe_init(m->config.loop, &l->pipe, 0);
	if (rc < 0) {
		close(fd);
		return rc;
	}
	snprintf(l->path, sizeof(l->path), "%s", path);
	l->m = m;
	l->read_only = read_only;
	l->pipe.data = l;
	m->handle_cnt++;
	m->listener_cnt++;
	rc = uv_pipe_open(&l->pipe, fd);
	if (rc < 0)
		close(fd);
	else
		rc = uv_listen((uv_stream_t *)&l->pipe, SOCKET_BACKLOG, on_connection);
	if (rc < 0)
		snprintf(why, SOCKET_WHY_BYTES, "socket %s: %s", path, uv_strerror(rc));
	return rc;
}

void
mgmt_release(struct mgmt *m)
{
	if (m->closing && m->handle_cnt == 0 && m->call_cnt == 0)
		free(m);
}

static void
server_handle_closed(uv_handle_t *handle)
{
	struct mgmt *m =
		handle->type == UV_TIMER ? handle->data : ((struct listener *)handle->data)->m;

	m->handle_cnt--;
	mgmt_release(m);
}

void
mgmt_close(struct mgmt *m)
{
	if (m->closing)
		return;
	m->closing = true;
	for (size_t i = 0; i < m->listener_cnt; i++) {
		socket_remove(m->listeners[i].path);
		uv_close((uv_handle_t *)&m->listeners[i].pipe, server_handle_closed);
	}
	uv_close((uv_handle_t *)&m->sweep, server_handle_closed);
	while (m->clients != NULL)
		client_close(m->clients);
}

size_t
mgmt_call_pending(const struct mgmt_call *call)
{
	return call->client == NULL ? 0 : call->client->pipe.write_queue_size;
}

size_t
mgmt_client_count(const struct mgmt *m)
{
	return m->client_cnt;
}
