/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * What became of endpoints with a change: the difference of the sets in the blocks of their
 * Services.
 */
#include "kube/model_priv.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "channel/block.h"

struct set {
	const struct sluice_endpoint *v;
	size_t cnt;
};

struct comparing {
	const char *service;
	const struct view *old;
	const struct view *next;
	model_endpoint_cb cb;
	void *arg;
};

static struct set
set_of(const struct view *v, const struct block *b)
{
	const char *bytes = b == NULL ? NULL : v->bytes.data + b->off;
	const struct sluice_endpoints *head = (const void *)bytes;

	return b == NULL ? (struct set){0}
			 : (struct set){.v = block_section(bytes, head->endpoints),
					.cnt = head->endpoints.cnt};
}

/* The order that blocks have them in. */
static int
compare_places(const void *a, const void *b)
{
	const struct sluice_endpoint *x = a, *y = b;
	int cmp = memcmp(x->addr.b, y->addr.b, sizeof(x->addr.b));

	return cmp != 0 ? cmp : (int)x->port - (int)y->port;
}

/* Whether any set has the endpoint: its port may have got another name. */
static bool
has(const struct view *v, const struct sluice_endpoint *ep)
{
	for (size_t i = 0; i < v->cnt; i++) {
		struct set s;

		if (v->blocks[i].kind != SLUICE_BLOCK_ENDPOINTS)
			continue;
		s = set_of(v, &v->blocks[i]);
		if (bsearch(ep, s.v, s.cnt, sizeof(*s.v), compare_places) != NULL)
			return true;
	}
	return false;
}

static enum model_endpoint_event
state_of(const struct sluice_endpoint *ep)
{
	if ((ep->flags & SLUICE_ENDPOINT_TERMINATING) != 0)
		return MODEL_ENDPOINT_TERMINATING;
	return (ep->flags & (SLUICE_ENDPOINT_SERVING | SLUICE_ENDPOINT_USE_CLUSTER)) != 0
		       ? MODEL_ENDPOINT_READY
		       : MODEL_ENDPOINT_NOT_READY;
}

static int
tell(const struct comparing *c, const struct sluice_endpoint *ep, enum model_endpoint_event what)
{
	struct model_endpoint_change e = {.service = c->service, .port = ep->port, .what = what};

	memcpy(e.ip.b, ep->addr.b, sizeof(e.ip.b));
	return c->cb(c->arg, &e);
}

/* was or is may be NULL. */
static int
compare_one(const struct comparing *c, const struct sluice_endpoint *was,
	    const struct sluice_endpoint *is)
{
	int err = 0;

	if (is == NULL)
		return has(c->next, was) ? 0 : tell(c, was, MODEL_ENDPOINT_REMOVED);
	if (was == NULL && has(c->old, is))
		return 0;
	if (was == NULL)
		err = tell(c, is, MODEL_ENDPOINT_ADDED);
	if (err == 0 && state_of(is) != (was != NULL ? state_of(was) : MODEL_ENDPOINT_READY))
		err = tell(c, is, state_of(is));
	return err;
}

static int
compare_sets(const struct comparing *c, struct set was, struct set is)
{
	size_t i = 0, k = 0;
	int err = 0;

	while (err == 0 && (i < was.cnt || k < is.cnt)) {
		int cmp = i == was.cnt ? 1 : k == is.cnt ? -1 : compare_places(&was.v[i], &is.v[k]);

		err = compare_one(c, cmp <= 0 ? &was.v[i] : NULL, cmp >= 0 ? &is.v[k] : NULL);
		i += cmp <= 0;
		k += cmp >= 0;
	}
	return err;
}

static bool
is_same(const struct comparing *c, const struct block *was, const struct block *is)
{
	return was != NULL && was->len == is->len &&
	       memcmp(c->old->bytes.data + was->off, c->next->bytes.data + is->off, is->len) == 0;
}

static int
compare_views(const struct comparing *c)
{
	const struct view *old = c->old, *next = c->next;
	int err = 0;

	for (size_t i = 0; i < next->cnt && err == 0; i++) {
		const struct block *b = &next->blocks[i], *was = commit_block(old, b);

		if (b->kind == SLUICE_BLOCK_ENDPOINTS && !is_same(c, was, b))
			err = compare_sets(c, set_of(old, was), set_of(next, b));
	}
	for (size_t i = 0; i < old->cnt && err == 0; i++) {
		const struct block *b = &old->blocks[i];

		if (b->kind == SLUICE_BLOCK_ENDPOINTS && commit_block(next, b) == NULL)
			err = compare_sets(c, set_of(old, b), (struct set){0});
	}
	return err;
}

int
model_change_endpoints(const struct model_change *c, model_endpoint_cb cb, void *arg)
{
	int err = c->checked ? 0 : -EINVAL;

	for (size_t i = 0; i < c->dirty_cnt && err == 0; i++) {
		const struct svc *s = c->dirty[i];
		const struct comparing views = {.service = s->key,
						.old = commit_base(s),
						.next = s->next,
						.cb = cb,
						.arg = arg};

		if (s->compiled && views.old != NULL)
			err = compare_views(&views);
	}
	return err;
}
