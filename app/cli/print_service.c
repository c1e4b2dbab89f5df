/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * Rows of Services.
 */
#include "cli/printer.h"

#include <string.h>

/* kubectl shortens the addresses of a load balancer to this, unless asked for wide rows. */
#define EXTERNAL_MAX 16

static void
balancer_addresses(const json_t *object, struct buf *out)
{
	const json_t *entry;
	size_t i;

	json_array_foreach(jat(object, "status.loadBalancer.ingress"), i, entry)
		jjoin(out, ",", jtext(entry, "ip", jtext(entry, "hostname", "<unknown>")));
}

const char *
service_pending(const json_t *object)
{
	const json_t *one;
	size_t i;

	json_array_foreach(jat(object, "status.conditions"), i,
			   one) if (strcmp(jtext(one, "type", ""), "Allocated") == 0 &&
				    strcmp(jtext(one, "status", ""), "False") ==
					    0) return jtext(one, "message", "");
	return NULL;
}

const char *
service_cluster_ip(const json_t *object, const char *none)
{
	return jtext(object, "spec.clusterIP",
		     service_pending(object) != NULL ? "<pending>" : none);
}

void
service_external(const json_t *object, bool whole, struct buf *out)
{
	const char *type = jtext(object, "spec.type", "ClusterIP");

	if (strcmp(type, "ExternalName") == 0) {
		buf_adds(out, jtext(object, "spec.externalName", "<none>"));
		return;
	}
	if (strcmp(type, "LoadBalancer") == 0) {
		balancer_addresses(object, out);
		if (out->len > EXTERNAL_MAX && !whole) {
			out->len = EXTERNAL_MAX - 3;
			buf_adds(out, "...");
		}
	}
	jjoin_array(out, ",", jat(object, "spec.externalIPs"));
	if (out->len == 0)
		buf_adds(out, strcmp(type, "LoadBalancer") == 0 ? "<pending>" : "<none>");
}

static void
ports(const json_t *object, struct buf *out)
{
	const json_t *port;
	size_t i;

	json_array_foreach(jat(object, "spec.ports"), i, port)
	{
		long long node_port = jint(port, "nodePort", 0);

		jjoin(out, ",", "");
		buf_printf(out, "%lld", jint(port, "port", 0));
		if (node_port != 0)
			buf_printf(out, ":%lld", node_port);
		else if (strcmp(jtext(object, "spec.type", ""), "NodePort") == 0 &&
			 service_pending(object) != NULL)
			buf_adds(out, ":<pending>");
		buf_printf(out, "/%s", jtext(port, "protocol", "TCP"));
	}
}

void
print_service(const struct row *r)
{
	struct buf text = {0};

	row_cell(r, "%s", jtext(r->object, "spec.type", "ClusterIP"));
	row_cell(r, "%s", service_cluster_ip(r->object, "<none>"));
	service_external(r->object, r->wide, &text);
	row_cell_take(r, &text, "<none>");
	ports(r->object, &text);
	row_cell_take(r, &text, "<none>");
	row_age(r);
	if (r->wide)
		row_labels(r, "spec.selector");
}
