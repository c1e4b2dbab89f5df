/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * explain: help on fields, the same with a running board as without one.
 */
#include "cli/verbs.h"

#include "cli/beside.h"

enum cli_exit
verb_explain(struct cli *cli, const struct args *a)
{
	const char *argv[8] = {NULL, "--explain"};
	size_t n = 2;

	if (a->word_cnt != 1) {
		cli_error(cli, a->word_cnt == 0 ? "which kind or field? See 'sluice explain -h'"
						: "one kind or field at a time");
		return CLI_USAGE;
	}
	argv[n++] = a->words[0];
	if (a->given[OPT_recursive])
		argv[n++] = "--recursive";
	if (a->given[OPT_api_version]) {
		argv[n++] = "--api-version";
		argv[n++] = a->value[OPT_api_version];
	}
	return beside_run(cli, argv);
}
