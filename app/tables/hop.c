/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * Hops: immutable while any route names them, shared by all routes with the same content, given to
 * another content only after a grace period.
 */
#include "tables/fib_priv.h"

#include <errno.h>
#include <stdlib.h>

#include <rte_hash.h>
#include <rte_malloc.h>

_Static_assert(sizeof(struct fib_hop) == 24, "a hop is a key: no padding");

int
fib_hops_init(struct fib_hops *h, struct rte_rcu_qsbr *qsbr)
{
	h->v = rte_zmalloc("hops", FIB_HOP_MAX * sizeof(*h->v), 64);
	h->by_hop = fib_hash_create("hop", FIB_HOP_MAX + FIB_HOP_MAX / 6, sizeof(struct fib_hop));
	h->refs = calloc(FIB_HOP_MAX, sizeof(*h->refs));
	h->free = calloc(FIB_HOP_MAX, sizeof(*h->free));
	if (h->v == NULL || h->by_hop == NULL || h->refs == NULL || h->free == NULL)
		return -ENOMEM;
	for (uint32_t i = FIB_HOP_MAX - 1; i > 0; i--)
		h->free[h->free_cnt++] = i;
	return limbo_init(&h->limbo, qsbr, 2 * FIB_HOP_MAX);
}

void
fib_hops_fini(struct fib_hops *h)
{
	limbo_fini(&h->limbo);
	free(h->free);
	free(h->refs);
	rte_hash_free(h->by_hop);
	rte_free(h->v);
}

int
fib_hop_take(struct fib_hops *h, const struct fib_hop *hop, uint32_t *idx)
{
	void *data;

	if (rte_hash_lookup_data(h->by_hop, hop, &data) >= 0) {
		*idx = (uint32_t)(uintptr_t)data;
		h->refs[*idx]++;
		return 0;
	}
	fib_hops_reclaim(h);
	if (h->free_cnt == 0)
		return -ENOSPC;
	*idx = h->free[h->free_cnt - 1];
	if (rte_hash_add_key_data(h->by_hop, hop, (void *)(uintptr_t)*idx) != 0)
		return -ENOSPC;
	h->free_cnt--;
	h->v[*idx] = *hop;
	h->refs[*idx] = 1;
	return 0;
}

void
fib_hop_drop(struct fib_hops *h, uint32_t idx)
{
	int32_t pos;

	if (--h->refs[idx] != 0)
		return;
	pos = rte_hash_del_key(h->by_hop, &h->v[idx]);
	/* no worker reads this table */
	rte_hash_free_key_with_position(h->by_hop, pos);
	limbo_put(&h->limbo, idx);
}

void
fib_hops_reclaim(struct fib_hops *h)
{
	uintptr_t idx;

	while (limbo_take(&h->limbo, &idx))
		h->free[h->free_cnt++] = (uint32_t)idx;
}
