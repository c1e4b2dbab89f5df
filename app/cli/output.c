/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include "cli/output.h"

#include "cli/jget.h"
#include "cli/tabs.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum template_from {
	FROM_VALUE,
	FROM_FILE,
};

static const struct template_format {
	const char *name;
	enum format format;
	enum template_from from;
	bool as_json;
} templates[] = {
	{"jsonpath", FORMAT_JSONPATH, FROM_VALUE, false},
	{"jsonpath-as-json", FORMAT_JSONPATH, FROM_VALUE, true},
	{"jsonpath-file", FORMAT_JSONPATH, FROM_FILE, false},
	{"custom-columns", FORMAT_COLUMNS, FROM_VALUE, false},
	{"custom-columns-file", FORMAT_COLUMNS, FROM_FILE, false},
};

static const struct template_format *
template_find(const char *text, size_t len)
{
	for (size_t i = 0; i < sizeof(templates) / sizeof(templates[0]); i++)
		if (strlen(templates[i].name) == len && memcmp(templates[i].name, text, len) == 0)
			return &templates[i];
	return NULL;
}

static enum cli_exit
read_template(const struct cli *cli, const char *path, char **out)
{
	struct buf text = {0};
	FILE *file = fopen(path, "re");
	char part[4096];
	size_t n;

	if (file == NULL) {
		cli_error(cli, "error reading --template %s, %s", path, strerror(errno));
		return CLI_USAGE;
	}
	while ((n = fread(part, 1, sizeof(part), file)) > 0)
		buf_add(&text, part, n);
	fclose(file);
	buf_adds(&text, "");
	*out = text.data;
	return text.failed ? CLI_DIFFERS : CLI_OK;
}

static enum cli_exit
parse(const struct cli *cli, const struct template_format *t, struct output *o)
{
	struct buf why = {0};
	int rc;

	if (t->format == FORMAT_JSONPATH)
		rc = jsonpath_parse(o->template, &o->path, &why);
	else if (t->from == FROM_FILE)
		rc = columns_parse_lines(o->template, &o->columns, &why);
	else
		rc = columns_parse(o->template, &o->columns, &why);
	if (rc == -EINVAL && t->format == FORMAT_JSONPATH)
		cli_error(cli, "error parsing jsonpath %s, %s", o->template, why.data);
	else if (rc < 0)
		cli_error(cli, "%s", rc == -EINVAL ? why.data : "out of memory");
	buf_fini(&why);
	return rc == 0 ? CLI_OK : CLI_USAGE;
}

enum cli_exit
output_get(const struct cli *cli, const struct args *a, unsigned int allowed, struct output *o)
{
	const char *text = a->value[OPT_output];
	size_t len = text != NULL ? strcspn(text, "=") : 0;
	const struct template_format *t = text != NULL ? template_find(text, len) : NULL;
	enum cli_exit rc = CLI_OK;

	*o = (struct output){0};
	if (text != NULL &&
	    (strncmp(text, "go-template", 11) == 0 ||
	     (strncmp(text, "template", 8) == 0 && strchr("=f", text[8]) != NULL))) {
		cli_error(cli, "Go templates are not supported, as nothing here is written in Go; "
			       "-o jsonpath=TEMPLATE picks the same fields");
		return CLI_USAGE;
	}
	if (t == NULL || (allowed & (1u << t->format)) == 0)
		return format_get(cli, a, allowed, &o->format);
	o->format = t->format;
	o->as_json = t->as_json;
	if (text[len] == '\0' || (text[len + 1] == '\0' && t->format == FORMAT_JSONPATH)) {
		cli_error(cli, t->format == FORMAT_JSONPATH
				       ? "template format specified but no template given"
				       : "custom-columns format specified but no custom columns "
					 "given");
		return CLI_USAGE;
	}
	if (t->from == FROM_FILE)
		rc = read_template(cli, text + len + 1, &o->template);
	else
		o->template = strdup(text + len + 1);
	return rc == CLI_OK && o->template != NULL ? parse(cli, t, o) : CLI_USAGE;
}

void
output_fini(struct output *o)
{
	free(o->template);
	jsonpath_destroy(o->path);
	columns_destroy(o->columns);
	*o = (struct output){0};
}

/* The table of a List's items, or of the one object. */
static int
put_columns(const struct output *o, bool headings, const json_t *value, struct buf *out,
	    struct buf *why)
{
	const json_t *items = jat(value, "items"), *item;
	bool list = json_is_array(items);
	size_t i;
	int rc = 0;

	if (headings)
		columns_put_headings(o->columns, out);
	if (!list)
		return columns_put(o->columns, value, out, why);
	json_array_foreach(items, i, item) if (rc == 0) rc =
		columns_put(o->columns, item, out, why);
	return rc;
}

static void
print_failure(const struct cli *cli, const struct output *o, int rc, const struct buf *why)
{
	if (rc != -EINVAL)
		cli_error(cli, "out of memory");
	else if (o->format == FORMAT_JSONPATH)
		cli_error(cli, "error executing jsonpath \"%s\": Error executing template: %s",
			  o->template, why->data);
	else
		cli_error(cli, "%s", why->data);
}

enum cli_exit
output_put_row(const struct cli *cli, const struct output *o, const struct args *a,
	       const json_t *value, bool first, struct buf *table)
{
	struct buf why = {0};
	int rc = put_columns(o, first && !a->given[OPT_no_headers], value, table, &why);

	if (rc < 0)
		print_failure(cli, o, rc, &why);
	buf_fini(&why);
	return rc == 0 ? CLI_OK : CLI_DIFFERS;
}

enum cli_exit
output_print(const struct cli *cli, const struct output *o, const struct args *a,
	     const json_t *value)
{
	struct tabs tabs = TABS_LIST;
	struct buf out = {0}, why = {0};
	enum cli_exit rc = CLI_OK;
	int err;

	if (o->format == FORMAT_COLUMNS) {
		rc = output_put_row(cli, o, a, value, true, &out);
		if (rc == CLI_OK)
			tabs_print(&tabs, out.data, out.len, cli->out);
	} else if (o->format == FORMAT_JSONPATH) {
		err = jsonpath_print(o->path, value, o->as_json, &out, &why);
		if (err < 0)
			print_failure(cli, o, err, &why);
		else if (out.len > 0)
			fwrite(out.data, 1, out.len, cli->out);
		rc = err == 0 ? CLI_OK : CLI_DIFFERS;
	} else {
		rc = format_print(cli, o->format, value);
	}
	buf_fini(&out);
	buf_fini(&why);
	return rc;
}
