/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * flows: live flows, printed part by part as they come; never all in memory.
 */
#include "cli/verbs.h"

#include "cli/age.h"
#include "cli/call.h"
#include "cli/format.h"
#include "cli/jget.h"
#include "cli/tabs.h"

#include <stdlib.h>
#include <string.h>

struct listing {
	struct cli *cli;
	enum format format;
	bool headings;
	size_t shown;
	struct tabs tabs;
};

static void
put_span(struct buf *out, const json_t *flow, const char *key)
{
	char text[AGE_BYTES];

	buf_printf(out, "\t%s", age_format(jint(flow, key, 0) / 1000, text));
}

static void
put_pair(struct buf *out, const json_t *flow, const char *key)
{
	const json_t *pair = jat(flow, key);

	buf_adds(out, "\t");
	jput(json_array_get(pair, 0), out);
	buf_adds(out, "/");
	jput(json_array_get(pair, 1), out);
}

static void
put_flow(struct buf *out, const json_t *flow)
{
	const char *state = jtext(flow, "endpointState", "ready");

	buf_printf(out, "%s\t%s\t%s\t%s\t%s%s%s%s\t%s\t%s\t%lld", jtext(flow, "proto", ""),
		   jtext(flow, "state", ""), jtext(flow, "src", ""), jtext(flow, "dst", ""),
		   jtext(flow, "endpoint", "<none>"), strcmp(state, "ready") == 0 ? "" : " (",
		   strcmp(state, "ready") == 0 ? "" : state, strcmp(state, "ready") == 0 ? "" : ")",
		   jtext(flow, "as", "<none>"), jtext(flow, "service", "<none>"),
		   jint(flow, "worker", 0));
	put_span(out, flow, "ageMs");
	put_span(out, flow, "idleMs");
	put_pair(out, flow, "pkts");
	put_pair(out, flow, "bytes");
	buf_adds(out, "\n");
}

static bool
take_table(struct listing *l, const json_t *flows)
{
	struct buf table = {0};
	const json_t *flow;
	size_t i;

	if (l->headings && json_array_size(flows) > 0)
		buf_adds(&table, "PROTO\tSTATE\tCLIENT\tTO\tENDPOINT\tAS\tSERVICE\tWORKER\tAGE\t"
				 "IDLE\tPACKETS\tBYTES\n");
	l->headings &= json_array_size(flows) == 0;
	json_array_foreach(flows, i, flow) put_flow(&table, flow);
	if (table.failed)
		cli_error(l->cli, "out of memory");
	else if (table.len > 0)
		tabs_print(&l->tabs, table.data, table.len, l->cli->out);
	buf_fini(&table);
	return fflush(l->cli->out) == 0;
}

/* JSON: a flow a line; YAML: a list. */
static bool
take_part(void *arg, const json_t *result)
{
	struct listing *l = arg;
	const json_t *flows = jat(result, "flows"), *flow;
	size_t i;

	l->shown += json_array_size(flows);
	if (l->format == FORMAT_TABLE)
		return take_table(l, flows);
	if (l->format == FORMAT_YAML)
		return json_array_size(flows) == 0 ||
		       format_print(l->cli, l->format, flows) == CLI_OK;
	json_array_foreach(flows, i, flow)
	{
		json_dumpf(flow, l->cli->out, JSON_COMPACT);
		fputc('\n', l->cli->out);
	}
	return fflush(l->cli->out) == 0;
}

/* "ns/name", or a name in the namespace of -n. */
static void
take_service(const struct args *a, json_t *params)
{
	const char *service = a->value[OPT_service], *slash;
	const char *ns = a->given[OPT_namespace] ? a->value[OPT_namespace] : NULL;

	if (service == NULL) {
		if (ns != NULL)
			json_object_set_new(params, "namespace", json_string(ns));
		return;
	}
	slash = strchr(service, '/');
	if (slash != NULL)
		json_object_set_new(params, "namespace",
				    json_stringn(service, (size_t)(slash - service)));
	else
		json_object_set_new(params, "namespace", json_string(ns != NULL ? ns : "default"));
	json_object_set_new(params, "service", json_string(slash != NULL ? slash + 1 : service));
}

static json_t *
flow_params(const struct args *a, double limit)
{
	json_t *params = json_object();

	take_service(a, params);
	if (a->given[OPT_client])
		json_object_set_new(params, "client", json_string(a->value[OPT_client]));
	if (a->given[OPT_endpoint])
		json_object_set_new(params, "endpoint", json_string(a->value[OPT_endpoint]));
	if (a->given[OPT_limit])
		json_object_set_new(params, "limit", json_integer((json_int_t)limit));
	return params;
}

enum cli_exit
verb_flows(struct cli *cli, const struct args *a)
{
	struct listing l = {.cli = cli, .headings = !a->given[OPT_no_headers], .tabs = TABS_LIST};
	struct call call = {.method = RPC_flows, .part = take_part, .arg = &l};
	double limit;
	enum cli_exit rc = format_get(cli, a, FORMATS_PLAIN, &l.format);

	l.tabs.keep = 1;
	if (rc == CLI_OK)
		rc = verb_no_words(cli, "flows", a);
	if (rc == CLI_OK)
		rc = args_number(cli, a, OPT_limit, 1, 0, &limit);
	if (rc != CLI_OK)
		return rc;
	call.params = flow_params(a, limit);
	rc = call_run(cli, &call);
	if (rc == CLI_OK && l.shown == 0)
		fprintf(cli->err, "No flows\n");
	return rc;
}
