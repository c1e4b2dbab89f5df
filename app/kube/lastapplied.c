/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * What was last applied through the socket, in the annotation and the form that kubectl writes:
 * compact JSON, keys sorted, safe within HTML as Go's encoder makes it, a newline behind.
 */
#include "kube/owner_priv.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static int
by_key(const void *a, const void *b)
{
	return strcmp((*(const struct node *const *)a)->key, (*(const struct node *const *)b)->key);
}

static void
put_string(const char *s, struct buf *out)
{
	struct buf plain = {0};
	size_t len;

	tree_json_string(s, &plain);
	out->failed |= plain.failed;
	for (const char *from = plain.failed ? "" : plain.data; *from != '\0'; from += len) {
		len = strcspn(from, "<>&");
		buf_add(out, from, len);
		if (from[len] != '\0')
			buf_printf(out, "\\u%04x", (unsigned)from[len++]);
	}
	buf_fini(&plain);
}

static void put_value(const struct node *n, struct buf *out);

static void
put_map(const struct node *map, struct buf *out)
{
	const struct node **v = calloc(map->cnt + 1, sizeof(*v));
	size_t cnt = 0;

	if (v == NULL) {
		out->failed = true;
		return;
	}
	for (const struct node *n = map->first; n != NULL; n = n->next)
		v[cnt++] = n;
	qsort(v, cnt, sizeof(*v), by_key);
	buf_adds(out, "{");
	for (size_t i = 0; i < cnt; i++) {
		buf_adds(out, i > 0 ? "," : "");
		put_string(v[i]->key, out);
		buf_adds(out, ":");
		put_value(v[i], out);
	}
	buf_adds(out, "}");
	free(v);
}

static void
put_value(const struct node *n, struct buf *out)
{
	if (n->type == NODE_MAP) {
		put_map(n, out);
	} else if (n->type == NODE_LIST) {
		buf_adds(out, "[");
		for (const struct node *c = n->first; c != NULL; c = c->next) {
			put_value(c, out);
			buf_adds(out, c->next != NULL ? "," : "");
		}
		buf_adds(out, "]");
	} else if (n->type == NODE_STRING) {
		put_string(n->text, out);
	} else {
		tree_json(n, out);
	}
}

const char *
lastapplied_text(struct arena *a, const struct node *given, const char *ns)
{
	struct node *copy = tree_copy(a, given), *meta;
	struct buf out = {0};
	const char *text = NULL;

	meta = copy != NULL ? tree_map(a, copy, "metadata") : NULL;
	if (meta == NULL)
		return NULL;
	tree_map(a, meta, "annotations");
	if (*ns != '\0' && tree_get(meta, "namespace") == NULL)
		tree_set(a, meta, "namespace", tree_string(a, ns));
	put_value(copy, &out);
	buf_adds(&out, "\n");
	if (!out.failed)
		text = arena_strndup(a, out.data, out.len);
	buf_fini(&out);
	return text;
}

int
lastapplied_get(struct arena *a, const struct node *root, struct node **out)
{
	const struct node *annotations = tree_get(tree_get(root, "metadata"), "annotations");
	const struct node *n = tree_get(annotations, LAST_APPLIED);

	*out = NULL;
	if (n == NULL || n->type != NODE_STRING)
		return 0;
	if (tree_parse(n->text, strlen(n->text), a, out) == -ENOMEM)
		return -ENOMEM;
	return 0;
}
