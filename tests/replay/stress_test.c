/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * The whole pipeline under threads: eight workers on the CPUs there are, each packet to a worker at
 * random, few flows that end soon, so that their slots are used again all the time, and endpoints
 * that come and go.
 *
 * Model. A conversation is a client's address and port and a Service; it is one of three kinds, by
 * its number: TCP of a pod, TCP of a client outside, UDP of a client outside. The network around
 * the workers is their io: what a worker sends is checked on the spot, and a packet to a pod comes
 * back, with swapped ends and other flags, by a worker at random. Each payload tells its
 * conversation. Clients outside have ports of the masquerading range, no two alike, so none ever
 * needs another, and every packet's source, destination and pod are known beforehand.
 *
 * What must hold: the right pod; the right rewrite, checksums and TTL; nothing leaves untranslated;
 * no answer reaches another's client; in the end every packet and every buffer is accounted for.
 */
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <rte_ether.h>
#include <rte_ip.h>
#include <rte_lcore.h>
#include <rte_mbuf.h>
#include <rte_ring.h>
#include <rte_tcp.h>
#include <rte_udp.h>

#include "base/log.h"
#include "net/flowhash.h"
#include "net/maglev.h"
#include "replay/packet.h"
#include "replay/world.h"
#include "tables/flowtab.h"

#define WORKERS       8u
#define TALKS         4096u /* conversations, for 1024 flows */
#define RING_SLOTS    1024u
#define REPORTS_MAX   10
#define ACT_EVERY_MS  20
#define STEADY_VIP    RTE_IPV4(10, 111, 0, 1)
#define RESTLESS_VIP  RTE_IPV4(10, 111, 0, 2)
#define BOARD_ADDR    RTE_IPV4(10, 180, 0, 1)
#define PODS          RTE_IPV4(10, 180, 2, 0) /* and 1, 2, 3 */
#define POD_CLIENTS   RTE_IPV4(10, 180, 1, 0)
#define OTHER_CLIENTS RTE_IPV4(198, 51, 100, 0)
#define MAGIC         0x51a1ce00u

enum {
	WIRE,
	POD_SIDE,
	PORTS,
};

struct ends {
	uint32_t src, dst;
	uint16_t sport, dport;
};

struct payload {
	uint32_t magic;
	uint32_t talk;
};

/* What a worker's thread has for itself. */
struct lane {
	pthread_t thread;
	uint64_t random;
	uint64_t checked, answered;
};

static struct world world;
static struct rte_ring *rings[PORTS][WORKERS];
static struct lane lanes[WORKERS];
static struct rte_mempool *pool;
static uint16_t steady_pod[TALKS]; /* by number: the pod that the choice gives */
static uint64_t fed, taken, wrong;
static bool stop_all;
static unsigned int ready_cnt;

static uint64_t
random_next(uint64_t *s)
{
	*s ^= *s << 13;
	*s ^= *s >> 7;
	*s ^= *s << 17;
	return *s;
}

static uint64_t
now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (uint64_t)ts.tv_sec * 1000 + (uint64_t)ts.tv_nsec / 1000000;
}

static void
report(const char *what, const struct ends *e, uint32_t talk)
{
	if (__atomic_fetch_add(&wrong, 1, __ATOMIC_RELAXED) < REPORTS_MAX)
		fprintf(stderr, "%s: %08x:%u > %08x:%u, conversation %u\n", what, e->src, e->sport,
			e->dst, e->dport, talk);
}

/* Conversations ------------------------------------------------------------------------------ */

static bool
is_pods(uint32_t talk)
{
	return talk % 16 < 8;
}

/* Few, for none of them ends while there are packets: their flows leave room to others. */
static bool
is_udp(uint32_t talk)
{
	return talk % 16 == 8;
}

/* The packet as its client sends it. */
static struct ends
ends_of(uint32_t talk)
{
	return (struct ends){
		.src = (is_pods(talk) ? POD_CLIENTS : OTHER_CLIENTS) + 1 + talk % 200,
		.dst = is_udp(talk) ? RESTLESS_VIP : STEADY_VIP,
		.sport = (uint16_t)(20000 + talk),
		.dport = 80,
	};
}

static void
choose_pods(void)
{
	struct ip_end pods[3];
	uint16_t *slots = calloc(maglev_size(3), sizeof(*slots));

	for (uint32_t i = 0; i < 3; i++)
		pods[i] = (struct ip_end){addr_from_v4(rte_cpu_to_be_32(PODS + 1 + i)),
					  rte_cpu_to_be_16(8080)};
	if (slots == NULL || maglev_build(pods, 3, slots) < 0)
		abort();
	for (uint32_t talk = 0; talk < TALKS; talk++) {
		struct ends e = ends_of(talk);
		struct flow_key4 key = {
			.src = rte_cpu_to_be_32(e.src),
			.dst = rte_cpu_to_be_32(e.dst),
			.sport = rte_cpu_to_be_16(e.sport),
			.dport = rte_cpu_to_be_16(e.dport),
			.proto = IPPROTO_TCP,
		};

		steady_pod[talk] =
			1 + maglev_pick(slots, maglev_size(3), flowhash_v4(&flowhash_fixed, &key));
	}
	free(slots);
}

/* Packets ------------------------------------------------------------------------------------ */

struct frame {
	struct rte_ether_hdr eth;
	struct rte_ipv4_hdr ip;
	union {
		struct rte_tcp_hdr tcp;
		struct rte_udp_hdr udp;
		uint8_t bytes[sizeof(struct rte_tcp_hdr)];
	} l4;
} __attribute__((packed, aligned(2)));

static uint32_t
l4_bytes(bool is_of_udp)
{
	return is_of_udp ? sizeof(struct rte_udp_hdr) : sizeof(struct rte_tcp_hdr);
}

/* Write all headers of a packet of a conversation; its checksums anew. */
static void
frame_write(uint8_t *at, uint32_t talk, const struct ends *e, uint8_t flags, unsigned int port)
{
	struct payload payload = {MAGIC, talk};
	uint32_t l4_len = l4_bytes(is_udp(talk));
	struct frame f = {
		.eth = {.dst_addr = world.f.nics[port].mac,
			.src_addr = {{2, 0, 0, 0, 0, 9}},
			.ether_type = RTE_BE16(RTE_ETHER_TYPE_IPV4)},
		.ip = {.version_ihl = RTE_IPV4_VHL_DEF,
		       .total_length = rte_cpu_to_be_16(
			       (uint16_t)(sizeof(f.ip) + l4_len + sizeof(payload))),
		       .time_to_live = 64,
		       .next_proto_id = is_udp(talk) ? IPPROTO_UDP : IPPROTO_TCP,
		       .src_addr = rte_cpu_to_be_32(e->src),
		       .dst_addr = rte_cpu_to_be_32(e->dst)},
	};
	uint8_t *l4 = at + offsetof(struct frame, l4);
	struct rte_ipv4_hdr *ip = (struct rte_ipv4_hdr *)(void *)(at + sizeof(f.eth));

	if (is_udp(talk)) {
		f.l4.udp.src_port = rte_cpu_to_be_16(e->sport);
		f.l4.udp.dst_port = rte_cpu_to_be_16(e->dport);
		f.l4.udp.dgram_len = rte_cpu_to_be_16((uint16_t)(l4_len + sizeof(payload)));
	} else {
		f.l4.tcp.src_port = rte_cpu_to_be_16(e->sport);
		f.l4.tcp.dst_port = rte_cpu_to_be_16(e->dport);
		f.l4.tcp.data_off = sizeof(f.l4.tcp) / 4 << 4;
		f.l4.tcp.tcp_flags = flags;
	}
	memcpy(at, &f, offsetof(struct frame, l4) + l4_len);
	memcpy(l4 + l4_len, &payload, sizeof(payload));
	ip->hdr_checksum = rte_ipv4_cksum(ip);
	if (is_udp(talk))
		((struct rte_udp_hdr *)(void *)l4)->dgram_cksum = rte_ipv4_udptcp_cksum(ip, l4);
	else
		((struct rte_tcp_hdr *)(void *)l4)->cksum = rte_ipv4_udptcp_cksum(ip, l4);
}

static void
push(struct rte_mbuf *m, unsigned int port, uint64_t *random)
{
	if (rte_ring_enqueue(rings[port][random_next(random) % WORKERS], m) == 0)
		__atomic_fetch_add(&fed, 1, __ATOMIC_RELAXED);
	else
		rte_pktmbuf_free(m);
}

static void
send_request(uint64_t *random)
{
	static const uint8_t flags[8] = {
		RTE_TCP_SYN_FLAG, RTE_TCP_SYN_FLAG, RTE_TCP_SYN_FLAG, RTE_TCP_ACK_FLAG,
		RTE_TCP_ACK_FLAG, RTE_TCP_ACK_FLAG, RTE_TCP_FIN_FLAG, RTE_TCP_RST_FLAG,
	};
	uint64_t r = random_next(random);
	uint32_t talk = (uint32_t)(r >> 8) % TALKS;
	unsigned int port = is_pods(talk) ? POD_SIDE : WIRE;
	struct ends e = ends_of(talk);
	uint8_t bytes[sizeof(struct frame) + sizeof(struct payload)];
	struct rte_mbuf *m;

	frame_write(bytes, talk, &e, flags[r % 8], port);
	m = packet_mbuf(pool, bytes,
			(uint32_t)(offsetof(struct frame, l4) + l4_bytes(is_udp(talk)) +
				   sizeof(struct payload)));
	if (m != NULL)
		push(m, port, random);
}

/* The network -------------------------------------------------------------------------------- */

static uint16_t
network_rx(void *ctx, uint16_t port, uint16_t queue, struct rte_mbuf **pkts, uint16_t n)
{
	n = (uint16_t)rte_ring_dequeue_burst(rings[port][queue], (void **)pkts, n, NULL);
	__atomic_fetch_add(&taken, n, __ATOMIC_RELAXED);
	return n;
}

/* An answer of a pod: sent, it comes to any worker. */
static void
answer(struct lane *lane, struct rte_mbuf *m, uint32_t talk, const struct ends *e)
{
	static const uint8_t flags[8] = {
		RTE_TCP_SYN_FLAG | RTE_TCP_ACK_FLAG,
		RTE_TCP_SYN_FLAG | RTE_TCP_ACK_FLAG,
		RTE_TCP_SYN_FLAG | RTE_TCP_ACK_FLAG,
		RTE_TCP_ACK_FLAG,
		RTE_TCP_ACK_FLAG,
		RTE_TCP_ACK_FLAG,
		RTE_TCP_FIN_FLAG | RTE_TCP_ACK_FLAG,
		RTE_TCP_RST_FLAG,
	};
	const struct ends back = {e->dst, e->src, e->dport, e->sport};

	frame_write(rte_pktmbuf_mtod(m, uint8_t *), talk, &back,
		    flags[random_next(&lane->random) % 8], POD_SIDE);
	lane->answered++;
	push(m, POD_SIDE, &lane->random);
}

static bool
is_right_request(uint32_t talk, const struct ends *e)
{
	struct ends want = ends_of(talk);
	uint32_t pod = e->dst - PODS;

	return e->src == (is_pods(talk) ? want.src : BOARD_ADDR) && e->sport == want.sport &&
	       e->dport == 8080 && (is_udp(talk) ? pod >= 1 && pod <= 3 : pod == steady_pod[talk]);
}

static bool
is_right_answer(uint32_t talk, const struct ends *e)
{
	struct ends want = ends_of(talk);

	return e->src == want.dst && e->sport == want.dport && e->dst == want.src &&
	       e->dport == want.sport;
}

/* A refusal that a worker made: it has no payload, and comes from a VIP. */
static bool
is_refusal(const struct rte_mbuf *m, const struct ends *e)
{
	return e->src == STEADY_VIP && e->sport == 80 && e->dport >= 20000 &&
	       e->dport < 20000 + TALKS && is_right_answer(e->dport - 20000u, e) &&
	       m->pkt_len == offsetof(struct frame, l4) + sizeof(struct rte_tcp_hdr);
}

static void
check_sent(struct lane *lane, struct rte_mbuf *m, unsigned int port)
{
	const struct frame *f = rte_pktmbuf_mtod(m, const struct frame *);
	bool is_of_udp = f->ip.next_proto_id == IPPROTO_UDP;
	const uint8_t *l4 = rte_pktmbuf_mtod_offset(m, const uint8_t *, offsetof(struct frame, l4));
	const struct rte_ipv4_hdr *ip = rte_pktmbuf_mtod_offset(m, const struct rte_ipv4_hdr *,
								sizeof(struct rte_ether_hdr));
	struct ends e = {rte_be_to_cpu_32(f->ip.src_addr), rte_be_to_cpu_32(f->ip.dst_addr),
			 rte_be_to_cpu_16(f->l4.tcp.src_port),
			 rte_be_to_cpu_16(f->l4.tcp.dst_port)};
	struct payload payload = {0, TALKS};

	lane->checked++; /* a sum over all with its checksum is 0, which DPDK says of UDP as ffff */
	if (m->pkt_len == offsetof(struct frame, l4) + l4_bytes(is_of_udp) + sizeof(payload))
		memcpy(&payload, l4 + l4_bytes(is_of_udp), sizeof(payload));
	if (rte_ipv4_cksum(ip) != 0 ||
	    rte_ipv4_udptcp_cksum(ip, l4) != (is_of_udp ? UINT16_MAX : 0)) {
		report("wrong checksum", &e, payload.talk);
	} else if (is_refusal(m, &e)) {
		;
	} else if (payload.magic != MAGIC || payload.talk >= TALKS || f->ip.time_to_live != 63) {
		report("unknown packet", &e, payload.talk);
	} else if (port == POD_SIDE && is_right_request(payload.talk, &e)) {
		answer(lane, m, payload.talk, &e);
		return;
	} else if (port != (is_pods(payload.talk) ? POD_SIDE : WIRE) ||
		   !is_right_answer(payload.talk, &e)) {
		report("wrong or untranslated", &e, payload.talk);
	}
	rte_pktmbuf_free(m);
}

static uint16_t
network_tx(void *ctx, uint16_t port, uint16_t queue, struct rte_mbuf **pkts, uint16_t n)
{
	for (uint16_t i = 0; i < n; i++)
		check_sent(&lanes[queue], pkts[i], port);
	return n;
}

static uint16_t
twin_rx(void *ctx, uint16_t port, uint16_t queue, struct rte_mbuf **pkts, uint16_t n)
{
	return 0;
}

static uint16_t
twin_tx(void *ctx, uint16_t port, uint16_t queue, struct rte_mbuf **pkts, uint16_t n)
{
	static const struct ends nothing;

	report("sent to the kernel", &nothing, queue);
	rte_pktmbuf_free_bulk(pkts, n);
	return n;
}

/* Threads ------------------------------------------------------------------------------------ */

static void *
work(void *arg)
{
	struct lane *lane = arg;
	struct worker *pipe = world.f.workers[lane - lanes].pipe;
	uint64_t start_ms = now_ms();

	if (rte_thread_register() < 0)
		abort();
	__atomic_fetch_add(&ready_cnt, 1, __ATOMIC_RELAXED);
	while (!__atomic_load_n(&stop_all, __ATOMIC_RELAXED))
		if (pipe_poll(pipe, (uint32_t)(now_ms() - start_ms)) == 0)
			sched_yield();
	rte_thread_unregister();
	return NULL;
}

/* The main thread's part: packets, and a pod that comes and goes. */
static void
feed(unsigned int seconds)
{
	uint64_t until_ms = now_ms() + seconds * 1000, act_ms = 0, random = 88172645463325252u;
	struct faults faults = {0};
	char why[256];
	bool is_ready = true;

	while (now_ms() < until_ms) {
		for (int i = 0; i < 64; i++)
			send_request(&random);
		sched_yield();
		if (now_ms() < act_ms)
			continue;
		is_ready = !is_ready;
		act_ms = now_ms() + ACT_EVERY_MS;
		if (world_act(&world,
			      is_ready ? "ready:pod/restless-3=true" : "ready:pod/restless-3=false",
			      &faults, why, sizeof(why)) < 0) {
			fprintf(stderr, "a pod's readiness cannot be set: %s\n", why);
			wrong++;
		}
		world_reclaim(&world);
	}
	faults_fini(&faults);
}

/* Let what is under way arrive: nothing is answered for good, so answers end by themselves. */
static void
drain(void)
{
	for (int quiet = 0; quiet < 20; quiet++) {
		struct timespec pause = {.tv_nsec = 10000000};
		uint64_t before = __atomic_load_n(&fed, __ATOMIC_RELAXED);

		nanosleep(&pause, NULL);
		if (__atomic_load_n(&fed, __ATOMIC_RELAXED) != before ||
		    __atomic_load_n(&taken, __ATOMIC_RELAXED) != before)
			quiet = 0;
	}
}

static int
set_up(const char *folder)
{
	struct world_params params = {
		.workers = WORKERS,
		.seed = 1,
		.io = &(struct pipe_io){NULL, network_rx, network_tx, twin_rx, twin_tx},
	};
	char board[512], manifest[512], why[256] = "";
	struct faults faults = {0};
	int rc;

	snprintf(board, sizeof(board), "%s/stress-board.yaml", folder);
	snprintf(manifest, sizeof(manifest), "%s/stress.yaml", folder);
	params.config = board;
	rc = world_create(&world, &params, &faults, why, sizeof(why));
	if (rc == 0)
		rc = world_load(&world, manifest, &faults, why, sizeof(why));
	for (size_t i = 0; i < faults.cnt; i++)
		fprintf(stderr, "%s: %s\n", faults.v[i].path, faults.v[i].reason);
	faults_fini(&faults);
	world.f.announces.cnt = 0;
	for (unsigned int port = 0; rc == 0 && port < PORTS; port++)
		for (unsigned int w = 0; rc == 0 && w < WORKERS; w++) {
			char name[32];

			snprintf(name, sizeof(name), "ring-%u-%u", port, w);
			rings[port][w] = rte_ring_create(name, RING_SLOTS, SOCKET_ID_ANY, 0);
			rc = rings[port][w] == NULL ? -1 : 0;
		}
	if (rc == 0)
		pool = world.f.pool;
	else
		fprintf(stderr, "%s\n", why);
	return rc;
}

/* In the end all is accounted for. */
static void
settle_accounts(unsigned int buffers)
{
	struct flowtab_stats flows;
	uint64_t rx = 0, checked = 0, answered = 0;

	for (unsigned int w = 0; w < WORKERS; w++) {
		const struct worker_counters *c = pipe_counters(world.f.workers[w].pipe);

		if (pipe_account(c) != 0) {
			fprintf(stderr, "worker %u loses count by %lld\n", w,
				(long long)pipe_account(c));
			wrong++;
		}
		rx += counter_read(&c->rx);
		checked += lanes[w].checked;
		answered += lanes[w].answered;
	}
	flowtab_stats(world.f.flows, &flows);
	printf("%llu packets, %llu checked, %llu answered; %llu flows made, %llu live at most "
	       "%llu\n",
	       (unsigned long long)rx, (unsigned long long)checked, (unsigned long long)answered,
	       (unsigned long long)flows.created, (unsigned long long)flows.live,
	       (unsigned long long)flows.max);
	if (rx != fed || taken != fed) {
		fprintf(stderr, "%llu packets fed, %llu received\n", (unsigned long long)fed,
			(unsigned long long)rx);
		wrong++;
	}
	if (flows.created < 2 * flows.max || answered == 0) {
		fprintf(stderr, "too little happened to prove anything\n");
		wrong++;
	}
	if (rte_mempool_avail_count(pool) != buffers) {
		fprintf(stderr, "%u of %u packet buffers came back\n",
			rte_mempool_avail_count(pool), buffers);
		wrong++;
	}
}

int
main(int argc, char **argv)
{
	unsigned int buffers;

	log_init("stress", LOG_LEVEL_WARN);
	if (set_up(argc > 1 ? argv[1] : STRESS_FOLDER) < 0)
		return EXIT_FAILURE;
	choose_pods();
	buffers = rte_mempool_avail_count(pool);
	for (unsigned int w = 0; w < WORKERS; w++) {
		lanes[w].random = 0x9e3779b97f4a7c15u * (w + 1);
		if (pthread_create(&lanes[w].thread, NULL, work, &lanes[w]) != 0)
			return EXIT_FAILURE;
	}
	while (__atomic_load_n(&ready_cnt, __ATOMIC_RELAXED) < WORKERS)
		sched_yield();
	feed(argc > 2 ? (unsigned int)atoi(argv[2]) : 5);
	drain();
	__atomic_store_n(&stop_all, true, __ATOMIC_RELAXED);
	for (unsigned int w = 0; w < WORKERS; w++)
		pthread_join(lanes[w].thread, NULL);
	settle_accounts(buffers);
	world_destroy(&world);
	return wrong == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
