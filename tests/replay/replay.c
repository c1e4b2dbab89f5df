/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * sluice-replay: captures in, captures and counters out, through the product's own code. One thread
 * steps all workers in turn, so the same input gives the same output.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <rte_mbuf.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/siphash.h"
#include "replay/capture.h"
#include "replay/options.h"
#include "replay/packet.h"
#include "replay/world.h"

#define MS_NS        UINT64_C(1000000)
#define SECOND_NS    UINT64_C(1000000000)
#define DAY_NS       (86400 * SECOND_NS)
#define FINE_STEP_NS (10 * MS_NS) /* for so long after something happened: */
#define FINE_NS      (5 * SECOND_NS)
#define COARSE_POLLS 64 /* rounds per coarse step: the sweep comes around */

struct replay {
	struct options options;
	struct world world;
	struct capture_set in;
	struct capture_out wire[PIPE_PORT_MAX], twin[PIPE_PORT_MAX];
	uint64_t now_ns, origin_ns; /* of the captures' clock */
	unsigned int next_action;
	uint64_t fed; /* packets so far */
	struct faults faults;
	char why[256];
};

static int
fail(struct replay *r, int rc)
{
	char line[1024];

	for (size_t i = 0; i < r->faults.cnt; i++) {
		fault_print(&r->faults.v[i], line, sizeof(line));
		fprintf(stderr, "%s\n", line);
	}
	if (r->faults.error_cnt > 0)
		return 3;
	if (rc < 0)
		fprintf(stderr, "sluice-replay: %s\n", r->why[0] != '\0' ? r->why : strerror(-rc));
	return rc == -EINVAL || rc == -ENOENT || rc == -EEXIST ? 3 : 1;
}

/* Take what the workers sent, in a fixed order. */
static void
drain_side(struct replay *r, enum pipe_side side, struct capture_out *outs)
{
	struct rte_mbuf *m;

	for (uint16_t port = 0; port < r->world.f.nic_cnt; port++)
		for (uint16_t q = 0; q < r->world.f.worker_cnt; q++)
			while ((m = pipe_io_array_pull(r->world.io, side, port, q)) != NULL) {
				uint32_t len;
				const uint8_t *bytes = packet_bytes(m, &len);

				capture_write(&outs[port], r->now_ns, bytes, len);
				rte_pktmbuf_free(m);
			}
}

static void
poll_all(struct replay *r)
{
	struct pipe_resolve resolve;

	announce_drain(&r->world.f);
	for (unsigned int i = 0; i < r->world.f.worker_cnt; i++) {
		pipe_poll(r->world.f.workers[i].pipe,
			  (uint32_t)((r->now_ns - r->origin_ns) / MS_NS));
		while (pipe_next_resolve(r->world.f.workers[i].pipe, &resolve))
			; /* nobody answers here: static neighbours are all there are */
	}
	drain_side(r, PIPE_WIRE, r->wire);
	drain_side(r, PIPE_TWIN, r->twin);
}

/* Let the clock run on: in fine steps at first, when answers, holds and limits are about. */
static void
run_until(struct replay *r, uint64_t until_ns)
{
	uint64_t fine_ns = r->now_ns + FINE_NS;

	while (r->now_ns < until_ns) {
		uint64_t step_ns = r->now_ns < fine_ns ? FINE_STEP_NS : SECOND_NS;

		r->now_ns = until_ns - r->now_ns < step_ns ? until_ns : r->now_ns + step_ns;
		clock_set_virtual(r->now_ns);
		for (int i = step_ns == SECOND_NS ? COARSE_POLLS : 1; i > 0; i--)
			poll_all(r);
		world_reclaim(&r->world);
	}
}

static int
run_actions(struct replay *r, uint64_t until_ns)
{
	while (r->next_action < r->options.action_cnt) {
		const struct option_action *a = &r->options.actions[r->next_action];
		int rc;

		if (r->origin_ns + a->at_ns > until_ns)
			break;
		run_until(r, r->origin_ns + a->at_ns);
		r->why[0] = '\0';
		rc = world_act(&r->world, a->what, &r->faults, r->why, sizeof(r->why));
		if (rc < 0)
			return rc;
		if (!r->options.announce)
			r->world.f.announces.cnt = 0;
		r->next_action++;
	}
	return 0;
}

/*
 * Software RSS: a fixed keyed hash of addresses and ports, not symmetric, as NICs' are not; or of
 * the packet's number, as when devices change their mind.
 */
static uint16_t
choose_worker(struct replay *r, const uint8_t *bytes, uint32_t len)
{
	const struct sip_key key = {.k0 = r->options.seed};
	uint8_t tuple[40] = {0};

	if (r->options.is_spread_any)
		memcpy(tuple, &r->fed, sizeof(r->fed));
	else
		packet_tuple(bytes, len, tuple);
	r->fed++;
	return (uint16_t)(siphash13(&key, tuple, sizeof(tuple)) % r->world.f.worker_cnt);
}

static int
feed(struct replay *r, const struct capture_packet *in)
{
	const uint8_t *bytes = (const uint8_t *)r->in.bytes.data + in->bytes_off;
	uint16_t worker = choose_worker(r, bytes, in->len);
	struct rte_mbuf *m = r->options.split_bytes == 0 || in->len == 0
				     ? packet_mbuf(r->world.f.pool, bytes, in->len)
				     : packet_mbuf_split(r->world.f.pool, bytes, in->len,
							 r->options.split_bytes);

	if (m == NULL)
		return -ENOMEM;
	if (!pipe_io_array_push(r->world.io, in->from == CAPTURE_TWIN ? PIPE_TWIN : PIPE_WIRE,
				(uint16_t)in->port, worker, m)) {
		rte_pktmbuf_free(m);
		return -ENOBUFS;
	}
	poll_all(r);
	return 0;
}

static int
run(struct replay *r)
{
	const struct capture_packet *in = capture_next(&r->in);
	int rc = 0;

	r->origin_ns = in != NULL && in->ns >= DAY_NS ? in->ns : 0;
	r->now_ns = r->origin_ns;
	for (; rc == 0 && (in = capture_next(&r->in)) != NULL; r->in.next++) {
		rc = run_actions(r, in->ns);
		if (rc < 0)
			break;
		run_until(r, in->ns);
		rc = feed(r, in);
	}
	if (rc == 0)
		rc = run_actions(r, r->now_ns + r->options.settle_ns);
	if (rc == 0)
		run_until(r, r->now_ns + r->options.settle_ns);
	return rc;
}

static int
open_files(struct replay *r)
{
	for (unsigned int i = 0; i < r->options.file_cnt; i++) {
		const struct option_file *f = &r->options.files[i];
		int port = world_port(&r->world, f->port);
		int rc = 0;

		if (port < 0) {
			snprintf(r->why, sizeof(r->why), "no port '%s' in %s", f->port,
				 r->options.config);
			return -EINVAL;
		}
		switch (f->kind) {
		case OPTION_IN:
		case OPTION_FROM_TWIN:
			rc = capture_load(&r->in, f->file, (unsigned int)port,
					  f->kind == OPTION_IN ? CAPTURE_WIRE : CAPTURE_TWIN,
					  r->why, sizeof(r->why));
			break;
		case OPTION_OUT:
			rc = capture_create(&r->wire[port], f->file, r->why, sizeof(r->why));
			break;
		case OPTION_TWIN:
			rc = capture_create(&r->twin[port], f->file, r->why, sizeof(r->why));
			break;
		}
		if (rc < 0)
			return rc;
	}
	capture_sort(&r->in);
	r->why[0] = '\0';
	return 0;
}

static int
finish(struct replay *r)
{
	int rc = 0;

	for (unsigned int i = 0; i < PIPE_PORT_MAX; i++)
		if (capture_finish(&r->wire[i]) < 0 || capture_finish(&r->twin[i]) < 0)
			rc = -EIO;
	if (rc == 0 && r->options.counters != NULL) {
		rc = world_write_counters(&r->world, r->options.counters);
		if (rc < 0) {
			snprintf(r->why, sizeof(r->why), "%s: %s", r->options.counters,
				 strerror(-rc));
			return -EIO;
		}
	}
	for (unsigned int i = 0; i < r->world.f.worker_cnt; i++) {
		int64_t lost = pipe_account(pipe_counters(r->world.f.workers[i].pipe));

		if (lost != 0) {
			snprintf(r->why, sizeof(r->why),
				 "worker %u does not account for %" PRId64 " packets", i, lost);
			rc = -EPROTO;
		}
	}
	return rc;
}

/* All that is wrong with them is told, what will be applied later included. */
static int
load_manifests(struct replay *r)
{
	const struct options *o = &r->options;
	int rc = 0, one;

	for (unsigned int i = 0; i < o->manifest_cnt && (rc == 0 || r->faults.error_cnt > 0); i++) {
		one = world_load(&r->world, o->manifests[i], &r->faults, r->why, sizeof(r->why));
		rc = rc < 0 ? rc : one;
	}
	for (unsigned int i = 0; i < o->action_cnt && (rc == 0 || r->faults.error_cnt > 0); i++) {
		one = world_check_action(&r->world, o->actions[i].what, &r->faults, r->why,
					 sizeof(r->why));
		rc = rc < 0 ? rc : one;
	}
	return rc;
}

static int
set_up(struct replay *r)
{
	const struct options *o = &r->options;
	int rc = world_create(&r->world, &(struct world_params){o->config, o->workers, o->seed},
			      &r->faults, r->why, sizeof(r->why));

	if (rc == 0)
		rc = world_load(&r->world, NULL, &r->faults, r->why, sizeof(r->why));
	if (rc == 0)
		rc = load_manifests(r);
	if (!o->announce)
		r->world.f.announces.cnt = 0;
	return rc == 0 ? open_files(r) : rc;
}

int
main(int argc, char **argv)
{
	static struct replay r;
	int rc = options_parse(&r.options, argc, argv);

	if (rc != 0)
		return rc < 0 ? 2 : 0;
	log_init("sluice-replay", LOG_LEVEL_WARN);
	clock_set_virtual(0);
	rc = set_up(&r);
	if (rc == 0)
		rc = run(&r);
	if (rc == 0)
		rc = finish(&r);
	if (rc != 0)
		rc = fail(&r, rc);
	capture_close(&r.in);
	faults_fini(&r.faults);
#ifdef __SANITIZE_ADDRESS__
	world_destroy(&r.world); /* elsewhere it would touch all of the tables' memory, to no end */
#endif
	return rc;
}
