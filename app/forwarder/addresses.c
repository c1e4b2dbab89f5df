/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * Addresses, routes and neighbours that the configuration names: on the twin where a port has one,
 * straight into the FIB where not; and the list of what is the board's own.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <rte_errno.h>

#include "base/log.h"
#include "drivers/rtnl.h"
#include "forwarder/forwarder.h"
#include "forwarder/setup.h"
#include "tables/fib.h"
#include "tables/svctab.h"

#define LOCAL_ADDRESS_MAX 512

/* The port whose subnet holds an address. */
static uint32_t
port_towards(const struct sluice_settings *s, const struct ip_addr *addr)
{
	const struct sluice_port *ports = block_section(s, s->ports);

	for (uint32_t i = 0; i < s->ports.cnt; i++) {
		const struct sluice_prefix *addrs = block_section(s, ports[i].addresses);

		for (uint32_t k = 0; k < ports[i].addresses.cnt; k++) {
			struct ip_prefix subnet = setup_prefix(&addrs[k]);

			if (prefix_contains(&subnet, addr))
				return i;
		}
	}
	return UINT32_MAX;
}

static const struct ip_addr *
route_via(const struct sluice_route *r, struct ip_addr *via)
{
	static const struct sluice_addr none;

	*via = setup_addr(&r->via);
	return memcmp(&r->via, &none, sizeof(none)) == 0 ? NULL : via;
}

/* What the configuration names, put on the twin. */
static int
set_up_twin(struct mnl_socket *nl, const struct sluice_settings *s, const struct sluice_port *port,
	    const struct nic *nic)
{
	const struct sluice_prefix *addrs = block_section(s, port->addresses);
	const struct sluice_neighbor *neighbors = block_section(s, port->neighbors);
	int rc = rtnl_link_up(nl, nic->twin_ifindex, &nic->mac, nic->mtu);

	for (uint32_t i = 0; rc == 0 && i < port->addresses.cnt; i++) {
		struct ip_prefix addr = setup_prefix(&addrs[i]);

		rc = rtnl_addr_add(nl, nic->twin_ifindex, &addr);
	}
	for (uint32_t i = 0; rc == 0 && i < port->neighbors.cnt; i++) {
		struct ip_addr addr = setup_addr(&neighbors[i].addr);
		struct rte_ether_addr mac;

		memcpy(mac.addr_bytes, neighbors[i].mac, sizeof(mac.addr_bytes));
		rc = rtnl_neighbor_set(nl, nic->twin_ifindex, &addr, &mac);
	}
	return rc;
}

/* What the configuration names, straight into the FIB: the port has no twin. */
static int
set_up_static(struct fib *fib, const struct sluice_settings *s, const struct sluice_port *port,
	      uint16_t idx)
{
	const struct sluice_prefix *addrs = block_section(s, port->addresses);
	const struct sluice_neighbor *neighbors = block_section(s, port->neighbors);
	struct ip_prefix list[LOCAL_ADDRESS_MAX];
	int rc;

	if (port->addresses.cnt > LOCAL_ADDRESS_MAX)
		return -ENOSPC;
	for (uint32_t i = 0; i < port->addresses.cnt; i++)
		list[i] = setup_prefix(&addrs[i]);
	rc = fib_port_addrs_set(fib, idx, list, port->addresses.cnt, true);
	for (uint32_t i = 0; rc == 0 && i < port->neighbors.cnt; i++) {
		struct ip_addr addr = setup_addr(&neighbors[i].addr);
		struct rte_ether_addr mac;

		memcpy(mac.addr_bytes, neighbors[i].mac, sizeof(mac.addr_bytes));
		rc = fib_neighbor_set(fib, idx, &addr, &mac);
	}
	return rc;
}

/* The port that a route leaves by, NULL when none is found. */
static const struct nic *
route_nic(const struct forwarder *f, const struct sluice_route *r)
{
	struct ip_addr via_addr;
	const struct ip_addr *via = route_via(r, &via_addr);
	uint32_t port = r->port;

	if (port == UINT32_MAX && via != NULL)
		port = port_towards(f->settings, via);
	return port < f->nic_cnt ? &f->nics[port] : NULL;
}

static int
set_static_route(struct forwarder *f, const struct sluice_route *r, const struct nic *nic)
{
	struct ip_addr via_addr;
	const struct ip_addr *via = route_via(r, &via_addr);
	struct ip_prefix to = setup_prefix(&r->to);
	struct fib_hop hop = {
		.kind = via == NULL ? FIB_HOP_ON_LINK : FIB_HOP_GATEWAY,
		.port = (uint16_t)(nic - f->nics),
		.mtu = nic->mtu,
	};

	if (via != NULL)
		hop.gateway = *via;
	return fib_route_set(f->fib, &to, &hop);
}

static int
set_twin_route(struct mnl_socket *nl, const struct sluice_route *r, const struct nic *nic)
{
	struct ip_addr via_addr;
	struct ip_prefix to = setup_prefix(&r->to);

	return rtnl_route_set(nl, &to, route_via(r, &via_addr), nic->twin_ifindex);
}

static int
route_fault(const struct sluice_route *r, int rc, char *why, size_t why_bytes)
{
	struct ip_prefix to = setup_prefix(&r->to);
	char text[PREFIX_TEXT_BYTES];

	if (rc < 0)
		snprintf(why, why_bytes, "route to %s cannot be set: %s", prefix_format(&to, text),
			 rte_strerror(-rc));
	return rc;
}

static int
port_fault(const struct nic *nic, int rc, char *why, size_t why_bytes)
{
	if (rc < 0)
		snprintf(why, why_bytes, "port %s: its addresses cannot be set: %s", nic->name,
			 rte_strerror(-rc));
	return rc;
}

int
setup_static(struct forwarder *f, char *why, size_t why_bytes)
{
	const struct sluice_settings *s = f->settings;
	const struct sluice_port *ports = block_section(s, s->ports);
	const struct sluice_route *routes = block_section(s, s->routes);
	int rc = 0;

	for (uint32_t i = 0; rc == 0 && i < s->ports.cnt; i++)
		if (f->nics[i].twin_ifindex == 0)
			rc = port_fault(&f->nics[i],
					set_up_static(f->fib, s, &ports[i], (uint16_t)i), why,
					why_bytes);
	for (uint32_t i = 0; rc == 0 && i < s->routes.cnt; i++) {
		const struct nic *nic = route_nic(f, &routes[i]);

		if (nic == NULL)
			rc = route_fault(&routes[i], -ENODEV, why, why_bytes);
		else if (nic->twin_ifindex == 0)
			rc = route_fault(&routes[i], set_static_route(f, &routes[i], nic), why,
					 why_bytes);
	}
	return rc;
}

int
setup_twins(struct forwarder *f, char *why, size_t why_bytes)
{
	const struct sluice_settings *s = f->settings;
	const struct sluice_port *ports = block_section(s, s->ports);
	const struct sluice_route *routes = block_section(s, s->routes);
	struct mnl_socket *nl = NULL;
	int rc = rtnl_open(&nl);

	for (uint32_t i = 0; rc == 0 && i < s->ports.cnt; i++)
		if (f->nics[i].twin_ifindex != 0)
			rc = port_fault(&f->nics[i], set_up_twin(nl, s, &ports[i], &f->nics[i]),
					why, why_bytes);
	for (uint32_t i = 0; rc == 0 && i < s->routes.cnt; i++) {
		const struct nic *nic = route_nic(f, &routes[i]);

		if (nic != NULL && nic->twin_ifindex != 0)
			rc = route_fault(&routes[i], set_twin_route(nl, &routes[i], nic), why,
					 why_bytes);
	}
	rtnl_close(nl);
	return rc;
}

/* Which addresses are the board's ----------------------------------------------------------------
 */

struct addresses {
	struct ip_addr local[LOCAL_ADDRESS_MAX], node[LOCAL_ADDRESS_MAX];
	size_t local_cnt, node_cnt;
};

static void
collect_addresses(const struct forwarder *f, uint16_t port, struct addresses *a)
{
	struct ip_prefix list[LOCAL_ADDRESS_MAX];
	size_t n = 0;

	if (f->mirror != NULL && (port == FIB_PORT_NONE || f->nics[port].twin_ifindex != 0)) {
		n = mirror_addrs(f->mirror, port, list, LOCAL_ADDRESS_MAX);
		n = n > LOCAL_ADDRESS_MAX ? LOCAL_ADDRESS_MAX : n;
	} else if (port != FIB_PORT_NONE) {
		const struct sluice_port *p =
			(const struct sluice_port *)block_section(f->settings, f->settings->ports) +
			port;
		const struct sluice_prefix *addrs = block_section(f->settings, p->addresses);

		for (; n < p->addresses.cnt && n < LOCAL_ADDRESS_MAX; n++)
			list[n] = setup_prefix(&addrs[n]);
	}
	for (size_t i = 0; i < n && a->local_cnt < LOCAL_ADDRESS_MAX; i++) {
		enum addr_class class = addr_class(&list[i].addr);

		if (class == ADDR_LOOPBACK)
			continue;
		a->local[a->local_cnt++] = list[i].addr;
		if (port != FIB_PORT_NONE && class == ADDR_UNICAST &&
		    a->node_cnt < LOCAL_ADDRESS_MAX)
			a->node[a->node_cnt++] = list[i].addr;
	}
}

void
setup_local_addresses(struct forwarder *f)
{
	static struct addresses a;
	const struct sluice_addr *named = block_section(f->settings, f->settings->node_addresses);

	memset(&a, 0, sizeof(a));
	for (unsigned int i = 0; i < f->nic_cnt; i++)
		collect_addresses(f, (uint16_t)i, &a);
	collect_addresses(f, FIB_PORT_NONE, &a);
	if (!f->settings->node_addresses_auto) {
		a.node_cnt = 0;
		for (uint32_t i = 0; i < f->settings->node_addresses.cnt && i < LOCAL_ADDRESS_MAX;
		     i++)
			a.node[a.node_cnt++] = setup_addr(&named[i]);
	}
	if (svctab_set_local(f->services, a.local, a.local_cnt, a.node, a.node_cnt) < 0)
		log_err("start", "the board's addresses do not fit the table");
}
