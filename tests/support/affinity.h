/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * An affinity table and the Services it stands in front of, for its tests: Services of two ports,
 * 80 and 81, on pods 10.180.0.N and fd00::N, told by a bit per pod.
 */
#pragma once

#include "support/services.h"
#include "tables/affinity.h"

#define PODS(...) pod_bits((const unsigned int[]){__VA_ARGS__, 0})

struct affinity_bench {
	struct rte_rcu_qsbr *qsbr;
	struct svctab *st;
	struct affinity *a;
	unsigned int worker_cnt;
	uint32_t now_ms;
};

/* A Service's pods, by port; what is not local may be used under policy Cluster alone. */
struct serve {
	const char *name;
	uint32_t vip;
	uint32_t affinity_s;
	uint32_t pods[2];
	uint32_t away;
	uint32_t incarnation;
};

static inline uint32_t
pod_bits(const unsigned int *pods)
{
	uint32_t bits = 0;

	for (; *pods != 0; pods++)
		bits |= 1u << *pods;
	return bits;
}

static inline struct ip_addr
end_addr(int family, unsigned int n)
{
	struct ip_addr addr = {{0xfd, [15] = (uint8_t)n}};

	return family == 6 ? addr : v4(0x0ab40000 + n);
}

static inline void
put_pods(struct svctab *st, const struct serve *s, unsigned int port, int family)
{
	struct sluice_endpoints set = {
		.service_id = block_id(s->name), .family = (uint8_t)family, .proto = IPPROTO_TCP};
	struct sluice_endpoint v[32] = {0};
	uint64_t id = block_id(s->name) + port * 2 + (family == 6);
	struct buf b = {0};
	uint32_t cnt = 0;

	for (unsigned int n = 0; n < 32; n++) {
		struct ip_addr addr = end_addr(family, n);

		if (!(s->pods[port] >> n & 1))
			continue;
		memcpy(v[cnt].addr.b, addr.b, 16);
		v[cnt].port = (uint16_t)(8080 + port);
		v[cnt++].flags = s->away >> n & 1 ? CLUSTER : USE;
	}
	block_build_begin(&b, sizeof(set));
	set.endpoints = block_build_section(&b, v, sizeof(*v), cnt);
	block_build_end(&b, SLUICE_BLOCK_ENDPOINTS, id, &set.head, sizeof(set));
	put(st, &b, 0);
}

/** Install a Service, or change it. */
static inline void
serve(struct svctab *st, const struct serve *s)
{
	struct sluice_service body = {.affinity_s = s->affinity_s, .incarnation = s->incarnation};
	struct sluice_service_port ports[2] = {{.port = 80}, {.port = 81}};
	struct sluice_vip vip = {.kind = SLUICE_VIP_CLUSTER};
	struct ip_addr addr = v4(s->vip);
	struct buf b = {0};

	begin(st, false);
	memcpy(vip.addr.b, addr.b, 16);
	block_build_begin(&b, sizeof(body));
	body.name_off = block_build_string(&b, s->name);
	for (unsigned int i = 0; i < 2; i++) {
		ports[i].proto = IPPROTO_TCP;
		ports[i].name_off = block_build_string(&b, i == 0 ? "a" : "b");
		ports[i].set4 = block_id(s->name) + i * 2;
		ports[i].set6 = block_id(s->name) + i * 2 + 1;
	}
	body.ports = block_build_section(&b, ports, sizeof(ports[0]), 2);
	body.vips = block_build_section(&b, &vip, sizeof(vip), 1);
	block_build_end(&b, SLUICE_BLOCK_SERVICE, block_id(s->name), &body.head, sizeof(body));
	put(st, &b, 0);
	for (unsigned int i = 0; i < 2; i++) {
		put_pods(st, s, i, 4);
		put_pods(st, s, i, 6);
	}
	install(st);
}

static inline void
unserve(struct svctab *st, const char *name)
{
	begin(st, false);
	svctab_change_remove(st, SLUICE_BLOCK_SERVICE, block_id(name));
	for (unsigned int i = 0; i < 4; i++)
		svctab_change_remove(st, SLUICE_BLOCK_ENDPOINTS, block_id(name) + i);
	install(st);
}

/** Tables whose workers are online. */
static inline struct affinity_bench
affinity_bench_new(uint32_t entry_max, unsigned int worker_cnt)
{
	struct affinity_bench b = {.worker_cnt = worker_cnt, .now_ms = UINT32_MAX - 5000};
	struct affinity_params params = {
		.entry_max = entry_max, .worker_cnt = worker_cnt, .secret = {1, 2}};

	CU_ASSERT_FATAL(unit_eal_start("512"));
	b.qsbr = unit_qsbr(worker_cnt);
	for (unsigned int w = 0; w < worker_cnt; w++) {
		rte_rcu_qsbr_thread_register(b.qsbr, w);
		rte_rcu_qsbr_thread_online(b.qsbr, w);
	}
	CU_ASSERT_EQUAL_FATAL(
		svctab_create(&(struct svctab_params){b.qsbr, worker_cnt, 1000}, &b.st), 0);
	params.qsbr = b.qsbr;
	params.services = b.st;
	CU_ASSERT_EQUAL_FATAL(affinity_create(&params, &b.a), 0);
	return b;
}

static inline void
affinity_bench_free(struct affinity_bench *b)
{
	affinity_destroy(b->a);
	svctab_destroy(b->st);
	free(b->qsbr);
}

/** The pod that a new flow goes to; a source port stands for the 5-tuple. 0: none */
static inline unsigned int
pod_of(const struct affinity_bench *b, uint32_t vip, uint16_t port, const struct affinity_flow *f)
{
	const struct svc_port *p = find(b->st, vip, port);
	const struct svc_endpoint *e = NULL;

	CU_ASSERT_PTR_NOT_NULL_FATAL(p);
	if (affinity_choose(b->a, p, f, &e) != SVC_CHOICE_OK)
		return 0;
	CU_ASSERT_EQUAL(rte_be_to_cpu_16(e->port), 8000 + port);
	return e->addr.b[15];
}

static inline struct affinity_stats
stats_of(const struct affinity_bench *b)
{
	struct affinity_stats s;

	affinity_stats(b->a, &s);
	return s;
}
