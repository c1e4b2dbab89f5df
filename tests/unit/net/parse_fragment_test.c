/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include "support/frames.h"
#include "support/unit.h"

#include "net/parse.h"

#include <arpa/inet.h>
#include <stdio.h>

#define COUNT(array_) (sizeof(array_) / sizeof((array_)[0]))

enum {
	CLIENT = 0x0a000001,
	VIP = 0x0a6f58c3,
	IP = 14,
	L4 = 34,
	L4_V6 = 54
};

static struct frame f; /* too large for the stack; each test starts it anew */

/* Walk an exactly sized copy of the frame. */
static enum parse_verdict
walk(struct parsed *p)
{
	uint8_t *copy = frame_copy(&f, f.len);
	enum parse_verdict v = parse_frame(copy, (uint32_t)f.len, (uint32_t)f.len, p);

	free(copy);
	return v;
}

/* IPv4 fragments of one TCP or UDP packet: the flags word, how much follows, what is said. */
static void
test_fragments_of_ipv4(void)
{
	static const struct {
		uint8_t proto;
		uint32_t flags_off;
		size_t payload; /* past the IP header */
		enum parse_verdict want;
		bool has_l4, is_first, has_more;
	} cases[] = {
		{6, 0x2000, 40, PARSE_OK, true, true, true},
		{17, 0x2000, 8, PARSE_OK, true, true, true},
		{6, 0x4000, 40, PARSE_OK, true, false, false}, /* do not fragment: whole */
		{6, 0x2000, 16, PARSE_TINY_FRAGMENT, false, true, true},
		{6, 0x2000, 8, PARSE_TINY_FRAGMENT, false, true, true},
		{6, 0x0001, 40, PARSE_TINY_FRAGMENT, false, false, false},
		{6, 0x2002, 40, PARSE_TINY_FRAGMENT, false, false, true},
		{6, 0x0003, 40, PARSE_OK, false, false, false},
		{17, 0x0001, 40, PARSE_OK, false, false, false},
		{17, 0x2001, 41, PARSE_BAD_FRAGMENT, false, false, true},
		{17, 0x0001, 41, PARSE_OK, false, false, false},
		{17, 0x2000, 12, PARSE_BAD_FRAGMENT, false, true, true},
		{17, 0x0001, 0, PARSE_BAD_FRAGMENT, false, false, false},
		{17, 0x1fff, 8, PARSE_BAD_FRAGMENT, false, false, false},
		{17, 0x1ffb, 19, PARSE_OK, false, false, false}, /* ends at 65535 sharp */
		{17, 0x1ffb, 20, PARSE_BAD_FRAGMENT, false, false, false},
		{47, 0x2000, 8, PARSE_OK, false, true, true},
	};
	struct parsed p;

	for (size_t i = 0; i < COUNT(cases); i++) {
		enum parse_verdict v;

		frame_ether(&f, 0x0800);
		frame_ip4(&f, CLIENT, VIP, cases[i].proto);
		if (cases[i].proto == 17)
			frame_udp(&f, 40000, 53, 1000);
		else
			frame_tcp(&f, 40000, 80, 1, 2, 0x10);
		frame_fill(&f, 'x', 100);
		f.len = L4 + cases[i].payload;
		frame_put16(&f, IP + 6, cases[i].flags_off);
		frame_ip4_end(&f, IP);
		v = walk(&p);
		if (v != cases[i].want)
			fprintf(stderr, "fragment %zu: %s\n", i, parse_verdict_name(v));
		CU_ASSERT_EQUAL(v, cases[i].want);
		if (v != PARSE_OK)
			continue;
		CU_ASSERT_EQUAL(p.has_l4, cases[i].has_l4);
		CU_ASSERT_EQUAL(p.is_first_fragment, cases[i].is_first);
		CU_ASSERT_EQUAL(p.has_more, cases[i].has_more);
		CU_ASSERT_EQUAL(p.is_fragment, (cases[i].flags_off & 0x3fff) != 0);
		CU_ASSERT_EQUAL(p.frag_off, (cases[i].flags_off & 0x1fff) * 8);
		CU_ASSERT_EQUAL(p.frag_id, p.is_fragment ? htonl(0x12340000) : 0);
		CU_ASSERT_EQUAL(p.payload_off + p.payload_len, (int)f.len);
	}
}

/* IPv6: bytes between the IPv6 header and what follows, then a TCP header and a little more. */
static void
test_fragments_of_ipv6(void)
{
	static const struct {
		uint8_t hdrs[24];
		size_t hdrs_len;
		size_t payload;
		enum parse_verdict want;
		uint16_t frag_off;
		bool is_fragment, has_l4;
	} cases[] = {
		{{6, 0, 0, 1, 0, 0, 0, 9}, 8, 24, PARSE_OK, 0, true, true},
		{{6, 0, 0, 1, 0, 0, 0, 9}, 8, 16, PARSE_TINY_FRAGMENT, 0, true, false},
		{{6, 0, 0, 0, 0, 0, 0, 9}, 8, 24, PARSE_OK, 0, false, true}, /* atomic */
		{{6, 0, 0, 25, 0, 0, 0, 9}, 8, 24, PARSE_OK, 24, true, false},
		{{6, 0, 0, 17, 0, 0, 0, 9}, 8, 24, PARSE_TINY_FRAGMENT, 16, true, false},
		{{60, 0, 0, 25, 0, 0, 0, 9}, 8, 24, PARSE_OK, 24, true, false},
		{{6, 0, 0, 25, 0, 0, 0, 9}, 8, 23, PARSE_BAD_FRAGMENT, 0, true, false},
		{{6, 0, 0, 24, 0, 0, 0, 9}, 8, 0, PARSE_BAD_FRAGMENT, 0, true, false},
		{{17, 0, 0xff, 0xf8, 0, 0, 0, 9}, 8, 7, PARSE_OK, 0xfff8, true, false},
		{{17, 0, 0xff, 0xf8, 0, 0, 0, 9}, 8, 8, PARSE_BAD_FRAGMENT, 0, true, false},
		/* the first fragment must hold the chain whole: RFC 7112 */
		{{60, 0, 0, 1, 0, 0, 0, 9, 6, 4}, 16, 24, PARSE_TINY_FRAGMENT, 0, true, false},
		{{60, 0, 0, 1, 0, 0, 0, 9, 6, 0}, 16, 24, PARSE_OK, 0, true, true},
		{{60, 0, 0, 1, 0, 0, 0, 9}, 8, 0, PARSE_TINY_FRAGMENT, 0, true, false},
		{{44, 0, 0, 1, 0, 0, 0, 9, 6, 0, 0, 1}, 16, 24, PARSE_EXT_ORDER, 0, true, false},
	};
	struct parsed p;

	for (size_t i = 0; i < COUNT(cases); i++) {
		enum parse_verdict v;

		frame_ether(&f, 0x86dd);
		frame_ip6(&f, 44);
		frame_add(&f, cases[i].hdrs, cases[i].hdrs_len);
		frame_tcp(&f, 40000, 80, 1, 2, 0x10);
		frame_fill(&f, 'x', 20);
		f.len = L4_V6 + cases[i].hdrs_len + cases[i].payload;
		frame_ip6_end(&f, IP);
		v = walk(&p);
		if (v != cases[i].want)
			fprintf(stderr, "fragment6 %zu: %s\n", i, parse_verdict_name(v));
		CU_ASSERT_EQUAL(v, cases[i].want);
		if (v != PARSE_OK)
			continue;
		CU_ASSERT_EQUAL(p.is_fragment, cases[i].is_fragment);
		CU_ASSERT_EQUAL(p.has_l4, cases[i].has_l4);
		CU_ASSERT_EQUAL(p.frag_off, cases[i].frag_off);
		CU_ASSERT_EQUAL(p.frag_id, cases[i].is_fragment ? htonl(9) : 0);
		CU_ASSERT_EQUAL(p.dst_port, cases[i].has_l4 ? htons(80) : 0);
	}
}

/* n destination option headers of `units` * 8 bytes each. */
static void
make_options6(int n, uint8_t units)
{
	frame_ether(&f, 0x86dd);
	frame_ip6(&f, n > 0 ? 60 : 17);
	for (int i = 0; i < n; i++) {
		size_t off = frame_fill(&f, 0, units * 8u);

		f.b[off] = i < n - 1 ? 60 : 17;
		f.b[off + 1] = (uint8_t)(units - 1);
	}
	frame_udp(&f, 1, 2, 0);
	frame_ip6_end(&f, IP);
}

static void
test_extension_headers_are_bounded(void)
{
	static const struct {
		int n;
		uint8_t units;
		enum parse_verdict want;
	} cases[] = {
		{0, 0, PARSE_OK},         {8, 1, PARSE_OK},          {9, 1, PARSE_EXT_LIMIT},
		{8, 4, PARSE_OK},         {8, 5, PARSE_EXT_LIMIT},   {1, 32, PARSE_OK},
		{1, 33, PARSE_EXT_LIMIT}, {200, 1, PARSE_EXT_LIMIT},
	};
	struct parsed p;

	for (size_t i = 0; i < COUNT(cases); i++) {
		make_options6(cases[i].n, cases[i].units);
		CU_ASSERT_EQUAL(walk(&p), cases[i].want);
	}
}

UNIT_MAIN("net/parse_fragment", UNIT_TEST(test_fragments_of_ipv4),
	  UNIT_TEST(test_fragments_of_ipv6), UNIT_TEST(test_extension_headers_are_bounded))
