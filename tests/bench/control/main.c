/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * How fast what people write reaches packets: tests/bench/run control makes the board, this program
 * is its client, its endpoints and its user, and prints a JSON line for each figure.
 *
 *   load              from the first file's rename into the watched folder until a packet to each
 *                     probed Service has come back translated; 64 are, evenly spread
 *   change_packet     from before the request's write until a packet has come back that goes to the
 *                     other endpoint; one every 50 us. The flow's endpoint of before is taken away
 *   change_answer     from there until the answer, which follows the commit to the disk
 *   rename_packet     the same from before the rename of a file with one Service
 *   rate_*            see rate.c
 */
#include "bench/control/run.h"

#include <errno.h>
#include <getopt.h>
#include <poll.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <time.h>

#include "base/clock.h"

#define SERVICES_PER_FILE 100
#define NS_PER_S          UINT64_C(1000000000)
#define PATH_BYTES        512

void
die(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	fprintf(stderr, "bench-control: ");
	vfprintf(stderr, fmt, ap);
	fprintf(stderr, "\n");
	va_end(ap);
	exit(EXIT_FAILURE);
}

void
figure_add(struct figure *f, uint64_t ns)
{
	if (f->cnt == f->max) {
		f->max = f->max == 0 ? 1024 : f->max * 2;
		f->ns = reallocarray(f->ns, f->max, sizeof(*f->ns));
		if (f->ns == NULL)
			die("out of memory");
	}
	f->ns[f->cnt++] = ns;
}

static int
compare_ns(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

static void
head_print(const struct run *r, const char *name)
{
	printf("{\"bench\":\"control\",\"services\":%u,\"endpoints\":%u,\"as\":\"%s\","
	       "\"figure\":\"%s\",",
	       r->world.service_cnt, r->world.endpoint_cnt, r->pods ? "pods" : "slices", name);
}

void
figure_print(const struct run *r, struct figure *f)
{
	if (f->cnt == 0)
		die("%s: nothing was measured", f->name);
	qsort(f->ns, f->cnt, sizeof(*f->ns), compare_ns);
	head_print(r, f->name);
	printf("\"unit\":\"us\",\"count\":%zu,\"p50\":%.0f,\"p99\":%.0f,\"max\":%.0f}\n", f->cnt,
	       (double)f->ns[f->cnt / 2] / 1e3, (double)f->ns[f->cnt * 99 / 100] / 1e3,
	       (double)f->ns[f->cnt - 1] / 1e3);
	fflush(stdout);
	free(f->ns);
	*f = (struct figure){.name = f->name};
}

void
value_print(const struct run *r, const char *name, const char *unit, double value)
{
	head_print(r, name);
	printf("\"unit\":\"%s\",\"value\":%.1f}\n", unit, value);
	fflush(stdout);
}

long
rss_kib(const struct run *r)
{
	char path[64], line[256];
	long kib = 0;
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%d/status", r->control_pid);
	f = fopen(path, "r");
	while (f != NULL && fgets(line, sizeof(line), f) != NULL)
		if (strncmp(line, "VmRSS:", 6) == 0)
			kib = strtol(line + 6, NULL, 10);
	if (f != NULL)
		fclose(f);
	return kib;
}

char *
endpoint_text(const struct run *r, uint32_t service, uint32_t endpoint)
{
	char *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	if (out == NULL)
		die("out of memory");
	if (r->pods)
		world_put_pod(&r->world, service, endpoint, out);
	else
		world_put_slice(&r->world, service, out);
	fclose(out);
	return text;
}

/* Files: the first Service has one of its own, the others share. */

static uint32_t
file_cnt(const struct run *r)
{
	return 1 + (r->world.service_cnt - 1 + SERVICES_PER_FILE - 1) / SERVICES_PER_FILE;
}

static void
file_name(const char *folder, uint32_t no, char path[PATH_BYTES])
{
	snprintf(path, PATH_BYTES, "%s/m%05u.yaml", folder, no);
}

static void
file_write(const struct run *r, uint32_t no)
{
	uint32_t first = no == 0 ? 0 : 1 + (no - 1) * SERVICES_PER_FILE;
	uint32_t end = no == 0 ? 1 : first + SERVICES_PER_FILE;
	char path[PATH_BYTES];
	FILE *out;

	file_name(r->staged, no, path);
	out = fopen(path, "w");
	if (out == NULL)
		die("%s: %s", path, strerror(errno));
	for (uint32_t s = first; s < end && s < r->world.service_cnt; s++) {
		world_put_service(&r->world, s, r->pods, out);
		if (!r->pods)
			world_put_slice(&r->world, s, out);
		for (uint32_t e = 0; r->pods && e < r->world.endpoint_cnt; e++)
			world_put_pod(&r->world, s, e, out);
	}
	if (fclose(out) != 0)
		die("%s: %s", path, strerror(errno));
}

static void
file_install(const struct run *r, uint32_t no)
{
	char from[PATH_BYTES], to[PATH_BYTES];

	file_name(r->staged, no, from);
	file_name(r->folder, no, to);
	if (rename(from, to) < 0)
		die("%s: %s", to, strerror(errno));
}

/* Wait on a descriptor until the time has come. */
static void
rest(int fd, uint64_t until_ns)
{
	struct pollfd p = {.fd = fd, .events = POLLIN};
	uint64_t now = clock_now_ns();
	struct timespec ts = {.tv_nsec = until_ns > now ? (long)(until_ns - now) : 0};

	ppoll(&p, 1, &ts, NULL);
}

static void
load_run(struct run *r)
{
	struct figure f = {.name = "load"};
	bool back[WORLD_PROBED_MAX] = {false};
	uint32_t wanted = r->world.probed_cnt, next = 0, seq = 0;
	struct probe_seen seen;
	uint64_t begin;

	for (uint32_t no = 0; no < file_cnt(r); no++)
		file_write(r, no);
	begin = clock_now_ns();
	for (uint32_t no = 0; no < file_cnt(r); no++)
		file_install(r, no);
	for (uint64_t due = begin; wanted > 0; due += TICK_NS) {
		if (due - begin > GIVE_UP_S * NS_PER_S)
			die("load: %u of %u Services do not answer", wanted, r->world.probed_cnt);
		do
			next = (next + 1) % r->world.probed_cnt;
		while (back[next]);
		probe_send(&r->probe, world_vip(next), next, seq++);
		rest(r->probe.fd, due + TICK_NS);
		while (probe_take(&r->probe, &seen)) {
			wanted -= !back[seen.flow];
			back[seen.flow] = true;
		}
		if (due + TICK_NS < clock_now_ns())
			due = clock_now_ns();
	}
	figure_add(&f, clock_now_ns() - begin);
	figure_print(r, &f);
}

/* The flow's endpoint now: ask with a packet until it is told. */
static uint32_t
endpoint_now(struct run *r, uint32_t no)
{
	struct probe_seen seen;
	uint32_t endpoint;

	for (int i = 0; i < 1000; i++) {
		while (probe_take(&r->probe, &seen))
			; /* of before */
		probe_send(&r->probe, world_vip(no), no, 0);
		for (int k = 0; k < 20; k++) {
			rest(r->probe.fd, clock_now_ns() + TICK_NS);
			while (probe_take(&r->probe, &seen))
				if (seen.flow == no &&
				    world_find(&r->world, world_probed(&r->world, no),
					       seen.endpoint, &endpoint))
					return seen.endpoint;
		}
	}
	die("a packet to svc-%u comes to no endpoint that it has", world_probed(&r->world, no));
}

/*
 * Probe from `begin` on until a packet takes another way, and the answer is there where one is
 * awaited. Packets are taken when the next one goes, for each has its date: to wake for each would
 * take half of the CPU that control is measured on.
 */
static void
watch_change(struct run *r, uint32_t no, uint32_t old, struct client *c, uint64_t begin,
	     struct figure *packet, struct figure *answer)
{
	bool moved = false, answered = c == NULL;
	struct probe_seen seen;
	uint32_t seq = 0;

	for (uint64_t due = begin; !moved || !answered; due += TICK_NS) {
		if (due - begin > GIVE_UP_S * NS_PER_S)
			die("a change of svc-%u does not reach packets",
			    world_probed(&r->world, no));
		probe_send(&r->probe, world_vip(no), no, seq++);
		rest(c != NULL && !answered ? c->fd : -1, due + TICK_NS);
		while (probe_take(&r->probe, &seen)) {
			if (moved || seen.flow != no || seen.endpoint == old)
				continue;
			moved = true;
			figure_add(packet, seen.at_ns - begin);
		}
		if (!answered && client_poll(c) != 0) {
			if (c->busy || strstr(c->reply, "\"result\":") == NULL)
				die("refused: %.500s", c->reply);
			answered = true;
			figure_add(answer, clock_now_ns() - begin);
		}
		if (due + TICK_NS < clock_now_ns())
			due = clock_now_ns();
	}
}

static void
change_run(struct run *r)
{
	struct figure packet = {.name = "change_packet"}, answer = {.name = "change_answer"};
	struct client c;

	if (client_open(&c, r->socket) < 0)
		die("%s: %s", r->socket, strerror(errno));
	for (uint32_t i = 0; i < r->change_cnt; i++) {
		uint32_t no = 1 + i % (r->world.probed_cnt - 1), endpoint;
		uint32_t service = world_probed(&r->world, no), old = endpoint_now(r, no);
		uint64_t begin;
		char *text;

		world_find(&r->world, service, old, &endpoint);
		world_change(&r->world, service, endpoint);
		text = endpoint_text(r, service, endpoint);
		if (client_prepare(&c, text) < 0)
			die("out of memory");
		free(text);
		begin = clock_now_ns();
		if (client_push(&c) < 0)
			die("the socket takes no request: %s", strerror(errno));
		watch_change(r, no, old, &c, begin, &packet, &answer);
	}
	client_close(&c);
	figure_print(r, &packet);
	figure_print(r, &answer);
}

static void
rename_run(struct run *r)
{
	static const struct timespec pause = {.tv_nsec = 3000000};
	struct figure packet = {.name = "rename_packet"};

	for (uint32_t i = 0; i < r->change_cnt; i++) {
		uint32_t old = endpoint_now(r, 0), endpoint;
		uint64_t begin;

		world_find(&r->world, 0, old, &endpoint);
		world_change(&r->world, 0, endpoint);
		file_write(r, 0);
		begin = clock_now_ns();
		file_install(r, 0);
		watch_change(r, 0, old, NULL, begin, &packet, NULL);
		nanosleep(&pause, NULL); /* let it be saved */
	}
	figure_print(r, &packet);
}

static void
arguments(int argc, char **argv, struct run *r)
{
	uint32_t services = 100, endpoints = 10;
	int c;

	while ((c = getopt(argc, argv, "n:k:Pi:s:d:f:p:c:r:t:")) != -1) {
		switch (c) {
		case 'n':
			services = (uint32_t)atoi(optarg);
			break;
		case 'k':
			endpoints = (uint32_t)atoi(optarg);
			break;
		case 'P':
			r->pods = true;
			break;
		case 'i':
			r->iface = optarg;
			break;
		case 's':
			r->socket = optarg;
			break;
		case 'd':
			r->staged = optarg;
			break;
		case 'f':
			r->folder = optarg;
			break;
		case 'p':
			r->control_pid = atoi(optarg);
			break;
		case 'c':
			r->change_cnt = (uint32_t)atoi(optarg);
			break;
		case 'r':
			r->rate = (uint32_t)atoi(optarg);
			break;
		case 't':
			r->rate_s = (uint32_t)atoi(optarg);
			break;
		default:
			die("tests/bench/run control starts this program");
		}
	}
	if (r->iface == NULL || r->socket == NULL || r->staged == NULL || r->folder == NULL ||
	    services < 2 || endpoints == 0)
		die("tests/bench/run control starts this program");
	if (world_init(&r->world, services, endpoints) < 0)
		die("out of memory");
}

int
main(int argc, char **argv)
{
	static struct run r;
	int rc;

	arguments(argc, argv, &r);
	prctl(PR_SET_TIMERSLACK, 1ul);
	rc = probe_open(&r.probe, r.iface);
	if (rc < 0)
		die("%s: %s", r.iface, strerror(-rc));
	value_print(&r, "rss_empty", "KiB", (double)rss_kib(&r));
	load_run(&r);
	value_print(&r, "rss_loaded", "KiB", (double)rss_kib(&r));
	if (r.change_cnt > 0) {
		change_run(&r);
		rename_run(&r);
		value_print(&r, "rss_changed", "KiB", (double)rss_kib(&r));
	}
	if (r.rate_s > 0)
		rate_run(&r);
	world_fini(&r.world);
	return 0;
}
