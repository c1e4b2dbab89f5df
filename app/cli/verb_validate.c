/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * validate: by the board where one runs, as it knows what else is loaded; else by sluice-control,
 * which checks the files alone.
 */
#include "cli/verbs.h"

#include "cli/beside.h"
#include "cli/call.h"
#include "cli/jget.h"
#include "cli/manifest.h"

#include <stdlib.h>
#include <string.h>

static const char **
checker_argv(const struct args *a)
{
	const char **argv = calloc(a->word_cnt + a->file_cnt + 6, sizeof(*argv));
	size_t n = 1;

	if (argv == NULL)
		return NULL;
	argv[n++] = "--check";
	if (a->given[OPT_config]) {
		argv[n++] = "--config";
		argv[n++] = a->value[OPT_config];
	}
	argv[n++] = "--";
	memcpy(argv + n, a->files, a->file_cnt * sizeof(*argv));
	memcpy(argv + n + a->file_cnt, a->words, a->word_cnt * sizeof(*argv));
	return argv;
}

static enum cli_exit
check_alone(const struct cli *cli, const struct args *a)
{
	const char **argv = checker_argv(a);
	enum cli_exit rc;

	if (argv == NULL) {
		cli_error(cli, "out of memory");
		return CLI_DIFFERS;
	}
	rc = beside_run(cli, argv);
	free(argv);
	return rc;
}

static enum cli_exit
check_by_board(const struct cli *cli, const struct args *a, const struct manifest *m)
{
	struct call call = {.method = RPC_validate};
	json_t *result;
	enum cli_exit rc = manifest_params(m, cli, &call.params);

	if (rc != CLI_OK)
		return rc;
	if (a->given[OPT_namespace])
		json_object_set_new(call.params, "namespace", json_string(a->value[OPT_namespace]));
	rc = call_one(cli, &call, &result);
	if (rc != CLI_OK)
		return rc;
	call_print_faults(cli, jat(result, "faults"));
	fprintf(cli->out, "%zu file%s checked, 0 errors\n", m->file_cnt,
		m->file_cnt == 1 ? "" : "s");
	json_decref(result);
	return CLI_OK;
}

/* Files after -f and plain ones mean the same. */
static enum cli_exit
read_files(const struct cli *cli, const struct args *a, struct manifest *m)
{
	size_t cnt = a->file_cnt + a->word_cnt;
	const char **paths = calloc(cnt, sizeof(*paths));
	enum cli_exit rc = CLI_DIFFERS;

	*m = (struct manifest){0};
	if (paths == NULL)
		return rc;
	memcpy(paths, a->files, a->file_cnt * sizeof(*paths));
	memcpy(paths + a->file_cnt, a->words, a->word_cnt * sizeof(*paths));
	rc = manifest_read(m, cli, paths, cnt, manifest_how(a));
	free(paths);
	return rc;
}

static bool
names_input(const char *const *paths, size_t cnt)
{
	for (size_t i = 0; i < cnt; i++)
		if (strcmp(paths[i], "-") == 0)
			return true;
	return false;
}

/* A board's own configuration is not read by a board that runs. Standard input cannot be read
 * again: the board will say so of it. */
static bool
has_board(const struct args *a, const struct manifest *m)
{
	return m->text.len > 0 && strstr(m->text.data, "sluice/v1") != NULL &&
	       !names_input(a->files, a->file_cnt) && !names_input(a->words, a->word_cnt);
}

enum cli_exit
verb_validate(struct cli *cli, const struct args *a)
{
	struct manifest m;
	enum cli_exit rc;

	if (a->file_cnt + a->word_cnt == 0) {
		cli_error(cli, "which files? See 'sluice validate -h'");
		return CLI_USAGE;
	}
	/* Before standard input is read: it can be read but once. */
	if (a->given[OPT_offline] || a->given[OPT_config] || !call_is_served(cli, RPC_validate))
		return check_alone(cli, a);
	rc = read_files(cli, a, &m);
	if (rc == CLI_OK)
		rc = has_board(a, &m) ? check_alone(cli, a) : check_by_board(cli, a, &m);
	manifest_fini(&m);
	return rc;
}
