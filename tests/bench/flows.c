/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * The flow tables alone, against the floor, in one run: what a hit and a new flow cost before any
 * packet is looked at. One JSON line per figure.
 *
 *	bench-flows [ROUNDS [FLOWS...]]
 */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>

#include <rte_cycles.h>
#include <rte_errno.h>
#include <rte_rcu_qsbr.h>

#include "bench/bench.h"
#include "bench/floor.h"

#define FLOW_MAX    (1u << 20)
#define PACKETS     (1u << 20)
#define MEMORY_MIB  900u
#define KILL_BUDGET 4096u

static struct flowtab *ft;
static struct flowtab_worker *fw;
static struct rte_rcu_qsbr *qsbr;
static struct floor *fl;

static void
tables_create(uint64_t *rng)
{
	struct flowtab_params params = {
		.flow_max = FLOW_MAX,
		.worker_cnt = 1,
		.secret = {bench_rnd(rng), bench_rnd(rng)},
		.timers = {.tcp_opening_ms = 1000, .tcp_established_ms = 7440000},
	};

	qsbr = aligned_alloc(RTE_CACHE_LINE_SIZE,
			     RTE_ALIGN_CEIL(rte_rcu_qsbr_get_memsize(1), RTE_CACHE_LINE_SIZE));
	if (qsbr == NULL)
		abort();
	rte_rcu_qsbr_init(qsbr, 1);
	rte_rcu_qsbr_thread_register(qsbr, 0);
	rte_rcu_qsbr_thread_online(qsbr, 0);
	params.qsbr = qsbr;
	fl = floor_create(FLOW_MAX);
	if (fl == NULL || flowtab_create(&params, &ft) != 0) {
		fprintf(stderr, "not enough memory\n");
		exit(EXIT_FAILURE);
	}
	fw = flowtab_worker(ft, 0);
}

/* A client of its own for each 60 000 flows, 1 000 VIPs, 10 pods behind each. */
static void
flows_draw(struct bench_flow *flows, uint32_t cnt)
{
	for (uint32_t i = 0; i < cnt; i++) {
		uint32_t client = 0xc6120000u + i / 60000, vip = 0x0a600000u + i % 1000;
		uint32_t pod = 0x0ab40000u + i % 1000 * 10 + i / 1000 % 10;
		uint16_t port = (uint16_t)(1024 + i % 60000);

		flows[i].key[0] = (struct flow_key4){htonl(client), htonl(vip),  htons(port),
						     htons(80),     IPPROTO_TCP, {0}};
		flows[i].key[1] = (struct flow_key4){htonl(pod),  htonl(client), htons(8080),
						     htons(port), IPPROTO_TCP,   {0}};
		for (uint32_t dir = 0; dir < 2; dir++)
			flows[i].hash[dir] = flowtab_hash4(ft, &flows[i].key[dir]);
	}
}

/* End all flows by the sweep and take their room back. */
static void
flows_end(uint32_t now_ms, uint32_t cnt)
{
	struct flowtab_stats stats;

	do {
		flowtab_sweep(fw, now_ms, KILL_BUDGET);
		rte_rcu_qsbr_quiescent(qsbr, 0);
		flowtab_stats(ft, &stats);
	} while (stats.live != 0);
	for (uint32_t i = 0; i < 3 + 2 * cnt / KILL_BUDGET; i++) {
		flowtab_sweep(fw, now_ms, KILL_BUDGET);
		rte_rcu_qsbr_quiescent(qsbr, 0);
	}
}

static double
flows_add(const struct bench_flow *flows, uint32_t cnt)
{
	uint64_t begin = rte_rdtsc_precise();

	for (uint32_t i = 0; i < cnt; i++) {
		struct flow_new4 new = {
			.key = {flows[i].key[0], flows[i].key[1]},
			.hash = {flows[i].hash[0], flows[i].hash[1]},
			.seen = FLOW_SEEN_SYN,
		};
		flow_handle_t h;

		if (flowtab_add4(fw, &new, 0, &h) != FLOW_ADDED) {
			fprintf(stderr, "flow %u of %u is refused\n", i, cnt);
			exit(EXIT_FAILURE);
		}
	}
	return (double)(rte_rdtsc_precise() - begin) / cnt;
}

static double
flows_find(const struct bench_flow *flows, const uint32_t *order, uint32_t packet_cnt)
{
	uint64_t begin = rte_rdtsc_precise();

	for (uint32_t at = 0; at < packet_cnt; at += FLOWTAB_BURST_MAX) {
		const struct flow_key4 *keys[FLOWTAB_BURST_MAX];
		uint64_t hashes[FLOWTAB_BURST_MAX];
		flow_handle_t found[FLOWTAB_BURST_MAX];

		for (uint32_t i = 0; i < FLOWTAB_BURST_MAX; i++) {
			const struct bench_flow *f = &flows[order[at + i] >> 1];

			keys[i] = &f->key[order[at + i] & 1];
			hashes[i] = f->hash[order[at + i] & 1];
		}
		flowtab_find4_burst(ft, keys, hashes, FLOWTAB_BURST_MAX, found);
		for (uint32_t i = 0; i < FLOWTAB_BURST_MAX; i++) {
			struct flow_line4 *l = flowtab_line4(ft, found[i]);

			if (l == NULL) {
				fprintf(stderr, "a flow is lost\n");
				exit(EXIT_FAILURE);
			}
			flow_line4_touch(l, 1, 64, FLOW_SEEN_ACK);
		}
	}
	return (double)(rte_rdtsc_precise() - begin) / packet_cnt;
}

static void
measure(struct bench_flow *flows, uint32_t cnt, unsigned int rounds, uint64_t *rng)
{
	struct bench_figure fig[] = {
		{.name = "rte_hash_floor"},
		{.name = "flow_find"},
		{.name = "two_bare_inserts"},
		{.name = "flow_add"},
	};
	uint32_t *order = malloc(PACKETS * sizeof(*order));
	double floor_lookup_cycles, floor_insert_cycles;

	if (order == NULL)
		abort();
	bench_order_draw(order, PACKETS, cnt, rng);
	for (unsigned int r = 0; r < rounds; r++) {
		bench_round(&fig[2], floor_insert(fl, flows, cnt));
		bench_round(&fig[3], flows_add(flows, cnt));
		floor_lookup(fl, flows, order, PACKETS / 16); /* warm */
		bench_round(&fig[0], floor_lookup(fl, flows, order, PACKETS));
		flows_find(flows, order, PACKETS / 16);
		bench_round(&fig[1], flows_find(flows, order, PACKETS));
		flows_end(1 + 7440000, cnt);
		floor_remove(fl, flows, cnt);
	}
	floor_lookup_cycles = bench_median(&fig[0]);
	floor_insert_cycles = bench_median(&fig[2]);
	for (unsigned int i = 0; i < 4; i++) {
		fig[i].flows = cnt;
		fig[i].services = 1000;
		fig[i].workers = 1;
		bench_print(&fig[i], i < 2 ? fig[0].name : fig[2].name,
			    i < 2 ? floor_lookup_cycles : floor_insert_cycles);
	}
	free(order);
}

int
main(int argc, char **argv)
{
	uint32_t cnts[8] = {1, 1000, 100000, 1000000};
	unsigned int cnt_cnt = 4, rounds = 5;
	uint64_t rng = 88172645463325252;
	struct bench_flow *flows;
	bool huge;
	int rc;

	if (bench_arguments(argc, argv, &rounds, cnts, &cnt_cnt) != 0)
		return 2;
	rc = bench_eal_start(MEMORY_MIB, &huge);
	if (rc != 0) {
		fprintf(stderr, "EAL does not start: %s\n", rte_strerror(-rc));
		return 1;
	}
	fprintf(stderr, "hugepages: %s\n", huge ? "yes" : "no (slower beyond the caches)");
	tables_create(&rng);
	flows = malloc(BENCH_FLOWS_MAX * sizeof(*flows));
	if (flows == NULL)
		abort();
	for (unsigned int i = 0; i < cnt_cnt; i++) {
		flows_draw(flows, cnts[i]);
		measure(flows, cnts[i], rounds, &rng);
	}
	free(flows);
	floor_destroy(fl);
	flowtab_destroy(ft);
	free(qsbr);
	return 0;
}
