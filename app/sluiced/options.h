/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * The command line of sluiced.
 */
#pragma once

#include <limits.h>
#include <stdbool.h>

struct options {
	const char *config;
	const char *run_dir;
	const char *state_dir;
	const char *user;
	const char *runner; /* NULL: no exec probes */
	bool lab;
	char libexec_dir[PATH_MAX];
};

enum options_verdict {
	OPTIONS_RUN,
	OPTIONS_DONE,  /* -h or --version was answered: end with 0 */
	OPTIONS_WRONG, /* the mistake was printed: end with 2 */
};

/**
 * Read the command line; answers -h and --version on standard output, mistakes on standard error.
 * The strings of `o` point into argv.
 */
enum options_verdict options_parse(int argc, char **argv, struct options *o);
