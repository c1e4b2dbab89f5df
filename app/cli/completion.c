/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * completion: a bash script made of the tables of verbs and options. Names of objects are asked of
 * the board when they are wanted.
 */
#include "cli/verbs.h"

#include <string.h>

static const char head[] =
	"# bash completion for sluice\n"
	"_sluice()\n"
	"{\n"
	"	local cur prev verb='' kind='' word\n"
	"	cur=${COMP_WORDS[COMP_CWORD]}\n"
	"	prev=${COMP_WORDS[COMP_CWORD-1]}\n"
	"	for word in \"${COMP_WORDS[@]:1:COMP_CWORD-1}\"; do\n"
	"		case $word in\n"
	"		-*) ;;\n"
	"		*) if [ -z \"$verb\" ]; then verb=$word; elif [ -z \"$kind\" ]; then "
	"kind=$word; fi ;;\n"
	"		esac\n"
	"	done\n"
	"	case $prev in\n"
	"	-f|--filename|--patch-file|--config|--socket) COMPREPLY=($(compgen -f -- "
	"\"$cur\")); return ;;\n"
	"	-o|--output) COMPREPLY=($(compgen -W 'wide yaml json name jsonpath= "
	"custom-columns=' -- \"$cur\")); return "
	";;\n"
	"	--service) COMPREPLY=($(compgen -W \"$(sluice get svc -A --no-headers 2>/dev/null "
	"|\n"
	"		awk '{print $1 \"/\" $2}')\" -- \"$cur\")); return ;;\n"
	"	esac\n"
	"	case $verb in\n";

static const char tail[] = "	esac\n"
			   "}\n"
			   "complete -o default -F _sluice sluice\n";

static const char kinds[] = "services endpoints endpointslices pods replicasets "
			    "replicationcontrollers deployments statefulsets nodes namespaces "
			    "events all svc ep po rs rc deploy sts no ns ev";

static void
print_verb_names(FILE *out)
{
	for (const struct verb *v = verbs; v->name != NULL; v++)
		fprintf(out, "%s%s", v > verbs ? " " : "", v->name);
}

static void
print_options(const struct verb *v, FILE *out)
{
	for (int i = 0; i < OPT_CNT; i++) {
		if ((v->takes & OPTION_BIT(i)) == 0)
			continue;
		fprintf(out, " --%s", option_specs[i].name);
		if (option_specs[i].letter != 0)
			fprintf(out, " -%c", option_specs[i].letter);
	}
}

/* What completes the words of a verb, as an argument of compgen. */
static void
print_words(enum verb_words words, FILE *out)
{
	switch (words) {
	case WORDS_NONE:
		fputs("''", out);
		break;
	case WORDS_KINDS:
		fprintf(out,
			"\"$(if [ -z \"$kind\" ]; then echo '%s'; else sluice get \"$kind\" -o "
			"name "
			"2>/dev/null | sed 's|.*/||'; fi)\"",
			kinds);
		break;
	case WORDS_FILES:
		fputs("\"$(compgen -f -- \"$cur\")\"", out);
		break;
	case WORDS_VERBS:
		fputs("'", out);
		print_verb_names(out);
		fputs("'", out);
		break;
	case WORDS_MADE:
		fputs("\"$(if [ -z \"$kind\" ]; then echo 'service namespace'; "
		      "elif [ \"$kind\" = service ]; then echo 'clusterip nodeport loadbalancer "
		      "externalname'; fi)\"",
		      out);
		break;
	case WORDS_SHELLS:
		fputs("'bash'", out);
		break;
	}
}

enum cli_exit
verb_completion(struct cli *cli, const struct args *a)
{
	if (a->word_cnt != 1 || strcmp(a->words[0], "bash") != 0) {
		cli_error(cli, "for which shell? There is bash: sluice completion bash");
		return CLI_USAGE;
	}
	fputs(head, cli->out);
	fputs("	'') COMPREPLY=($(compgen -W '", cli->out);
	print_verb_names(cli->out);
	fputs("' -- \"$cur\")) ;;\n", cli->out);
	for (const struct verb *v = verbs; v->name != NULL; v++) {
		fprintf(cli->out,
			"	%s)\n		case $cur in\n		-*) COMPREPLY=($(compgen "
			"-W '",
			v->name);
		print_options(v, cli->out);
		fputs("' -- \"$cur\")) ;;\n		*) COMPREPLY=($(compgen -W ", cli->out);
		print_words(v->completion, cli->out);
		fputs(" -- \"$cur\")) ;;\n		esac ;;\n", cli->out);
	}
	fputs(tail, cli->out);
	return CLI_OK;
}
