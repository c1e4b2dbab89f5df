/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * Linear probing over a power of two of slots, of which a quarter, or one of two, stays free.
 * Removal shifts the rest of the run back, so that there are no tombstones and a walk that meets a
 * free slot is done.
 */
#include "base/map.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/siphash.h"

enum {
	MAP_FIRST_SLOTS = 2 /* many sets have one member */
};

static struct sip_key map_key; /* one per process; written once, under map_key_once */
static pthread_once_t map_key_once = PTHREAD_ONCE_INIT;

static void
map_key_init(void)
{
	if (sip_key_random(&map_key) < 0)
		abort(); /* no kernel we run on lacks getrandom(2) */
}

static uint64_t
map_hash(const char *key)
{
	pthread_once(&map_key_once, map_key_init);
	return siphash13(&map_key, key, strlen(key));
}

/* The slot that holds the key, or the free one where it belongs. Needs slots > 0. */
static size_t
map_slot(const struct map *m, const char *key, uint64_t hash)
{
	size_t i = hash & (m->slots - 1);

	while (m->v[i].key != NULL && (m->v[i].hash != hash || strcmp(m->v[i].key, key) != 0))
		i = (i + 1) & (m->slots - 1);
	return i;
}

static bool
map_is_full(const struct map *m)
{
	return m->cnt + 1 > m->slots - (m->slots > 2 ? m->slots / 4 : m->slots / 2);
}

static void
map_key_free(const struct map *m, struct map_entry *e)
{
	if (!m->borrows)
		free((void *)(uintptr_t)e->key);
}

static int
map_grow(struct map *m)
{
	struct map bigger = {.cnt = m->cnt,
			     .slots = m->slots == 0 ? MAP_FIRST_SLOTS : m->slots * 2,
			     .borrows = m->borrows};
	size_t pos = 0;
	struct map_entry *e;

	bigger.v = calloc(bigger.slots, sizeof(*bigger.v));
	if (bigger.v == NULL)
		return -ENOMEM;
	while ((e = map_next(m, &pos)) != NULL)
		bigger.v[map_slot(&bigger, e->key, e->hash)] = *e;
	free(m->v);
	*m = bigger;
	return 0;
}

void *
map_find(const struct map *m, const char *key)
{
	if (m->slots == 0)
		return NULL;
	return m->v[map_slot(m, key, map_hash(key))].value;
}

int
map_set(struct map *m, const char *key, void *value, void **old)
{
	uint64_t hash = map_hash(key);
	struct map_entry *e;
	const char *kept = key;

	if (old != NULL)
		*old = NULL;
	if (m->slots > 0) {
		e = &m->v[map_slot(m, key, hash)];
		if (e->key != NULL) {
			if (old != NULL)
				*old = e->value;
			e->value = value;
			if (m->borrows)
				e->key = key;
			return 0;
		}
	}
	if (map_is_full(m) && map_grow(m) < 0)
		return -ENOMEM;
	if (!m->borrows && (kept = strdup(key)) == NULL)
		return -ENOMEM;
	m->v[map_slot(m, key, hash)] =
		(struct map_entry){.key = kept, .value = value, .hash = hash};
	m->cnt++;
	return 0;
}

void *
map_remove(struct map *m, const char *key)
{
	size_t mask = m->slots - 1;
	size_t hole, i;
	void *value;

	if (m->slots == 0)
		return NULL;
	hole = map_slot(m, key, map_hash(key));
	if (m->v[hole].key == NULL)
		return NULL;
	value = m->v[hole].value;
	map_key_free(m, &m->v[hole]);
	for (i = (hole + 1) & mask; m->v[i].key != NULL; i = (i + 1) & mask) {
		/* may move back only if its home does not lie behind the hole */
		if (((i - m->v[i].hash) & mask) >= ((i - hole) & mask)) {
			m->v[hole] = m->v[i];
			hole = i;
		}
	}
	m->v[hole] = (struct map_entry){0};
	m->cnt--;
	return value;
}

struct map_entry *
map_next(const struct map *m, size_t *pos)
{
	while (*pos < m->slots) {
		struct map_entry *e = &m->v[(*pos)++];

		if (e->key != NULL)
			return e;
	}
	return NULL;
}

void
map_fini(struct map *m)
{
	for (size_t i = 0; i < m->slots && !m->borrows; i++)
		map_key_free(m, &m->v[i]);
	free(m->v);
	*m = (struct map){.borrows = m->borrows};
}
