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

#include "kube/fields.h"

static bool
is_given(const struct check *c, const char *path)
{
	const struct node *n = tree_at(c->root, path);
	const char *last = strrchr(path, '.');

	return n->key != NULL && strcmp(n->key, last == NULL ? path : last + 1) == 0 &&
	       n->type != NODE_NULL;
}

static void
check_ports(struct check *c, struct service_spec *s)
{
	char path[64];

	for (size_t i = 0; i < s->ports.cnt; i++) {
		struct service_port *p = &s->ports.v[i];

		if (p->name == NULL)
			p->name = "";
		if (p->target.text == NULL && p->target.num == 0)
			p->target.num = p->port;
		if (s->ports.cnt > 1 && *p->name == '\0') {
			snprintf(path, sizeof(path), "spec.ports[%zu]", i);
			refuse(c, path, "name is missing: with several ports each needs one");
		}
		if (p->node_port != 0 && s->type != SERVICE_NODE_PORT &&
		    s->type != SERVICE_LOAD_BALANCER) {
			snprintf(path, sizeof(path), "spec.ports[%zu].nodePort", i);
			refuse(c, path,
			       "not allowed with type ClusterIP: "
			       "NodePort or LoadBalancer is needed");
		}
		for (size_t k = 0; k < i; k++) {
			const struct service_port *q = &s->ports.v[k];

			if (*p->name != '\0' && strcmp(p->name, q->name) == 0) {
				snprintf(path, sizeof(path), "spec.ports[%zu].name", i);
				refuse(c, path, "\"%s\" is the name of spec.ports[%zu] too",
				       p->name, k);
			}
			if (p->proto != q->proto)
				continue;
			if (p->port == q->port) {
				snprintf(path, sizeof(path), "spec.ports[%zu].port", i);
				refuse(c, path, "%u is spec.ports[%zu] already, same protocol",
				       p->port, k);
			}
			if (p->node_port != 0 && p->node_port == q->node_port) {
				snprintf(path, sizeof(path), "spec.ports[%zu].nodePort", i);
				refuse(c, path, "%u is spec.ports[%zu] already, same protocol",
				       p->node_port, k);
			}
		}
	}
}

static enum family
family_of(const char *text)
{
	return strchr(text, ':') != NULL ? FAMILY_V6 : FAMILY_V4;
}

static void
check_cluster_ips(struct check *c, struct service_spec *s)
{
	bool headless = s->cluster_ip != NULL && strcmp(s->cluster_ip, "None") == 0;

	if (s->cluster_ip != NULL && *s->cluster_ip == '\0')
		s->cluster_ip = NULL;
	if (s->cluster_ip == NULL && s->cluster_ips.cnt > 0 && *s->cluster_ips.v[0] != '\0')
		s->cluster_ip = s->cluster_ips.v[0];
	if (s->cluster_ips.cnt > 2)
		refuse(c, "spec.clusterIPs", "at most two are allowed, one of each family");
	if (s->cluster_ips.cnt > 0 && s->cluster_ip != NULL &&
	    strcmp(s->cluster_ip, s->cluster_ips.v[0]) != 0)
		refuse(c, "spec.clusterIPs[0]", "must equal clusterIP (%s)", s->cluster_ip);
	if (s->cluster_ips.cnt == 2) {
		if (headless || strcmp(s->cluster_ips.v[1], "None") == 0)
			refuse(c, "spec.clusterIPs", "None stands alone");
		else if (family_of(s->cluster_ips.v[0]) == family_of(s->cluster_ips.v[1]))
			refuse(c, "spec.clusterIPs", "both are of one family");
	}
	if (s->families.cnt > 2 || (s->families.cnt == 2 && s->families.v[0] == s->families.v[1]))
		refuse(c, "spec.ipFamilies", "each family may stand here once");
	for (size_t i = 0; i < s->families.cnt && i < s->cluster_ips.cnt && !headless; i++)
		if (*s->cluster_ips.v[i] != '\0' &&
		    family_of(s->cluster_ips.v[i]) != s->families.v[i])
			refuse(c, "spec.ipFamilies", "does not fit clusterIPs[%zu] (%s)", i,
			       s->cluster_ips.v[i]);
	if (s->families.cnt == 2 && s->family_policy == FAMILY_SINGLE &&
	    is_given(c, "spec.ipFamilyPolicy"))
		refuse(c, "spec.ipFamilies",
		       "two families need ipFamilyPolicy PreferDualStack or "
		       "RequireDualStack");
}

static void
check_external_name(struct check *c, const struct service_spec *s)
{
	if (s->type != SERVICE_EXTERNAL_NAME) {
		bool headless = s->cluster_ip != NULL && strcmp(s->cluster_ip, "None") == 0;

		if (s->ports.cnt == 0 && !headless)
			refuse(c, "spec", "ports is missing: at least one is needed");
		if (headless && s->type != SERVICE_CLUSTER_IP)
			refuse(c, "spec.clusterIP", "None is for type ClusterIP alone");
		return;
	}
	if (s->external_name == NULL || !name_is_subdomain(s->external_name))
		refuse(c, "spec.externalName", "type ExternalName needs a DNS name here");
	if (s->cluster_ip != NULL)
		refuse(c, "spec.clusterIP", "not allowed with type ExternalName");
}

static void
check_external(struct check *c, const struct service_spec *s)
{
	bool balanced = s->type == SERVICE_LOAD_BALANCER;
	bool external = balanced || s->type == SERVICE_NODE_PORT || s->external_ips.cnt > 0;

	if (!external && s->external_policy == POLICY_LOCAL)
		refuse(c, "spec.externalTrafficPolicy",
		       "Local needs type NodePort or LoadBalancer, or externalIPs");
	if (!balanced && s->lb_ranges.cnt > 0)
		refuse(c, "spec.loadBalancerSourceRanges", "needs type LoadBalancer");
	if (!balanced && s->lb_class != NULL)
		refuse(c, "spec.loadBalancerClass", "needs type LoadBalancer");
	if (s->health_port != 0 && (!balanced || s->external_policy != POLICY_LOCAL))
		refuse(c, "spec.healthCheckNodePort",
		       "needs type LoadBalancer and externalTrafficPolicy Local");
	if (!s->client_ip && is_given(c, "spec.sessionAffinityConfig"))
		refuse(c, "spec.sessionAffinityConfig", "needs sessionAffinity ClientIP");
}

void
complete_service(struct check *c)
{
	struct service_spec *s = &c->o->u.service.spec;

	check_ports(c, s);
	check_cluster_ips(c, s);
	check_external_name(c, s);
	check_external(c, s);
	if (!name_is_label(c->o->meta.name) || (*c->o->meta.name >= '0' && *c->o->meta.name <= '9'))
		refuse(c, "metadata.name",
		       "\"%s\": a Service's name is a DNS label that begins "
		       "with a letter",
		       c->o->meta.name);
	if (!s->client_ip)
		s->affinity_s = 0;
}
