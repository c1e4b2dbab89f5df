/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include "kube/tree.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/unit.h"

/* All documents of a text as JSON, one a line; faults as fault_print has them, one a line. */
struct outcome {
	struct buf json;
	struct buf faults;
	int err;
};

static int
append_json(void *arg, struct document *doc)
{
	struct buf *out = arg;

	tree_json(doc->root, out);
	buf_adds(out, doc->partial ? " (partial)\n" : "\n");
	return 0;
}

static struct outcome
read_text(const char *text, size_t len)
{
	struct outcome o = {0};
	struct faults faults = {0};
	char line[600];

	buf_adds(&o.json, "");
	buf_adds(&o.faults, "");
	o.err = tree_read("f", text, len, &faults, append_json, &o.json);
	for (size_t i = 0; i < faults.cnt; i++) {
		fault_print(&faults.v[i], line, sizeof(line));
		buf_printf(&o.faults, "%s\n", line);
	}
	faults_fini(&faults);
	return o;
}

static void
outcome_fini(struct outcome *o)
{
	buf_fini(&o->json);
	buf_fini(&o->faults);
}

static void
check_json(const char *text, const char *json)
{
	struct outcome o = read_text(text, strlen(text));

	if (o.err != 0 || strcmp(o.json.data, json) != 0)
		fprintf(stderr, "\n<%s>\n gives <%s> %s\n wanted <%s>\n", text, o.json.data,
			o.faults.data, json);
	CU_ASSERT_EQUAL(o.err, 0);
	CU_ASSERT_STRING_EQUAL(o.json.data, json);
	outcome_fini(&o);
}

static void
check_fault(const char *text, const char *fault)
{
	struct outcome o = read_text(text, strlen(text));

	if (strstr(o.faults.data, fault) == NULL)
		fprintf(stderr, "\n<%s>\n gives <%s>\n wanted <%s>\n", text, o.faults.data, fault);
	CU_ASSERT_EQUAL(o.err, -EINVAL);
	CU_ASSERT_PTR_NOT_NULL(strstr(o.faults.data, fault));
	outcome_fini(&o);
}

/* What kubectl 1.32 makes of a value: kubectl label --local -f FILE a=b -o json. */
static const struct {
	const char *scalar;
	const char *json;
} kubectl[] = {
	{"yes", "true"},
	{"Yes", "true"},
	{"YES", "true"},
	{"y", "true"},
	{"Y", "true"},
	{"on", "true"},
	{"Off", "false"},
	{"n", "false"},
	{"N", "false"},
	{"tRue", "\"tRue\""},
	{"0777", "511"},
	{"0o777", "511"},
	{"0O17", "15"},
	{"0x1F", "31"},
	{"0X1f", "31"},
	{"0b101", "5"},
	{"08", "8"},
	{"09.5", "9.5"},
	{"80:30", "\"80:30\""},
	{"190:20:30", "\"190:20:30\""},
	{"1_000", "1000"},
	{"_1000", "\"_1000\""},
	{"1__0", "10"},
	{"1_", "1"},
	{"0x_1F", "31"},
	{"0b1_0", "2"},
	{"~", "null"},
	{"null", "null"},
	{"Null", "null"},
	{"nULL", "\"nULL\""},
	{"1e3", "1000"},
	{"1E3", "1000"},
	{"1.0e+3", "1000"},
	{"1e-3", "0.001"},
	{"1.", "1"},
	{".5", "0.5"},
	{"1.5", "1.5"},
	{"80.0", "80"},
	{"+7", "7"},
	{"-5", "-5"},
	{"-0", "0"},
	{"-0777", "-511"},
	{"-0x1F", "-31"},
	{"+0b11", "3"},
	{"--5", "\"--5\""},
	{"2001-12-14", "\"2001-12-14\""},
	{"2001-12-14T21:59:43.10-05:00", "\"2001-12-14T21:59:43.10-05:00\""},
	{"2001-12-14 21:59:43", "\"2001-12-14 21:59:43\""},
	{"\"80\"", "\"80\""},
	{"'0777'", "\"0777\""},
	{"\"yes\"", "\"yes\""},
	{"1.2.3", "\"1.2.3\""},
	{"1s", "\"1s\""},
	{"0x", "\"0x\""},
	{"0b", "\"0b\""},
	{"0b2", "\"0b2\""},
	{"0o8", "\"0o8\""},
	{"00", "0"},
	{"007", "7"},
	{"1e", "\"1e\""},
	{"1e400", "\"1e400\""},
	{"9223372036854775807", "9223372036854775807"},
	{"9223372036854775808", "9223372036854776000"},
	{"18446744073709551615", "18446744073709552000"},
	{"18446744073709551616", "18446744073709552000"},
	{"-9223372036854775808", "-9223372036854775808"},
	{"-9223372036854775809", "-9223372036854776000"},
	{"99999999999999999999", "100000000000000000000"},
	{"0xFFFFFFFFFFFFFFFF", "18446744073709552000"},
	{"123456789.123456789", "123456789.12345679"},
	{"1e21", "1e+21"},
	{"1e20", "100000000000000000000"},
	{"12345678901234567890.5", "12345678901234567000"},
	{"=", "\"=\""},
	{"<<", "\"<<\""},
	{"\"a\\x41\\u00e4\\U0001F600\"", "\"aAä😀\""},
	{"a#b", "\"a#b\""},
	{"a #b", "\"a\""},
	{"0.1", "0.1"},
	{"100000000000000000000000", "1e+23"},
	{"1_000.5", "1000.5"},
	{"0_7", "7"},
	{"+.5", "0.5"},
	{"-.5", "-0.5"},
	{"._5", "\"._5\""},
	{"0.", "0"},
	{"1.e3", "1000"},
	{"1e+03", "1000"},
	{"0e0", "0"},
	{".5_0", "0.5"},
	{"+._5", "0.5"},
	{"-1_0.5_0", "-10.5"},
	{"0x1p3", "\"0x1p3\""},
	{"1e1_0", "10000000000"},
	{"1:2:3.5", "\"1:2:3.5\""},
	{"!!str 80", "\"80\""},
	{"!!str yes", "\"yes\""},
};

static void
test_each_scalar_is_what_kubectl_makes_of_it(void)
{
	char text[128], json[128];

	for (size_t i = 0; i < sizeof(kubectl) / sizeof(kubectl[0]); i++) {
		snprintf(text, sizeof(text), "a: %s\n", kubectl[i].scalar);
		snprintf(json, sizeof(json), "{\"a\":%s}\n", kubectl[i].json);
		check_json(text, json);
	}
}

static void
test_scalars_mean_what_kubectl_takes_them_to_mean(void)
{
	check_json("a: [yes, No, on, OFF, true, y, n]", "{\"a\":[true,false,true,false,true,true,"
							"false]}\n");
	check_json("a: [0777, 0o17, 0x1F, 0b101, 1_000, -5, +7]",
		   "{\"a\":[511,15,31,5,1000,-5,7]}\n");
	check_json("a: [08, 80.0, 1e3, 1.5, .5, -0.25]", "{\"a\":[8,80,1000,1.5,0.5,-0.25]}\n");
	check_json("a: [80:30, 1.2.3, 2001-01-01, 1s, 0x, '']",
		   "{\"a\":[\"80:30\",\"1.2.3\",\"2001-01-01\",\"1s\",\"0x\",\"\"]}\n");
	check_json("a: [~, null, 'null', \"80\", '0777']", "{\"a\":[null,null,\"null\","
							   "\"80\",\"0777\"]}\n");
	check_json("80: a\nyes: b\n", "{\"80\":\"a\",\"true\":\"b\"}\n");
	check_json("a: 99999999999999999999", "{\"a\":100000000000000000000}\n");
}

static void
test_documents_are_cut_at_their_marks(void)
{
	check_json("", "");
	check_json("# nothing\n---\n---\n", "");
	check_json("%YAML 1.1\n---\na: 1\n--- # second\nb: 2\n...\n# end\n",
		   "{\"a\":1}\n{\"b\":2}\n");
	check_json("--- {a: 1}\n---\n- b\n", "{\"a\":1}\n[\"b\"]\n");
	check_json("\xef\xbb\xbf"
		   "a: 1\r\n---\r\nb: 2\r\n",
		   "{\"a\":1}\n{\"b\":2}\n");
	check_json("a: |\n  text\n   more\nb: >-\n  one\n  two\n",
		   "{\"a\":\"text\\n more\\n\",\"b\":\"one two\"}\n");
}

static void
test_json_is_read_with_surrogate_pairs(void)
{
	check_json("{\"a\": \"\\ud83d\\ude00\\u00e4\\n\", \"b\": [1, -2.5, true, null, {}]}",
		   "{\"a\":\"\xf0\x9f\x98\x80\xc3\xa4\\n\",\"b\":[1,-2.5,true,null,{}]}\n");
	check_json("{\"a\": \"\\ud83d x\"}", "{\"a\":\"\xef\xbf\xbd x\"}\n");
	check_json("{\"a\":1}\n{\"b\":2}", "{\"a\":1}\n{\"b\":2}\n");
	check_json("{a: 1, b: [x]}", "{\"a\":1,\"b\":[\"x\"]}\n");
}

static void
test_syntax_errors_have_a_place_and_a_reason(void)
{
	static const struct {
		const char *text;
		const char *fault;
	} cases[] = {
		{"a:\n\tb: 1\n", "f:2:1: error: a tab in the indentation"},
		{"a: 1\n// note\nb: 2\n", "f:2:1: error: '//' begins no comment in YAML: use '#'"},
		{"a: 1\nb: *x\n", "f:2:4: error: alias *x: aliases are not allowed"},
		{"a: &x 1\n", "f:1:4: error: anchor &x: anchors are not allowed"},
		{"a: !!int \"1\"\n", "f:1:4: error: tag !!int: tags are not allowed"},
		{"a: !x 1\n", "f:1:4: error: tag !x: tags are not allowed"},
		{"a: [1, -.inf]\n", "f:1:8: error: -.inf: no number that JSON has"},
		{"{\"a\": 1e400}", "f:1:7: error: JSON: a number that fits into 64 bits expected"},
		{"a:\n  <<: {b: 1}\n", "f:2:3: error: merge keys (<<) are not allowed"},
		{"a: 1\nb: 2\na: 3\n", "f:3:1: error: a: key \"a\" is here twice: first at line 1"},
		{"a:\n- b:\n  - {c: 1}\n  - {c: 1, c: 2}\n",
		 "f:4:12: error: a[0].b[1].c: key \"c\" is here twice: first at line 4"},
		{"{\"a\": 1,\n \"a\": 2}",
		 "f:2:2: error: a: key \"a\" is here twice: first at line 1"},
		{"{\"a\": 1 // no\n}", "f:1:9: error: JSON has no comments: ',' or '}' expected"},
		{"{\"a\": 01}",
		 "f:1:7: error: JSON: a number as JSON writes it expected, found '0'"},
		{"{\"a\": 1,}", "f:1:9: error: JSON: no ',' stands before '}'"},
		{"{\"a\": \"x", "f:1:9: error: JSON ends too early: the string's closing '\"'"},
		{"{\"a\": \"\\u0000\"}", "\\u0000 is not allowed in a string"},
		{"{\"a\": tru}", "f:1:7: error: JSON: a value expected, found 't'"},
		{"a: [1, 2\nb: 3\n", "f:1:4: error: the '[' that opens here is not closed"},
		{"a: 'x\n", "f:1:4: error: the quote that opens here is not closed"},
		{"? [a, b]\n: c\n", "f:1:3: error: a key must be plain text, not a list"},
		{"a: \"x\\0y\"\n", "f:1:4: error: a NUL character is not allowed in a string"},
		{"a: \xff\n", "f:1:4: error: "},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		check_fault(cases[i].text, cases[i].fault);
}

static void
test_an_error_in_one_document_does_not_hide_the_others(void)
{
	const char *text = "a: 1\n---\nb: [\n---\nc: 3\n---\nd: *x\n";
	struct outcome o = read_text(text, strlen(text));

	CU_ASSERT_EQUAL(o.err, -EINVAL);
	CU_ASSERT_PTR_NOT_NULL(strstr(o.json.data, "{\"a\":1}\n"));
	CU_ASSERT_PTR_NOT_NULL(strstr(o.json.data, "{\"b\":null} (partial)\n"));
	CU_ASSERT_PTR_NOT_NULL(strstr(o.json.data, "{\"c\":3}\n"));
	CU_ASSERT_PTR_NOT_NULL(strstr(o.faults.data, "f:7:4: error: alias"));
	outcome_fini(&o);
}

static void
test_depth_and_bombs_are_refused_at_once(void)
{
	size_t len = 100000;
	char *text = malloc(len + 1);

	CU_ASSERT_PTR_NOT_NULL_FATAL(text);
	memset(text, '[', len);
	text[len] = '\0';
	check_fault(text, "f:1:65: error: nested deeper than 64 levels");
	for (size_t i = 0; i + 5 <= len; i += 5)
		memcpy(text + i, "{\"a\":", 5);
	check_fault(text, "nested deeper than 64 levels");
	free(text);
	check_fault("a: &a [x,x]\nb: &b [*a,*a]\nc: [*b,*b]\n", "anchor &a");
}

static void
test_many_equal_keys_are_found_in_a_large_map(void)
{
	struct buf b = {0};

	for (int i = 0; i < 1000; i++)
		buf_printf(&b, "k%d: %d\n", i, i);
	buf_adds(&b, "k7: 1\n");
	check_fault(b.data, "f:1001:1: error: k7: key \"k7\" is here twice: first at line 8");
	buf_fini(&b);
}

static void
test_nodes_are_found_by_path(void)
{
	struct arena *a = arena_create(0);
	struct node *root = tree_new(a, NODE_MAP), *list = tree_new(a, NODE_LIST), *item;

	tree_set(a, tree_map(a, root, "spec"), "ports", list);
	list = tree_get(tree_get(root, "spec"), "ports");
	for (int i = 0; i < 3; i++) {
		item = tree_new(a, NODE_MAP);
		tree_set(a, item, "port", tree_int(a, 80 + i));
		tree_append(list, item);
	}
	CU_ASSERT_EQUAL(tree_at(root, "spec.ports[1].port")->i, 81);
	CU_ASSERT_PTR_EQUAL(tree_at(root, "spec.ports[3].port"), list);
	CU_ASSERT_PTR_EQUAL(tree_at(root, "metadata.name"), root);
	tree_unset(root, "spec");
	CU_ASSERT_EQUAL(root->cnt, 0);
	arena_destroy(a);
}

UNIT_MAIN("kube/tree", UNIT_TEST(test_each_scalar_is_what_kubectl_makes_of_it),
	  UNIT_TEST(test_scalars_mean_what_kubectl_takes_them_to_mean),
	  UNIT_TEST(test_documents_are_cut_at_their_marks),
	  UNIT_TEST(test_json_is_read_with_surrogate_pairs),
	  UNIT_TEST(test_syntax_errors_have_a_place_and_a_reason),
	  UNIT_TEST(test_an_error_in_one_document_does_not_hide_the_others),
	  UNIT_TEST(test_depth_and_bombs_are_refused_at_once),
	  UNIT_TEST(test_many_equal_keys_are_found_in_a_large_map),
	  UNIT_TEST(test_nodes_are_found_by_path))
