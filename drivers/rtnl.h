/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * Setting up twins through rtnetlink: link, addresses, routes and static neighbours that the
 * configuration names are put there once, at start; from then on netlink is the truth.
 */
#pragma once

#include <stdint.h>

#include <rte_ether.h>

#include "net/addr.h"

struct mnl_socket;

/** Open a request socket. @return 0 or -errno. @thread main, before privileges are dropped */
int rtnl_open(struct mnl_socket **out);
void rtnl_close(struct mnl_socket *nl);

/** Bring a link up with this MAC and MTU. @return 0 or -errno */
int rtnl_link_up(struct mnl_socket *nl, unsigned int ifindex, const struct rte_ether_addr *mac,
		 uint32_t mtu);

/** Put an address with its subnet on a link; one that is there already is no error. */
int rtnl_addr_add(struct mnl_socket *nl, unsigned int ifindex, const struct ip_prefix *addr);

/** Set a route. @param via NULL: on link @param ifindex 0: as the kernel finds via */
int rtnl_route_set(struct mnl_socket *nl, const struct ip_prefix *to, const struct ip_addr *via,
		   unsigned int ifindex);

/** Set a permanent neighbour. */
int rtnl_neighbor_set(struct mnl_socket *nl, unsigned int ifindex, const struct ip_addr *addr,
		      const struct rte_ether_addr *mac);
