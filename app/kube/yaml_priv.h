/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * Where libyaml gave up, and what people wrote there.
 */
#pragma once

#include <yaml.h>

#include "kube/tree_priv.h"

struct yaml_problem {
	struct reader *r;
	const char *text; /* of the document */
	size_t len;
	uint32_t line_off;           /* lines before it in its file */
	const yaml_parser_t *parser; /* after its error */
	const struct node *open;     /* the innermost map or list that has not ended, or NULL */
	const struct node *run_on;   /* the last scalar if plain and of several lines, or NULL */
};

/** Report the error in the words of the one who wrote the text. */
void yaml_explain(const struct yaml_problem *p);

/** Report a map or list that stands where a key is due. */
void yaml_explain_key(const struct yaml_problem *p, const yaml_mark_t *mark, const char *what);
