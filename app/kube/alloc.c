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
#include <stdarg.h>
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
	for (size_t i = 0; i < g->want_cnt; i++) {
		free(g->wants[i].path);
		free(g->wants[i].reason);
	}
	free(g->wants);
	free(g->pending);
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

const char *
alloc_port_key(int proto, uint16_t number, char key[PORT_KEY_BYTES])
{
	char *at = key + PORT_KEY_BYTES;

	*--at = '\0';
	do
		*--at = (char)('0' + number % 10);
	while ((number /= 10) > 0);
	*--at = (char)('b' + proto);
	return at;
}

void
alloc_what_external(const struct ip_addr *a, const struct service_port *p, char what[WHAT_BYTES])
{
	char text[ADDR_TEXT_BYTES];

	snprintf(what, WHAT_BYTES, "ext %s %s %u", addr_format(a, text), proto_name(p->proto),
		 p->port);
}

void
alloc_take(struct model_change *c, const char *what, struct svc *s)
{
	if (s != NULL && s->obj->refused)
		return;
	if (store_take(c, what, s) != 0)
		c->failed = true;
}

void
alloc_share(struct model_change *c, const struct ip_addr *a, struct svc *s, bool shares)
{
	if (shares && s->obj->refused)
		return;
	if (store_share(c, a, s, shares) != 0)
		c->failed = true;
}

static void
give_back(struct model_change *c, const char *what, const struct svc *s)
{
	if (map_find(&c->m->taken, what) == s)
		alloc_take(c, what, NULL);
}

static void
give_back_shared(struct model_change *c, struct svc *s, const struct ip_addr *a,
		 const struct service_spec *spec)
{
	char what[WHAT_BYTES];

	for (size_t i = 0; i < spec->ports.cnt; i++) {
		alloc_what_external(a, &spec->ports.v[i], what);
		give_back(c, what, s);
	}
	alloc_share(c, a, s, false);
}

/* Everything that a grant and an object's external addresses hold. */
static void
release(struct model_change *c, struct svc *s, const struct grant *g, const struct object *obj)
{
	const struct service *svc = &obj->u.service;
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
	for (size_t i = 0; i < svc->wanted.cnt; i++)
		give_back_shared(c, s, &svc->wanted.v[i].ip, &svc->spec);
	for (size_t i = 0; i < svc->spec.external_ips.cnt; i++)
		give_back_shared(c, s, &svc->spec.external_ips.v[i], &svc->spec);
}

bool
alloc_in_node_range(const struct model *m, uint16_t port)
{
	const struct board_port_range *r = &m->board->spec.cluster.node_ports;

	return port >= r->first && port <= r->last;
}

struct ip_addr
alloc_explicit_ip(const struct svc *s, size_t i)
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
add_want(struct model_change *c, struct grant *g, const char *path, const char *reason)
{
	struct want *v = reallocarray(g->wants, g->want_cnt + 1, sizeof(*v));

	if (v == NULL) {
		c->failed = true;
		return;
	}
	if (*g->wants_since == '\0')
		snprintf(g->wants_since, sizeof(g->wants_since), "%s", change_now(c));
	g->wants = v;
	v[g->want_cnt++] = (struct want){strdup(path), strdup(reason)};
}

/* Who changes something else does not ask for it anew. */
static bool
had_want(const struct grant *before, const char *path, const char *reason)
{
	for (size_t i = 0; i < before->want_cnt; i++) {
		const struct want *w = &before->wants[i];

		if (w->path != NULL && w->reason != NULL && strcmp(w->path, path) == 0 &&
		    strcmp(w->reason, reason) == 0)
			return true;
	}
	return false;
}

void
alloc_refuse(struct model_change *c, struct svc *s, const char *path, const char *fmt, ...)
{
	char reason[600];
	bool kept;
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(reason, sizeof(reason), fmt, ap);
	va_end(ap);
	kept = s->obj->restored || s->obj->source == MODEL_BUILTIN || c->looks_again ||
	       had_want(&s->old_grant, path, reason);
	if (kept)
		add_want(c, &s->grant, path, reason);
	object_fault(s->obj, c->faults, kept ? FAULT_WARN : FAULT_ERROR, path, "%s", reason);
}

void
alloc_report_held(struct model_change *c, struct svc *s, const char *path, const char *what,
		  const struct svc *holder)
{
	char shown[512];

	alloc_refuse(c, s, path, "%s is already allocated: %s has it", what,
		     object_shown(holder->obj, shown, sizeof(shown)));
}

bool
alloc_is_held(const struct model_change *c, const char *what, const struct svc *s)
{
	const struct svc *holder = map_find(&c->m->taken, what);

	return holder != NULL && holder != s;
}

bool
alloc_has_node_port(const struct svc *s, uint16_t number)
{
	for (size_t i = 0; i < s->grant.port_cnt; i++)
		if (s->grant.ports[i].node_port == number)
			return true;
	return false;
}

bool
alloc_opens_node_ports(const struct service_spec *spec)
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
service_is_foreign(const struct service *svc)
{
	bool foreign = svc->spec.lb_class != NULL;

	for (size_t i = 0; i < svc->wanted.cnt; i++)
		foreign |= svc->wanted.v[i].proxy;
	return svc->spec.type == SERVICE_LOAD_BALANCER && foreign;
}

bool
alloc_wants_balancer(const struct service *svc)
{
	return svc->spec.type == SERVICE_LOAD_BALANCER && !service_is_foreign(svc);
}

bool
alloc_needs_health_port(const struct service_spec *spec)
{
	return spec->type == SERVICE_LOAD_BALANCER && spec->external_policy == POLICY_LOCAL;
}

static const struct grant *
before(const struct model_change *c, const struct svc *s)
{
	const struct grant *hint = map_find(&c->m->hints, s->key);

	return hint != NULL && s->old_grant.ports == NULL ? hint : &s->old_grant;
}

static void
begin(struct model_change *c, struct svc *s)
{
	const struct service_spec *spec = &s->obj->u.service.spec;

	s->old_grant = s->grant;
	s->granted = true;
	s->was_podded = s->old_grant.podded;
	memset(&s->grant, 0, sizeof(s->grant));
	if (s->old_grant.want_cnt > 0)
		memcpy(s->grant.wants_since, s->old_grant.wants_since,
		       sizeof(s->grant.wants_since));
	s->grant.podded = before(c, s)->podded;
	s->grant.port_cnt = spec->ports.cnt;
	s->grant.ports = calloc(spec->ports.cnt + 1, sizeof(*s->grant.ports));
	if (s->grant.ports == NULL) {
		s->grant.port_cnt = 0;
		c->failed = true;
	}
	alloc_families(c, s, before(c, s));
	update_check(c, s);
}

void
alloc_again(struct model_change *c, struct svc *s)
{
	begin(c, s);
	alloc_keep(c, s, before(c, s));
}

void
alloc_anew(struct model_change *c, struct svc *s)
{
	alloc_again(c, s);
	alloc_claim(c, s);
	alloc_claim_balancers(c, s);
	alloc_draw(c, s);
}

static void
keep(struct model_change *c, struct svc *s)
{
	alloc_keep(c, s, before(c, s));
}

typedef void (*alloc_step)(struct model_change *c, struct svc *s);

/* What is built in comes behind what is read back, for that had it first; those that are refused
 * come last: what they want is told, and nobody has to do without it. */
static int
turn_of(const struct svc *s)
{
	return s->obj->refused ? 2 : s->obj->source == MODEL_BUILTIN ? 1 : 0;
}

static void
each_respecified(struct model_change *c, alloc_step step)
{
	for (int turn = 0; turn <= 2; turn++) {
		for (size_t i = 0; i < c->dirty_cnt; i++) {
			struct svc *s = c->dirty[i];

			if (!s->respecified || !store_is_live(c->m, s) || turn_of(s) != turn)
				continue;
			faults_bound(c->faults, FAULTS_TOGETHER_MAX);
			step(c, s);
			faults_unbound(c->faults);
		}
	}
}

/* Shared addresses before those of pools: what several have is nobody's alone. */
static const alloc_step passes[] = {
	keep,
	alloc_claim,
	alloc_claim_balancers,
	alloc_draw,
};

int
alloc_grant(struct model_change *c)
{
	for (size_t i = 0; i < c->step_cnt; i++) {
		const struct step st = c->steps[i];

		if (st.kind != STEP_OBJECT || st.old_svc == NULL)
			continue;
		if (st.new_svc == st.old_svc && st.old_svc->was_obj == NULL)
			st.old_svc->was_obj = st.old_object;
		release(c, st.old_svc, &st.old_svc->grant, st.old_object);
		if (c->failed)
			return -ENOMEM;
	}
	each_respecified(c, begin);
	if (c->failed)
		return -ENOMEM;
	for (size_t pass = 0; pass < sizeof(passes) / sizeof(passes[0]); pass++)
		each_respecified(c, passes[pass]);
	wait_serve(c);
	guard_hosts(c);
	return c->failed ? -ENOMEM : 0;
}
