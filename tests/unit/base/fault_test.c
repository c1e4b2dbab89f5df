/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include "support/unit.h"

#include "base/fault.h"

#include <string.h>

static void
test_what_is_forgotten_counts_no_more(void)
{
	struct faults fs = {0};

	faults_add(&fs, FAULT_ERROR, NULL, "a");
	faults_add(&fs, FAULT_NOTE, NULL, "b");
	faults_add(&fs, FAULT_ERROR, NULL, "c");
	faults_forget(&fs, 1);
	CU_ASSERT_EQUAL(fs.cnt, 1);
	CU_ASSERT_EQUAL(fs.error_cnt, 1);
	faults_forget(&fs, 1);
	CU_ASSERT_STRING_EQUAL(fs.v[0].reason, "a");
	faults_fini(&fs);
}

static void
test_print_leaves_out_what_is_unknown(void)
{
	static const struct {
		struct fault_at at;
		enum fault_level level;
		const char *want;
	} cases[] = {
		{{"svc.yaml", 3, 7, "spec.ports[0].port"},
		 FAULT_ERROR,
		 "svc.yaml:3:7: error: spec.ports[0].port: bad 1"},
		{{"svc.yaml", 3, 0, NULL}, FAULT_WARN, "svc.yaml:3: warning: bad 1"},
		{{"svc.yaml", 0, 9, NULL}, FAULT_NOTE, "svc.yaml: note: bad 1"},
		{{NULL, 3, 7, "spec"}, FAULT_ERROR, "3:7: error: spec: bad 1"},
		{{NULL, 0, 0, NULL}, FAULT_ERROR, "error: bad 1"},
	};
	struct faults fs = {0};
	char line[200];

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		CU_ASSERT_EQUAL(faults_add(&fs, cases[i].level, &cases[i].at, "bad %d", 1), 0);
		CU_ASSERT_EQUAL(fault_print(&fs.v[i], line, sizeof(line)),
				(int)strlen(cases[i].want));
		CU_ASSERT_STRING_EQUAL(line, cases[i].want);
	}
	CU_ASSERT_EQUAL(fs.error_cnt, 3);
	faults_fini(&fs);
	CU_ASSERT_PTR_NULL(fs.v);
	CU_ASSERT_EQUAL(fs.cnt + fs.error_cnt, 0);
}

static void
test_strings_are_copied(void)
{
	char file[] = "a.yaml", path[] = "kind";
	struct fault_at at = {file, 1, 2, path};
	struct faults fs = {0};

	CU_ASSERT_EQUAL(faults_add(&fs, FAULT_ERROR, &at, "%s", file), 0);
	file[0] = path[0] = 'X';
	CU_ASSERT_STRING_EQUAL(fs.v[0].file, "a.yaml");
	CU_ASSERT_STRING_EQUAL(fs.v[0].path, "kind");
	CU_ASSERT_STRING_EQUAL(fs.v[0].reason, "a.yaml");
	faults_fini(&fs);
}

static void
test_controls_reach_no_terminal(void)
{
	struct faults fs = {0};
	char line[100];

	faults_add(&fs, FAULT_ERROR,
		   &(struct fault_at){.file = "a\nb", .line = 1, .path = "labels[\t]"}, "%s",
		   "\033[2Jx\x7f\r\n\xc2\x9b"
		   "1m \xc2\xb5 \xe2\x82\xac");
	fault_print(&fs.v[0], line, sizeof(line));
	CU_ASSERT_STRING_EQUAL(line, "a?b:1: error: labels[?]: ?[2Jx?????1m \xc2\xb5 \xe2\x82\xac");
	faults_fini(&fs);
}

static void
test_many_faults_keep_their_order(void)
{
	struct faults fs = {0};
	char want[16];

	for (int i = 0; i < 1000; i++)
		CU_ASSERT_EQUAL(faults_add(&fs, FAULT_ERROR, NULL, "%d", i), 0);
	CU_ASSERT_EQUAL(fs.cnt, 1000);
	for (int i = 0; i < 1000; i++) {
		snprintf(want, sizeof(want), "%d", i);
		CU_ASSERT_STRING_EQUAL(fs.v[i].reason, want);
	}
	faults_fini(&fs);
}

static void
test_sorting_is_by_place_and_stable(void)
{
	static const struct fault_at at[] = {{"f", 9, 9, NULL}, {"f", 5, 2, NULL},
					     {"f", 3, 7, NULL}, {"f", 3, 1, NULL},
					     {"f", 5, 2, NULL}, {"f", 0, 0, NULL}};
	static const char want[] = "053214";
	struct faults fs = {0};

	for (int i = 0; i < 6; i++)
		faults_add(&fs, FAULT_ERROR, &at[i], "%d", i);
	faults_sort(&fs, 1, NULL, NULL);
	for (int i = 0; i < 6; i++)
		CU_ASSERT_EQUAL(fs.v[i].reason[0], want[i]);
	faults_fini(&fs);
}

static uint64_t
rank_by_file(const void *arg, const struct fault *f)
{
	return f->file == NULL ? 0 : strchr(arg, *f->file) - (const char *)arg + 1;
}

static void
test_sorting_by_rank_comes_before_columns(void)
{
	static const struct fault_at at[] = {
		{"b", 1, 9, NULL}, {"a", 9, 2, NULL}, {NULL, 9, 9, NULL}, {"b", 7, 1, NULL}};
	static const char want[] = "2301";
	struct faults fs = {0};

	for (int i = 0; i < 4; i++)
		faults_add(&fs, FAULT_ERROR, &at[i], "%d", i);
	faults_sort(&fs, 0, rank_by_file, "ba");
	for (int i = 0; i < 4; i++)
		CU_ASSERT_EQUAL(fs.v[i].reason[0], want[i]);
	faults_fini(&fs);
}

/* Quadratic work would take minutes. */
static void
test_very_many_in_adverse_order_are_sorted(void)
{
	const uint32_t cnt = 400001;
	struct faults fs = {0};
	bool sorted = true;

	for (uint32_t i = 0; i < cnt; i++) /* by fours from the last line to the first */
		faults_add(&fs, FAULT_ERROR, &(struct fault_at){.line = 1 + (cnt - i) / 4}, "%06u",
			   i);
	CU_ASSERT_EQUAL_FATAL(fs.cnt, cnt);
	faults_sort(&fs, 1, NULL, NULL);
	CU_ASSERT_STRING_EQUAL(fs.v[0].reason, "000000");
	for (uint32_t i = 2; i < cnt; i++) {
		const struct fault *a = &fs.v[i - 1], *b = &fs.v[i];

		sorted &= a->line == b->line ? strcmp(a->reason, b->reason) < 0 : a->line < b->line;
	}
	CU_ASSERT_TRUE(sorted);
	faults_fini(&fs);
}

static void
test_print_truncates_as_snprintf(void)
{
	struct faults fs = {0};
	char line[8];

	faults_add(&fs, FAULT_ERROR, NULL, "too long");
	CU_ASSERT_EQUAL(fault_print(&fs.v[0], line, sizeof(line)), 15);
	CU_ASSERT_STRING_EQUAL(line, "error: ");
	faults_fini(&fs);
}

static void
test_beyond_their_bound_faults_are_counted_alone(void)
{
	struct fault_at at = {"a.yaml", 9, 2, "kind"};
	struct faults fs = {0};
	char line[80];

	CU_ASSERT_EQUAL(faults_add(&fs, FAULT_ERROR, &at, "before"), 0);
	faults_bound(&fs, 2);
	for (int i = 0; i < 5; i++) {
		at.line = 9 - (uint32_t)i;
		CU_ASSERT_EQUAL(faults_are_full(&fs, FAULT_ERROR), i >= 2);
		CU_ASSERT_EQUAL(faults_add(&fs, FAULT_ERROR, &at, "%d", i), 0);
	}
	CU_ASSERT_EQUAL(faults_add(&fs, FAULT_WARN, &at, "other"), 0);
	faults_unbound(&fs);
	CU_ASSERT_EQUAL(fs.error_cnt, 6);
	CU_ASSERT_EQUAL_FATAL(fs.cnt, 5);
	fault_print(&fs.v[4], line, sizeof(line));
	CU_ASSERT_STRING_EQUAL(line, "a.yaml:9:2: note: 3 more like these are not shown");
	CU_ASSERT_EQUAL(faults_add(&fs, FAULT_ERROR, &at, "after"), 0);
	CU_ASSERT_EQUAL(fs.cnt, 6);
	faults_bound(&fs, 2);
	faults_unbound(&fs);
	CU_ASSERT_EQUAL(fs.cnt, 6);
	faults_fini(&fs);
}

UNIT_MAIN("base/fault", UNIT_TEST(test_what_is_forgotten_counts_no_more),
	  UNIT_TEST(test_print_leaves_out_what_is_unknown), UNIT_TEST(test_strings_are_copied),
	  UNIT_TEST(test_controls_reach_no_terminal), UNIT_TEST(test_many_faults_keep_their_order),
	  UNIT_TEST(test_beyond_their_bound_faults_are_counted_alone),
	  UNIT_TEST(test_sorting_is_by_place_and_stable),
	  UNIT_TEST(test_sorting_by_rank_comes_before_columns),
	  UNIT_TEST(test_very_many_in_adverse_order_are_sorted),
	  UNIT_TEST(test_print_truncates_as_snprintf))
