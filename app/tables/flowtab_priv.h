/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * The inside of the flow tables, split by what may change apart:
 *
 *   flowslab.c  memory of flow objects: chunks, slots, who owns them
 *   flowkeys.c  keys in their shards: find, insert, kill
 *   flowage.c   states, timers, the sweep, and the way from killed to free
 *   flowtab.c   creation, and the faces of the two families
 *
 * A family is a class: the same code, told by a layout how large keys and lines are.
 *
 *   IPv4 object, 192 B              IPv6 object, 320 B
 *   +----------------------+        +----------------------------+
 *   | line original   64 B |        | line original, key   128 B |
 *   +----------------------+        +----------------------------+
 *   | line reply      64 B |        | line reply, key      128 B |
 *   +----------------------+        +----------------------------+
 *   | cold 32 B, keys 32 B |        | cold 32 B, room 32 B       |
 *   +----------------------+        +----------------------------+
 *
 * Life of a slot. free (gen even) -> taken by its worker, filled -> lives (gen odd, keys in) ->
 * killed (gen even, keys out, in the owner's inbox when another worker did it) -> limbo, for a
 * grace period -> free, together with the positions of its keys.
 *
 * Lock order. A shard's lock, the pool's lock: one at a time, none while another is held.
 */
#pragma once

#include <stdalign.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/queue.h>

#include <rte_hash.h>
#include <rte_spinlock.h>

#include "base/siphash.h"
#include "channel/query.h"
#include "tables/flowtab.h"
#include "tables/shard_priv.h"

#define FLOW_CHUNK_SLOTS 4096u
#define FLOW_SLOT_NONE   UINT32_MAX
#define FLOW_WORKER_MAX  64u
#define FLOW_FAMILIES    2u /* 0 IPv4, 1 IPv6 */

/* What only the making, ending and dumping of a flow reads. */
struct flow_cold {
	union {
		uint64_t hash[2]; /* of the keys, while the flow lives */
		struct {
			uint32_t next;    /* slot after this one in a list of dead or free slots */
			uint8_t shard[2]; /* of its keys */
			uint8_t zero[2];
			int32_t pos[2]; /* of its keys, to be freed; negative: none */
		} dead;
	};
	uint64_t service_id;
	uint32_t created_ms;
	uint8_t worker; /* owner */
	uint8_t zero[3];
};

struct flow_object4 {
	struct flow_line4 line[2];
	struct flow_cold cold;
	struct flow_key4 key[2];
};

struct flow_object6 {
	struct flow_line6 line[2];
	alignas(RTE_CACHE_LINE_SIZE) struct flow_cold cold;
};

_Static_assert(sizeof(struct flow_object4) == 192, "three lines");
_Static_assert(sizeof(struct flow_object6) == 320, "five lines");
_Static_assert(sizeof(void *) == sizeof(flow_handle_t), "a key's data holds a handle");

/* Sizes of a family, in bytes. */
struct flow_layout {
	uint32_t object_bytes;
	uint32_t line_bytes;
	uint32_t cold_off;
	uint32_t key_off[2];
	uint32_t key_bytes;
	uint32_t proto_off; /* in a key */
	uint32_t rewrite_off, rewrite_bytes;
	uint32_t new_key_off, new_rewrite_off; /* of both, in what is to be made */
};

/* FLOW_CHUNK_SLOTS neighbouring slots: what a worker draws from the pool and gives back. */
struct flow_chunk {
	TAILQ_ENTRY(flow_chunk) owned; /* in its owner's list, or in the pool's */
	TAILQ_ENTRY(flow_chunk) avail; /* in its owner's list of chunks with a free slot */
	uint32_t first;                /* its first slot */
	uint32_t fresh_cnt;            /* slots that were in use at some time: the first ones */
	uint32_t used_cnt;
	uint32_t free_head; /* list of free slots among the first fresh_cnt */
};

TAILQ_HEAD(flow_chunk_list, flow_chunk);

/* Flows of one family, of all workers. */
struct flow_class {
	/* read only after creation */
	struct flow_layout layout;
	uint8_t *objects;
	uint32_t slot_cnt;
	uint32_t shard_cnt; /* a power of two */
	struct rte_hash *shard[FLOW_WORKER_MAX];
	struct shard_lock *lock; /* writers', one per shard */
	struct flow_slab *slab[FLOW_WORKER_MAX];
	struct flow_chunk *chunk;
	uint32_t chunk_cnt;
	uint32_t used_max;
	uint32_t *used; /* slots that are not free, over both families; writer: any worker */

	alignas(RTE_CACHE_LINE_SIZE) rte_spinlock_t pool_lock;
	struct flow_chunk_list pool; /* under pool_lock */
};

/* A list of slots by flow_cold.dead.next, first in first out. */
struct flow_slots {
	uint32_t head, tail;
};

/* A worker's part of a class. writer: the worker, but for the inbox */
struct flow_slab {
	struct flow_class *class;
	struct flow_chunk_list owned;
	struct flow_chunk_list avail;
	uint8_t worker;

	/* dead flows: gathered, then waiting for `token`, then due to be freed */
	struct flow_slots gathered, waiting, due;
	struct service_counters *services; /* where ends are counted, or NULL */
	uint64_t token;

	struct flow_chunk *sweep_chunk; /* in `owned`; NULL: start anew */
	uint32_t sweep_idx;

	/* slots that other workers killed: a stack, taken as a whole */
	alignas(RTE_CACHE_LINE_SIZE) uint32_t inbox;
};

struct flowtab_worker {
	struct flowtab *ft;
	struct flow_slab slab[FLOW_FAMILIES];
	/* writer: the worker, relaxed */
	uint64_t created;
	uint64_t expired;
	uint64_t killed; /* by this worker, whoever owned them */
};

struct flowtab {
	struct sip_key secret;
	struct flow_timers timers;
	struct rte_rcu_qsbr *qsbr;
	uint32_t flow_max;
	uint32_t worker_cnt;
	struct flow_class *class[FLOW_FAMILIES]; /* [1] may be NULL */
	struct flowtab_worker *worker[FLOW_WORKER_MAX];
	uint64_t bytes;
	alignas(RTE_CACHE_LINE_SIZE) uint32_t used; /* see struct flow_class */
};

static inline flow_handle_t
flow_handle(uint32_t slot, uint32_t gen, enum flow_dir dir)
{
	return (uint64_t)gen << 32 | slot << 1 | (uint32_t)dir;
}

static inline uint8_t *
flow_object(const struct flow_class *class, uint32_t slot)
{
	return class->objects + (size_t)slot * class->layout.object_bytes;
}

static inline struct flow_line *
flow_line(const struct flow_class *class, uint32_t slot, enum flow_dir dir)
{
	return (struct flow_line *)(flow_object(class, slot) + dir * class->layout.line_bytes);
}

static inline struct flow_cold *
flow_cold(const struct flow_class *class, uint32_t slot)
{
	return (struct flow_cold *)(flow_object(class, slot) + class->layout.cold_off);
}

static inline void *
flow_key(const struct flow_class *class, uint32_t slot, enum flow_dir dir)
{
	return flow_object(class, slot) + class->layout.key_off[dir];
}

/* flowslab.c --------------------------------------------------------------------------------- */

/** Reserve objects and chunks for flow_max flows. @return 0, -ENOMEM */
int flowslab_class_init(struct flow_class *class, uint32_t flow_max, uint32_t worker_cnt);
void flowslab_class_fini(struct flow_class *class);

void flowslab_init(struct flow_slab *slab, struct flow_class *class, uint8_t worker);

/**
 * Take a free slot; its generation is even.
 * @return FLOW_SLOT_NONE when the table is full
 * @thread the slab's worker
 */
uint32_t flowslab_take(struct flow_slab *slab);

/** Give a slot back that nobody can reach any more. @thread the slab's worker */
void flowslab_put(struct flow_slab *slab, uint32_t slot);

/**
 * Copy a live flow's object, whole.
 * @param object room for layout.object_bytes
 * @return false when the slot holds no flow, or held another at the end than at the beginning
 * @thread any; takes no lock
 */
bool flowslab_copy(const struct flow_class *class, uint32_t slot, void *object);

/* flowkeys.c --------------------------------------------------------------------------------- */

/** Create the shards. @return 0, -ENOMEM or -errno of rte_hash_create() */
int flowkeys_class_init(struct flow_class *class, const char *name, uint32_t flow_max,
			uint32_t worker_cnt);
void flowkeys_class_fini(struct flow_class *class);

void flowkeys_find_burst(const struct flow_class *class, const void *const *keys,
			 const uint64_t *hashes, unsigned int n, flow_handle_t *handles);

/** The live flow that a key names, or FLOW_HANDLE_NONE. */
flow_handle_t flowkeys_find_live(const struct flow_class *class, const void *key, uint64_t hash);

/**
 * Insert the keys of a filled slot: see flowtab_add4(). On any answer but FLOW_ADDED the slot is
 * on its way back, and nobody counts the flow as ended.
 */
enum flow_add flowkeys_insert(struct flow_slab *slab, uint32_t slot, flow_handle_t *out);

/**
 * End a flow: generation even, keys out, slot to its owner's limbo.
 * @param slab the caller's
 * @return false when the flow had ended already
 */
bool flowkeys_kill(struct flow_slab *slab, flow_handle_t h);

/** Free the positions of a dead flow's keys, after the grace period. */
void flowkeys_release(struct flow_class *class, uint32_t slot);

/** Does the handle's flow live? Acquire: its object may be read after. */
static inline bool
flowkeys_is_live(const struct flow_class *class, flow_handle_t h)
{
	const struct flow_line *l = flow_line(class, flow_handle_slot(h), flow_handle_dir(h));

	return __atomic_load_n(&l->gen, __ATOMIC_ACQUIRE) == flow_handle_gen(h);
}

/* flowage.c ---------------------------------------------------------------------------------- */

/** What state a flow is in, by what was seen in both directions. Pure. */
enum sluice_flow_state flowage_state(uint8_t proto, uint8_t seen_original, uint8_t seen_reply);

/** Put a dead slot of the slab's own into limbo. @thread the slab's worker */
void flowage_gather(struct flow_slab *slab, uint32_t slot);

/** Hand a dead slot to the worker that owns it. @thread any other worker */
void flowage_send(struct flow_slab *owner, uint32_t slot);

/** Free what has waited out its grace period, begin a new one for the rest. */
void flowage_reclaim(struct flow_slab *slab, struct rte_rcu_qsbr *qsbr, unsigned int max);

/** End the flows among the next `budget` slots whose time is over. @return how many */
unsigned int flowage_expire(struct flow_slab *slab, const struct flow_timers *timers,
			    uint32_t now_ms, unsigned int budget);
