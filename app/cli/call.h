/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * Calls as verbs make them: connect, call, say what went wrong, answer with an exit status.
 */
#pragma once

#include "cli/cli.h"
#include "cli/client.h"

#include "rpc/rpc.h"

struct call {
	enum rpc_method_id method;
	json_t *params; /* becomes the call's; NULL: none */
	client_part_cb part;
	void *arg;
	bool *expired;      /* set, instead of an error, by RPC_EXPIRED; NULL: none */
	bool may_be_absent; /* RPC_NOT_FOUND is no mistake */
	bool quiet_absent;  /* nobody at the socket: CLI_NO_DAEMON without a word */
};

/** Make one call on a connection of its own. */
enum cli_exit call_run(const struct cli *cli, const struct call *call);

/** Call and keep the one part of the answer: *result is the caller's, NULL unless CLI_OK. */
enum cli_exit call_one(const struct cli *cli, const struct call *call, json_t **result);

/** @return whether anybody listens at the socket of that method */
bool call_is_served(const struct cli *cli, enum rpc_method_id method);

/** Print an array of faults, one a line, to err. @return how many are errors */
size_t call_print_faults(const struct cli *cli, const json_t *faults);
