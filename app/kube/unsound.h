/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * Which fields of an object are not what was written there, because that was wrong and was told.
 * The other rules are still applied to the object; they say nothing about these fields.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "kube/arena.h"

#define UNSOUND_MAX 64

struct unsound {
	const char *paths[UNSOUND_MAX];
	size_t cnt; /* UNSOUND_MAX: so many that nothing counts as sound any more */
};

/**
 * Add a path as faults have them, "spec.ports[0].port".
 * @param set made when it is NULL
 * @param a   owns set and paths, and has failed when there was no memory for them
 */
void unsound_add(struct unsound **set, struct arena *a, const char *path);

/** Whether a field is in the set, or lies in one that is. @param set may be NULL */
bool unsound_has(const struct unsound *set, const char *path);

/** The same, or something in the field is in the set. */
bool unsound_touches(const struct unsound *set, const char *path);
