/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * Values as kubectl's language prints them, to the letter.
 */
#pragma once

#include <jansson.h>

#include "base/buf.h"

/**
 * Append JSON: keys in order, '<', '>' and '&' escaped.
 * @param indent spaces of a level; 0: all on one line
 */
void go_json(const json_t *value, int indent, struct buf *out);

/** Append what fmt.Sprint makes of a value: "kubia", "80", "map[app:kubia]", "[a b]", "<nil>". */
void go_print(const json_t *value, struct buf *out);

/** What the value's type is called: "string", "int64", "map[string]interface {}". */
const char *go_type(const json_t *value);
