/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * Packets for the benchmark of control: numbered, dated UDP frames to virtual IPs, out of one end
 * of a veth whose other end is the board's only port. Clients and endpoints are both behind it, so
 * what the board has translated comes back to the same socket, and shows the endpoint it goes to.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct probe {
	int fd;
	uint8_t board_mac[6];
	uint8_t own_mac[6];
};

/* A frame that came back. Addresses in host order. */
struct probe_seen {
	uint32_t endpoint;
	uint32_t flow;
	uint32_t seq;
	uint64_t at_ns; /* when it was back, of clock_now_ns(), however late it is taken */
};

/** Open on a network interface. @return 0 or -errno */
int probe_open(struct probe *p, const char *iface);

/** Send one packet of a flow to a virtual IP, port 80. @return whether it left */
bool probe_send(const struct probe *p, uint32_t vip, uint32_t flow, uint32_t seq);

/** Take a frame that came back. @return false: none is there now */
bool probe_take(const struct probe *p, struct probe_seen *seen);
