/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include "support/unit.h"

#include "base/suggest.h"

#include <string.h>

static const char *const known[] = {"port", "targetPort", "nodePort", "protocol",
				    "name", "selector",   "type",     "clusterIP"};

static void
test_nearest_name(void)
{
	static const struct {
		const char *word;
		const char *want; /* NULL: none near enough */
	} cases[] = {
		{"prot", "port"},             /* neighbours swapped */
		{"targetport", "targetPort"}, /* case alone */
		{"targePort", "targetPort"},
		{"selectors", "selector"},
		{"slector", "selector"},
		{"CLUSTERIPS", "clusterIP"},
		{"nodport", "nodePort"},
		{"tipe", "type"},
		{"replicas", NULL},
		{"xyzzy", NULL},
		{"", NULL},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const char *got = suggest_nearest(cases[i].word, known, 8);

		if (cases[i].want == NULL) {
			CU_ASSERT_PTR_NULL(got);
			continue;
		}
		CU_ASSERT_PTR_NOT_NULL(got);
		if (got != NULL)
			CU_ASSERT_STRING_EQUAL(got, cases[i].want);
	}
}

static void
test_overlong_words_have_no_neighbour(void)
{
	char word[5000];
	const char *const same[] = {word};

	memset(word, 'a', sizeof(word) - 1);
	word[sizeof(word) - 1] = '\0';
	CU_ASSERT_PTR_NULL(suggest_nearest(word, same, 1));
	CU_ASSERT_PTR_NULL(suggest_nearest("aaaa", same, 1));
}

static void
test_nothing_known_suggests_nothing(void)
{
	CU_ASSERT_PTR_NULL(suggest_nearest("port", NULL, 0));
}

UNIT_MAIN("base/suggest", UNIT_TEST(test_nearest_name),
	  UNIT_TEST(test_overlong_words_have_no_neighbour),
	  UNIT_TEST(test_nothing_known_suggests_nothing))
