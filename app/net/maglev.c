/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include "net/maglev.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "net/flowhash.h"

#define SLOT_FREE UINT16_MAX
_Static_assert(MAGLEV_ENDS_MAX <= UINT16_MAX, "an index is never the mark of a free slot");

/* One endpoint's walk over the slots. */
struct walker {
	uint32_t slot; /* next of its permutation */
	uint32_t step; /* 1..size-1 */
	uint16_t end_idx;
	struct ip_end end;
};

uint32_t
maglev_size(uint32_t end_cnt)
{
	static const struct {
		uint32_t end_max;
		uint32_t size;
	} ladder[] = {{0, 0}, {2, 251}, {10, 1021}, {40, 4093}, {163, 16381}, {655, 65521}};

	for (size_t i = 0; i < sizeof(ladder) / sizeof(ladder[0]); i++)
		if (end_cnt <= ladder[i].end_max)
			return ladder[i].size;
	return 131071;
}

static int
compare_walkers(const void *a, const void *b)
{
	const struct walker *x = a, *y = b;
	int order = memcmp(&x->end, &y->end, sizeof(x->end));

	return order != 0 ? order : (x->end_idx > y->end_idx) - (x->end_idx < y->end_idx);
}

static void
fill(struct walker *walkers, uint32_t cnt, uint16_t *table, uint32_t size)
{
	uint32_t filled = 0;

	memset(table, 0xff, size * sizeof(*table));
	for (;;) {
		for (struct walker *w = walkers; w < walkers + cnt; w++) {
			uint32_t slot;

			do {
				slot = w->slot;
				w->slot += w->step;
				if (w->slot >= size)
					w->slot -= size;
			} while (table[slot] != SLOT_FREE);
			table[slot] = w->end_idx;
			if (++filled == size)
				return;
		}
	}
}

int
maglev_build(const struct ip_end *ends, uint32_t end_cnt, uint16_t *table)
{
	uint32_t size = maglev_size(end_cnt);
	struct walker *walkers;

	if (end_cnt == 0 || end_cnt > MAGLEV_ENDS_MAX)
		return -EINVAL;
	walkers = calloc(end_cnt, sizeof(*walkers));
	if (walkers == NULL)
		return -ENOMEM;
	for (uint32_t i = 0; i < end_cnt; i++) {
		uint64_t hash = siphash13(&flowhash_fixed, &ends[i], sizeof(ends[i]));

		walkers[i] = (struct walker){
			.slot = (uint32_t)hash % size,
			.step = (uint32_t)(hash >> 32) % (size - 1) + 1,
			.end_idx = (uint16_t)i,
			.end = ends[i],
		};
	}
	qsort(walkers, end_cnt, sizeof(*walkers), compare_walkers);
	fill(walkers, end_cnt, table, size);
	free(walkers);
	return 0;
}
