/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * Who holds what: VIP keys and node ports ("slots"), and what each address is.
 *
 * A change first marks the slots that its Services let go, then claims those they ask for; a slot
 * that is held and not let go, or claimed twice, is a conflict. Keys of new slots go into the table
 * while the change is prepared, naming nobody, so that the commit only stores indices.
 */
#include "tables/svctab_priv.h"

#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <rte_common.h>
#include <rte_hash.h>

/* One thing that a Service port holds. */
struct hold {
	bool is_node_port;
	uint16_t port; /* Service port or node port */
	uint8_t proto;
	uint32_t port_at;              /* index into the block's ports */
	const struct sluice_addr *vip; /* unless a node port */
};

static uint32_t
hold_cnt(const struct sluice_service *block)
{
	return block->ports.cnt * (block->vips.cnt + 1);
}

/* The i-th hold of a block: each port at each VIP, then its node port. false: it has none. */
static bool
hold_get(const struct sluice_service *block, uint32_t i, struct hold *h)
{
	const struct sluice_service_port *ports = block_section(block, block->ports);
	const struct sluice_vip *vips = block_section(block, block->vips);
	uint32_t per_port = block->vips.cnt + 1;
	const struct sluice_service_port *port = &ports[i / per_port];

	*h = (struct hold){
		.is_node_port = i % per_port == block->vips.cnt,
		.port = port->port,
		.proto = port->proto,
		.port_at = i / per_port,
	};
	if (h->is_node_port) {
		h->port = port->node_port;
		return h->port != 0;
	}
	h->vip = &vips[i % per_port].addr;
	return true;
}

static struct svc_key
hold_key(const struct hold *h)
{
	return svc_key_of(h->vip->b, h->proto, rte_cpu_to_be_16(h->port));
}

/* SVC_IDX_NONE: a VIP key that is not in the table. */
static uint32_t
hold_slot(const struct svctab *st, const struct hold *h)
{
	struct svc_key key;
	int32_t pos;

	if (h->is_node_port)
		return SVCTAB_VIP_SLOTS + svc_proto_idx(h->proto) * 65536u + h->port;
	key = hold_key(h);
	pos = rte_hash_lookup(st->vips, &key);
	return pos < 0 ? SVC_IDX_NONE : (uint32_t)pos;
}

void
svc_slots_release(struct svctab *st, const struct sluice_service *block)
{
	struct hold h;

	for (uint32_t i = 0; i < hold_cnt(block); i++)
		if (hold_get(block, i, &h))
			st->slots[hold_slot(st, &h)].released = st->change.seq;
}

static int
claims_reserve(struct change *c)
{
	uint32_t max = c->claim_max == 0 ? 64 : 2 * c->claim_max;
	struct claim *claims;

	if (c->claim_cnt < c->claim_max)
		return 0;
	claims = realloc(c->claims, max * sizeof(*claims));
	if (claims == NULL)
		return -ENOMEM;
	c->claims = claims;
	c->claim_max = max;
	return 0;
}

static int
vip_insert(struct svctab *st, const struct svc_key *key, uint32_t *slot)
{
	int32_t pos;

	if (st->vip_cnt == SVCTAB_VIP_MAX)
		return -ENOSPC;
	pos = rte_hash_add_key(st->vips, key);
	if (pos < 0)
		return -ENOSPC;
	st->vip_cnt++;
	*slot = (uint32_t)pos;
	return 0;
}

static void
vip_delete(struct svctab *st, const struct svc_key *key)
{
	int32_t pos = rte_hash_del_key(st->vips, key);

	st->slots[pos] = (struct slot_rec){0};
	st->vip_cnt--;
	limbo_put(&st->limbo_vips, (uintptr_t)pos);
}

/* The name of the Service that holds a slot now, or has claimed it in this change. */
static const char *
slot_holder(const struct svctab *st, uint32_t slot)
{
	uint32_t idx = st->slot_port[slot];
	const struct service_rec *service;

	for (uint32_t i = 0; i < st->change.claim_cnt; i++)
		if (st->change.claims[i].slot == slot)
			idx = st->change.claims[i].port_idx;
	service = st->port_owner[idx];
	return block_string(service->next != NULL ? service->next : service->block,
			    (service->next != NULL ? service->next : service->block)->name_off);
}

static int
slot_conflict(const struct svctab *st, const struct sluice_service *block, const struct hold *h,
	      uint32_t slot, char *why, size_t why_bytes)
{
	char text[ADDR_TEXT_BYTES] = "node port";
	struct ip_addr addr;

	if (!h->is_node_port) {
		memcpy(addr.b, h->vip->b, sizeof(addr.b));
		addr_format(&addr, text);
	}
	snprintf(why, why_bytes, "%s and %s both ask for %s%s %u/%s", slot_holder(st, slot),
		 block_string(block, block->name_off), text, h->is_node_port ? "" : " port",
		 h->port, svc_proto_name(h->proto));
	return -EEXIST;
}

int
svc_slots_claim(struct svctab *st, const struct sluice_service *block,
		const struct ports_built *built, char *why, size_t why_bytes)
{
	struct change *c = &st->change;

	for (uint32_t i = 0; i < hold_cnt(block); i++) {
		struct claim claim = {0};
		struct hold h;
		int err;

		if (!hold_get(block, i, &h))
			continue;
		if (claims_reserve(c) != 0)
			return -ENOMEM;
		claim.slot = hold_slot(st, &h);
		claim.port_idx = built->v[h.port_at].idx;
		if (claim.slot == SVC_IDX_NONE) {
			claim.key = hold_key(&h);
			claim.inserted = true;
			err = vip_insert(st, &claim.key, &claim.slot);
			if (err != 0)
				return err;
		} else if (st->slots[claim.slot].claimed == c->seq ||
			   (st->slot_port[claim.slot] != SVC_IDX_NONE &&
			    st->slots[claim.slot].released != c->seq)) {
			return slot_conflict(st, block, &h, claim.slot, why, why_bytes);
		}
		st->slots[claim.slot].claimed = c->seq;
		c->claims[c->claim_cnt++] = claim;
	}
	return 0;
}

void
svc_slots_commit_claims(struct svctab *st)
{
	for (uint32_t i = 0; i < st->change.claim_cnt; i++)
		__atomic_store_n(&st->slot_port[st->change.claims[i].slot],
				 st->change.claims[i].port_idx, __ATOMIC_RELEASE);
}

void
svc_slots_commit_release(struct svctab *st, const struct sluice_service *block)
{
	struct hold h;

	for (uint32_t i = 0; i < hold_cnt(block); i++) {
		struct svc_key key;
		uint32_t slot;

		if (!hold_get(block, i, &h))
			continue;
		slot = hold_slot(st, &h);
		if (st->slots[slot].claimed == st->change.seq)
			continue;
		__atomic_store_n(&st->slot_port[slot], SVC_IDX_NONE, __ATOMIC_RELEASE);
		if (h.is_node_port)
			continue;
		key = hold_key(&h);
		vip_delete(st, &key);
	}
}

void
svc_slots_abort(struct svctab *st)
{
	for (uint32_t i = 0; i < st->change.claim_cnt; i++)
		if (st->change.claims[i].inserted)
			vip_delete(st, &st->change.claims[i].key);
}

/* Addresses ----------------------------------------------------------------------------------- */

static uint32_t
addr_flags_of(const struct addr_rec *a)
{
	uint32_t flags = 0;

	flags |= a->refs[SLUICE_VIP_CLUSTER - 1] > 0 ? SVC_ADDR_CLUSTER : 0;
	flags |= a->refs[SLUICE_VIP_EXTERNAL - 1] > 0 ? SVC_ADDR_EXTERNAL : 0;
	flags |= a->refs[SLUICE_VIP_LB - 1] > 0 ? SVC_ADDR_LB : 0;
	flags |= a->refs[SLUICE_VIP_FOREIGN - 1] > 0 ? SVC_ADDR_FOREIGN : 0;
	flags |= a->node ? SVC_ADDR_NODE : 0;
	flags |= a->local ? SVC_ADDR_LOCAL : 0;
	return flags;
}

static int32_t
addr_place(struct svctab *st, const void *addr)
{
	int32_t pos = rte_hash_lookup(st->addrs, addr);

	if (pos >= 0)
		return pos;
	if (st->addr_cnt == SVCTAB_ADDR_MAX)
		return -ENOSPC;
	pos = rte_hash_add_key(st->addrs, addr);
	if (pos < 0)
		return -ENOSPC;
	st->addr_cnt++;
	return pos;
}

static void
addr_publish(struct svctab *st, int32_t pos)
{
	__atomic_store_n(&st->addr_flags[pos], addr_flags_of(&st->addr_recs[pos]),
			 __ATOMIC_RELEASE);
}

/* Remove the place of an address that is nothing any more. */
static void
addr_tidy(struct svctab *st, const void *addr)
{
	int32_t pos = rte_hash_lookup(st->addrs, addr);

	if (pos < 0 || addr_flags_of(&st->addr_recs[pos]) != 0)
		return;
	rte_hash_del_key(st->addrs, addr);
	st->addr_cnt--;
	limbo_put(&st->limbo_addrs, (uintptr_t)pos);
}

int
svc_addrs_reserve(struct svctab *st, const struct sluice_service *block)
{
	const struct sluice_vip *vips = block_section(block, block->vips);

	for (uint32_t i = 0; i < block->vips.cnt; i++)
		if (addr_place(st, vips[i].addr.b) < 0)
			return -ENOSPC;
	return 0;
}

void
svc_addrs_count(struct svctab *st, const struct sluice_service *block, int sign)
{
	const struct sluice_vip *vips = block_section(block, block->vips);

	for (uint32_t i = 0; i < block->vips.cnt; i++) {
		int32_t pos = rte_hash_lookup(st->addrs, vips[i].addr.b);

		st->addr_recs[pos].refs[vips[i].kind - 1] += (uint32_t)sign;
		addr_publish(st, pos);
	}
}

void
svc_addrs_tidy(struct svctab *st, const struct sluice_service *block)
{
	const struct sluice_vip *vips = block_section(block, block->vips);

	for (uint32_t i = 0; i < block->vips.cnt; i++)
		addr_tidy(st, vips[i].addr.b);
}

/* Set or clear what the lists in force say; all have their places. */
static void
local_mark(struct svctab *st, bool on)
{
	for (size_t i = 0; st->local != NULL && i < st->local->cnt; i++)
		st->addr_recs[rte_hash_lookup(st->addrs, &st->local->v[i])].local = on;
	for (size_t i = 0; st->nodes != NULL && i < st->nodes->cnt; i++)
		st->addr_recs[rte_hash_lookup(st->addrs, &st->nodes->v[i])].node = on;
}

/* Publish the addresses of a list and remove those that are nothing. */
static void
local_settle(struct svctab *st, const struct addr_list *list)
{
	for (size_t i = 0; list != NULL && i < list->cnt; i++) {
		int32_t pos = rte_hash_lookup(st->addrs, &list->v[i]);

		if (pos < 0)
			continue;
		addr_publish(st, pos);
		addr_tidy(st, &list->v[i]);
	}
}

static struct addr_list *
list_make(const struct ip_addr *v, size_t cnt)
{
	struct addr_list *list = malloc(sizeof(*list) + cnt * sizeof(*v));

	if (list == NULL)
		return NULL;
	list->cnt = cnt;
	if (cnt > 0)
		memcpy(list->v, v, cnt * sizeof(*v));
	return list;
}

static int
list_place(struct svctab *st, const struct addr_list *list)
{
	for (size_t i = 0; i < list->cnt; i++)
		if (addr_place(st, &list->v[i]) < 0)
			return -ENOSPC;
	return 0;
}

int
svctab_set_local(struct svctab *st, const struct ip_addr *local, size_t local_cnt,
		 const struct ip_addr *node, size_t node_cnt)
{
	struct addr_list *old_local = st->local, *old_nodes = st->nodes;
	struct addr_list *new_local = list_make(local, local_cnt);
	struct addr_list *new_nodes = list_make(node, node_cnt);
	int err = new_local == NULL || new_nodes == NULL ? -ENOMEM : 0;

	svctab_reclaim(st);
	err = err != 0 ? err
		       : limbo_reserve(&st->limbo_memory,
				       1 + (st->change.open ? st->change.touched_cnt : 0));
	err = err != 0 ? err : list_place(st, new_local);
	err = err != 0 ? err : list_place(st, new_nodes);
	if (err != 0) {
		local_settle(st, new_local);
		local_settle(st, new_nodes);
		free(new_local);
		free(new_nodes);
		return err;
	}
	local_mark(st, false);
	st->local = new_local;
	__atomic_store_n(&st->nodes, new_nodes, __ATOMIC_RELEASE);
	local_mark(st, true);
	local_settle(st, new_local);
	local_settle(st, new_nodes);
	local_settle(st, old_local);
	local_settle(st, old_nodes);
	free(old_local);
	if (old_nodes != NULL)
		limbo_put(&st->limbo_memory, (uintptr_t)old_nodes);
	return 0;
}
