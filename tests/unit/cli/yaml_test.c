/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include "support/unit.h"
#include "support/yaml_scalar.h"

#include "cli/yaml.h"

#include <string.h>

static void
expect(const char *json, const char *want)
{
	json_t *value = json_loads(json, JSON_DECODE_ANY, NULL);
	struct buf out = {0};

	CU_ASSERT_PTR_NOT_NULL_FATAL(value);
	yaml_put(&out, value);
	CU_ASSERT_FALSE(out.failed);
	if (strcmp(out.data, want) != 0)
		printf("\n--- want\n%s--- got\n%s", want, out.data);
	CU_ASSERT_STRING_EQUAL(out.data, want);
	buf_fini(&out);
	json_decref(value);
}

static void
test_keys_are_sorted_and_lists_not_indented(void)
{
	expect("{\"kind\":\"Service\",\"apiVersion\":\"v1\",\"spec\":{\"ports\":[{\"port\":80,"
	       "\"name\":\"http\"},{\"port\":443}],\"externalIPs\":[],\"selector\":{}},"
	       "\"list\":[[1,2],[]]}",
	       "apiVersion: v1\n"
	       "kind: Service\n"
	       "list:\n"
	       "- - 1\n"
	       "  - 2\n"
	       "- []\n"
	       "spec:\n"
	       "  externalIPs: []\n"
	       "  ports:\n"
	       "  - name: http\n"
	       "    port: 80\n"
	       "  - port: 443\n"
	       "  selector: {}\n");
}

static void
test_strings_that_read_as_something_else_are_quoted(void)
{
	static const char *const other[] = {
		"",           "~",     "null",  "yes",  "No",  "on",
		"y",          "true",  "0777",  "8080", "1e3", "1.5",
		".5",         "0x1f",  "1_000", "-1",   "+2",  "80:30",
		"1:20:30.5",  ".inf",  ".NaN",  "=",    "<<",  "2026-01-02T03:04:05Z",
		"2026-01-02", "0b101", "0o17",  "5.",
	};
	static const char *const plain[] = {
		"kubia",     "10.0.0.1", "fd00::1", "v1",        "1.2.3.4/24",  "a:b",
		"yesterday", "-foo",     "80/TCP",  "app=kubia", "x#y",         "1e",
		"0xzz",      "e5",       "12:345",  "_",         "30000-32767",
	};

	for (size_t i = 0; i < sizeof(other) / sizeof(other[0]); i++) {
		struct buf want = {0}, json = {0};

		buf_printf(&want, "\"%s\"\n", other[i]);
		buf_printf(&json, "\"%s\"", other[i]);
		expect(json.data, want.data);
		buf_fini(&want);
		buf_fini(&json);
	}
	for (size_t i = 0; i < sizeof(plain) / sizeof(plain[0]); i++)
		if (yaml_needs_quotes(plain[i], strlen(plain[i])))
			CU_FAIL(plain[i]);
	expect("\"a: b\"", "'a: b'\n");
	expect("\"it's: b\"", "'it''s: b'\n");
	expect("\"a #b\"", "'a #b'\n");
	expect("\"- a\"", "'- a'\n");
	expect("\"*\"", "'*'\n");
	expect("\"a\\tb\"", "\"a\\tb\"\n");
	expect("8080", "8080\n");
	expect("null", "null\n");
}

static void
test_text_of_several_lines_becomes_a_block(void)
{
	expect("{\"a\":\"x\\ny: z\\n\"}", "a: |\n  x\n  y: z\n");
	expect("{\"a\":\"x\\n\\ny\"}", "a: |-\n  x\n\n  y\n");
	expect("[\"x\\n\\n\"]", "- |+\n  x\n\n");
	expect("{\"a\":\" x\\ny\"}", "a: |2-\n   x\n  y\n");
	expect("{\"a\":\"\\nx\"}", "a: |2-\n\n  x\n");
	expect("{\"a\":\"x \\ny\"}", "a: \"x \\ny\"\n");
}

#define TEN   "1234567 90"
#define FIFTY TEN " " TEN " " TEN " " TEN " " TEN

static void
test_long_lines_are_folded_at_single_spaces(void)
{
	expect("{\"k\":\"" FIFTY " " FIFTY "\"}",
	       "k: " FIFTY " " TEN " " TEN " 1234567\n  90 " TEN " " TEN "\n");
	expect("{\"k\":\"" FIFTY " " FIFTY " \"}",
	       "k: '" FIFTY " " TEN " " TEN " 1234567\n  90 " TEN " " TEN " '\n");
	expect("{\"k\":\"\\t" FIFTY " " FIFTY "\"}",
	       "k: \"\\t" FIFTY " " TEN " " TEN "\n  " TEN " " TEN " " TEN "\"\n");
	expect("{\"" FIFTY " " FIFTY "\":1}", FIFTY " " FIFTY ": 1\n");
}

static void
read_back(const char *text, size_t len)
{
	json_t *value = json_pack("{s:o}", "k", json_stringn(text, len));
	struct buf out = {0};

	yaml_put(&out, value);
	if (!yaml_scalar_is(out.data, out.len, text, len))
		CU_FAIL(out.data);
	buf_fini(&out);
	json_decref(value);
}

static void
test_every_short_string_reads_back(void)
{
	static const char set[] = " -?:,[]{}#&*!|>'\"%@`\n\t\\ab1.~=<\001";
	const size_t cnt = sizeof(set) - 1;
	char text[4];

	for (size_t i = 0; i < cnt * cnt * cnt; i++) {
		text[0] = set[i % cnt];
		text[1] = set[i / cnt % cnt];
		text[2] = set[i / cnt / cnt];
		for (size_t len = 1; len <= 3; len++)
			read_back(text, len);
	}
	read_back("\xc2\x85 \xe2\x80\xa8 \xf0\x9f\x98\x80 \x01", 13);
}

UNIT_MAIN("cli/yaml", UNIT_TEST(test_keys_are_sorted_and_lists_not_indented),
	  UNIT_TEST(test_strings_that_read_as_something_else_are_quoted),
	  UNIT_TEST(test_text_of_several_lines_becomes_a_block),
	  UNIT_TEST(test_long_lines_are_folded_at_single_spaces),
	  UNIT_TEST(test_every_short_string_reads_back))
