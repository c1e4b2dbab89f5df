/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * What "KIND[,KIND...] [NAME...] | KIND/NAME..." asks for, as get, describe and delete take it, or
 * the files after -f, whose objects the board names.
 */
#pragma once

#include <jansson.h>

#include "cli/args.h"

struct query {
	char *kind;
	char *ns;      /* of the names; NULL: as the options say */
	json_t *names; /* array; empty: all */
};

struct queries {
	struct query *v;
	size_t cnt;
	size_t kind_cnt; /* of different kinds */
};

/**
 * @param a with -f the board is asked
 * @return CLI_OK, or another with the mistake printed; queries_fini() in both cases
 */
enum cli_exit queries_parse(const struct cli *cli, const char *verb, const struct args *a,
			    struct queries *q);

/** Free what queries_parse() made. */
void queries_fini(struct queries *q);

/** Parameters of one query: kind, names, namespace, selector. */
json_t *query_params(const struct query *q, const struct args *a);

/** Say on err that nothing was found, as kubectl does. */
void queries_print_none(const struct cli *cli, const struct args *a, bool namespaced);
