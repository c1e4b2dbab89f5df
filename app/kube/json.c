/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * JSON text to a tree (RFC 8259), with places. YAML's reader would nearly do, but refuses surrogate
 * pairs, which kubectl writes for anything outside the basic plane.
 */
#include "kube/tree_priv.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

struct json {
	struct reader *r;
	const char *text;
	size_t len;
	size_t pos;
	uint32_t line;
	uint32_t col;
	unsigned depth;
};

static int
peek(const struct json *j)
{
	return j->pos < j->len ? (unsigned char)j->text[j->pos] : -1;
}

/* Columns count characters, not bytes. */
static void
advance(struct json *j)
{
	unsigned char ch = (unsigned char)j->text[j->pos++];

	if (ch == '\n') {
		j->line++;
		j->col = 1;
	} else if ((ch & 0xc0) != 0x80) {
		j->col++;
	}
}

static void
skip_space(struct json *j)
{
	while (peek(j) == ' ' || peek(j) == '\t' || peek(j) == '\n' || peek(j) == '\r')
		advance(j);
}

static struct node *
refuse(struct json *j, const char *wanted)
{
	int ch = peek(j);

	if (ch < 0)
		reader_fault(j->r, j->line, j->col, "JSON ends too early: %s expected", wanted);
	else if (ch == '/' || ch == '#')
		reader_fault(j->r, j->line, j->col, "JSON has no comments: %s expected", wanted);
	else if (ch < 0x20 || ch >= 0x7f)
		reader_fault(j->r, j->line, j->col, "JSON: %s expected, found byte 0x%02x", wanted,
			     (unsigned)ch);
	else
		reader_fault(j->r, j->line, j->col, "JSON: %s expected, found '%c'", wanted, ch);
	return NULL;
}

static bool
read_hex4(struct json *j, uint32_t *out)
{
	*out = 0;
	for (int i = 0; i < 4; i++) {
		int ch = peek(j);
		const char *digits = "0123456789abcdef";
		const char *d = ch > 0 ? strchr(digits, ch | 0x20) : NULL;

		if (d == NULL) {
			refuse(j, "a hexadecimal digit");
			return false;
		}
		*out = *out << 4 | (uint32_t)(d - digits);
		advance(j);
	}
	return true;
}

static size_t
put_utf8(char *to, uint32_t cp)
{
	if (cp < 0x80) {
		to[0] = (char)cp;
		return 1;
	}
	if (cp < 0x800) {
		to[0] = (char)(0xc0 | cp >> 6);
		to[1] = (char)(0x80 | (cp & 0x3f));
		return 2;
	}
	if (cp < 0x10000) {
		to[0] = (char)(0xe0 | cp >> 12);
		to[1] = (char)(0x80 | (cp >> 6 & 0x3f));
		to[2] = (char)(0x80 | (cp & 0x3f));
		return 3;
	}
	to[0] = (char)(0xf0 | cp >> 18);
	to[1] = (char)(0x80 | (cp >> 12 & 0x3f));
	to[2] = (char)(0x80 | (cp >> 6 & 0x3f));
	to[3] = (char)(0x80 | (cp & 0x3f));
	return 4;
}

/* Behind "\u". A lone surrogate becomes U+FFFD, as Go's decoder has it. */
static bool
read_unicode(struct json *j, char *to, size_t *len)
{
	uint32_t cp, low;

	if (!read_hex4(j, &cp))
		return false;
	if (cp == 0) {
		reader_fault(j->r, j->line, j->col, "\\u0000 is not allowed in a string");
		return false;
	}
	if (cp >= 0xd800 && cp < 0xdc00 && j->pos + 1 < j->len && j->text[j->pos] == '\\' &&
	    j->text[j->pos + 1] == 'u') {
		struct json back = *j;

		advance(j);
		advance(j);
		if (!read_hex4(j, &low))
			return false;
		if (low >= 0xdc00 && low < 0xe000)
			cp = 0x10000 + ((cp - 0xd800) << 10) + (low - 0xdc00);
		else
			*j = back;
	}
	if (cp >= 0xd800 && cp < 0xe000)
		cp = 0xfffd;
	*len += put_utf8(to + *len, cp);
	return true;
}

static bool
read_escape(struct json *j, char *to, size_t *len)
{
	static const char from[] = "\"\\/bfnrt", into[] = "\"\\/\b\f\n\r\t";
	int ch = peek(j);
	const char *p;

	if (ch == 'u') {
		advance(j);
		return read_unicode(j, to, len);
	}
	p = ch > 0 ? strchr(from, ch) : NULL;
	if (p == NULL) {
		refuse(j, "an escape (\\\" \\\\ \\/ \\b \\f \\n \\r \\t \\u)");
		return false;
	}
	to[(*len)++] = into[p - from];
	advance(j);
	return true;
}

/* Take a run of characters that stand for themselves. @return their bytes */
static size_t
read_plain(struct json *j, char *to)
{
	size_t begin = j->pos;

	for (; j->pos < j->len; j->pos++) {
		unsigned char ch = (unsigned char)j->text[j->pos];

		if (ch < 0x20 || ch == '"' || ch == '\\')
			break;
		to[j->pos - begin] = (char)ch;
		j->col += (ch & 0xc0) != 0x80;
	}
	return j->pos - begin;
}

/* A string's value never is longer than its text, so one piece of that size holds it. */
static const char *
read_string(struct json *j)
{
	size_t end = j->pos + 1, len = 0;
	char *to;

	while (end < j->len && j->text[end] != '"')
		end += j->text[end] == '\\' ? 2 : 1;
	to = arena_alloc(j->r->arena, end - j->pos + 4);
	if (to == NULL)
		return NULL;
	advance(j);
	for (;;) {
		len += read_plain(j, to + len);
		if (peek(j) < 0x20) {
			refuse(j, "the string's closing '\"'");
			return NULL;
		}
		if (peek(j) == '"')
			break;
		advance(j);
		if (!read_escape(j, to, &len))
			return NULL;
	}
	advance(j);
	to[len] = '\0';
	return to;
}

static struct node *
read_word(struct json *j, struct node *n)
{
	size_t len = 0;
	static const char *const allowed[] = {"true", "false", "null"};
	bool known = false;

	while (j->pos + len < j->len && strchr("+-.", j->text[j->pos + len]) == NULL &&
	       ((j->text[j->pos + len] | 0x20) >= 'a' && (j->text[j->pos + len] | 0x20) <= 'z'))
		len++;
	for (size_t i = 0; i < 3; i++)
		known |=
			strlen(allowed[i]) == len && memcmp(allowed[i], j->text + j->pos, len) == 0;
	if (!known)
		return refuse(j, "a value");
	n->text = arena_strndup(j->r->arena, j->text + j->pos, len);
	if (n->text == NULL)
		return NULL;
	scalar_resolve(n);
	j->pos += len;
	j->col += (uint32_t)len;
	return n;
}

/* -?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)? */
static size_t
number_len(const char *s, size_t max)
{
	char text[64];
	size_t len = 0, whole;
	const char *p = text;

	while (len < max && len + 1 < sizeof(text) && strchr("+-.0123456789eE", s[len]) != NULL &&
	       s[len] != '\0') {
		text[len] = s[len];
		len++;
	}
	text[len] = '\0';
	p += *p == '-';
	whole = strspn(p, "0123456789");
	if (whole == 0 || (*p == '0' && whole > 1))
		return 0;
	p += whole;
	if (*p == '.') {
		whole = strspn(p + 1, "0123456789");
		if (whole == 0)
			return 0;
		p += 1 + whole;
	}
	if (*p == 'e' || *p == 'E') {
		p++;
		p += *p == '-' || *p == '+';
		whole = strspn(p, "0123456789");
		if (whole == 0)
			return 0;
		p += whole;
	}
	return *p == '\0' ? len : 0;
}

static struct node *
read_number(struct json *j, struct node *n)
{
	size_t len = number_len(j->text + j->pos, j->len - j->pos);

	if (len == 0)
		return refuse(j, "a number as JSON writes it");
	n->text = arena_strndup(j->r->arena, j->text + j->pos, len);
	if (n->text == NULL)
		return NULL;
	scalar_resolve(n);
	if (n->type == NODE_STRING)
		return refuse(j, "a number that fits into 64 bits");
	j->pos += len;
	j->col += (uint32_t)len;
	return n;
}

static struct node *read_value(struct json *j);

static bool
read_member(struct json *j, struct node *map)
{
	uint32_t line = j->line, col = j->col;
	const char *key;
	struct node *value;

	if (peek(j) != '"') {
		refuse(j, "a key in double quotes");
		return false;
	}
	key = read_string(j);
	if (key == NULL)
		return false;
	skip_space(j);
	if (peek(j) != ':') {
		refuse(j, "':'");
		return false;
	}
	advance(j);
	value = read_value(j);
	if (value == NULL)
		return false;
	value->key = key;
	value->key_line = line;
	value->key_col = col;
	tree_append(map, value);
	return true;
}

static struct node *
read_inside(struct json *j, struct node *n, char close)
{
	const char *wanted = n->type == NODE_MAP ? "',' or '}'" : "',' or ']'";

	advance(j);
	skip_space(j);
	if (peek(j) == close) {
		advance(j);
		return n;
	}
	for (;;) {
		struct node *item;

		if (n->type == NODE_MAP) {
			if (!read_member(j, n))
				return NULL;
		} else {
			item = read_value(j);
			if (item == NULL)
				return NULL;
			tree_append(n, item);
		}
		skip_space(j);
		if (peek(j) == close)
			break;
		if (peek(j) != ',')
			return refuse(j, wanted);
		advance(j);
		skip_space(j);
		if (peek(j) == close) {
			reader_fault(j->r, j->line, j->col, "JSON: no ',' stands before '%c'",
				     close);
			return NULL;
		}
	}
	advance(j);
	return n;
}

static struct node *
read_value(struct json *j)
{
	struct node *n = tree_new(j->r->arena, NODE_STRING);
	int ch;

	if (n == NULL)
		return NULL;
	skip_space(j);
	n->line = j->line;
	n->col = j->col;
	ch = peek(j);
	if (ch == '{' || ch == '[') {
		if (++j->depth > TREE_DEPTH_MAX) {
			reader_fault(j->r, j->line, j->col, "nested deeper than %d levels",
				     TREE_DEPTH_MAX);
			return NULL;
		}
		n->type = ch == '{' ? NODE_MAP : NODE_LIST;
		n = read_inside(j, n, ch == '{' ? '}' : ']');
		j->depth--;
		return n;
	}
	if (ch == '"')
		return (n->text = read_string(j)) != NULL ? n : NULL;
	if (ch == '-' || (ch >= '0' && ch <= '9'))
		return read_number(j, n);
	return read_word(j, n);
}

struct node *
json_read(struct reader *r, const char *text, size_t len, size_t *pos, uint32_t *line,
	  uint32_t *col)
{
	struct json j = {.r = r, .text = text, .len = len, .pos = *pos, .line = *line, .col = *col};
	struct node *n = read_value(&j);

	*pos = j.pos;
	*line = j.line;
	*col = j.col;
	return n;
}
