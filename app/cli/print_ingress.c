/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * Rows of Ingresses.
 */
#include "cli/printer.h"

#include <string.h>

#define HOSTS_MAX   3
#define ADDRESS_MAX 16 /* as of a load balancer's addresses */

void
ingress_addresses(const json_t *object, struct buf *out)
{
	const json_t *entry;
	size_t i;

	json_array_foreach(jat(object, "status.loadBalancer.ingress"), i, entry)
		jjoin(out, ",", jtext(entry, "ip", jtext(entry, "hostname", "")));
}

/* The first rules' hosts; how many more there are counts rules, as kubectl does. */
static void
hosts(const struct row *r)
{
	const json_t *rules = jat(r->object, "spec.rules"), *rule;
	struct buf text = {0};
	size_t i, cnt = 0;

	json_array_foreach(rules, i, rule)
	{
		const char *host = jtext(rule, "host", NULL);

		if (cnt == HOSTS_MAX) {
			buf_printf(&text, " + %zu more...", json_array_size(rules) - HOSTS_MAX);
			break;
		}
		if (host != NULL) {
			jjoin(&text, ",", host);
			cnt++;
		}
	}
	row_cell_take(r, &text, "*");
}

void
print_ingress(const struct row *r)
{
	struct buf address = {0};

	row_cell(r, "%s", jtext(r->object, "spec.ingressClassName", "<none>"));
	hosts(r);
	ingress_addresses(r->object, &address);
	if (address.len > ADDRESS_MAX && !r->wide) {
		address.len = ADDRESS_MAX - 3;
		buf_adds(&address, "...");
	}
	row_cell_take(r, &address, "");
	row_cell(r, "%s", json_array_size(jat(r->object, "spec.tls")) > 0 ? "80, 443" : "80");
	row_age(r);
}
