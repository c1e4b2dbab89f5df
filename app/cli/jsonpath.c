/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * Reading templates.
 */
#include "cli/jsonpath_priv.h"

#include <ctype.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct parser {
	const char *at;
	const char *end;
	struct buf *why;
};

static int parse_template(const char *text, size_t len, struct jsonpath_node *root,
			  struct buf *why);

__attribute__((format(printf, 2, 3))) static int
refuse(const struct parser *p, const char *fmt, ...)
{
	char text[512];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	buf_adds(p->why, text);
	return -EINVAL;
}

static void
node_fini(struct jsonpath_node *n)
{
	for (size_t i = 0; i < n->cnt; i++)
		node_fini(&n->items[i]);
	free(n->items);
	free(n->text);
	json_decref(n->value);
}

/* Moves a node in, also where there is no memory for it. */
static int
append(struct jsonpath_node *list, struct jsonpath_node *item)
{
	struct jsonpath_node *grown = realloc(list->items, (list->cnt + 1) * sizeof(*grown));

	if (grown == NULL) {
		node_fini(item);
		return -ENOMEM;
	}
	list->items = grown;
	grown[list->cnt++] = *item;
	return 0;
}

static int
append_const(struct jsonpath_node *list, json_t *value)
{
	struct jsonpath_node n = {.type = JSONPATH_CONST, .value = value};

	return value == NULL ? -EINVAL : append(list, &n);
}

static int
append_named(struct jsonpath_node *list, enum jsonpath_type type, const char *text, size_t len)
{
	struct jsonpath_node n = {.type = type, .text = strndup(text, len)};

	return n.text == NULL ? -ENOMEM : append(list, &n);
}

/* A text as the only expression of a template. */
static int
parse_alone(const struct parser *p, const char *text, size_t len, struct jsonpath_node *out)
{
	struct jsonpath_node root = {0};
	struct buf whole = {0};
	int rc;

	buf_adds(&whole, "{");
	buf_add(&whole, text, len);
	buf_adds(&whole, "}");
	rc = whole.failed ? -ENOMEM : parse_template(whole.data, whole.len, &root, p->why);
	if (rc == 0) {
		*out = root.items[0];
		root.items[0] = (struct jsonpath_node){0};
	}
	node_fini(&root);
	buf_fini(&whole);
	return rc;
}

static bool
starts(const struct parser *p, const char *prefix)
{
	size_t len = strlen(prefix);

	return (size_t)(p->end - p->at) >= len && memcmp(p->at, prefix, len) == 0;
}

static bool
ends_word(const struct parser *p)
{
	return p->at == p->end || strchr(" \t\r\n.,[]$@{}", *p->at) != NULL;
}

static bool
is_letter(char c)
{
	return c == '_' || isalnum((unsigned char)c) || (unsigned char)c >= 0x80;
}

static int
parse_field(struct parser *p, struct jsonpath_node *cur)
{
	struct jsonpath_node n = {.type = JSONPATH_FIELD};
	struct buf name = {0};
	bool escaped = false;

	for (; p->at < p->end && (escaped || !ends_word(p)); p->at++) {
		escaped = !escaped && *p->at == '\\';
		if (*p->at != '\\')
			buf_add(&name, p->at, 1);
	}
	if (name.len == 1 && name.data[0] == '*')
		n.type = JSONPATH_WILDCARD;
	buf_adds(&name, "");
	n.text = name.data;
	if (name.failed || n.text == NULL) {
		buf_fini(&name);
		return -ENOMEM;
	}
	return append(cur, &n);
}

static int
parse_recursive(struct parser *p, struct jsonpath_node *cur)
{
	struct jsonpath_node n = {.type = JSONPATH_RECURSIVE};
	int rc;

	if (cur->cnt > 0 && cur->items[cur->cnt - 1].type == JSONPATH_RECURSIVE)
		return refuse(p, "invalid multiple recursive descent");
	p->at += 2;
	rc = append(cur, &n);
	return rc == 0 && p->at < p->end && is_letter(*p->at) ? parse_field(p, cur) : rc;
}

static int
parse_word(struct parser *p, struct jsonpath_node *cur)
{
	const char *start = p->at;
	size_t len;

	while (!ends_word(p))
		p->at++;
	len = (size_t)(p->at - start);
	if (len == 4 && memcmp(start, "true", len) == 0)
		return append_const(cur, json_true());
	if (len == 5 && memcmp(start, "false", len) == 0)
		return append_const(cur, json_false());
	if (len == 5 && memcmp(start, "range", len) == 0)
		return append_named(cur, JSONPATH_RANGE, start, len);
	if (len == 3 && memcmp(start, "end", len) == 0)
		return append_named(cur, JSONPATH_END, start, len);
	return append_named(cur, JSONPATH_UNKNOWN, start, len);
}

static int
parse_number(struct parser *p, struct jsonpath_node *cur)
{
	const char *start = p->at;
	char text[64], *end;
	long long whole;
	double real;

	p->at += *p->at == '+' || *p->at == '-';
	while (p->at < p->end && (*p->at == '.' || isdigit((unsigned char)*p->at)))
		p->at++;
	snprintf(text, sizeof(text), "%.*s", (int)(p->at - start), start);
	errno = 0;
	whole = strtoll(text, &end, 10);
	if (errno == 0 && end != text && *end == '\0')
		return append_const(cur, json_integer(whole));
	real = strtod(text, &end);
	if (end != text && *end == '\0')
		return append_const(cur, json_real(real));
	return refuse(p, "cannot parse number %s", text);
}

static void
put_utf8(unsigned long code, struct buf *out)
{
	static const unsigned char marks[] = {0, 0xc0, 0xe0, 0xf0};
	int more = code < 0x80 ? 0 : code < 0x800 ? 1 : code < 0x10000 ? 2 : 3;
	unsigned char byte = (unsigned char)(marks[more] | code >> 6 * more);

	buf_add(out, &byte, 1);
	while (more-- > 0) {
		byte = (unsigned char)(0x80 | (code >> 6 * more & 0x3f));
		buf_add(out, &byte, 1);
	}
}

/* One escape after its backslash: a letter, the quote, xNN, uNNNN, UNNNNNNNN or three octal digits.
 * @return its length; 0: there is no such */
static size_t
unescape(const char *s, const char *end, char quote, struct buf *out)
{
	static const char letters[] = "abfnrtv\\", plain[] = "\a\b\f\n\r\t\v\\";
	const char *at = s < end ? strchr(letters, *s) : NULL;
	bool octal = s < end && *s >= '0' && *s <= '7';
	size_t digits;
	char number[9] = "", *stop;
	unsigned long code;

	if (at != NULL || (s < end && *s == quote)) {
		buf_add(out, at != NULL ? plain + (at - letters) : s, 1);
		return 1;
	}
	if (s == end || (!octal && strchr("xuU", *s) == NULL))
		return 0;
	digits = octal ? 3 : *s == 'x' ? 2 : *s == 'u' ? 4 : 8;
	s += !octal;
	if ((size_t)(end - s) < digits || !isxdigit((unsigned char)*s))
		return 0;
	memcpy(number, s, digits);
	code = strtoul(number, &stop, octal ? 8 : 16);
	if (*stop != '\0' || code > (octal ? 0xff : 0x10ffff))
		return 0;
	if (digits <= 3)
		buf_add(out, &(char){(char)code}, 1);
	else
		put_utf8(code, out);
	return digits + !octal;
}

static int
parse_quote(struct parser *p, struct jsonpath_node *cur)
{
	const char *start = p->at++, *s;
	struct buf text = {0};
	json_t *value;
	int rc;

	while (p->at < p->end && *p->at != '\n' && (*p->at != *start || p->at[-1] == '\\'))
		p->at++;
	if (p->at == p->end || *p->at == '\n')
		return refuse(p, "unterminated quoted string");
	for (s = start + 1; s < p->at;) {
		size_t n = *s == '\\' ? unescape(s + 1, p->at, *start, &text) : 0;

		if (*s == '\\' && n == 0)
			break;
		if (*s != '\\')
			buf_add(&text, s, 1);
		s += 1 + n;
	}
	value = s == p->at ? json_stringn(text.len > 0 ? text.data : "", text.len) : NULL;
	p->at++;
	if (value == NULL)
		rc = refuse(p, "unquote string %.*s error invalid syntax", (int)(p->at - start),
			    start);
	else
		rc = append_const(cur, value);
	buf_fini(&text);
	return rc;
}

/* [first:end:step], each of which may be absent. */
static int
parse_slice(struct parser *p, const char *text, struct jsonpath_node *cur)
{
	struct jsonpath_node n = {.type = JSONPATH_SLICE};
	const char *s = text;

	for (int i = 0; i < 3; i++) {
		char number[32];
		size_t len;

		if (i > 0 && *s != ':') {
			if (i == 1)
				n.at[1] = (struct jsonpath_bound){true, true, n.at[0].value + 1};
			continue;
		}
		s += i > 0;
		len = *s == '-';
		len += strspn(s + len, "0123456789");
		snprintf(number, sizeof(number), "%.*s", (int)len, s);
		s += len;
		if (len == 0)
			continue;
		if (len >= sizeof(number) || (len == 1 && *number == '-'))
			return refuse(p, "array index %s is not a number", number);
		n.at[i] =
			(struct jsonpath_bound){.known = true, .value = strtoll(number, NULL, 10)};
	}
	if (*s != '\0')
		return refuse(p, "invalid array index %s", text);
	return append(cur, &n);
}

static int
parse_union(struct parser *p, const char *text, struct jsonpath_node *cur)
{
	struct jsonpath_node n = {.type = JSONPATH_UNION}, one;
	int rc = 0;

	while (rc == 0) {
		size_t len = strcspn(text, ","), first = strspn(text, " "), last = len;
		struct buf item = {0};

		first = first > len ? len : first;
		while (last > first && text[last - 1] == ' ')
			last--;
		buf_adds(&item, "[");
		buf_add(&item, text + first, last - first);
		buf_adds(&item, "]");
		rc = item.failed ? -ENOMEM : parse_alone(p, item.data, item.len, &one);
		buf_fini(&item);
		if (rc == 0)
			rc = append(&n, &one);
		if (text[len] == '\0')
			break;
		text += len + 1;
	}
	if (rc == 0)
		return append(cur, &n);
	node_fini(&n);
	return rc;
}

/* ['name'], whose dots part names as those of a path do. */
static int
parse_key(struct parser *p, const char *text, struct jsonpath_node *cur)
{
	struct buf path = {0};
	struct jsonpath_node one = {0};
	int rc;

	buf_adds(&path, ".");
	buf_add(&path, text + 1, strlen(text) - 2);
	rc = path.failed ? -ENOMEM : parse_alone(p, path.data, path.len, &one);
	buf_fini(&path);
	for (size_t i = 0; i < one.cnt && rc == 0; i++) {
		rc = append(cur, &one.items[i]);
		one.items[i] = (struct jsonpath_node){0};
	}
	node_fini(&one);
	return rc;
}

static int
parse_array(struct parser *p, struct jsonpath_node *cur)
{
	const char *start = ++p->at;
	size_t len;
	char *text;
	int rc;

	while (p->at < p->end && *p->at != ']' && *p->at != '\n')
		p->at++;
	if (p->at == p->end || *p->at == '\n')
		return refuse(p, "unterminated array");
	len = (size_t)(p->at++ - start);
	text = strndup(start, len);
	if (text == NULL)
		return -ENOMEM;
	if (strchr(text, ',') != NULL)
		rc = parse_union(p, text, cur);
	else if (len >= 2 && text[0] == '\'' && strchr(text + 1, '\'') == text + len - 1)
		rc = parse_key(p, text, cur);
	else
		rc = parse_slice(p, strcmp(text, "*") == 0 ? ":" : text, cur);
	free(text);
	return rc;
}

/* Up to the ')' that stands in no quotes. */
static bool
filter_skip(struct parser *p)
{
	bool begun = false, ended = false;
	char quote = 0;

	for (; p->at < p->end && *p->at != '\n'; p->at++) {
		if (*p->at == ')' && begun == ended)
			return true;
		if (*p->at != '"' && *p->at != '\'')
			continue;
		if (!begun)
			quote = *p->at;
		else if (*p->at == quote && p->at[-1] != '\\')
			ended = true;
		begun = true;
	}
	return false;
}

/* [?(left operator right)], or [?(what must be there)]. */
static int
parse_filter(struct parser *p, struct jsonpath_node *cur)
{
	struct jsonpath_node n = {.type = JSONPATH_FILTER}, side = {0};
	const char *start = p->at += 3;
	size_t len, left, op;
	int rc;

	if (!filter_skip(p))
		return refuse(p, "unterminated filter");
	len = (size_t)(p->at++ - start);
	if (p->at == p->end || *p->at++ != ']')
		return refuse(p, "unclosed array expect ]");
	for (left = 0; left < len && strchr("!<>=", start[left]) == NULL;)
		left++;
	for (op = 0; left + op < len && strchr("!<>=", start[left + op]) != NULL;)
		op++;
	op -= op > 0 && left + op == len;
	if (left == 0 || op == 0)
		left = len;
	n.text = left == len ? strdup("exists") : strndup(start + left, op);
	rc = n.text == NULL ? -ENOMEM : parse_alone(p, start, left, &side);
	if (rc == 0)
		rc = append(&n, &side);
	if (rc == 0 && left < len) {
		rc = parse_alone(p, start + left + op, len - left - op, &side);
		if (rc == 0)
			rc = append(&n, &side);
	}
	if (rc == 0)
		return append(cur, &n);
	node_fini(&n);
	return rc;
}

static int
parse_step(struct parser *p, struct jsonpath_node *cur)
{
	char c = *p->at;

	if (starts(p, "[?("))
		return parse_filter(p, cur);
	if (starts(p, ".."))
		return parse_recursive(p, cur);
	if (c == '[')
		return parse_array(p, cur);
	if (c == '"' || c == '\'')
		return parse_quote(p, cur);
	if (c == '+' || c == '-' || isdigit((unsigned char)c))
		return parse_number(p, cur);
	if (is_letter(c))
		return parse_word(p, cur);
	p->at++;
	if (c == '.')
		return parse_field(p, cur);
	if (c == ' ' || c == '@' || c == '$')
		return 0;
	return isprint((unsigned char)c)
		       ? refuse(p, "unrecognized character in action: U+%04X '%c'", (unsigned int)c,
				c)
		       : refuse(p, "unrecognized character in action: U+%04X", (unsigned int)c);
}

/* What stands in braces, the first of which is passed already. */
static int
parse_action(struct parser *p, struct jsonpath_node *cur)
{
	while (p->at < p->end && *p->at != '}' && *p->at != '\n' && *p->at != '\r') {
		int rc = parse_step(p, cur);

		if (rc < 0)
			return rc;
	}
	if (p->at == p->end || *p->at++ != '}')
		return refuse(p, "unclosed action");
	return 0;
}

static int
parse_template(const char *text, size_t len, struct jsonpath_node *root, struct buf *why)
{
	struct parser p = {.at = text, .end = text + len, .why = why};
	int rc = 0;

	while (rc == 0 && p.at < p.end) {
		const char *brace = memchr(p.at, '{', (size_t)(p.end - p.at));
		struct jsonpath_node list = {0};

		if (brace == NULL)
			brace = p.end;
		if (brace > p.at)
			rc = append_const(root, json_stringn(p.at, (size_t)(brace - p.at)));
		p.at = brace;
		if (rc < 0 || brace == p.end)
			break;
		p.at++;
		rc = parse_action(&p, &list);
		if (rc == 0)
			rc = append(root, &list);
		else
			node_fini(&list);
	}
	return rc;
}

int
jsonpath_parse(const char *text, struct jsonpath **out, struct buf *why)
{
	struct jsonpath *p = calloc(1, sizeof(*p));
	int rc;

	if (p == NULL)
		return -ENOMEM;
	rc = parse_template(text, strlen(text), &p->root, why);
	if (rc < 0) {
		jsonpath_destroy(p);
		return rc;
	}
	*out = p;
	return 0;
}

int
jsonpath_parse_relaxed(const char *path, struct jsonpath **out, struct buf *why)
{
	size_t len = strlen(path);
	bool braced = len >= 2 && path[0] == '{' && path[len - 1] == '}';
	struct buf text = {0};
	int rc;

	path += braced;
	len -= braced ? 2 : 0;
	if (len > 1 && *path == '.') {
		path++;
		len--;
	}
	buf_adds(&text, "{.");
	buf_add(&text, path, len);
	buf_adds(&text, "}");
	if (len > 0 && memchr(path, '{', len) == NULL && memchr(path, '}', len) == NULL) {
		rc = text.failed ? -ENOMEM : jsonpath_parse(text.data, out, why);
	} else {
		buf_adds(why,
			 "unexpected path string, expected a 'name1.name2' or '.name1.name2' or "
			 "'{name1.name2}' or '{.name1.name2}'");
		rc = -EINVAL;
	}
	buf_fini(&text);
	return rc;
}

void
jsonpath_destroy(struct jsonpath *p)
{
	if (p == NULL)
		return;
	node_fini(&p->root);
	free(p);
}
