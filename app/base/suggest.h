/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * The nearest known name for a misspelt one, for error messages.
 */
#pragma once

#include <stddef.h>

/**
 * Optimal string alignment distance (insert, delete, replace, swap neighbours), case-insensitive
 * comparison counting a difference of case as nothing.
 * @return the name of `known` nearest to `word`, or NULL when none is near enough (distance over a
 *         third of the longer one's length, at least 1)
 */
const char *suggest_nearest(const char *word, const char *const *known, size_t known_cnt);
