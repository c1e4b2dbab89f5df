/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * --sort-by: objects in the order of a field, numbers in text by their value ("a9" before "a10").
 */
#pragma once

#include "cli/cli.h"
#include "cli/jsonpath.h"

/**
 * Sort an array of objects; those without the field come first.
 * @param path as written, for the message
 * @return CLI_OK, or CLI_DIFFERS with the mistake printed: none has the field, or it has no order
 */
enum cli_exit sort_objects(const struct cli *cli, const char *path, const struct jsonpath *by,
			   json_t *objects);
