/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * Cluster IPs, node ports and LoadBalancer addresses: who has which, and who gets the next.
 *
 * All Services of a change that are new or differ give back what they hold; then what they held
 * and still want is theirs again, then what manifests ask for by number, then the rest is drawn. So
 * a number that was given a moment ago is not lost to a manifest that claims it, and two Services
 * may exchange theirs in one change.
 *
 * Automatic picks start at a hash of the Service's name in the upper band (service-model H2), so
 * that most Services get the same number on every board and after every loss of the state.
 */
#include "kube/alloc_priv.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool
addr_is_set(const struct ip_addr *a)
{
	static const struct ip_addr none;

	return !addr_equal(a, &none);
}

bool
service_is_headless(const struct service_spec *s)
{
	return s->cluster_ip != NULL && strcmp(s->cluster_ip, "None") == 0;
}

bool
alloc_has_cluster_ip(const struct service_spec *s)
{
	return s->type != SERVICE_EXTERNAL_NAME && !service_is_headless(s);
}

const char *
proto_name(enum proto p)
{
	static const char *const names[] = {"TCP", "UDP", "SCTP"};

	return names[p];
}

void
grant_fini(struct grant *g)
{
	free(g->ports);
	memset(g, 0, sizeof(*g));
}

void
alloc_what_ip(const struct ip_addr *a, char what[WHAT_BYTES])
{
	char text[ADDR_TEXT_BYTES];

	snprintf(what, WHAT_BYTES, "ip %s", addr_format(a, text));
}

void
alloc_what_port(uint16_t port, char what[WHAT_BYTES])
{
	snprintf(what, WHAT_BYTES, "np %u", port);
}

static void
what_external(const struct ip_addr *a, const struct service_port *p, char what[WHAT_BYTES])
{
	char text[ADDR_TEXT_BYTES];

	snprintf(what, WHAT_BYTES, "ext %s %s %u", addr_format(a, text), proto_name(p->proto),
		 p->port);
}

void
alloc_take(struct model_change *c, const char *what, struct svc *s)
{
	if (store_take(c, what, s) != 0)
		c->failed = true;
}

static void
give_back(struct model_change *c, const char *what, const struct svc *s)
{
	if (map_find(&c->m->taken, what) == s)
		alloc_take(c, what, NULL);
}

/* Everything that old_grant and an object's externalIPs hold. */
static void
release(struct model_change *c, const struct svc *s, const struct grant *g,
	const struct object *obj)
{
	const struct service_spec *spec = &obj->u.service.spec;
	char what[WHAT_BYTES];

	for (int i = 0; i < FAMILY_CNT; i++) {
		alloc_what_ip(&g->cluster[i], what);
		give_back(c, what, s);
		alloc_what_ip(&g->lb[i], what);
		give_back(c, what, s);
	}
	for (size_t i = 0; i < g->port_cnt; i++) {
		alloc_what_port(g->ports[i].node_port, what);
		give_back(c, what, s);
	}
	alloc_what_port(g->health_port, what);
	give_back(c, what, s);
	for (size_t i = 0; i < spec->external_ips.cnt; i++) {
		for (size_t k = 0; k < spec->ports.cnt; k++) {
			what_external(&spec->external_ips.v[i], &spec->ports.v[k], what);
			give_back(c, what, s);
		}
	}
}

const struct ip_prefix *
alloc_network_of(const struct board *b, enum family f)
{
	for (size_t i = 0; i < b->spec.cluster.service_cidrs.cnt; i++)
		if (addr_is_v4(&b->spec.cluster.service_cidrs.v[i].addr) == (f == FAMILY_V4))
			return &b->spec.cluster.service_cidrs.v[i];
	return NULL;
}

/* Explicit addresses say it, then ipFamilies, then the board's first network. */
static void
choose_families(struct model_change *c, struct svc *s)
{
	const struct service_spec *spec = &s->obj->u.service.spec;
	const struct board_prefixes *cidrs = &c->m->board->spec.cluster.service_cidrs;
	enum family first =
		cidrs->cnt > 0 && !addr_is_v4(&cidrs->v[0].addr) ? FAMILY_V6 : FAMILY_V4;
	bool explicit = alloc_has_cluster_ip(spec) && spec->cluster_ip != NULL;

	if (explicit)
		first = strchr(spec->cluster_ip, ':') != NULL ? FAMILY_V6 : FAMILY_V4;
	else if (spec->families.cnt > 0)
		first = spec->families.v[0];
	s->families[0] = first;
	s->families[1] = first == FAMILY_V4 ? FAMILY_V6 : FAMILY_V4;
	s->family_cnt = 1;
	if (spec->cluster_ips.cnt == 2 || spec->families.cnt == 2 ||
	    spec->family_policy == FAMILY_REQUIRE_DUAL ||
	    (spec->family_policy == FAMILY_PREFER_DUAL &&
	     alloc_network_of(c->m->board, s->families[1]) != NULL))
		s->family_cnt = 2;
	for (size_t i = 0; i < s->family_cnt && alloc_has_cluster_ip(spec); i++)
		if (alloc_network_of(c->m->board, s->families[i]) == NULL)
			object_fault(s->obj, c->faults, FAULT_ERROR, "spec.ipFamilies",
				     "the board has no serviceCIDR for IPv%d",
				     s->families[i] == FAMILY_V4 ? 4 : 6);
}

static struct ip_addr
explicit_ip(const struct svc *s, size_t i)
{
	const struct service_spec *spec = &s->obj->u.service.spec;
	const char *text = i < spec->cluster_ips.cnt ? spec->cluster_ips.v[i]
			   : i == 0                  ? spec->cluster_ip
						     : NULL;
	struct ip_addr a = {0};

	if (text != NULL && alloc_has_cluster_ip(spec) && addr_parse(&a, text) != 0)
		memset(&a, 0, sizeof(a));
	return a;
}

static void
report_held(struct model_change *c, const struct svc *s, const char *path, const char *what,
	    const struct svc *holder)
{
	char shown[512];

	object_fault(s->obj, c->faults, FAULT_ERROR, path, "%s is already allocated: %s has it",
		     what, object_shown(holder->obj, shown, sizeof(shown)));
}

static bool
is_held(const struct model_change *c, const char *what, const struct svc *s)
{
	const struct svc *holder = map_find(&c->m->taken, what);

	return holder != NULL && holder != s;
}

/* A port of a grant. @return 0 when it has none */
static uint16_t
granted_port(const struct grant *g, const struct service_port *p)
{
	for (size_t i = 0; i < g->port_cnt; i++)
		if (g->ports[i].proto == p->proto && g->ports[i].port == p->port)
			return g->ports[i].node_port;
	return 0;
}

static bool
opens_node_ports(const struct service_spec *spec)
{
	return spec->type == SERVICE_NODE_PORT || spec->type == SERVICE_LOAD_BALANCER;
}

bool
alloc_draws_node_ports(const struct service_spec *spec)
{
	return spec->type == SERVICE_NODE_PORT ||
	       (spec->type == SERVICE_LOAD_BALANCER && spec->lb_node_ports);
}

bool
alloc_wants_balancer(const struct service_spec *spec)
{
	return spec->type == SERVICE_LOAD_BALANCER && spec->lb_class == NULL;
}

bool
alloc_needs_health_port(const struct service_spec *spec)
{
	return spec->type == SERVICE_LOAD_BALANCER && spec->external_policy == POLICY_LOCAL;
}

static void
keep_ports(struct model_change *c, struct svc *s, const struct grant *before)
{
	const struct service_spec *spec = &s->obj->u.service.spec;
	char what[WHAT_BYTES];

	for (size_t i = 0; i < spec->ports.cnt; i++) {
		const struct service_port *p = &spec->ports.v[i];
		uint16_t held = granted_port(before, p);

		s->grant.ports[i] = (struct grant_port){.proto = p->proto, .port = p->port};
		if (held == 0 || !opens_node_ports(spec) ||
		    (p->node_port != 0 ? p->node_port != held : !alloc_draws_node_ports(spec)))
			continue;
		alloc_what_port(held, what);
		if (is_held(c, what, s))
			continue;
		alloc_take(c, what, s);
		s->grant.ports[i].node_port = held;
	}
	if (before->health_port != 0 && alloc_needs_health_port(spec) &&
	    (spec->health_port == 0 || spec->health_port == before->health_port)) {
		alloc_what_port(before->health_port, what);
		if (!is_held(c, what, s)) {
			alloc_take(c, what, s);
			s->grant.health_port = before->health_port;
		}
	}
}

/* First pass: what was held and is still wanted. */
static void
keep(struct model_change *c, struct svc *s, const struct grant *before)
{
	const struct service_spec *spec = &s->obj->u.service.spec;
	char what[WHAT_BYTES];

	keep_ports(c, s, before);
	for (size_t i = 0; i < s->family_cnt; i++) {
		struct ip_addr asked = explicit_ip(s, i);
		const struct ip_addr *had = &before->cluster[i];
		const struct ip_prefix *net = alloc_network_of(c->m->board, s->families[i]);

		alloc_what_ip(had, what);
		if (alloc_has_cluster_ip(spec) && addr_is_set(had) && net != NULL &&
		    prefix_contains(net, had) &&
		    (!addr_is_set(&asked) || addr_equal(&asked, had)) && !is_held(c, what, s)) {
			alloc_take(c, what, s);
			s->grant.cluster[i] = *had;
		}
	}
	for (size_t i = 0; i < FAMILY_CNT; i++) {
		const struct ip_addr *had = &before->lb[i];
		bool moved = addr_is_set(&spec->lb_ip) && !addr_equal(&spec->lb_ip, had);

		alloc_what_ip(had, what);
		if (!alloc_wants_balancer(spec) || !addr_is_set(had) || moved ||
		    !board_pools_have(c->m->board, had) || is_held(c, what, s))
			continue;
		alloc_take(c, what, s);
		s->grant.lb[i] = *had;
	}
}

static void
claim_cluster_ip(struct model_change *c, struct svc *s, size_t i)
{
	const struct ip_prefix *net = alloc_network_of(c->m->board, s->families[i]);
	struct ip_addr asked = explicit_ip(s, i);
	const char *path = i == 0 ? "spec.clusterIP" : "spec.clusterIPs[1]";
	char what[WHAT_BYTES], text[ADDR_TEXT_BYTES], cidr[PREFIX_TEXT_BYTES];

	if (!addr_is_set(&asked) || addr_is_set(&s->grant.cluster[i]) || net == NULL)
		return;
	addr_format(&asked, text);
	alloc_what_ip(&asked, what);
	if (addr_is_set(&s->old_grant.cluster[i]))
		object_fault(s->obj, c->faults, FAULT_ERROR, path,
			     "a cluster IP cannot be changed: delete the Service first");
	else if (!prefix_contains(net, &asked) || addr_equal(&net->addr, &asked))
		object_fault(s->obj, c->faults, FAULT_ERROR, path,
			     "%s is not in the valid range: cluster IPs are in %s", text,
			     prefix_format(net, cidr));
	else if (is_held(c, what, s))
		report_held(c, s, path, text, map_find(&c->m->taken, what));
	else {
		alloc_take(c, what, s);
		s->grant.cluster[i] = asked;
	}
}

static bool
in_node_range(const struct model *m, uint16_t port)
{
	const struct board_port_range *r = &m->board->spec.cluster.node_ports;

	return port >= r->first && port <= r->last;
}

static uint16_t
claim_port(struct model_change *c, struct svc *s, const char *path, uint16_t asked)
{
	const struct board_port_range *r = &c->m->board->spec.cluster.node_ports;
	char what[WHAT_BYTES], number[8];

	alloc_what_port(asked, what);
	snprintf(number, sizeof(number), "%u", asked);
	if (!in_node_range(c->m, asked))
		object_fault(s->obj, c->faults, FAULT_ERROR, path,
			     "the provided port is not in the valid range: node ports are %u-%u",
			     r->first, r->last);
	else if (is_held(c, what, s))
		report_held(c, s, path, "the provided port", map_find(&c->m->taken, what));
	else {
		alloc_take(c, what, s);
		return asked;
	}
	return 0;
}

static void
claim_external_ips(struct model_change *c, struct svc *s)
{
	const struct service_spec *spec = &s->obj->u.service.spec;
	const struct board *b = c->m->board;
	char path[48], what[WHAT_BYTES], text[ADDR_TEXT_BYTES];

	for (size_t i = 0; i < spec->external_ips.cnt; i++) {
		const struct ip_addr *a = &spec->external_ips.v[i];
		const struct board_port *port = board_port_of(b, a);

		snprintf(path, sizeof(path), "spec.externalIPs[%zu]", i);
		addr_format(a, text);
		if (!board_prefixes_have(&b->spec.cluster.external_ip_cidrs, a)) {
			object_fault(s->obj, c->faults, FAULT_WARN, path,
				     "%s is not served: outside the board's externalIPCIDRs", text);
			continue;
		}
		if (port != NULL)
			object_fault(s->obj, c->faults, FAULT_ERROR, path,
				     "%s is the board's own address on port %s", text, port->name);
		alloc_what_ip(a, what);
		if (map_find(&c->m->taken, what) != NULL)
			report_held(c, s, path, text, map_find(&c->m->taken, what));
		for (size_t k = 0; k < spec->ports.cnt; k++) {
			what_external(a, &spec->ports.v[k], what);
			if (is_held(c, what, s))
				report_held(c, s, path, what + strlen("ext "),
					    map_find(&c->m->taken, what));
			else
				alloc_take(c, what, s);
		}
	}
}

/* An address that the manifest asks for: given, or a warning why not. */
static void
claim_balancer(struct model_change *c, struct svc *s, const struct ip_addr *asked, const char *path)
{
	char what[WHAT_BYTES], text[ADDR_TEXT_BYTES], shown[512];
	size_t i = addr_is_v4(asked) == (s->families[0] == FAMILY_V4) ? 0 : 1;

	if (!addr_is_set(asked) || addr_is_set(&s->grant.lb[i]))
		return;
	alloc_what_ip(asked, what);
	addr_format(asked, text);
	if (!board_pools_have(c->m->board, asked))
		object_fault(s->obj, c->faults, FAULT_WARN, path, "no pool of the board has %s",
			     text);
	else if (is_held(c, what, s)) {
		const struct svc *holder = map_find(&c->m->taken, what);

		object_fault(s->obj, c->faults, FAULT_WARN, path,
			     "%s is already allocated: %s has it", text,
			     object_shown(holder->obj, shown, sizeof(shown)));
	} else {
		alloc_take(c, what, s);
		s->grant.lb[i] = *asked;
	}
}

/* Second pass: what manifests name. */
static void
claim(struct model_change *c, struct svc *s)
{
	const struct service *svc = &s->obj->u.service;
	const struct service_spec *spec = &svc->spec;
	char path[64];

	for (size_t i = 0; i < s->family_cnt; i++)
		claim_cluster_ip(c, s, i);
	for (size_t i = 0; i < spec->ports.cnt; i++) {
		if (spec->ports.v[i].node_port == 0 || s->grant.ports[i].node_port != 0)
			continue;
		snprintf(path, sizeof(path), "spec.ports[%zu].nodePort", i);
		s->grant.ports[i].node_port = claim_port(c, s, path, spec->ports.v[i].node_port);
	}
	if (spec->health_port != 0 && s->grant.health_port == 0)
		s->grant.health_port =
			claim_port(c, s, "spec.healthCheckNodePort", spec->health_port);
	claim_external_ips(c, s);
	if (!alloc_wants_balancer(spec))
		return;
	claim_balancer(c, s, &spec->lb_ip, "spec.loadBalancerIP");
	for (size_t i = 0; i < svc->wanted.cnt; i++)
		claim_balancer(c, s, &svc->wanted.v[i].ip, "status.loadBalancer.ingress");
}

static bool
is_live(const struct model_change *c, const struct svc *s)
{
	return map_find(&c->m->services, s->key) == s;
}

static void
begin(struct model_change *c, struct svc *s)
{
	const struct service_spec *spec = &s->obj->u.service.spec;

	choose_families(c, s);
	s->old_grant = s->grant;
	s->granted = true;
	memset(&s->grant, 0, sizeof(s->grant));
	s->grant.port_cnt = spec->ports.cnt;
	s->grant.ports = calloc(spec->ports.cnt + 1, sizeof(*s->grant.ports));
	if (s->grant.ports == NULL) {
		s->grant.port_cnt = 0;
		c->failed = true;
	}
}

static const struct grant *
before(const struct model_change *c, const struct svc *s)
{
	const struct grant *hint = map_find(&c->m->hints, s->key);

	return hint != NULL && s->old_grant.ports == NULL ? hint : &s->old_grant;
}

int
alloc_grant(struct model_change *c)
{
	for (size_t i = 0; i < c->step_cnt; i++) {
		const struct step st = c->steps[i];

		if (st.kind != STEP_OBJECT || st.old_svc == NULL)
			continue;
		release(c, st.old_svc, &st.old_svc->grant, st.old_object);
		if (c->failed)
			return -ENOMEM;
	}
	for (size_t i = 0; i < c->dirty_cnt; i++)
		if (c->dirty[i]->respecified && is_live(c, c->dirty[i]))
			begin(c, c->dirty[i]);
	if (c->failed)
		return -ENOMEM;
	for (int pass = 0; pass < 3; pass++) {
		for (size_t i = 0; i < c->dirty_cnt; i++) {
			struct svc *s = c->dirty[i];

			if (!s->respecified || !is_live(c, s))
				continue;
			if (pass == 0)
				keep(c, s, before(c, s));
			else if (pass == 1)
				claim(c, s);
			else
				alloc_draw(c, s);
		}
	}
	return c->failed ? -ENOMEM : 0;
}
