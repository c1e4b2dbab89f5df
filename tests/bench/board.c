/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include "bench/board.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <rte_cycles.h>
#include <rte_ip.h>
#include <rte_malloc.h>
#include <rte_mbuf.h>
#include <rte_rcu_qsbr.h>
#include <rte_tcp.h>

#include "channel/build.h"
#include "dataplane/pipeline.h"
#include "tables/affinity.h"
#include "tables/counters.h"
#include "tables/fib.h"
#include "tables/svctab.h"

#define CLIENT_FIRST 0xc6120000u /* 198.18.0.0 */
#define VIP_FIRST    0x0a600001u /* 10.96.0.1 */
#define POD_FIRST    0x0a800001u /* 10.128.0.1 */
#define PORT_FIRST   1024u
#define FRAME_BYTES  60u
#define POOL_MBUFS   4095u

/* What the worker is fed with: packets of flows, in bursts of one direction. */
struct feed {
	const struct bench_flow *flows;
	const uint32_t *order; /* NULL: each flow's first packet, one after the other */
	uint32_t at, cnt;
	uint64_t cycles; /* spent on making and freeing */
	uint64_t sent;
};

struct bench_board {
	struct rte_mempool *pool;
	struct rte_rcu_qsbr *qsbr;
	struct flowtab *flows;
	struct svctab *services;
	struct affinity *affinity;
	struct fib *fib;
	struct worker *worker;
	uint32_t service_cnt;
	uint32_t leap_ms; /* the board's clock is this far ahead of the machine's */
	struct feed feed;
};

static const struct rte_ether_addr macs[2] = {{{2, 0, 0, 0, 0, 1}}, {{2, 0, 0, 0, 0, 2}}};
static const struct rte_ether_addr gateways[2] = {{{2, 0, 0, 0, 1, 1}}, {{2, 0, 0, 0, 1, 2}}};

static void
die(const char *why)
{
	fprintf(stderr, "bench: %s\n", why);
	exit(EXIT_FAILURE);
}

/* Time goes on as for a worker on a port, the sweep with it. */
static uint32_t
now_ms(const struct bench_board *b)
{
	return (uint32_t)(rte_rdtsc() / (rte_get_tsc_hz() / 1000)) + b->leap_ms;
}

static struct ip_addr
addr_of(uint32_t host)
{
	return addr_from_v4(htonl(host));
}

static void
frame_write(struct rte_mbuf *m, const struct flow_key4 *key, uint16_t port, uint8_t tcp_flags)
{
	struct rte_ether_hdr *eth;
	struct rte_ipv4_hdr *ip;
	struct rte_tcp_hdr *tcp;

	m->data_len = FRAME_BYTES;
	m->pkt_len = FRAME_BYTES;
	eth = rte_pktmbuf_mtod(m, struct rte_ether_hdr *);
	ip = (struct rte_ipv4_hdr *)(eth + 1);
	tcp = (struct rte_tcp_hdr *)(ip + 1);
	eth->dst_addr = macs[port];
	eth->src_addr = gateways[port];
	eth->ether_type = RTE_BE16(RTE_ETHER_TYPE_IPV4);
	*ip = (struct rte_ipv4_hdr){
		.version_ihl = RTE_IPV4_VHL_DEF,
		.total_length = RTE_BE16(sizeof(*ip) + sizeof(*tcp)),
		.time_to_live = 64,
		.next_proto_id = IPPROTO_TCP,
		.src_addr = key->src,
		.dst_addr = key->dst,
	};
	ip->hdr_checksum = rte_ipv4_cksum(ip);
	*tcp = (struct rte_tcp_hdr){
		.src_port = key->sport,
		.dst_port = key->dport,
		.data_off = sizeof(*tcp) / 4 << 4,
		.tcp_flags = tcp_flags,
		.rx_win = 0xffff,
	};
	tcp->cksum = rte_ipv4_udptcp_cksum(ip, tcp);
}

static uint16_t
feed_rx(void *ctx, uint16_t port, uint16_t queue, struct rte_mbuf **pkts, uint16_t n)
{
	uint64_t begin = rte_rdtsc();
	struct bench_board *b = ctx;
	struct feed *f = &b->feed;
	uint16_t got = 0;

	if (f->at < f->cnt && port == (f->order == NULL ? 0 : (f->order[f->at] & 1))) {
		got = (uint16_t)RTE_MIN((uint32_t)n, f->cnt - f->at);
		if (rte_pktmbuf_alloc_bulk(b->pool, pkts, got) != 0)
			die("packet buffers leak");
	}
	for (uint16_t i = 0; i < got; i++, f->at++) {
		uint32_t flow = f->order != NULL ? f->order[f->at] >> 1 : f->at;

		frame_write(pkts[i], &f->flows[flow].key[port], port,
			    f->order != NULL ? RTE_TCP_ACK_FLAG : RTE_TCP_SYN_FLAG);
	}
	f->cycles += rte_rdtsc() - begin;
	return got;
}

static uint16_t
feed_tx(void *ctx, uint16_t port, uint16_t queue, struct rte_mbuf **pkts, uint16_t n)
{
	uint64_t begin = rte_rdtsc();
	struct bench_board *b = ctx;

	rte_pktmbuf_free_bulk(pkts, n);
	b->feed.sent += n;
	b->feed.cycles += rte_rdtsc() - begin;
	return n;
}

static int
stage_service(struct svctab *st, uint32_t nth)
{
	struct sluice_endpoint pods[BENCH_POD_PER_SERVICE] = {0};
	struct sluice_endpoints set = {.family = 4, .proto = IPPROTO_TCP};
	struct sluice_service service = {0};
	struct sluice_service_port port = {.port = 80, .proto = IPPROTO_TCP};
	struct sluice_vip vip = {.kind = SLUICE_VIP_CLUSTER};
	struct ip_addr addr = addr_of(VIP_FIRST + nth);
	char name[32], set_name[32];
	struct buf buf = {0};
	int err;

	snprintf(name, sizeof(name), "bench/s%u", nth);
	snprintf(set_name, sizeof(set_name), "bench/s%u/80", nth);
	set.service_id = block_id(name);
	port.set4 = block_id(set_name);
	memcpy(vip.addr.b, addr.b, sizeof(vip.addr.b));
	for (uint32_t i = 0; i < BENCH_POD_PER_SERVICE; i++) {
		addr = addr_of(POD_FIRST + nth * BENCH_POD_PER_SERVICE + i);
		memcpy(pods[i].addr.b, addr.b, sizeof(pods[i].addr.b));
		pods[i].port = 8080;
		pods[i].flags = SLUICE_ENDPOINT_USE_CLUSTER | SLUICE_ENDPOINT_SERVING;
	}
	block_build_begin(&buf, sizeof(set));
	set.endpoints = block_build_section(&buf, pods, sizeof(pods[0]), BENCH_POD_PER_SERVICE);
	err = block_build_end(&buf, SLUICE_BLOCK_ENDPOINTS, port.set4, &set.head, sizeof(set));
	if (err == 0)
		err = svctab_change_block(st, (const void *)buf.data);
	buf_fini(&buf);
	if (err != 0)
		return err;
	block_build_begin(&buf, sizeof(service));
	service.name_off = block_build_string(&buf, name);
	port.name_off = block_build_string(&buf, "");
	service.ports = block_build_section(&buf, &port, sizeof(port), 1);
	service.vips = block_build_section(&buf, &vip, sizeof(vip), 1);
	err = block_build_end(&buf, SLUICE_BLOCK_SERVICE, set.service_id, &service.head,
			      sizeof(service));
	if (err == 0)
		err = svctab_change_block(st, (const void *)buf.data);
	buf_fini(&buf);
	return err;
}

static int
services_make(struct bench_board *b)
{
	const struct svctab_params params = {.qsbr = b->qsbr, .worker_cnt = 1};
	char why[200] = "memory";
	int err = svctab_create(&params, &b->services);

	if (err == 0)
		err = svctab_change_begin(b->services, true);
	for (uint32_t i = 0; i < b->service_cnt && err == 0; i++)
		err = stage_service(b->services, i);
	if (err == 0)
		err = svctab_change_prepare(b->services, why, sizeof(why));
	if (err != 0) {
		fprintf(stderr, "bench: services: %s\n", why);
		return err;
	}
	svctab_change_commit(b->services);
	return 0;
}

static int
affinity_make(struct bench_board *b)
{
	const struct affinity_params params = {
		.entry_max = 1u << 16,
		.worker_cnt = 1,
		.secret = {9, 10},
		.qsbr = b->qsbr,
		.services = b->services,
	};

	return affinity_create(&params, &b->affinity);
}

/* Behind each port one gateway with everything. */
static int
ways_make(struct bench_board *b)
{
	const struct fib_params params = {.qsbr = b->qsbr, .route_max = 256};
	const struct ip_prefix own[2] = {{.addr = addr_of(0xc0000201u), .len = 24},
					 {.addr = addr_of(0xcb007101u), .len = 24}};
	const struct ip_prefix to[2] = {{.addr = addr_of(CLIENT_FIRST), .len = 15},
					{.addr = addr_of(POD_FIRST & 0xff800000u), .len = 9}};
	int err = fib_create(&params, &b->fib);

	for (uint16_t port = 0; port < 2 && err == 0; port++) {
		struct fib_hop hop = {.kind = FIB_HOP_GATEWAY, .port = port, .mtu = 1500};
		uint32_t net;

		memcpy(&net, &own[port].addr.b[12], sizeof(net));
		hop.gateway = addr_of(ntohl(net) + 1);
		err = fib_port_addrs_set(b->fib, port, &own[port], 1, true);
		if (err == 0)
			err = fib_neighbor_set(b->fib, port, &hop.gateway, &gateways[port]);
		if (err == 0)
			err = fib_route_set(b->fib, &to[port], &hop);
	}
	return err;
}

static int
worker_make(struct bench_board *b)
{
	const struct ip_prefix pods = {.addr = addr_of(POD_FIRST & 0xff800000u), .len = 9};
	const struct ip_prefix services = {.addr = addr_of(VIP_FIRST & 0xfff00000u), .len = 12};
	const struct pipe_port ports[2] = {{.mac = macs[0], .mtu = 1500},
					   {.mac = macs[1], .mtu = 1500}};
	const struct pipe_config config = {
		.worker_cnt = 1,
		.socket = SOCKET_ID_ANY,
		.io = {.ctx = b, .rx = feed_rx, .tx = feed_tx},
		.ports = ports,
		.port_cnt = 2,
		.flows = b->flows,
		.services = b->services,
		.affinity = b->affinity,
		.fib = b->fib,
		.qsbr = b->qsbr,
		.pool = b->pool,
		.forward = SLUICE_FORWARD_PODS,
		.pod_cidrs = &pods,
		.pod_cidr_cnt = 1,
		.service_cidrs = &services,
		.service_cidr_cnt = 1,
		.masquerade = SLUICE_MASQUERADE_NEVER,
		.start_ms = now_ms(b),
		.secret = {5, 6},
	};

	return pipe_create(&config, &b->worker);
}

struct bench_board *
bench_board_create(uint32_t flow_max, uint32_t service_cnt)
{
	struct bench_board *b = calloc(1, sizeof(*b));
	struct flowtab_params flows = {
		.flow_max = flow_max,
		.worker_cnt = 1,
		.secret = {7, 8},
		.timers = {.tcp_established_ms = 7440000,
			   .tcp_opening_ms = 240000,
			   .tcp_closing_ms = 240000,
			   .udp_ms = 300000,
			   .udp_unreplied_ms = 120000,
			   .icmp_ms = 60000,
			   .sctp_established_ms = 7440000},
	};

	if (b == NULL)
		return NULL;
	b->service_cnt = service_cnt;
	b->pool = rte_pktmbuf_pool_create("bench", POOL_MBUFS, 256, 0, RTE_MBUF_DEFAULT_BUF_SIZE,
					  SOCKET_ID_ANY);
	b->qsbr = rte_zmalloc("qsbr", rte_rcu_qsbr_get_memsize(1), RTE_CACHE_LINE_SIZE);
	if (b->pool == NULL || b->qsbr == NULL || rte_rcu_qsbr_init(b->qsbr, 1) != 0)
		goto fail;
	flows.qsbr = b->qsbr;
	if (flowtab_create(&flows, &b->flows) == 0 && services_make(b) == 0 &&
	    affinity_make(b) == 0 && ways_make(b) == 0 && worker_make(b) == 0)
		return b;
fail:
	fprintf(stderr, "bench: the board cannot be made\n");
	bench_board_destroy(b);
	return NULL;
}

void
bench_board_destroy(struct bench_board *b)
{
	pipe_destroy(b->worker);
	fib_destroy(b->fib);
	affinity_destroy(b->affinity);
	svctab_destroy(b->services);
	flowtab_destroy(b->flows);
	rte_free(b->qsbr);
	rte_mempool_free(b->pool);
	free(b);
}

void
bench_board_draw(const struct bench_board *b, struct bench_flow *flows, uint32_t flow_cnt)
{
	for (uint32_t i = 0; i < flow_cnt; i++) {
		flows[i].key[FLOW_ORIGINAL] = (struct flow_key4){
			.src = htonl(CLIENT_FIRST + i / BENCH_FLOWS_PER_CLIENT),
			.dst = htonl(VIP_FIRST + i % b->service_cnt),
			.sport = htons((uint16_t)(PORT_FIRST + i % BENCH_FLOWS_PER_CLIENT)),
			.dport = htons(80),
			.proto = IPPROTO_TCP,
		};
		flows[i].hash[FLOW_ORIGINAL] =
			flowtab_hash4(b->flows, &flows[i].key[FLOW_ORIGINAL]);
	}
}

/* Poll until the feed is empty. @return cycles per packet without those of the feed */
static double
run(struct bench_board *b, struct feed feed)
{
	const struct worker_counters *c = pipe_counters(b->worker);
	uint64_t begin, cycles;

	b->feed = feed;
	begin = rte_rdtsc_precise();
	while (b->feed.at < b->feed.cnt)
		pipe_poll(b->worker, now_ms(b));
	cycles = rte_rdtsc_precise() - begin - b->feed.cycles;
	if (b->feed.sent != feed.cnt || pipe_account(c) != 0) {
		for (enum drop d = 1; d < DROP_CNT; d++)
			if (counter_read(&c->drops[d]) != 0)
				fprintf(stderr, "%s: %lu\n", drop_name(d), c->drops[d]);
		die("not every packet was sent on");
	}
	return (double)cycles / feed.cnt;
}

static void
learn_replies(const struct bench_board *b, struct bench_flow *flows, uint32_t flow_cnt)
{
	struct flow_view views[64];
	uint32_t cursor = 0, learnt = 0;

	while (cursor != UINT32_MAX) {
		unsigned int n = flowtab_dump4(b->flows, &cursor, views, RTE_DIM(views));

		for (unsigned int i = 0; i < n; i++, learnt++) {
			const struct flow_key4 *key = views[i].key;
			uint32_t nth = (ntohl(key->src) - CLIENT_FIRST) * BENCH_FLOWS_PER_CLIENT +
				       ntohs(key->sport) - PORT_FIRST;

			if (nth >= flow_cnt || memcmp(&flows[nth].key[0], key, sizeof(*key)) != 0)
				die("a flow that nobody opened");
			flows[nth].key[FLOW_REPLY] = key[FLOW_REPLY];
			flows[nth].hash[FLOW_REPLY] = flowtab_hash4(b->flows, &key[FLOW_REPLY]);
		}
	}
	if (learnt != flow_cnt)
		die("not every flow was opened");
}

double
bench_board_open(struct bench_board *b, struct bench_flow *flows, uint32_t flow_cnt)
{
	double cycles = run(b, (struct feed){.flows = flows, .cnt = flow_cnt});

	learn_replies(b, flows, flow_cnt);
	return cycles;
}

double
bench_board_carry(struct bench_board *b, const struct bench_flow *flows, const uint32_t *order,
		  uint32_t packet_cnt)
{
	return run(b, (struct feed){.flows = flows, .order = order, .cnt = packet_cnt});
}

void
bench_board_expire(struct bench_board *b)
{
	struct flowtab_stats stats;
	uint32_t polls = 0;

	b->feed = (struct feed){0};
	b->leap_ms += 7440001;
	do {
		b->leap_ms += 10; /* a step of the sweep */
		pipe_poll(b->worker, now_ms(b));
		polls++;
		flowtab_stats(b->flows, &stats);
	} while (stats.live != 0);
	/* what took so long to be swept is freed in as long a time */
	for (uint32_t i = 0; i < polls + 100; i++) {
		b->leap_ms += 10;
		pipe_poll(b->worker, now_ms(b));
	}
}
