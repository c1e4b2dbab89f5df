/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include "base/shared.h"

#include "support/unit.h"

#include <string.h>

static void
test_a_text_lives_as_long_as_somebody_holds_it(void)
{
	char from[] = "conf/kubia.yaml";
	const char *text = shared_text(from), *same;

	CU_ASSERT_PTR_NOT_NULL_FATAL(text);
	memset(from, 'x', sizeof(from) - 1);
	same = shared_ref(text);
	CU_ASSERT_PTR_EQUAL(same, text);
	shared_unref(text);
	CU_ASSERT_STRING_EQUAL(same, "conf/kubia.yaml");
	shared_unref(same);
}

static void
test_no_text_is_nobodys(void)
{
	CU_ASSERT_PTR_NULL(shared_ref(NULL));
	shared_unref(NULL);
}

UNIT_MAIN("base/shared", UNIT_TEST(test_a_text_lives_as_long_as_somebody_holds_it),
	  UNIT_TEST(test_no_text_is_nobodys))
