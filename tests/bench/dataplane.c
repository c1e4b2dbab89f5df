/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * The whole pipeline against the floor, in one run: what a packet of an established flow costs, and
 * the first packet of a new one. One JSON line per figure.
 *
 *	bench-dataplane [ROUNDS [FLOWS...]]
 */
#include <stdio.h>
#include <stdlib.h>

#include <rte_common.h>
#include <rte_errno.h>

#include "bench/bench.h"
#include "bench/board.h"
#include "bench/floor.h"

#define FLOW_MAX   (1u << 20)
#define SERVICES   1000u
#define PACKETS    (1u << 20)
#define MEMORY_MIB 1300u
/* So that a round of few flows is longer than what disturbs it. */
#define NEW_FLOWS_PER_ROUND 1000u

enum {
	FLOOR_LOOKUP,
	ESTABLISHED,
	FLOOR_INSERT,
	NEW_FLOW,
	FIGURES,
};

static struct bench_board *board;
static struct floor *fl;

/* Open and end the flows until enough were opened; the last time they stay. */
static void
measure_new(struct bench_flow *flows, uint32_t cnt, struct bench_figure fig[FIGURES])
{
	uint32_t times = cnt < NEW_FLOWS_PER_ROUND ? NEW_FLOWS_PER_ROUND / cnt : 1;
	double ours = 0, bare = 0;

	for (uint32_t i = 0; i < times; i++) {
		if (i > 0) {
			bench_board_expire(board);
			floor_remove(fl, flows, cnt);
		}
		ours += bench_board_open(board, flows, cnt);
		bare += floor_insert(fl, flows, cnt);
	}
	bench_round(&fig[NEW_FLOW], ours / times);
	bench_round(&fig[FLOOR_INSERT], bare / times);
}

static void
measure(struct bench_flow *flows, uint32_t cnt, unsigned int rounds, uint64_t *rng)
{
	struct bench_figure fig[FIGURES] = {
		[FLOOR_LOOKUP] = {.name = "rte_hash_floor"},
		[ESTABLISHED] = {.name = "nat44_established"},
		[FLOOR_INSERT] = {.name = "two_bare_inserts"},
		[NEW_FLOW] = {.name = "nat44_new_flow"},
	};
	uint32_t *order = malloc(PACKETS * sizeof(*order));

	if (order == NULL)
		abort();
	bench_order_draw(order, PACKETS, cnt, rng);
	bench_board_draw(board, flows, cnt);
	for (unsigned int r = 0; r < rounds; r++) {
		measure_new(flows, cnt, fig);
		/* a sixteenth first: what the other table's turn drove out of the caches */
		floor_lookup(fl, flows, order, PACKETS / 16);
		bench_round(&fig[FLOOR_LOOKUP], floor_lookup(fl, flows, order, PACKETS));
		bench_board_carry(board, flows, order, PACKETS / 16);
		bench_round(&fig[ESTABLISHED], bench_board_carry(board, flows, order, PACKETS));
		bench_board_expire(board);
		floor_remove(fl, flows, cnt);
	}
	for (unsigned int i = 0; i < FIGURES; i++) {
		struct bench_figure *base = &fig[i < FLOOR_INSERT ? FLOOR_LOOKUP : FLOOR_INSERT];

		fig[i].flows = cnt;
		fig[i].services = SERVICES;
		fig[i].workers = 1;
		bench_print(&fig[i], base->name, bench_median(base));
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
	board = bench_board_create(FLOW_MAX, SERVICES);
	fl = board != NULL ? floor_create(FLOW_MAX) : NULL;
	flows = calloc(BENCH_FLOWS_MAX, sizeof(*flows));
	if (fl == NULL || flows == NULL) {
		fprintf(stderr, "not enough memory\n");
		return 1;
	}
	for (unsigned int i = 0; i < cnt_cnt; i++)
		measure(flows, cnts[i], rounds, &rng);
	free(flows);
	floor_destroy(fl);
	bench_board_destroy(board);
	return 0;
}
