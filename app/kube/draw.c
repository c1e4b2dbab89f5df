/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * Automatic picks of alloc.c.
 */
#include "kube/alloc_priv.h"

#include <stdio.h>

#define NETWORK_SIZE_MAX (1u << 20)

static uint32_t
static_band(uint32_t size, uint32_t divisor, uint32_t max)
{
	uint32_t band = size / divisor > 16 ? size / divisor : 16;

	return band < max ? band : max;
}

/* Numbers 0..size-1 in the order in which they are tried: upper band from a hash on, then lower. */
static uint32_t
nth_try(uint32_t size, uint32_t band, uint64_t hash, uint32_t n)
{
	uint32_t upper = size > band ? size - band : 0;

	if (n < upper)
		return band + (uint32_t)((hash + n) % upper);
	return n - upper;
}

static void
draw_cluster_ip(struct model_change *c, struct svc *s, size_t i)
{
	const struct ip_prefix *net = alloc_network_of(c->m->board, s->grant.families[i]);
	unsigned host_bits, len = net == NULL ? 0 : net->len, edges;
	uint32_t size, band;
	char what[WHAT_BYTES];

	if (net == NULL || addr_is_set(&s->grant.cluster[i]))
		return;
	host_bits = (s->grant.families[i] == FAMILY_V4 ? 32u : 128u) - len;
	size = host_bits >= 20 ? NETWORK_SIZE_MAX : 1u << host_bits;
	band = static_band(size, 16, 256);
	edges = s->grant.families[i] == FAMILY_V4 ? 2 : 1; /* its own address, and broadcast */
	for (uint32_t n = 0; n + edges < size; n++) {
		uint32_t idx = 1 + nth_try(size - edges, band, s->id, n);
		struct ip_addr a;

		if (addr_add(&net->addr, idx, &a) != 0)
			continue;
		alloc_what_ip(&a, what);
		if (map_find(&c->m->taken, what) != NULL)
			continue;
		alloc_take(c, what, s);
		s->grant.cluster[i] = a;
		return;
	}
	alloc_refuse(c, s, "spec.clusterIP", "no cluster IP is free in the board's serviceCIDRs");
}

static uint16_t
draw_port(struct model_change *c, struct svc *s, const char *path, uint64_t hash)
{
	const struct board_port_range *r = &c->m->board->spec.cluster.node_ports;
	uint32_t size = (uint32_t)r->last - r->first + 1;
	uint32_t band = static_band(size, 32, 128);
	char what[WHAT_BYTES];

	for (uint32_t n = 0; n < size && !c->drained; n++) {
		uint16_t port = (uint16_t)(r->first + nth_try(size, band, hash, n));

		alloc_what_port(port, what);
		if (map_find(&c->m->taken, what) != NULL)
			continue;
		alloc_take(c, what, s);
		return port;
	}
	c->drained = true; /* nothing is given back until the change ends */
	alloc_refuse(c, s, path, "no node port is free in %u-%u", r->first, r->last);
	return 0;
}

/* What the ports of a Service are looked up by. */
struct relatives {
	struct map ports; /* port -> struct grant_port */
	struct map nodes; /* node port -> the same */
};

static void
note_node(struct model_change *c, struct relatives *r, struct grant_port *p)
{
	char key[PORT_KEY_BYTES];

	if (p->node_port != 0 &&
	    map_set(&r->nodes, alloc_port_key(p->proto, p->node_port, key), p, NULL) != 0)
		c->failed = true;
}

static void
note_ports(struct model_change *c, struct relatives *r, const struct grant *g)
{
	char key[PORT_KEY_BYTES];

	for (size_t i = 0; i < g->port_cnt; i++) {
		struct grant_port *p = &g->ports[i];

		if (map_set(&r->ports, alloc_port_key(p->proto, p->port, key), p, NULL) != 0)
			c->failed = true;
		note_node(c, r, p);
	}
}

/* Ports of one number and several protocols share one node port (H3): that of the first. */
static uint16_t
sibling_port(const struct relatives *r, const struct grant_port *of)
{
	const struct grant_port *first = NULL;
	char key[PORT_KEY_BYTES];

	for (int proto = PROTO_TCP; proto <= PROTO_SCTP; proto++) {
		const struct grant_port *p =
			map_find(&r->ports, alloc_port_key(proto, of->port, key));

		if (p != NULL && p->node_port != 0 && (first == NULL || p < first) &&
		    map_find(&r->nodes, alloc_port_key(of->proto, p->node_port, key)) == NULL)
			first = p;
	}
	return first == NULL ? 0 : first->node_port;
}

static void
draw_ports(struct model_change *c, struct svc *s)
{
	bool alone = s->grant.port_cnt == 1;
	struct relatives r = {0};
	char path[64];

	if (!alone)
		note_ports(c, &r, &s->grant);
	for (size_t i = 0; i < s->grant.port_cnt; i++) {
		struct grant_port *p = &s->grant.ports[i];

		if (p->node_port != 0 || s->obj->u.service.spec.ports.v[i].node_port != 0)
			continue;
		p->node_port = sibling_port(&r, p);
		if (p->node_port == 0) {
			snprintf(path, sizeof(path), "spec.ports[%zu].nodePort", i);
			p->node_port = draw_port(c, s, path, s->id + p->port);
		}
		if (!alone)
			note_node(c, &r, p);
	}
	map_fini(&r.ports);
	map_fini(&r.nodes);
}

static void
draw_balancer(struct model_change *c, struct svc *s, size_t i)
{
	char what[WHAT_BYTES];
	struct ip_addr a;

	if (!vacant_find(c->m, s->grant.families[i], &a))
		return;
	alloc_what_ip(&a, what);
	alloc_take(c, what, s);
	s->grant.lb[i] = a;
}

/* Where the manifest asks for addresses and got one, that is all it gets; one that it asks for by
 * loadBalancerIP and does not get is waited for. */
static void
draw_balancers(struct model_change *c, struct svc *s)
{
	const struct service *svc = &s->obj->u.service;
	bool asked = addr_is_set(&svc->spec.lb_ip), any = false;
	const char *why =
		asked ? "the external IP stays pending until loadBalancerIP can be given"
		: c->m->board->spec.pools.cnt == 0
			? "the board has no pool of LoadBalancer addresses: the external IP stays "
			  "pending"
			: "no pool of the board has a free address: the external IP stays pending";

	for (size_t i = 0; i < FAMILY_CNT; i++)
		any |= addr_is_set(&s->grant.lb[i]);
	for (size_t i = 0; i < s->grant.family_cnt && !asked && !(any && svc->wanted.cnt > 0); i++)
		if (!addr_is_set(&s->grant.lb[i]))
			draw_balancer(c, s, i);
	for (size_t i = 0; i < FAMILY_CNT; i++)
		any |= addr_is_set(&s->grant.lb[i]);
	if (any)
		alloc_pend(c, s, NULL);
	if (any || c->faults->error_cnt > c->errors_before)
		return;
	object_fault(s->obj, c->faults, FAULT_NOTE, "spec.type", "%s", why);
	if (!asked || s->grant.pending == NULL) /* else it was said more exactly */
		alloc_pend(c, s, why);
}

/* Fourth pass: the rest. */
void
alloc_draw(struct model_change *c, struct svc *s)
{
	const struct service_spec *spec = &s->obj->u.service.spec;

	for (size_t i = 0; i < s->grant.family_cnt && alloc_has_cluster_ip(spec); i++) {
		struct ip_addr asked = alloc_explicit_ip(s, i); /* waited for, when not given */

		if (!addr_is_set(&s->grant.cluster[i]) && !addr_is_set(&asked) &&
		    c->faults->error_cnt == c->errors_before)
			draw_cluster_ip(c, s, i);
	}
	if (alloc_draws_node_ports(spec))
		draw_ports(c, s);
	if (alloc_needs_health_port(spec) && s->grant.health_port == 0 && spec->health_port == 0)
		s->grant.health_port = draw_port(c, s, "spec.healthCheckNodePort", s->id);
	if (alloc_wants_balancer(&s->obj->u.service))
		draw_balancers(c, s);
}
