/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * Inside the routing tables: shared by fib.c, neighbor.c and hop.c alone.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "tables/fib.h"
#include "tables/limbo_priv.h"

struct rte_hash;
struct rte_lpm;

/* Hops of equal content are one; 0 is "no route". */
struct fib_hops {
	struct fib_hop *v;       /* read by workers */
	struct rte_hash *by_hop; /* main only: content to index */
	uint32_t *refs;
	uint32_t *free; /* stack */
	uint32_t free_cnt;
	struct limbo limbo;
};

/** A change is made: what readers remember from before it stands no more. */
static inline void
fib_epoch_count(uint32_t *epoch)
{
	__atomic_store_n(epoch, *epoch + 1, __ATOMIC_RELEASE);
}

struct neighbor_key {
	uint16_t port;
	uint16_t zero;
	uint8_t addr[16];
};

/* A neighbour's index is the position of its key. */
struct neighbors {
	struct rte_hash *by_key; /* lock-free readers */
	uint64_t *words;         /* MAC in the low 48 bits (0: unresolved), port in the high 16 */
	uint32_t *stamps;        /* main only: resync in which it was last set */
	uint32_t cnt;
	struct limbo limbo; /* key positions */
	uint32_t *epoch;    /* the fib's */
};

struct route_key {
	uint8_t addr[16]; /* masked */
	uint8_t len;      /* of the family's own */
	uint8_t zero[3];
};

/* All routes of a port's own addresses, replaced as a whole. */
struct port_addrs {
	uint32_t cnt;
	bool routes_made;
	struct ip_prefix v[];
};

struct fib {
	struct rte_lpm *lpm;     /* IPv4, /1 to /32 */
	uint32_t default4;       /* hop of 0.0.0.0/0; 0: none */
	uint32_t epoch;          /* writer: main, release; readers: acquire */
	uint64_t lens6[3];       /* bit n: an IPv6 route of length n exists */
	struct rte_hash *routes; /* both families; data: hop index; workers read the IPv6 ones */
	struct fib_hops hops;
	struct neighbors neighbors;
	struct port_addrs *ports[FIB_PORT_MAX];
	/* cold: main only */
	uint32_t route_cnt[2]; /* by family: IPv4, IPv6 */
	uint32_t route_max;
	uint32_t len6_cnt[129];
	uint32_t *route_stamps; /* by position in routes */
	uint32_t stamp;         /* of the resync that runs, or last ran */
	struct limbo route_limbo;
	struct limbo memory; /* replaced port_addrs */
};

#define FIB_STAMP_STAYS UINT32_MAX /* made from a port's addresses: no resync removes it */

/** A table with lock-free readers of entries keys; NULL when out of memory. */
struct rte_hash *fib_hash_create(const char *what, uint32_t entries, uint32_t key_bytes);

int fib_hops_init(struct fib_hops *h, struct rte_rcu_qsbr *qsbr);
void fib_hops_fini(struct fib_hops *h);
/** Take a reference on the hop of this content. @return 0, -ENOSPC */
int fib_hop_take(struct fib_hops *h, const struct fib_hop *hop, uint32_t *idx);
void fib_hop_drop(struct fib_hops *h, uint32_t idx);
void fib_hops_reclaim(struct fib_hops *h);

int neighbors_init(struct neighbors *n, struct rte_rcu_qsbr *qsbr, uint32_t *epoch);
void neighbors_fini(struct neighbors *n);
/** @return the index, UINT32_MAX when there is none @thread worker */
uint32_t neighbors_find(const struct neighbors *n, uint16_t port, const struct ip_addr *addr);
/** The epoch counts on when something changes. @return 0, -ENOSPC */
int neighbors_set(struct neighbors *n, uint16_t port, const struct ip_addr *addr,
		  const struct rte_ether_addr *mac, uint32_t stamp);
void neighbors_remove(struct neighbors *n, uint16_t port, const struct ip_addr *addr);
/** Remove all that do not carry the stamp. */
void neighbors_sweep(struct neighbors *n, uint32_t stamp);
void neighbors_reclaim(struct neighbors *n);

static inline bool
neighbor_word_resolved(uint64_t word)
{
	return word << 16 != 0;
}

static inline void
neighbor_word_split(uint64_t word, uint16_t *port, struct rte_ether_addr *mac)
{
	for (int i = 0; i < RTE_ETHER_ADDR_LEN; i++)
		mac->addr_bytes[i] = (uint8_t)(word >> (8 * i));
	*port = (uint16_t)(word >> 48);
}
