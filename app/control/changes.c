/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include "control/changes.h"

#include "base/clock.h"
#include "base/log.h"
#include "channel/frame.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define SLICE_NS        (10u * 1000000u)
#define REPLAY_RETRY_MS 10000

enum step {
	STEP_IDLE,
	STEP_FILL,
	STEP_INSTALL,
	STEP_SAVE,
};

struct changes {
	struct changes_config config;
	uv_idle_t idle;
	uv_timer_t retry;
	uv_work_t work;
	struct change_job *first, **last;
	struct change_job replay;
	bool replay_queued;
	bool loaded;
	bool closing;
	size_t handle_cnt;

	/* the change under way */
	enum step step;
	struct change_job *job;
	struct model_change *change;
	struct faults faults;
	bool installed;
	struct state_batch batch;

	struct state_batch unsaved; /* of changes that stay in force all the same */
	int save_error;
	char save_why[STATE_WHY_BYTES];
	char save_problem[STATE_WHY_BYTES + 64];
	char replay_problem[INSTALLER_TEXT_BYTES + 128];
};

static void on_idle(uv_idle_t *idle);

static void
kick(struct changes *c)
{
	if (!c->closing && c->step == STEP_IDLE && c->first != NULL)
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
	state_batch_fini(&c->unsaved);
	free(c);
}

/* Tell the asker and make the model follow: commit, or take back. */
static void
end(struct changes *c, int error)
{
	struct change_job *job = c->job;
	const struct change_outcome outcome = {
		.error = error,
		.installed = c->installed,
		.faults = &c->faults,
		.change = c->change,
	};
	bool keep = error == 0 && !job->dry;

	job->done(job, &outcome);
	if (c->change != NULL && keep)
		model_change_commit(c->change);
	else
		model_change_abort(c->change);
	c->change = NULL;
	c->job = NULL;
	c->step = STEP_IDLE;
	faults_fini(&c->faults);
	state_batch_fini(&c->batch);
	if (keep)
		c->config.committed(c->config.arg);
	kick(c);
}

/* Save ---------------------------------------------------------------------------------------- */

static int
record_add(void *arg, const struct model_record *r)
{
	if (r->text == NULL)
		state_batch_forget(arg, r->key);
	else
		state_batch_put(arg, r->key, r->text, r->len);
	return 0;
}

static int
event_add(void *arg, const struct model_result *r)
{
	struct state_event e = {
		.time_s = (uint64_t)time(NULL),
		.kind = r->kind,
		.ns = r->ns,
		.name = r->name,
		.type = "Normal",
		.message = r->shown,
	};

	if (strcmp(r->verb, "unchanged") == 0)
		return 0;
	e.reason = strcmp(r->verb, "created") == 0   ? "Created"
		   : strcmp(r->verb, "deleted") == 0 ? "Deleted"
						     : "Configured";
	state_batch_event(arg, &e);
	return 0;
}

static void
save_work(uv_work_t *work)
{
	struct changes *c = work->data;

	c->save_error = 0;
	if (c->unsaved.cnt > 0)
		c->save_error = state_write(c->config.state, &c->unsaved, c->save_why);
	if (c->save_error == 0)
		c->save_error = state_write(c->config.state, &c->batch, c->save_why);
}

static void
replay_queue(struct changes *c)
{
	if (c->replay_queued)
		return;
	c->replay_queued = true;
	changes_push_next(c, &c->replay);
}

/* The disk did not take it: a durable change is undone everywhere, another is kept in memory. */
static int
save_failed(struct changes *c)
{
	log_err("state", "%s", c->save_why);
	snprintf(c->save_problem, sizeof(c->save_problem), "changes cannot be saved: %s",
		 c->save_why);
	if (!c->job->durable) {
		state_batch_join(&c->unsaved, &c->batch);
		return 0;
	}
	faults_add(&c->faults, FAULT_ERROR, &(struct fault_at){0}, "it cannot be saved: %s",
		   c->save_why);
	if (c->installed)
		replay_queue(c);
	return c->save_error;
}

static void
after_save(uv_work_t *work, int status)
{
	struct changes *c = work->data;
	int error = 0;

	c->step = STEP_IDLE;
	if (c->save_error < 0) {
		error = save_failed(c);
	} else {
		state_batch_fini(&c->unsaved);
		c->save_problem[0] = '\0';
	}
	end(c, error);
}

static void
save(struct changes *c)
{
	model_change_records(c->change, record_add, &c->batch);
	if (c->job->records != NULL)
		state_batch_join(&c->batch, c->job->records);
	if (!c->job->silent)
		model_change_results(c->change, event_add, &c->batch);
	if (c->batch.cnt == 0 && !c->batch.failed && c->unsaved.cnt == 0) {
		end(c, 0);
		return;
	}
	c->step = STEP_SAVE;
	c->work.data = c;
	uv_queue_work(c->config.loop, &c->work, save_work, after_save);
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
			c->replay_problem[0] = '\0';
		save(c);
		return;
	}
	faults_add(&c->faults, FAULT_ERROR, &(struct fault_at){0},
		   "the forwarder cannot install it: %s", text);
	end(c, error);
}

static void
install(struct changes *c)
{
	const struct installer_status *status = installer_status(c->config.installer);
	bool full = c->job->full || !status->in_step;
	struct buf frames = {0};

	if (!c->loaded || c->job->local || status->state != INSTALLER_UP) {
		save(c);
		return;
	}
	if (full)
		model_each_block(c->config.model, block_add, &frames);
	else
		model_change_blocks(c->change, block_add, &frames);
	if (frames.failed) {
		buf_fini(&frames);
		faults_add(&c->faults, FAULT_ERROR, &(struct fault_at){0}, "out of memory");
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

static void
begin(struct changes *c)
{
	int rc;

	c->job = c->first;
	c->first = c->job->next;
	if (c->first == NULL)
		c->last = &c->first;
	c->installed = false;
	rc = model_change_begin(c->config.model, (uint64_t)time(NULL), &c->faults, &c->change);
	if (rc < 0) {
		faults_add(&c->faults, FAULT_ERROR, &(struct fault_at){0}, "%s", strerror(-rc));
		end(c, rc);
		return;
	}
	c->step = STEP_FILL;
}

static void
filled(struct changes *c, int rc)
{
	if (rc == 0)
		rc = model_change_check(c->change);
	if (rc < 0 && c->faults.error_cnt == 0)
		faults_add(&c->faults, FAULT_ERROR, &(struct fault_at){0}, "%s", strerror(-rc));
	if (rc < 0 || c->job->dry)
		end(c, rc);
	else
		install(c);
}

static void
on_idle(uv_idle_t *idle)
{
	struct changes *c = idle->data;
	uint64_t until = clock_now_ns() + SLICE_NS;
	int rc = 1;

	if (c->step == STEP_IDLE && c->first != NULL)
		begin(c);
	if (c->step != STEP_FILL) {
		if (c->first == NULL || c->step != STEP_IDLE)
			uv_idle_stop(idle);
		return;
	}
	while (rc == 1 && clock_now_ns() < until)
		rc = c->job->fill == NULL ? 0 : c->job->fill(c->job, c->change, &c->faults);
	if (rc == 1)
		return;
	uv_idle_stop(idle);
	filled(c, rc);
}

/* Replay -------------------------------------------------------------------------------------- */

void
changes_replay(struct changes *c)
{
	if (c->loaded && !c->closing &&
	    installer_status(c->config.installer)->state == INSTALLER_UP)
		replay_queue(c);
}

void
changes_loaded(struct changes *c)
{
	c->loaded = true;
}

static void
on_retry(uv_timer_t *timer)
{
	struct changes *c = timer->data;

	if (!installer_status(c->config.installer)->in_step)
		changes_replay(c);
}

static void
replay_done(struct change_job *job, const struct change_outcome *outcome)
{
	struct changes *c = (struct changes *)((char *)job - offsetof(struct changes, replay));

	c->replay_queued = false;
	if (outcome->error == 0 || outcome->error == -ECANCELED)
		return;
	snprintf(c->replay_problem, sizeof(c->replay_problem),
		 "the forwarder does not run what is loaded: %s",
		 outcome->faults->cnt > 0 && outcome->faults->v[0].reason != NULL
			 ? outcome->faults->v[0].reason
			 : strerror(-outcome->error));
	log_err("channel", "%s", c->replay_problem);
	uv_timer_start(&c->retry, on_retry, REPLAY_RETRY_MS, 0);
}

const char *
changes_save_problem(const struct changes *c)
{
	return c->save_problem;
}

const char *
changes_replay_problem(const struct changes *c)
{
	return c->replay_problem;
}

int
changes_create(const struct changes_config *config, struct changes **out)
{
	struct changes *c = calloc(1, sizeof(*c));

	if (c == NULL)
		return -ENOMEM;
	c->config = *config;
	c->last = &c->first;
	c->replay = (struct change_job){.full = true, .silent = true, .done = replay_done};
	uv_idle_init(config->loop, &c->idle);
	c->idle.data = c;
	uv_timer_init(config->loop, &c->retry);
	c->retry.data = c;
	c->handle_cnt = 2;
	*out = c;
	return 0;
}

bool
changes_is_saving(const struct changes *c)
{
	return c->step == STEP_SAVE;
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
	uv_close((uv_handle_t *)&c->idle, on_closed);
	uv_close((uv_handle_t *)&c->retry, on_closed);
}
