/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * A hash map from strings to pointers, for the control side and the forwarder's main thread: open
 * addressing, keyed hash (names come from strangers). Zeroed is empty, and copies its keys.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct map_entry {
	const char *key; /* NULL: free */
	void *value;
	uint64_t hash;
};

struct map {
	struct map_entry *v;
	size_t cnt;
	size_t slots; /* power of two, or 0 */
	bool borrows; /* keys are not copied: that set last must live as long as its entry */
};

/** @return the value, or NULL when absent */
void *map_find(const struct map *m, const char *key);

/**
 * Set a value (not NULL), replacing the one that is there.
 * @param old out: the replaced value or NULL; may itself be NULL
 * @return 0 or -ENOMEM (then nothing changed)
 */
int map_set(struct map *m, const char *key, void *value, void **old);

/** Remove a key. @return its value, or NULL when absent */
void *map_remove(struct map *m, const char *key);

/**
 * Walk all entries, in no order: *pos starts at 0. The map must not change meanwhile, except that
 * the entry just returned may have its value replaced.
 * @return the next entry, or NULL at the end
 */
struct map_entry *map_next(const struct map *m, size_t *pos);

/** Free keys and slots (not the values); empty afterwards, and of the same kind. */
void map_fini(struct map *m);
