/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * Output formats of -o.
 */
#pragma once

#include <jansson.h>

#include "base/buf.h"
#include "cli/args.h"

enum format {
	FORMAT_TABLE,
	FORMAT_WIDE,
	FORMAT_NAME,
	FORMAT_YAML,
	FORMAT_JSON,
	FORMAT_JSONPATH, /* those from here on with a template: output.h */
	FORMAT_COLUMNS,
	FORMAT_CNT,
};

/**
 * The format that was asked for.
 * @param allowed bits 1 << enum format
 * @return CLI_OK, or CLI_USAGE with the mistake printed
 */
enum cli_exit format_get(const struct cli *cli, const struct args *a, unsigned int allowed,
			 enum format *out);

/** Print a value as YAML or JSON, as kubectl does. @return CLI_OK or CLI_DIFFERS */
enum cli_exit format_print(const struct cli *cli, enum format format, const json_t *value);

/** Append an object's name as -o name shows it: "service/kubia", "replicaset.apps/kubia". */
void format_name(const json_t *object, struct buf *out);

/** What verbs allow that show counters. */
#define FORMATS_PLAIN (1u << FORMAT_TABLE | 1u << FORMAT_YAML | 1u << FORMAT_JSON)
