/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * Established flows: one bulk look-up, then one cache line a packet.
 *
 * A hit is no hit when the flow is over: a new SYN on a connection that both ends have closed, or
 * a datagram to an endpoint whose flows end now (service-model H28, H29). Then the flow is killed
 * and the same packet goes on as the first of a new one.
 */
#include "dataplane/pipe_priv.h"

static inline struct service_counters *
counters_of(struct worker *w, const struct flow_line4 *line)
{
	return line->service_idx == SVC_IDX_NONE ? NULL : &w->counters.services[line->service_idx];
}

void
pipe_flow_take(struct worker *w, struct pkt *p, struct flow_line4 *line)
{
	enum flow_dir dir = flow_handle_dir(p->flow);
	struct service_counters *c = counters_of(w, line);

	if (c != NULL) {
		counter_add(&c->pkts[dir], 1);
		counter_add(&c->bytes[dir], p->h.ip_len);
	}
	p->line = line;
	p->to = line->rewrite.dst;
	p->state = PKT_ROUTE;
}

/* Both ends said FIN, or one RST. */
static bool
is_closing(const struct worker *w, flow_handle_t flow)
{
	const struct flow_line4 *line[2] = {
		flowtab_line4(w->flows, flow),
		flowtab_line4(w->flows, flow ^ 1), /* the other direction */
	};
	uint8_t seen[2];

	if (line[0] == NULL || line[1] == NULL)
		return true;
	for (int i = 0; i < 2; i++)
		seen[i] = __atomic_load_n(&line[i]->seen, __ATOMIC_RELAXED);
	return ((seen[0] | seen[1]) & FLOW_SEEN_RST) || (seen[0] & seen[1] & FLOW_SEEN_FIN);
}

static inline bool
is_over(const struct worker *w, const struct pkt *p, const struct flow_line4 *line)
{
	if (flow_handle_dir(p->flow) != FLOW_ORIGINAL)
		return false;
	if (unlikely(pkt_is_syn(p)))
		return is_closing(w, p->flow);
	return p->key.proto == IPPROTO_UDP && line->endpoint_idx != UINT32_MAX &&
	       unlikely(svc_endpoint_state(line->endpoint_idx, line->endpoint_gen) ==
			SLUICE_ENDPOINT_PURGE);
}

/* The client's first ACK, after its pod's SYN: whoever sends under a false address sees none. */
static inline bool
is_proof(const struct worker *w, const struct pkt *p, const struct flow_line4 *line)
{
	const struct flow_line4 *reply;

	if (likely(!(line->kind & FLOW_KIND_AFFINE)) ||
	    (__atomic_load_n(&line->seen, __ATOMIC_RELAXED) & FLOW_SEEN_ACK) ||
	    (p->seen & (FLOW_SEEN_ACK | FLOW_SEEN_RST)) != FLOW_SEEN_ACK ||
	    flow_handle_dir(p->flow) != FLOW_ORIGINAL)
		return false;
	reply = flowtab_line4(w->flows, p->flow ^ 1);
	return reply != NULL && (__atomic_load_n(&reply->seen, __ATOMIC_RELAXED) & FLOW_SEEN_SYN);
}

/* Checked once for these routes and this way in, then remembered with the next hop. */
static inline bool
check_source(struct worker *w, struct pkt *p, const struct flow_line4 *line)
{
	uint32_t epoch = (uint32_t)(__atomic_load_n(&line->hop, __ATOMIC_RELAXED) >> 32);
	struct ip_addr src;

	if (likely(epoch == w->epoch &&
		   __atomic_load_n(&line->came, __ATOMIC_RELAXED) == p->came)) {
		p->is_way_known = true;
		return true;
	}
	src = addr_from_v4(p->key.src);
	return pipe_source_check(w, p, svctab_addr(w->services, &src));
}

static inline void
hit_one(struct worker *w, struct pkt *p)
{
	struct flow_line4 *line =
		p->flow == FLOW_HANDLE_NONE ? NULL : flowtab_line4(w->flows, p->flow);

	if (line == NULL) {
		p->state = PKT_MISS;
		return;
	}
	if (unlikely(is_over(w, p, line))) {
		if (flowtab_kill4(w->flow_slab, p->flow))
			counter_add(&w->counters.flows_killed, 1);
		p->state = PKT_MISS;
		return;
	}
	if (!check_source(w, p, line))
		return;
	if (unlikely(p->h.is_fragment) && (line->kind & FLOW_KIND_SERVICE)) {
		pkt_drop(p, DROP_FRAGMENT);
		return;
	}
	if (unlikely(is_proof(w, p, line)))
		pipe_affinity_prove(w, p, line);
	flow_line4_touch(line, w->now_ms, p->h.ip_len, p->seen);
	pipe_flow_take(w, p, line);
}

void
pipe_hit_burst(struct worker *w, struct pkt *pkts, unsigned int n)
{
	const struct flow_key4 *keys[PIPE_BURST_MAX];
	uint64_t hashes[PIPE_BURST_MAX];
	flow_handle_t flows[PIPE_BURST_MAX];
	struct pkt *looked_up[PIPE_BURST_MAX];
	unsigned int cnt = 0;

	for (struct pkt *p = pkts; p < pkts + n; p++) {
		if (p->state != PKT_LOOKUP)
			continue;
		p->hash = flowtab_hash4(w->flows, &p->key);
		keys[cnt] = &p->key;
		hashes[cnt] = p->hash;
		looked_up[cnt++] = p;
	}
	if (cnt == 0)
		return;
	flowtab_find4_burst(w->flows, keys, hashes, cnt, flows);
	for (unsigned int i = 0; i < cnt; i++) {
		looked_up[i]->flow = flows[i];
		hit_one(w, looked_up[i]);
	}
}
