/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * An arena: many small pieces with one life. Pieces are zeroed and aligned for any type that we
 * have, texts are not; there is no freeing of one piece. Once an allocation has failed the arena
 * stays failed.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct arena;

/** @param first_bytes how much is wanted at first. @return NULL: no memory */
struct arena *arena_create(size_t first_bytes);

/** Free all pieces and keep room for others, which is not failed. */
void arena_reset(struct arena *a);

/** Bytes of all pieces so far, and of what was left over between them. */
size_t arena_used(const struct arena *a);

/** Free all pieces; NULL is allowed. */
void arena_destroy(struct arena *a);

/** @return zeroed memory, or NULL when there is none */
void *arena_alloc(struct arena *a, size_t bytes);

/** A copy of len bytes with a NUL behind. @return NULL: no memory */
char *arena_strndup(struct arena *a, const char *s, size_t len);

/** A copy of a string. @return NULL: no memory */
char *arena_strdup(struct arena *a, const char *s);

/** Formatted text. @return NULL: no memory */
char *arena_printf(struct arena *a, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/** Whether any allocation failed so far. */
bool arena_failed(const struct arena *a);
