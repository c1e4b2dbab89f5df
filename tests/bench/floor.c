/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include "bench/floor.h"

#include <stdio.h>
#include <stdlib.h>

#include <rte_cycles.h>
#include <rte_hash.h>
#include <rte_malloc.h>
#include <rte_prefetch.h>
#include <rte_spinlock.h>

#define OBJECT_BYTES 192u /* as a flow's */

struct floor {
	struct rte_hash *hash;
	uint8_t *objects;
	rte_spinlock_t lock;
};

struct floor *
floor_create(uint32_t flow_max)
{
	struct rte_hash_parameters params = {
		.name = "floor",
		.entries = (uint32_t)(flow_max * 2.0 * 1.15) + 64,
		.key_len = sizeof(struct flow_key4),
		.socket_id = SOCKET_ID_ANY,
		.extra_flag = RTE_HASH_EXTRA_FLAGS_RW_CONCURRENCY_LF,
	};
	struct floor *fl = calloc(1, sizeof(*fl));

	if (fl == NULL)
		return NULL;
	rte_spinlock_init(&fl->lock);
	fl->hash = rte_hash_create(&params);
	fl->objects = rte_zmalloc("floor", (size_t)flow_max * OBJECT_BYTES, RTE_CACHE_LINE_SIZE);
	if (fl->hash == NULL || fl->objects == NULL) {
		floor_destroy(fl);
		return NULL;
	}
	return fl;
}

void
floor_destroy(struct floor *fl)
{
	rte_hash_free(fl->hash);
	rte_free(fl->objects);
	free(fl);
}

double
floor_insert(struct floor *fl, const struct bench_flow *flows, uint32_t flow_cnt)
{
	uint64_t begin = rte_rdtsc_precise();

	for (uint32_t i = 0; i < flow_cnt; i++) {
		rte_spinlock_lock(&fl->lock);
		for (uint32_t dir = 0; dir < 2; dir++)
			if (rte_hash_add_key_with_hash_data(
				    fl->hash, &flows[i].key[dir], (hash_sig_t)flows[i].hash[dir],
				    fl->objects + (size_t)i * OBJECT_BYTES + 64 * dir) != 0) {
				fprintf(stderr, "rte_hash refuses flow %u\n", i);
				exit(EXIT_FAILURE);
			}
		rte_spinlock_unlock(&fl->lock);
	}
	return (double)(rte_rdtsc_precise() - begin) / flow_cnt;
}

void
floor_remove(struct floor *fl, const struct bench_flow *flows, uint32_t flow_cnt)
{
	for (uint32_t i = 0; i < flow_cnt; i++)
		for (uint32_t dir = 0; dir < 2; dir++)
			rte_hash_free_key_with_position(
				fl->hash,
				rte_hash_del_key_with_hash(fl->hash, &flows[i].key[dir],
							   (hash_sig_t)flows[i].hash[dir]));
}

double
floor_lookup(struct floor *fl, const struct bench_flow *flows, const uint32_t *order,
	     uint32_t packet_cnt)
{
	uint64_t begin = rte_rdtsc_precise();

	for (uint32_t at = 0; at < packet_cnt; at += FLOWTAB_BURST_MAX) {
		const void *keys[FLOWTAB_BURST_MAX];
		hash_sig_t sigs[FLOWTAB_BURST_MAX];
		void *found[FLOWTAB_BURST_MAX];
		uint64_t hits;

		for (uint32_t i = 0; i < FLOWTAB_BURST_MAX; i++) {
			const struct bench_flow *f = &flows[order[at + i] >> 1];

			keys[i] = &f->key[order[at + i] & 1];
			sigs[i] = (hash_sig_t)f->hash[order[at + i] & 1];
		}
		rte_hash_lookup_with_hash_bulk_data(fl->hash, keys, sigs, FLOWTAB_BURST_MAX, &hits,
						    found);
		if (hits != UINT32_MAX) {
			fprintf(stderr, "rte_hash lost a key\n");
			exit(EXIT_FAILURE);
		}
		for (uint32_t i = 0; i < FLOWTAB_BURST_MAX; i++)
			rte_prefetch0(found[i]);
		for (uint32_t i = 0; i < FLOWTAB_BURST_MAX; i++)
			++*(uint32_t *)found[i];
	}
	return (double)(rte_rdtsc_precise() - begin) / packet_cnt;
}
