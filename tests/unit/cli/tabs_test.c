/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include "support/unit.h"

#include "cli/tabs.h"

#include <string.h>

static char *printed;

static const char *
set(struct tabs *t, const char *text)
{
	size_t bytes;
	FILE *out;

	free(printed);
	out = open_memstream(&printed, &bytes);
	tabs_print(t, text, strlen(text), out);
	fclose(out);
	return printed;
}

static void
test_columns_of_lists_stand_three_apart(void)
{
	struct tabs t = TABS_LIST;

	CU_ASSERT_STRING_EQUAL(set(&t, "NAME\tA\tAGE\nkubernetes\tx\t1d\n"),
			       "NAME         A     AGE\nkubernetes   x     1d\n");
	CU_ASSERT_STRING_EQUAL(set(&t, "\n"), "\n");
	CU_ASSERT_STRING_EQUAL(set(&t, ""), "");
}

static void
test_a_line_without_the_tab_parts_columns(void)
{
	struct tabs t = TABS_DESCRIBE;

	CU_ASSERT_STRING_EQUAL(set(&t, "Name:\tx\nEvents:\n  Type\tAge\n  Normal\t1s\n"),
			       "Name:  x\nEvents:\n  Type    Age\n  Normal  1s\n");
	CU_ASSERT_STRING_EQUAL(set(&t, "Port:\t<unset>\t80/TCP\nSession Affinity:\tNone\n"),
			       "Port:              <unset>  80/TCP\nSession Affinity:  None\n");
}

static void
test_kept_columns_never_shrink(void)
{
	struct tabs t = TABS_LIST;

	t.keep = 1;
	set(&t, "a-long-name\t1\n");
	CU_ASSERT_STRING_EQUAL(set(&t, "b\t2\n"), "b             2\n");
}

static void
test_width_counts_characters_and_controls_are_hidden(void)
{
	struct tabs t = TABS_DESCRIBE;

	CU_ASSERT_STRING_EQUAL(set(&t, "\xc3\xa9\xc3\xa9\tx\nabc\ty\n"),
			       "\xc3\xa9\xc3\xa9   x\nabc  y\n");
	CU_ASSERT_STRING_EQUAL(set(&t, "a\033[31mb\n"), "a?[31mb\n");
	free(printed);
	printed = NULL;
}

UNIT_MAIN("cli/tabs", UNIT_TEST(test_columns_of_lists_stand_three_apart),
	  UNIT_TEST(test_a_line_without_the_tab_parts_columns),
	  UNIT_TEST(test_kept_columns_never_shrink),
	  UNIT_TEST(test_width_counts_characters_and_controls_are_hidden))
