/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * drops, ports and workers: tables of counters, each described by its columns.
 */
#include "cli/verbs.h"

#include "cli/call.h"
#include "cli/format.h"
#include "cli/jget.h"
#include "cli/tabs.h"

#include <string.h>

struct column {
	const char *heading;
	const char *key;
};

struct listing {
	const char *verb;
	enum rpc_method_id method;
	const char *key; /* of the array in the result */
	const struct column *columns;
	const char *moving; /* unless --all, rows of which this is 0 are left out; may be NULL */
};

static const struct column drop_columns[] = {
	{"REASON", "reason"}, {"PACKETS", "pkts"}, {"MEANING", "help"}, {0}};

static const struct column port_columns[] = {{"NAME", "name"},
					     {"LINK", "link"},
					     {"TWIN", "twin"},
					     {"MAC", "mac"},
					     {"MTU", "mtu"},
					     {"QUEUES", "queues"},
					     {"RX", "rxPkts"},
					     {"RX-BYTES", "rxBytes"},
					     {"MISSED", "rxMissed"},
					     {"TX", "txPkts"},
					     {"TX-BYTES", "txBytes"},
					     {"FROM-TWIN", "fromTwinPkts"},
					     {"TO-TWIN", "toTwinPkts"},
					     {"DEVICE", "device"},
					     {0}};

static const struct column worker_columns[] = {{"WORKER", "worker"},
					       {"LCORE", "lcore"},
					       {"RX", "rx"},
					       {"FROM-TWIN", "fromTwin"},
					       {"GENERATED", "generated"},
					       {"TX", "tx"},
					       {"TO-TWIN", "toTwin"},
					       {"CONSUMED", "consumed"},
					       {"DROPPED", "dropped"},
					       {"HELD", "held"},
					       {"FLOWS", "flowsLive"},
					       {"POLLS", "polls"},
					       {"EMPTY", "emptyPolls"},
					       {0}};

static const struct listing drops = {"drops", RPC_drops, "drops", drop_columns, "pkts"};
static const struct listing ports = {"ports", RPC_ports, "ports", port_columns, NULL};
static const struct listing workers = {"workers", RPC_workers, "workers", worker_columns, NULL};

static void
put_headings(const struct listing *l, struct buf *out)
{
	for (const struct column *c = l->columns; c->heading != NULL; c++)
		buf_printf(out, "%s%s", c > l->columns ? "\t" : "", c->heading);
	buf_adds(out, "\n");
}

static void
put_row(const struct listing *l, const json_t *row, struct buf *out)
{
	for (const struct column *c = l->columns; c->heading != NULL; c++) {
		size_t before;

		if (c > l->columns)
			buf_adds(out, "\t");
		before = out->len;
		jput(json_object_get(row, c->key), out);
		if (out->len == before)
			buf_adds(out, "<none>");
	}
	buf_adds(out, "\n");
}

static void
print_rows(const struct cli *cli, const struct args *a, const struct listing *l,
	   const json_t *result)
{
	struct tabs tabs = TABS_LIST;
	struct buf table = {0};
	const json_t *row;
	size_t shown = 0, i;

	if (!a->given[OPT_no_headers])
		put_headings(l, &table);
	json_array_foreach(jat(result, l->key), i, row)
	{
		if (l->moving != NULL && !a->given[OPT_all] && jint(row, l->moving, 0) == 0)
			continue;
		put_row(l, row, &table);
		shown++;
	}
	if (shown == 0)
		fprintf(cli->err, "No %s\n", l->key);
	else if (table.failed)
		cli_error(cli, "out of memory");
	else
		tabs_print(&tabs, table.data, table.len, cli->out);
	buf_fini(&table);
}

static enum cli_exit
list(const struct cli *cli, const struct args *a, const struct listing *l)
{
	const struct call call = {.method = l->method};
	enum format format;
	json_t *result;
	enum cli_exit rc = format_get(cli, a, FORMATS_PLAIN, &format);

	if (rc == CLI_OK)
		rc = verb_no_words(cli, l->verb, a);
	if (rc == CLI_OK)
		rc = call_one(cli, &call, &result);
	if (rc != CLI_OK)
		return rc;
	if (format == FORMAT_TABLE)
		print_rows(cli, a, l, result);
	else
		rc = format_print(cli, format, result);
	json_decref(result);
	return rc;
}

enum cli_exit
verb_drops(struct cli *cli, const struct args *a)
{
	return list(cli, a, &drops);
}

enum cli_exit
verb_ports(struct cli *cli, const struct args *a)
{
	return list(cli, a, &ports);
}

enum cli_exit
verb_workers(struct cli *cli, const struct args *a)
{
	return list(cli, a, &workers);
}
