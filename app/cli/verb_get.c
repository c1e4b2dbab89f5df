/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * get: lists as tables, names, YAML or JSON; with -w what changes after them.
 *
 * A table is gathered until its list is whole, as its columns fit the widest cell; under -w each
 * part is printed as it comes, and columns only widen.
 */
#include "cli/verbs.h"

#include "cli/call.h"
#include "cli/format.h"
#include "cli/jget.h"
#include "cli/printer.h"
#include "cli/queries.h"
#include "cli/tabs.h"

#include <string.h>

struct get {
	struct cli *cli;
	const struct args *a;
	enum format format;
	bool many_kinds; /* names show their kind */
	bool headed;     /* this table has its headings */
	bool namespaced;
	size_t shown;
	struct buf table;
	struct tabs tabs;
	json_t *items; /* for YAML and JSON */
};

static void
add_headings(struct get *g, const struct printer *p)
{
	if (g->headed || g->a->given[OPT_no_headers])
		return;
	g->headed = true;
	buf_printf(&g->table, "%sNAME%s%s%s\n",
		   g->a->given[OPT_all_namespaces] ? "NAMESPACE\t" : "", p->headings,
		   g->format == FORMAT_WIDE ? p->wide : "",
		   g->a->given[OPT_show_labels] ? "\tLABELS" : "");
}

static void
add_row(struct get *g, const json_t *object, const struct printer *p)
{
	const struct row r = {
		.object = object,
		.line = &g->table,
		.now_s = cli_now_s(g->cli),
		.wide = g->format == FORMAT_WIDE,
	};

	add_headings(g, p);
	if (g->a->given[OPT_all_namespaces])
		buf_printf(&g->table, "%s\t", jtext(object, "metadata.namespace", ""));
	if (g->many_kinds)
		format_name(object, &g->table);
	else
		buf_adds(&g->table, jtext(object, "metadata.name", ""));
	p->cells(&r);
	if (g->a->given[OPT_show_labels])
		row_labels(&r, "metadata.labels");
	buf_adds(&g->table, "\n");
}

static void
take_object(struct get *g, const json_t *object, const char *kind)
{
	g->shown++;
	g->namespaced &= jat(object, "metadata.namespace") != NULL;
	switch (g->format) {
	case FORMAT_TABLE:
	case FORMAT_WIDE:
		add_row(g, object, printer_find(kind));
		break;
	case FORMAT_NAME:
		format_name(object, &g->table);
		buf_adds(&g->table, "\n");
		break;
	case FORMAT_YAML:
	case FORMAT_JSON:
		if (!g->a->given[OPT_watch]) {
			json_array_append(g->items, (json_t *)(uintptr_t)object);
			break;
		}
		if (g->format == FORMAT_YAML && g->shown > 1)
			fputs("---\n", g->cli->out);
		format_print(g->cli, g->format, object);
		break;
	case FORMAT_CNT:
		break;
	}
}

static void
print_table(struct get *g)
{
	if (g->table.failed)
		cli_error(g->cli, "out of memory");
	else if (g->table.len > 0)
		tabs_print(&g->tabs, g->table.data, g->table.len, g->cli->out);
	buf_reset(&g->table);
}

static bool
take_part(void *arg, const json_t *result)
{
	struct get *g = arg;
	const char *kind = jtext(result, "kind", "");
	const json_t *item;
	size_t i;

	if (strcmp(kind, "Node") == 0 || strcmp(kind, "Namespace") == 0)
		g->namespaced = false;
	json_array_foreach(jat(result, "items"), i, item) take_object(g, item, kind);
	json_array_foreach(jat(result, "events"), i, item)
		take_object(g, jat(item, "object"), kind);
	if (!g->a->given[OPT_watch])
		return true;
	print_table(g);
	return fflush(g->cli->out) == 0;
}

/* One object by name stands for itself, anything else is a List. */
static enum cli_exit
print_items(struct get *g, bool one)
{
	json_t *list;
	enum cli_exit rc;

	if (one && json_array_size(g->items) == 1)
		return format_print(g->cli, g->format, json_array_get(g->items, 0));
	list = json_pack("{s:s, s:s, s:{s:s}, s:O}", "apiVersion", "v1", "kind", "List", "metadata",
			 "resourceVersion", "", "items", g->items);
	rc = format_print(g->cli, g->format, list);
	json_decref(list);
	return rc;
}

static enum cli_exit
get_one(struct get *g, const struct query *q)
{
	struct call call = {.method = RPC_get, .part = take_part, .arg = g};
	bool table = g->format == FORMAT_TABLE || g->format == FORMAT_WIDE;
	enum cli_exit rc;

	call.params = query_params(q, g->a);
	if (g->a->given[OPT_watch])
		json_object_set_new(call.params, "watch", json_true());
	if (table && g->shown > 0)
		buf_adds(&g->table, "\n");
	g->headed = false;
	rc = call_run(g->cli, &call);
	if (g->table.len == 1)
		buf_reset(&g->table);
	print_table(g);
	return rc;
}

static enum cli_exit
get_all(struct get *g, const struct queries *q)
{
	bool one = q->cnt == 1 && json_array_size(q->v[0].names) == 1;
	bool table = g->format == FORMAT_TABLE || g->format == FORMAT_WIDE;
	bool whole = g->format == FORMAT_YAML || g->format == FORMAT_JSON;
	enum cli_exit rc = CLI_OK;

	for (size_t i = 0; i < q->cnt; i++) {
		enum cli_exit got = get_one(g, &q->v[i]);

		rc = rc == CLI_OK ? got : rc;
		if (got == CLI_NO_DAEMON)
			break;
	}
	if (whole && !g->a->given[OPT_watch] && (rc == CLI_OK || g->shown > 0)) {
		enum cli_exit printed = print_items(g, one);

		rc = rc == CLI_OK ? printed : rc;
	} else if (table && rc == CLI_OK && g->shown == 0) {
		queries_print_none(g->cli, g->a, g->namespaced);
	}
	return rc;
}

enum cli_exit
verb_get(struct cli *cli, const struct args *a)
{
	const unsigned int allowed = 1u << FORMAT_WIDE | 1u << FORMAT_NAME | FORMATS_PLAIN;
	struct get g = {.cli = cli, .a = a, .namespaced = true, .tabs = TABS_LIST};
	struct queries q = {0};
	enum cli_exit rc = format_get(cli, a, allowed, &g.format);

	if (rc == CLI_OK)
		rc = queries_parse(cli, "get", a, &q);
	if (rc == CLI_OK && a->given[OPT_watch] && q.cnt > 1) {
		cli_error(cli, "-w follows one kind at a time");
		rc = CLI_USAGE;
	}
	if (rc == CLI_OK) {
		g.many_kinds = q.cnt > 1;
		g.tabs.keep = a->given[OPT_watch];
		g.items = json_array();
		rc = get_all(&g, &q);
		json_decref(g.items);
		buf_fini(&g.table);
	}
	queries_fini(&q);
	return rc;
}
