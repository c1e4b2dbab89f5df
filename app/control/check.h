/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * What needs no running board: checking manifests and board files for `sluice validate`, and field
 * help for `sluice explain`.
 */
#pragma once

#include "control/options.h"

/**
 * Check all files together, as one apply, and print what is wrong to standard error, a line each,
 * then one line of summary to standard output.
 * @return the exit status: 0 all is right, 1 a file cannot be read, 3 something is refused
 */
int check_run(const struct options *o);

/** Print field help. @return the exit status: 0, 1 there is no such field (told on standard error)
 */
int explain_run(const struct options *o);
