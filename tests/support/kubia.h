/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * Services and packets that most tests of the data plane begin with.
 */
#pragma once

#include "support/board.h"

#define KUBIA_VIP   IP(10, 111, 88, 195)
#define KUBIA_LB    IP(203, 0, 113, 16)
#define KUBIA_EXT   IP(203, 0, 113, 99)
#define KUBIA_NODE  30123
#define DNS_VIP     IP(10, 96, 0, 10)
#define EMPTY_VIP   IP(10, 96, 0, 20)
#define LOCAL_VIP   IP(10, 96, 0, 30)
#define LOCAL_LB    IP(203, 0, 113, 17)
#define RANGED_LB   IP(203, 0, 113, 18)
#define CLIENT_PORT 40000

static const struct board_service kubia = {
	.name = "default/kubia",
	.proto = PACKET_TCP,
	.port = 80,
	.node_port = KUBIA_NODE,
	.cluster_ip = KUBIA_VIP,
	.external_ip = KUBIA_EXT,
	.lb_ip = KUBIA_LB,
	.endpoint_cnt = 3,
	.endpoints = {POD(1), POD(2), POD(3)},
	.endpoint_port = 8080,
};

static const struct board_service kubia_one = {
	.name = "default/kubia",
	.proto = PACKET_TCP,
	.port = 80,
	.node_port = KUBIA_NODE,
	.cluster_ip = KUBIA_VIP,
	.external_ip = KUBIA_EXT,
	.lb_ip = KUBIA_LB,
	.endpoint_cnt = 1,
	.endpoints = {POD(1)},
	.endpoint_port = 8080,
};

static const struct board_service dns = {
	.name = "kube-system/kube-dns",
	.proto = PACKET_UDP,
	.port = 53,
	.cluster_ip = DNS_VIP,
	.endpoint_cnt = 1,
	.endpoints = {POD(2)},
	.endpoint_port = 5353,
};

static const struct board_service empty = {
	.name = "default/empty",
	.proto = PACKET_TCP,
	.port = 80,
	.cluster_ip = EMPTY_VIP,
	.endpoint_port = 8080,
};

/* policy Local both ways, and no endpoint on this node */
static const struct board_service local = {
	.name = "default/local",
	.proto = PACKET_TCP,
	.port = 80,
	.internal_policy = SLUICE_POLICY_LOCAL,
	.external_policy = SLUICE_POLICY_LOCAL,
	.cluster_ip = LOCAL_VIP,
	.lb_ip = LOCAL_LB,
	.endpoint_cnt = 1,
	.endpoints = {POD(3)},
	.endpoint_port = 9000,
};

static const struct board_service ranged = {
	.name = "default/ranged",
	.proto = PACKET_TCP,
	.port = 80,
	.lb_ip = RANGED_LB,
	.source_range = IP(198, 51, 100, 0),
	.source_range_len = 24,
	.endpoint_cnt = 1,
	.endpoints = {POD(3)},
	.endpoint_port = 9001,
};

/** A TCP packet from the client outside. */
static inline struct packet
from_client(uint32_t dst, uint16_t dport, uint8_t flags)
{
	return (struct packet){
		.dmac = MAC_PORT0,
		.smac = MAC_CLIENT,
		.src = CLIENT,
		.dst = dst,
		.proto = PACKET_TCP,
		.ttl = 64,
		.sport = CLIENT_PORT,
		.dport = dport,
		.seq = 1000,
		.flags = flags,
	};
}

/** A TCP packet from a pod. */
static inline struct packet
from_pod(unsigned int pod, uint32_t dst, uint16_t sport, uint16_t dport, uint8_t flags)
{
	return (struct packet){
		.dmac = MAC_PORT1,
		.smac = MAC_POD(pod),
		.src = POD(pod),
		.dst = dst,
		.proto = PACKET_TCP,
		.ttl = 64,
		.sport = sport,
		.dport = dport,
		.seq = 5000,
		.flags = flags,
	};
}

/** A TCP packet that the board's own kernel sends. */
static inline struct packet
from_kernel(uint32_t dst, uint16_t dport, uint8_t flags)
{
	struct packet p = from_client(dst, dport, flags);

	p.dmac = MAC_ROUTER;
	p.smac = MAC_PORT0;
	p.src = BOARD0;
	return p;
}

/** What a pod answers to a packet as it received it. */
static inline struct packet
answer_to(const struct packet *in, uint8_t flags)
{
	struct packet p = *in;

	p.dmac = in->smac;
	p.smac = in->dmac;
	p.src = in->dst;
	p.dst = in->src;
	p.sport = in->dport;
	p.dport = in->sport;
	p.ttl = 64;
	p.flags = flags;
	return p;
}
