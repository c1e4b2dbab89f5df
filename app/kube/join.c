/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * Joining a Service with its endpoints: pods by selector, slices by label, Endpoints by name
 * (service-model H11-H19). All that has an address is listed, with flags that say what it may get;
 * the rest goes to the list of absent ones with the reason, for `describe`.
 *
 * Pods and what controllers derived from them may both have been loaded (a dump of a cluster):
 * where the selector finds pods, they are the truth, and slices and Endpoints are passed over.
 */
#include "kube/model_priv.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "channel/block.h"

struct join {
	const struct model *m;
	const struct svc *s;
	const struct service_spec *spec;
	struct joined *out;
};

static void
add_absent(struct join *j, const char *pod, const char *port, const char *reason)
{
	struct joined *o = j->out;

	if (o->absent_cnt == o->absent_max) {
		size_t max = o->absent_max == 0 ? 8 : o->absent_max * 2;
		struct absent *v = reallocarray(o->absent, max, sizeof(*v));

		if (v == NULL) {
			o->failed = true;
			return;
		}
		o->absent = v;
		o->absent_max = max;
	}
	o->absent[o->absent_cnt++] = (struct absent){.pod = pod, .port = port, .reason = reason};
}

static void
add_endpoint(struct join *j, size_t port_idx, const struct endpoint *ep)
{
	struct endpoint_list *l = &j->out->ports[port_idx][addr_is_v4(&ep->ip) ? 0 : 1];

	if (l->cnt == l->max) {
		size_t max = l->max == 0 ? 4 : l->max * 2;
		struct endpoint *v = reallocarray(l->v, max, sizeof(*v));

		if (v == NULL) {
			j->out->failed = true;
			return;
		}
		l->v = v;
		l->max = max;
	}
	l->v[l->cnt++] = *ep;
}

static bool
is_local(const struct model *m, const char *node)
{
	return node != NULL && strcmp(node, m->board->spec.node.name) == 0;
}

static void
set_state(const struct join *j, struct endpoint *ep, bool serving, bool terminating)
{
	ep->ready = j->spec->publish_not_ready || (serving && !terminating);
	if (serving)
		ep->flags |= SLUICE_ENDPOINT_SERVING;
	if (terminating)
		ep->flags |= SLUICE_ENDPOINT_TERMINATING;
	if (is_local(j->m, ep->node))
		ep->flags |= SLUICE_ENDPOINT_LOCAL;
}

bool
pod_is_ready(const struct object *pod)
{
	const struct pod *p = &pod->u.pod;

	if (p->probed >= 0)
		return p->probed == 1;
	for (size_t i = 0; i < p->conditions.cnt; i++)
		if (strcmp(p->conditions.v[i].type, "Ready") == 0)
			return strcmp(p->conditions.v[i].status, "True") == 0;
	return p->ips.cnt > 0;
}

static const struct container_port *
find_named(const struct containers *cs, bool init, const char *name, enum proto proto)
{
	for (size_t i = 0; i < cs->cnt; i++) {
		const struct container *c = &cs->v[i];

		if (init && (c->restart == NULL || strcmp(c->restart, "Always") != 0))
			continue;
		for (size_t k = 0; k < c->ports.cnt; k++)
			if (c->ports.v[k].name != NULL && strcmp(c->ports.v[k].name, name) == 0 &&
			    c->ports.v[k].proto == proto)
				return &c->ports.v[k];
	}
	return NULL;
}

/* @return the number that a pod listens on for a Service's port, 0: none of that name */
static uint16_t
target_of(const struct pod *p, const struct service_port *port)
{
	const struct container_port *cp;

	if (port->target.text == NULL)
		return (uint16_t)port->target.num;
	cp = find_named(&p->spec.containers, false, port->target.text, port->proto);
	if (cp == NULL)
		cp = find_named(&p->spec.init_containers, true, port->target.text, port->proto);
	return cp == NULL ? 0 : cp->port;
}

static bool
is_over(const struct pod *p)
{
	return p->phase != NULL &&
	       (strcmp(p->phase, "Failed") == 0 || strcmp(p->phase, "Succeeded") == 0);
}

static void
join_pod(struct join *j, const struct object *o)
{
	const struct pod *p = &o->u.pod;
	bool serving = pod_is_ready(o), terminating = o->meta.deleted != NULL;

	if (p->ips.cnt == 0 || is_over(p)) {
		add_absent(j, o->meta.name, "",
			   is_over(p) ? "it has ended"
				      : "it has no address: neither status.podIPs nor the "
					"annotation sluice/pod-ips");
		return;
	}
	if (!serving && !j->spec->publish_not_ready)
		add_absent(j, o->meta.name, "", "it is not ready");
	else if (terminating && !j->spec->publish_not_ready)
		add_absent(j, o->meta.name, "", "it is terminating");
	for (size_t i = 0; i < j->spec->ports.cnt; i++) {
		const struct service_port *port = &j->spec->ports.v[i];
		struct endpoint ep = {.port = target_of(p, port),
				      .pod = o->meta.name,
				      .pod_ns = o->meta.ns,
				      .node = p->spec.node};

		if (ep.port == 0) {
			add_absent(j, o->meta.name, port->name,
				   "it has no container port of the targetPort's name and "
				   "protocol");
			continue;
		}
		set_state(j, &ep, serving, terminating);
		for (size_t k = 0; k < p->ips.cnt; k++) {
			ep.ip = p->ips.v[k];
			add_endpoint(j, i, &ep);
		}
	}
}

static int
compare_names(const void *a, const void *b)
{
	return strcmp((*(const struct map_entry *const *)a)->key,
		      (*(const struct map_entry *const *)b)->key);
}

/* Members of a set by name: equal input, equal output. NULL with *cnt 0: empty or no memory. */
static const struct map_entry **
sorted(const struct map *set, size_t *cnt, bool *failed)
{
	const struct map_entry **v, *e;

	*cnt = 0;
	if (set == NULL || set->cnt == 0)
		return NULL;
	v = calloc(set->cnt, sizeof(struct map_entry *));
	if (v == NULL) {
		*failed = true;
		return NULL;
	}
	for (size_t pos = 0; (e = map_next(set, &pos)) != NULL;)
		v[(*cnt)++] = e;
	qsort(v, *cnt, sizeof(struct map_entry *), compare_names);
	return v;
}

/* Pods that match: of the selector's entries the one that fewest pods have leads. */
static bool
join_pods(struct join *j, const struct space *sp)
{
	const struct labels *selector = &j->spec->selector;
	const struct map *fewest = NULL;
	const struct map_entry **v;
	bool any = false;
	size_t cnt;

	for (size_t i = 0; i < selector->cnt; i++) {
		char key[512];
		const struct map *set;

		snprintf(key, sizeof(key), "%s=%s", selector->v[i].key, selector->v[i].value);
		set = map_find(&sp->labels, key);
		if (set == NULL)
			return false;
		if (fewest == NULL || set->cnt < fewest->cnt)
			fewest = set;
	}
	v = sorted(fewest, &cnt, &j->out->failed);
	for (size_t i = 0; i < cnt; i++) {
		const struct object *o = v[i]->value;

		if (!labels_match(selector, &o->meta.labels))
			continue;
		join_pod(j, o);
		any = true;
	}
	free(v);
	return any;
}

static const struct endpoint_port *
find_port(const struct endpoint_ports *ports, const struct service_port *port)
{
	for (size_t i = 0; i < ports->cnt; i++)
		if (strcmp(ports->v[i].name, port->name) == 0 && ports->v[i].proto == port->proto &&
		    ports->v[i].port != 0)
			return &ports->v[i];
	return NULL;
}

static void
join_slice(struct join *j, const struct object *o)
{
	const struct slice *s = &o->u.slice;

	for (size_t i = 0; i < j->spec->ports.cnt; i++) {
		const struct endpoint_port *p = find_port(&s->ports, &j->spec->ports.v[i]);

		for (size_t k = 0; p != NULL && k < s->endpoints.cnt; k++) {
			const struct slice_endpoint *from = &s->endpoints.v[k];
			struct endpoint ep = {.ip = from->ip,
					      .port = p->port,
					      .pod = from->target.name,
					      .pod_ns = o->meta.ns,
					      .node = from->node,
					      .zone = from->zone,
					      .hints = from};

			set_state(j, &ep, from->serving, from->terminating);
			ep.ready = j->spec->publish_not_ready || from->ready;
			add_endpoint(j, i, &ep);
		}
	}
}

static void
join_addresses(struct join *j, const struct subset *sub, const struct subset_addresses *from,
	       bool ready)
{
	for (size_t i = 0; i < j->spec->ports.cnt; i++) {
		const struct endpoint_port *p = find_port(&sub->ports, &j->spec->ports.v[i]);

		for (size_t k = 0; p != NULL && k < from->cnt; k++) {
			struct endpoint ep = {.ip = from->v[k].ip,
					      .port = p->port,
					      .pod = from->v[k].target.name,
					      .pod_ns = j->s->obj->meta.ns,
					      .node = from->v[k].node};

			set_state(j, &ep, ready, false);
			add_endpoint(j, i, &ep);
		}
	}
}

static int
compare_endpoints(const void *a, const void *b)
{
	const struct endpoint *x = a, *y = b;
	int cmp = addr_compare(&x->ip, &y->ip);

	if (cmp != 0)
		return cmp;
	if (x->port != y->port)
		return x->port < y->port ? -1 : 1;
	return (int)y->ready - (int)x->ready; /* of two that say otherwise, the ready one stays */
}

static void
sort_list(struct endpoint_list *l)
{
	size_t kept = 0;

	if (l->cnt == 0)
		return;
	qsort(l->v, l->cnt, sizeof(*l->v), compare_endpoints);
	for (size_t i = 0; i < l->cnt; i++)
		if (kept == 0 || !addr_equal(&l->v[kept - 1].ip, &l->v[i].ip) ||
		    l->v[kept - 1].port != l->v[i].port)
			l->v[kept++] = l->v[i];
	l->cnt = kept;
}

enum hint_kind {
	HINT_NODE,
	HINT_ZONE,
};

static bool
has_hint(const struct endpoint *ep, enum hint_kind kind, const char *wanted)
{
	size_t cnt;
	const char *const *v;

	if (ep->hints == NULL)
		return false;
	cnt = kind == HINT_NODE ? ep->hints->hint_nodes.cnt : ep->hints->hint_zones.cnt;
	v = (const char *const *)(kind == HINT_NODE ? ep->hints->hint_nodes.v
						    : ep->hints->hint_zones.v);
	if (wanted == NULL)
		return cnt > 0;
	for (size_t i = 0; i < cnt; i++)
		if (strcmp(v[i], wanted) == 0)
			return true;
	return false;
}

/* H15: hints count when every ready endpoint has them and one of them means us. */
static bool
hints_hold(const struct endpoint_list *l, enum hint_kind kind, const char *ours)
{
	bool means_us = false;

	if (ours == NULL)
		return false;
	for (size_t i = 0; i < l->cnt; i++) {
		if (!l->v[i].ready)
			continue;
		if (!has_hint(&l->v[i], kind, NULL))
			return false;
		means_us |= has_hint(&l->v[i], kind, ours);
	}
	return means_us;
}

/* H14: ready ones; if there are none, those that still serve while they terminate. */
static void
choose(struct endpoint_list *l, uint16_t flag, bool local_only, bool hinted, enum hint_kind kind,
       const char *ours)
{
	const uint16_t last = SLUICE_ENDPOINT_SERVING | SLUICE_ENDPOINT_TERMINATING;
	bool any_ready = false;

	for (size_t i = 0; i < l->cnt; i++)
		any_ready |= l->v[i].ready &&
			     (!local_only || (l->v[i].flags & SLUICE_ENDPOINT_LOCAL) != 0);
	for (size_t i = 0; i < l->cnt; i++) {
		struct endpoint *ep = &l->v[i];

		if (local_only && (ep->flags & SLUICE_ENDPOINT_LOCAL) == 0)
			continue;
		if (any_ready ? !ep->ready : (ep->flags & last) != last)
			continue;
		if (any_ready && hinted && !has_hint(ep, kind, ours))
			continue;
		ep->flags |= flag;
	}
}

static void
choose_usable(const struct model *m, struct endpoint_list *l)
{
	const struct board_node *node = &m->board->spec.node;
	bool by_node = hints_hold(l, HINT_NODE, node->name);
	bool by_zone = !by_node && hints_hold(l, HINT_ZONE, node->zone);

	choose(l, SLUICE_ENDPOINT_USE_CLUSTER, false, by_node || by_zone,
	       by_node ? HINT_NODE : HINT_ZONE, by_node ? node->name : node->zone);
	choose(l, SLUICE_ENDPOINT_USE_LOCAL, true, false, HINT_NODE, NULL);
}

static void
join_sources(struct join *j)
{
	const struct object *o = j->s->obj, *eps;
	const struct space *sp = store_space_find(j->m, o->meta.ns);
	const struct map_entry **v;
	size_t cnt;

	if (sp == NULL || (j->spec->selector.cnt > 0 && join_pods(j, sp)))
		return;
	v = sorted(map_find(&sp->slices, o->meta.name), &cnt, &j->out->failed);
	for (size_t i = 0; i < cnt; i++)
		join_slice(j, v[i]->value);
	free(v);
	eps = store_find(j->m, KIND_ENDPOINTS, o->meta.ns, o->meta.name);
	for (size_t i = 0; eps != NULL && i < eps->u.endpoints.subsets.cnt; i++) {
		const struct subset *sub = &eps->u.endpoints.subsets.v[i];

		join_addresses(j, sub, &sub->ready, true);
		join_addresses(j, sub, &sub->not_ready, false);
	}
}

int
join_service(const struct model *m, const struct svc *s, struct joined *out)
{
	struct join j = {.m = m, .s = s, .spec = &s->obj->u.service.spec, .out = out};

	memset(out, 0, sizeof(*out));
	out->port_cnt = j.spec->ports.cnt;
	out->ports = calloc(out->port_cnt + 1, sizeof(*out->ports));
	if (out->ports == NULL)
		return -ENOMEM;
	join_sources(&j);
	for (size_t i = 0; i < out->port_cnt; i++) {
		for (int f = 0; f < FAMILY_CNT; f++) {
			sort_list(&out->ports[i][f]);
			choose_usable(m, &out->ports[i][f]);
		}
	}
	return out->failed ? -ENOMEM : 0;
}

void
joined_fini(struct joined *j)
{
	for (size_t i = 0; j->ports != NULL && i < j->port_cnt; i++)
		for (int f = 0; f < FAMILY_CNT; f++)
			free(j->ports[i][f].v);
	free(j->ports);
	free(j->absent);
	memset(j, 0, sizeof(*j));
}
