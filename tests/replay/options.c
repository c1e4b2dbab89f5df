/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include "replay/options.h"

#include <errno.h>
#include <getopt.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	OPT_IN_FILE, /* the first four in the order of enum option_file_kind */
	OPT_FROM_TWIN_FILE,
	OPT_OUT_FILE,
	OPT_TWIN_FILE,
	OPT_CONFIG,
	OPT_MANIFESTS,
	OPT_COUNTERS,
	OPT_WORKERS,
	OPT_SETTLE,
	OPT_SEED,
	OPT_SPREAD,
	OPT_SPLIT,
	OPT_AT,
	OPT_ANNOUNCE,
};

static const struct option longs[] = {
	{"config", required_argument, NULL, OPT_CONFIG},
	{"manifests", required_argument, NULL, OPT_MANIFESTS},
	{"in", required_argument, NULL, OPT_IN_FILE},
	{"from-twin", required_argument, NULL, OPT_FROM_TWIN_FILE},
	{"out", required_argument, NULL, OPT_OUT_FILE},
	{"twin", required_argument, NULL, OPT_TWIN_FILE},
	{"counters", required_argument, NULL, OPT_COUNTERS},
	{"workers", required_argument, NULL, OPT_WORKERS},
	{"settle", required_argument, NULL, OPT_SETTLE},
	{"seed", required_argument, NULL, OPT_SEED},
	{"spread", required_argument, NULL, OPT_SPREAD},
	{"split", required_argument, NULL, OPT_SPLIT},
	{"at", required_argument, NULL, OPT_AT},
	{"announce", no_argument, NULL, OPT_ANNOUNCE},
	{"help", no_argument, NULL, 'h'},
	{NULL, 0, NULL, 0},
};

static const char usage[] =
	"usage: sluice-replay --config board.yaml [--manifests DIR|FILE]... --in PORT=FILE...\n"
	"                     [--out PORT=FILE]... [--twin PORT=FILE]... [--counters FILE]\n"
	"\n"
	"Runs captures through the product's own compiler, tables and pipeline.\n"
	"\n"
	"  --config FILE         board.yaml; device and twin are ignored\n"
	"  --manifests DIR|FILE  manifests to load\n"
	"  --in PORT=FILE        packets that arrive at a port, in order of their timestamps\n"
	"  --from-twin PORT=FILE packets that the kernel sends through a port's twin\n"
	"  --out PORT=FILE       where a port's sent packets go\n"
	"  --twin PORT=FILE      where packets for a port's twin go\n"
	"  --counters FILE       write the counters as one JSON object\n"
	"  --workers N           spread over N workers (default: as many as spec.cores has)\n"
	"  --settle SECONDS      let the clock run on after the last packet\n"
	"  --seed N              secrets and the spread over workers; same seed, same output\n"
	"  --spread hash|any     a flow's packets to one worker, as RSS has it (the default), or "
	"each\n"
	"                        packet to any\n"
	"  --split BYTES         packets come in buffers of so many bytes each\n"
	"  --at T=ACTION         at second T: apply:FILE, delete:KIND/[NS/]NAME,\n"
	"                        ready:pod/[NS/]NAME=true|false|none\n"
	"  --announce            send gratuitous ARP for VIPs, as when a link comes up\n"
	"\n"
	"T counts from 0 of the captures' clock, or from the first packet when that is over a day\n"
	"later. Exit: 0; 1 failed; 2 usage; 3 refused configuration or manifest.\n"
	"\n"
	"example: sluice-replay --config conf/board.yaml --manifests conf/kubia \\\n"
	"             --in wire0=in.pcap --out wire0=out.pcap\n";

static int
bad(const char *what, const char *arg)
{
	fprintf(stderr, "sluice-replay: %s: '%s'\n", what, arg);
	return -EINVAL;
}

static int
parse_seconds(const char *text, char end, const char **rest, uint64_t *ns)
{
	char *stop;
	double s = strtod(text, &stop);

	if (stop == text || *stop != end || !isfinite(s) || s < 0 || s > 1e9)
		return bad("wants a number of seconds", text);
	*ns = (uint64_t)llround(s * 1e9);
	*rest = stop;
	return 0;
}

static int
parse_number(const char *arg, uint64_t min, uint64_t max, uint64_t *out)
{
	char *end;

	errno = 0;
	*out = strtoull(arg, &end, 0);
	if (errno != 0 || end == arg || *end != '\0' || *arg == '-' || *out < min || *out > max)
		return bad("not a number in range", arg);
	return 0;
}

static int
add_file(struct options *o, enum option_file_kind kind, const char *arg)
{
	struct option_file *f = &o->files[o->file_cnt];
	const char *eq = strchr(arg, '=');

	if (eq == NULL || eq == arg || (size_t)(eq - arg) >= sizeof(f->port))
		return bad("wants PORT=FILE", arg);
	if (o->file_cnt == OPTIONS_FILE_MAX)
		return bad("too many files", arg);
	f->kind = kind;
	memcpy(f->port, arg, (size_t)(eq - arg));
	f->file = eq + 1;
	o->file_cnt++;
	return 0;
}

/* KIND/NAME, and for ready what it is from then on */
static bool
is_action(const char *what)
{
	static const char *const ready[] = {"=true", "=false", "=none"};
	const char *slash = strchr(what, '/'), *eq = strrchr(what, '=');

	if (strncmp(what, "apply:", 6) == 0)
		return what[6] != '\0';
	if (strncmp(what, "delete:", 7) == 0)
		return slash != NULL && slash > what + 7 && slash[1] != '\0';
	if (strncmp(what, "ready:pod/", 10) != 0 || eq == NULL || eq == what + 10)
		return false;
	for (size_t i = 0; i < sizeof(ready) / sizeof(ready[0]); i++)
		if (strcmp(eq, ready[i]) == 0)
			return true;
	return false;
}

static int
add_action(struct options *o, const char *arg)
{
	struct option_action a;
	const char *rest = NULL;
	unsigned int i;

	if (parse_seconds(arg, '=', &rest, &a.at_ns) < 0)
		return -EINVAL;
	if (o->action_cnt == OPTIONS_ACTION_MAX)
		return bad("too many actions", arg);
	a.what = rest + 1;
	if (!is_action(a.what))
		return bad("not an action", arg);
	for (i = o->action_cnt++; i > 0 && o->actions[i - 1].at_ns > a.at_ns; i--)
		o->actions[i] = o->actions[i - 1];
	o->actions[i] = a;
	return 0;
}

static int
add_manifests(struct options *o, const char *arg)
{
	if (o->manifest_cnt == OPTIONS_FILE_MAX)
		return bad("too many manifests", arg);
	o->manifests[o->manifest_cnt++] = arg;
	return 0;
}

static int
parse_one(struct options *o, int c, const char *arg)
{
	const char *rest;
	uint64_t n = 0;
	int rc = 0;

	switch (c) {
	case OPT_IN_FILE:
	case OPT_FROM_TWIN_FILE:
	case OPT_OUT_FILE:
	case OPT_TWIN_FILE:
		return add_file(o, (enum option_file_kind)c, arg);
	case OPT_CONFIG:
		o->config = arg;
		return 0;
	case OPT_MANIFESTS:
		return add_manifests(o, arg);
	case OPT_COUNTERS:
		o->counters = arg;
		return 0;
	case OPT_WORKERS:
		rc = parse_number(arg, 1, 64, &n);
		o->workers = (unsigned int)n;
		return rc;
	case OPT_SETTLE:
		return parse_seconds(arg, '\0', &rest, &o->settle_ns);
	case OPT_SEED:
		return parse_number(arg, 0, UINT64_MAX, &o->seed);
	case OPT_SPREAD:
		o->is_spread_any = strcmp(arg, "any") == 0;
		return o->is_spread_any || strcmp(arg, "hash") == 0 ? 0
								    : bad("wants hash or any", arg);
	case OPT_SPLIT:
		rc = parse_number(arg, 1, UINT16_MAX, &n);
		o->split_bytes = (uint16_t)n;
		return rc;
	case OPT_AT:
		return add_action(o, arg);
	case OPT_ANNOUNCE:
		o->announce = true;
		return 0;
	case 'h':
		fputs(usage, stdout);
		return 1;
	default:
		fputs(usage, stderr);
		return -EINVAL;
	}
}

int
options_parse(struct options *o, int argc, char **argv)
{
	int c, rc;

	memset(o, 0, sizeof(*o));
	o->seed = 1;
	while ((c = getopt_long(argc, argv, "h", longs, NULL)) != -1) {
		rc = parse_one(o, c, optarg);
		if (rc != 0)
			return rc;
	}
	if (optind < argc)
		return bad("unexpected argument", argv[optind]);
	if (o->config == NULL)
		return bad("missing option", "--config");
	return 0;
}
