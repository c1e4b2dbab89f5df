/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * Who writes, who reads: the loop's thread alone.
 *
 * When freed: an ear in the close callback of its handle, a spot when its port goes, the server
 * with its last handle.
 */
#include "mgmt/health_priv.h"

#include "base/clock.h"
#include "base/log.h"

#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#define NS_PER_S     1000000000u
#define BACKLOG      64
#define ACCEPT_BURST 16
#define PORT_BYTES   8

static void on_retry(uv_timer_t *timer);

bool
health_is_live(const struct health *h)
{
	return h->in_step || (h->ever_in_step &&
			      clock_now_ns() - h->since_ns < HEALTH_STALE_S * (uint64_t)NS_PER_S);
}

void
health_in_step(struct health *h, bool in_step)
{
	if (h->in_step && !in_step)
		h->since_ns = clock_now_ns();
	h->in_step = in_step;
	h->ever_in_step |= in_step;
}

const struct spot *
health_spot(const struct health *h, uint16_t port)
{
	char key[PORT_BYTES];

	snprintf(key, sizeof(key), "%u", port);
	return map_find(&h->ports, key);
}

/* Ears --------------------------------------------------------------------------------------- */

static void
ear_closed(uv_handle_t *handle)
{
	struct ear *e = handle->data;
	struct health *h = e->h;

	free(e);
	h->handle_cnt--;
	health_release(h);
}

static void
ear_close(struct ear *e)
{
	uv_poll_stop(&e->poll);
	close(e->fd);
	e->h->ear_cnt--;
	uv_close((uv_handle_t *)&e->poll, ear_closed);
}

static void
on_heard(uv_poll_t *poll, int status, int events)
{
	struct ear *e = poll->data;
	struct sockaddr_storage peer;
	socklen_t peer_bytes;
	int fd;

	for (int i = 0; i < ACCEPT_BURST; i++) {
		peer_bytes = sizeof(peer);
		fd = accept4(e->fd, (struct sockaddr *)&peer, &peer_bytes,
			     SOCK_NONBLOCK | SOCK_CLOEXEC);
		if (fd >= 0) {
			http_take(e->h, fd, (struct sockaddr *)&peer, peer_bytes);
			continue;
		}
		if (errno == EMFILE || errno == ENFILE || errno == ENOMEM || errno == ENOBUFS) {
			/* It would be heard again at once: until the next try it waits outside. */
			uv_poll_stop(poll);
			uv_timer_start(&e->h->retry, on_retry, HEALTH_RETRY_MS, 0);
		}
		return;
	}
}

static socklen_t
socket_address(const struct ip_addr *addr, uint16_t port, struct sockaddr_storage *out)
{
	struct sockaddr_in *v4 = (struct sockaddr_in *)out;
	struct sockaddr_in6 *v6 = (struct sockaddr_in6 *)out;

	memset(out, 0, sizeof(*out));
	if (addr_is_v4(addr)) {
		v4->sin_family = AF_INET;
		v4->sin_port = htons(port);
		v4->sin_addr.s_addr = addr_v4(addr);
		return sizeof(*v4);
	}
	v6->sin6_family = AF_INET6;
	v6->sin6_port = htons(port);
	memcpy(v6->sin6_addr.s6_addr, addr->b, sizeof(addr->b));
	return sizeof(*v6);
}

/* A listening socket. IP_FREEBIND: the address may come to the board later, with its twin. */
static int
listen_at(const struct ip_addr *addr, uint16_t port)
{
	const int on = 1;
	struct sockaddr_storage sa;
	socklen_t bytes = socket_address(addr, port, &sa);
	int fd = socket(sa.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	int rc;

	if (fd < 0)
		return -errno;
	if (setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)) < 0 ||
	    setsockopt(fd, IPPROTO_IP, IP_FREEBIND, &on, sizeof(on)) < 0 ||
	    (sa.ss_family == AF_INET6 &&
	     setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof(on)) < 0) ||
	    bind(fd, (struct sockaddr *)&sa, bytes) < 0 || listen(fd, BACKLOG) < 0) {
		rc = -errno;
		close(fd);
		return rc;
	}
	return fd;
}

static int
ear_open(struct health *h, const struct ip_addr *addr, uint16_t port, struct ear **out)
{
	int rc = h->ear_cnt < h->ear_max ? listen_at(addr, port) : -EMFILE;
	struct ear *e;

	if (rc < 0)
		return rc;
	e = calloc(1, sizeof(*e));
	if (e == NULL) {
		close(rc);
		return -ENOMEM;
	}
	e->h = h;
	e->fd = rc;
	rc = uv_poll_init(h->config.loop, &e->poll, e->fd);
	if (rc < 0) {
		close(e->fd);
		free(e);
		return rc;
	}
	e->poll.data = e;
	h->handle_cnt++;
	h->ear_cnt++;
	uv_poll_start(&e->poll, UV_READABLE, on_heard);
	*out = e;
	return 0;
}

/* Spots -------------------------------------------------------------------------------------- */

static bool
is_of_board(const struct spot *s)
{
	return s->ns[0] == '\0';
}

static bool
is_wanted(const struct spot *s, const struct ip_addr *place)
{
	return is_of_board(s) || s->local[addr_is_v4(place) ? 0 : 1] >= 0;
}

static void
spot_hush(struct health *h, struct spot *s)
{
	for (size_t i = 0; i < h->places.cnt; i++) {
		if (s->ears[i] != NULL)
			ear_close(s->ears[i]);
		s->ears[i] = NULL;
	}
}

static void
tell(struct health *h, struct spot *s, const struct ip_addr *place, int rc)
{
	char why[HEALTH_WHY_BYTES], addr[ADDR_TEXT_BYTES];

	if (s->told)
		return;
	s->told = true;
	snprintf(why, sizeof(why), "%s port %u cannot be opened on %s: %s",
		 is_of_board(s) ? "health" : "health check node", s->port, addr_format(place, addr),
		 strerror(-rc));
	log_warn("health", "%s%s%s%s%s", why, is_of_board(s) ? "" : " service=", s->ns,
		 is_of_board(s) ? "" : "/", s->name);
	h->config.failed(h->config.arg, s->ns, s->name, s->port, why);
}

/* Open what is not: @return whether all of it is, now */
static bool
spot_listen(struct health *h, struct spot *s)
{
	bool all = true;

	for (size_t i = 0; i < h->places.cnt; i++) {
		const struct ip_addr *place = &h->places.v[i];
		int rc;

		if (s->ears[i] != NULL || !is_wanted(s, place)) {
			if (s->ears[i] != NULL && !uv_is_active((uv_handle_t *)&s->ears[i]->poll))
				uv_poll_start(&s->ears[i]->poll, UV_READABLE, on_heard);
			continue;
		}
		rc = ear_open(h, place, s->port, &s->ears[i]);
		/* a kernel without IPv6 has no IPv6 clients */
		if (rc == 0 || rc == -EAFNOSUPPORT)
			continue;
		tell(h, s, place, rc);
		all = false;
	}
	if (all && s->told)
		log_info("health", "port is open now port=%u", s->port);
	if (all)
		s->told = false;
	return all;
}

static void
spot_free(struct spot *s)
{
	free(s->ns);
	free(s->name);
	free(s->ears);
	free(s);
}

static struct spot *
spot_create(const struct health *h, const char *ns, const char *name)
{
	struct spot *s = calloc(1, sizeof(*s));

	if (s == NULL)
		return NULL;
	s->ns = strdup(ns);
	s->name = strdup(name);
	s->ears = calloc(h->places.cnt + 1, sizeof(*s->ears));
	if (s->ns != NULL && s->name != NULL && s->ears != NULL)
		return s;
	spot_free(s);
	return NULL;
}

/* Under its number it is found by connections, under its name by changes. */
static void
spot_unlink_port(struct health *h, struct spot *s)
{
	char key[PORT_BYTES];

	snprintf(key, sizeof(key), "%u", s->port);
	if (s->port != 0 && map_find(&h->ports, key) == s)
		map_remove(&h->ports, key);
}

static void
spot_queue(struct health *h, struct spot *s)
{
	if (s->fresh)
		return;
	s->fresh = true;
	s->next_new = h->fresh;
	h->fresh = s;
}

static void
spot_unqueue(struct health *h, struct spot *s)
{
	struct spot **at = &h->fresh;

	while (s->fresh && *at != s)
		at = &(*at)->next_new;
	if (s->fresh)
		*at = s->next_new;
	s->fresh = false;
}

static void
spot_remove(struct health *h, struct spot *s)
{
	spot_hush(h, s);
	spot_unqueue(h, s);
	spot_unlink_port(h, s);
	spot_free(s);
}

void
health_set(struct health *h, const struct model_health *service)
{
	char key[1024];
	struct spot *s;

	snprintf(key, sizeof(key), "%s/%s", service->ns, service->name);
	s = map_find(&h->services, key);
	if (service->port == 0 || !h->config.board->enabled) {
		map_remove(&h->services, key);
		if (s != NULL)
			spot_remove(h, s);
		return;
	}
	if (s == NULL) {
		s = spot_create(h, service->ns, service->name);
		if (s == NULL || map_set(&h->services, key, s, NULL) < 0) {
			log_err("health", "no memory for a port service=%s port=%u", key,
				service->port);
			if (s != NULL)
				spot_free(s);
			return;
		}
	}
	if (s->port != service->port || (s->local[0] < 0) != (service->local[0] < 0) ||
	    (s->local[1] < 0) != (service->local[1] < 0)) {
		spot_hush(h, s);
		spot_unlink_port(h, s);
		s->port = service->port;
		s->told = false;
		spot_queue(h, s);
	}
	memcpy(s->local, service->local, sizeof(s->local));
}

/* @return whether it is listening everywhere */
static bool
spot_open(struct health *h, struct spot *s)
{
	char key[PORT_BYTES];

	snprintf(key, sizeof(key), "%u", s->port);
	return map_set(&h->ports, key, s, NULL) == 0 && spot_listen(h, s);
}

void
health_open(struct health *h)
{
	bool all = true;

	while (h->fresh != NULL) {
		struct spot *s = h->fresh;

		h->fresh = s->next_new;
		s->fresh = false;
		all &= spot_open(h, s);
	}
	if (!all)
		uv_timer_start(&h->retry, on_retry, HEALTH_RETRY_MS, 0);
}

static void
on_retry(uv_timer_t *timer)
{
	struct health *h = timer->data;
	struct map_entry *e;
	bool all = true;

	for (size_t pos = 0; (e = map_next(&h->services, &pos)) != NULL;)
		all &= spot_open(h, e->value);
	if (h->own != NULL)
		all &= spot_open(h, h->own);
	if (!all)
		uv_timer_start(timer, on_retry, HEALTH_RETRY_MS, 0);
}

/* Life --------------------------------------------------------------------------------------- */

void
health_release(struct health *h)
{
	if (h->handle_cnt > 0 || !h->closing)
		return;
	map_fini(&h->services);
	map_fini(&h->ports);
	free(h);
}

void
health_handle_closed(uv_handle_t *handle)
{
	struct health *h = handle->data;

	h->handle_cnt--;
	health_release(h);
}

static int
own_open(struct health *h)
{
	if (!h->config.board->enabled || h->config.board->port == 0)
		return 0;
	h->own = spot_create(h, "", "");
	if (h->own == NULL)
		return -ENOMEM;
	h->own->port = h->config.board->port;
	spot_queue(h, h->own);
	health_open(h);
	return 0;
}

int
health_create(const struct health_config *config, struct health **out)
{
	static struct ip_addr everywhere[] = {{{[10] = 0xff, [11] = 0xff}}, {{0}}};
	struct health *h = calloc(1, sizeof(*h));
	struct rlimit files = {0};
	int rc;

	if (h == NULL)
		return -ENOMEM;
	getrlimit(RLIMIT_NOFILE, &files);
	h->ear_max = files.rlim_cur / 2;
	h->config = *config;
	h->places = *config->addrs;
	if (h->places.cnt == 0)
		h->places = (struct board_addrs){.v = everywhere, .cnt = 2};
	rc = http_start(h);
	if (rc < 0) {
		free(h);
		return rc;
	}
	uv_timer_init(config->loop, &h->retry);
	h->retry.data = h;
	h->handle_cnt++;
	rc = own_open(h);
	if (rc < 0) {
		health_close(h);
		return rc;
	}
	*out = h;
	return 0;
}

void
health_close(struct health *h)
{
	struct map_entry *e;

	if (h == NULL)
		return;
	h->closing = true;
	for (size_t pos = 0; (e = map_next(&h->services, &pos)) != NULL;)
		spot_remove(h, e->value);
	if (h->own != NULL)
		spot_remove(h, h->own);
	uv_close((uv_handle_t *)&h->retry, health_handle_closed);
	http_stop(h);
}
