/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include "kube/object.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/suggest.h"
#include "kube/fields.h"

#define NO_SCHEMA SCHEMA_NONE
const struct kind_info kinds[KIND_CNT] = {
#define KIND(id_, name_, plural_, single_, shorts_, api_, schema_, namespaced_)                    \
	[KIND_##id_] = {name_, plural_, single_, shorts_, api_, schema_, namespaced_},
#include "kube/kinds.def"
#undef KIND
};

static bool
in_list(const char *list, const char *word)
{
	size_t len = strlen(word);

	while (*list != '\0') {
		size_t n = strcspn(list, ",");

		if (n == len && strncasecmp(list, word, n) == 0)
			return true;
		list += n + (list[n] == ',');
	}
	return false;
}

enum kind
kind_find(const char *name)
{
	for (int k = 0; k < KIND_CNT; k++)
		if (strcasecmp(kinds[k].name, name) == 0 ||
		    strcasecmp(kinds[k].plural, name) == 0 ||
		    strcasecmp(kinds[k].single, name) == 0 || in_list(kinds[k].shorts, name))
			return (enum kind)k;
	return KIND_CNT;
}

const char *
model_kind_name(const char *given)
{
	enum kind k = kind_find(given);

	return k == KIND_CNT || kinds[k].schema == SCHEMA_NONE ? NULL : kinds[k].name;
}

const char *
labels_get(const struct labels *set, const char *key)
{
	size_t lo = 0, hi = set->cnt;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		int cmp = strcmp(set->v[mid].key, key);

		if (cmp == 0)
			return set->v[mid].value;
		if (cmp < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return NULL;
}

bool
labels_match(const struct labels *want, const struct labels *set)
{
	for (size_t i = 0; i < want->cnt; i++) {
		const char *value = labels_get(set, want->v[i].key);

		if (value == NULL || strcmp(value, want->v[i].value) != 0)
			return false;
	}
	return true;
}

void
object_fault(const struct object *o, struct faults *faults, enum fault_level level,
	     const char *path, const char *fmt, ...)
{
	struct fault_at at = {.file = o->file, .line = o->line, .col = o->col, .path = path};
	char reason[768];
	va_list ap;

	if (o->tree != NULL && path != NULL) {
		const struct node *n = tree_at(o->tree, path);

		at.line = n->line;
		at.col = n->col;
	}
	va_start(ap, fmt);
	vsnprintf(reason, sizeof(reason), fmt, ap);
	va_end(ap);
	faults_add(faults, level, &at, "%s", reason);
}

const char *
object_shown(const struct object *o, char *buf, size_t buf_bytes)
{
	int n = snprintf(buf, buf_bytes, "%s/%s", kinds[o->kind].single, o->meta.name);

	if (n > 0 && (size_t)n < buf_bytes && *o->meta.ns != '\0' &&
	    strcmp(o->meta.ns, "default") != 0)
		n += snprintf(buf + n, buf_bytes - (size_t)n, " in %s", o->meta.ns);
	if (n <= 0 || (size_t)n >= buf_bytes)
		return buf;
	if (o->source == MODEL_BUILTIN)
		snprintf(buf + n, buf_bytes - (size_t)n, " (built in)");
	else if (o->file != NULL)
		snprintf(buf + n, buf_bytes - (size_t)n, " (%s:%u)", o->file, o->line);
	return buf;
}

struct object *
object_ref(struct object *o)
{
	o->refs++;
	return o;
}

void
object_unref(struct object *o)
{
	if (o == NULL || --o->refs > 0)
		return;
	arena_destroy(o->tree_arena);
	arena_destroy(o->arena);
}

/* The kinds and Kubernetes' names for a list of them. */
static size_t
kind_names(const char **names)
{
	size_t cnt = 0;

	for (int k = 0; k < KIND_CNT; k++)
		names[cnt++] = kinds[k].name;
	names[cnt++] = "List";
	return cnt;
}

static void
report_no_kind(struct decoder *d, const struct node *root)
{
	static const char *const wanted[] = {"kind"};
	const char *near = NULL;

	for (const struct node *n = root->first; n != NULL; n = n->next) {
		struct node at = {.line = n->key_line, .col = n->key_col};

		near = suggest_nearest(n->key, wanted, 1);
		if (near == NULL)
			continue;
		decode_fault(d, &at, "unknown field \"%.60s\": did you mean \"kind\"?", n->key);
		return;
	}
	decode_fault(d, root, "kind is missing: what is this? (Service, Pod, ...)");
}

static bool
check_api(struct decoder *d, const struct node *root, enum kind kind)
{
	const struct node *api = tree_get(root, "apiVersion");
	const char *near, *known[] = {kinds[kind].api};
	static const char *const key[] = {"apiVersion"};

	strcpy(d->path, "apiVersion");
	d->path_len = strlen(d->path);
	if (api == NULL) {
		for (const struct node *n = root->first; n != NULL; n = n->next)
			if (suggest_nearest(n->key, key, 1) != NULL)
				return true; /* the unknown field will be reported with it */
		decode_fault(d, root, "missing: a %s has apiVersion: %s", kinds[kind].name,
			     kinds[kind].api);
	} else if (api->type != NODE_STRING) {
		decode_mismatch(d, api, "a string");
	} else if (strcmp(api->text, kinds[kind].api) != 0) {
		near = suggest_nearest(api->text, known, 1);
		decode_fault(d, api, "\"%.60s\" is not known for kind %s: %s \"%s\"%s", api->text,
			     kinds[kind].name, near != NULL ? "did you mean" : "expected",
			     kinds[kind].api, near != NULL ? "?" : "");
	}
	d->path[d->path_len = 0] = '\0';
	return !d->bad;
}

static enum kind
find_kind(struct decoder *d, const struct node *root)
{
	const struct node *n = tree_get(root, "kind");
	const char *names[KIND_CNT + 1], *near;

	if (n == NULL) {
		report_no_kind(d, root);
		return KIND_CNT;
	}
	strcpy(d->path, "kind");
	d->path_len = strlen(d->path);
	if (n->type != NODE_STRING) {
		decode_mismatch(d, n, "a string");
		return KIND_CNT;
	}
	for (int k = 0; k < KIND_CNT; k++) {
		if (strcmp(kinds[k].name, n->text) == 0) {
			d->path[d->path_len = 0] = '\0';
			return (enum kind)k;
		}
	}
	near = suggest_nearest(n->text, names, kind_names(names));
	if (near != NULL)
		decode_fault(d, n, "unknown kind \"%.60s\": did you mean \"%s\"?", n->text, near);
	else if (strcmp(n->text, "Board") == 0)
		decode_fault(d, n, "a Board is the board's own configuration, not a manifest");
	else
		decode_fault(d, n, "kind \"%.60s\" is not supported", n->text);
	return KIND_CNT;
}

static int
keep_json(struct object *o, const struct node *root)
{
	struct buf json = {0};

	tree_json(root, &json);
	if (!json.failed) {
		o->json = arena_strndup(o->arena, json.data, json.len);
		o->json_len = json.len;
	}
	buf_fini(&json);
	return o->json == NULL ? -ENOMEM : 0;
}

/* Name, namespace and key. */
static void
complete_meta(struct object *o, struct decoder *d, const struct model_text *text)
{
	if (o->meta.name == NULL || *o->meta.name == '\0') {
		o->meta.name = "";
		if (!d->bad && !d->partial) {
			object_fault(o, d->faults, FAULT_ERROR, "metadata",
				     "name is missing: an object needs one");
			d->bad = true;
		}
	}
	if (!kinds[o->kind].namespaced)
		o->meta.ns = "";
	else if (o->meta.ns == NULL)
		o->meta.ns = arena_strdup(o->arena,
					  text->default_ns != NULL ? text->default_ns : "default");
	o->key = arena_printf(o->arena, "%s/%s/%s", kinds[o->kind].name,
			      o->meta.ns != NULL ? o->meta.ns : "", o->meta.name);
}

static int
decode_into(struct object *o, struct decoder *d, const struct node *root,
	    const struct model_text *text)
{
	int err;

	decode_map(d, (enum schema_id)kinds[o->kind].schema, root, o);
	complete_meta(o, d, text);
	if (arena_failed(o->arena))
		return -ENOMEM;
	if (d->bad || d->partial)
		return -EINVAL;
	err = object_complete(o, root, d->faults);
	return err != 0 ? err : keep_json(o, root);
}

int
object_decode(const struct model_text *text, const struct node *root, bool partial,
	      struct faults *faults, struct object **out)
{
	struct decoder d = {.file = text->name, .faults = faults, .partial = partial};
	struct object *o;
	enum kind kind;
	int err;

	if (root->type != NODE_MAP) {
		decode_mismatch(&d, root, "a manifest: a map with apiVersion and kind");
		return -EINVAL;
	}
	kind = find_kind(&d, root);
	if (kind == KIND_CNT)
		return -EINVAL;
	if (kinds[kind].schema == SCHEMA_NONE) {
		struct fault_at at = {.file = text->name, .line = root->line, .col = root->col};

		faults_add(faults, FAULT_NOTE, &at, "%s is of no use to a gateway: passed over",
			   kinds[kind].name);
		return -ENODATA;
	}
	check_api(&d, root, kind);
	d.arena = arena_create(1024);
	o = d.arena == NULL ? NULL : arena_alloc(d.arena, sizeof(*o));
	if (o == NULL) {
		arena_destroy(d.arena);
		return -ENOMEM;
	}
	o->kind = kind;
	o->source = text->source;
	o->arena = d.arena;
	o->refs = 1;
	o->line = root->line;
	o->col = root->col;
	o->tree = root;
	o->file = text->name == NULL ? NULL : arena_strdup(o->arena, text->name);
	err = decode_into(o, &d, root, text);
	if (err != 0) {
		object_unref(o);
		return err;
	}
	*out = o;
	return 0;
}
