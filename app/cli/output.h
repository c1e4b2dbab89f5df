/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * All formats of -o, those with a template too: jsonpath=TEMPLATE, jsonpath-as-json=TEMPLATE,
 * jsonpath-file=FILE, custom-columns=SPEC and custom-columns-file=FILE.
 */
#pragma once

#include "cli/columns.h"
#include "cli/format.h"
#include "cli/jsonpath.h"

struct output {
	enum format format;
	char *template;        /* as written */
	struct jsonpath *path; /* FORMAT_JSONPATH */
	bool as_json;
	struct columns *columns; /* FORMAT_COLUMNS */
};

/**
 * What -o asks for.
 * @param allowed bits 1 << enum format
 * @return CLI_OK, or CLI_USAGE with the mistake printed; output_fini() in both cases
 */
enum cli_exit output_get(const struct cli *cli, const struct args *a, unsigned int allowed,
			 struct output *o);

void output_fini(struct output *o);

/** Print an object or a List, unless the format is a table or names. @return CLI_OK or CLI_DIFFERS
 */
enum cli_exit output_print(const struct cli *cli, const struct output *o, const struct args *a,
			   const json_t *value);

/** Append the line that FORMAT_COLUMNS makes of an object, after the headings with first. */
enum cli_exit output_put_row(const struct cli *cli, const struct output *o, const struct args *a,
			     const json_t *value, bool first, struct buf *table);
