/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * patch, label and annotate: changes of objects by name, kubectl's words.
 */
#include "cli/verbs.h"

#include "cli/call.h"
#include "cli/changes.h"
#include "cli/jget.h"
#include "cli/manifest.h"
#include "cli/queries.h"

#include <stdlib.h>
#include <string.h>

/* patch --------------------------------------------------------------------------------------- */

static enum cli_exit
patch_usage(const struct cli *cli, const struct args *a)
{
	const char *type = a->value[OPT_type];

	if (a->given[OPT_patch] == a->given[OPT_patch_file]) {
		cli_error(cli, "must specify --patch or --patch-file containing the contents of "
			       "the patch");
		return CLI_USAGE;
	}
	if (type == NULL || strcmp(type, "strategic") == 0 || strcmp(type, "merge") == 0 ||
	    strcmp(type, "json") == 0)
		return CLI_OK;
	cli_error(cli, "--type must be one of [json merge strategic], not \"%s\"", type);
	return CLI_USAGE;
}

static enum cli_exit
patch_query(const struct cli *cli, const struct args *a, const struct manifest *m,
	    const struct query *q)
{
	static const struct changes_words words = {
		.created = "patched", .configured = "patched", .unchanged = "patched (no change)"};
	struct call call = {.method = RPC_patch, .params = query_params(q, a)};
	const char *type = a->value[OPT_type];
	json_t *text = NULL;
	enum cli_exit rc = CLI_OK;

	if (a->given[OPT_patch])
		text = json_string(a->value[OPT_patch]);
	else
		rc = manifest_text(m, cli, &text);
	if (rc != CLI_OK || text == NULL) {
		if (rc == CLI_OK)
			cli_error(cli, "the patch is not UTF-8");
		json_decref(call.params);
		return rc != CLI_OK ? rc : CLI_USAGE;
	}
	json_object_set_new(call.params, "text", text);
	json_object_set_new(call.params, "file",
			    json_string(a->given[OPT_patch] ? "--patch" : manifest_name(m)));
	if (type != NULL)
		json_object_set_new(call.params, "type", json_string(type));
	return changes_call(cli, a, &call, &words);
}

static enum cli_exit
need_names(const struct cli *cli, const struct queries *q)
{
	for (size_t i = 0; i < q->cnt; i++) {
		if (json_array_size(q->v[i].names) > 0)
			continue;
		cli_error(cli, "resource(s) were provided, but no name was specified");
		return CLI_USAGE;
	}
	return CLI_OK;
}

enum cli_exit
verb_patch(struct cli *cli, const struct args *a)
{
	struct manifest m = {0};
	struct queries q = {0};
	enum cli_exit rc = patch_usage(cli, a);

	if (rc == CLI_OK)
		rc = queries_parse(cli, "patch", a, &q);
	if (rc == CLI_OK)
		rc = need_names(cli, &q);
	if (rc == CLI_OK && a->given[OPT_patch_file])
		rc = manifest_read(&m, cli, &a->value[OPT_patch_file], 1, 0);
	for (size_t i = 0; rc == CLI_OK && i < q.cnt; i++)
		rc = patch_query(cli, a, &m, &q.v[i]);
	manifest_fini(&m);
	queries_fini(&q);
	return rc;
}

/* label and annotate -------------------------------------------------------------------------- */

struct label {
	const struct cli *cli;
	const struct args *a;
	const char *verb;
	const char *what; /* "label" */
	const char *path; /* "metadata.labels" */
	struct args objects;
	json_t *sets;
	bool many; /* objects are listed with their names */
};

static bool
is_set(const char *word)
{
	size_t len = strlen(word);

	return strchr(word, '=') != NULL || (len > 0 && word[len - 1] == '-');
}

static enum cli_exit
check_set(const struct label *l, const char *word)
{
	size_t len = strcspn(word, "="), i;
	const json_t *other;

	if (len == 0 || strcmp(word, "-") == 0) {
		cli_error(l->cli, "invalid %s spec: %s", l->what, word);
		return CLI_USAGE;
	}
	len -= word[len] != '=';
	json_array_foreach(l->sets, i, other)
	{
		const char *text = json_string_value(other);

		if (strncmp(text, word, len) != 0 ||
		    strcspn(text, "=") - (strchr(text, '=') == NULL) != len)
			continue;
		cli_error(l->cli, "can not both modify and remove %s %.*s in the same command",
			  l->what, (int)len, word);
		return CLI_USAGE;
	}
	return CLI_OK;
}

/* Objects come first, then what is to be set. */
static enum cli_exit
take_words(struct label *l)
{
	l->objects = *l->a;
	l->objects.word_cnt = 0;
	for (size_t i = 0; i < l->a->word_cnt; i++) {
		const char *word = l->a->words[i];
		enum cli_exit rc;

		if ((i == 0 && l->a->file_cnt == 0) || !is_set(word)) {
			if (json_array_size(l->sets) > 0) {
				cli_error(l->cli,
					  "all resources must be specified before %s changes: %s",
					  l->what, word);
				return CLI_USAGE;
			}
			l->objects.word_cnt++;
			continue;
		}
		rc = check_set(l, word);
		if (rc != CLI_OK)
			return rc;
		if (json_array_append_new(l->sets, json_string(word)) < 0) {
			cli_error(l->cli, "'%s' is not UTF-8", word);
			return CLI_USAGE;
		}
	}
	if (json_array_size(l->sets) > 0 || l->a->given[OPT_list])
		return CLI_OK;
	cli_error(l->cli, "at least one %s update is required", l->what);
	return CLI_USAGE;
}

static bool
print_set(void *arg, const json_t *result)
{
	const struct label *l = arg;
	const json_t *object;
	size_t i;

	json_array_foreach(jat(result, "items"), i, object)
	{
		const json_t *set = jat(object, l->path);
		const char *api = jtext(object, "apiVersion", "v1"), *slash = strchr(api, '/');
		size_t cnt;
		const char **keys = jkeys(set, &cnt);

		if (l->many)
			fprintf(l->cli->out, "Listing %ss for %s.%.*s/%s:\n", l->what,
				jtext(object, "kind", ""), slash != NULL ? (int)(slash - api) : 0,
				api, jtext(object, "metadata.name", ""));
		for (size_t k = 0; k < cnt; k++)
			fprintf(l->cli->out, "%s%s=%s\n", l->many ? " " : "", keys[k],
				json_string_value(json_object_get(set, keys[k])));
		free(keys);
	}
	return true;
}

static enum cli_exit
list_query(struct label *l, const struct query *q)
{
	const struct call call = {
		.method = RPC_get, .params = query_params(q, l->a), .part = print_set, .arg = l};

	return call_run(l->cli, &call);
}

static enum cli_exit
label_query(struct label *l, const struct query *q)
{
	static const struct changes_words annotated = {
		.created = "annotated", .configured = "annotated", .unchanged = "annotated"};
	struct changes_words labeled = {
		.created = "unlabeled", .configured = "unlabeled", .unchanged = "not labeled"};
	bool notes = strcmp(l->what, "annotation") == 0;
	struct call call = {.method = RPC_label, .params = query_params(q, l->a)};
	const json_t *set;
	size_t i;

	json_array_foreach(l->sets, i, set) if (strchr(json_string_value(set), '=') != NULL)
		labeled.configured = labeled.created = "labeled";
	json_object_set(call.params, "sets", l->sets);
	if (notes)
		json_object_set_new(call.params, "annotations", json_true());
	if (l->a->given[OPT_overwrite])
		json_object_set_new(call.params, "overwrite", json_true());
	if (l->a->given[OPT_all])
		json_object_set_new(call.params, "all", json_true());
	return changes_call(l->cli, l->a, &call, notes ? &annotated : &labeled);
}

static enum cli_exit
label(struct label *l)
{
	bool all = l->a->given[OPT_all] || l->a->given[OPT_selector] ||
		   l->a->given[OPT_field_selector];
	struct queries q = {0};
	enum cli_exit rc = take_words(l);

	if (rc == CLI_OK)
		rc = queries_parse(l->cli, l->verb, &l->objects, &q);
	if (rc == CLI_OK && !all && !l->a->given[OPT_list])
		rc = need_names(l->cli, &q);
	l->many = q.cnt > 1 || (q.cnt == 1 && json_array_size(q.v[0].names) != 1);
	for (size_t i = 0; rc == CLI_OK && i < q.cnt; i++) {
		if (json_array_size(l->sets) > 0)
			rc = label_query(l, &q.v[i]);
		if (rc == CLI_OK && l->a->given[OPT_list])
			rc = list_query(l, &q.v[i]);
	}
	queries_fini(&q);
	json_decref(l->sets);
	return rc;
}

enum cli_exit
verb_label(struct cli *cli, const struct args *a)
{
	struct label l = {.cli = cli,
			  .a = a,
			  .verb = "label",
			  .what = "label",
			  .path = "metadata.labels",
			  .sets = json_array()};

	return label(&l);
}

enum cli_exit
verb_annotate(struct cli *cli, const struct args *a)
{
	struct label l = {.cli = cli,
			  .a = a,
			  .verb = "annotate",
			  .what = "annotation",
			  .path = "metadata.annotations",
			  .sets = json_array()};

	return label(&l);
}
