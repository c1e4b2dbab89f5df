/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * The two children and what each is started with: program, arguments, environment, user.
 */
#pragma once

#include <sys/types.h>

#include "base/parent_link.h"
#include "sluiced/options.h"
#include "sluiced/rundir.h"

enum child_id {
	CHILD_FORWARDER,
	CHILD_CONTROL,
	CHILD_CNT,
};

/** The name of a child's program. */
const char *child_name(enum child_id id);

/**
 * Are both programs there? Prints what is missing and what mends it.
 * @return 0 or -errno
 */
int launch_check(const struct options *o);

/**
 * Start one child.
 * @param account whom control is to be; the forwarder stays root and is told the name
 * @param link    its end; the caller closes its copies, of `ends` too
 * @return 0 or -errno
 */
int launch(const struct options *o, const struct account *account, enum child_id id, int link,
	   const int ends[PARENT_END_CNT], pid_t *pid);
