/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include "support/frames.h"
#include "support/unit.h"

#include "net/arp.h"

static const struct mac_addr ours = {{2, 0xaa, 0, 0, 0, 9}};
static struct frame f;

/* "Who has 10.0.0.100?" asks `sender` from 02:00:00:00:00:02. */
static void
make_request(uint32_t sender)
{
	static const uint8_t head[14] = {0, 1, 8, 0, 6, 4, 0, 1, 2, 0, 0, 0, 0, 2};

	frame_ether(&f, 0x0806);
	memset(f.b, 0xff, 6);
	frame_add(&f, head, sizeof(head));
	frame_fill(&f, 0, 14);
	frame_put32(&f, 28, sender);
	frame_put32(&f, 38, 0x0a000064);
}

static uint32_t
ask(uint8_t *out, rte_be32_t *target)
{
	uint8_t *in = frame_copy(&f, f.len);
	struct parsed p;
	uint32_t n = 0;

	CU_ASSERT_EQUAL(parse_frame(in, (uint32_t)f.len, (uint32_t)f.len, &p), PARSE_OK);
	if (arp_is_request(in, &p, target))
		n = arp_answer(in, &p, &ours, out);
	free(in);
	return n;
}

static void
test_a_request_is_answered_to_who_asks(void)
{
	static const uint8_t want[ARP_FRAME_BYTES] = {
		2, 0,    0, 0, 0, 2,                /* to who asked */
		2, 0xaa, 0, 0, 0, 9, 8,  6,         /* from us, ARP */
		0, 1,    8, 0, 6, 4, 0,  2,         /* reply */
		2, 0xaa, 0, 0, 0, 9, 10, 0, 0, 100, /* 10.0.0.100 is at ours */
		2, 0,    0, 0, 0, 2, 10, 0, 0, 1,
	};
	uint8_t out[ARP_FRAME_BYTES];
	rte_be32_t target = 0;

	make_request(0x0a000001);
	CU_ASSERT_EQUAL(ask(out, &target), ARP_FRAME_BYTES);
	CU_ASSERT_EQUAL(target, rte_cpu_to_be_32(0x0a000064));
	CU_ASSERT_EQUAL(memcmp(out, want, sizeof(want)), 0);
}

static void
test_a_probe_without_an_address_is_answered(void)
{
	uint8_t out[ARP_FRAME_BYTES];
	rte_be32_t target;

	make_request(0);
	CU_ASSERT_EQUAL(ask(out, &target), ARP_FRAME_BYTES);
	CU_ASSERT_EQUAL(frame_get32(out, 38), 0);
	CU_ASSERT_EQUAL(frame_get32(out, 28), 0x0a000064);
}

static void
test_replies_and_group_senders_are_no_requests(void)
{
	uint8_t out[ARP_FRAME_BYTES];
	rte_be32_t target = 1;

	make_request(0x0a000001);
	frame_put16(&f, 20, 2);
	CU_ASSERT_EQUAL(ask(out, &target), 0);
	make_request(0x0a000001);
	f.b[6] |= 1;
	CU_ASSERT_EQUAL(ask(out, &target), 0);
	CU_ASSERT_EQUAL(target, 1);
}

static void
test_announcement_is_a_request_for_ones_own_address(void)
{
	static const uint8_t want[ARP_FRAME_BYTES] = {
		0xff, 0xff, 0xff, 0xff, 0xff, 0xff, /* to everybody */
		2,    0xaa, 0,    0,    0,    9,    8, 6,   0, 1, 8, 0, 6, 4, 0,  1, 2, 0xaa,
		0,    0,    0,    9,    10,   0,    0, 100, 0, 0, 0, 0, 0, 0, 10, 0, 0, 100,
	};
	uint8_t out[ARP_FRAME_BYTES];

	CU_ASSERT_EQUAL(arp_announce(rte_cpu_to_be_32(0x0a000064), &ours, out), ARP_FRAME_BYTES);
	CU_ASSERT_EQUAL(memcmp(out, want, sizeof(want)), 0);
}

UNIT_MAIN("net/arp", UNIT_TEST(test_a_request_is_answered_to_who_asks),
	  UNIT_TEST(test_a_probe_without_an_address_is_answered),
	  UNIT_TEST(test_replies_and_group_senders_are_no_requests),
	  UNIT_TEST(test_announcement_is_a_request_for_ones_own_address))
