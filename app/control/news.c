/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include "control/news.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct shown *
shown_create(const char *ns, const char *name, const char *json, size_t len)
{
	size_t ns_bytes = strlen(ns) + 1, name_bytes = strlen(name) + 1;
	struct shown *s = malloc(sizeof(*s) + ns_bytes + name_bytes + len + 1);
	char *text = (char *)(s + 1);

	if (s == NULL)
		return NULL;
	memcpy(text, ns, ns_bytes);
	memcpy(text + ns_bytes, name, name_bytes);
	memcpy(text + ns_bytes + name_bytes, json, len);
	text[ns_bytes + name_bytes + len] = '\0';
	*s = (struct shown){
		.refs = 1,
		.ns = text,
		.name = text + ns_bytes,
		.json = text + ns_bytes + name_bytes,
		.len = len,
	};
	return s;
}

struct shown *
shown_ref(struct shown *s)
{
	if (s != NULL)
		s->refs++;
	return s;
}

void
shown_unref(struct shown *s)
{
	if (s != NULL && --s->refs == 0)
		free(s);
}

int
news_init(struct news *n)
{
	*n = (struct news){.v = calloc(NEWS_MAX, sizeof(*n->v))};
	return n->v != NULL ? 0 : -ENOMEM;
}

static size_t
bytes_of(const struct newsitem *item)
{
	return (item->was != NULL ? item->was->len : 0) + (item->is != NULL ? item->is->len : 0);
}

static void
forget_first(struct news *n)
{
	struct newsitem *item = &n->v[n->first++ % NEWS_MAX];

	n->bytes -= bytes_of(item);
	shown_unref(item->was);
	shown_unref(item->is);
}

void
news_fini(struct news *n)
{
	while (n->first < n->next)
		forget_first(n);
	free(n->v);
	*n = (struct news){0};
}

void
news_add(struct news *n, struct shown *was, struct shown *is)
{
	const struct newsitem item = {.was = shown_ref(was), .is = shown_ref(is)};

	if (n->next - n->first == NEWS_MAX)
		forget_first(n);
	n->v[n->next++ % NEWS_MAX] = item;
	n->bytes += bytes_of(&item);
	while (n->bytes > NEWS_BYTES_MAX && n->next - n->first > 1)
		forget_first(n);
}

bool
news_has(const struct news *n, uint64_t next)
{
	return next >= n->first;
}

const struct newsitem *
news_get(const struct news *n, uint64_t index)
{
	return &n->v[index % NEWS_MAX];
}
