/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * sluice-forwarder: ports, workers and tables. Started by sluiced; gets its settings and all state
 * from sluice-control over the channel, and parses no text.
 *
 * The main thread turns one loop over the parent's link, channel, query socket and netlink; workers
 * run on lcores of their own and never wait for it.
 */
#include <errno.h>
#include <getopt.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/parent_link.h"
#include "forwarder/forwarder.h"
#include "tables/svctab.h"

#define POLL_MS   5 /* also how long a worker's question waits */
#define SECOND_NS UINT64_C(1000000000)

enum {
	POLL_PARENT,
	POLL_CHANNEL,
	POLL_QUERY,
	POLL_MIRROR,
	POLL_CNT,
};

static const char usage[] =
	"usage: sluice-forwarder [--lab] [--user NAME]\n"
	"\n"
	"Moves the packets. It is started by sluiced, not by hand.\n"
	"\n"
	"  --lab        allow devices that name files, and more lcores than CPUs\n"
	"  --user NAME  user to become once ports are up (default: sluice)\n"
	"\n"
	"example: sluiced --config /etc/sluice/board.yaml\n";

static int
parse_args(struct forwarder *f, int argc, char **argv)
{
	static const struct option options[] = {
		{"lab", no_argument, NULL, 'l'},
		{"user", required_argument, NULL, 'u'},
		{"help", no_argument, NULL, 'h'},
		{NULL, 0, NULL, 0},
	};
	int c;

	f->user = "sluice";
	while ((c = getopt_long(argc, argv, "h", options, NULL)) != -1) {
		switch (c) {
		case 'l':
			f->lab = true;
			break;
		case 'u':
			f->user = optarg;
			break;
		case 'h':
			fputs(usage, stdout);
			return 1;
		default:
			fputs(usage, stderr);
			return -EINVAL;
		}
	}
	return 0;
}

/* @return 0, or -errno: end */
static int
serve_parent(struct forwarder *f)
{
	struct parent_msg msg;
	int ends[PARENT_END_CNT];
	int rc;

	while ((rc = parent_link_recv(f->parent_fd, &msg, ends)) == 0) {
		if (msg.kind == PARENT_MSG_STOP)
			return -ECANCELED;
		if (msg.kind != PARENT_MSG_PEER)
			continue;
		log_info("channel", "control was started anew");
		channel_abort(f);
		stream_open(&f->channel, ends[PARENT_END_CHANNEL]);
		stream_open(&f->query, ends[PARENT_END_QUERY]);
	}
	return rc == -EAGAIN ? 0 : rc;
}

/*
 * A broken peer stream is closed; the parent brings a new pair with the next control. Nothing is
 * written after serving: POLLOUT brings back here what it left, the requests behind it as well.
 */
static void
serve_stream(struct forwarder *f, struct stream *s, int (*serve)(struct forwarder *))
{
	int rc = stream_flush(s);

	if (rc == 0 && s->out.len == 0)
		rc = serve(f);
	if (rc < 0)
		stream_close(s);
}

static void
watch_links(struct forwarder *f)
{
	for (unsigned int i = 0; i < f->nic_cnt; i++) {
		bool up = nic_link_up(&f->nics[i]);

		if (up == f->link_up[i])
			continue;
		f->link_up[i] = up;
		log_info("port", "link is %s port=%s", up ? "up" : "down", f->nics[i].name);
		channel_tell_link(f, i, up);
		if (up)
			announce_all(f, (uint16_t)i);
	}
}

static void
serve_workers(struct forwarder *f)
{
	struct pipe_resolve r;

	for (unsigned int i = 0; i < f->worker_cnt; i++)
		while (pipe_next_resolve(f->workers[i].pipe, &r))
			if (f->mirror != NULL)
				mirror_resolve(f->mirror, (uint16_t)r.port, &r.addr);
	announce_drain(f);
	svctab_reclaim(f->services);
	fib_reclaim(f->fib);
}

static void
set_poll(struct pollfd *p, const struct stream *s)
{
	p->fd = s->fd;
	p->events = stream_events(s);
}

static int
turn(struct forwarder *f)
{
	struct pollfd p[POLL_CNT] = {[POLL_PARENT] = {.fd = f->parent_fd, .events = POLLIN}};
	bool was_up = f->settings != NULL;
	int rc = 0;

	set_poll(&p[POLL_CHANNEL], &f->channel);
	set_poll(&p[POLL_QUERY], &f->query);
	p[POLL_MIRROR].fd = f->mirror == NULL ? -1 : mirror_fd(f->mirror);
	p[POLL_MIRROR].events = POLLIN;
	if (poll(p, POLL_CNT, was_up ? POLL_MS : 1000) < 0 && errno != EINTR)
		return -errno;

	if (p[POLL_PARENT].revents != 0)
		rc = serve_parent(f);
	if (rc == 0 && p[POLL_CHANNEL].revents != 0 && f->channel.fd == p[POLL_CHANNEL].fd) {
		serve_stream(f, &f->channel, channel_serve);
		if (f->refused)
			return -ECANCELED;
	}
	if (rc == 0 && p[POLL_QUERY].revents != 0 && f->query.fd == p[POLL_QUERY].fd)
		serve_stream(f, &f->query, query_serve);
	if (rc == 0 && p[POLL_MIRROR].revents != 0 && mirror_read(f->mirror) < 0)
		log_warn("mirror", "cannot read netlink: again in a moment");
	if (rc == 0 && !was_up && f->settings != NULL)
		rc = parent_link_ready(f->parent_fd);
	return rc;
}

static int
run(struct forwarder *f)
{
	uint64_t next_ns = 0;
	int rc;

	while ((rc = turn(f)) == 0) {
		uint64_t now_ns = clock_now_ns();

		if (f->settings != NULL)
			serve_workers(f);
		if (now_ns < next_ns)
			continue;
		next_ns = now_ns + SECOND_NS;
		(void)parent_link_alive(f->parent_fd);
		watch_links(f);
		/* a dump that failed is due, though nothing new wakes the poll */
		if (f->mirror != NULL)
			(void)mirror_read(f->mirror);
	}
	return rc;
}

int
main(int argc, char **argv)
{
	static struct forwarder f = {.channel.fd = -1, .query.fd = -1};
	int rc = parse_args(&f, argc, argv);

	if (rc != 0)
		return rc < 0 ? EXIT_FAILURE : EXIT_SUCCESS;
	log_init("sluice-forwarder", LOG_LEVEL_INFO);
	signal(SIGPIPE, SIG_IGN);
	rc = parent_link_init();
	if (rc < 0) {
		fprintf(stderr, "sluice-forwarder is started by sluiced: sluiced --config FILE\n");
		return EXIT_FAILURE;
	}
	f.parent_fd = PARENT_LINK_FD;
	stream_open(&f.channel, PARENT_CHANNEL_FD);
	stream_open(&f.query, PARENT_QUERY_FD);

	rc = run(&f);
	forwarder_stop(&f);
	stream_close(&f.channel);
	stream_close(&f.query);
	if (f.refused)
		return PARENT_EXIT_REFUSED; /* why was told already */
	return rc == -ECANCELED || rc == -EPIPE ? EXIT_SUCCESS : EXIT_FAILURE;
}
