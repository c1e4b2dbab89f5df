/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * The tree of a template: its root's items are texts (CONST) and expressions (LIST), an
 * expression's items are taken one after the other, each on what the one before it found.
 */
#pragma once

#include "cli/jsonpath.h"

enum jsonpath_type {
	JSONPATH_LIST,
	JSONPATH_CONST,
	JSONPATH_FIELD,
	JSONPATH_SLICE,
	JSONPATH_FILTER, /* items: what is compared, and with what */
	JSONPATH_WILDCARD,
	JSONPATH_RECURSIVE,
	JSONPATH_UNION, /* items: expressions */
	JSONPATH_RANGE,
	JSONPATH_END,
	JSONPATH_UNKNOWN, /* another word */
};

struct jsonpath_bound {
	bool known;
	bool derived; /* [n]: one after the first */
	long long value;
};

struct jsonpath_node {
	enum jsonpath_type type;
	char *text;                  /* field's name, filter's operator, unknown word */
	json_t *value;               /* CONST */
	struct jsonpath_bound at[3]; /* SLICE: first, end, step */
	struct jsonpath_node *items;
	size_t cnt;
};

struct jsonpath {
	struct jsonpath_node root;
};
