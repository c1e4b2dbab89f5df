/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include "support/unit.h"

#include "net/csum.h"

#include <arpa/inet.h>

#define COUNT(array_) (sizeof(array_) / sizeof((array_)[0]))

/* The definition, word by word in host order: shares nothing with the code under test. */
static uint16_t
naive_csum(const uint8_t *bytes, size_t n)
{
	uint32_t sum = 0;

	for (size_t i = 0; i < n; i++) {
		sum += i % 2 == 0 ? (uint32_t)bytes[i] << 8 : bytes[i];
		if (sum > 0xffff)
			sum = (sum & 0xffff) + 1;
	}
	return (uint16_t)~sum;
}

static uint64_t rng = 1;

static uint32_t
random32(void)
{
	rng ^= rng << 13;
	rng ^= rng >> 7;
	rng ^= rng << 17;
	return (uint32_t)(rng >> 32);
}

static uint16_t
csum_of(const void *bytes, size_t n)
{
	struct csum c = {0};

	csum_add(&c, bytes, n);
	return ntohs(csum_end(&c));
}

static void
test_known_sums(void)
{
	/* RFC 1071 section 3: the sum is ddf2 */
	static const uint8_t rfc1071[] = {0x00, 0x01, 0xf2, 0x03, 0xf4, 0xf5, 0xf6, 0xf7};
	static const uint8_t ones[] = {0xff, 0xff, 0xff, 0xff};
	/* a header from the wire, its checksum b861 in place */
	static const uint8_t ip4[20] = {0x45, 0x00, 0x00, 0x73, 0x00, 0x00, 0x40, 0x00, 0x40, 0x11,
					0xb8, 0x61, 0xc0, 0xa8, 0x00, 0x01, 0xc0, 0xa8, 0x00, 0xc7};
	uint8_t broken[20];

	CU_ASSERT_EQUAL(csum_of(rfc1071, sizeof(rfc1071)), (uint16_t)~0xddf2);
	CU_ASSERT_EQUAL(csum_of(ones, sizeof(ones)), 0);
	CU_ASSERT_EQUAL(csum_of(NULL, 0), 0xffff);
	CU_ASSERT_EQUAL(csum_of(ip4, sizeof(ip4)), 0);
	CU_ASSERT_TRUE(csum_is_ip4_right(ip4));
	for (size_t i = 0; i < sizeof(ip4) * 8; i++) {
		memcpy(broken, ip4, sizeof(ip4));
		broken[i / 8] ^= (uint8_t)(1 << i % 8);
		CU_ASSERT_FALSE(csum_is_ip4_right(broken));
	}
}

static void
test_every_length_and_split_agrees_with_the_definition(void)
{
	uint8_t bytes[64];
	uint32_t bad = 0;

	for (size_t i = 0; i < sizeof(bytes); i++)
		bytes[i] = (uint8_t)random32();
	for (size_t n = 0; n <= sizeof(bytes); n++) {
		for (size_t cut = 0; cut <= n; cut++) {
			for (size_t next = cut; next <= n; next++) {
				struct csum c = {0};

				csum_add(&c, bytes, cut);
				csum_add(&c, bytes + cut, next - cut);
				csum_add(&c, bytes + next, n - next);
				bad += ntohs(csum_end(&c)) != naive_csum(bytes, n);
			}
		}
	}
	CU_ASSERT_EQUAL(bad, 0);
}

static void
test_long_runs_do_not_overflow(void)
{
	static uint8_t bytes[65536];

	memset(bytes, 0xff, sizeof(bytes));
	bytes[7] = 0xfe;
	CU_ASSERT_EQUAL(csum_of(bytes, sizeof(bytes)), naive_csum(bytes, sizeof(bytes)));
	CU_ASSERT_EQUAL(csum_of(bytes, sizeof(bytes) - 1), naive_csum(bytes, sizeof(bytes) - 1));
}

static void
test_pseudo_header_of_both_families(void)
{
	uint8_t addrs[32], v4[12], v6[40];
	struct csum c4 = {0}, c6 = {0};

	for (size_t i = 0; i < sizeof(addrs); i++)
		addrs[i] = (uint8_t)random32();
	memcpy(v4, addrs, 8);
	memcpy(v4 + 8, (uint8_t[]){0, 6, 0x12, 0x34}, 4);
	csum_add_pseudo(&c4, addrs, 8, 6, 0x1234);
	CU_ASSERT_EQUAL(ntohs(csum_end(&c4)), naive_csum(v4, sizeof(v4)));
	memcpy(v6, addrs, 32);
	memcpy(v6 + 32, (uint8_t[]){0, 1, 0x12, 0x34, 0, 0, 0, 58}, 8);
	csum_add_pseudo(&c6, addrs, 32, 58, 0x11234);
	CU_ASSERT_EQUAL(ntohs(csum_end(&c6)), naive_csum(v6, sizeof(v6)));
}

static void
test_rfc_1624_case_gives_zero_and_not_ffff(void)
{
	uint16_t delta = csum_delta16(htons(0x5555), htons(0x3285));

	CU_ASSERT_EQUAL(csum_apply(htons(0xdd2f), delta), 0);
	CU_ASSERT_EQUAL(csum_apply_udp(htons(0xdd2f), delta), 0xffff);
}

static void
test_udp_zero_checksum_stays_zero(void)
{
	for (uint32_t delta = 0; delta <= 0xffff; delta++)
		if (csum_apply_udp(0, (uint16_t)delta) != 0)
			CU_FAIL("a missing checksum was made up");
}

static void
test_udp_never_sends_zero_for_a_checksum(void)
{
	uint32_t zeroes = 0;
	struct csum c = {0};

	for (uint32_t i = 0; i < 1 << 24; i++) {
		uint32_t r = random32();

		zeroes += csum_apply_udp((rte_be16_t)(r | 1), (uint16_t)(r >> 16)) == 0;
	}
	CU_ASSERT_EQUAL(zeroes, 0);
	csum_add(&c, "\xff\xff", 2);
	CU_ASSERT_EQUAL(csum_end(&c), 0);
	CU_ASSERT_EQUAL(csum_end_udp(&c), 0xffff);
}

/* A made-up packet: pseudo header and header in one, as far as checksums see it. */
struct sample {
	uint16_t
		words[10]; /* [0..1] source, [2..3] destination, [4] [5] ports, the rest whatever */
};

static rte_be16_t
sample_csum(const struct sample *s)
{
	return htons(naive_csum((const uint8_t *)s->words, sizeof(s->words)));
}

static void
random_words(uint16_t *words, size_t cnt)
{
	/* every fourth word is of those with which one's complement is delicate */
	static const uint16_t delicate[] = {0x0000, 0xffff, 0x0001, 0xfffe};

	for (size_t i = 0; i < cnt; i++) {
		uint32_t r = random32();

		words[i] = r % 4 == 0 ? delicate[(r >> 8) % 4] : (uint16_t)(r >> 16);
	}
}

/* Make the checksum of the sample 0 by its last word. */
static void
force_zero(struct sample *s)
{
	s->words[9] = 0;
	s->words[9] = sample_csum(s);
}

static void
test_incremental_equals_full_over_ten_million_edits(void)
{
	uint32_t bad = 0, bad_udp = 0, from_zero = 0, to_zero = 0;
	struct sample s = {{0}};

	random_words(s.words, 10);
	for (uint32_t i = 0; i < 10000000; i++) {
		struct sample edited = s;
		rte_be16_t before, after, udp_before, udp_after;
		uint16_t delta = 0;

		if (i % 16 == 0)
			random_words(s.words, 10);
		s.words[8] |= 1; /* a protocol number is never 0, so neither is the sum */
		if (i % 8 == 0)
			force_zero(&s);
		edited = s;
		random_words(edited.words, 6);
		if (i % 8 == 1)
			force_zero(&edited);
		for (int w = 0; w < 10; w++)
			delta = csum_delta_join(delta, csum_delta16(s.words[w], edited.words[w]));
		before = sample_csum(&s);
		after = sample_csum(&edited);
		udp_before = before == 0 ? 0xffff : before;
		udp_after = after == 0 ? 0xffff : after;
		bad += csum_apply(before, delta) != after;
		bad_udp += csum_apply_udp(udp_before, delta) != udp_after;
		from_zero += before == 0;
		to_zero += after == 0;
		s = edited;
	}
	CU_ASSERT_EQUAL(bad, 0);
	CU_ASSERT_EQUAL(bad_udp, 0);
	CU_ASSERT_TRUE(from_zero > 1000000 && to_zero > 1000000);
}

static void
random_end(struct ip_end *e, bool v6)
{
	uint16_t words[9];

	random_words(words, COUNT(words));
	if (v6)
		memcpy(e->addr.b, words, 16);
	else
		e->addr = addr_from_v4((uint32_t)words[0] << 16 | words[1]);
	e->port = words[8];
}

/* Full checksums of a packet between two ends: of the IPv4 header's changing part and of layer 4.
 */
static void
full_csums(const struct ip_end *src, const struct ip_end *dst, bool v6, rte_be16_t *ip,
	   rte_be16_t *l4)
{
	const size_t first = v6 ? 0 : 12, n = v6 ? 16 : 4;
	uint8_t bytes[2 * 16 + 8];

	memcpy(bytes, src->addr.b + first, n);
	memcpy(bytes + n, dst->addr.b + first, n);
	memcpy(bytes + 2 * n, (uint8_t[]){0x45, 0x11}, 2);
	*ip = htons(naive_csum(bytes, 2 * n + 2));
	memcpy(bytes + 2 * n + 2, &src->port, 2);
	memcpy(bytes + 2 * n + 4, &dst->port, 2);
	*l4 = htons(naive_csum(bytes, 2 * n + 6));
}

static void
test_rewrite_deltas_of_both_families(void)
{
	uint32_t bad = 0;

	for (uint32_t i = 0; i < 500000; i++) {
		struct ip_end ends[4];
		rte_be16_t ip, l4, new_ip, new_l4;
		struct csum_rewrite d;
		bool v6 = i % 2 == 1;

		for (int e = 0; e < 4; e++)
			random_end(&ends[e], v6);
		d = csum_rewrite_of(&ends[0], &ends[1], &ends[2], &ends[3]);
		full_csums(&ends[0], &ends[1], v6, &ip, &l4);
		full_csums(&ends[2], &ends[3], v6, &new_ip, &new_l4);
		bad += csum_apply(l4, d.l4) != new_l4;
		bad += !v6 && csum_apply(ip, d.ip) != new_ip;
	}
	CU_ASSERT_EQUAL(bad, 0);
}

static void
test_a_wrong_checksum_is_not_repaired(void)
{
	uint32_t repaired = 0;
	struct sample s, edited;

	for (uint32_t i = 0; i < 100000; i++) {
		uint16_t delta, wrong;

		random_words(s.words, 10);
		s.words[8] |= 1;
		edited = s;
		edited.words[3] = (uint16_t)random32();
		delta = csum_delta16(s.words[3], edited.words[3]);
		wrong = (uint16_t)(sample_csum(&s) ^ (1 << i % 16));
		repaired += csum_apply(wrong, delta) == sample_csum(&edited);
	}
	CU_ASSERT_EQUAL(repaired, 0);
}

static void
test_ttl_delta_is_one_step_down(void)
{
	uint8_t hdr[20] = {0x45, 0, 0,  60, 0x12, 0x34, 0x40, 0, 0, 6,
			   0,    0, 10, 1,  2,    3,    10,   9, 8, 7};

	for (int ttl = 255; ttl >= 1; ttl--) {
		rte_be16_t csum;

		hdr[8] = (uint8_t)ttl;
		memset(hdr + 10, 0, 2);
		csum = csum_apply(htons(naive_csum(hdr, 20)), CSUM_DELTA_TTL);
		hdr[8]--;
		memcpy(hdr + 10, &csum, 2);
		CU_ASSERT_TRUE(csum_is_ip4_right(hdr));
	}
}

static void
test_delta32_is_both_halves(void)
{
	for (int i = 0; i < 1000; i++) {
		uint32_t old = random32(), new = random32();
		uint16_t halves =
			csum_delta_join(csum_delta16((uint16_t)old, (uint16_t) new),
					csum_delta16((uint16_t)(old >> 16), (uint16_t)(new >> 16)));
		rte_be16_t csum = (rte_be16_t)random32();

		CU_ASSERT_EQUAL(csum_apply(csum, csum_delta32(old, new)), csum_apply(csum, halves));
	}
}

UNIT_MAIN("net/csum", UNIT_TEST(test_known_sums),
	  UNIT_TEST(test_every_length_and_split_agrees_with_the_definition),
	  UNIT_TEST(test_long_runs_do_not_overflow), UNIT_TEST(test_pseudo_header_of_both_families),
	  UNIT_TEST(test_rfc_1624_case_gives_zero_and_not_ffff),
	  UNIT_TEST(test_udp_zero_checksum_stays_zero),
	  UNIT_TEST(test_udp_never_sends_zero_for_a_checksum),
	  UNIT_TEST(test_incremental_equals_full_over_ten_million_edits),
	  UNIT_TEST(test_rewrite_deltas_of_both_families),
	  UNIT_TEST(test_a_wrong_checksum_is_not_repaired),
	  UNIT_TEST(test_ttl_delta_is_one_step_down), UNIT_TEST(test_delta32_is_both_halves))
