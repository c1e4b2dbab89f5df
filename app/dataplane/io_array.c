/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * Queues are rings in one allocation, found by (way, side, port, queue).
 */
#include "dataplane/io.h"

#include <errno.h>
#include <stdlib.h>

#include <rte_mbuf.h>

enum way {
	WAY_IN,  /* towards the worker */
	WAY_OUT, /* from it */
};

struct fifo {
	uint32_t head, tail; /* free-running; tail - head packets are in it */
	struct rte_mbuf **pkts;
};

struct pipe_io_array {
	uint16_t port_cnt, queue_cnt;
	uint16_t depth;
	struct rte_mbuf **store;
	struct fifo fifos[]; /* [way][side][port][queue] */
};

static struct fifo *
fifo_of(struct pipe_io_array *a, enum way way, enum pipe_side side, uint16_t port, uint16_t queue)
{
	return &a->fifos[(((size_t)way * 2 + side) * a->port_cnt + port) * a->queue_cnt + queue];
}

static bool
fifo_put(const struct pipe_io_array *a, struct fifo *f, struct rte_mbuf *m)
{
	if (f->tail - f->head == a->depth)
		return false;
	f->pkts[f->tail++ % a->depth] = m;
	return true;
}

static struct rte_mbuf *
fifo_take(const struct pipe_io_array *a, struct fifo *f)
{
	return f->head == f->tail ? NULL : f->pkts[f->head++ % a->depth];
}

static size_t
fifo_cnt(const struct pipe_io_array *a)
{
	return (size_t)4 * a->port_cnt * a->queue_cnt;
}

int
pipe_io_array_create(uint16_t port_cnt, uint16_t queue_cnt, uint16_t depth,
		     struct pipe_io_array **out)
{
	size_t cnt = (size_t)4 * port_cnt * queue_cnt;
	struct pipe_io_array *a = calloc(1, sizeof(*a) + cnt * sizeof(a->fifos[0]));

	if (a == NULL)
		return -ENOMEM;
	a->port_cnt = port_cnt;
	a->queue_cnt = queue_cnt;
	a->depth = depth;
	a->store = calloc(cnt * depth, sizeof(struct rte_mbuf *));
	if (a->store == NULL) {
		free(a);
		return -ENOMEM;
	}
	for (size_t i = 0; i < cnt; i++)
		a->fifos[i].pkts = a->store + i * depth;
	*out = a;
	return 0;
}

void
pipe_io_array_destroy(struct pipe_io_array *a)
{
	if (a == NULL)
		return;
	for (size_t i = 0; i < fifo_cnt(a); i++)
		for (struct rte_mbuf *m; (m = fifo_take(a, &a->fifos[i])) != NULL;)
			rte_pktmbuf_free(m);
	free(a->store);
	free(a);
}

bool
pipe_io_array_push(struct pipe_io_array *a, enum pipe_side side, uint16_t port, uint16_t queue,
		   struct rte_mbuf *m)
{
	return fifo_put(a, fifo_of(a, WAY_IN, side, port, queue), m);
}

struct rte_mbuf *
pipe_io_array_pull(struct pipe_io_array *a, enum pipe_side side, uint16_t port, uint16_t queue)
{
	return fifo_take(a, fifo_of(a, WAY_OUT, side, port, queue));
}

static uint16_t
take_burst(struct pipe_io_array *a, struct fifo *f, struct rte_mbuf **pkts, uint16_t n)
{
	uint16_t cnt = 0;

	while (cnt < n && (pkts[cnt] = fifo_take(a, f)) != NULL)
		cnt++;
	return cnt;
}

static uint16_t
put_burst(struct pipe_io_array *a, struct fifo *f, struct rte_mbuf **pkts, uint16_t n)
{
	uint16_t cnt = 0;

	while (cnt < n && fifo_put(a, f, pkts[cnt]))
		cnt++;
	return cnt;
}

static uint16_t
wire_rx(void *ctx, uint16_t port, uint16_t queue, struct rte_mbuf **pkts, uint16_t n)
{
	return take_burst(ctx, fifo_of(ctx, WAY_IN, PIPE_WIRE, port, queue), pkts, n);
}

static uint16_t
wire_tx(void *ctx, uint16_t port, uint16_t queue, struct rte_mbuf **pkts, uint16_t n)
{
	return put_burst(ctx, fifo_of(ctx, WAY_OUT, PIPE_WIRE, port, queue), pkts, n);
}

static uint16_t
twin_rx(void *ctx, uint16_t port, uint16_t queue, struct rte_mbuf **pkts, uint16_t n)
{
	return take_burst(ctx, fifo_of(ctx, WAY_IN, PIPE_TWIN, port, queue), pkts, n);
}

static uint16_t
twin_tx(void *ctx, uint16_t port, uint16_t queue, struct rte_mbuf **pkts, uint16_t n)
{
	return put_burst(ctx, fifo_of(ctx, WAY_OUT, PIPE_TWIN, port, queue), pkts, n);
}

struct pipe_io
pipe_io_array(struct pipe_io_array *a)
{
	return (struct pipe_io){
		.ctx = a,
		.rx = wire_rx,
		.tx = wire_tx,
		.twin_rx = twin_rx,
		.twin_tx = twin_tx,
	};
}
