/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include "tables/shard_priv.h"

#include <math.h>

#include <rte_errno.h>

#define MARGIN_PERCENT 15 /* rte_hash begins to fail at about 97 % */

/* The mean, six deviations, and the margin. */
uint32_t
shard_entries(uint64_t keys, uint32_t shard_cnt)
{
	double mean = (double)keys / shard_cnt;
	double spread = shard_cnt > 1 ? 6 * sqrt(mean) : 0;

	return (uint32_t)((mean + spread) * (100 + MARGIN_PERCENT) / 100) + 64;
}

int
shard_create(const char *name, uint32_t key_bytes, uint32_t entries, rte_hash_function hash,
	     struct rte_hash **out)
{
	const struct rte_hash_parameters params = {
		.name = name,
		.entries = entries,
		.key_len = key_bytes,
		.hash_func = hash,
		.socket_id = SOCKET_ID_ANY,
		.extra_flag = RTE_HASH_EXTRA_FLAGS_RW_CONCURRENCY_LF,
	};

	*out = rte_hash_create(&params);
	return *out == NULL ? -rte_errno : 0;
}
