/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * Elastic tab stops: text whose cells end in tabs, set in columns. A column is a run of lines that
 * all have a tab there, as wide as its widest cell and the padding; other lines do not share in it.
 */
#pragma once

#include <stddef.h>
#include <stdio.h>

#define TABS_COLUMN_MAX 32

struct tabs {
	size_t padding;
	size_t width_min;             /* of a column, padding included */
	size_t kept[TABS_COLUMN_MAX]; /* widths of what was printed before, when keep */
	int keep;                     /* columns never shrink from one call to the next */
};

/** kubectl's lists, and its descriptions. */
#define TABS_LIST     ((struct tabs){.padding = 3, .width_min = 6})
#define TABS_DESCRIBE ((struct tabs){.padding = 2})

/** Print text of whole lines. Control characters in cells are shown as '?'. */
void tabs_print(struct tabs *t, const char *text, size_t len, FILE *out);
