/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * What changed last in the objects of one kind, in the order in which it did: each change with the
 * object as it was and as it is. Readers have a place of their own in it. It is bounded: a reader
 * whose next change is gone has fallen behind, which it can tell by news_has().
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define NEWS_MAX       16384
#define NEWS_BYTES_MAX ((size_t)32 << 20)

/** An object as it was shown. It is shared, and never changed. */
struct shown {
	uint32_t refs;
	uint64_t order; /* among those of its kind, before namespace and name */
	const char *ns;
	const char *name;
	const char *json;
	size_t len;
};

/** @return with one reference; NULL: no memory */
struct shown *shown_create(const char *ns, const char *name, const char *json, size_t len);
struct shown *shown_ref(struct shown *s);

/** NULL is allowed. */
void shown_unref(struct shown *s);

/** One change: was is NULL for a new object, is for one that is gone. */
struct newsitem {
	struct shown *was;
	struct shown *is;
};

struct news {
	struct newsitem *v; /* a ring of NEWS_MAX; the reader's next index modulo that */
	uint64_t first;     /* the oldest that is kept */
	uint64_t next;      /* the one that comes next */
	size_t bytes;
};

/** @return 0 or -ENOMEM */
int news_init(struct news *n);
void news_fini(struct news *n);

/** Add a change; its objects get references. */
void news_add(struct news *n, struct shown *was, struct shown *is);

/** Whether a reader that is to read this one next has missed nothing. */
bool news_has(const struct news *n, uint64_t next);

/** One that is there: from first to before next. */
const struct newsitem *news_get(const struct news *n, uint64_t index);
