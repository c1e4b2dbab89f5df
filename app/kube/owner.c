/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * Model:
 *   A manifest's owner is known by what he said last: who applies through the socket by kubectl's
 *   annotation, a file of a folder and what is built in by the text that the object keeps (applied,
 *   while what is stored has moved away from it). What an owner dropped goes, what others set stays
 *   (merge_apply). replace, patches and labels are changes of what was shown, and are carried over
 *   to what is stored (merge_carry), so that defaults and allocations never become what somebody
 *   said.
 *
 *   An object that a file or the board itself owns stays theirs when it is changed by the socket:
 * it leaves with its file. A pod that was made for a workload becomes its own when it is changed.
 */
#include "kube/owner_priv.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/shared.h"
#include "kube/fields.h"
#include "kube/merge.h"

static const char *
namespace_of(const struct model_text *text, const struct node *root)
{
	const char *ns = tree_text(tree_get(root, "metadata"), "namespace");

	return ns != NULL ? ns : text->default_ns != NULL ? text->default_ns : "default";
}

/* The kind of a document. @return KIND_CNT: decoding will say what is wrong */
static enum kind
kind_in(const struct node *root)
{
	const char *kind = tree_text(root, "kind");

	for (int k = 0; kind != NULL && k < KIND_CNT; k++)
		if (strcmp(kinds[k].name, kind) == 0)
			return (enum kind)k;
	return KIND_CNT;
}

static enum schema_id
schema_of(const struct object *o)
{
	return (enum schema_id)kinds[o->kind].schema;
}

/* What is stored has no place in the text: faults about it point to the document. */
static void
set_place(struct node *n, const struct node *place)
{
	n->line = n->key_line = place->line;
	n->col = n->key_col = place->col;
	for (struct node *c = n->first; c != NULL; c = c->next)
		set_place(c, place);
}

static int
parse(const char *json, size_t len, struct arena *a, const struct node *place, struct node **out)
{
	int err = tree_parse(json, len, a, out);

	if (err == 0)
		set_place(*out, place);
	return err;
}

int
owner_shown(const struct model *m, const struct object *o, struct arena *a,
	    const struct node *place, struct node **out)
{
	struct buf text = {0};
	int err = show_object(m, o, &text);

	if (err == 0)
		err = parse(text.data, text.len, a, place, out);
	buf_fini(&text);
	return err;
}

int
owner_refuse_stale(struct faults *faults, const char *file, const struct object *o,
		   const struct node *version)
{
	const struct fault_at at = {.file = file,
				    .line = version->line,
				    .col = version->col,
				    .path = "metadata.resourceVersion"};
	char plural[KIND_PLURAL_BYTES];

	faults_add(faults, FAULT_ERROR, &at,
		   "Operation cannot be fulfilled on %s \"%s\": the object has been modified; "
		   "please apply your changes to the latest version and try again",
		   kind_plural(o->kind, plural), o->meta.name);
	return -ESTALE;
}

uint64_t
owner_version(const char *text)
{
	size_t len = strlen(text);

	return len > 0 && len < 20 && strspn(text, "0123456789") == len ? strtoull(text, NULL, 10)
									: UINT64_MAX;
}

/* Through the socket -------------------------------------------------------------------------- */

struct socket_put {
	struct model_change *c;
	const struct model_text *text;
	struct arena *a;
	struct object *old;
	struct node *given; /* without what says which object it is */
	struct node *stored;
	struct node *shown;
	const struct node *version; /* resourceVersion that was given, or NULL */
};

/* A version that this board never gave out is of a manifest from elsewhere, and so is one that was
 * in the manifest when it was applied last. */
static bool
is_stale(const struct socket_put *p, const struct node *last)
{
	const char *before = tree_text(tree_get(last, "metadata"), "resourceVersion");
	uint64_t version;

	if (p->version == NULL)
		return false;
	version = owner_version(p->version->text);
	return version != p->old->version && version_is_ours(p->c->m, version) &&
	       (before == NULL || strcmp(before, p->version->text) != 0);
}

/* The folder that a document came out of. */
static const char *
origin_of(const struct model_text *text, const struct node *root)
{
	const char *folder = NULL;

	for (size_t i = 0; i < text->origin_cnt && text->origins[i].line <= root->line; i++)
		folder = text->origins[i].folder;
	return folder;
}

/* What a server writes into annotations is nothing that a manifest says. */
static void
drop_notes(struct node *root)
{
	struct node *annotations = tree_get(tree_get(root, "metadata"), "annotations");

	if (annotations == NULL || annotations->type != NODE_MAP)
		return;
	tree_unset(annotations, LAST_APPLIED);
	tree_unset(annotations, ORIGIN);
}

static void
set_note(struct arena *a, struct node *root, const char *key, const char *text)
{
	struct node *meta = tree_get(root, "metadata");
	const struct node *annotations = tree_get(meta, "annotations");

	/* What is wrong there stays, to be told. */
	if (text == NULL || meta == NULL || meta->type != NODE_MAP ||
	    (annotations != NULL && annotations->type != NODE_MAP &&
	     annotations->type != NODE_NULL))
		return;
	tree_set(a, tree_map(a, meta, "annotations"), key, tree_string(a, text));
}

static int
apply_new(const struct model_text *text, struct arena *a, struct node *root, enum kind kind)
{
	const char *applied, *ns = kinds[kind].namespaced ? namespace_of(text, root) : "";

	drop_notes(root);
	applied = lastapplied_text(a, root, ns);
	if (applied == NULL)
		return -ENOMEM;
	set_note(a, root, LAST_APPLIED, applied);
	set_note(a, root, ORIGIN, origin_of(text, root));
	return 0;
}

/* kubectl's manifest has annotations, if only those that it writes: who has none of his own does
 * not drop what others noted. */
static void
keep_notes(const struct socket_put *p)
{
	struct node *meta = tree_get(p->given, "metadata");

	if (meta->type == NODE_MAP && tree_get(meta, "annotations") == NULL &&
	    tree_get(tree_get(p->stored, "metadata"), "annotations") != NULL)
		tree_map(p->a, meta, "annotations");
}

/* What was shown to somebody and comes back as it was changes nothing; who applies a manifest of
 * his own says all of it. */
static int
apply_over(struct socket_put *p, struct meeting *out)
{
	const char *applied = lastapplied_text(p->a, p->given, p->old->meta.ns);
	const struct node *given = p->given;
	struct node *last, *merged;
	int err = lastapplied_get(p->a, p->stored, &last);

	if (err != 0 || applied == NULL)
		return -ENOMEM;
	if (is_stale(p, last))
		return owner_refuse_stale(p->c->faults, p->text->name, p->old, p->version);
	object_strip(p->given);
	keep_notes(p);
	if (out->served) {
		err = owner_shown(p->c->m, p->old, p->a, p->given, &p->shown);
		if (err != 0)
			return err;
		object_strip(p->shown);
		given = merge_unshow(p->a, schema_of(p->old), p->shown, p->given, p->stored);
	}
	merged =
		given == NULL ? NULL : merge_apply(p->a, schema_of(p->old), last, given, p->stored);
	if (merged == NULL)
		return -ENOMEM;
	out->root = merged;
	out->same = out->served && tree_equal(merged, p->stored);
	if (out->same)
		return 0;
	set_note(p->a, merged, LAST_APPLIED, applied);
	set_note(p->a, merged, ORIGIN, origin_of(p->text, p->given));
	return 0;
}

int
owner_carry(const struct model *m, struct object *old, struct arena *a, struct node *shown,
	    struct node *wanted, struct meeting *out)
{
	struct node *stored;
	int err = parse(old->json, old->json_len, a, wanted, &stored);

	if (err == 0 && shown == NULL)
		err = owner_shown(m, old, a, wanted, &shown);
	if (err != 0)
		return err;
	object_strip(shown);
	object_strip(wanted);
	out->old = old;
	out->root = merge_carry(a, schema_of(old), shown, wanted, stored);
	if (out->root == NULL)
		return -ENOMEM;
	out->same = tree_equal(out->root, stored);
	return 0;
}

/* The object as it was shown to who changed it. @return NULL: it was not, or that is not said */
static struct node *
find_shown(const struct model_change *c, enum kind kind, const char *ns, const char *name)
{
	for (struct node *n = c->originals != NULL ? c->originals->first : NULL; n != NULL;
	     n = n->next) {
		const struct node *meta = tree_get(n, "metadata");
		const char *own = tree_text(meta, "name");

		if (kind_in(n) == kind && own != NULL && strcmp(own, name) == 0 &&
		    (!kinds[kind].namespaced || strcmp(tree_text(meta, "namespace"), ns) == 0))
			return n;
	}
	return NULL;
}

/* Who says which version he was shown wants no other; of one who says what he was shown, that is
 * merged. */
static bool
is_overtaken(const struct socket_put *p, const struct node *shown)
{
	const char *seen = tree_text(tree_get(shown, "metadata"), "resourceVersion");

	if (p->version == NULL || (seen != NULL && strcmp(seen, p->version->text) == 0))
		return false;
	return owner_version(p->version->text) != p->old->version;
}

/* status is not replaced by who does not speak of it: here it may say where a pod is. */
static int
replace_over(struct socket_put *p, struct meeting *out)
{
	const struct node *status = tree_get(p->stored, "status");
	struct node *shown = find_shown(p->c, p->old->kind, p->old->meta.ns, p->old->meta.name);
	int err;

	if (is_overtaken(p, shown))
		return owner_refuse_stale(p->c->faults, p->text->name, p->old, p->version);
	err = owner_carry(p->c->m, p->old, p->a, shown == NULL ? NULL : tree_copy(p->a, shown),
			  p->given, out);
	if (err != 0 || status == NULL || tree_get(p->given, "status") != NULL)
		return err;
	tree_set(p->a, out->root, "status", tree_copy(p->a, status));
	out->same = tree_equal(out->root, p->stored);
	return 0;
}

static int
refuse_absent(struct model_change *c, const struct model_text *text, const struct node *root,
	      enum kind kind)
{
	const struct fault_at at = {.file = text->name, .line = root->line, .col = root->col};
	char plural[KIND_PLURAL_BYTES];

	faults_add(c->faults, FAULT_ERROR, &at, "%s \"%s\" not found", kind_plural(kind, plural),
		   tree_text(tree_get(root, "metadata"), "name"));
	return -ENOENT;
}

/* What was shown went by another name. */
static int
refuse_other(struct model_change *c, const struct model_text *text, const struct node *root)
{
	const struct fault_at at = {.file = text->name, .line = root->line, .col = root->col};

	faults_add(c->faults, FAULT_ERROR, &at,
		   "At least one of apiVersion, kind and name was changed");
	return -EINVAL;
}

static int
meet_socket(struct model_change *c, const struct model_text *text, struct arena *a,
	    struct node *root, enum kind kind, struct meeting *out)
{
	const char *version = tree_text(tree_get(root, "metadata"), "resourceVersion");
	struct socket_put p = {.c = c, .text = text, .a = a, .old = out->old, .given = root};
	const char *name = tree_text(tree_get(root, "metadata"), "name");
	int err;

	if (c->originals != NULL && find_shown(c, kind, namespace_of(text, root), name) == NULL)
		return refuse_other(c, text, root);
	if (text->mode == MODEL_REPLACE && out->old == NULL)
		return refuse_absent(c, text, root, kind);
	if (text->mode == MODEL_APPLY && out->old == NULL)
		return apply_new(text, a, root, kind);
	if (text->mode == MODEL_CREATE)
		return 0;
	if (version != NULL && *version != '\0')
		p.version = tree_get(tree_get(root, "metadata"), "resourceVersion");
	err = parse(out->old->json, out->old->json_len, a, root, &p.stored);
	if (err != 0)
		return err;
	if (text->mode == MODEL_REPLACE)
		return replace_over(&p, out);
	drop_notes(root);
	return apply_over(&p, out);
}

/* From a file --------------------------------------------------------------------------------- */

static bool
is_text(const struct buf *b, const char *text, size_t len)
{
	return !b->failed && b->len == len && memcmp(b->data, text, len) == 0;
}

/* Merge what the file says over what others made of what it said before. */
static int
merge_file(struct arena *a, struct node *root, const struct node *last, struct meeting *out,
	   const char *said)
{
	struct node *stored;
	int err = parse(out->old->json, out->old->json_len, a, root, &stored);

	if (err != 0)
		return err;
	out->root = merge_apply(a, schema_of(out->old), last, root, stored);
	if (out->root == NULL)
		return -ENOMEM;
	if (tree_equal(out->root, root)) /* all say the same again */
		out->root = root;
	else
		out->applied = said;
	return 0;
}

static int
meet_file(struct arena *a, struct node *root, bool again, struct meeting *out)
{
	const struct object *old = out->old;
	struct buf said = {0};
	struct node *last = NULL, *stored;
	const char *text;
	int err = 0;

	/* Nobody else ever said anything: this is all of it. */
	if (old == NULL || old->owner != NULL || old->source == MODEL_BUILTIN ||
	    (old->source == MODEL_FILE && old->applied == NULL))
		return 0;
	object_strip(root);
	tree_json(root, &said);
	text = said.failed ? NULL : arena_strndup(a, said.data, said.len);
	if (text == NULL)
		err = -ENOMEM;
	else if (!again && old->applied != NULL &&
		 is_text(&said, old->applied, strlen(old->applied)))
		out->same = true;
	else if (old->applied != NULL)
		err = tree_parse(old->applied, strlen(old->applied), a, &last);
	else if ((err = tree_parse(old->json, old->json_len, a, &stored)) == 0)
		err = lastapplied_get(a, stored, &last);
	buf_fini(&said);
	return err != 0 || out->same ? err : merge_file(a, root, last, out, text);
}

/* Records ------------------------------------------------------------------------------------- */

int
owner_record(const struct object *o, struct buf *out)
{
	buf_adds(out, "{\"file\":");
	if (o->home != NULL)
		tree_json_string(o->home, out);
	else
		buf_adds(out, "null");
	buf_printf(out, ",\"applied\":%s,\"object\":", o->applied);
	if (show_record(o, out) != 0)
		return -ENOMEM;
	buf_adds(out, "}");
	return out->failed ? -ENOMEM : 0;
}

int
owner_restore(const struct model *m, struct arena *a, struct node *record, struct meeting *out)
{
	static const struct model_text nothing;
	struct node *object = tree_get(record, "object"), *applied = tree_get(record, "applied");
	const char *name = tree_text(tree_get(object, "metadata"), "name");
	enum kind kind = kind_in(object);
	struct buf said = {0};
	int err = 0;

	if (kind == KIND_CNT || name == NULL || applied == NULL)
		return -EINVAL;
	*out = (struct meeting){.root = object, .is_record = true};
	out->home = tree_text(record, "file");
	out->old = store_find(m, kind, namespace_of(&nothing, object), name);
	if (out->home == NULL && out->old != NULL) {
		const struct object *old = out->old;
		struct node *now;

		err = tree_parse(old->json, old->json_len, a, &now);
		if (err != 0)
			return err;
		out->root = merge_apply(a, schema_of(old), applied, now, object);
		applied = now;
	}
	tree_json(applied, &said);
	out->applied = said.failed ? NULL : arena_strndup(a, said.data, said.len);
	buf_fini(&said);
	return out->root == NULL || out->applied == NULL ? -ENOMEM : 0;
}

/* All ----------------------------------------------------------------------------------------- */

/* What a board shows of its own making comes back with the uid that it has here. */
static bool
is_derived(const struct model *m, const struct model_text *text, const struct node *root,
	   enum kind kind)
{
	const struct node *meta = tree_get(root, "metadata");
	const char *name = tree_text(meta, "name"), *uid = tree_text(meta, "uid");
	const char *of =
		kind == KIND_ENDPOINTS ? name : tree_text(tree_get(meta, "labels"), SERVICE_NAME);
	const struct object *s = NULL;

	if (uid != NULL && of != NULL && (kind == KIND_ENDPOINTS || kind == KIND_SLICE))
		s = store_find(m, KIND_SERVICE, namespace_of(text, root), of);
	return s != NULL && derived_is(m, s, kind, name, uid);
}

int
owner_meet(struct model_change *c, const struct model_text *text, struct arena *a,
	   struct node *root, struct meeting *out)
{
	struct node *meta = tree_get(root, "metadata");
	const char *name = tree_text(meta, "name");
	enum kind kind = kind_in(root);

	*out = (struct meeting){.root = root};
	out->served = tree_get(meta, "uid") != NULL;
	if (kind == KIND_CNT || name == NULL || text->source == MODEL_BUILTIN ||
	    text->mode == MODEL_RESTORE)
		return 0;
	out->old = store_find(c->m, kind, namespace_of(text, root), name);
	if (out->old != NULL && out->old->refused) { /* it is told to be there twice */
		out->old = NULL;
		return 0;
	}
	out->derived = out->old == NULL && is_derived(c->m, text, root, kind);
	if (out->derived)
		return 0;
	/* Said or not, it is the same. */
	if (kinds[kind].namespaced && tree_get(meta, "namespace") == NULL)
		tree_set(a, meta, "namespace", tree_string(a, namespace_of(text, root)));
	return text->source == MODEL_FILE ? meet_file(a, root, text->again, out)
					  : meet_socket(c, text, a, root, kind, out);
}

int
owner_settle(struct object *o, const struct meeting *m, const struct model_text *text)
{
	const struct object *old = m->old;
	const char *applied = m->applied;

	if (m->is_record) {
		o->source = m->home != NULL ? MODEL_FILE : MODEL_BUILTIN;
		o->home = m->home != NULL ? shared_text(m->home) : NULL;
		if (o->home == NULL && m->home != NULL)
			return -ENOMEM;
	} else if (text->source == MODEL_FILE) {
		o->home = shared_ref(o->file);
	} else if (text->source == MODEL_SOCKET && old != NULL && old->owner == NULL &&
		   old->source != MODEL_SOCKET) {
		o->source = old->source;
		o->home = shared_ref(old->home);
		applied = old->applied != NULL ? old->applied : old->json;
	}
	if (applied != NULL && strcmp(applied, o->json) != 0)
		o->applied = arena_strdup(o->arena, applied);
	return arena_failed(o->arena) ? -ENOMEM : 0;
}

static int
by_object_key(const void *a, const void *b)
{
	return strcmp((*(const struct object *const *)a)->key,
		      (*(const struct object *const *)b)->key);
}

int
model_change_prune(struct model_change *c, const char *const *folders)
{
	struct object **gone = calloc(c->m->objects.cnt + 1, sizeof(struct object *));
	struct map_entry *e;
	size_t cnt = 0;
	int err = 0;

	if (gone == NULL)
		return -ENOMEM;
	for (size_t pos = 0; (e = map_next(&c->m->objects, &pos)) != NULL;) {
		struct object *o = e->value;
		const char *from = labels_get(&o->meta.annotations, ORIGIN);

		if (from == NULL || o->source != MODEL_SOCKET || map_find(&c->put, o->key) != NULL)
			continue;
		for (const char *const *f = folders; *f != NULL; f++)
			if (strcmp(*f, from) == 0) {
				gone[cnt++] = object_ref(o);
				break;
			}
	}
	qsort(gone, cnt, sizeof(struct object *), by_object_key);
	for (size_t i = 0; i < cnt; i++) {
		/* It may have gone with another one. */
		if (err == 0 && map_find(&c->m->objects, gone[i]->key) == gone[i])
			err = change_remove(c, gone[i], "pruned");
		object_unref(gone[i]);
	}
	free(gone);
	return err;
}

void
model_change_tell(struct model_change *c)
{
	c->tells = true;
}
