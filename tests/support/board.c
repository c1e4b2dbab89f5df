/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * Packets live in external buffers of exactly their size, so that a sanitizer sees every step past
 * their end: inside the pool it would see none.
 */
#include "support/board.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include <rte_eal.h>
#include <rte_malloc.h>
#include <rte_mbuf.h>
#include <rte_rcu_qsbr.h>

#include "channel/build.h"

static struct rte_ether_addr
mac_of(uint64_t mac)
{
	struct rte_ether_addr a;

	for (int i = 0; i < RTE_ETHER_ADDR_LEN; i++)
		a.addr_bytes[i] = (uint8_t)(mac >> (40 - 8 * i));
	return a;
}

static struct ip_addr
addr_of(uint32_t host)
{
	return addr_from_v4(rte_cpu_to_be_32(host));
}

static struct ip_prefix
prefix_of(uint32_t host, uint8_t len)
{
	return (struct ip_prefix){.addr = addr_of(host), .len = len};
}

void
board_neighbor(struct board *b, uint32_t addr, uint64_t mac)
{
	uint16_t port = addr >> 24 == 10 ? 1 : 0;
	struct ip_addr a = addr_of(addr);
	struct rte_ether_addr m = mac_of(mac);

	if (mac == 0)
		fib_neighbor_remove(b->fib, port, &a);
	else
		fib_neighbor_set(b->fib, port, &a, &m);
}

static int
make_routes(struct board *b)
{
	const struct ip_prefix addrs[2] = {prefix_of(BOARD0, 24), prefix_of(BOARD1, 24)};
	const struct ip_addr local[2] = {addr_of(BOARD0), addr_of(BOARD1)};
	const struct ip_prefix any = prefix_of(0, 0);
	const struct fib_hop router = {
		.kind = FIB_HOP_GATEWAY, .port = 0, .mtu = 1500, .gateway = addr_of(ROUTER)};
	const struct fib_params params = {.qsbr = b->qsbr, .route_max = 256};
	int err = fib_create(&params, &b->fib);

	for (uint16_t port = 0; port < 2 && err == 0; port++)
		err = fib_port_addrs_set(b->fib, port, &addrs[port], 1, true);
	if (err == 0)
		err = fib_route_set(b->fib, &any, &router);
	if (err != 0)
		return err;
	board_neighbor(b, CLIENT, MAC_CLIENT);
	board_neighbor(b, ROUTER, MAC_ROUTER);
	for (unsigned int i = 1; i <= 3; i++)
		board_neighbor(b, POD(i), MAC_POD(i));
	return svctab_set_local(b->services, local, 2, local, 2);
}

static int
make_tables(struct board *b)
{
	struct flowtab_params flows = {
		.flow_max = b->flow_max == 0 ? 4096 : b->flow_max,
		.worker_cnt = b->worker_cnt,
		.secret = {1, 2},
		.timers = {.tcp_established_ms = 7440000,
			   .tcp_opening_ms = 240000,
			   .tcp_closing_ms = 240000,
			   .udp_ms = 300000,
			   .udp_unreplied_ms = 120000,
			   .icmp_ms = 60000,
			   .sctp_established_ms = 7440000},
	};
	struct svctab_params services = {.worker_cnt = b->worker_cnt};
	int err;

	b->qsbr = rte_zmalloc("qsbr", rte_rcu_qsbr_get_memsize(BOARD_WORKER_MAX), 64);
	if (b->qsbr == NULL || rte_rcu_qsbr_init(b->qsbr, BOARD_WORKER_MAX) != 0)
		return -ENOMEM;
	flows.qsbr = b->qsbr;
	services.qsbr = b->qsbr;
	err = flowtab_create(&flows, &b->flows);
	if (err == 0)
		err = svctab_create(&services, &b->services);
	if (err == 0)
		err = affinity_create(
			&(struct affinity_params){
				.entry_max = 64,
				.worker_cnt = b->worker_cnt,
				.secret = {5, 6},
				.qsbr = b->qsbr,
				.services = b->services,
			},
			&b->affinity);
	return err == 0 ? make_routes(b) : err;
}

int
board_make(struct board *b, unsigned int worker_cnt, void (*tweak)(struct pipe_config *c))
{
	static const uint64_t macs[2] = {MAC_PORT0, MAC_PORT1};
	const struct ip_prefix pods = prefix_of(IP(10, 180, 0, 0), 16);
	const struct ip_prefix services = prefix_of(IP(10, 96, 0, 0), 12);
	struct pipe_port ports[2] = {{.mtu = 1500, .twin = true}, {.mtu = 1500}};
	struct pipe_config c = {
		.worker_cnt = worker_cnt,
		.socket = SOCKET_ID_ANY,
		.ports = ports,
		.port_cnt = 2,
		.forward = SLUICE_FORWARD_PODS,
		.pod_cidrs = &pods,
		.pod_cidr_cnt = 1,
		.service_cidrs = &services,
		.service_cidr_cnt = 1,
		.masquerade = SLUICE_MASQUERADE_AUTO,
		.reject_rate = 100,
		.reject_burst = 10,
		.start_ms = BOARD_START_MS,
		.secret = {3, 4},
	};
	int err;

	b->worker_cnt = worker_cnt;
	b->now_ms = BOARD_START_MS;
	b->pool = rte_pktmbuf_pool_create("board", 4095, 0, 0, RTE_MBUF_DEFAULT_BUF_SIZE,
					  SOCKET_ID_ANY);
	if (b->pool == NULL)
		return -ENOMEM;
	err = make_tables(b);
	if (err == 0)
		err = pipe_io_array_create(2, (uint16_t)worker_cnt, 1024, &b->io);
	if (err != 0)
		return err;
	for (int i = 0; i < 2; i++)
		ports[i].mac = mac_of(macs[i]);
	c.io = pipe_io_array(b->io);
	c.flows = b->flows;
	c.services = b->services;
	c.affinity = b->affinity;
	c.fib = b->fib;
	c.qsbr = b->qsbr;
	c.pool = b->pool;
	if (tweak != NULL)
		tweak(&c);
	for (c.worker = 0; c.worker < worker_cnt && err == 0; c.worker++)
		err = pipe_create(&c, &b->worker[c.worker]);
	return err;
}

unsigned int
board_end(struct board *b)
{
	unsigned int in_use;

	for (unsigned int i = 0; i < b->worker_cnt; i++)
		pipe_destroy(b->worker[i]);
	pipe_io_array_destroy(b->io);
	affinity_destroy(b->affinity);
	svctab_destroy(b->services);
	flowtab_destroy(b->flows);
	fib_destroy(b->fib);
	rte_free(b->qsbr);
	in_use = rte_mempool_in_use_count(b->pool);
	rte_mempool_free(b->pool);
	return in_use;
}

static struct sluice_addr
block_addr(uint32_t host)
{
	struct ip_addr a = addr_of(host);
	struct sluice_addr out;

	memcpy(out.b, a.b, sizeof(out.b));
	return out;
}

static uint64_t
set_id(const struct board_service *s)
{
	char name[64];

	snprintf(name, sizeof(name), "%s/set", s->name);
	return block_id(name);
}

static int
compare_endpoints(const void *a, const void *b)
{
	return memcmp(a, b, sizeof(struct sluice_addr));
}

static int
stage_endpoints(struct board *b, const struct board_service *s, struct buf *buf)
{
	struct sluice_endpoints body = {
		.service_id = block_id(s->name), .family = 4, .proto = s->proto};
	struct sluice_endpoint e[4] = {0};
	int err;

	for (unsigned int i = 0; i < s->endpoint_cnt; i++) {
		e[i].addr = block_addr(s->endpoints[i]);
		e[i].port = s->endpoint_port;
		e[i].flags = s->endpoint_flags != 0
				     ? s->endpoint_flags
				     : SLUICE_ENDPOINT_USE_CLUSTER | SLUICE_ENDPOINT_SERVING;
	}
	qsort(e, s->endpoint_cnt, sizeof(e[0]), compare_endpoints);
	block_build_begin(buf, sizeof(body));
	body.endpoints = block_build_section(buf, e, sizeof(e[0]), s->endpoint_cnt);
	err = block_build_end(buf, SLUICE_BLOCK_ENDPOINTS, set_id(s), &body.head, sizeof(body));
	return err == 0 ? svctab_change_block(b->services, (const void *)buf->data) : err;
}

static uint32_t
list_vips(const struct board_service *s, struct sluice_vip vips[3])
{
	const struct {
		uint32_t addr;
		uint8_t kind;
	} all[3] = {{s->cluster_ip, SLUICE_VIP_CLUSTER},
		    {s->external_ip, SLUICE_VIP_EXTERNAL},
		    {s->lb_ip, SLUICE_VIP_LB}};
	uint32_t cnt = 0;

	for (int i = 0; i < 3; i++)
		if (all[i].addr != 0)
			vips[cnt++] = (struct sluice_vip){.addr = block_addr(all[i].addr),
							  .kind = all[i].kind};
	return cnt;
}

static int
stage_service(struct board *b, const struct board_service *s, struct buf *buf)
{
	struct sluice_service body = {.internal_policy = s->internal_policy,
				      .external_policy = s->external_policy};
	struct sluice_service_port port = {
		.port = s->port, .node_port = s->node_port, .proto = s->proto, .set4 = set_id(s)};
	struct sluice_prefix range = {.addr = block_addr(s->source_range),
				      .len = s->source_range_len};
	struct sluice_vip vips[3] = {0};
	uint32_t vip_cnt = list_vips(s, vips);
	int err;

	block_build_begin(buf, sizeof(body));
	body.name_off = block_build_string(buf, s->name);
	port.name_off = block_build_string(buf, "");
	body.ports = block_build_section(buf, &port, sizeof(port), 1);
	body.vips = block_build_section(buf, vips, sizeof(vips[0]), vip_cnt);
	body.source_ranges = block_build_section(buf, &range, sizeof(range), s->source_range != 0);
	err = block_build_end(buf, SLUICE_BLOCK_SERVICE, block_id(s->name), &body.head,
			      sizeof(body));
	return err == 0 ? svctab_change_block(b->services, (const void *)buf->data) : err;
}

static int
commit(struct board *b, int err)
{
	char why[128];

	if (err != 0) {
		svctab_change_abort(b->services);
		return err;
	}
	err = svctab_change_prepare(b->services, why, sizeof(why));
	if (err != 0)
		fprintf(stderr, "%s\n", why);
	else
		svctab_change_commit(b->services);
	return err;
}

int
board_serve(struct board *b, const struct board_service *s)
{
	struct buf buf = {0};
	int err = svctab_change_begin(b->services, false);

	if (err == 0)
		err = stage_endpoints(b, s, &buf);
	if (err == 0)
		err = stage_service(b, s, &buf);
	buf_fini(&buf);
	return commit(b, err);
}

int
board_unserve(struct board *b, const struct board_service *s)
{
	int err = svctab_change_begin(b->services, false);

	if (err == 0)
		err = svctab_change_remove(b->services, SLUICE_BLOCK_SERVICE, block_id(s->name));
	if (err == 0)
		err = svctab_change_remove(b->services, SLUICE_BLOCK_ENDPOINTS, set_id(s));
	return commit(b, err);
}

static void
buffer_free(void *buffer, void *shinfo)
{
	free(buffer);
	free(shinfo);
}

static struct rte_mbuf *
mbuf_of(struct board *b, const struct frame *f)
{
	struct rte_mbuf *m = rte_pktmbuf_alloc(b->pool);
	struct rte_mbuf_ext_shared_info *shinfo = calloc(1, sizeof(*shinfo));

	if (m == NULL || shinfo == NULL)
		abort();
	shinfo->free_cb = buffer_free;
	shinfo->fcb_opaque = shinfo;
	rte_mbuf_ext_refcnt_set(shinfo, 1);
	rte_pktmbuf_attach_extbuf(m, frame_copy(f, f->len), RTE_BAD_IOVA, (uint16_t)f->len, shinfo);
	m->data_off = 0;
	m->data_len = (uint16_t)f->len;
	m->pkt_len = (uint32_t)f->len;
	return m;
}

void
board_push(struct board *b, unsigned int worker, enum pipe_side side, uint16_t port,
	   const struct frame *f)
{
	if (!pipe_io_array_push(b->io, side, port, (uint16_t)worker, mbuf_of(b, f)))
		abort();
}

void
board_poll(struct board *b)
{
	for (unsigned int i = 0; i < b->worker_cnt; i++)
		pipe_poll(b->worker[i], b->now_ms);
	svctab_reclaim(b->services);
	fib_reclaim(b->fib);
}

void
board_send(struct board *b, enum pipe_side side, uint16_t port, const struct packet *p)
{
	struct frame f;

	packet_write(&f, p);
	board_push(b, 0, side, port, &f);
	board_poll(b);
}

bool
board_take(struct board *b, enum pipe_side side, uint16_t port, struct frame *f)
{
	for (uint16_t i = 0; i < b->worker_cnt; i++) {
		struct rte_mbuf *m = pipe_io_array_pull(b->io, side, port, i);

		if (m == NULL)
			continue;
		f->len = rte_pktmbuf_pkt_len(m);
		const void *bytes = rte_pktmbuf_read(m, 0, (uint32_t)f->len, f->b);
		if (bytes != f->b)
			memcpy(f->b, bytes, f->len);
		rte_pktmbuf_free(m);
		return true;
	}
	return false;
}

bool
board_take_packet(struct board *b, enum pipe_side side, uint16_t port, struct packet *p)
{
	struct frame f;

	return board_take(b, side, port, &f) && packet_read(f.b, f.len, p) && !p->is_ip_sum_wrong;
}

uint64_t
board_drops(const struct board *b, enum drop reason)
{
	uint64_t n = 0;

	for (unsigned int i = 0; i < b->worker_cnt; i++)
		n += pipe_counters(b->worker[i])->drops[reason];
	return n;
}

bool
board_is_settled(struct board *b)
{
	struct frame f;
	bool is_settled = true;

	for (unsigned int i = 0; i < b->worker_cnt; i++)
		is_settled = is_settled && pipe_account(pipe_counters(b->worker[i])) == 0;
	for (uint16_t port = 0; port < 2; port++)
		is_settled = is_settled && !board_take(b, PIPE_WIRE, port, &f) &&
			     !board_take(b, PIPE_TWIN, port, &f);
	return is_settled;
}
