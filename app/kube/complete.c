/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * What the field table cannot say about one object: defaults that depend on other fields, and rules
 * between fields, as the Kubernetes API server has them (service-model H1-H7, H11, H13, H18).
 */
#include "kube/object.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "kube/fields.h"

#define SLICE_ENDPOINTS_MAX 1000
#define SLICE_PORTS_MAX     100
#define POD_IPS_ANNOTATION  "sluice/pod-ips"

struct check {
	struct object *o;
	const struct node *root;
	struct faults *faults;
	size_t errors_before;
};

#define refuse(c_, path_, ...) object_fault((c_)->o, (c_)->faults, FAULT_ERROR, path_, __VA_ARGS__)

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

static void
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

static void
complete_endpoint_ports(struct check *c, struct endpoint_ports *ports, const char *at)
{
	char path[96];

	for (size_t i = 0; i < ports->cnt; i++) {
		struct endpoint_port *p = &ports->v[i];

		if (p->name == NULL)
			p->name = "";
		if (ports->cnt > 1 && *p->name == '\0') {
			snprintf(path, sizeof(path), "%s[%zu]", at, i);
			refuse(c, path, "name is missing: with several ports each needs one");
		}
		if (*p->name != '\0' && !name_is_label(p->name)) {
			snprintf(path, sizeof(path), "%s[%zu].name", at, i);
			refuse(c, path, "\"%.64s\" is no DNS label", p->name);
		}
		for (size_t k = 0; k < i; k++) {
			if (strcmp(p->name, ports->v[k].name) != 0)
				continue;
			snprintf(path, sizeof(path), "%s[%zu]", at, i);
			refuse(c, path, "\"%s\" is the name of %s[%zu] too", p->name, at, k);
		}
	}
}

static void
complete_endpoints(struct check *c)
{
	char path[64];

	for (size_t i = 0; i < c->o->u.endpoints.subsets.cnt; i++) {
		struct endpoint_ports *ports = &c->o->u.endpoints.subsets.v[i].ports;

		snprintf(path, sizeof(path), "subsets[%zu].ports", i);
		complete_endpoint_ports(c, ports, path);
		for (size_t k = 0; k < ports->cnt; k++)
			if (ports->v[k].port == 0)
				refuse(c, path, "port is missing");
	}
}

static void
complete_slice_endpoint(struct check *c, struct slice *s, size_t idx)
{
	struct slice_endpoint *ep = &s->endpoints.v[idx];
	char path[64];

	snprintf(path, sizeof(path), "endpoints[%zu].addresses[0]", idx);
	if (ep->addresses.cnt == 0) {
		refuse(c, path, "at least one address is needed");
		return;
	}
	if (addr_parse(&ep->ip, ep->addresses.v[0]) != 0)
		refuse(c, path, "\"%.64s\" is no IP address", ep->addresses.v[0]);
	else if (addr_is_v4(&ep->ip) != (s->type == ADDRESS_V4))
		refuse(c, path, "%s does not fit addressType %s", ep->addresses.v[0],
		       s->type == ADDRESS_V4 ? "IPv4" : "IPv6");
	else if (addr_class(&ep->ip) != ADDR_UNICAST)
		refuse(c, path, "%s is a %s address: not allowed for an endpoint",
		       ep->addresses.v[0], addr_class_name(addr_class(&ep->ip)));
}

static void
complete_slice(struct check *c)
{
	struct slice *s = &c->o->u.slice;

	complete_endpoint_ports(c, &s->ports, "ports");
	if (s->endpoints.cnt > SLICE_ENDPOINTS_MAX)
		refuse(c, "endpoints", "%zu endpoints: at most %d are allowed in one slice",
		       s->endpoints.cnt, SLICE_ENDPOINTS_MAX);
	if (s->ports.cnt > SLICE_PORTS_MAX)
		refuse(c, "ports", "%zu ports: at most %d are allowed in one slice", s->ports.cnt,
		       SLICE_PORTS_MAX);
	if (labels_get(&c->o->meta.labels, "kubernetes.io/service-name") == NULL)
		object_fault(c->o, c->faults, FAULT_WARN, "metadata",
			     "no label kubernetes.io/service-name: it belongs to no Service");
	if (s->type == ADDRESS_FQDN) {
		object_fault(c->o, c->faults, FAULT_NOTE, "addressType",
			     "names are no endpoints: only IPv4 and IPv6 are served");
		s->endpoints.cnt = 0;
	}
	for (size_t i = 0; i < s->endpoints.cnt; i++)
		complete_slice_endpoint(c, s, i);
}

/* The annotation's addresses, separated by commas or blanks. */
static void
read_annotation(struct check *c, struct addrs *ips)
{
	const char *text = labels_get(&c->o->meta.annotations, POD_IPS_ANNOTATION);
	char word[ADDR_TEXT_BYTES];

	if (text == NULL)
		return;
	ips->v = arena_alloc(c->o->arena, (strlen(text) / 2 + 1) * sizeof(*ips->v));
	if (ips->v == NULL)
		return;
	while (*(text += strspn(text, ", \t\n")) != '\0') {
		size_t len = strcspn(text, ", \t\n");
		struct ip_addr *ip = &ips->v[ips->cnt];

		snprintf(word, sizeof(word), "%.*s", (int)(len < sizeof(word) ? len : 0), text);
		if (addr_parse(ip, word) != 0 || addr_class(ip) != ADDR_UNICAST)
			refuse(c, "metadata.annotations." POD_IPS_ANNOTATION,
			       "\"%.*s\" is no address that a pod may have",
			       (int)(len < 60 ? len : 60), text);
		else
			ips->cnt++;
		text += len;
	}
}

static void
complete_pod(struct check *c)
{
	struct pod *p = &c->o->u.pod;

	p->probed = -1;
	if (p->status_ips.cnt > 0) {
		p->ips.v = arena_alloc(c->o->arena, p->status_ips.cnt * sizeof(*p->ips.v));
		for (size_t i = 0; i < p->status_ips.cnt && p->ips.v != NULL; i++)
			if (addr_class(&p->status_ips.v[i].ip) == ADDR_UNICAST)
				p->ips.v[p->ips.cnt++] = p->status_ips.v[i].ip;
	} else if (addr_class(&p->status_ip) == ADDR_UNICAST) {
		p->ips.v = &p->status_ip;
		p->ips.cnt = 1;
	} else {
		read_annotation(c, &p->ips);
	}
	for (size_t i = 1; i < p->ips.cnt; i++)
		if (i > 1 || addr_is_v4(&p->ips.v[0]) == addr_is_v4(&p->ips.v[1])) {
			refuse(c, "metadata", "a pod has one address of each family");
			break;
		}
}

static void
complete_workload(struct check *c)
{
	struct workload *w = &c->o->u.workload;
	const struct labels *wanted = c->o->kind == KIND_RC ? &w->selector : &w->match;

	read_annotation(c, &w->ips);
	if (!labels_match(wanted, &w->template_meta.labels))
		refuse(c, "spec.selector", "does not match the labels of spec.template");
	if (w->ips.cnt > 0 && w->ips.cnt != w->replicas)
		object_fault(c->o, c->faults, FAULT_NOTE,
			     "metadata.annotations." POD_IPS_ANNOTATION,
			     "%zu addresses for %u replicas: as many pods as addresses", w->ips.cnt,
			     w->replicas);
}

int
object_complete(struct object *o, const struct node *root, struct faults *faults)
{
	struct check c = {
		.o = o, .root = root, .faults = faults, .errors_before = faults->error_cnt};

	switch (o->kind) {
	case KIND_SERVICE:
		complete_service(&c);
		break;
	case KIND_ENDPOINTS:
		complete_endpoints(&c);
		break;
	case KIND_SLICE:
		complete_slice(&c);
		break;
	case KIND_POD:
		complete_pod(&c);
		break;
	case KIND_RC:
	case KIND_RS:
	case KIND_DEPLOYMENT:
	case KIND_STATEFULSET:
		complete_workload(&c);
		break;
	case KIND_NODE:
	case KIND_NAMESPACE:
	case KIND_CONFIGMAP:
	case KIND_SECRET:
	case KIND_SERVICEACCOUNT:
	case KIND_DAEMONSET:
	case KIND_INGRESS:
	case KIND_NETWORKPOLICY:
	case KIND_CNT:
		break;
	}
	if (arena_failed(o->arena))
		return -ENOMEM;
	return faults->error_cnt > c.errors_before ? -EINVAL : 0;
}
