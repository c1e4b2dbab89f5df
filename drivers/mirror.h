/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * The mirror: addresses, routes and neighbours of the twins, followed from netlink into the FIB, so
 * that the kernel, and whoever configures it, is the routing control plane.
 *
 * Model. Messages about interfaces that are no twin are passed over, but for routes that say to
 * drop, which name none. When the kernel had to drop notifications (ENOBUFS), or takes routes away
 * without any (a link or an address goes), everything is dumped anew between fib_resync_begin() and
 * _end(), which removes what was not named again.
 *
 * Listening and dumping need no privilege. All of it runs on the main thread.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "net/addr.h"
#include "tables/fib.h"

#define MIRROR_PORT_MAX 16

/* The port that a kernel interface is the twin of. */
struct mirror_port {
	unsigned int ifindex;
	uint16_t port; /* index of the board's ports */
};

struct mirror_params {
	struct fib *fib;
	const struct mirror_port *ports;
	size_t port_cnt;
	/* called after addresses changed, and in the midst of each resync: what the FIB has from
	 * elsewhere is to be set again then; the lists are read with mirror_addrs() */
	void (*addrs_changed)(void *arg);
	void *arg;
};

struct mirror;

/**
 * Open the sockets and take the first dump.
 * @return 0 or -errno
 * @thread main
 */
int mirror_open(const struct mirror_params *params, struct mirror **out);
void mirror_close(struct mirror *m);

/** What to poll for reading. */
int mirror_fd(const struct mirror *m);

/**
 * Take in what has come, and dump anew if that is due; never waits for more. To be called about
 * once a second too, for a dump that failed.
 * @return 0 or -errno (the mirror goes on)
 */
int mirror_read(struct mirror *m);

/** Addresses of one port, as they stand. @return how many there are; at most max are written */
size_t mirror_addrs(const struct mirror *m, uint16_t port, struct ip_prefix *out, size_t max);

/**
 * Make the kernel resolve a neighbour: an empty UDP datagram to its discard port, which needs no
 * privilege.
 */
void mirror_resolve(struct mirror *m, uint16_t port, const struct ip_addr *neighbor);

struct mirror_stats {
	uint64_t messages;
	uint64_t resyncs; /* after ENOBUFS */
};

void mirror_stats(const struct mirror *m, struct mirror_stats *out);
