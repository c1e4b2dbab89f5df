/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include "control/rest.h"

#include "control/saver.h"
#include "control/trim.h"

#include "base/clock.h"

#include <stdlib.h>

#define AT_ONCE   16    /* things between two looks at the clock */
#define BULKY_OPS 10000 /* much was loaded */

static int
record_add(void *arg, const struct model_record *r)
{
	if (r->text == NULL)
		state_batch_forget(arg, r->key);
	else
		state_batch_put(arg, r->key, r->text, r->len);
	return 0;
}

void
rest_begin(struct rest *r, struct model_change *change, bool silent, struct state_batch *records)
{
	*r = (struct rest){.change = change, .silent = silent};
	if (records != NULL)
		state_batch_join(&r->batch, records);
}

/* @return whether there is more of its kind */
static bool
gather_some(struct rest *r)
{
	int rc;

	if (r->stage == REST_EVENTS)
		return events_of_change(r->change, &r->at, AT_ONCE, &r->events);
	rc = model_change_records(r->change, AT_ONCE, record_add, &r->batch);
	r->batch.failed |= rc < 0;
	return rc > 0;
}

bool
rest_gather(struct rest *r, uint64_t until_ns)
{
	while (r->stage < REST_GATHERED) {
		if (!gather_some(r)) {
			r->stage = r->stage == REST_RECORDS && !r->silent ? REST_EVENTS
									  : REST_GATHERED;
			if (r->stage == REST_GATHERED)
				state_batch_join(&r->batch, &r->events);
		}
		if (r->stage < REST_GATHERED && clock_now_ns() >= until_ns)
			return true;
	}
	return false;
}

void
rest_drop(struct rest *r)
{
	state_batch_fini(&r->batch);
	state_batch_fini(&r->events);
	*r = (struct rest){0};
}

/* Those of closed changes --------------------------------------------------------------------- */

void
rests_init(struct rests *q, struct saver *saver, struct trim *trim)
{
	*q = (struct rests){.saver = saver, .trim = trim, .last = &q->first};
}

bool
rests_any(const struct rests *q)
{
	return q->first != NULL;
}

bool
rests_are_kept(const struct rests *q)
{
	return q->ungathered == NULL;
}

/* @return whether there is more to gather */
static bool
keep(struct rests *q, struct rest *r, uint64_t until_ns)
{
	if (r->stage == REST_KEPT)
		return false;
	if (rest_gather(r, until_ns))
		return true;
	if (r->batch.cnt > BULKY_OPS)
		trim_want(q->trim);
	saver_keep(q->saver, &r->batch);
	r->stage = REST_KEPT;
	return false;
}

/* @return whether its change is still there */
static bool
release(struct rest *r, uint64_t until_ns)
{
	while (model_change_release(r->change, AT_ONCE))
		if (clock_now_ns() >= until_ns)
			return true;
	return false;
}

static void
turn(struct rests *q, uint64_t until_ns)
{
	struct rest *r = q->first;

	if (q->ungathered != NULL) {
		if (!keep(q, q->ungathered, until_ns))
			q->ungathered = q->ungathered->next;
	} else if (r != NULL && !release(r, until_ns)) {
		q->first = r->next;
		if (q->first == NULL)
			q->last = &q->first;
		free(r);
	}
}

bool
rests_turn(struct rests *q)
{
	turn(q, clock_now_ns() + REST_SLICE_NS);
	trim_put_off(q->trim);
	return q->first != NULL;
}

/* Behind others, which come nearer to their end with each that is added. */
static void
append(struct rests *q, struct rest *r)
{
	struct rest *copy = malloc(sizeof(*copy));

	if (copy != NULL) {
		*copy = *r;
		*q->last = copy;
		q->last = &copy->next;
		if (q->ungathered == NULL && copy->stage != REST_KEPT)
			q->ungathered = copy;
		rests_turn(q);
		return;
	}
	rests_finish(q); /* there is no place to wait */
	keep(q, r, UINT64_MAX);
	release(r, UINT64_MAX);
}

void
rests_add(struct rests *q, struct rest *r)
{
	uint64_t until_ns = clock_now_ns() + REST_SLICE_NS;

	if (q->first != NULL || keep(q, r, until_ns) || release(r, until_ns))
		append(q, r);
	*r = (struct rest){0};
}

void
rests_finish(struct rests *q)
{
	while (q->first != NULL)
		turn(q, UINT64_MAX);
}
