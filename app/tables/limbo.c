/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include "tables/limbo_priv.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>

#include <rte_common.h>
#include <rte_rcu_qsbr.h>

int
limbo_init(struct limbo *l, struct rte_rcu_qsbr *qsbr, uint32_t max)
{
	*l = (struct limbo){.qsbr = qsbr, .slots = rte_align32pow2(max)};
	l->v = calloc(l->slots, sizeof(*l->v));
	return l->v == NULL ? -ENOMEM : 0;
}

void
limbo_fini(struct limbo *l)
{
	free(l->v);
	*l = (struct limbo){0};
}

int
limbo_reserve(struct limbo *l, uint32_t n)
{
	uint32_t cnt = l->tail - l->head;
	struct limbo_item *v;
	uint32_t slots;

	if (n <= l->slots - cnt)
		return 0;
	slots = rte_align32pow2(cnt + n);
	v = calloc(slots, sizeof(*v));
	if (v == NULL)
		return -ENOMEM;
	for (uint32_t i = 0; i < cnt; i++)
		v[i] = l->v[(l->head + i) & (l->slots - 1)];
	free(l->v);
	l->v = v;
	l->slots = slots;
	l->head = 0;
	l->tail = cnt;
	return 0;
}

void
limbo_put(struct limbo *l, uintptr_t what)
{
	assert(l->tail - l->head < l->slots);
	l->v[l->tail++ & (l->slots - 1)] = (struct limbo_item){
		.token = rte_rcu_qsbr_start(l->qsbr),
		.what = what,
	};
}

bool
limbo_take(struct limbo *l, uintptr_t *what)
{
	if (l->head == l->tail)
		return false;
	if (rte_rcu_qsbr_check(l->qsbr, l->v[l->head & (l->slots - 1)].token, false) != 1)
		return false;
	return limbo_drain(l, what);
}

bool
limbo_drain(struct limbo *l, uintptr_t *what)
{
	if (l->head == l->tail)
		return false;
	*what = l->v[l->head++ & (l->slots - 1)].what;
	return true;
}
