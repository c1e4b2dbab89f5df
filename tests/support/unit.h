/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * One CUnit suite per test program, with a main() whose exit code tells the truth.
 */
#pragma once

#include <stdlib.h>

#include <CUnit/Basic.h>
#include <CUnit/CUnit.h>

struct unit_test {
	const char *name;
	CU_TestFunc func;
};

/* clang-format off */
#define UNIT_TEST(func_) {#func_, func_}
/* clang-format on */

static inline int
unit_run(const char *suite_name, const struct unit_test *tests, size_t test_cnt)
{
	CU_pSuite suite;
	unsigned int bad;

	if (CU_initialize_registry() != CUE_SUCCESS)
		return EXIT_FAILURE;
	suite = CU_add_suite(suite_name, NULL, NULL);
	for (size_t i = 0; suite != NULL && i < test_cnt; i++)
		if (CU_add_test(suite, tests[i].name, tests[i].func) == NULL)
			suite = NULL;
	if (suite == NULL) {
		CU_cleanup_registry();
		return EXIT_FAILURE;
	}
	CU_basic_set_mode(CU_BRM_VERBOSE);
	CU_basic_run_tests();
	bad = CU_get_number_of_failures() + (CU_get_number_of_tests_run() != test_cnt);
	CU_cleanup_registry();
	return bad == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

/** The program's main(): runs the listed tests as one suite. */
#define UNIT_MAIN(suite_, ...)                                                                     \
	int main(void)                                                                             \
	{                                                                                          \
		static const struct unit_test tests_[] = {__VA_ARGS__};                            \
                                                                                                   \
		return unit_run(suite_, tests_, sizeof(tests_) / sizeof(tests_[0]));               \
	}
