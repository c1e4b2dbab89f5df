/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include "tables/flowtab_priv.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <rte_malloc.h>

#include "net/flowhash.h"
#include "tables/counters.h"

static const struct flow_layout layouts[FLOW_FAMILIES] = {
	{
		.object_bytes = sizeof(struct flow_object4),
		.line_bytes = sizeof(struct flow_line4),
		.cold_off = offsetof(struct flow_object4, cold),
		.key_off = {offsetof(struct flow_object4, key[FLOW_ORIGINAL]),
			    offsetof(struct flow_object4, key[FLOW_REPLY])},
		.key_bytes = sizeof(struct flow_key4),
		.proto_off = offsetof(struct flow_key4, proto),
		.rewrite_off = offsetof(struct flow_line4, rewrite),
		.rewrite_bytes = sizeof(struct flow_rewrite4),
		.new_key_off = offsetof(struct flow_new4, key),
		.new_rewrite_off = offsetof(struct flow_new4, rewrite),
	},
	{
		.object_bytes = sizeof(struct flow_object6),
		.line_bytes = sizeof(struct flow_line6),
		.cold_off = offsetof(struct flow_object6, cold),
		.key_off = {offsetof(struct flow_object6, line[FLOW_ORIGINAL].key),
			    offsetof(struct flow_object6, line[FLOW_REPLY].key)},
		.key_bytes = sizeof(struct flow_key6),
		.proto_off = offsetof(struct flow_key6, proto),
		.rewrite_off = offsetof(struct flow_line6, rewrite),
		.rewrite_bytes = sizeof(struct flow_rewrite6),
		.new_key_off = offsetof(struct flow_new6, key),
		.new_rewrite_off = offsetof(struct flow_new6, rewrite),
	},
};

/* What EAL's heaps have given out, all sockets together. */
static uint64_t
heap_bytes(void)
{
	uint64_t sum = 0;

	for (int socket = 0; socket < RTE_MAX_NUMA_NODES; socket++) {
		struct rte_malloc_socket_stats stats;

		if (rte_malloc_get_socket_stats(socket, &stats) == 0)
			sum += stats.heap_allocsz_bytes;
	}
	return sum;
}

static bool
timers_are_sane(const struct flow_timers *t)
{
	const uint32_t all[] = {
		t->tcp_established_ms, t->tcp_opening_ms, t->tcp_closing_ms,      t->udp_ms,
		t->udp_unreplied_ms,   t->icmp_ms,        t->sctp_established_ms,
	};

	for (size_t i = 0; i < RTE_DIM(all); i++)
		if (all[i] > INT32_MAX) /* ages are compared as signed differences */
			return false;
	return true;
}

static int
class_create(struct flowtab *ft, unsigned int family)
{
	static unsigned int instance; /* rte_hash wants names of its own in the process */
	struct flow_class *class;
	char name[24];
	int rc;

	class = rte_zmalloc("flow class", sizeof(*class), RTE_CACHE_LINE_SIZE);
	if (class == NULL)
		return -ENOMEM;
	ft->class[family] = class;
	class->layout = layouts[family];
	class->used = &ft->used;
	rc = flowslab_class_init(class, ft->flow_max, ft->worker_cnt);
	if (rc != 0)
		return rc;
	snprintf(name, sizeof(name), "flow%u-%u", family == 0 ? 4 : 6,
		 __atomic_fetch_add(&instance, 1, __ATOMIC_RELAXED));
	rc = flowkeys_class_init(class, name, ft->flow_max, ft->worker_cnt);
	if (rc != 0)
		return rc;
	for (uint32_t w = 0; w < ft->worker_cnt; w++)
		flowslab_init(&ft->worker[w]->slab[family], class, (uint8_t)w);
	return 0;
}

int
flowtab_create(const struct flowtab_params *params, struct flowtab **out)
{
	uint64_t bytes_before = heap_bytes();
	struct flowtab *ft;
	int rc = -ENOMEM;

	if (params->flow_max == 0 || params->flow_max > FLOWTAB_FLOW_MAX ||
	    params->worker_cnt == 0 || params->worker_cnt > FLOW_WORKER_MAX ||
	    params->qsbr == NULL || !timers_are_sane(&params->timers))
		return -EINVAL;
	ft = rte_zmalloc("flowtab", sizeof(*ft), RTE_CACHE_LINE_SIZE);
	if (ft == NULL)
		return -ENOMEM;
	ft->secret = (struct sip_key){params->secret[0], params->secret[1]};
	ft->timers = params->timers;
	ft->qsbr = params->qsbr;
	ft->flow_max = params->flow_max;
	ft->worker_cnt = params->worker_cnt;
	for (uint32_t w = 0; w < ft->worker_cnt; w++) {
		ft->worker[w] =
			rte_zmalloc("flow worker", sizeof(*ft->worker[w]), RTE_CACHE_LINE_SIZE);
		if (ft->worker[w] == NULL)
			goto fail;
		ft->worker[w]->ft = ft;
	}
	for (unsigned int f = 0; f < (params->v6 ? FLOW_FAMILIES : 1); f++) {
		rc = class_create(ft, f);
		if (rc != 0)
			goto fail;
	}
	ft->bytes = heap_bytes() - bytes_before;
	*out = ft;
	return 0;
fail:
	flowtab_destroy(ft);
	return rc;
}

void
flowtab_destroy(struct flowtab *ft)
{
	if (ft == NULL)
		return;
	for (unsigned int f = 0; f < FLOW_FAMILIES; f++) {
		if (ft->class[f] == NULL)
			continue;
		flowkeys_class_fini(ft->class[f]);
		flowslab_class_fini(ft->class[f]);
		rte_free(ft->class[f]);
	}
	for (uint32_t w = 0; w < ft->worker_cnt; w++)
		rte_free(ft->worker[w]);
	rte_free(ft);
}

struct flowtab_worker *
flowtab_worker(struct flowtab *ft, unsigned int worker)
{
	return ft->worker[worker];
}

uint64_t
flowtab_hash4(const struct flowtab *ft, const struct flow_key4 *key)
{
	return flowhash_v4(&ft->secret, key);
}

uint64_t
flowtab_hash6(const struct flowtab *ft, const struct flow_key6 *key)
{
	return flowhash_v6(&ft->secret, key);
}

void
flowtab_find4_burst(const struct flowtab *ft, const struct flow_key4 *const *keys,
		    const uint64_t *hashes, unsigned int n, flow_handle_t *handles)
{
	flowkeys_find_burst(ft->class[0], (const void *const *)keys, hashes, n, handles);
}

void
flowtab_find6_burst(const struct flowtab *ft, const struct flow_key6 *const *keys,
		    const uint64_t *hashes, unsigned int n, flow_handle_t *handles)
{
	flowkeys_find_burst(ft->class[1], (const void *const *)keys, hashes, n, handles);
}

struct flow_line4 *
flowtab_line4(const struct flowtab *ft, flow_handle_t h)
{
	if (h == FLOW_HANDLE_NONE || !flowkeys_is_live(ft->class[0], h))
		return NULL;
	return (struct flow_line4 *)flow_line(ft->class[0], flow_handle_slot(h),
					      flow_handle_dir(h));
}

struct flow_line6 *
flowtab_line6(const struct flowtab *ft, flow_handle_t h)
{
	if (h == FLOW_HANDLE_NONE || !flowkeys_is_live(ft->class[1], h))
		return NULL;
	return (struct flow_line6 *)flow_line(ft->class[1], flow_handle_slot(h),
					      flow_handle_dir(h));
}

/* All of a slot but generation, rewrites and keys. The original line counts the first packet. */
static void
slot_fill(const struct flow_slab *slab, uint32_t slot, const struct flow_new *new, uint8_t proto,
	  uint32_t now_ms)
{
	struct flow_cold *cold = flow_cold(slab->class, slot);

	for (enum flow_dir dir = FLOW_ORIGINAL; dir <= FLOW_REPLY; dir++) {
		struct flow_line *l = flow_line(slab->class, slot, dir);

		l->endpoint_idx = new->endpoint_idx;
		l->endpoint_gen = new->endpoint_gen;
		l->service_idx = new->service_idx;
		l->proto = proto;
		l->kind = new->kind;
		l->seen = dir == FLOW_ORIGINAL ? new->seen | FLOW_SEEN_ANY : 0;
		l->came = 0;
		l->hop = 0;
		l->last_seen_ms = now_ms;
		l->seq_delta = 0;
		l->pkts = dir == FLOW_ORIGINAL;
		l->bytes_lo = dir == FLOW_ORIGINAL ? new->bytes : 0;
		l->bytes_hi = 0;
	}
	cold->hash[FLOW_ORIGINAL] = new->hash[FLOW_ORIGINAL];
	cold->hash[FLOW_REPLY] = new->hash[FLOW_REPLY];
	cold->service_id = new->service_id;
	cold->created_ms = now_ms;
	cold->worker = slab->worker;
}

/* Make a flow of a family; inlined into each family's own, so that all sizes are known there. */
static __rte_always_inline enum flow_add
add(struct flowtab_worker *fw, unsigned int family, const struct flow_new *new, uint32_t now_ms,
    flow_handle_t *out)
{
	const struct flow_layout *lay = &layouts[family];
	const uint8_t *keys = (const uint8_t *)new + lay->new_key_off;
	const uint8_t *rewrites = (const uint8_t *)new + lay->new_rewrite_off;
	struct flow_slab *slab = &fw->slab[family];
	enum flow_add answer;
	uint8_t *object;
	uint32_t slot;

	*out = flowkeys_find_live(slab->class, keys, new->hash[FLOW_ORIGINAL]);
	if (*out != FLOW_HANDLE_NONE)
		return FLOW_EXISTS;
	slot = flowslab_take(slab);
	if (slot == FLOW_SLOT_NONE)
		return FLOW_FULL;
	slot_fill(slab, slot, new, keys[lay->proto_off], now_ms);
	object = flow_object(slab->class, slot);
	for (enum flow_dir dir = FLOW_ORIGINAL; dir <= FLOW_REPLY; dir++) {
		memcpy(object + dir * lay->line_bytes + lay->rewrite_off,
		       rewrites + dir * lay->rewrite_bytes, lay->rewrite_bytes);
		memcpy(object + lay->key_off[dir], keys + dir * lay->key_bytes, lay->key_bytes);
	}
	answer = flowkeys_insert(slab, slot, out);
	if (answer == FLOW_ADDED)
		counter_add(&fw->created, 1);
	return answer;
}

enum flow_add
flowtab_add4(struct flowtab_worker *fw, const struct flow_new4 *new, uint32_t now_ms,
	     flow_handle_t *out)
{
	return add(fw, 0, (const struct flow_new *)new, now_ms, out);
}

enum flow_add
flowtab_add6(struct flowtab_worker *fw, const struct flow_new6 *new, uint32_t now_ms,
	     flow_handle_t *out)
{
	return add(fw, 1, (const struct flow_new *)new, now_ms, out);
}

static bool
end_flow(struct flowtab_worker *fw, unsigned int family, flow_handle_t h)
{
	if (h == FLOW_HANDLE_NONE || !flowkeys_kill(&fw->slab[family], h))
		return false;
	counter_add(&fw->killed, 1);
	return true;
}

bool
flowtab_kill4(struct flowtab_worker *fw, flow_handle_t h)
{
	return end_flow(fw, 0, h);
}

bool
flowtab_kill6(struct flowtab_worker *fw, flow_handle_t h)
{
	return end_flow(fw, 1, h);
}

void
flowtab_count_ends(struct flowtab_worker *fw, struct service_counters *services)
{
	for (unsigned int f = 0; f < FLOW_FAMILIES; f++)
		fw->slab[f].services = services;
}

/* Copy the next live object from *cursor on. @return false at the end, *cursor then UINT32_MAX */
static bool
dump_next(const struct flow_class *class, uint32_t *cursor, void *object)
{
	while (*cursor < class->slot_cnt)
		if (flowslab_copy(class, (*cursor)++, object))
			return true;
	*cursor = UINT32_MAX;
	return false;
}

unsigned int
flowtab_dump4(const struct flowtab *ft, uint32_t *cursor, struct flow_view *out, unsigned int max)
{
	struct flow_object4 o;
	unsigned int n = 0;

	for (; n < max && dump_next(ft->class[0], cursor, &o); n++)
		out[n] = (struct flow_view){
			.key = {o.key[0], o.key[1]},
			.line = {o.line[0], o.line[1]},
			.service_id = o.cold.service_id,
			.created_ms = o.cold.created_ms,
			.worker = o.cold.worker,
			.state = flowage_state(o.line[0].proto, o.line[0].seen, o.line[1].seen),
		};
	return n;
}

unsigned int
flowtab_dump6(const struct flowtab *ft, uint32_t *cursor, struct flow_view6 *out, unsigned int max)
{
	struct flow_object6 o;
	unsigned int n = 0;

	for (; n < max && dump_next(ft->class[1], cursor, &o); n++)
		out[n] = (struct flow_view6){
			.line = {o.line[0], o.line[1]},
			.service_id = o.cold.service_id,
			.created_ms = o.cold.created_ms,
			.worker = o.cold.worker,
			.state = flowage_state(o.line[0].proto, o.line[0].seen, o.line[1].seen),
		};
	return n;
}

void
flowtab_stats(const struct flowtab *ft, struct flowtab_stats *out)
{
	uint64_t ended = 0;

	*out = (struct flowtab_stats){.max = ft->flow_max, .bytes = ft->bytes};
	for (uint32_t w = 0; w < ft->worker_cnt; w++) {
		const struct flowtab_worker *fw = ft->worker[w];

		ended += counter_read(&fw->expired) + counter_read(&fw->killed);
		out->expired += counter_read(&fw->expired);
		out->created += counter_read(&fw->created);
	}
	out->live = out->created > ended ? out->created - ended : 0;
}
