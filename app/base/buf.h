/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * A growable run of bytes, for text and for blocks. Zeroed is empty. Once an allocation has failed
 * the buffer stays failed: callers may append freely and test `failed` once, at the end.
 */
#pragma once

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct buf {
	char *data; /* NUL-terminated past len whenever not NULL */
	size_t len;
	size_t max;
	bool failed;
};

/** Append n bytes where there may be no room. */
void buf_add_slow(struct buf *b, const void *bytes, size_t n);

/** Append n bytes. */
static inline void
buf_add(struct buf *b, const void *bytes, size_t n)
{
	if (b->failed || n == 0 || b->max - b->len <= n) {
		buf_add_slow(b, bytes, n);
		return;
	}
	memcpy(b->data + b->len, bytes, n);
	b->len += n;
	b->data[b->len] = '\0';
}

/** Append a string without its NUL. */
static inline void
buf_adds(struct buf *b, const char *s)
{
	buf_add(b, s, strlen(s));
}

/** Append a number, decimal. */
void buf_addi(struct buf *b, int64_t i);

/** Append formatted text. */
void buf_printf(struct buf *b, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/**
 * Append n zero bytes: a place to fill in later.
 * @return their offset from data; not to be written to when the buffer has failed
 */
size_t buf_reserve(struct buf *b, size_t n);

/** Remove the first n bytes (n <= len). */
void buf_consume(struct buf *b, size_t n);

/** Set len to 0, keep the memory; clears `failed`. */
void buf_reset(struct buf *b);

/** Free the memory; zeroed afterwards. */
void buf_fini(struct buf *b);
