/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * Start of DPDK's environment layer from the board's settings: lcores, memory, buses.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct eal_params {
	const char *program;
	unsigned int control_lcore;
	const uint64_t *workers; /* lcore ids */
	unsigned int worker_cnt;
	bool hugepages;          /* use them when enough are free */
	bool hugepages_required; /* and start with nothing else */
	size_t memory_bytes;     /* what tables and packet buffers need */
	const char *const *pci;  /* PCI addresses to probe */
	unsigned int pci_cnt;
	bool lab; /* lcores that the machine lacks share the CPUs there are */
};

/**
 * Start EAL with nothing probed but the PCI devices named. Free hugepages are used when they
 * suffice; else, unless they are required, ordinary memory.
 * @param why text on failure: what is missing and the command that mends it
 * @return 0, -ENOMEM (hugepages required and not there), -EINVAL (lcores), -EPERM, another -errno
 * @thread main, once
 */
int eal_start(const struct eal_params *params, char *why, size_t why_bytes);
