/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * The two kinds of struct pipe_io: over ethdevs, and over arrays in memory.
 */
#pragma once

#include "dataplane/pipeline.h"

/* Which ethdev stands behind each of Sluice's ports, and behind its twin. Must outlive the io. */
struct pipe_io_devs {
	uint16_t port[PIPE_PORT_MAX];
	uint16_t twin[PIPE_PORT_MAX];
};

/** An io over ethdevs: queue n is the worker's of index n. */
struct pipe_io pipe_io_ethdev(struct pipe_io_devs *devs);

/* Ends of a port, as the array io's owner sees them. */
enum pipe_side {
	PIPE_WIRE,
	PIPE_TWIN,
};

/*
 * Arrays in memory: the owner pushes packets for the worker to receive and pulls what it sent.
 * All of one io belongs to one thread.
 */
struct pipe_io_array;

/**
 * @param depth packets that each queue holds in each direction; a full one refuses, as a device
 * does
 * @return 0, -ENOMEM
 */
int pipe_io_array_create(uint16_t port_cnt, uint16_t queue_cnt, uint16_t depth,
			 struct pipe_io_array **out);

/** Frees the packets in it as well. NULL is fine. */
void pipe_io_array_destroy(struct pipe_io_array *a);

struct pipe_io pipe_io_array(struct pipe_io_array *a);

/** Let a worker receive a packet. @return false when the queue is full: the packet stays yours */
bool pipe_io_array_push(struct pipe_io_array *a, enum pipe_side side, uint16_t port, uint16_t queue,
			struct rte_mbuf *m);

/** Take what a worker sent, oldest first, NULL when there is no more; it is yours to free. */
struct rte_mbuf *pipe_io_array_pull(struct pipe_io_array *a, enum pipe_side side, uint16_t port,
				    uint16_t queue);
