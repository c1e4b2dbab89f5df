/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * Texts into a change: each document, and each item of a List, is decoded and put or deleted.
 */
#include "kube/owner_priv.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/shared.h"

struct intake {
	struct model_change *c;
	const struct model_text *text;
	int (*each)(struct model_change *c, struct object *o, enum model_mode mode);
	bool named;          /* each needs no more than who it is */
	struct notes *notes; /* NULL: nobody wants to know */
	const char *prefix;  /* of paths in the document that are in the object; or NULL */
	int refused;         /* 0, or the error of what was refused so far */
	struct siblings siblings;
};

/* A record's identity is what it was; resourceVersion of a manifest means nothing here. */
static void
restore_identity(struct object *o, enum model_mode mode)
{
	o->restored = mode == MODEL_RESTORE;
	if (o->restored && o->meta.version != NULL)
		o->version = strtoull(o->meta.version, NULL, 10);
}

/* Faults were added; errors of one kind make an error of that kind. */
static int
refused(struct intake *in, int err)
{
	in->refused = in->refused == 0 || in->refused == err ? err : -EINVAL;
	return 0;
}

/* What is wrong with it beside what was told: it goes no further than that. */
static void
take_refused(struct intake *in, const struct meeting *met, struct object *o)
{
	if (in->each == change_put && !met->derived) {
		if (in->text->source == MODEL_FILE)
			o->home = shared_ref(o->file);
		change_put(in->c, object_ref(o), in->text->mode);
	}
}

/* Its places are wanted until the change ends. */
static int
keep_places(struct object *o, const struct node *root)
{
	if (o->kind != KIND_SERVICE)
		return 0;
	o->tree = tree_places(root, &o->tree_arena);
	return o->tree == NULL ? -ENOMEM : 0;
}

static int
take_met(struct intake *in, struct document *doc, const struct meeting *met)
{
	struct object *o;
	const struct object_text from = {
		.text = in->text,
		.named = in->named,
		.partial = doc->partial,
		.twice = doc->twice,
		.prefix = in->prefix,
		.faults = in->c->faults,
		.notes = in->notes,
		.served = met->served,
		.siblings = &in->siblings,
	};
	int err;

	update_adapt(in->c->m, in->text, doc->arena, met->root);
	if (in->text->source == MODEL_SOCKET && met->old != NULL && met->old->home != NULL) {
		err = owner_warn(in->c, doc->arena, met);
		if (err != 0)
			return err;
	}
	err = object_decode(&from, met->root, &o);
	if (o == NULL)
		return err == -ENODATA ? 0 : err;
	if (err == 0)
		err = met->derived ? change_leave(in->c, o, in->text->mode)
				   : owner_settle(o, met, in->text);
	if (!o->refused && (err != 0 || met->derived)) {
		object_unref(o);
		return err;
	}
	if (keep_places(o, met->root) != 0) {
		object_unref(o);
		return -ENOMEM;
	}
	if (o->refused) {
		take_refused(in, met, o);
	} else {
		restore_identity(o, in->text->mode);
		err = in->each(in->c, object_ref(o), in->text->mode);
		siblings_learn(&in->siblings, o);
	}
	if (o->kind != KIND_SERVICE)
		o->tree = NULL;
	object_unref(o);
	return err;
}

static const char *
text_of(const struct node *map, const char *key, const char *otherwise)
{
	const struct node *n = tree_get(map, key);

	return n != NULL && n->type == NODE_STRING && *n->text != '\0' ? n->text : otherwise;
}

/* Say which object faults are about, as far as it says itself who it is. */
static void
own_faults(struct intake *in, const struct node *root, size_t from)
{
	const struct node *meta = tree_get(root, "metadata");
	const char *name = text_of(meta, "name", NULL);
	enum kind kind = kind_find(text_of(root, "kind", ""));
	const char *ns = in->text->default_ns != NULL ? in->text->default_ns : "default";
	char key[INDEX_KEY_BYTES];

	if (name == NULL || kind == KIND_CNT)
		return;
	ns = kinds[kind].namespaced ? text_of(meta, "namespace", ns) : "";
	snprintf(key, sizeof(key), "%s/%s/%s", kinds[kind].name, ns, name);
	faults_own(in->c->faults, from, key);
}

static int
take_object(struct intake *in, struct document *doc, struct node *root)
{
	struct meeting met = {.root = root};
	size_t before = in->c->faults->cnt;
	int err = 0;

	if (in->each == change_put && !doc->partial && doc->twice == NULL)
		err = in->text->mode == MODEL_RESTORE && tree_get(root, "object") != NULL
			      ? owner_restore(in->c->m, doc->arena, root, &met)
			      : owner_meet(in->c, in->text, doc->arena, root, &met);
	if (err == 0)
		err = met.same ? change_keep(in->c, met.old) : take_met(in, doc, &met);
	if (in->c->faults->cnt > before)
		own_faults(in, root, before);
	return err == 0 || err == -ENOMEM ? err : refused(in, err);
}

int
intake_met(struct model_change *c, const struct model_text *text, struct arena *a,
	   const struct meeting *met)
{
	struct intake in = {.c = c, .text = text, .each = change_put};
	struct document doc = {.root = met->root, .arena = a};
	int err;

	if (met->same)
		return change_keep(c, met->old);
	faults_bound(c->faults, FAULTS_TOGETHER_MAX);
	err = take_met(&in, &doc, met);
	siblings_fini(&in.siblings);
	faults_unbound(c->faults);
	return err;
}

static bool
is_list(const struct node *root)
{
	const struct node *kind = tree_get(root, "kind"), *items = tree_get(root, "items");
	size_t len;

	if (kind == NULL || kind->type != NODE_STRING || items == NULL || items->type != NODE_LIST)
		return false;
	len = strlen(kind->text);
	return len >= 4 && strcmp(kind->text + len - 4, "List") == 0;
}

/* What an item of a ServiceList leaves out, its list says for it. */
static void
inherit(struct arena *a, const struct node *list, struct node *item)
{
	const struct node *kind = tree_get(list, "kind");
	const struct node *version = tree_get(list, "apiVersion");
	size_t len = strlen(kind->text) - 4;
	char text[256];

	if (item->type != NODE_MAP || len == 0 || len >= sizeof(text) || version == NULL ||
	    version->type != NODE_STRING)
		return;
	snprintf(text, sizeof(text), "%.*s", (int)len, kind->text);
	if (tree_get(item, "kind") == NULL)
		tree_set(a, item, "kind", tree_string(a, text));
	if (tree_get(item, "apiVersion") == NULL)
		tree_set(a, item, "apiVersion", tree_string(a, version->text));
}

static int
take_objects(struct intake *in, struct document *doc)
{
	size_t idx = 0;
	int err = 0;

	if (!is_list(doc->root))
		return take_object(in, doc, doc->root);
	for (struct node *n = tree_get(doc->root, "items")->first; n != NULL && err == 0;
	     n = n->next) {
		char prefix[32];

		inherit(doc->arena, doc->root, n);
		snprintf(prefix, sizeof(prefix), "items[%zu]", idx++);
		in->prefix = prefix;
		err = take_object(in, doc, n);
		in->prefix = NULL;
	}
	return err;
}

static int
take_document(void *arg, struct document *doc)
{
	struct intake *in = arg;
	int err;

	faults_bound(in->c->faults, FAULTS_TOGETHER_MAX);
	err = take_objects(in, doc);
	faults_unbound(in->c->faults);
	return err;
}

/* The file that a line of a text of several is of; *line becomes the file's own. */
static const char *
file_of(const struct model_text *text, uint32_t *line)
{
	size_t p = text->place_cnt;

	while (p > 0 && text->places[p - 1].line > *line)
		p--;
	if (p == 0)
		return text->name;
	*line -= text->places[p - 1].line - 1;
	return text->places[p - 1].file;
}

/* Reasons speak of other lines of the same document: "first at line 7". */
static char *
reason_of_file(const struct model_text *text, const char *reason)
{
	struct buf out = {0};

	buf_adds(&out, "");
	while (*reason != '\0') {
		uint32_t line = 0;
		int n = 0;

		if (sscanf(reason, "line %" SCNu32 "%n", &line, &n) == 1 && line > 0) {
			file_of(text, &line);
			buf_printf(&out, "line %" PRIu32, line);
			reason += n;
		} else {
			buf_add(&out, reason++, 1);
		}
	}
	return out.failed ? NULL : out.data;
}

/* Of a text of several files each fault gets its file, and the line there. */
static void
place_faults(struct faults *fs, size_t from, const struct model_text *text)
{
	for (size_t i = from; i < fs->cnt && text->place_cnt > 0; i++) {
		struct fault *f = &fs->v[i];
		char *file, *reason;

		if (f->line == 0 || f->file == NULL || f->reason == NULL ||
		    strcmp(f->file, text->name) != 0)
			continue;
		file = strdup(file_of(text, &f->line));
		reason = reason_of_file(text, f->reason);
		if (file != NULL) {
			free(f->file);
			f->file = file;
		}
		if (reason != NULL) {
			free(f->reason);
			f->reason = reason;
		}
	}
}

static int
take_text(struct model_change *c, const struct model_text *text,
	  int (*each)(struct model_change *, struct object *, enum model_mode), struct notes *notes)
{
	struct intake in = {
		.c = c, .text = text, .each = each, .named = each != change_put, .notes = notes};
	size_t before = c->faults->cnt;
	int err = change_note_files(c, text);

	if (err == 0)
		err = tree_read(text->name, text->text, text->len, c->faults, take_document, &in);
	siblings_fini(&in.siblings);
	place_faults(c->faults, before, text);
	change_sort_faults(c, before);
	if (err == 0)
		err = in.refused;
	return err != 0 ? err : c->failed ? -ENOMEM : 0;
}

static int
put_text(struct model_change *c, const struct model_text *text)
{
	bool is_read_back = text->source == MODEL_BUILTIN || text->mode == MODEL_RESTORE;
	struct notes notes = {0};
	int err = take_text(c, text, change_put, is_read_back ? NULL : &notes);
	size_t before = c->faults->cnt;

	if (err == 0)
		notes_tell(&notes, text->name, c->faults);
	place_faults(c->faults, before, text);
	notes_fini(&notes);
	return err;
}

int
model_change_put(struct model_change *c, const struct model_text *text)
{
	struct arena *a = NULL;
	struct node *shown = NULL;
	int err = 0;

	if (text->shown != NULL) {
		a = arena_create(4096);
		err = a == NULL ? -ENOMEM : tree_parse(text->shown, text->shown_len, a, &shown);
	}
	c->originals = shown;
	if (err == 0)
		err = put_text(c, text);
	c->originals = NULL;
	arena_destroy(a);
	return err;
}

int
model_change_put_file(struct model_change *c, const struct model_text *text)
{
	int err = map_set(&c->touched, text->name, c, NULL);

	if (err == 0)
		err = model_change_put(c, text);
	if (err == -EINVAL)
		(void)map_set(&c->touched, text->name, &c->touched, NULL);
	return err != 0 ? err : model_change_drop_file(c, text->name);
}

static int
delete_decoded(struct model_change *c, struct object *o, enum model_mode mode)
{
	struct fault_at at = {.file = o->file, .line = o->line, .col = o->col, .object = o->key};
	int err;

	if (change_went_along(c, o->key)) {
		object_unref(o);
		return 0;
	}
	if (mode == MODEL_IF_THERE && store_find(c->m, o->kind, o->meta.ns, o->meta.name) == NULL) {
		object_unref(o);
		return 0;
	}
	err = change_delete(c, o->kind, o->meta.ns, o->meta.name, &at);
	object_unref(o);
	return err;
}

int
model_change_delete_text(struct model_change *c, const struct model_text *text)
{
	return take_text(c, text, delete_decoded, NULL);
}

struct naming {
	const struct model_text *text;
	struct faults *faults;
	struct siblings siblings;
	model_unit_cb cb;
	void *arg;
};

static int
name_object(struct naming *n, struct document *doc, struct node *root)
{
	const struct object_text from = {
		.text = n->text,
		.named = true,
		.partial = doc->partial,
		.faults = n->faults,
		.siblings = &n->siblings,
	};
	struct model_unit unit;
	struct object *o;
	int err = object_decode(&from, root, &o);

	if (err != 0)
		return err == -ENOMEM ? err : 0;
	unit = (struct model_unit){
		.kind = kinds[o->kind].name, .ns = o->meta.ns, .name = o->meta.name};
	err = n->cb(n->arg, &unit);
	object_unref(o);
	return err;
}

static int
name_document(void *arg, struct document *doc)
{
	int err = 0;

	if (!is_list(doc->root))
		return name_object(arg, doc, doc->root);
	for (struct node *n = tree_get(doc->root, "items")->first; n != NULL && err == 0;
	     n = n->next)
		err = name_object(arg, doc, n);
	return err;
}

int
model_text_units(const struct model_text *text, struct faults *faults, model_unit_cb cb, void *arg)
{
	struct naming n = {.text = text, .faults = faults, .cb = cb, .arg = arg};
	size_t before = faults->cnt, errors = faults->error_cnt;
	int err = tree_read(text->name, text->text, text->len, faults, name_document, &n);

	siblings_fini(&n.siblings);
	faults_sort(faults, before, NULL, NULL);
	place_faults(faults, before, text);
	return err != 0 ? err : faults->error_cnt > errors ? -EINVAL : 0;
}
