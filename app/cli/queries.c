/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include "cli/queries.h"

#include "base/buf.h"
#include "cli/call.h"
#include "cli/jget.h"
#include "cli/manifest.h"

#include <stdlib.h>
#include <string.h>

/* The query of a kind; names of one kind, and namespace if it is told, go into one query. */
static struct query *
query_of(struct queries *q, const char *kind, size_t len, const char *ns)
{
	struct query *grown;
	bool is_new = true;

	for (size_t i = 0; i < q->cnt; i++) {
		if (strlen(q->v[i].kind) != len || memcmp(q->v[i].kind, kind, len) != 0)
			continue;
		if (ns == NULL || strcmp(q->v[i].ns, ns) == 0)
			return &q->v[i];
		is_new = false;
	}
	q->kind_cnt += is_new;
	grown = realloc(q->v, (q->cnt + 1) * sizeof(*grown));
	if (grown == NULL)
		return NULL;
	q->v = grown;
	grown[q->cnt] = (struct query){.kind = strndup(kind, len),
				       .ns = ns != NULL ? strdup(ns) : NULL,
				       .names = json_array()};
	if (grown[q->cnt].kind == NULL || grown[q->cnt].names == NULL ||
	    (ns != NULL && grown[q->cnt].ns == NULL))
		return NULL;
	return &grown[q->cnt++];
}

static enum cli_exit
take_pairs(const struct cli *cli, const struct args *a, struct queries *q)
{
	for (size_t i = 0; i < a->word_cnt; i++) {
		const char *slash = strchr(a->words[i], '/');
		struct query *one;

		if (slash == NULL || slash == a->words[i] || slash[1] == '\0' ||
		    strchr(slash + 1, '/') != NULL) {
			cli_error(cli, "'%s' is no KIND/NAME, as the other arguments are",
				  a->words[i]);
			return CLI_USAGE;
		}
		one = query_of(q, a->words[i], (size_t)(slash - a->words[i]), NULL);
		if (one == NULL || json_array_append_new(one->names, json_string(slash + 1)) < 0) {
			cli_error(cli, "the name in '%s' is not UTF-8", a->words[i]);
			return CLI_USAGE;
		}
	}
	return CLI_OK;
}

/* kubectl's "all", in its order, wherever it stands among the kinds. */
static void
expand_kinds(const char *word, struct buf *out)
{
	size_t len;

	for (const char *sep = ""; *word != '\0'; word += len + (word[len] == ',')) {
		len = strcspn(word, ",");
		buf_adds(out, sep);
		sep = ",";
		if (len == 3 && memcmp(word, "all", 3) == 0)
			buf_adds(out, "pods,replicationcontrollers,services,deployments,"
				      "replicasets,statefulsets");
		else
			buf_add(out, word, len);
	}
}

static enum cli_exit
take_kind(const struct cli *cli, const struct args *a, const char *kind, size_t len,
	  struct queries *q)
{
	struct query *one;

	if (len == 0) {
		cli_error(cli, "a kind is missing in '%s'", a->words[0]);
		return CLI_USAGE;
	}
	one = query_of(q, kind, len, NULL);
	if (one == NULL) {
		cli_error(cli, "out of memory");
		return CLI_DIFFERS;
	}
	for (size_t i = 1; i < a->word_cnt; i++) {
		if (strchr(a->words[i], '/') == NULL &&
		    json_array_append_new(one->names, json_string(a->words[i])) == 0)
			continue;
		cli_error(cli, "'%s' is no name of an object", a->words[i]);
		return CLI_USAGE;
	}
	return CLI_OK;
}

static enum cli_exit
take_kinds(const struct cli *cli, const struct args *a, struct queries *q)
{
	struct buf kinds = {0};
	enum cli_exit rc = CLI_OK;

	expand_kinds(a->words[0], &kinds);
	if (kinds.failed) {
		cli_error(cli, "out of memory");
		rc = CLI_DIFFERS;
	}
	for (size_t at = 0, len; rc == CLI_OK && at < kinds.len; at += len + 1) {
		len = strcspn(kinds.data + at, ",");
		rc = take_kind(cli, a, kinds.data + at, len, q);
	}
	buf_fini(&kinds);
	return rc;
}

/* What does not go with -f: it names the objects. */
static enum cli_exit
files_usage(const struct cli *cli, const struct args *a)
{
	static const enum option_id others[] = {OPT_selector, OPT_field_selector, OPT_all,
						OPT_all_namespaces};

	if (a->word_cnt > 0) {
		cli_error(cli, "when files are given you may not specify resource arguments as "
			       "well");
		return CLI_USAGE;
	}
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		if (a->given[others[i]]) {
			cli_error(cli, "-f does not go with --%s", option_specs[others[i]].name);
			return CLI_USAGE;
		}
	return CLI_OK;
}

static enum cli_exit
take_objects(const struct cli *cli, const json_t *objects, struct queries *q)
{
	const json_t *object;
	size_t i;

	json_array_foreach(objects, i, object)
	{
		const char *kind = jtext(object, "kind", "");
		struct query *one = query_of(q, kind, strlen(kind), jtext(object, "namespace", ""));

		if (one == NULL ||
		    json_array_append(one->names, json_object_get(object, "name")) < 0) {
			cli_error(cli, "out of memory");
			return CLI_DIFFERS;
		}
	}
	if (q->cnt > 0)
		return CLI_OK;
	cli_error(cli, "there is no object in what was given");
	return CLI_DIFFERS;
}

static enum cli_exit
take_files(const struct cli *cli, const struct args *a, struct queries *q)
{
	struct call call = {.method = RPC_names};
	struct manifest m = {0};
	json_t *result = NULL;
	enum cli_exit rc = files_usage(cli, a);

	if (rc == CLI_OK)
		rc = manifest_read(&m, cli, a->files, a->file_cnt, manifest_how(a));
	if (rc == CLI_OK)
		rc = manifest_params(&m, cli, &call.params);
	if (rc == CLI_OK && a->given[OPT_namespace])
		json_object_set_new(call.params, "namespace", json_string(a->value[OPT_namespace]));
	if (rc == CLI_OK)
		rc = call_one(cli, &call, &result);
	if (rc == CLI_OK)
		rc = take_objects(cli, jat(result, "objects"), q);
	json_decref(result);
	manifest_fini(&m);
	return rc;
}

enum cli_exit
queries_parse(const struct cli *cli, const char *verb, const struct args *a, struct queries *q)
{
	enum cli_exit rc;

	*q = (struct queries){0};
	if (a->file_cnt > 0)
		return take_files(cli, a, q);
	if (a->word_cnt == 0 || *a->words[0] == '\0') {
		cli_error(cli,
			  "which kind? svc, ep, endpointslices, po, rs, rc, deploy, sts, no, "
			  "ns or another; see 'sluice %s -h'",
			  verb);
		return CLI_USAGE;
	}
	rc = strchr(a->words[0], '/') != NULL ? take_pairs(cli, a, q) : take_kinds(cli, a, q);
	for (size_t i = 0; rc == CLI_OK && i < q->cnt; i++) {
		bool named = json_array_size(q->v[i].names) > 0;

		if (named &&
		    (a->given[OPT_selector] || a->given[OPT_field_selector] || a->given[OPT_all])) {
			cli_error(cli, "names do not go with --%s",
				  a->given[OPT_selector]         ? "selector"
				  : a->given[OPT_field_selector] ? "field-selector"
								 : "all");
			rc = CLI_USAGE;
		} else if (named && a->given[OPT_all_namespaces]) {
			cli_error(cli,
				  "a resource cannot be retrieved by name across all namespaces");
			rc = CLI_USAGE;
		}
	}
	return rc;
}

void
queries_fini(struct queries *q)
{
	for (size_t i = 0; i < q->cnt; i++) {
		free(q->v[i].kind);
		free(q->v[i].ns);
		json_decref(q->v[i].names);
	}
	free(q->v);
	*q = (struct queries){0};
}

json_t *
query_params(const struct query *q, const struct args *a)
{
	json_t *params = json_pack("{s:s}", "kind", q->kind);

	if (json_array_size(q->names) > 0)
		json_object_set(params, "names", q->names);
	if (q->ns != NULL && *q->ns != '\0')
		json_object_set_new(params, "namespace", json_string(q->ns));
	else if (a->given[OPT_all_namespaces])
		json_object_set_new(params, "allNamespaces", json_true());
	else if (a->given[OPT_namespace])
		json_object_set_new(params, "namespace", json_string(a->value[OPT_namespace]));
	if (a->given[OPT_selector])
		json_object_set_new(params, "selector", json_string(a->value[OPT_selector]));
	if (a->given[OPT_field_selector])
		json_object_set_new(params, "fieldSelector",
				    json_string(a->value[OPT_field_selector]));
	return params;
}

void
queries_print_none(const struct cli *cli, const struct args *a, bool namespaced)
{
	if (namespaced && !a->given[OPT_all_namespaces])
		fprintf(cli->err, "No resources found in %s namespace.\n",
			a->given[OPT_namespace] ? a->value[OPT_namespace] : "default");
	else
		fprintf(cli->err, "No resources found\n");
}
