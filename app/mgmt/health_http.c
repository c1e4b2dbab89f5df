/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * Connections and answers. libmicrohttpd reads and writes HTTP; the loop drives it: its epoll
 * descriptor is one of the loop's, and one timer serves its time-outs and ours.
 */
#include "mgmt/health_priv.h"

#include "base/buf.h"
#include "base/clock.h"

#include <errno.h>
#include <inttypes.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <microhttpd.h>

#define NS_PER_S       1000000000u
#define SWEEP_MS       500
#define SHUT_MAX       64 /* so many that are shut may not be closed yet */
#define REQUEST_BYTES  4096u
#define TIME_BYTES     64
#define GO_TIME_FORMAT "%Y-%m-%d %H:%M:%S"

struct answer {
	unsigned int status;
	struct buf body;
	int32_t weight; /* of X-Load-Balancing-Endpoint-Weight; -1: no such header */
};

/* A moment as kube-proxy writes it. */
static void
put_time(struct buf *out, struct timespec t)
{
	char text[TIME_BYTES];
	struct tm tm;

	gmtime_r(&t.tv_sec, &tm);
	strftime(text, sizeof(text), GO_TIME_FORMAT, &tm);
	buf_printf(out, "\"%s.%09ld +0000 UTC\"", text, t.tv_nsec);
}

/* /healthz and /livez: kube-proxy's words. lastUpdated is when the forwarder last ran with all. */
static void
answer_board(const struct health *h, const char *path, struct answer *a)
{
	bool healthz = strcmp(path, HEALTH_HEALTHY_PATH) == 0;
	bool leaving = healthz && h->config.is_leaving(h->config.arg);
	struct timespec now, updated = {0};

	if (!healthz && strcmp(path, HEALTH_LIVE_PATH) != 0) {
		a->status = MHD_HTTP_NOT_FOUND;
		buf_adds(&a->body, "{\"error\":\"there are /healthz and /livez\"}\n");
		return;
	}
	a->status = health_is_live(h) && !leaving ? MHD_HTTP_OK : MHD_HTTP_SERVICE_UNAVAILABLE;
	clock_gettime(CLOCK_REALTIME, &now);
	if (h->in_step) {
		updated = now;
	} else if (h->ever_in_step) {
		updated = now;
		updated.tv_sec -= (time_t)((clock_now_ns() - h->since_ns) / NS_PER_S);
	}
	buf_adds(&a->body, "{\"lastUpdated\":");
	put_time(&a->body, updated);
	buf_adds(&a->body, ",\"currentTime\":");
	put_time(&a->body, now);
	if (healthz)
		buf_printf(&a->body, ",\"nodeEligible\":%s", leaving ? "false" : "true");
	buf_adds(&a->body, "}\n");
}

static void
answer_service(const struct health *h, const struct spot *s, int family, struct answer *a)
{
	bool live = health_is_live(h);

	a->weight = s->local[family] > 0 ? s->local[family] : 0;
	a->status = a->weight > 0 && live ? MHD_HTTP_OK : MHD_HTTP_SERVICE_UNAVAILABLE;
	buf_printf(&a->body,
		   "{\"service\":{\"namespace\":\"%s\",\"name\":\"%s\"},\"localEndpoints\":%" PRId32
		   ",\"serviceProxyHealthy\":%s}\n",
		   s->ns, s->name, a->weight, live ? "true" : "false");
}

/* The port that a connection came to. @return -ENOENT when it is no more */
static int
spot_of(const struct health *h, struct MHD_Connection *conn, const struct spot **spot, int *family)
{
	const union MHD_ConnectionInfo *info =
		MHD_get_connection_info(conn, MHD_CONNECTION_INFO_CONNECTION_FD);
	struct sockaddr_storage own;
	socklen_t bytes = sizeof(own);

	if (info == NULL || getsockname(info->connect_fd, (struct sockaddr *)&own, &bytes) < 0)
		return -ENOENT;
	*family = own.ss_family == AF_INET ? 0 : 1;
	*spot = health_spot(h, ntohs(own.ss_family == AF_INET
					     ? ((struct sockaddr_in *)&own)->sin_port
					     : ((struct sockaddr_in6 *)&own)->sin6_port));
	return *spot == NULL ? -ENOENT : 0;
}

static enum MHD_Result
answer_send(struct MHD_Connection *conn, struct answer *a)
{
	struct MHD_Response *r = NULL;
	enum MHD_Result rc = MHD_NO;
	char weight[16];

	if (!a->body.failed)
		r = MHD_create_response_from_buffer(a->body.len, a->body.data,
						    MHD_RESPMEM_MUST_COPY);
	buf_fini(&a->body);
	if (r == NULL)
		return MHD_NO;
	snprintf(weight, sizeof(weight), "%" PRId32, a->weight);
	if (MHD_add_response_header(r, "Content-Type", "application/json") == MHD_YES &&
	    MHD_add_response_header(r, "X-Content-Type-Options", "nosniff") == MHD_YES &&
	    MHD_add_response_header(r, "Connection", "close") == MHD_YES &&
	    (a->weight < 0 ||
	     MHD_add_response_header(r, "X-Load-Balancing-Endpoint-Weight", weight) == MHD_YES))
		rc = MHD_queue_response(conn, a->status, r);
	MHD_destroy_response(r);
	return rc;
}

static enum MHD_Result
on_request(void *arg, struct MHD_Connection *conn, const char *path, const char *method,
	   const char *version, const char *upload, size_t *upload_bytes, void **seen)
{
	static int once;
	const struct health *h = arg;
	struct answer a = {.weight = -1};
	const struct spot *spot;
	int family;

	if (spot_of(h, conn, &spot, &family) < 0)
		return MHD_NO;
	if (strcmp(method, "GET") != 0 && strcmp(method, "HEAD") != 0) {
		a.status = MHD_HTTP_METHOD_NOT_ALLOWED;
		return answer_send(conn, &a);
	}
	if (*seen == NULL) { /* the first of two calls: the headers are there, a body is not */
		*seen = &once;
		return MHD_YES;
	}
	if (spot == h->own)
		answer_board(h, path, &a);
	else
		answer_service(h, spot, family, &a);
	return answer_send(conn, &a);
}

/* Driving ------------------------------------------------------------------------------------ */

static void on_timer(uv_timer_t *timer);

/* libmicrohttpd meets the end of its input, and closes it. */
static void
conn_shut(struct conn *c)
{
	c->shut = true;
	shutdown(c->fd, SHUT_RDWR);
}

static void
run(struct health *h)
{
	MHD_UNSIGNED_LONG_LONG wait_ms = SWEEP_MS;

	if (MHD_run(h->http) != MHD_YES || h->conns == NULL) {
		uv_timer_stop(&h->timer);
		return;
	}
	if (MHD_get_timeout(h->http, &wait_ms) != MHD_YES || wait_ms > SWEEP_MS)
		wait_ms = SWEEP_MS;
	uv_timer_start(&h->timer, on_timer, wait_ms, 0);
}

static void
on_timer(uv_timer_t *timer)
{
	struct health *h = timer->data;
	uint64_t now = clock_now_ns();

	for (struct conn *c = h->conns; c != NULL; c = c->next)
		if (now >= c->until_ns)
			conn_shut(c);
	run(h);
}

static void
on_ready(uv_poll_t *poll, int status, int events)
{
	run(poll->data);
}

static struct ip_addr
peer_addr(const struct sockaddr *peer)
{
	struct ip_addr a;

	if (peer->sa_family == AF_INET)
		return addr_from_v4(((const struct sockaddr_in *)peer)->sin_addr.s_addr);
	memcpy(a.b, ((const struct sockaddr_in6 *)peer)->sin6_addr.s6_addr, sizeof(a.b));
	return a;
}

/* Shut the oldest connection, of one more that comes, when its client or all have the most. */
static void
make_room(struct health *h, const struct sockaddr *peer)
{
	const struct ip_addr addr = peer_addr(peer);
	struct conn *oldest = NULL, *of_peer = NULL;
	size_t cnt = 0, peer_cnt = 0;

	for (struct conn *c = h->conns; c != NULL; c = c->next) {
		if (c->shut)
			continue;
		cnt++;
		oldest = c;
		if (!addr_equal(&c->peer, &addr))
			continue;
		peer_cnt++;
		of_peer = c;
	}
	if (peer_cnt >= HEALTH_CONN_PEER)
		conn_shut(of_peer);
	else if (cnt >= HEALTH_CONN_MAX)
		conn_shut(oldest);
}

static void
on_connection(void *arg, struct MHD_Connection *conn, void **context,
	      enum MHD_ConnectionNotificationCode what)
{
	struct health *h = arg;
	struct conn *c = *context;
	const union MHD_ConnectionInfo *info;
	int fd;

	if (what == MHD_CONNECTION_NOTIFY_STARTED) {
		/* What it points to stands until the next call: libmicrohttpd 1.0 has one place for
		 * all. */
		info = MHD_get_connection_info(conn, MHD_CONNECTION_INFO_CONNECTION_FD);
		fd = info->connect_fd;
		c = calloc(1, sizeof(*c));
		*context = c;
		if (c == NULL) {
			shutdown(fd, SHUT_RDWR);
			return;
		}
		info = MHD_get_connection_info(conn, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
		c->fd = fd;
		c->peer = peer_addr(info->client_addr);
		c->until_ns = clock_now_ns() + HEALTH_CONN_S * (uint64_t)NS_PER_S;
		c->next = h->conns;
		if (c->next != NULL)
			c->next->prev = c;
		h->conns = c;
		return;
	}
	if (c == NULL)
		return;
	if (c->prev != NULL)
		c->prev->next = c->next;
	else
		h->conns = c->next;
	if (c->next != NULL)
		c->next->prev = c->prev;
	free(c);
}

void
http_take(struct health *h, int fd, const struct sockaddr *peer, socklen_t peer_bytes)
{
	make_room(h, peer);
	/* One that is refused is closed in there. */
	if (MHD_add_connection(h->http, fd, peer, peer_bytes) == MHD_YES)
		run(h);
}

int
http_start(struct health *h)
{
	const union MHD_DaemonInfo *info;
	int rc;

	h->http = MHD_start_daemon(MHD_USE_EPOLL | MHD_USE_NO_LISTEN_SOCKET, 0, NULL, NULL,
				   on_request, h, MHD_OPTION_CONNECTION_LIMIT,
				   (unsigned int)(HEALTH_CONN_MAX + SHUT_MAX),
				   MHD_OPTION_CONNECTION_TIMEOUT, (unsigned int)HEALTH_CONN_S,
				   MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)REQUEST_BYTES,
				   MHD_OPTION_NOTIFY_CONNECTION, on_connection, h, MHD_OPTION_END);
	if (h->http == NULL)
		return -ENOMEM;
	info = MHD_get_daemon_info(h->http, MHD_DAEMON_INFO_EPOLL_FD);
	rc = info == NULL ? -ENOTSUP : uv_poll_init(h->config.loop, &h->poll, info->epoll_fd);
	if (rc < 0) {
		MHD_stop_daemon(h->http);
		return rc;
	}
	uv_timer_init(h->config.loop, &h->timer);
	h->poll.data = h;
	h->timer.data = h;
	h->handle_cnt += 2;
	uv_poll_start(&h->poll, UV_READABLE, on_ready);
	return 0;
}

void
http_stop(struct health *h)
{
	uv_poll_stop(&h->poll);
	MHD_stop_daemon(h->http);
	uv_close((uv_handle_t *)&h->poll, health_handle_closed);
	uv_close((uv_handle_t *)&h->timer, health_handle_closed);
}
