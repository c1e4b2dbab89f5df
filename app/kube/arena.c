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

#define CHUNK_BYTES_MAX ((size_t)256 << 10)

/* Aligned pieces grow up from the chunk's begin, texts down from its end. */
struct chunk {
	struct chunk *next;
	size_t bytes;
	alignas(max_align_t) char data[];
};

struct arena {
	struct chunk *chunks; /* newest first; only it has room */
	size_t used;          /* of the newest: begin of the room */
	size_t top;           /* and its end */
	size_t first_bytes;
	size_t total_bytes;
	bool failed;
};

struct arena *
arena_create(size_t first_bytes)
{
	struct arena *a = calloc(1, sizeof(*a));

	if (a != NULL)
		a->first_bytes = first_bytes < 128 ? 128 : first_bytes;
	return a;
}

static void
chunks_free(struct chunk *c)
{
	for (struct chunk *next; c != NULL; c = next) {
		next = c->next;
		free(c);
	}
}

void
arena_destroy(struct arena *a)
{
	if (a == NULL)
		return;
	chunks_free(a->chunks);
	free(a);
}

void
arena_reset(struct arena *a)
{
	struct chunk *kept = a->chunks;

	if (kept != NULL) {
		chunks_free(kept->next);
		kept->next = NULL;
		memset(kept->data, 0, a->used);
		memset(kept->data + a->top, 0, kept->bytes - a->top);
		a->top = a->total_bytes = kept->bytes;
	}
	a->used = 0;
	a->failed = false;
}

/* Half as much again as there is: at most a third of it stays unused. */
static bool
grow(struct arena *a, size_t bytes)
{
	size_t want = a->total_bytes == 0                    ? a->first_bytes
		      : a->total_bytes / 2 < CHUNK_BYTES_MAX ? a->total_bytes / 2
							     : CHUNK_BYTES_MAX;
	struct chunk *c;

	if (want < bytes)
		want = bytes;
	c = calloc(1, sizeof(*c) + want);
	if (c == NULL)
		return false;
	c->bytes = want;
	c->next = a->chunks;
	a->chunks = c;
	a->used = 0;
	a->top = want;
	a->total_bytes += want;
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
	const size_t align = alignof(max_align_t);
	void *p;

	if (bytes > SIZE_MAX / 2) {
		a->failed = true;
		return NULL;
	}
	bytes = (bytes + align - 1) / align * align;
	if (!has_room(a, bytes))
		return NULL;
	p = a->chunks->data + a->used;
	a->used += bytes;
	return p;
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
