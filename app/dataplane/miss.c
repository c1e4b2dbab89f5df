/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * Packets without a flow: what are they for?
 *
 *	destination          what becomes of it
 *	VIP                  a Service's new flow, or refused
 *	node address         node port: as a VIP; masquerading port: dropped; else the board's
 *	in serviceCIDRs      dropped: nobody holds it
 *	endpoint's own port  a flow that changes nothing, so that replies find their way
 *	any other            forwarded as the board's `forward` allows
 *
 * ICMP errors about translated packets are not carried back yet: those to the board's addresses go
 * to its kernel, those to a VIP end here.
 *
 * Sources: service-model rows 8, 9, 15, 17, 18, H20-H25, H30.
 */
#include "dataplane/pipe_priv.h"

#include "net/flowhash.h"

static inline bool
is_l4_known(const struct pkt *p)
{
	return p->h.has_l4 && (p->h.proto == IPPROTO_TCP || p->h.proto == IPPROTO_UDP);
}

/* Does it begin something? TCP other than a SYN does not. */
static inline bool
is_opening(const struct pkt *p)
{
	return p->h.proto != IPPROTO_TCP || pkt_is_syn(p);
}

/* For a time after the start, connections from before it are picked up in midstream. */
static inline bool
may_make_flow(const struct worker *w, const struct pkt *p)
{
	return is_opening(p) || (w->is_picking_up && !(p->seen & FLOW_SEEN_RST));
}

/*
 * loadBalancerSourceRanges of the packet's own family; a list without any allows all. Where they
 * allow a node, its kernel may say the balancer's address for its own: it has it, maybe (H25).
 */
static bool
is_in_source_ranges(const struct worker *w, const struct pkt *p, const struct svc_port *port)
{
	struct ip_addr src = addr_from_v4(p->key.src);
	bool is_self = p->key.src == p->key.dst;
	bool has_any = false;

	for (uint32_t i = 0; i < port->source_range_cnt; i++) {
		struct ip_prefix range = {.len = port->source_ranges[i].len};

		memcpy(range.addr.b, port->source_ranges[i].addr.b, sizeof(range.addr.b));
		if (!addr_is_v4(&range.addr))
			continue;
		has_any = true;
		if (prefix_contains(&range, &src) ||
		    (is_self && svctab_has_node_in(w->services, &range)))
			return true;
	}
	return !has_any;
}

/*
 * Which endpoints count: clients outside are bound by the external policy, the board and its pods
 * use the Cluster's even then (H23).
 */
static enum sluice_policy
policy_of(const struct svc_port *port, enum svc_via via, bool is_inside)
{
	if (via == SVC_VIA_CLUSTER)
		return (enum sluice_policy)port->internal_policy;
	return is_inside ? SLUICE_POLICY_CLUSTER : (enum sluice_policy)port->external_policy;
}

/* Does the endpoint see the board's address instead of the client's (H24)? */
static bool
is_masqueraded(const struct worker *w, const struct pkt *p, const struct svc_port *port,
	       enum svc_via via, rte_be32_t endpoint)
{
	bool is_hairpin = p->key.src == endpoint;

	switch (w->masq.mode) {
	case SLUICE_MASQUERADE_NEVER:
		return false;
	case SLUICE_MASQUERADE_ALWAYS:
		return true;
	case SLUICE_MASQUERADE_ROUTED:
		return is_hairpin;
	case SLUICE_MASQUERADE_AUTO:
		break;
	}
	if (is_hairpin || p->is_from_twin)
		return true;
	if (via == SVC_VIA_CLUSTER)
		return !prefixes4_contain(&w->pods, p->key.src);
	return port->external_policy == SLUICE_POLICY_CLUSTER;
}

static void
refuse(struct worker *w, struct pkt *p, const struct svc_port *port)
{
	if (port != NULL)
		counter_add(&w->counters.services[port->idx].rejected, 1);
	pipe_refuse(w, p);
}

/* The endpoint for a flow. Affinity is for openings: in midstream a client has its pod already. */
static enum svc_choice
choose(struct worker *w, const struct pkt *p, const struct svc_port *port,
       enum sluice_policy policy, const struct svc_endpoint **ep)
{
	const struct affinity_flow flow = {
		.client = addr_from_v4(p->key.src),
		.family = 4,
		.policy = policy,
		.hash = flowhash_v4(&flowhash_fixed, &p->key),
		.now_ms = w->now_ms,
	};

	if (port->affinity_s == 0 || !is_opening(p))
		return svc_choose(port, flow.family, policy, flow.hash, ep);
	return affinity_choose(w->affinity, port, &flow, ep);
}

/* The first packet of a flow to a Service port. */
static void
service_one(struct worker *w, struct pkt *p, const struct svc_port *port, enum svc_via via)
{
	bool is_inside = p->is_from_twin || prefixes4_contain(&w->pods, p->key.src);
	enum sluice_policy policy = policy_of(port, via, is_inside);
	const struct svc_endpoint *ep;
	struct flow_plan plan;

	if (p->h.is_fragment) {
		pkt_drop(p, DROP_FRAGMENT);
		return;
	}
	if (p->h.ttl <= 1 && !p->is_from_twin) {
		pipe_ttl_exceeded(w, p);
		return;
	}
	if (via == SVC_VIA_LB && !is_in_source_ranges(w, p, port)) {
		pkt_drop(p, DROP_SOURCE_RANGE);
		return;
	}
	switch (choose(w, p, port, policy, &ep)) {
	case SVC_CHOICE_NO_LOCAL:
		pkt_drop(p, DROP_LOCAL_POLICY);
		return;
	case SVC_CHOICE_NO_ENDPOINT:
		refuse(w, p, port);
		return;
	case SVC_CHOICE_OK:
		break;
	}
	plan = (struct flow_plan){
		.dst = addr_v4(&ep->addr),
		.dport = ep->port,
		.kind = FLOW_KIND_SERVICE,
		.endpoint_idx = ep->idx,
		.endpoint_gen = ep->gen,
		.service_idx = port->idx,
		.service_id = port->service_id,
	};
	if (is_masqueraded(w, p, port, via, plan.dst))
		plan.kind |= FLOW_KIND_MASQUERADE;
	if (port->affinity_s != 0 && pkt_is_syn(p))
		plan.kind |= FLOW_KIND_AFFINE;
	/* in midstream a masquerading port would be another than before, and mean nothing there */
	if (!may_make_flow(w, p) || (!is_opening(p) && (plan.kind & FLOW_KIND_MASQUERADE))) {
		refuse(w, p, port);
		return;
	}
	pipe_flow_make(w, p, &plan);
}

static enum svc_via
via_of(uint32_t addr_is)
{
	if (addr_is & (SVC_ADDR_LB | SVC_ADDR_FOREIGN))
		return SVC_VIA_LB;
	return addr_is & SVC_ADDR_EXTERNAL ? SVC_VIA_EXTERNAL : SVC_VIA_CLUSTER;
}

/* The Service port that a packet is for, and how it came to it; NULL: none. */
static const struct svc_port *
find_port(const struct worker *w, const struct pkt *p, enum svc_via *via)
{
	struct ip_addr vip = addr_from_v4(p->key.dst);
	const struct svc_port *port = NULL;

	if (!is_l4_known(p))
		return NULL;
	if (p->dst_is & (SVC_ADDR_VIP | SVC_ADDR_FOREIGN)) {
		*via = via_of(p->dst_is);
		port = svctab_find(w->services, &vip, p->key.proto, p->key.dport);
	}
	if (port == NULL && (p->dst_is & SVC_ADDR_NODE)) {
		*via = SVC_VIA_NODE_PORT;
		port = svctab_find_node_port(w->services, p->key.proto, p->key.dport);
	}
	return port;
}

void
pipe_affinity_prove(struct worker *w, struct pkt *p, const struct flow_line4 *line)
{
	const struct svc_endpoint endpoint = {
		.addr = addr_from_v4(line->rewrite.dst),
		.idx = line->endpoint_idx,
		.gen = line->endpoint_gen,
	};
	const struct affinity_flow flow = {
		.client = addr_from_v4(p->key.src),
		.family = 4,
		.now_ms = w->now_ms,
	};
	struct ip_addr vip = addr_from_v4(p->key.dst);
	const struct svc_port *port;
	enum svc_via via;

	p->dst_is = svctab_addr(w->services, &vip);
	port = find_port(w, p, &via);
	if (port != NULL && port->affinity_s != 0)
		affinity_prove(w->affinity, port, &flow, &endpoint);
}

/* To a VIP that has no such port (row 8, H20). */
static void
vip_one(struct worker *w, struct pkt *p)
{
	if (p->h.proto == IPPROTO_ICMP)
		pkt_drop(p, DROP_VIP_ICMP);
	else if (p->h.proto != IPPROTO_TCP && p->h.proto != IPPROTO_UDP)
		pkt_drop(p, DROP_VIP_PROTO);
	else if (p->h.is_fragment)
		pkt_drop(p, DROP_FRAGMENT);
	else
		pipe_refuse(w, p);
}

static bool
is_masq_port(const struct worker *w, rte_be16_t port)
{
	uint16_t n = rte_be_to_cpu_16(port);

	for (uint32_t i = 0; i < w->masq.range_cnt; i++)
		if (n >= w->masq.ranges[i].first && n <= w->masq.ranges[i].last)
			return true;
	return false;
}

/* TCP of an endpoint's own port in no known connection: it must not leave untranslated (H30). */
static bool
is_stray_reply(const struct worker *w, const struct pkt *p)
{
	struct ip_addr src = addr_from_v4(p->key.src);

	return p->h.has_l4 && p->h.proto == IPPROTO_TCP && !pkt_is_syn(p) &&
	       svctab_is_endpoint(w->services, &src, p->key.proto, p->key.sport);
}

/* `forward`, for what comes from the wire and is no Service's. */
static bool
is_forwarded(const struct worker *w, const struct pkt *p)
{
	const struct parsed *h = &p->h;

	/* RFC 3927 2.7 */
	if (addr_v4_class(h->v4.src) != ADDR_UNICAST || addr_v4_class(h->v4.dst) != ADDR_UNICAST)
		return false;
	switch ((enum sluice_forward)w->forward) {
	case SLUICE_FORWARD_ALL:
		return true;
	case SLUICE_FORWARD_PODS:
		return prefixes4_contain(&w->pods, h->v4.src) ||
		       prefixes4_contain(&w->pods, h->v4.dst);
	case SLUICE_FORWARD_NONE:
		break;
	}
	return false;
}

/* To an endpoint's own address and port: a flow that changes nothing, unless its reply would be
 * taken for another's. */
static void
endpoint_one(struct worker *w, struct pkt *p)
{
	const struct flow_plan plan = {
		.dst = p->key.dst,
		.dport = p->key.dport,
		.kind = FLOW_KIND_IDENTITY,
		.endpoint_idx = UINT32_MAX,
		.service_idx = SVC_IDX_NONE,
	};

	if (may_make_flow(w, p))
		pipe_flow_make(w, p, &plan);
	else
		pipe_refuse(w, p);
}

static bool
is_to_endpoint(const struct worker *w, const struct pkt *p)
{
	struct ip_addr dst = addr_from_v4(p->key.dst);

	return is_l4_known(p) && svctab_is_endpoint(w->services, &dst, p->key.proto, p->key.dport);
}

/* From the wire to an address of the board. */
static void
board_one(struct worker *w, struct pkt *p)
{
	if (is_l4_known(p) && w->masq.mode != SLUICE_MASQUERADE_NEVER && w->masq.addr_cnt == 0 &&
	    is_masq_port(w, p->key.dport))
		pkt_drop(p, DROP_MASQ_NO_FLOW);
	else if (is_stray_reply(w, p))
		pkt_drop(p, DROP_TCP_NO_FLOW);
	else if (is_to_endpoint(w, p))
		endpoint_one(w, p);
	else
		pkt_punt(p);
}

/* What is no Service's and not for the board. */
static void
plain_one(struct worker *w, struct pkt *p)
{
	if (!p->is_from_twin && !is_forwarded(w, p))
		pkt_drop(p, DROP_NOT_FORWARDED);
	else if (is_stray_reply(w, p))
		pkt_drop(p, DROP_TCP_NO_FLOW);
	else if (is_to_endpoint(w, p))
		endpoint_one(w, p);
	else if (p->is_from_twin)
		pkt_pass(p);
	else
		p->state = PKT_ROUTE;
}

static void
miss_one(struct worker *w, struct pkt *p)
{
	const struct svc_port *port;
	enum svc_via via;

	if (!pipe_source_check(w, p, p->src_is))
		return;
	port = find_port(w, p, &via);
	if (port != NULL)
		service_one(w, p, port, via);
	else if ((p->dst_is & SVC_ADDR_LOCAL) && !p->is_from_twin)
		board_one(w, p);
	else if (p->dst_is & SVC_ADDR_VIP)
		vip_one(w, p);
	else if (pipe_is_masq_addr(w, p->key.dst))
		pkt_drop(p, DROP_MASQ_NO_FLOW);
	else if (prefixes4_contain(&w->service_cidrs, p->key.dst))
		pkt_drop(p, DROP_VIP_UNHELD);
	else
		plain_one(w, p);
}

void
pipe_miss_burst(struct worker *w, struct pkt *pkts, unsigned int n)
{
	struct pkt *missed[PIPE_BURST_MAX];
	rte_be32_t src[PIPE_BURST_MAX], dst[PIPE_BURST_MAX];
	uint32_t src_is[PIPE_BURST_MAX], dst_is[PIPE_BURST_MAX];
	unsigned int cnt = 0;

	for (struct pkt *p = pkts; p < pkts + n; p++) {
		if (likely(p->state != PKT_MISS))
			continue;
		src[cnt] = p->key.src;
		dst[cnt] = p->key.dst;
		missed[cnt++] = p;
	}
	if (likely(cnt == 0))
		return;
	svctab_addr4_burst(w->services, src, cnt, src_is);
	svctab_addr4_burst(w->services, dst, cnt, dst_is);
	for (unsigned int i = 0; i < cnt; i++) {
		missed[i]->src_is = src_is[i];
		missed[i]->dst_is = dst_is[i];
		miss_one(w, missed[i]);
	}
}
