/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * Staging: what a change names, kept as copies of the blocks that differ from the installed ones.
 */
#include "tables/svctab_priv.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <rte_hash.h>

void
svc_touch_service(struct svctab *st, struct service_rec *service)
{
	if (service->touched == st->change.seq)
		return;
	service->touched = st->change.seq;
	SLIST_INSERT_HEAD(&st->change.services, service, in_change);
	st->change.touched_cnt++;
}

void
svc_touch_set(struct svctab *st, struct set_rec *set)
{
	svc_touch_service(st, set->service);
	if (set->touched == st->change.seq)
		return;
	set->touched = st->change.seq;
	SLIST_INSERT_HEAD(&st->change.sets, set, in_change);
	st->change.touched_cnt++;
}

static void *
rec_find(const struct rte_hash *by_id, uint64_t id)
{
	void *data;

	return rte_hash_lookup_data(by_id, &id, &data) >= 0 ? data : NULL;
}

static struct service_rec *
service_rec_get(struct svctab *st, uint64_t id)
{
	struct service_rec *service = rec_find(st->services, id);

	if (service != NULL)
		return service;
	service = calloc(1, sizeof(*service));
	if (service == NULL)
		return NULL;
	service->id = id;
	LIST_INIT(&service->sets);
	TAILQ_INIT(&service->ends);
	if (rte_hash_add_key_data(st->services, &id, service) != 0) {
		free(service);
		return NULL;
	}
	service->idx = (uint32_t)rte_hash_lookup(st->services, &id);
	/* so that the change's end frees it if nothing comes of it */
	svc_touch_service(st, service);
	return service;
}

static struct set_rec *
set_rec_get(struct svctab *st, uint64_t id, uint64_t service_id)
{
	struct set_rec *set = rec_find(st->sets, id);
	struct service_rec *service;

	if (set != NULL)
		return set;
	service = service_rec_get(st, service_id);
	set = service == NULL ? NULL : calloc(1, sizeof(*set));
	if (set == NULL)
		return NULL;
	set->id = id;
	set->service = service;
	if (rte_hash_add_key_data(st->sets, &id, set) != 0) {
		free(set);
		return NULL;
	}
	LIST_INSERT_HEAD(&service->sets, set, in_service);
	svc_touch_set(st, set);
	return set;
}

static bool
block_equal(const void *installed, const struct sluice_block *block)
{
	const struct sluice_block *head = installed;

	return head != NULL && head->size_bytes == block->size_bytes &&
	       memcmp(head, block, block->size_bytes) == 0;
}

static void *
block_copy(const struct sluice_block *block)
{
	void *copy = malloc(block->size_bytes);

	if (copy != NULL)
		memcpy(copy, block, block->size_bytes);
	return copy;
}

static int
stage_service(struct svctab *st, const struct sluice_block *block)
{
	struct service_rec *service = service_rec_get(st, block->id);

	if (service == NULL)
		return -ENOMEM;
	service->named = st->change.seq;
	service->removing = false;
	free(service->next);
	service->next = NULL;
	if (block_equal(service->block, block))
		return 0;
	service->next = block_copy(block);
	svc_touch_service(st, service);
	return service->next == NULL ? -ENOMEM : 0;
}

static int
stage_set(struct svctab *st, const struct sluice_block *block)
{
	const struct sluice_endpoints *body = (const void *)block;
	struct set_rec *set = set_rec_get(st, block->id, body->service_id);

	if (set == NULL)
		return -ENOMEM;
	if (set->service->id != body->service_id)
		return -EINVAL;
	set->named = st->change.seq;
	set->removing = false;
	free(set->next);
	set->next = NULL;
	if (block_equal(set->block, block))
		return 0;
	set->next = block_copy(block);
	svc_touch_set(st, set);
	return set->next == NULL ? -ENOMEM : 0;
}

int
svctab_change_begin(struct svctab *st, bool full)
{
	struct change *c = &st->change;

	if (c->open)
		return -EBUSY;
	c->open = true;
	c->full = full;
	c->prepared = false;
	c->err = 0;
	c->seq++;
	c->touched_cnt = 0;
	c->claim_cnt = 0;
	SLIST_INIT(&c->services);
	SLIST_INIT(&c->sets);
	return 0;
}

int
svctab_change_block(struct svctab *st, const struct sluice_block *block)
{
	int err = -EINVAL;

	if (!st->change.open || st->change.prepared)
		return -EINVAL;
	switch ((enum sluice_block_kind)block->kind) {
	case SLUICE_BLOCK_SERVICE:
		err = stage_service(st, block);
		break;
	case SLUICE_BLOCK_ENDPOINTS:
		err = stage_set(st, block);
		break;
	case SLUICE_BLOCK_SETTINGS:
		break;
	}
	if (st->change.err == 0)
		st->change.err = err;
	return err;
}

int
svctab_change_remove(struct svctab *st, enum sluice_block_kind kind, uint64_t id)
{
	struct service_rec *service;
	struct set_rec *set;

	if (!st->change.open || st->change.prepared)
		return -EINVAL;
	if (kind == SLUICE_BLOCK_SERVICE) {
		service = rec_find(st->services, id);
		if (service == NULL)
			return 0;
		free(service->next);
		service->next = NULL;
		service->removing = true;
		svc_touch_service(st, service);
		return 0;
	}
	set = rec_find(st->sets, id);
	if (kind != SLUICE_BLOCK_ENDPOINTS || set == NULL)
		return kind == SLUICE_BLOCK_ENDPOINTS ? 0 : -EINVAL;
	free(set->next);
	set->next = NULL;
	set->removing = true;
	svc_touch_set(st, set);
	return 0;
}
