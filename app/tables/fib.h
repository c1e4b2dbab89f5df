/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * Where packets go next: routes, next hops and neighbours of both families.
 *
 * Model. A longest-prefix match gives a hop's index; a hop says whether the packet is for the board
 * itself, to be dropped, on link or behind a gateway, and by which port it leaves; on-link and
 * gateway hops lead to a neighbour, which has a MAC address or is unresolved. An epoch counts every
 * change of routes or neighbours: what a flow remembers of its way stands while the epoch does.
 *
 * Who writes: the main thread alone (the netlink mirror, or the configuration where a port has no
 * twin). Who reads: workers, lock-free (rte_lpm with QSBR, hops and neighbours by index, a
 * neighbour's MAC and port as one 64-bit word).
 *
 * A worker reads the epoch before it looks up what it will remember: a change counts the epoch on
 * after it is made.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include <rte_byteorder.h>
#include <rte_ether.h>

#include "net/addr.h"

#define FIB_HOP_MAX      65536u
#define FIB_NEIGHBOR_MAX 65536u
#define FIB_PORT_MAX     16
#define FIB_PORT_NONE    UINT16_MAX

struct rte_rcu_qsbr;
struct fib;

enum fib_hop_kind {
	FIB_HOP_NONE = 0,    /* no route */
	FIB_HOP_LOCAL,       /* the board itself: to the twin of `port` */
	FIB_HOP_BLACKHOLE,   /* dropped */
	FIB_HOP_UNREACHABLE, /* the route says so; dropped like BLACKHOLE */
	FIB_HOP_ON_LINK,     /* the destination is the neighbour */
	FIB_HOP_GATEWAY,
};

struct fib_hop {
	uint8_t kind; /* enum fib_hop_kind */
	uint8_t zero;
	uint16_t port;          /* by which it leaves; LOCAL: that owns the address */
	uint32_t mtu;           /* of the route; 0: the port's */
	struct ip_addr gateway; /* GATEWAY only */
};

/* Where a packet to an address goes, resolved as far as it is known. */
struct fib_way {
	uint8_t kind;  /* enum fib_hop_kind */
	bool resolved; /* ON_LINK, GATEWAY: dst_mac is known */
	uint16_t port;
	uint32_t mtu;          /* of the route; 0: the port's */
	uint32_t neighbor_idx; /* ON_LINK, GATEWAY: also when unresolved; UINT32_MAX: none yet */
	struct rte_ether_addr dst_mac;
	struct ip_addr neighbor; /* whom to resolve */
};

struct fib_params {
	struct rte_rcu_qsbr *qsbr;
	uint32_t route_max; /* per family */
};

/** @return 0, -ENOMEM. @thread main, at start */
int fib_create(const struct fib_params *params, struct fib **out);
void fib_destroy(struct fib *fib);

/* For workers -------------------------------------------------------------------------------- */

/** Counts every change of routes and neighbours, never 0; acquire. */
uint32_t fib_epoch(const struct fib *fib);

/** The way to an IPv4 destination. @thread worker; no lock */
void fib_lookup4(const struct fib *fib, rte_be32_t dst, struct fib_way *way);

/** The way to an address of either family. @thread worker; no lock */
void fib_lookup(const struct fib *fib, const struct ip_addr *dst, struct fib_way *way);

/**
 * A way as an index that a flow can remember while the epoch stands; only for resolved ways.
 * @return neighbour index
 */
uint32_t fib_way_idx(const struct fib_way *way);

/**
 * Recall a remembered way: port and MAC of a neighbour.
 * @return false when it is not resolved any more
 */
bool fib_recall(const struct fib *fib, uint32_t idx, uint16_t *port, struct rte_ether_addr *mac);

/** The port's first address of the family, for masquerading; false when it has none. */
bool fib_port_addr4(const struct fib *fib, uint16_t port, rte_be32_t *addr);

/**
 * All addresses of a port, best first, each with its subnet's length.
 * @return NULL when there are none; stands as long as the QSBR section. Which port owns an address
 *         is told by fib_lookup: FIB_HOP_LOCAL and its port.
 */
const struct ip_prefix *fib_port_addrs(const struct fib *fib, uint16_t port, uint32_t *cnt);

/** The port whose subnet holds an address (the longest, if several do), or FIB_PORT_NONE. */
uint16_t fib_port_of_subnet(const struct fib *fib, const struct ip_addr *addr);

/* For the main thread ------------------------------------------------------------------------ */

/** Add or replace a route; bits of `to` past its length are ignored.
 * @return 0, -EINVAL, -ENOSPC, -ENOMEM */
int fib_route_set(struct fib *fib, const struct ip_prefix *to, const struct fib_hop *hop);
/** Remove a route; an absent one is no error. */
void fib_route_remove(struct fib *fib, const struct ip_prefix *to);

/** Learn a neighbour's MAC address. @return 0, -EINVAL (not a station's MAC), -ENOSPC */
int fib_neighbor_set(struct fib *fib, uint16_t port, const struct ip_addr *addr,
		     const struct rte_ether_addr *mac);
/** Forget it: unresolved again. */
void fib_neighbor_remove(struct fib *fib, uint16_t port, const struct ip_addr *addr);

/** The addresses of a port, best first; replaces the earlier list. Makes the local (/32, /128) and
 * the subnets' on-link routes only when asked: netlink brings its own. Routes made so survive a
 * resync and go with their address. @return 0, -EINVAL, -ENOSPC, -ENOMEM */
int fib_port_addrs_set(struct fib *fib, uint16_t port, const struct ip_prefix *addrs, size_t cnt,
		       bool make_routes);

/** Begin and end of a resync: what is not set between the two is removed at the end. */
void fib_resync_begin(struct fib *fib);
void fib_resync_end(struct fib *fib);

/** Free what grace periods allow. Never blocks. */
void fib_reclaim(struct fib *fib);
