/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * ARP for addresses that the kernel does not hold: answers and announcements of VIPs.
 *
 * Sources: RFC 826; RFC 5227 (a probe is answered like any request; an announcement is a request
 * for one's own address).
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "net/addr.h"
#include "net/parse.h"

enum {
	ARP_FRAME_BYTES = 42
};

/**
 * Is the frame a request, and for which address?
 * @param frame  what parse_frame said PARSE_OK of, with PARSE_KIND_ARP
 * @param target out: network order; untouched unless true
 */
bool arp_is_request(const uint8_t *frame, const struct parsed *p, rte_be32_t *target);

/**
 * Answer a request: the address it asks for is at `mac`.
 * @param frame one for which arp_is_request holds
 * @param out   ARP_FRAME_BYTES; may not overlap the frame
 * @return bytes of the frame
 * @thread any
 */
uint32_t arp_answer(const uint8_t *frame, const struct parsed *p, const struct mac_addr *mac,
		    uint8_t *out);

/**
 * Tell everybody on the link that the address is at `mac` (gratuitous ARP).
 * @param addr network order
 * @param out  ARP_FRAME_BYTES
 * @return bytes of the frame
 * @thread any
 */
uint32_t arp_announce(rte_be32_t addr, const struct mac_addr *mac, uint8_t *out);
