/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * JSON patches (RFC 6902): operations one after the other on a copy of the document, places named
 * by JSON pointers (RFC 6901).
 */
#include "kube/patch_priv.h"

#include <stdlib.h>
#include <string.h>

#include "kube/merge_priv.h"

#define OPERATIONS_MAX 10000 /* as the API server has it */

/* Copies of copies double: bounds for what one patch may make. */
#define NODES_MAX (1u << 20)

struct jsonpatch {
	const struct patch *p;
	struct node *root;
	const struct node *op; /* the operation under way */
	size_t node_cnt;       /* added so far */
};

/* A place: a member of a map or an item of a list, there or not; parent NULL: the whole document.
 */
struct place {
	struct node *parent;
	const char *step;  /* the pointer's last, unescaped */
	size_t idx;        /* in a list; its length: behind the last */
	struct node *node; /* NULL: nothing is there */
	size_t depth;
};

static const char *
unescape(struct jsonpatch *j, const struct node *at, const char *step, size_t len)
{
	char *text = arena_strndup(j->p->arena, step, len), *to = text;

	for (const char *from = text; text != NULL && *from != '\0'; from++) {
		if (*from != '~') {
			*to++ = *from;
			continue;
		}
		from++;
		if (*from != '0' && *from != '1') {
			patch_fault(j->p, at, "\"%s\": '~' is written ~0, and '/' in a name ~1",
				    at->text);
			return NULL;
		}
		*to++ = *from == '0' ? '~' : '/';
	}
	if (text != NULL)
		*to = '\0';
	return text;
}

/* @return whether a step names an item of a list, or what is behind the last */
static bool
take_index(struct jsonpatch *j, const struct node *at, struct place *pl, bool may_append)
{
	const char *s = pl->step;
	size_t len = strlen(s);

	if (strcmp(s, "-") == 0 && may_append) {
		pl->idx = pl->parent->cnt;
		return true;
	}
	if (len == 0 || len > 9 || strspn(s, "0123456789") != len || (s[0] == '0' && len > 1)) {
		patch_fault(j->p, at, "\"%s\": \"%s\" is no position in a list", at->text, s);
		return false;
	}
	pl->idx = strtoul(s, NULL, 10);
	if (pl->idx <= pl->parent->cnt)
		return true;
	patch_fault(j->p, at, "\"%s\": the list has %u item%s", at->text, pl->parent->cnt,
		    pl->parent->cnt == 1 ? "" : "s");
	return false;
}

static bool
step_into(struct jsonpatch *j, const struct node *at, struct place *pl, bool is_last)
{
	struct node *n;

	pl->node = NULL;
	if (pl->parent->type == NODE_MAP) {
		pl->node = tree_get(pl->parent, pl->step);
		return true;
	}
	if (pl->parent->type != NODE_LIST) {
		patch_fault(j->p, at, "\"%s\": there is nothing below %s", at->text,
			    tree_type_name(pl->parent));
		return false;
	}
	if (!take_index(j, at, pl, is_last))
		return false;
	n = pl->parent->first;
	for (size_t i = 0; n != NULL && i < pl->idx; i++)
		n = n->next;
	pl->node = n;
	return true;
}

/* Find a pointer's place; all of it but the last step must exist. */
static bool
find(struct jsonpatch *j, const struct node *at, struct place *pl)
{
	const char *path = at->text;

	*pl = (struct place){.node = j->root};
	if (*path != '\0' && *path != '/') {
		patch_fault(j->p, at, "\"%s\": a path begins with '/', or is empty", path);
		return false;
	}
	while (*path == '/') {
		size_t len = strcspn(++path, "/");

		if (pl->node == NULL) {
			patch_fault(j->p, at, "\"%s\": there is no \"%s\"", at->text, pl->step);
			return false;
		}
		pl->parent = pl->node;
		pl->step = unescape(j, at, path, len);
		path += len;
		pl->depth++;
		if (pl->step == NULL || !step_into(j, at, pl, *path == '\0'))
			return false;
	}
	return true;
}

static bool
find_there(struct jsonpatch *j, const struct node *at, struct place *pl)
{
	if (!find(j, at, pl))
		return false;
	if (pl->node == NULL)
		patch_fault(j->p, at, "\"%s\": nothing is there", at->text);
	return pl->node != NULL;
}

static size_t
weigh(const struct node *n, size_t *depth)
{
	size_t cnt = 1, below = 0;

	for (const struct node *c = n->first; c != NULL; c = c->next) {
		size_t d;

		cnt += weigh(c, &d);
		below = d > below ? d : below;
	}
	*depth = below + 1;
	return cnt;
}

static struct node *
copy_value(struct jsonpatch *j, const struct node *value, const struct place *to)
{
	size_t depth;

	j->node_cnt += weigh(value, &depth);
	if (depth + to->depth > TREE_DEPTH_MAX)
		return patch_fault(j->p, j->op, "this nests deeper than %d levels", TREE_DEPTH_MAX);
	if (j->node_cnt > NODES_MAX)
		return patch_fault(j->p, j->op, "this patch adds more than %u values", NODES_MAX);
	return tree_copy(j->p->arena, value);
}

static void
list_unlink(struct node *list, struct node *n)
{
	struct node *prev = NULL;

	for (struct node *c = list->first; c != n; c = c->next)
		prev = c;
	if (prev == NULL)
		list->first = n->next;
	else
		prev->next = n->next;
	if (list->last == n)
		list->last = prev;
	list->cnt--;
}

static void
list_insert(struct node *list, struct node *before, struct node *n)
{
	struct node *prev = NULL;

	if (before == NULL) {
		tree_append(list, n);
		return;
	}
	for (struct node *c = list->first; c != before; c = c->next)
		prev = c;
	n->next = before;
	if (prev == NULL)
		list->first = n;
	else
		prev->next = n;
	list->cnt++;
}

static bool
put_at(struct jsonpatch *j, const struct place *pl, const struct node *value)
{
	struct node *n = copy_value(j, value, pl);

	if (n == NULL)
		return false;
	n->key = NULL;
	if (pl->parent == NULL)
		j->root = n;
	else if (pl->parent->type == NODE_MAP)
		tree_set(j->p->arena, pl->parent, pl->step, n);
	else
		list_insert(pl->parent, pl->node, n);
	return true;
}

static bool
remove_at(struct jsonpatch *j, const struct node *at, const struct place *pl)
{
	if (pl->parent == NULL) {
		patch_fault(j->p, at, "the whole object cannot be removed");
		return false;
	}
	if (pl->parent->type == NODE_MAP)
		tree_unset(pl->parent, pl->step);
	else
		list_unlink(pl->parent, pl->node);
	return true;
}

/* A member of the operation that must be there. */
static const struct node *
member(struct jsonpatch *j, const char *key, bool is_path)
{
	const struct node *n = tree_get(j->op, key);

	if (n == NULL)
		return patch_fault(j->p, j->op, "the operation has no \"%s\"", key);
	if (is_path && n->type != NODE_STRING)
		return patch_fault(j->p, n, "\"%s\" is a string, not %s", key, tree_type_name(n));
	return n;
}

static bool
op_add(struct jsonpatch *j, const struct node *path)
{
	const struct node *value = member(j, "value", false);
	struct place pl;

	return value != NULL && find(j, path, &pl) && put_at(j, &pl, value);
}

static bool
op_remove(struct jsonpatch *j, const struct node *path)
{
	struct place pl;

	return find_there(j, path, &pl) && remove_at(j, path, &pl);
}

static bool
op_replace(struct jsonpatch *j, const struct node *path)
{
	const struct node *value = member(j, "value", false);
	struct place pl;

	if (value == NULL || !find_there(j, path, &pl))
		return false;
	if (pl.parent != NULL && pl.parent->type == NODE_LIST) {
		struct node *old = pl.node;

		pl.node = old->next;
		list_unlink(pl.parent, old);
	}
	return put_at(j, &pl, value);
}

static bool
op_move(struct jsonpatch *j, const struct node *path)
{
	const struct node *from = member(j, "from", true);
	struct place pl, to;
	size_t len;

	if (from == NULL || !find_there(j, from, &pl))
		return false;
	len = strlen(from->text);
	if (strcmp(from->text, path->text) == 0)
		return true;
	if (strncmp(path->text, from->text, len) == 0 && path->text[len] == '/') {
		patch_fault(j->p, path, "\"%s\" is inside of what is to be moved", path->text);
		return false;
	}
	return remove_at(j, from, &pl) && find(j, path, &to) && put_at(j, &to, pl.node);
}

static bool
op_copy(struct jsonpatch *j, const struct node *path)
{
	const struct node *from = member(j, "from", true);
	struct place pl, to;

	return from != NULL && find_there(j, from, &pl) && find(j, path, &to) &&
	       put_at(j, &to, pl.node);
}

static bool
op_test(struct jsonpatch *j, const struct node *path)
{
	const struct node *value = member(j, "value", false);
	struct buf is = {0}, wanted = {0};
	struct place pl;

	if (value == NULL || !find_there(j, path, &pl))
		return false;
	if (tree_equal(pl.node, value))
		return true;
	tree_json(pl.node, &is);
	tree_json(value, &wanted);
	patch_fault(j->p, path, "test failed: \"%s\" is %.120s, not %.120s", path->text,
		    is.failed ? "" : is.data, wanted.failed ? "" : wanted.data);
	buf_fini(&is);
	buf_fini(&wanted);
	return false;
}

static bool
operate(struct jsonpatch *j)
{
	static const struct {
		const char *name;
		bool (*run)(struct jsonpatch *j, const struct node *path);
	} ops[] = {
		{"add", op_add},   {"remove", op_remove}, {"replace", op_replace},
		{"move", op_move}, {"copy", op_copy},     {"test", op_test},
	};
	const struct node *name, *path;

	if (j->op->type != NODE_MAP) {
		patch_fault(j->p, j->op, "an operation is a map, not %s", tree_type_name(j->op));
		return false;
	}
	name = member(j, "op", true);
	path = name != NULL ? member(j, "path", true) : NULL;
	if (path == NULL)
		return false;
	for (size_t i = 0; i < sizeof(ops) / sizeof(ops[0]); i++)
		if (strcmp(ops[i].name, name->text) == 0)
			return ops[i].run(j, path);
	patch_fault(
		j->p, name,
		"unknown operation \"%.40s\": add, remove, replace, move, copy and test are known",
		name->text);
	return false;
}

struct node *
patch_json(const struct patch *p, const struct node *doc, const struct node *ops)
{
	struct jsonpatch j = {.p = p, .root = tree_copy(p->arena, doc)};

	if (ops->cnt > OPERATIONS_MAX)
		return patch_fault(p, ops,
				   "The allowed maximum operations in a JSON patch is %d, got %u",
				   OPERATIONS_MAX, ops->cnt);
	if (j.root == NULL)
		return NULL;
	for (j.op = ops->first; j.op != NULL; j.op = j.op->next)
		if (!operate(&j))
			return NULL;
	if (j.root->type != NODE_MAP)
		return patch_fault(p, ops, "the patched object is a map no more, but %s",
				   tree_type_name(j.root));
	return j.root;
}
