/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * Loading: the files that changed become one change. A pass that finds wrong files is taken back
 * and done again without them, so that the rest is still accepted as a whole.
 */
#include "control/manifests_priv.h"

#include "control/events.h"

#include "control/read.h"

#include "base/log.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PASS_MAX 8
#define LOG_MAX  100 /* faults of one load that are logged one by one */

static struct load *
load_of(struct change_job *job)
{
	return (struct load *)((char *)job - offsetof(struct load, job));
}

void
load_add(struct manifests *m, struct file *f)
{
	struct load *l = &m->load;
	struct file **v;
	size_t max;

	if (f->queued)
		return;
	if (l->cnt == l->max) {
		max = l->max == 0 ? 64 : l->max * 2;
		v = realloc(l->v, max * sizeof(struct file *));
		if (v == NULL) {
			f->dirty = true;
			manifests_scan_at(m, uv_now(m->config.loop) + MANIFESTS_QUIET_MS);
			return;
		}
		l->v = v;
		l->max = max;
	}
	f->queued = true;
	l->v[l->cnt++] = f;
}

static void
leave_out(struct load *l, struct file *f)
{
	l->m->left_out_cnt += !f->left_out;
	f->excluded = true;
	f->left_out = true;
}

/* Read a file as the scan saw it: what has changed since may be half of what is to come. */
static int
read_scanned(const struct file *f, struct buf *out, char *why)
{
	int rc = read_file(f->path, MODEL_TEXT_MAX, out, why);
	struct stat now;

	if (rc < 0 || (stat(f->path, &now) == 0 && manifests_same(&now, &f->sig)))
		return rc;
	snprintf(why, READ_WHY_BYTES, "it is being written");
	return -EAGAIN;
}

/* Put one file; what is wrong with reading it is its own fault, not the change's. */
static int
put(struct load *l, struct file *f, struct model_change *change)
{
	struct model_text text = {.source = MODEL_FILE,
				  .mode = MODEL_APPLY,
				  .name = f->path,
				  .again = l->m->loaded_once};
	char why[READ_WHY_BYTES];
	struct buf b = {0};
	int rc = read_scanned(f, &b, why);

	if (rc < 0) {
		leave_out(l, f);
		faults_add(&f->faults, FAULT_ERROR, &(struct fault_at){.file = f->path},
			   "cannot be read: %s", why);
		f->dirty = rc == -EAGAIN;
		f->unread = rc == -EIO || rc == -ESTALE || rc == -EMFILE || rc == -ENFILE;
		l->m->scan_again |= f->dirty;
	} else {
		text.text = b.data;
		text.len = b.len;
		rc = model_change_put_file(change, &text);
		if (rc < 0 && rc != -ENOMEM) {
			leave_out(l, f);
			l->again = true;
		}
		if (rc == 0)
			last_good_keep(l, f, &b);
	}
	buf_fini(&b);
	return rc == -ENOMEM ? rc : 1;
}

/* A file that is left out before the model ever had anything of it: what ran before the start runs
 * on. */
static int
fall_back(struct load *l, struct file *f, struct model_change *change)
{
	int rc = last_good_put(l, f, change);

	f->fallback = rc == 0 ? FALLBACK_USED : FALLBACK_NONE;
	if (rc == -ENOMEM)
		return rc;
	l->again |= rc < 0 && rc != -ENOENT && rc != -EIO;
	return 1;
}

static int
load_fill(struct change_job *job, struct model_change *change, struct faults *faults)
{
	struct load *l = load_of(job);
	struct file *f;
	int rc;

	if (l->pos == l->cnt)
		return l->again ? -EINVAL : 0;
	f = l->v[l->pos++];
	if (f->drop) {
		if (f->excluded)
			return 1;
		last_good_forget(l, f);
		rc = model_change_drop_file(change, f->path);
		return rc < 0 ? rc : 1;
	}
	rc = f->excluded ? 1 : put(l, f, change);
	if (rc == 1 && f->excluded && !f->loaded && !l->again && f->fallback != FALLBACK_NONE)
		rc = fall_back(l, f, change);
	return rc;
}

static const char *
reason_of(const struct fault *fault)
{
	return fault->reason != NULL ? fault->reason : "out of memory";
}

/* Hand errors to the files they are about; while texts were refused, those alone are told what else
 * is wrong with them, for without them the others may be good. @return whether a file, or a last
 * good text, is left out that was not */
static bool
faults_share(struct load *l, const struct faults *faults)
{
	bool fresh = l->again;

	for (size_t i = 0; i < faults->cnt; i++) {
		const struct fault *fault = &faults->v[i];
		struct file *f = fault->file == NULL ? NULL : map_find(&l->m->files, fault->file);

		if (fault->level != FAULT_ERROR || f == NULL || !f->queued ||
		    (l->again && !f->excluded))
			continue;
		if (f->fallback != FALLBACK_UNTRIED) {
			fresh |= f->fallback == FALLBACK_USED;
			f->fallback = FALLBACK_NONE;
			faults_add(&f->faults, FAULT_ERROR, &(struct fault_at){.file = f->path},
				   "its last good version does not fit any more: %s",
				   reason_of(fault));
			continue;
		}
		fresh |= !f->excluded;
		leave_out(l, f);
		faults_add(&f->faults, FAULT_ERROR,
			   &(struct fault_at){.file = fault->file,
					      .line = fault->line,
					      .col = fault->col,
					      .path = fault->path,
					      .object = fault->object},
			   "%s", reason_of(fault));
	}
	return fresh;
}

/* Nobody to blame alone: nothing of this load comes into force, but for last good texts while they
 * fit. */
static void
refuse_all(struct load *l, const struct faults *faults)
{
	bool fresh = false;

	for (size_t i = 0; i < l->cnt; i++) {
		struct file *f = l->v[i];

		if (f->excluded)
			continue;
		fresh = true;
		leave_out(l, f);
		for (size_t k = 0; k < faults->cnt; k++)
			if (faults->v[k].level == FAULT_ERROR)
				faults_add(&f->faults, FAULT_ERROR,
					   &(struct fault_at){.file = f->path},
					   "left out with the others: %s",
					   reason_of(&faults->v[k]));
	}
	for (size_t i = 0; i < l->cnt && !fresh; i++)
		l->v[i]->fallback = FALLBACK_NONE;
}

static void
log_faults(const struct faults *faults, size_t *budget)
{
	static const enum log_level levels[] = {
		[FAULT_ERROR] = LOG_LEVEL_ERR,
		[FAULT_WARN] = LOG_LEVEL_WARN,
		[FAULT_NOTE] = LOG_LEVEL_INFO,
	};
	char line[1024];

	for (size_t i = 0; i < faults->cnt; i++) {
		if (*budget == 0)
			return;
		if (--*budget == 0)
			log_warn("manifests",
				 "more is wrong than is shown here: see sluice status");
		fault_print(&faults->v[i], line, sizeof(line));
		log_line(levels[faults->v[i].level], "manifests", "%s", line);
	}
}

static void
load_end(struct load *l, const struct faults *warnings)
{
	struct manifests *m = l->m;
	size_t budget = LOG_MAX, left_out = 0, dropped = 0;

	log_faults(warnings, &budget);
	for (size_t i = 0; i < l->cnt; i++) {
		struct file *f = l->v[i];

		f->queued = false;
		if (f->excluded) {
			f->loaded |= f->fallback == FALLBACK_USED;
			if (f->loaded)
				faults_add(&f->faults, FAULT_NOTE,
					   &(struct fault_at){.file = f->path},
					   "its last good version stays in force");
			log_faults(&f->faults, &budget);
			events_refused(m->config.changes, m->config.board, "FailedLoad",
				       &f->faults);
			left_out++;
		} else if (f->drop) {
			manifests_forget(m, f);
			dropped++;
		} else {
			f->loaded = true;
		}
	}
	log_info("manifests", "loaded files=%zu removed=%zu left_out=%zu",
		 l->cnt - left_out - dropped, dropped, left_out);
	m->loading = false;
	if (!m->loaded_once) {
		m->loaded_once = true;
		m->config.loaded(m->config.arg);
	}
	if (m->scan_again)
		manifests_scan_at(m, uv_now(m->config.loop));
	m->scan_again = false;
}

static void
load_done(struct change_job *job, const struct change_outcome *outcome)
{
	struct load *l = load_of(job);

	state_batch_fini(&l->records);
	l->text_bytes = 0;
	if (outcome->error == -ECANCELED) {
		l->m->loading = false;
		return;
	}
	if (outcome->error == 0) {
		load_end(l, outcome->faults);
		return;
	}
	if (!faults_share(l, outcome->faults) || ++l->pass == PASS_MAX)
		refuse_all(l, outcome->faults);
	l->pos = 0;
	l->again = false;
	changes_push_next(l->m->config.changes, job);
}

/* What was in force before the start comes first, in its order: where two files do not go together,
 * the other one is the mistake. */
static void
put_good_first(struct load *l)
{
	struct file **others = calloc(l->cnt, sizeof(struct file *));
	size_t good = 0, cnt = 0;

	if (others == NULL)
		return;
	for (size_t i = 0; i < l->cnt; i++) {
		if (l->v[i]->was_good)
			l->v[good++] = l->v[i];
		else
			others[cnt++] = l->v[i];
	}
	for (size_t i = 0; i < cnt; i++)
		l->v[good + i] = others[i];
	free(others);
}

void
load_start(struct manifests *m)
{
	struct load *l = &m->load;

	if (!m->loaded_once)
		put_good_first(l);

	l->job = (struct change_job){
		.fill = load_fill,
		.done = load_done,
		.silent = !m->loaded_once,
		.records = &l->records,
	};
	l->pos = 0;
	l->pass = 0;
	l->again = false;
	for (size_t i = 0; i < l->cnt; i++) {
		m->left_out_cnt -= l->v[i]->left_out;
		l->v[i]->excluded = false;
		l->v[i]->left_out = l->v[i]->unread = false;
		l->v[i]->fallback = FALLBACK_UNTRIED;
		faults_fini(&l->v[i]->faults);
	}
	m->loading = true;
	changes_push(m->config.changes, &l->job);
}
