/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * Starting one child program: what it inherits is decided here, and nothing else passes.
 *
 * Descriptors 0-5 (base/parent_link.h), default signals, a short environment, no_new_privs, and a
 * parent-death signal. A child with an account has that user and groups, and not one capability in
 * any of its sets, the bounding set included.
 */
#pragma once

#include <sys/types.h>

#include "sluiced/rundir.h"

struct child_plan {
	const char *path; /* of the program */
	const char *const *argv;
	const char *const *envp;
	const struct account *become; /* NULL: stays root, and drops it itself */
	int link, channel, query;     /* become descriptors 3, 4, 5; the caller closes its copies */
};

/**
 * Start a child. What fails after the fork shows as exit status 127 and a line on standard error.
 * @return 0 or -errno of the fork
 */
int child_spawn(const struct child_plan *plan, pid_t *pid);
