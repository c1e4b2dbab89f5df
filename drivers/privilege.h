/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * Giving up root for good, in every thread.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/**
 * Become a user with no capability left. glibc's setresuid reaches every thread, so EAL's own are
 * covered too (capset would leave them armed).
 * @param why text on failure
 * @return 0, -ENOENT (no such user), another -errno
 * @thread main, after all that needs root
 */
int privilege_drop(const char *user, char *why, size_t why_bytes);

/** Has every thread of this process CapEff and CapPrm of zero? Reads /proc. */
bool privilege_is_dropped(void);
