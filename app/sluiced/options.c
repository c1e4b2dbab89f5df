/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include "sluiced/options.h"

#include <err.h>
#include <getopt.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum {
	OPT_CONFIG = 256,
	OPT_RUN_DIR,
	OPT_STATE_DIR,
	OPT_USER,
	OPT_LAB,
	OPT_LIBEXEC_DIR,
	OPT_RUNNER,
	OPT_VERSION,
};

static const struct option long_options[] = {
	{"config", required_argument, NULL, OPT_CONFIG},
	{"run-dir", required_argument, NULL, OPT_RUN_DIR},
	{"state-dir", required_argument, NULL, OPT_STATE_DIR},
	{"user", required_argument, NULL, OPT_USER},
	{"lab", no_argument, NULL, OPT_LAB},
	{"libexec-dir", required_argument, NULL, OPT_LIBEXEC_DIR},
	{"runner", required_argument, NULL, OPT_RUNNER},
	{"version", no_argument, NULL, OPT_VERSION},
	{"help", no_argument, NULL, 'h'},
	{NULL, 0, NULL, 0},
};

static const char help_text[] =
	"sluiced - run the Sluice service gateway\n"
	"\n"
	"Usage: sluiced [OPTION]...\n"
	"\n"
	"Starts sluice-forwarder (packets) and sluice-control (configuration), joins them,\n"
	"restarts either when it dies, and ends both on SIGTERM or SIGINT. Stays in the\n"
	"foreground and logs to standard error. Must be started as root: the forwarder\n"
	"drops root once its ports are up, control never has it.\n"
	"\n"
	"Options:\n"
	"  --config FILE       the board's configuration   [/etc/sluice/board.yaml]\n"
	"  --run-dir DIR       sockets, lock, list of twins            [/run/sluice]\n"
	"  --state-dir DIR     what must survive a restart         [/var/lib/sluice]\n"
	"  --user NAME         the user that the children become           [sluice]\n"
	"  --lab               allow devices that write files (net_pcap); not for boards\n"
	"  --libexec-dir DIR   where the children's programs are\n"
	"                                        [the directory of sluiced itself]\n"
	"  --runner PROG       root-owned program that runs exec probes      [none]\n"
	"  --version           print the version\n"
	"  -h, --help          print this help\n"
	"\n"
	"Signals:\n"
	"  SIGTERM, SIGINT     end everything within two seconds\n"
	"  SIGHUP              ignored: configuration files are watched\n"
	"\n"
	"Environment:\n"
	"  NOTIFY_SOCKET, WATCHDOG_USEC, WATCHDOG_PID   as systemd sets them\n"
	"\n"
	"Exit status:\n"
	"  0  ended by a signal\n"
	"  1  cannot run as asked; the message says what mends it\n"
	"  2  wrong usage\n"
	"\n"
	"Example:\n"
	"  sluiced --config /etc/sluice/board.yaml\n";

/* The default: beside our own program, or where the build was told to install the children. */
static bool
libexec_dir_find(char dir[PATH_MAX])
{
	char *slash;
	ssize_t n;

	if (SLUICE_CHILDREN_DIR[0] != '\0') {
		snprintf(dir, PATH_MAX, "%s", SLUICE_CHILDREN_DIR);
		return true;
	}
	n = readlink("/proc/self/exe", dir, PATH_MAX - 1);
	if (n <= 0) {
		warn("cannot tell where my own program is; give --libexec-dir");
		return false;
	}
	dir[n] = '\0';
	slash = strrchr(dir, '/');
	slash[slash == dir ? 1 : 0] = '\0';
	return true;
}

static bool
is_usable(const struct options *o)
{
	const struct {
		const char *option, *value;
	} given[] = {
		{"--config", o->config},       {"--run-dir", o->run_dir},
		{"--state-dir", o->state_dir}, {"--libexec-dir", o->libexec_dir},
		{"--user", o->user},
	};

	for (size_t i = 0; i < sizeof(given) / sizeof(given[0]); i++) {
		if (given[i].value[0] == '\0') {
			warnx("%s is empty; see sluiced -h", given[i].option);
			return false;
		}
	}
	if (o->runner != NULL && o->runner[0] != '/') {
		warnx("--runner wants an absolute path, not \"%s\"", o->runner);
		return false;
	}
	return true;
}

enum options_verdict
options_parse(int argc, char **argv, struct options *o)
{
	const char *libexec_dir = NULL;
	int opt;

	*o = (struct options){
		.config = "/etc/sluice/board.yaml",
		.run_dir = "/run/sluice",
		.state_dir = "/var/lib/sluice",
		.user = "sluice",
	};
	while ((opt = getopt_long(argc, argv, "h", long_options, NULL)) != -1) {
		switch (opt) {
		case OPT_CONFIG:
			o->config = optarg;
			break;
		case OPT_RUN_DIR:
			o->run_dir = optarg;
			break;
		case OPT_STATE_DIR:
			o->state_dir = optarg;
			break;
		case OPT_USER:
			o->user = optarg;
			break;
		case OPT_LAB:
			o->lab = true;
			break;
		case OPT_LIBEXEC_DIR:
			libexec_dir = optarg;
			break;
		case OPT_RUNNER:
			o->runner = optarg;
			break;
		case OPT_VERSION:
			puts("sluiced " SLUICE_VERSION);
			return OPTIONS_DONE;
		case 'h':
			fputs(help_text, stdout);
			return OPTIONS_DONE;
		default:
			fputs("see sluiced -h\n", stderr);
			return OPTIONS_WRONG;
		}
	}
	if (optind < argc) {
		warnx("does not know what to do with \"%s\"; see sluiced -h", argv[optind]);
		return OPTIONS_WRONG;
	}
	if (libexec_dir == NULL) {
		if (!libexec_dir_find(o->libexec_dir))
			return OPTIONS_WRONG;
	} else if (strlen(libexec_dir) >= sizeof(o->libexec_dir)) {
		warnx("--libexec-dir is too long");
		return OPTIONS_WRONG;
	} else {
		memcpy(o->libexec_dir, libexec_dir, strlen(libexec_dir) + 1);
	}
	return is_usable(o) ? OPTIONS_RUN : OPTIONS_WRONG;
}
