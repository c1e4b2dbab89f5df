/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include "kube/tree.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MEMBERS_COMPARED_MAX 32

struct node *
tree_get(const struct node *map, const char *key)
{
	if (map == NULL || map->type != NODE_MAP)
		return NULL;
	for (struct node *n = map->first; n != NULL; n = n->next)
		if (n->key[0] == key[0] && strcmp(n->key, key) == 0)
			return n;
	return NULL;
}

const char *
tree_text(const struct node *map, const char *key)
{
	const struct node *n = tree_get(map, key);

	return n != NULL && n->type == NODE_STRING ? n->text : NULL;
}

void
tree_index(struct tree_index *x, const struct node *map)
{
	*x = (struct tree_index){.map = map};
	if (map == NULL || map->type != NODE_MAP || map->cnt <= MEMBERS_COMPARED_MAX)
		return;
	for (struct node *n = map->first; n != NULL; n = n->next)
		if (map_set(&x->keys, n->key, n, NULL) != 0) {
			map_fini(&x->keys);
			return;
		}
}

void
tree_index_fini(struct tree_index *x)
{
	map_fini(&x->keys);
}

struct node *
tree_index_get(const struct tree_index *x, const char *key)
{
	return x->keys.cnt > 0 ? map_find(&x->keys, key) : tree_get(x->map, key);
}

static const struct node *
child_at(const struct node *n, const char *step, size_t len)
{
	unsigned long idx;

	if (step[0] == '[') {
		idx = strtoul(step + 1, NULL, 10);
		for (n = n->type == NODE_LIST ? n->first : NULL; n != NULL && idx > 0; idx--)
			n = n->next;
		return n;
	}
	for (n = n->type == NODE_MAP ? n->first : NULL; n != NULL; n = n->next)
		if (strlen(n->key) == len && memcmp(n->key, step, len) == 0)
			return n;
	return NULL;
}

const struct node *
tree_at(const struct node *root, const char *path)
{
	const struct node *n = root;

	while (n != NULL && *path != '\0') {
		size_t len = path[0] == '[' ? strcspn(path, "]") + 1 : strcspn(path, ".[");
		const struct node *child = child_at(n, path, len);

		if (child == NULL)
			return n;
		n = child;
		path += len;
		if (*path == '.')
			path++;
	}
	return n;
}

const char *
tree_type_name(const struct node *n)
{
	switch (n->type) {
	case NODE_NULL:
		return "nothing";
	case NODE_BOOL:
		return "a boolean";
	case NODE_INT:
		return "an integer";
	case NODE_FLOAT:
		return "a fraction";
	case NODE_STRING:
		return "a string";
	case NODE_MAP:
		return "a map";
	case NODE_LIST:
		return "a list";
	}
	return "?";
}

/* What a character that may not stand in a JSON string becomes. @return its bytes */
static size_t
escape(unsigned char ch, char *to)
{
	static const char hex[] = "0123456789abcdef";

	to[0] = '\\';
	if (ch == '"' || ch == '\\' || ch == '\n' || ch == '\t') {
		to[1] = (char)(ch == '\n' ? 'n' : ch == '\t' ? 't' : ch);
		return 2;
	}
	memcpy(to + 1, "u00", 3);
	to[4] = hex[ch >> 4];
	to[5] = hex[ch & 15];
	return 6;
}

/* The next that may not stand for itself, or the end. */
static const char *
next_special(const char *s)
{
	while ((unsigned char)*s >= 0x20 && *s != '"' && *s != '\\')
		s++;
	return s;
}

void
tree_json_string(const char *s, struct buf *out)
{
	char escaped[6];

	buf_add(out, "\"", 1);
	for (;;) {
		const char *special = next_special(s);

		buf_add(out, s, (size_t)(special - s));
		if (*special == '\0')
			break;
		buf_add(out, escaped, escape((unsigned char)*special, escaped));
		s = special + 1;
	}
	buf_add(out, "\"", 1);
}

static void
json_float(double f, struct buf *out)
{
	char text[40], digits[24];
	size_t cnt = 0;
	int exp;

	if (!isfinite(f)) {
		buf_adds(out, "null");
		return;
	}
	for (int precision = 0; precision <= 16; precision++) {
		snprintf(text, sizeof(text), "%.*e", precision, f);
		if (strtod(text, NULL) == f)
			break;
	}
	for (const char *s = text; *s != 'e'; s++)
		if (*s >= '0' && *s <= '9')
			digits[cnt++] = *s;
	digits[cnt] = '\0';
	exp = atoi(strchr(text, 'e') + 1);
	buf_adds(out, f < 0 ? "-" : "");
	if (f != 0 && (exp < -6 || exp >= 21)) {
		buf_printf(out, "%c%s%se%+d", digits[0], cnt > 1 ? "." : "", digits + 1, exp);
		return;
	}
	if (exp < 0)
		buf_printf(out, "0.%.*s%s", -exp - 1, "000000", digits);
	for (int i = 0; exp >= 0 && (i <= exp || i < (int)cnt); i++)
		buf_printf(out, "%s%c", i == exp + 1 ? "." : "", i < (int)cnt ? digits[i] : '0');
}

void
tree_json(const struct node *n, struct buf *out)
{
	switch (n->type) {
	case NODE_NULL:
		buf_adds(out, "null");
		return;
	case NODE_BOOL:
		buf_adds(out, n->b ? "true" : "false");
		return;
	case NODE_INT:
		buf_addi(out, n->i);
		return;
	case NODE_FLOAT:
		json_float(n->f, out);
		return;
	case NODE_STRING:
		tree_json_string(n->text, out);
		return;
	case NODE_MAP:
	case NODE_LIST:
		break;
	}
	buf_adds(out, n->type == NODE_MAP ? "{" : "[");
	for (const struct node *c = n->first; c != NULL; c = c->next) {
		if (n->type == NODE_MAP) {
			tree_json_string(c->key, out);
			buf_adds(out, ":");
		}
		tree_json(c, out);
		if (c->next != NULL)
			buf_adds(out, ",");
	}
	buf_adds(out, n->type == NODE_MAP ? "}" : "]");
}

size_t
tree_json_bytes(const struct node *n)
{
	size_t bytes = n->key != NULL ? strlen(n->key) + 4 : 1;

	if (n->type != NODE_MAP && n->type != NODE_LIST)
		return bytes + strlen(n->text) + (n->type == NODE_STRING ? 2 : 0);
	for (const struct node *c = n->first; c != NULL; c = c->next)
		bytes += tree_json_bytes(c);
	return bytes + (n->first == NULL ? 2 : 1);
}

struct node *
tree_new(struct arena *a, enum node_type type)
{
	struct node *n = arena_alloc(a, sizeof(*n));

	if (n != NULL) {
		n->type = type;
		n->text = "";
	}
	return n;
}

struct node *
tree_string(struct arena *a, const char *s)
{
	struct node *n = tree_new(a, NODE_STRING);

	if (n != NULL && (n->text = arena_strdup(a, s)) == NULL)
		return NULL;
	return n;
}

struct node *
tree_int(struct arena *a, int64_t i)
{
	struct node *n = tree_new(a, NODE_INT);

	if (n != NULL)
		n->i = i;
	return n;
}

struct node *
tree_bool(struct arena *a, bool b)
{
	struct node *n = tree_new(a, NODE_BOOL);

	if (n != NULL)
		n->b = b;
	return n;
}

struct node *
tree_copy(struct arena *a, const struct node *n)
{
	struct node *copy = arena_alloc(a, sizeof(*copy));

	if (copy == NULL)
		return NULL;
	*copy = *n;
	copy->next = copy->first = copy->last = NULL;
	copy->cnt = 0;
	for (const struct node *c = n->first; c != NULL; c = c->next)
		tree_append(copy, tree_copy(a, c));
	return copy;
}

static bool
maps_equal(const struct node *a, const struct node *b)
{
	const struct node *n = a->first, *other = b->first;
	struct tree_index in_b;
	bool equal = true;

	if (a->cnt != b->cnt)
		return false;
	/* Mostly they have the same order. */
	for (; n != NULL && strcmp(other->key, n->key) == 0; n = n->next, other = other->next)
		if (!tree_equal(n, other))
			return false;
	if (n == NULL)
		return true;
	tree_index(&in_b, b);
	for (; n != NULL && equal; n = n->next) {
		other = tree_index_get(&in_b, n->key);
		equal = other != NULL && tree_equal(n, other);
	}
	tree_index_fini(&in_b);
	return equal;
}

static bool
lists_equal(const struct node *a, const struct node *b)
{
	if (a->cnt != b->cnt)
		return false;
	for (a = a->first, b = b->first; a != NULL && b != NULL; a = a->next, b = b->next)
		if (!tree_equal(a, b))
			return false;
	return true;
}

static double
number(const struct node *n)
{
	return n->type == NODE_INT ? (double)n->i : n->f;
}

bool
tree_equal(const struct node *a, const struct node *b)
{
	if (a == NULL || b == NULL)
		return a == b;
	if (a->type != b->type)
		return (a->type == NODE_INT || a->type == NODE_FLOAT) &&
		       (b->type == NODE_INT || b->type == NODE_FLOAT) && number(a) == number(b);
	switch (a->type) {
	case NODE_NULL:
		return true;
	case NODE_BOOL:
		return a->b == b->b;
	case NODE_INT:
		return a->i == b->i;
	case NODE_FLOAT:
		return a->f == b->f;
	case NODE_STRING:
		return strcmp(a->text, b->text) == 0;
	case NODE_MAP:
		return maps_equal(a, b);
	case NODE_LIST:
		return lists_equal(a, b);
	}
	return false;
}

void
tree_append(struct node *list, struct node *child)
{
	if (list == NULL || child == NULL)
		return;
	child->next = NULL;
	if (list->last == NULL)
		list->first = child;
	else
		list->last->next = child;
	list->last = child;
	list->cnt++;
}

void
tree_unset(struct node *map, const char *key)
{
	struct node *prev = NULL;

	for (struct node *n = map->first; n != NULL; prev = n, n = n->next) {
		if (strcmp(n->key, key) != 0)
			continue;
		if (prev == NULL)
			map->first = n->next;
		else
			prev->next = n->next;
		if (map->last == n)
			map->last = prev;
		map->cnt--;
		return;
	}
}

void
tree_set(struct arena *a, struct node *map, const char *key, struct node *child)
{
	struct node *old;

	if (map == NULL || child == NULL)
		return;
	old = tree_get(map, key);
	if (old != NULL) { /* in place, so that an object keeps its order */
		struct node *next = old->next;
		const char *old_key = old->key;

		*old = *child;
		old->next = next;
		old->key = old_key;
		return;
	}
	child->key = arena_strdup(a, key);
	if (child->key != NULL)
		tree_append(map, child);
}

void
tree_add(struct node *map, const char *key, struct node *child)
{
	if (child != NULL)
		child->key = key;
	tree_append(map, child);
}

struct node *
tree_map(struct arena *a, struct node *map, const char *key)
{
	struct node *n = tree_get(map, key);

	if (n != NULL && n->type == NODE_MAP)
		return n;
	tree_set(a, map, key, tree_new(a, NODE_MAP));
	return tree_get(map, key);
}

static size_t
places_bytes(const struct node *n)
{
	size_t bytes = sizeof(*n) + (n->key != NULL ? strlen(n->key) + 1 : 0);

	for (const struct node *c = n->first; c != NULL; c = c->next)
		bytes += places_bytes(c);
	return bytes;
}

static struct node *
places_copy(struct arena *a, const struct node *n)
{
	struct node *copy = tree_new(a, n->type);

	if (copy == NULL)
		return NULL;
	copy->line = n->line;
	copy->col = n->col;
	copy->key_line = n->key_line;
	copy->key_col = n->key_col;
	copy->key = n->key == NULL ? NULL : arena_strdup(a, n->key);
	for (const struct node *c = n->first; c != NULL; c = c->next)
		tree_append(copy, places_copy(a, c));
	return copy;
}

struct node *
tree_places(const struct node *n, struct arena **out)
{
	struct arena *a = arena_create(places_bytes(n));
	struct node *copy = a == NULL ? NULL : places_copy(a, n);

	if (copy != NULL && arena_failed(a))
		copy = NULL;
	if (copy == NULL) {
		arena_destroy(a);
		return NULL;
	}
	*out = a;
	return copy;
}
