/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * Memory of flow objects. All of it is reserved at start and stays what it is: a slot's generation
 * can be read at any time, also after the flow is gone. Workers draw chunks from the class's pool
 * and give a chunk back when its last slot is free, so that room follows the traffic.
 *
 * Each worker may hold a chunk with a single flow in it; the pool has a spare chunk per worker for
 * that, so flow_max flows fit however they are spread at first.
 */
#include "tables/flowtab_priv.h"

#include <errno.h>
#include <string.h>

#include <rte_malloc.h>

#ifdef __SANITIZE_ADDRESS__
#	include <sanitizer/asan_interface.h>
#else
#	define ASAN_POISON_MEMORY_REGION(addr, size)   ((void)(addr), (void)(size))
#	define ASAN_UNPOISON_MEMORY_REGION(addr, size) ((void)(addr), (void)(size))
#endif

/* What may be read of a free slot: the generation in each line, the list link in the cold one. */
#define FREE_READABLE_BYTES 8u

static void
poison(const struct flow_class *class, uint32_t slot)
{
	const struct flow_layout *lay = &class->layout;
	uint8_t *object = flow_object(class, slot);
	const uint32_t part[] = {0, lay->line_bytes, lay->cold_off, lay->object_bytes};

	for (unsigned int i = 0; i < 3; i++)
		ASAN_POISON_MEMORY_REGION(object + part[i] + FREE_READABLE_BYTES,
					  part[i + 1] - part[i] - FREE_READABLE_BYTES);
}

static void
unpoison(const struct flow_class *class, uint32_t slot)
{
	ASAN_UNPOISON_MEMORY_REGION(flow_object(class, slot), class->layout.object_bytes);
}

int
flowslab_class_init(struct flow_class *class, uint32_t flow_max, uint32_t worker_cnt)
{
	uint32_t spare = worker_cnt > 1 ? worker_cnt : 0;

	class->chunk_cnt = (flow_max + FLOW_CHUNK_SLOTS - 1) / FLOW_CHUNK_SLOTS + spare;
	class->slot_cnt = class->chunk_cnt * FLOW_CHUNK_SLOTS;
	class->used_max = flow_max;
	class->objects =
		rte_zmalloc("flow objects", (size_t) class->slot_cnt * class->layout.object_bytes,
			    RTE_CACHE_LINE_SIZE);
	class->chunk = rte_zmalloc("flow chunks", class->chunk_cnt * sizeof(*class->chunk), 0);
	if (class->objects == NULL || class->chunk == NULL)
		return -ENOMEM;
	rte_spinlock_init(&class->pool_lock);
	TAILQ_INIT(&class->pool);
	for (uint32_t i = 0; i < class->chunk_cnt; i++) {
		struct flow_chunk *c = &class->chunk[i];

		c->first = i * FLOW_CHUNK_SLOTS;
		c->free_head = FLOW_SLOT_NONE;
		TAILQ_INSERT_TAIL(&class->pool, c, owned);
	}
	for (uint32_t slot = 0; slot < class->slot_cnt; slot++)
		poison(class, slot);
	return 0;
}

void
flowslab_class_fini(struct flow_class *class)
{
	for (uint32_t slot = 0; class->objects != NULL && slot < class->slot_cnt; slot++)
		unpoison(class, slot);
	rte_free(class->chunk);
	rte_free(class->objects);
}

void
flowslab_init(struct flow_slab *slab, struct flow_class *class, uint8_t worker)
{
	static const struct flow_slots none = {FLOW_SLOT_NONE, FLOW_SLOT_NONE};

	slab->class = class;
	slab->worker = worker;
	TAILQ_INIT(&slab->owned);
	TAILQ_INIT(&slab->avail);
	slab->gathered = slab->waiting = slab->due = none;
	slab->inbox = FLOW_SLOT_NONE;
	class->slab[worker] = slab;
}

static struct flow_chunk *
chunk_draw(struct flow_slab *slab)
{
	struct flow_class *class = slab->class;
	struct flow_chunk *c;

	rte_spinlock_lock(&class->pool_lock);
	c = TAILQ_FIRST(&class->pool);
	if (c != NULL)
		TAILQ_REMOVE(&class->pool, c, owned);
	rte_spinlock_unlock(&class->pool_lock);
	if (c == NULL)
		return NULL;
	TAILQ_INSERT_TAIL(&slab->owned, c, owned);
	TAILQ_INSERT_HEAD(&slab->avail, c, avail);
	return c;
}

static void
chunk_return(struct flow_slab *slab, struct flow_chunk *c)
{
	struct flow_class *class = slab->class;

	if (slab->sweep_chunk == c) {
		slab->sweep_chunk = TAILQ_NEXT(c, owned);
		slab->sweep_idx = 0;
	}
	TAILQ_REMOVE(&slab->avail, c, avail);
	TAILQ_REMOVE(&slab->owned, c, owned);
	rte_spinlock_lock(&class->pool_lock);
	/* at the head: its memory is warm */
	TAILQ_INSERT_HEAD(&class->pool, c, owned);
	rte_spinlock_unlock(&class->pool_lock);
}

/* The next free slot of a chunk that has one. */
static uint32_t
chunk_take(const struct flow_class *class, struct flow_chunk *c)
{
	uint32_t slot = c->free_head;

	c->used_cnt++;
	if (slot == FLOW_SLOT_NONE)
		return c->first + c->fresh_cnt++;
	c->free_head = flow_cold(class, slot)->dead.next;
	return slot;
}

/* Bring the lines of the slot that the next call will take. */
static void
chunk_prefetch(const struct flow_class *class, const struct flow_chunk *c)
{
	uint32_t slot = c->free_head != FLOW_SLOT_NONE ? c->free_head : c->first + c->fresh_cnt;
	const uint8_t *object = flow_object(class, slot);

	for (uint32_t off = 0; off < class->layout.object_bytes; off += RTE_CACHE_LINE_SIZE)
		__builtin_prefetch(object + off, 1);
}

uint32_t
flowslab_take(struct flow_slab *slab)
{
	struct flow_class *class = slab->class;
	struct flow_chunk *c;
	uint32_t slot;

	if (__atomic_fetch_add(class->used, 1, __ATOMIC_RELAXED) >= class->used_max)
		goto full;
	c = TAILQ_FIRST(&slab->avail);
	if (c == NULL)
		c = chunk_draw(slab);
	if (c == NULL)
		goto full;
	slot = chunk_take(class, c);
	if (c->used_cnt == FLOW_CHUNK_SLOTS)
		TAILQ_REMOVE(&slab->avail, c, avail);
	else
		chunk_prefetch(class, c);
	unpoison(class, slot);
	return slot;
full:
	__atomic_fetch_sub(class->used, 1, __ATOMIC_RELAXED);
	return FLOW_SLOT_NONE;
}

void
flowslab_put(struct flow_slab *slab, uint32_t slot)
{
	struct flow_class *class = slab->class;
	struct flow_chunk *c = &class->chunk[slot / FLOW_CHUNK_SLOTS];

	flow_cold(class, slot)->dead.next = c->free_head;
	c->free_head = slot;
	poison(class, slot);
	if (c->used_cnt == FLOW_CHUNK_SLOTS)
		TAILQ_INSERT_HEAD(&slab->avail, c, avail);
	c->used_cnt--;
	__atomic_fetch_sub(class->used, 1, __ATOMIC_RELAXED);
	/* the last chunk is kept: a lone flow that comes and goes shall not take the pool's lock */
	if (c->used_cnt == 0 &&
	    TAILQ_FIRST(&slab->owned) != TAILQ_LAST(&slab->owned, flow_chunk_list))
		chunk_return(slab, c);
}

/*
 * The owner may free and fill the slot meanwhile: then the generation tells. Word by word, as
 * memcpy() would be stopped at a free slot by the address sanitizer.
 */
__attribute__((no_sanitize("address"))) bool
flowslab_copy(const struct flow_class *class, uint32_t slot, void *object)
{
	const uint64_t *from = (const uint64_t *)(const void *)flow_object(class, slot);
	const uint32_t *gen = (const uint32_t *)from;
	uint32_t before = __atomic_load_n(gen, __ATOMIC_ACQUIRE);
	uint64_t *to = object;

	if ((before & 1) == 0)
		return false;
	for (uint32_t i = 0; i < class->layout.object_bytes / sizeof(*to); i++)
		to[i] = __atomic_load_n(&from[i], __ATOMIC_RELAXED);
	__atomic_thread_fence(__ATOMIC_ACQUIRE);
	return __atomic_load_n(gen, __ATOMIC_RELAXED) == before;
}
