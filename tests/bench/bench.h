/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * What the benchmarks share: EAL with hugepages where there are any, rounds, and JSON lines.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#define BENCH_ROUNDS_MAX 31
#define BENCH_FLOWS_MAX  1000000u

/* One figure, measured several times. */
struct bench_figure {
	const char *name;
	uint32_t flows;
	uint32_t services;
	uint32_t workers;
	unsigned int round_cnt;
	double cycles[BENCH_ROUNDS_MAX]; /* per packet, or per what the name says */
};

/**
 * Read the arguments [ROUNDS [FLOWS...]], up to 8 numbers of flows; says what is wrong.
 * @param rounds, cnts, cnt_cnt in: the defaults; out: what was asked for
 * @return 0, -EINVAL
 */
int bench_arguments(int argc, char **argv, unsigned int *rounds, uint32_t cnts[8],
		    unsigned int *cnt_cnt);

/**
 * Start EAL on this core alone.
 * @param memory_mib what the tables will take
 * @param huge out: whether hugepages are in use
 * @return 0 or -errno
 */
int bench_eal_start(unsigned int memory_mib, bool *huge);

/** Add a round. */
void bench_round(struct bench_figure *f, double cycles);

/** The median of the rounds; they are sorted after. */
double bench_median(struct bench_figure *f);

/** Print a figure as one JSON line: median, spread, and the ratio to another figure's median. */
void bench_print(struct bench_figure *f, const char *base_name, double base_cycles);

/**
 * Uniform random packets of flow_cnt flows: index << 1 | direction, 32 of a direction, then 32 of
 * the other.
 */
void bench_order_draw(uint32_t *order, uint32_t packet_cnt, uint32_t flow_cnt, uint64_t *rng);

/** A fast generator; the state is not 0. */
static inline uint32_t
bench_rnd(uint64_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 7;
	*state ^= *state << 17;
	return (uint32_t)(*state >> 32);
}
