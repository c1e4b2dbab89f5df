/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include "base/buf.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	BUF_FIRST_BYTES = 256
};

/* Make room for n more bytes and the NUL; false once the buffer has failed. */
static bool
buf_room(struct buf *b, size_t n)
{
	size_t need, max;
	char *data;

	if (b->failed)
		return false;
	if (n >= SIZE_MAX / 2 - b->len) {
		b->failed = true;
		return false;
	}
	need = b->len + n + 1;
	if (need <= b->max)
		return true;
	max = b->max == 0 ? BUF_FIRST_BYTES : b->max;
	while (max < need)
		max *= 2;
	data = realloc(b->data, max);
	if (data == NULL) {
		b->failed = true;
		return false;
	}
	b->data = data;
	b->max = max;
	return true;
}

void
buf_add_slow(struct buf *b, const void *bytes, size_t n)
{
	if (!buf_room(b, n))
		return;
	if (n > 0)
		memcpy(b->data + b->len, bytes, n);
	b->len += n;
	b->data[b->len] = '\0';
}

void
buf_addi(struct buf *b, int64_t i)
{
	uint64_t left = i < 0 ? 0 - (uint64_t)i : (uint64_t)i;
	char text[24], *at = text + sizeof(text);

	do
		*--at = (char)('0' + left % 10);
	while ((left /= 10) > 0);
	if (i < 0)
		*--at = '-';
	buf_add(b, at, (size_t)(text + sizeof(text) - at));
}

void
buf_printf(struct buf *b, const char *fmt, ...)
{
	va_list ap, again;
	int n;

	if (!buf_room(b, 0))
		return;
	va_start(ap, fmt);
	va_copy(again, ap);
	n = vsnprintf(b->data + b->len, b->max - b->len, fmt, ap);
	if (n < 0) {
		b->failed = true;
	} else if ((size_t)n >= b->max - b->len && buf_room(b, (size_t)n)) {
		vsnprintf(b->data + b->len, b->max - b->len, fmt, again);
	}
	if (b->failed)
		b->data[b->len] = '\0';
	else
		b->len += (size_t)n;
	va_end(again);
	va_end(ap);
}

size_t
buf_reserve(struct buf *b, size_t n)
{
	size_t off = b->len;

	if (!buf_room(b, n))
		return off;
	memset(b->data + off, 0, n + 1);
	b->len += n;
	return off;
}

void
buf_consume(struct buf *b, size_t n)
{
	if (n == 0)
		return;
	b->len -= n;
	memmove(b->data, b->data + n, b->len + 1);
}

void
buf_reset(struct buf *b)
{
	b->len = 0;
	b->failed = false;
	if (b->data != NULL)
		b->data[0] = '\0';
}

void
buf_fini(struct buf *b)
{
	free(b->data);
	*b = (struct buf){0};
}
