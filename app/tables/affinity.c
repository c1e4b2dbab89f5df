/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * An entry stands at its key's position. Its sequence number is odd while it is nobody's or being
 * written: a reader that meets this, or a change meanwhile, asks again under the lock.
 *
 *	key of rte_hash, 24 B                    entry, 40 B
 *	+----------------------------------+     +-----------------------------------------------+
 *	| client 16 | generation 4| port 4 |     | seq, last flow | endpoint | address | Service |
 *	+----------------------------------+     +-----------------------------------------------+
 *
 * With rte_hash's buckets, free positions and room for an uneven spread that is 107 B an entry,
 * measured.
 */
#include "tables/affinity.h"

#include <assert.h>
#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <rte_common.h>
#include <rte_malloc.h>

#include "base/siphash.h"
#include "tables/counters.h"
#include "tables/limbo_priv.h"
#include "tables/shard_priv.h"

#define WORKER_MAX 64u
#define WAITING    256u  /* positions of a shard that wait for a grace period */
#define SLACK_MS   1000u /* the sweep waits this much longer: workers' clocks differ a little */

/* Of the table, for proven entries alone: one part of so many. */
#define PROVEN_SHARE 4u

/* In an entry's affinity_idx. */
#define ENTRY_PROVEN (1u << 31)

/* All ports of a Service, or one of them. */
#define PORT_ANY SVC_IDX_NONE

struct affinity_key {
	struct ip_addr client;
	uint32_t gen;
	uint32_t port_idx;
};

struct affinity_entry {
	uint32_t seq;
	uint32_t last_ms; /* of the client's last new flow */
	uint32_t endpoint_idx, endpoint_gen;
	struct ip_addr addr;   /* of the endpoint */
	uint32_t affinity_idx; /* and ENTRY_PROVEN */
	uint32_t affinity_gen;
};

_Static_assert(sizeof(struct affinity_key) == 24, "no padding in keys");
_Static_assert(sizeof(struct affinity_entry) == 40, "entries are small");

struct affinity_shard {
	/* constant: every new flow reads it */
	alignas(RTE_CACHE_LINE_SIZE) struct rte_hash *keys;
	struct affinity_entry *entries; /* by position */
	uint32_t entry_cnt;
	alignas(RTE_CACHE_LINE_SIZE) rte_spinlock_t lock;
	/* written under the lock, read by anybody */
	uint64_t live, expired;
	uint64_t refused; /* added to by anybody */
	/* its owner's */
	uint32_t sweep_pos;
	struct limbo limbo; /* positions */
};

_Static_assert(offsetof(struct affinity_shard, entry_cnt) / RTE_CACHE_LINE_SIZE <
		       offsetof(struct affinity_shard, lock) / RTE_CACHE_LINE_SIZE,
	       "who writes disturbs no reader");

struct affinity {
	const struct svctab *services;
	uint32_t entry_max, worker_cnt, shard_cnt;
	struct affinity_shard shard[WORKER_MAX];
	uint32_t unproven_max;
	/* positions, those that wait too; entries that are not proven */
	alignas(RTE_CACHE_LINE_SIZE) uint32_t used;
	uint32_t unproven;
};

/* rte_hash takes no key of 128 bits, but asks for a key's hash when it finds it by its position. */
static struct sip_key secret;
static bool exists;

static uint64_t
key_hash(const struct affinity_key *key)
{
	return siphash13(&secret, key, sizeof(*key));
}

static uint32_t
key_sig(const void *key, uint32_t len, uint32_t init)
{
	(void)len;
	(void)init;
	return (uint32_t)key_hash(key);
}

/* Life ---------------------------------------------------------------------------------------- */

static int
shard_init(struct affinity_shard *s, unsigned int i, const struct affinity *a,
	   struct rte_rcu_qsbr *qsbr)
{
	static unsigned int instance; /* rte_hash wants names of its own in the process */
	char name[RTE_HASH_NAMESIZE];
	int err;

	rte_spinlock_init(&s->lock);
	s->entry_cnt = shard_entries(a->entry_max, a->shard_cnt);
	snprintf(name, sizeof(name), "affinity%u-%u", instance++, i);
	err = shard_create(name, sizeof(struct affinity_key), s->entry_cnt, key_sig, &s->keys);
	if (err != 0)
		return err;
	s->entries = rte_zmalloc("affinity entries", s->entry_cnt * sizeof(*s->entries),
				 RTE_CACHE_LINE_SIZE);
	if (s->entries == NULL)
		return -ENOMEM;
	for (uint32_t pos = 0; pos < s->entry_cnt; pos++)
		s->entries[pos].seq = 1;
	return limbo_init(&s->limbo, qsbr, WAITING);
}

int
affinity_create(const struct affinity_params *p, struct affinity **out)
{
	struct affinity *a;

	if (exists)
		return -EBUSY;
	if (p->entry_max == 0 || p->worker_cnt == 0 || p->worker_cnt > WORKER_MAX)
		return -EINVAL;
	a = rte_zmalloc("affinity", sizeof(*a), RTE_CACHE_LINE_SIZE);
	if (a == NULL)
		return -ENOMEM;
	exists = true;
	secret = (struct sip_key){p->secret[0], p->secret[1]};
	a->services = p->services;
	a->entry_max = p->entry_max;
	a->unproven_max = p->entry_max - p->entry_max / PROVEN_SHARE;
	a->worker_cnt = p->worker_cnt;
	a->shard_cnt = rte_align32pow2(p->worker_cnt);
	for (uint32_t i = 0; i < a->shard_cnt; i++) {
		int err = shard_init(&a->shard[i], i, a, p->qsbr);

		if (err != 0) {
			affinity_destroy(a);
			return err;
		}
	}
	*out = a;
	return 0;
}

void
affinity_destroy(struct affinity *a)
{
	if (a == NULL)
		return;
	for (uint32_t i = 0; i < a->shard_cnt; i++) {
		limbo_fini(&a->shard[i].limbo);
		rte_free(a->shard[i].entries);
		rte_hash_free(a->shard[i].keys);
	}
	rte_free(a);
	exists = false;
}

/* Entries ------------------------------------------------------------------------------------- */

/* Copy an entry, whole. @return false: it is nobody's, or was written meanwhile */
static bool
entry_read(const struct affinity_entry *e, struct affinity_entry *out)
{
	const uint64_t *from = (const uint64_t *)(const void *)e;
	uint64_t copy[sizeof(*e) / sizeof(uint64_t)];
	uint32_t seq = __atomic_load_n(&e->seq, __ATOMIC_ACQUIRE);

	if (seq & 1)
		return false;
	for (size_t i = 0; i < RTE_DIM(copy); i++)
		copy[i] = __atomic_load_n(&from[i], __ATOMIC_RELAXED);
	__atomic_thread_fence(__ATOMIC_ACQUIRE);
	memcpy(out, copy, sizeof(*out));
	return __atomic_load_n(&e->seq, __ATOMIC_RELAXED) == seq;
}

/* Write an entry, all but its sequence number. Under the lock. */
static void
entry_write(struct affinity_entry *e, struct affinity_entry value)
{
	uint32_t seq = (e->seq | 1) + 1;
	uint64_t *to = (uint64_t *)(void *)e;
	uint64_t copy[sizeof(*e) / sizeof(uint64_t)];

	value.seq = seq - 1;
	memcpy(copy, &value, sizeof(copy));
	__atomic_store_n(&e->seq, seq - 1, __ATOMIC_RELAXED);
	__atomic_thread_fence(__ATOMIC_RELEASE);
	for (size_t i = 0; i < RTE_DIM(copy); i++)
		__atomic_store_n(&to[i], copy[i], __ATOMIC_RELAXED);
	__atomic_store_n(&e->seq, seq, __ATOMIC_RELEASE);
}

static void
entry_renew(struct affinity_entry *e, uint32_t now_ms)
{
	__atomic_store_n(&e->last_ms, now_ms, __ATOMIC_RELAXED);
}

/* Since the client's last new flow. A worker's clock may be ahead of ours: none at all. */
static uint32_t
idle_ms(const struct affinity_entry *e, uint32_t now_ms)
{
	int32_t idle = (int32_t)(now_ms - e->last_ms);

	return idle > 0 ? (uint32_t)idle : 0;
}

/* Choosing ------------------------------------------------------------------------------------ */

/* A set's endpoint of the entry's pod: that one itself, else the first with its address. */
static const struct svc_endpoint *
set_find(const struct svc_set *set, const struct affinity_entry *e)
{
	const struct svc_endpoint *v = set->endpoints, *first;
	uint32_t low = 0, high = set->endpoint_cnt;

	while (low < high) {
		uint32_t mid = low + (high - low) / 2;

		if (addr_compare(&v[mid].addr, &e->addr) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	if (low == set->endpoint_cnt || !addr_equal(&v[low].addr, &e->addr))
		return NULL;
	first = &v[low];
	for (uint32_t i = low; i < set->endpoint_cnt && addr_equal(&v[i].addr, &e->addr); i++)
		if (v[i].idx == e->endpoint_idx)
			return &v[i];
	return first;
}

/* What an entry is to a new flow. */
enum use {
	USE_IT,
	USE_NEW,     /* it is over, or its pod may not be chosen: another takes its place */
	USE_ANOTHER, /* its pod serves other ports, not this one */
};

static enum use
entry_use(const struct affinity_key *key, const struct svc_port *port,
	  const struct affinity_flow *flow, const struct affinity_entry *e,
	  const struct svc_endpoint **out)
{
	const struct svc_set *sets = port->set[flow->family == 6];
	const struct svc_endpoint *found;

	if (idle_ms(e, flow->now_ms) >= port->affinity_s * 1000)
		return USE_NEW;
	found = set_find(&sets[flow->policy], e);
	if (found != NULL) {
		*out = found;
		return USE_IT;
	}
	if (key->port_idx != PORT_ANY || set_find(&sets[flow->policy ^ 1], e) != NULL ||
	    svc_endpoint_state(e->endpoint_idx, e->endpoint_gen) != SLUICE_ENDPOINT_READY)
		return USE_NEW;
	return USE_ANOTHER;
}

static bool
is_full(const struct affinity *a, bool proven)
{
	return __atomic_load_n(&a->used, __ATOMIC_RELAXED) >= a->entry_max ||
	       (!proven && __atomic_load_n(&a->unproven, __ATOMIC_RELAXED) >= a->unproven_max);
}

static void
count_refused(struct affinity_shard *s)
{
	__atomic_fetch_add(&s->refused, 1, __ATOMIC_RELAXED);
}

/* Take one of so many, if there is one left. */
static bool
take(uint32_t *cnt, uint32_t max)
{
	if (__atomic_fetch_add(cnt, 1, __ATOMIC_RELAXED) < max)
		return true;
	__atomic_fetch_sub(cnt, 1, __ATOMIC_RELAXED);
	return false;
}

static void
give(uint32_t *cnt)
{
	__atomic_fetch_sub(cnt, 1, __ATOMIC_RELAXED);
}

/* A new key, as long as there is room. Under the lock. @return its position, negative when full */
static int32_t
key_add(struct affinity *a, struct affinity_shard *s, const struct affinity_key *key, uint64_t hash,
	bool proven)
{
	int32_t pos = -ENOSPC;

	if (proven || take(&a->unproven, a->unproven_max)) {
		if (take(&a->used, a->entry_max)) {
			pos = rte_hash_add_key_with_hash(s->keys, key, (hash_sig_t)hash);
			if (pos < 0)
				give(&a->used);
		}
		if (pos < 0 && !proven)
			give(&a->unproven);
	}
	if (pos < 0)
		count_refused(s);
	else
		counter_add(&s->live, 1);
	return pos;
}

static void
entry_fill(struct affinity_entry *e, const struct svc_port *port, const struct affinity_flow *flow,
	   const struct svc_endpoint *endpoint, uint32_t proven)
{
	entry_write(e, (struct affinity_entry){
			       .last_ms = flow->now_ms,
			       .endpoint_idx = endpoint->idx,
			       .endpoint_gen = endpoint->gen,
			       .addr = endpoint->addr,
			       .affinity_idx = port->affinity_idx | proven,
			       .affinity_gen = port->affinity_gen,
		       });
}

/* Make a key's entry name *out, unless another worker has just made it name another. */
static enum use
remember(struct affinity *a, const struct affinity_key *key, const struct svc_port *port,
	 const struct affinity_flow *flow, const struct svc_endpoint **out)
{
	uint64_t hash = key_hash(key);
	struct affinity_shard *s = &a->shard[shard_pick(hash, a->shard_cnt)];
	struct affinity_entry value = {0};
	enum use use = USE_NEW;
	int32_t pos;

	/* a flood of unknown clients must not make workers wait for each other */
	if (is_full(a, false) && rte_hash_lookup_with_hash(s->keys, key, (hash_sig_t)hash) < 0) {
		count_refused(s);
		return USE_NEW;
	}
	rte_spinlock_lock(&s->lock);
	pos = rte_hash_lookup_with_hash(s->keys, key, (hash_sig_t)hash);
	if (pos >= 0 && entry_read(&s->entries[pos], &value))
		use = entry_use(key, port, flow, &value, out);
	else if (pos < 0)
		pos = key_add(a, s, key, hash, false);
	if (pos >= 0 && use == USE_NEW)
		entry_fill(&s->entries[pos], port, flow, *out, value.affinity_idx & ENTRY_PROVEN);
	else if (pos >= 0)
		entry_renew(&s->entries[pos], flow->now_ms);
	rte_spinlock_unlock(&s->lock);
	return use;
}

/*
 * Look at what a key holds; what a new flow of the client uses, or would but for its port, is
 * renewed.
 * @param was out: there is an entry
 */
static enum use
look(const struct affinity *a, const struct affinity_key *key, const struct svc_port *port,
     const struct affinity_flow *flow, const struct svc_endpoint **out, bool *was)
{
	uint64_t hash = key_hash(key);
	const struct affinity_shard *s = &a->shard[shard_pick(hash, a->shard_cnt)];
	int32_t pos = rte_hash_lookup_with_hash(s->keys, key, (hash_sig_t)hash);
	struct affinity_entry value;
	enum use use;

	*was = pos >= 0;
	if (pos < 0 || !entry_read(&s->entries[pos], &value))
		return USE_NEW;
	use = entry_use(key, port, flow, &value, out);
	if (use != USE_NEW)
		entry_renew(&s->entries[pos], flow->now_ms);
	return use;
}

enum svc_choice
affinity_choose(struct affinity *a, const struct svc_port *port, const struct affinity_flow *flow,
		const struct svc_endpoint **out)
{
	const struct affinity_key whole = {flow->client, port->affinity_gen, PORT_ANY};
	const struct affinity_key own = {flow->client, port->affinity_gen, port->idx};
	enum svc_choice choice = svc_choose(port, flow->family, flow->policy, flow->hash, out);
	enum use use, use_own = USE_NEW;
	bool was;

	if (choice != SVC_CHOICE_OK)
		return choice;
	use = look(a, &whole, port, flow, out, &was);
	/* a pod of this port's own goes before the 5-tuple, if the Service's is over too */
	if (use != USE_IT && was)
		use_own = look(a, &own, port, flow, out, &was);
	if (use == USE_NEW)
		use = remember(a, &whole, port, flow, out);
	if (use == USE_ANOTHER && use_own != USE_IT)
		(void)remember(a, &own, port, flow, out);
	return choice;
}

/* What a key's entry has to do with a proof. */
enum proof {
	PROOF_DONE,
	PROOF_DUE,    /* there is none, or one that is not proven */
	PROOF_OTHERS, /* it names another pod */
};

static enum proof
proof_of(const struct affinity_shard *s, int32_t pos, const struct svc_endpoint *endpoint,
	 struct affinity_entry *value)
{
	if (pos < 0)
		return PROOF_DUE;
	if (!entry_read(&s->entries[pos], value))
		return PROOF_DONE; /* it is being written: the next flow proves it */
	if (!addr_equal(&value->addr, &endpoint->addr))
		return PROOF_OTHERS;
	return value->affinity_idx & ENTRY_PROVEN ? PROOF_DONE : PROOF_DUE;
}

/* @param make whether to make an entry where there is none */
static enum proof
prove(struct affinity *a, const struct affinity_key *key, const struct svc_port *port,
      const struct affinity_flow *flow, const struct svc_endpoint *endpoint, bool make)
{
	uint64_t hash = key_hash(key);
	struct affinity_shard *s = &a->shard[shard_pick(hash, a->shard_cnt)];
	int32_t pos = rte_hash_lookup_with_hash(s->keys, key, (hash_sig_t)hash);
	struct affinity_entry value;
	enum proof proof = proof_of(s, pos, endpoint, &value);

	if (proof != PROOF_DUE || (pos < 0 && (!make || is_full(a, true))))
		return proof;
	rte_spinlock_lock(&s->lock);
	pos = rte_hash_lookup_with_hash(s->keys, key, (hash_sig_t)hash);
	proof = proof_of(s, pos, endpoint, &value);
	if (proof == PROOF_DUE && pos >= 0) {
		value.affinity_idx |= ENTRY_PROVEN;
		entry_write(&s->entries[pos], value);
		give(&a->unproven);
	} else if (proof == PROOF_DUE && make) {
		pos = key_add(a, s, key, hash, true);
		if (pos >= 0)
			entry_fill(&s->entries[pos], port, flow, endpoint, ENTRY_PROVEN);
	}
	rte_spinlock_unlock(&s->lock);
	return proof;
}

void
affinity_prove(struct affinity *a, const struct svc_port *port, const struct affinity_flow *flow,
	       const struct svc_endpoint *endpoint)
{
	const struct affinity_key whole = {flow->client, port->affinity_gen, PORT_ANY};
	const struct affinity_key own = {flow->client, port->affinity_gen, port->idx};

	if (prove(a, &whole, port, flow, endpoint, true) == PROOF_OTHERS)
		(void)prove(a, &own, port, flow, endpoint, false);
}

/* The sweep ----------------------------------------------------------------------------------- */

static bool
is_over(const struct affinity *a, const struct affinity_entry *e, uint32_t now_ms)
{
	uint32_t timeout_s =
		svctab_affinity_s(a->services, e->affinity_idx & ~ENTRY_PROVEN, e->affinity_gen);

	return timeout_s == 0 || idle_ms(e, now_ms) >= timeout_s * 1000 + SLACK_MS;
}

/* End an entry, if it is over under the lock as well. */
static void
entry_end(struct affinity *a, struct affinity_shard *s, uint32_t pos, uint32_t now_ms)
{
	struct affinity_entry *e = &s->entries[pos], value;
	void *key;

	rte_spinlock_lock(&s->lock);
	if (entry_read(e, &value) && is_over(a, &value, now_ms) &&
	    rte_hash_get_key_with_position(s->keys, (int32_t)pos, &key) == 0) {
		__atomic_store_n(&e->seq, e->seq | 1, __ATOMIC_RELAXED);
		rte_hash_del_key(s->keys, key);
		if (!(value.affinity_idx & ENTRY_PROVEN))
			give(&a->unproven);
		counter_add(&s->expired, 1);
		__atomic_store_n(&s->live, s->live - 1, __ATOMIC_RELAXED);
		limbo_put(&s->limbo, pos);
	}
	rte_spinlock_unlock(&s->lock);
}

static void
reclaim(struct affinity *a, struct affinity_shard *s)
{
	uintptr_t pos;

	while (limbo_take(&s->limbo, &pos)) {
		rte_spinlock_lock(&s->lock);
		rte_hash_free_key_with_position(s->keys, (int32_t)pos);
		rte_spinlock_unlock(&s->lock);
		give(&a->used);
	}
}

static void
shard_sweep(struct affinity *a, struct affinity_shard *s, uint32_t now_ms, unsigned int budget)
{
	for (; budget > 0 && limbo_has_room(&s->limbo); budget--) {
		struct affinity_entry value;
		uint32_t pos = s->sweep_pos;

		s->sweep_pos = pos + 1 < s->entry_cnt ? pos + 1 : 0;
		if (entry_read(&s->entries[pos], &value) && is_over(a, &value, now_ms))
			entry_end(a, s, pos, now_ms);
	}
}

void
affinity_sweep(struct affinity *a, unsigned int worker, uint32_t now_ms, unsigned int budget)
{
	for (uint32_t i = worker; i < a->shard_cnt; i += a->worker_cnt) {
		struct affinity_shard *s = &a->shard[i];

		reclaim(a, s);
		if (counter_read(&s->live) != 0)
			shard_sweep(a, s, now_ms, budget);
	}
}

void
affinity_stats(const struct affinity *a, struct affinity_stats *out)
{
	*out = (struct affinity_stats){
		.max = a->entry_max,
		.unproven = __atomic_load_n(&a->unproven, __ATOMIC_RELAXED),
	};
	for (uint32_t i = 0; i < a->shard_cnt; i++) {
		const struct affinity_shard *s = &a->shard[i];

		out->live += counter_read(&s->live);
		out->expired += counter_read(&s->expired);
		out->refused += counter_read(&s->refused);
	}
}
