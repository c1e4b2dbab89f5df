/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include "cli/format.h"

#include "cli/gotext.h"
#include "cli/jget.h"
#include "cli/yaml.h"

#include <ctype.h>
#include <string.h>

/* In the order of their names. */
static const struct {
	const char *name;
	enum format format;
} formats[] = {
	{"custom-columns", FORMAT_COLUMNS},
	{"custom-columns-file", FORMAT_COLUMNS},
	{"json", FORMAT_JSON},
	{"jsonpath", FORMAT_JSONPATH},
	{"jsonpath-as-json", FORMAT_JSONPATH},
	{"jsonpath-file", FORMAT_JSONPATH},
	{"name", FORMAT_NAME},
	{"wide", FORMAT_WIDE},
	{"yaml", FORMAT_YAML},
};

enum cli_exit
format_get(const struct cli *cli, const struct args *a, unsigned int allowed, enum format *out)
{
	const char *text = a->value[OPT_output];
	struct buf list = {0};

	*out = FORMAT_TABLE;
	if (text == NULL)
		return CLI_OK;
	for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++) {
		if ((allowed & (1u << formats[i].format)) == 0)
			continue;
		jjoin(&list, ",", formats[i].name);
		if (strcmp(formats[i].name, text) == 0) {
			*out = formats[i].format;
			buf_fini(&list);
			return CLI_OK;
		}
	}
	cli_error(cli,
		  "unable to match a printer suitable for the output format \"%s\", "
		  "allowed formats are: %s",
		  text, list.failed ? "" : list.data);
	buf_fini(&list);
	return CLI_USAGE;
}

enum cli_exit
format_print(const struct cli *cli, enum format format, const json_t *value)
{
	struct buf text = {0};
	int rc;

	if (format == FORMAT_JSON) {
		go_json(value, 4, &text);
		buf_adds(&text, "\n");
	} else {
		yaml_put(&text, value);
	}
	rc = text.failed || fwrite(text.data, 1, text.len, cli->out) != text.len;
	buf_fini(&text);
	if (rc == 0)
		return CLI_OK;
	cli_error(cli, "the output could not be written");
	return CLI_DIFFERS;
}

void
format_name(const json_t *object, struct buf *out)
{
	const char *kind = jtext(object, "kind", "");
	const char *version = jtext(object, "apiVersion", "v1");
	const char *slash = strchr(version, '/');

	for (; *kind != '\0'; kind++)
		buf_printf(out, "%c", tolower((unsigned char)*kind));
	if (slash != NULL)
		buf_printf(out, ".%.*s", (int)(slash - version), version);
	buf_printf(out, "/%s", jtext(object, "metadata.name", ""));
}
