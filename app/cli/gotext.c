/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include "cli/gotext.h"

#include "cli/jget.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The shortest digits that read back as the same number; plain from low up to 1e21. */
static void
put_real(double d, double low, struct buf *out)
{
	char text[64];

	for (int digits = 1; digits <= 17; digits++) {
		snprintf(text, sizeof(text), "%.*g", digits, d);
		if (strtod(text, NULL) == d)
			break;
	}
	if (strchr(text, 'e') != NULL && fabs(d) >= low && fabs(d) < 1e21)
		snprintf(text, sizeof(text), "%.0f", d);
	buf_adds(out, text);
}

/* Bytes of a character that JSON is not to carry as it is; 0: of none. */
static size_t
escaped_len(const char *s, unsigned int *code)
{
	const unsigned char *c = (const unsigned char *)s;

	*code = c[0];
	if (c[0] < ' ' || strchr("<>&\"\\", c[0]) != NULL)
		return 1;
	if (c[0] != 0xe2 || c[1] != 0x80 || (c[2] != 0xa8 && c[2] != 0xa9))
		return 0;
	*code = 0x2028 + (c[2] - 0xa8u);
	return 3;
}

static void
put_string(const char *s, size_t len, struct buf *out)
{
	static const char plain[] = "\"\\\b\f\n\r\t", letters[] = "\"\\bfnrt";
	unsigned int code;

	buf_adds(out, "\"");
	for (size_t i = 0, n; i < len; i += n == 0 ? 1 : n) {
		const char *at;

		n = escaped_len(s + i, &code);
		at = n == 1 && code != 0 ? strchr(plain, (int)code) : NULL;
		if (n == 0)
			buf_add(out, s + i, 1);
		else if (at != NULL)
			buf_printf(out, "\\%c", letters[at - plain]);
		else
			buf_printf(out, "\\u%04x", code);
	}
	buf_adds(out, "\"");
}

static void
put_break(int indent, int level, struct buf *out)
{
	if (indent > 0)
		buf_printf(out, "\n%*s", indent * level, "");
}

static void
put_json(const json_t *v, int indent, int level, struct buf *out)
{
	bool map = json_is_object(v);
	size_t cnt = map ? json_object_size(v) : json_array_size(v), keys_cnt;
	const char **keys;

	if (json_is_string(v))
		put_string(json_string_value(v), json_string_length(v), out);
	else if (json_is_real(v))
		put_real(json_real_value(v), 1e-6, out);
	else if (json_is_null(v))
		buf_adds(out, "null");
	else if (!map && !json_is_array(v))
		go_print(v, out);
	if (!map && !json_is_array(v))
		return;
	keys = map ? jkeys(v, &keys_cnt) : NULL;
	out->failed |= map && cnt > 0 && keys == NULL;
	buf_adds(out, map ? "{" : "[");
	for (size_t i = 0; i < cnt && !out->failed; i++) {
		buf_adds(out, i > 0 ? "," : "");
		put_break(indent, level + 1, out);
		if (map) {
			put_string(keys[i], strlen(keys[i]), out);
			buf_adds(out, indent > 0 ? ": " : ":");
		}
		put_json(map ? json_object_get(v, keys[i]) : json_array_get(v, i), indent,
			 level + 1, out);
	}
	if (cnt > 0)
		put_break(indent, level, out);
	buf_adds(out, map ? "}" : "]");
	free(keys);
}

void
go_json(const json_t *value, int indent, struct buf *out)
{
	put_json(value, indent, 0, out);
}

static void
print_map(const json_t *map, struct buf *out)
{
	size_t cnt;
	const char **keys = jkeys(map, &cnt);

	buf_adds(out, "map[");
	for (size_t i = 0; i < cnt; i++) {
		buf_printf(out, "%s%s:", i > 0 ? " " : "", keys[i]);
		go_print(json_object_get(map, keys[i]), out);
	}
	buf_adds(out, "]");
	free(keys);
}

static void
print_list(const json_t *list, struct buf *out)
{
	const json_t *item;
	size_t i;

	buf_adds(out, "[");
	json_array_foreach(list, i, item)
	{
		buf_adds(out, i > 0 ? " " : "");
		go_print(item, out);
	}
	buf_adds(out, "]");
}

void
go_print(const json_t *value, struct buf *out)
{
	if (value == NULL) {
		buf_adds(out, "<nil>");
		return;
	}
	switch (json_typeof(value)) {
	case JSON_OBJECT:
		print_map(value, out);
		break;
	case JSON_ARRAY:
		print_list(value, out);
		break;
	case JSON_STRING:
	case JSON_INTEGER:
		jput(value, out);
		break;
	case JSON_REAL:
		put_real(json_real_value(value), 1e-4, out);
		break;
	case JSON_TRUE:
	case JSON_FALSE:
		buf_adds(out, json_is_true(value) ? "true" : "false");
		break;
	case JSON_NULL:
		buf_adds(out, "<nil>");
		break;
	}
}

const char *
go_type(const json_t *value)
{
	if (value == NULL)
		return "<nil>";
	switch (json_typeof(value)) {
	case JSON_OBJECT:
		return "map[string]interface {}";
	case JSON_ARRAY:
		return "[]interface {}";
	case JSON_STRING:
		return "string";
	case JSON_INTEGER:
		return "int64";
	case JSON_REAL:
		return "float64";
	case JSON_TRUE:
	case JSON_FALSE:
		return "bool";
	case JSON_NULL:
		break;
	}
	return "<nil>";
}
