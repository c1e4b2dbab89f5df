/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * The notification protocol of systemd (sd_notify(3)): datagrams "KEY=value" to the socket that
 * NOTIFY_SOCKET names. Without one, every call does nothing.
 */
#pragma once

#include <stdint.h>
#include <sys/socket.h>
#include <sys/un.h>

struct notify {
	int fd; /* -1: nobody listens */
	struct sockaddr_un addr;
	socklen_t addr_bytes;
	uint64_t watchdog_ms; /* how often to send WATCHDOG=1; 0: never */
};

/** Read NOTIFY_SOCKET, WATCHDOG_USEC and WATCHDOG_PID. A wrong one is logged and left out. */
void notify_init(struct notify *n);

/** Send one "KEY=value"; never waits. */
void notify_send(const struct notify *n, const char *state);

void notify_fini(struct notify *n);
