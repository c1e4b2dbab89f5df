/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include "cli/args.h"

#include "base/suggest.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

const struct option_spec option_specs[OPT_CNT] = {
#define OPTION(id_, letter_, name_, form_, value_, help_)                                          \
	[OPT_##id_] = {.name = (name_),                                                            \
		       .value = (value_),                                                          \
		       .help = (help_),                                                            \
		       .form = (form_),                                                            \
		       .letter = (letter_)},
#include "cli/options.def"
#undef OPTION
};

_Static_assert(OPT_CNT <= 64, "the options of a verb are bits of a uint64_t");

struct parse {
	const struct cli *cli;
	const char *verb;
	uint64_t takes;
	int argc;
	char **argv;
	int next; /* into argv */
	struct args *a;
};

static enum cli_exit
wrong(const struct parse *p, const char *what, const char *which)
{
	cli_error(p->cli, "%s%s; see 'sluice %s -h'", what, which, p->verb);
	return CLI_USAGE;
}

static enum cli_exit
unknown(const struct parse *p, const char *name)
{
	const char *known[OPT_CNT], *near;
	size_t known_cnt = 0;

	for (int i = 0; i < OPT_CNT; i++)
		if ((p->takes & OPTION_BIT(i)) != 0)
			known[known_cnt++] = option_specs[i].name;
	near = suggest_nearest(name, known, known_cnt);
	if (near == NULL)
		return wrong(p, "unknown option --", name);
	cli_error(p->cli, "unknown option --%s, did you mean --%s? See 'sluice %s -h'", name, near,
		  p->verb);
	return CLI_USAGE;
}

/* As kubectl's flags take it. @return whether it is one */
static bool
is_bool(const char *text, bool *value)
{
	static const char *const words[] = {"1", "t", "T", "true",  "TRUE",  "True",
					    "0", "f", "F", "false", "FALSE", "False"};
	const size_t cnt = sizeof(words) / sizeof(words[0]);

	for (size_t i = 0; i < cnt; i++) {
		if (strcmp(text, words[i]) != 0)
			continue;
		*value = i < cnt / 2;
		return true;
	}
	return false;
}

static enum cli_exit
take_flag(const struct parse *p, int id, const char *value)
{
	bool on = true;

	if (value != NULL && !is_bool(value, &on)) {
		cli_error(p->cli, "--%s is true or false, not '%s'; see 'sluice %s -h'",
			  option_specs[id].name, value, p->verb);
		return CLI_USAGE;
	}
	p->a->given[id] = on;
	p->a->value[id] = on ? NULL : value;
	return CLI_OK;
}

/* value: what follows in the same word, or NULL. */
static enum cli_exit
take(struct parse *p, int id, const char *value)
{
	const struct option_spec *spec = &option_specs[id];

	if (spec->form == OPTION_FLAG)
		return take_flag(p, id, value);
	if (spec->form == OPTION_VALUE && value == NULL) {
		if (p->next == p->argc)
			return wrong(p, "a value is missing after --", spec->name);
		value = p->argv[p->next++];
	}
	p->a->given[id] = true;
	p->a->value[id] = value;
	if (id == OPT_filename)
		p->a->files[p->a->file_cnt++] = value;
	if (id == OPT_label_columns)
		p->a->labels[p->a->label_cnt++] = value;
	if (id == OPT_tcp)
		p->a->tcp[p->a->tcp_cnt++] = value;
	return CLI_OK;
}

static enum cli_exit
take_long(struct parse *p, char *word)
{
	size_t len = strcspn(word, "=");
	const char *value = word[len] == '=' ? word + len + 1 : NULL;

	for (int i = 0; i < OPT_CNT; i++)
		if ((p->takes & OPTION_BIT(i)) != 0 && strlen(option_specs[i].name) == len &&
		    memcmp(option_specs[i].name, word, len) == 0)
			return take(p, i, value);
	word[len] = '\0';
	return unknown(p, word);
}

static enum cli_exit
take_letters(struct parse *p, const char *word)
{
	for (; *word != '\0'; word++) {
		const char *value = NULL;
		enum cli_exit rc;
		int i = 0;

		while (i < OPT_CNT &&
		       ((p->takes & OPTION_BIT(i)) == 0 || option_specs[i].letter != *word))
			i++;
		if (i == OPT_CNT)
			return wrong(p, "unknown option -", (char[]){*word, '\0'});
		if (option_specs[i].form != OPTION_FLAG && word[1] != '\0')
			value = word + 1 + (word[1] == '=');
		rc = take(p, i, value);
		if (rc != CLI_OK || value != NULL)
			return rc;
	}
	return CLI_OK;
}

enum cli_exit
args_parse(const struct cli *cli, const char *verb, uint64_t takes, int argc, char **argv,
	   struct args *a)
{
	struct parse p = {
		.cli = cli, .verb = verb, .takes = takes, .argc = argc, .argv = argv, .a = a};
	enum cli_exit rc = CLI_OK;
	bool ended = false;

	*a = (struct args){0};
	a->files = calloc((size_t)argc + 1, sizeof(*a->files));
	a->labels = calloc((size_t)argc + 1, sizeof(*a->labels));
	a->tcp = calloc((size_t)argc + 1, sizeof(*a->tcp));
	a->words = calloc((size_t)argc + 1, sizeof(*a->words));
	if (a->files == NULL || a->labels == NULL || a->tcp == NULL || a->words == NULL) {
		cli_error(cli, "out of memory");
		return CLI_DIFFERS;
	}
	while (rc == CLI_OK && p.next < argc) {
		char *word = argv[p.next++];

		if (ended || word[0] != '-' || word[1] == '\0')
			a->words[a->word_cnt++] = word;
		else if (strcmp(word, "--") == 0)
			ended = true;
		else if (word[1] == '-')
			rc = take_long(&p, word + 2);
		else
			rc = take_letters(&p, word + 1);
	}
	return rc;
}

static const struct option_spec *
find_letter(char letter)
{
	for (int i = 0; i < OPT_CNT; i++)
		if (option_specs[i].letter == letter)
			return &option_specs[i];
	return NULL;
}

/* Whether the value of an option, of whatever verb, is the next word. */
static bool
wants_value(const char *word)
{
	if (word[1] == '-') {
		for (int i = 0; i < OPT_CNT; i++)
			if (strcmp(option_specs[i].name, word + 2) == 0)
				return option_specs[i].form == OPTION_VALUE;
		return false;
	}
	while (*++word != '\0') {
		const struct option_spec *spec = find_letter(*word);

		if (spec == NULL || spec->form != OPTION_FLAG)
			return spec != NULL && spec->form == OPTION_VALUE && word[1] == '\0';
	}
	return false;
}

int
args_find_word(int argc, char **argv)
{
	int at = 1;

	while (at < argc && argv[at][0] == '-' && strcmp(argv[at], "--version") != 0)
		at += 1 + wants_value(argv[at]);
	return at < argc ? at : argc;
}

void
args_fini(struct args *a)
{
	free(a->files);
	free(a->labels);
	free(a->tcp);
	free(a->words);
	*a = (struct args){0};
}

enum cli_exit
args_number(const struct cli *cli, const struct args *a, enum option_id id, double min,
	    double otherwise, double *out)
{
	const char *text = a->value[id];
	char *end;

	*out = otherwise;
	if (text == NULL)
		return CLI_OK;
	*out = strtod(text, &end);
	if (end != text && *end == 's' && id != OPT_count && id != OPT_limit)
		end++;
	if (end != text && *end == '\0' && isfinite(*out) && *out >= min && *out <= 1e9)
		return CLI_OK;
	cli_error(cli, "--%s takes a number from %g, not '%s'", option_specs[id].name, min, text);
	return CLI_USAGE;
}
