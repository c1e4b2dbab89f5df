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
		buf_printf(out, "/%s", jtext(port, "protocol", "TCP"));
	}
}

void
print_service(const struct row *r)
{
	struct buf text = {0};

	row_cell(r, "%s", jtext(r->object, "spec.type", "ClusterIP"));
	row_cell(r, "%s", jtext(r->object, "spec.clusterIP", "<none>"));
	service_external(r->object, r->wide, &text);
	row_cell_take(r, &text, "<none>");
	ports(r->object, &text);
	row_cell_take(r, &text, "<none>");
	row_age(r);
	if (r->wide)
		row_labels(r, "spec.selector");
}
