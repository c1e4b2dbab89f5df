/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * Endpoints and EndpointSlices.
 */
#include "cli/describe.h"

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

	buf_printf(d->out, "%sPorts:\n%s  Name\tPort\tProtocol\n%s  ----\t----\t--------\n", indent,
		   indent, indent);
	json_array_foreach(ports, i, port)
	{
		buf_printf(d->out, "%s  %s\t", indent, jtext(port, "name", "<unset>"));
		if (jat(port, "port") != NULL)
			jput(jat(port, "port"), d->out);
		else
			buf_adds(d->out, "<unset>");
		buf_printf(d->out, "\t%s\n", jtext(port, "protocol", "TCP"));
	}
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
		if (json_array_size(jat(subset, "ports")) > 0)
			put_port_table(d, jat(subset, "ports"), "  ");
		buf_adds(d->out, "\n");
	}
}

static void
put_slice_endpoint(const struct describe *d, const json_t *one)
{
	const json_t *ready = jat(one, "conditions.ready");
	struct buf text = {0};

	jjoin_array(&text, ", ", jat(one, "addresses"));
	buf_printf(d->out, "  - Addresses:\t%s\n    Conditions:\n      Ready:\t%s\n",
		   text.len > 0 ? text.data : "<none>",
		   ready == NULL         ? "<unset>"
		   : json_is_true(ready) ? "true"
					 : "false");
	buf_printf(d->out, "    Hostname:\t%s\n", jtext(one, "hostname", "<unset>"));
	if (jat(one, "targetRef") != NULL)
		buf_printf(d->out, "    TargetRef:\t%s/%s\n", jtext(one, "targetRef.kind", ""),
			   jtext(one, "targetRef.name", ""));
	buf_printf(d->out, "    NodeName:\t%s\n    Zone:\t%s\n", jtext(one, "nodeName", "<unset>"),
		   jtext(one, "zone", "<unset>"));
	buf_fini(&text);
}

void
describe_slice(const struct describe *d)
{
	const json_t *list = jat(d->object, "endpoints"), *one;
	size_t i;

	describe_meta(d);
	describe_text(d, "AddressType", "addressType", "");
	if (json_array_size(jat(d->object, "ports")) == 0)
		buf_adds(d->out, "Ports: <unset>\n");
	else
		put_port_table(d, jat(d->object, "ports"), "");
	buf_printf(d->out, "Endpoints:%s\n", json_array_size(list) == 0 ? " <none>" : "");
	json_array_foreach(list, i, one) put_slice_endpoint(d, one);
}
