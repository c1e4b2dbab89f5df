/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include "kube/arena.h"

#include <stdalign.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ALIGN           alignof(uint64_t)
#define CHUNK_BYTES_MAX ((size_t)256 << 10)
#define RESET_BYTES_MAX ((size_t)4 << 20) /* kept for others */

/* Aligned pieces grow up from the chunk's begin, texts down from its end. */
struct chunk {
	struct chunk *next;
	size_t bytes;
	alignas(uint64_t) char data[];
};

struct arena {
	struct chunk *chunks; /* newest first; only it has room */
	size_t used;          /* of the newest: begin of the room */
	size_t top;           /* and its end */
	size_t total_bytes;
	bool failed;
	struct chunk first;
};

/* Go on with a chunk that has nothing in it. */
static void
begin_chunk(struct arena *a, struct chunk *c)
{
	a->chunks = c;
	a->used = 0;
	a->top = c->bytes;
	a->total_bytes += c->bytes;
}

struct arena *
arena_create(size_t first_bytes)
{
	size_t bytes = first_bytes < 128 ? 128 : (first_bytes + ALIGN - 1) / ALIGN * ALIGN;
	struct arena *a = malloc(sizeof(*a) + bytes);

	if (a == NULL)
		return NULL;
	*a = (struct arena){.first = {.bytes = bytes}};
	begin_chunk(a, &a->first);
	return a;
}

static struct chunk *
new_chunk(size_t bytes)
{
	struct chunk *c = malloc(sizeof(*c) + bytes);

	if (c != NULL)
		c->bytes = bytes;
	return c;
}

/* All but the first, which is a part of the arena. */
static void
chunks_free(struct arena *a)
{
	for (struct chunk *c = a->chunks, *next; c != &a->first; c = next) {
		next = c->next;
		free(c);
	}
}

void
arena_destroy(struct arena *a)
{
	if (a == NULL)
		return;
	chunks_free(a);
	free(a);
}

/* What comes next may be as large: all of it is to have room in one chunk. */
void
arena_reset(struct arena *a)
{
	struct chunk *kept = a->chunks;

	if (kept != &a->first && (kept->next != &a->first || a->total_bytes > RESET_BYTES_MAX)) {
		chunks_free(a);
		kept = a->total_bytes > RESET_BYTES_MAX ? NULL : new_chunk(a->total_bytes);
		if (kept == NULL)
			kept = &a->first;
		else
			kept->next = &a->first;
	}
	a->total_bytes = kept == &a->first ? 0 : a->first.bytes;
	begin_chunk(a, kept);
	a->failed = false;
}

/* A quarter as much again as there is: at most a fifth of it stays unused. */
static bool
grow(struct arena *a, size_t bytes)
{
	size_t want = a->total_bytes / 4 < CHUNK_BYTES_MAX ? a->total_bytes / 4 : CHUNK_BYTES_MAX;
	struct chunk *c = new_chunk(want < bytes ? bytes : want);

	if (c == NULL)
		return false;
	c->next = a->chunks;
	begin_chunk(a, c);
	return true;
}

/* Make sure that there is room. */
static bool
has_room(struct arena *a, size_t bytes)
{
	if (bytes <= SIZE_MAX / 2 && (a->top - a->used >= bytes || grow(a, bytes)))
		return true;
	a->failed = true;
	return false;
}

void *
arena_alloc(struct arena *a, size_t bytes)
{
	void *p;

	if (bytes > SIZE_MAX / 2) {
		a->failed = true;
		return NULL;
	}
	bytes = (bytes + ALIGN - 1) / ALIGN * ALIGN;
	if (!has_room(a, bytes))
		return NULL;
	p = a->chunks->data + a->used;
	a->used += bytes;
	return memset(p, 0, bytes);
}

size_t
arena_used(const struct arena *a)
{
	return a->total_bytes - (a->top - a->used);
}

char *
arena_strndup(struct arena *a, const char *s, size_t len)
{
	char *copy;

	if (!has_room(a, len + 1))
		return NULL;
	a->top -= len + 1;
	copy = a->chunks->data + a->top;
	if (len > 0)
		memcpy(copy, s, len);
	copy[len] = '\0';
	return copy;
}

char *
arena_strdup(struct arena *a, const char *s)
{
	return arena_strndup(a, s, strlen(s));
}

char *
arena_printf(struct arena *a, const char *fmt, ...)
{
	char text[256];
	va_list ap;
	char *s;
	int len;

	va_start(ap, fmt);
	len = vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	if (len < 0) {
		a->failed = true;
		return NULL;
	}
	if ((size_t)len < sizeof(text))
		return arena_strndup(a, text, (size_t)len);
	s = arena_alloc(a, (size_t)len + 1);
	if (s == NULL)
		return NULL;
	va_start(ap, fmt);
	vsnprintf(s, (size_t)len + 1, fmt, ap);
	va_end(ap);
	return s;
}

bool
arena_failed(const struct arena *a)
{
	return a->failed;
}
