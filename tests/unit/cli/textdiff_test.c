/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include "support/unit.h"

#include "cli/textdiff.h"

#include <string.h>

static void
expect(const char *from, const char *to, const char *want)
{
	struct buf out = {0};

	CU_ASSERT_EQUAL(textdiff_put(&out, from, to), 0);
	CU_ASSERT_STRING_EQUAL(out.data != NULL ? out.data : "", want);
	if (out.data != NULL && strcmp(out.data, want) != 0)
		printf("\n%s", out.data);
	buf_fini(&out);
}

static void
test_equal_texts_differ_in_nothing(void)
{
	expect("", "", "");
	expect("a\nb\n", "a\nb\n", "");
}

static void
test_hunks_are_those_of_diff_u(void)
{
	expect("", "a\n", "@@ -0,0 +1 @@\n+a\n");
	expect("a\n", "", "@@ -1 +0,0 @@\n-a\n");
	expect("1\n2\n3\n4\n5\n6\n7\n8\n", "1\n2\n3\n4\nx\n6\n7\n8\n",
	       "@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+x\n 6\n 7\n 8\n");
	expect("a\nb\nc\nd\n", "a\nc\nd\ne\n", "@@ -1,4 +1,4 @@\n a\n-b\n c\n d\n+e\n");
}

static void
test_changes_far_apart_have_hunks_of_their_own(void)
{
	expect("a\n1\n2\n3\n4\n5\n6\n7\nb\n", "x\n1\n2\n3\n4\n5\n6\n7\ny\n",
	       "@@ -1,4 +1,4 @@\n-a\n+x\n 1\n 2\n 3\n@@ -6,4 +6,4 @@\n 5\n 6\n 7\n-b\n+y\n");
	expect("a\n1\n2\n3\n4\n5\n6\nb\n", "x\n1\n2\n3\n4\n5\n6\ny\n",
	       "@@ -1,8 +1,8 @@\n-a\n+x\n 1\n 2\n 3\n 4\n 5\n 6\n-b\n+y\n");
}

UNIT_MAIN("cli/textdiff", UNIT_TEST(test_equal_texts_differ_in_nothing),
	  UNIT_TEST(test_hunks_are_those_of_diff_u),
	  UNIT_TEST(test_changes_far_apart_have_hunks_of_their_own))
