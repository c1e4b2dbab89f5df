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
	return put_files(cli, a, "apply", RPC_apply, NULL);
}

enum cli_exit
verb_replace(struct cli *cli, const struct args *a)
{
	static const struct changes_words words = {.configured = "replaced",
						   .unchanged = "replaced"};

	return put_files(cli, a, "replace", RPC_replace, &words);
}

/* All or none, of each kind: kubectl would have deleted those that are there. */
static void
tell_kept(const struct cli *cli, const struct queries *q, size_t failed)
{
	if (failed > 0)
		cli_error(cli, "no more is deleted");
	else if (q->cnt > 1 || json_array_size(q->v[0].names) > 1)
		cli_error(cli, "nothing is deleted");
}

static enum cli_exit
delete_query(const struct cli *cli, const struct args *a, const struct query *q)
{
	struct call call = {.method = RPC_delete, .params = query_params(q, a)};

	if (a->given[OPT_all])
		json_object_set_new(call.params, "all", json_true());
	if (a->given[OPT_ignore_not_found])
		json_object_set_new(call.params, "ignoreNotFound", json_true());
	return changes_call(cli, a, &call, NULL);
}

enum cli_exit
verb_delete(struct cli *cli, const struct args *a)
{
	bool selects = a->given[OPT_selector] || a->given[OPT_field_selector];
	struct queries q;
	enum cli_exit rc;

	if (a->file_cnt > 0) {
		rc = verb_no_words(cli, "delete", a);
		if (rc == CLI_OK && (selects || a->given[OPT_all])) {
			cli_error(cli, "-f does not go with --selector or --all");
			rc = CLI_USAGE;
		}
		return rc == CLI_OK ? put_files(cli, a, "delete", RPC_delete, NULL) : rc;
	}
	rc = queries_parse(cli, "delete", a, &q);
	for (size_t i = 0; rc == CLI_OK && i < q.cnt; i++) {
		if (json_array_size(q.v[i].names) > 0 || selects || a->given[OPT_all])
			continue;
		cli_error(cli, "which %s? Name them, or give -l LABELS or --all", q.v[i].kind);
		rc = CLI_USAGE;
	}
	if (rc == CLI_OK && selects && a->given[OPT_all]) {
		cli_error(cli, "--selector does not go with --all");
		rc = CLI_USAGE;
	}
	for (size_t i = 0; rc == CLI_OK && i < q.cnt; i++) {
		rc = delete_query(cli, a, &q.v[i]);
		if (rc == CLI_DIFFERS)
			tell_kept(cli, &q, i);
	}
	queries_fini(&q);
	return rc;
}
