/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include "kube/merge_priv.h"

#include <errno.h>
#include <string.h>

struct diff {
	merge_diff_cb cb;
	void *arg;
	struct buf path;
	size_t found;
};

static int diff_values(struct diff *d, const struct field *f, enum schema_id schema,
		       const struct node *old, const struct node *new);

static int
report(struct diff *d, const struct node *old, const struct node *new)
{
	d->found++;
	return d->path.failed ? -ENOMEM : d->cb(d->arg, d->path.data, old, new);
}

static void
path_cut(struct diff *d, size_t len)
{
	d->path.len = len;
	if (d->path.data != NULL)
		d->path.data[len] = '\0';
}

/* Names with dots or slashes, as labels have them, stand in brackets. */
static void
path_key(struct diff *d, const char *key)
{
	if (strpbrk(key, "./[") != NULL)
		buf_printf(&d->path, "[%s]", key);
	else
		buf_printf(&d->path, "%s%s", d->path.len > 0 ? "." : "", key);
}

static int
diff_maps(struct diff *d, enum schema_id schema, const struct node *old, const struct node *new)
{
	struct tree_index in_old, in_new;
	size_t len = d->path.len;
	int err = 0;

	tree_index(&in_old, old);
	tree_index(&in_new, new);
	for (const struct node *n = old->first; n != NULL && err == 0; n = n->next) {
		const struct field *f = field_find(schema, n->key);

		path_key(d, n->key);
		err = diff_values(d, f, merge_below(f), n, tree_index_get(&in_new, n->key));
		path_cut(d, len);
	}
	for (const struct node *n = new->first; n != NULL &&err == 0; n = n->next) {
		if (tree_index_get(&in_old, n->key) != NULL)
			continue;
		path_key(d, n->key);
		err = report(d, NULL, n);
		path_cut(d, len);
	}
	tree_index_fini(&in_old);
	tree_index_fini(&in_new);
	return err;
}

static int
diff_items(struct diff *d, const struct items *was, const struct items *is, enum schema_id schema)
{
	size_t len = d->path.len;
	int err = 0;

	for (size_t i = 0; i < was->cnt && err == 0; i++) {
		if (items_find(is, was->v[i].node) != NULL)
			continue;
		buf_printf(&d->path, "[%zu]", i);
		err = report(d, was->v[i].node, NULL);
		path_cut(d, len);
	}
	for (size_t i = 0; i < is->cnt && err == 0; i++) {
		const struct item *w = items_find(was, is->v[i].node);

		buf_printf(&d->path, "[%zu]", i);
		err = diff_values(d, NULL, schema, w != NULL ? w->node : NULL, is->v[i].node);
		path_cut(d, len);
	}
	return err;
}

static int
diff_keyed(struct diff *d, const struct field *f, const struct node *old, const struct node *new)
{
	size_t before = d->found;
	struct items was, is = {0};
	int err = items_index(&was, field_by(f), old);

	if (err == 0)
		err = items_index(&is, field_by(f), new);
	if (err == 0)
		err = diff_items(d, &was, &is, merge_below(f));
	items_fini(&was);
	items_fini(&is);
	if (err == 0 && d->found == before) /* in another order */
		err = report(d, old, new);
	return err;
}

static int
diff_lists(struct diff *d, const struct field *f, enum schema_id schema, const struct node *old,
	   const struct node *new)
{
	const struct node *o = old->first, *n = new->first;
	size_t len = d->path.len, i = 0;
	int err = 0;

	if (items_are_keyed(field_by(f), old) && items_are_keyed(field_by(f), new))
		return diff_keyed(d, f, old, new);
	if (old->cnt != new->cnt)
		return report(d, old, new);
	for (; o != NULL && err == 0; o = o->next, n = n->next) {
		buf_printf(&d->path, "[%zu]", i++);
		err = diff_values(d, NULL, schema, o, n);
		path_cut(d, len);
	}
	return err;
}

static int
diff_values(struct diff *d, const struct field *f, enum schema_id schema, const struct node *old,
	    const struct node *new)
{
	if (tree_equal(old, new))
		return 0;
	if (old == NULL || new == NULL || old->type != new->type)
		return report(d, old, new);
	if (old->type == NODE_MAP)
		return diff_maps(d, schema, old, new);
	if (old->type == NODE_LIST)
		return diff_lists(d, f, schema, old, new);
	return report(d, old, new);
}

int
merge_diff(enum schema_id schema, const struct node *old, const struct node *new, merge_diff_cb cb,
	   void *arg)
{
	struct diff d = {.cb = cb, .arg = arg};
	int err = diff_values(&d, NULL, schema, old, new);

	buf_fini(&d.path);
	return err;
}
