/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * get: lists as tables, names, YAML, JSON or what a template makes of them; with -w what changes
 * after them.
 *
 * A table is gathered until its list is whole, as its columns fit the widest cell; under -w each
 * part is printed as it comes, and columns only widen.
 */
#include "cli/verbs.h"

#include "cli/call.h"
#include "cli/jget.h"
#include "cli/output.h"
#include "cli/printer.h"
#include "cli/queries.h"
#include "cli/sort.h"
#include "cli/tabs.h"

#include <ctype.h>
#include <errno.h>
#include <stdint.h>
#include <string.h>

struct get {
	struct cli *cli;
	const struct args *a;
	struct output o;
	struct jsonpath *sort; /* NULL: as they come */
	bool watch;
	bool by_row;     /* the format is printed object by object: tables and names */
	bool many_kinds; /* names show their kind */
	bool headed;     /* this table has its headings */
	bool again;      /* the watch was lost: what is there is shown anew */
	bool namespaced;
	size_t shown;
	json_t *seen; /* kind -> which query had it, of those without names */
	size_t query;
	struct buf table;
	struct tabs tabs;
	json_t *items; /* to be sorted, or printed as a whole */
	enum cli_exit failed;
};

/* The labels of -L, one after the other: *at starts as 0. @return false: there are no more */
static bool
next_label(const struct args *a, size_t *at, const char **label, size_t *len)
{
	size_t i = 0, skip = *at;

	for (; i < a->label_cnt; i++)
		for (const char *s = a->labels[i];; s += *len + 1) {
			*len = strcspn(s, ",");
			*label = s;
			if (skip-- == 0) {
				++*at;
				return true;
			}
			if (s[*len] == '\0')
				break;
		}
	return false;
}

static void
add_headings(struct get *g, const struct printer *p)
{
	bool wide = g->o.format == FORMAT_WIDE;
	const char *label;
	size_t at = 0, len;

	if (g->headed || g->a->given[OPT_no_headers])
		return;
	g->headed = true;
	buf_printf(&g->table, "%s%s", g->a->given[OPT_watch_events] ? "EVENT\t" : "",
		   g->a->given[OPT_all_namespaces] ? "NAMESPACE\t" : "");
	if (p->nameless)
		buf_adds(&g->table, (wide ? p->wide : p->headings) + 1);
	else
		buf_printf(&g->table, "NAME%s%s", p->headings, wide ? p->wide : "");
	while (next_label(g->a, &at, &label, &len)) {
		buf_adds(&g->table, "\t");
		for (size_t i = 0; i < len; i++)
			if (memchr(label + i, '/', len - i) == NULL)
				buf_printf(&g->table, "%c", toupper((unsigned char)label[i]));
	}
	buf_printf(&g->table, "%s\n", g->a->given[OPT_show_labels] ? "\tLABELS" : "");
}

static void
add_labels(struct get *g, const struct row *r)
{
	const json_t *labels = jat(r->object, "metadata.labels");
	const char *label;
	size_t at = 0, len;

	while (next_label(g->a, &at, &label, &len)) {
		struct buf key = {0};
		const char *value;

		buf_add(&key, label, len);
		value = json_string_value(key.len > 0 ? json_object_get(labels, key.data) : NULL);
		row_cell(r, "%s", value != NULL ? value : "<none>");
		buf_fini(&key);
	}
	if (g->a->given[OPT_show_labels])
		row_labels(r, "metadata.labels");
}

static void
add_row(struct get *g, const json_t *object, const struct printer *p, const char *event)
{
	struct buf cells = {0};
	const struct row r = {
		.object = object,
		.line = &cells,
		.now_s = cli_now_s(g->cli),
		.wide = g->o.format == FORMAT_WIDE,
	};

	add_headings(g, p);
	if (g->a->given[OPT_watch_events])
		buf_printf(&g->table, "%s\t", event);
	if (g->a->given[OPT_all_namespaces])
		buf_printf(&g->table, "%s\t", jtext(object, "metadata.namespace", ""));
	if (g->many_kinds && !p->nameless)
		format_name(object, &g->table);
	else if (!p->nameless)
		buf_adds(&g->table, jtext(object, "metadata.name", ""));
	p->cells(&r);
	add_labels(g, &r);
	/* Each cell has its tab in front of it, also the first. */
	buf_adds(&g->table, cells.failed ? "" : cells.data + p->nameless);
	g->table.failed |= cells.failed;
	buf_adds(&g->table, "\n");
	buf_fini(&cells);
}

static void
take_row(struct get *g, const json_t *object, const char *kind, const char *event)
{
	if (g->o.format != FORMAT_NAME) {
		add_row(g, object, printer_find(kind), event);
		return;
	}
	format_name(object, &g->table);
	buf_adds(&g->table, "\n");
}

/* Under -w an object, or what happened to it, stands for itself. */
static void
print_alone(struct get *g, const json_t *object, const char *event)
{
	json_t *told = NULL;

	if (g->a->given[OPT_watch_events]) {
		told = json_pack("{s:s, s:O}", "type", event, "object", object);
		object = told;
	}
	if (g->o.format == FORMAT_YAML && g->shown > 1)
		fputs("---\n", g->cli->out);
	if (g->o.format == FORMAT_COLUMNS)
		g->failed = output_put_row(g->cli, &g->o, g->a, object, g->shown == 1, &g->table);
	else
		g->failed = output_print(g->cli, &g->o, g->a, object);
	json_decref(told);
}

static void
take_object(struct get *g, const json_t *object, const char *kind, const char *event)
{
	g->shown++;
	g->namespaced &= jat(object, "metadata.namespace") != NULL;
	if (g->watch && !g->by_row)
		print_alone(g, object, event);
	else if (g->watch || (g->by_row && g->sort == NULL))
		take_row(g, object, kind, event);
	else
		json_array_append(g->items, (json_t *)(uintptr_t)object);
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

/* A kind by two of its names is listed once. */
static bool
is_repeated(const struct get *g, const char *kind)
{
	const json_t *by = json_object_get(g->seen, kind);

	if (by == NULL)
		json_object_set_new(g->seen, kind, json_integer((json_int_t)g->query));
	return by != NULL && json_integer_value(by) != (json_int_t)g->query;
}

static bool
take_part(void *arg, const json_t *result)
{
	struct get *g = arg;
	const char *kind = jtext(result, "kind", "");
	const json_t *item;
	size_t i;

	if (g->query > 0 && is_repeated(g, kind))
		return true;
	if (strcmp(kind, "Node") == 0 || strcmp(kind, "Namespace") == 0)
		g->namespaced = false;
	if (!g->a->given[OPT_watch_only] || g->again)
		json_array_foreach(jat(result, "items"), i, item)
			take_object(g, item, kind, "ADDED");
	json_array_foreach(jat(result, "events"), i, item)
		take_object(g, jat(item, "object"), kind, jtext(item, "type", ""));
	if (!g->watch)
		return true;
	print_table(g);
	return g->failed == CLI_OK && fflush(g->cli->out) == 0;
}

static enum cli_exit
sort_items(struct get *g)
{
	if (g->sort == NULL || json_array_size(g->items) == 0)
		return CLI_OK;
	return sort_objects(g->cli, g->a->value[OPT_sort_by], g->sort, g->items);
}

/* One object by name stands for itself, anything else is a List. */
static enum cli_exit
print_items(struct get *g, bool one)
{
	enum cli_exit rc = sort_items(g);
	json_t *list;

	if (rc != CLI_OK)
		return rc;
	if (one && json_array_size(g->items) == 1)
		return output_print(g->cli, &g->o, g->a, json_array_get(g->items, 0));
	list = json_pack("{s:s, s:s, s:{s:s}, s:O}", "apiVersion", "v1", "kind", "List", "metadata",
			 "resourceVersion", "", "items", g->items);
	rc = output_print(g->cli, &g->o, g->a, list);
	json_decref(list);
	return rc;
}

/* The rows of one kind, sorted. */
static enum cli_exit
take_sorted(struct get *g)
{
	enum cli_exit rc = sort_items(g);
	const json_t *item;
	size_t i;

	json_array_foreach(g->items, i, item) if (rc == CLI_OK)
		take_row(g, item, jtext(item, "kind", ""), "");
	json_array_clear(g->items);
	return rc;
}

/* What changed faster than it was read is not missed unsaid. */
static enum cli_exit
call_get(struct get *g, const struct query *q)
{
	bool expired;
	enum cli_exit rc;

	do {
		struct call call = {.method = RPC_get, .part = take_part, .arg = g};

		expired = false;
		call.expired = &expired;
		call.may_be_absent = g->a->given[OPT_ignore_not_found];
		call.params = query_params(q, g->a);
		if (g->watch)
			json_object_set_new(call.params, "watch", json_true());
		rc = call_run(g->cli, &call);
		if (expired)
			fputs("warning: more changed than could be shown in time: what is there is "
			      "listed again\n",
			      g->cli->err);
		g->again = expired;
	} while (expired);
	return rc;
}

static enum cli_exit
get_one(struct get *g, const struct query *q)
{
	bool table = g->by_row && g->o.format != FORMAT_NAME;
	enum cli_exit rc;

	if (table && g->shown > 0)
		buf_adds(&g->table, "\n");
	g->headed = false;
	rc = call_get(g, q);
	if (rc == CLI_OK)
		rc = g->failed;
	if (g->by_row && g->sort != NULL && !g->watch) {
		enum cli_exit sorted = take_sorted(g);

		rc = rc == CLI_OK ? sorted : rc;
	}
	if (g->table.len == 1)
		buf_reset(&g->table);
	print_table(g);
	return rc;
}

static enum cli_exit
get_all(struct get *g, const struct queries *q)
{
	bool one = q->cnt == 1 && json_array_size(q->v[0].names) == 1;
	enum cli_exit rc = CLI_OK;

	for (size_t i = 0; i < q->cnt; i++) {
		enum cli_exit got;

		g->query = json_array_size(q->v[i].names) == 0 ? i + 1 : 0;
		got = get_one(g, &q->v[i]);

		rc = rc == CLI_OK ? got : rc;
		if (got == CLI_NO_DAEMON)
			break;
	}
	if (g->a->given[OPT_ignore_not_found] && g->shown == 0)
		return rc;
	if (!g->by_row && !g->watch && (rc == CLI_OK || g->shown > 0)) {
		enum cli_exit printed = print_items(g, one);

		rc = rc == CLI_OK ? printed : rc;
	} else if (g->by_row && g->o.format != FORMAT_NAME && rc == CLI_OK && g->shown == 0) {
		queries_print_none(g->cli, g->a, g->namespaced);
	}
	return rc;
}

/* The options that bear on each other. */
static enum cli_exit
take_options(struct get *g, const struct queries *q)
{
	const char *path = g->a->value[OPT_sort_by];
	struct buf why = {0};
	int err = 0;

	g->watch = g->a->given[OPT_watch] || g->a->given[OPT_watch_only];
	g->by_row = g->o.format == FORMAT_TABLE || g->o.format == FORMAT_WIDE ||
		    g->o.format == FORMAT_NAME;
	g->many_kinds = q->kind_cnt > 1 || g->a->given[OPT_show_kind];
	g->tabs.keep = g->watch;
	if (g->watch && q->cnt > 1) {
		cli_error(g->cli, "you may only specify a single resource type with --watch");
		return CLI_USAGE;
	}
	if (g->a->given[OPT_watch_events] && !g->watch) {
		cli_error(g->cli, "--output-watch-events option can only be used with --watch or "
				  "--watch-only");
		return CLI_USAGE;
	}
	if (path != NULL && g->watch)
		fputs("warning: --watch requested, --sort-by will be ignored for watch events "
		      "received\n",
		      g->cli->err);
	if (path != NULL)
		err = jsonpath_parse_relaxed(path, &g->sort, &why);
	if (err < 0)
		cli_error(g->cli, "%s", err == -EINVAL ? why.data : "out of memory");
	buf_fini(&why);
	return err == 0 ? CLI_OK : CLI_USAGE;
}

enum cli_exit
verb_get(struct cli *cli, const struct args *a)
{
	struct get g = {.cli = cli, .a = a, .namespaced = true, .tabs = TABS_LIST};
	struct queries q = {0};
	enum cli_exit rc = output_get(cli, a, ~0u, &g.o);

	if (rc == CLI_OK)
		rc = queries_parse(cli, "get", a, &q);
	if (rc == CLI_OK)
		rc = take_options(&g, &q);
	if (rc == CLI_OK) {
		g.items = json_array();
		g.seen = json_object();
		rc = get_all(&g, &q);
		json_decref(g.items);
		json_decref(g.seen);
		buf_fini(&g.table);
	}
	jsonpath_destroy(g.sort);
	queries_fini(&q);
	output_fini(&g.o);
	return rc;
}
