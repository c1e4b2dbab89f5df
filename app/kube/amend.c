/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * Changes of objects by name: patches, labels, annotations. All are made of what is shown, as a
 * client of an API server sees nothing else, and carried over to what is stored.
 */
#include "kube/owner_priv.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "kube/patch.h"

struct amend {
	struct model_change *c;
	const struct model_amend *how;
	struct object *old;
	struct arena *a;     /* owns wanted, and what it is made of */
	struct node *wanted; /* NULL: refused */
};

static int __attribute__((format(printf, 2, 3)))
refuse(const struct amend *am, const char *fmt, ...)
{
	const struct fault_at at = {.file = am->how->name};
	char reason[600];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(reason, sizeof(reason), fmt, ap);
	va_end(ap);
	faults_add(am->c->faults, FAULT_ERROR, &at, "%s", reason);
	return -EINVAL;
}

static int
shown(const struct amend *am, struct node **out)
{
	static const struct node nowhere;

	return owner_shown(am->c->m, am->old, am->a, &nowhere, out);
}

/* Patches ------------------------------------------------------------------------------------- */

static int
take_patch(void *arg, struct document *doc)
{
	static const enum patch_type types[] = {
		[MODEL_PATCH_STRATEGIC] = PATCH_STRATEGIC,
		[MODEL_PATCH_MERGE] = PATCH_MERGE,
		[MODEL_PATCH_JSON] = PATCH_JSON,
	};
	struct amend *am = arg;
	const struct patch p = {doc->arena, am->c->faults, am->how->name};
	struct node *from;
	int err;

	if (doc->partial || doc->twice != NULL)
		return 0;
	if (am->a != NULL)
		return refuse(am, "one patch, not several documents");
	am->a = doc->arena;
	doc->arena = NULL;
	err = shown(am, &from);
	if (err != 0)
		return err;
	am->wanted = patch_apply(&p, types[am->how->how],
				 (enum schema_id)kinds[am->old->kind].schema, from, doc->root);
	return am->wanted != NULL ? 0 : arena_failed(am->a) ? -ENOMEM : -EINVAL;
}

static int
amend_patch(struct amend *am)
{
	const struct model_amend *how = am->how;
	int err = tree_read(how->name, how->text, how->len, am->c->faults, take_patch, am);

	return err == 0 && am->wanted == NULL ? refuse(am, "the patch is empty") : err;
}

/* Labels and annotations ---------------------------------------------------------------------- */

static void
note_absent(const struct amend *am, const char *what, const char *key)
{
	const struct fault_at at = {0};

	faults_add(am->c->faults, FAULT_NOTE, &at, "%s \"%s\" not found.", what, key);
}

static int
set_one(const struct amend *am, struct node *map, const char *what, const char *set)
{
	const char *equals = strchr(set, '=');
	size_t len = equals != NULL ? (size_t)(equals - set) : strlen(set) - 1;
	const char *key;
	const struct node *now;

	if (len == 0 || (equals == NULL && set[len] != '-'))
		return refuse(am, "\"%s\" is no %s: KEY=VALUE, or KEY- to remove it", set, what);
	key = arena_strndup(am->a, set, len);
	if (key == NULL)
		return -ENOMEM;
	now = tree_get(map, key);
	if (equals == NULL) {
		if (now == NULL)
			note_absent(am, what, key);
		tree_unset(map, key);
		return 0;
	}
	if (now != NULL && !am->how->overwrite && strcmp(now->text, equals + 1) != 0)
		return refuse(am, "'%s' already has a value (%s), and --overwrite is false", key,
			      now->text);
	tree_set(am->a, map, key, tree_string(am->a, equals + 1));
	return 0;
}

static int
amend_sets(struct amend *am, const char *member, const char *what)
{
	struct node *wanted, *meta, *map;
	int err;

	am->a = arena_create(4096);
	if (am->a == NULL)
		return -ENOMEM;
	err = shown(am, &wanted);
	if (err != 0)
		return err;
	meta = tree_map(am->a, wanted, "metadata");
	map = tree_map(am->a, meta, member);
	for (const char *const *set = am->how->sets; map != NULL && *set != NULL; set++) {
		int one = **set == '\0' ? -EINVAL : set_one(am, map, what, *set);

		err = err == 0 || one == -ENOMEM ? one : err;
	}
	if (map != NULL && map->cnt == 0)
		tree_unset(meta, member);
	am->wanted = arena_failed(am->a) ? NULL : wanted;
	return am->wanted == NULL ? -ENOMEM : err;
}

/* All ----------------------------------------------------------------------------------------- */

static bool
says(const struct node *map, const char *key, const char *text)
{
	const struct node *n = tree_get(map, key);

	return n != NULL && n->type == NODE_STRING && strcmp(n->text, text) == 0;
}

/* It is still the same object, and was not changed by others meanwhile. */
static int
check_identity(const struct amend *am)
{
	const struct node *meta = tree_get(am->wanted, "metadata");
	const struct node *version = tree_get(meta, "resourceVersion");
	const struct object *o = am->old;

	if (!says(am->wanted, "kind", kinds[o->kind].name) || !says(meta, "name", o->meta.name) ||
	    (kinds[o->kind].namespaced && !says(meta, "namespace", o->meta.ns)))
		return refuse(am,
			      "a patch cannot change kind, metadata.name or metadata.namespace");
	if (version != NULL && version->type == NODE_STRING &&
	    owner_version(version->text) != o->version)
		return owner_refuse_stale(am->c->faults, am->how->name, o, version);
	return 0;
}

static int
amend(struct amend *am)
{
	const struct model_text text = {
		.source = MODEL_SOCKET, .mode = MODEL_APPLY, .name = am->how->name};
	struct meeting met = {.served = true};
	int err;

	if (am->how->how == MODEL_LABEL)
		err = amend_sets(am, "labels", "label");
	else if (am->how->how == MODEL_ANNOTATE)
		err = amend_sets(am, "annotations", "annotation");
	else
		err = amend_patch(am);
	if (err == 0)
		update_release_node_ports(am->a, am->wanted);
	if (err == 0)
		err = check_identity(am);
	if (err == 0)
		err = owner_carry(am->c->m, am->old, am->a, NULL, am->wanted, &met);
	return err != 0 ? err : intake_met(am->c, &text, am->a, &met);
}

int
model_change_amend(struct model_change *c, const struct model_amend *how, const char *kind,
		   const char *ns, const char *name)
{
	struct amend am = {.c = c, .how = how};
	size_t before = c->faults->cnt;
	int err = change_find(c, kind, ns, name, &am.old);

	if (err != 0)
		return err;
	object_ref(am.old);
	err = amend(&am);
	faults_own(c->faults, before, am.old->key);
	object_unref(am.old);
	arena_destroy(am.a);
	return err;
}
