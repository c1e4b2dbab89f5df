/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include "control/options.h"

#include "channel/frame.h"

#include <getopt.h>
#include <stdio.h>

static const char usage[] =
	"usage: sluice-control [OPTION]...\n"
	"       sluice-control --check [--config FILE] FILE|FOLDER|-...\n"
	"\n"
	"Reads the board's configuration and manifests, serves the command line, and keeps the\n"
	"forwarder's tables equal to them. sluiced starts it; alone it can only check.\n"
	"\n"
	"  --config FILE     the board's configuration   [" CONTROL_CONFIG_DEFAULT "]\n"
	"  --run-dir DIR     where sockets are made      [" CONTROL_RUN_DIR_DEFAULT "]\n"
	"  --state-dir DIR   what survives a restart     [spec.state of the configuration]\n"
	"  --runner PROG     program for exec probes     [none]\n"
	"  --lab             allow files as devices\n"
	"  --check           check manifests and board files, say what is wrong, end with 3 if any "
	"is\n"
	"  --explain PATH    help on a field, as service.spec.ports; --api-version V, --recursive\n"
	"  --reference       help on all fields, as a manual page\n"
	"  -h, --help        this text\n"
	"  --version         version and build\n"
	"\n"
	"Example: sluice-control --check conf/kubia\n";

enum {
	OPT_CONFIG = 256,
	OPT_RUN_DIR,
	OPT_STATE_DIR,
	OPT_RUNNER,
	OPT_LAB,
	OPT_CHECK,
	OPT_EXPLAIN,
	OPT_API_VERSION,
	OPT_RECURSIVE,
	OPT_REFERENCE,
	OPT_VERSION,
};

static const struct option long_options[] = {
	{"config", required_argument, NULL, OPT_CONFIG},
	{"run-dir", required_argument, NULL, OPT_RUN_DIR},
	{"state-dir", required_argument, NULL, OPT_STATE_DIR},
	{"runner", required_argument, NULL, OPT_RUNNER},
	{"lab", no_argument, NULL, OPT_LAB},
	{"check", no_argument, NULL, OPT_CHECK},
	{"explain", required_argument, NULL, OPT_EXPLAIN},
	{"api-version", required_argument, NULL, OPT_API_VERSION},
	{"recursive", no_argument, NULL, OPT_RECURSIVE},
	{"reference", no_argument, NULL, OPT_REFERENCE},
	{"help", no_argument, NULL, 'h'},
	{"version", no_argument, NULL, OPT_VERSION},
	{0},
};

static enum options_verdict
arguments_check(const struct options *o)
{
	if (o->check && o->checked[0] == NULL) {
		fprintf(stderr, "sluice-control: --check needs files or folders\n");
		return OPTIONS_WRONG;
	}
	if (!o->check && o->checked[0] != NULL) {
		fprintf(stderr, "sluice-control: unexpected argument '%s'\n", o->checked[0]);
		return OPTIONS_WRONG;
	}
	return OPTIONS_RUN;
}

enum options_verdict
options_parse(int argc, char **argv, struct options *o)
{
	int c;

	*o = (struct options){
		.config = CONTROL_CONFIG_DEFAULT,
		.run_dir = CONTROL_RUN_DIR_DEFAULT,
	};
	while ((c = getopt_long(argc, argv, "h", long_options, NULL)) != -1) {
		switch (c) {
		case OPT_CONFIG:
			o->config = optarg;
			o->config_given = true;
			break;
		case OPT_RUN_DIR:
			o->run_dir = optarg;
			break;
		case OPT_STATE_DIR:
			o->state_dir = optarg;
			break;
		case OPT_RUNNER:
			o->runner = optarg;
			break;
		case OPT_LAB:
			o->lab = true;
			break;
		case OPT_CHECK:
			o->check = true;
			break;
		case OPT_EXPLAIN:
			o->explained = optarg;
			break;
		case OPT_API_VERSION:
			o->api = optarg;
			break;
		case OPT_RECURSIVE:
			o->recursive = true;
			break;
		case OPT_REFERENCE:
			o->reference = true;
			break;
		case 'h':
			fputs(usage, stdout);
			return OPTIONS_DONE;
		case OPT_VERSION:
			printf("sluice-control %s\n", frame_build_id());
			return OPTIONS_DONE;
		default:
			fprintf(stderr, "sluice-control: try --help\n");
			return OPTIONS_WRONG;
		}
	}
	o->checked = argv + optind;
	return arguments_check(o);
}
