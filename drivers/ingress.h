/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * A port that is itself a kernel interface (AF_PACKET) leaves each packet to the kernel as well,
 * which would answer it a second time. This drops the kernel's copy at the interface's ingress,
 * behind the point where AF_PACKET takes its own.
 *
 * The rules stand in a table that belongs to this process's netlink socket: the kernel removes it
 * when the process ends, however it ends.
 */
#pragma once

#include <stddef.h>

struct ingress; /* the open socket and with it the rules */

/**
 * Drop everything at the ingress of these interfaces.
 * @return 0, -EPERM, -EEXIST (another instance holds the table), -EIO with why
 * @thread main, before privileges are dropped
 */
int ingress_block(const char *const *ifaces, size_t iface_cnt, struct ingress **out, char *why,
		  size_t why_bytes);

/** Let the kernel have its packets again. */
void ingress_unblock(struct ingress *in);
