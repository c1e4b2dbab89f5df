/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * What a plain scalar means. Kubernetes tools read YAML 1.1 with Go's yaml.v2, whose rules these
 * are: yes/no/on/off are booleans, 0777 is octal, 0o, 0x and 0b are prefixes, underscores in
 * numbers are passed over, a number that is not an integer by these rules but a decimal one (08) is
 * a float, and sexagesimal numbers (80:30) are strings on purpose. What kubectl then cannot write
 * as JSON (.inf) becomes a float that is not finite, and is refused by the reader.
 */
#include "kube/tree_priv.h"

#include <ctype.h>
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define NUMBER_BYTES_MAX 64
#define WORD_BYTES_MAX   5

static const struct word {
	const char *text;
	enum node_type type;
	bool b;
} words[] = {
	{"", NODE_NULL, false},      {"~", NODE_NULL, false},     {"null", NODE_NULL, false},
	{"Null", NODE_NULL, false},  {"NULL", NODE_NULL, false},  {"y", NODE_BOOL, true},
	{"Y", NODE_BOOL, true},      {"yes", NODE_BOOL, true},    {"Yes", NODE_BOOL, true},
	{"YES", NODE_BOOL, true},    {"true", NODE_BOOL, true},   {"True", NODE_BOOL, true},
	{"TRUE", NODE_BOOL, true},   {"on", NODE_BOOL, true},     {"On", NODE_BOOL, true},
	{"ON", NODE_BOOL, true},     {"n", NODE_BOOL, false},     {"N", NODE_BOOL, false},
	{"no", NODE_BOOL, false},    {"No", NODE_BOOL, false},    {"NO", NODE_BOOL, false},
	{"false", NODE_BOOL, false}, {"False", NODE_BOOL, false}, {"FALSE", NODE_BOOL, false},
	{"off", NODE_BOOL, false},   {"Off", NODE_BOOL, false},   {"OFF", NODE_BOOL, false},
};

static bool
is_infinite(const char *s)
{
	static const char *const names[] = {".nan", ".NaN", ".NAN", ".inf", ".Inf", ".INF"};
	bool is_signed = *s == '-' || *s == '+';

	for (size_t i = is_signed ? 3 : 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (strcmp(s + is_signed, names[i]) == 0)
			return true;
	return false;
}

/* @return whether it is an integer, which then is n's value; too large ones are fractions */
static bool
take_int(const char *s, struct node *n)
{
	bool negative = *s == '-';
	unsigned base = 10;
	uint64_t value = 0, max = negative ? (uint64_t)INT64_MAX + 1 : UINT64_MAX;

	if (*s == '-' || *s == '+')
		s++;
	if (s[0] == '0' && s[1] != '\0') {
		char kind = (char)tolower((unsigned char)s[1]);

		base = kind == 'x' ? 16 : kind == 'b' ? 2 : 8;
		s += isalpha((unsigned char)kind) && strchr("xbo", kind) != NULL ? 2 : 1;
	}
	if (*s == '\0')
		return false;
	for (; *s != '\0'; s++) {
		unsigned digit = isdigit((unsigned char)*s) ? (unsigned)(*s - '0')
				 : isxdigit((unsigned char)*s)
					 ? (unsigned)(tolower((unsigned char)*s) - 'a') + 10
					 : 99;

		if (digit >= base || __builtin_mul_overflow(value, base, &value) ||
		    __builtin_add_overflow(value, digit, &value) || value > max)
			return false;
	}
	n->type = NODE_INT;
	n->i = negative ? (int64_t)(0 - value) : (int64_t)value;
	if (!negative && value > INT64_MAX) {
		n->type = NODE_FLOAT;
		n->f = (double)value;
	}
	return true;
}

static size_t
count_digits(const char *s)
{
	size_t cnt = 0;

	while (s[cnt] >= '0' && s[cnt] <= '9')
		cnt++;
	return cnt;
}

/* [-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)? */
static bool
is_float(const char *s)
{
	size_t whole, part = 0;

	if (*s == '-' || *s == '+')
		s++;
	whole = count_digits(s);
	s += whole;
	if (*s == '.') {
		part = count_digits(s + 1);
		s += 1 + part;
	}
	if (whole + part == 0)
		return false;
	if (*s == 'e' || *s == 'E') {
		size_t exp;

		s++;
		if (*s == '-' || *s == '+')
			s++;
		exp = count_digits(s);
		if (exp == 0)
			return false;
		s += exp;
	}
	return *s == '\0';
}

static void
resolve_number(struct node *n)
{
	char plain[NUMBER_BYTES_MAX];
	size_t len = 0;

	if (strncmp(n->text, "._", 2) == 0)
		return;
	for (const char *s = n->text; *s != '\0'; s++) {
		if (*s == '_')
			continue;
		if (len + 1 == sizeof(plain))
			return;
		plain[len++] = *s;
	}
	plain[len] = '\0';
	if (!take_int(plain, n) && is_float(plain) && isfinite(n->f = strtod(plain, NULL))) {
		n->type = NODE_FLOAT;
		if (fabs(n->f) < 9007199254740992.0 && n->f == trunc(n->f)) {
			n->type = NODE_INT; /* as JSON prints it: 80.0 is 80 */
			n->i = (int64_t)n->f;
		}
	}
}

static bool
may_be_number(char first)
{
	return (first >= '0' && first <= '9') || first == '.' || first == '-' || first == '+';
}

static bool
may_be_word(const char *text)
{
	switch (text[0] | 0x20) { /* small letters */
	case ' ':                 /* NUL */
	case 'n':
	case 'y':
	case 't':
	case 'o':
	case 'f':
	case '~':
		return strnlen(text, WORD_BYTES_MAX + 1) <= WORD_BYTES_MAX;
	}
	return false;
}

void
scalar_resolve(struct node *n)
{
	char first = n->text[0];

	n->type = NODE_STRING;
	if (may_be_number(first)) {
		resolve_number(n);
		if (n->type == NODE_STRING && is_infinite(n->text)) {
			n->type = NODE_FLOAT;
			n->f = INFINITY;
		}
		return;
	}
	if (!may_be_word(n->text))
		return;
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (first == words[i].text[0] && strcmp(n->text, words[i].text) == 0) {
			n->type = words[i].type;
			n->b = words[i].b;
			return;
		}
	}
}

const char *
scalar_key(const struct node *n, struct arena *a)
{
	switch (n->type) {
	case NODE_BOOL:
		return n->b ? "true" : "false";
	case NODE_INT:
		return arena_printf(a, "%" PRId64, n->i);
	case NODE_NULL:
		return "null";
	case NODE_FLOAT:
	case NODE_STRING:
	case NODE_MAP:
	case NODE_LIST:
		break;
	}
	return n->text;
}
