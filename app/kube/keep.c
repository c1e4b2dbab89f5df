/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * First pass of alloc.c: what a Service held and still wants.
 */
#include "kube/alloc_priv.h"

#include <string.h>

/* What ports are looked up by: a Service may have thousands, and each is. */
struct keeper {
	struct model_change *c;
	struct svc *s;
	const struct service_spec *spec;
	struct map held;   /* port -> struct grant_port that it had */
	struct map names;  /* name that a port had -> the same */
	struct map picked; /* ports for which the manifest that was named a node port */
	struct map named;  /* node ports that the manifest names, of any protocol */
	struct map used;   /* node ports that are kept */
};

static const void *
find(const struct map *m, int proto, uint16_t number)
{
	char key[PORT_KEY_BYTES];

	return map_find(m, alloc_port_key(proto, number, key));
}

/* @param what counts: the first of a key */
static void
set_first(struct keeper *k, struct map *m, const char *key, const void *what)
{
	if (map_find(m, key) == NULL && map_set(m, key, (void *)(uintptr_t)what, NULL) != 0)
		k->c->failed = true;
}

static void
set_port(struct keeper *k, struct map *m, int proto, uint16_t number, const void *what)
{
	char key[PORT_KEY_BYTES];

	set_first(k, m, alloc_port_key(proto, number, key), what);
}

static void
keeper_init(struct keeper *k, const struct grant *before)
{
	const struct service_spec *was =
		k->s->was_obj == NULL ? NULL : &k->s->was_obj->u.service.spec;

	for (size_t i = 0; i < before->port_cnt; i++)
		set_port(k, &k->held, before->ports[i].proto, before->ports[i].port,
			 &before->ports[i]);
	for (size_t i = 0; was != NULL && i < was->ports.cnt; i++) {
		const struct service_port *p = &was->ports.v[i];

		if (i < before->port_cnt)
			set_first(k, &k->names, p->name, &before->ports[i]);
		if (p->node_port != 0)
			set_port(k, &k->picked, p->proto, p->port, p);
	}
	for (size_t i = 0; i < k->spec->ports.cnt; i++)
		if (k->spec->ports.v[i].node_port != 0)
			set_port(k, &k->named, PORT_ANY_PROTO, k->spec->ports.v[i].node_port,
				 &k->spec->ports.v[i]);
}

static void
keeper_fini(struct keeper *k)
{
	map_fini(&k->held);
	map_fini(&k->names);
	map_fini(&k->picked);
	map_fini(&k->named);
	map_fini(&k->used);
}

/* A node port that was drawn stays when its Service stops drawing them; one that the manifest named
 * goes when the manifest names it no more (H7). */
static bool
may_keep_port(const struct keeper *k, const struct service_port *p)
{
	return alloc_opens_node_ports(k->spec) && !p->no_node_port &&
	       (alloc_draws_node_ports(k->spec) || find(&k->picked, p->proto, p->port) == NULL);
}

/* One number serves one port of each protocol. @param had may be NULL */
static void
keep_port(struct keeper *k, size_t i, const struct grant_port *had)
{
	const struct service_port *p = &k->spec->ports.v[i];
	struct grant_port *to = &k->s->grant.ports[i];
	uint16_t held = had == NULL ? 0 : had->node_port;
	char what[WHAT_BYTES];

	if (held == 0 || !alloc_in_node_range(k->c->m, held) || to->node_port != 0 ||
	    !may_keep_port(k, p) || find(&k->used, p->proto, held) != NULL ||
	    (p->node_port != 0 ? p->node_port != held
			       : find(&k->named, PORT_ANY_PROTO, held) != NULL))
		return;
	alloc_what_port(held, what);
	if (alloc_is_held(k->c, what, k->s))
		return;
	alloc_take(k->c, what, k->s);
	to->node_port = held;
	set_port(k, &k->used, p->proto, held, to);
}

static void
keep_health_port(struct model_change *c, struct svc *s, const struct grant *before)
{
	const struct service_spec *spec = &s->obj->u.service.spec;
	char what[WHAT_BYTES];

	if (!alloc_in_node_range(c->m, before->health_port) || !alloc_needs_health_port(spec) ||
	    (spec->health_port != 0 && spec->health_port != before->health_port))
		return;
	alloc_what_port(before->health_port, what);
	if (!alloc_is_held(c, what, s) && !alloc_has_node_port(s, before->health_port)) {
		alloc_take(c, what, s);
		s->grant.health_port = before->health_port;
	}
}

/* By number first, then by name: a port that only changed its number keeps its node port. */
static void
keep_ports(struct model_change *c, struct svc *s, const struct grant *before)
{
	const struct service_spec *spec = &s->obj->u.service.spec;
	struct keeper k = {.c = c, .s = s, .spec = spec};

	for (size_t i = 0; i < spec->ports.cnt; i++) {
		const struct service_port *p = &spec->ports.v[i];

		s->grant.ports[i] = (struct grant_port){.proto = p->proto, .port = p->port};
	}
	if (before->port_cnt == 0)
		return;
	keeper_init(&k, before);
	for (size_t i = 0; i < spec->ports.cnt; i++)
		keep_port(&k, i, find(&k.held, spec->ports.v[i].proto, spec->ports.v[i].port));
	for (size_t i = 0; i < spec->ports.cnt; i++)
		keep_port(&k, i, map_find(&k.names, spec->ports.v[i].name));
	keeper_fini(&k);
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
	keep_health_port(c, s, before);
	for (size_t i = 0; i < s->grant.family_cnt; i++) {
		keep_cluster_ip(c, s, i, before);
		keep_balancer(c, s, i, before);
	}
}
