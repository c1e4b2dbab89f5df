/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * A flow table with its QSBR variable, and flows to put into it: for the tests of the flow tables.
 */
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>

#include "support/eal.h"
#include "support/unit.h"
#include "tables/flowtab.h"

#define WORKER_MAX  4u
#define POD(n_)     (0x0ab40000u + (n_)) /* 10.180.0.0 + n */
#define VIP         0x0a600001u          /* 10.96.0.1 */
#define CLIENT(n_)  (0xc0000200u + (n_)) /* 192.0.2.0 + n */
#define SWEEP_SLOTS 20000u

/* A table with its QSBR variable and one thread per worker plus a bystander. */
struct flow_bench {
	struct rte_rcu_qsbr *qsbr;
	struct flowtab *ft;
	struct flowtab_worker *fw[WORKER_MAX];
	unsigned int worker_cnt;
};

static inline struct flowtab_params
params_of(uint32_t flow_max, unsigned int worker_cnt)
{
	return (struct flowtab_params){
		.flow_max = flow_max,
		.worker_cnt = worker_cnt,
		.secret = {0x0706050403020100, 0x0f0e0d0c0b0a0908},
		.timers =
			{
				.tcp_established_ms = 7440000,
				.tcp_opening_ms = 240000,
				.tcp_closing_ms = 120000,
				.udp_ms = 300000,
				.udp_unreplied_ms = 100000,
				.icmp_ms = 60000,
				.sctp_established_ms = 7000000,
			},
	};
}

/* A QSBR variable with all its threads registered and online. */
static inline struct rte_rcu_qsbr *
qsbr_new(unsigned int thread_cnt)
{
	struct rte_rcu_qsbr *qsbr;

	CU_ASSERT_FATAL(unit_eal_start("512"));
	qsbr = unit_qsbr(thread_cnt);
	CU_ASSERT_PTR_NOT_NULL_FATAL(qsbr);
	for (unsigned int i = 0; i < thread_cnt; i++) {
		rte_rcu_qsbr_thread_register(qsbr, i);
		rte_rcu_qsbr_thread_online(qsbr, i);
	}
	return qsbr;
}

static inline struct flow_bench
bench_new_of(struct flowtab_params params)
{
	struct flow_bench b = {.worker_cnt = params.worker_cnt};

	b.qsbr = qsbr_new(params.worker_cnt + 1);
	params.qsbr = b.qsbr;
	CU_ASSERT_EQUAL_FATAL(flowtab_create(&params, &b.ft), 0);
	for (unsigned int w = 0; w < params.worker_cnt; w++)
		b.fw[w] = flowtab_worker(b.ft, w);
	return b;
}

static inline struct flow_bench
bench_new(uint32_t flow_max, unsigned int worker_cnt)
{
	return bench_new_of(params_of(flow_max, worker_cnt));
}

static inline void
bench_free(struct flow_bench *b)
{
	flowtab_destroy(b->ft);
	free(b->qsbr);
}

static inline void
quiesce_all(const struct flow_bench *b)
{
	for (unsigned int i = 0; i <= b->worker_cnt; i++)
		rte_rcu_qsbr_quiescent(b->qsbr, i);
}

/* Let two grace periods pass while nobody's flow is old enough to expire. */
static inline void
settle(const struct flow_bench *b, uint32_t now_ms)
{
	for (unsigned int round = 0; round < 3; round++) {
		for (unsigned int w = 0; w < b->worker_cnt; w++)
			flowtab_sweep(b->fw[w], now_ms, SWEEP_SLOTS);
		quiesce_all(b);
	}
}

static inline struct flow_key4
key4(uint32_t src, uint16_t sport, uint32_t dst, uint16_t dport, uint8_t proto)
{
	return (struct flow_key4){
		.src = htonl(src),
		.dst = htonl(dst),
		.sport = htons(sport),
		.dport = htons(dport),
		.proto = proto,
	};
}

/* client:sport -> VIP:80 becomes client:sport -> pod:8080. */
static inline struct flow_new4
service_flow(const struct flow_bench *b, uint32_t client, uint16_t sport, uint32_t pod,
	     uint8_t proto)
{
	struct flow_new4 new = {
		.key = {key4(client, sport, VIP, 80, proto), key4(pod, 8080, client, sport, proto)},
		.rewrite =
			{
				{.src = htonl(client),
				 .dst = htonl(pod),
				 .sport = htons(sport),
				 .dport = htons(8080),
				 .ip_delta = 1,
				 .l4_delta = 2},
				{.src = htonl(VIP),
				 .dst = htonl(client),
				 .sport = htons(80),
				 .dport = htons(sport),
				 .ip_delta = 3,
				 .l4_delta = 4},
			},
		.endpoint_idx = 7,
		.endpoint_gen = 9,
		.service_idx = 11,
		.service_id = UINT64_C(0x1122334455667788),
		.kind = FLOW_KIND_SERVICE,
		.seen = FLOW_SEEN_SYN,
		.bytes = 60,
	};

	for (unsigned int dir = 0; dir < 2; dir++)
		new.hash[dir] = flowtab_hash4(b->ft, &new.key[dir]);
	return new;
}

static inline flow_handle_t
find(const struct flow_bench *b, const struct flow_key4 *key)
{
	uint64_t hash = flowtab_hash4(b->ft, key);
	flow_handle_t h = 1;

	flowtab_find4_burst(b->ft, &key, &hash, 1, &h);
	return flowtab_line4(b->ft, h) != NULL ? h : FLOW_HANDLE_NONE;
}

static inline uint64_t
live(const struct flow_bench *b)
{
	struct flowtab_stats stats;

	flowtab_stats(b->ft, &stats);
	return stats.live;
}

/* Ports 1000 on, then the next client. */
static inline struct flow_new4
nth_flow(const struct flow_bench *b, uint32_t n)
{
	return service_flow(b, CLIENT(n / 50000), (uint16_t)(1000 + n % 50000), POD(n % 3),
			    IPPROTO_TCP);
}
