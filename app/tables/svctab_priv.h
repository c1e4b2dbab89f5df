/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * Inside the service tables, for svctab*.c alone.
 *
 * What workers read: `slot_port` (VIP keys by position in `vips`, then node ports), `ports`, what
 * hangs from them, `addr_flags`, `targets` and the endpoint words. All else is the main thread's.
 *
 * Memory: tables of fixed size stand in EAL memory from the start. Ports and sets come and go while
 * the process has no right to reserve more, so they are libc's, one aligned allocation each.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <sys/queue.h>

#include "tables/limbo_priv.h"
#include "tables/svctab.h"

#define SVCTAB_PROTO_CNT 3
#define SVCTAB_VIP_MAX   (2 * SVCTAB_PORT_MAX) /* (address, protocol, port) */
#define SVCTAB_ADDR_MAX  SVCTAB_PORT_MAX
/* rte_hash takes its last keys with luck only: a sixth of room above what is admitted. */
#define SVCTAB_SLOTS(max_)     ((max_) + (max_) / 6 + 8)
#define SVCTAB_VIP_SLOTS       SVCTAB_SLOTS(SVCTAB_VIP_MAX)
#define SVCTAB_SLOT_CNT        (SVCTAB_VIP_SLOTS + SVCTAB_PROTO_CNT * 65536u)
#define SVCTAB_SET_MAX         (2 * SVCTAB_PORT_MAX)
#define SVCTAB_ENDPOINT_USABLE (SLUICE_ENDPOINT_USE_CLUSTER | SLUICE_ENDPOINT_USE_LOCAL)

struct rte_hash;

/* A VIP's port, or an endpoint's. */
struct svc_key {
	uint8_t addr[16];
	rte_be16_t port;
	uint8_t proto;
	uint8_t zero;
};

struct service_rec;

/* An endpoint index. */
struct end_rec {
	TAILQ_ENTRY(end_rec) in_service; /* while it has a Service */
	TAILQ_ENTRY(end_rec) in_free;    /* while refs is 0 */
	struct service_rec *service;
	struct svc_key key;
	uint32_t refs;    /* sets that hold it, staged ones too */
	uint32_t use;     /* installed sets in which it takes new flows */
	uint32_t serving; /* installed sets in which it serves */
	uint32_t gen;
};

struct set_member {
	uint32_t idx;
	uint32_t flags;
};

/* What a set's block was built into; one allocation. */
struct set_built {
	size_t bytes;
	uint32_t member_cnt;
	const struct set_member *members;
	struct svc_set use[2]; /* by policy; equal lists are one */
};

struct set_rec {
	uint64_t id;
	struct service_rec *service;
	LIST_ENTRY(set_rec) in_service;
	SLIST_ENTRY(set_rec) in_change;
	struct sluice_endpoints *block, *next; /* installed, staged */
	struct set_built *built, *built_next;
	uint32_t touched, named; /* change in which it was */
	bool removing;
};

/* A port by protocol and number: where it stands. */
struct port_ref {
	uint32_t key;
	uint32_t at;
};

/* What a Service's block was built into; one allocation. */
struct ports_built {
	size_t bytes;
	uint32_t cnt;
	struct svc_port *v;
	uint32_t ref_cnt;
	struct port_ref *refs; /* sorted */
};

struct service_rec {
	uint64_t id;
	uint32_t idx;                             /* its position in `services` */
	uint32_t affinity_gen, affinity_gen_next; /* installed, as built; 0: no affinity */
	LIST_HEAD(, set_rec) sets;
	TAILQ_HEAD(, end_rec) ends;
	SLIST_ENTRY(service_rec) in_change;
	struct sluice_service *block, *next;
	struct ports_built *built, *built_next;
	uint32_t touched, named;
	bool removing;
};

/* A VIP key or node port that a change takes. */
struct claim {
	uint32_t slot;
	uint32_t port_idx;
	bool inserted; /* its key is new in `vips` */
	struct svc_key key;
};

struct slot_rec {
	uint32_t released; /* change in which its holder lets go, 0: none */
	uint32_t claimed;
};

struct addr_rec {
	uint32_t refs[4]; /* by enum sluice_vip_kind - 1 */
	bool local, node;
};

struct change {
	bool open, full, prepared;
	int err; /* of staging; told by prepare */
	uint32_t seq;
	uint32_t touched_cnt;
	SLIST_HEAD(, service_rec) services;
	SLIST_HEAD(, set_rec) sets;
	struct claim *claims;
	uint32_t claim_cnt, claim_max;
};

struct addr_list {
	size_t cnt;
	struct ip_addr v[];
};

struct svctab {
	/* read by workers */
	struct rte_hash *vips;
	uint32_t *slot_port; /* SVC_IDX_NONE: nobody's */
	struct svc_port **ports;
	struct rte_hash *addrs;
	uint32_t *addr_flags; /* by position */
	struct rte_hash *targets;
	uint32_t *target_refs;   /* by position */
	struct addr_list *nodes; /* that serve node ports; NULL: none */
	uint64_t *affinity;      /* by Service: generation << 32 | seconds, 0: none */
	/* main only */
	struct slot_rec *slots;
	struct addr_rec *addr_recs;
	uint32_t addr_cnt, vip_cnt;
	struct rte_hash *services, *sets, *ends; /* by id, id, (Service, key) */
	struct end_rec *end_recs;
	uint32_t end_fresh, end_cnt, end_max;
	TAILQ_HEAD(, end_rec) ends_free;
	struct service_rec **port_owner;
	uint32_t *ports_free; /* ring, so that an index rests long */
	uint32_t ports_free_head, ports_free_cnt;
	uint32_t port_top;       /* over every index ever used */
	uint32_t affinity_seq;   /* generations given out */
	struct addr_list *local; /* as svctab_set_local told */
	struct limbo limbo_memory, limbo_vips, limbo_addrs, limbo_targets, limbo_ports;
	struct change change;
	struct svctab_stats stats;
};

/** 0, 1, 2 for TCP, UDP, SCTP; SVCTAB_PROTO_CNT for others. */
uint32_t svc_proto_idx(uint8_t proto);
const char *svc_proto_name(uint8_t proto);
struct svc_key svc_key_of(const void *addr, uint8_t proto, rte_be16_t port);

/* svcstage.c: what a change names ------------------------------------------------------------- */

/** Let the change that is open deal with a Service, or with a set and its Service. */
void svc_touch_service(struct svctab *st, struct service_rec *service);
void svc_touch_set(struct svctab *st, struct set_rec *set);

/* svcend.c: endpoint indices and states ------------------------------------------------------- */

/** Take a reference, making the endpoint if need be. @return 0, -ENOSPC */
int svc_end_take(struct svctab *st, struct service_rec *service, const struct svc_key *key,
		 uint32_t *idx);
void svc_end_drop(struct svctab *st, uint32_t idx);
/** Set the state of all the Service's endpoints by what is installed. */
void svc_end_states(struct svctab *st, struct service_rec *service, bool removed);
/** Let go of all: the record goes. */
void svc_end_forget(struct service_rec *service);

/* svcset.c: sets ------------------------------------------------------------------------------ */

/** Build a set; takes its endpoints. @return 0, -ENOMEM, -ENOSPC */
int svc_set_build(struct svctab *st, struct service_rec *service,
		  const struct sluice_endpoints *block, struct set_built **out);
/** Drop a set's endpoints; the memory is the caller's to free. */
void svc_set_drop_ends(struct svctab *st, const struct set_built *built);
/** Count a set's flags in (+1) or out (-1) of its endpoints. */
void svc_set_count(struct svctab *st, const struct set_built *built, int sign);

/* svcport.c: Service ports -------------------------------------------------------------------- */

/** Build a Service's ports from its sets as they will be.
 * @return 0, -ENOMEM, -ENOSPC, -EEXIST (one port twice) */
int svc_ports_build(struct svctab *st, struct service_rec *service,
		    const struct sluice_service *block, struct ports_built **out);
/** Give back the indices that `built` has and `other` (may be NULL) has not. */
void svc_ports_drop_new(struct svctab *st, const struct ports_built *built,
			const struct ports_built *other);
/** Publish `next` (may be NULL) in place of `old` (may be NULL). */
void svc_ports_publish(struct svctab *st, struct service_rec *service,
		       const struct ports_built *old, const struct ports_built *next);
/** The set that will be installed under an id, as built; NULL for none. */
const struct set_built *svc_set_after(const struct svctab *st, uint64_t id,
				      const struct sluice_endpoints **block);

/* svcaddr.c: VIP keys, node ports, addresses -------------------------------------------------- */

/** Mark what a Service's installed block holds as let go in this change. */
void svc_slots_release(struct svctab *st, const struct sluice_service *block);
/** Claim what a block asks for. @return 0, -EEXIST (why is set), -ENOSPC, -ENOMEM */
int svc_slots_claim(struct svctab *st, const struct sluice_service *block,
		    const struct ports_built *built, char *why, size_t why_bytes);
/** Take the change's claims; then let go of what a replaced block held and none claimed. */
void svc_slots_commit_claims(struct svctab *st);
void svc_slots_commit_release(struct svctab *st, const struct sluice_service *block);
void svc_slots_abort(struct svctab *st);

/** Make places for the addresses of a block. @return 0, -ENOSPC */
int svc_addrs_reserve(struct svctab *st, const struct sluice_service *block);
/** Count a block's addresses in (+1) or out (-1). */
void svc_addrs_count(struct svctab *st, const struct sluice_service *block, int sign);
/** Remove the places of a block's addresses that nothing uses. */
void svc_addrs_tidy(struct svctab *st, const struct sluice_service *block);
