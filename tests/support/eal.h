/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * EAL for unit tests: no hugepages, no devices, nothing shared, so that many run side by side and
 * unprivileged; and a QSBR variable for reader threads.
 */
#pragma once

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include <rte_eal.h>
#include <rte_rcu_qsbr.h>

/** Start EAL once per test program. @param megabytes of memory; touched only as it is used */
static inline bool
unit_eal_start(const char *megabytes)
{
	static bool started;
	char memory[16];
	char *args[] = {(char[]){"unit"},
			(char[]){"--no-huge"},
			(char[]){"-m"},
			memory,
			(char[]){"--no-pci"},
			(char[]){"--no-telemetry"},
			(char[]){"--no-shconf"},
			(char[]){"--iova-mode=va"},
			(char[]){"-l"},
			(char[]){"0"},
			(char[]){"--log-level=error"}};

	if (started)
		return true;
	snprintf(memory, sizeof(memory), "%s", megabytes);
	started = rte_eal_init(sizeof(args) / sizeof(args[0]), args) >= 0;
	if (started)
		atexit((void (*)(void))rte_eal_cleanup);
	return started;
}

/** A QSBR variable for so many readers; freed by free(). NULL when out of memory. */
static inline struct rte_rcu_qsbr *
unit_qsbr(uint32_t reader_cnt)
{
	size_t bytes = RTE_ALIGN_CEIL(rte_rcu_qsbr_get_memsize(reader_cnt), RTE_CACHE_LINE_SIZE);
	struct rte_rcu_qsbr *qsbr = aligned_alloc(RTE_CACHE_LINE_SIZE, bytes);

	if (qsbr != NULL)
		rte_rcu_qsbr_init(qsbr, reader_cnt);
	return qsbr;
}
