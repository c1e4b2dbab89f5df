/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * The rest of a change: what packets need not wait for. Records and events are gathered for the
 * disk, and the change is freed; of a load of ten thousands of objects that takes seconds, so it is
 * done in slices, and the next change goes first.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "control/events.h"
#include "kube/model.h"
#include "state/state.h"

struct saver;
struct trim;

#define REST_SLICE_NS 200000u

/** Zeroed: nothing is left. */
struct rest {
	struct rest *next;           /* the queue's own */
	struct model_change *change; /* NULL: nothing is left */
	bool silent;                 /* makes no events */
	enum {
		REST_RECORDS,
		REST_EVENTS,
		REST_GATHERED,
		REST_KEPT, /* with the saver */
	} stage;
	struct state_batch batch;
	struct state_batch events;
	struct events_at at;
};

/**
 * Begin with a checked change.
 * @param records to be saved along, moved away; NULL: nothing
 */
void rest_begin(struct rest *r, struct model_change *change, bool silent,
		struct state_batch *records);

/** Gather until that time. @return whether there is more; else batch has it all */
bool rest_gather(struct rest *r, uint64_t until_ns);

/** Forget what was gathered of a change that is taken back. */
void rest_drop(struct rest *r);

/** Those of closed changes, oldest first: all is gathered before anything is freed. */
struct rests {
	struct rest *first, **last;
	struct rest *ungathered; /* the first of which there is more to gather */
	struct saver *saver;
	struct trim *trim;
};

void rests_init(struct rests *q, struct saver *saver, struct trim *trim);

/** Whether there is any. */
bool rests_any(const struct rests *q);

/** Whether the saver has all that is to be saved of them. */
bool rests_are_kept(const struct rests *q);

/** Go on for a slice: gather and hand to the saver, or free. @return whether there is more to do */
bool rests_turn(struct rests *q);

/** Do one, which is moved away, as far as a slice goes; what is then left waits for its turns. */
void rests_add(struct rests *q, struct rest *r);

/** Do all that is left at once. */
void rests_finish(struct rests *q);
