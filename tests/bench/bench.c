/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include "bench/bench.h"

#include <errno.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <rte_cycles.h>
#include <rte_eal.h>
#include <rte_errno.h>

/* A whole number from 1 to max; 0 when it is none. */
static uint32_t
number(const char *text, unsigned long max)
{
	char *end;
	unsigned long n;

	errno = 0;
	n = strtoul(text, &end, 10);
	return errno == 0 && *text != '-' && *end == '\0' && n <= max ? (uint32_t)n : 0;
}

int
bench_arguments(int argc, char **argv, unsigned int *rounds, uint32_t cnts[8],
		unsigned int *cnt_cnt)
{
	if (argc > 1)
		*rounds = number(argv[1], BENCH_ROUNDS_MAX);
	if (argc > 2)
		*cnt_cnt = 0;
	for (int i = 2; i < argc && i < 10; i++) {
		cnts[*cnt_cnt] = number(argv[i], BENCH_FLOWS_MAX);
		if (cnts[(*cnt_cnt)++] == 0)
			*rounds = 0;
	}
	if (*rounds != 0 && argc <= 10)
		return 0;
	fprintf(stderr, "usage: %s [ROUNDS, 1 to %d [FLOWS, 1 to %u]...]\n", argv[0],
		BENCH_ROUNDS_MAX, BENCH_FLOWS_MAX);
	return -EINVAL;
}

/* Free 2 MiB pages. */
static unsigned long
huge_free(void)
{
	FILE *f = fopen("/sys/kernel/mm/hugepages/hugepages-2048kB/free_hugepages", "re");
	unsigned long pages = 0;

	if (f == NULL)
		return 0;
	if (fscanf(f, "%lu", &pages) != 1)
		pages = 0;
	fclose(f);
	return pages;
}

int
bench_eal_start(unsigned int memory_mib, bool *huge)
{
	char mib[16], core[16];
	char pages[16], *argv[] = {
				(char[]){"bench"},
				(char[]){"--no-pci"},
				(char[]){"--no-telemetry"},
				(char[]){"--no-shconf"},
				(char[]){"--log-level=error"},
				(char[]){"-m"},
				mib,
				(char[]){"-l"},
				core,
				pages,
			};

	snprintf(mib, sizeof(mib), "%u", memory_mib);
	snprintf(core, sizeof(core), "%d", sched_getcpu());
	*huge = huge_free() * 2 >= memory_mib;
	snprintf(pages, sizeof(pages), "%s", *huge ? "--in-memory" : "--no-huge");
	return rte_eal_init(RTE_DIM(argv), argv) < 0 ? -rte_errno : 0;
}

void
bench_round(struct bench_figure *f, double cycles)
{
	if (f->round_cnt < BENCH_ROUNDS_MAX)
		f->cycles[f->round_cnt++] = cycles;
}

static int
by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

double
bench_median(struct bench_figure *f)
{
	qsort(f->cycles, f->round_cnt, sizeof(f->cycles[0]), by_value);
	return f->cycles[f->round_cnt / 2];
}

void
bench_print(struct bench_figure *f, const char *base_name, double base_cycles)
{
	double median = bench_median(f);

	printf("{\"bench\":\"%s\",\"flows\":%u,\"services\":%u,\"workers\":%u,"
	       "\"cycles_per_packet\":%.1f,\"min\":%.1f,\"max\":%.1f,\"rounds\":%u,\"mpps\":%.3f",
	       f->name, f->flows, f->services, f->workers, median, f->cycles[0],
	       f->cycles[f->round_cnt - 1], f->round_cnt, (double)rte_get_tsc_hz() / median / 1e6);
	if (base_name != NULL)
		printf(",\"per_%s\":%.2f", base_name, median / base_cycles);
	printf("}\n");
	fflush(stdout);
}

void
bench_order_draw(uint32_t *order, uint32_t packet_cnt, uint32_t flow_cnt, uint64_t *rng)
{
	for (uint32_t i = 0; i < packet_cnt; i++)
		order[i] = bench_rnd(rng) % flow_cnt << 1 | (i / 32 & 1);
}
