/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include "control/changes.h"

#include "control/replay.h"
#include "control/rest.h"
#include "control/saver.h"
#include "control/share.h"
#include "control/trim.h"

#include "base/clock.h"
#include "base/log.h"
#include "channel/frame.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define SLICE_NS       (10u * 1000000u)
#define SHARE_NS       (2u * 1000000u) /* for so long others may join a change */
#define SAVE_RETRY_MS  100             /* and twice as long each time */
#define SAVE_RETRY_MAX 5000

enum step {
	STEP_IDLE,
	STEP_FILL,
	STEP_INSTALL,
	STEP_WAIT,   /* until all is gathered that the changes before left */
	STEP_GATHER, /* what is to be saved before the asker is told */
	STEP_SAVE,
};

struct changes {
	struct changes_config config;
	uv_idle_t idle;
	struct trim trim;
	uv_timer_t save_retry;
	uint64_t save_retry_ms; /* the next wait */
	struct saver *saver;
	struct change_job *first, **last;
	struct replay replay;
	bool closing;
	size_t handle_cnt;

	/* the change under way */
	enum step step;
	struct taken taken[MODEL_PART_MAX];
	size_t taken_cnt;
	uint64_t begun_ns;
	struct model_change *change;
	struct faults together; /* what the check of several finds */
	bool installed;

	struct rest rest;  /* of the change under way */
	struct rests left; /* of those before it */
	bool kept;         /* of these the saver had all */
};

static void on_idle(uv_idle_t *idle);

static void
kick(struct changes *c)
{
	if (!c->closing && c->step == STEP_IDLE && (c->first != NULL || rests_any(&c->left)))
		uv_idle_start(&c->idle, on_idle);
}

void
changes_push(struct changes *c, struct change_job *job)
{
	job->next = NULL;
	*c->last = job;
	c->last = &job->next;
	kick(c);
}

void
changes_push_next(struct changes *c, struct change_job *job)
{
	job->next = c->first;
	if (c->first == NULL)
		c->last = &job->next;
	c->first = job;
	kick(c);
}

static void
release(struct changes *c)
{
	if (!c->closing || c->handle_cnt > 0)
		return;
	saver_destroy(c->saver);
	free(c);
}

static bool
is_alone(const struct changes *c)
{
	return c->taken_cnt == 1;
}

static struct change_job *
front(const struct changes *c)
{
	return c->taken[0].job;
}

/* Add a fault that all who share the change are told. */
__attribute__((format(printf, 2, 3))) static void
fault_all(struct changes *c, const char *fmt, ...)
{
	char reason[STATE_WHY_BYTES + 64];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(reason, sizeof(reason), fmt, ap);
	va_end(ap);
	for (size_t i = 0; i < c->taken_cnt; i++)
		faults_add(&c->taken[i].faults, FAULT_ERROR, &(struct fault_at){0}, "%s", reason);
}

static void
clear(struct changes *c)
{
	for (size_t i = 0; i < c->taken_cnt; i++)
		faults_fini(&c->taken[i].faults);
	faults_fini(&c->together);
	c->taken_cnt = 0;
	c->change = NULL;
	c->step = STEP_IDLE;
	kick(c);
}

/* @return whether the saver has all that closed changes left for it */
static bool
tell_kept(struct changes *c)
{
	bool kept = rests_are_kept(&c->left), told = c->kept;

	c->kept = kept;
	if (kept && !told && !saver_is_busy(c->saver)) /* there was nothing to write */
		c->config.saved(c->config.arg);
	return kept;
}

/* Tell the askers and make the model follow: commit, or take back. What is left goes on later. */
static void
end(struct changes *c, int error)
{
	struct change_outcome outcome = {
		.error = error,
		.installed = c->installed,
		.change = c->change,
	};
	bool keep = error == 0 && !front(c)->dry;

	if (keep)
		c->config.committing(c->config.arg, c->change);
	for (size_t i = 0; i < c->taken_cnt; i++) {
		outcome.faults = &c->taken[i].faults;
		if (!is_alone(c))
			model_change_part_show(c->change, i);
		c->taken[i].job->done(c->taken[i].job, &outcome);
	}
	if (c->change != NULL && keep) {
		model_change_close(c->change);
		rests_add(&c->left, &c->rest);
	} else {
		rest_drop(&c->rest);
		model_change_abort(c->change);
	}
	clear(c);
	c->config.ended(c->config.arg);
	tell_kept(c);
}

/* Something is wrong with the change that several share: each has it done for itself. */
static void
separate(struct changes *c)
{
	model_change_abort(c->change);
	for (size_t i = c->taken_cnt; i > 0; i--) {
		c->taken[i - 1].job->alone = true;
		changes_push_next(c, c->taken[i - 1].job);
	}
	clear(c);
}

/* Save ---------------------------------------------------------------------------------------- */

/* What is durable is undone everywhere when the disk did not take it. */
static void
on_saved(void *arg, int error, const char *why)
{
	struct changes *c = arg;

	c->step = STEP_IDLE;
	if (error < 0) {
		fault_all(c, "it cannot be saved: %s", why);
		if (c->installed)
			replay_queue(&c->replay);
	}
	end(c, error);
}

static void
on_save_retry(uv_timer_t *timer)
{
	struct changes *c = timer->data;

	saver_retry(c->saver);
}

static void
save_retry_later(struct changes *c)
{
	if (saver_problem(c->saver)[0] == '\0') {
		c->save_retry_ms = SAVE_RETRY_MS;
		return;
	}
	if (c->closing)
		return;
	uv_timer_start(&c->save_retry, on_save_retry, c->save_retry_ms, 0);
	if (c->save_retry_ms < SAVE_RETRY_MAX)
		c->save_retry_ms *= 2;
}

static void
on_saver_idle(void *arg)
{
	struct changes *c = arg;

	save_retry_later(c);
	trim_start(&c->trim);
	c->config.saved(c->config.arg);
}

/* Gather what has to be on the disk before the asker is told. */
static void
gather(struct changes *c)
{
	struct rest *r = &c->rest;

	if (rest_gather(r, clock_now_ns() + REST_SLICE_NS)) {
		uv_idle_start(&c->idle, on_idle);
		return;
	}
	if (r->batch.cnt == 0 && !r->batch.failed) {
		end(c, 0);
		return;
	}
	c->step = STEP_SAVE;
	r->stage = REST_KEPT;
	saver_write(c->saver, &r->batch, on_saved, c);
}

static void
save(struct changes *c)
{
	if (front(c)->durable && !rests_are_kept(&c->left)) {
		c->step = STEP_WAIT;
		uv_idle_start(&c->idle, on_idle);
		return;
	}
	rest_begin(&c->rest, c->change, front(c)->silent, front(c)->records);
	if (!front(c)->durable) {
		end(c, 0);
		return;
	}
	c->step = STEP_GATHER;
	gather(c);
}

/* Install ------------------------------------------------------------------------------------- */

static int
block_add(void *arg, const struct model_block *b)
{
	const struct sluice_remove remove = {.kind = b->kind, .id = b->id};

	if (b->bytes != NULL)
		frame_add(arg, SLUICE_FRAME_BLOCK, 0, 0, b->bytes, b->len);
	else
		frame_add(arg, SLUICE_FRAME_REMOVE, 0, 0, &remove, sizeof(remove));
	return 0;
}

static void
on_installed(void *arg, int error, const char *text)
{
	struct changes *c = arg;

	c->installed = error == 0;
	if (error == 0 || error == -ENOTCONN) {
		if (error == 0)
			c->replay.problem[0] = '\0';
		save(c);
		return;
	}
	if (!is_alone(c)) {
		separate(c);
		return;
	}
	fault_all(c, "the forwarder cannot install it: %s", text);
	end(c, error);
}

static void
install(struct changes *c)
{
	const struct installer_status *status = installer_status(c->config.installer);
	bool full = front(c)->full || !status->in_step;
	struct buf frames = {0};

	if (!c->replay.loaded || front(c)->local || status->state != INSTALLER_UP) {
		save(c);
		return;
	}
	if (full)
		model_each_block(c->config.model, block_add, &frames);
	else
		model_change_blocks(c->change, block_add, &frames);
	if (frames.failed) {
		buf_fini(&frames);
		fault_all(c, "out of memory");
		end(c, -ENOMEM);
		return;
	}
	if (frames.len == 0 && !full) {
		buf_fini(&frames);
		c->installed = true;
		save(c);
		return;
	}
	c->step = STEP_INSTALL;
	installer_apply(c->config.installer, &frames, full, on_installed, c);
}

/* Fill and check ------------------------------------------------------------------------------ */

/* Take the queue's next job into the change. */
static struct taken *
take(struct changes *c)
{
	struct taken *t = &c->taken[c->taken_cnt++];

	t->job = c->first;
	c->first = t->job->next;
	if (c->first == NULL)
		c->last = &c->first;
	return t;
}

static void
begin(struct changes *c)
{
	struct taken *t = take(c);
	int rc;

	c->installed = false;
	c->begun_ns = clock_now_ns();
	trim_put_off(&c->trim);
	rc = model_change_begin(c->config.model, (uint64_t)time(NULL), &t->faults, &c->change);
	if (rc < 0) {
		fault_all(c, "%s", strerror(-rc));
		end(c, rc);
		return;
	}
	c->step = STEP_FILL;
}

/* Let the next job join the change. @return false: there is none that may */
static bool
join(struct changes *c)
{
	struct faults *faults = &c->taken[c->taken_cnt].faults;

	if (c->first == NULL || !share_may(c->first) || !share_may(front(c)) ||
	    c->taken_cnt == MODEL_PART_MAX || clock_now_ns() - c->begun_ns > SHARE_NS ||
	    model_change_part(c->change, faults) < 0)
		return false;
	take(c);
	return true;
}

/* The last job has no place in this change: it is the next one's first. */
static void
leave(struct changes *c, bool alone)
{
	struct taken *t = &c->taken[--c->taken_cnt];

	model_change_part_undo(c->change);
	faults_fini(&t->faults);
	if (is_alone(c))
		model_change_part_end(c->change, &c->taken[0].faults);
	t->job->alone = alone;
	changes_push_next(c, t->job);
}

static void
filled(struct changes *c, int rc)
{
	if (!is_alone(c))
		model_change_part_end(c->change, &c->together);
	if (rc == 0 || is_alone(c))
		rc = model_change_check_put(c->change, rc);
	if (!is_alone(c) && (rc < 0 || !share_notes(c->change, &c->together, c->taken))) {
		separate(c);
		return;
	}
	if (rc < 0 && c->taken[0].faults.error_cnt == 0)
		fault_all(c, "%s", strerror(-rc));
	if (rc < 0 || front(c)->dry)
		end(c, rc);
	else
		install(c);
}

/* @return as change_job.fill, of all that share the change */
static int
fill(struct changes *c)
{
	struct taken *t = &c->taken[c->taken_cnt - 1];
	int rc = t->job->fill == NULL ? 0 : t->job->fill(t->job, c->change, &t->faults);

	if (rc == 1)
		return 1;
	if (rc == 0 && t->faults.error_cnt > 0)
		rc = -EINVAL;
	if (!is_alone(c) && (rc < 0 || model_change_part_clashes(c->change))) {
		leave(c, rc < 0);
		return 0;
	}
	return rc == 0 && join(c) ? 1 : rc;
}

static void
fill_on(struct changes *c)
{
	uint64_t until = clock_now_ns() + SLICE_NS;
	int rc = 1;

	while (rc == 1 && clock_now_ns() < until)
		rc = fill(c);
	if (rc == 1)
		return;
	uv_idle_stop(&c->idle);
	filled(c, rc);
}

/* Go on with what the changes before left. */
static void
left_on(struct changes *c)
{
	if (!rests_turn(&c->left))
		uv_idle_stop(&c->idle);
	if (tell_kept(c) && c->step == STEP_WAIT) {
		uv_idle_stop(&c->idle);
		save(c);
	}
}

static void
on_idle(uv_idle_t *idle)
{
	struct changes *c = idle->data;

	if (c->step == STEP_IDLE && c->first != NULL)
		begin(c);
	switch (c->step) {
	case STEP_FILL:
		fill_on(c);
		break;
	case STEP_GATHER:
		uv_idle_stop(idle);
		gather(c);
		break;
	case STEP_IDLE:
	case STEP_WAIT:
		if (rests_any(&c->left)) {
			left_on(c);
			break;
		}
		/* fall through */
	case STEP_INSTALL:
	case STEP_SAVE:
		uv_idle_stop(idle);
		break;
	}
}

void
changes_replay(struct changes *c)
{
	if (!c->closing)
		replay_ask(&c->replay);
}

void
changes_loaded(struct changes *c)
{
	c->replay.loaded = true;
}

void
changes_keep(struct changes *c, struct state_batch *batch)
{
	saver_keep(c->saver, batch);
}

const char *
changes_save_problem(const struct changes *c)
{
	return saver_problem(c->saver);
}

const char *
changes_replay_problem(const struct changes *c)
{
	return c->replay.problem;
}

int
changes_create(const struct changes_config *config, struct changes **out)
{
	struct changes *c = calloc(1, sizeof(*c));
	const struct saver_config saver = {
		.loop = config->loop, .state = config->state, .arg = c, .idle = on_saver_idle};

	if (c == NULL || saver_create(&saver, &c->saver) < 0) {
		free(c);
		return -ENOMEM;
	}
	c->config = *config;
	c->last = &c->first;
	replay_init(&c->replay, config->loop, c, config->installer);
	uv_idle_init(config->loop, &c->idle);
	c->idle.data = c;
	uv_timer_init(config->loop, &c->save_retry);
	c->save_retry.data = c;
	c->save_retry_ms = SAVE_RETRY_MS;
	trim_init(&c->trim, config->loop);
	c->trim.timer.data = c;
	rests_init(&c->left, c->saver, &c->trim);
	c->kept = true;
	c->handle_cnt = 4;
	*out = c;
	return 0;
}

bool
changes_is_saving(const struct changes *c)
{
	return saver_is_busy(c->saver) || !rests_are_kept(&c->left) || c->step == STEP_GATHER;
}

bool
changes_is_saved(const struct changes *c)
{
	return saver_is_clean(c->saver) && rests_are_kept(&c->left);
}

static void
on_closed(uv_handle_t *handle)
{
	struct changes *c = handle->data;

	c->handle_cnt--;
	release(c);
}

void
changes_destroy(struct changes *c)
{
	static const struct faults none;
	const struct change_outcome cancelled = {.error = -ECANCELED, .faults = &none};

	if (c == NULL)
		return;
	c->closing = true;
	while (c->first != NULL) {
		struct change_job *job = c->first;

		c->first = job->next;
		job->done(job, &cancelled);
	}
	c->last = &c->first;
	if (c->step == STEP_FILL || c->step == STEP_INSTALL)
		end(c, -ECANCELED);
	rests_finish(&c->left);
	uv_close((uv_handle_t *)&c->idle, on_closed);
	uv_close((uv_handle_t *)&c->replay.retry, on_closed);
	uv_close((uv_handle_t *)&c->trim.timer, on_closed);
	uv_close((uv_handle_t *)&c->save_retry, on_closed);
}
