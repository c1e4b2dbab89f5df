/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * The command line of sluice-control.
 */
#pragma once

#include <stdbool.h>

#define CONTROL_CONFIG_DEFAULT    "/etc/sluice/board.yaml"
#define CONTROL_RUN_DIR_DEFAULT   "/run/sluice"
#define CONTROL_STATE_DIR_DEFAULT "/var/lib/sluice"

struct options {
	const char *config;
	const char *run_dir;
	const char *state_dir; /* NULL: as the board says */
	const char *runner;    /* NULL: no exec probes */
	char **checked;        /* files and folders after --check, up to NULL */
	const char *explained; /* path of a field, or NULL */
	const char *api;       /* apiVersion of its kind, or NULL: any */
	bool config_given;
	bool lab;
	bool check;
	bool recursive; /* explain the fields below too */
	bool reference;
};

enum options_verdict {
	OPTIONS_RUN,
	OPTIONS_DONE,  /* --help or --version was answered: end with 0 */
	OPTIONS_WRONG, /* the mistake was printed: end with 2 */
};

/** Read the command line; the strings of `o` point into argv. */
enum options_verdict options_parse(int argc, char **argv, struct options *o);
