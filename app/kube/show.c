/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * Objects as an API server would show them: what was written, completed by what the server sets.
 */
#include "kube/model_priv.h"
#include "kube/pod_priv.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct show {
	const struct model *m;
	const struct object *o;
	struct buf *out;
	bool record; /* to be stored, not shown: without what follows from it */
};

static bool
is_empty(const struct node *n)
{
	return n == NULL || n->type == NODE_NULL || (n->type == NODE_STRING && *n->text == '\0') ||
	       (n->type == NODE_MAP && n->cnt == 0);
}

static void
set_default(struct arena *a, struct node *map, const char *key, struct node *value)
{
	if (is_empty(tree_get(map, key)))
		tree_set(a, map, key, value);
}

static struct node *
addr_node(struct arena *a, const struct ip_addr *addr)
{
	char text[ADDR_TEXT_BYTES];

	return tree_string(a, addr_format(addr, text));
}

static void
complete_meta(struct arena *a, struct node *root, const struct object *o)
{
	struct node *meta = tree_map(a, root, "metadata");
	char version[24];

	if (*o->meta.ns != '\0')
		tree_set(a, meta, "namespace", tree_string(a, o->meta.ns));
	tree_set(a, meta, "uid", tree_string(a, o->uid));
	snprintf(version, sizeof(version), "%" PRIu64, o->version);
	tree_set(a, meta, "resourceVersion", tree_string(a, version));
	tree_set(a, meta, "creationTimestamp", tree_string(a, o->created));
}

static void
complete_ports(struct arena *a, struct node *spec, const struct svc *s)
{
	const struct service_spec *from = &s->obj->u.service.spec;
	struct node *n = tree_get(spec, "ports");
	size_t i = 0;

	if (n == NULL || n->type != NODE_LIST)
		return;
	for (n = n->first; n != NULL && i < from->ports.cnt; n = n->next, i++) {
		const struct service_port *p = &from->ports.v[i];
		uint16_t node_port = i < s->grant.port_cnt ? s->grant.ports[i].node_port : 0;

		set_default(a, n, "protocol", tree_string(a, proto_name(p->proto)));
		if (p->target.text == NULL)
			set_default(a, n, "targetPort", tree_int(a, p->target.num));
		if (node_port != 0)
			tree_set(a, n, "nodePort", tree_int(a, node_port));
		else
			tree_unset(n, "nodePort"); /* asked for, and not given */
	}
}

static void
complete_families(struct arena *a, struct node *spec, const struct svc *s)
{
	struct node *families = tree_new(a, NODE_LIST), *ips = tree_new(a, NODE_LIST);

	for (size_t i = 0; i < s->grant.family_cnt; i++) {
		tree_append(families, tree_string(a, family_name(s->grant.families[i])));
		if (addr_is_set(&s->grant.cluster[i]))
			tree_append(ips, addr_node(a, &s->grant.cluster[i]));
	}
	if (s->grant.headless)
		tree_append(ips, tree_string(a, "None"));
	else if (addr_is_set(&s->grant.cluster[0]))
		tree_set(a, spec, "clusterIP", addr_node(a, &s->grant.cluster[0]));
	else
		tree_unset(spec, "clusterIP");
	tree_set(a, spec, "clusterIPs", ips);
	tree_set(a, spec, "ipFamilies", families);
	tree_set(a, spec, "ipFamilyPolicy", tree_string(a, policy_name(s->grant.policy)));
}

static bool
has_several_protocols(const struct service_spec *spec)
{
	for (size_t i = 1; i < spec->ports.cnt; i++)
		if (spec->ports.v[i].proto != spec->ports.v[0].proto)
			return true;
	return false;
}

/* H35: with several protocols each port has a state of its own; here all are served. */
static void
add_port_states(struct arena *a, struct node *entry, const struct service_spec *spec)
{
	struct node *list = tree_new(a, NODE_LIST);

	for (size_t i = 0; i < spec->ports.cnt; i++) {
		struct node *port = tree_new(a, NODE_MAP);

		tree_set(a, port, "port", tree_int(a, spec->ports.v[i].port));
		tree_set(a, port, "protocol", tree_string(a, proto_name(spec->ports.v[i].proto)));
		tree_append(list, port);
	}
	tree_set(a, entry, "ports", list);
}

static struct node *
own_balancer(struct arena *a, const struct svc *s)
{
	const struct service_spec *spec = &s->obj->u.service.spec;
	struct node *list = tree_new(a, NODE_LIST), *lb = tree_new(a, NODE_MAP);

	for (int i = 0; i < FAMILY_CNT; i++) {
		struct node *entry;

		if (!addr_is_set(&s->grant.lb[i]))
			continue;
		entry = tree_new(a, NODE_MAP);
		tree_set(a, entry, "ip", addr_node(a, &s->grant.lb[i]));
		tree_set(a, entry, "ipMode", tree_string(a, "VIP"));
		if (has_several_protocols(spec))
			add_port_states(a, entry, spec);
		tree_append(list, entry);
	}
	if (list != NULL && list->cnt > 0)
		tree_set(a, lb, "ingress", list);
	return lb;
}

/* What it asks for and cannot have. */
static void
add_wants(struct arena *a, struct node *status, const struct svc *s)
{
	struct node *list = tree_get(status, "conditions"), *one = tree_new(a, NODE_MAP);
	const char *message = "";

	for (size_t i = 0; i < s->grant.want_cnt; i++) {
		const struct want *w = &s->grant.wants[i];

		if (w->path != NULL && w->reason != NULL && message != NULL)
			message = arena_printf(a, "%s%s%s: %s", message, i > 0 ? "; " : "", w->path,
					       w->reason);
	}
	if (list == NULL || list->type != NODE_LIST) {
		list = tree_new(a, NODE_LIST);
		tree_set(a, status, "conditions", list);
	}
	tree_set(a, one, "type", tree_string(a, "Allocated"));
	tree_set(a, one, "status", tree_string(a, "False"));
	tree_set(a, one, "lastTransitionTime", tree_string(a, s->grant.wants_since));
	tree_set(a, one, "reason", tree_string(a, "Pending"));
	tree_set(a, one, "message", tree_string(a, message));
	tree_append(list, one);
}

static void
complete_status(struct arena *a, struct node *root, const struct svc *s)
{
	struct node *status = tree_map(a, root, "status"), *lb;
	const struct node *list;

	if (s->grant.want_cnt > 0)
		add_wants(a, status, s);
	if (!service_is_foreign(&s->obj->u.service)) {
		tree_set(a, status, "loadBalancer", own_balancer(a, s));
		return;
	}
	lb = tree_map(a, status, "loadBalancer");
	list = tree_get(lb, "ingress");
	for (struct node *n = list == NULL ? NULL : list->first; n != NULL; n = n->next)
		if (tree_get(n, "ip") != NULL)
			set_default(a, n, "ipMode", tree_string(a, "VIP"));
}

static void
complete_service(struct arena *a, struct node *root, const struct svc *s)
{
	static const char *const types[] = {"ClusterIP", "NodePort", "LoadBalancer",
					    "ExternalName"};
	static const char *const policies[] = {"Cluster", "Local"};
	const struct service_spec *from = &s->obj->u.service.spec;
	struct node *spec = tree_map(a, root, "spec");

	set_default(a, spec, "type", tree_string(a, types[from->type]));
	set_default(a, spec, "sessionAffinity",
		    tree_string(a, from->client_ip ? "ClientIP" : "None"));
	complete_ports(a, spec, s);
	if (from->type != SERVICE_EXTERNAL_NAME) {
		complete_families(a, spec, s);
		set_default(a, spec, "internalTrafficPolicy",
			    tree_string(a, policies[from->internal_policy]));
	}
	if (from->client_ip)
		tree_set(a, tree_map(a, tree_map(a, spec, "sessionAffinityConfig"), "clientIP"),
			 "timeoutSeconds", tree_int(a, from->affinity_s));
	if (from->type == SERVICE_NODE_PORT || from->type == SERVICE_LOAD_BALANCER ||
	    from->external_ips.cnt > 0)
		set_default(a, spec, "externalTrafficPolicy",
			    tree_string(a, policies[from->external_policy]));
	if (from->type == SERVICE_LOAD_BALANCER)
		set_default(a, spec, "allocateLoadBalancerNodePorts",
			    tree_bool(a, from->lb_node_ports));
	if (s->grant.health_port != 0)
		tree_set(a, spec, "healthCheckNodePort", tree_int(a, s->grant.health_port));
	else
		tree_unset(spec, "healthCheckNodePort");
	complete_status(a, root, s);
}

/* Ports of subsets, slices and containers: TCP unless they say otherwise. */
static void
complete_protocols(struct arena *a, struct node *owner)
{
	const struct node *ports = tree_get(owner, "ports");

	if (ports == NULL || ports->type != NODE_LIST)
		return;
	for (struct node *p = ports->first; p != NULL; p = p->next)
		set_default(a, p, "protocol", tree_string(a, proto_name(PROTO_TCP)));
}

static void
complete_endpoints(struct arena *a, struct node *root)
{
	const struct node *subsets = tree_get(root, "subsets");

	for (struct node *s = subsets == NULL ? NULL : subsets->first; s != NULL; s = s->next)
		complete_protocols(a, s);
}

/* A slice's port has a name even if it is none: that is how a Service's port finds it. */
static void
complete_slice(struct arena *a, struct node *root)
{
	const struct node *ports = tree_get(root, "ports");

	for (struct node *p = ports == NULL ? NULL : ports->first; p != NULL; p = p->next)
		set_default(a, p, "name", tree_string(a, ""));
	complete_protocols(a, root);
}

/* H50 */
static void
complete_probe(struct arena *a, struct node *probe)
{
	static const struct {
		const char *key;
		int n;
	} numbers[] = {
		{"timeoutSeconds", 1},
		{"periodSeconds", 10},
		{"successThreshold", 1},
		{"failureThreshold", 3},
	};
	struct node *http = tree_get(probe, "httpGet");

	if (probe == NULL || probe->type != NODE_MAP)
		return;
	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
		set_default(a, probe, numbers[i].key, tree_int(a, numbers[i].n));
	if (http != NULL && http->type == NODE_MAP) {
		set_default(a, http, "path", tree_string(a, "/"));
		set_default(a, http, "scheme", tree_string(a, "HTTP"));
	}
}

static void
complete_containers(struct arena *a, const struct node *spec)
{
	static const char *const lists[] = {"initContainers", "containers"};
	static const char *const probes[] = {"readinessProbe", "livenessProbe", "startupProbe"};

	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++) {
		const struct node *list = tree_get(spec, lists[i]);

		for (struct node *c = list == NULL ? NULL : list->first; c != NULL; c = c->next) {
			complete_protocols(a, c);
			for (size_t k = 0; k < sizeof(probes) / sizeof(probes[0]); k++)
				complete_probe(a, tree_get(c, probes[k]));
		}
	}
}

static void
complete_pod_ips(struct arena *a, struct node *status, const struct pod_ips *ips)
{
	struct node *list = tree_get(status, "podIPs");

	if (ips->cnt == 0)
		return;
	set_default(a, status, "podIP", addr_node(a, &ips->v[0]));
	if (list != NULL && list->type == NODE_LIST && list->cnt > 0)
		return;
	list = tree_new(a, NODE_LIST);
	for (size_t i = 0; i < ips->cnt && list != NULL; i++) {
		struct node *one = tree_new(a, NODE_MAP);

		if (one != NULL)
			tree_set(a, one, "ip", addr_node(a, &ips->v[i]));
		tree_append(list, one);
	}
	tree_set(a, status, "podIPs", list);
}

/* The workload that a pod was made for, by its uid as well. */
static void
complete_owner(struct arena *a, struct node *root, const struct model *m, const struct object *o)
{
	const struct object *owner = o->owner != NULL ? map_find(&m->objects, o->owner) : NULL;
	struct node *list = tree_get(tree_get(root, "metadata"), "ownerReferences");

	if (owner != NULL && list != NULL && list->first != NULL) {
		tree_set(a, list->first, "uid", tree_string(a, owner->uid));
		tree_set(a, list->first, "blockOwnerDeletion", tree_bool(a, true));
	}
}

static void
complete_pod_status(struct arena *a, struct node *root, const struct model *m,
		    const struct object *o)
{
	const struct pod_ips ips = pod_ips(m, o);
	struct node *status = tree_map(a, root, "status"), *list, *n;

	set_default(a, status, "phase", tree_string(a, ips.cnt > 0 ? "Running" : "Pending"));
	complete_pod_ips(a, status, &ips);
	list = tree_get(status, "conditions");
	if (list == NULL || list->type != NODE_LIST)
		tree_set(a, status, "conditions", tree_new(a, NODE_LIST));
	list = tree_get(status, "conditions");
	for (n = list == NULL ? NULL : list->first; n != NULL; n = n->next) {
		const struct node *type = tree_get(n, "type");

		if (type != NULL && strcmp(type->text, "Ready") == 0)
			break;
	}
	if (n == NULL) {
		n = tree_new(a, NODE_MAP);
		tree_set(a, n, "type", tree_string(a, "Ready"));
		tree_append(list, n);
	}
	tree_set(a, n, "status", tree_string(a, pod_is_ready(m, o) ? "True" : "False"));
}

struct replicas {
	int64_t all;
	int64_t labelled; /* with every label of the template */
	int64_t ready;
};

static struct replicas
count_replicas(const struct model *m, const struct object *w)
{
	const struct space *sp = store_space_find(m, w->meta.ns);
	const struct map *pods = sp == NULL ? NULL : workload_candidates(sp, w);
	struct replicas r = {0};
	struct map_entry *e;

	for (size_t pos = 0; pods != NULL && (e = map_next(pods, &pos)) != NULL;) {
		const struct object *pod = e->value;

		if (!workload_counts(w, pod))
			continue;
		r.all++;
		r.labelled += labels_match(&w->u.workload.template_meta.labels, &pod->meta.labels);
		r.ready += pod_is_ready(m, pod);
	}
	return r;
}

/* Numbers that are 0 are left out, but for how many there are. */
static void
set_count(struct arena *a, struct node *status, const char *key, int64_t n)
{
	if (n > 0)
		tree_set(a, status, key, tree_int(a, n));
	else
		tree_unset(status, key);
}

static void
complete_workload(struct arena *a, struct node *root, const struct model *m, const struct object *o)
{
	struct node *status = tree_map(a, root, "status"), *spec = tree_map(a, root, "spec");
	struct replicas r = count_replicas(m, o);

	set_default(a, spec, "replicas", tree_int(a, o->u.workload.replicas));
	complete_containers(a, tree_get(tree_get(spec, "template"), "spec"));
	if (o->kind == KIND_RC && is_empty(tree_get(spec, "selector"))) {
		const struct labels *labels = &o->u.workload.selector;
		struct node *map = tree_new(a, NODE_MAP);

		for (size_t i = 0; i < labels->cnt; i++)
			tree_set(a, map, labels->v[i].key, tree_string(a, labels->v[i].value));
		tree_set(a, spec, "selector", map);
	}
	tree_set(a, status, "replicas", tree_int(a, r.all));
	set_count(a, status, "readyReplicas", r.ready);
	set_count(a, status, "availableReplicas", r.ready);
	switch (o->kind) {
	case KIND_RC:
	case KIND_RS:
		set_count(a, status, "fullyLabeledReplicas", r.labelled);
		break;
	case KIND_DEPLOYMENT:
		set_count(a, status, "updatedReplicas", r.all);
		set_count(a, status, "unavailableReplicas",
			  (int64_t)o->u.workload.replicas > r.ready
				  ? (int64_t)o->u.workload.replicas - r.ready
				  : 0);
		break;
	default: /* StatefulSet */
		set_count(a, status, "currentReplicas", r.all);
		set_count(a, status, "updatedReplicas", r.all);
		break;
	}
}

static int
take_document(void *arg, struct document *doc)
{
	struct show *sh = arg;
	const struct object *o = sh->o;
	char key[768];

	complete_meta(doc->arena, doc->root, o);
	if (sh->record) {
		/* what is derived is derived again */
	} else if (o->kind == KIND_SERVICE) {
		const struct svc *s;

		snprintf(key, sizeof(key), "%s/%s", o->meta.ns, o->meta.name);
		s = map_find(&sh->m->services, key);
		if (s != NULL)
			complete_service(doc->arena, doc->root, s);
	} else if (o->kind == KIND_POD) {
		complete_owner(doc->arena, doc->root, sh->m, o);
		complete_containers(doc->arena, tree_get(doc->root, "spec"));
		complete_pod_status(doc->arena, doc->root, sh->m, o);
	} else if (o->kind == KIND_ENDPOINTS) {
		complete_endpoints(doc->arena, doc->root);
	} else if (o->kind == KIND_SLICE) {
		complete_slice(doc->arena, doc->root);
	} else if (o->kind == KIND_NAMESPACE) {
		set_default(doc->arena, tree_map(doc->arena, doc->root, "status"), "phase",
			    tree_string(doc->arena, "Active"));
	} else if (is_workload(o->kind)) {
		complete_workload(doc->arena, doc->root, sh->m, o);
	}
	if (arena_failed(doc->arena))
		return -ENOMEM;
	tree_json(doc->root, sh->out);
	return sh->out->failed ? -ENOMEM : 0;
}

static int
show(const struct show *sh)
{
	struct faults faults = {0};
	struct show copy = *sh;
	int err = tree_read(NULL, sh->o->json, sh->o->json_len, &faults, take_document, &copy);

	faults_fini(&faults);
	return err;
}

int
show_object(const struct model *m, const struct object *o, struct buf *out)
{
	struct show sh = {.m = m, .o = o, .out = out};

	return show(&sh);
}

int
show_record(const struct object *o, struct buf *out)
{
	struct show sh = {.o = o, .out = out, .record = true};

	return show(&sh);
}
