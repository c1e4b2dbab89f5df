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

struct chunk {
	struct chunk *next;
	size_t bytes;
	alignas(max_align_t) char data[];
};

struct arena {
	struct chunk *chunks; /* newest first; only it has room */
	size_t used;
	size_t next_bytes;
	bool failed;
};

struct arena *
arena_create(size_t first_bytes)
{
	struct arena *a = calloc(1, sizeof(*a));

	if (a != NULL)
		a->next_bytes = first_bytes < 128 ? 128 : first_bytes;
	return a;
}

void
arena_destroy(struct arena *a)
{
	if (a == NULL)
		return;
	for (struct chunk *c = a->chunks, *next; c != NULL; c = next) {
		next = c->next;
		free(c);
	}
	free(a);
}

static bool
grow(struct arena *a, size_t bytes)
{
	size_t want = bytes > a->next_bytes ? bytes : a->next_bytes;
	struct chunk *c;

	if (want > SIZE_MAX - sizeof(*c))
		return false;
	c = calloc(1, sizeof(*c) + want);
	if (c == NULL)
		return false;
	c->bytes = want;
	c->next = a->chunks;
	a->chunks = c;
	a->used = 0;
	if (a->next_bytes < CHUNK_BYTES_MAX)
		a->next_bytes *= 2;
	return true;
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
	if ((a->chunks == NULL || a->chunks->bytes - a->used < bytes) && !grow(a, bytes)) {
		a->failed = true;
		return NULL;
	}
	p = a->chunks->data + a->used;
	a->used += bytes;
	return p;
}

char *
arena_strndup(struct arena *a, const char *s, size_t len)
{
	char *copy = arena_alloc(a, len + 1);

	if (copy != NULL && len > 0)
		memcpy(copy, s, len);
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
	va_list ap;
	char *s;
	int len;

	va_start(ap, fmt);
	len = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	if (len < 0) {
		a->failed = true;
		return NULL;
	}
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
