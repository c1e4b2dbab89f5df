/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include "tables/drop.h"

#include <ctype.h>
#include <string.h>

#include "support/unit.h"

static void
test_every_reason_has_a_name_fit_for_metrics_and_a_help(void)
{
	for (enum drop d = DROP_NONE; d < DROP_CNT; d++) {
		const char *name = drop_name(d);

		CU_ASSERT_FATAL(name != NULL && drop_help(d) != NULL);
		CU_ASSERT(islower((unsigned char)name[0]) && strlen(name) < 32);
		for (const char *c = name; *c != '\0'; c++)
			CU_ASSERT(islower((unsigned char)*c) || isdigit((unsigned char)*c) ||
				  *c == '_');
		CU_ASSERT(strlen(drop_help(d)) > 0 && strlen(drop_help(d)) < 96);
	}
}

static void
test_no_two_reasons_share_a_name(void)
{
	for (enum drop a = DROP_NONE; a < DROP_CNT; a++)
		for (enum drop b = a + 1; b < DROP_CNT; b++)
			CU_ASSERT(strcmp(drop_name(a), drop_name(b)) != 0);
}

UNIT_MAIN("tables/drop", UNIT_TEST(test_every_reason_has_a_name_fit_for_metrics_and_a_help),
	  UNIT_TEST(test_no_two_reasons_share_a_name))
