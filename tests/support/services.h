/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * Service tables for unit tests: blocks built in one call, installed, looked up.
 */
#pragma once

#include <netinet/in.h>
#include <string.h>

#include "channel/build.h"
#include "support/eal.h"
#include "support/unit.h"
#include "tables/svctab.h"

#define USE     (SLUICE_ENDPOINT_USE_CLUSTER | SLUICE_ENDPOINT_USE_LOCAL | SLUICE_ENDPOINT_SERVING)
#define CLUSTER (SLUICE_ENDPOINT_USE_CLUSTER | SLUICE_ENDPOINT_SERVING)

static struct rte_rcu_qsbr *qsbr;

static inline struct svctab *
tab_start(uint32_t endpoint_max)
{
	struct svctab_params params = {.worker_cnt = 1, .endpoint_max = endpoint_max};
	struct svctab *st = NULL;

	CU_ASSERT_FATAL(unit_eal_start("512"));
	if (qsbr == NULL)
		qsbr = unit_qsbr(4);
	params.qsbr = qsbr;
	CU_ASSERT_EQUAL_FATAL(svctab_create(&params, &st), 0);
	return st;
}

static inline struct ip_addr
v4(uint32_t host)
{
	return addr_from_v4(rte_cpu_to_be_32(host));
}

/* A Service of one VIP kind and one port, as short as tests want it. */
struct want {
	const char *name;
	uint32_t vip;
	enum sluice_vip_kind kind;
	uint16_t port;
	uint16_t node_port;
	uint8_t proto;
	uint64_t set4;
	uint8_t external_policy;
	uint32_t affinity_s;
};

static inline void
put(struct svctab *st, struct buf *b, int wanted)
{
	const char *why = "";

	CU_ASSERT_EQUAL(block_prove(b->data, b->len, &why), 0);
	CU_ASSERT_EQUAL(svctab_change_block(st, (const void *)b->data), wanted);
	buf_fini(b);
}

static inline void
put_service(struct svctab *st, const struct want *w)
{
	struct sluice_service s = {.affinity_s = w->affinity_s,
				   .external_policy = w->external_policy};
	struct sluice_service_port port = {
		.port = w->port,
		.node_port = w->node_port,
		.proto = w->proto == 0 ? IPPROTO_TCP : w->proto,
		.set4 = w->set4,
	};
	struct sluice_vip vip = {.kind = w->kind == 0 ? SLUICE_VIP_CLUSTER : (uint8_t)w->kind};
	struct ip_addr addr = v4(w->vip);
	struct buf b = {0};

	memcpy(vip.addr.b, addr.b, 16);
	block_build_begin(&b, sizeof(s));
	s.name_off = block_build_string(&b, w->name);
	port.name_off = block_build_string(&b, "");
	s.ports = block_build_section(&b, &port, sizeof(port), 1);
	s.vips = block_build_section(&b, &vip, sizeof(vip), 1);
	block_build_end(&b, SLUICE_BLOCK_SERVICE, block_id(w->name), &s.head, sizeof(s));
	put(st, &b, 0);
}

/* cnt endpoints first, first + 1, ... with these flags */
static inline void
put_set(struct svctab *st, const char *service, uint64_t id, uint8_t proto, uint32_t first,
	uint32_t cnt, uint16_t flags)
{
	struct sluice_endpoints set = {
		.service_id = block_id(service),
		.family = 4,
		.proto = proto,
	};
	struct sluice_endpoint *v = calloc(cnt + 1, sizeof(*v));
	struct buf b = {0};

	for (uint32_t i = 0; i < cnt; i++) {
		struct ip_addr addr = v4(first + i);

		memcpy(v[i].addr.b, addr.b, 16);
		v[i].port = 8080;
		v[i].flags = flags;
	}
	block_build_begin(&b, sizeof(set));
	set.endpoints = block_build_section(&b, v, sizeof(*v), cnt);
	block_build_end(&b, SLUICE_BLOCK_ENDPOINTS, id, &set.head, sizeof(set));
	free(v);
	put(st, &b, 0);
}

static inline void
begin(struct svctab *st, bool full)
{
	CU_ASSERT_EQUAL_FATAL(svctab_change_begin(st, full), 0);
}

static inline void
install(struct svctab *st)
{
	char why[200];
	int err = svctab_change_prepare(st, why, sizeof(why));

	if (err != 0)
		printf("refused: %s\n", why);
	CU_ASSERT_EQUAL_FATAL(err, 0);
	svctab_change_commit(st);
}

static inline const struct svc_port *
find(const struct svctab *st, uint32_t vip, uint16_t port)
{
	struct ip_addr addr = v4(vip);

	return svctab_find(st, &addr, IPPROTO_TCP, rte_cpu_to_be_16(port));
}

static inline uint32_t
addr_is(const struct svctab *st, uint32_t host)
{
	struct ip_addr addr = v4(host);
	rte_be32_t be = rte_cpu_to_be_32(host);
	uint32_t flags;

	svctab_addr4_burst(st, &be, 1, &flags);
	CU_ASSERT_EQUAL(svctab_addr(st, &addr), flags);
	return flags;
}

#define VIP      0x0a600001 /* 10.96.0.1 */
#define OTHER    0x0a600002
#define ENDPOINT 0x0ab40001 /* 10.180.0.1 */

static const struct want kubia = {
	.name = "default/kubia", .vip = VIP, .port = 80, .node_port = 30123, .set4 = 7};

static inline void
put_kubia(struct svctab *st, uint32_t endpoint_cnt)
{
	put_service(st, &kubia);
	put_set(st, kubia.name, 7, IPPROTO_TCP, ENDPOINT, endpoint_cnt, USE);
}
