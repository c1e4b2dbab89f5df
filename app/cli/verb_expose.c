/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * expose: a Service in front of what an object selects, made as kubectl makes it.
 */
#include "cli/verbs.h"

#include "cli/call.h"
#include "cli/jget.h"
#include "cli/put.h"
#include "cli/queries.h"

#include <stdlib.h>
#include <string.h>

struct expose {
	const struct cli *cli;
	const struct args *a;
	json_t *object;
	json_t *ports;
};

static bool
keep_object(void *arg, const json_t *result)
{
	json_t **object = arg;

	if (*object == NULL)
		*object = json_incref(json_array_get(jat(result, "items"), 0));
	return true;
}

static bool
is_kind(const struct expose *e, const char *kind)
{
	return strcmp(jtext(e->object, "kind", ""), kind) == 0;
}

static const json_t *
pod_spec(const struct expose *e)
{
	return jat(e->object, is_kind(e, "Pod") ? "spec" : "spec.template.spec");
}

/* "a=1,b=2" to a map. */
static json_t *
labels_parse(const struct expose *e, const char *option, const char *text)
{
	json_t *map = json_object();

	for (size_t len; *text != '\0'; text += len + (text[len] == ',')) {
		const char *equals;
		char *key;

		len = strcspn(text, ",");
		equals = memchr(text, '=', len);
		if (equals == NULL || equals == text) {
			cli_error(e->cli, "--%s takes KEY=VALUE,..., not '%.*s'", option, (int)len,
				  text);
			json_decref(map);
			return NULL;
		}
		key = strndup(text, (size_t)(equals - text));
		json_object_set_new(map, key,
				    json_stringn(equals + 1, len - (size_t)(equals - text) - 1));
		free(key);
	}
	return map;
}

static json_t *
selector_of(const struct expose *e)
{
	const char *given = e->a->value[OPT_service_selector];
	const json_t *found;

	if (given != NULL)
		return labels_parse(e, "selector", given);
	if (json_array_size(jat(e->object, "spec.selector.matchExpressions")) > 0) {
		cli_error(e->cli,
			  "couldn't convert expressions - \"matchExpressions\" to map-based "
			  "selector format: give --selector");
		return NULL;
	}
	found = is_kind(e, "Pod") ? jat(e->object, "metadata.labels")
		: is_kind(e, "Service") || is_kind(e, "ReplicationController")
			? jat(e->object, "spec.selector")
			: jat(e->object, "spec.selector.matchLabels");
	if (json_object_size(found) > 0)
		return json_deep_copy(found);
	cli_error(e->cli, "couldn't retrieve selectors via --selector flag or introspection");
	return NULL;
}

static const char *
protocol_of(const struct expose *e, long long port)
{
	const json_t *container, *one;
	const char *number = is_kind(e, "Service") ? "port" : "containerPort";
	const json_t *ports = jat(e->object, "spec.ports");
	size_t i, k;

	if (e->a->given[OPT_protocol])
		return e->a->value[OPT_protocol];
	json_array_foreach(ports, k, one) if (jint(one, number, 0) ==
					      port) return jtext(one, "protocol", "TCP");
	json_array_foreach(jat(pod_spec(e), "containers"), i, container) json_array_foreach(
		jat(container, "ports"), k,
		one) if (jint(one, number, 0) == port) return jtext(one, "protocol", "TCP");
	return "TCP";
}

/* A number or, for targets, a name. */
static json_t *
port_value(const char *text)
{
	char *end;
	long number = strtol(text, &end, 10);

	return *end == '\0' && end != text ? json_integer(number) : json_string(text);
}

static void
add_port(struct expose *e, long long port)
{
	const char *target = e->a->value[OPT_target_port];
	json_t *one =
		json_pack("{s:I, s:s}", "port", (json_int_t)port, "protocol", protocol_of(e, port));

	json_object_set_new(one, "targetPort",
			    target != NULL ? port_value(target) : json_integer(port));
	json_array_append_new(e->ports, one);
}

static enum cli_exit
add_given(struct expose *e, const char *list)
{
	while (*list != '\0') {
		char *end;
		long port = strtol(list, &end, 10);

		if (end == list || (*end != ',' && *end != '\0') || port < 1 || port > 65535) {
			cli_error(e->cli,
				  "--port takes numbers 1-65535 with commas between, not "
				  "'%s'",
				  e->a->value[OPT_port]);
			return CLI_USAGE;
		}
		add_port(e, port);
		list = *end == ',' ? end + 1 : end;
	}
	return CLI_OK;
}

static enum cli_exit
ports_find(struct expose *e)
{
	const json_t *container, *one;
	size_t i, k;

	e->ports = json_array();
	if (e->a->given[OPT_port])
		return add_given(e, e->a->value[OPT_port]);
	if (is_kind(e, "Service"))
		json_array_foreach(jat(e->object, "spec.ports"), k, one)
			add_port(e, jint(one, "port", 0));
	else
		json_array_foreach(jat(pod_spec(e), "containers"), i, container)
			json_array_foreach(jat(container, "ports"), k, one)
				add_port(e, jint(one, "containerPort", 0));
	if (json_array_size(e->ports) > 0)
		return CLI_OK;
	cli_error(e->cli, "couldn't find port via --port flag or introspection");
	return CLI_USAGE;
}

static void
set_text(const struct expose *e, json_t *spec, enum option_id id, const char *key)
{
	if (e->a->given[id])
		json_object_set_new(spec, key, json_string(e->a->value[id]));
}

static json_t *
spec_make(struct expose *e, json_t *selector)
{
	json_t *spec = json_pack("{s:o}", "selector", selector);
	const char *ip = e->a->value[OPT_external_ip];
	json_t *port;
	size_t i;

	json_array_foreach(e->ports, i, port) if (json_array_size(e->ports) > 1)
		json_object_set_new(port, "name", json_sprintf("port-%zu", i + 1));
	json_object_set(spec, "ports", e->ports);
	set_text(e, spec, OPT_type, "type");
	set_text(e, spec, OPT_cluster_ip, "clusterIP");
	set_text(e, spec, OPT_load_balancer_ip, "loadBalancerIP");
	set_text(e, spec, OPT_session_affinity, "sessionAffinity");
	if (ip != NULL)
		json_object_set_new(spec, "externalIPs", json_pack("[s]", ip));
	return spec;
}

static enum cli_exit
expose(struct expose *e)
{
	static const struct changes_words words = {.created = "exposed"};
	const char *name = e->a->value[OPT_name];
	const char *given = e->a->value[OPT_labels];
	json_t *selector = selector_of(e), *labels, *meta;

	if (selector == NULL)
		return CLI_USAGE;
	if (ports_find(e) != CLI_OK) {
		json_decref(selector);
		return CLI_USAGE;
	}
	labels = given != NULL ? labels_parse(e, "labels", given)
			       : json_deep_copy(jat(e->object, "metadata.labels"));
	if (given != NULL && labels == NULL) {
		json_decref(selector);
		return CLI_USAGE;
	}
	meta = json_pack("{s:s}", "name",
			 name != NULL ? name : jtext(e->object, "metadata.name", ""));
	if (json_object_size(labels) > 0)
		json_object_set(meta, "labels", labels);
	json_decref(labels);
	return put_made(e->cli, e->a,
			json_pack("{s:s, s:s, s:o, s:o}", "apiVersion", "v1", "kind", "Service",
				  "metadata", meta, "spec", spec_make(e, selector)),
			&words);
}

static enum cli_exit
find(struct expose *e)
{
	struct queries q;
	enum cli_exit rc = queries_parse(e->cli, "expose", e->a, &q);

	if (rc == CLI_OK && (q.cnt != 1 || json_array_size(q.v[0].names) != 1)) {
		cli_error(e->cli,
			  "which object? KIND NAME or KIND/NAME, one of rc, rs, deploy, svc "
			  "and pod");
		rc = CLI_USAGE;
	}
	if (rc == CLI_OK) {
		const struct call call = {.method = RPC_get,
					  .params = query_params(&q.v[0], e->a),
					  .part = keep_object,
					  .arg = &e->object};

		rc = call_run(e->cli, &call);
	}
	queries_fini(&q);
	return rc;
}

enum cli_exit
verb_expose(struct cli *cli, const struct args *a)
{
	struct expose e = {.cli = cli, .a = a};
	enum cli_exit rc = find(&e);

	if (rc == CLI_OK && !is_kind(&e, "Service") && !is_kind(&e, "Pod") &&
	    !is_kind(&e, "ReplicationController") && !is_kind(&e, "ReplicaSet") &&
	    !is_kind(&e, "Deployment")) {
		cli_error(cli, "cannot expose a %s", jtext(e.object, "kind", "thing"));
		rc = CLI_USAGE;
	}
	if (rc == CLI_OK)
		rc = expose(&e);
	json_decref(e.ports);
	json_decref(e.object);
	return rc;
}
