/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * Joining a Service with its endpoints: pods by selector, slices by label, Endpoints by name
 * (service-model H11-H19). All that has an address is listed, with flags that say what it may get;
 * the rest goes to the list of absent ones with the reason, for `describe`.
 *
 * Pods and what controllers derived from them may both have been loaded (a dump of a cluster):
 * where the selector finds pods, they are the truth, and what Kubernetes' own controllers wrote
 * about them is passed over, also when the last of the pods has gone, until it is put again; slices
 * that somebody else wrote count beside them. What was derived from an Endpoints object that is
 * there is passed over, too.
 */
#include "kube/join_priv.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "channel/block.h"

void
join_add_absent(struct join *j, const char *pod, const char *port, const char *reason)
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

void
join_add_endpoint(struct join *j, size_t port_idx, const struct endpoint *ep)
{
	const struct grant *g = &j->s->grant;
	struct endpoint_list *l = &j->out->ports[port_idx][addr_is_v4(&ep->ip) ? 0 : 1];
	bool wanted = false;

	for (size_t i = 0; i < g->family_cnt; i++)
		wanted |= addr_is_v4(&ep->ip) == (g->families[i] == FAMILY_V4);
	if (wanted && j->from->restored &&
	    board_prefixes_have(&j->m->board->spec.cluster.service_cidrs, &ep->ip)) {
		if (port_idx == 0)
			join_add_absent(j, ep->pod != NULL ? ep->pod : j->from->meta.name, "",
					"its address lies in the board's serviceCIDRs");
		return;
	}
	if (!wanted)
		return;
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

void
join_set_state(const struct join *j, struct endpoint *ep, bool serving, bool terminating)
{
	ep->ready = j->spec->publish_not_ready || (serving && !terminating);
	if (serving)
		ep->flags |= SLUICE_ENDPOINT_SERVING;
	if (terminating)
		ep->flags |= SLUICE_ENDPOINT_TERMINATING;
	if (is_local(j->m, ep->node))
		ep->flags |= SLUICE_ENDPOINT_LOCAL;
}

static int
compare_names(const void *a, const void *b)
{
	return strcmp((*(const struct map_entry *const *)a)->key,
		      (*(const struct map_entry *const *)b)->key);
}

/* Members of a set by name: equal input, equal output. NULL with *cnt 0: empty or no memory. */
const struct map_entry **
join_sorted(const struct map *set, size_t *cnt, bool *failed)
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

/* By name; a port without a number means all of them, so the one that the Service asks for. */
static bool
find_port(const struct join *j, size_t idx, const struct endpoint_ports *ports, uint16_t *number)
{
	const struct service_port *port = &j->spec->ports.v[idx];

	*number = 0;
	if (j->spec->ports.cnt == 0)
		return true; /* headless, without ports */
	for (size_t i = 0; i < ports->cnt; i++) {
		const struct endpoint_port *p = &ports->v[i];

		if (strcmp(p->name, port->name) != 0 || p->proto != port->proto)
			continue;
		*number = p->port != 0                ? p->port
			  : port->target.text == NULL ? (uint16_t)port->target.num
						      : 0;
		return *number != 0;
	}
	return false;
}

static void
join_slice(struct join *j, const struct object *o)
{
	const struct slice *s = &o->u.slice;
	bool ours = j->spec->selector.cnt > 0; /* we are its controller */

	j->from = o;
	for (size_t i = 0; i < j->out->port_cnt; i++) {
		uint16_t number;
		bool found = find_port(j, i, &s->ports, &number);

		for (size_t k = 0; found && k < s->endpoints.cnt; k++) {
			const struct slice_endpoint *from = &s->endpoints.v[k];
			struct endpoint ep = {.ip = from->ip,
					      .port = number,
					      .pod = from->target.name,
					      .pod_ns = o->meta.ns,
					      .node = from->node,
					      .zone = from->zone,
					      .hints = from};

			join_set_state(j, &ep, from->serving, from->terminating);
			ep.ready = from->ready || (ours && j->spec->publish_not_ready);
			if (ours)
				hints_derive(j, &ep);
			join_add_endpoint(j, i, &ep);
		}
	}
}

static void
join_addresses(struct join *j, const struct subset *sub, const struct subset_addresses *from,
	       bool ready)
{
	for (size_t i = 0; i < j->out->port_cnt; i++) {
		uint16_t number;
		bool found = find_port(j, i, &sub->ports, &number);

		for (size_t k = 0; found && k < from->cnt; k++) {
			struct endpoint ep = {.ip = from->v[k].ip,
					      .port = number,
					      .pod = from->v[k].target.name,
					      .pod_ns = j->s->obj->meta.ns,
					      .node = from->v[k].node};

			join_set_state(j, &ep, ready, false);
			join_add_endpoint(j, i, &ep);
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

enum writer {
	WRITER_USER,
	WRITER_SLICES,    /* from the pods of a selector */
	WRITER_MIRRORING, /* from an Endpoints object */
};

static enum writer
writer_of(const struct object *slice)
{
	const char *by = labels_get(&slice->meta.labels, "endpointslice.kubernetes.io/managed-by");

	if (by == NULL)
		return WRITER_USER;
	if (strcmp(by, "endpointslice-controller.k8s.io") == 0)
		return WRITER_SLICES;
	if (strcmp(by, "endpointslicemirroring-controller.k8s.io") == 0)
		return WRITER_MIRRORING;
	return WRITER_USER;
}

static bool
is_mirrored(const struct object *eps)
{
	const char *skip = labels_get(&eps->meta.labels, "endpointslice.kubernetes.io/skip-mirror");

	return skip == NULL || strcmp(skip, "true") != 0;
}

static void
join_endpoints(struct join *j, const struct object *eps)
{
	j->from = eps;
	for (size_t i = 0; i < eps->u.endpoints.subsets.cnt; i++) {
		const struct subset *sub = &eps->u.endpoints.subsets.v[i];

		join_addresses(j, sub, &sub->ready, true);
		join_addresses(j, sub, &sub->not_ready, false);
	}
}

static bool
is_derived(const struct object *slice)
{
	enum writer by = writer_of(slice);

	return by == WRITER_SLICES || by == WRITER_MIRRORING;
}

/* @param pods they are the truth; @param eps what counts of Endpoints; @return whether a cluster's
 * controller speaks of pods there */
static bool
join_slices(struct join *j, const struct space *sp, bool pods, const struct object *eps)
{
	bool derived = false;
	size_t cnt;
	const struct map_entry **v =
		join_sorted(map_find(&sp->slices, j->s->obj->meta.name), &cnt, &j->out->failed);

	for (size_t i = 0; i < cnt; i++) {
		const struct object *o = v[i]->value;
		enum writer by = writer_of(o);

		j->out->podded |= pods && is_derived(o);
		if (pods && is_derived(o)) {
			if (!j->has_pods)
				join_add_absent(j, o->meta.name, "",
						"this slice is of the pods, which have gone since");
			continue;
		}
		if (by == WRITER_MIRRORING && eps != NULL)
			continue;
		derived |= by == WRITER_SLICES;
		join_slice(j, o);
	}
	free(v);
	return derived;
}

static void
join_sources(struct join *j)
{
	const struct object *o = j->s->obj;
	const struct space *sp = store_space_find(j->m, o->meta.ns);
	const struct object *eps = store_find(j->m, KIND_ENDPOINTS, o->meta.ns, o->meta.name);
	bool pods, derived;

	if (sp == NULL)
		return;
	j->has_pods = j->spec->selector.cnt > 0 && join_pods(j, sp);
	pods = j->has_pods || (j->spec->selector.cnt > 0 && j->s->grant.podded && !j->s->restated);
	j->out->podded = pods && eps != NULL;
	if (pods || (eps != NULL && !is_mirrored(eps)))
		eps = NULL;
	derived = join_slices(j, sp, pods, eps);
	if (eps != NULL && !derived)
		join_endpoints(j, eps);
}

int
join_service(const struct model *m, const struct svc *s, struct joined *out)
{
	struct join j = {.m = m, .s = s, .spec = &s->obj->u.service.spec, .out = out};

	memset(out, 0, sizeof(*out));
	out->port_cnt = j.spec->ports.cnt > 0 ? j.spec->ports.cnt : s->grant.headless ? 1 : 0;
	out->ports = calloc(out->port_cnt + 1, sizeof(*out->ports));
	if (out->ports == NULL)
		return -ENOMEM;
	join_sources(&j);
	for (size_t i = 0; i < out->port_cnt; i++) {
		for (int f = 0; f < FAMILY_CNT; f++) {
			sort_list(&out->ports[i][f]);
			hints_choose(m, &out->ports[i][f]);
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
