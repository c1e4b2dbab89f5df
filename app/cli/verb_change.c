/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * apply, replace and delete.
 */
#include "cli/verbs.h"

#include "cli/call.h"
#include "cli/put.h"
#include "cli/queries.h"

#include <string.h>

enum cli_exit
verb_apply(struct cli *cli, const struct args *a)
{
	static const struct changes_words words = {.verb = "apply"};

	return put_files(cli, a, "apply", RPC_apply, &words);
}

/* All or none, of each kind: kubectl would have deleted those that are there. */
static void
tell_kept(const struct cli *cli, bool several, size_t failed)
{
	if (failed > 0)
		cli_error(cli, "no more is deleted");
	else if (several)
		cli_error(cli, "nothing is deleted: all are, or none; --ignore-not-found passes "
			       "over what is not "
			       "there");
}

/* Nobody waits here for a pod to end: these are checked, and change words alone. */
static enum cli_exit
check_haste(const struct cli *cli, const struct args *a)
{
	const char *cascade = a->value[OPT_cascade];
	double grace_s;
	enum cli_exit rc = args_number(cli, a, OPT_grace_period, -1, -1, &grace_s);

	if (rc != CLI_OK)
		return rc;
	if (a->given[OPT_now] && grace_s != -1)
		cli_error(cli, "--now and --grace-period cannot be specified together");
	else if (a->given[OPT_force] && grace_s > 0)
		cli_error(cli, "--force and --grace-period greater than 0 cannot be specified "
			       "together");
	else if (cascade != NULL && strcmp(cascade, "background") != 0 &&
		 strcmp(cascade, "foreground") != 0)
		cli_error(cli, "--cascade=%s: here the pods of a workload always go with it",
			  cascade);
	else
		return CLI_OK;
	return CLI_USAGE;
}

enum cli_exit
verb_replace(struct cli *cli, const struct args *a)
{
	static const struct changes_words words = {
		.created = "replaced",
		.configured = "replaced",
		.unchanged = "replaced",
		.verb = "replace",
	};
	enum cli_exit rc = check_haste(cli, a);

	if (rc == CLI_OK && !a->given[OPT_force] && a->given[OPT_grace_period]) {
		cli_error(cli, "--grace-period must have --force specified");
		rc = CLI_USAGE;
	}
	return rc == CLI_OK ? put_files(cli, a, "replace", RPC_replace, &words) : rc;
}

static const struct changes_words *
words_of(const struct cli *cli, const struct args *a)
{
	static const struct changes_words forced = {.deleted = "force deleted"};

	if (!a->given[OPT_force])
		return NULL;
	fputs("Warning: Immediate deletion does not wait for confirmation that the running "
	      "resource "
	      "has been terminated. The resource may continue to run on the cluster "
	      "indefinitely.\n",
	      cli->err);
	return &forced;
}

static enum cli_exit
delete_files(const struct cli *cli, const struct args *a, bool selects)
{
	enum cli_exit rc = verb_no_words(cli, "delete", a);

	if (rc == CLI_OK && (selects || a->given[OPT_all])) {
		cli_error(cli, "-f does not go with --selector or --all");
		rc = CLI_USAGE;
	}
	if (rc == CLI_OK)
		rc = put_files(cli, a, "delete", RPC_delete, words_of(cli, a));
	if (rc == CLI_DIFFERS)
		tell_kept(cli, true, 0);
	return rc;
}

static enum cli_exit
delete_query(const struct cli *cli, const struct args *a, const struct query *q,
	     const struct changes_words *words)
{
	struct call call = {.method = RPC_delete, .params = query_params(q, a)};

	if (a->given[OPT_all])
		json_object_set_new(call.params, "all", json_true());
	if (a->given[OPT_ignore_not_found])
		json_object_set_new(call.params, "ignoreNotFound", json_true());
	return changes_call(cli, a, &call, words);
}

static enum cli_exit
check_queries(const struct cli *cli, const struct args *a, const struct queries *q, bool selects)
{
	for (size_t i = 0; i < q->cnt; i++) {
		if (json_array_size(q->v[i].names) > 0 || selects || a->given[OPT_all])
			continue;
		cli_error(cli, "which %s? Name them, or give -l LABELS or --all", q->v[i].kind);
		return CLI_USAGE;
	}
	if (!selects || !a->given[OPT_all])
		return CLI_OK;
	cli_error(cli, "--selector does not go with --all");
	return CLI_USAGE;
}

enum cli_exit
verb_delete(struct cli *cli, const struct args *a)
{
	bool selects = a->given[OPT_selector] || a->given[OPT_field_selector];
	const struct changes_words *words = NULL;
	struct queries q;
	enum cli_exit rc = check_haste(cli, a);

	if (rc != CLI_OK)
		return rc;
	if (a->file_cnt > 0)
		return delete_files(cli, a, selects);
	rc = queries_parse(cli, "delete", a, &q);
	if (rc == CLI_OK)
		rc = check_queries(cli, a, &q, selects);
	if (rc == CLI_OK)
		words = words_of(cli, a);
	for (size_t i = 0; rc == CLI_OK && i < q.cnt; i++) {
		rc = delete_query(cli, a, &q.v[i], words);
		if (rc == CLI_DIFFERS)
			tell_kept(cli, q.cnt > 1 || json_array_size(q.v[0].names) > 1, i);
	}
	queries_fini(&q);
	return rc;
}
