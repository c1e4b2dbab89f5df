/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * Which families a Service has, in which order, and which policy stands behind it (service-model H6
 * and row 14). What a Service was given before is kept until its manifest says otherwise: neither a
 * manifest without ipFamilyPolicy nor another board turns one family into two, or two into one.
 */
#include "kube/alloc_priv.h"

#include <string.h>

const char *
family_name(enum family f)
{
	return f == FAMILY_V4 ? "IPv4" : "IPv6";
}

const struct ip_prefix *
alloc_network_of(const struct board *b, enum family f)
{
	for (size_t i = 0; i < b->spec.cluster.service_cidrs.cnt; i++)
		if (addr_is_v4(&b->spec.cluster.service_cidrs.v[i].addr) == (f == FAMILY_V4))
			return &b->spec.cluster.service_cidrs.v[i];
	return NULL;
}

struct choice {
	const struct board *b;
	const struct service_spec *spec;
	const struct grant *before;
	struct grant *g;
	bool free; /* headless without selector: its endpoints' addresses are the user's affair */
};

static enum family
family_of(const char *ip)
{
	return strchr(ip, ':') != NULL ? FAMILY_V6 : FAMILY_V4;
}

static enum family
first_family(const struct choice *ch)
{
	const struct board_prefixes *cidrs = &ch->b->spec.cluster.service_cidrs;

	if (alloc_has_cluster_ip(ch->spec) && ch->spec->cluster_ip != NULL)
		return family_of(ch->spec->cluster_ip);
	if (ch->spec->families.cnt > 0)
		return ch->spec->families.v[0];
	if (ch->before->family_cnt > 0 && alloc_network_of(ch->b, ch->before->families[0]) != NULL)
		return ch->before->families[0];
	return cidrs->cnt > 0 && !addr_is_v4(&cidrs->v[0].addr) ? FAMILY_V6 : FAMILY_V4;
}

static enum family_policy
policy_of(const struct choice *ch)
{
	if (ch->spec->family_policy != FAMILY_POLICY_UNSET)
		return ch->spec->family_policy;
	if (ch->before->family_cnt > 0 && ch->before->policy != FAMILY_POLICY_UNSET)
		return ch->before->policy;
	return ch->free ? FAMILY_REQUIRE_DUAL : FAMILY_SINGLE;
}

static size_t
count_of(const struct choice *ch)
{
	bool both = alloc_network_of(ch->b, FAMILY_V4) != NULL &&
		    alloc_network_of(ch->b, FAMILY_V6) != NULL;

	if (ch->spec->cluster_ips.cnt == 2 || ch->spec->families.cnt == 2)
		return 2;
	switch (ch->g->policy) {
	case FAMILY_REQUIRE_DUAL:
		return 2;
	case FAMILY_PREFER_DUAL:
		if (ch->free)
			return 2;
		if (ch->before->family_cnt > 0 && ch->before->policy == FAMILY_PREFER_DUAL && both)
			return ch->before->family_cnt;
		return both ? 2 : 1;
	case FAMILY_SINGLE:
	case FAMILY_POLICY_UNSET:
		break;
	}
	return 1;
}

static void
check_choice(struct model_change *c, struct svc *s, const struct choice *ch)
{
	const struct grant *g = ch->g;

	if (g->policy == FAMILY_SINGLE && g->family_cnt == 2)
		object_fault(s->obj, c->faults, FAULT_ERROR, "spec.ipFamilyPolicy",
			     "two families need PreferDualStack or RequireDualStack");
	if (ch->free)
		return;
	if (g->policy == FAMILY_REQUIRE_DUAL && (alloc_network_of(ch->b, FAMILY_V4) == NULL ||
						 alloc_network_of(ch->b, FAMILY_V6) == NULL)) {
		alloc_refuse(c, s, "spec.ipFamilyPolicy",
			     "RequireDualStack: the board has serviceCIDRs of one family alone");
		return;
	}
	for (size_t i = 0; i < g->family_cnt; i++)
		if (alloc_network_of(ch->b, g->families[i]) == NULL)
			alloc_refuse(c, s, "spec.ipFamilies", "the board has no serviceCIDR for %s",
				     family_name(g->families[i]));
}

void
alloc_families(struct model_change *c, struct svc *s, const struct grant *before)
{
	const struct service_spec *spec = &s->obj->u.service.spec;
	struct choice ch = {.b = c->m->board, .spec = spec, .before = before, .g = &s->grant};
	struct grant *g = ch.g;

	g->headless = service_is_headless(spec);
	g->policy = FAMILY_POLICY_UNSET;
	if (spec->type == SERVICE_EXTERNAL_NAME)
		return;
	ch.free = g->headless && spec->selector.cnt == 0;
	g->policy = policy_of(&ch);
	g->families[0] = first_family(&ch);
	g->families[1] = g->families[0] == FAMILY_V4 ? FAMILY_V6 : FAMILY_V4;
	g->family_cnt = count_of(&ch);
	check_choice(c, s, &ch);
}
