/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include "support/unit.h"

#include "net/addr.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>

#define COUNT(array_) (sizeof(array_) / sizeof((array_)[0]))

static struct ip_addr
addr_of(const char *text)
{
	struct ip_addr a = {{0}};

	if (addr_parse(&a, text) < 0) {
		fprintf(stderr, "cannot parse %s\n", text);
		abort();
	}
	return a;
}

static struct ip_prefix
prefix_of(const char *text)
{
	struct ip_prefix p = {{{0}}, 0};

	if (prefix_parse(&p, text) < 0) {
		fprintf(stderr, "cannot parse %s\n", text);
		abort();
	}
	return p;
}

static void
test_good_addresses_come_back_as_rfc_5952_wants_them(void)
{
	static const struct {
		const char *in;
		const char *out;
	} cases[] = {
		{"0.0.0.0", "0.0.0.0"},
		{"10.111.88.195", "10.111.88.195"},
		{"255.255.255.255", "255.255.255.255"},
		{"::", "::"},
		{"::1", "::1"},
		{"1::", "1::"},
		{"2001:DB8::A", "2001:db8::a"},
		{"2001:0db8:0000:0000:0000:0000:0000:0001", "2001:db8::1"},
		{"2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"}, /* one zero group stays */
		{"2001:0:0:1:0:0:0:1", "2001:0:0:1::1"},          /* the longer run */
		{"2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"},    /* the first of equal runs */
		{"1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0"},
		{"::2:3:4:5:6:7:8", "0:2:3:4:5:6:7:8"},
		{"1:0:0:0:0:0:0:0", "1::"},
		{"64:ff9b::192.0.2.33", "64:ff9b::c000:221"},
		{"1:2:3:4:5:6:1.2.3.4", "1:2:3:4:5:6:102:304"},
		{"::1.2.3.4", "::102:304"},
		{"ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
		 "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"},
	};
	char text[ADDR_TEXT_BYTES];

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct ip_addr a = addr_of(cases[i].in), again;
		uint8_t want[16];

		CU_ASSERT_STRING_EQUAL(addr_format(&a, text), cases[i].out);
		again = addr_of(text);
		CU_ASSERT_TRUE(addr_equal(&a, &again));
		if (addr_is_v4(&a)) {
			CU_ASSERT_EQUAL(inet_pton(AF_INET, cases[i].in, want), 1);
			CU_ASSERT_EQUAL(memcmp(a.b + 12, want, 4), 0);
		} else {
			CU_ASSERT_EQUAL(inet_pton(AF_INET6, cases[i].in, want), 1);
			CU_ASSERT_EQUAL(memcmp(a.b, want, 16), 0);
		}
	}
}

static void
test_bad_addresses_are_refused_and_leave_out_untouched(void)
{
	static const char *const cases[] = {
		"",
		"1.2.3",
		"1.2.3.4.5",
		"1.2.3.4 ",
		" 1.2.3.4",
		"01.2.3.4",
		"1.2.3.04",
		"1.2.3.00",
		"256.1.1.1",
		"1.2.3.999999999999",
		"1..3.4",
		".1.2.3",
		"1.2.3.",
		"-1.2.3.4",
		"+1.2.3.4",
		"0x1.2.3.4",
		"1.2.3.4/8",
		"10",
		"kubia",
		":",
		":::",
		"1:::2",
		":1",
		"1:",
		"1::2:",
		":1::2",
		"1::2::3",
		"1:2:3:4:5:6:7",
		"1:2:3:4:5:6:7:8:9",
		"1:2:3:4:5:6:7:8::",
		"::1:2:3:4:5:6:7:8",
		"12345::",
		"g::1",
		"fe80::1%eth0",
		"::1.2.3",
		"::1.2.3.4.5",
		"::1.2.3.04",
		"1:2:3:4:5:6:7:1.2.3.4",
		"1.2.3.4::",
		"::1 ",
		"1:2:3:4:5:6:7:8:",
	};
	static const struct ip_addr untouched = {{0xaa, 0xbb}};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct ip_addr a = untouched;

		CU_ASSERT_EQUAL(addr_parse(&a, cases[i]), -EINVAL);
		CU_ASSERT_TRUE(addr_equal(&a, &untouched));
	}
}

static void
test_mapped_text_is_refused_by_its_own_error(void)
{
	struct ip_addr a;
	struct ip_prefix p;

	CU_ASSERT_EQUAL(addr_parse(&a, "::ffff:1.2.3.4"), -EAFNOSUPPORT);
	CU_ASSERT_EQUAL(addr_parse(&a, "::FFFF:0102:0304"), -EAFNOSUPPORT);
	CU_ASSERT_EQUAL(addr_parse(&a, "0:0:0:0:0:ffff::"), -EAFNOSUPPORT);
	CU_ASSERT_EQUAL(addr_parse(&a, "::ffff:1.2.3.4x"), -EINVAL);
	CU_ASSERT_EQUAL(prefix_parse(&p, "::ffff:1.2.3.0/120"), -EAFNOSUPPORT);
}

/* Random addresses with many zero groups: our text must mean the same to the C library. */
static void
test_random_texts_agree_with_the_c_library(void)
{
	char text[ADDR_TEXT_BYTES], other[INET6_ADDRSTRLEN];
	uint32_t bad = 0;

	srandom(3);
	for (int round = 0; round < 100000; round++) {
		struct ip_addr a, back;
		uint8_t parsed[16];

		for (int i = 0; i < 16; i += 2) {
			uint32_t r = (uint32_t)random();
			uint16_t group = r % 2 ? 0 : (uint16_t)(r >> (r % 16));

			a.b[i] = (uint8_t)(group >> 8);
			a.b[i + 1] = (uint8_t)group;
		}
		a.b[0] |= 0x20; /* not mapped, and no dotted tail in the library's text */
		addr_format(&a, text);
		bad += inet_pton(AF_INET6, text, parsed) != 1 || memcmp(parsed, a.b, 16) != 0;
		inet_ntop(AF_INET6, a.b, other, sizeof(other));
		bad += addr_parse(&back, other) != 0 || !addr_equal(&a, &back);
		bad += strcmp(text, other) != 0;
	}
	CU_ASSERT_EQUAL(bad, 0);
}

static void
test_v4_is_stored_mapped(void)
{
	static const uint8_t want[16] = {[10] = 0xff, [11] = 0xff, 10, 1, 2, 3};
	struct ip_addr a = addr_of("10.1.2.3");
	struct ip_addr b = addr_from_v4(htonl(0x0a010203));
	struct ip_addr v6 = addr_of("::1:0:0");

	CU_ASSERT_EQUAL(memcmp(a.b, want, 16), 0);
	CU_ASSERT_TRUE(addr_equal(&a, &b));
	CU_ASSERT_EQUAL(addr_compare(&a, &b), 0);
	CU_ASSERT_TRUE(addr_is_v4(&a));
	CU_ASSERT_EQUAL(addr_v4(&a), htonl(0x0a010203));
	CU_ASSERT_FALSE(addr_is_v4(&v6));
	CU_ASSERT_TRUE(addr_compare(&v6, &a) < 0);
}

static void
test_classes(void)
{
	static const struct {
		const char *text;
		enum addr_class want;
	} cases[] = {
		{"0.0.0.0", ADDR_UNSPECIFIED},
		{"0.0.0.1", ADDR_THIS_NET},
		{"0.255.255.255", ADDR_THIS_NET},
		{"1.0.0.0", ADDR_UNICAST},
		{"126.255.255.255", ADDR_UNICAST},
		{"127.0.0.0", ADDR_LOOPBACK},
		{"127.255.255.255", ADDR_LOOPBACK},
		{"128.0.0.0", ADDR_UNICAST},
		{"169.253.255.255", ADDR_UNICAST},
		{"169.254.0.0", ADDR_LINK_LOCAL},
		{"169.254.255.255", ADDR_LINK_LOCAL},
		{"169.255.0.0", ADDR_UNICAST},
		{"223.255.255.255", ADDR_UNICAST},
		{"224.0.0.0", ADDR_MULTICAST},
		{"239.255.255.255", ADDR_MULTICAST},
		{"240.0.0.0", ADDR_RESERVED},
		{"255.255.255.254", ADDR_RESERVED},
		{"255.255.255.255", ADDR_BROADCAST},
		{"::", ADDR_UNSPECIFIED},
		{"::1", ADDR_LOOPBACK},
		{"::2", ADDR_UNICAST},
		{"fe7f::1", ADDR_UNICAST},
		{"fe80::", ADDR_LINK_LOCAL},
		{"febf:ffff::1", ADDR_LINK_LOCAL},
		{"fec0::", ADDR_UNICAST},
		{"feff::1", ADDR_UNICAST},
		{"ff00::", ADDR_MULTICAST},
		{"ff02::1", ADDR_MULTICAST},
		{"fd00::1", ADDR_UNICAST},
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct ip_addr a = addr_of(cases[i].text);

		CU_ASSERT_EQUAL(addr_class(&a), cases[i].want);
		CU_ASSERT_TRUE(strlen(addr_class_name(cases[i].want)) > 0);
	}
	CU_ASSERT_STRING_EQUAL(addr_class_name(ADDR_LOOPBACK), "loopback");
}

static void
test_add_carries_and_stays_in_the_family(void)
{
	static const struct {
		const char *from;
		uint64_t n;
		const char *want; /* NULL: -ERANGE */
	} cases[] = {
		{"10.96.0.0", 10, "10.96.0.10"},
		{"10.96.0.255", 1, "10.96.1.0"},
		{"10.255.255.255", 1, "11.0.0.0"},
		{"0.0.0.0", UINT32_MAX, "255.255.255.255"},
		{"255.255.255.255", 1, NULL},
		{"0.0.0.0", UINT64_C(1) << 32, NULL},
		{"fd00::", UINT64_MAX, "fd00::ffff:ffff:ffff:ffff"},
		{"fd00::ffff:ffff:ffff:ffff", 1, "fd00:0:0:1::"},
		{"ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", 1, NULL},
		{"::fffe:ffff:ffff", 1, NULL}, /* would be mapped */
	};
	char text[ADDR_TEXT_BYTES];

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct ip_addr a = addr_of(cases[i].from), sum = a;
		int rc = addr_add(&a, cases[i].n, &sum);

		CU_ASSERT_EQUAL(rc, cases[i].want == NULL ? -ERANGE : 0);
		CU_ASSERT_STRING_EQUAL(addr_format(&sum, text),
				       cases[i].want == NULL ? cases[i].from : cases[i].want);
	}
}

static void
test_prefix_text(void)
{
	static const char *const good[] = {"0.0.0.0/0",  "10.0.0.0/8", "10.0.0.1/32",
					   "::/0",       "fd00::/64",  "2001:db8::1/128",
					   "10.1.2.3/8", "fd00::1/7"};
	static const char *const bad[] = {"10.0.0.0",    "10.0.0.0/",   "10.0.0.0/33",
					  "10.0.0.0/08", "10.0.0.0/-1", "10.0.0.0/8 ",
					  "/8",          "fd00::/129",  "fd00::/1000000000000",
					  "fd00::",      "10.0.0/8",    "10.0.0.0/8/8"};
	char text[PREFIX_TEXT_BYTES];
	struct ip_prefix p;

	for (size_t i = 0; i < COUNT(good); i++) {
		p = prefix_of(good[i]);
		CU_ASSERT_STRING_EQUAL(prefix_format(&p, text), good[i]);
	}
	for (size_t i = 0; i < COUNT(bad); i++)
		CU_ASSERT_EQUAL(prefix_parse(&p, bad[i]), -EINVAL);
}

static void
test_prefix_masks_host_bits(void)
{
	static const struct {
		const char *in;
		const char *masked;
	} cases[] = {
		{"10.1.2.3/8", "10.0.0.0/8"},
		{"10.1.2.3/0", "0.0.0.0/0"},
		{"10.1.2.255/25", "10.1.2.128/25"},
		{"10.1.2.3/32", "10.1.2.3/32"},
		{"fd00:1:2:3::1/50", "fd00:1:2::/50"},
		{"fd00:1:2:ffff::1/50", "fd00:1:2:c000::/50"},
		{"fd00::1/128", "fd00::1/128"},
		{"fd00::1/0", "::/0"},
	};
	char text[PREFIX_TEXT_BYTES];

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct ip_prefix p = prefix_of(cases[i].in);

		CU_ASSERT_EQUAL(prefix_has_host_bits(&p),
				strcmp(cases[i].in, cases[i].masked) != 0);
		prefix_mask(&p);
		CU_ASSERT_STRING_EQUAL(prefix_format(&p, text), cases[i].masked);
		CU_ASSERT_FALSE(prefix_has_host_bits(&p));
	}
}

static void
test_prefix_contains(void)
{
	static const struct {
		const char *prefix;
		const char *addr;
		bool want;
	} cases[] = {
		{"10.96.0.0/12", "10.111.88.195", true},
		{"10.96.0.0/12", "10.112.0.0", false},
		{"10.96.0.0/12", "10.95.255.255", false},
		{"10.1.2.3/32", "10.1.2.3", true},
		{"10.1.2.3/32", "10.1.2.2", false},
		{"0.0.0.0/0", "255.1.2.3", true},
		{"0.0.0.0/0", "fd00::1", false},
		{"::/0", "10.0.0.1", false},
		{"::/0", "fd00::1", true},
		{"fd00::/9", "fd7f::", true},
		{"fd00::/9", "fd80::", false},
		{"10.1.2.3/8", "10.9.9.9", true},
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct ip_prefix p = prefix_of(cases[i].prefix);
		struct ip_addr a = addr_of(cases[i].addr);

		CU_ASSERT_EQUAL(prefix_contains(&p, &a), cases[i].want);
	}
}

static void
test_prefix_overlaps_is_symmetric(void)
{
	static const struct {
		const char *p;
		const char *q;
		bool want;
	} cases[] = {
		{"10.0.0.0/8", "10.96.0.0/12", true}, {"10.0.0.0/8", "11.0.0.0/8", false},
		{"10.0.0.0/8", "10.0.0.0/8", true},   {"0.0.0.0/0", "::/0", false},
		{"::/0", "fd00::/64", true},          {"fd00::/64", "fd00:0:0:1::/64", false},
		{"10.1.2.0/24", "fd00::/8", false},
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct ip_prefix p = prefix_of(cases[i].p), q = prefix_of(cases[i].q);

		CU_ASSERT_EQUAL(prefix_overlaps(&p, &q), cases[i].want);
		CU_ASSERT_EQUAL(prefix_overlaps(&q, &p), cases[i].want);
	}
}

static void
test_mac_text(void)
{
	static const char *const bad[] = {"",
					  "02:00:00:00:00",
					  "02:00:00:00:00:0",
					  "02:00:00:00:00:001",
					  "02:00:00:00:00:01:",
					  "02:00:00-00:00:01",
					  "0200.0000.0001",
					  "0200000000001",
					  "2:0:0:0:0:1",
					  "02:00:00:00:00:0g",
					  "021001001001001001"};
	static const uint8_t want[6] = {0x02, 0xab, 0xcd, 0xef, 0x00, 0x01};
	char text[MAC_TEXT_BYTES];
	struct mac_addr m;

	CU_ASSERT_EQUAL(mac_parse(&m, "02:AB:cd:ef:00:01"), 0);
	CU_ASSERT_EQUAL(memcmp(m.b, want, 6), 0);
	CU_ASSERT_STRING_EQUAL(mac_format(&m, text), "02:ab:cd:ef:00:01");
	CU_ASSERT_EQUAL(mac_parse(&m, "02-AB-CD-EF-00-01"), 0);
	CU_ASSERT_EQUAL(memcmp(m.b, want, 6), 0);
	for (size_t i = 0; i < COUNT(bad); i++)
		CU_ASSERT_EQUAL(mac_parse(&m, bad[i]), -EINVAL);
}

UNIT_MAIN("net/addr", UNIT_TEST(test_good_addresses_come_back_as_rfc_5952_wants_them),
	  UNIT_TEST(test_bad_addresses_are_refused_and_leave_out_untouched),
	  UNIT_TEST(test_mapped_text_is_refused_by_its_own_error),
	  UNIT_TEST(test_random_texts_agree_with_the_c_library),
	  UNIT_TEST(test_v4_is_stored_mapped), UNIT_TEST(test_classes),
	  UNIT_TEST(test_add_carries_and_stays_in_the_family), UNIT_TEST(test_prefix_text),
	  UNIT_TEST(test_prefix_masks_host_bits), UNIT_TEST(test_prefix_contains),
	  UNIT_TEST(test_prefix_overlaps_is_symmetric), UNIT_TEST(test_mac_text))
