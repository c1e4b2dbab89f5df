/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * Which pods are a Service's endpoints, on which ports, and why others are none (service-model H13,
 * H16, H17; rows 3 and 4).
 */
#include "kube/join_priv.h"
#include "kube/pod_priv.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct container_port *
find_named(const struct containers *cs, bool init, const char *name, enum proto proto)
{
	for (size_t i = 0; i < cs->cnt; i++) {
		const struct container *c = &cs->v[i];

		if (init && (c->restart == NULL || strcmp(c->restart, "Always") != 0))
			continue;
		for (size_t k = 0; k < c->ports.cnt; k++)
			if (c->ports.v[k].name != NULL && strcmp(c->ports.v[k].name, name) == 0 &&
			    c->ports.v[k].proto == proto)
				return &c->ports.v[k];
	}
	return NULL;
}

/* @return the number that a pod listens on for a Service's port, 0: none of that name */
static uint16_t
target_of(const struct pod *p, const struct service_port *port)
{
	const struct container_port *cp;

	if (port->target.text == NULL)
		return (uint16_t)port->target.num;
	cp = find_named(&p->spec.containers, false, port->target.text, port->proto);
	if (cp == NULL)
		cp = find_named(&p->spec.init_containers, true, port->target.text, port->proto);
	return cp == NULL ? 0 : cp->port;
}

static bool
is_over(const struct pod *p)
{
	return p->phase != NULL &&
	       (strcmp(p->phase, "Failed") == 0 || strcmp(p->phase, "Succeeded") == 0);
}

static bool
has_family(const struct join *j, const struct pod_ips *ips)
{
	const struct grant *g = &j->s->grant;

	for (size_t i = 0; i < ips->cnt; i++)
		for (size_t k = 0; k < g->family_cnt; k++)
			if (addr_is_v4(&ips->v[i]) == (g->families[k] == FAMILY_V4))
				return true;
	return false;
}

static const char *
family_reason(const struct join *j)
{
	return j->s->grant.families[0] == FAMILY_V4 ? "it has no IPv4 address"
						    : "it has no IPv6 address";
}

static const char *
address_reason(const struct pod *p)
{
	return pod_borrows_address(p)
		       ? "it has its node's address, and the Node is not known or has none"
		       : "it has no address: neither status.podIPs nor the annotation "
			 "sluice/pod-ips";
}

static void
join_pod(struct join *j, const struct object *o)
{
	const struct pod *p = &o->u.pod;
	const struct pod_ips ips = pod_ips(j->m, o);
	bool serving = pod_is_ready(j->m, o), terminating = o->meta.deleted != NULL;
	struct endpoint ep = {0};

	j->from = o;
	if (ips.cnt == 0 || is_over(p)) {
		join_add_absent(j, o->meta.name, "",
				is_over(p) ? "it has ended" : address_reason(p));
		return;
	}
	if (!has_family(j, &ips)) {
		join_add_absent(j, o->meta.name, "", family_reason(j));
		return;
	}
	if (!serving && !j->spec->publish_not_ready)
		join_add_absent(j, o->meta.name, "", "it is not ready");
	else if (terminating && !j->spec->publish_not_ready)
		join_add_absent(j, o->meta.name, "", "it is terminating");
	ep.pod = o->meta.name;
	ep.pod_ns = o->meta.ns;
	ep.node = p->spec.node;
	join_set_state(j, &ep, serving, terminating);
	hints_derive(j, &ep);
	for (size_t i = 0; i < j->out->port_cnt; i++) {
		if (j->spec->ports.cnt > 0) {
			ep.port = target_of(p, &j->spec->ports.v[i]);
			if (ep.port == 0) {
				join_add_absent(j, o->meta.name, j->spec->ports.v[i].name,
						"it has no container port of the targetPort's "
						"name and protocol");
				continue;
			}
		}
		for (size_t k = 0; k < ips.cnt; k++) {
			ep.ip = ips.v[k];
			join_add_endpoint(j, i, &ep);
		}
	}
}

/* Pods that match: of the selector's entries the one that fewest pods have leads. */
bool
join_pods(struct join *j, const struct space *sp)
{
	const struct labels *selector = &j->spec->selector;
	const struct map *fewest = NULL;
	const struct map_entry **v;
	bool any = false;
	size_t cnt;

	for (size_t i = 0; i < selector->cnt; i++) {
		char key[512];
		const struct map *set;

		snprintf(key, sizeof(key), "%s=%s", selector->v[i].key, selector->v[i].value);
		set = map_find(&sp->labels, key);
		if (set == NULL)
			return false;
		if (fewest == NULL || set->cnt < fewest->cnt)
			fewest = set;
	}
	v = join_sorted(fewest, &cnt, &j->out->failed);
	for (size_t i = 0; i < cnt; i++) {
		const struct object *o = v[i]->value;

		if (!labels_match(selector, &o->meta.labels))
			continue;
		join_pod(j, o);
		any = true;
	}
	free(v);
	return any;
}
