/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * diff: what apply would change, as a unified diff of the objects' YAML.
 */
#include "cli/verbs.h"

#include "cli/call.h"
#include "cli/jget.h"
#include "cli/manifest.h"
#include "cli/textdiff.h"
#include "cli/yaml.h"

#include <string.h>

/* What differs with every change and says nothing. */
static const char *const noise[] = {"resourceVersion", "generation", "managedFields"};

static void
put_object(struct buf *out, const json_t *object)
{
	json_t *copy, *annotations;

	if (!json_is_object(object))
		return;
	copy = json_deep_copy(object);
	annotations = json_object_get(json_object_get(copy, "metadata"), "annotations");
	json_object_del(annotations, "kubectl.kubernetes.io/last-applied-configuration");
	if (annotations != NULL && json_object_size(annotations) == 0)
		json_object_del(json_object_get(copy, "metadata"), "annotations");
	for (size_t i = 0; i < sizeof(noise) / sizeof(noise[0]); i++)
		json_object_del(json_object_get(copy, "metadata"), noise[i]);
	yaml_put(out, copy);
	json_decref(copy);
}

static void
put_title(struct buf *out, const char *mark, const json_t *diff)
{
	const json_t *object = jat(diff, "applied");

	buf_printf(out, "%s/", mark);
	for (const char *c = jtext(object, "apiVersion", "v1"); *c != '\0'; c++)
		buf_add(out, *c == '/' ? "." : c, 1);
	buf_printf(out, ".%s.%s.%s\n", jtext(diff, "kind", ""), jtext(diff, "namespace", ""),
		   jtext(diff, "name", ""));
}

/* @return whether the objects differ for a reader */
static bool
print_diff(const struct cli *cli, const json_t *diff)
{
	struct buf live = {0}, applied = {0}, out = {0};
	size_t titles;
	bool differs;

	put_title(&out, "--- live", diff);
	put_title(&out, "+++ applied", diff);
	titles = out.len;
	put_object(&live, jat(diff, "live"));
	put_object(&applied, jat(diff, "applied"));
	if (live.failed || applied.failed ||
	    textdiff_put(&out, live.data != NULL ? live.data : "",
			 applied.data != NULL ? applied.data : "") < 0)
		cli_error(cli, "out of memory");
	differs = out.len > titles;
	if (differs && !out.failed)
		fwrite(out.data, 1, out.len, cli->out);
	buf_fini(&live);
	buf_fini(&applied);
	buf_fini(&out);
	return differs;
}

static enum cli_exit
diff_text(const struct cli *cli, const struct args *a, const struct manifest *m)
{
	struct call call = {.method = RPC_diff};
	const json_t *one;
	json_t *result;
	enum cli_exit rc = manifest_params(m, cli, &call.params);
	size_t i;

	if (rc != CLI_OK)
		return rc;
	if (a->given[OPT_namespace])
		json_object_set_new(call.params, "namespace", json_string(a->value[OPT_namespace]));
	rc = call_one(cli, &call, &result);
	if (rc != CLI_OK)
		return rc;
	json_array_foreach(jat(result, "diffs"), i, one) if (print_diff(cli, one)) rc = CLI_DIFFERS;
	call_print_faults(cli, jat(result, "faults"));
	json_decref(result);
	return rc;
}

enum cli_exit
verb_diff(struct cli *cli, const struct args *a)
{
	struct manifest m;
	enum cli_exit rc = verb_no_words(cli, "diff", a);

	if (rc == CLI_OK && a->file_cnt == 0) {
		cli_error(cli, "must specify -f; see 'sluice diff -h'");
		rc = CLI_USAGE;
	}
	if (rc != CLI_OK)
		return rc;
	rc = manifest_read(&m, cli, a->files, a->file_cnt, manifest_how(a));
	if (rc == CLI_OK)
		rc = diff_text(cli, a, &m);
	manifest_fini(&m);
	return rc;
}
