/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * Objects that are sent to the board: those of files, and one that was made of options.
 */
#pragma once

#include "cli/changes.h"

/** Send the files of -f to a method that takes manifests, and print the outcome. */
enum cli_exit put_files(const struct cli *cli, const struct args *a, const char *verb,
			enum rpc_method_id method, const struct changes_words *words);

/**
 * Create an object that was made of options; with --dry-run=client only show it.
 * @param object becomes the call's
 */
enum cli_exit put_made(const struct cli *cli, const struct args *a, json_t *object,
		       const struct changes_words *words);
