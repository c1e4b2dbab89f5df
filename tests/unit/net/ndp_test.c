/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include "support/frames.h"
#include "support/unit.h"

#include "net/ndp.h"

#define COUNT(array_) (sizeof(array_) / sizeof((array_)[0]))

enum {
	IP = 14,
	ICMP = 54
};

static const struct mac_addr ours = {{2, 0xaa, 0, 0, 0, 9}};
static struct frame f;

static uint32_t
l4_sum(const uint8_t *b, size_t len)
{
	const uint8_t tail[4] = {0, 58, (uint8_t)((len - ICMP) >> 8), (uint8_t)(len - ICMP)};
	uint32_t sum = frame_sum(frame_sum(0, b + IP + 8, 32), tail, sizeof(tail));

	return frame_sum(sum, b + ICMP, len - ICMP);
}

static void
mend_checksum(void)
{
	frame_put16(&f, ICMP + 2, 0);
	frame_put16(&f, ICMP + 2, 0xffff & ~l4_sum(f.b, f.len));
}

/* fd00::1 asks the solicited-node group for fd00::64; with its MAC address as an option. */
static void
make_solicitation(void)
{
	static const uint8_t group[16] = {0xff, 2, [11] = 1, 0xff, 0, 0, 0x64};
	static const uint8_t option[8] = {1, 1, 2, 0, 0, 0, 0, 2};

	frame_ether(&f, 0x86dd);
	memcpy(f.b, (uint8_t[]){0x33, 0x33, 0xff, 0, 0, 0x64}, 6);
	frame_ip6(&f, 58);
	f.b[IP + 7] = 255;
	memcpy(f.b + IP + 24, group, 16);
	frame_fill(&f, 0, 24);
	f.b[ICMP] = 135;
	f.b[ICMP + 8] = 0xfd;
	f.b[ICMP + 23] = 0x64;
	frame_add(&f, option, sizeof(option));
	frame_ip6_end(&f, IP);
	mend_checksum();
}

/* Is the frame, cut to `len` contiguous bytes, a valid solicitation? Then out has the answer. */
static bool
ask(size_t len, uint8_t *out)
{
	uint8_t *in = frame_copy(&f, len);
	struct ip_addr target;
	struct parsed p;
	bool valid;

	valid = parse_frame(in, (uint32_t)len, (uint32_t)f.len, &p) == PARSE_OK &&
		ndp_is_solicitation(in, (uint32_t)len, &p, &target);
	if (valid) {
		CU_ASSERT_EQUAL(memcmp(target.b, f.b + ICMP + 8, 16), 0);
		CU_ASSERT_EQUAL(ndp_answer(in, &p, &ours, out), NDP_FRAME_BYTES);
	}
	free(in);
	return valid;
}

static void
check_advertisement(const uint8_t *out, uint8_t flags)
{
	static const uint8_t option[8] = {2, 1, 2, 0xaa, 0, 0, 0, 9};
	static const uint8_t target[16] = {0xfd, [15] = 0x64};

	CU_ASSERT_EQUAL(memcmp(out + 6, ours.b, 6), 0);
	CU_ASSERT_EQUAL(frame_get16(out, 12), 0x86dd);
	CU_ASSERT_EQUAL(frame_get32(out, IP), 0x60000000);
	CU_ASSERT_EQUAL(frame_get16(out, IP + 4), 32);
	CU_ASSERT_EQUAL(out[IP + 6], 58);
	CU_ASSERT_EQUAL(out[IP + 7], 255);
	CU_ASSERT_EQUAL(memcmp(out + IP + 8, target, 16), 0);
	CU_ASSERT_EQUAL(frame_get16(out, ICMP), 136 << 8);
	CU_ASSERT_EQUAL(frame_get32(out, ICMP + 4), (uint32_t)flags << 24);
	CU_ASSERT_EQUAL(memcmp(out + ICMP + 8, target, 16), 0);
	CU_ASSERT_EQUAL(memcmp(out + ICMP + 24, option, 8), 0);
	CU_ASSERT_EQUAL(l4_sum(out, NDP_FRAME_BYTES), 0xffff);
}

static void
test_a_solicitation_is_answered_to_who_asks(void)
{
	uint8_t out[NDP_FRAME_BYTES];

	make_solicitation();
	CU_ASSERT_TRUE(ask(f.len, out));
	check_advertisement(out, 0x60);
	CU_ASSERT_EQUAL(memcmp(out, f.b + 6, 6), 0);
	CU_ASSERT_EQUAL(memcmp(out + IP + 24, f.b + IP + 8, 16), 0);
}

static const uint8_t all_nodes[16] = {0xff, 2, [15] = 1};
static const uint8_t all_nodes_mac[6] = {0x33, 0x33, 0, 0, 0, 1};

static void
test_duplicate_detection_is_answered_to_all_nodes(void)
{
	uint8_t out[NDP_FRAME_BYTES];

	make_solicitation();
	memset(f.b + IP + 8, 0, 16);
	f.len -= 8; /* no source option from :: */
	frame_ip6_end(&f, IP);
	mend_checksum();
	CU_ASSERT_TRUE(ask(f.len, out));
	check_advertisement(out, 0x20);
	CU_ASSERT_EQUAL(memcmp(out, all_nodes_mac, 6), 0);
	CU_ASSERT_EQUAL(memcmp(out + IP + 24, all_nodes, 16), 0);
}

static void
test_invalid_solicitations_are_silently_refused(void)
{
	static const struct {
		size_t off;
		uint8_t value;
		bool keep_checksum;
	} cases[] = {
		{IP + 7, 254, false},    /* passed a router */
		{ICMP, 136, false},      /* an advertisement */
		{ICMP + 1, 1, false},    /* code */
		{ICMP + 2, 0, true},     /* checksum */
		{ICMP + 8, 0xff, false}, /* target is a group */
		{ICMP + 25, 0, false},   /* option of length 0 */
		{ICMP + 25, 2, false},   /* option past the end */
		{IP + 5, 31, false},     /* one byte of the option is missing */
		{IP + 5, 25, false},     /* half an option header */
		{IP + 5, 23, false},     /* target cut */
	};
	uint8_t out[NDP_FRAME_BYTES];

	for (size_t i = 0; i < COUNT(cases); i++) {
		make_solicitation();
		f.b[cases[i].off] = cases[i].value;
		if (cases[i].off == IP + 5)
			f.len = ICMP + cases[i].value;
		if (!cases[i].keep_checksum)
			mend_checksum();
		CU_ASSERT_FALSE(ask(f.len, out));
	}
	make_solicitation(); /* the sound one, for its first buffer alone */
	CU_ASSERT_FALSE(ask(f.len - 1, out));
}

static void
test_from_nowhere_only_to_the_solicited_node_and_without_source_option(void)
{
	uint8_t out[NDP_FRAME_BYTES];

	make_solicitation();
	memset(f.b + IP + 8, 0, 16);
	mend_checksum();
	CU_ASSERT_FALSE(ask(f.len, out)); /* names its MAC address */
	f.len -= 8;
	frame_ip6_end(&f, IP);
	memcpy(f.b + IP + 24, all_nodes, 16);
	mend_checksum();
	CU_ASSERT_FALSE(ask(f.len, out));
}

static void
test_announcement_goes_to_all_nodes_and_overrides(void)
{
	const struct ip_addr addr = {{0xfd, [15] = 0x64}};
	uint8_t out[NDP_FRAME_BYTES];

	CU_ASSERT_EQUAL(ndp_announce(&addr, &ours, out), NDP_FRAME_BYTES);
	check_advertisement(out, 0x20);
	CU_ASSERT_EQUAL(memcmp(out, all_nodes_mac, 6), 0);
	CU_ASSERT_EQUAL(memcmp(out + IP + 24, all_nodes, 16), 0);
}

UNIT_MAIN("net/ndp", UNIT_TEST(test_a_solicitation_is_answered_to_who_asks),
	  UNIT_TEST(test_duplicate_detection_is_answered_to_all_nodes),
	  UNIT_TEST(test_invalid_solicitations_are_silently_refused),
	  UNIT_TEST(test_from_nowhere_only_to_the_solicited_node_and_without_source_option),
	  UNIT_TEST(test_announcement_goes_to_all_nodes_and_overrides))
