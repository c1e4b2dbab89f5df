/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include "kube/fields.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/suggest.h"
#include "kube/notes.h"

#define NAMES_MAX    64
#define INT64_DIGITS 19

void
decode_fault(struct decoder *d, const struct node *at, const char *fmt, ...)
{
	struct fault_at where = {
		.file = d->file,
		.line = at->line,
		.col = at->col,
		.path = d->path_len > 0 ? d->path : NULL,
	};
	char reason[768];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(reason, sizeof(reason), fmt, ap);
	va_end(ap);
	d->bad = true;
	if (d->arena != NULL)
		unsound_add(&d->unsound, d->arena, d->path);
	faults_add(d->faults, FAULT_ERROR, &where, "%s", reason);
}

static const char *
shorten(const char *s, char *buf, size_t buf_bytes)
{
	snprintf(buf, buf_bytes, "%.40s%s", s, strlen(s) > 40 ? "..." : "");
	return buf;
}

static bool
has_glued_colon(const char *s)
{
	s = strchr(s, ':');
	return s != NULL && s[1] != ' ' && s[1] != '\0';
}

const char *
decode_hint_text(const char *s)
{
	if (strstr(s, " //") != NULL)
		return ": '//' begins no comment, use '#'";
	if (strncmp(s, "\xe2\x80\x9c", 3) == 0 || strncmp(s, "\xe2\x80\x98", 3) == 0)
		return ": typographic quotes are text, use \" or '";
	return "";
}

/* More digits than any integer has: the readers take it for a fraction, or for text. */
static bool
is_huge(const char *s)
{
	size_t len;

	if (*s == '-' || *s == '+')
		s++;
	len = strlen(s);
	if (len == 0 || strspn(s, "0123456789") != len)
		return false;
	s += strspn(s, "0");
	return strlen(s) > INT64_DIGITS ||
	       (strlen(s) == INT64_DIGITS && strcmp(s, "9223372036854775807") > 0);
}

bool
decode_mismatch(struct decoder *d, const struct node *n, const char *wanted)
{
	char text[64];
	const char *hint = "";

	shorten(n->text, text, sizeof(text));
	if ((n->type == NODE_STRING || n->type == NODE_FLOAT) &&
	    strncmp(wanted, "an integer", 10) == 0 && is_huge(n->text)) {
		decode_fault(d, n, "%s is out of range: expected %s", text, wanted);
		return false;
	}
	switch (n->type) {
	case NODE_STRING:
		hint = decode_hint_text(n->text);
		if (strncmp(wanted, "an integer", 10) == 0 &&
		    strspn(n->text, "0123456789") == strlen(n->text))
			hint = ": write it without quotes";
		else if (strcmp(wanted, "a map") == 0 && has_glued_colon(n->text))
			hint = ": a space is missing behind ':'";
		else if (strcmp(wanted, "true or false") == 0 &&
			 (strcmp(n->text, "true") == 0 || strcmp(n->text, "false") == 0))
			hint = ": write it without quotes";
		if (strncmp(wanted, "a string: ", 10) == 0) /* it is one: say what it is to hold */
			decode_fault(d, n, "expected %s, found \"%s\"%s", wanted + 10, text, hint);
		else
			decode_fault(d, n, "expected %s, found the string \"%s\"%s", wanted, text,
				     hint);
		return false;
	case NODE_BOOL:
	case NODE_INT:
	case NODE_FLOAT:
		if (strncmp(wanted, "a string", 8) == 0)
			hint = ": put it in quotes";
		decode_fault(d, n, "expected %s, found %s (%s)%s", wanted, tree_type_name(n), text,
			     hint);
		return false;
	case NODE_NULL:
	case NODE_MAP:
	case NODE_LIST:
		break;
	}
	if (n->type == NODE_MAP && strncmp(wanted, "a list", 6) == 0)
		hint = ": begin each item with '- '";
	decode_fault(d, n, "expected %s, found %s%s", wanted, tree_type_name(n), hint);
	return false;
}

/* Extend the path, as far as it goes. By hand: every field of every object does it. */
static void
push(struct decoder *d, const char *text, size_t len)
{
	size_t room = sizeof(d->path) - 1 - d->path_len;

	if (len > room)
		len = room;
	memcpy(d->path + d->path_len, text, len);
	d->path_len += len;
	d->path[d->path_len] = '\0';
}

/* Extend it by a step; @return where to cut it again */
static size_t
push_key(struct decoder *d, const char *key)
{
	size_t old = d->path_len;

	if (old > 0)
		push(d, ".", 1);
	push(d, key, strlen(key));
	return old;
}

static size_t
push_index(struct decoder *d, size_t idx)
{
	char text[24], *at = text + sizeof(text);
	size_t old = d->path_len;

	*--at = ']';
	do
		*--at = (char)('0' + idx % 10);
	while ((idx /= 10) > 0);
	*--at = '[';
	push(d, at, (size_t)(text + sizeof(text) - at));
	return old;
}

static void
pop(struct decoder *d, size_t old)
{
	d->path_len = old;
	d->path[old] = '\0';
}

static bool
is_known(enum schema_id schema, const char *key)
{
	const struct field *f = field_find(schema, key);

	return f != NULL && (f->flags & FF_REFUSED) == 0;
}

/* Where under a schema a misplaced key would belong: one level down is far enough to help. A map is
 * likelier than the items of a list. */
static const struct field *
find_below(enum schema_id schema, const char *key)
{
	const struct schema *s = &schemas[schema];
	const struct field *list = NULL;

	for (size_t i = 0; i < s->cnt; i++) {
		const struct field *f = &s->fields[i];

		if (f->type != FT_OBJECT || (f->flags & FF_IGNORED) != 0 ||
		    !is_known(f->schema, key))
			continue;
		if ((f->flags & FF_LIST) == 0)
			return f;
		if (list == NULL)
			list = f;
	}
	return list;
}

/* A field was meant that is not there by its name, or not in its place. */
static void
mark_meant(struct decoder *d, const char *map, const char *key)
{
	size_t old = d->path_len;

	if (map != NULL)
		push_key(d, map);
	if (key != NULL)
		push_key(d, key);
	if (d->arena != NULL)
		unsound_add(&d->unsound, d->arena, d->path);
	pop(d, old);
}

/* The same, of the map around this one. */
static void
mark_meant_above(struct decoder *d, const char *key)
{
	char path[DECODE_PATH_MAX];
	size_t len = d->path_len;

	memcpy(path, d->path, sizeof(path));
	while (d->path_len > 0 && d->path[d->path_len - 1] != '.')
		d->path_len--;
	if (d->path_len > 0)
		d->path_len--;
	d->path[d->path_len] = '\0';
	mark_meant(d, NULL, key);
	memcpy(d->path, path, sizeof(path));
	d->path_len = len;
}

/* @return the field that was meant, whose absence then is no second mistake; or NULL */
static const struct field *
report_unknown(struct decoder *d, enum schema_id schema, enum schema_id above, const struct node *n)
{
	struct node at = {.line = n->key_line, .col = n->key_col};
	const char *names[NAMES_MAX];
	size_t cnt = schema_names(schema, names, NAMES_MAX);
	const char *near = suggest_nearest(n->key, names, cnt);
	const struct field *below = find_below(schema, n->key);
	bool is_above =
		near == NULL && below == NULL && above != SCHEMA_NONE && is_known(above, n->key);
	char key[64];
	size_t old = push_key(d, n->key);

	shorten(n->key, key, sizeof(key));
	if (below != NULL && (near == NULL || (below->flags & FF_LIST) == 0))
		decode_fault(d, &at, "unknown field \"%s\" here: it belongs %s %s", key,
			     (below->flags & FF_LIST) != 0 ? "in an item of" : "under", below->key);
	else if (near != NULL)
		decode_fault(d, &at, "unknown field \"%s\": did you mean \"%s\"?", key, near);
	else if (is_above)
		decode_fault(d, &at,
			     "unknown field \"%s\" here: it belongs one level up, indent it less",
			     key);
	else
		decode_fault(d, &at, "unknown field \"%s\"%s", key,
			     *key == '-' ? ": a space is missing behind '-'" : "");
	pop(d, old);
	if (near != NULL)
		mark_meant(d, NULL, near);
	if (below != NULL)
		mark_meant(d, below->key, (below->flags & FF_LIST) != 0 ? NULL : n->key);
	if (is_above)
		mark_meant_above(d, n->key);
	if (*key == '-') /* of a list: of which, nobody knows */
		mark_meant(d, NULL, NULL);
	return below != NULL ? below : near != NULL ? field_find(schema, near) : NULL;
}

static void decode_below(struct decoder *d, enum schema_id schema, enum schema_id above,
			 const struct node *map, void *to);

static void
decode_default(struct decoder *d, const struct field *f, void *to)
{
	struct node n = {.type = NODE_STRING, .text = f->initial};

	if (f->type == FT_INT || f->type == FT_BOOL) { /* written as a scalar is */
		n.type = f->type == FT_BOOL ? NODE_BOOL : NODE_INT;
		n.b = strcmp(f->initial, "true") == 0;
		for (const char *s = f->initial; *s >= '0' && *s <= '9'; s++)
			n.i = n.i * 10 + (*s - '0');
	}
	if (strcmp(f->initial, "auto") == 0 && (f->flags & FF_AUTO) != 0) {
		n.type = NODE_STRING;
		n.text = "auto";
	}
	decode_scalar(d, f, &n, to);
}

struct list {
	void *v;
	size_t cnt;
};

static void
decode_item(struct decoder *d, const struct field *f, enum schema_id above, const struct node *n,
	    void *to)
{
	if (f->type != FT_OBJECT)
		decode_scalar(d, f, n, to);
	else if (n->type == NODE_MAP)
		decode_below(d, f->schema, above, n, to);
	else
		decode_mismatch(d, n, field_types[f->type].wanted);
}

static const char *
list_wanted(enum field_type type)
{
	switch (type) {
	case FT_OBJECT:
	case FT_MAP:
	case FT_HINT:
		return "a list of maps";
	case FT_INT:
		return "a list of integers";
	default:
		return "a list of strings";
	}
}

static void
decode_list(struct decoder *d, const struct field *f, enum schema_id above, const struct node *n,
	    struct list *to)
{
	char *item;

	if (n->type != NODE_LIST) {
		decode_mismatch(d, n, list_wanted(f->type));
		return;
	}
	if (n->cnt == 0)
		return;
	to->v = arena_alloc(d->arena, n->cnt * f->size);
	if (to->v == NULL)
		return;
	item = to->v;
	for (const struct node *c = n->first; c != NULL; c = c->next, item += f->size) {
		size_t old = push_index(d, to->cnt++);

		if (c->type != NODE_NULL)
			decode_item(d, f, above, c, item);
		else if (!d->partial) /* else the document was cut off here */
			decode_fault(d, c, "an item of a list may not be empty");
		pop(d, old);
	}
}

static void
decode_absent(struct decoder *d, const struct field *f, const struct node *map, void *to)
{
	struct list *list = to;

	if ((f->flags & FF_REQUIRED) != 0) {
		size_t old = push_key(d, f->key);
		char wanted[WANTED_BYTES];

		if (!d->partial)
			decode_fault(d, map, "missing: expected %s. %s",
				     (f->flags & FF_LIST) != 0 ? list_wanted(f->type)
							       : field_wanted(f, wanted),
				     f->help);
		pop(d, old);
		return;
	}
	if (f->type == FT_OBJECT && (f->flags & (FF_LIST | FF_POINTER)) == 0) {
		static const struct node empty = {.type = NODE_MAP, .text = ""};
		bool partial = d->partial;

		d->partial = true; /* what an absent map requires is not missing */
		decode_below(d, f->schema, SCHEMA_NONE, &empty, to);
		d->partial = partial;
	} else if (f->initial != NULL && (f->flags & FF_LIST) != 0) {
		list->v = arena_alloc(d->arena, f->size);
		list->cnt = list->v != NULL;
		if (list->v != NULL)
			decode_default(d, f, list->v);
	} else if (f->initial != NULL) {
		decode_default(d, f, to);
	}
}

static void
decode_present(struct decoder *d, const struct field *f, enum schema_id above, const struct node *n,
	       void *to)
{
	size_t old = push_key(d, f->key);

	if ((f->flags & FF_POINTER) != 0) {
		void *made = arena_alloc(d->arena, f->size);

		memcpy(to, &made, sizeof(made));
		if (made != NULL)
			decode_item(d, f, above, n, made);
	} else if ((f->flags & FF_LIST) != 0)
		decode_list(d, f, above, n, to);
	else
		decode_item(d, f, above, n, to);
	pop(d, old);
}

static void
report_refused(struct decoder *d, const struct field *f, const struct node *n)
{
	struct node at = {.line = n->key_line, .col = n->key_col};
	size_t old = push_key(d, f->key);

	decode_fault(d, &at, "%s", f->help);
	pop(d, old);
}

static bool
has_type(const struct node *n, enum field_type type)
{
	switch (type) {
	case FT_INT:
		return n->type == NODE_INT;
	case FT_BOOL:
		return n->type == NODE_BOOL;
	case FT_INT_OR_STRING:
		return n->type == NODE_INT || n->type == NODE_STRING;
	case FT_OBJECT:
	case FT_MAP:
	case FT_STRINGS:
		return n->type == NODE_MAP;
	default:
		return n->type == NODE_STRING;
	}
}

static void check_value(struct decoder *d, const struct field *f, const struct node *n);

/* The names and types in a map that has no effect. */
static void
check_map(struct decoder *d, enum schema_id schema, const struct node *map)
{
	for (const struct node *n = map->first; n != NULL; n = n->next) {
		const struct field *f = field_find(schema, n->key);
		size_t old = d->path_len;

		if (f == NULL) {
			report_unknown(d, schema, SCHEMA_NONE, n);
		} else if ((f->flags & FF_REFUSED) != 0) {
			report_refused(d, f, n);
		} else {
			push_key(d, f->key);
			check_value(d, f, n);
			pop(d, old);
		}
	}
}

static void
check_item(struct decoder *d, const struct field *f, const struct node *n)
{
	if (!has_type(n, f->type))
		decode_mismatch(d, n, field_types[f->type].wanted);
	else if (f->schema != SCHEMA_NONE)
		check_map(d, f->schema, n);
}

/* What has no effect still has a type: an API server would not take another one. */
static void
check_value(struct decoder *d, const struct field *f, const struct node *n)
{
	size_t idx = 0;

	if (n->type == NODE_NULL)
		return;
	if ((f->flags & FF_LIST) == 0) {
		check_item(d, f, n);
		return;
	}
	if (n->type != NODE_LIST)
		decode_mismatch(d, n, list_wanted(f->type));
	for (const struct node *c = n->type == NODE_LIST ? n->first : NULL; c != NULL;
	     c = c->next) {
		size_t old = push_index(d, idx++);

		check_item(d, f, c);
		pop(d, old);
	}
}

static void
take_ignored(struct decoder *d, const struct field *f, const struct node *n)
{
	size_t old = push_key(d, f->key);

	check_value(d, f, n);
	if (d->notes != NULL && n->type != NODE_NULL &&
	    (f->whose == WHOSE_TRAFFIC || (f->whose != WHOSE_SERVER && !d->served)))
		notes_add_field(d->notes, f, n, d->path);
	pop(d, old);
}

/* In Go's encoding an empty string is an absent one, where the field may be absent. */
static bool
is_unset(const struct field *f, const struct node *n)
{
	return n->type == NODE_NULL || (n->type == NODE_STRING && *n->text == '\0' &&
					(f->flags & (FF_REQUIRED | FF_LIST)) == 0);
}

static bool
is_auto(const struct field *f, const struct node *n)
{
	return (f->flags & FF_AUTO) != 0 && n->type == NODE_STRING && strcmp(n->text, "auto") == 0;
}

static void
decode_below(struct decoder *d, enum schema_id schema, enum schema_id above, const struct node *map,
	     void *to)
{
	const struct schema *s = &schemas[schema];
	const struct node *members[NAMES_MAX]; /* by their place in the table */
	uint64_t meant = 0; /* bits of fields that are there under another name */

	memset(members, 0, s->cnt * sizeof(members[0]));
	for (const struct node *n = map->first; n != NULL; n = n->next) {
		const struct field *f = field_find(schema, n->key);

		if (f == NULL && (f = report_unknown(d, schema, above, n)) != NULL)
			meant |= 1ull << (f - s->fields);
		else if (f == NULL)
			continue;
		else if ((f->flags & FF_REFUSED) != 0)
			report_refused(d, f, n);
		else if ((f->flags & FF_IGNORED) != 0)
			take_ignored(d, f, n);
		else if (members[f - s->fields] == NULL)
			members[f - s->fields] = n;
	}
	for (size_t i = 0; i < s->cnt; i++) {
		const struct field *f = &s->fields[i];
		const struct node *n = members[i];
		void *place = (char *)to + f->off;

		if ((f->flags & (FF_IDENTITY | FF_IGNORED | FF_REFUSED)) != 0)
			continue;
		if ((n == NULL || n->type == NODE_NULL) && (meant & 1ull << i) != 0)
			continue;
		if (n == NULL || is_unset(f, n) || is_auto(f, n))
			decode_absent(d, f, n != NULL ? n : map, place);
		else
			decode_present(d, f, schema, n, place);
	}
}

void
decode_map(struct decoder *d, enum schema_id schema, const struct node *map, void *to)
{
	decode_below(d, schema, SCHEMA_NONE, map, to);
}
