/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * Flows: the one truth of all workers.
 *
 * Model. A flow has two keys, the packet's addresses and ports as they arrive in the original and
 * in the reply direction, and one object of three cache lines: a line per direction (all that a
 * packet of that direction needs) and a cold line. The keys stand in rte_hash shards, opened for
 * lock-free readers; their data is a handle (slot, direction, generation), never a pointer.
 * Families have tables of their own; a key's shard comes from the upper half of its 64-bit keyed
 * hash, rte_hash gets the lower.
 *
 * Who writes. Keys: any worker, under the lock of the key's shard, one lock at a time, always after
 * a look-up. A direction's line: whoever carries that direction, relaxed atomics. The object's
 * life: the worker whose slab holds it.
 *
 * When freed. Keys out first, then after a QSBR grace period slot and key positions together. A
 * handle outlives its flow harmlessly: its generation no longer matches.
 *
 * Sources: RFC 5382, RFC 4787 (timers), RFC 7857.
 */
#pragma once

#include <stdalign.h>
#include <stdbool.h>
#include <stdint.h>

#include <rte_byteorder.h>
#include <rte_common.h>

#define FLOWTAB_FLOW_MAX  (1u << 28)
#define FLOWTAB_BURST_MAX 32 /* rte_hash bulk calls of 64 keys that all miss skip a check */

enum flow_dir {
	FLOW_ORIGINAL = 0,
	FLOW_REPLY = 1,
};

/* As on the wire. Padding is zero. */
struct flow_key4 {
	rte_be32_t src, dst;
	rte_be16_t sport, dport;
	uint8_t proto;
	uint8_t zero[3];
};

struct flow_key6 {
	uint8_t src[16], dst[16];
	rte_be16_t sport, dport;
	uint8_t proto;
	uint8_t zero[3];
};

_Static_assert(sizeof(struct flow_key4) == 16, "no padding in keys");
_Static_assert(sizeof(struct flow_key6) == 40, "no padding in keys");

/* A flow in one direction, for as long as its generation stands. 0 is no flow. */
typedef uint64_t flow_handle_t;

#define FLOW_HANDLE_NONE 0
/* handle: generation in the upper 32 bits (never 0), slot << 1 | direction in the lower */
static inline uint32_t
flow_handle_slot(flow_handle_t h)
{
	return (uint32_t)h >> 1;
}

static inline enum flow_dir
flow_handle_dir(flow_handle_t h)
{
	return (enum flow_dir)(h & 1);
}

static inline uint32_t
flow_handle_gen(flow_handle_t h)
{
	return (uint32_t)(h >> 32);
}

/* What a flow is, the same in both its lines. */
#define FLOW_KIND_SERVICE (1u << 0) /* translated for a Service */
#define FLOW_KIND_IDENTITY                                                                         \
	(1u << 1) /* plain traffic to an endpoint: kept so that replies are known */
#define FLOW_KIND_MASQUERADE (1u << 2)
#define FLOW_KIND_AFFINE     (1u << 3) /* TCP whose client is remembered: it has to prove itself */

/* What was seen in a direction: OR-ed into that direction's `seen`. */
#define FLOW_SEEN_ANY (1u << 0)
#define FLOW_SEEN_SYN (1u << 1)
#define FLOW_SEEN_ACK (1u << 2) /* without SYN */
#define FLOW_SEEN_FIN (1u << 3)
#define FLOW_SEEN_RST (1u << 4)

struct flow_rewrite4 {
	rte_be32_t src, dst;     /* addresses it leaves with */
	rte_be16_t sport, dport; /* ports it leaves with */
	uint16_t ip_delta;       /* RFC 1624 eqn 3, for the IPv4 header: see net/csum.h */
	uint16_t l4_delta;       /* for TCP and UDP: pseudo header and ports */
};

/*
 * What the lines of both families begin with. One line per direction; a packet touches that of its
 * own direction alone.
 *
 * gen: odd while the flow lives; its slab's owner makes it odd, whoever kills the flow makes it
 * even. hop: routing epoch in the upper half, which must stand, its index in the lower; 0: none.
 * came: whence the direction's packets may come while hop stands; 0: unchecked. The writer of what
 * follows `service_idx` is who carries this direction (two workers may for a while: relaxed
 * atomics), but for proto and kind, which never change.
 */
#define FLOW_LINE_COMMON                                                                           \
	alignas(RTE_CACHE_LINE_SIZE) uint32_t gen;                                                 \
	uint32_t endpoint_idx; /* into the endpoint words; UINT32_MAX: none */                     \
	uint32_t endpoint_gen;                                                                     \
	uint32_t service_idx; /* index of the Service port, for counters; UINT32_MAX: none */      \
	uint8_t proto;                                                                             \
	uint8_t kind; /* FLOW_KIND_* */                                                            \
	uint8_t seen; /* FLOW_SEEN_* */                                                            \
	uint8_t came;                                                                              \
	uint32_t last_seen_ms;                                                                     \
	uint64_t hop;                                                                              \
	int32_t seq_delta; /* room for sequence rewriting; 0 now */                                \
	uint32_t pkts;                                                                             \
	uint32_t bytes_lo; /* bytes, low and high word */                                          \
	uint32_t bytes_hi

/* The common part alone: how code for both families sees a line. */
struct flow_line {
	FLOW_LINE_COMMON;
};

/* One direction of an IPv4 flow: one cache line, all that a packet of it needs. */
struct flow_line4 {
	FLOW_LINE_COMMON;
	struct flow_rewrite4 rewrite;
};

struct flow_rewrite6 {
	uint8_t src[16], dst[16];
	rte_be16_t sport, dport;
	uint16_t zero;
	uint16_t l4_delta;
};

/* One direction of an IPv6 flow: two cache lines. The key is at home here, as there is room. */
struct flow_line6 {
	FLOW_LINE_COMMON;
	struct flow_rewrite6 rewrite;
	struct flow_key6 key;
};

_Static_assert(sizeof(struct flow_line4) == 64, "one line per direction");
_Static_assert(sizeof(struct flow_line6) == 128, "two lines per direction");

/* Milliseconds. */
struct flow_timers {
	uint32_t tcp_established_ms;
	uint32_t tcp_opening_ms;
	uint32_t tcp_closing_ms;
	uint32_t udp_ms;
	uint32_t udp_unreplied_ms;
	uint32_t icmp_ms;
	uint32_t sctp_established_ms;
};

struct rte_rcu_qsbr;
struct service_counters;
struct flowtab;        /* shared by all workers */
struct flowtab_worker; /* a worker's slab, limbo and sweep position */

struct flowtab_params {
	uint32_t flow_max;   /* over all workers and both families; up to FLOWTAB_FLOW_MAX */
	uint32_t worker_cnt; /* 1-64 */
	uint64_t secret[2];  /* per boot */
	struct flow_timers timers;
	struct rte_rcu_qsbr *qsbr; /* workers report to it, thread id = worker index */
	bool v6;                   /* make the IPv6 class as well */
};

/**
 * Create the table: shards (a power of two >= worker_cnt per family), slab pool, locks.
 * @return 0; -EINVAL: a parameter is out of its range (timers go up to INT32_MAX); -ENOMEM
 * @thread main, at start
 */
int flowtab_create(const struct flowtab_params *params, struct flowtab **out);
void flowtab_destroy(struct flowtab *ft);

/** The worker's own part. @param worker 0 to worker_cnt - 1. @thread any */
struct flowtab_worker *flowtab_worker(struct flowtab *ft, unsigned int worker);

/**
 * Have this worker count the flows that it ends, by Service port.
 * @param services its own counters, by index; NULL: no more
 * @thread main, while the worker does not run
 */
void flowtab_count_ends(struct flowtab_worker *fw, struct service_counters *services);

/** The key's 64-bit hash under the boot's secret: computed once per packet. @thread any */
uint64_t flowtab_hash4(const struct flowtab *ft, const struct flow_key4 *key);

/**
 * Look up a burst of keys and prefetch the lines of those found.
 * @param keys, hashes n of them, n <= FLOWTAB_BURST_MAX
 * @param handles out: FLOW_HANDLE_NONE where absent
 * @thread worker; no lock; inside the worker's QSBR section
 */
void flowtab_find4_burst(const struct flowtab *ft, const struct flow_key4 *const *keys,
			 const uint64_t *hashes, unsigned int n, flow_handle_t *handles);

/**
 * The line of a handle's direction, or NULL when the flow is gone (its generation moved on).
 * @thread worker, inside its QSBR section
 */
struct flow_line4 *flowtab_line4(const struct flowtab *ft, flow_handle_t h);

/* What a flow to be made begins with, of both families. seen, bytes: of its first packet. */
#define FLOW_NEW_COMMON                                                                            \
	uint64_t hash[2]; /* of the keys, by enum flow_dir */                                      \
	uint64_t service_id;                                                                       \
	uint32_t service_idx;                                                                      \
	uint32_t endpoint_idx, endpoint_gen;                                                       \
	uint32_t bytes;                                                                            \
	uint8_t kind;                                                                              \
	uint8_t seen

struct flow_new {
	FLOW_NEW_COMMON;
};

struct flow_new4 {
	FLOW_NEW_COMMON;
	struct flow_key4 key[2];
	struct flow_rewrite4 rewrite[2];
};

enum flow_add {
	FLOW_ADDED,
	FLOW_EXISTS,      /* a flow, made a moment ago, holds the original key: *out */
	FLOW_REPLY_TAKEN, /* another flow holds the reply key: choose another source port */
	FLOW_FULL,
};

/**
 * Make a flow: look the original key up once more; fill the object; insert the reply key (one held
 * by a flow with my original key means that flow is mine); insert the original key; if another
 * worker was faster there, take the reply key back and use its flow. A key still naming a dead flow
 * is replaced.
 * @param out on FLOW_ADDED and FLOW_EXISTS: whom the original key names. It may be a flow that has
 *            ended meanwhile, through its reply key (flowtab_line4() gives NULL: the next packet
 *            will find the right one), and after FLOW_EXISTS a reply direction
 * @thread worker, inside its QSBR section; takes one shard lock at a time
 */
enum flow_add flowtab_add4(struct flowtab_worker *fw, const struct flow_new4 *new, uint32_t now_ms,
			   flow_handle_t *out);

/**
 * Note a packet on a line: time, counters, flags seen. Relaxed stores.
 * @thread worker that carries the packet
 */
static inline void
flow_line_touch(struct flow_line *l, uint32_t now_ms, uint32_t bytes, uint8_t seen)
{
	uint64_t sum = ((uint64_t)__atomic_load_n(&l->bytes_hi, __ATOMIC_RELAXED) << 32 |
			__atomic_load_n(&l->bytes_lo, __ATOMIC_RELAXED)) +
		       bytes;

	__atomic_store_n(&l->last_seen_ms, now_ms, __ATOMIC_RELAXED);
	__atomic_store_n(&l->pkts, __atomic_load_n(&l->pkts, __ATOMIC_RELAXED) + 1,
			 __ATOMIC_RELAXED);
	__atomic_store_n(&l->bytes_lo, (uint32_t)sum, __ATOMIC_RELAXED);
	__atomic_store_n(&l->bytes_hi, (uint32_t)(sum >> 32), __ATOMIC_RELAXED);
	if ((__atomic_load_n(&l->seen, __ATOMIC_RELAXED) & seen) != seen)
		__atomic_fetch_or(&l->seen, seen, __ATOMIC_RELAXED);
}

/** flow_line_touch() of an IPv4 line. */
static inline void
flow_line4_touch(struct flow_line4 *l, uint32_t now_ms, uint32_t bytes, uint8_t seen)
{
	flow_line_touch((struct flow_line *)l, now_ms, bytes, seen);
}

/**
 * Kill a flow now (its endpoint was purged, or TCP starts anew on it): both keys go out at once,
 * the object later. A second call does nothing.
 * @return did it live until now?
 * @thread any worker, inside its QSBR section
 */
bool flowtab_kill4(struct flowtab_worker *fw, flow_handle_t h);

/**
 * Sweep on through the worker's own slab: expire by timers, finish what grace periods allow. Never
 * blocks.
 * @param budget slots to look at
 * @return flows that expired
 * @thread the worker
 */
unsigned int flowtab_sweep(struct flowtab_worker *fw, uint32_t now_ms, unsigned int budget);

/** One flow as read for a dump; a copy. */
struct flow_view {
	struct flow_key4 key[2];
	struct flow_line4 line[2];
	uint64_t service_id;
	uint32_t created_ms;
	uint8_t worker;
	uint8_t state; /* enum sluice_flow_state */
};

/**
 * Copy live flows, piece by piece.
 * @param cursor in/out: 0 at first; at the end it is UINT32_MAX
 * @return flows copied (<= max)
 * @thread main; takes no lock; each flow is whole, the set is not one moment's
 */
unsigned int flowtab_dump4(const struct flowtab *ft, uint32_t *cursor, struct flow_view *out,
			   unsigned int max);

/* The IPv6 class: as its IPv4 siblings above; only where flowtab_params.v6 asked for it. --------
 */

uint64_t flowtab_hash6(const struct flowtab *ft, const struct flow_key6 *key);

void flowtab_find6_burst(const struct flowtab *ft, const struct flow_key6 *const *keys,
			 const uint64_t *hashes, unsigned int n, flow_handle_t *handles);

struct flow_line6 *flowtab_line6(const struct flowtab *ft, flow_handle_t h);

struct flow_new6 {
	FLOW_NEW_COMMON;
	struct flow_key6 key[2];
	struct flow_rewrite6 rewrite[2];
};

enum flow_add flowtab_add6(struct flowtab_worker *fw, const struct flow_new6 *new, uint32_t now_ms,
			   flow_handle_t *out);

bool flowtab_kill6(struct flowtab_worker *fw, flow_handle_t h);

struct flow_view6 {
	struct flow_line6 line[2]; /* with the keys */
	uint64_t service_id;
	uint32_t created_ms;
	uint8_t worker;
	uint8_t state; /* enum sluice_flow_state */
};

unsigned int flowtab_dump6(const struct flowtab *ft, uint32_t *cursor, struct flow_view6 *out,
			   unsigned int max);

/* ------------------------------------------------------------------------------------------- */

struct flowtab_stats {
	uint64_t live, max;
	uint64_t created, expired; /* since the start; expired: by timer, not killed */
	uint64_t bytes;            /* all memory of the tables */
};

/** Sums over all workers and families. @thread any */
void flowtab_stats(const struct flowtab *ft, struct flowtab_stats *out);
