/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * Blocks: what control compiles and the forwarder installs. A block is flat and holds no pointer:
 * a head, a body, then sections that the body names by offset from the head and count. All integers
 * are in host order (both ends are on one machine), addresses are 16 bytes in network order with
 * IPv4 as ::ffff:a.b.c.d, names are NUL-terminated strings at an offset. Padding is zero, so that
 * equal input makes equal bytes.
 *
 *	+--------------------+ 0
 *	| sluice_block       |  magic, kind, size, id
 *	+--------------------+ 32
 *	| body by kind       |
 *	+--------------------+
 *	| sections, 8-aligned|
 *	+--------------------+ size (a multiple of 8)
 *
 * The receiver trusts nothing: block_prove() shows that every offset, count, string and enum of a
 * block is valid before any other code reads it.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#define SLUICE_BLOCK_MAGIC     0x534c4231u /* "SLB1" */
#define SLUICE_BLOCK_BYTES_MAX (16u << 20)
#define SLUICE_WORKER_MAX      64
#define SLUICE_PORT_MAX        16

enum sluice_block_kind {
	SLUICE_BLOCK_SETTINGS = 1,
	SLUICE_BLOCK_SERVICE = 2,
	SLUICE_BLOCK_ENDPOINTS = 3,
};

struct sluice_block {
	uint32_t magic;
	uint16_t kind; /* enum sluice_block_kind */
	uint16_t zero;
	uint32_t size_bytes; /* head included; a multiple of 8 */
	uint32_t zero2;
	uint64_t id; /* stable: a hash of what names it; settings: 0 */
	uint64_t zero3;
};

/** A run of equal elements: off from the block's start, 8-aligned. cnt 0: absent. */
struct sluice_section {
	uint32_t off;
	uint32_t cnt;
};

struct sluice_addr {
	uint8_t b[16]; /* network order; IPv4 as ::ffff:a.b.c.d */
};

struct sluice_prefix {
	struct sluice_addr addr;
	uint8_t len; /* of the family's own: 0-32 or 0-128 */
	uint8_t zero[7];
};

/* Service ------------------------------------------------------------------------------------- */

enum sluice_vip_kind {
	SLUICE_VIP_CLUSTER = 1,  /* clusterIPs */
	SLUICE_VIP_EXTERNAL = 2, /* externalIPs that the configuration allows */
	SLUICE_VIP_LB = 3,       /* status.loadBalancer.ingress: announced, source ranges apply */
	SLUICE_VIP_FOREIGN = 4,  /* the same, but another's: served when it passes, not announced */
};

struct sluice_vip {
	struct sluice_addr addr;
	uint8_t kind; /* enum sluice_vip_kind */
	uint8_t zero[7];
};

enum sluice_policy {
	SLUICE_POLICY_CLUSTER = 0,
	SLUICE_POLICY_LOCAL = 1,
};

struct sluice_service_port {
	uint16_t port;      /* 1-65535 */
	uint16_t node_port; /* 0: none */
	uint8_t proto;      /* IPPROTO_TCP, _UDP, _SCTP */
	uint8_t zero[3];
	uint32_t name_off; /* port name, "" for the unnamed one */
	uint32_t zero2;
	uint64_t set4; /* id of the endpoint set of each family; 0: none */
	uint64_t set6;
};

struct sluice_service {
	struct sluice_block head; /* id: the Service's */
	uint32_t name_off;        /* "namespace/name" */
	uint32_t affinity_s;      /* ClientIP affinity, 1-86400 s; 0: none */
	uint8_t internal_policy;  /* enum sluice_policy */
	uint8_t external_policy;
	uint8_t zero[2];
	uint32_t incarnation;                /* tells it from one deleted under its name */
	struct sluice_section ports;         /* struct sluice_service_port */
	struct sluice_section vips;          /* struct sluice_vip */
	struct sluice_section source_ranges; /* struct sluice_prefix: loadBalancerSourceRanges */
};

/* Endpoints ----------------------------------------------------------------------------------- */

/* What control has decided about an endpoint (KEP-1669, service-model H13-H15). */
#define SLUICE_ENDPOINT_USE_CLUSTER (1u << 0) /* takes new flows under policy Cluster */
#define SLUICE_ENDPOINT_USE_LOCAL   (1u << 1) /* takes new flows under policy Local */
#define SLUICE_ENDPOINT_SERVING     (1u << 2) /* its pod is Ready, terminating or not */
#define SLUICE_ENDPOINT_TERMINATING (1u << 3)
#define SLUICE_ENDPOINT_LOCAL       (1u << 4) /* on this node */

struct sluice_endpoint {
	struct sluice_addr addr;
	uint16_t port;
	uint16_t flags;
	uint32_t zero;
};

/*
 * One set of endpoints, of one family and protocol, sorted by address and port, without duplicates.
 * Ports of a Service that resolve to the same endpoints share one set; Services never do.
 */
struct sluice_endpoints {
	struct sluice_block head; /* id: the set's */
	uint64_t service_id;
	uint8_t family; /* 4 or 6 */
	uint8_t proto;
	uint8_t zero[6];
	struct sluice_section endpoints; /* struct sluice_endpoint */
};

/* Board settings ------------------------------------------------------------------------------ */

enum sluice_hugepages {
	SLUICE_HUGEPAGES_AUTO = 0,
	SLUICE_HUGEPAGES_REQUIRED = 1,
	SLUICE_HUGEPAGES_OFF = 2,
};

enum sluice_idle {
	SLUICE_IDLE_SPIN = 0,
	SLUICE_IDLE_SLEEP = 1,
};

enum sluice_forward {
	SLUICE_FORWARD_PODS = 0,
	SLUICE_FORWARD_ALL = 1,
	SLUICE_FORWARD_NONE = 2,
};

enum sluice_masquerade {
	SLUICE_MASQUERADE_AUTO = 0, /* kube-proxy's rules, service-model H24 */
	SLUICE_MASQUERADE_ROUTED = 1,
	SLUICE_MASQUERADE_ALWAYS = 2,
	SLUICE_MASQUERADE_NEVER = 3,
};

struct sluice_neighbor {
	struct sluice_addr addr;
	uint8_t mac[6];
	uint8_t zero[2];
};

struct sluice_port_range {
	uint16_t first;
	uint16_t last; /* included */
	uint32_t zero;
};

struct sluice_route {
	struct sluice_prefix to;
	struct sluice_addr via; /* all zero: on link */
	uint32_t port;          /* index into ports; UINT32_MAX: the port whose subnet holds via */
	uint32_t zero;
};

struct sluice_port {
	uint32_t name_off;
	uint32_t device_off;
	uint32_t twin_off; /* "" : no twin */
	uint16_t mtu;
	uint8_t has_mac;
	uint8_t zero;
	uint8_t mac[6];
	uint8_t zero2[2];
	struct sluice_section
		addresses; /* struct sluice_prefix: address with its subnet's length */
	struct sluice_section neighbors; /* struct sluice_neighbor */
};

/* Milliseconds. */
struct sluice_timers {
	uint32_t tcp_established_ms;
	uint32_t tcp_opening_ms;
	uint32_t tcp_closing_ms;
	uint32_t udp_ms;
	uint32_t udp_unreplied_ms;
	uint32_t icmp_ms;
	uint32_t sctp_established_ms;
	uint32_t zero;
};

struct sluice_settings {
	struct sluice_block head;
	uint32_t node_name_off;
	uint32_t control_lcore;
	struct sluice_section workers; /* uint64_t: lcore ids */
	uint32_t flow_max;
	uint8_t hugepages;           /* enum sluice_hugepages */
	uint8_t idle;                /* enum sluice_idle */
	uint8_t forward;             /* enum sluice_forward */
	uint8_t masquerade;          /* enum sluice_masquerade */
	uint8_t node_addresses_auto; /* 1: the ports' addresses */
	uint8_t zero[3];
	uint16_t node_port_first;
	uint16_t node_port_last;
	struct sluice_section ports;          /* struct sluice_port */
	struct sluice_section routes;         /* struct sluice_route */
	struct sluice_section node_addresses; /* struct sluice_addr */
	struct sluice_section service_cidrs;  /* struct sluice_prefix */
	struct sluice_section pod_cidrs;      /* struct sluice_prefix */
	struct sluice_section
		masquerade_addresses;           /* struct sluice_addr; none: the leaving port's */
	struct sluice_section masquerade_ports; /* struct sluice_port_range; none: the default */
	struct sluice_timers timers;
};

_Static_assert(sizeof(struct sluice_block) == 32, "block head");
_Static_assert(sizeof(struct sluice_prefix) == 24, "prefix");
_Static_assert(sizeof(struct sluice_vip) == 24, "vip");
_Static_assert(sizeof(struct sluice_service_port) == 32, "service port");
_Static_assert(sizeof(struct sluice_endpoint) == 24, "endpoint");
_Static_assert(sizeof(struct sluice_endpoints) == 56, "endpoint set");
_Static_assert(sizeof(struct sluice_service) % 8 == 0, "service");
_Static_assert(sizeof(struct sluice_port) % 8 == 0, "port");
_Static_assert(sizeof(struct sluice_settings) % 8 == 0, "settings");

/**
 * Prove a received block: head, size, kind, every section and string inside it, every enum, family,
 * protocol and port number in range, padding zero, endpoints sorted and of the family they claim.
 * @param bytes      8-aligned, size_bytes long; nothing is trusted
 * @param why        out on failure: a static text that says what is wrong
 * @return 0, -EBADMSG (not a block, or damaged), -EPROTONOSUPPORT (unknown kind)
 * @thread any
 */
int block_prove(const void *bytes, size_t size_bytes, const char **why);

/** The first element of a section of a proven block, NULL when it is empty. @thread any */
static inline const void *
block_section(const void *block, struct sluice_section s)
{
	return s.cnt == 0 ? NULL : (const char *)block + s.off;
}

/** A string of a proven block. @thread any */
static inline const char *
block_string(const void *block, uint32_t off)
{
	return (const char *)block + off;
}

/**
 * The stable 64-bit id of a name: the same on every board and in every version.
 * Never 0. @thread any
 */
uint64_t block_id(const char *name);
