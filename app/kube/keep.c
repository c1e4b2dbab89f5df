/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * First pass of alloc.c: what a Service held and still wants.
 */
#include "kube/alloc_priv.h"

#include <string.h>

/* A port of a grant. @return 0 when it has none */
static uint16_t
granted_port(const struct grant *g, const struct service_port *p)
{
	for (size_t i = 0; i < g->port_cnt; i++)
		if (g->ports[i].proto == p->proto && g->ports[i].port == p->port)
			return g->ports[i].node_port;
	return 0;
}

/* Does another port of the Service name this number? */
static bool
is_named(const struct service_spec *spec, uint16_t number)
{
	for (size_t i = 0; i < spec->ports.cnt; i++)
		if (spec->ports.v[i].node_port == number)
			return true;
	return false;
}

/* One number serves one port of each protocol. */
static bool
is_used(const struct svc *s, uint16_t number, enum proto proto)
{
	for (size_t i = 0; i < s->grant.port_cnt; i++)
		if (s->grant.ports[i].node_port == number && s->grant.ports[i].proto == proto)
			return true;
	return false;
}

/* A node port that was drawn stays when its Service stops drawing them; one that the manifest named
 * goes when the manifest names it no more (H7). */
static bool
may_keep_port(const struct svc *s, const struct service_port *p)
{
	const struct service_spec *spec = &s->obj->u.service.spec;
	const struct service_spec *was = s->was_obj == NULL ? NULL : &s->was_obj->u.service.spec;

	if (!alloc_opens_node_ports(spec))
		return false;
	for (size_t i = 0; !alloc_draws_node_ports(spec) && was != NULL && i < was->ports.cnt; i++)
		if (was->ports.v[i].proto == p->proto && was->ports.v[i].port == p->port &&
		    was->ports.v[i].node_port != 0)
			return false;
	return true;
}

static void
keep_port(struct model_change *c, struct svc *s, size_t i, uint16_t held)
{
	const struct service_spec *spec = &s->obj->u.service.spec;
	const struct service_port *p = &spec->ports.v[i];
	char what[WHAT_BYTES];

	if (held == 0 || !alloc_in_node_range(c->m, held) || s->grant.ports[i].node_port != 0 ||
	    !may_keep_port(s, p) || is_used(s, held, p->proto) ||
	    (p->node_port != 0 ? p->node_port != held : is_named(spec, held)))
		return;
	alloc_what_port(held, what);
	if (alloc_is_held(c, what, s))
		return;
	alloc_take(c, what, s);
	s->grant.ports[i].node_port = held;
}

static uint16_t
port_by_name(const struct svc *s, const struct grant *before, const char *name)
{
	const struct service_spec *was = s->was_obj == NULL ? NULL : &s->was_obj->u.service.spec;

	for (size_t i = 0; was != NULL && i < was->ports.cnt && i < before->port_cnt; i++)
		if (strcmp(was->ports.v[i].name, name) == 0)
			return before->ports[i].node_port;
	return 0;
}

/* By number first, then by name: a port that only changed its number keeps its node port. */
static void
keep_ports(struct model_change *c, struct svc *s, const struct grant *before)
{
	const struct service_spec *spec = &s->obj->u.service.spec;
	char what[WHAT_BYTES];

	for (size_t i = 0; i < spec->ports.cnt; i++) {
		const struct service_port *p = &spec->ports.v[i];

		s->grant.ports[i] = (struct grant_port){.proto = p->proto, .port = p->port};
	}
	for (size_t i = 0; i < spec->ports.cnt; i++)
		keep_port(c, s, i, granted_port(before, &spec->ports.v[i]));
	for (size_t i = 0; i < spec->ports.cnt; i++)
		keep_port(c, s, i, port_by_name(s, before, spec->ports.v[i].name));
	if (alloc_in_node_range(c->m, before->health_port) && alloc_needs_health_port(spec) &&
	    (spec->health_port == 0 || spec->health_port == before->health_port)) {
		alloc_what_port(before->health_port, what);
		if (!alloc_is_held(c, what, s) && !alloc_has_node_port(s, before->health_port)) {
			alloc_take(c, what, s);
			s->grant.health_port = before->health_port;
		}
	}
}

/* What a grant has of one family, or nothing. */
static struct ip_addr
of_family(const struct ip_addr v[FAMILY_CNT], enum family f)
{
	struct ip_addr none = {0};

	for (size_t i = 0; i < FAMILY_CNT; i++)
		if (addr_is_set(&v[i]) && addr_is_v4(&v[i]) == (f == FAMILY_V4))
			return v[i];
	return none;
}

static void
keep_cluster_ip(struct model_change *c, struct svc *s, size_t i, const struct grant *before)
{
	enum family f = s->grant.families[i];
	struct ip_addr asked = alloc_explicit_ip(s, i), had = of_family(before->cluster, f);
	const struct ip_prefix *net = alloc_network_of(c->m->board, f);
	char what[WHAT_BYTES];

	alloc_what_ip(&had, what);
	if (!alloc_has_cluster_ip(&s->obj->u.service.spec) || !addr_is_set(&had) || net == NULL ||
	    !prefix_contains(net, &had) || (addr_is_set(&asked) && !addr_equal(&asked, &had)) ||
	    alloc_is_held(c, what, s))
		return;
	alloc_take(c, what, s);
	s->grant.cluster[i] = had;
}

static void
keep_balancer(struct model_change *c, struct svc *s, size_t i, const struct grant *before)
{
	const struct service_spec *spec = &s->obj->u.service.spec;
	struct ip_addr had = of_family(before->lb, s->grant.families[i]);
	bool moved = addr_is_set(&spec->lb_ip) && addr_is_v4(&spec->lb_ip) == addr_is_v4(&had) &&
		     !addr_equal(&spec->lb_ip, &had);
	char what[WHAT_BYTES];

	if (!alloc_wants_balancer(&s->obj->u.service) || !addr_is_set(&had) || moved ||
	    !board_pools_have(c->m->board, &had) || alloc_balancer_holder(c, s, &had) != NULL)
		return;
	alloc_what_ip(&had, what);
	alloc_take(c, what, s);
	s->grant.lb[i] = had;
}

/* First pass: what was held and is still wanted. */
void
alloc_keep(struct model_change *c, struct svc *s, const struct grant *before)
{
	keep_ports(c, s, before);
	for (size_t i = 0; i < s->grant.family_cnt; i++) {
		keep_cluster_ip(c, s, i, before);
		keep_balancer(c, s, i, before);
	}
}
