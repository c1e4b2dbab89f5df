/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * Ingresses.
 */
#include "cli/describe.h"

#include "cli/printer.h"

#include <string.h>

static const json_t *
service_named(const struct describe *d, const char *name)
{
	const json_t *one;
	size_t i;

	json_array_foreach(d->services, i, one)
	{
		if (strcmp(jtext(one, "object.metadata.name", ""), name) == 0)
			return one;
	}
	return NULL;
}

/* The endpoints of the port that a backend means, by its name or its number. */
static void
put_endpoints(const struct describe *d, const json_t *backend)
{
	const char *name = jtext(backend, "name", ""), *port = jtext(backend, "port.name", NULL);
	const json_t *service = service_named(d, name), *one, *pair;
	struct few f = {0};
	size_t i, k;

	if (service == NULL) {
		buf_printf(d->out, " (<error: services \"%s\" not found>)", name);
		return;
	}
	json_array_foreach(jat(service, "ports"), i, one)
	{
		if (port != NULL ? strcmp(jtext(one, "name", ""), port) != 0
				 : jint(one, "port", 0) != jint(backend, "port.number", -1))
			continue;
		json_array_foreach(jat(one, "endpoints"), k, pair)
			few_add(&f, json_string_value(pair));
	}
	few_end(&f, "<none>");
	buf_printf(d->out, " (%s)", f.text.failed ? "" : f.text.data);
	buf_fini(&f.text);
}

static void
put_backend(const struct describe *d, const json_t *backend)
{
	const json_t *service = jat(backend, "service"), *resource = jat(backend, "resource");
	bool named = jtext(service, "port.name", NULL) != NULL;

	if (service != NULL) {
		buf_printf(d->out, "%s:", jtext(service, "name", ""));
		jput(jat(service, named ? "port.name" : "port.number"), d->out);
		put_endpoints(d, service);
	} else if (resource != NULL) {
		buf_printf(d->out, "APIGroup: %s, Kind: %s, Name: %s",
			   jtext(resource, "apiGroup", "<none>"), jtext(resource, "kind", ""),
			   jtext(resource, "name", ""));
	} else {
		buf_adds(d->out, "<default>");
	}
}

static void
put_tls(const struct describe *d)
{
	const json_t *list = jat(d->object, "spec.tls"), *one;
	size_t i;

	if (json_array_size(list) > 0)
		buf_adds(d->out, "TLS:\n");
	json_array_foreach(list, i, one)
	{
		const char *secret = jtext(one, "secretName", NULL);
		struct buf hosts = {0};

		jjoin_array(&hosts, ",", jat(one, "hosts"));
		buf_printf(d->out, "  %s %s %s\n", secret != NULL ? secret : "SNI",
			   secret != NULL ? "terminates" : "routes",
			   hosts.len > 0 ? hosts.data : "");
		buf_fini(&hosts);
	}
}

static void
put_rules(const struct describe *d)
{
	const json_t *rules = jat(d->object, "spec.rules"), *rule, *path;
	size_t i, k, cnt = 0;

	buf_adds(d->out, "Rules:\n  Host\tPath\tBackends\n  ----\t----\t--------\n");
	json_array_foreach(rules, i, rule)
	{
		if (jat(rule, "http") == NULL)
			continue;
		cnt++;
		buf_printf(d->out, "  %s\t\n", jtext(rule, "host", "*"));
		json_array_foreach(jat(rule, "http.paths"), k, path)
		{
			buf_printf(d->out, "    \t%s \t", jtext(path, "path", ""));
			put_backend(d, jat(path, "backend"));
			buf_adds(d->out, "\n");
		}
	}
	if (cnt > 0)
		return;
	buf_adds(d->out, "  *\t*\t");
	put_backend(d, jat(d->object, "spec.defaultBackend"));
	buf_adds(d->out, "\n");
}

void
describe_ingress(const struct describe *d)
{
	struct buf address = {0};

	ingress_addresses(d->object, &address);
	describe_text(d, "Name", "metadata.name", "");
	describe_map(d, "Labels", jat(d->object, "metadata.labels"), "=");
	describe_text(d, "Namespace", "metadata.namespace", "");
	buf_printf(d->out, "Address:\t%s\n", address.len > 0 ? address.data : "");
	describe_text(d, "Ingress Class", "spec.ingressClassName", "<none>");
	buf_adds(d->out, "Default backend:\t");
	put_backend(d, jat(d->object, "spec.defaultBackend"));
	buf_adds(d->out, "\n");
	put_tls(d);
	put_rules(d);
	describe_annotations(d);
	buf_fini(&address);
}
