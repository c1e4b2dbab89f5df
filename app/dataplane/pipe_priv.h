/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * What the stages share: the packet's scratch, the worker, and one call per stage.
 *
 * Life cycle of a packet. A stage looks only at packets whose state it names, and moves them on:
 *
 *	PKT_LOOKUP -> PKT_MISS -> PKT_ROUTE -> PKT_READY -> its end
 *	     \___________\__________________________________/
 *
 * The ends are PKT_TX, PKT_TWIN, PKT_HOLD, PKT_CONSUMED and PKT_DROP; pipe_output_burst carries
 * them out and counts them. A packet that is answered ends as PKT_CONSUMED; its answer is complete
 * when it is made, and goes straight to the port.
 */
#pragma once

#include <stdalign.h>
#include <string.h>

#include <rte_branch_prediction.h>
#include <rte_ip.h>
#include <rte_mbuf.h>
#include <rte_ring.h>
#include <rte_tcp.h>

#include "dataplane/pipeline.h"
#include "net/parse.h"
#include "tables/affinity.h"
#include "tables/fib.h"
#include "tables/flowtab.h"
#include "tables/svctab.h"

#define PIPE_OUT_MAX      64   /* packets gathered for one transmit call */
#define PIPE_HOP_MAX      64   /* unresolved next hops at a time */
#define PIPE_MSG_MAX      256  /* messages to or from the main thread */
#define PIPE_ASK_MS       1000 /* an unresolved next hop is asked for again after this */
#define PIPE_RETRY_MS     100  /* held packets are looked at this often at least */
#define PIPE_SWEEP_PER_MS 256u /* slots of the flow slab */
#define PIPE_SWEEP_MAX    2048u
#define PIPE_SWEEP_SHARE  4u /* of these, for entries of affinity */

_Static_assert(PIPE_BURST_MAX == FLOWTAB_BURST_MAX, "one lookup a burst");

enum pkt_state {
	PKT_LOOKUP, /* has a flow key */
	PKT_MISS,   /* no flow: what it is for is to be decided */
	PKT_ROUTE,  /* goes to `to`; a next hop is to be found */
	PKT_READY,  /* the way is known: limits and translation are left */
	PKT_TX,     /* leaves by out_port's wire */
	PKT_TWIN,   /* leaves to out_port's twin */
	PKT_HOLD,   /* waits for its next hop's MAC */
	PKT_CONSUMED,
	PKT_DROP, /* for the reason in `drop` */
};

/* One packet's scratch; lives for a burst. */
struct pkt {
	/* line 0: what it is */
	alignas(RTE_CACHE_LINE_SIZE) struct parsed h;
	/* line 1: its flow */
	struct rte_mbuf *m;
	struct flow_line4 *line; /* NULL: none; stands until the burst's quiescent state */
	flow_handle_t flow;
	uint64_t hash;
	struct flow_key4 key;
	uint8_t state; /* enum pkt_state */
	uint8_t drop;  /* enum drop */
	uint8_t port;  /* in by this one */
	bool is_from_twin;
	uint8_t seen; /* FLOW_SEEN_* of this packet */
	uint8_t came; /* struct flow_line4's */
	bool is_way_known;
	uint32_t frame_len;
	rte_be32_t to; /* where it will be sent */
	/* line 2: how it gets there */
	uint32_t src_is, dst_is; /* SVC_ADDR_*, on a miss */
	uint16_t out_port;
	bool is_twin_bound;  /* PKT_READY: for the board */
	bool is_hop_missing; /* PKT_READY: its next hop has no MAC yet */
	bool is_l2_kept;     /* the Ethernet header goes out as it came */
	struct rte_ether_addr dst_mac;
};
_Static_assert(offsetof(struct pkt, src_is) == 128, "hot lines of the scratch");

/* Packets gathered for one transmit call. */
struct out_queue {
	uint16_t cnt;
	struct rte_mbuf *pkts[PIPE_OUT_MAX];
};

/* A packet that waits: translated already, all but its Ethernet header is done. */
struct held {
	struct rte_mbuf *m;
	rte_be32_t to;
	uint32_t since_ms;
	uint16_t hop; /* into hold.hops */
};

/* A next hop that packets wait for. */
struct held_hop {
	rte_be32_t addr;
	uint16_t port;
	uint16_t cnt; /* 0: free */
	uint32_t asked_ms;
};

struct hold {
	uint32_t cnt;
	uint32_t epoch; /* of the routes when last tried */
	uint32_t tried_ms;
	struct held held[PIPE_HOLD_MAX]; /* oldest first */
	struct held_hop hops[PIPE_HOP_MAX];
};

/* A token bucket in thousandths of a token: a rate per second is one per millisecond of these. */
struct bucket {
	uint64_t tokens, max;
	uint32_t rate;
	uint32_t at_ms;
};

struct prefix4 {
	rte_be32_t net, mask;
};

struct prefixes4 {
	uint32_t cnt;
	struct prefix4 *v;
};

struct masq {
	enum sluice_masquerade mode;
	uint32_t addr_cnt;
	rte_be32_t *addrs;
	uint32_t range_cnt;
	struct sluice_port_range *ranges;
	uint32_t size; /* ports in all ranges */
};

/* writer: its own thread, but for the main thread's ends of the rings */
struct worker {
	/* line 0: read on every burst */
	alignas(RTE_CACHE_LINE_SIZE) struct pipe_io io;
	struct flowtab *flows;
	struct flowtab_worker *flow_slab;
	struct svctab *services;
	struct fib *fib;
	struct rte_rcu_qsbr *qsbr;
	uint32_t now_ms;
	uint32_t epoch; /* of the routes, in this burst */
	uint16_t idx;
	uint16_t port_cnt;
	bool is_picking_up; /* TCP in midstream may make a flow */
	uint8_t forward;    /* enum sluice_forward */
	uint32_t swept_ms;
	uint32_t start_ms, pickup_ms;
	struct pipe_port ports[PIPE_PORT_MAX];
	struct prefixes4 pods, service_cidrs;
	struct masq masq;
	uint64_t secret[2];
	struct affinity *affinity;
	struct rte_mempool *pool;
	struct rte_ring *to_main;   /* struct pipe_resolve */
	struct rte_ring *from_main; /* struct pipe_announce */
	struct bucket answers_allowed;
	struct pkt pkts[PIPE_BURST_MAX];
	struct out_queue wire[PIPE_PORT_MAX], twin[PIPE_PORT_MAX];
	struct hold hold;
	struct worker_counters counters;
};

/** End a packet as dropped. */
static inline void
pkt_drop(struct pkt *p, enum drop reason)
{
	p->state = PKT_DROP;
	p->drop = (uint8_t)reason;
}

/** End a packet at the twin of the port it came by, as it is. */
static inline void
pkt_punt(struct pkt *p)
{
	p->state = PKT_TWIN;
	p->out_port = p->port;
}

/** Let a packet from a twin out by that twin's port, as the kernel made it. */
static inline void
pkt_pass(struct pkt *p)
{
	p->state = PKT_TX;
	p->out_port = p->port;
}

static inline struct rte_ipv4_hdr *
pkt_ip4(const struct pkt *p)
{
	return rte_pktmbuf_mtod_offset(p->m, struct rte_ipv4_hdr *, p->h.l3_off);
}

/** Does it open a TCP connection? */
static inline bool
pkt_is_syn(const struct pkt *p)
{
	const uint8_t flags =
		RTE_TCP_SYN_FLAG | RTE_TCP_ACK_FLAG | RTE_TCP_FIN_FLAG | RTE_TCP_RST_FLAG;

	return (p->h.tcp_flags & flags) == RTE_TCP_SYN_FLAG;
}

static inline bool
prefixes4_contain(const struct prefixes4 *list, rte_be32_t addr)
{
	for (uint32_t i = 0; i < list->cnt; i++)
		if ((addr & list->v[i].mask) == list->v[i].net)
			return true;
	return false;
}

/** Is it one of the addresses that the configuration gives for masquerading? */
static inline bool
pipe_is_masq_addr(const struct worker *w, rte_be32_t addr)
{
	for (uint32_t i = 0; i < w->masq.addr_cnt; i++)
		if (w->masq.addrs[i] == addr)
			return true;
	return false;
}

/* The stages, in the packet's order ------------------------------------------------------------ */

/**
 * Prove the headers and sort: reads the frame, writes h, key, seen.
 * Leaves PKT_LOOKUP, PKT_MISS (IPv4 without a key), or an end: drops by header, ARP for our VIPs
 * (answered), what is for the board or not ours to read (twin, or wire when it came from there).
 */
void pipe_parse_burst(struct worker *w, struct pkt *pkts, unsigned int n);

/**
 * PKT_LOOKUP: find the flows in one bulk look-up. Leaves PKT_ROUTE with the flow's line, its
 * destination in `to`, counters noted; PKT_MISS; or drops by source.
 */
void pipe_hit_burst(struct worker *w, struct pkt *pkts, unsigned int n);

/**
 * PKT_MISS: learn in bulk what the addresses are, then decide: a Service's new flow, a refusal, the
 * board, plain forwarding. Leaves PKT_ROUTE or an end.
 */
void pipe_miss_burst(struct worker *w, struct pkt *pkts, unsigned int n);

/** PKT_ROUTE: find port and MAC. Leaves PKT_READY or drops. */
void pipe_route_burst(struct worker *w, struct pkt *pkts, unsigned int n);

/** PKT_READY: TTL and MTU, seen before translation, for answers quote what the sender sent. */
void pipe_limit_burst(struct worker *w, struct pkt *pkts, unsigned int n);

/** PKT_READY: apply the flow's rewrite, write the Ethernet header. Leaves an end. */
void pipe_translate_burst(struct worker *w, struct pkt *pkts, unsigned int n);

/** Carry out every packet's end and count it. */
void pipe_output_burst(struct worker *w, struct pkt *pkts, unsigned int n);

/* What stages call ----------------------------------------------------------------------------- */

/** May a packet with this source come from where it does? Drops it if not. */
bool pipe_source_check(struct worker *w, struct pkt *p, uint32_t src_is);

/* A new flow as the service stage decided it. */
struct flow_plan {
	rte_be32_t dst; /* endpoint */
	rte_be16_t dport;
	uint8_t kind; /* FLOW_KIND_* */
	uint32_t endpoint_idx, endpoint_gen;
	uint32_t service_idx;
	uint64_t service_id;
};

/**
 * Make a packet's flow, choosing the source port where it must. Leaves PKT_ROUTE or drops.
 */
void pipe_flow_make(struct worker *w, struct pkt *p, const struct flow_plan *plan);

/** A client with affinity has answered its pod: see affinity_prove(). */
void pipe_affinity_prove(struct worker *w, struct pkt *p, const struct flow_line4 *line);

/** Take a packet on by its flow's line, and count it for the Service. */
void pipe_flow_take(struct worker *w, struct pkt *p, struct flow_line4 *line);

/** Answer a packet by TCP RST or ICMP port unreachable; within the limit, else it is dropped. */
void pipe_refuse(struct worker *w, struct pkt *p);

/** Answer a packet whose TTL ran out. */
void pipe_ttl_exceeded(struct worker *w, struct pkt *p);

/** Answer a packet with DF that is too large for the leaving port. */
void pipe_too_big(struct worker *w, struct pkt *p, uint16_t mtu);

/** Answer ARP for a VIP. @return false when it is not ours to answer */
bool pipe_arp_answer(struct worker *w, struct pkt *p);

/** Send what the main thread wants announced. */
void pipe_announce_all(struct worker *w);

/**
 * The way to an address, by one of our ports alone: the kernel's routes may lead to interfaces that
 * are none of ours, which is no way. The board's own addresses are reached by any twin.
 */
void pipe_way(const struct worker *w, rte_be32_t to, struct fib_way *way);

/** Take in a packet whose next hop is unresolved. @return false: it was dropped and says why */
bool pipe_hold_put(struct worker *w, struct pkt *p);

/** Try held packets again when routes moved, drop those that waited too long. */
void pipe_hold_retry(struct worker *w);

/** Free all that is held. */
void pipe_hold_free(struct worker *w);

/** Gather a packet for a port's wire or twin; a full queue is sent first. */
void pipe_out_wire(struct worker *w, uint16_t port, struct rte_mbuf *m);
void pipe_out_twin(struct worker *w, uint16_t port, struct rte_mbuf *m);

/** Send all that is gathered. */
void pipe_out_flush(struct worker *w);

/** Count and free one packet. */
void pipe_out_drop(struct worker *w, struct rte_mbuf *m, enum drop reason);

/** Write the Ethernet addresses of a packet that leaves by a port. */
static inline void
pipe_ether_write(const struct worker *w, struct rte_mbuf *m, uint16_t port,
		 const struct rte_ether_addr *dst)
{
	struct rte_ether_hdr *eth = rte_pktmbuf_mtod(m, struct rte_ether_hdr *);

	rte_ether_addr_copy(dst, &eth->dst_addr);
	rte_ether_addr_copy(&w->ports[port].mac, &eth->src_addr);
}
