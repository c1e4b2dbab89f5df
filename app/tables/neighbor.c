/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * Neighbours: (port, address) to an index, and one word per index that holds MAC and port, so that
 * a reader sees both of one moment without a lock.
 */
#include "tables/fib_priv.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <rte_hash.h>
#include <rte_malloc.h>

/* rte_hash takes its last keys with luck only. */
#define NEIGHBOR_SLOTS (FIB_NEIGHBOR_MAX + FIB_NEIGHBOR_MAX / 6)

static struct neighbor_key
neighbor_key(uint16_t port, const struct ip_addr *addr)
{
	struct neighbor_key key = {.port = port};

	memcpy(key.addr, addr->b, sizeof(key.addr));
	return key;
}

static uint64_t
neighbor_word(uint16_t port, const struct rte_ether_addr *mac)
{
	uint64_t word = (uint64_t)port << 48;

	for (int i = 0; i < RTE_ETHER_ADDR_LEN; i++)
		word |= (uint64_t)mac->addr_bytes[i] << (8 * i);
	return word;
}

int
neighbors_init(struct neighbors *n, struct rte_rcu_qsbr *qsbr, uint32_t *epoch)
{
	n->epoch = epoch;
	n->by_key = fib_hash_create("neighbor", NEIGHBOR_SLOTS, sizeof(struct neighbor_key));
	n->words = rte_zmalloc("neighbors", NEIGHBOR_SLOTS * sizeof(*n->words), 64);
	n->stamps = calloc(NEIGHBOR_SLOTS, sizeof(*n->stamps));
	if (n->by_key == NULL || n->words == NULL || n->stamps == NULL)
		return -ENOMEM;
	return limbo_init(&n->limbo, qsbr, NEIGHBOR_SLOTS);
}

void
neighbors_fini(struct neighbors *n)
{
	limbo_fini(&n->limbo);
	free(n->stamps);
	rte_free(n->words);
	rte_hash_free(n->by_key);
}

uint32_t
neighbors_find(const struct neighbors *n, uint16_t port, const struct ip_addr *addr)
{
	struct neighbor_key key = neighbor_key(port, addr);
	int32_t pos = rte_hash_lookup(n->by_key, &key);

	return pos < 0 ? UINT32_MAX : (uint32_t)pos;
}

int
neighbors_set(struct neighbors *n, uint16_t port, const struct ip_addr *addr,
	      const struct rte_ether_addr *mac, uint32_t stamp)
{
	struct neighbor_key key = neighbor_key(port, addr);
	uint64_t word = neighbor_word(port, mac);
	int32_t pos = rte_hash_lookup(n->by_key, &key);

	if (pos < 0) {
		if (n->cnt == FIB_NEIGHBOR_MAX)
			return -ENOSPC;
		pos = rte_hash_add_key(n->by_key, &key);
		if (pos < 0)
			return -ENOSPC;
		n->cnt++;
	}
	n->stamps[pos] = stamp;
	if (n->words[pos] == word)
		return 0;
	__atomic_store_n(&n->words[pos], word, __ATOMIC_RELAXED);
	fib_epoch_count(n->epoch);
	return 0;
}

/* The epoch first: a reader that begins after the grace period did shall not remember the index. */
static void
neighbor_forget(struct neighbors *n, const struct neighbor_key *key, int32_t pos)
{
	__atomic_store_n(&n->words[pos], 0, __ATOMIC_RELAXED);
	rte_hash_del_key(n->by_key, key);
	n->cnt--;
	fib_epoch_count(n->epoch);
	limbo_put(&n->limbo, (uintptr_t)pos);
}

void
neighbors_remove(struct neighbors *n, uint16_t port, const struct ip_addr *addr)
{
	struct neighbor_key key = neighbor_key(port, addr);
	int32_t pos = rte_hash_lookup(n->by_key, &key);

	if (pos >= 0)
		neighbor_forget(n, &key, pos);
}

void
neighbors_sweep(struct neighbors *n, uint32_t stamp)
{
	uint32_t next = 0;
	const void *at;
	void *data;
	int32_t pos;

	while ((pos = rte_hash_iterate(n->by_key, &at, &data, &next)) >= 0) {
		struct neighbor_key key;

		if (n->stamps[pos] == stamp)
			continue;
		memcpy(&key, at, sizeof(key));
		neighbor_forget(n, &key, pos);
	}
}

void
neighbors_reclaim(struct neighbors *n)
{
	uintptr_t pos;

	while (limbo_take(&n->limbo, &pos))
		rte_hash_free_key_with_position(n->by_key, (int32_t)pos);
}
