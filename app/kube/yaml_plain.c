/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * The plain part of YAML, line by line: block maps and lists, and scalars that stand on one line,
 * in ASCII, which is all that most manifests are made of. libyaml needs ten times as long for it,
 * and most of the time of a load was its.
 *
 * Whatever is not of this part, or not sound, is left to yaml.c from its beginning: there is one
 * place that says what is wrong. What is taken here comes out as from there, to the columns.
 *
 * Model:
 *   a stack of the maps and lists that are open, each with the column where its keys or dashes
 *   stand; a line closes what stands further right than it. A key or dash that nothing stands
 *   behind is due a value: what the next line begins further right, else null.
 *   Texts are cut out of one copy of the document, in place.
 */
#include "kube/tree_priv.h"

#include <math.h>
#include <string.h>

#define KEY_BYTES_MAX  512 /* libyaml: 1024 */
#define WORD_BYTES_MAX 5   /* "false": longer keys mean themselves */

struct open {
	struct node *n;
	size_t indent; /* columns, from 0 */
	bool is_due;
	const char *key; /* of the value that is due in a map */
	uint32_t key_line;
	uint32_t key_col;
	uint32_t due_line; /* where null stands */
	uint32_t due_col;
};

struct plain {
	struct arena *a;
	uint32_t line;
	const char *begin; /* of the line */
	struct node *root;
	struct open open[TREE_DEPTH_MAX];
	unsigned depth;
};

enum {
	KEY_FIRST = 1,
	KEY_LATER = 2,
	SCALAR_FIRST = 4, /* of one without quotes; '-' may be, too */
};

/* clang-format off */
static const uint8_t classes[256] = {
	['a' ... 'z'] = KEY_FIRST | KEY_LATER | SCALAR_FIRST,
	['A' ... 'Z'] = KEY_FIRST | KEY_LATER | SCALAR_FIRST,
	['0' ... '9'] = KEY_LATER | SCALAR_FIRST,
	['.'] = KEY_LATER | SCALAR_FIRST,
	['/'] = KEY_LATER | SCALAR_FIRST,
	['_'] = KEY_LATER | SCALAR_FIRST,
	['-'] = KEY_LATER,
	['+'] = SCALAR_FIRST,
	['~'] = SCALAR_FIRST,
	['$'] = SCALAR_FIRST,
	['('] = SCALAR_FIRST,
	['<'] = SCALAR_FIRST,
	['='] = SCALAR_FIRST,
	['^'] = SCALAR_FIRST,
	['\\'] = SCALAR_FIRST,
};
/* clang-format on */

static bool
is_of(char ch, unsigned class)
{
	return (classes[(unsigned char)ch] & class) != 0;
}

/* All is ASCII that is seen, but for line feeds: in a loop that the compiler makes vectors of. */
static bool
is_ascii(const char *text, size_t len)
{
	unsigned char bad = 0;

	for (size_t i = 0; i < len; i++) {
		unsigned char ch = (unsigned char)text[i];

		bad |= (unsigned char)((ch < 0x20 && ch != '\n') | (ch > 0x7e));
	}
	return bad == 0;
}

static uint32_t
col_of(const struct plain *p, const char *s)
{
	return (uint32_t)(s - p->begin) + 1;
}

/* Nothing but what may stand behind a value: s is at it, or at spaces before it. */
static bool
is_rest(const char *s, const char *end)
{
	const char *begin = s;

	while (s < end && *s == ' ')
		s++;
	return s == end || (*s == '#' && s > begin);
}

/* A node where a value is due, or the root. NULL: no memory */
static struct node *
add(struct plain *p, enum node_type type, uint32_t line, uint32_t col)
{
	struct node *n = tree_new(p->a, type);
	struct open *o;

	if (n == NULL)
		return NULL;
	n->line = line;
	n->col = col;
	if (p->depth == 0) {
		p->root = n;
		return n;
	}
	o = &p->open[p->depth - 1];
	n->key = o->key;
	n->key_line = o->key_line;
	n->key_col = o->key_col;
	o->is_due = false;
	tree_append(o->n, n);
	return n;
}

static bool
begin_container(struct plain *p, enum node_type type, const char *at)
{
	struct node *n;

	if (p->depth == TREE_DEPTH_MAX || (n = add(p, type, p->line, col_of(p, at))) == NULL)
		return false;
	p->open[p->depth++] = (struct open){.n = n, .indent = (size_t)(at - p->begin)};
	return true;
}

/* Nothing came where a value is due. */
static bool
settle(struct plain *p)
{
	const struct open *o = &p->open[p->depth - 1];

	return !o->is_due || add(p, NODE_NULL, o->due_line, o->due_col) != NULL;
}

static void
set_due(struct plain *p, const char *at)
{
	struct open *o = &p->open[p->depth - 1];

	o->is_due = true;
	o->due_line = p->line;
	o->due_col = col_of(p, at);
}

/* Close what a line at this column ends. @return whether something may stand there */
static bool
unwind(struct plain *p, size_t indent, bool is_dash)
{
	const struct open *o = p->depth == 0 ? NULL : &p->open[p->depth - 1];

	while (o != NULL && (o->indent > indent ||
			     (o->indent == indent && !is_dash && o->n->type == NODE_LIST))) {
		if (!settle(p))
			return false;
		o = --p->depth == 0 ? NULL : o - 1;
	}
	if (o == NULL)
		return p->root == NULL;
	if (o->indent < indent || (is_dash && o->n->type == NODE_MAP))
		return o->is_due;
	return settle(p);
}

/* A value in quotes. @param end of the line. @return behind it, or NULL */
static char *
take_quoted(struct plain *p, char *s, const char *end)
{
	char *close = memchr(s + 1, *s, (size_t)(end - s - 1));
	struct node *n;

	if (close == NULL || !is_rest(close + 1, end) ||
	    (*s == '"' && memchr(s, '\\', (size_t)(close - s)) != NULL))
		return NULL;
	n = add(p, NODE_STRING, p->line, col_of(p, s));
	if (n == NULL)
		return NULL;
	n->text = s + 1;
	*close = '\0';
	return close;
}

static bool
take_bare(struct plain *p, char *s, char *end)
{
	char *stop = s;
	struct node *n;

	for (; stop < end; stop++) {
		if (*stop == ':' && (stop + 1 == end || stop[1] == ' '))
			return false;
		if (*stop == '#' && stop[-1] == ' ')
			break;
	}
	while (stop[-1] == ' ')
		stop--;
	n = add(p, NODE_STRING, p->line, col_of(p, s));
	if (n == NULL)
		return false;
	n->text = s;
	*stop = '\0';
	scalar_resolve(n);
	return n->type != NODE_FLOAT || isfinite(n->f);
}

/* The value that is due and begins here. */
static bool
take_value(struct plain *p, char *s, char *end)
{
	if (*s == '"' || *s == '\'')
		return take_quoted(p, s, end) != NULL;
	if ((*s == '{' || *s == '[') && s + 1 < end && s[1] == *s + 2 && is_rest(s + 2, end))
		return add(p, *s == '{' ? NODE_MAP : NODE_LIST, p->line, col_of(p, s)) != NULL;
	if (is_of(*s, SCALAR_FIRST) || (*s == '-' && s + 1 < end && s[1] != ' '))
		return take_bare(p, s, end);
	return false;
}

/* @return the colon behind a key that begins here, or NULL: none does */
static char *
find_colon(char *s, const char *end)
{
	char *colon = s;

	if (!is_of(*s, KEY_FIRST))
		return NULL;
	while (colon < end && is_of(*colon, KEY_LATER))
		colon++;
	return colon < end && *colon == ':' && (colon + 1 == end || colon[1] == ' ') &&
			       colon - s <= KEY_BYTES_MAX
		       ? colon
		       : NULL;
}

static void
take_key(struct plain *p, char *s, char *colon)
{
	struct open *o = &p->open[p->depth - 1];

	*colon = '\0';
	o->key = s;
	o->key_line = p->line;
	o->key_col = col_of(p, s);
	if (colon - s <= WORD_BYTES_MAX) {
		struct node n = {.text = s};

		scalar_resolve(&n);
		o->key = scalar_key(&n, p->a);
	}
	set_due(p, colon + 1);
}

static char *
skip_spaces(char *s, const char *end)
{
	while (s < end && *s == ' ')
		s++;
	return s;
}

/* @param s at the first that is no space */
static bool
take_line(struct plain *p, char *s, char *end)
{
	bool is_dash = *s == '-' && (s + 1 == end || s[1] == ' '), is_nested = false;
	char *colon;

	if (!unwind(p, (size_t)(s - p->begin), is_dash))
		return false;
	for (; *s == '-' && (s + 1 == end || s[1] == ' '); is_nested = true) {
		const struct open *o = p->depth == 0 ? NULL : &p->open[p->depth - 1];

		if ((is_nested || o == NULL || o->is_due) && !begin_container(p, NODE_LIST, s))
			return false;
		set_due(p, ++s);
		s = skip_spaces(s, end);
		if (s == end || *s == '#')
			return true;
	}
	colon = find_colon(s, end);
	if (colon == NULL)
		return is_dash && take_value(p, s, end);
	if ((p->depth == 0 || p->open[p->depth - 1].is_due) && !begin_container(p, NODE_MAP, s))
		return false;
	take_key(p, s, colon);
	s = skip_spaces(colon + 1, end);
	return s == end || *s == '#' || take_value(p, s, end);
}

/* The mark that begins a document: nothing else of that line is taken here. */
static bool
is_mark(const char *s, const char *end)
{
	return end - s >= 3 && memcmp(s, "---", 3) == 0 && is_rest(s + 3, end);
}

struct node *
yaml_plain_read(struct reader *r, const char *text, size_t len, uint32_t line_off)
{
	struct plain p; /* the stack is not zeroed: it is large */
	char *s, *end, *text_end;
	bool is_marked = false;

	p.a = r->arena;
	p.line = line_off;
	p.root = NULL;
	p.depth = 0;
	if (!is_ascii(text, len) || (s = arena_strndup(r->arena, text, len)) == NULL)
		return NULL;
	for (text_end = s + len; s < text_end; s = end + 1) {
		end = memchr(s, '\n', (size_t)(text_end - s));
		if (end == NULL)
			end = text_end;
		p.begin = s;
		p.line++;
		s = skip_spaces(s, end);
		if (s == end || *s == '#')
			continue;
		if (p.root == NULL && !is_marked && s == p.begin && is_mark(s, end))
			is_marked = true;
		else if (!take_line(&p, s, end))
			return NULL;
	}
	for (; p.depth > 0; p.depth--)
		if (!settle(&p))
			return NULL;
	return p.root;
}
