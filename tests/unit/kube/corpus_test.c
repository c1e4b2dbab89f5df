/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * Every field of the field table, written wrongly in every way there is: a wrong type, out of
 * range, misspelt, twice, in the wrong place, null. The texts are made from the table itself; what
 * is said about each stands in corpus.txt, to be read as a user would read it.
 *
 *   UPDATE=yes unit-kube-corpus     write what is said now
 */
#include "kube/model.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kube/explain_priv.h"
#include "support/kube_world.h"
#include "support/unit.h"

#define DEPTH_MAX 16

enum mistake {
	WRONG_TYPE,
	OUT_OF_RANGE,
	MISSPELT,
	TWICE,
	WRONG_PLACE,
	SET_NULL,
	GIVEN, /* of refused fields, which no other way makes worse */
	MISTAKE_CNT,
};

static const char *const mistake_names[MISTAKE_CNT] = {
	[WRONG_TYPE] = "wrong type", [OUT_OF_RANGE] = "out of range", [MISSPELT] = "misspelt",
	[TWICE] = "twice",           [WRONG_PLACE] = "wrong place",   [SET_NULL] = "null",
	[GIVEN] = "given",
};

/* What the table does not call required and an object cannot be without. */
static const struct {
	enum schema_id schema;
	const char *key;
	const char *line;
} needed[] = {
	{SCHEMA_META, "name", "name: a"},
	{SCHEMA_SERVICE_SPEC, "ports", "ports: [{port: 80}]"},
	{SCHEMA_ENDPOINT_PORT, "port", "port: 80"},
	{SCHEMA_PROBE, "exec", "exec: {command: [ls]}"},
};

/* A field, and the way to it from the whole object. */
struct spot {
	struct explained kind;
	const struct field *steps[DEPTH_MAX];
	size_t cnt;
};

struct text {
	const struct spot *spot;
	enum mistake mistake;
	struct buf yaml;
	unsigned line;  /* of yaml, that is being written */
	unsigned first; /* line of the mistake */
};

static void
sample(const struct field *f, struct buf *out)
{
	static const char *const values[FT_CNT] = {
		[FT_OBJECT] = "{}",
		[FT_MAP] = "{a: b}",
		[FT_STRINGS] = "{a: b}",
		[FT_STRING] = "text",
		[FT_PATH] = "/a",
		[FT_LABEL] = "a",
		[FT_SUBDOMAIN] = "a.b",
		[FT_PORT_NAME] = "http",
		[FT_IFNAME] = "eth0",
		[FT_DEVICE] = "net_null0",
		[FT_CLUSTER_IP] = "10.96.0.9",
		[FT_LABELS] = "{a: b}",
		[FT_ANNOTATIONS] = "{a: b}",
		[FT_INT] = "1",
		[FT_BOOL] = "true",
		[FT_INT_OR_STRING] = "80",
		[FT_ADDR] = "10.180.0.1",
		[FT_OWN_ADDR] = "127.0.0.1",
		[FT_PREFIX] = "10.0.0.0/8",
		[FT_SOURCE_RANGE] = "10.0.0.0/8",
		[FT_IFADDR] = "192.0.2.1/24",
		[FT_ADDR_RANGE] = "203.0.113.16/28",
		[FT_MAC] = "02:00:00:00:00:01",
		[FT_DURATION] = "60s",
		[FT_CPUS] = "1-3",
		[FT_PORT_RANGE] = "30000-32767",
		[FT_ENDPOINT] = "192.0.2.1:6443",
		[FT_HINT] = "{name: a}",
	};
	const struct schema *s = f->schema == SCHEMA_NONE ? NULL : &schemas[f->schema];
	const char *open = "{";

	buf_adds(out, (f->flags & FF_LIST) != 0 ? "[" : "");
	if (f->type == FT_ENUM) {
		buf_printf(out, "%.*s", (int)strcspn(f->allowed, "|"), f->allowed);
	} else if (f->type == FT_INT && f->allowed != NULL) {
		buf_printf(out, "%.*s", (int)strspn(f->allowed, "0123456789"), f->allowed);
	} else if (f->type == FT_STRING && strcmp(f->key, "addresses") == 0) {
		buf_adds(out, values[FT_ADDR]);
	} else if (s == NULL) {
		buf_adds(out, values[f->type]);
	} else {
		for (size_t i = 0; i < s->cnt; i++) {
			if ((s->fields[i].flags & FF_REQUIRED) == 0)
				continue;
			buf_printf(out, "%s%s: ", open, s->fields[i].key);
			sample(&s->fields[i], out);
			open = ", ";
		}
		for (size_t i = 0; i < sizeof(needed) / sizeof(needed[0]); i++) {
			if (needed[i].schema != f->schema)
				continue;
			buf_printf(out, "%s%s", open, needed[i].line);
			open = ", ";
		}
		buf_adds(out, *open == '{' ? "{}" : "}");
	}
	buf_adds(out, (f->flags & FF_LIST) != 0 ? "]" : "");
}

static const char *
wrong_type(const struct field *f)
{
	if ((f->flags & FF_LIST) != 0)
		return f->type == FT_OBJECT || f->type == FT_MAP ? "{a: b}" : "7";
	switch (f->type) {
	case FT_OBJECT:
	case FT_MAP:
	case FT_HINT:
		return "text";
	case FT_STRINGS:
	case FT_LABELS:
	case FT_ANNOTATIONS:
		return "[a, b]";
	case FT_INT:
		return "\"1\"";
	case FT_BOOL:
		return "\"true\"";
	case FT_INT_OR_STRING:
		return "1.5";
	case FT_CPUS:
		return "{a: b}";
	case FT_ADDR:
	case FT_OWN_ADDR:
	case FT_CLUSTER_IP:
		return "[10.96.0.9]";
	default:
		return "7";
	}
}

static const char *
one_out_of_range(const struct field *f, char text[32])
{
	static const char *const values[FT_CNT] = {
		[FT_PATH] = "a/b",
		[FT_LABEL] = "Not_a_label",
		[FT_SUBDOMAIN] = "-a.b",
		[FT_PORT_NAME] = "a-name-too-long-for-a-port",
		[FT_IFNAME] = "a-name-too-long-for-an-interface",
		[FT_DEVICE] = "two words",
		[FT_CLUSTER_IP] = "127.0.0.1",
		[FT_LABELS] = "{a: b/c}",
		[FT_ANNOTATIONS] = "{a b: c}",
		[FT_ENUM] = "Nonsense",
		[FT_INT_OR_STRING] = "65536",
		[FT_ADDR] = "127.0.0.1",
		[FT_OWN_ADDR] = "224.0.0.1",
		[FT_PREFIX] = "10.0.0.1/8",
		[FT_SOURCE_RANGE] = "10.0.0.0/33",
		[FT_IFADDR] = "224.0.0.1/24",
		[FT_ADDR_RANGE] = "203.0.113.9-203.0.113.8",
		[FT_MAC] = "01:00:00:00:00:01",
		[FT_DURATION] = "0s",
		[FT_CPUS] = "2000",
		[FT_PORT_RANGE] = "2-1",
		[FT_ENDPOINT] = "192.0.2.1:0",
	};

	if ((f->flags & FF_IDENTITY) != 0)
		return strcmp(f->key, "kind") == 0 ? "Servise" : "vl";
	if ((f->flags & FF_IGNORED) != 0)
		return NULL;
	if (f->type != FT_INT)
		return values[f->type];
	if (f->allowed == NULL)
		return NULL;
	snprintf(text, 32, "%lld", strtoll(strchr(f->allowed, '-') + 1, NULL, 10) + 1);
	return text;
}

/* Two letters in the middle change places. */
static void
misspell(const char *key, struct buf *out)
{
	size_t len = strlen(key), i = len / 2;

	while (i > 0 && key[i] == key[i - 1])
		i--;
	if (i == 0)
		buf_printf(out, "%se", key);
	for (size_t k = 0; i > 0 && k < len; k++)
		buf_printf(out, "%c", k == i ? key[i - 1] : k == i - 1 ? key[i] : key[k]);
}

static void
begin_line(struct text *t, int indent, bool *item)
{
	buf_printf(&t->yaml, "%*s%s", *item ? indent - 2 : indent, "", *item ? "- " : "");
	*item = false;
	t->line++;
}

static void
put_mistake(struct text *t, const struct field *f, int indent, bool *item)
{
	char text[32];
	const char *out_of_range;

	begin_line(t, indent, item);
	if (t->first == 0)
		t->first = t->line;
	if (t->mistake == MISSPELT)
		misspell(f->key, &t->yaml);
	else
		buf_adds(&t->yaml, f->key);
	buf_adds(&t->yaml, ": ");
	out_of_range = one_out_of_range(f, text);
	if (t->mistake == WRONG_TYPE)
		buf_adds(&t->yaml, (f->flags & FF_IDENTITY) != 0 ? "7" : wrong_type(f));
	else if (t->mistake == OUT_OF_RANGE && (f->flags & FF_LIST) != 0)
		buf_printf(&t->yaml, "[%s]", out_of_range);
	else if (t->mistake == OUT_OF_RANGE)
		buf_adds(&t->yaml, out_of_range);
	else if (t->mistake == SET_NULL)
		buf_adds(&t->yaml, "null");
	else if (t->mistake == GIVEN)
		buf_adds(&t->yaml, "1");
	else if ((f->flags & FF_IDENTITY) != 0)
		buf_printf(&t->yaml, "%.*s", (int)strcspn(f->allowed, "|"), f->allowed);
	else
		sample(f, &t->yaml);
	buf_adds(&t->yaml, "\n");
}

static bool
is_metadata(const struct field *f)
{
	return strcmp(f->key, "metadata") == 0;
}

/* What a map needs beside the field that matters. */
static void
put_others(struct text *t, enum schema_id schema, const struct field *but, int indent, bool *item)
{
	const struct schema *s = &schemas[schema];

	for (size_t i = 0; i < s->cnt; i++) {
		const struct field *f = &s->fields[i];

		if (f == but || (f->flags & FF_REQUIRED) == 0)
			continue;
		if (t->mistake == WRONG_PLACE && t->spot->cnt == 1 && is_metadata(f))
			continue; /* it is written around the field */
		begin_line(t, indent, item);
		buf_printf(&t->yaml, "%s: ", f->key);
		if (strcmp(f->key, "kind") == 0 && (f->flags & FF_IDENTITY) != 0)
			buf_adds(&t->yaml, t->spot->kind.name);
		else if ((f->flags & FF_IDENTITY) != 0)
			buf_adds(&t->yaml, f->allowed);
		else
			sample(f, &t->yaml);
		buf_adds(&t->yaml, "\n");
	}
	for (size_t i = 0; i < sizeof(needed) / sizeof(needed[0]); i++) {
		if (needed[i].schema != schema || strcmp(needed[i].key, but->key) == 0 ||
		    (schema == SCHEMA_PROBE && but->type == FT_OBJECT))
			continue;
		begin_line(t, indent, item);
		buf_printf(&t->yaml, "%s\n", needed[i].line);
	}
}

static void
put_level(struct text *t, size_t level, int indent, bool item)
{
	const struct spot *s = t->spot;
	enum schema_id schema = level == 0 ? s->kind.schema : s->steps[level - 1]->schema;
	const struct field *f = s->steps[level], *last = s->steps[s->cnt - 1];
	bool none = false;

	if (level + 1 < s->cnt) {
		put_others(t, schema, f, indent, &item);
		begin_line(t, indent, &item);
		buf_printf(&t->yaml, "%s:\n", f->key);
		put_level(t, level + 1, indent + ((f->flags & FF_LIST) != 0 ? 4 : 2),
			  (f->flags & FF_LIST) != 0);
		if (level + 2 == s->cnt && t->mistake == WRONG_PLACE)
			put_mistake(t, last, indent, &none);
		return;
	}
	if (level == 0 && t->mistake == WRONG_PLACE) {
		put_others(t, schema, f, indent, &item);
		begin_line(t, indent, &item);
		buf_adds(&t->yaml, "metadata:\n  name: a\n");
		t->line++;
		put_mistake(t, last, 2, &none);
		return;
	}
	put_others(t, schema, f, indent, &item);
	if (t->mistake == WRONG_PLACE)
		return;
	put_mistake(t, last, indent, &item);
	if (t->mistake == TWICE)
		put_mistake(t, last, indent, &item);
}

static void
read_board(const struct buf *yaml)
{
	struct board *board = NULL;

	faults_fini(&world.faults);
	if (board_parse("f", yaml->data, yaml->len, &board, &world.faults) == 0)
		board_destroy(board);
}

static void
read_manifest(const struct buf *yaml)
{
	world_begin();
	if (world_put_from(yaml->data, MODEL_SOCKET, "f") == 0)
		model_change_check(world.change);
	model_change_abort(world.change);
}

static void
put_lines(const struct text *t, struct buf *out)
{
	unsigned line = 1, cnt = t->mistake == TWICE ? 2 : 1;

	for (const char *s = t->yaml.data; *s != '\0'; s += strcspn(s, "\n") + 1, line++) {
		const char *word = s + strspn(s, " ");

		if (line >= t->first && line < t->first + cnt)
			buf_printf(out, "%s%.*s", line > t->first ? " / " : "",
				   (int)strcspn(word, "\n"), word);
	}
	buf_adds(out, "\n");
}

static void
try(const struct spot *s, enum mistake mistake, struct buf *out)
{
	struct text t = {.spot = s, .mistake = mistake};
	bool told = false;
	char line[1000];

	put_level(&t, 0, 0, false);
	if (s->kind.schema == SCHEMA_BOARD)
		read_board(&t.yaml);
	else
		read_manifest(&t.yaml);
	buf_printf(out, "  %-14s", mistake_names[mistake]);
	put_lines(&t, out);
	for (size_t i = 0; i < world.faults.cnt; i++) {
		const struct fault *f = &world.faults.v[i];

		if (f->level != FAULT_ERROR)
			continue;
		fault_print(f, line, sizeof(line));
		buf_printf(out, "    %s\n", line);
		told |= f->line >= t.first && f->line <= t.first + 1 && f->col > 0;
	}
	if (world.faults.error_cnt == 0)
		buf_adds(out, "    accepted\n");
	if (!told && mistake != SET_NULL) {
		fprintf(stderr, "\n%s is not told at its place:\n%s", mistake_names[mistake],
			t.yaml.data);
		CU_FAIL("a mistake is not told at its place");
	}
	buf_fini(&t.yaml);
}

/* One level up, or in metadata, where the key is not known. */
static bool
has_wrong_place(const struct spot *s)
{
	const struct field *f = s->steps[s->cnt - 1];
	enum schema_id above = s->cnt == 1   ? SCHEMA_META
			       : s->cnt == 2 ? s->kind.schema
					     : s->steps[s->cnt - 3]->schema;

	for (size_t i = 0; i < schemas[above].cnt; i++)
		if (strcmp(schemas[above].fields[i].key, f->key) == 0)
			return false;
	return s->cnt > 1 || !is_metadata(f);
}

static void
try_field(const struct spot *s, struct buf *out)
{
	const struct field *f = s->steps[s->cnt - 1];
	char text[32];

	buf_printf(out, "%s ", s->kind.name);
	for (size_t i = 0; i < s->cnt; i++)
		buf_printf(out, "%s%s%s", i > 0 ? "." : "", s->steps[i]->key,
			   i + 1 < s->cnt && (s->steps[i]->flags & FF_LIST) != 0 ? "[]" : "");
	if ((f->flags & FF_REFUSED) != 0) {
		buf_adds(out, "\n");
		try(s, GIVEN, out);
		return;
	}
	buf_adds(out, " ");
	explain_type(f, out);
	buf_adds(out, "\n");
	for (enum mistake m = WRONG_TYPE; m <= SET_NULL; m++)
		if ((m != OUT_OF_RANGE || one_out_of_range(f, text) != NULL) &&
		    (m != WRONG_PLACE || has_wrong_place(s)))
			try(s, m, out);
}

static void
try_schema(struct spot *s, enum schema_id schema, bool *done, struct buf *out)
{
	done[schema] = true;
	CU_ASSERT_FATAL(s->cnt < DEPTH_MAX);
	s->cnt++;
	for (size_t i = 0; i < schemas[schema].cnt; i++) {
		const struct field *f = &schemas[schema].fields[i];

		s->steps[s->cnt - 1] = f;
		try_field(s, out);
		if (f->schema == SCHEMA_PROBE && (f->flags & FF_IGNORED) != 0)
			continue; /* it is tried where it counts */
		if (f->schema != SCHEMA_NONE && !done[f->schema])
			try_schema(s, f->schema, done, out);
	}
	s->cnt--;
}

static void
compare(const struct buf *now)
{
	struct buf was = {0};
	char part[4096];
	size_t n, same = 0, line = 1;
	FILE *f = fopen(CORPUS, getenv("UPDATE") != NULL ? "w+" : "r");

	CU_ASSERT_PTR_NOT_NULL_FATAL(f);
	if (getenv("UPDATE") != NULL) {
		fwrite(now->data, 1, now->len, f);
		rewind(f);
	}
	while ((n = fread(part, 1, sizeof(part), f)) > 0)
		buf_add(&was, part, n);
	fclose(f);
	for (; same < now->len && same < was.len && now->data[same] == was.data[same]; same++)
		if (now->data[same] == '\n')
			line++;
	if (same < now->len || same < was.len) {
		while (same > 0 && now->data[same - 1] != '\n')
			same--;
		fprintf(stderr, "\n%s:%zu, now:\n%.400s\nUPDATE=yes writes what is said now\n",
			CORPUS, line, now->data + same);
		CU_FAIL("messages differ");
	}
	buf_fini(&was);
}

static void
test_every_field_in_every_wrong_way(void)
{
	bool done[SCHEMA_CNT] = {false};
	struct buf out = {0};
	struct spot s = {0};

	world_start();
	for (size_t i = 0; explained_at(i, &s.kind); i++)
		if (!done[s.kind.schema])
			try_schema(&s, s.kind.schema, done, &out);
	world_stop();
	compare(&out);
	buf_fini(&out);
}

UNIT_MAIN("kube/corpus", UNIT_TEST(test_every_field_in_every_wrong_way))
