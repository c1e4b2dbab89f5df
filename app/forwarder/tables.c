/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * Packet buffers and tables, sized from the settings.
 */
#include <errno.h>
#include <stdio.h>

#include <rte_errno.h>
#include <rte_malloc.h>
#include <rte_mbuf.h>
#include <rte_rcu_qsbr.h>

#include "forwarder/forwarder.h"
#include "forwarder/setup.h"
#include "tables/affinity.h"
#include "tables/fib.h"
#include "tables/flowtab.h"
#include "tables/svctab.h"

#define FLOW_BYTES     384u         /* of one flow, all in, with room */
#define AFFINITY_BYTES 128u         /* of one entry likewise */
#define AFFINITY_SHARE 2u           /* of the flows: clients that are remembered long after */
#define TABLE_BYTES    (448u << 20) /* routes, Services, neighbours, counters */
#define MBUF_CACHE     256
#define MBUF_SPARE     8192 /* beyond what queues hold: bursts, held packets, rings */
#define ROUTE_MAX      100000

static unsigned int
mbuf_cnt(const struct sluice_settings *s)
{
	return s->ports.cnt * 2 * s->workers.cnt * 2 * NIC_DESC_CNT +
	       s->workers.cnt * (MBUF_CACHE + PIPE_HOLD_MAX) + MBUF_SPARE;
}

static unsigned int
mbuf_bytes(const struct sluice_settings *s)
{
	const struct sluice_port *ports = block_section(s, s->ports);
	unsigned int bytes = RTE_MBUF_DEFAULT_DATAROOM;

	for (uint32_t i = 0; i < s->ports.cnt; i++)
		if (ports[i].mtu + 64u > bytes)
			bytes = ports[i].mtu + 64u;
	return bytes + RTE_PKTMBUF_HEADROOM;
}

static uint32_t
affinity_max(const struct sluice_settings *s)
{
	return s->flow_max / AFFINITY_SHARE + 1;
}

size_t
setup_memory_bytes(const struct sluice_settings *s)
{
	return (size_t)s->flow_max * FLOW_BYTES + TABLE_BYTES +
	       (size_t)affinity_max(s) * AFFINITY_BYTES +
	       (size_t)mbuf_cnt(s) * (mbuf_bytes(s) + 256);
}

int
setup_tables(struct forwarder *f, const uint64_t secret[2], char *why, size_t why_bytes)
{
	const struct sluice_settings *s = f->settings;
	struct flowtab_params flows = {
		.flow_max = s->flow_max,
		.worker_cnt = s->workers.cnt,
		.secret = {secret[0], secret[1]},
		.timers =
			{
				.tcp_established_ms = s->timers.tcp_established_ms,
				.tcp_opening_ms = s->timers.tcp_opening_ms,
				.tcp_closing_ms = s->timers.tcp_closing_ms,
				.udp_ms = s->timers.udp_ms,
				.udp_unreplied_ms = s->timers.udp_unreplied_ms,
				.icmp_ms = s->timers.icmp_ms,
				.sctp_established_ms = s->timers.sctp_established_ms,
			},
	};
	int rc = 0;

	f->pool = rte_pktmbuf_pool_create("packets", mbuf_cnt(s), MBUF_CACHE, 0,
					  (uint16_t)mbuf_bytes(s), SOCKET_ID_ANY);
	f->qsbr =
		rte_zmalloc("qsbr", rte_rcu_qsbr_get_memsize(s->workers.cnt), RTE_CACHE_LINE_SIZE);
	if (f->pool == NULL || f->qsbr == NULL)
		rc = -ENOMEM;
	if (rc == 0 && rte_rcu_qsbr_init(f->qsbr, s->workers.cnt) != 0)
		rc = -EINVAL;
	flows.qsbr = f->qsbr;
	if (rc == 0)
		rc = flowtab_create(&flows, &f->flows);
	if (rc == 0)
		rc = svctab_create(&(struct svctab_params){f->qsbr, s->workers.cnt}, &f->services);
	if (rc == 0)
		rc = affinity_create(
			&(struct affinity_params){
				.entry_max = affinity_max(s),
				.worker_cnt = s->workers.cnt,
				.secret = {secret[0], secret[1]},
				.qsbr = f->qsbr,
				.services = f->services,
			},
			&f->affinity);
	if (rc == 0)
		rc = fib_create(&(struct fib_params){f->qsbr, ROUTE_MAX}, &f->fib);
	if (rc < 0)
		snprintf(why, why_bytes,
			 "tables for %u flows do not fit into memory: lower spec.flows (%s)",
			 s->flow_max, rte_strerror(-rc));
	return rc;
}

void
setup_fini(struct forwarder *f)
{
	fib_destroy(f->fib);
	affinity_destroy(f->affinity);
	svctab_destroy(f->services);
	flowtab_destroy(f->flows);
	rte_free(f->qsbr);
	rte_mempool_free(f->pool);
}
