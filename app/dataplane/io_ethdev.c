/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include "dataplane/io.h"

#include <rte_ethdev.h>

static uint16_t
wire_rx(void *ctx, uint16_t port, uint16_t queue, struct rte_mbuf **pkts, uint16_t n)
{
	const struct pipe_io_devs *devs = ctx;

	return rte_eth_rx_burst(devs->port[port], queue, pkts, n);
}

static uint16_t
wire_tx(void *ctx, uint16_t port, uint16_t queue, struct rte_mbuf **pkts, uint16_t n)
{
	const struct pipe_io_devs *devs = ctx;

	return rte_eth_tx_burst(devs->port[port], queue, pkts, n);
}

static uint16_t
twin_rx(void *ctx, uint16_t port, uint16_t queue, struct rte_mbuf **pkts, uint16_t n)
{
	const struct pipe_io_devs *devs = ctx;

	return rte_eth_rx_burst(devs->twin[port], queue, pkts, n);
}

static uint16_t
twin_tx(void *ctx, uint16_t port, uint16_t queue, struct rte_mbuf **pkts, uint16_t n)
{
	const struct pipe_io_devs *devs = ctx;

	return rte_eth_tx_burst(devs->twin[port], queue, pkts, n);
}

struct pipe_io
pipe_io_ethdev(struct pipe_io_devs *devs)
{
	return (struct pipe_io){
		.ctx = devs,
		.rx = wire_rx,
		.tx = wire_tx,
		.twin_rx = twin_rx,
		.twin_tx = twin_tx,
	};
}
