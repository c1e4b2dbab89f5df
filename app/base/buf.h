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

struct buf {
	char *data; /* NUL-terminated past len whenever not NULL */
	size_t len;
	size_t max;
	bool failed;
};

/** Append n bytes. */
void buf_add(struct buf *b, const void *bytes, size_t n);

/** Append a string without its NUL. */
void buf_adds(struct buf *b, const char *s);

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
