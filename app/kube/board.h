/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * The board's own configuration (kind: Board): which cores, ports and networks there are, and how
 * Services are served on them. Decoded once by the same field table as the manifests, checked also
 * against itself, then never changed; what the forwarder needs of it is compiled into one flat
 * settings block.
 *
 * All strings and arrays belong to the board and live until board_destroy. An empty list where the
 * text says "auto" means auto.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/fault.h"
#include "net/addr.h"

enum board_idle {
	BOARD_IDLE_SPIN,  /* a worker with nothing to receive polls again at once */
	BOARD_IDLE_SLEEP, /* it sleeps a little: for laboratories whose cores are shared */
};

enum board_hugepages {
	BOARD_HUGEPAGES_AUTO,
	BOARD_HUGEPAGES_REQUIRED,
	BOARD_HUGEPAGES_OFF,
};

enum board_forward {
	BOARD_FORWARD_PODS,
	BOARD_FORWARD_ALL,
	BOARD_FORWARD_NONE,
};

enum board_masquerade {
	BOARD_MASQUERADE_AUTO,
	BOARD_MASQUERADE_ROUTED,
	BOARD_MASQUERADE_ALWAYS,
	BOARD_MASQUERADE_NEVER,
};

struct board_prefixes {
	struct ip_prefix *v;
	size_t cnt;
};

struct board_addrs {
	struct ip_addr *v;
	size_t cnt;
};

struct board_mac {
	struct mac_addr addr;
	bool set;
};

struct board_neighbor {
	struct ip_addr address;
	struct board_mac mac; /* always set */
};

struct board_port {
	const char *name;
	const char *device; /* PCI address or DPDK device string */
	struct board_mac mac;
	uint16_t mtu;
	const char *twin;                /* kernel interface, or NULL */
	struct board_prefixes addresses; /* with their host bits: 192.0.2.1/24 */
	struct {
		struct board_neighbor *v;
		size_t cnt;
	} neighbors;
};

struct board_route {
	struct ip_prefix to;
	struct ip_addr via;
	const char *port; /* NULL: found from the ports' addresses */
};

struct board_range {
	struct ip_addr first;
	struct ip_addr last;
};

struct board_pool {
	const char *name;
	struct {
		struct board_range *v;
		size_t cnt;
	} ranges;
};

struct board_port_range {
	uint16_t first;
	uint16_t last; /* 0: auto */
};

struct board_cpus {
	uint16_t *v;
	size_t cnt;
};

struct board_cores {
	int32_t control; /* -1: auto */
	struct board_cpus workers;
	enum board_idle idle;
};

struct board_node {
	const char *name; /* never NULL once parsed */
	const char *zone; /* or NULL */
	struct board_addrs addresses;
};

struct board_endpoint {
	struct ip_addr addr;
	uint16_t port; /* 0: none */
};

struct board_builtin {
	bool kubernetes;
	bool dns;
};

struct board_cluster {
	const char *domain;
	struct board_prefixes service_cidrs;
	struct board_prefixes pod_cidrs;
	struct board_port_range node_ports;
	struct board_prefixes external_ip_cidrs;
	struct board_endpoint api_server;
	struct board_builtin builtin;
};

struct board_masq {
	enum board_masquerade mode;
	struct board_addrs addresses;
	struct board_port_range ports;
};

struct board_management {
	const char *socket;
	const char *read_only_socket;
	const char *group;
};

struct board_health {
	bool enabled;
	struct board_addrs addresses; /* empty: auto */
	uint16_t port;                /* of /healthz and /livez; 0: none */
};

struct board_timers {
	uint32_t tcp_established_s;
	uint32_t tcp_opening_s;
	uint32_t tcp_closing_s;
	uint32_t udp_s;
	uint32_t udp_unreplied_s;
	uint32_t icmp_s;
	uint32_t sctp_established_s;
};

struct board_spec {
	struct board_cores cores;
	uint32_t flows;
	enum board_hugepages hugepages;
	struct {
		struct board_port *v;
		size_t cnt;
	} ports;
	struct {
		struct board_route *v;
		size_t cnt;
	} routes;
	enum board_forward forward;
	struct board_node node;
	struct board_cluster cluster;
	struct {
		struct board_pool *v;
		size_t cnt;
	} pools;
	struct board_masq masquerade;
	struct {
		const char **v;
		size_t cnt;
	} manifests;
	const char *state; /* directory of what survives a restart */
	struct board_management management;
	struct board_health health;
	struct board_timers timers;
};

struct board {
	const char *name;
	struct board_spec spec;
	struct arena *arena; /* owns all of the above, and the board itself */
};

/**
 * Decode and check one board file, also against itself. Every mistake is collected.
 * @param file  name for the faults
 * @param board out: to be freed by board_destroy; untouched unless 0
 * @return 0, -EINVAL when faults has errors, -ENOMEM, -EFBIG
 */
int board_parse(const char *file, const char *text, size_t len, struct board **board,
		struct faults *faults);

/** Free a board; NULL is allowed. */
void board_destroy(struct board *board);

/**
 * Append the settings block for the forwarder: same board, same bytes.
 * @return 0 or -ENOMEM
 */
int board_compile(const struct board *board, struct buf *out);

/** Whether addr lies in one of the prefixes. */
bool board_prefixes_have(const struct board_prefixes *set, const struct ip_addr *addr);

/** Whether a LoadBalancer pool holds addr. */
bool board_pools_have(const struct board *board, const struct ip_addr *addr);

/** Whether addr may become virtual: as external IP, from a pool, by somebody else's balancer. */
bool board_may_be_vip(const struct board *board, const struct ip_addr *addr);

/** Whether addr is one of the ports' own addresses. @return that port or NULL */
const struct board_port *board_port_of(const struct board *board, const struct ip_addr *addr);
