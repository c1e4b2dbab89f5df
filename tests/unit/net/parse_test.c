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

/* Walk an exactly sized copy of the first n bytes of a frame. */
static enum parse_verdict
walk_part(size_t n, size_t frame_len, struct parsed *p)
{
	uint8_t *copy = frame_copy(&f, n);
	enum parse_verdict v = parse_frame(copy, (uint32_t)n, (uint32_t)frame_len, p);

	free(copy);
	return v;
}

static enum parse_verdict
walk(struct parsed *p)
{
	return walk_part(f.len, f.len, p);
}

static void
make_tcp4(void)
{
	frame_ether(&f, 0x0800);
	frame_ip4(&f, CLIENT, VIP, 6);
	frame_tcp(&f, 40000, 80, 1000, 2000, 0x18);
	frame_fill(&f, 'x', 10);
	frame_ip4_end(&f, IP);
}

static void
make_udp4(void)
{
	frame_ether(&f, 0x0800);
	frame_ip4(&f, CLIENT, VIP, 17);
	frame_udp(&f, 40000, 53, 12);
	frame_ip4_end(&f, IP);
}

static void
make_icmp4(void)
{
	static const uint8_t echo[12] = {8, 0, 0, 0, 0xab, 0xcd};

	frame_ether(&f, 0x0800);
	frame_ip4(&f, CLIENT, VIP, 1);
	frame_add(&f, echo, sizeof(echo));
	frame_ip4_end(&f, IP);
}

static void
make_sctp4(void)
{
	static const uint8_t hdr[16] = {0x9c, 0x40, 0x0b, 0x59};

	frame_ether(&f, 0x0800);
	frame_ip4(&f, CLIENT, VIP, 132);
	frame_add(&f, hdr, sizeof(hdr));
	frame_ip4_end(&f, IP);
}

static void
make_tcp6(void)
{
	frame_ether(&f, 0x86dd);
	frame_ip6(&f, 6);
	frame_tcp(&f, 40000, 80, 1000, 2000, 0x02);
	frame_fill(&f, 'x', 10);
	frame_ip6_end(&f, IP);
}

static void
make_udp6(void)
{
	frame_ether(&f, 0x86dd);
	frame_ip6(&f, 17);
	frame_udp(&f, 40000, 53, 12);
	frame_ip6_end(&f, IP);
}

static void
make_icmp6(void)
{
	static const uint8_t echo[12] = {128, 0, 0, 0, 0xab, 0xcd};

	frame_ether(&f, 0x86dd);
	frame_ip6(&f, 58);
	frame_add(&f, echo, sizeof(echo));
	frame_ip6_end(&f, IP);
}

/* Hop-by-hop, destination options, routing (no segments left), atomic fragment, then UDP. */
static void
make_chain6(void)
{
	static const uint8_t hdrs[] = {
		60, 0, 1, 4,  0,  0, 0, 0,              /* hop-by-hop: PadN */
		43, 1, 1, 12, 0,  0, 0, 0,              /* destination options, 16 bytes */
		0,  0, 0, 0,  0,  0, 0, 0, 44, 0, 4, 0, /* routing type 4, 0 left */
		0,  0, 0, 0,  17, 0, 0, 0, 0,  0, 0, 9, /* fragment: offset 0, no more */
	};

	frame_ether(&f, 0x86dd);
	frame_ip6(&f, 0);
	frame_add(&f, hdrs, sizeof(hdrs));
	frame_udp(&f, 40000, 53, 4);
	frame_ip6_end(&f, IP);
}

static void
make_options4(void)
{
	static const uint8_t options[8] = {1, 7, 3, 4, 148, 4 - 2, 0, 0xff};

	make_tcp4();
	memmove(f.b + L4 + 8, f.b + L4, f.len - L4);
	memcpy(f.b + L4, options, sizeof(options));
	f.len += 8;
	f.b[IP] = 0x47;
	frame_ip4_end(&f, IP);
}

static void
make_arp(void)
{
	static const uint8_t arp[28] = {0, 1, 8, 0, 6, 4, 0, 1, 2, 0, 0, 0, 0, 2};

	frame_ether(&f, 0x0806);
	frame_add(&f, arp, sizeof(arp));
}

static void (*const makers[])(void) = {make_tcp4, make_udp4,  make_icmp4,  make_sctp4,    make_tcp6,
				       make_udp6, make_icmp6, make_chain6, make_options4, make_arp};

static void
test_plain_tcp4(void)
{
	struct parsed p;

	make_tcp4();
	CU_ASSERT_EQUAL(walk(&p), PARSE_OK);
	CU_ASSERT_EQUAL(p.verdict, PARSE_OK);
	CU_ASSERT_EQUAL(p.kind, PARSE_KIND_IP4);
	CU_ASSERT_EQUAL(p.proto, 6);
	CU_ASSERT_EQUAL(p.ttl, 64);
	CU_ASSERT_EQUAL(p.l3_off, IP);
	CU_ASSERT_EQUAL(p.l4_off, L4);
	CU_ASSERT_EQUAL(p.payload_off, L4 + 20);
	CU_ASSERT_EQUAL(p.payload_len, 10);
	CU_ASSERT_EQUAL(p.ip_len, 50);
	CU_ASSERT_EQUAL(p.src_port, htons(40000));
	CU_ASSERT_EQUAL(p.dst_port, htons(80));
	CU_ASSERT_EQUAL(p.tcp_flags, 0x18);
	CU_ASSERT_EQUAL(p.v4.src, htonl(CLIENT));
	CU_ASSERT_EQUAL(p.v4.dst, htonl(VIP));
	CU_ASSERT_TRUE(p.has_l4);
	CU_ASSERT_FALSE(p.is_fragment || p.has_more || p.has_options || p.is_l2_group);
}

static void
test_layer_4_of_each_kind(void)
{
	static const struct {
		void (*make)(void);
		uint8_t kind, proto;
		uint16_t l4_off, payload_off, payload_len, sport, dport, icmp_id;
	} cases[] = {
		{make_udp4, PARSE_KIND_IP4, 17, L4, L4 + 8, 12, 40000, 53, 0},
		{make_icmp4, PARSE_KIND_IP4, 1, L4, L4 + 8, 4, 0, 0, 0xabcd},
		{make_sctp4, PARSE_KIND_IP4, 132, L4, L4 + 12, 4, 40000, 2905, 0},
		{make_options4, PARSE_KIND_IP4, 6, L4 + 8, L4 + 28, 10, 40000, 80, 0},
		{make_tcp6, PARSE_KIND_IP6, 6, L4_V6, L4_V6 + 20, 10, 40000, 80, 0},
		{make_udp6, PARSE_KIND_IP6, 17, L4_V6, L4_V6 + 8, 12, 40000, 53, 0},
		{make_icmp6, PARSE_KIND_IP6, 58, L4_V6, L4_V6 + 8, 4, 0, 0, 0xabcd},
		{make_chain6, PARSE_KIND_IP6, 17, L4_V6 + 40, L4_V6 + 48, 4, 40000, 53, 0},
	};
	struct parsed p;

	for (size_t i = 0; i < COUNT(cases); i++) {
		cases[i].make();
		CU_ASSERT_EQUAL(walk(&p), PARSE_OK);
		CU_ASSERT_EQUAL(p.kind, cases[i].kind);
		CU_ASSERT_EQUAL(p.proto, cases[i].proto);
		CU_ASSERT_EQUAL(p.l4_off, cases[i].l4_off);
		CU_ASSERT_EQUAL(p.payload_off, cases[i].payload_off);
		CU_ASSERT_EQUAL(p.payload_len, cases[i].payload_len);
		CU_ASSERT_EQUAL(p.src_port, htons(cases[i].sport));
		CU_ASSERT_EQUAL(p.dst_port, htons(cases[i].dport));
		CU_ASSERT_EQUAL(p.icmp_id, htons(cases[i].icmp_id));
		CU_ASSERT_TRUE(p.has_l4);
		CU_ASSERT_FALSE(p.is_fragment);
		CU_ASSERT_EQUAL(p.has_options,
				cases[i].make == make_options4 || cases[i].make == make_chain6);
	}
}

static void
test_addresses_become_keys_of_either_family(void)
{
	char text[ADDR_TEXT_BYTES];
	struct ip_addr a;
	struct parsed p;

	make_tcp4();
	walk(&p);
	a = parsed_src(&p);
	CU_ASSERT_STRING_EQUAL(addr_format(&a, text), "10.0.0.1");
	a = parsed_dst(&p);
	CU_ASSERT_STRING_EQUAL(addr_format(&a, text), "10.111.88.195");
	make_tcp6();
	walk(&p);
	a = parsed_src(&p);
	CU_ASSERT_STRING_EQUAL(addr_format(&a, text), "fd00::1");
	a = parsed_dst(&p);
	CU_ASSERT_STRING_EQUAL(addr_format(&a, text), "fd00::2");
}

/* One change to a sound frame, and what is then said of it. */
struct mutation {
	void (*make)(void);
	size_t off;
	uint32_t value; /* 16 bits */
	enum parse_verdict want;
	bool keep_checksum; /* do not mend the IPv4 header checksum */
};

static const struct mutation mutations[] = {
	{make_tcp4, IP, 0x6500, PARSE_BAD_VERSION},
	{make_tcp4, IP, 0x0500, PARSE_BAD_VERSION},
	{make_tcp4, IP, 0x4400, PARSE_BAD_IHL, true},
	{make_tcp4, IP, 0x4000, PARSE_BAD_IHL, true},
	{make_tcp4, IP, 0x4f00, PARSE_IHL_BEYOND_TOTAL, true},
	{make_tcp4, IP + 2, 19, PARSE_IHL_BEYOND_TOTAL},
	{make_tcp4, IP + 2, 0, PARSE_IHL_BEYOND_TOTAL},
	{make_tcp4, IP + 2, 51, PARSE_TOTAL_BEYOND_FRAME},
	{make_tcp4, IP + 2, 65535, PARSE_TOTAL_BEYOND_FRAME},
	{make_tcp4, IP + 10, 0x1111, PARSE_BAD_IP_CHECKSUM, true},
	{make_tcp4, IP + 16, 0x0a70, PARSE_BAD_IP_CHECKSUM, true},
	{make_tcp4, IP + 2, 20, PARSE_L4_TRUNCATED},
	{make_tcp4, IP + 2, 39, PARSE_L4_TRUNCATED},
	{make_tcp4, IP + 2, 40, PARSE_OK},
	{make_tcp4, L4 + 12, 0x4002, PARSE_BAD_TCP_OFFSET},
	{make_tcp4, L4 + 12, 0x0002, PARSE_BAD_TCP_OFFSET},
	{make_tcp4, L4 + 12, 0x7002, PARSE_OK},
	{make_tcp4, L4 + 12, 0x8002, PARSE_BAD_TCP_OFFSET}, /* 32 of 30 bytes */
	{make_tcp4, L4 + 12, 0xf002, PARSE_BAD_TCP_OFFSET},
	{make_udp4, IP + 2, 27, PARSE_L4_TRUNCATED},
	{make_udp4, L4 + 4, 7, PARSE_BAD_UDP_LENGTH},
	{make_udp4, L4 + 4, 0, PARSE_BAD_UDP_LENGTH},
	{make_udp4, L4 + 4, 21, PARSE_BAD_UDP_LENGTH},
	{make_udp4, L4 + 4, 8, PARSE_OK},
	{make_udp4, L4 + 6, 0, PARSE_OK},
	{make_icmp4, IP + 2, 27, PARSE_L4_TRUNCATED},
	{make_sctp4, IP + 2, 31, PARSE_L4_TRUNCATED},
	{make_options4, L4, 0x8303, PARSE_SOURCE_ROUTE},
	{make_options4, L4, 0x8907, PARSE_SOURCE_ROUTE},
	{make_options4, L4, 0x0183, PARSE_SOURCE_ROUTE},
	{make_options4, L4, 0x0700, PARSE_BAD_IP_OPTION},
	{make_options4, L4, 0x0701, PARSE_BAD_IP_OPTION},
	{make_options4, L4, 0x0709, PARSE_BAD_IP_OPTION},
	{make_options4, L4, 0x07ff, PARSE_BAD_IP_OPTION},
	{make_options4, L4, 0x0708, PARSE_OK},
	{make_options4, L4, 0x0083, PARSE_OK},                /* past the end of the list */
	{make_options4, L4 + 6, 0x0183, PARSE_BAD_IP_OPTION}, /* type is the last byte */
	{make_options4, L4, 0x0101, PARSE_OK},
	{make_options4, IP + 10, 0, PARSE_BAD_IP_CHECKSUM, true},
	{make_tcp6, IP, 0x4000, PARSE_BAD_VERSION},
	{make_tcp6, IP + 4, 31, PARSE_TOTAL_BEYOND_FRAME},
	{make_tcp6, IP + 4, 19, PARSE_L4_TRUNCATED},
	{make_tcp6, IP + 4, 0, PARSE_L4_TRUNCATED},
	{make_tcp6, L4_V6 + 12, 0x4002, PARSE_BAD_TCP_OFFSET},
	{make_tcp6, IP + 6, 59 << 8, PARSE_OK},  /* no next header */
	{make_tcp6, IP + 6, 253 << 8, PARSE_OK}, /* a protocol we do not know */
	{make_udp6, L4_V6 + 6, 0, PARSE_UDP6_NO_CHECKSUM},
	{make_udp6, L4_V6 + 4, 21, PARSE_BAD_UDP_LENGTH},
	{make_chain6, L4_V6, 0x3cff, PARSE_EXT_LIMIT},
	{make_chain6, L4_V6, 0x3c10, PARSE_EXT_TRUNCATED},
	{make_chain6, L4_V6, 0x0000, PARSE_EXT_ORDER},         /* hop-by-hop twice */
	{make_chain6, L4_V6 + 8, 0x0001, PARSE_EXT_ORDER},     /* hop-by-hop later */
	{make_chain6, L4_V6 + 24, 0x2b00, PARSE_SOURCE_ROUTE}, /* next: routing type 0 */
	{make_chain6, L4_V6 + 26, 0x0000, PARSE_SOURCE_ROUTE}, /* routing type 0 */
	{make_chain6, L4_V6 + 26, 0x0401, PARSE_SOURCE_ROUTE}, /* a segment left */
	{make_chain6, L4_V6 + 32, 0x2c00, PARSE_EXT_ORDER},    /* two fragment headers */
	{make_arp, IP, 2, PARSE_BAD_ARP},
	{make_arp, IP + 2, 0x86dd, PARSE_BAD_ARP},
	{make_arp, IP + 4, 0x0804, PARSE_BAD_ARP},
	{make_arp, IP + 4, 0x0610, PARSE_BAD_ARP},
	{make_tcp4, 12, 0x86dd, PARSE_BAD_VERSION},
	{make_tcp4, 12, 0x8100, PARSE_OK}, /* VLAN: a type we do not read */
	{make_tcp4, 12, 0x0040, PARSE_OK}, /* 802.3 length */
};

static void
test_each_malformed_cause_is_named(void)
{
	struct parsed p;

	for (size_t i = 0; i < COUNT(mutations); i++) {
		const struct mutation *m = &mutations[i];
		enum parse_verdict v;

		m->make();
		frame_put16(&f, m->off, m->value);
		if (!m->keep_checksum && f.b[12] == 8 && f.b[13] == 0)
			frame_ip4_checksum(&f, IP);
		v = walk(&p);
		if (v != m->want)
			fprintf(stderr, "mutation %zu: %s, want %s\n", i, parse_verdict_name(v),
				parse_verdict_name(m->want));
		CU_ASSERT_EQUAL(v, m->want);
	}
}

static void
test_ethernet_padding_is_not_payload(void)
{
	struct parsed p;

	make_tcp4();
	frame_put16(&f, IP + 2, 40);
	frame_ip4_checksum(&f, IP);
	CU_ASSERT_EQUAL(walk(&p), PARSE_OK);
	CU_ASSERT_EQUAL(p.payload_len, 0);
	CU_ASSERT_EQUAL(p.ip_len, 40);
}

static void
test_group_addresses_are_seen_at_layer_2(void)
{
	struct parsed p;

	make_tcp4();
	f.b[0] = 0xff;
	walk(&p);
	CU_ASSERT_TRUE(p.is_l2_group);
	make_arp();
	f.b[0] = 0x01;
	CU_ASSERT_EQUAL(walk(&p), PARSE_OK);
	CU_ASSERT_TRUE(p.is_l2_group);
	CU_ASSERT_EQUAL(p.kind, PARSE_KIND_ARP);
}

static void
test_mapped_addresses_are_refused_on_the_wire(void)
{
	struct parsed p;

	for (size_t off = IP + 8; off <= IP + 24; off += 16) {
		make_tcp6();
		memset(f.b + off, 0, 16);
		frame_put16(&f, off + 10, 0xffff);
		CU_ASSERT_EQUAL(walk(&p), PARSE_MAPPED_ADDR);
	}
}

/*
 * Every frame cut at every byte: as a frame that ends there it must be malformed (or padding was
 * cut), as a first buffer that ends there it must be split, and never is a byte past it read.
 */
static void
test_truncation_at_every_byte(void)
{
	struct parsed whole, p;

	for (size_t i = 0; i < COUNT(makers); i++) {
		makers[i]();
		CU_ASSERT_EQUAL(walk(&whole), PARSE_OK);
		for (size_t n = 0; n < f.len; n++) {
			enum parse_verdict v = walk_part(n, n, &p);

			CU_ASSERT_TRUE(v != PARSE_OK && v != PARSE_SPLIT);
			v = walk_part(n, f.len, &p);
			if (n < whole.payload_off && whole.kind != PARSE_KIND_ARP) {
				CU_ASSERT_EQUAL(v, PARSE_SPLIT);
			} else {
				CU_ASSERT_EQUAL(v, n < f.len && whole.kind == PARSE_KIND_ARP
							   ? PARSE_SPLIT
							   : PARSE_OK);
			}
		}
	}
}

/* What may be trusted after PARSE_OK, whatever the bytes were. */
static bool
is_consistent(const struct parsed *p, size_t len, size_t frame_len)
{
	if (p->verdict != PARSE_OK)
		return p->verdict < PARSE_VERDICT_CNT;
	if (p->kind == PARSE_KIND_OTHER || p->kind == PARSE_KIND_ARP)
		return p->l3_off == IP && len >= IP;
	if (p->l3_off != IP || p->l4_off < IP + 20 || p->l4_off > len)
		return false;
	if (p->l3_off + p->ip_len > frame_len)
		return false;
	if (p->payload_off < p->l4_off || p->payload_off > len)
		return false;
	if (p->payload_off + p->payload_len != p->l3_off + p->ip_len)
		return false;
	if (p->has_l4 && p->payload_off < p->l4_off + 8)
		return false;
	return !p->is_fragment || p->is_first_fragment == (p->frag_off == 0);
}

static uint64_t rng = 88172645463325252u;

static uint32_t
random32(void)
{
	rng ^= rng << 13;
	rng ^= rng >> 7;
	rng ^= rng << 17;
	return (uint32_t)(rng >> 32);
}

static void
test_a_million_mutants_keep_the_promises(void)
{
	static const uint8_t edges[] = {0,  1,  4,  5,    6,    8,    17,  43,
					44, 58, 60, 0x45, 0x4f, 0x7f, 0xff};
	uint32_t seen[PARSE_VERDICT_CNT] = {0}, bad = 0;
	struct parsed p;

	for (uint32_t round = 0; round < 1000000; round++) {
		size_t len, cut;

		makers[round % COUNT(makers)]();
		for (uint32_t k = random32() % 4; k-- > 0;) {
			size_t off = 12 + random32() % (f.len - 12);

			f.b[off] = random32() % 2 ? edges[random32() % sizeof(edges)]
						  : (uint8_t)random32();
		}
		if (random32() % 8 == 0)
			frame_put16(&f, 12 + random32() % (f.len - 13), 0);
		if (random32() % 8 != 0 && (f.b[IP] & 0xf) * 4u + IP <= f.len)
			frame_ip4_checksum(&f, IP);
		len = random32() % 4 == 0 ? random32() % (f.len + 1) : f.len;
		cut = random32() % 8 == 0 ? random32() % (len + 1) : len;
		seen[walk_part(cut, len, &p)]++;
		bad += !is_consistent(&p, cut, len);
	}
	CU_ASSERT_EQUAL(bad, 0);
	/* a mapped address is too rare to be met by chance */
	for (int v = 0; v < PARSE_VERDICT_CNT; v++)
		CU_ASSERT_TRUE(seen[v] > 0 || v == PARSE_MAPPED_ADDR);
	CU_ASSERT_TRUE(seen[PARSE_OK] > 100000);
}

static void
test_every_verdict_has_a_name_of_its_own(void)
{
	for (int v = 0; v < PARSE_VERDICT_CNT; v++)
		for (int other = 0; other < v; other++)
			CU_ASSERT_STRING_NOT_EQUAL(parse_verdict_name(v),
						   parse_verdict_name(other));
}

UNIT_MAIN("net/parse", UNIT_TEST(test_plain_tcp4), UNIT_TEST(test_layer_4_of_each_kind),
	  UNIT_TEST(test_addresses_become_keys_of_either_family),
	  UNIT_TEST(test_each_malformed_cause_is_named),
	  UNIT_TEST(test_ethernet_padding_is_not_payload),
	  UNIT_TEST(test_group_addresses_are_seen_at_layer_2),
	  UNIT_TEST(test_mapped_addresses_are_refused_on_the_wire),
	  UNIT_TEST(test_truncation_at_every_byte),
	  UNIT_TEST(test_a_million_mutants_keep_the_promises),
	  UNIT_TEST(test_every_verdict_has_a_name_of_its_own))
