/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * Rules and defaults of a Service by itself, as the Kubernetes API server has them (service-model
 * H1-H9).
 */
#include "kube/complete_priv.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "kube/fields.h"

#define SOURCE_RANGES_ANNOTATION "service.beta.kubernetes.io/load-balancer-source-ranges"

static bool
is_given(const struct check *c, const char *path)
{
	const struct node *n = tree_at(c->root, path);
	const char *last = strrchr(path, '.');

	return n->key != NULL && strcmp(n->key, last == NULL ? path : last + 1) == 0 &&
	       n->type != NODE_NULL;
}

static bool
opens_node_ports(const struct service_spec *s)
{
	return s->type == SERVICE_NODE_PORT || s->type == SERVICE_LOAD_BALANCER;
}

static bool
is_none(const char *ip)
{
	return ip != NULL && strcmp(ip, "None") == 0;
}

/* Against the ports before it: each mistake once, however many they are. */
static void
check_clashes(struct check *c, const struct service_spec *s, size_t i, struct map *seen)
{
	const struct service_port *p = &s->ports.v[i], *q = p;
	char path[64], key[32];

	snprintf(path, sizeof(path), "spec.ports[%zu].protocol", i);
	if (!is_sound(c, path))
		return;
	if (*p->name != '\0')
		q = complete_first(c, seen, p->name, p);
	if (q != p) {
		snprintf(path, sizeof(path), "spec.ports[%zu].name", i);
		refuse(c, path, "\"%s\" is the name of spec.ports[%zu] too", p->name,
		       (size_t)(q - s->ports.v));
	}
	snprintf(key, sizeof(key), "port/%d/%u", (int)p->proto, p->port);
	q = p->port == 0 ? p : complete_first(c, seen, key, p);
	if (q != p) {
		snprintf(path, sizeof(path), "spec.ports[%zu].port", i);
		refuse(c, path, "%u is spec.ports[%zu] already, same protocol", p->port,
		       (size_t)(q - s->ports.v));
	}
	snprintf(key, sizeof(key), "node/%d/%u", (int)p->proto, p->node_port);
	q = p->node_port == 0 ? p : complete_first(c, seen, key, p);
	if (q != p) {
		snprintf(path, sizeof(path), "spec.ports[%zu].nodePort", i);
		refuse(c, path, "%u is spec.ports[%zu] already, same protocol", p->node_port,
		       (size_t)(q - s->ports.v));
	}
}

static void
check_ports(struct check *c, struct service_spec *s)
{
	bool typed = is_sound(c, "spec.type");
	struct map seen = {0};
	char path[64];

	for (size_t i = 0; i < s->ports.cnt; i++) {
		struct service_port *p = &s->ports.v[i];

		if (p->name == NULL)
			p->name = "";
		if (p->target.text == NULL && p->target.num == 0)
			p->target.num = p->port;
		snprintf(path, sizeof(path), "spec.ports[%zu].name", i);
		if (s->ports.cnt > 1 && *p->name == '\0' && is_sound(c, path)) {
			snprintf(path, sizeof(path), "spec.ports[%zu]", i);
			refuse(c, path, "name is missing: with several ports each needs one");
		}
		if (p->node_port != 0 && s->type == SERVICE_CLUSTER_IP && typed) {
			snprintf(path, sizeof(path), "spec.ports[%zu].nodePort", i);
			refuse(c, path,
			       "not allowed with type ClusterIP: "
			       "NodePort or LoadBalancer is needed");
		}
		if (!opens_node_ports(s))
			p->node_port = 0;
		if (s->type == SERVICE_LOAD_BALANCER && !s->lb_node_ports && p->node_port == 0) {
			snprintf(path, sizeof(path), "spec.ports[%zu].nodePort", i);
			p->no_node_port = is_given(c, path);
		}
		check_clashes(c, s, i, &seen);
	}
	map_fini(&seen);
}

static enum family
family_of(const char *text)
{
	return strchr(text, ':') != NULL ? FAMILY_V6 : FAMILY_V4;
}

static bool
fits_family(const char *ip, enum family f)
{
	return *ip == '\0' || is_none(ip) || family_of(ip) == f;
}

static void
check_families(struct check *c, struct service_spec *s)
{
	if (!is_given(c, "spec.ipFamilyPolicy") || !is_sound(c, "spec.ipFamilyPolicy"))
		s->family_policy = FAMILY_POLICY_UNSET;
	if (!is_sound(c, "spec.ipFamilies"))
		s->families.cnt = 0;
	if (s->families.cnt > 2 || (s->families.cnt == 2 && s->families.v[0] == s->families.v[1])) {
		refuse(c, "spec.ipFamilies", "each family may stand here once");
		s->families.cnt = 1;
	}
	for (size_t i = 0; i < s->families.cnt && i < s->cluster_ips.cnt; i++)
		if (!fits_family(s->cluster_ips.v[i], s->families.v[i])) {
			refuse(c, "spec.ipFamilies", "does not fit clusterIPs[%zu] (%s)", i,
			       s->cluster_ips.v[i]);
			s->families.cnt = 0;
		}
	if (s->cluster_ips.cnt == 0 && s->cluster_ip != NULL && s->families.cnt > 0 &&
	    !fits_family(s->cluster_ip, s->families.v[0])) {
		refuse(c, "spec.ipFamilies", "does not fit clusterIP (%s)", s->cluster_ip);
		s->families.cnt = 0;
	}
}

static void
check_cluster_ips(struct check *c, struct service_spec *s)
{
	if (!is_sound(c, "spec.clusterIPs"))
		s->cluster_ips.cnt = 0;
	if (s->cluster_ip != NULL && *s->cluster_ip == '\0')
		s->cluster_ip = NULL;
	if (s->cluster_ip == NULL && s->cluster_ips.cnt > 0 && *s->cluster_ips.v[0] != '\0' &&
	    is_sound(c, "spec.clusterIP"))
		s->cluster_ip = s->cluster_ips.v[0];
	if (s->cluster_ips.cnt > 2) {
		refuse(c, "spec.clusterIPs", "at most two are allowed, one of each family");
		s->cluster_ips.cnt = 1;
	}
	if (s->cluster_ips.cnt > 0 && s->cluster_ip != NULL &&
	    strcmp(s->cluster_ip, s->cluster_ips.v[0]) != 0) {
		refuse(c, "spec.clusterIPs[0]", "must equal clusterIP (%s)", s->cluster_ip);
		s->cluster_ips.cnt = 0;
	}
	if (s->cluster_ips.cnt == 2) {
		bool none = is_none(s->cluster_ips.v[0]) || is_none(s->cluster_ips.v[1]);

		if (none)
			refuse(c, "spec.clusterIPs", "None stands alone");
		else if (family_of(s->cluster_ips.v[0]) == family_of(s->cluster_ips.v[1]))
			refuse(c, "spec.clusterIPs", "both are of one family");
		if (none || family_of(s->cluster_ips.v[0]) == family_of(s->cluster_ips.v[1]))
			s->cluster_ips.cnt = 1;
	}
	if (is_none(s->cluster_ip) && opens_node_ports(s))
		refuse(c, "spec.clusterIP", "None is for type ClusterIP alone");
}

/* A name in DNS, which may end with a dot. */
static bool
is_dns_name(const char *name)
{
	size_t len = strlen(name);
	char text[256];

	if (len == 0 || len >= sizeof(text))
		return false;
	snprintf(text, sizeof(text), "%.*s", (int)(name[len - 1] == '.' ? len - 1 : len), name);
	return name_is_subdomain(text);
}

static void
check_external_name(struct check *c, const struct service_spec *s)
{
	if (!is_sound(c, "spec.type"))
		return;
	if (s->type != SERVICE_EXTERNAL_NAME) {
		if (s->ports.cnt == 0 && !is_none(s->cluster_ip) && is_sound(c, "spec.ports") &&
		    is_sound(c, "spec.clusterIP") && is_sound(c, "spec.clusterIPs"))
			refuse(c, "spec", "ports is missing: at least one is needed");
		return;
	}
	if (s->external_name == NULL || !is_dns_name(s->external_name))
		refuse(c, "spec.externalName", "type ExternalName needs a DNS name here");
	if (s->cluster_ip != NULL)
		refuse(c, "spec.clusterIP", "not allowed with type ExternalName");
	if (s->families.cnt > 0)
		refuse(c, "spec.ipFamilies", "not allowed with type ExternalName");
	if (s->family_policy != FAMILY_POLICY_UNSET)
		refuse(c, "spec.ipFamilyPolicy", "not allowed with type ExternalName");
}

static void
check_external(struct check *c, const struct service_spec *s)
{
	bool balanced = s->type == SERVICE_LOAD_BALANCER;
	bool external =
		opens_node_ports(s) || (s->type == SERVICE_CLUSTER_IP && s->external_ips.cnt > 0);

	if (!is_sound(c, "spec.type"))
		return;
	if (!external && is_given(c, "spec.externalTrafficPolicy"))
		refuse(c, "spec.externalTrafficPolicy",
		       "needs type NodePort or LoadBalancer, or externalIPs");
	if (!balanced && is_given(c, "spec.loadBalancerClass"))
		refuse(c, "spec.loadBalancerClass", "needs type LoadBalancer");
	if (!balanced && is_given(c, "spec.allocateLoadBalancerNodePorts"))
		refuse(c, "spec.allocateLoadBalancerNodePorts", "needs type LoadBalancer");
	if (s->health_port != 0 && (!balanced || (s->external_policy != POLICY_LOCAL &&
						  is_sound(c, "spec.externalTrafficPolicy"))))
		refuse(c, "spec.healthCheckNodePort",
		       "needs type LoadBalancer and externalTrafficPolicy Local");
}

static void
check_affinity(struct check *c, struct service_spec *s)
{
	if (s->client_ip || !is_sound(c, "spec.sessionAffinity"))
		return;
	/* not refused: so switching affinity off needs no more than sessionAffinity None */
	if (is_given(c, "spec.sessionAffinityConfig"))
		object_fault(c->o, c->faults, FAULT_NOTE, "spec.sessionAffinityConfig",
			     "no effect here: needs sessionAffinity ClientIP");
	s->affinity_s = 0;
}

/* The older way to say loadBalancerSourceRanges: prefixes joined by commas. */
static void
read_ranges(struct check *c, struct service_spec *s, const char *text)
{
	const char *blanks = " \t\n";
	char word[PREFIX_TEXT_BYTES];

	if (text[strspn(text, blanks)] == '\0')
		return;
	s->lb_ranges.v = arena_alloc(c->o->arena, (strlen(text) / 2 + 1) * sizeof(*s->lb_ranges.v));
	for (bool more = s->lb_ranges.v != NULL; more; text++) {
		size_t len;

		text += strspn(text, blanks);
		len = strcspn(text, ",");
		more = text[len] == ',';
		snprintf(word, sizeof(word), "%.*s", (int)(len < sizeof(word) ? len : 0), text);
		for (size_t end = strlen(word); end > 0 && strchr(blanks, word[end - 1]) != NULL;)
			word[--end] = '\0';
		if (prefix_parse(&s->lb_ranges.v[s->lb_ranges.cnt], word) != 0)
			refuse(c, "metadata.annotations", "%s: \"%.*s\" is no CIDR",
			       SOURCE_RANGES_ANNOTATION, (int)(len < 60 ? len : 60), text);
		else
			s->lb_ranges.cnt++;
		text += len;
	}
}

static void
mask_range(struct check *c, struct service_spec *s, size_t i)
{
	struct ip_prefix *p = &s->lb_ranges.v[i];
	char given[PREFIX_TEXT_BYTES], taken[PREFIX_TEXT_BYTES], path[64];

	if (!prefix_has_host_bits(p))
		return;
	prefix_format(p, given);
	prefix_mask(p);
	snprintf(path, sizeof(path), "spec.loadBalancerSourceRanges[%zu]", i);
	object_fault(c->o, c->faults, FAULT_WARN,
		     is_given(c, "spec.loadBalancerSourceRanges") ? path : "metadata.annotations",
		     "%s has bits set behind its length: taken as %s", given,
		     prefix_format(p, taken));
}

static void
complete_ranges(struct check *c, struct service_spec *s)
{
	const char *old = labels_get(&c->o->meta.annotations, SOURCE_RANGES_ANNOTATION);

	if (!is_sound(c, "spec.type"))
		return;
	if (!is_sound(c, "spec.loadBalancerSourceRanges"))
		s->lb_ranges.cnt = 0;
	if (s->type != SERVICE_LOAD_BALANCER) {
		if (s->lb_ranges.cnt > 0)
			refuse(c, "spec.loadBalancerSourceRanges", "needs type LoadBalancer");
		else if (old != NULL)
			refuse(c, "metadata.annotations", "%s needs type LoadBalancer",
			       SOURCE_RANGES_ANNOTATION);
		return;
	}
	if (s->lb_ranges.cnt == 0 && old != NULL)
		read_ranges(c, s, old);
	for (size_t i = 0; i < s->lb_ranges.cnt; i++)
		mask_range(c, s, i);
}

/* The older ways to keep traffic near, by which a controller hands out hints. */
static void
check_topology(struct check *c, const struct service_spec *s)
{
	static const char *const keys[] = {"service.kubernetes.io/topology-mode",
					   "service.kubernetes.io/topology-aware-hints"};

	for (size_t i = 0; i < 2; i++) {
		const char *mode = labels_get(&c->o->meta.annotations, keys[i]);

		if (mode == NULL || s->selector.cnt == 0 || strcasecmp(mode, "disabled") == 0)
			continue;
		object_fault(c->o, c->faults, FAULT_NOTE, "metadata.annotations",
			     "%s: no effect here, no hints are made by it: write "
			     "trafficDistribution to keep traffic near",
			     keys[i]);
		return;
	}
}

static void
check_status(struct check *c, struct service *svc)
{
	static const struct ip_addr none;
	const struct node *item = tree_at(c->root, "status.loadBalancer.ingress")->first;
	char path[64];
	struct ip_addr a;

	if (svc->spec.type != SERVICE_LOAD_BALANCER)
		svc->wanted.cnt = 0; /* of a time when it had another type */
	for (size_t i = 0; i < svc->wanted.cnt; i++, item = item->next) {
		const struct lb_ingress *in = &svc->wanted.v[i];
		const struct node *mode = tree_get(item, "ipMode");

		if (addr_equal(&in->ip, &none) && mode != NULL && mode->type != NODE_NULL &&
		    is_sound(c, "status.loadBalancer.ingress")) {
			snprintf(path, sizeof(path), "status.loadBalancer.ingress[%zu].ipMode", i);
			refuse(c, path, "needs an ip beside it");
		}
		if (in->hostname != NULL && *in->hostname != '\0' &&
		    (!name_is_subdomain(in->hostname) || addr_parse(&a, in->hostname) == 0)) {
			snprintf(path, sizeof(path), "status.loadBalancer.ingress[%zu].hostname",
				 i);
			refuse(c, path, "\"%.64s\" is no DNS name", in->hostname);
		}
	}
}

void
complete_service(struct check *c)
{
	struct service_spec *s = &c->o->u.service.spec;

	check_ports(c, s);
	check_cluster_ips(c, s);
	check_families(c, s);
	check_external_name(c, s);
	check_external(c, s);
	check_affinity(c, s);
	complete_ranges(c, s);
	check_status(c, &c->o->u.service);
	check_topology(c, s);
	if (!is_given(c, "spec.trafficDistribution"))
		s->distribution = DISTRIBUTION_NONE;
	if (!is_sound(c, "spec.externalIPs"))
		s->external_ips.cnt = 0;
	if (!name_is_label(c->o->meta.name) || (*c->o->meta.name >= '0' && *c->o->meta.name <= '9'))
		refuse(c, "metadata.name",
		       "\"%s\": a Service's name is a DNS label that begins "
		       "with a letter",
		       c->o->meta.name);
}
