/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * Rows of Endpoints and EndpointSlices.
 */
#include "cli/printer.h"

static void
subset_add(struct few *f, const json_t *subset)
{
	const json_t *ports = jat(subset, "ports"), *addresses = jat(subset, "addresses");
	size_t port_cnt = json_array_size(ports), i;
	const json_t *address;

	for (size_t p = 0; p < port_cnt || (p == 0 && port_cnt == 0); p++)
		json_array_foreach(addresses, i, address) few_add_pair(
			f, jtext(address, "ip", ""), jint(json_array_get(ports, p), "port", 0));
}

void
endpoints_text(const json_t *object, struct buf *out)
{
	struct few f = {0};
	const json_t *subset;
	size_t i;

	json_array_foreach(jat(object, "subsets"), i, subset) subset_add(&f, subset);
	few_end(&f, "<none>");
	buf_adds(out, f.text.failed ? "" : f.text.data);
	out->failed |= f.text.failed;
	buf_fini(&f.text);
}

void
print_endpoints(const struct row *r)
{
	struct buf text = {0};

	endpoints_text(r->object, &text);
	row_cell_take(r, &text, "<none>");
	row_age(r);
}

void
print_slice(const struct row *r)
{
	struct few ports = {0}, addresses = {0};
	const json_t *item, *address;
	size_t i, k;
	char number[24];

	json_array_foreach(jat(r->object, "ports"), i, item)
	{
		long long port = jint(item, "port", -1);

		snprintf(number, sizeof(number), "%lld", port);
		few_add(&ports, port < 0 ? jtext(item, "name", "*") : number);
	}
	json_array_foreach(jat(r->object, "endpoints"), i, item)
		json_array_foreach(jat(item, "addresses"), k, address)
			few_add(&addresses, json_string_value(address));
	few_end(&ports, "<unset>");
	few_end(&addresses, "<unset>");
	row_cell(r, "%s", jtext(r->object, "addressType", ""));
	row_cell_take(r, &ports.text, "");
	row_cell_take(r, &addresses.text, "");
	row_age(r);
}
