/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * Evaluating templates.
 */
#include "cli/jsonpath_priv.h"

#include "cli/gotext.h"
#include "cli/jget.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define NOWHERE ((size_t)-1)

/* begin, in, end: ranges to be begun, under way, to be ended. */
struct run {
	const struct jsonpath *p;
	struct jsonpath_found *found;
	struct buf *why;
	size_t begin, in, end;
	size_t last_end; /* item of the {end} that was met last */
	bool failed;     /* no memory */
};

static int walk(struct run *r, const struct jsonpath_group *in, const struct jsonpath_node *n,
		struct jsonpath_group *out);

/* Add a value; NULL, which is none, is passed over. */
static void
group_add(struct run *r, struct jsonpath_group *g, const json_t *v)
{
	size_t max = g->max == 0 ? 8 : g->max * 2;
	const json_t **grown;

	if (v == NULL)
		return;
	if (g->cnt == g->max) {
		grown = realloc(g->v, max * sizeof(*grown));
		if (grown == NULL) {
			r->failed = true;
			return;
		}
		g->v = grown;
		g->max = max;
	}
	g->v[g->cnt++] = v;
}

static void
group_add_members(struct run *r, struct jsonpath_group *g, const json_t *v)
{
	size_t cnt;
	const char **keys = jkeys(v, &cnt);

	for (size_t i = 0; i < cnt; i++)
		group_add(r, g, json_object_get(v, keys[i]));
	for (size_t i = 0; i < json_array_size(v); i++)
		group_add(r, g, json_array_get(v, i));
	free(keys);
}

/* Items of a node, each on what the one before it found. */
static int
walk_list(struct run *r, const struct jsonpath_group *in, const struct jsonpath_node *n,
	  struct jsonpath_group *out)
{
	struct jsonpath_group cur = {0}, next = {0};
	int rc = 0;

	for (size_t i = 0; i < in->cnt; i++)
		group_add(r, &cur, in->v[i]);
	for (size_t i = 0; i < n->cnt && rc == 0; i++) {
		next = (struct jsonpath_group){0};
		rc = walk(r, &cur, &n->items[i], &next);
		free(cur.v);
		cur = next;
	}
	*out = cur;
	return rc;
}

static int
refuse(struct run *r, const char *what, const json_t *v, const char *then)
{
	buf_adds(r->why, what);
	if (then != NULL) {
		go_print(v, r->why);
		buf_adds(r->why, then);
	}
	return -EINVAL;
}

static int
slice_one(struct run *r, const json_t *v, const struct jsonpath_node *n, struct jsonpath_group *out)
{
	long long len = (long long)json_array_size(v);
	long long first = n->at[0].known ? n->at[0].value : 0;
	long long end = n->at[1].known ? n->at[1].value : len;
	long long step = n->at[2].known ? n->at[2].value : 1, wrong = first;

	if (!json_is_array(v)) {
		buf_printf(r->why, "%s is not array or slice", go_type(v));
		return -EINVAL;
	}
	first += first < 0 ? len : 0;
	end += end < 0 || (end == 0 && n->at[1].derived) ? len : 0;
	if (first == end)
		return 0;
	wrong = first >= len || first < 0 ? first : end - 1;
	if (first >= len || first < 0 || end > len || end < 0) {
		buf_printf(r->why, "array index out of bounds: index %lld, length %lld", wrong,
			   len);
		return -EINVAL;
	}
	if (first > end) {
		buf_printf(r->why, "starting index %lld is greater than ending index %lld", first,
			   end);
		return -EINVAL;
	}
	if (step <= 0)
		return refuse(r, "step must be > 0", NULL, NULL);
	for (; first < end; first += step)
		group_add(r, out, json_array_get(v, (size_t)first));
	return 0;
}

static void
recurse(struct run *r, const json_t *v, struct jsonpath_group *out)
{
	struct jsonpath_group members = {0};

	group_add_members(r, &members, v);
	if (members.cnt > 0 || json_string_length(v) > 0)
		group_add(r, out, v);
	for (size_t i = 0; i < members.cnt; i++)
		recurse(r, members.v[i], out);
	free(members.v);
}

/* @return -1, 0 or 1 in *order; *equal_only: less and greater mean nothing */
static bool
compare(const json_t *a, const json_t *b, int *order, bool *equal_only)
{
	bool numbers = json_is_integer(a) ? json_is_integer(b) : json_is_real(a) && json_is_real(b);
	double x, y;

	*equal_only = json_is_boolean(a);
	if (json_is_string(a) && json_is_string(b)) {
		*order = strcmp(json_string_value(a), json_string_value(b));
	} else if (json_is_boolean(a) && json_is_boolean(b)) {
		*order = json_is_true(a) != json_is_true(b);
	} else if (json_is_integer(a) && numbers) {
		*order = (json_integer_value(a) > json_integer_value(b)) -
			 (json_integer_value(a) < json_integer_value(b));
	} else if (numbers) {
		x = json_real_value(a);
		y = json_real_value(b);
		*order = (x > y) - (x < y);
	} else {
		return false;
	}
	return true;
}

static bool
is_basic(const json_t *v)
{
	return json_is_string(v) || json_is_number(v) || json_is_boolean(v);
}

/* @return 1 passes, 0 does not, -EINVAL */
static int
filter_compare(struct run *r, const char *op, const json_t *left, const json_t *right)
{
	static const char *const ops[] = {"<", ">", "==", "!=", "<=", ">="};
	bool equal_only, passes[6];
	int order;

	if (!is_basic(left) || !is_basic(right))
		return refuse(r, "invalid type for comparison", NULL, NULL);
	if (!compare(left, right, &order, &equal_only))
		return refuse(r, "incompatible types for comparison", NULL, NULL);
	memcpy(passes, (bool[]){order<0, order> 0, order == 0, order != 0, order <= 0, order >= 0},
	       sizeof(passes));
	for (size_t i = 0; i < 6; i++) {
		if (strcmp(op, ops[i]) != 0)
			continue;
		if (equal_only && i != 2 && i != 3)
			return refuse(r, "invalid type for comparison", NULL, NULL);
		return passes[i];
	}
	buf_printf(r->why, "unrecognized filter operator %s", op);
	return -EINVAL;
}

/* @return 1 passes, 0 does not, -EINVAL */
static int
filter_passes(struct run *r, const json_t *item, const struct jsonpath_node *n)
{
	const struct jsonpath_group in = {.v = &item, .cnt = 1};
	struct jsonpath_group left = {0}, right = {0};
	int rc = walk_list(r, &in, &n->items[0], &left);

	/* kubectl takes it as there when looking for it is an error. */
	if (n->cnt == 1) {
		buf_reset(r->why);
		rc = rc < 0 || left.cnt > 0;
	} else if (rc == 0 && left.cnt == 1) {
		rc = walk_list(r, &in, &n->items[1], &right);
		if (rc == 0 && right.cnt == 1)
			rc = filter_compare(r, n->text, left.v[0], right.v[0]);
	}
	if (rc == 0 && n->cnt > 1 && (left.cnt > 1 || right.cnt > 1))
		rc = refuse(r, "can only compare one element at a time", NULL, NULL);
	free(left.v);
	free(right.v);
	return rc;
}

static int
filter_one(struct run *r, const json_t *v, const struct jsonpath_node *n,
	   struct jsonpath_group *out)
{
	const json_t *item;
	size_t i;

	if (!json_is_array(v))
		return refuse(r, "", v, " is not array or slice and cannot be filtered");
	json_array_foreach(v, i, item)
	{
		int rc = filter_passes(r, item, n);

		if (rc < 0)
			return rc;
		if (rc > 0)
			group_add(r, out, item);
	}
	return 0;
}

static int
walk_one(struct run *r, const json_t *v, const struct jsonpath_node *n, struct jsonpath_group *out)
{
	switch (n->type) {
	case JSONPATH_FIELD:
		group_add(r, out, json_object_get(v, n->text));
		return 0;
	case JSONPATH_SLICE:
		return slice_one(r, v, n, out);
	case JSONPATH_FILTER:
		return filter_one(r, v, n, out);
	case JSONPATH_WILDCARD:
		group_add_members(r, out, v);
		return 0;
	case JSONPATH_RECURSIVE:
		recurse(r, v, out);
		return 0;
	case JSONPATH_LIST:
	case JSONPATH_CONST:
	case JSONPATH_UNION:
	case JSONPATH_RANGE:
	case JSONPATH_END:
	case JSONPATH_UNKNOWN:
		break;
	}
	return -EINVAL;
}

static int
walk_union(struct run *r, const struct jsonpath_group *in, const struct jsonpath_node *n,
	   struct jsonpath_group *out)
{
	int rc = 0;

	for (size_t i = 0; i < n->cnt && rc == 0; i++) {
		struct jsonpath_group one = {0};

		rc = walk_list(r, in, &n->items[i], &one);
		for (size_t k = 0; k < one.cnt; k++)
			group_add(r, out, one.v[k]);
		free(one.v);
	}
	return rc;
}

static int
walk(struct run *r, const struct jsonpath_group *in, const struct jsonpath_node *n,
     struct jsonpath_group *out)
{
	int rc = 0;

	if (n->type == JSONPATH_LIST)
		return walk_list(r, in, n, out);
	if (n->type == JSONPATH_UNION)
		return walk_union(r, in, n, out);
	if (n->type == JSONPATH_END && r->in == 0)
		return refuse(r, "not in range, nothing to end", NULL, NULL);
	if (n->type == JSONPATH_UNKNOWN) {
		buf_printf(r->why, "unrecognized identifier %s", n->text);
		return -EINVAL;
	}
	r->end += n->type == JSONPATH_END;
	r->begin += n->type == JSONPATH_RANGE;
	/* A text stands for itself, whatever was found before it. */
	if (n->type == JSONPATH_CONST && json_is_string(n->value)) {
		group_add(r, out, n->value);
		return 0;
	}
	for (size_t i = 0; i < in->cnt && rc == 0 && n->type != JSONPATH_END; i++) {
		if (n->type == JSONPATH_CONST)
			group_add(r, out, n->value);
		else if (n->type == JSONPATH_RANGE)
			group_add(r, out, in->v[i]);
		else if (!json_is_null(in->v[i]))
			rc = walk_one(r, in->v[i], n, out);
	}
	return rc;
}

static void
found_add(struct run *r, struct jsonpath_group *g)
{
	struct jsonpath_found *f = r->found;
	size_t max = f->max == 0 ? 8 : f->max * 2;
	struct jsonpath_group *grown =
		f->cnt < f->max ? f->groups : realloc(f->groups, max * sizeof(*grown));

	if (grown == NULL) {
		r->failed = true;
		free(g->v);
		return;
	}
	if (f->cnt == f->max)
		f->max = max;
	f->groups = grown;
	f->groups[f->cnt++] = *g;
}

static void
found_cut(struct jsonpath_found *f, size_t cnt)
{
	while (f->cnt > cnt)
		free(f->groups[--f->cnt].v);
}

static int find_from(struct run *r, size_t from, const json_t *object);

/* What stands in a range, for each value; for none it is still gone through, to find its end. */
static int
range(struct run *r, size_t from, const struct jsonpath_group *values)
{
	size_t before = r->found->cnt;
	int rc = 0;

	r->begin--;
	r->in++;
	for (size_t i = 0; i < values->cnt && rc == 0; i++)
		rc = find_from(r, from, values->v[i]);
	if (values->cnt == 0) {
		rc = find_from(r, from, NULL);
		found_cut(r->found, before);
	}
	r->in--;
	return rc;
}

static int
find_from(struct run *r, size_t from, const json_t *object)
{
	const struct jsonpath_node *root = &r->p->root;
	const struct jsonpath_group in = {.v = &object, .cnt = object != NULL};
	int rc = 0;

	for (size_t i = from; i < root->cnt && rc == 0; i++) {
		const struct jsonpath_node *n = &root->items[i];
		struct jsonpath_group out = {0};

		rc = walk(r, &in, n, &out);
		if (rc == 0 && r->end > 0 && r->end <= r->in) {
			r->end--;
			r->last_end = i;
			free(out.v);
			break;
		}
		if (rc < 0 || r->begin == 0) {
			found_add(r, &out);
			continue;
		}
		rc = range(r, i + 1, &out);
		free(out.v);
		if (r->last_end != NOWHERE && r->last_end > i)
			i = r->last_end;
	}
	return rc;
}

int
jsonpath_find(const struct jsonpath *p, const json_t *object, struct jsonpath_found *found,
	      struct buf *why)
{
	struct run r = {.p = p, .found = found, .why = why, .last_end = NOWHERE};
	int rc;

	*found = (struct jsonpath_found){0};
	rc = find_from(&r, 0, object);
	return rc == 0 && r.failed ? -ENOMEM : rc;
}

void
jsonpath_found_fini(struct jsonpath_found *found)
{
	found_cut(found, 0);
	free(found->groups);
	*found = (struct jsonpath_found){0};
}

static void
print_group(const struct jsonpath_group *g, struct buf *out)
{
	for (size_t i = 0; i < g->cnt; i++) {
		buf_adds(out, i > 0 ? " " : "");
		if (json_is_object(g->v[i]) || json_is_array(g->v[i]) || json_is_null(g->v[i]))
			go_json(g->v[i], 0, out);
		else
			go_print(g->v[i], out);
	}
}

static void
print_group_json(const struct jsonpath_group *g, struct buf *out)
{
	json_t *list = json_array();

	for (size_t i = 0; i < g->cnt; i++)
		json_array_append(list, (json_t *)(uintptr_t)g->v[i]);
	go_json(list, 4, out);
	buf_adds(out, "\n");
	json_decref(list);
}

int
jsonpath_print(const struct jsonpath *p, const json_t *object, bool as_json, struct buf *out,
	       struct buf *why)
{
	struct jsonpath_found found;
	int rc = jsonpath_find(p, object, &found, why);

	for (size_t i = 0; i < found.cnt && rc == 0; i++) {
		if (as_json)
			print_group_json(&found.groups[i], out);
		else
			print_group(&found.groups[i], out);
	}
	jsonpath_found_fini(&found);
	return rc == 0 && out->failed ? -ENOMEM : rc;
}
