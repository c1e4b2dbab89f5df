/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include "kube/object.h"

#include <errno.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/shared.h"
#include "kube/fields.h"
#include "kube/kind.h"

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

bool
object_is_sound(const struct object *o, const char *path)
{
	return !unsound_touches(o->unsound, path);
}

void
object_fault(const struct object *o, struct faults *faults, enum fault_level level,
	     const char *path, const char *fmt, ...)
{
	struct fault_at at = {
		.file = o->file, .line = o->line, .col = o->col, .path = path, .object = o->key};
	char reason[768];
	va_list ap;

	if (path != NULL && unsound_has(o->unsound, path))
		return;
	if (o->tree != NULL && path != NULL && !faults_are_full(faults, level)) {
		const struct node *n = tree_at(o->tree, path);

		at.line = n->line - o->tree->line + o->line; /* of its file, not of the text */
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
	else if (o->file != NULL && !o->restored) /* a record does not know where it was written */
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
	shared_unref(o->file);
	shared_unref(o->home);
	shared_unref(o->created);
	arena_destroy(o->arena);
}

void
siblings_fini(struct siblings *s)
{
	shared_unref(s->file);
	*s = (struct siblings){0};
}

void
siblings_learn(struct siblings *s, const struct object *o)
{
	s->extra[o->kind] = arena_used(o->arena) - o->json_len;
}

void
object_strip(struct node *root)
{
	static const char *const keys[] = {"uid", "resourceVersion", "creationTimestamp"};
	struct node *meta = tree_get(root, "metadata");

	for (size_t i = 0; meta != NULL && meta->type == NODE_MAP && i < 3; i++)
		tree_unset(meta, keys[i]);
}

static int
keep_json(struct object *o, struct node *root)
{
	struct node *spec = tree_get(root, "spec");
	struct buf json = {0};

	object_strip(root);
	if (o->kind == KIND_SERVICE && !o->u.service.spec.client_ip && spec != NULL)
		tree_unset(spec, "sessionAffinityConfig"); /* not there to come back to */
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
		if (!unsound_has(d->unsound, "metadata.name") && !d->partial) {
			object_fault(o, d->faults, FAULT_ERROR, "metadata",
				     "name is missing: an object needs one%s",
				     tree_get(tree_get(o->tree, "metadata"), "generateName") != NULL
					     ? ", and none is made from generateName here"
					     : "");
			d->bad = true;
			unsound_add(&d->unsound, d->arena, "metadata.name");
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

/* Decode who it is and nothing else: nothing else may be wrong, or missing. */
static void
decode_name(struct object *o, struct decoder *d, struct node *root)
{
	bool partial = d->partial;
	struct node *next;

	for (struct node *n = root->first; n != NULL; n = next) {
		next = n->next;
		if (strcmp(n->key, "apiVersion") != 0 && strcmp(n->key, "kind") != 0 &&
		    strcmp(n->key, "metadata") != 0)
			tree_unset(root, n->key);
	}
	d->partial = true;
	decode_map(d, (enum schema_id)kinds[o->kind].schema, root, o);
	d->partial = partial;
}

static int
decode_into(struct object *o, struct decoder *d, struct node *root, const struct object_text *from)
{
	const struct model_text *text = from->text;
	int err;

	if (from->named) {
		decode_name(o, d, root);
		complete_meta(o, d, text);
		return arena_failed(o->arena) ? -ENOMEM : d->bad || d->partial ? -EINVAL : 0;
	}

	decode_map(d, (enum schema_id)kinds[o->kind].schema, root, o);
	complete_meta(o, d, text);
	if (arena_failed(o->arena))
		return -ENOMEM;
	if (d->partial)
		return -EINVAL;
	o->unsound = d->unsound;
	err = object_complete(o, root, d->faults);
	if (err == -ENOMEM || arena_failed(o->arena))
		return -ENOMEM;
	return err != 0 || d->bad ? -EINVAL : keep_json(o, root);
}

/* Keys that are there twice are wrong before anything is decoded. */
static void
take_twice(struct decoder *d, const struct object_text *from)
{
	size_t len = from->prefix == NULL ? 0 : strlen(from->prefix);

	d->bad |= from->twice != NULL;
	for (size_t i = 0; from->twice != NULL && i < from->twice->cnt; i++) {
		const char *path = from->twice->paths[i];

		if (len == 0)
			unsound_add(&d->unsound, d->arena, path);
		else if (strncmp(path, from->prefix, len) == 0 && path[len] == '.')
			unsound_add(&d->unsound, d->arena, path + len + 1);
	}
	d->partial |= unsound_has(d->unsound, "kind"); /* what it lacks is not known */
}

/* @return 0 or -ENOMEM */
static int
set_place(struct object *o, const struct node *root, const struct object_text *from)
{
	const struct model_text *text = from->text;
	const char *file = text->name;

	o->line = root->line;
	o->col = root->col;
	for (size_t i = 0; i < text->place_cnt && text->places[i].line <= root->line; i++) {
		file = text->places[i].file;
		o->line = root->line - text->places[i].line + 1;
	}
	if (file == NULL)
		return 0;
	if (from->siblings->file == NULL || strcmp(from->siblings->file, file) != 0) {
		shared_unref(from->siblings->file);
		from->siblings->file = shared_text(file);
	}
	o->file = shared_ref(from->siblings->file);
	return o->file == NULL ? -ENOMEM : 0;
}

static size_t
bytes_of(enum kind kind)
{
	static const size_t own[KIND_CNT] = {
		[KIND_NODE] = sizeof(struct kube_node),
		[KIND_POD] = sizeof(struct pod),
		[KIND_RC] = sizeof(struct workload),
		[KIND_RS] = sizeof(struct workload),
		[KIND_DEPLOYMENT] = sizeof(struct workload),
		[KIND_STATEFULSET] = sizeof(struct workload),
		[KIND_ENDPOINTS] = sizeof(struct endpoints),
		[KIND_SLICE] = sizeof(struct slice),
		[KIND_SERVICE] = sizeof(struct service),
	};

	return offsetof(struct object, u) + own[kind];
}

/* An arena with room for all of an object: what its siblings needed beside their JSON, and that. */
static struct object *
object_create(const struct object_text *from, const struct node *root, enum kind kind)
{
	size_t extra = from->siblings->extra[kind];
	struct arena *a = arena_create(tree_json_bytes(root) + (extra == 0 ? 1024 : extra + 8));
	struct object *o = a == NULL ? NULL : arena_alloc(a, bytes_of(kind));

	if (o == NULL) {
		arena_destroy(a);
		return NULL;
	}
	o->kind = kind;
	o->source = from->text->source;
	o->arena = a;
	o->refs = 1;
	o->tree = root;
	return o;
}

int
object_decode(const struct object_text *from, struct node *root, struct object **out)
{
	struct decoder d = {
		.file = from->text->name,
		.faults = from->faults,
		.partial = from->partial,
		.notes = from->notes,
	};
	char passed[KIND_PASSED_BYTES];
	struct object *o;
	enum kind kind;
	int err;

	*out = NULL;
	if (root->type != NODE_MAP) {
		decode_mismatch(&d, root, "a manifest: a map with apiVersion and kind");
		return -EINVAL;
	}
	kind = kind_of(&d, root, passed);
	if (*passed != '\0') {
		if (from->notes != NULL)
			notes_add_kind(from->notes, passed, root);
		return -ENODATA;
	}
	if (kind == KIND_CNT)
		return -EINVAL;
	d.served = from->served || tree_get(tree_get(root, "metadata"), "uid") != NULL;
	o = object_create(from, root, kind);
	if (o == NULL)
		return -ENOMEM;
	d.arena = o->arena;
	take_twice(&d, from);
	err = set_place(o, root, from);
	if (err == 0)
		err = decode_into(o, &d, root, from);
	o->refused = err == -EINVAL;
	if (err != 0 && (err != -EINVAL || from->named || d.partial ||
			 unsound_has(d.unsound, "metadata.name") ||
			 unsound_has(d.unsound, "metadata.namespace"))) {
		object_unref(o);
		return err;
	}
	*out = o;
	return err;
}
