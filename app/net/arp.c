/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include "net/arp.h"

#include <rte_arp.h>
#include <rte_ether.h>

#include "net/build_priv.h"

_Static_assert(ARP_FRAME_BYTES == RTE_ETHER_HDR_LEN + sizeof(struct rte_arp_hdr), "frame size");

static struct rte_arp_hdr
read_arp(const uint8_t *frame, const struct parsed *p)
{
	struct rte_arp_hdr arp;

	memcpy(&arp, frame + p->l3_off, sizeof(arp));
	return arp;
}

/* The part that answers and announcements share: `addr` is at `mac`. */
static struct rte_arp_hdr
make_arp(rte_be16_t opcode, const struct mac_addr *mac, rte_be32_t addr)
{
	struct rte_arp_hdr arp = {
		.arp_hardware = RTE_BE16(RTE_ARP_HRD_ETHER),
		.arp_protocol = RTE_BE16(RTE_ETHER_TYPE_IPV4),
		.arp_hlen = RTE_ETHER_ADDR_LEN,
		.arp_plen = sizeof(addr),
		.arp_opcode = opcode,
		.arp_data = {.arp_sip = addr},
	};

	memcpy(&arp.arp_data.arp_sha, mac->b, sizeof(mac->b));
	return arp;
}

static uint32_t
write_arp(uint8_t *out, const struct rte_arp_hdr *arp, const uint8_t dst[6],
	  const struct mac_addr *src)
{
	build_ether(out, dst, src->b, RTE_BE16(RTE_ETHER_TYPE_ARP));
	memcpy(out + RTE_ETHER_HDR_LEN, arp, sizeof(*arp));
	return ARP_FRAME_BYTES;
}

bool
arp_is_request(const uint8_t *frame, const struct parsed *p, rte_be32_t *target)
{
	const struct rte_arp_hdr arp = read_arp(frame, p);

	/* a sender at a group address would have us answer a crowd */
	if (arp.arp_opcode != RTE_BE16(RTE_ARP_OP_REQUEST) || (frame[RTE_ETHER_ADDR_LEN] & 1) != 0)
		return false;
	*target = arp.arp_data.arp_tip;
	return true;
}

uint32_t
arp_answer(const uint8_t *frame, const struct parsed *p, const struct mac_addr *mac, uint8_t *out)
{
	const struct rte_arp_hdr ask = read_arp(frame, p);
	struct rte_arp_hdr arp = make_arp(RTE_BE16(RTE_ARP_OP_REPLY), mac, ask.arp_data.arp_tip);

	arp.arp_data.arp_tha = ask.arp_data.arp_sha;
	arp.arp_data.arp_tip = ask.arp_data.arp_sip;
	return write_arp(out, &arp, frame + RTE_ETHER_ADDR_LEN, mac);
}

uint32_t
arp_announce(rte_be32_t addr, const struct mac_addr *mac, uint8_t *out)
{
	static const uint8_t everybody[6] = {0xff, 0xff, 0xff, 0xff, 0xff, 0xff};
	struct rte_arp_hdr arp = make_arp(RTE_BE16(RTE_ARP_OP_REQUEST), mac, addr);

	arp.arp_data.arp_tip = addr;
	return write_arp(out, &arp, everybody, mac);
}
