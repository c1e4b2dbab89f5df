/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * The `sluice` command: kubectl's verbs, words and layouts for a board, over the management socket.
 *
 * Model:
 *   verbs.def lists the verbs and options.def their options; both drive parsing, help and
 *   completion. A verb turns its arguments into calls (call.h) and prints what comes back.
 *   No verb ends the process: each returns its exit status.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

enum cli_exit {
	CLI_OK = 0,
	CLI_DIFFERS = 1, /* differs, is not there, or failed */
	CLI_USAGE = 2,
	CLI_REFUSED = 3,   /* by validation */
	CLI_NO_DAEMON = 4, /* nobody answers at the socket */
};

struct cli {
	FILE *out;
	FILE *err;
	int in_fd;          /* what "-f -" reads */
	const char *socket; /* NULL: the default one, or its read-only sibling */
	uint64_t now_s;     /* wall clock that ages are told by; 0: the real one */
	bool tty;           /* out is a terminal: colours, refreshing screens */
};

/**
 * Run one command line.
 * @param argv argv[0] is the program's own name
 */
enum cli_exit cli_run(struct cli *cli, int argc, char **argv);

/** Print "error: ..." to err, one line. */
void cli_error(const struct cli *cli, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/** Seconds since 1970, for ages. */
uint64_t cli_now_s(const struct cli *cli);
