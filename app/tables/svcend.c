/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * Endpoint indices, their references and states.
 *
 * Life cycle: fresh (or the longest free) -> held by one or more sets of one Service -> free. A
 * free UDP endpoint stays on its Service's list until it could be purged: that waits for a serving
 * endpoint of its family (service-model H28).
 */
#include "tables/svctab_priv.h"

#include <errno.h>
#include <netinet/in.h>
#include <string.h>

#include <rte_hash.h>

/* A Service's endpoint: the key of `ends`. */
struct end_key {
	uint64_t service_id;
	struct svc_key key;
	uint32_t zero;
};

_Static_assert(sizeof(struct end_key) == 32, "no padding in keys");

static struct end_key
end_key(const struct service_rec *service, const struct svc_key *key)
{
	return (struct end_key){.service_id = service->id, .key = *key};
}

static uint32_t
end_idx(const struct svctab *st, const struct end_rec *e)
{
	return (uint32_t)(e - st->end_recs);
}

static void
end_state_set(const struct svctab *st, const struct end_rec *e, enum sluice_endpoint_state state)
{
	__atomic_store_n(&svctab_endpoint_words[end_idx(st, e)], e->gen << 8 | state,
			 __ATOMIC_RELAXED);
}

static void
end_leave_service(struct end_rec *e)
{
	if (e->service == NULL)
		return;
	TAILQ_REMOVE(&e->service->ends, e, in_service);
	e->service = NULL;
}

static int
target_take(struct svctab *st, const struct svc_key *key)
{
	int32_t pos = rte_hash_lookup(st->targets, key);

	if (pos < 0)
		pos = rte_hash_add_key(st->targets, key);
	if (pos < 0)
		return -ENOSPC;
	__atomic_store_n(&st->target_refs[pos], st->target_refs[pos] + 1, __ATOMIC_RELEASE);
	return 0;
}

static void
target_drop(struct svctab *st, const struct svc_key *key)
{
	int32_t pos = rte_hash_lookup(st->targets, key);

	__atomic_store_n(&st->target_refs[pos], st->target_refs[pos] - 1, __ATOMIC_RELEASE);
	if (st->target_refs[pos] > 0)
		return;
	rte_hash_del_key(st->targets, key);
	limbo_put(&st->limbo_targets, (uintptr_t)pos);
}

/* An index to give out: never used, else the one that has waited longest. */
static struct end_rec *
end_next(const struct svctab *st)
{
	if (st->end_fresh < SVCTAB_ENDPOINT_MAX)
		return &st->end_recs[st->end_fresh];
	return TAILQ_FIRST(&st->ends_free);
}

static void
end_own(struct svctab *st, struct end_rec *e, struct service_rec *service)
{
	if (end_idx(st, e) == st->end_fresh)
		st->end_fresh++;
	else
		TAILQ_REMOVE(&st->ends_free, e, in_free);
	end_leave_service(e);
	e->gen = e->gen == (1u << 24) - 1 ? 1 : e->gen + 1;
	e->refs = 1;
	e->use = 0;
	e->serving = 0;
	e->service = service;
	TAILQ_INSERT_TAIL(&service->ends, e, in_service);
	end_state_set(st, e, SLUICE_ENDPOINT_READY);
	st->end_cnt++;
}

int
svc_end_take(struct svctab *st, struct service_rec *service, const struct svc_key *key,
	     uint32_t *idx)
{
	struct end_key by = end_key(service, key);
	struct end_rec *e;
	void *data;
	int err;

	if (rte_hash_lookup_data(st->ends, &by, &data) >= 0) {
		e = data;
		e->refs++;
		*idx = end_idx(st, e);
		return 0;
	}
	e = end_next(st);
	if (st->end_cnt == st->end_max || e == NULL)
		return -ENOSPC;
	err = target_take(st, key);
	if (err != 0)
		return err;
	if (rte_hash_add_key_data(st->ends, &by, e) != 0) {
		target_drop(st, key);
		return -ENOSPC;
	}
	end_own(st, e, service);
	e->key = *key;
	*idx = end_idx(st, e);
	return 0;
}

void
svc_end_drop(struct svctab *st, uint32_t idx)
{
	struct end_rec *e = &st->end_recs[idx];
	struct end_key by = end_key(e->service, &e->key);

	if (--e->refs > 0)
		return;
	rte_hash_del_key(st->ends, &by);
	target_drop(st, &e->key);
	end_state_set(st, e, SLUICE_ENDPOINT_GONE);
	TAILQ_INSERT_TAIL(&st->ends_free, e, in_free);
	st->end_cnt--;
	if (e->key.proto != IPPROTO_UDP)
		end_leave_service(e);
}

static int
end_family(const struct end_rec *e)
{
	struct ip_addr addr;

	memcpy(addr.b, e->key.addr, sizeof(addr.b));
	return addr_is_v4(&addr) ? 0 : 1;
}

/* Its UDP flows end: it neither serves nor is chosen, and another could serve them (or none will).
 */
static bool
end_is_purged(const struct end_rec *e, const bool serving[2], bool removed)
{
	if (e->key.proto != IPPROTO_UDP || e->use > 0 || e->serving > 0)
		return false;
	return removed || serving[end_family(e)];
}

void
svc_end_states(struct svctab *st, struct service_rec *service, bool removed)
{
	bool serving[2] = {false, false};
	struct end_rec *e, *next;

	TAILQ_FOREACH (e, &service->ends, in_service)
		if (e->key.proto == IPPROTO_UDP && e->serving > 0)
			serving[end_family(e)] = true;
	for (e = TAILQ_FIRST(&service->ends); e != NULL; e = next) {
		enum sluice_endpoint_state state = SLUICE_ENDPOINT_GONE;

		next = TAILQ_NEXT(e, in_service);
		if (end_is_purged(e, serving, removed))
			state = SLUICE_ENDPOINT_PURGE;
		else if (e->refs > 0)
			state = e->use > 0 ? SLUICE_ENDPOINT_READY : SLUICE_ENDPOINT_DRAINING;
		end_state_set(st, e, state);
		if (e->refs == 0 && state == SLUICE_ENDPOINT_PURGE)
			end_leave_service(e);
	}
}

void
svc_end_forget(struct service_rec *service)
{
	while (!TAILQ_EMPTY(&service->ends))
		end_leave_service(TAILQ_FIRST(&service->ends));
}
