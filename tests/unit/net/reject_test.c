/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include "support/frames.h"
#include "support/unit.h"

#include "net/reject.h"

#include <stdio.h>

#define COUNT(array_) (sizeof(array_) / sizeof((array_)[0]))

enum {
	CLIENT = 0x0a000001,
	VIP = 0x0a6f58c3,
	ROUTER = 0x0a0000fe,
	IP = 14,
	L4 = 34,
	L4_V6 = 54
};

enum {
	FIN = 1,
	SYN = 2,
	RST = 4,
	ACK = 16
};

static struct frame f;

/* Walk and refuse the frame. Returns the answer of *n bytes, to be freed. */
static uint8_t *
refuse_tcp(uint32_t *n)
{
	uint8_t *in = frame_copy(&f, f.len), *out = malloc(REJECT_FRAME_BYTES);
	struct parsed p;

	CU_ASSERT_EQUAL(parse_frame(in, (uint32_t)f.len, (uint32_t)f.len, &p), PARSE_OK);
	*n = reject_tcp(in, &p, out);
	free(in);
	return out;
}

static uint8_t *
refuse_icmp(size_t len, const struct reject_icmp *e, uint32_t *n)
{
	uint8_t *in = frame_copy(&f, len), *out = malloc(REJECT_FRAME_BYTES);
	struct parsed p;

	CU_ASSERT_EQUAL(parse_frame(in, (uint32_t)len, (uint32_t)f.len, &p), PARSE_OK);
	*n = reject_icmp(in, (uint32_t)len, &p, e, out);
	free(in);
	return out;
}

/* Does the layer-4 checksum hold, pseudo header counted? */
static bool
is_l4_right(const uint8_t *b, size_t addrs_off, size_t addrs_len, size_t l4_off, size_t len)
{
	const uint8_t tail[4] = {0, b[addrs_len == 8 ? IP + 9 : IP + 6],
				 (uint8_t)((len - l4_off) >> 8), (uint8_t)(len - l4_off)};
	uint32_t sum = frame_sum(0, b + addrs_off, addrs_len);

	sum = frame_sum(sum, tail, sizeof(tail));
	return frame_sum(sum, b + l4_off, len - l4_off) == 0xffff;
}

static void
make_tcp(bool v6, uint32_t seq, uint32_t ack, uint8_t flags, size_t payload)
{
	frame_ether(&f, v6 ? 0x86dd : 0x0800);
	if (v6)
		frame_ip6(&f, 6);
	else
		frame_ip4(&f, CLIENT, VIP, 6);
	frame_tcp(&f, 40000, 80, seq, ack, flags);
	frame_fill(&f, 'x', payload);
	if (v6)
		frame_ip6_end(&f, IP);
	else
		frame_ip4_end(&f, IP);
}

static void
test_rst_has_the_sequence_numbers_of_rfc_9293(void)
{
	static const struct {
		uint32_t seq, ack;
		uint8_t flags;
		size_t payload;
		uint32_t want_seq, want_ack;
		uint8_t want_flags;
	} cases[] = {
		{1000, 0, SYN, 0, 0, 1001, RST | ACK},
		{1000, 0, SYN, 10, 0, 1011, RST | ACK}, /* data on a SYN */
		{1000, 7, 0, 10, 0, 1010, RST | ACK},   /* ACK bit off: the field says nothing */
		{1000, 0, SYN | FIN, 3, 0, 1005, RST | ACK},
		{0xffffffff, 0, SYN, 0, 0, 0, RST | ACK}, /* wraps */
		{1000, 2000, ACK, 10, 2000, 0, RST},
		{1000, 2000, SYN | ACK, 0, 2000, 0, RST},
		{1000, 2000, FIN | ACK, 5, 2000, 0, RST},
	};

	for (size_t i = 0; i < 2 * COUNT(cases); i++) {
		size_t c = i / 2, l4 = i % 2 ? L4_V6 : L4;
		uint32_t n;
		uint8_t *out;

		make_tcp(i % 2, cases[c].seq, cases[c].ack, cases[c].flags, cases[c].payload);
		out = refuse_tcp(&n);
		CU_ASSERT_EQUAL(n, l4 + 20);
		CU_ASSERT_EQUAL(memcmp(out, f.b + 6, 6), 0);
		CU_ASSERT_EQUAL(memcmp(out + 6, f.b, 6), 0);
		CU_ASSERT_EQUAL(memcmp(out + 12, f.b + 12, 2), 0);
		CU_ASSERT_EQUAL(frame_get16(out, l4), 80);
		CU_ASSERT_EQUAL(frame_get16(out, l4 + 2), 40000);
		CU_ASSERT_EQUAL(frame_get32(out, l4 + 4), cases[c].want_seq);
		CU_ASSERT_EQUAL(frame_get32(out, l4 + 8), cases[c].want_ack);
		CU_ASSERT_EQUAL(out[l4 + 12], 0x50);
		CU_ASSERT_EQUAL(out[l4 + 13], cases[c].want_flags);
		CU_ASSERT_EQUAL(frame_get16(out, l4 + 14), 0);
		if (i % 2 == 0) {
			CU_ASSERT_EQUAL(frame_get16(out, IP + 2), 40);
			CU_ASSERT_EQUAL(frame_get32(out, IP + 12), VIP);
			CU_ASSERT_EQUAL(frame_get32(out, IP + 16), CLIENT);
			CU_ASSERT_EQUAL(frame_sum(0, out + IP, 20), 0xffff);
			CU_ASSERT_TRUE(is_l4_right(out, IP + 12, 8, l4, n));
		} else {
			CU_ASSERT_EQUAL(frame_get16(out, IP + 4), 20);
			CU_ASSERT_EQUAL(memcmp(out + IP + 8, f.b + IP + 24, 16), 0);
			CU_ASSERT_EQUAL(memcmp(out + IP + 24, f.b + IP + 8, 16), 0);
			CU_ASSERT_TRUE(is_l4_right(out, IP + 8, 32, l4, n));
		}
		free(out);
	}
}

/* The answer is itself a sound frame, and calls for no answer in turn. */
static void
test_a_rst_is_never_answered(void)
{
	for (int v6 = 0; v6 < 2; v6++) {
		struct parsed p;
		uint8_t *out, *again = malloc(REJECT_FRAME_BYTES);
		uint32_t n;

		make_tcp(v6, 1, 2, SYN, 0);
		out = refuse_tcp(&n);
		CU_ASSERT_EQUAL(parse_frame(out, n, n, &p), PARSE_OK);
		CU_ASSERT_EQUAL(reject_tcp(out, &p, again), 0);
		free(again);
		free(out);
	}
}

static void
test_rst_only_for_whole_tcp_segments(void)
{
	uint32_t n;

	make_tcp(false, 1, 2, SYN, 20);
	frame_put16(&f, IP + 6, 0x2000); /* a first fragment: the segment's length is unknown */
	frame_ip4_checksum(&f, IP);
	free(refuse_tcp(&n));
	CU_ASSERT_EQUAL(n, 0);
	frame_ether(&f, 0x0800);
	frame_ip4(&f, CLIENT, VIP, 17);
	frame_udp(&f, 1, 2, 0);
	frame_ip4_end(&f, IP);
	free(refuse_tcp(&n));
	CU_ASSERT_EQUAL(n, 0);
}

static const uint32_t nobodys[] = {0,          0x00000001, 0x7f000001, 0xe0000001,
				   0xf0000001, 0xffffffff, 0xefffffff};

static void
test_no_answer_to_or_about_addresses_that_are_nobodys(void)
{
	const struct reject_icmp e = {addr_from_v4(rte_cpu_to_be_32(ROUTER)), 3, 3, 0};
	uint32_t n;

	for (size_t i = 0; i < 2 * COUNT(nobodys); i++) {
		make_tcp(false, 1, 2, SYN, 0);
		frame_put32(&f, i % 2 ? IP + 12 : IP + 16, nobodys[i / 2]);
		frame_ip4_checksum(&f, IP);
		free(refuse_tcp(&n));
		CU_ASSERT_EQUAL(n, 0);
		free(refuse_icmp(f.len, &e, &n));
		CU_ASSERT_EQUAL(n, 0);
	}
	make_tcp(false, 1, 2, SYN, 0);
	f.b[0] |= 1;
	free(refuse_tcp(&n));
	CU_ASSERT_EQUAL(n, 0);
	free(refuse_icmp(f.len, &e, &n));
	CU_ASSERT_EQUAL(n, 0);
}

static void
test_no_answer_to_or_about_ipv6_groups(void)
{
	struct reject_icmp e = {.type = 1, .code = 4};
	uint32_t n;

	addr_parse(&e.src, "fd00::fe");
	for (size_t off = IP + 8; off <= IP + 24; off += 16) {
		make_tcp(true, 1, 2, SYN, 0);
		f.b[off] = 0xff;
		free(refuse_tcp(&n));
		CU_ASSERT_EQUAL(n, 0);
		free(refuse_icmp(f.len, &e, &n));
		CU_ASSERT_EQUAL(n, 0);
	}
	make_tcp(true, 1, 2, SYN, 0);
	memset(f.b + IP + 8, 0, 16); /* from :: */
	free(refuse_icmp(f.len, &e, &n));
	CU_ASSERT_EQUAL(n, 0);
}

static void
make_udp(bool v6, size_t payload)
{
	frame_ether(&f, v6 ? 0x86dd : 0x0800);
	if (v6)
		frame_ip6(&f, 17);
	else
		frame_ip4(&f, CLIENT, VIP, 17);
	frame_udp(&f, 40000, 53, payload);
	if (v6)
		frame_ip6_end(&f, IP);
	else
		frame_ip4_end(&f, IP);
}

static void
test_icmp4_error_quotes_up_to_576_bytes(void)
{
	static const struct {
		size_t payload;
		size_t quoted; /* of the IP packet */
	} cases[] = {{0, 28}, {1, 29}, {100, 128}, {519, 547}, {520, 548}, {521, 548}, {1400, 548}};
	const struct reject_icmp e = {addr_from_v4(rte_cpu_to_be_32(VIP)), 3, 3, 0};

	for (size_t i = 0; i < COUNT(cases); i++) {
		uint32_t n;
		uint8_t *out;

		make_udp(false, cases[i].payload);
		out = refuse_icmp(f.len, &e, &n);
		CU_ASSERT_EQUAL(n, L4 + 8 + cases[i].quoted);
		CU_ASSERT_TRUE(n - IP <= 576);
		CU_ASSERT_EQUAL(frame_get16(out, IP + 2), n - IP);
		CU_ASSERT_EQUAL(out[IP + 9], 1);
		CU_ASSERT_EQUAL(frame_get32(out, IP + 12), VIP);
		CU_ASSERT_EQUAL(frame_get32(out, IP + 16), CLIENT);
		CU_ASSERT_EQUAL(frame_sum(0, out + IP, 20), 0xffff);
		CU_ASSERT_EQUAL(frame_get16(out, L4), 0x0303);
		CU_ASSERT_EQUAL(frame_get32(out, L4 + 4), 0);
		CU_ASSERT_EQUAL(frame_sum(0, out + L4, n - L4), 0xffff);
		CU_ASSERT_EQUAL(memcmp(out + L4 + 8, f.b + IP, cases[i].quoted), 0);
		CU_ASSERT_EQUAL(memcmp(out, f.b + 6, 6), 0);
		CU_ASSERT_EQUAL(memcmp(out + 6, f.b, 6), 0);
		free(out);
	}
}

static void
test_icmp6_error_quotes_up_to_1280_bytes(void)
{
	static const size_t payloads[] = {0, 1, 1183, 1184, 1185, 1400};
	struct reject_icmp e = {.type = 2, .rest = 1400};

	addr_parse(&e.src, "fd00::fe");
	for (size_t i = 0; i < COUNT(payloads); i++) {
		size_t whole = 48 + payloads[i], quoted = whole < 1232 ? whole : 1232;
		uint32_t n;
		uint8_t *out;

		make_udp(true, payloads[i]);
		out = refuse_icmp(f.len, &e, &n);
		CU_ASSERT_EQUAL(n, L4_V6 + 8 + quoted);
		CU_ASSERT_TRUE(n - IP <= 1280);
		CU_ASSERT_EQUAL(frame_get16(out, IP + 4), n - L4_V6);
		CU_ASSERT_EQUAL(out[IP + 6], 58);
		CU_ASSERT_EQUAL(memcmp(out + IP + 8, e.src.b, 16), 0);
		CU_ASSERT_EQUAL(memcmp(out + IP + 24, f.b + IP + 8, 16), 0);
		CU_ASSERT_EQUAL(frame_get16(out, L4_V6), 0x0200);
		CU_ASSERT_EQUAL(frame_get32(out, L4_V6 + 4), 1400);
		CU_ASSERT_TRUE(is_l4_right(out, IP + 8, 32, L4_V6, n));
		CU_ASSERT_EQUAL(memcmp(out + L4_V6 + 8, f.b + IP, quoted), 0);
		free(out);
	}
}

static void
test_padding_is_not_quoted_and_a_split_packet_in_part(void)
{
	const struct reject_icmp e = {addr_from_v4(rte_cpu_to_be_32(ROUTER)), 3, 4, 1400};
	uint32_t n;
	uint8_t *out;

	make_udp(false, 4);
	frame_fill(&f, 0, 14);
	out = refuse_icmp(f.len, &e, &n);
	CU_ASSERT_EQUAL(n, L4 + 8 + 32);
	CU_ASSERT_EQUAL(frame_get32(out, L4 + 4), 1400);
	free(out);
	make_udp(false, 400);
	out = refuse_icmp(L4 + 8 + 10, &e, &n);
	CU_ASSERT_EQUAL(n, L4 + 8 + 38);
	CU_ASSERT_EQUAL(frame_sum(0, out + L4, n - L4), 0xffff);
	free(out);
	/* an unknown protocol may have less than the 8 bytes that must be quoted at hand */
	make_udp(false, 400);
	f.b[IP + 9] = 47;
	frame_ip4_checksum(&f, IP);
	free(refuse_icmp(L4 + 7, &e, &n));
	CU_ASSERT_EQUAL(n, 0);
	free(refuse_icmp(L4 + 8, &e, &n));
	CU_ASSERT_EQUAL(n, L4 + 8 + 28);
}

static void
test_no_icmp_about_later_fragments(void)
{
	const struct reject_icmp e = {addr_from_v4(rte_cpu_to_be_32(ROUTER)), 11, 0, 0};
	uint32_t n;

	make_udp(false, 100);
	frame_put16(&f, IP + 6, 0x0010);
	frame_ip4_checksum(&f, IP);
	free(refuse_icmp(f.len, &e, &n));
	CU_ASSERT_EQUAL(n, 0);
	make_udp(false, 96);
	frame_put16(&f, IP + 6, 0x2000);
	frame_ip4_checksum(&f, IP);
	free(refuse_icmp(f.len, &e, &n));
	CU_ASSERT_TRUE(n > 0);
}

static void
make_icmp(bool v6, uint8_t type)
{
	size_t off;

	frame_ether(&f, v6 ? 0x86dd : 0x0800);
	if (v6)
		frame_ip6(&f, 58);
	else
		frame_ip4(&f, CLIENT, VIP, 1);
	off = frame_fill(&f, 0, 36);
	f.b[off] = type;
	if (v6)
		frame_ip6_end(&f, IP);
	else
		frame_ip4_end(&f, IP);
}

static void
test_no_icmp_about_icmp_errors(void)
{
	static const uint8_t queries4[] = {0, 8, 9, 10, 13, 14, 15, 16, 17, 18};
	struct reject_icmp e4 = {addr_from_v4(rte_cpu_to_be_32(ROUTER)), 11, 0, 0};
	struct reject_icmp e6 = {.type = 3};
	uint32_t n;

	addr_parse(&e6.src, "fd00::fe");
	for (uint32_t type = 0; type < 256; type++) {
		bool is_query4 = memchr(queries4, (int)type, sizeof(queries4)) != NULL;

		make_icmp(false, (uint8_t)type);
		free(refuse_icmp(f.len, &e4, &n));
		CU_ASSERT_EQUAL(n > 0, is_query4);
		make_icmp(true, (uint8_t)type);
		free(refuse_icmp(f.len, &e6, &n));
		CU_ASSERT_EQUAL(n > 0, type >= 128 && type != 137);
	}
}

UNIT_MAIN("net/reject", UNIT_TEST(test_rst_has_the_sequence_numbers_of_rfc_9293),
	  UNIT_TEST(test_a_rst_is_never_answered), UNIT_TEST(test_rst_only_for_whole_tcp_segments),
	  UNIT_TEST(test_no_answer_to_or_about_addresses_that_are_nobodys),
	  UNIT_TEST(test_no_answer_to_or_about_ipv6_groups),
	  UNIT_TEST(test_icmp4_error_quotes_up_to_576_bytes),
	  UNIT_TEST(test_icmp6_error_quotes_up_to_1280_bytes),
	  UNIT_TEST(test_padding_is_not_quoted_and_a_split_packet_in_part),
	  UNIT_TEST(test_no_icmp_about_later_fragments), UNIT_TEST(test_no_icmp_about_icmp_errors))
