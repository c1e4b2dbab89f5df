/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * Checking manifests and board files without a running board, for `sluice validate`.
 */
#pragma once

#include "control/options.h"

/**
 * Check all files together, as one apply, and print what is wrong to standard error, a line each,
 * then one line of summary to standard output.
 * @return the exit status: 0 all is right, 1 a file cannot be read, 3 something is refused
 */
int check_run(const struct options *o);
