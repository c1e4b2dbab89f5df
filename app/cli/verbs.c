/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include "cli/verbs.h"

#include "base/suggest.h"
#include "rpc/rpc.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

const struct verb verbs[] = {
#define VERB(name_, takes_, words_, completion_, summary_, example_)                               \
	{.name = #name_,                                                                           \
	 .run = verb_##name_,                                                                      \
	 .takes = (takes_) | VERB_OPTIONS,                                                         \
	 .words = (words_),                                                                        \
	 .completion = (completion_),                                                              \
	 .summary = (summary_),                                                                    \
	 .example = (example_)},
#include "cli/verbs.def"
#undef VERB
	{0},
};

#define VERB_CNT (sizeof(verbs) / sizeof(verbs[0]) - 1)

const struct verb *
verb_find(const char *name)
{
	for (size_t i = 0; i < VERB_CNT; i++)
		if (strcmp(verbs[i].name, name) == 0)
			return &verbs[i];
	return NULL;
}

void
cli_error(const struct cli *cli, const char *fmt, ...)
{
	va_list ap;

	fputs("error: ", cli->err);
	va_start(ap, fmt);
	vfprintf(cli->err, fmt, ap);
	va_end(ap);
	fputc('\n', cli->err);
}

uint64_t
cli_now_s(const struct cli *cli)
{
	return cli->now_s != 0 ? cli->now_s : (uint64_t)time(NULL);
}

static void
option_help(const struct option_spec *o, FILE *out)
{
	char left[64];

	snprintf(left, sizeof(left), "%s%c%s--%s%s%s%s", o->letter != 0 ? "-" : " ",
		 o->letter != 0 ? o->letter : ' ', o->letter != 0 ? ", " : "  ", o->name,
		 o->form == OPTION_VALUE   ? " "
		 : o->form == OPTION_MAYBE ? "[="
					   : "",
		 o->value, o->form == OPTION_MAYBE ? "]" : "");
	fprintf(out, "  %-34s %s\n", left, o->help);
}

void
verb_print_help(const struct verb *verb, FILE *out)
{
	if (verb != NULL) {
		fprintf(out, "usage: sluice %s%s%s [OPTION]...\n\n%s\n\n", verb->name,
			*verb->words != '\0' ? " " : "", verb->words, verb->summary);
		for (int i = 0; i < OPT_CNT; i++)
			if ((verb->takes & OPTION_BIT(i)) != 0)
				option_help(&option_specs[i], out);
		fprintf(out, "\nExample: %s\n", verb->example);
		return;
	}
	fputs("usage: sluice VERB [OPTION]...\n\n", out);
	for (size_t i = 0; i < VERB_CNT; i++)
		fprintf(out, "  %-12s %s\n", verbs[i].name, verbs[i].summary);
	fputs("\nEvery verb takes -h, which shows its options and an example, and --socket PATH;\n"
	      "else SLUICE_SOCKET names the socket, else it is " RPC_SOCKET_DEFAULT ".\n"
	      "Exit: 0 ok, 1 differs or not found, 2 usage, 3 refused by validation, 4 no daemon.\n"
	      "\nExample: sluice get svc\n",
	      out);
}

enum cli_exit
verb_no_words(const struct cli *cli, const char *verb, const struct args *a)
{
	if (a->word_cnt == 0)
		return CLI_OK;
	cli_error(cli, "unexpected argument '%s'; see 'sluice %s -h'", a->words[0], verb);
	return CLI_USAGE;
}

/* What kubectl has and there cannot be here. NULL: it is none of these */
static const char *
why_not(const char *name)
{
	static const struct {
		const char *name;
		const char *why;
	} absent[] = {
#define ABSENT(name_, why_) {name_, why_},
#include "cli/verbs_absent.def"
#undef ABSENT
	};

	for (size_t i = 0; i < sizeof(absent) / sizeof(absent[0]); i++)
		if (strcmp(absent[i].name, name) == 0)
			return absent[i].why;
	return NULL;
}

static enum cli_exit
unknown_verb(const struct cli *cli, const char *name)
{
	const char *known[VERB_CNT], *near, *why = why_not(name);

	if (why != NULL) {
		cli_error(cli, "there is no '%s' here: %s", name, why);
		return CLI_USAGE;
	}
	for (size_t i = 0; i < VERB_CNT; i++)
		known[i] = verbs[i].name;
	near = suggest_nearest(name, known, VERB_CNT);
	if (near != NULL)
		cli_error(cli, "unknown verb '%s', did you mean '%s'? See 'sluice -h'", name, near);
	else
		cli_error(cli, "unknown verb '%s'; see 'sluice -h'", name);
	return CLI_USAGE;
}

enum cli_exit
verb_help(struct cli *cli, const struct args *a)
{
	const struct verb *verb = a->word_cnt > 0 ? verb_find(a->words[0]) : NULL;

	if (a->word_cnt > 0 && verb == NULL)
		return unknown_verb(cli, a->words[0]);
	verb_print_help(verb, cli->out);
	return CLI_OK;
}

enum cli_exit
cli_run(struct cli *cli, int argc, char **argv)
{
	int at = args_find_word(argc, argv);
	const struct verb *verb;
	struct args a;
	enum cli_exit rc;
	char *name;

	if (at == argc) {
		bool asked = argc > 1 && (strcmp(argv[argc - 1], "-h") == 0 ||
					  strcmp(argv[argc - 1], "--help") == 0);

		verb_print_help(NULL, asked ? cli->out : cli->err);
		return asked ? CLI_OK : CLI_USAGE;
	}
	name = argv[at];
	if (strcmp(name, "--version") == 0)
		name += 2;
	verb = verb_find(name);
	if (verb == NULL)
		return unknown_verb(cli, name);
	/* What stands before the verb is the verb's, as what stands behind it. */
	memmove(argv + 2, argv + 1, (size_t)(at - 1) * sizeof(*argv));
	rc = args_parse(cli, verb->name, verb->takes, argc - 2, argv + 2, &a);
	if (rc == CLI_OK && a.given[OPT_help]) {
		verb_print_help(verb, cli->out);
	} else if (rc == CLI_OK) {
		if (a.given[OPT_socket])
			cli->socket = a.value[OPT_socket];
		rc = verb->run(cli, &a);
	}
	args_fini(&a);
	fflush(cli->out);
	return rc;
}
