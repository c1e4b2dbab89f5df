/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include "kube/patch.h"

#include <stdio.h>
#include <string.h>

#include "support/unit.h"

struct patch_case {
	const char *doc;
	const char *patch;
	const char *wanted; /* the result, or part of the fault as it is printed */
};

static struct node *
parse(struct arena *a, const char *json)
{
	struct node *n = NULL;

	CU_ASSERT_EQUAL_FATAL(tree_parse(json, strlen(json), a, &n), 0);
	return n;
}

static void
run_cases(enum patch_type type, enum schema_id schema, const struct patch_case *cases, size_t cnt)
{
	for (size_t i = 0; i < cnt; i++) {
		struct faults faults = {0};
		struct patch p = {arena_create(4096), &faults, "p"};
		struct node *n = patch_apply(&p, type, schema, parse(p.arena, cases[i].doc),
					     parse(p.arena, cases[i].patch));
		struct buf out = {0};
		char line[800];

		if (n != NULL) {
			tree_json(n, &out);
			CU_ASSERT_STRING_EQUAL(out.data, cases[i].wanted);
		} else {
			CU_ASSERT_EQUAL_FATAL(faults.cnt, 1);
			fault_print(&faults.v[0], line, sizeof(line));
			buf_adds(&out, line);
			CU_ASSERT_PTR_NOT_NULL(strstr(line, cases[i].wanted));
		}
		if (strstr(out.data, cases[i].wanted) == NULL)
			fprintf(stderr, "\n%s\n gives  %s\n wanted %s\n", cases[i].patch, out.data,
				cases[i].wanted);
		buf_fini(&out);
		faults_fini(&faults);
		arena_destroy(p.arena);
	}
}

#define RUN(type_, schema_, cases_)                                                                \
	run_cases(type_, schema_, cases_, sizeof(cases_) / sizeof(cases_[0]))

/* RFC 7386, appendix A, where document and patch are maps. */
static void
test_merge_patches_are_taken_as_rfc_7386_has_them(void)
{
	static const struct patch_case cases[] = {
		{"{\"a\":\"b\"}", "{\"a\":\"c\"}", "{\"a\":\"c\"}"},
		{"{\"a\":\"b\"}", "{\"b\":\"c\"}", "{\"a\":\"b\",\"b\":\"c\"}"},
		{"{\"a\":\"b\"}", "{\"a\":null}", "{}"},
		{"{\"a\":\"b\",\"b\":\"c\"}", "{\"a\":null}", "{\"b\":\"c\"}"},
		{"{\"a\":[\"b\"]}", "{\"a\":\"c\"}", "{\"a\":\"c\"}"},
		{"{\"a\":\"c\"}", "{\"a\":[\"b\"]}", "{\"a\":[\"b\"]}"},
		{"{\"a\":{\"b\":\"c\"}}", "{\"a\":{\"b\":\"d\",\"c\":null}}",
		 "{\"a\":{\"b\":\"d\"}}"},
		{"{\"a\":[{\"b\":\"c\"}]}", "{\"a\":[1]}", "{\"a\":[1]}"},
		{"{\"e\":null}", "{\"a\":1}", "{\"e\":null,\"a\":1}"},
		{"{}", "{\"a\":{\"bb\":{\"ccc\":null}}}", "{\"a\":{\"bb\":{}}}"},
		{"{\"a\":1}", "{\"a\":{\"b\":null,\"c\":[null]}}", "{\"a\":{\"c\":[null]}}"},
		{"{\"a\":1}", "[1]", "p:1:1: error: a merge patch is a map, not a list"},
	};

	RUN(PATCH_MERGE, SCHEMA_NONE, cases);
}

/* RFC 6902, appendix A, and what kubectl's users write. */
static void
test_json_patches_are_taken_as_rfc_6902_has_them(void)
{
	static const struct patch_case cases[] = {
		{"{\"foo\":\"bar\"}", "[{\"op\":\"add\",\"path\":\"/baz\",\"value\":\"qux\"}]",
		 "{\"foo\":\"bar\",\"baz\":\"qux\"}"},
		{"{\"foo\":[\"bar\",\"baz\"]}",
		 "[{\"op\":\"add\",\"path\":\"/foo/1\",\"value\":\"qux\"}]",
		 "{\"foo\":[\"bar\",\"qux\",\"baz\"]}"},
		{"{\"baz\":\"qux\",\"foo\":\"bar\"}", "[{\"op\":\"remove\",\"path\":\"/baz\"}]",
		 "{\"foo\":\"bar\"}"},
		{"{\"foo\":[\"bar\",\"qux\",\"baz\"]}", "[{\"op\":\"remove\",\"path\":\"/foo/1\"}]",
		 "{\"foo\":[\"bar\",\"baz\"]}"},
		{"{\"baz\":\"qux\",\"foo\":\"bar\"}",
		 "[{\"op\":\"replace\",\"path\":\"/baz\",\"value\":\"boo\"}]",
		 "{\"baz\":\"boo\",\"foo\":\"bar\"}"},
		{"{\"foo\":{\"bar\":\"baz\",\"waldo\":\"fred\"},\"qux\":{\"corge\":\"grault\"}}",
		 "[{\"op\":\"move\",\"from\":\"/foo/waldo\",\"path\":\"/qux/thud\"}]",
		 "{\"foo\":{\"bar\":\"baz\"},\"qux\":{\"corge\":\"grault\",\"thud\":\"fred\"}}"},
		{"{\"foo\":[\"all\",\"grass\",\"cows\",\"eat\"]}",
		 "[{\"op\":\"move\",\"from\":\"/foo/1\",\"path\":\"/foo/3\"}]",
		 "{\"foo\":[\"all\",\"cows\",\"eat\",\"grass\"]}"},
		{"{\"baz\":\"qux\",\"foo\":[\"a\",2,\"c\"]}",
		 "[{\"op\":\"test\",\"path\":\"/baz\",\"value\":\"qux\"},"
		 "{\"op\":\"test\",\"path\":\"/foo/1\",\"value\":2}]",
		 "{\"baz\":\"qux\",\"foo\":[\"a\",2,\"c\"]}"},
		{"{\"baz\":\"qux\"}", "[{\"op\":\"test\",\"path\":\"/baz\",\"value\":\"bar\"}]",
		 "p:1:22: error: test failed: \"/baz\" is \"qux\", not \"bar\""},
		{"{\"foo\":\"bar\"}",
		 "[{\"op\":\"add\",\"path\":\"/child\",\"value\":{\"grandchild\":{}}}]",
		 "{\"foo\":\"bar\",\"child\":{\"grandchild\":{}}}"},
		{"{\"foo\":\"bar\"}",
		 "[{\"op\":\"add\",\"path\":\"/baz\",\"value\":\"qux\",\"xyz\":123}]",
		 "{\"foo\":\"bar\",\"baz\":\"qux\"}"},
		{"{\"foo\":\"bar\"}", "[{\"op\":\"add\",\"path\":\"/baz/bat\",\"value\":\"qux\"}]",
		 "p:1:21: error: \"/baz/bat\": there is no \"baz\""},
		{"{\"/\":9,\"~1\":10}", "[{\"op\":\"test\",\"path\":\"/~01\",\"value\":10}]",
		 "{\"/\":9,\"~1\":10}"},
		{"{\"/\":9,\"~1\":10}", "[{\"op\":\"test\",\"path\":\"/~01\",\"value\":\"10\"}]",
		 "test failed: \"/~01\" is 10, not \"10\""},
		{"{\"foo\":[\"bar\"]}",
		 "[{\"op\":\"add\",\"path\":\"/foo/-\",\"value\":[\"abc\",\"def\"]}]",
		 "{\"foo\":[\"bar\",[\"abc\",\"def\"]]}"},
		{"{\"m\":{}}",
		 "[{\"op\":\"add\",\"path\":\"/m/example.com~1a~0b\",\"value\":\"v\"}]",
		 "{\"m\":{\"example.com/a~b\":\"v\"}}"},
		{"{\"a\":{\"b\":1},\"l\":[]}",
		 "[{\"op\":\"copy\",\"from\":\"/a\",\"path\":\"/l/0\"},"
		 "{\"op\":\"replace\",\"path\":\"/a/b\",\"value\":2}]",
		 "{\"a\":{\"b\":2},\"l\":[{\"b\":1}]}"},
		{"{\"a\":1}", "[{\"op\":\"replace\",\"path\":\"\",\"value\":{\"b\":2}}]",
		 "{\"b\":2}"},
		{"{\"l\":[1,2,3]}", "[{\"op\":\"replace\",\"path\":\"/l/0\",\"value\":9}]",
		 "{\"l\":[9,2,3]}"},
		{"{\"a\":1}", "[{\"op\":\"move\",\"from\":\"/a\",\"path\":\"/a\"}]", "{\"a\":1}"},
		{"{\"a\":1}", "[]", "{\"a\":1}"},
	};

	RUN(PATCH_JSON, SCHEMA_NONE, cases);
}

static void
test_a_wrong_json_patch_is_refused_with_its_place(void)
{
	static const struct patch_case cases[] = {
		{"{}", "{\"op\":\"add\"}", "p:1:1: error: a JSON patch is a list of operations"},
		{"{}", "[1]", "p:1:2: error: an operation is a map, not an integer"},
		{"{}", "[{\"path\":\"/a\"}]", "p:1:2: error: the operation has no \"op\""},
		{"{}", "[{\"op\":\"add\"}]", "p:1:2: error: the operation has no \"path\""},
		{"{}", "[{\"op\":\"add\",\"path\":\"/a\"}]", "the operation has no \"value\""},
		{"{}", "[{\"op\":\"add\",\"path\":1,\"value\":1}]",
		 "p:1:21: error: \"path\" is a string, not an integer"},
		{"{}", "[{\"op\":\"ad\",\"path\":\"/a\"}]",
		 "p:1:8: error: unknown operation \"ad\": add, remove, replace"},
		{"{}", "[{\"op\":\"add\",\"path\":\"a\",\"value\":1}]",
		 "\"a\": a path begins with '/', or is empty"},
		{"{}", "[{\"op\":\"add\",\"path\":\"/~2\",\"value\":1}]", "'~' is written ~0"},
		{"{}", "[{\"op\":\"remove\",\"path\":\"/a\"}]", "\"/a\": nothing is there"},
		{"{}", "[{\"op\":\"replace\",\"path\":\"/a\",\"value\":1}]", "nothing is there"},
		{"{}", "[{\"op\":\"test\",\"path\":\"/a\",\"value\":1}]", "nothing is there"},
		{"{}", "[{\"op\":\"copy\",\"path\":\"/a\",\"from\":\"/b\"}]",
		 "\"/b\": nothing is there"},
		{"{}", "[{\"op\":\"move\",\"path\":\"/a\"}]", "has no \"from\""},
		{"{\"a\":{}}", "[{\"op\":\"move\",\"path\":\"/a/b\",\"from\":\"/a\"}]",
		 "\"/a/b\" is inside of what is to be moved"},
		{"{}", "[{\"op\":\"remove\",\"path\":\"\"}]", "the whole object cannot be removed"},
		{"{}", "[{\"op\":\"add\",\"path\":\"\",\"value\":[]}]",
		 "the patched object is a map no more, but a list"},
		{"{\"l\":[1]}", "[{\"op\":\"add\",\"path\":\"/l/2\",\"value\":1}]",
		 "\"/l/2\": the list has 1 item"},
		{"{\"l\":[1]}", "[{\"op\":\"add\",\"path\":\"/l/01\",\"value\":1}]",
		 "\"01\" is no position in a list"},
		{"{\"l\":[1]}", "[{\"op\":\"remove\",\"path\":\"/l/-\"}]", "nothing is there"},
		{"{\"l\":[[1]]}", "[{\"op\":\"add\",\"path\":\"/l/-/0\",\"value\":1}]",
		 "\"-\" is no position in a list"},
		{"{\"a\":1}", "[{\"op\":\"add\",\"path\":\"/a/b\",\"value\":1}]",
		 "there is nothing below an integer"},
	};

	RUN(PATCH_JSON, SCHEMA_NONE, cases);
}

static void
test_copies_of_copies_have_an_end(void)
{
	struct buf wide = {0}, deep = {0};
	struct patch_case cases[2] = {{.doc = "{\"a\":[1]}"}, {.doc = "{\"a\":[1]}"}};

	buf_adds(&wide, "[");
	buf_adds(&deep, "[");
	for (int i = 0; i < 70; i++) {
		const char *sep = i > 0 ? "," : "";

		buf_printf(&wide, "%s{\"op\":\"copy\",\"from\":\"/a\",\"path\":\"/a/-\"}", sep);
		buf_printf(&deep,
			   "%s{\"op\":\"move\",\"from\":\"/a\",\"path\":\"/b\"},"
			   "{\"op\":\"add\",\"path\":\"/a\",\"value\":{}},"
			   "{\"op\":\"move\",\"from\":\"/b\",\"path\":\"/a/c\"}",
			   sep);
	}
	buf_adds(&wide, "]");
	buf_adds(&deep, "]");
	cases[0].patch = wide.data;
	cases[0].wanted = "this patch adds more than 1048576 values";
	cases[1].patch = deep.data;
	cases[1].wanted = "this nests deeper than 64 levels";
	RUN(PATCH_JSON, SCHEMA_NONE, cases);
	buf_fini(&wide);
	buf_fini(&deep);
}

static void
test_operations_of_a_json_patch_are_bounded_as_by_the_api_server(void)
{
	struct patch_case c = {
		.doc = "{\"a\":1}",
		.wanted = "The allowed maximum operations in a JSON patch is 10000, got 10001"};
	struct buf ops = {0};

	buf_adds(&ops, "[");
	for (int i = 0; i <= 10000; i++)
		buf_printf(&ops, "%s{\"op\":\"test\",\"path\":\"/a\",\"value\":1}",
			   i > 0 ? "," : "");
	buf_adds(&ops, "]");
	c.patch = ops.data;
	run_cases(PATCH_JSON, SCHEMA_NONE, &c, 1);
	buf_fini(&ops);
}

static void
test_strategic_patches_merge_lists_by_key(void)
{
	static const struct patch_case spec[] = {
		{"{\"type\":\"NodePort\",\"selector\":{\"a\":\"1\"}}",
		 "{\"type\":null,\"selector\":{\"b\":\"2\"}}",
		 "{\"selector\":{\"a\":\"1\",\"b\":\"2\"}}"},
		{"{\"ports\":[{\"port\":80,\"protocol\":\"TCP\",\"nodePort\":3}]}",
		 "{\"ports\":[{\"port\":80,\"targetPort\":9,\"nodePort\":null}]}",
		 "{\"ports\":[{\"port\":80,\"protocol\":\"TCP\",\"targetPort\":9}]}"},
		/* new ones come first, as they do from kubectl */
		{"{\"ports\":[{\"port\":80}]}", "{\"ports\":[{\"port\":81}]}",
		 "{\"ports\":[{\"port\":81},{\"port\":80}]}"},
		{"{\"ports\":[{\"port\":80}]}", "{\"ports\":[{\"port\":80},{\"port\":81}]}",
		 "{\"ports\":[{\"port\":80},{\"port\":81}]}"},
		{"{\"ports\":[{\"port\":80},{\"port\":81}]}",
		 "{\"ports\":[{\"$patch\":\"delete\",\"port\":80}]}",
		 "{\"ports\":[{\"port\":81}]}"},
		{"{\"ports\":[{\"port\":80},{\"port\":81}]}",
		 "{\"ports\":[{\"$patch\":\"replace\"},{\"port\":82}]}",
		 "{\"ports\":[{\"port\":82}]}"},
		{"{\"ports\":[{\"port\":80,\"name\":\"a\"}]}",
		 "{\"ports\":[{\"$patch\":\"replace\",\"port\":80}]}",
		 "{\"ports\":[{\"port\":80}]}"},
		/* an open protocol means the one port of that number */
		{"{\"ports\":[{\"port\":53,\"protocol\":\"UDP\"}]}",
		 "{\"ports\":[{\"port\":53,\"targetPort\":1}]}",
		 "{\"ports\":[{\"port\":53,\"protocol\":\"UDP\",\"targetPort\":1}]}"},
		{"{\"ports\":[{\"port\":53,\"protocol\":\"UDP\"},{\"port\":53}]}",
		 "{\"ports\":[{\"port\":53,\"targetPort\":1}]}",
		 "{\"ports\":[{\"port\":53,\"protocol\":\"UDP\"},{\"port\":53,\"targetPort\":1}]}"},
		{"{\"ports\":[{\"port\":80},{\"port\":81},{\"port\":82}]}",
		 "{\"$setElementOrder/ports\":[{\"port\":82},{\"port\":80}]}",
		 "{\"ports\":[{\"port\":81},{\"port\":82},{\"port\":80}]}"},
		{"{\"ports\":[{\"port\":80},{\"port\":81}]}",
		 "{\"$setElementOrder/ports\":[{\"port\":81},{\"port\":83},{\"port\":80}],"
		 "\"ports\":[{\"port\":83,\"name\":\"n\"}]}",
		 "{\"ports\":[{\"port\":81},{\"port\":83,\"name\":\"n\"},{\"port\":80}]}"},
		{"{\"externalIPs\":[\"1.1.1.1\"]}", "{\"externalIPs\":[\"2.2.2.2\"]}",
		 "{\"externalIPs\":[\"2.2.2.2\"]}"},
		{"{\"selector\":{\"a\":\"1\"}}",
		 "{\"selector\":{\"$patch\":\"replace\",\"b\":\"2\"}}",
		 "{\"selector\":{\"b\":\"2\"}}"},
		{"{\"selector\":{\"a\":\"1\"}}", "{\"selector\":{\"$patch\":\"delete\"}}",
		 "{\"selector\":{}}"},
		{"{\"selector\":{\"a\":\"1\",\"b\":\"2\"}}",
		 "{\"selector\":{\"$retainKeys\":[\"a\",\"c\"],\"c\":\"3\"}}",
		 "{\"selector\":{\"a\":\"1\",\"c\":\"3\"}}"},
		{"{}",
		 "{\"ports\":[{\"port\":80,\"$patch\":\"merge\",\"name\":null},{\"$patch\":"
		 "\"delete\","
		 "\"port\":1}],\"$setElementOrder/ports\":[{\"port\":80}]}",
		 "{\"ports\":[{\"port\":80}]}"},
		{"{\"ports\":[{\"port\":80}]}", "{\"ports\":[{\"name\":\"a\"}]}",
		 "p:1:10: error: each item of \"ports\" needs \"port\""},
		{"{}", "{\"$patch\":\"x\"}", "p:1:11: error: $patch is merge, replace or delete"},
		{"{}", "{\"$retainKeys\":[\"a\"],\"b\":1}",
		 "\"b\" is set, but $retainKeys does not"},
		{"{}", "[]", "p:1:1: error: a strategic merge patch is a map, not a list"},
	};
	static const struct patch_case meta[] = {
		{"{\"finalizers\":[\"a\",\"b\"]}", "{\"finalizers\":[\"c\"]}",
		 "{\"finalizers\":[\"c\",\"a\",\"b\"]}"},
		{"{\"finalizers\":[\"a\",\"b\"]}",
		 "{\"$deleteFromPrimitiveList/finalizers\":[\"a\"]}", "{\"finalizers\":[\"b\"]}"},
	};
	static const struct patch_case pod[] = {
		{"{\"containers\":[{\"name\":\"a\",\"env\":[{\"name\":\"X\",\"value\":\"1\"}]},"
		 "{\"name\":\"b\"}]}",
		 "{\"containers\":[{\"name\":\"a\",\"env\":[{\"name\":\"X\",\"value\":\"2\"}]}]}",
		 "{\"containers\":[{\"name\":\"a\",\"env\":[{\"name\":\"X\",\"value\":\"2\"}]},"
		 "{\"name\":\"b\"}]}"},
	};

	RUN(PATCH_STRATEGIC, SCHEMA_SERVICE_SPEC, spec);
	RUN(PATCH_STRATEGIC, SCHEMA_META, meta);
	RUN(PATCH_STRATEGIC, SCHEMA_POD_SPEC, pod);
}

UNIT_MAIN("kube/patch", UNIT_TEST(test_merge_patches_are_taken_as_rfc_7386_has_them),
	  UNIT_TEST(test_json_patches_are_taken_as_rfc_6902_has_them),
	  UNIT_TEST(test_a_wrong_json_patch_is_refused_with_its_place),
	  UNIT_TEST(test_copies_of_copies_have_an_end),
	  UNIT_TEST(test_operations_of_a_json_patch_are_bounded_as_by_the_api_server),
	  UNIT_TEST(test_strategic_patches_merge_lists_by_key))
