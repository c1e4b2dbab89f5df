/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * A Service that is put again: what the API server carries over from the one before, drops because
 * the new type has no use for it, or refuses to change (service-model H6, H8).
 */
#include "kube/alloc_priv.h"

#include <stdio.h>
#include <string.h>

static const char *
addr_text(const struct ip_addr *a, char text[ADDR_TEXT_BYTES])
{
	return addr_is_set(a) ? addr_format(a, text) : "None";
}

static void
check_cluster_ips(struct model_change *c, const struct svc *s, const struct grant *was)
{
	const struct service_spec *spec = &s->obj->u.service.spec;
	char text[ADDR_TEXT_BYTES];

	for (size_t i = 0; i < FAMILY_CNT && i < was->family_cnt; i++) {
		const char *path = i == 0 ? "spec.clusterIP" : "spec.clusterIPs[1]";
		const char *asked = i < spec->cluster_ips.cnt ? spec->cluster_ips.v[i]
				    : i == 0                  ? spec->cluster_ip
							      : NULL;

		if (asked == NULL || *asked == '\0')
			continue;
		if (strcmp(asked, addr_text(&was->cluster[i], text)) != 0 &&
		    (addr_is_set(&was->cluster[i]) || was->headless))
			object_fault(s->obj, c->faults, FAULT_ERROR, path,
				     "%s: a cluster IP cannot be changed, it is %s: delete the "
				     "Service first",
				     asked, addr_text(&was->cluster[i], text));
	}
}

/* Who names one where nobody did, or where two were named, means to give up the other. Who named
 * one before has been given the second by the policy, and says nothing new. */
static bool
names_one_now(size_t now, size_t was)
{
	return now == 1 && was != 1;
}

static void
check_families(struct model_change *c, const struct svc *s, const struct grant *was)
{
	const struct service_spec *spec = &s->obj->u.service.spec;
	const struct service_spec *before = &s->was_obj->u.service.spec;

	if (was->headless || s->grant.headless)
		return;
	if (spec->families.cnt > 0 && spec->families.v[0] != was->families[0])
		object_fault(s->obj, c->faults, FAULT_ERROR, "spec.ipFamilies[0]",
			     "the first family cannot be changed, it is %s: delete the Service "
			     "first",
			     family_name(was->families[0]));
	if (was->family_cnt == 2 && s->grant.policy != FAMILY_SINGLE &&
	    (names_one_now(spec->families.cnt, before->families.cnt) ||
	     names_one_now(spec->cluster_ips.cnt, before->cluster_ips.cnt)))
		object_fault(s->obj, c->faults, FAULT_ERROR, "spec.ipFamilyPolicy",
			     "must be SingleStack to give up the second family");
}

static bool
same_text(const char *a, const char *b)
{
	return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

void
update_check(struct model_change *c, const struct svc *s)
{
	const struct service_spec *now = &s->obj->u.service.spec, *was;
	const struct grant *held = &s->old_grant;

	if (s->was_obj == NULL)
		return;
	was = &s->was_obj->u.service.spec;
	if (now->type != SERVICE_EXTERNAL_NAME && was->type != SERVICE_EXTERNAL_NAME) {
		check_cluster_ips(c, s, held);
		check_families(c, s, held);
	}
	if (now->type == SERVICE_LOAD_BALANCER && was->type == SERVICE_LOAD_BALANCER &&
	    !same_text(now->lb_class, was->lb_class))
		object_fault(s->obj, c->faults, FAULT_ERROR, "spec.loadBalancerClass",
			     "cannot be changed while the type is LoadBalancer, it is %s%s%s",
			     was->lb_class != NULL ? "\"" : "",
			     was->lb_class != NULL ? was->lb_class : "not set",
			     was->lb_class != NULL ? "\"" : "");
	if (alloc_needs_health_port(now) && held->health_port != 0 && now->health_port != 0 &&
	    now->health_port != held->health_port)
		object_fault(s->obj, c->faults, FAULT_ERROR, "spec.healthCheckNodePort",
			     "cannot be changed, it is %u", held->health_port);
}

static bool
same_labels(const struct labels *a, const struct labels *b)
{
	return a->cnt == b->cnt && labels_match(a, b);
}

static bool
same_rules(const struct workload *a, const struct workload *b)
{
	if (a->rules.cnt != b->rules.cnt)
		return false;
	for (size_t i = 0; i < a->rules.cnt; i++) {
		const struct label_rule *x = &a->rules.v[i], *y = &b->rules.v[i];

		if (strcmp(x->key, y->key) != 0 || x->op != y->op || x->values.cnt != y->values.cnt)
			return false;
		for (size_t k = 0; k < x->values.cnt; k++)
			if (strcmp(x->values.v[k], y->values.v[k]) != 0)
				return false;
	}
	return true;
}

void
update_check_other(const struct object *o, const struct object *old, struct faults *faults)
{
	if (o->kind == KIND_SLICE && o->u.slice.type != old->u.slice.type)
		object_fault(o, faults, FAULT_ERROR, "addressType",
			     "cannot be changed: delete the slice first");
	else if (is_workload(o->kind) && o->kind != KIND_RC &&
		 object_is_sound(o, "spec.selector") &&
		 !(same_labels(&o->u.workload.match, &old->u.workload.match) &&
		   same_rules(&o->u.workload, &old->u.workload)))
		object_fault(o, faults, FAULT_ERROR, "spec.selector",
			     "cannot be changed: delete the %s first", kinds[o->kind].name);
}

/* Carrying over and dropping, in the tree of the manifest -------------------------------------- */

struct update {
	struct arena *a;
	struct node *spec;
	const struct service_spec *was;
	const struct grant *held;
	const char *type; /* the new one */
};

static bool
is_type(const struct update *u, const char *type)
{
	return strcmp(u->type, type) == 0;
}

static bool
is_absent(const struct node *map, const char *key)
{
	const struct node *n = tree_get(map, key);

	return n == NULL || n->type == NODE_NULL || (n->type == NODE_STRING && *n->text == '\0') ||
	       (n->type == NODE_LIST && n->cnt == 0);
}

static bool
is_number(const struct node *n, int64_t i)
{
	return n != NULL && n->type == NODE_INT && n->i == i;
}

/* Is the list what the Service has, item by item? */
static bool
is_same_list(const struct update *u, const char *key, bool addresses)
{
	const struct node *list = tree_get(u->spec, key);
	char text[ADDR_TEXT_BYTES];
	size_t i = 0;

	if (list == NULL || list->type != NODE_LIST || list->cnt != u->held->family_cnt)
		return false;
	for (const struct node *n = list->first; n != NULL; n = n->next, i++)
		if (n->type != NODE_STRING ||
		    strcmp(n->text, addresses ? addr_text(&u->held->cluster[i], text)
					      : family_name(u->held->families[i])) != 0)
			return false;
	return true;
}

static void
keep_first(struct node *list)
{
	list->first->next = NULL;
	list->last = list->first;
	list->cnt = 1;
}

/* SingleStack over two families that were not touched means: give up the second. */
static void
drop_second_family(struct update *u)
{
	const char *policy = tree_text(u->spec, "ipFamilyPolicy");

	if (u->held->family_cnt != 2 || policy == NULL || strcmp(policy, "SingleStack") != 0)
		return;
	if (is_same_list(u, "clusterIPs", true))
		keep_first(tree_get(u->spec, "clusterIPs"));
	if (is_same_list(u, "ipFamilies", false))
		keep_first(tree_get(u->spec, "ipFamilies"));
}

static void
drop_if_text(struct update *u, const char *key, const char *was)
{
	const char *now = tree_text(u->spec, key);

	if (now != NULL && was != NULL && strcmp(now, was) == 0)
		tree_unset(u->spec, key);
}

static void
drop_cluster_ips(struct update *u)
{
	char text[ADDR_TEXT_BYTES];
	const char *ip = tree_text(u->spec, "clusterIP");

	if (ip != NULL && strcmp(ip, addr_text(&u->held->cluster[0], text)) == 0)
		tree_unset(u->spec, "clusterIP");
	if (is_same_list(u, "clusterIPs", true) ||
	    (u->held->headless && tree_get(u->spec, "clusterIPs") != NULL))
		tree_unset(u->spec, "clusterIPs");
	if (is_same_list(u, "ipFamilies", false))
		tree_unset(u->spec, "ipFamilies");
	drop_if_text(u, "ipFamilyPolicy", policy_name(u->held->policy));
}

/* Whether all node ports that a list names are the Service's. */
static bool
had_node_ports(const struct update *u, const struct node *ports)
{
	bool had[UINT16_MAX + 1] = {false};

	for (size_t i = 0; i < u->held->port_cnt; i++)
		had[u->held->ports[i].node_port] = true;
	for (const struct node *p = ports->first; p != NULL; p = p->next) {
		const struct node *n = tree_get(p, "nodePort");

		if (n != NULL &&
		    (n->type != NODE_INT || n->i < 0 || n->i > UINT16_MAX || !had[n->i]))
			return false;
	}
	return true;
}

static void
drop_node_ports(struct update *u)
{
	struct node *ports = tree_get(u->spec, "ports");

	if (ports == NULL || ports->type != NODE_LIST || !had_node_ports(u, ports))
		return; /* else the user means them */
	for (struct node *p = ports->first; p != NULL; p = p->next)
		if (p->type == NODE_MAP)
			tree_unset(p, "nodePort");
}

/* What only a LoadBalancer, or only one that is reached from outside, may have. */
static void
drop_external(struct update *u)
{
	bool was_balanced = u->was->type == SERVICE_LOAD_BALANCER;
	bool opens = is_type(u, "NodePort") || is_type(u, "LoadBalancer");
	const struct node *alloc = tree_get(u->spec, "allocateLoadBalancerNodePorts");
	const char *policy = tree_text(u->spec, "externalTrafficPolicy");
	bool local = policy != NULL && strcmp(policy, "Local") == 0;

	if ((was_balanced || u->was->type == SERVICE_NODE_PORT) && !opens) {
		drop_node_ports(u);
		if (is_absent(u->spec, "externalIPs"))
			drop_if_text(u, "externalTrafficPolicy",
				     u->was->external_policy == POLICY_LOCAL ? "Local" : "Cluster");
	}
	if (u->held->health_port != 0 && (!is_type(u, "LoadBalancer") || !local) &&
	    is_number(tree_get(u->spec, "healthCheckNodePort"), u->held->health_port))
		tree_unset(u->spec, "healthCheckNodePort");
	if (!was_balanced || is_type(u, "LoadBalancer"))
		return;
	drop_if_text(u, "loadBalancerClass", u->was->lb_class);
	if (alloc != NULL && alloc->type == NODE_BOOL && alloc->b == u->was->lb_node_ports)
		tree_unset(u->spec, "allocateLoadBalancerNodePorts");
}

/* A text that stands nowhere: faults about it point to the spec. */
static void
set_text(const struct update *u, const char *key, const char *text)
{
	struct node *n = tree_string(u->a, text);

	if (n != NULL) {
		n->line = u->spec->line;
		n->col = u->spec->col;
	}
	tree_set(u->a, u->spec, key, n);
}

static void
adapt_spec(struct update *u, const struct object *old)
{
	const char *type = tree_text(u->spec, "type");
	bool was_ip = true;

	u->type = type == NULL || *type == '\0' ? "ClusterIP" : type;
	if (old != NULL) {
		u->was = &old->u.service.spec;
		was_ip = u->was->type != SERVICE_EXTERNAL_NAME;
		if (was_ip && is_type(u, "ExternalName"))
			drop_cluster_ips(u);
		else if (was_ip)
			drop_second_family(u);
		else if (!is_type(u, "ExternalName"))
			drop_if_text(u, "externalName", u->was->external_name);
		drop_external(u);
	}
	if (u->held->headless && was_ip && !is_type(u, "ExternalName") &&
	    is_absent(u->spec, "clusterIP") && is_absent(u->spec, "clusterIPs"))
		set_text(u, "clusterIP", "None");
}

void
update_release_node_ports(struct arena *a, const struct node *root)
{
	const struct node *spec = tree_get(root, "spec"), *ports = tree_get(spec, "ports");
	const struct node *draws = tree_get(spec, "allocateLoadBalancerNodePorts");
	const char *kind = tree_text(root, "kind"), *type = tree_text(spec, "type");

	if (kind == NULL || strcmp(kind, "Service") != 0 || type == NULL ||
	    strcmp(type, "LoadBalancer") != 0 || draws == NULL || draws->type != NODE_BOOL ||
	    draws->b || ports == NULL || ports->type != NODE_LIST)
		return;
	for (struct node *p = ports->first; p != NULL; p = p->next)
		if (p->type == NODE_MAP && is_absent(p, "nodePort"))
			tree_set(a, p, "nodePort", tree_int(a, 0));
}

void
update_adapt(const struct model *m, const struct model_text *text, struct arena *a,
	     struct node *root)
{
	const struct node *meta = root->type != NODE_MAP ? NULL : tree_get(root, "metadata");
	const char *name = tree_text(meta, "name"), *ns = tree_text(meta, "namespace"), *kind;
	struct update u = {.a = a};
	const struct svc *s;
	char key[768];

	if (text->mode == MODEL_RESTORE || name == NULL)
		return;
	if (text->mode == MODEL_REPLACE)
		update_release_node_ports(a, root);
	kind = tree_text(root, "kind");
	u.spec = tree_get(root, "spec");
	if (kind == NULL || strcmp(kind, "Service") != 0 || u.spec == NULL ||
	    u.spec->type != NODE_MAP)
		return;
	if (ns == NULL)
		ns = text->default_ns != NULL ? text->default_ns : "default";
	snprintf(key, sizeof(key), "%s/%s", ns, name);
	s = map_find(&m->services, key);
	u.held = s != NULL ? &s->grant : map_find(&m->hints, key);
	if (u.held != NULL)
		adapt_spec(&u, s != NULL && text->source == MODEL_SOCKET ? s->obj : NULL);
}
