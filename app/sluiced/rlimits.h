/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * What one process may have of files and memory. Children inherit it; a limit that is too low would
 * end them later, and in the middle of something.
 */
#pragma once

/**
 * Raise each limit to what the gateway may want, or as far as we may.
 * @return 0; -EPERM one of them stays below what is needed, told on standard error with what mends
 * it
 */
int rlimits_raise(void);
