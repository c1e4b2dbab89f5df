/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include "sluiced/options.h"

#include <getopt.h>
#include <string.h>
#include <unistd.h>

#include "support/unit.h"

#define ARGS_MAX 16

static enum options_verdict
parse(struct options *o, const char *line)
{
	static char copy[512];
	char *argv[ARGS_MAX + 1] = {NULL};
	int argc = 0;

	strncpy(copy, line, sizeof(copy) - 1);
	for (char *word = strtok(copy, " "); word != NULL && argc < ARGS_MAX;
	     word = strtok(NULL, " "))
		argv[argc++] = word;
	optind = 0; /* forget the line before */
	return options_parse(argc, argv, o);
}

static void
test_defaults_are_those_of_a_board(void)
{
	char own[PATH_MAX] = "";
	struct options o;

	CU_ASSERT_EQUAL(parse(&o, "sluiced"), OPTIONS_RUN);
	CU_ASSERT_STRING_EQUAL(o.config, "/etc/sluice/board.yaml");
	CU_ASSERT_STRING_EQUAL(o.run_dir, "/run/sluice");
	CU_ASSERT_STRING_EQUAL(o.state_dir, "/var/lib/sluice");
	CU_ASSERT_STRING_EQUAL(o.user, "sluice");
	CU_ASSERT_PTR_NULL(o.runner);
	CU_ASSERT_FALSE(o.lab);
	CU_ASSERT(readlink("/proc/self/exe", own, sizeof(own) - 1) > 0);
	*strrchr(own, '/') = '\0';
	CU_ASSERT_STRING_EQUAL(o.libexec_dir, own);
}

static void
test_every_option_lands_in_its_place(void)
{
	struct options o;

	CU_ASSERT_EQUAL(parse(&o, "sluiced --config a --run-dir b --state-dir=c --user d --lab "
				  "--libexec-dir e --runner /f"),
			OPTIONS_RUN);
	CU_ASSERT_STRING_EQUAL(o.config, "a");
	CU_ASSERT_STRING_EQUAL(o.run_dir, "b");
	CU_ASSERT_STRING_EQUAL(o.state_dir, "c");
	CU_ASSERT_STRING_EQUAL(o.user, "d");
	CU_ASSERT_STRING_EQUAL(o.libexec_dir, "e");
	CU_ASSERT_STRING_EQUAL(o.runner, "/f");
	CU_ASSERT_TRUE(o.lab);
}

static void
test_mistakes_are_refused(void)
{
	static const char *const wrong[] = {
		"sluiced --nonsense", "sluiced --config",  "sluiced extra",
		"sluiced --user=",    "sluiced --config=", "sluiced --runner relative/path",
		"sluiced --lab=yes",
	};
	struct options o;

	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		CU_ASSERT_EQUAL(parse(&o, wrong[i]), OPTIONS_WRONG);
}

static void
test_a_libexec_dir_longer_than_any_path_is_refused(void)
{
	static char longest[PATH_MAX + 32];
	char program[] = "sluiced", option[] = "--libexec-dir";
	char *argv[] = {program, option, longest, NULL};
	struct options o;

	optind = 0;
	memset(longest, 'a', sizeof(longest) - 1);
	CU_ASSERT_EQUAL(options_parse(3, argv, &o), OPTIONS_WRONG);
	optind = 0;
	longest[PATH_MAX - 1] = '\0';
	CU_ASSERT_EQUAL(options_parse(3, argv, &o), OPTIONS_RUN);
	CU_ASSERT_EQUAL(strlen(o.libexec_dir), PATH_MAX - 1);
}

static void
test_help_and_version_end_well(void)
{
	struct options o;

	CU_ASSERT_EQUAL(parse(&o, "sluiced -h"), OPTIONS_DONE);
	CU_ASSERT_EQUAL(parse(&o, "sluiced --help"), OPTIONS_DONE);
	CU_ASSERT_EQUAL(parse(&o, "sluiced --version"), OPTIONS_DONE);
}

UNIT_MAIN("sluiced/options", UNIT_TEST(test_defaults_are_those_of_a_board),
	  UNIT_TEST(test_every_option_lands_in_its_place), UNIT_TEST(test_mistakes_are_refused),
	  UNIT_TEST(test_a_libexec_dir_longer_than_any_path_is_refused),
	  UNIT_TEST(test_help_and_version_end_well))
