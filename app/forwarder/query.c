/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * Answers to control's questions (channel/query.h), from what workers count and hold. Nothing here
 * stops a worker.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <rte_cycles.h>

#include "drivers/privilege.h"
#include "forwarder/forwarder.h"
#include "tables/affinity.h"
#include "tables/drop.h"
#include "tables/flowtab.h"
#include "tables/svctab.h"

#define REPLY_BYTES_MAX (64u << 10)
#define DUMP_MAX        64
#define FLOWS_MAX       16384 /* in one answer, whatever was asked for: some 2 MiB */

/* The records of one answer, cut into frames. */
struct reply {
	struct stream *to;
	uint32_t seq;
	char bytes[REPLY_BYTES_MAX];
	size_t len;
};

static void
reply_record(struct reply *r, const void *record, size_t bytes)
{
	if (r->len + bytes > sizeof(r->bytes)) {
		frame_add(&r->to->out, SLUICE_FRAME_REPLY, SLUICE_FRAME_MORE, r->seq, r->bytes,
			  r->len);
		r->len = 0;
	}
	memcpy(r->bytes + r->len, record, bytes);
	r->len += bytes;
}

static void
reply_end(struct reply *r, uint16_t flags)
{
	frame_add(&r->to->out, SLUICE_FRAME_REPLY, flags, r->seq, r->bytes, r->len);
}

static void
copy_addr(struct sluice_addr *to, rte_be32_t v4)
{
	struct ip_addr a = addr_from_v4(v4);

	memcpy(to->b, a.b, sizeof(to->b));
}

static void
flow_record(const struct flow_view *v, uint32_t now_ms, struct sluice_flow_record *r)
{
	const struct flow_line4 *out = &v->line[FLOW_ORIGINAL], *back = &v->line[FLOW_REPLY];
	uint32_t idle[2] = {now_ms - out->last_seen_ms, now_ms - back->last_seen_ms};

	memset(r, 0, sizeof(*r));
	copy_addr(&r->src, v->key[FLOW_ORIGINAL].src);
	copy_addr(&r->dst, v->key[FLOW_ORIGINAL].dst);
	copy_addr(&r->endpoint, v->key[FLOW_REPLY].src);
	copy_addr(&r->as, v->key[FLOW_REPLY].dst);
	r->sport = rte_be_to_cpu_16(v->key[FLOW_ORIGINAL].sport);
	r->dport = rte_be_to_cpu_16(v->key[FLOW_ORIGINAL].dport);
	r->endpoint_port = rte_be_to_cpu_16(v->key[FLOW_REPLY].sport);
	r->as_port = rte_be_to_cpu_16(v->key[FLOW_REPLY].dport);
	r->proto = out->proto;
	r->state = v->state;
	r->worker = v->worker;
	r->endpoint_state = out->endpoint_idx == SVC_IDX_NONE
				    ? SLUICE_ENDPOINT_READY
				    : svc_endpoint_state(out->endpoint_idx, out->endpoint_gen);
	r->age_ms = now_ms - v->created_ms;
	r->idle_ms = back->pkts > 0 && idle[1] < idle[0] ? idle[1] : idle[0];
	r->service_id = v->service_id;
	for (int d = 0; d < 2; d++) {
		r->pkts[d] = v->line[d].pkts;
		r->bytes[d] = (uint64_t)v->line[d].bytes_hi << 32 | v->line[d].bytes_lo;
	}
}

static bool
addr_matches(const struct sluice_addr *want, const struct sluice_addr *have)
{
	static const struct sluice_addr any;

	return memcmp(want, &any, sizeof(any)) == 0 || memcmp(want, have, sizeof(*have)) == 0;
}

static bool
flow_matches(const struct sluice_query *q, const struct sluice_flow_record *r)
{
	return (q->service_id == 0 || q->service_id == r->service_id) &&
	       addr_matches(&q->client, &r->src) && addr_matches(&q->endpoint, &r->endpoint);
}

static void
query_flows(struct forwarder *f, const struct sluice_query *q, struct reply *r)
{
	static struct flow_view views[DUMP_MAX];
	uint32_t max = q->record_max == 0 || q->record_max > FLOWS_MAX ? FLOWS_MAX : q->record_max;
	uint32_t cursor = (uint32_t)q->cursor, sent = 0;
	uint64_t next;

	while (cursor != UINT32_MAX && sent < max) {
		unsigned int n = flowtab_dump4(f->flows, &cursor, views, DUMP_MAX);
		uint32_t now_ms = forwarder_now_ms(); /* not before: workers go on meanwhile */

		for (unsigned int i = 0; i < n; i++) {
			struct sluice_flow_record rec;

			flow_record(&views[i], now_ms, &rec);
			if (!flow_matches(q, &rec))
				continue;
			reply_record(r, &rec, sizeof(rec));
			sent++;
		}
	}
	if (cursor == UINT32_MAX) {
		reply_end(r, 0);
		return;
	}
	next = cursor;
	reply_record(r, &next, sizeof(next));
	reply_end(r, SLUICE_FRAME_CUT);
}

static uint64_t
sum_drops(const struct forwarder *f, enum drop reason)
{
	uint64_t sum = 0;

	for (unsigned int w = 0; w < f->worker_cnt; w++)
		sum += counter_read(&pipe_counters(f->workers[w].pipe)->drops[reason]);
	return sum;
}

static void
query_drops(struct forwarder *f, struct reply *r)
{
	for (int i = DROP_NONE + 1; i < DROP_CNT; i++) {
		struct sluice_drop_record rec = {.pkts = sum_drops(f, (enum drop)i)};

		snprintf(rec.name, sizeof(rec.name), "%s", drop_name((enum drop)i));
		snprintf(rec.help, sizeof(rec.help), "%s", drop_help((enum drop)i));
		reply_record(r, &rec, sizeof(rec));
	}
	reply_end(r, 0);
}

static void
query_ports(struct forwarder *f, struct reply *r)
{
	for (unsigned int i = 0; i < f->nic_cnt; i++) {
		const struct nic *nic = &f->nics[i];
		struct sluice_port_record rec = {
			.link_up = nic_link_up(nic),
			.mtu = nic->mtu,
			.queues = nic->queue_cnt,
			.rx_missed = nic_rx_missed(nic),
		};

		snprintf(rec.name, sizeof(rec.name), "%s", nic->name);
		snprintf(rec.device, sizeof(rec.device), "%s", nic->device);
		snprintf(rec.twin, sizeof(rec.twin), "%s", nic->twin);
		memcpy(rec.mac, nic->mac.addr_bytes, sizeof(rec.mac));
		for (unsigned int w = 0; w < f->worker_cnt; w++) {
			const struct port_counters *c =
				&pipe_counters(f->workers[w].pipe)->ports[i];

			rec.rx_pkts += counter_read(&c->rx_pkts);
			rec.rx_bytes += counter_read(&c->rx_bytes);
			rec.tx_pkts += counter_read(&c->tx_pkts);
			rec.tx_bytes += counter_read(&c->tx_bytes);
			rec.from_twin_pkts += counter_read(&c->from_twin_pkts);
			rec.to_twin_pkts += counter_read(&c->to_twin_pkts);
		}
		reply_record(r, &rec, sizeof(rec));
	}
	reply_end(r, 0);
}

static void
query_services(struct forwarder *f, struct reply *r)
{
	const struct svc_port *port;
	uint32_t cursor = 0;

	while ((port = svctab_next(f->services, &cursor)) != NULL) {
		struct sluice_service_record rec = {
			.service_id = port->service_id,
			.port = port->port,
			.proto = port->proto,
		};
		uint64_t ended = 0;

		for (unsigned int w = 0; w < f->worker_cnt; w++) {
			const struct service_counters *c =
				&pipe_counters(f->workers[w].pipe)->services[port->idx];

			for (int d = 0; d < 2; d++) {
				rec.pkts[d] += counter_read(&c->pkts[d]);
				rec.bytes[d] += counter_read(&c->bytes[d]);
			}
			rec.new_flows += counter_read(&c->new_flows);
			rec.rejected += counter_read(&c->rejected);
			ended += counter_read(&c->ended_flows);
		}
		rec.live_flows = rec.new_flows > ended ? rec.new_flows - ended : 0;
		reply_record(r, &rec, sizeof(rec));
	}
	reply_end(r, 0);
}

static void
query_workers(struct forwarder *f, struct reply *r)
{
	for (unsigned int w = 0; w < f->worker_cnt; w++) {
		const struct worker_counters *c = pipe_counters(f->workers[w].pipe);
		struct sluice_worker_record rec = {
			.worker = w,
			.lcore = f->workers[w].lcore,
			.rx = counter_read(&c->rx),
			.from_twin = counter_read(&c->from_twin),
			.generated = counter_read(&c->generated),
			.tx = counter_read(&c->tx),
			.to_twin = counter_read(&c->to_twin),
			.consumed = counter_read(&c->consumed),
			.held = counter_read(&c->held),
			.polls = counter_read(&c->polls),
			.empty_polls = counter_read(&c->empty_polls),
		};
		uint64_t created = counter_read(&c->flows_created);
		uint64_t ended = counter_read(&c->flows_expired) + counter_read(&c->flows_killed);

		for (int i = DROP_NONE + 1; i < DROP_CNT; i++)
			rec.dropped += counter_read(&c->drops[i]);
		/* one worker may end what another has made */
		rec.flows_live = created > ended ? created - ended : 0;
		reply_record(r, &rec, sizeof(rec));
	}
	reply_end(r, 0);
}

static void
query_status(struct forwarder *f, struct reply *r)
{
	struct sluice_status_record rec = {
		.uptime_ms = (rte_rdtsc() - f->start_tsc) / (rte_get_tsc_hz() / 1000),
		.workers = f->worker_cnt,
		.cap_eff_zero = privilege_is_dropped(),
	};
	struct affinity_stats affinity;
	struct flowtab_stats flows;
	struct svctab_stats services;

	affinity_stats(f->affinity, &affinity);
	flowtab_stats(f->flows, &flows);
	svctab_stats(f->services, &services);
	rec.flows_live = flows.live;
	rec.flows_max = flows.max;
	rec.flows_created = flows.created;
	rec.flows_expired = flows.expired;
	rec.affinity_live = affinity.live;
	rec.affinity_max = affinity.max;
	rec.affinity_expired = affinity.expired;
	rec.affinity_refused = affinity.refused;
	rec.services = services.services;
	rec.service_ports = services.ports;
	rec.endpoints = services.endpoints;
	rec.commits = services.commits;
	reply_record(r, &rec, sizeof(rec));
	reply_end(r, 0);
}

static int
on_query(struct forwarder *f, const struct sluice_frame *frame, const void *payload)
{
	static struct reply r;
	struct sluice_query q;

	if (frame->kind != SLUICE_FRAME_QUERY || frame->payload_bytes != sizeof(q))
		return -EPROTO;
	memcpy(&q, payload, sizeof(q));
	r.to = &f->query;
	r.seq = frame->seq;
	r.len = 0;
	if (f->settings == NULL) {
		reply_end(&r, 0);
		return 0;
	}
	switch (q.kind) {
	case SLUICE_QUERY_FLOWS:
		query_flows(f, &q, &r);
		return 0;
	case SLUICE_QUERY_DROPS:
		query_drops(f, &r);
		return 0;
	case SLUICE_QUERY_PORTS:
		query_ports(f, &r);
		return 0;
	case SLUICE_QUERY_SERVICES:
		query_services(f, &r);
		return 0;
	case SLUICE_QUERY_WORKERS:
		query_workers(f, &r);
		return 0;
	case SLUICE_QUERY_STATUS:
		query_status(f, &r);
		return 0;
	default:
		return -EPROTO;
	}
}

int
query_serve(struct forwarder *f)
{
	struct sluice_frame frame;
	const void *payload;
	long n = 0;
	int rc = stream_fill(&f->query);

	/* What control does not read of one answer holds the next question up, until POLLOUT. */
	while (rc == 0 && f->query.out.len == 0 &&
	       (n = stream_next(&f->query, &frame, &payload)) > 0) {
		rc = on_query(f, &frame, payload);
		stream_done(&f->query, n);
		if (rc == 0)
			rc = stream_flush(&f->query);
	}
	return rc == 0 && n < 0 ? (int)n : rc;
}
