/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * The queue of changes: each is taken through the same steps, one at a time, and is accepted or
 * refused as a whole. Requests that wait behind one another share a change, and with it the way to
 * the forwarder and the disk, as long as nothing is wrong and no two change the same object: else
 * each has its own, as if it had come alone.
 *
 *	fill     objects are put into an open change of the model, in slices of the loop
 *	check    joined, allocated, compiled; errors end it here
 *	install  PREPARE and COMMIT to the forwarder; its refusal ends it here. Passed over while
 *	         the forwarder is away: a full change follows when it is back
 *	save     records and events to the disk, on a thread beside the loop (saver.h)
 *	done     the asker is told, then the model commits
 *	rest     what it held is freed, in slices of the loop (rest.h)
 *
 * Where saving fails a durable change is taken back, from the forwarder too. Another does not wait
 * for the disk: it stays in force, and what it had to save, which is gathered in the same slices
 * after it is done, is tried until it is. The next change goes before such slices, up to where it
 * is to be saved itself: what is on the disk has the order of the changes.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include <uv.h>

#include "base/fault.h"
#include "control/installer.h"
#include "kube/model.h"
#include "state/state.h"

struct changes;
struct change_job;

struct change_outcome {
	int error;                         /* 0: accepted */
	bool installed;                    /* the forwarder has it */
	const struct faults *faults;       /* all that was found */
	const struct model_change *change; /* its results may be read; NULL when it never began */
};

struct change_job {
	struct change_job *next; /* the queue's own */
	bool dry;                /* fill and check, then take it back */
	bool local;              /* not for the forwarder: more has to be loaded first */
	bool full;               /* send everything, whether or not anything differs */
	bool durable;            /* refused when it cannot be saved */
	bool silent;             /* makes no events */
	bool alone;              /* shares its change with no other; the queue's own */
	/** To be saved along with the change, which moves it away; NULL: nothing. */
	struct state_batch *records;
	/**
	 * Put objects. NULL: nothing is put.
	 * @return 1: call again, there is more; 0: all is put; -errno: refused, faults say why
	 */
	int (*fill)(struct change_job *job, struct model_change *change, struct faults *faults);
	/** The end; the job is its owner's again. */
	void (*done)(struct change_job *job, const struct change_outcome *outcome);
};

struct changes_config {
	uv_loop_t *loop;
	struct model *model;
	struct installer *installer;
	struct state *state;
	void *arg;
	/** A change is in force and will be committed; the asker has not been told yet. */
	void (*committing)(void *arg, const struct model_change *change);
	/** A change has been committed, or taken back: what readers saw of it may be gone. */
	void (*ended)(void *arg);
	/** Nothing is being written to the disk any more. */
	void (*saved)(void *arg);
};

/** @return 0 or -ENOMEM */
int changes_create(const struct changes_config *config, struct changes **out);

/** Whether something is being written to the disk, or gathered for it: then let the loop run before
 * changes_destroy(). */
bool changes_is_saving(const struct changes *c);

/** Whether all that changed is on the disk. */
bool changes_is_saved(const struct changes *c);

/** End: jobs that wait are done with -ECANCELED. The loop must run on until its handles closed. */
void changes_destroy(struct changes *c);

/** Queue a job, last or next. */
void changes_push(struct changes *c, struct change_job *job);
void changes_push_next(struct changes *c, struct change_job *job);

/** All that stands at the start has been loaded: from now on the forwarder gets full states. */
void changes_loaded(struct changes *c);

/** The forwarder is up anew, or out of step: send it everything, as soon as all is loaded. */
void changes_replay(struct changes *c);

/** Save what belongs to no change: a batch, which is moved away. */
void changes_keep(struct changes *c, struct state_batch *batch);

/** What cannot be saved, as a sentence; "" when all is. */
const char *changes_save_problem(const struct changes *c);

/** Why the forwarder refused the last full state, as a sentence; "" when it did not. */
const char *changes_replay_problem(const struct changes *c);
