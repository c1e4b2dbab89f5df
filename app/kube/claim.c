/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * Second and third pass of alloc.c: addresses and ports that manifests name.
 */
#include "kube/alloc_priv.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The network's own address and its broadcast address are nobody's. */
static bool
is_edge(const struct ip_prefix *net, const struct ip_addr *a)
{
	struct ip_addr next;

	return addr_equal(&net->addr, a) ||
	       (addr_is_v4(a) && (addr_add(a, 1, &next) != 0 || !prefix_contains(net, &next)));
}

static void
claim_cluster_ip(struct model_change *c, struct svc *s, size_t i)
{
	const struct ip_prefix *net = alloc_network_of(c->m->board, s->grant.families[i]);
	struct ip_addr asked = alloc_explicit_ip(s, i);
	const char *path = i == 0 ? "spec.clusterIP" : "spec.clusterIPs[1]";
	char what[WHAT_BYTES], text[ADDR_TEXT_BYTES], cidr[PREFIX_TEXT_BYTES];

	if (!addr_is_set(&asked) || addr_is_set(&s->grant.cluster[i]) || net == NULL)
		return;
	addr_format(&asked, text);
	alloc_what_ip(&asked, what);
	if (!prefix_contains(net, &asked) || is_edge(net, &asked))
		alloc_refuse(c, s, path, "%s is not in the valid range: cluster IPs are in %s",
			     text, prefix_format(net, cidr));
	else if (alloc_is_held(c, what, s))
		alloc_report_held(c, s, path, text, map_find(&c->m->taken, what));
	else {
		alloc_take(c, what, s);
		s->grant.cluster[i] = asked;
	}
}

/* @param own it has this number already, for its health checks or a node port */
static uint16_t
claim_port(struct model_change *c, struct svc *s, const char *path, uint16_t asked, bool own)
{
	const struct board_port_range *r = &c->m->board->spec.cluster.node_ports;
	char what[WHAT_BYTES], number[8];

	alloc_what_port(asked, what);
	snprintf(number, sizeof(number), "%u", asked);
	if (!alloc_in_node_range(c->m, asked))
		alloc_refuse(c, s, path,
			     "the provided port is not in the valid range: node ports are %u-%u",
			     r->first, r->last);
	else if (own || alloc_is_held(c, what, s))
		alloc_report_held(c, s, path, "the provided port", map_find(&c->m->taken, what));
	else {
		alloc_take(c, what, s);
		return asked;
	}
	return 0;
}

/* An address outside serviceCIDRs may be somebody's. @return whether it is free to be virtual */
static bool
is_nobodys(struct model_change *c, struct svc *s, const char *path, const struct ip_addr *a)
{
	char text[ADDR_TEXT_BYTES], whose[600];

	if (!guard_is_host(c->m, a, whose, sizeof(whose)))
		return true;
	alloc_refuse(c, s, path, "%s is %s", addr_format(a, text), whose);
	return false;
}

/* @return the place of an address among the Service's families, -1: it has not that family */
static int
place_of(const struct svc *s, const struct ip_addr *a)
{
	for (size_t i = 0; i < s->grant.family_cnt; i++)
		if (addr_is_v4(a) == (s->grant.families[i] == FAMILY_V4))
			return (int)i;
	return -1;
}

/* An address that several Services may share, as long as no port of it is two Services'. */
static void
claim_shared(struct model_change *c, struct svc *s, const struct ip_addr *a, const char *path)
{
	const struct service_spec *spec = &s->obj->u.service.spec;
	char what[WHAT_BYTES], text[ADDR_TEXT_BYTES];
	bool held = false;

	alloc_what_ip(a, what);
	if (alloc_is_held(c, what, s)) {
		alloc_report_held(c, s, path, addr_format(a, text), map_find(&c->m->taken, what));
		return;
	}
	for (size_t k = 0; k < spec->ports.cnt; k++) {
		alloc_what_external(a, &spec->ports.v[k], what);
		if (!alloc_is_held(c, what, s))
			continue;
		alloc_report_held(c, s, path, what + strlen("ext "), map_find(&c->m->taken, what));
		held = true;
	}
	if (held)
		return;
	for (size_t k = 0; k < spec->ports.cnt; k++) {
		alloc_what_external(a, &spec->ports.v[k], what);
		alloc_take(c, what, s);
	}
	alloc_share(c, a, s, true);
}

static void
claim_external_ip(struct model_change *c, struct svc *s, const struct ip_addr *a, const char *path)
{
	char text[ADDR_TEXT_BYTES];

	addr_format(a, text);
	if (!board_prefixes_have(&c->m->board->spec.cluster.external_ip_cidrs, a)) {
		object_fault(s->obj, c->faults, FAULT_WARN, path,
			     "%s is not served: outside the board's externalIPCIDRs", text);
		return;
	}
	if (place_of(s, a) < 0)
		object_fault(s->obj, c->faults, FAULT_WARN, path,
			     "%s is not served: it is of a family that the Service has not", text);
	if (is_nobodys(c, s, path, a))
		claim_shared(c, s, a, path);
}

static void
claim_external_ips(struct model_change *c, struct svc *s)
{
	const struct service_spec *spec = &s->obj->u.service.spec;
	char path[48];

	for (size_t i = 0; i < spec->external_ips.cnt; i++) {
		snprintf(path, sizeof(path), "spec.externalIPs[%zu]", i);
		claim_external_ip(c, s, &spec->external_ips.v[i], path);
	}
}

const struct svc *
alloc_balancer_holder(const struct model_change *c, const struct svc *s, const struct ip_addr *a)
{
	char what[WHAT_BYTES];

	alloc_what_ip(a, what);
	return alloc_is_held(c, what, s) ? map_find(&c->m->taken, what) : store_sharer(c->m, a, s);
}

void
alloc_pend(struct model_change *c, struct svc *s, const char *why)
{
	free(s->grant.pending);
	s->grant.pending = why != NULL ? strdup(why) : NULL;
	c->failed |= why != NULL && s->grant.pending == NULL;
}

static void __attribute__((format(printf, 4, 5)))
warn_pending(struct model_change *c, struct svc *s, const char *path, const char *fmt, ...)
{
	char reason[700];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(reason, sizeof(reason), fmt, ap);
	va_end(ap);
	object_fault(s->obj, c->faults, FAULT_WARN, path, "%s", reason);
	alloc_pend(c, s, reason);
}

/* An address that the manifest asks for. @param insists on it, if another Service has it */
static void
claim_balancer(struct model_change *c, struct svc *s, const struct ip_addr *asked, const char *path,
	       bool insists)
{
	char what[WHAT_BYTES], text[ADDR_TEXT_BYTES], shown[512];
	const struct svc *holder;
	int i = place_of(s, asked);

	if (!addr_is_set(asked) || (i >= 0 && addr_is_set(&s->grant.lb[i])))
		return;
	addr_format(asked, text);
	holder = alloc_balancer_holder(c, s, asked);
	if (i < 0) {
		warn_pending(c, s, path, "%s is of a family that the Service has not", text);
	} else if (!board_pools_have(c->m->board, asked)) {
		warn_pending(c, s, path, "no pool of the board has %s", text);
	} else if (holder != NULL && insists) {
		alloc_report_held(c, s, path, text, holder);
	} else if (holder != NULL) {
		warn_pending(c, s, path, "%s is already allocated: %s has it", text,
			     object_shown(holder->obj, shown, sizeof(shown)));
	} else if (is_nobodys(c, s, path, asked)) {
		alloc_what_ip(asked, what);
		alloc_take(c, what, s);
		s->grant.lb[i] = *asked;
	}
}

/* Addresses that somebody else's balancer has: served, unless it passes packets on by itself, or
 * gave its Service the address of a node. */
static void
claim_foreign(struct model_change *c, struct svc *s)
{
	const struct service *svc = &s->obj->u.service;
	char path[64], text[ADDR_TEXT_BYTES], whose[600];

	for (size_t i = 0; i < svc->wanted.cnt; i++) {
		const struct ip_addr *a = &svc->wanted.v[i].ip;

		if (!addr_is_set(a) || svc->wanted.v[i].proxy)
			continue;
		snprintf(path, sizeof(path), "status.loadBalancer.ingress[%zu].ip", i);
		if (guard_is_host(c->m, a, whose, sizeof(whose)))
			object_fault(s->obj, c->faults, FAULT_WARN, path,
				     "%s is not served: it is %s", addr_format(a, text), whose);
		else
			claim_shared(c, s, a, path);
	}
}

static void
claim_ports(struct model_change *c, struct svc *s)
{
	const struct service_spec *spec = &s->obj->u.service.spec;
	char path[64];

	for (size_t i = 0; i < spec->ports.cnt; i++) {
		uint16_t asked = spec->ports.v[i].node_port;

		if (asked == 0)
			continue;
		snprintf(path, sizeof(path), "spec.ports[%zu].nodePort", i);
		if (asked == spec->health_port)
			object_fault(s->obj, c->faults, FAULT_ERROR, path,
				     "%u is the healthCheckNodePort too", asked);
		else if (s->grant.ports[i].node_port == 0)
			s->grant.ports[i].node_port =
				claim_port(c, s, path, asked, asked == s->grant.health_port);
	}
	if (spec->health_port != 0 && s->grant.health_port == 0)
		s->grant.health_port =
			claim_port(c, s, "spec.healthCheckNodePort", spec->health_port,
				   alloc_has_node_port(s, spec->health_port));
}

void
alloc_claim(struct model_change *c, struct svc *s)
{
	const struct service *svc = &s->obj->u.service;

	for (size_t i = 0; i < s->grant.family_cnt; i++)
		claim_cluster_ip(c, s, i);
	claim_ports(c, s);
	if (svc->spec.type != SERVICE_EXTERNAL_NAME)
		claim_external_ips(c, s);
	if (service_is_foreign(svc))
		claim_foreign(c, s);
}

void
alloc_claim_balancers(struct model_change *c, struct svc *s)
{
	const struct service *svc = &s->obj->u.service;

	if (!alloc_wants_balancer(svc))
		return;
	claim_balancer(c, s, &svc->spec.lb_ip, "spec.loadBalancerIP", true);
	for (size_t i = 0; i < svc->wanted.cnt && !addr_is_set(&svc->spec.lb_ip); i++)
		claim_balancer(c, s, &svc->wanted.v[i].ip, "status.loadBalancer.ingress", false);
}
