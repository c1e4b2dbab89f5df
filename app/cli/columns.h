/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * Tables of the user's own columns: "NAME:.metadata.name,IP:.spec.clusterIP".
 */
#pragma once

#include <jansson.h>

#include "base/buf.h"

struct columns;

/**
 * @param spec HEADING:PATH, joined by commas
 * @param why  gets what is wrong with it
 * @return 0, -EINVAL, -ENOMEM
 */
int columns_parse(const char *spec, struct columns **out, struct buf *why);

/** The same of two lines, of headings and of paths, parted by blanks. */
int columns_parse_lines(const char *text, struct columns **out, struct buf *why);

/** NULL is allowed. */
void columns_destroy(struct columns *c);

/** Append the line of headings, tabbed. */
void columns_put_headings(const struct columns *c, struct buf *out);

/** Append an object's line. @return 0, -EINVAL (why tells), -ENOMEM */
int columns_put(const struct columns *c, const json_t *object, struct buf *out, struct buf *why);
