/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include <string.h>

#include <jansson.h>

#include "mgmt/json.h"
#include "support/unit.h"

static void
test_strings_are_escaped_and_always_utf8(void)
{
	static const struct {
		const char *in, *want;
	} cases[] = {
		{"", "\"\""},
		{"plain", "\"plain\""},
		{"a\"b\\c", "\"a\\\"b\\\\c\""},
		{"tab\tnewline\n", "\"tab\\u0009newline\\n\""},
		{"\x7f", "\"\x7f\""},
		{"\xc3\xa9 \xe2\x82\xac \xf0\x9f\x98\x80",
		 "\"\xc3\xa9 \xe2\x82\xac \xf0\x9f\x98\x80\""},
		{"\xff", "\"\xef\xbf\xbd\""},
		{"a\xc3", "\"a\xef\xbf\xbd\""},
		{"\xc0\x80z", "\"\xef\xbf\xbd\xef\xbf\xbdz\""},
		{"\xed\xa0\x80", "\"\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\""},
		{"\xf4\x90\x80\x80", "\"\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\""},
	};
	struct buf b = {0};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		buf_reset(&b);
		jput_string(&b, cases[i].in);
		CU_ASSERT_STRING_EQUAL(b.data, cases[i].want);
	}
	buf_fini(&b);
}

static void
test_any_bytes_make_json_that_a_strict_reader_takes(void)
{
	unsigned int seed = 1;
	struct buf b = {0};

	for (int round = 0; round < 2000; round++) {
		char s[33];
		json_t *back;

		for (size_t i = 0; i < sizeof(s) - 1; i++) {
			seed = seed * 1103515245u + 12345u;
			s[i] = (char)((seed >> 16) | 1);
		}
		s[sizeof(s) - 1] = '\0';
		buf_reset(&b);
		jput_string(&b, s);
		back = json_loadb(b.data, b.len, JSON_DECODE_ANY, NULL);
		CU_ASSERT(json_is_string(back));
		json_decref(back);
	}
	buf_fini(&b);
}

static void
test_faults_leave_out_what_is_unknown(void)
{
	const struct fault_at at = {.file = "a.yaml", .line = 3, .col = 5, .path = "spec.type"};
	struct faults fs = {0};
	struct buf b = {0};

	faults_add(&fs, FAULT_ERROR, &at, "no such \"type\"");
	faults_add(&fs, FAULT_NOTE, &(struct fault_at){0}, "by the way");
	jput_faults(&b, &fs);
	CU_ASSERT_STRING_EQUAL(
		b.data, "[{\"file\":\"a.yaml\",\"line\":3,\"column\":5,\"path\":\"spec.type\","
			"\"level\":\"error\",\"reason\":\"no such \\\"type\\\"\"},"
			"{\"level\":\"note\",\"reason\":\"by the way\"}]");
	faults_fini(&fs);
	buf_fini(&b);
}

UNIT_MAIN("mgmt/json", UNIT_TEST(test_strings_are_escaped_and_always_utf8),
	  UNIT_TEST(test_any_bytes_make_json_that_a_strict_reader_takes),
	  UNIT_TEST(test_faults_leave_out_what_is_unknown))
