/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * A board in memory for benchmarks: the product's tables and one worker's real pipeline; packets
 * are made at the moment they are received and forgotten when sent, and the time both take is
 * kept apart.
 *
 *	clients 198.18.0.0/15 -- gateway -- port 0 [board] port 1 -- gateway -- pods 10.128.0.0/9
 *	VIPs 10.96.0.0/12, one per Service, port 80; pods listen on 8080
 */
#pragma once

#include <stdint.h>

#include "bench/floor.h"

#define BENCH_POD_PER_SERVICE  10u
#define BENCH_FLOWS_PER_CLIENT 60000u

struct bench_board;

/** @return NULL, having said why */
struct bench_board *bench_board_create(uint32_t flow_max, uint32_t service_cnt);
void bench_board_destroy(struct bench_board *b);

/** The original keys of flow_cnt flows, spread over clients and Services; replies follow. */
void bench_board_draw(const struct bench_board *b, struct bench_flow *flows, uint32_t flow_cnt);

/**
 * Send each flow's SYN, in order; then learn the reply keys that the board chose.
 * @return cycles per packet; ends the program when a packet was not translated and sent
 */
double bench_board_open(struct bench_board *b, struct bench_flow *flows, uint32_t flow_cnt);

/**
 * Carry packets of open flows; ends as bench_board_open().
 * @param order packet_cnt words, index << 1 | direction, alike in direction within a burst
 */
double bench_board_carry(struct bench_board *b, const struct bench_flow *flows,
			 const uint32_t *order, uint32_t packet_cnt);

/** Let all flows expire, and their room come back. */
void bench_board_expire(struct bench_board *b);
