/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include "control/saver.h"

#include "base/log.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

struct saver {
	struct saver_config config;
	struct state_batch kept;  /* to be written next */
	struct state_batch batch; /* to be written after it, and to be told of */
	saver_done done;          /* NULL: there is no such batch */
	void *arg;
	char problem[STATE_WHY_BYTES + 64];
	bool probing; /* whether the disk takes anything again */

	/* the thread's while it runs */
	uv_work_t work;
	bool running;
	bool with_batch;
	struct state_batch writing; /* what was kept when it began */
	int error;
	char why[STATE_WHY_BYTES];
};

static void
work_run(uv_work_t *work)
{
	struct saver *s = work->data;

	s->error = 0;
	if (s->writing.cnt > 0 || s->writing.failed)
		s->error = state_write(s->config.state, &s->writing, s->why);
	if (s->error < 0)
		return;
	state_batch_fini(&s->writing);
	if (s->with_batch)
		s->error = state_write(s->config.state, &s->batch, s->why);
	else if (s->probing)
		s->error = state_touch(s->config.state, s->why);
}

static void work_end(uv_work_t *work, int status);

static void
start(struct saver *s)
{
	if (s->running || (s->done == NULL && s->kept.cnt == 0 && !s->kept.failed && !s->probing))
		return;
	s->running = true;
	s->writing = s->kept;
	s->kept = (struct state_batch){0};
	s->with_batch = s->done != NULL;
	s->work.data = s;
	uv_queue_work(s->config.loop, &s->work, work_run, work_end);
}

static void
work_end(uv_work_t *work, int status)
{
	struct saver *s = work->data;
	saver_done done = s->with_batch ? s->done : NULL;
	int error = s->error;

	s->running = s->probing = false;
	s->problem[0] = '\0';
	if (error < 0) {
		log_err("state", "%s", s->why);
		snprintf(s->problem, sizeof(s->problem), "changes cannot be saved: %s", s->why);
	}
	/* What was not taken goes before what came meanwhile. */
	state_batch_join(&s->writing, &s->kept);
	s->kept = s->writing;
	s->writing = (struct state_batch){0};
	if (done != NULL) {
		state_batch_fini(&s->batch);
		s->done = NULL;
		done(s->arg, error, s->why);
	}
	if (error == 0 || s->done != NULL)
		start(s);
	if (!s->running)
		s->config.idle(s->config.arg);
}

int
saver_create(const struct saver_config *config, struct saver **out)
{
	struct saver *s = calloc(1, sizeof(*s));

	if (s == NULL)
		return -ENOMEM;
	s->config = *config;
	*out = s;
	return 0;
}

void
saver_destroy(struct saver *s)
{
	if (s == NULL)
		return;
	state_batch_fini(&s->kept);
	free(s);
}

void
saver_write(struct saver *s, struct state_batch *batch, saver_done done, void *arg)
{
	s->batch = *batch;
	*batch = (struct state_batch){0};
	s->done = done;
	s->arg = arg;
	start(s);
}

void
saver_keep(struct saver *s, struct state_batch *batch)
{
	state_batch_join(&s->kept, batch);
	start(s);
}

void
saver_retry(struct saver *s)
{
	s->probing = s->problem[0] != '\0';
	start(s);
}

bool
saver_is_busy(const struct saver *s)
{
	return s->running;
}

bool
saver_is_clean(const struct saver *s)
{
	return !s->running && s->kept.cnt == 0 && !s->kept.failed;
}

const char *
saver_problem(const struct saver *s)
{
	return s->problem;
}
