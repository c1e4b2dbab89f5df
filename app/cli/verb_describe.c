/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * describe: what an object says and what was made of it, in kubectl's layout.
 */
#include "cli/verbs.h"

#include "cli/age.h"
#include "cli/call.h"
#include "cli/describe.h"
#include "cli/printer.h"
#include "cli/queries.h"
#include "cli/tabs.h"
#include "cli/yaml.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#define ANNOTATION_MAX 140

struct describing {
	struct cli *cli;
	const struct args *a;
	size_t shown;
	bool namespaced;
};

void
describe_text(const struct describe *d, const char *title, const char *path, const char *otherwise)
{
	const char *text = jtext(d->object, path, otherwise);

	if (text != NULL)
		buf_printf(d->out, "%s:\t%s\n", title, text);
}

const char *
describe_time(const char *stamp, char text[DESCRIBE_TIME_BYTES])
{
	int64_t at = age_parse(stamp);
	time_t t = (time_t)at;
	struct tm tm;

	if (at < 0)
		return strcpy(text, "Mon, 01 Jan 0001 00:00:00 +0000");
	gmtime_r(&t, &tm);
	strftime(text, DESCRIBE_TIME_BYTES, "%a, %d %b %Y %H:%M:%S +0000", &tm);
	return text;
}

void
describe_stamp(const struct describe *d, const char *title, const char *path)
{
	const char *stamp = jtext(d->object, path, NULL);
	char text[DESCRIBE_TIME_BYTES];

	if (stamp != NULL)
		buf_printf(d->out, "%s:\t%s\n", title, describe_time(stamp, text));
}

void
describe_map(const struct describe *d, const char *title, const json_t *map, const char *sep)
{
	size_t cnt;
	const char **keys = jkeys(map, &cnt);

	buf_printf(d->out, "%s:\t", title);
	for (size_t i = 0; i < cnt; i++) {
		buf_printf(d->out, "%s%s%s", i > 0 ? "\t" : "", keys[i], sep);
		jput(json_object_get(map, keys[i]), d->out);
		buf_adds(d->out, "\n");
	}
	if (cnt == 0)
		buf_adds(d->out, "<none>\n");
	free(keys);
}

static void
put_annotation(struct buf *out, const char *key, const char *value)
{
	size_t len = strlen(value);

	len -= len > 0 && value[len - 1] == '\n';
	if (strlen(key) + len + 2 <= ANNOTATION_MAX && memchr(value, '\n', len) == NULL) {
		buf_printf(out, "%s: %.*s\n", key, (int)len, value);
		return;
	}
	buf_printf(out, "%s:\n", key);
	for (const char *s = value, *end = value + len; s < end;) {
		const char *nl = memchr(s, '\n', (size_t)(end - s));
		int n = (int)((nl != NULL ? nl : end) - s);

		buf_printf(out, "\t  %.*s%s\n", n > ANNOTATION_MAX - 2 ? ANNOTATION_MAX - 2 : n, s,
			   n > ANNOTATION_MAX - 2 ? "..." : "");
		s += n + 1;
	}
}

void
describe_annotations(const struct describe *d)
{
	static const char *const hidden = "kubectl.kubernetes.io/last-applied-configuration";
	const json_t *map = jat(d->object, "metadata.annotations");
	size_t cnt, shown = 0;
	const char **keys = jkeys(map, &cnt);

	buf_adds(d->out, "Annotations:\t");
	for (size_t i = 0; i < cnt; i++) {
		const char *value = json_string_value(json_object_get(map, keys[i]));

		if (value == NULL || strcmp(keys[i], hidden) == 0)
			continue;
		buf_adds(d->out, shown++ > 0 ? "\t" : "");
		put_annotation(d->out, keys[i], value);
	}
	if (shown == 0)
		buf_adds(d->out, "<none>\n");
	free(keys);
}

void
describe_meta(const struct describe *d)
{
	describe_text(d, "Name", "metadata.name", "");
	describe_text(d, "Namespace", "metadata.namespace", NULL);
	describe_map(d, "Labels", jat(d->object, "metadata.labels"), "=");
	describe_annotations(d);
}

static void
describe_generic(const struct describe *d)
{
	static const char *const parts[] = {"spec", "status"};

	describe_meta(d);
	describe_text(d, "API Version", "apiVersion", "v1");
	describe_text(d, "Kind", "kind", "");
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		const json_t *part = jat(d->object, parts[i]);
		json_t *one;

		if (json_object_size(part) == 0)
			continue;
		one = json_pack("{s:O}", parts[i], part);
		yaml_put(d->out, one);
		json_decref(one);
	}
}

static const struct {
	const char *kind;
	describe_cb describe;
} describers[] = {
	{"Service", describe_service},
	{"Pod", describe_pod},
	{"Endpoints", describe_endpoints},
	{"EndpointSlice", describe_slice},
	{"Node", describe_node},
	{"Namespace", describe_namespace},
	{"Ingress", describe_ingress},
	{"ReplicaSet", describe_replicas},
	{"ReplicationController", describe_replicas},
	{"Deployment", describe_deployment},
	{"StatefulSet", describe_stateful},
};

static describe_cb
describer_find(const char *kind)
{
	for (size_t i = 0; i < sizeof(describers) / sizeof(describers[0]); i++)
		if (strcmp(describers[i].kind, kind) == 0)
			return describers[i].describe;
	return describe_generic;
}

/* When it was seen last, and how often since when. */
static void
put_event_age(struct buf *out, const json_t *event, uint64_t now_s)
{
	char age[AGE_BYTES];
	long long count = jint(event, "count", 1);

	buf_adds(out, age_since(jtext(event, "lastTimestamp", NULL), now_s, age));
	if (count > 1)
		buf_printf(out, " (x%lld over %s)", count,
			   age_since(jtext(event, "firstTimestamp", NULL), now_s, age));
}

static void
put_events(struct buf *out, const json_t *events, uint64_t now_s)
{
	const json_t *event;
	size_t i;

	buf_adds(out, "Events:\n  Type\tReason\tAge\tFrom\tMessage\n"
		      "  ----\t------\t----\t----\t-------\n");
	json_array_foreach(events, i, event)
	{
		buf_printf(out, "  %s\t%s\t", jtext(event, "type", "Normal"),
			   jtext(event, "reason", ""));
		put_event_age(out, event, now_s);
		buf_printf(out, "\t%s\t%s\n", jtext(event, "source.component", ""),
			   jtext(event, "message", ""));
	}
}

static void
print_block(struct describing *g, struct buf *text)
{
	struct tabs tabs = TABS_DESCRIBE;

	if (text->failed)
		cli_error(g->cli, "out of memory");
	else
		tabs_print(&tabs, text->data, text->len, g->cli->out);
	buf_reset(text);
}

static void
describe_one(struct describing *g, const json_t *item, const char *kind)
{
	struct buf text = {0};
	bool silent = g->a->value[OPT_show_events] != NULL;
	const json_t *events = silent ? NULL : jat(item, "events"), *service = jat(item, "service");
	const struct describe d = {
		.object = service != NULL ? jat(service, "object") : jat(item, "object"),
		.service = service,
		.services = jat(item, "services"),
		.out = &text,
		.now_s = cli_now_s(g->cli),
	};

	if (g->shown++ > 0)
		fputs("\n\n", g->cli->out);
	describer_find(kind)(&d);
	if (!silent && json_array_size(events) == 0 && strcmp(kind, "Namespace") != 0)
		buf_adds(&text, "Events:\t<none>\n");
	print_block(g, &text);
	/* Its columns are its own. */
	if (json_array_size(events) > 0) {
		put_events(&text, events, d.now_s);
		print_block(g, &text);
	}
	buf_fini(&text);
}

static bool
take_part(void *arg, const json_t *result)
{
	struct describing *g = arg;
	const char *kind = jtext(result, "kind", "");
	const json_t *item;
	size_t i;

	if (strcmp(kind, "Node") == 0 || strcmp(kind, "Namespace") == 0)
		g->namespaced = false;
	json_array_foreach(jat(result, "items"), i, item) describe_one(g, item, kind);
	return true;
}

enum cli_exit
verb_describe(struct cli *cli, const struct args *a)
{
	struct describing g = {.cli = cli, .a = a, .namespaced = true};
	struct queries q;
	enum cli_exit rc = queries_parse(cli, "describe", a, &q);

	for (size_t i = 0; rc == CLI_OK && i < q.cnt; i++) {
		const struct call call = {
			.method = RPC_describe,
			.params = query_params(&q.v[i], a),
			.part = take_part,
			.arg = &g,
		};

		rc = call_run(cli, &call);
	}
	if (rc == CLI_OK && g.shown == 0)
		queries_print_none(cli, a, g.namespaced);
	queries_fini(&q);
	return rc;
}
