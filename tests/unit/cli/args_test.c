/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include "support/fake_board.h"
#include "support/unit.h"

#include "cli/verbs.h"

#include <stdlib.h>

static void
test_mistakes_of_the_command_line_end_with_2(void)
{
	static const struct {
		const char *line;
		const char *err;
	} cases[] = {
		{"gte", "error: unknown verb 'gte', did you mean 'get'? See 'sluice -h'\n"},
		{"frobnicate", "error: unknown verb 'frobnicate'; see 'sluice -h'\n"},
		{"logs kubia-1", "error: there is no 'logs' here: Sluice runs no containers: pods "
				 "run elsewhere, and it forwards to their addresses\n"},
		{"set image", "error: there is no 'set' here: change the field with 'sluice "
			      "patch', 'edit' or 'apply'\n"},
		{"help rollout",
		 "error: there is no 'rollout' here: Sluice starts, moves and replaces no "
		 "pods: what runs them does\n"},
		{"-n default gte",
		 "error: unknown verb 'gte', did you mean 'get'? See 'sluice -h'\n"},
		{"-x get svc", "error: unknown option -x; see 'sluice get -h'\n"},
		{"help frobnicate", "error: unknown verb 'frobnicate'; see 'sluice -h'\n"},
		{"get svc --namespce x", "error: unknown option --namespce, did you mean "
					 "--namespace? See 'sluice get -h'\n"},
		{"get svc -x", "error: unknown option -x; see 'sluice get -h'\n"},
		{"get svc -n",
		 "error: a value is missing after --namespace; see 'sluice get -h'\n"},
		{"get svc --watch=on",
		 "error: --watch is true or false, not 'on'; see 'sluice get -h'\n"},
		{"get svc/a b", "error: 'b' is no KIND/NAME, as the other arguments are\n"},
		{"get svc a/b", "error: 'a/b' is no name of an object\n"},
		{"get svc,,po", "error: a kind is missing in 'svc,,po'\n"},
		{"get ,all", "error: a kind is missing in ',all'\n"},
		{"get svc a -l x=y", "error: names do not go with --selector\n"},
		{"get svc a -A",
		 "error: a resource cannot be retrieved by name across all namespaces\n"},
		{"get svc,po -w",
		 "error: you may only specify a single resource type with --watch\n"},
		{"get svc -o tabel",
		 "error: unable to match a printer suitable for the output "
		 "format \"tabel\", allowed "
		 "formats are: custom-columns,custom-columns-file,json,jsonpath,"
		 "jsonpath-as-json,jsonpath-file,name,wide,yaml\n"},
		{"apply", "error: must specify -f; see 'sluice apply -h'\n"},
		{"apply x.yaml", "error: unexpected argument 'x.yaml'; see 'sluice apply -h'\n"},
		{"delete svc", "error: which svc? Name them, or give -l LABELS or --all\n"},
		{"delete svc --all -l a=b", "error: --selector does not go with --all\n"},
		{"delete -f x.yaml --all", "error: -f does not go with --selector or --all\n"},
		{"validate", "error: which files? See 'sluice validate -h'\n"},
		{"top -n 0", "error: --count takes a number from 1, not '0'\n"},
		{"top --interval soon", "error: --interval takes a number from 0.01, not 'soon'\n"},
		{"completion fish",
		 "error: for which shell? There is bash: sluice completion bash\n"},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		CU_ASSERT_EQUAL(run(cases[i].line), CLI_USAGE);
		EXPECT_TEXT(ran_err, cases[i].err);
		EXPECT_TEXT(ran_out, "");
	}
	CU_ASSERT_EQUAL(run(""), CLI_USAGE);
	EXPECT_HAS(ran_err, "usage: sluice VERB");
}

static void
test_options_are_taken_in_all_of_kubectls_forms(void)
{
	static const char *const forms[] = {"-oyaml", "-o=yaml", "-o yaml", "--output yaml",
					    "--output=yaml"};
	const uint64_t takes = OPT_BIT(output) | OPT_BIT(filename) | OPT_BIT(all_namespaces) |
			       OPT_BIT(wait) | OPT_BIT(watch);
	struct args a;

	ran.err = stderr;
	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
		char text[32], *argv[4], *w;
		int argc = 0;

		strcpy(text, forms[i]);
		for (w = strtok(text, " "); w != NULL; w = strtok(NULL, " "))
			argv[argc++] = w;
		CU_ASSERT_EQUAL(args_parse(&ran, "get", takes, argc, argv, &a), CLI_OK);
		CU_ASSERT_PTR_NOT_NULL_FATAL(a.value[OPT_output]);
		CU_ASSERT_STRING_EQUAL(a.value[OPT_output], "yaml");
		args_fini(&a);
	}
	{
		char f[] = "-f", x[] = "x", both[] = "-Aw", g[] = "-fy", end[] = "--",
		     dash[] = "-n", wait_[] = "--wait", in[] = "-";
		char *argv[] = {f, x, both, g, wait_, in, end, dash};

		CU_ASSERT_EQUAL(args_parse(&ran, "get", takes, 8, argv, &a), CLI_OK);
		CU_ASSERT_EQUAL_FATAL(a.file_cnt, 2);
		CU_ASSERT_STRING_EQUAL(a.files[0], "x");
		CU_ASSERT_STRING_EQUAL(a.files[1], "y");
		CU_ASSERT(a.given[OPT_all_namespaces] && a.given[OPT_watch] && a.given[OPT_wait]);
		CU_ASSERT_PTR_NULL(a.value[OPT_wait]);
		CU_ASSERT_EQUAL_FATAL(a.word_cnt, 2);
		CU_ASSERT_STRING_EQUAL(a.words[0], "-");
		CU_ASSERT_STRING_EQUAL(a.words[1], "-n");
		args_fini(&a);
	}
}

static void
test_every_verb_has_help_with_an_example(void)
{
	char line[64];

	CU_ASSERT_EQUAL(run("-h"), CLI_OK);
	for (const struct verb *v = verbs; v->name != NULL; v++)
		EXPECT_HAS(ran_out, v->summary);
	for (const struct verb *v = verbs; v->name != NULL; v++) {
		snprintf(line, sizeof(line), "%s -h", v->name);
		CU_ASSERT_EQUAL(run(line), CLI_OK);
		EXPECT_HAS(ran_out, "Example: ");
		EXPECT_HAS(ran_out, v->example);
		EXPECT_HAS(v->example, v->name);
		snprintf(line, sizeof(line), "help %s", v->name);
		CU_ASSERT_EQUAL(run(line), CLI_OK);
		EXPECT_HAS(ran_out, v->example);
	}
}

static void
test_completion_is_bash_and_knows_all_verbs_and_options(void)
{
	const char *path;
	char line[256];

	CU_ASSERT_EQUAL(run("completion bash"), CLI_OK);
	for (const struct verb *v = verbs; v->name != NULL; v++) {
		snprintf(line, sizeof(line), "\t%s)\n", v->name);
		EXPECT_HAS(ran_out, line);
	}
	for (int i = 0; i < OPT_CNT; i++) {
		snprintf(line, sizeof(line), "--%s", option_specs[i].name);
		EXPECT_HAS(ran_out, line);
	}
	path = fake_board_file("completion", ran_out);
	snprintf(line, sizeof(line),
		 "bash -c 'set -e; . %s; COMP_WORDS=(sluice des); COMP_CWORD=1; _sluice; "
		 "test \"${COMPREPLY[*]}\" = describe; COMP_WORDS=(sluice get --show-l); "
		 "COMP_CWORD=2; "
		 "_sluice; test \"${COMPREPLY[*]}\" = --show-labels'",
		 path);
	CU_ASSERT_EQUAL(system(line), 0);
	fake_board_clean();
}

UNIT_MAIN("cli/args", UNIT_TEST(test_mistakes_of_the_command_line_end_with_2),
	  UNIT_TEST(test_options_are_taken_in_all_of_kubectls_forms),
	  UNIT_TEST(test_every_verb_has_help_with_an_example),
	  UNIT_TEST(test_completion_is_bash_and_knows_all_verbs_and_options))
