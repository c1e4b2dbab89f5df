/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include "drivers/nic.h"

#include <errno.h>
#include <net/if.h>
#include <stdio.h>
#include <string.h>

#include <rte_dev.h>
#include <rte_errno.h>
#include <rte_ethdev.h>

#include "base/log.h"

/* Probe a device string and find the ethdev it became. */
static int
probe(const char *device, const char *name, uint16_t *port_id, char *why, size_t why_bytes)
{
	int rc = rte_dev_probe(device);

	if (rc == 0)
		rc = rte_eth_dev_get_port_by_name(name, port_id);
	if (rc == 0)
		return 0;
	snprintf(why, why_bytes, "device '%s' does not open: %s", device,
		 rc == -EEXIST   ? "it is open already: another port or instance has it"
		 : rc == -ENODEV ? "no such device"
				 : rte_strerror(-rc));
	return rc;
}

/* RSS over addresses and ports where the device can: any spread is correct, an even one is fast. */
static void
set_rss(const struct rte_eth_dev_info *info, struct rte_eth_conf *conf)
{
	uint64_t want = (RTE_ETH_RSS_IP | RTE_ETH_RSS_TCP | RTE_ETH_RSS_UDP | RTE_ETH_RSS_SCTP) &
			info->flow_type_rss_offloads;

	if (want == 0 || info->reta_size == 0)
		return;
	conf->rxmode.mq_mode = RTE_ETH_MQ_RX_RSS;
	conf->rx_adv_conf.rss_conf.rss_hf = want;
}

static uint16_t
clamp_desc(uint16_t want, const struct rte_eth_desc_lim *lim)
{
	if (lim->nb_max != 0 && want > lim->nb_max)
		want = lim->nb_max;
	return want < lim->nb_min ? lim->nb_min : want;
}

static int
setup_queues(uint16_t port_id, uint16_t queue_cnt, const struct rte_eth_dev_info *info,
	     struct rte_mempool *pool)
{
	uint16_t rxd = clamp_desc(NIC_DESC_CNT, &info->rx_desc_lim);
	uint16_t txd = clamp_desc(NIC_DESC_CNT, &info->tx_desc_lim);
	int socket = rte_eth_dev_socket_id(port_id);

	for (uint16_t q = 0; q < queue_cnt; q++) {
		int rc = rte_eth_rx_queue_setup(port_id, q, rxd, (unsigned int)socket, NULL, pool);

		if (rc == 0)
			rc = rte_eth_tx_queue_setup(port_id, q, txd, (unsigned int)socket, NULL);
		if (rc < 0)
			return rc;
	}
	return 0;
}

/* Configure, set MAC and MTU, start. */
static int
start(uint16_t port_id, const struct nic_params *p, const uint8_t *mac, char *why, size_t why_bytes)
{
	struct rte_eth_conf conf = {.rxmode = {.mtu = 0}};
	struct rte_eth_dev_info info;
	int rc = rte_eth_dev_info_get(port_id, &info);

	if (rc == 0 && (info.max_rx_queues < p->queue_cnt || info.max_tx_queues < p->queue_cnt)) {
		snprintf(
			why, why_bytes,
			"port %s: its device has %u receive and %u transmit queues, and %u workers "
			"need one of each: name fewer workers in spec.cores, or give the device "
			"more "
			"queues (net_af_packet: qpairs=%u)",
			p->name, info.max_rx_queues, info.max_tx_queues, p->queue_cnt,
			p->queue_cnt);
		return -ENOSPC;
	}
	if (rc == 0) {
		set_rss(&info, &conf);
		if (info.tx_offload_capa & RTE_ETH_TX_OFFLOAD_MULTI_SEGS)
			conf.txmode.offloads |= RTE_ETH_TX_OFFLOAD_MULTI_SEGS;
		rc = rte_eth_dev_configure(port_id, p->queue_cnt, p->queue_cnt, &conf);
	}
	if (rc == 0)
		rc = setup_queues(port_id, p->queue_cnt, &info, p->pool);
	if (rc == 0) {
		rc = rte_eth_dev_set_mtu(port_id, p->mtu);
		if (rc == -ENOTSUP)
			rc = 0; /* virtual devices carry what they are given */
	}
	if (rc == 0)
		rc = rte_eth_dev_start(port_id);
	if (rc == 0 && mac != NULL) {
		struct rte_ether_addr addr;

		memcpy(&addr, mac, sizeof(addr));
		/* Where the device keeps its own, promiscuous mode lets ours in. */
		(void)rte_eth_dev_default_mac_addr_set(port_id, &addr);
	}
	if (rc < 0) {
		snprintf(why, why_bytes, "port %s does not start: %s", p->name, rte_strerror(-rc));
		return rc;
	}
	(void)rte_eth_promiscuous_enable(port_id);
	return 0;
}

static void
close_port(uint16_t port_id)
{
	(void)rte_eth_dev_stop(port_id);
	(void)rte_eth_dev_close(port_id);
}

static int
open_twin(const struct nic_params *p, struct nic *nic, char *why, size_t why_bytes)
{
	char device[128], name[32];
	int rc;

	snprintf(name, sizeof(name), "net_tap_twin%u", p->idx);
	snprintf(device, sizeof(device), "%s,iface=%s,persist,mac=" RTE_ETHER_ADDR_PRT_FMT, name,
		 p->twin, RTE_ETHER_ADDR_BYTES(&nic->mac));
	rc = probe(device, name, &nic->twin_port_id, why, why_bytes);
	if (rc == 0) {
		rc = start(nic->twin_port_id, p, NULL, why, why_bytes);
		if (rc < 0)
			(void)rte_eth_dev_close(nic->twin_port_id);
	}
	if (rc < 0) {
		nic->twin_port_id = NIC_NONE;
		return rc;
	}
	nic->twin_ifindex = if_nametoindex(p->twin);
	if (nic->twin_ifindex == 0)
		snprintf(why, why_bytes, "port %s: its twin '%s' vanished again", p->name, p->twin);
	snprintf(nic->twin, sizeof(nic->twin), "%s", p->twin);
	return nic->twin_ifindex == 0 ? -ENODEV : 0;
}

/* The device's own, which some virtual ones lack. */
static int
get_mac(const struct nic_params *p, struct nic *nic, char *why, size_t why_bytes)
{
	int rc = rte_eth_macaddr_get(nic->port_id, &nic->mac);

	if (rc == 0 && rte_is_zero_ether_addr(&nic->mac))
		rc = -EADDRNOTAVAIL;
	if (rc < 0)
		snprintf(why, why_bytes,
			 "port %s: its device has no MAC address of its own: name one in "
			 "board.yaml, such as mac: \"02:00:00:00:00:01\"",
			 p->name);
	return rc;
}

int
nic_open(const struct nic_params *p, struct nic *nic, char *why, size_t why_bytes)
{
	struct device dev;
	int rc;

	memset(nic, 0, sizeof(*nic));
	nic->twin_port_id = NIC_NONE;
	rc = device_parse(p->device, p->lab, &dev, why, why_bytes);
	if (rc == 0 && dev.iface[0] != '\0' && strncmp(dev.name, "net_af_", 7) == 0) {
		if (if_nametoindex(dev.iface) == 0) {
			snprintf(why, why_bytes, "port %s: there is no interface '%s': see ip link",
				 p->name, dev.iface);
			return -ENODEV;
		}
		snprintf(nic->iface, sizeof(nic->iface), "%s", dev.iface);
	}
	if (rc == 0)
		rc = probe(p->device, dev.name, &nic->port_id, why, why_bytes);
	if (rc < 0)
		return rc;

	rc = start(nic->port_id, p, p->mac, why, why_bytes);
	if (rc == 0) {
		snprintf(nic->name, sizeof(nic->name), "%s", p->name);
		snprintf(nic->device, sizeof(nic->device), "%.95s", p->device);
		nic->mtu = p->mtu;
		nic->queue_cnt = p->queue_cnt;
		if (p->mac != NULL)
			memcpy(&nic->mac, p->mac, sizeof(nic->mac));
		else
			rc = get_mac(p, nic, why, why_bytes);
		if (rc == 0 && p->twin[0] != '\0')
			rc = open_twin(p, nic, why, why_bytes);
	}
	if (rc < 0)
		close_port(nic->port_id);
	return rc;
}

void
nic_close(struct nic *nic)
{
	if (nic->twin_port_id != NIC_NONE)
		close_port(nic->twin_port_id);
	close_port(nic->port_id);
}

bool
nic_link_up(const struct nic *nic)
{
	struct rte_eth_link link;

	if (rte_eth_link_get_nowait(nic->port_id, &link) < 0)
		return false;
	return link.link_status == RTE_ETH_LINK_UP;
}

uint64_t
nic_rx_missed(const struct nic *nic)
{
	struct rte_eth_stats stats;

	if (rte_eth_stats_get(nic->port_id, &stats) < 0)
		return 0;
	return stats.imissed + stats.rx_nombuf;
}
