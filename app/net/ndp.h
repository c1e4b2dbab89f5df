/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * Neighbour discovery for addresses that the kernel does not hold: answers and announcements of
 * IPv6 VIPs.
 *
 * Source: RFC 4861 4.3, 4.4, 7.1.1 (which solicitations are valid), 7.2.4, 7.2.6.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "net/addr.h"
#include "net/parse.h"

enum {
	NDP_FRAME_BYTES = 14 + 40 + 32
};

/**
 * Is the frame a valid neighbour solicitation, and for which address?
 * @param frame  what parse_frame said PARSE_OK of, giving p
 * @param len    contiguous bytes at frame; a solicitation that goes on past them is not valid
 * @param target out: untouched unless true
 */
bool ndp_is_solicitation(const uint8_t *frame, uint32_t len, const struct parsed *p,
			 struct ip_addr *target);

/**
 * Answer a solicitation: the address it asks for is at `mac`. Goes to who asks, or to all nodes
 * where who asks has no address yet.
 * @param frame one for which ndp_is_solicitation holds
 * @param out   NDP_FRAME_BYTES; may not overlap the frame
 * @return bytes of the frame
 * @thread any
 */
uint32_t ndp_answer(const uint8_t *frame, const struct parsed *p, const struct mac_addr *mac,
		    uint8_t *out);

/**
 * Tell all nodes on the link that the address is at `mac` (unsolicited advertisement).
 * @param out NDP_FRAME_BYTES
 * @return bytes of the frame
 * @thread any
 */
uint32_t ndp_announce(const struct ip_addr *addr, const struct mac_addr *mac, uint8_t *out);
