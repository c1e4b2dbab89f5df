/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * status and version.
 */
#include "cli/verbs.h"

#include "cli/age.h"
#include "cli/call.h"
#include "cli/format.h"
#include "cli/jget.h"
#include "cli/tabs.h"

#include "base/clock.h"

#include <string.h>
#include <time.h>

#define RED      "\033[31m"
#define PLAIN    "\033[0m"
#define POLL_NS  100000000
#define NS_PER_S 1000000000.0
#define WAIT_S   60

static const char *
span_text(const json_t *status, const char *path, char text[AGE_BYTES])
{
	return age_format(jint(status, path, 0) / 1000, text);
}

static void
put_forwarder(struct buf *out, const json_t *status)
{
	const json_t *f = jat(status, "forwarder");
	char up[AGE_BYTES];

	if (!jtrue(f, "connected")) {
		buf_adds(out, "Forwarder:\taway\n");
		return;
	}
	buf_printf(out, "Forwarder:\t%s, up %s, %lld worker%s, %s%s\n",
		   jtrue(f, "ready") ? "ready" : "starting", span_text(f, "uptimeMs", up),
		   jint(f, "workers", 0), jint(f, "workers", 0) == 1 ? "" : "s",
		   jtrue(f, "installed") ? "all is installed" : "not all is installed yet",
		   jtrue(f, "unprivileged") ? ", unprivileged" : "");
	buf_printf(out, "Installed:\t%lld Services, %lld ports, %lld endpoints\n",
		   jint(f, "services", 0), jint(f, "servicePorts", 0), jint(f, "endpoints", 0));
	buf_printf(out, "Flows:\t%lld of %lld, %lld created, %lld expired\n",
		   jint(f, "flowsLive", 0), jint(f, "flowsMax", 0), jint(f, "flowsCreated", 0),
		   jint(f, "flowsExpired", 0));
	buf_printf(out, "Affinity:\t%lld of %lld, %lld expired, %lld refused\n",
		   jint(f, "affinityLive", 0), jint(f, "affinityMax", 0),
		   jint(f, "affinityExpired", 0), jint(f, "affinityRefused", 0));
}

static void
put_manifests(struct buf *out, const json_t *status)
{
	const json_t *one;
	size_t i;

	json_array_foreach(jat(status, "manifests"), i, one)
	{
		long long files = jint(one, "files", 0), errors = jint(one, "errors", 0);

		buf_printf(out, "%s\t%s: %lld file%s, %lld error%s\n", i == 0 ? "Manifests:" : "",
			   jtext(one, "path", ""), files, files == 1 ? "" : "s", errors,
			   errors == 1 ? "" : "s");
	}
}

static void
print_status(const struct cli *cli, const json_t *status)
{
	const char *red = cli->tty ? RED : "", *plain = cli->tty ? PLAIN : "";
	struct tabs tabs = TABS_DESCRIBE;
	struct buf text = {0};
	const json_t *problem;
	char up[AGE_BYTES];
	size_t i;

	buf_printf(&text, "State:\t%s\n", jtext(status, "state", "unknown"));
	buf_printf(&text, "Board:\t%s\n", jtext(status, "name", ""));
	buf_printf(&text, "Version:\t%s (%s)\n", jtext(status, "version", ""),
		   jtext(status, "build", ""));
	buf_printf(&text, "Configuration:\t%s%s\n", jtext(status, "config.file", ""),
		   jtrue(status, "config.lastGood") ? ", the last good copy of it" : "");
	buf_printf(&text, "Control:\tpid %lld, up %s\n", jint(status, "pid", 0),
		   span_text(status, "uptimeMs", up));
	buf_printf(&text, "Objects:\t%lld, of them %lld Services with %lld endpoints\n",
		   jint(status, "objects", 0), jint(status, "services", 0),
		   jint(status, "endpoints", 0));
	put_forwarder(&text, status);
	put_manifests(&text, status);
	if (text.failed)
		cli_error(cli, "out of memory");
	else
		tabs_print(&tabs, text.data, text.len, cli->out);
	buf_fini(&text);
	json_array_foreach(jat(status, "problems"), i, problem)
		fprintf(cli->out, "%sProblem: %s%s\n", red, json_string_value(problem), plain);
	call_print_faults(cli, jat(status, "faults"));
}

/* Ask until the board has started; meanwhile nobody may be at the socket yet. */
static enum cli_exit
ask(const struct cli *cli, double wait_s, json_t **status)
{
	uint64_t end_ns = clock_now_ns() + (uint64_t)(wait_s * NS_PER_S);
	const struct timespec pause = {.tv_nsec = POLL_NS};

	for (;;) {
		bool last = clock_now_ns() >= end_ns;
		const struct call call = {.method = RPC_status, .quiet_absent = !last};
		enum cli_exit rc = call_one(cli, &call, status);

		if (last || (rc != CLI_OK && rc != CLI_NO_DAEMON) ||
		    (rc == CLI_OK && strcmp(jtext(*status, "state", ""), "starting") != 0))
			return rc;
		json_decref(*status);
		nanosleep(&pause, NULL);
	}
}

enum cli_exit
verb_status(struct cli *cli, const struct args *a)
{
	enum format format;
	double wait_s = 0;
	json_t *status;
	enum cli_exit rc = format_get(cli, a, FORMATS_PLAIN, &format);

	if (rc == CLI_OK)
		rc = verb_no_words(cli, "status", a);
	if (rc == CLI_OK && a->given[OPT_wait])
		rc = args_number(cli, a, OPT_wait, 0, WAIT_S, &wait_s);
	if (rc == CLI_OK)
		rc = ask(cli, wait_s, &status);
	if (rc != CLI_OK)
		return rc;
	if (format == FORMAT_TABLE)
		print_status(cli, status);
	else
		rc = format_print(cli, format, status);
	if (rc == CLI_OK && strcmp(jtext(status, "state", ""), "ready") != 0)
		rc = CLI_DIFFERS;
	json_decref(status);
	return rc;
}

enum cli_exit
verb_version(struct cli *cli, const struct args *a)
{
	const struct call call = {.method = RPC_version};
	enum format format;
	json_t *result, *both;
	enum cli_exit rc = format_get(cli, a, FORMATS_PLAIN, &format);

	if (rc == CLI_OK)
		rc = verb_no_words(cli, "version", a);
	if (rc != CLI_OK)
		return rc;
	if (format == FORMAT_TABLE)
		fprintf(cli->out, "Client Version: %s\n", SLUICE_VERSION);
	rc = call_one(cli, &call, &result);
	if (rc != CLI_OK)
		return rc;
	if (format == FORMAT_TABLE) {
		fprintf(cli->out, "Board Version: %s (%s)\n", jtext(result, "version", "unknown"),
			jtext(result, "build", "unknown"));
	} else {
		both = json_pack("{s:{s:s}, s:O}", "client", "version", SLUICE_VERSION, "board",
				 result);
		rc = format_print(cli, format, both);
		json_decref(both);
	}
	json_decref(result);
	return rc;
}
