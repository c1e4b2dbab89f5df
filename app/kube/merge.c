/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include "kube/merge_priv.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum schema_id
merge_below(const struct field *f)
{
	return f != NULL && f->type == FT_OBJECT ? f->schema : SCHEMA_NONE;
}

struct node *
merge_like(struct arena *a, const struct node *n)
{
	struct node *made = tree_new(a, n->type);

	if (made == NULL)
		return NULL;
	made->line = n->line;
	made->col = n->col;
	made->key = n->key;
	made->key_line = n->key_line;
	made->key_col = n->key_col;
	return made;
}

struct node *
merge_copy(struct arena *a, const struct node *n)
{
	struct node *copy;

	if (n->type != NODE_MAP && n->type != NODE_LIST)
		return tree_copy(a, n);
	copy = merge_like(a, n);
	for (const struct node *c = n->first; copy != NULL && c != NULL; c = c->next)
		if (n->type == NODE_LIST || c->type != NODE_NULL)
			tree_append(copy, merge_copy(a, c));
	return copy;
}

static bool
is_null(const struct node *n)
{
	return n == NULL || n->type == NODE_NULL;
}

/* Two lists become one of given and live items. */
struct pair {
	struct arena *a;
	struct items last, given, live; /* of the versions */
	struct items to_given, to_live; /* what becomes of them, in order */
	int err;
};

static void
pair_init(struct pair *p, struct arena *a, enum field_by by, const struct node *last,
	  const struct node *given, const struct node *live)
{
	*p = (struct pair){.a = a};
	p->err = items_index(&p->last, by, last);
	if (p->err == 0)
		p->err = items_index(&p->given, by, given);
	if (p->err == 0)
		p->err = items_index(&p->live, by, live);
	p->to_given.v = calloc(p->given.cnt + 1, sizeof(struct item));
	p->to_live.v = calloc(p->live.cnt + 1, sizeof(struct item));
	if (p->to_given.v == NULL || p->to_live.v == NULL)
		p->err = -ENOMEM;
}

static void
pair_put(struct pair *p, struct items *to, struct node *n, const struct item *at)
{
	if (n == NULL) {
		p->err = -ENOMEM;
		return;
	}
	to->v[to->cnt++] = (struct item){.node = n, .pos = at != NULL ? at->pos : ITEM_NEW};
}

/* @param like the list that gives the place */
static struct node *
pair_end(struct pair *p, const struct node *like)
{
	struct node *out = p->err == 0 ? merge_like(p->a, like) : NULL;

	if (out != NULL)
		items_interleave(out, &p->to_given, &p->to_live);
	free(p->to_given.v);
	free(p->to_live.v);
	items_fini(&p->last);
	items_fini(&p->given);
	items_fini(&p->live);
	return out;
}

/* Apply --------------------------------------------------------------------------------------- */

static struct node *
apply_list(struct arena *a, const struct field *f, const struct node *last,
	   const struct node *given, const struct node *live)
{
	struct pair p;

	pair_init(&p, a, field_by(f), last, given, live);
	for (const struct item *i = p.given.v; p.err == 0 && i < p.given.v + p.given.cnt; i++) {
		const struct item *l = items_find(&p.live, i->node);
		const struct item *was = items_find(&p.last, i->node);
		struct node *n =
			l != NULL && l->node->type == NODE_MAP
				? merge_apply(a, merge_below(f), was != NULL ? was->node : NULL,
					      i->node, l->node)
				: merge_copy(a, i->node);

		pair_put(&p, &p.to_given, n, l);
	}
	for (const struct item *i = p.live.v; p.err == 0 && i < p.live.v + p.live.cnt; i++)
		if (items_find(&p.given, i->node) == NULL && items_find(&p.last, i->node) == NULL)
			pair_put(&p, &p.to_live, tree_copy(a, i->node), i);
	return pair_end(&p, given);
}

static struct node *
apply_value(struct arena *a, const struct field *f, const struct node *last,
	    const struct node *given, const struct node *live)
{
	enum field_by by = field_by(f);

	if (given->type == NODE_MAP && live->type == NODE_MAP)
		return merge_apply(a, merge_below(f), last, given, live);
	if (given->type == NODE_LIST && items_are_keyed(by, given) && items_are_keyed(by, live))
		return apply_list(a, f, items_are_keyed(by, last) ? last : NULL, given, live);
	return merge_copy(a, given);
}

struct node *
merge_apply(struct arena *a, enum schema_id schema, const struct node *last,
	    const struct node *given, const struct node *live)
{
	struct node *out = merge_like(a, given);
	struct tree_index in_last, in_given, in_live;

	if (out == NULL)
		return NULL;
	tree_index(&in_last, last);
	tree_index(&in_given, given);
	tree_index(&in_live, live);
	for (const struct node *n = live->first; n != NULL; n = n->next) {
		const struct node *g = tree_index_get(&in_given, n->key);
		const struct node *was = tree_index_get(&in_last, n->key);

		if (g == NULL && is_null(was))
			tree_append(out, tree_copy(a, n));
		else if (!is_null(g))
			tree_append(out, apply_value(a, field_find(schema, n->key), was, g, n));
	}
	for (const struct node *n = given->first; n != NULL; n = n->next)
		if (!is_null(n) && tree_index_get(&in_live, n->key) == NULL)
			tree_append(out, merge_copy(a, n));
	tree_index_fini(&in_last);
	tree_index_fini(&in_given);
	tree_index_fini(&in_live);
	return arena_failed(a) ? NULL : out;
}

/* Carry --------------------------------------------------------------------------------------- */

/* An item that was not stored, but shown, and is wanted otherwise, is stored as it is wanted. */
static struct node *
carry_list(struct arena *a, const struct field *f, const struct node *shown,
	   const struct node *wanted, const struct node *stored)
{
	struct pair p;

	pair_init(&p, a, field_by(f), shown, wanted, stored);
	for (const struct item *i = p.given.v; p.err == 0 && i < p.given.v + p.given.cnt; i++) {
		const struct item *s = items_find(&p.live, i->node);
		const struct item *was = items_find(&p.last, i->node);
		struct node *n;

		if (was != NULL && s != NULL && i->node->type == NODE_MAP)
			n = merge_carry(a, merge_below(f), was->node, i->node, s->node);
		else if (was != NULL && s == NULL && tree_equal(was->node, i->node))
			continue;
		else
			n = merge_copy(a, i->node);
		pair_put(&p, &p.to_given, n, s);
	}
	for (const struct item *s = p.live.v; p.err == 0 && s < p.live.v + p.live.cnt; s++)
		if (items_find(&p.last, s->node) == NULL && items_find(&p.given, s->node) == NULL)
			pair_put(&p, &p.to_live, tree_copy(a, s->node), s);
	return pair_end(&p, wanted);
}

/* stored: NULL where only the shown version has it; shown: NULL where others have set it since */
static struct node *
carry_value(struct arena *a, const struct field *f, const struct node *shown,
	    const struct node *wanted, const struct node *stored)
{
	enum field_by by = field_by(f);

	if (shown == NULL && wanted->type != NODE_MAP && wanted->type != NODE_LIST)
		return merge_copy(a, wanted);
	if (shown == NULL)
		shown = merge_like(a, wanted);
	if (shown == NULL)
		return NULL;
	if (tree_equal(shown, wanted))
		return stored != NULL ? tree_copy(a, stored) : NULL;
	if (wanted->type == NODE_MAP && shown->type == NODE_MAP &&
	    (stored == NULL || stored->type == NODE_MAP)) {
		struct node *n = merge_carry(a, merge_below(f), shown, wanted,
					     stored != NULL ? stored : merge_like(a, shown));

		return stored != NULL || n == NULL || n->cnt > 0 ? n : NULL;
	}
	if (wanted->type == NODE_LIST && items_are_keyed(by, wanted) &&
	    items_are_keyed(by, shown) && items_are_keyed(by, stored))
		return carry_list(a, f, shown, wanted, stored);
	return merge_copy(a, wanted);
}

struct node *
merge_carry(struct arena *a, enum schema_id schema, const struct node *shown,
	    const struct node *wanted, const struct node *stored)
{
	struct node *out = merge_like(a, wanted);
	struct tree_index in_shown, in_wanted, in_stored;

	if (out == NULL || stored == NULL)
		return NULL;
	tree_index(&in_shown, shown);
	tree_index(&in_wanted, wanted);
	tree_index(&in_stored, stored);
	for (const struct node *n = stored->first; n != NULL; n = n->next) {
		const struct node *w = tree_index_get(&in_wanted, n->key);
		const struct node *was = tree_index_get(&in_shown, n->key);

		if (is_null(w) && was != NULL)
			continue;
		tree_append(out, is_null(w)
					 ? tree_copy(a, n)
					 : carry_value(a, field_find(schema, n->key), was, w, n));
	}
	for (const struct node *n = wanted->first; n != NULL; n = n->next) {
		const struct node *was = tree_index_get(&in_shown, n->key);

		if (is_null(n) || tree_index_get(&in_stored, n->key) != NULL)
			continue;
		tree_append(out, was != NULL
					 ? carry_value(a, field_find(schema, n->key), was, n, NULL)
					 : merge_copy(a, n));
	}
	tree_index_fini(&in_shown);
	tree_index_fini(&in_wanted);
	tree_index_fini(&in_stored);
	return arena_failed(a) ? NULL : out;
}

/* Unshow -------------------------------------------------------------------------------------- */

static struct node *
unshow_list(struct arena *a, const struct field *f, const struct node *shown,
	    const struct node *given, const struct node *stored)
{
	struct node *out = merge_like(a, given);
	struct items was, has;
	int err = items_index(&was, field_by(f), shown);

	if (err == 0)
		err = items_index(&has, field_by(f), stored);
	else
		has = (struct items){0};
	for (const struct node *n = given->first; err == 0 && n != NULL; n = n->next) {
		const struct item *w = items_find(&was, n), *s = items_find(&has, n);

		if (w != NULL && tree_equal(w->node, n))
			tree_append(out, s != NULL ? tree_copy(a, s->node) : NULL);
		else
			tree_append(out,
				    w != NULL && s != NULL && n->type == NODE_MAP
					    ? merge_unshow(a, merge_below(f), w->node, n, s->node)
					    : tree_copy(a, n));
	}
	items_fini(&was);
	items_fini(&has);
	return err == 0 ? out : NULL;
}

struct node *
merge_unshow(struct arena *a, enum schema_id schema, const struct node *shown,
	     const struct node *given, const struct node *stored)
{
	struct node *out = merge_like(a, given);
	struct tree_index in_shown, in_stored;

	tree_index(&in_shown, shown);
	tree_index(&in_stored, stored);
	for (const struct node *n = given->first; out != NULL && n != NULL; n = n->next) {
		const struct field *f = field_find(schema, n->key);
		const struct node *was = tree_index_get(&in_shown, n->key);
		const struct node *has = tree_index_get(&in_stored, n->key);
		enum field_by by = field_by(f);

		if (was != NULL && tree_equal(was, n))
			tree_append(out, has != NULL ? tree_copy(a, has) : NULL);
		else if (was == NULL || has == NULL)
			tree_append(out, tree_copy(a, n));
		else if (n->type == NODE_MAP && was->type == NODE_MAP && has->type == NODE_MAP)
			tree_append(out, merge_unshow(a, merge_below(f), was, n, has));
		else if (n->type == NODE_LIST && items_are_keyed(by, n) &&
			 items_are_keyed(by, was) && items_are_keyed(by, has))
			tree_append(out, unshow_list(a, f, was, n, has));
		else
			tree_append(out, tree_copy(a, n));
	}
	tree_index_fini(&in_shown);
	tree_index_fini(&in_stored);
	return arena_failed(a) ? NULL : out;
}
