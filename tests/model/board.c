/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * A board without packets: starts a real sluice-control and stands in for sluiced and for the
 * forwarder, whose blocks it proves, keeps, and prints to a file after each commit.
 *
 *	model-board CONTROL_EXE BLOCKS_FILE CONTROL_OPTION...
 *
 * Ends control and itself on TERM; ends when control ends, with its exit status.
 */
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/map.h"
#include "base/parent_link.h"
#include "channel/block.h"
#include "channel/frame.h"
#include "channel/query.h"
#include "net/addr.h"

#define EXIT_BROKEN 70 /* control sent what is no block or no frame */

enum stream {
	CHANNEL,
	QUERY,
	STREAM_CNT,
};

struct stand_in {
	const char *blocks_file;
	int link, fds[STREAM_CNT];
	struct buf in[STREAM_CNT];
	struct map blocks,
		staged; /* "kind/id" -> copy of a block; staged: NULL_BLOCK is a removal */
	bool full;
};

static struct sluice_block removal; /* what a removal stands as in `staged` */
static volatile sig_atomic_t ended;

static void
broken(const char *what)
{
	fprintf(stderr, "model-board: %s\n", what);
	exit(EXIT_BROKEN);
}

/* Printing ------------------------------------------------------------------------------------ */

static const char *
proto_name(uint8_t proto)
{
	return proto == IPPROTO_TCP ? "TCP" : proto == IPPROTO_UDP ? "UDP" : "SCTP";
}

static const char *
addr_text(const struct sluice_addr *from, char text[ADDR_TEXT_BYTES])
{
	struct ip_addr a;

	memcpy(a.b, from->b, sizeof(a.b));
	return addr_format(&a, text);
}

static const struct sluice_block *
find(const struct map *m, enum sluice_block_kind kind, uint64_t id)
{
	char key[32];

	snprintf(key, sizeof(key), "%u/%016llx", kind, (unsigned long long)id);
	return map_find(m, key);
}

static void
print_set(FILE *out, const struct stand_in *s, uint64_t id)
{
	const struct sluice_endpoints *set =
		id == 0 ? NULL : (const void *)find(&s->blocks, SLUICE_BLOCK_ENDPOINTS, id);
	const struct sluice_endpoint *e = set == NULL ? NULL : block_section(set, set->endpoints);
	char text[ADDR_TEXT_BYTES];

	for (uint32_t i = 0; set != NULL && i < set->endpoints.cnt; i++) {
		uint16_t f = e[i].flags;
		uint16_t use = f & (SLUICE_ENDPOINT_USE_CLUSTER | SLUICE_ENDPOINT_USE_LOCAL);

		fprintf(out, set->family == 4 ? "    %s:%u" : "    [%s]:%u",
			addr_text(&e[i].addr, text), e[i].port);
		fprintf(out, "%s%s%s%s%s\n",
			use == 0                             ? " unused"
			: use == SLUICE_ENDPOINT_USE_CLUSTER ? " Cluster"
			: use == SLUICE_ENDPOINT_USE_LOCAL   ? " Local"
							     : " Cluster,Local",
			(f & SLUICE_ENDPOINT_SERVING) != 0 ? " serving" : "",
			(f & SLUICE_ENDPOINT_TERMINATING) != 0 ? " terminating" : "",
			(f & SLUICE_ENDPOINT_LOCAL) != 0 ? " here" : "", "");
	}
}

static void
print_service(FILE *out, const struct stand_in *s, const struct sluice_service *svc)
{
	static const char *const vip_kinds[] = {"", "cluster", "external", "load-balancer",
						"foreign-load-balancer"};
	static const char *const policies[] = {"Cluster", "Local"};
	const struct sluice_service_port *p = block_section(svc, svc->ports);
	const struct sluice_vip *v = block_section(svc, svc->vips);
	const struct sluice_prefix *r = block_section(svc, svc->source_ranges);
	char text[ADDR_TEXT_BYTES];

	fprintf(out, "%s internal=%s external=%s", block_string(svc, svc->name_off),
		policies[svc->internal_policy], policies[svc->external_policy]);
	if (svc->affinity_s != 0)
		fprintf(out, " affinity=%us", svc->affinity_s);
	fputs("\n", out);
	for (uint32_t i = 0; i < svc->vips.cnt; i++)
		fprintf(out, "  vip %s %s\n", addr_text(&v[i].addr, text), vip_kinds[v[i].kind]);
	for (uint32_t i = 0; i < svc->source_ranges.cnt; i++)
		fprintf(out, "  source %s/%u\n", addr_text(&r[i].addr, text), r[i].len);
	for (uint32_t i = 0; i < svc->ports.cnt; i++) {
		fprintf(out, "  port %s%s%u/%s", block_string(svc, p[i].name_off),
			*block_string(svc, p[i].name_off) != '\0' ? " " : "", p[i].port,
			proto_name(p[i].proto));
		if (p[i].node_port != 0)
			fprintf(out, " node port %u", p[i].node_port);
		fputs("\n", out);
		print_set(out, s, p[i].set4);
		print_set(out, s, p[i].set6);
	}
}

static int
compare_services(const void *a, const void *b)
{
	const struct sluice_service *x = *(const struct sluice_service *const *)a;
	const struct sluice_service *y = *(const struct sluice_service *const *)b;

	return strcmp(block_string(x, x->name_off), block_string(y, y->name_off));
}

/* All Services by name, into the file at once. */
static void
print_all(const struct stand_in *s)
{
	const struct sluice_service **v =
		calloc(s->blocks.cnt + 1, sizeof(struct sluice_service *));
	struct map_entry *e;
	char tmp[4096];
	size_t cnt = 0;
	FILE *out;

	snprintf(tmp, sizeof(tmp), "%s.new", s->blocks_file);
	out = fopen(tmp, "w");
	if (out == NULL || v == NULL)
		broken("cannot write the blocks");
	for (size_t pos = 0; (e = map_next(&s->blocks, &pos)) != NULL;)
		if (((const struct sluice_block *)e->value)->kind == SLUICE_BLOCK_SERVICE)
			v[cnt++] = e->value;
	qsort(v, cnt, sizeof(struct sluice_service *), compare_services);
	for (size_t i = 0; i < cnt; i++)
		print_service(out, s, v[i]);
	free(v);
	if (fclose(out) != 0 || rename(tmp, s->blocks_file) != 0)
		broken("cannot write the blocks");
}

/* Forwarder ----------------------------------------------------------------------------------- */

static void
transmit(struct stand_in *s, enum stream which, enum sluice_frame_kind kind, uint32_t seq,
	 const void *payload, size_t bytes)
{
	struct buf out = {0};

	frame_add(&out, kind, 0, seq, payload, bytes);
	for (size_t done = 0; done < out.len;) {
		ssize_t n = send(s->fds[which], out.data + done, out.len - done, MSG_NOSIGNAL);

		if (n < 0)
			break;
		done += (size_t)n;
	}
	buf_fini(&out);
}

static void
set_block(struct map *m, uint32_t kind, uint64_t id, struct sluice_block *block)
{
	char key[32];
	void *old = NULL;

	snprintf(key, sizeof(key), "%u/%016llx", kind, (unsigned long long)id);
	if (block == NULL)
		old = map_remove(m, key);
	else
		map_set(m, key, block, &old);
	if (old != &removal)
		free(old);
}

static void
stage(struct stand_in *s, const void *payload, size_t bytes)
{
	struct sluice_block *copy = aligned_alloc(8, bytes);
	const char *why = "no memory";

	if (copy == NULL)
		broken(why);
	memcpy(copy, payload, bytes);
	if (block_prove(copy, bytes, &why) != 0)
		broken(why);
	set_block(&s->staged, copy->kind, copy->id, copy);
}

static void
clear(struct map *m)
{
	struct map_entry *e;

	for (size_t pos = 0; (e = map_next(m, &pos)) != NULL;)
		if (e->value != &removal)
			free(e->value);
	map_fini(m);
}

static void
commit(struct stand_in *s)
{
	struct map_entry *e;

	if (s->full)
		clear(&s->blocks);
	for (size_t pos = 0; (e = map_next(&s->staged, &pos)) != NULL;) {
		unsigned kind;
		unsigned long long id;

		sscanf(e->key, "%u/%llx", &kind, &id);
		set_block(&s->blocks, kind, id, e->value == &removal ? NULL : e->value);
	}
	map_fini(&s->staged);
	print_all(s);
}

static void
on_channel(struct stand_in *s, const struct sluice_frame *f, const void *payload)
{
	const struct sluice_event ready = {.kind = SLUICE_EVENT_READY};
	const struct sluice_verdict yes = {0};
	struct sluice_hello hello = {0};
	struct sluice_remove remove;

	switch (f->kind) {
	case SLUICE_FRAME_HELLO:
		snprintf(hello.build_id, sizeof(hello.build_id), "%s", frame_build_id());
		transmit(s, CHANNEL, SLUICE_FRAME_HELLO, 0, &hello, sizeof(hello));
		break;
	case SLUICE_FRAME_BEGIN:
		clear(&s->staged);
		s->full = (f->flags & SLUICE_FRAME_FULL) != 0;
		return;
	case SLUICE_FRAME_BLOCK:
		stage(s, payload, f->payload_bytes);
		return;
	case SLUICE_FRAME_REMOVE:
		memcpy(&remove, payload, sizeof(remove));
		set_block(&s->staged, remove.kind, remove.id, &removal);
		return;
	case SLUICE_FRAME_COMMIT:
		commit(s);
		break;
	case SLUICE_FRAME_ABORT:
		clear(&s->staged);
		return;
	}
	transmit(s, CHANNEL, SLUICE_FRAME_VERDICT, f->seq, &yes, sizeof(yes));
	if (f->kind == SLUICE_FRAME_SETTINGS)
		transmit(s, CHANNEL, SLUICE_FRAME_EVENT, 0, &ready, sizeof(ready));
}

static void
on_query(struct stand_in *s, const struct sluice_frame *f, const void *payload)
{
	const struct sluice_status_record status = {.workers = 1};
	struct sluice_query q;

	memcpy(&q, payload, sizeof(q));
	if (q.kind == SLUICE_QUERY_STATUS)
		transmit(s, QUERY, SLUICE_FRAME_REPLY, f->seq, &status, sizeof(status));
	else
		transmit(s, QUERY, SLUICE_FRAME_REPLY, f->seq, NULL, 0);
}

/* @return false at the stream's end */
static bool
hear(struct stand_in *s, enum stream which)
{
	static char bytes[1 << 20];
	ssize_t got = recv(s->fds[which], bytes, sizeof(bytes), 0);
	struct sluice_frame frame;
	const void *payload;
	size_t done = 0;
	long n;

	if (got <= 0)
		return false;
	buf_add(&s->in[which], bytes, (size_t)got);
	while ((n = frame_next(s->in[which].data + done, s->in[which].len - done, &frame,
			       &payload)) > 0) {
		if (which == CHANNEL)
			on_channel(s, &frame, payload);
		else
			on_query(s, &frame, payload);
		done += (size_t)n;
	}
	if (n < 0)
		broken("a frame is damaged");
	buf_consume(&s->in[which], done);
	return true;
}

/* sluiced ------------------------------------------------------------------------------------- */

static void
on_term(int signo)
{
	(void)signo;
	ended = 1;
}

static pid_t
start(struct stand_in *s, char **argv)
{
	int ours[3], theirs[3];
	pid_t pid;

	for (int i = 0; i < 3; i++) {
		int pair[2];
		int type = i == 0 ? SOCK_SEQPACKET : SOCK_STREAM;

		if (socketpair(AF_UNIX, type | SOCK_CLOEXEC, 0, pair) != 0)
			broken("no sockets");
		ours[i] = pair[0];
		theirs[i] = fcntl(pair[1], F_DUPFD_CLOEXEC, 100);
		close(pair[1]);
	}
	pid = fork();
	if (pid == 0) {
		for (int i = 0; i < 3; i++)
			dup2(theirs[i], PARENT_LINK_FD + i);
		execv(argv[0], argv);
		_exit(127);
	}
	for (int i = 0; i < 3; i++)
		close(theirs[i]);
	s->link = ours[0];
	s->fds[CHANNEL] = ours[1];
	s->fds[QUERY] = ours[2];
	return pid;
}

int
main(int argc, char **argv)
{
	static struct stand_in s;
	const struct sigaction term = {.sa_handler = on_term};
	struct parent_msg msg;
	bool hears = true;
	int status;
	pid_t pid;

	if (argc < 3)
		broken("usage: model-board CONTROL_EXE BLOCKS_FILE CONTROL_OPTION...");
	sigaction(SIGTERM, &term, NULL);
	s.blocks_file = argv[2];
	argv[2] = argv[1];
	pid = start(&s, argv + 2);
	while (hears && !ended) {
		struct pollfd p[3] = {{.fd = s.fds[CHANNEL], .events = POLLIN},
				      {.fd = s.fds[QUERY], .events = POLLIN},
				      {.fd = s.link, .events = POLLIN}};

		if (poll(p, 3, -1) < 0)
			continue;
		if (p[2].revents != 0)
			hears = parent_link_recv(s.link, &msg, NULL) == 0;
		for (int i = 0; i < STREAM_CNT; i++)
			if (p[i].revents != 0)
				hears &= hear(&s, (enum stream)i);
	}
	kill(pid, SIGTERM);
	for (int i = 0; i < STREAM_CNT; i++)
		buf_fini(&s.in[i]);
	clear(&s.blocks);
	clear(&s.staged);
	waitpid(pid, &status, 0);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
