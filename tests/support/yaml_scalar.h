/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * What libyaml makes of a text, for tests of rooms that may not use it.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/** @return whether text is a map whose first value is this scalar */
bool yaml_scalar_is(const char *text, size_t text_len, const char *scalar, size_t scalar_len);
