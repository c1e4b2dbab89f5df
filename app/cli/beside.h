/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * What sluice-control tells without a running board: this program starts it and hands its output
 * through.
 */
#pragma once

#include "cli/cli.h"

/**
 * Run sluice-control, standard input and output ours.
 * @param argv ended by NULL; argv[0] is set here
 * @return its exit status; CLI_NO_DAEMON with a message when it cannot be run
 */
enum cli_exit beside_run(const struct cli *cli, const char **argv);
