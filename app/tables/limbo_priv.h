/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * Limbo: what workers may still be reading, in the order in which it was taken out of their sight.
 * A thing (pointer or index) comes out once every worker has passed a quiescent state since it went
 * in. Nothing here waits. One thread owns a limbo.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct rte_rcu_qsbr;

struct limbo_item {
	uint64_t token;
	uintptr_t what;
};

struct limbo {
	struct rte_rcu_qsbr *qsbr;
	struct limbo_item *v;
	uint32_t slots; /* power of two */
	uint32_t head;  /* next to come out; head and tail run free */
	uint32_t tail;
};

/** @param max things that always find room, > 0 @return 0 or -ENOMEM */
int limbo_init(struct limbo *l, struct rte_rcu_qsbr *qsbr, uint32_t max);

/** Free the limbo; what is still in it is the caller's: see limbo_drain. */
void limbo_fini(struct limbo *l);

/** Make room for n more than there are. @return 0 or -ENOMEM */
int limbo_reserve(struct limbo *l, uint32_t n);

/** May a thing be put in without limbo_reserve()? */
static inline bool
limbo_has_room(const struct limbo *l)
{
	return l->tail - l->head < l->slots;
}

/** Put in a thing that no reader can newly find. There must be room. */
void limbo_put(struct limbo *l, uintptr_t what);

/** Take out the oldest thing, if no reader can still hold it. */
bool limbo_take(struct limbo *l, uintptr_t *what);

/** Take out the oldest thing whoever reads: only when all readers have ended. */
bool limbo_drain(struct limbo *l, uintptr_t *what);
