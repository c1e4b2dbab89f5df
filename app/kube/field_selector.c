/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include "kube/field_selector.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define SELECTABLE_CNT (sizeof(selectable) / sizeof(selectable[0]))

static const struct selectable {
	const char *kind;
	const char *field;
	const char *path;
	const char *otherwise;
} selectable[] = {
#define SELECTABLE(kind_, field_, path_, default_) {kind_, field_, path_, default_},
#include "kube/field_selector.def"
#undef SELECTABLE
};

/* Of kinds that the list does not name. */
static const struct selectable common[] = {
	{"", "metadata.name", "metadata.name", ""},
	{"", "metadata.namespace", "metadata.namespace", ""},
};

struct term {
	const struct selectable *field;
	bool differs; /* != */
	const char *value;
	struct term *next;
};

struct field_selector {
	struct arena *arena;
	struct term *first;
};

struct parse {
	const struct field_selection *asked;
	struct faults *faults;
	struct field_selector *sel;
};

static const struct selectable *
field_find(const char *kind, const char *field, size_t len, bool *listed)
{
	*listed = false;
	for (size_t i = 0; i < SELECTABLE_CNT; i++) {
		if (strcmp(selectable[i].kind, kind) != 0)
			continue;
		*listed = true;
		if (strlen(selectable[i].field) == len &&
		    memcmp(selectable[i].field, field, len) == 0)
			return &selectable[i];
	}
	for (size_t i = 0; i < 2 && !*listed; i++)
		if (strlen(common[i].field) == len && memcmp(common[i].field, field, len) == 0)
			return &common[i];
	return NULL;
}

__attribute__((format(printf, 2, 3))) static int
refuse(const struct parse *p, const char *fmt, ...)
{
	static const struct fault_at nowhere;
	const struct field_selection *q = p->asked;
	bool core = strchr(q->api, '/') == NULL;
	char reason[512];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(reason, sizeof(reason), fmt, ap);
	va_end(ap);
	if (p->faults != NULL)
		faults_add(p->faults, FAULT_ERROR, &nowhere,
			   "Unable to find \"%s%s, Resource=%s\" that match label selector "
			   "\"%s\", field selector \"%s\": %s",
			   core ? "/" : "", q->api, q->plural, q->labels != NULL ? q->labels : "",
			   q->fields, reason);
	return -EBADMSG;
}

static int
refuse_syntax(const struct parse *p, const char *term, size_t len)
{
	return refuse(p, "invalid selector: '%s'; can't understand '%.*s'", p->asked->fields,
		      (int)len, term);
}

static int
refuse_field(const struct parse *p, bool listed, const char *field, size_t len)
{
	if (listed)
		return refuse(p, "field label not supported: %.*s", (int)len, field);
	return refuse(p,
		      "\"%.*s\" is not a known field selector: only \"metadata.name\", "
		      "\"metadata.namespace\"",
		      (int)len, field);
}

/* Up to the comma that no backslash stands before. */
static size_t
term_len(const char *s)
{
	size_t len = 0;

	while (s[len] != '\0' && s[len] != ',')
		len += s[len] == '\\' && s[len + 1] != '\0' ? 2 : 1;
	return len;
}

/* A value without its backslashes; NULL: one stands before another character. */
static char *
unescape(struct arena *a, const char *s, size_t len)
{
	char *value = arena_alloc(a, len + 1), *to = value;

	for (size_t i = 0; i < len && value != NULL; i++) {
		if (s[i] == ',' || s[i] == '=')
			return NULL;
		if (s[i] == '\\' && (++i == len || strchr(",=\\", s[i]) == NULL))
			return NULL;
		*to++ = s[i];
	}
	if (value != NULL)
		*to = '\0';
	return value;
}

static int
parse_term(const struct parse *p, const char *s, size_t len)
{
	struct arena *a = p->sel->arena;
	struct term *t = arena_alloc(a, sizeof(*t));
	size_t field = strcspn(s, "=!"), op;
	bool listed;

	if (field >= len || (s[field] == '!' && s[field + 1] != '='))
		return refuse_syntax(p, s, len);
	op = s[field] == '!' || s[field + 1] == '=' ? 2 : 1;
	if (t == NULL)
		return -ENOMEM;
	*t = (struct term){.differs = s[field] == '!', .next = p->sel->first};
	t->field = field_find(p->asked->kind, s, field, &listed);
	t->value = unescape(a, s + field + op, len - field - op);
	if (arena_failed(a))
		return -ENOMEM;
	if (t->value == NULL)
		return refuse_syntax(p, s, len);
	if (t->field == NULL)
		return refuse_field(p, listed, s, field);
	p->sel->first = t;
	return 0;
}

int
field_selector_parse(const struct field_selection *asked, struct faults *faults,
		     struct field_selector **out)
{
	struct arena *arena = arena_create(512);
	struct field_selector *sel = arena == NULL ? NULL : arena_alloc(arena, sizeof(*sel));
	struct parse p = {.asked = asked, .faults = faults, .sel = sel};
	const char *text = asked->fields;
	int rc = 0;

	if (sel == NULL) {
		arena_destroy(arena);
		return -ENOMEM;
	}
	*sel = (struct field_selector){.arena = arena};
	while (rc == 0 && *text != '\0') {
		size_t len = term_len(text);

		if (len > 0)
			rc = parse_term(&p, text, len);
		text += len + (text[len] == ',');
	}
	if (rc < 0)
		field_selector_destroy(sel);
	else
		*out = sel;
	return rc;
}

static const char *
value_at(const struct node *root, const struct selectable *field)
{
	const struct node *n = root;
	const char *path = field->path;
	char key[64];

	while (n != NULL && *path != '\0') {
		size_t len = strcspn(path, ".");

		memcpy(key, path, len);
		key[len] = '\0';
		n = tree_get(n, key);
		path += len + (path[len] == '.');
	}
	if (n == NULL || n->type == NODE_NULL || n->text == NULL)
		return field->otherwise;
	return n->text;
}

struct match {
	const struct field_selector *sel;
	bool matches;
};

static int
match_document(void *arg, struct document *doc)
{
	struct match *m = arg;

	for (const struct term *t = m->sel->first; t != NULL; t = t->next)
		m->matches &= (strcmp(value_at(doc->root, t->field), t->value) == 0) != t->differs;
	return 0;
}

int
field_selector_match(const struct field_selector *sel, const char *json, size_t len)
{
	struct match m = {.sel = sel, .matches = true};
	struct faults faults = {0};
	int rc = tree_read(NULL, json, len, &faults, match_document, &m);

	faults_fini(&faults);
	return rc == 0 ? m.matches : rc;
}

void
field_selector_destroy(struct field_selector *sel)
{
	if (sel != NULL)
		arena_destroy(sel->arena);
}
