/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * One run of the benchmark of control against a running board, and its figures.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bench/control/client.h"
#include "bench/control/probe.h"
#include "bench/control/world.h"

#define TICK_NS   50000u
#define GIVE_UP_S 60

struct run {
	struct world world;
	struct probe probe;
	const char *iface;
	const char *socket;
	const char *staged; /* folder in which manifests are written */
	const char *folder; /* folder that the board watches */
	int control_pid;
	bool pods;
	uint32_t change_cnt;
	uint32_t rate;   /* changes a second */
	uint32_t rate_s; /* for so long */
};

/* Durations of one kind. */
struct figure {
	const char *name;
	uint64_t *ns;
	size_t cnt, max;
};

/** Add a duration; memory that is not there ends the program. */
void figure_add(struct figure *f, uint64_t ns);

/** Print count, median, 99th percentile and maximum as a JSON line, and forget them. */
void figure_print(const struct run *r, struct figure *f);

/** Print one number as a JSON line. */
void value_print(const struct run *r, const char *name, const char *unit, double value);

/** End the program with a sentence. */
void die(const char *fmt, ...) __attribute__((format(printf, 1, 2), noreturn));

/** Resident memory of control in KiB. */
long rss_kib(const struct run *r);

/** The text of a manifest that gives a Service its endpoints, or one of them; the caller frees it.
 */
char *endpoint_text(const struct run *r, uint32_t service, uint32_t endpoint);

/** Changes at a steady rate under a steady stream of packets; prints its figures. */
void rate_run(struct run *r);
