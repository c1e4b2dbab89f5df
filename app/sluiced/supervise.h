/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * The parent at work: start both children, join them, restart either, watch that they live, and
 * end them.
 *
 * Model: one thread, one poll over a signalfd, a timerfd and a link to each child. Of two ends of
 * a stream between the children, each belongs to one child; an end whose child does not run waits
 * here until it is started, all others exist in the children alone.
 */
#pragma once

#include "sluiced/notify.h"
#include "sluiced/options.h"
#include "sluiced/rundir.h"
#include "sluiced/twins.h"

struct supervise_plan {
	const struct options *options;
	const struct account *account;
	struct twins *twins;
	const struct notify *notify;
};

/**
 * Run until a signal ends it, or a child refuses its configuration. Both children are gone when
 * this returns.
 * @return the exit status of sluiced
 */
int supervise_run(const struct supervise_plan *plan);
