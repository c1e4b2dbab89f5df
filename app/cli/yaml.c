/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include "cli/yaml.h"

#include "cli/jget.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define INDENT     2
#define WIDTH_BEST 80 /* a line that is longer is broken at its next space */
#define DIGITS     "0123456789"
#define HEX_DIGITS DIGITS "abcdefABCDEF_"

/* Texts that YAML 1.1 takes for null, a truth value, a merge or a default. */
static const char *const words[] = {
	"~",    "null", "Null", "NULL",  "y",     "Y",     "yes",   "Yes",   "YES",   "n",
	"N",    "no",   "No",   "NO",    "on",    "On",    "ON",    "off",   "Off",   "OFF",
	"true", "True", "TRUE", "false", "False", "FALSE", "<<",    "=",     ".nan",  ".NaN",
	".NAN", ".inf", ".Inf", ".INF",  "+.inf", "+.Inf", "+.INF", "-.inf", "-.Inf", "-.INF",
};

static bool
is_word(const char *s, size_t len)
{
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strlen(words[i]) == len && memcmp(words[i], s, len) == 0)
			return true;
	return false;
}

/* 12, 1_000, 0x1f, 0b1, 0o7, 1.5, .5, 1e9, 1:30 and 1:30.5, signed or not. */
static bool
is_number(const char *s)
{
	size_t whole, fraction = 0;

	s += *s == '+' || *s == '-';
	if (s[0] == '0' && s[1] != '\0' && strchr("xbo", s[1]) != NULL)
		return s[2] != '\0' && s[2 + strspn(s + 2, HEX_DIGITS)] == '\0';
	if (!isdigit((unsigned char)s[0]) && !(s[0] == '.' && isdigit((unsigned char)s[1])))
		return false;
	whole = strspn(s, DIGITS "_");
	s += whole;
	while (whole > 0 && *s == ':' && isdigit((unsigned char)s[1])) {
		size_t n = strspn(s + 1, DIGITS);

		if (n > 2)
			return false;
		s += 1 + n;
	}
	if (*s == '.') {
		fraction = strspn(s + 1, DIGITS "_");
		s += 1 + fraction;
	}
	if ((*s == 'e' || *s == 'E') && whole + fraction > 0) {
		s++;
		s += *s == '+' || *s == '-';
		if (!isdigit((unsigned char)*s))
			return false;
		s += strspn(s, DIGITS);
	}
	return *s == '\0';
}

/* 2026-01-02 and all that begins so and goes on as a time of day. */
static bool
is_timestamp(const char *s)
{
	size_t n = strspn(s, DIGITS);

	if (n != 4 || s[4] != '-')
		return false;
	s += 5;
	n = strspn(s, DIGITS);
	if (n < 1 || n > 2 || s[n] != '-')
		return false;
	s += n + 1;
	n = strspn(s, DIGITS);
	return n >= 1 && n <= 2 && (s[n] == '\0' || strchr("Tt \t", s[n]) != NULL);
}

static bool
means_other(const char *s, size_t len)
{
	return len == 0 || is_word(s, len) || is_number(s) || is_timestamp(s);
}

/* Characters with a meaning where they stand. */
static bool
breaks_plain(const char *s, size_t len)
{
	if (strchr(",[]{}#&*!|>'\"%@`", s[0]) != NULL || s[0] == ' ' || s[len - 1] == ' ')
		return true;
	if (strchr("-?:", s[0]) != NULL && (len == 1 || s[1] == ' '))
		return true;
	if (len >= 3 && (memcmp(s, "---", 3) == 0 || memcmp(s, "...", 3) == 0))
		return true;
	for (size_t i = 0; i < len; i++)
		if ((s[i] == ':' && (i + 1 == len || s[i + 1] == ' ')) ||
		    (s[i] == '#' && i > 0 && s[i - 1] == ' '))
			return true;
	return false;
}

/* Bytes of a character that is not to be written as it is; 0: of none. */
static size_t
control_len(const char *s, unsigned int *code)
{
	const unsigned char *c = (const unsigned char *)s;

	*code = c[0];
	if (c[0] < ' ' || c[0] == 0x7f)
		return 1;
	*code = c[1];
	if (c[0] == 0xc2 && c[1] < 0xa0)
		return 2;
	*code = 0x2028;
	if (c[0] == 0xe2 && c[1] == 0x80 && (c[2] == 0xa8 || c[2] == 0xa9)) {
		*code += c[2] - 0xa8u;
		return 3;
	}
	*code = (c[0] & 7u) << 18;
	if (c[0] >= 0xf0) {
		*code |= (c[1] & 63u) << 12 | (c[2] & 63u) << 6 | (c[3] & 63u);
		return 4;
	}
	*code = 0xfeff;
	return c[0] == 0xef && c[1] == 0xbb && c[2] == 0xbf ? 3 : 0;
}

static bool
has_controls(const char *s, size_t len, const char *except)
{
	unsigned int code;

	for (size_t i = 0; i < len; i++)
		if (control_len(s + i, &code) > 0 && (s[i] == '\0' || strchr(except, s[i]) == NULL))
			return true;
	return false;
}

int
yaml_needs_quotes(const char *text, size_t len)
{
	return means_other(text, len) || has_controls(text, len, "") || breaks_plain(text, len);
}

static void
put_indent(struct buf *out, size_t indent)
{
	for (size_t i = 0; i < indent; i++)
		buf_adds(out, " ");
}

/* How a text is folded: where its further lines begin, and on which column the last one stands. */
struct fold {
	struct buf *out;
	size_t indent;
	size_t column;
	bool spaces; /* the last character was one */
	bool keys;   /* never fold */
};

static struct fold
fold_start(struct buf *out, size_t indent, bool key)
{
	struct fold f = {.out = out, .indent = indent, .keys = key};
	size_t at = out->len;

	while (at > 0 && out->data[at - 1] != '\n')
		f.column += ((unsigned char)out->data[--at] & 0xc0) != 0x80;
	return f;
}

static void
fold_put(struct fold *f, const char *s, size_t len)
{
	buf_add(f->out, s, len);
	for (size_t i = 0; i < len; i++)
		f->column += ((unsigned char)s[i] & 0xc0) != 0x80;
	f->spaces = false;
}

/* Put one space, or break the line in its place where it is long and the space stands alone.
 * @return whether the line was broken */
static bool
fold_space(struct fold *f, bool may)
{
	bool breaks = may && !f->keys && !f->spaces && f->column > WIDTH_BEST;

	if (breaks) {
		buf_adds(f->out, "\n");
		put_indent(f->out, f->indent);
		f->column = f->indent;
	} else {
		fold_put(f, " ", 1);
	}
	f->spaces = true;
	return breaks;
}

static void
put_escape(struct fold *f, unsigned int code)
{
	static const char plain[] = "\a\b\t\n\v\f\r\x1b\"\\", letters[] = "abtnvfre\"\\";
	const char *at = code != 0 && code < 0x80 ? strchr(plain, (int)code) : NULL;
	char text[16];

	if (at != NULL)
		snprintf(text, sizeof(text), "\\%c", letters[at - plain]);
	else if (code == 0 || code == 0x85)
		snprintf(text, sizeof(text), "\\%c", code == 0 ? '0' : 'N');
	else if (code == 0x2028 || code == 0x2029)
		snprintf(text, sizeof(text), "\\%c", code == 0x2028 ? 'L' : 'P');
	else
		snprintf(text, sizeof(text),
			 code <= 0xff     ? "\\x%02X"
			 : code <= 0xffff ? "\\u%04X"
					  : "\\U%08X",
			 code);
	fold_put(f, text, strlen(text));
}

static void
put_double(struct fold *f, const char *s, size_t len)
{
	unsigned int code;

	fold_put(f, "\"", 1);
	for (size_t i = 0; i < len;) {
		size_t n = control_len(s + i, &code);

		if (n > 0) {
			put_escape(f, code);
		} else if (s[i] == '"' || s[i] == '\\') {
			put_escape(f, (unsigned char)s[i]);
		} else if (s[i] == ' ') {
			if (fold_space(f, i > 0 && i + 1 < len) && s[i + 1] == ' ')
				fold_put(f, "\\", 1);
		} else {
			fold_put(f, s + i, 1);
		}
		i += n > 0 ? n : 1;
	}
	fold_put(f, "\"", 1);
}

static void
put_single(struct fold *f, const char *s, size_t len)
{
	fold_put(f, "'", 1);
	for (size_t i = 0; i < len; i++) {
		if (s[i] == ' ')
			fold_space(f, i > 0 && i + 1 < len && s[i + 1] != ' ');
		else
			fold_put(f, s[i] == '\'' ? "''" : s + i, s[i] == '\'' ? 2 : 1);
	}
	fold_put(f, "'", 1);
}

static void
put_plain(struct fold *f, const char *s, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if (s[i] == ' ')
			fold_space(f, i + 1 < len && s[i + 1] != ' ');
		else
			fold_put(f, s + i, 1);
	}
}

static void
put_string(struct buf *out, const char *s, size_t len, size_t indent, bool key)
{
	struct fold f = fold_start(out, indent, key);

	if (means_other(s, len) || has_controls(s, len, ""))
		put_double(&f, s, len);
	else if (breaks_plain(s, len))
		put_single(&f, s, len);
	else
		put_plain(&f, s, len);
}

/* A space in front of a line's end would not be seen in a block. */
static bool
has_hidden_spaces(const char *s, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (s[i] == ' ' && (i + 1 == len || s[i + 1] == '\n'))
			return true;
	return false;
}

/* Text of several lines reads best as a block; its last newline decides the mark, a first line that
 * begins with a space or is empty needs the indent told. */
static bool
put_block(struct buf *out, const char *s, size_t len, size_t indent)
{
	const char *end = s + len, *last;

	if (memchr(s, '\n', len) == NULL || has_hidden_spaces(s, len) || *s == '\t' ||
	    has_controls(s, len, "\n\t"))
		return false;
	buf_adds(out, *s == ' ' || *s == '\n' ? "|2" : "|");
	for (last = end; last > s && last[-1] == '\n';)
		last--;
	buf_adds(out, end == last ? "-\n" : end - last == 1 && last > s ? "\n" : "+\n");
	while (s < end) {
		const char *nl = memchr(s, '\n', (size_t)(end - s));
		size_t n = nl == NULL ? (size_t)(end - s) : (size_t)(nl - s);

		if (n > 0)
			put_indent(out, indent);
		buf_add(out, s, n);
		buf_adds(out, "\n");
		s += n + 1;
	}
	return true;
}

static void
put_scalar(struct buf *out, const json_t *v, size_t indent)
{
	const char *s = json_string_value(v);
	char *text;

	if (s != NULL) {
		if (put_block(out, s, json_string_length(v), indent))
			return;
		put_string(out, s, json_string_length(v), indent, false);
	} else {
		text = json_dumps(v, JSON_ENCODE_ANY);
		buf_adds(out, text != NULL ? text : "null");
		free(text);
	}
	buf_adds(out, "\n");
}

static void put_map(struct buf *out, const json_t *map, size_t indent, bool started);
static void put_list(struct buf *out, const json_t *list, size_t indent, bool started);

/* A map's entry after its key. */
static void
put_entry(struct buf *out, const json_t *v, size_t indent)
{
	if (json_object_size(v) > 0) {
		buf_adds(out, "\n");
		put_map(out, v, indent + INDENT, false);
	} else if (json_array_size(v) > 0) {
		buf_adds(out, "\n");
		put_list(out, v, indent, false);
	} else {
		buf_adds(out, " ");
		put_scalar(out, v, indent + INDENT);
	}
}

/* started: the line is begun already, by the dash of a list. */
static void
put_map(struct buf *out, const json_t *map, size_t indent, bool started)
{
	size_t cnt;
	const char **keys = jkeys(map, &cnt);

	out->failed |= keys == NULL;
	for (size_t i = 0; i < cnt; i++) {
		if (i > 0 || !started)
			put_indent(out, indent);
		put_string(out, keys[i], strlen(keys[i]), indent, true);
		buf_adds(out, ":");
		put_entry(out, json_object_get(map, keys[i]), indent);
	}
	free(keys);
}

static void
put_list(struct buf *out, const json_t *list, size_t indent, bool started)
{
	const json_t *v;
	size_t i;

	json_array_foreach(list, i, v)
	{
		if (i > 0 || !started)
			put_indent(out, indent);
		buf_adds(out, "- ");
		if (json_object_size(v) > 0)
			put_map(out, v, indent + INDENT, true);
		else if (json_array_size(v) > 0)
			put_list(out, v, indent + INDENT, true);
		else
			put_scalar(out, v, indent + INDENT);
	}
}

void
yaml_put(struct buf *out, const json_t *value)
{
	if (json_object_size(value) > 0)
		put_map(out, value, 0, false);
	else if (json_array_size(value) > 0)
		put_list(out, value, 0, false);
	else
		put_scalar(out, value, INDENT);
}
