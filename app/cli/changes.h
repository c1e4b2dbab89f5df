/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * Calls that change objects, and what they came to, as kubectl tells it: "service/kubia created",
 * or with -o the objects themselves.
 */
#pragma once

#include "cli/call.h"
#include "cli/output.h"

/** What an outcome is called; NULL: as the board calls it. */
struct changes_words {
	const char *created;
	const char *configured;
	const char *deleted;
	const char *unchanged;
	const char *verb; /* that has nothing to do without objects, which is a mistake; or NULL */
};

enum dry_run {
	DRY_RUN_NONE,
	DRY_RUN_CLIENT,
	DRY_RUN_SERVER,
};

/** What --dry-run asks for; alone it means client. @return CLI_OK, or CLI_USAGE with the mistake */
enum cli_exit changes_dry_run(const struct cli *cli, const struct args *a, enum dry_run *how);

/** What -o asks for, of what changes may print. @return CLI_OK or CLI_USAGE; output_fini() both */
enum cli_exit changes_output(const struct cli *cli, const struct args *a, struct output *o);

/**
 * Make a call, with what --dry-run, -n and -o ask for, and print its outcome.
 * @param call its params become the call's; words may be NULL
 */
enum cli_exit changes_call(const struct cli *cli, const struct args *a, const struct call *call,
			   const struct changes_words *words);

/** Send an object as a manifest that the user did not write. @param object becomes the call's */
enum cli_exit changes_put(const struct cli *cli, const struct args *a, enum rpc_method_id method,
			  json_t *object, const struct changes_words *words);
