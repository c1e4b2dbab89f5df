/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include "kube/patch_priv.h"

#include <stdarg.h>
#include <stdio.h>

#include "kube/merge_priv.h"

struct node *
patch_fault(const struct patch *p, const struct node *at, const char *fmt, ...)
{
	struct fault_at where = {.file = p->file, .line = at->line, .col = at->col};
	char reason[512];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(reason, sizeof(reason), fmt, ap);
	va_end(ap);
	faults_add(p->faults, FAULT_ERROR, &where, "%s", reason);
	return NULL;
}

/* RFC 7386, section 2. */
static struct node *
merge_patch(struct arena *a, const struct node *doc, const struct node *patch)
{
	struct node *out = merge_like(a, patch);
	struct tree_index in_doc, in_patch;

	tree_index(&in_doc, doc);
	tree_index(&in_patch, patch);
	for (const struct node *n = doc->first; out != NULL && n != NULL; n = n->next) {
		const struct node *with = tree_index_get(&in_patch, n->key);

		if (with == NULL)
			tree_append(out, tree_copy(a, n));
		else if (with->type == NODE_MAP && n->type == NODE_MAP)
			tree_append(out, merge_patch(a, n, with));
		else if (with->type == NODE_MAP)
			tree_append(out, merge_copy(a, with));
		else if (with->type != NODE_NULL)
			tree_append(out, tree_copy(a, with));
	}
	for (const struct node *n = patch->first; out != NULL && n != NULL; n = n->next) {
		if (n->type == NODE_NULL || tree_index_get(&in_doc, n->key) != NULL)
			continue;
		tree_append(out, n->type == NODE_MAP ? merge_copy(a, n) : tree_copy(a, n));
	}
	tree_index_fini(&in_doc);
	tree_index_fini(&in_patch);
	return out;
}

struct node *
patch_apply(const struct patch *p, enum patch_type type, enum schema_id schema,
	    const struct node *doc, const struct node *patch)
{
	struct node *out = NULL;

	if (type == PATCH_JSON && patch->type != NODE_LIST)
		return patch_fault(p, patch, "a JSON patch is a list of operations, not %s",
				   tree_type_name(patch));
	if (type != PATCH_JSON && patch->type != NODE_MAP)
		return patch_fault(p, patch, "a %smerge patch is a map, not %s",
				   type == PATCH_STRATEGIC ? "strategic " : "",
				   tree_type_name(patch));
	switch (type) {
	case PATCH_STRATEGIC:
		out = patch_strategic(p, schema, doc, patch);
		break;
	case PATCH_MERGE:
		out = merge_patch(p->arena, doc, patch);
		break;
	case PATCH_JSON:
		out = patch_json(p, doc, patch);
		break;
	}
	return arena_failed(p->arena) ? NULL : out;
}
