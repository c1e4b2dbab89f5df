/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * Changes: staged (svcstage.c), prepared, then committed or aborted.
 *
 * Prepare builds everything aside: endpoint indices,
 * Maglev tables, ports, keys that name nobody yet; what fails is undone by abort. Commit stores
 * pointers and indices, Service after Service, then lets go of what was replaced. The cost follows
 * the Services that the change touches.
 */
#include "tables/svctab_priv.h"

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <rte_hash.h>

static const char *
service_name(const struct service_rec *service)
{
	const struct sluice_service *block = service->next != NULL ? service->next : service->block;

	return block == NULL ? "an absent Service" : block_string(block, block->name_off);
}

/* The Service's block as it will be. */
static const struct sluice_service *
service_after(const struct service_rec *service)
{
	if (service->next != NULL)
		return service->next;
	return service->removing ? NULL : service->block;
}

static bool
set_stays(const struct set_rec *set)
{
	return set->next != NULL || (set->block != NULL && !set->removing);
}

/* Prepare ------------------------------------------------------------------------------------- */

static int refuse(char *why, size_t why_bytes, int err, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));

static int
refuse(char *why, size_t why_bytes, int err, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(why, why_bytes, fmt, ap);
	va_end(ap);
	return err;
}

/* A full change removes what it did not name. */
static void
remove_unnamed(struct svctab *st)
{
	struct service_rec *service;
	struct set_rec *set;
	const void *key;
	uint32_t next;
	void *data;

	for (next = 0; rte_hash_iterate(st->services, &key, &data, &next) >= 0;) {
		service = data;
		if (service->named == st->change.seq)
			continue;
		service->removing = true;
		svc_touch_service(st, service);
	}
	for (next = 0; rte_hash_iterate(st->sets, &key, &data, &next) >= 0;) {
		set = data;
		if (set->named == st->change.seq)
			continue;
		set->removing = true;
		svc_touch_set(st, set);
	}
}

static int
check_port(const struct svctab *st, const struct service_rec *service,
	   const struct sluice_service_port *port, char *why, size_t why_bytes)
{
	const uint64_t ids[2] = {port->set4, port->set6};

	for (int family = 0; family < 2; family++) {
		const struct sluice_endpoints *set;

		if (ids[family] == 0)
			continue;
		svc_set_after(st, ids[family], &set);
		if (set == NULL)
			return refuse(why, why_bytes, -EINVAL,
				      "%s port %u/%s names an endpoint set that does not exist",
				      service_name(service), port->port,
				      svc_proto_name(port->proto));
		if (set->service_id != service->id || set->proto != port->proto ||
		    set->family != (family == 0 ? 4 : 6))
			return refuse(why, why_bytes, -EINVAL,
				      "%s port %u/%s names an endpoint set of another Service, "
				      "family or protocol",
				      service_name(service), port->port,
				      svc_proto_name(port->proto));
	}
	return 0;
}

static int
check_service(const struct svctab *st, const struct service_rec *service, char *why,
	      size_t why_bytes)
{
	const struct sluice_service *after = service_after(service);
	const struct sluice_service_port *ports;
	const struct set_rec *set;

	if (after == NULL) {
		LIST_FOREACH (set, &service->sets, in_service)
			if (set_stays(set))
				return refuse(why, why_bytes, -EINVAL,
					      "an endpoint set stays without its Service (%s)",
					      service_name(service));
		return 0;
	}
	if (service->next != NULL && service->block != NULL &&
	    strcmp(block_string(service->block, service->block->name_off), service_name(service)) !=
		    0)
		return refuse(why, why_bytes, -EEXIST, "%s and %s have one id",
			      block_string(service->block, service->block->name_off),
			      service_name(service));
	ports = block_section(after, after->ports);
	for (uint32_t i = 0; i < after->ports.cnt; i++) {
		int err = check_port(st, service, &ports[i], why, why_bytes);

		if (err != 0)
			return err;
	}
	return 0;
}

static int
tell_build_error(const struct service_rec *service, int err, char *why, size_t why_bytes)
{
	switch (err) {
	case -EEXIST:
		return refuse(why, why_bytes, err, "%s has one port twice", service_name(service));
	case -ENOSPC:
		return refuse(why, why_bytes, err, "no room for %s: too many ports or endpoints",
			      service_name(service));
	default:
		return refuse(why, why_bytes, err, "no memory for %s", service_name(service));
	}
}

static int
build_all(struct svctab *st, char *why, size_t why_bytes)
{
	struct service_rec *service;
	struct set_rec *set;
	int err;

	SLIST_FOREACH(set, &st->change.sets, in_change)
	{
		if (set->next == NULL)
			continue;
		err = svc_set_build(st, set->service, set->next, &set->built_next);
		if (err != 0)
			return tell_build_error(set->service, err, why, why_bytes);
	}
	SLIST_FOREACH(service, &st->change.services, in_change)
	{
		const struct sluice_service *after = service_after(service);

		if (after == NULL)
			continue;
		err = svc_ports_build(st, service, after, &service->built_next);
		err = err != 0 ? err : svc_addrs_reserve(st, after);
		if (err != 0)
			return tell_build_error(service, err, why, why_bytes);
	}
	return 0;
}

static int
claim_all(struct svctab *st, char *why, size_t why_bytes)
{
	struct service_rec *service;

	SLIST_FOREACH(service, &st->change.services, in_change)
	if (service->block != NULL && (service->next != NULL || service->removing))
		svc_slots_release(st, service->block);
	SLIST_FOREACH(service, &st->change.services, in_change)
	{
		int err;

		if (service->next == NULL)
			continue;
		/* a conflict is told with the holder's name, also that of a port not installed yet
		 */
		for (uint32_t i = 0; i < service->built_next->cnt; i++)
			st->port_owner[service->built_next->v[i].idx] = service;
		err = svc_slots_claim(st, service->next, service->built_next, why, why_bytes);
		if (err == -EEXIST)
			return err;
		if (err != 0)
			return tell_build_error(service, err, why, why_bytes);
	}
	return 0;
}

static int
prepare(struct svctab *st, char *why, size_t why_bytes)
{
	struct service_rec *service;
	int err;

	if (st->change.err != 0)
		return refuse(why, why_bytes, st->change.err, "a block could not be staged: %s",
			      strerror(-st->change.err));
	if (st->change.full)
		remove_unnamed(st);
	SLIST_FOREACH(service, &st->change.services, in_change)
	{
		err = check_service(st, service, why, why_bytes);
		if (err != 0)
			return err;
	}
	if (limbo_reserve(&st->limbo_memory, st->change.touched_cnt) != 0)
		return refuse(why, why_bytes, -ENOMEM, "no memory for the change");
	err = build_all(st, why, why_bytes);
	return err != 0 ? err : claim_all(st, why, why_bytes);
}

int
svctab_change_prepare(struct svctab *st, char *why, size_t why_bytes)
{
	int err;

	if (why_bytes > 0)
		why[0] = '\0';
	if (!st->change.open || st->change.prepared)
		return -EINVAL;
	svctab_reclaim(st);
	err = prepare(st, why, why_bytes);
	if (err != 0)
		svctab_change_abort(st);
	else
		st->change.prepared = true;
	return err;
}

/* Commit and abort ---------------------------------------------------------------------------- */

static void
set_settle(struct svctab *st, struct set_rec *set)
{
	if (set->next != NULL || set->removing) {
		st->stats.sets -= set->block != NULL;
		st->stats.sets += set->next != NULL;
		free(set->block);
		set->block = set->next;
		set->built = set->built_next;
	}
	set->next = NULL;
	set->built_next = NULL;
	set->removing = false;
	if (set->block != NULL)
		return;
	rte_hash_del_key(st->sets, &set->id);
	LIST_REMOVE(set, in_service);
	free(set);
}

static void
service_settle(struct svctab *st, struct service_rec *service)
{
	if (service->next != NULL || service->removing) {
		st->stats.services -= service->block != NULL;
		st->stats.services += service->next != NULL;
		free(service->block);
		service->block = service->next;
	}
	service->built = service->built_next;
	service->next = NULL;
	service->built_next = NULL;
	service->removing = false;
	if (service->block != NULL || !LIST_EMPTY(&service->sets))
		return;
	svc_end_forget(service);
	rte_hash_del_key(st->services, &service->id);
	free(service);
}

static void
change_close(struct svctab *st)
{
	struct service_rec *service, *next_service;
	struct set_rec *set, *next_set;

	for (set = SLIST_FIRST(&st->change.sets); set != NULL; set = next_set) {
		next_set = SLIST_NEXT(set, in_change);
		set_settle(st, set);
	}
	for (service = SLIST_FIRST(&st->change.services); service != NULL; service = next_service) {
		next_service = SLIST_NEXT(service, in_change);
		service_settle(st, service);
	}
	st->change.open = false;
}

static bool
service_is_replaced(const struct service_rec *service)
{
	return service->block != NULL && (service->next != NULL || service->removing);
}

/* Before its new ports are seen: what they make must find its time. */
static void
affinity_publish(struct svctab *st, struct service_rec *service)
{
	const struct sluice_service *after = service_after(service);

	service->affinity_gen = after == NULL ? 0 : service->affinity_gen_next;
	__atomic_store_n(&st->affinity[service->idx],
			 after == NULL ? 0
				       : (uint64_t)service->affinity_gen << 32 | after->affinity_s,
			 __ATOMIC_RELEASE);
}

/* Let workers see the new ports and keys. */
static void
publish_all(struct svctab *st)
{
	struct service_rec *service;

	SLIST_FOREACH(service, &st->change.services, in_change)
	{
		if (service->next != NULL)
			svc_addrs_count(st, service->next, 1);
		affinity_publish(st, service);
		if (service->built_next == NULL)
			continue;
		svc_ports_publish(st, service, NULL, service->built_next);
	}
	svc_slots_commit_claims(st);
	SLIST_FOREACH(service, &st->change.services, in_change)
	{
		if (service_is_replaced(service)) {
			svc_slots_commit_release(st, service->block);
			svc_addrs_count(st, service->block, -1);
			svc_addrs_tidy(st, service->block);
		}
		svc_ports_publish(st, service, service->built, service->built_next);
	}
}

/* Let go of what was replaced, then tell workers the endpoints' states. */
static void
retire_all(struct svctab *st)
{
	struct service_rec *service;
	struct set_rec *set;

	SLIST_FOREACH(set, &st->change.sets, in_change)
	{
		bool replaced = set->next != NULL || set->removing;

		if (set->built_next != NULL)
			svc_set_count(st, set->built_next, 1);
		if (!replaced || set->built == NULL)
			continue;
		svc_set_count(st, set->built, -1);
		svc_set_drop_ends(st, set->built);
		st->stats.bytes -= set->built->bytes;
		limbo_put(&st->limbo_memory, (uintptr_t)set->built);
	}
	SLIST_FOREACH(service, &st->change.services, in_change)
	{
		st->stats.ports += service->built_next == NULL ? 0 : service->built_next->cnt;
		if (service->built != NULL) {
			st->stats.ports -= service->built->cnt;
			st->stats.bytes -= service->built->bytes;
			limbo_put(&st->limbo_memory, (uintptr_t)service->built);
		}
		svc_end_states(st, service, service_after(service) == NULL);
	}
}

void
svctab_change_commit(struct svctab *st)
{
	if (!st->change.open || !st->change.prepared)
		return;
	publish_all(st);
	retire_all(st);
	change_close(st);
	st->stats.commits++;
}

void
svctab_change_abort(struct svctab *st)
{
	struct service_rec *service;
	struct set_rec *set;

	if (!st->change.open)
		return;
	svc_slots_abort(st);
	SLIST_FOREACH(service, &st->change.services, in_change)
	{
		const struct sluice_service *after = service_after(service);

		if (after != NULL)
			svc_addrs_tidy(st, after);
		if (service->built_next != NULL) {
			svc_ports_drop_new(st, service->built_next, service->built);
			st->stats.bytes -= service->built_next->bytes;
			free(service->built_next);
		}
		free(service->next);
		service->next = NULL;
		service->removing = false;
		service->built_next = service->built;
	}
	SLIST_FOREACH(set, &st->change.sets, in_change)
	{
		if (set->built_next != NULL) {
			svc_set_drop_ends(st, set->built_next);
			st->stats.bytes -= set->built_next->bytes;
			free(set->built_next);
		}
		free(set->next);
		set->next = NULL;
		set->removing = false;
		set->built_next = NULL;
	}
	change_close(st);
}
