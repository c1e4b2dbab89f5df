/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * Keys of flows in their shards. A key's data is the handle of its flow and direction.
 *
 * Writers hold the lock of the key's shard and look up before they add, as rte_hash overwrites the
 * data of a present key. A key may name a dead flow for a moment: whoever needs the key then
 * overwrites the data, and the dead flow's remover, which deletes a key only while it names that
 * flow, leaves it. The position of a deleted key is freed after a grace period.
 *
 * A killer makes the generation even before it takes a shard's lock; an inserter looks at the
 * generation under the lock. So of the two the later one always sees the other, and no key of a
 * dead flow stays behind.
 */
#include "tables/flowtab_priv.h"
#include "tables/counters.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <rte_malloc.h>
#include <rte_prefetch.h>

static uint32_t
shard_of(const struct flow_class *class, uint64_t hash)
{
	return shard_pick(hash, class->shard_cnt);
}

int
flowkeys_class_init(struct flow_class *class, const char *name, uint32_t flow_max,
		    uint32_t worker_cnt)
{
	char shard_name[RTE_HASH_NAMESIZE];
	uint32_t entries;
	int err;

	class->shard_cnt = rte_align32pow2(worker_cnt);
	class->lock = rte_zmalloc("flow locks", class->shard_cnt * sizeof(*class->lock),
				  RTE_CACHE_LINE_SIZE);
	if (class->lock == NULL)
		return -ENOMEM;
	entries = shard_entries(2 * (uint64_t)flow_max, class->shard_cnt); /* two keys a flow */
	for (uint32_t i = 0; i < class->shard_cnt; i++) {
		rte_spinlock_init(&class->lock[i].lock);
		snprintf(shard_name, sizeof(shard_name), "%s-%u", name, i);
		err = shard_create(shard_name, class->layout.key_bytes, entries, NULL,
				   &class->shard[i]);
		if (err != 0)
			return err;
	}
	return 0;
}

void
flowkeys_class_fini(struct flow_class *class)
{
	for (uint32_t i = 0; i < class->shard_cnt; i++)
		rte_hash_free(class->shard[i]);
	rte_free(class->lock);
}

/* Look up keys of one shard in bulk. */
static void
shard_find(const struct rte_hash *shard, const void **keys, hash_sig_t *sigs, unsigned int n,
	   flow_handle_t *handles)
{
	void *data[FLOWTAB_BURST_MAX];
	uint64_t hits = 0;

	rte_hash_lookup_with_hash_bulk_data(shard, keys, sigs, n, &hits, data);
	for (unsigned int i = 0; i < n; i++)
		handles[i] = hits >> i & 1 ? (uintptr_t)data[i] : FLOW_HANDLE_NONE;
}

/* Look up a burst shard by shard. */
static void
find_sharded(const struct flow_class *class, const void *const *keys, const uint64_t *hashes,
	     unsigned int n, flow_handle_t *handles)
{
	const void *group_keys[FLOWTAB_BURST_MAX];
	hash_sig_t sigs[FLOWTAB_BURST_MAX];
	flow_handle_t found[FLOWTAB_BURST_MAX];
	uint8_t member[FLOWTAB_BURST_MAX];
	uint32_t todo = UINT32_MAX >> (FLOWTAB_BURST_MAX - n);

	while (todo != 0) {
		uint32_t shard = shard_of(class, hashes[__builtin_ctz(todo)]);
		unsigned int cnt = 0;

		for (uint32_t left = todo; left != 0; left &= left - 1) {
			unsigned int i = __builtin_ctz(left);

			if (shard_of(class, hashes[i]) != shard)
				continue;
			todo &= ~(1u << i);
			member[cnt] = i;
			group_keys[cnt] = keys[i];
			sigs[cnt++] = (hash_sig_t)hashes[i];
		}
		shard_find(class->shard[shard], group_keys, sigs, cnt, found);
		for (unsigned int i = 0; i < cnt; i++)
			handles[member[i]] = found[i];
	}
}

void
flowkeys_find_burst(const struct flow_class *class, const void *const *keys, const uint64_t *hashes,
		    unsigned int n, flow_handle_t *handles)
{
	if (n == 0)
		return;
	if (class->shard_cnt == 1) {
		hash_sig_t sigs[FLOWTAB_BURST_MAX];

		for (unsigned int i = 0; i < n; i++)
			sigs[i] = (hash_sig_t)hashes[i];
		/* rte_hash leaves the array of keys as it is */
		shard_find(class->shard[0], (const void **)(uintptr_t)keys, sigs, n, handles);
	} else {
		find_sharded(class, keys, hashes, n, handles);
	}
	for (unsigned int i = 0; i < n; i++)
		rte_prefetch0(flow_line(class, flow_handle_slot(handles[i]),
					flow_handle_dir(handles[i])));
}

static flow_handle_t
key_get(const struct flow_class *class, const void *key, uint64_t hash)
{
	void *data;

	if (rte_hash_lookup_with_hash_data(class->shard[shard_of(class, hash)], key,
					   (hash_sig_t)hash, &data) < 0)
		return FLOW_HANDLE_NONE;
	return (uintptr_t)data;
}

flow_handle_t
flowkeys_find_live(const struct flow_class *class, const void *key, uint64_t hash)
{
	flow_handle_t h = key_get(class, key, hash);

	return h != FLOW_HANDLE_NONE && flowkeys_is_live(class, h) ? h : FLOW_HANDLE_NONE;
}

/* Make a key name a flow, whatever it named before. Under the shard's lock. */
static bool
key_set(const struct flow_class *class, const void *key, uint64_t hash, flow_handle_t h)
{
	return rte_hash_add_key_with_hash_data(class->shard[shard_of(class, hash)], key,
					       (hash_sig_t)hash, (void *)(uintptr_t)h) == 0;
}

static void
shard_lock(const struct flow_class *class, uint64_t hash)
{
	rte_spinlock_lock(&class->lock[shard_of(class, hash)].lock);
}

static void
shard_unlock(const struct flow_class *class, uint64_t hash)
{
	rte_spinlock_unlock(&class->lock[shard_of(class, hash)].lock);
}

/* Delete a key if it still names the flow. @return its position, negative when there is none */
static int32_t
key_take_out(const struct flow_class *class, uint64_t hash, flow_handle_t h)
{
	const void *key = flow_key(class, flow_handle_slot(h), flow_handle_dir(h));
	int32_t pos = -ENOENT;

	shard_lock(class, hash);
	if (key_get(class, key, hash) == h)
		pos = rte_hash_del_key_with_hash(class->shard[shard_of(class, hash)], key,
						 (hash_sig_t)hash);
	shard_unlock(class, hash);
	return pos;
}

static void
gen_store(const struct flow_class *class, uint32_t slot, uint32_t gen)
{
	__atomic_store_n(&flow_line(class, slot, FLOW_REPLY)->gen, gen, __ATOMIC_RELEASE);
	__atomic_store_n(&flow_line(class, slot, FLOW_ORIGINAL)->gen, gen, __ATOMIC_RELEASE);
}

static void
count_end(const struct flow_slab *slab, uint32_t slot)
{
	uint32_t service_idx = flow_line(slab->class, slot, FLOW_ORIGINAL)->service_idx;

	if (slab->services != NULL && service_idx != UINT32_MAX)
		counter_add(&slab->services[service_idx].ended_flows, 1);
}

/* @param counts one that the callers of flowtab_add*() counted as begun */
static bool
end(struct flow_slab *slab, flow_handle_t h, bool counts)
{
	const struct flow_class *class = slab->class;
	uint32_t slot = flow_handle_slot(h), gen = flow_handle_gen(h), live = gen;
	struct flow_cold *cold = flow_cold(class, slot);
	uint64_t hash[2];
	int32_t pos[2];

	/* the original line's generation decides who ends the flow */
	if (!__atomic_compare_exchange_n(&flow_line(class, slot, FLOW_ORIGINAL)->gen, &live,
					 gen + 1, false, __ATOMIC_ACQ_REL, __ATOMIC_RELAXED))
		return false;
	__atomic_store_n(&flow_line(class, slot, FLOW_REPLY)->gen, gen + 1, __ATOMIC_RELEASE);
	if (counts)
		count_end(slab, slot);
	memcpy(hash, cold->hash, sizeof(hash));
	for (enum flow_dir dir = FLOW_ORIGINAL; dir <= FLOW_REPLY; dir++)
		pos[dir] = key_take_out(class, hash[dir], flow_handle(slot, gen, dir));
	/* from here on in the place of the hashes */
	for (enum flow_dir dir = FLOW_ORIGINAL; dir <= FLOW_REPLY; dir++) {
		cold->dead.shard[dir] = (uint8_t)shard_of(class, hash[dir]);
		cold->dead.pos[dir] = pos[dir];
	}
	if (cold->worker == slab->worker)
		flowage_gather(slab, slot);
	else
		flowage_send(class->slab[cold->worker], slot);
	return true;
}

bool
flowkeys_kill(struct flow_slab *slab, flow_handle_t h)
{
	return end(slab, h, true);
}

void
flowkeys_release(struct flow_class *class, uint32_t slot)
{
	const struct flow_cold *cold = flow_cold(class, slot);

	for (enum flow_dir dir = FLOW_ORIGINAL; dir <= FLOW_REPLY; dir++) {
		uint32_t shard = cold->dead.shard[dir];

		if (cold->dead.pos[dir] < 0)
			continue;
		rte_spinlock_lock(&class->lock[shard].lock);
		rte_hash_free_key_with_position(class->shard[shard], cold->dead.pos[dir]);
		rte_spinlock_unlock(&class->lock[shard].lock);
	}
}

/* The reply key goes in first: it is what tells two flows of one original key apart. */
static enum flow_add
insert_reply(const struct flow_class *class, uint32_t slot, uint32_t gen, flow_handle_t *out)
{
	uint64_t hash = flow_cold(class, slot)->hash[FLOW_REPLY];
	const void *key = flow_key(class, slot, FLOW_REPLY);
	enum flow_add answer = FLOW_ADDED;
	flow_handle_t held;

	shard_lock(class, hash);
	held = flowkeys_find_live(class, key, hash);
	if (held != FLOW_HANDLE_NONE) {
		bool same =
			memcmp(flow_key(class, flow_handle_slot(held), FLOW_ORIGINAL),
			       flow_key(class, slot, FLOW_ORIGINAL), class->layout.key_bytes) == 0;

		answer = same ? FLOW_EXISTS : FLOW_REPLY_TAKEN;
		*out = held & ~(flow_handle_t)FLOW_REPLY;
	} else {
		gen_store(class, slot, gen);
		if (!key_set(class, key, hash, flow_handle(slot, gen, FLOW_REPLY))) {
			gen_store(class, slot, gen + 1);
			answer = FLOW_FULL;
		}
	}
	shard_unlock(class, hash);
	return answer;
}

static enum flow_add
insert_original(const struct flow_class *class, uint32_t slot, uint32_t gen, flow_handle_t *out)
{
	uint64_t hash = flow_cold(class, slot)->hash[FLOW_ORIGINAL];
	const void *key = flow_key(class, slot, FLOW_ORIGINAL);
	flow_handle_t own = flow_handle(slot, gen, FLOW_ORIGINAL);
	enum flow_add answer = FLOW_ADDED;
	flow_handle_t held;

	shard_lock(class, hash);
	held = flowkeys_find_live(class, key, hash);
	if (held == FLOW_HANDLE_NONE && !flowkeys_is_live(class, own))
		held = own; /* killed through its reply key: its killer looks no further */
	if (held != FLOW_HANDLE_NONE)
		answer = FLOW_EXISTS;
	else if (!key_set(class, key, hash, own))
		answer = FLOW_FULL;
	shard_unlock(class, hash);
	*out = held != FLOW_HANDLE_NONE ? held : own;
	return answer;
}

/* Insert the original key of a flow whose reply key is in, or take the flow back. */
static enum flow_add
insert_rest(struct flow_slab *slab, uint32_t slot, uint32_t gen, flow_handle_t *out)
{
	flow_handle_t own = flow_handle(slot, gen, FLOW_ORIGINAL);
	enum flow_add answer = insert_original(slab->class, slot, gen, out);

	if (answer == FLOW_ADDED || end(slab, own, false))
		return answer;
	/* who ended it through its reply key has counted that: so it counts as begun */
	*out = own;
	return FLOW_ADDED;
}

enum flow_add
flowkeys_insert(struct flow_slab *slab, uint32_t slot, flow_handle_t *out)
{
	uint32_t gen = flow_line(slab->class, slot, FLOW_ORIGINAL)->gen + 1;
	enum flow_add answer = insert_reply(slab->class, slot, gen, out);

	if (answer == FLOW_ADDED)
		return insert_rest(slab, slot, gen, out);
	flowslab_put(slab, slot); /* nobody ever saw it */
	return answer;
}
