/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * Making a flow: from a decision to two keys and two rewrites.
 *
 * No port allocator: a source port is ours when the reply key that names it can be inserted, so
 * ports are unique towards each endpoint, and all of the range serves each. The client's own port
 * is tried first; after that a walk of the range, its start and step from a keyed hash, so that
 * nobody outside can foresee it and every port is met once before any is met twice.
 *
 * Reply keys can clash without masquerading too: one client port towards two VIPs and the same
 * pod. Then the port alone is changed; the endpoint stays the one that was chosen.
 *
 * Sources: RFC 6056 3.3 (keyed choice), RFC 4787 REQ-3.
 */
#include "dataplane/pipe_priv.h"

#include "base/siphash.h"
#include "net/csum.h"

/* For clients that keep their address: what is not reserved. */
static const struct sluice_port_range any_port = {.first = 1024, .last = UINT16_MAX};

/* The candidates for a source port. */
struct port_walk {
	const struct sluice_port_range *ranges;
	uint32_t range_cnt;
	uint32_t size; /* ports in all of them */
	uint32_t at, step;
};

static uint32_t
gcd(uint32_t a, uint32_t b)
{
	while (b != 0) {
		uint32_t rest = a % b;

		a = b;
		b = rest;
	}
	return a;
}

static void
walk_begin(struct port_walk *walk, const struct worker *w, const struct flow_key4 *key)
{
	const struct sip_key secret = {.k0 = w->secret[0], .k1 = w->secret[1]};
	uint64_t hash = siphash13(&secret, key, sizeof(*key));

	walk->at = (uint32_t)hash % walk->size;
	walk->step = walk->size == 1 ? 0 : 1 + (uint32_t)(hash >> 32) % (walk->size - 1);
	while (gcd(walk->size, walk->step) != 1)
		walk->step++;
}

static uint16_t
walk_next(struct port_walk *walk)
{
	uint32_t n = walk->at;

	walk->at = (walk->at + walk->step) % walk->size;
	for (uint32_t i = 0; i < walk->range_cnt; i++) {
		uint32_t width = (uint32_t)walk->ranges[i].last - walk->ranges[i].first + 1;

		if (n < width)
			return (uint16_t)(walk->ranges[i].first + n);
		n -= width;
	}
	return walk->ranges[0].first; /* not reached: at < size */
}

static bool
walk_has(const struct port_walk *walk, uint16_t port)
{
	for (uint32_t i = 0; i < walk->range_cnt; i++)
		if (port >= walk->ranges[i].first && port <= walk->ranges[i].last)
			return true;
	return false;
}

/* A rewrite and its checksum deltas, from what a packet comes with to what it leaves with. */
static void
rewrite_set(struct flow_rewrite4 *r, const struct flow_key4 *from, const struct flow_key4 *to)
{
	uint16_t ports = csum_delta_join(csum_delta16(from->sport, to->sport),
					 csum_delta16(from->dport, to->dport));

	r->src = to->src;
	r->dst = to->dst;
	r->sport = to->sport;
	r->dport = to->dport;
	r->ip_delta =
		csum_delta_join(csum_delta32(from->src, to->src), csum_delta32(from->dst, to->dst));
	r->l4_delta = csum_delta_join(r->ip_delta, ports);
}

static inline struct flow_key4
key_turned(const struct flow_key4 *k)
{
	return (struct flow_key4){
		.src = k->dst,
		.dst = k->src,
		.sport = k->dport,
		.dport = k->sport,
		.proto = k->proto,
	};
}

/* Try one source: the packet leaves as `out`, replies come by it turned round. */
static enum flow_add
add(struct worker *w, struct flow_new4 *new, const struct flow_key4 *out, flow_handle_t *flow)
{
	const struct flow_key4 answer = key_turned(&new->key[FLOW_ORIGINAL]);

	new->key[FLOW_REPLY] = key_turned(out);
	new->hash[FLOW_REPLY] = flowtab_hash4(w->flows, &new->key[FLOW_REPLY]);
	rewrite_set(&new->rewrite[FLOW_ORIGINAL], &new->key[FLOW_ORIGINAL], out);
	rewrite_set(&new->rewrite[FLOW_REPLY], &new->key[FLOW_REPLY], &answer);
	return flowtab_add4(w->flow_slab, new, w->now_ms, flow);
}

/* The address to masquerade with: the board's towards the endpoint, or one of its own; one client
 * keeps one of them (RFC 4787 REQ-2). */
static bool
masq_addr(const struct worker *w, rte_be32_t client, uint16_t port, rte_be32_t *addr)
{
	const struct sip_key secret = {.k0 = w->secret[0], .k1 = w->secret[1]};

	if (w->masq.addr_cnt == 0)
		return fib_port_addr4(w->fib, port, addr);
	*addr = w->masq.addrs[siphash13(&secret, &client, sizeof(client)) % w->masq.addr_cnt];
	return true;
}

/* The packet as it is to leave, but for its source port; the ports that may be tried. */
static bool
plan_source(struct worker *w, struct pkt *p, struct flow_new4 *new, struct flow_key4 *out,
	    struct port_walk *walk)
{
	struct fib_way way;

	*walk = (struct port_walk){.ranges = &any_port, .range_cnt = 1, .size = UINT16_MAX - 1023};
	if (!(new->kind &FLOW_KIND_MASQUERADE))
		return true;
	pipe_way(w, out->dst, &way);
	if (way.kind == FIB_HOP_LOCAL) { /* the board answers through us anyway */
		new->kind &= (uint8_t)~FLOW_KIND_MASQUERADE;
		return true;
	}
	if (way.kind != FIB_HOP_ON_LINK && way.kind != FIB_HOP_GATEWAY) {
		pkt_drop(p, way.kind == FIB_HOP_NONE ? DROP_NO_ROUTE : DROP_BLACKHOLE);
		return false;
	}
	if (!masq_addr(w, p->key.src, way.port, &out->src)) {
		pkt_drop(p, DROP_MASQ_NO_ADDRESS);
		return false;
	}
	walk->ranges = w->masq.ranges;
	walk->range_cnt = w->masq.range_cnt;
	walk->size = w->masq.size;
	return true;
}

static enum flow_add
try_ports(struct worker *w, struct flow_new4 *new, struct flow_key4 *out, struct port_walk *walk,
	  flow_handle_t *flow)
{
	bool is_kept = !(new->kind &FLOW_KIND_MASQUERADE);
	enum flow_add result = FLOW_REPLY_TAKEN;

	if (is_kept || walk_has(walk, rte_be_to_cpu_16(out->sport)))
		result = add(w, new, out, flow);
	if (likely(result != FLOW_REPLY_TAKEN))
		return result;
	walk_begin(walk, w, &new->key[FLOW_ORIGINAL]);
	for (unsigned int i = 0; i < PIPE_MASQ_TRIES && result == FLOW_REPLY_TAKEN; i++) {
		out->sport = rte_cpu_to_be_16(walk_next(walk));
		result = add(w, new, out, flow);
	}
	return result;
}

static void
count_new(struct worker *w, const struct flow_plan *plan)
{
	counter_add(&w->counters.flows_created, 1);
	if (plan->service_idx != SVC_IDX_NONE)
		counter_add(&w->counters.services[plan->service_idx].new_flows, 1);
}

void
pipe_flow_make(struct worker *w, struct pkt *p, const struct flow_plan *plan)
{
	struct flow_new4 new = {
		.key[FLOW_ORIGINAL] = p->key,
		.hash[FLOW_ORIGINAL] = p->hash,
		.endpoint_idx = plan->endpoint_idx,
		.endpoint_gen = plan->endpoint_gen,
		.service_idx = plan->service_idx,
		.service_id = plan->service_id,
		.kind = plan->kind,
		.seen = p->seen,
		.bytes = p->h.ip_len,
	};
	struct flow_key4 out = p->key;
	struct port_walk walk;
	struct flow_line4 *line;
	enum flow_add result;

	out.dst = plan->dst;
	out.dport = plan->dport;
	if (!plan_source(w, p, &new, &out, &walk))
		return;
	result = try_ports(w, &new, &out, &walk, &p->flow);
	if (result == FLOW_REPLY_TAKEN || result == FLOW_FULL) {
		pkt_drop(p, result == FLOW_FULL ? DROP_FLOW_FULL : DROP_MASQ_PORTS);
		return;
	}
	if (result == FLOW_ADDED)
		count_new(w, plan);
	line = flowtab_line4(w->flows, p->flow);
	if (line == NULL) { /* ended since, and counted so */
		pkt_drop(p, DROP_FLOW_BUSY);
		return;
	}
	if (result == FLOW_EXISTS)
		flow_line4_touch(line, w->now_ms, p->h.ip_len, p->seen);
	pipe_flow_take(w, p, line);
}
