/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * The lowest free address of each range of the pools, without a walk over those that are taken: a
 * range has a next address to try, below which nothing is free except what was noted since. All
 * that ends a hold notes it, be it taken back; what is noted may be held again by then, so it is
 * looked at before it is given. When too much is noted, the range is tried again from the lowest of
 * it.
 */
#include "kube/alloc_priv.h"

#include <errno.h>
#include <stdlib.h>

#define NOTED_MAX 32

struct vacant {
	const struct board_range *range;
	struct ip_addr next;
	bool used_up;                    /* next is past the end */
	struct ip_addr noted[NOTED_MAX]; /* below next, each once */
	size_t noted_cnt;
};

int
vacant_start(struct model *m)
{
	const struct board_spec *b = &m->board->spec;
	size_t cnt = 0;

	for (size_t p = 0; p < b->pools.cnt; p++)
		cnt += b->pools.v[p].ranges.cnt;
	m->vacant = calloc(cnt + 1, sizeof(*m->vacant));
	if (m->vacant == NULL)
		return -ENOMEM;
	for (size_t p = 0; p < b->pools.cnt; p++) {
		for (size_t k = 0; k < b->pools.v[p].ranges.cnt; k++) {
			struct vacant *v = &m->vacant[m->vacant_cnt++];

			v->range = &b->pools.v[p].ranges.v[k];
			v->next = v->range->first;
		}
	}
	return 0;
}

static size_t
lowest(const struct vacant *v)
{
	size_t best = 0;

	for (size_t i = 1; i < v->noted_cnt; i++)
		if (addr_compare(&v->noted[i], &v->noted[best]) < 0)
			best = i;
	return best;
}

static void
note(struct vacant *v, const struct ip_addr *a)
{
	if (!v->used_up && addr_compare(a, &v->next) >= 0)
		return;
	for (size_t i = 0; i < v->noted_cnt; i++)
		if (addr_equal(&v->noted[i], a))
			return;
	if (v->noted_cnt < NOTED_MAX) {
		v->noted[v->noted_cnt++] = *a;
		return;
	}
	v->next = v->noted[lowest(v)];
	if (addr_compare(a, &v->next) < 0)
		v->next = *a;
	v->used_up = false;
	v->noted_cnt = 0;
}

void
vacant_note(struct model *m, const char *addr)
{
	struct ip_addr a;

	if (m->vacant_cnt == 0 || addr_parse(&a, addr) != 0)
		return;
	for (size_t i = 0; i < m->vacant_cnt; i++) {
		struct vacant *v = &m->vacant[i];

		if (addr_compare(&v->range->first, &a) <= 0 &&
		    addr_compare(&a, &v->range->last) <= 0)
			note(v, &a);
	}
}

static bool
is_vacant(const struct model *m, const struct ip_addr *a)
{
	char what[WHAT_BYTES], whose[600];

	alloc_what_ip(a, what);
	return map_find(&m->taken, what) == NULL && store_sharer(m, a, NULL) == NULL &&
	       !guard_is_host(m, a, whose, sizeof(whose));
}

static bool
find(const struct model *m, struct vacant *v, struct ip_addr *out)
{
	while (v->noted_cnt > 0) {
		size_t i = lowest(v);

		*out = v->noted[i];
		if (is_vacant(m, out))
			return true;
		v->noted[i] = v->noted[--v->noted_cnt];
	}
	while (!v->used_up) {
		*out = v->next;
		if (is_vacant(m, out))
			return true;
		v->used_up = addr_equal(&v->next, &v->range->last) ||
			     addr_add(&v->next, 1, &v->next) != 0;
	}
	return false;
}

bool
vacant_find(struct model *m, enum family f, struct ip_addr *out)
{
	for (size_t i = 0; i < m->vacant_cnt; i++)
		if (addr_is_v4(&m->vacant[i].range->first) == (f == FAMILY_V4) &&
		    find(m, &m->vacant[i], out))
			return true;
	return false;
}
