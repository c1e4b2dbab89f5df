/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * One verb's command line, taken apart: options may stand anywhere, as kubectl takes them
 * (-o yaml, -oyaml, -o=yaml, --output yaml, --output=yaml); "--" ends them.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "cli/cli.h"

enum option_id {
#define OPTION(id_, letter_, name_, form_, value_, help_) OPT_##id_,
#include "cli/options.def"
#undef OPTION
	OPT_CNT,
};

/** The options' set that a verb takes, as a bit each. */
#define OPT_BIT(id_)    OPTION_BIT(OPT_##id_)
#define OPTION_BIT(id_) (1ull << (id_))

enum option_form {
	OPTION_FLAG,
	OPTION_VALUE,
	OPTION_MAYBE,
};

struct option_spec {
	const char *name;
	const char *value; /* what the value is, for help; "" for flags */
	const char *help;
	enum option_form form;
	char letter; /* 0: none */
};

/** All options, indexed by enum option_id. */
extern const struct option_spec option_specs[OPT_CNT];

/* Strings point into argv. */
struct args {
	bool given[OPT_CNT];
	const char *value[OPT_CNT]; /* NULL: none was given; of a flag: set where it is off */
	const char **files;         /* of every -f */
	size_t file_cnt;
	const char **labels; /* of every -L */
	size_t label_cnt;
	const char **tcp; /* of every --tcp */
	size_t tcp_cnt;
	const char **words; /* what is no option */
	size_t word_cnt;
};

/**
 * Take a command line apart.
 * @param verb  for messages
 * @param takes OPT_BIT()s of the options allowed
 * @return CLI_OK, or CLI_USAGE with the mistake printed; args_fini() in both cases
 */
enum cli_exit args_parse(const struct cli *cli, const char *verb, uint64_t takes, int argc,
			 char **argv, struct args *a);

/** Where the first word is that is neither an option nor an option's value; argc: nowhere. */
int args_find_word(int argc, char **argv);

/** Free what args_parse() made. */
void args_fini(struct args *a);

/**
 * The value of a number option.
 * @param otherwise what it is when not given
 * @return CLI_OK, or CLI_USAGE with the mistake printed
 */
enum cli_exit args_number(const struct cli *cli, const struct args *a, enum option_id id,
			  double min, double otherwise, double *out);
