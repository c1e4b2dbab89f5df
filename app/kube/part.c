/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * Parts of a change: requests of several askers, put one after the other, checked and committed
 * together. Each has its own faults and results, and may name what another has named; what two of
 * them change is a clash, and the later one is taken back to its begin.
 */
#include "kube/model_priv.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static void
open_part(struct model_change *c)
{
	c->parts[c->part_cnt++] =
		(struct part){.step = c->step_cnt, .result = c->result_cnt, .dirty = c->dirty_cnt};
}

int
model_change_part(struct model_change *c, struct faults *faults)
{
	if (c->part_cnt == 0) /* what has been put so far is the first */
		c->parts[c->part_cnt++] = (struct part){.result = c->silent};
	if (c->part_cnt == MODEL_PART_MAX)
		return -ENOSPC;
	for (size_t i = c->parts[c->part_cnt - 1].step; i < c->step_cnt; i++)
		if (map_set(&c->parted, c->steps[i].key, c, NULL) < 0)
			return -ENOMEM;
	map_fini(&c->put);
	map_fini(&c->along);
	open_part(c);
	change_tell_faults(c, faults);
	return 0;
}

bool
model_change_part_clashes(const struct model_change *c)
{
	for (size_t i = c->parts[c->part_cnt - 1].step; i < c->step_cnt; i++)
		if (map_find(&c->parted, c->steps[i].key) != NULL)
			return true;
	return false;
}

void
model_change_part_undo(struct model_change *c)
{
	const struct part p = c->parts[--c->part_cnt];

	while (c->dirty_cnt > p.dirty) {
		struct svc *s = c->dirty[--c->dirty_cnt];

		s->dirty = s->respecified = s->restated = false;
	}
	map_fini(&c->put);
	map_fini(&c->along);
	store_undo(c, p.step);
	while (c->result_cnt > p.result)
		result_fini(&c->results[--c->result_cnt]);
}

void
model_change_part_end(struct model_change *c, struct faults *faults)
{
	change_tell_faults(c, faults);
}

void
model_change_part_show(struct model_change *c, size_t part)
{
	c->shown = part + 1;
}

int
model_change_part_of(const struct model_change *c, const char *key)
{
	size_t end = c->step_cnt;

	for (size_t p = c->part_cnt; p > 0; end = c->parts[--p].step)
		for (size_t i = c->parts[p - 1].step; i < end; i++)
			if (c->steps[i].kind == STEP_OBJECT && strcmp(c->steps[i].key, key) == 0)
				return (int)(p - 1);
	return -ENOENT;
}

void
part_results(const struct model_change *c, size_t *first, size_t *end)
{
	*first = c->shown == 0 ? c->silent : c->parts[c->shown - 1].result;
	*end = c->shown == 0 || c->shown == c->part_cnt ? c->result_cnt : c->parts[c->shown].result;
}
