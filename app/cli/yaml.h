/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * JSON values as the YAML that kubectl prints: keys sorted, lists not indented, strings quoted only
 * where a reader of YAML 1.1 would take them for something else.
 */
#pragma once

#include <jansson.h>

#include "base/buf.h"

/** Append a value as one document, without "---". */
void yaml_put(struct buf *out, const json_t *value);

/** Whether a plain scalar of this text would be no string, or not parse. */
int yaml_needs_quotes(const char *text, size_t len);
