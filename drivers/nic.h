/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * Ports: bring-up of an Ethernet device and of its twin, for a number of workers that each have a
 * receive and a transmit queue of their own on both.
 *
 * The twin is a persistent tap interface of the same MAC: addresses and routes on it outlive this
 * process (design: Linux is the routing control plane). All of this needs privileges, and none of
 * it is done again after they are dropped.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <rte_ether.h>
#include <rte_mempool.h>

#include "drivers/device.h"

#define NIC_NONE     UINT16_MAX
#define NIC_DESC_CNT 1024

struct nic_params {
	const char *name;   /* of the port, for messages */
	const char *device; /* device string */
	const char *twin;   /* kernel interface to make, or "" */
	const uint8_t *mac; /* wanted MAC, or NULL to keep the device's */
	uint16_t mtu;
	uint16_t queue_cnt;
	bool lab;
	unsigned int idx; /* of the port: names its twin's virtual device */
	struct rte_mempool *pool;
};

struct nic {
	char name[32];
	char device[96];
	char twin[16];
	struct rte_ether_addr mac;
	uint16_t mtu;
	uint16_t queue_cnt;
	uint16_t port_id;          /* ethdev */
	uint16_t twin_port_id;     /* ethdev of the twin, or NIC_NONE */
	unsigned int twin_ifindex; /* 0: no twin */
	char iface[16];            /* kernel interface that an AF_PACKET port reads, or "" */
};

/**
 * Probe, configure and start a port and its twin.
 * @param why text on failure: what is missing and what mends it
 * @return 0, -EPERM, -EINVAL, -ENODEV, -ENOSPC (fewer queues than workers), another -errno; on
 * failure nothing of it is left
 * @thread main, before privileges are dropped
 */
int nic_open(const struct nic_params *params, struct nic *out, char *why, size_t why_bytes);

/** Stop and close both. @thread main */
void nic_close(struct nic *nic);

/** Is the link up? Does not wait. @thread main */
bool nic_link_up(const struct nic *nic);

/** Packets that the device itself had to drop on receive. @thread main */
uint64_t nic_rx_missed(const struct nic *nic);
