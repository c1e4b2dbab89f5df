/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * The header walk of the data plane: one call a packet, from the Ethernet header to the ports. All
 * bounds are proven here and nowhere again: after PARSE_OK every offset and length in struct
 * parsed may be trusted.
 *
 * Model: the IP length says where the packet ends, never the frame (Ethernet pads short ones).
 *
 *     0       l3_off          l4_off        payload_off               frame_len
 *     | Ether | IP, options,  | TCP, UDP,   | payload                 | padding |
 *     |       | extensions    | SCTP, ICMP  |                         |         |
 *             |<-------------- ip_len ----------------------------->|
 *
 * Every frame is either told apart as PARSE_KIND_* with what is known of it, or malformed for one
 * named reason (parse.def). Unknown protocols are sound: they have an l4_off and no more.
 *
 * Decisions. IPv4 options other than source routes pass. AH, ESP and what no one knows end the
 * IPv6 walk as the packet's protocol. A routing header of type 0, or of any type with segments
 * left, is a source route. An atomic fragment (RFC 6946) is a whole packet. UDP may be shorter
 * than the IP payload. VLAN tags are not looked into: PARSE_KIND_OTHER.
 *
 * Sources: RFC 791 3.1, 1122 3.2.1, 1858 and 3128 (tiny fragments), 8200 4, 5095 (routing header
 * 0), 6946, 7112 (first fragment holds the whole chain), 768, 9293 3.1, 9260 3, 792, 4443, 826.
 */
#pragma once

#include <assert.h>
#include <stdbool.h>
#include <stdint.h>

#include <rte_byteorder.h>

#include "net/addr.h"

enum parse_verdict {
#define PARSE_VERDICT(enumerator_, name_, help_) PARSE_##enumerator_,
#include "net/parse.def"
#undef PARSE_VERDICT
	PARSE_VERDICT_CNT,
};

enum parse_kind {
	PARSE_KIND_OTHER, /* neither of the below: an Ethernet type we do not read */
	PARSE_KIND_ARP,   /* 28 bytes at l3_off are a sound ARP packet for IPv4 over Ethernet */
	PARSE_KIND_IP4,
	PARSE_KIND_IP6,
};

/** What a frame is. Fields without a meaning for it are 0; after a verdict but OK all but the
 * fields up to l3_off have none. */
struct parsed {
	uint8_t verdict; /* enum parse_verdict */
	uint8_t kind;    /* enum parse_kind */
	uint8_t proto;   /* IP protocol number of layer 4; 0 unless IP */
	uint8_t ttl;     /* or hop limit */
	uint16_t l3_off;
	uint16_t l4_off;
	uint16_t payload_off; /* past the layer-4 header; = l4_off unless has_l4 */
	uint16_t payload_len;
	uint32_t ip_len; /* IP header and all it carries */
	rte_be16_t src_port;
	rte_be16_t dst_port; /* TCP, UDP, SCTP */
	uint8_t tcp_flags;   /* as RTE_TCP_*_FLAG */
	uint8_t icmp_type;
	uint8_t icmp_code;
	bool has_l4 : 1;            /* layer-4 header is there and sound: ports, ICMP fields hold */
	bool is_fragment : 1;       /* of several; then has_l4 means: the first one */
	bool is_first_fragment : 1; /* offset 0 */
	bool has_more : 1;          /* more fragments follow */
	bool has_options : 1;       /* IPv4 options or IPv6 extension headers */
	bool is_l2_group : 1;       /* Ethernet destination is multicast or broadcast */
	rte_be32_t frag_id;         /* IPv4: the 16-bit id in the first two bytes */
	uint16_t frag_off;          /* of this fragment's payload, in bytes */
	rte_be16_t icmp_id;         /* of echo requests and replies */
	union {
		struct {
			rte_be32_t src, dst;
		} v4;
		struct {
			struct ip_addr src, dst;
		} v6;
	};
};
_Static_assert(sizeof(struct parsed) == 64, "one cache line");

/**
 * Walk the headers of an Ethernet frame.
 * @param frame     the frame's first buffer, contiguous, aligned to two bytes
 * @param len       bytes there, <= frame_len; nothing past them is read
 * @param frame_len bytes of the frame over all its buffers
 * @param p         out: wholly overwritten
 * @return p->verdict; PARSE_SPLIT: sound so far, but headers lie past len: walk a contiguous copy
 * @thread any; @cost about 20 ns or less without options
 */
enum parse_verdict parse_frame(const uint8_t *frame, uint32_t len, uint32_t frame_len,
			       struct parsed *p);

/** The name of a verdict, for counters and traces. */
const char *parse_verdict_name(enum parse_verdict v);

/** The source of an IP packet as a key of either family. */
static inline struct ip_addr
parsed_src(const struct parsed *p)
{
	return p->kind == PARSE_KIND_IP4 ? addr_from_v4(p->v4.src) : p->v6.src;
}

/** The destination of an IP packet as a key of either family. */
static inline struct ip_addr
parsed_dst(const struct parsed *p)
{
	return p->kind == PARSE_KIND_IP4 ? addr_from_v4(p->v4.dst) : p->v6.dst;
}
