/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * How flows end: states and timers, the sweep, and limbo.
 *
 * Limbo. Dead slots are gathered; all that were gathered wait together for one grace period; then
 * they are due, and freed a few at a time. So one token serves any number of flows, and nothing
 * ever blocks.
 *
 * Sources: RFC 5382 REQ-5 (TCP timers), RFC 4787 REQ-5 (UDP), RFC 5508 REQ-2 (ICMP).
 */
#include "tables/flowtab_priv.h"

#include <netinet/in.h>

#include <rte_prefetch.h>
#include <rte_rcu_qsbr.h>

#include "tables/counters.h"

#define SWEEP_AHEAD 4 /* slots prefetched in front of the sweep */

/*
 * A handshake seen from its beginning needs a SYN each way and the ACK after it; a connection
 * picked up midway is believed when both sides acknowledge.
 */
static enum sluice_flow_state
tcp_state(uint8_t original, uint8_t reply)
{
	uint8_t either = original | reply, both = original & reply;

	if ((either & FLOW_SEEN_RST) != 0 || (both & FLOW_SEEN_FIN) != 0)
		return SLUICE_FLOW_CLOSING;
	if ((both & FLOW_SEEN_ACK) != 0)
		return SLUICE_FLOW_ESTABLISHED;
	if ((both & FLOW_SEEN_SYN) != 0 && (either & FLOW_SEEN_ACK) != 0)
		return SLUICE_FLOW_ESTABLISHED;
	return SLUICE_FLOW_OPENING;
}

enum sluice_flow_state
flowage_state(uint8_t proto, uint8_t seen_original, uint8_t seen_reply)
{
	switch (proto) {
	case IPPROTO_TCP:
		return tcp_state(seen_original, seen_reply);
	case IPPROTO_SCTP:
		if (((seen_original | seen_reply) & FLOW_SEEN_RST) != 0)
			return SLUICE_FLOW_CLOSING;
		return seen_reply != 0 ? SLUICE_FLOW_ESTABLISHED : SLUICE_FLOW_OPENING;
	default:
		return seen_reply != 0 ? SLUICE_FLOW_REPLIED : SLUICE_FLOW_UNREPLIED;
	}
}

static uint32_t
lifetime_ms(const struct flow_timers *timers, uint8_t proto, enum sluice_flow_state state)
{
	if (proto == IPPROTO_ICMP || proto == IPPROTO_ICMPV6)
		return timers->icmp_ms;
	switch (state) {
	case SLUICE_FLOW_OPENING:
		return timers->tcp_opening_ms;
	case SLUICE_FLOW_ESTABLISHED:
		return proto == IPPROTO_SCTP ? timers->sctp_established_ms
					     : timers->tcp_established_ms;
	case SLUICE_FLOW_CLOSING:
		return timers->tcp_closing_ms;
	case SLUICE_FLOW_UNREPLIED:
		return timers->udp_unreplied_ms;
	case SLUICE_FLOW_REPLIED:
		return timers->udp_ms;
	}
	return 0;
}

/* Since when nobody carried a packet. A worker's clock may be ahead of ours: not idle at all. */
static uint32_t
idle_ms(const struct flow_line *l, uint32_t now_ms)
{
	int32_t idle = (int32_t)(now_ms - __atomic_load_n(&l->last_seen_ms, __ATOMIC_RELAXED));

	return idle > 0 ? (uint32_t)idle : 0;
}

static bool
is_expired(const struct flow_class *class, uint32_t slot, const struct flow_timers *timers,
	   uint32_t now_ms)
{
	const struct flow_line *original = flow_line(class, slot, FLOW_ORIGINAL);
	const struct flow_line *reply = flow_line(class, slot, FLOW_REPLY);
	enum sluice_flow_state state =
		flowage_state(original->proto, __atomic_load_n(&original->seen, __ATOMIC_RELAXED),
			      __atomic_load_n(&reply->seen, __ATOMIC_RELAXED));
	uint32_t idle = RTE_MIN(idle_ms(original, now_ms), idle_ms(reply, now_ms));

	return idle >= lifetime_ms(timers, original->proto, state);
}

unsigned int
flowage_expire(struct flow_slab *slab, const struct flow_timers *timers, uint32_t now_ms,
	       unsigned int budget)
{
	const struct flow_class *class = slab->class;
	unsigned int expired = 0;

	for (; budget > 0; budget--) {
		struct flow_chunk *c = slab->sweep_chunk;
		uint32_t slot, gen;

		if (c == NULL || slab->sweep_idx >= c->fresh_cnt) {
			c = c != NULL ? TAILQ_NEXT(c, owned) : NULL;
			slab->sweep_chunk = c != NULL ? c : TAILQ_FIRST(&slab->owned);
			slab->sweep_idx = 0;
			continue;
		}
		slot = c->first + slab->sweep_idx++;
		if (slab->sweep_idx + SWEEP_AHEAD < c->fresh_cnt) {
			rte_prefetch0(flow_line(class, slot + SWEEP_AHEAD, FLOW_ORIGINAL));
			rte_prefetch0(flow_line(class, slot + SWEEP_AHEAD, FLOW_REPLY));
		}
		gen = __atomic_load_n(&flow_line(class, slot, FLOW_ORIGINAL)->gen,
				      __ATOMIC_RELAXED);
		if ((gen & 1) == 0 || !is_expired(class, slot, timers, now_ms))
			continue;
		expired += flowkeys_kill(slab, flow_handle(slot, gen, FLOW_ORIGINAL));
	}
	return expired;
}

static void
slots_append(const struct flow_class *class, struct flow_slots *list, uint32_t slot)
{
	flow_cold(class, slot)->dead.next = FLOW_SLOT_NONE;
	if (list->head == FLOW_SLOT_NONE)
		list->head = slot;
	else
		flow_cold(class, list->tail)->dead.next = slot;
	list->tail = slot;
}

/* Move all of a list to the end of another. */
static void
slots_splice(const struct flow_class *class, struct flow_slots *from, struct flow_slots *to)
{
	if (from->head == FLOW_SLOT_NONE)
		return;
	if (to->head == FLOW_SLOT_NONE)
		to->head = from->head;
	else
		flow_cold(class, to->tail)->dead.next = from->head;
	to->tail = from->tail;
	from->head = FLOW_SLOT_NONE;
}

void
flowage_gather(struct flow_slab *slab, uint32_t slot)
{
	slots_append(slab->class, &slab->gathered, slot);
}

void
flowage_send(struct flow_slab *owner, uint32_t slot)
{
	struct flow_cold *cold = flow_cold(owner->class, slot);
	uint32_t top = __atomic_load_n(&owner->inbox, __ATOMIC_RELAXED);

	do {
		cold->dead.next = top;
	} while (!__atomic_compare_exchange_n(&owner->inbox, &top, slot, true, __ATOMIC_RELEASE,
					      __ATOMIC_RELAXED));
}

static void
receive(struct flow_slab *slab)
{
	uint32_t slot, next;

	if (__atomic_load_n(&slab->inbox, __ATOMIC_RELAXED) == FLOW_SLOT_NONE)
		return;
	slot = __atomic_exchange_n(&slab->inbox, FLOW_SLOT_NONE, __ATOMIC_ACQUIRE);
	for (; slot != FLOW_SLOT_NONE; slot = next) {
		next = flow_cold(slab->class, slot)->dead.next;
		flowage_gather(slab, slot);
	}
}

void
flowage_reclaim(struct flow_slab *slab, struct rte_rcu_qsbr *qsbr, unsigned int max)
{
	struct flow_class *class = slab->class;

	receive(slab);
	if (slab->waiting.head != FLOW_SLOT_NONE && rte_rcu_qsbr_check(qsbr, slab->token, false))
		slots_splice(class, &slab->waiting, &slab->due);
	if (slab->waiting.head == FLOW_SLOT_NONE && slab->gathered.head != FLOW_SLOT_NONE) {
		slots_splice(class, &slab->gathered, &slab->waiting);
		slab->token = rte_rcu_qsbr_start(qsbr);
	}
	for (; max > 0 && slab->due.head != FLOW_SLOT_NONE; max--) {
		uint32_t slot = slab->due.head;

		slab->due.head = flow_cold(class, slot)->dead.next;
		flowkeys_release(class, slot);
		flowslab_put(slab, slot);
	}
}

unsigned int
flowtab_sweep(struct flowtab_worker *fw, uint32_t now_ms, unsigned int budget)
{
	const struct flowtab *ft = fw->ft;
	unsigned int expired = 0;

	for (unsigned int f = 0; f < FLOW_FAMILIES && ft->class[f] != NULL; f++) {
		flowage_reclaim(&fw->slab[f], ft->qsbr, budget);
		expired += flowage_expire(&fw->slab[f], &ft->timers, now_ms, budget);
	}
	if (expired != 0)
		counter_add(&fw->expired, expired);
	return expired;
}
