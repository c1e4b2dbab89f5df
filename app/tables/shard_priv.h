/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * Keys that all workers share, spread over shards: rte_hash tables whose readers wait for nobody
 * and whose writers take the shard's lock. The shard comes from the upper half of a key's 64-bit
 * hash, rte_hash gets the lower. A deleted key's position is freed after a grace period.
 */
#pragma once

#include <stdalign.h>
#include <stdint.h>

#include <rte_hash.h>
#include <rte_spinlock.h>

struct shard_lock {
	alignas(RTE_CACHE_LINE_SIZE) rte_spinlock_t lock;
};

/** Which of cnt shards (a power of two) a key is in. */
static inline uint32_t
shard_pick(uint64_t hash, uint32_t cnt)
{
	return (uint32_t)(hash >> 32) & (cnt - 1);
}

/** Room that each of shard_cnt shards needs, so that keys spread by chance find theirs. */
uint32_t shard_entries(uint64_t keys, uint32_t shard_cnt);

/**
 * Make a shard's table.
 * @param hash what rte_hash is to use where it is given no hash; NULL where it always is
 * @return 0 or -errno
 */
int shard_create(const char *name, uint32_t key_bytes, uint32_t entries, rte_hash_function hash,
		 struct rte_hash **out);
