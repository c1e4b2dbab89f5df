/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * The saver: batches to the disk, on a thread beside the loop, in the order in which they come.
 *
 * A batch is written, and its asker told how that went; or it is kept: what it says stays in force
 * whatever the disk does. Where the disk did not take it, it is tried again before whatever comes
 * next.
 */
#pragma once

#include <stdbool.h>

#include <uv.h>

#include "state/state.h"

struct saver;

struct saver_config {
	uv_loop_t *loop;
	struct state *state;
	void *arg;
	/** Nothing is being written any more. */
	void (*idle)(void *arg);
};

/** @param why text when error < 0 */
typedef void (*saver_done)(void *arg, int error, const char *why);

/** @return 0 or -ENOMEM */
int saver_create(const struct saver_config *config, struct saver **out);

/** Free; the saver has to be idle. NULL is allowed. */
void saver_destroy(struct saver *s);

/** Write a batch, which is moved away; one at a time. */
void saver_write(struct saver *s, struct state_batch *batch, saver_done done, void *arg);

/** Keep a batch, which is moved away. */
void saver_keep(struct saver *s, struct state_batch *batch);

/** Where something could not be saved: see whether the disk takes it now, or anything at all. */
void saver_retry(struct saver *s);

/** Whether something is being written. */
bool saver_is_busy(const struct saver *s);

/** Whether all that it was given is on the disk. */
bool saver_is_clean(const struct saver *s);

/** What cannot be saved, as a sentence; "" when all is. */
const char *saver_problem(const struct saver *s);
