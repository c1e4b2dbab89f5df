/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * A board checked against itself: what each field alone allows, and two of them together do not.
 */
#include "kube/board_priv.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/suggest.h"
#include "kube/fields.h"
#include "kube/tree.h"

#define PORTS_MAX  64
#define PATH_BYTES 96

struct check {
	const struct board *board;
	const struct node *root;
	const char *file;
	struct faults *faults;
};

static void __attribute__((format(printf, 3, 4)))
refuse(struct check *c, const char *path, const char *fmt, ...)
{
	const struct node *n = tree_at(c->root, path);
	struct fault_at at = {.file = c->file, .line = n->line, .col = n->col, .path = path};
	char reason[400];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(reason, sizeof(reason), fmt, ap);
	va_end(ap);
	faults_add(c->faults, FAULT_ERROR, &at, "%s", reason);
}

/* Two places that do not go together: both are named. */
static void
clash(struct check *c, const char *path, const char *other, const char *what)
{
	refuse(c, path, "%s: %s at line %u", what, other, tree_at(c->root, other)->line);
}

static void
check_cores(struct check *c)
{
	const struct board_cores *cores = &c->board->spec.cores;

	for (size_t i = 0; i < cores->workers.cnt; i++)
		if (cores->workers.v[i] == cores->control)
			clash(c, "spec.cores.workers", "spec.cores.control",
			      "a worker needs a core without the main thread");
}

/* A repeated entry of a list. */
static void
twice(struct check *c, const char *path, const char *other)
{
	clash(c, path, other, "is here twice");
}

/* What another station must have. */
static bool
is_own(struct check *c, const char *path, const struct ip_addr *addr)
{
	const struct board_port *p = board_port_of(c->board, addr);

	if (p != NULL)
		refuse(c, path, "is the board's own address on port %s", p->name);
	return p != NULL;
}

static bool
same_text(const char *a, const char *b)
{
	return a != NULL && b != NULL && strcmp(a, b) == 0;
}

static void
check_port_addresses(struct check *c, size_t i)
{
	const struct board_spec *s = &c->board->spec;
	const struct board_port *p = &s->ports.v[i];
	char path[PATH_BYTES], other[PATH_BYTES];

	for (size_t a = 0; a < p->addresses.cnt; a++) {
		const struct ip_addr *addr = &p->addresses.v[a].addr;

		snprintf(path, sizeof(path), "spec.ports[%zu].addresses[%zu]", i, a);
		if (board_prefixes_have(&s->cluster.service_cidrs, addr))
			clash(c, path, "spec.cluster.serviceCIDRs",
			      "the board's address lies in the network of cluster IPs");
		if (board_pools_have(c->board, addr))
			clash(c, path, "spec.pools",
			      "the board's address lies in a pool of LoadBalancer addresses");
		for (size_t k = 0; k <= i; k++) {
			for (size_t b = 0; b < (k == i ? a : s->ports.v[k].addresses.cnt); b++) {
				if (!addr_equal(addr, &s->ports.v[k].addresses.v[b].addr))
					continue;
				snprintf(other, sizeof(other), "spec.ports[%zu].addresses[%zu]", k,
					 b);
				clash(c, path, other,
				      k == i ? "is here twice"
					     : "two ports cannot have one address");
			}
		}
	}
}

static void
check_neighbors(struct check *c, size_t i)
{
	const struct board_port *p = &c->board->spec.ports.v[i];
	char path[PATH_BYTES], other[PATH_BYTES];

	for (size_t n = 0; n < p->neighbors.cnt; n++) {
		const struct ip_addr *addr = &p->neighbors.v[n].address;

		snprintf(path, sizeof(path), "spec.ports[%zu].neighbors[%zu].address", i, n);
		if (is_own(c, path, addr))
			continue;
		for (size_t k = 0; k < n; k++) {
			if (!addr_equal(addr, &p->neighbors.v[k].address))
				continue;
			snprintf(other, sizeof(other), "spec.ports[%zu].neighbors[%zu].address", i,
				 k);
			twice(c, path, other);
		}
	}
}

static void
check_ports(struct check *c)
{
	const struct board_spec *s = &c->board->spec;
	char path[PATH_BYTES], other[PATH_BYTES];

	if (s->ports.cnt == 0 || s->ports.cnt > PORTS_MAX)
		refuse(c, "spec.ports", "%zu ports: 1 to %d are allowed", s->ports.cnt, PORTS_MAX);
	for (size_t i = 0; i < s->ports.cnt; i++) {
		const struct board_port *p = &s->ports.v[i];

		check_port_addresses(c, i);
		check_neighbors(c, i);
		for (size_t k = 0; k < i; k++) {
			const struct board_port *q = &s->ports.v[k];
			static const char *const what[] = {"name", "device", "twin", "mac"};
			const bool same[] = {
				same_text(p->name, q->name),
				same_text(p->device, q->device),
				same_text(p->twin, q->twin),
				p->mac.set && q->mac.set &&
					memcmp(&p->mac.addr, &q->mac.addr, sizeof(p->mac.addr)) ==
						0,
			};

			for (size_t w = 0; w < 4; w++) {
				if (!same[w])
					continue;
				snprintf(path, sizeof(path), "spec.ports[%zu].%s", i, what[w]);
				snprintf(other, sizeof(other), "spec.ports[%zu].%s", k, what[w]);
				clash(c, path, other, "two ports cannot share it");
			}
		}
	}
}

static bool
on_link(const struct board *b, const char *port, const struct ip_addr *via)
{
	for (size_t i = 0; i < b->spec.ports.cnt; i++) {
		const struct board_port *p = &b->spec.ports.v[i];

		if (port != NULL && strcmp(p->name, port) != 0)
			continue;
		for (size_t k = 0; k < p->addresses.cnt; k++)
			if (prefix_contains(&p->addresses.v[k], via))
				return true;
	}
	return false;
}

static bool
is_set(const struct ip_addr *addr)
{
	static const struct ip_addr none;

	return !addr_equal(addr, &none);
}

static void
check_destination(struct check *c, size_t i)
{
	const struct board_route *r = &c->board->spec.routes.v[i];
	char path[PATH_BYTES], other[PATH_BYTES];

	snprintf(path, sizeof(path), "spec.routes[%zu].to", i);
	for (size_t k = 0; k < i; k++) {
		const struct board_route *q = &c->board->spec.routes.v[k];

		if (!addr_equal(&r->to.addr, &q->to.addr) || r->to.len != q->to.len)
			continue;
		snprintf(other, sizeof(other), "spec.routes[%zu].to", k);
		twice(c, path, other);
	}
}

static void
check_route(struct check *c, size_t i)
{
	const struct board_spec *s = &c->board->spec;
	const struct board_route *r = &s->routes.v[i];
	const char *names[PORTS_MAX], *near;
	char path[PATH_BYTES];
	size_t cnt = 0;
	bool known = r->port == NULL;

	for (size_t k = 0; k < s->ports.cnt && cnt < PORTS_MAX; k++) {
		names[cnt++] = s->ports.v[k].name;
		known |= same_text(r->port, s->ports.v[k].name);
	}
	if (!known) {
		near = suggest_nearest(r->port, names, cnt);
		snprintf(path, sizeof(path), "spec.routes[%zu].port", i);
		refuse(c, path, "no port is named \"%s\"%s%s%s", r->port,
		       near != NULL ? ": did you mean \"" : "", near != NULL ? near : "",
		       near != NULL ? "\"?" : "");
		return;
	}
	snprintf(path, sizeof(path), "spec.routes[%zu].via", i);
	if (!is_set(&r->via)) {
		if (r->port == NULL)
			refuse(c, path,
			       "missing: a route needs via, or port when it is on the link");
	} else if (addr_is_v4(&r->via) != addr_is_v4(&r->to.addr)) {
		refuse(c, path, "not of the family of its destination");
	} else if (!is_own(c, path, &r->via) && r->port == NULL &&
		   !on_link(c->board, NULL, &r->via)) {
		refuse(c, path, "lies in the network of no port: name the port");
	}
	check_destination(c, i);
}

static bool
range_meets(const struct board_range *r, const struct ip_prefix *p)
{
	struct ip_prefix first = {.addr = r->first, .len = addr_is_v4(&r->first) ? 32 : 128};

	return prefix_overlaps(p, &first) ||
	       (addr_is_v4(&r->first) == addr_is_v4(&p->addr) && board_range_has(r, &p->addr));
}

static bool
ranges_meet(const struct board_range *a, const struct board_range *b)
{
	return addr_compare(&a->first, &b->last) <= 0 && addr_compare(&b->first, &a->last) <= 0;
}

static void
check_range(struct check *c, size_t i, size_t k)
{
	const struct board_spec *s = &c->board->spec;
	const struct board_range *r = &s->pools.v[i].ranges.v[k];
	char path[PATH_BYTES], other[PATH_BYTES];

	snprintf(path, sizeof(path), "spec.pools[%zu].ranges[%zu]", i, k);
	for (size_t n = 0; n < s->cluster.service_cidrs.cnt; n++)
		if (range_meets(r, &s->cluster.service_cidrs.v[n])) {
			snprintf(other, sizeof(other), "spec.cluster.serviceCIDRs[%zu]", n);
			clash(c, path, other, "a pool and the cluster IPs overlap");
		}
	for (size_t n = 0; n < s->cluster.pod_cidrs.cnt; n++)
		if (range_meets(r, &s->cluster.pod_cidrs.v[n])) {
			snprintf(other, sizeof(other), "spec.cluster.podCIDRs[%zu]", n);
			clash(c, path, other, "a pool and the pods' network overlap");
		}
	for (size_t p = 0; p <= i; p++) {
		for (size_t n = 0; n < (p == i ? k : s->pools.v[p].ranges.cnt); n++) {
			if (!ranges_meet(r, &s->pools.v[p].ranges.v[n]))
				continue;
			snprintf(other, sizeof(other), "spec.pools[%zu].ranges[%zu]", p, n);
			clash(c, path, other, "two ranges of pools overlap");
		}
	}
}

static void
check_pools(struct check *c)
{
	const struct board_spec *s = &c->board->spec;
	char path[PATH_BYTES], other[PATH_BYTES];

	for (size_t i = 0; i < s->pools.cnt; i++) {
		for (size_t k = 0; k < i; k++) {
			if (!same_text(s->pools.v[i].name, s->pools.v[k].name))
				continue;
			snprintf(path, sizeof(path), "spec.pools[%zu].name", i);
			snprintf(other, sizeof(other), "spec.pools[%zu].name", k);
			clash(c, path, other, "two pools cannot share it");
		}
		for (size_t k = 0; k < s->pools.v[i].ranges.cnt; k++)
			check_range(c, i, k);
	}
}

static void
check_service_cidr(struct check *c, const char *path, const struct ip_prefix *p)
{
	char text[ADDR_TEXT_BYTES];

	if (addr_class(&p->addr) != ADDR_UNICAST)
		refuse(c, path, "%s is a %s address: not allowed here", addr_format(&p->addr, text),
		       addr_class_name(addr_class(&p->addr)));
	if (p->len > (addr_is_v4(&p->addr) ? 32 : 128) - 3)
		refuse(c, path, "too few addresses: at least 8 are needed");
}

static void
check_cluster(struct check *c)
{
	const struct board_cluster *cl = &c->board->spec.cluster;
	char path[PATH_BYTES], other[PATH_BYTES];

	for (size_t i = 0; i < cl->service_cidrs.cnt; i++) {
		snprintf(path, sizeof(path), "spec.cluster.serviceCIDRs[%zu]", i);
		check_service_cidr(c, path, &cl->service_cidrs.v[i]);
		for (size_t k = 0; k < i; k++) {
			snprintf(other, sizeof(other), "spec.cluster.serviceCIDRs[%zu]", k);
			if (addr_is_v4(&cl->service_cidrs.v[i].addr) ==
			    addr_is_v4(&cl->service_cidrs.v[k].addr))
				clash(c, path, other, "one network of each family is allowed");
		}
		for (size_t k = 0; k < cl->pod_cidrs.cnt; k++) {
			snprintf(other, sizeof(other), "spec.cluster.podCIDRs[%zu]", k);
			if (prefix_overlaps(&cl->service_cidrs.v[i], &cl->pod_cidrs.v[k]))
				clash(c, path, other,
				      "cluster IPs and pods cannot share a network");
		}
	}
}

static void
check_masquerade(struct check *c)
{
	const struct board_spec *s = &c->board->spec;
	const struct board_port_range *m = &s->masquerade.ports, *n = &s->cluster.node_ports;
	char path[PATH_BYTES];

	if (m->last != 0 && m->first <= n->last && n->first <= m->last)
		clash(c, "spec.masquerade.ports", "spec.cluster.nodePortRange",
		      "masqueraded flows and node ports cannot share ports");
	for (size_t i = 0; i < s->masquerade.addresses.cnt; i++) {
		snprintf(path, sizeof(path), "spec.masquerade.addresses[%zu]", i);
		if (board_prefixes_have(&s->cluster.service_cidrs, &s->masquerade.addresses.v[i]))
			clash(c, path, "spec.cluster.serviceCIDRs",
			      "a source address cannot be a cluster IP");
		if (board_pools_have(c->board, &s->masquerade.addresses.v[i]))
			clash(c, path, "spec.pools",
			      "a source address cannot be a LoadBalancer address");
	}
}

static void
check_node(struct check *c)
{
	const struct board_node *n = &c->board->spec.node;
	char path[PATH_BYTES], other[PATH_BYTES];

	if (n->zone != NULL && !name_is_label_value(n->zone))
		refuse(c, "spec.node.zone",
		       "\"%.80s\" is no valid label value: letters, digits, '-', '_' and '.', at "
		       "most 63",
		       n->zone);
	if (!name_is_label_value(n->name))
		refuse(c, n->name == c->board->name ? "metadata.name" : "spec.node.name",
		       "at most 63 characters: it is a label's value too");
	for (size_t i = 0; i < n->addresses.cnt; i++) {
		const struct ip_addr *addr = &n->addresses.v[i];

		snprintf(path, sizeof(path), "spec.node.addresses[%zu]", i);
		if (board_prefixes_have(&c->board->spec.cluster.service_cidrs, addr))
			clash(c, path, "spec.cluster.serviceCIDRs",
			      "a node's address cannot be a cluster IP");
		if (board_pools_have(c->board, addr))
			clash(c, path, "spec.pools",
			      "a node's address cannot be a LoadBalancer address");
		for (size_t k = 0; k < i; k++) {
			if (!addr_equal(addr, &n->addresses.v[k]))
				continue;
			snprintf(other, sizeof(other), "spec.node.addresses[%zu]", k);
			twice(c, path, other);
		}
	}
}

static void
check_management(struct check *c)
{
	const struct board_management *m = &c->board->spec.management;

	if (same_text(m->socket, m->read_only_socket))
		clash(c, "spec.management.readOnlySocket", "spec.management.socket",
		      "two sockets cannot share it");
}

static bool
port_in(uint16_t port, const struct board_port_range *r)
{
	return r->first <= port && port <= r->last;
}

/* /healthz is the kernel's: what the data plane takes for itself never comes so far. */
static void
check_health(struct check *c)
{
	static const struct board_port_range usual[] = {{20000, 29999}, {61000, 65535}};
	const struct board_spec *s = &c->board->spec;
	uint16_t port = s->health.port;

	if (!s->health.enabled || port == 0)
		return;
	if (port < 1024)
		refuse(c, "spec.health.port", "%u: ports below 1024 cannot be opened here", port);
	if (port_in(port, &s->cluster.node_ports))
		clash(c, "spec.health.port", "spec.cluster.nodePortRange",
		      "a node port could get the same number");
	if (s->masquerade.ports.last != 0 ? port_in(port, &s->masquerade.ports)
					  : port_in(port, &usual[0]) || port_in(port, &usual[1]))
		clash(c, "spec.health.port", "spec.masquerade.ports",
		      "masqueraded flows could get the same number");
}

void
board_check(const struct board *board, const struct node *root, const char *file,
	    struct faults *faults)
{
	struct check check = {.board = board, .root = root, .file = file, .faults = faults};
	struct check *c = &check;

	check_cores(c);
	check_ports(c);
	for (size_t i = 0; i < c->board->spec.routes.cnt; i++)
		check_route(c, i);
	check_cluster(c);
	check_pools(c);
	check_masquerade(c);
	check_node(c);
	check_management(c);
	check_health(c);
}
