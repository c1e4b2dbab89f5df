/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include "cli/put.h"

#include "cli/jget.h"
#include "cli/manifest.h"
#include "cli/verbs.h"

#include <stdlib.h>
#include <string.h>

/* "LINE FOLDER" for each file, as far as it came out of a folder. @return NULL: none did */
static json_t *
origins_of(const struct manifest *m)
{
	json_t *list = json_array();
	bool any = false;

	for (size_t i = 0; i < m->file_cnt; i++) {
		const struct manifest_file *f = &m->files[i];
		const char *folder = f->folder != NULL ? f->folder : "";

		any |= f->folder != NULL;
		json_array_append_new(list, json_sprintf("%zu%s%s", f->first_line,
							 *folder != '\0' ? " " : "", folder));
	}
	if (any)
		return list;
	json_decref(list);
	return NULL;
}

static void
take_options(const struct args *a, const struct manifest *m, enum rpc_method_id method,
	     json_t *params)
{
	json_t *origins = method == RPC_apply ? origins_of(m) : NULL;

	if (method == RPC_apply)
		json_object_set_new(params, "fields", json_true());
	if (origins != NULL)
		json_object_set_new(params, "origins", origins);
	if (method == RPC_replace && a->given[OPT_force])
		json_object_set_new(params, "force", json_true());
	if (a->given[OPT_prune])
		json_object_set_new(params, "prune", json_true());
	if (a->given[OPT_ignore_not_found])
		json_object_set_new(params, "ignoreNotFound", json_true());
}

static enum cli_exit
check_prune(const struct cli *cli, const struct args *a, const struct manifest *m)
{
	for (size_t i = 0; a->given[OPT_prune] && i < m->file_cnt; i++) {
		if (m->files[i].folder != NULL)
			continue;
		cli_error(cli,
			  "--prune removes what came out of a folder and is no more in it: every "
			  "-f must name a folder, and %s is none",
			  m->files[i].name);
		return CLI_USAGE;
	}
	return CLI_OK;
}

enum cli_exit
put_files(const struct cli *cli, const struct args *a, const char *verb, enum rpc_method_id method,
	  const struct changes_words *words)
{
	struct manifest m = {0};
	struct call call = {.method = method};
	enum cli_exit rc = verb_no_words(cli, verb, a);

	if (rc == CLI_OK && a->file_cnt == 0) {
		cli_error(cli, "must specify -f; see 'sluice %s -h'", verb);
		rc = CLI_USAGE;
	}
	if (rc == CLI_OK)
		rc = manifest_read(&m, cli, a->files, a->file_cnt, manifest_how(a));
	if (rc == CLI_OK)
		rc = check_prune(cli, a, &m);
	if (rc == CLI_OK)
		rc = manifest_params(&m, cli, &call.params);
	if (rc == CLI_OK) {
		take_options(a, &m, method, call.params);
		rc = changes_call(cli, a, &call, words);
	}
	manifest_fini(&m);
	return rc;
}

/* What a client that asks no server shows: with the members that its own types always have. */
static enum cli_exit
show_made(const struct cli *cli, const struct args *a, json_t *object, const char *word)
{
	struct output o;
	struct buf name = {0};
	enum cli_exit rc = changes_output(cli, a, &o);

	if (rc == CLI_OK && (o.format == FORMAT_TABLE || o.format == FORMAT_NAME)) {
		format_name(object, &name);
		fprintf(cli->out, o.format == FORMAT_NAME ? "%s\n" : "%s %s (dry run)\n",
			name.failed ? "" : name.data, word);
	} else if (rc == CLI_OK) {
		json_object_set_new(json_object_get(object, "metadata"), "creationTimestamp",
				    json_null());
		if (strcmp(jtext(object, "kind", ""), "Service") == 0)
			json_object_set_new(object, "status", json_pack("{s:{}}", "loadBalancer"));
		else
			json_object_set_new(object, "status", json_object());
		rc = output_print(cli, &o, a, object);
	}
	buf_fini(&name);
	output_fini(&o);
	json_decref(object);
	return rc;
}

enum cli_exit
put_made(const struct cli *cli, const struct args *a, json_t *object,
	 const struct changes_words *words)
{
	const char *word = words != NULL ? words->created : "created";
	enum dry_run dry;
	enum cli_exit rc = changes_dry_run(cli, a, &dry);

	if (rc != CLI_OK || object == NULL) {
		json_decref(object);
		if (rc == CLI_OK)
			cli_error(cli, "what was given is not UTF-8");
		return rc != CLI_OK ? rc : CLI_USAGE;
	}
	if (a->given[OPT_namespace] && strcmp(jtext(object, "kind", ""), "Namespace") != 0)
		json_object_set_new(json_object_get(object, "metadata"), "namespace",
				    json_string(a->value[OPT_namespace]));
	return dry == DRY_RUN_CLIENT ? show_made(cli, a, object, word)
				     : changes_put(cli, a, RPC_create, object, words);
}
