/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * main() of tests that need root: without it they say so and are skipped (status 77).
 */
#pragma once

#include <stdio.h>
#include <unistd.h>

#include "support/unit.h"

#define ROOT_UNIT_MAIN(suite_, ...)                                                                \
	int main(void)                                                                             \
	{                                                                                          \
		static const struct unit_test tests_[] = {__VA_ARGS__};                            \
                                                                                                   \
		if (geteuid() != 0) {                                                              \
			puts(suite_ ": skipped, needs root (sudo tests/run unit)");                \
			return 77;                                                                 \
		}                                                                                  \
		return unit_run(suite_, tests_, sizeof(tests_) / sizeof(tests_[0]));               \
	}
