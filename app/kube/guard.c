/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * Real addresses and virtual ones keep apart: no pod, node or endpoint lies in serviceCIDRs, and an
 * external IP or LoadBalancer address is nobody's own (service-model H18). Whoever comes later is
 * refused and told who was there first.
 */
#include "kube/alloc_priv.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

bool
guard_is_host(const struct model *m, const struct ip_addr *a, char *text, size_t text_bytes)
{
	const struct board_cluster *cl = &m->board->spec.cluster;
	const struct board_port *port = board_port_of(m->board, a);
	const struct object *host = store_host(m, a);
	char shown[512];

	if (port != NULL)
		snprintf(text, text_bytes, "the board's own address on port %s", port->name);
	else if (host != NULL)
		snprintf(text, text_bytes, "the address of %s",
			 object_shown(host, shown, sizeof(shown)));
	else if (board_prefixes_have(&cl->service_cidrs, a))
		snprintf(text, text_bytes, "in the board's serviceCIDRs");
	else if (board_prefixes_have(&cl->pod_cidrs, a))
		snprintf(text, text_bytes, "in the board's podCIDRs");
	else
		return false;
	return true;
}

/* @param fmt of the path, which is printed for those that are wrong; takes indices */
static void __attribute__((format(printf, 5, 6)))
check_real(const struct model *m, const struct object *o, struct faults *faults,
	   const struct ip_addr *a, const char *fmt, ...)
{
	const struct board_prefixes *cidrs = &m->board->spec.cluster.service_cidrs;
	char text[ADDR_TEXT_BYTES], net[PREFIX_TEXT_BYTES], path[80];
	va_list ap;

	for (size_t i = 0; i < cidrs->cnt; i++) {
		if (!prefix_contains(&cidrs->v[i], a))
			continue;
		va_start(ap, fmt);
		vsnprintf(path, sizeof(path), fmt, ap);
		va_end(ap);
		object_fault(o, faults, o->restored ? FAULT_WARN : FAULT_ERROR, path,
			     "%s lies in serviceCIDRs (%s), where Services' own addresses are",
			     addr_format(a, text), prefix_format(&cidrs->v[i], net));
	}
}

static void
guard_addresses(const struct model *m, const struct object *o, struct faults *faults, size_t subset,
		const char *list, const struct subset_addresses *from)
{
	for (size_t i = 0; i < from->cnt; i++)
		check_real(m, o, faults, &from->v[i].ip, "subsets[%zu].%s[%zu].ip", subset, list,
			   i);
}

static void
guard_node(const struct model *m, const struct object *o, struct faults *faults)
{
	for (size_t i = 0; i < o->u.node.addresses.cnt; i++) {
		struct ip_addr a;

		if (o->u.node.addresses.v[i].address != NULL &&
		    addr_parse(&a, o->u.node.addresses.v[i].address) == 0)
			check_real(m, o, faults, &a, "status.addresses[%zu].address", i);
	}
}

static bool
has_status_ip(const struct pod *p)
{
	return p->status_ips.cnt > 0 || addr_is_set(&p->status_ip);
}

void
guard_object(const struct model *m, const struct object *o, struct faults *faults)
{
	if (o->source == MODEL_BUILTIN)
		return;
	if (o->kind == KIND_POD) {
		bool annotated = o->owner != NULL || !has_status_ip(&o->u.pod);

		for (size_t i = 0; i < o->u.pod.ips.cnt; i++)
			check_real(m, o, faults, &o->u.pod.ips.v[i], "%s",
				   annotated ? "metadata.annotations.sluice/pod-ips" : "status");
	} else if (o->kind == KIND_SLICE) {
		for (size_t i = 0; i < o->u.slice.endpoints.cnt; i++) {
			check_real(m, o, faults, &o->u.slice.endpoints.v[i].ip,
				   "endpoints[%zu].addresses[0]", i);
		}
	} else if (o->kind == KIND_ENDPOINTS) {
		for (size_t i = 0; i < o->u.endpoints.subsets.cnt; i++) {
			const struct subset *sub = &o->u.endpoints.subsets.v[i];

			guard_addresses(m, o, faults, i, "addresses", &sub->ready);
			guard_addresses(m, o, faults, i, "notReadyAddresses", &sub->not_ready);
		}
	} else if (o->kind == KIND_NODE) {
		guard_node(m, o, faults);
	}
}

/* The Service that has this address as a virtual one outside serviceCIDRs. */
static const struct svc *
holder_of(const struct model *m, const struct ip_addr *a)
{
	char what[WHAT_BYTES];
	const struct svc *s;

	alloc_what_ip(a, what);
	s = map_find(&m->taken, what);
	return s != NULL ? s : store_sharer(m, a, NULL);
}

static void
guard_host(struct model_change *c, const struct object *o, const struct ip_addr *a)
{
	const struct svc *s;
	char text[ADDR_TEXT_BYTES], shown[512];

	if (board_prefixes_have(&c->m->board->spec.cluster.pod_cidrs, a))
		return; /* nothing there is given to a Service */
	s = holder_of(c->m, a);
	if (s != NULL)
		object_fault(o, c->faults, o->restored ? FAULT_WARN : FAULT_ERROR, "",
			     "%s is an address of %s", addr_format(a, text),
			     object_shown(s->obj, shown, sizeof(shown)));
}

void
guard_hosts(struct model_change *c)
{
	for (size_t i = 0; i < c->step_cnt; i++) {
		const struct step *st = &c->steps[i];
		const struct object *o = st->kind == STEP_OBJECT ? st->new_object : NULL;

		if (o == NULL || (o->kind != KIND_POD && o->kind != KIND_NODE) ||
		    map_find(&c->m->objects, st->key) != o)
			continue;
		for (size_t k = 0; o->kind == KIND_POD && k < o->u.pod.ips.cnt; k++)
			guard_host(c, o, &o->u.pod.ips.v[k]);
		for (size_t k = 0; o->kind == KIND_NODE && k < o->u.node.addresses.cnt; k++) {
			struct ip_addr a;

			if (addr_parse(&a, o->u.node.addresses.v[k].address) == 0)
				guard_host(c, o, &a);
		}
	}
}
