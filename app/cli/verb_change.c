/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * apply, create, delete: verbs that change what the board serves.
 */
#include "cli/verbs.h"

#include "cli/call.h"
#include "cli/format.h"
#include "cli/jget.h"
#include "cli/queries.h"

#include <string.h>

/* "service/kubia created", and for deletions "service \"kubia\" deleted", as kubectl has it. */
static void
print_change(const struct cli *cli, const json_t *change, const char *suffix)
{
	const char *shown = jtext(change, "shown", ""), *action = jtext(change, "action", "");
	const char *slash = strchr(shown, '/');

	if (strcmp(action, "deleted") == 0 && slash != NULL)
		fprintf(cli->out, "%.*s \"%s\" deleted%s\n", (int)(slash - shown), shown, slash + 1,
			suffix);
	else
		fprintf(cli->out, "%s %s%s\n", shown, action, suffix);
}

static enum cli_exit
change(const struct cli *cli, const struct call *call)
{
	const json_t *one;
	json_t *result;
	size_t i;
	enum cli_exit rc = call_one(cli, call, &result);
	bool dry;

	if (rc != CLI_OK)
		return rc;
	dry = jtrue(result, "dryRun");
	json_array_foreach(jat(result, "changes"), i, one)
		print_change(cli, one, dry ? " (dry run)" : "");
	call_print_faults(cli, jat(result, "faults"), call->manifest);
	if (!dry && json_is_false(jat(result, "installed")))
		fprintf(cli->err,
			"warning: the forwarder is away: packets change when it is back\n");
	if (json_array_size(jat(result, "changes")) == 0)
		fprintf(cli->err, "No resources found\n");
	json_decref(result);
	return CLI_OK;
}

/* --dry-run alone, and kubectl's two ways of it, which are one here; =none is none. */
static enum cli_exit
take_dry_run(const struct cli *cli, const struct args *a, json_t *params)
{
	const char *how = a->value[OPT_dry_run];

	if (!a->given[OPT_dry_run] || (how != NULL && strcmp(how, "none") == 0))
		return CLI_OK;
	if (how != NULL && strcmp(how, "client") != 0 && strcmp(how, "server") != 0) {
		cli_error(cli, "--dry-run is client, server or none, not '%s'", how);
		return CLI_USAGE;
	}
	json_object_set_new(params, "dryRun", json_true());
	return CLI_OK;
}

static enum cli_exit
change_files(const struct cli *cli, const struct args *a, enum rpc_method_id method)
{
	struct manifest m;
	struct call call = {.method = method, .manifest = &m};
	json_t *text = NULL;
	enum cli_exit rc = manifest_read(&m, cli, a->files, a->file_cnt);

	if (rc == CLI_OK)
		rc = manifest_text(&m, cli, &text);
	if (rc == CLI_OK) {
		call.params = json_pack("{s:o, s:s}", "text", text, "file", manifest_name(&m));
		if (a->given[OPT_namespace])
			json_object_set_new(call.params, "namespace",
					    json_string(a->value[OPT_namespace]));
		rc = take_dry_run(cli, a, call.params);
		if (rc == CLI_OK)
			rc = change(cli, &call);
		else
			json_decref(call.params);
	}
	manifest_fini(&m);
	return rc;
}

static enum cli_exit
put_files(const struct cli *cli, const struct args *a, const char *verb, enum rpc_method_id method)
{
	enum cli_exit rc = verb_no_words(cli, verb, a);

	if (rc == CLI_OK && a->file_cnt == 0) {
		cli_error(cli, "must specify one of -f; see 'sluice %s -h'", verb);
		rc = CLI_USAGE;
	}
	return rc == CLI_OK ? change_files(cli, a, method) : rc;
}

enum cli_exit
verb_apply(struct cli *cli, const struct args *a)
{
	return put_files(cli, a, "apply", RPC_apply);
}

enum cli_exit
verb_create(struct cli *cli, const struct args *a)
{
	return put_files(cli, a, "create", RPC_create);
}

static enum cli_exit
delete_query(const struct cli *cli, const struct args *a, const struct query *q)
{
	struct call call = {.method = RPC_delete, .params = query_params(q, a)};
	enum cli_exit rc = take_dry_run(cli, a, call.params);

	if (a->given[OPT_all])
		json_object_set_new(call.params, "all", json_true());
	if (rc == CLI_OK)
		return change(cli, &call);
	json_decref(call.params);
	return rc;
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
		return rc == CLI_OK ? change_files(cli, a, RPC_delete) : rc;
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
	for (size_t i = 0; rc == CLI_OK && i < q.cnt; i++)
		rc = delete_query(cli, a, &q.v[i]);
	queries_fini(&q);
	return rc;
}
