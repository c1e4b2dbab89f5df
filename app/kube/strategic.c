/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * Strategic merge patches. Directives are members that begin with '$':
 *
 *   $patch: merge|replace|delete    of a map, or of one item of a list
 *   $retainKeys: [...]              all other members of the map go first
 *   $deleteFromPrimitiveList/KEY    these values of a set go
 *   $setElementOrder/KEY            the order of a list's items
 */
#include "kube/patch_priv.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "kube/merge_priv.h"

static struct node *merge_map(const struct patch *p, enum schema_id schema, const struct node *doc,
			      const struct node *patch);

static bool
is_directive(const struct node *n)
{
	return n->key != NULL && n->key[0] == '$';
}

/* @return the text of a map's $patch, or "" */
static const char *
directive(const struct node *map)
{
	const struct node *n = tree_get(map, "$patch");

	return n != NULL && n->type == NODE_STRING ? n->text : "";
}

/* An item of a list that is none of its members. */
static bool
is_order(const struct node *item)
{
	return strcmp(directive(item), "delete") == 0 ||
	       (strcmp(directive(item), "replace") == 0 && item->cnt == 1);
}

/* What a patch adds where nothing was: without directives, nulls and items that are to go. */
static struct node *
fresh(struct arena *a, const struct node *n)
{
	struct node *copy;

	if (n->type != NODE_MAP && n->type != NODE_LIST)
		return tree_copy(a, n);
	copy = merge_like(a, n);
	for (const struct node *c = n->first; copy != NULL && c != NULL; c = c->next) {
		if (n->type == NODE_MAP ? is_directive(c) || c->type == NODE_NULL : is_order(c))
			continue;
		tree_append(copy, fresh(a, c));
	}
	return copy;
}

static const struct node *
list_directive(const struct node *patch, const char *name, const char *key)
{
	size_t len = strlen(name);

	for (const struct node *n = patch->first; n != NULL; n = n->next)
		if (strncmp(n->key, name, len) == 0 && strcmp(n->key + len, key) == 0)
			return n;
	return NULL;
}

static bool
holds_text(const struct node *list, const char *text)
{
	for (const struct node *n = list->first; n != NULL; n = n->next)
		if (n->type == NODE_STRING && strcmp(n->text, text) == 0)
			return true;
	return false;
}

/* A list of the document, what is to become of it, and the parts of the result. */
struct splice {
	const struct patch *p;
	const struct field *f;
	const struct node *patch; /* NULL: only directives */
	const struct node *gone;  /* $deleteFromPrimitiveList, or NULL */
	const struct node *order; /* $setElementOrder, or NULL */
	struct items doc;
	struct items patched; /* items of patch */
	struct items given;   /* the result's: those that the patch orders */
	struct items live;    /* and the others */
	bool *taken;          /* by position in doc: not left as it is */
	bool bad;
};

static bool
splice_check(struct splice *s, const struct node *list)
{
	enum field_by by = field_by(s->f);

	if (list == NULL || items_are_keyed(by, list))
		return true;
	if (list->type != NODE_LIST)
		patch_fault(s->p, list, "\"%s\" is a list, not %s", s->f->key,
			    tree_type_name(list));
	else if (by == FIELD_BY_VALUE)
		patch_fault(s->p, list, "\"%s\" is a list of scalars", s->f->key);
	else
		patch_fault(s->p, list,
			    "each item of \"%s\" needs \"%s\", by which it is told from the others",
			    s->f->key, items_key_name(by));
	s->bad = true;
	return false;
}

static void
put(struct splice *s, struct items *to, struct node *n, const struct item *at)
{
	if (n == NULL)
		s->bad = true;
	else
		to->v[to->cnt++] = (struct item){.node = n, .pos = at != NULL ? at->pos : ITEM_NEW};
}

static void
splice_items(struct splice *s)
{
	struct arena *a = s->p->arena;
	struct items gone;

	s->bad |= items_index(&gone, field_by(s->f), s->gone) != 0;
	for (size_t i = 0; !s->bad && i < s->patched.cnt; i++) {
		const struct node *n = s->patched.v[i].node;
		const struct item *at = items_find_open(&s->doc, n);

		if (at != NULL)
			s->taken[at->pos] = true;
		if (strcmp(directive(n), "delete") == 0)
			continue;
		put(s, &s->given,
		    at != NULL && n->type == NODE_MAP
			    ? merge_map(s->p, merge_below(s->f), at->node, n)
			    : fresh(a, n),
		    at);
	}
	for (size_t i = 0; !s->bad && i < s->doc.cnt; i++) {
		struct node *n = s->doc.v[i].node;

		if (!s->taken[i] && items_find(&gone, n) == NULL)
			put(s, &s->live, tree_copy(a, n), &s->doc.v[i]);
	}
	items_fini(&gone);
}

/* Move what the order names to the front of what is given, in that order. */
static void
splice_order(struct splice *s)
{
	struct node *all = tree_new(s->p->arena, NODE_LIST);
	struct items merged, ordered = {0};
	size_t cnt = s->given.cnt + s->live.cnt;
	bool *taken = calloc(cnt + 1, sizeof(*taken));

	for (size_t i = 0; i < cnt; i++)
		tree_append(all, i < s->given.cnt ? s->given.v[i].node
						  : s->live.v[i - s->given.cnt].node);
	ordered.v = calloc(cnt + 1, sizeof(*ordered.v));
	s->bad |= all == NULL || items_index(&merged, field_by(s->f), all) != 0 || taken == NULL ||
		  ordered.v == NULL;
	for (const struct node *n = s->order->first; !s->bad && n != NULL; n = n->next) {
		const struct item *m = items_find(&merged, n);

		if (m == NULL || taken[m->pos])
			continue;
		taken[m->pos] = true;
		put(s, &ordered, m->node, items_find(&s->doc, m->node));
	}
	for (size_t i = 0; !s->bad && i < s->given.cnt; i++)
		if (!taken[i])
			ordered.v[ordered.cnt++] = s->given.v[i];
	if (!s->bad) {
		size_t kept = 0, from = s->given.cnt;

		for (size_t i = 0; i < s->live.cnt; i++)
			if (!taken[from + i])
				s->live.v[kept++] = s->live.v[i];
		s->live.cnt = kept;
		free(s->given.v);
		s->given = ordered;
		ordered.v = NULL;
	}
	free(ordered.v);
	free(taken);
	if (all != NULL)
		items_fini(&merged);
}

static struct node *
splice(struct splice *s, const struct node *doc)
{
	enum field_by by = field_by(s->f);
	struct node *out = NULL;
	size_t cnt = 0;

	if (!splice_check(s, doc) || !splice_check(s, s->patch) || !splice_check(s, s->gone) ||
	    !splice_check(s, s->order))
		return NULL;
	s->bad |= items_index(&s->doc, by, doc) != 0 || items_index(&s->patched, by, s->patch) != 0;
	cnt = s->doc.cnt + s->patched.cnt + 1;
	s->given.v = calloc(cnt, sizeof(*s->given.v));
	s->live.v = calloc(cnt, sizeof(*s->live.v));
	s->taken = calloc(cnt, sizeof(*s->taken));
	s->bad |= s->given.v == NULL || s->live.v == NULL || s->taken == NULL;
	if (!s->bad)
		splice_items(s);
	if (!s->bad && s->order != NULL)
		splice_order(s);
	if (!s->bad)
		out = merge_like(s->p->arena, s->patch != NULL ? s->patch : doc);
	if (out != NULL)
		items_interleave(out, &s->given, &s->live);
	free(s->given.v);
	free(s->live.v);
	free(s->taken);
	items_fini(&s->doc);
	items_fini(&s->patched);
	return out;
}

/* {"$patch": "replace"} as an item: the other items are the whole list. */
static bool
is_replaced(const struct node *list)
{
	for (const struct node *n = list != NULL ? list->first : NULL; n != NULL; n = n->next)
		if (is_order(n) && strcmp(directive(n), "replace") == 0)
			return true;
	return false;
}

static struct node *
merge_list(const struct patch *p, const struct field *f, const struct node *doc,
	   const struct node *patch, const struct node *whole)
{
	struct splice s = {.p = p, .f = f, .patch = patch};

	s.gone = list_directive(whole, "$deleteFromPrimitiveList/", f->key);
	s.order = list_directive(whole, "$setElementOrder/", f->key);
	if (is_replaced(patch))
		return fresh(p->arena, patch);
	return splice(&s, doc);
}

static struct node *
merge_value(const struct patch *p, enum schema_id schema, const struct node *doc,
	    const struct node *patch, const struct node *whole)
{
	const struct field *f = field_find(schema, doc->key);
	bool is_list = field_by(f) != FIELD_BY_NOTHING && doc->type == NODE_LIST;

	if (patch == NULL && !is_list)
		return tree_copy(p->arena, doc);
	if (is_list && (patch == NULL || patch->type == NODE_LIST))
		return merge_list(p, f, doc, patch, whole);
	if (patch->type == NODE_MAP && doc->type == NODE_MAP)
		return merge_map(p, merge_below(f), doc, patch);
	return fresh(p->arena, patch);
}

static bool
retain_check(const struct patch *p, const struct node *patch, const struct node *retain)
{
	if (retain == NULL)
		return true;
	if (retain->type != NODE_LIST) {
		patch_fault(p, retain, "$retainKeys is a list, not %s", tree_type_name(retain));
		return false;
	}
	for (const struct node *n = patch->first; n != NULL; n = n->next) {
		if (is_directive(n) || n->type == NODE_NULL || holds_text(retain, n->key))
			continue;
		patch_fault(p, n, "\"%s\" is set, but $retainKeys does not name it", n->key);
		return false;
	}
	return true;
}

static struct node *
merge_map(const struct patch *p, enum schema_id schema, const struct node *doc,
	  const struct node *patch)
{
	const struct node *how = tree_get(patch, "$patch");
	const struct node *retain = tree_get(patch, "$retainKeys");
	struct node *out = merge_like(p->arena, patch);
	struct tree_index in_doc, in_patch;
	bool failed = out == NULL;

	if (strcmp(directive(patch), "replace") == 0)
		return fresh(p->arena, patch);
	if (strcmp(directive(patch), "delete") == 0)
		return out;
	if (how != NULL && strcmp(directive(patch), "merge") != 0)
		return patch_fault(p, how, "$patch is merge, replace or delete");
	if (!retain_check(p, patch, retain))
		return NULL;
	tree_index(&in_doc, doc);
	tree_index(&in_patch, patch);
	for (const struct node *n = doc->first; !failed && n != NULL; n = n->next) {
		const struct node *with = tree_index_get(&in_patch, n->key);
		struct node *merged;

		if (with != NULL ? with->type == NODE_NULL
				 : retain != NULL && !holds_text(retain, n->key))
			continue;
		merged = merge_value(p, schema, n, with, patch);
		failed = merged == NULL;
		tree_add(out, n->key, merged);
	}
	for (const struct node *n = patch->first; !failed && n != NULL; n = n->next)
		if (!is_directive(n) && n->type != NODE_NULL &&
		    tree_index_get(&in_doc, n->key) == NULL)
			tree_append(out, fresh(p->arena, n));
	tree_index_fini(&in_doc);
	tree_index_fini(&in_patch);
	return failed ? NULL : out;
}

struct node *
patch_strategic(const struct patch *p, enum schema_id schema, const struct node *doc,
		const struct node *patch)
{
	return merge_map(p, schema, doc, patch);
}
