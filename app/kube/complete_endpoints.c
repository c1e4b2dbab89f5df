/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * Rules and defaults of Endpoints and EndpointSlices (service-model H11-H13, H18).
 */
#include "kube/complete_priv.h"

#include <stdio.h>
#include <string.h>

#include "kube/fields.h"

#define SLICE_ENDPOINTS_MAX 1000
#define SLICE_PORTS_MAX     100
#define SLICE_ADDRESSES_MAX 100

static void
complete_endpoint_ports(struct check *c, struct endpoint_ports *ports, const char *at)
{
	struct map seen = {0};
	char path[96];

	for (size_t i = 0; i < ports->cnt; i++) {
		struct endpoint_port *p = &ports->v[i];
		const struct endpoint_port *first;

		if (p->name == NULL)
			p->name = "";
		snprintf(path, sizeof(path), "%s[%zu].name", at, i);
		if (!is_sound(c, path))
			continue;
		if (ports->cnt > 1 && *p->name == '\0') {
			snprintf(path, sizeof(path), "%s[%zu]", at, i);
			refuse(c, path, "name is missing: with several ports each needs one");
		}
		if (*p->name != '\0' && !name_is_label(p->name)) {
			snprintf(path, sizeof(path), "%s[%zu].name", at, i);
			refuse(c, path, "\"%.64s\" is no DNS label", p->name);
		}
		first = *p->name == '\0' ? p : complete_first(c, &seen, p->name, p);
		if (first != p) {
			snprintf(path, sizeof(path), "%s[%zu]", at, i);
			refuse(c, path, "\"%s\" is the name of %s[%zu] too", p->name, at,
			       (size_t)(first - ports->v));
		}
	}
	map_fini(&seen);
}

static bool
has_sound_addresses(const struct check *c, size_t subset)
{
	char ready[64], not_ready[64];

	snprintf(ready, sizeof(ready), "subsets[%zu].addresses", subset);
	snprintf(not_ready, sizeof(not_ready), "subsets[%zu].notReadyAddresses", subset);
	return is_sound(c, ready) && is_sound(c, not_ready);
}

void
complete_endpoints(struct check *c)
{
	char path[64];

	for (size_t i = 0; i < c->o->u.endpoints.subsets.cnt; i++) {
		struct subset *sub = &c->o->u.endpoints.subsets.v[i];
		struct endpoint_ports *ports = &sub->ports;

		snprintf(path, sizeof(path), "subsets[%zu]", i);
		if (sub->ready.cnt + sub->not_ready.cnt == 0 && has_sound_addresses(c, i))
			refuse(c, path, "addresses or notReadyAddresses is missing");
		snprintf(path, sizeof(path), "subsets[%zu].ports", i);
		complete_endpoint_ports(c, ports, path);
		for (size_t k = 0; k < ports->cnt; k++)
			if (ports->v[k].port == 0 && is_sound(c, path))
				refuse(c, path, "port is missing");
	}
}

static void
refuse_slice_endpoint(struct check *c, const struct slice *s, size_t idx)
{
	const struct slice_endpoint *ep = &s->endpoints.v[idx];
	struct ip_addr ip;
	char path[64];

	snprintf(path, sizeof(path), "endpoints[%zu].addresses[0]", idx);
	if (ep->addresses.cnt == 0) {
		refuse(c, path, "at least one address is needed");
		return;
	}
	if (ep->addresses.cnt > SLICE_ADDRESSES_MAX)
		refuse(c, path, "%zu addresses: at most %d are allowed, and only the first counts",
		       ep->addresses.cnt, SLICE_ADDRESSES_MAX);
	if (!is_sound(c, path))
		return;
	if (addr_parse(&ip, ep->addresses.v[0]) != 0)
		refuse(c, path, "\"%.64s\" is no IP address", ep->addresses.v[0]);
	else if (addr_is_v4(&ip) != (s->type == ADDRESS_V4) && is_sound(c, "addressType"))
		refuse(c, path, "%s does not fit addressType %s", ep->addresses.v[0],
		       s->type == ADDRESS_V4 ? "IPv4" : "IPv6");
	else if (addr_class(&ip) != ADDR_UNICAST)
		refuse(c, path, "%s is a %s address: not allowed for an endpoint",
		       ep->addresses.v[0], addr_class_name(addr_class(&ip)));
}

/* Path and reason are for the few that are wrong. */
static void
complete_slice_endpoint(struct check *c, struct slice *s, size_t idx)
{
	struct slice_endpoint *ep = &s->endpoints.v[idx];
	size_t cnt = ep->addresses.cnt;

	if (cnt == 0 || ep->addresses.v[0] == NULL ||
	    addr_parse(&ep->ip, ep->addresses.v[0]) != 0 || cnt > SLICE_ADDRESSES_MAX ||
	    addr_is_v4(&ep->ip) != (s->type == ADDRESS_V4) || addr_class(&ep->ip) != ADDR_UNICAST)
		refuse_slice_endpoint(c, s, idx);
}

void
complete_slice(struct check *c)
{
	struct slice *s = &c->o->u.slice;

	if (s->endpoints.cnt > SLICE_ENDPOINTS_MAX)
		refuse(c, "endpoints", "%zu endpoints: at most %d are allowed in one slice",
		       s->endpoints.cnt, SLICE_ENDPOINTS_MAX);
	if (s->ports.cnt > SLICE_PORTS_MAX)
		refuse(c, "ports", "%zu ports: at most %d are allowed in one slice", s->ports.cnt,
		       SLICE_PORTS_MAX);
	if (s->endpoints.cnt > SLICE_ENDPOINTS_MAX || s->ports.cnt > SLICE_PORTS_MAX)
		return;
	complete_endpoint_ports(c, &s->ports, "ports");
	if (labels_get(&c->o->meta.labels, "kubernetes.io/service-name") == NULL)
		object_fault(c->o, c->faults, FAULT_WARN, "metadata",
			     "no label kubernetes.io/service-name: it belongs to no Service");
	if (s->type == ADDRESS_FQDN) {
		object_fault(c->o, c->faults, FAULT_NOTE, "addressType",
			     "names are no endpoints: only IPv4 and IPv6 are served");
		s->endpoints.cnt = 0;
	}
	for (size_t i = 0; i < s->endpoints.cnt; i++)
		complete_slice_endpoint(c, s, i);
}
