/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * What a change did to an object, field by field.
 */
#include "kube/owner_priv.h"

#include <errno.h>
#include <string.h>

#include "kube/fields.h"
#include "kube/merge.h"

/* What changes with every change and says nothing. */
static const char *const noise[] = {
	"metadata.resourceVersion",
	"metadata.generation",
	"metadata.managedFields",
};

struct difference {
	enum kind kind;
	struct buf *out;
};

/* The board works it out, of what else is told. */
static bool
is_computed(enum kind kind, const char *path)
{
	return is_workload(kind) && strncmp(path, "status", 6) == 0 &&
	       (path[6] == '.' || path[6] == '\0');
}

static int
take_diff(void *arg, const char *path, const struct node *old, const struct node *new)
{
	const struct difference *d = arg;
	struct buf *out = d->out;

	for (size_t i = 0; i < sizeof(noise) / sizeof(noise[0]); i++)
		if (strcmp(noise[i], path) == 0)
			return 0;
	if (is_computed(d->kind, path))
		return 0;
	buf_adds(out, out->data[out->len - 1] == '[' ? "" : ",");
	buf_adds(out, "{\"path\":");
	tree_json_string(path, out);
	if (old != NULL) {
		buf_adds(out, ",\"old\":");
		tree_json(old, out);
	}
	if (new != NULL) {
		buf_adds(out, ",\"new\":");
		tree_json(new, out);
	}
	buf_adds(out, "}");
	return out->failed ? -ENOMEM : 0;
}

/* Annotations of a server alone are none for a reader. */
static void
drop_noise(struct node *root)
{
	struct node *meta = tree_get(root, "metadata"),
		    *annotations = tree_get(meta, "annotations");

	if (annotations == NULL || annotations->type != NODE_MAP)
		return;
	tree_unset(annotations, LAST_APPLIED);
	tree_unset(annotations, ORIGIN);
	if (annotations->cnt == 0)
		tree_unset(meta, "annotations");
}

int
model_fields(const char *kind, const char *before, const char *after, struct buf *json)
{
	enum kind k = kind_find(kind);
	struct arena *a = k == KIND_CNT ? NULL : arena_create(8192);
	struct difference difference = {.kind = k, .out = json};
	struct node *old, *new;
	int err = k == KIND_CNT ? -EINVAL : a == NULL ? -ENOMEM : 0;

	if (err == 0)
		err = tree_parse(before, strlen(before), a, &old);
	if (err == 0)
		err = tree_parse(after, strlen(after), a, &new);
	if (err == 0) {
		drop_noise(old);
		drop_noise(new);
		buf_adds(json, "[");
		err = json->failed ? -ENOMEM
				   : merge_diff((enum schema_id)kinds[k].schema, old, new,
						take_diff, &difference);
		buf_adds(json, "]");
	}
	arena_destroy(a);
	return err;
}
