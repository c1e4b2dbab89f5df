/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include "cli/changes.h"

#include "cli/jget.h"

#include <stdlib.h>
#include <string.h>

#define VALUE_MAX 120 /* characters of a changed value that are shown */

enum cli_exit
changes_dry_run(const struct cli *cli, const struct args *a, enum dry_run *how)
{
	const char *text = a->value[OPT_dry_run];

	*how = a->given[OPT_dry_run] ? DRY_RUN_CLIENT : DRY_RUN_NONE;
	if (text == NULL || strcmp(text, "client") == 0)
		return CLI_OK;
	*how = strcmp(text, "server") == 0 ? DRY_RUN_SERVER : DRY_RUN_NONE;
	if (*how == DRY_RUN_SERVER || strcmp(text, "none") == 0)
		return CLI_OK;
	cli_error(cli, "--dry-run is client, server or none, not '%s'", text);
	return CLI_USAGE;
}

enum cli_exit
changes_output(const struct cli *cli, const struct args *a, struct output *o)
{
	return output_get(cli, a,
			  1u << FORMAT_NAME | 1u << FORMAT_YAML | 1u << FORMAT_JSON |
				  1u << FORMAT_JSONPATH | 1u << FORMAT_COLUMNS,
			  o);
}

static void
print_value(const struct cli *cli, const json_t *value)
{
	char *text;

	if (value == NULL) {
		fputs("<unset>", cli->err);
		return;
	}
	if (json_is_string(value) && *json_string_value(value) != '\0') {
		fputs(json_string_value(value), cli->err);
		return;
	}
	text = json_dumps(value, JSON_ENCODE_ANY | JSON_COMPACT);
	if (text != NULL)
		fprintf(cli->err, "%.*s%s", VALUE_MAX, text, strlen(text) > VALUE_MAX ? "..." : "");
	free(text);
}

/* Each line tells of which object: the streams may go different ways. */
static void
print_fields(const struct cli *cli, const char *shown, const json_t *fields)
{
	const json_t *field;
	size_t i;

	json_array_foreach(fields, i, field)
	{
		fprintf(cli->err, "%s: %s: ", shown, jtext(field, "path", ""));
		print_value(cli, json_object_get(field, "old"));
		fputs(" -> ", cli->err);
		print_value(cli, json_object_get(field, "new"));
		fputc('\n', cli->err);
	}
}

static const char *
word_for(const char *action, const struct changes_words *words)
{
	const char *word = words == NULL                       ? NULL
			   : strcmp(action, "created") == 0    ? words->created
			   : strcmp(action, "configured") == 0 ? words->configured
			   : strcmp(action, "unchanged") == 0  ? words->unchanged
			   : strcmp(action, "deleted") == 0    ? words->deleted
							       : NULL;

	return word != NULL ? word : action;
}

/* "service/kubia created", and for deletions "service \"kubia\" deleted", as kubectl has it. */
static void
print_change(const struct cli *cli, const json_t *change, const struct changes_words *words,
	     const char *suffix)
{
	const char *shown = jtext(change, "shown", ""), *action = jtext(change, "action", "");
	const char *slash = strchr(shown, '/');

	if (strcmp(action, "deleted") == 0 && slash != NULL)
		fprintf(cli->out, "%.*s \"%s\" %s%s\n", (int)(slash - shown), shown, slash + 1,
			word_for(action, words), suffix);
	else
		fprintf(cli->out, "%s %s%s\n", shown, word_for(action, words), suffix);
	print_fields(cli, shown, jat(change, "fields"));
}

static void
print_lines(const struct cli *cli, const json_t *changes, const struct changes_words *words,
	    enum dry_run dry, bool names)
{
	const char *suffix = dry == DRY_RUN_CLIENT   ? " (dry run)"
			     : dry == DRY_RUN_SERVER ? " (server dry run)"
						     : "";
	const json_t *one;
	size_t i;

	json_array_foreach(changes, i, one)
	{
		if (names)
			fprintf(cli->out, "%s\n", jtext(one, "shown", ""));
		else
			print_change(cli, one, words, suffix);
	}
}

/* One object stands for itself, several are a List. */
static enum cli_exit
print_objects(const struct cli *cli, const struct args *a, const struct output *o,
	      const json_t *changes)
{
	json_t *items = json_array(), *list;
	const json_t *one;
	enum cli_exit rc;
	size_t i;

	json_array_foreach(changes, i, one)
		json_array_append(items, json_object_get(one, "object"));
	if (json_array_size(items) == 1) {
		rc = output_print(cli, o, a, json_array_get(items, 0));
	} else {
		list = json_pack("{s:s, s:s, s:{}, s:O}", "apiVersion", "v1", "kind", "List",
				 "metadata", "items", items);
		rc = output_print(cli, o, a, list);
		json_decref(list);
	}
	json_decref(items);
	return rc;
}

static enum cli_exit
print_result(const struct cli *cli, const struct args *a, const struct output *o,
	     const json_t *result, const struct changes_words *words, enum dry_run dry)
{
	const json_t *changes = jat(result, "changes");
	enum cli_exit rc = CLI_OK;

	/* Of what was passed over the board tells. */
	if (words != NULL && words->verb != NULL && json_array_size(changes) == 0 &&
	    json_array_size(jat(result, "faults")) == 0 && !a->given[OPT_prune]) {
		cli_error(cli, "no objects passed to %s", words->verb);
		return CLI_DIFFERS;
	}
	if (o->format == FORMAT_TABLE || o->format == FORMAT_NAME)
		print_lines(cli, changes, words, dry, o->format == FORMAT_NAME);
	else
		rc = print_objects(cli, a, o, changes);
	if (dry == DRY_RUN_NONE && json_is_false(jat(result, "installed")))
		fprintf(cli->err,
			"warning: the forwarder is away: packets change when it is back\n");
	if (json_array_size(changes) == 0)
		fprintf(cli->err, "No resources found\n");
	return rc;
}

static void
take_options(const struct args *a, const struct output *o, enum dry_run dry, json_t *params)
{
	if (a->given[OPT_namespace] && json_object_get(params, "namespace") == NULL &&
	    json_object_get(params, "allNamespaces") == NULL)
		json_object_set_new(params, "namespace", json_string(a->value[OPT_namespace]));
	if (dry != DRY_RUN_NONE)
		json_object_set_new(params, "dryRun", json_true());
	if (o->format != FORMAT_TABLE && o->format != FORMAT_NAME)
		json_object_set_new(params, "objects", json_true());
}

enum cli_exit
changes_call(const struct cli *cli, const struct args *a, const struct call *call,
	     const struct changes_words *words)
{
	enum dry_run dry = DRY_RUN_NONE;
	struct output o = {0};
	json_t *result;
	enum cli_exit rc = changes_dry_run(cli, a, &dry);

	if (rc == CLI_OK)
		rc = changes_output(cli, a, &o);
	if (rc != CLI_OK) {
		json_decref(call->params);
		output_fini(&o);
		return rc;
	}
	take_options(a, &o, dry, call->params);
	rc = call_one(cli, call, &result);
	if (rc == CLI_OK) {
		rc = print_result(cli, a, &o, result, words, dry);
		call_print_faults(cli, jat(result, "faults"));
		json_decref(result);
	}
	output_fini(&o);
	return rc;
}

enum cli_exit
changes_put(const struct cli *cli, const struct args *a, enum rpc_method_id method, json_t *object,
	    const struct changes_words *words)
{
	struct call call = {.method = method};
	char *text = json_dumps(object, JSON_COMPACT);

	json_decref(object);
	if (text == NULL) {
		cli_error(cli, "out of memory");
		return CLI_DIFFERS;
	}
	call.params = json_pack("{s:s, s:s}", "text", text, "file", "command line");
	free(text);
	return changes_call(cli, a, &call, words);
}
