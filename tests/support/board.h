/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * A small board for tests of the data plane: real tables, one worker or more, arrays for wires.
 *
 *	client 192.0.2.7 ---- port 0, twin, 192.0.2.1/24 [board] port 1, 10.180.0.1/24 ---- pods
 *	router 192.0.2.254                                                    10.180.0.11 to .13
 */
#pragma once

#include "dataplane/io.h"
#include "dataplane/pipeline.h"
#include "support/packet.h"
#include "tables/affinity.h"
#include "tables/drop.h"
#include "tables/fib.h"
#include "tables/flowtab.h"
#include "tables/svctab.h"

#define IP(a, b, c, d)                                                                             \
	((uint32_t)(a) << 24 | (uint32_t)(b) << 16 | (uint32_t)(c) << 8 | (uint32_t)(d))

#define CLIENT     IP(192, 0, 2, 7)
#define ROUTER     IP(192, 0, 2, 254)
#define FAR        IP(198, 51, 100, 5) /* behind the router */
#define BOARD0     IP(192, 0, 2, 1)
#define BOARD1     IP(10, 180, 0, 1)
#define POD(n)     IP(10, 180, 0, 10 + (n))
#define LOST_POD   IP(10, 180, 0, 99) /* its MAC address is not known */
#define MAC_PORT0  UINT64_C(0x020000000001)
#define MAC_PORT1  UINT64_C(0x020000000011)
#define MAC_CLIENT UINT64_C(0x020000000007)
#define MAC_ROUTER UINT64_C(0x0200000000fe)
#define MAC_POD(n) (UINT64_C(0x020000010000) + (n))

enum {
	BOARD_WORKER_MAX = 4,
	BOARD_START_MS = 1000,
};

struct board {
	struct rte_mempool *pool;
	struct rte_rcu_qsbr *qsbr;
	struct flowtab *flows;
	struct svctab *services;
	struct affinity *affinity;
	struct fib *fib;
	struct pipe_io_array *io;
	struct worker *worker[BOARD_WORKER_MAX];
	unsigned int worker_cnt;
	uint32_t now_ms;
	uint32_t flow_max; /* set before board_make; 0: 4096 */
};

/* One Service of the board, in few words. */
struct board_service {
	const char *name;
	uint8_t proto;
	uint16_t port, node_port;
	uint8_t internal_policy, external_policy;
	uint32_t cluster_ip, external_ip, lb_ip; /* 0: none */
	uint32_t source_range;                   /* 0: none */
	uint8_t source_range_len;
	unsigned int endpoint_cnt;
	uint16_t endpoint_flags;
	uint32_t endpoints[4];
	uint16_t endpoint_port;
};

#define BOARD_MEGABYTES "512" /* that EAL needs for it */

/** Make the board; tweak may change a worker's configuration, or be NULL. @return 0 or -errno */
int board_make(struct board *b, unsigned int worker_cnt, void (*tweak)(struct pipe_config *c));

/** Take it down. @return packet buffers that were not given back: to be 0 */
unsigned int board_end(struct board *b);

/** Install a Service, or change it. @return 0 or what svctab says */
int board_serve(struct board *b, const struct board_service *s);

/** Remove a Service. */
int board_unserve(struct board *b, const struct board_service *s);

/** Have a worker receive a frame. */
void board_push(struct board *b, unsigned int worker, enum pipe_side side, uint16_t port,
		const struct frame *f);

/** Let all workers poll once at b->now_ms. */
void board_poll(struct board *b);

/** Send one packet in on worker 0 and poll. */
void board_send(struct board *b, enum pipe_side side, uint16_t port, const struct packet *p);

/** Take what came out, of any worker. @return false when there is nothing */
bool board_take(struct board *b, enum pipe_side side, uint16_t port, struct frame *f);

/** The same, read as a packet; it must be sound. */
bool board_take_packet(struct board *b, enum pipe_side side, uint16_t port, struct packet *p);

/** Sum of a drop reason over the workers. */
uint64_t board_drops(const struct board *b, enum drop reason);

/** Do all workers' counters balance, and is nothing left to take? */
bool board_is_settled(struct board *b);

/** Know a pod's MAC address, or forget it. */
void board_neighbor(struct board *b, uint32_t addr, uint64_t mac);
