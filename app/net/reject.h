/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * Refusals: the frame that tells a sender at once that its packet was not taken.
 *
 * Model: the answer goes back to the MAC address that the packet came from, with all checksums
 * right, made from the packet as it came, before any translation. When the rules forbid an answer
 * there is none (0 bytes), and the caller has no case to tell apart.
 *
 * No answer to: group or broadcast destinations of layer 2 or 3, sources that are nobody's
 * (unspecified, 0/8, loopback, multicast, class E, broadcast), any fragment (RST) or any but the
 * first (ICMP), a RST (RST), an ICMP error or an ICMP type that we do not know for a query (ICMP).
 * Directed broadcasts are not known here: the caller keeps those away. Rates are the caller's too.
 *
 * Sources: RFC 9293 3.10.7.1; RFC 792, RFC 1122 3.2.2, RFC 1812 4.3.2; RFC 4443 2.4.
 */
#pragma once

#include <stdint.h>

#include "net/addr.h"
#include "net/parse.h"

enum {
	REJECT_ICMP4_BYTES = 576,  /* IP length of an ICMP error at most */
	REJECT_ICMP6_BYTES = 1280, /* likewise, ICMPv6 */
	REJECT_FRAME_BYTES = 14 + REJECT_ICMP6_BYTES,
};

/** An ICMP or ICMPv6 error, by the family of the packet it is about. */
struct reject_icmp {
	struct ip_addr src; /* who says so: the address that was asked for, or our own */
	uint8_t type;
	uint8_t code;
	uint32_t rest; /* the header's last four bytes, host order: next-hop MTU, pointer or 0 */
};

/**
 * Make the RST that closes a TCP segment's connection: acceptable to its sender, whatever its
 * state.
 * @param frame what parse_frame said PARSE_OK of, giving p
 * @param out   REJECT_FRAME_BYTES; may not overlap the frame
 * @return bytes of the frame; 0: no answer
 * @thread any; @cost no allocation
 */
uint32_t reject_tcp(const uint8_t *frame, const struct parsed *p, uint8_t *out);

/**
 * Make an ICMP error about a packet, quoting as much of it as is there and fits.
 * @param frame what parse_frame said PARSE_OK of, giving p
 * @param len   contiguous bytes at frame
 * @param e     type, code and source; of the packet's family
 * @param out   REJECT_FRAME_BYTES; may not overlap the frame
 * @return bytes of the frame; 0: no answer
 * @thread any; @cost no allocation
 */
uint32_t reject_icmp(const uint8_t *frame, uint32_t len, const struct parsed *p,
		     const struct reject_icmp *e, uint8_t *out);
