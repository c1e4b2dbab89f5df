/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * `sluice explain`, in the layout of kubectl, with what is ours behind it: whether a field has an
 * effect here, what is allowed and what holds without it.
 */
#include "kube/explain_priv.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/suggest.h"
#include "kube/kind.h"
#include "kube/object.h"

#define TEXT_COLS 80
#define NAMES_MAX 64

bool
explained_at(size_t idx, struct explained *out)
{
	if (idx > KIND_CNT)
		return false;
	*out = idx == KIND_CNT ? (struct explained){"Board", "sluice/v1", SCHEMA_BOARD}
			       : (struct explained){kinds[idx].name, kinds[idx].api,
						    (enum schema_id)kinds[idx].schema};
	return true;
}

void
explain_type(const struct field *f, struct buf *out)
{
	buf_printf(out, "<%s%s>", (f->flags & FF_LIST) != 0 ? "[]" : "", field_types[f->type].name);
}

void
explain_allowed(const struct field *f, struct buf *out)
{
	const char *wanted = field_types[f->type].wanted;

	switch (f->type) {
	case FT_ENUM:
	case FT_INT:
		for (const char *s = f->allowed == NULL ? "" : f->allowed; *s != '\0'; s++)
			buf_printf(out, *s == '|' ? ", " : "%c", *s);
		if ((f->flags & FF_AUTO) != 0)
			buf_adds(out, ", or auto");
		return;
	case FT_OBJECT:
	case FT_MAP:
	case FT_STRINGS:
	case FT_STRING:
	case FT_LABELS:
	case FT_ANNOTATIONS:
	case FT_BOOL:
	case FT_HINT:
		return;
	default:
		buf_printf(out, "%s%s",
			   strncmp(wanted, "a string: ", 10) == 0 ? wanted + 10 : wanted,
			   (f->flags & FF_AUTO) != 0 ? "; or auto" : "");
	}
}

/* Words of a text in lines, each behind the indentation. */
static void
put_text(struct buf *out, int indent, const char *text)
{
	int col = 0;

	while (*text != '\0') {
		int len = (int)strcspn(text, " ");

		if (col > 0 && indent + col + 1 + len > TEXT_COLS) {
			buf_adds(out, "\n");
			col = 0;
		}
		buf_printf(out, "%*s%.*s", col == 0 ? indent : 1, "", len, text);
		col += len + (col > 0);
		text += len;
		text += strspn(text, " ");
	}
	buf_adds(out, "\n");
}

static void
put_name(const struct field *f, int indent, struct buf *out)
{
	buf_printf(out, "%*s%s\t", indent, "", f->key);
	if ((f->flags & FF_REFUSED) != 0) {
		buf_adds(out, "-refused-\n");
		return;
	}
	explain_type(f, out);
	buf_printf(out, "%s\n",
		   (f->flags & FF_REQUIRED) != 0  ? " -required-"
		   : (f->flags & FF_IGNORED) != 0 ? " -ignored-"
						  : "");
}

static void
put_tree(enum schema_id schema, int indent, struct buf *out)
{
	const struct schema *s = &schemas[schema];

	for (size_t i = 0; i < s->cnt; i++) {
		put_name(&s->fields[i], indent, out);
		if (s->fields[i].schema != SCHEMA_NONE)
			put_tree(s->fields[i].schema, indent + 2, out);
	}
}

static void
put_fields(enum schema_id schema, struct buf *out)
{
	const struct schema *s = &schemas[schema];

	for (size_t i = 0; i < s->cnt; i++) {
		const struct field *f = &s->fields[i];

		put_name(f, 2, out);
		if (f->type == FT_ENUM && (f->flags & FF_REFUSED) == 0) {
			buf_adds(out, "  enum: ");
			explain_allowed(f, out);
			buf_adds(out, "\n");
		}
		put_text(out, 4, f->help);
		buf_adds(out, "\n");
	}
}

static void
put_class(const struct field *f, struct buf *out)
{
	static const char *const whose[] = {
		[WHOSE_TRAFFIC] = "ignored, with a note",
		[WHOSE_NODE] = "ignored: for the node that runs the pod",
		[WHOSE_SCHEDULER] = "ignored: for the scheduler",
		[WHOSE_CONTROLLERS] = "ignored: for controllers",
		[WHOSE_SERVER] = "ignored: for a cluster's own programs",
	};

	buf_printf(out, "HERE:       %s\n",
		   (f->flags & FF_REFUSED) != 0   ? "refused"
		   : (f->flags & FF_IGNORED) != 0 ? whose[f->whose]
						  : "supported");
}

static void
put_enum(const char *words, struct buf *out)
{
	buf_adds(out, "ENUM:\n");
	while (*words != '\0') {
		size_t len = strcspn(words, "|");

		buf_printf(out, "    %.*s\n", (int)len, words);
		words += len + (words[len] == '|');
	}
}

static void
put_field(const struct field *f, struct buf *out)
{
	bool refused = (f->flags & FF_REFUSED) != 0;
	struct buf allowed = {0};

	buf_printf(out, "FIELD: %s", f->key);
	if (!refused) {
		buf_adds(out, " ");
		explain_type(f, out);
	}
	buf_printf(out, "%s\n", (f->flags & FF_REQUIRED) != 0 ? " -required-" : "");
	if (!refused && f->type == FT_ENUM)
		put_enum(f->allowed, out);
	else if (!refused && (f->flags & FF_IGNORED) == 0)
		explain_allowed(f, &allowed);
	buf_adds(out, "\n");
	if (allowed.len > 0)
		buf_printf(out, "ALLOWED:    %s\n", allowed.data);
	if (f->initial != NULL && *f->initial != '\0')
		buf_printf(out, "DEFAULT:    %s\n", f->initial);
	put_class(f, out);
	out->failed |= allowed.failed;
	buf_fini(&allowed);
}

struct path {
	struct explained kind;
	const struct field *field; /* NULL: the kind itself */
	char shown[512];           /* what was found so far */
};

static int __attribute__((format(printf, 3, 4)))
refuse(struct buf *out, const char *near, const char *fmt, ...)
{
	char text[400];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	buf_reset(out);
	buf_adds(out, text);
	if (near != NULL)
		buf_printf(out, ": did you mean \"%s\"?", near);
	return -ENOENT;
}

static int
refuse_kind(const char *name, struct buf *out)
{
	const char *names[2 * KIND_CNT + 1], *passed = kind_passed_find(name);
	size_t cnt = 0;

	if (passed != NULL)
		return refuse(out, NULL, "%s has no effect here: it is passed over", passed);
	for (int k = 0; k < KIND_CNT; k++) {
		names[cnt++] = kinds[k].single;
		names[cnt++] = kinds[k].plural;
	}
	names[cnt++] = "board";
	return refuse(out, suggest_nearest(name, names, cnt),
		      "the server has no resource type \"%s\"", name);
}

static int
find_kind(const struct explain *what, const char *name, struct path *p, struct buf *out)
{
	enum kind kind = kind_find(name);

	if (kind == KIND_CNT && strcasecmp(name, "board") != 0 && strcasecmp(name, "boards") != 0)
		return refuse_kind(name, out);
	explained_at(kind, &p->kind);
	snprintf(p->shown, sizeof(p->shown), "%s", name);
	if (what->api != NULL && strcmp(what->api, p->kind.api) != 0)
		return refuse(out, p->kind.api, "there is no %s of apiVersion \"%s\"", p->kind.name,
			      what->api);
	return 0;
}

static int
find_field(struct path *p, const char *key, struct buf *out)
{
	enum schema_id schema = p->field == NULL ? p->kind.schema : p->field->schema;
	const char *names[NAMES_MAX];

	if (schema == SCHEMA_NONE)
		return refuse(out, NULL, "field \"%s\" does not exist: nothing below %s is known",
			      key, p->shown);
	for (size_t i = 0; i < schemas[schema].cnt; i++) {
		const struct field *f = &schemas[schema].fields[i];
		size_t len = strlen(p->shown);

		if (strcmp(f->key, key) != 0)
			continue;
		p->field = f;
		snprintf(p->shown + len, sizeof(p->shown) - len, ".%s", key);
		return 0;
	}
	return refuse(out, suggest_nearest(key, names, schema_names(schema, names, NAMES_MAX)),
		      "field \"%s\" does not exist in %s", key, p->shown);
}

/* Step from name to name; indices between them ("[0]", as messages have them) count for nothing. */
static int
walk(const struct explain *what, struct path *p, struct buf *out)
{
	const char *s = what->path;
	int err = 0;

	do {
		size_t len = strcspn(s, ".[");
		char word[128];

		snprintf(word, sizeof(word), "%.*s", (int)len, s);
		s += len;
		if (*s == '[')
			s += strcspn(s, ".");
		s += *s == '.';
		err = p->kind.name == NULL ? find_kind(what, word, p, out)
					   : find_field(p, word, out);
	} while (err == 0 && *s != '\0');
	return err;
}

int
explain_print(const struct explain *what, struct buf *out)
{
	struct path p = {0};
	enum schema_id schema;
	const char *slash;
	int err = walk(what, &p, out);

	if (err != 0)
		return out->failed ? -ENOMEM : err;
	slash = strchr(p.kind.api, '/');
	if (slash != NULL)
		buf_printf(out, "GROUP:      %.*s\n", (int)(slash - p.kind.api), p.kind.api);
	buf_printf(out, "KIND:       %s\nVERSION:    %s\n\n", p.kind.name,
		   slash == NULL ? p.kind.api : slash + 1);
	if (p.field != NULL) {
		put_field(p.field, out);
		buf_adds(out, "\n");
	}
	buf_adds(out, "DESCRIPTION:\n");
	put_text(out, 4, p.field != NULL ? p.field->help : schemas[p.kind.schema].help);
	schema = p.field != NULL ? p.field->schema : p.kind.schema;
	if (schema != SCHEMA_NONE) {
		buf_adds(out, "\nFIELDS:\n");
		if (what->recursive)
			put_tree(schema, 2, out);
		else
			put_fields(schema, out);
	}
	return out->failed ? -ENOMEM : 0;
}
