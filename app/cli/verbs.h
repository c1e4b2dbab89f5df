/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#pragma once

#include "cli/args.h"

enum verb_words {
	WORDS_NONE,
	WORDS_KINDS,
	WORDS_FILES,
	WORDS_VERBS,
	WORDS_SHELLS,
	WORDS_MADE,
};

struct verb {
	const char *name;
	enum cli_exit (*run)(struct cli *cli, const struct args *a);
	uint64_t takes; /* OPT_BIT()s */
	const char *words;
	enum verb_words completion;
	const char *summary;
	const char *example;
};

/** All verbs, ended by one without a name. */
extern const struct verb verbs[];

/** Options that every verb takes. */
#define VERB_OPTIONS (OPT_BIT(help) | OPT_BIT(socket))

#define VERB(name_, takes_, words_, completion_, summary_, example_)                               \
	enum cli_exit verb_##name_(struct cli *cli, const struct args *a);
#include "cli/verbs.def"
#undef VERB

/** @return the verb of that name, or NULL */
const struct verb *verb_find(const char *name);

/** Print one verb's help, or with NULL that of all. */
void verb_print_help(const struct verb *verb, FILE *out);

/** A verb that takes no words was given one: say so. @return CLI_OK or CLI_USAGE */
enum cli_exit verb_no_words(const struct cli *cli, const char *verb, const struct args *a);
