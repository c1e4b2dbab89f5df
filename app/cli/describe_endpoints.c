/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * Endpoints, EndpointSlices and nodes.
 */
#include "cli/describe.h"

#include "cli/printer.h"

#include <string.h>

static void
put_addresses(const struct describe *d, const char *title, const json_t *addresses)
{
	struct buf text = {0};
	const json_t *one;
	size_t i;

	json_array_foreach(addresses, i, one) jjoin(&text, ",", jtext(one, "ip", ""));
	buf_printf(d->out, "  %s:\t%s\n", title, text.len > 0 ? text.data : "<none>");
	buf_fini(&text);
}

static void
put_port_table(const struct describe *d, const json_t *ports, const char *indent)
{
	const json_t *port;
	size_t i;

	if (json_array_size(ports) == 0)
		return;
	buf_printf(d->out, "%sPorts:\n%s  Name\tPort\tProtocol\n%s  ----\t----\t--------\n", indent,
		   indent, indent);
	json_array_foreach(ports, i, port)
		buf_printf(d->out, "%s  %s\t%lld\t%s\n", indent, jtext(port, "name", "<unset>"),
			   jint(port, "port", 0), jtext(port, "protocol", "TCP"));
}

void
describe_endpoints(const struct describe *d)
{
	const json_t *subset;
	size_t i;

	describe_meta(d);
	buf_adds(d->out, "Subsets:\n");
	json_array_foreach(jat(d->object, "subsets"), i, subset)
	{
		put_addresses(d, "Addresses", jat(subset, "addresses"));
		put_addresses(d, "NotReadyAddresses", jat(subset, "notReadyAddresses"));
		put_port_table(d, jat(subset, "ports"), "  ");
		buf_adds(d->out, "\n");
	}
}

/* An absent condition means what Kubernetes says it does. */
static const char *
condition_text(const json_t *endpoint)
{
	const json_t *ready = jat(endpoint, "conditions.ready");

	if (jtrue(endpoint, "conditions.terminating"))
		return jat(endpoint, "conditions.serving") == NULL ||
				       jtrue(endpoint, "conditions.serving")
			       ? "terminating, still serving"
			       : "terminating";
	return ready == NULL || json_is_true(ready) ? "ready" : "not ready";
}

void
describe_slice(const struct describe *d)
{
	const json_t *list = jat(d->object, "endpoints"), *one;
	size_t i;

	describe_meta(d);
	describe_text(d, "AddressType", "addressType", "");
	put_port_table(d, jat(d->object, "ports"), "");
	buf_printf(d->out, "Endpoints:%s\n", json_array_size(list) == 0 ? "\t<none>" : "");
	json_array_foreach(list, i, one)
	{
		struct buf text = {0};

		jjoin_array(&text, ",", jat(one, "addresses"));
		buf_printf(d->out, "  - Addresses:\t%s\n", text.len > 0 ? text.data : "<none>");
		buf_printf(d->out, "    Conditions:\t%s\n", condition_text(one));
		if (jtext(one, "targetRef.name", NULL) != NULL)
			buf_printf(d->out, "    TargetRef:\t%s/%s\n",
				   jtext(one, "targetRef.kind", "Pod"),
				   jtext(one, "targetRef.name", ""));
		if (jtext(one, "nodeName", NULL) != NULL)
			buf_printf(d->out, "    NodeName:\t%s\n", jtext(one, "nodeName", ""));
		if (jtext(one, "zone", NULL) != NULL)
			buf_printf(d->out, "    Zone:\t%s\n", jtext(one, "zone", ""));
		buf_fini(&text);
	}
}

void
describe_node(const struct describe *d)
{
	const json_t *one;
	size_t i;

	describe_meta(d);
	describe_conditions(d);
	buf_adds(d->out, "Addresses:\n");
	json_array_foreach(jat(d->object, "status.addresses"), i, one) buf_printf(
		d->out, "  %s:\t%s\n", jtext(one, "type", ""), jtext(one, "address", ""));
}
