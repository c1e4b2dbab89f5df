/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include "support/unit.h"

#include "net/flowhash.h"

static const struct sip_key ramp = {UINT64_C(0x0706050403020100), UINT64_C(0x0f0e0d0c0b0a0908)};

/* Values of SipHash-1-3 for the key 00..0f and the message 00 01 02 ..., from a model elsewhere. */
static void
test_vectors(void)
{
	uint8_t bytes[FLOWHASH_V6_BYTES];

	for (uint8_t i = 0; i < sizeof(bytes); i++)
		bytes[i] = i;
	CU_ASSERT_EQUAL(flowhash_v4(&ramp, bytes), UINT64_C(0xcc4fdd1a7d908b66));
	CU_ASSERT_EQUAL(flowhash_v6(&ramp, bytes), UINT64_C(0xc1d2363299e41531));
}

static void
test_equals_siphash_at_any_alignment(void)
{
	uint8_t bytes[FLOWHASH_V6_BYTES + 8];

	for (size_t shift = 0; shift < 8; shift++) {
		for (size_t i = 0; i < sizeof(bytes); i++)
			bytes[i] = (uint8_t)(i * 37 + shift);
		CU_ASSERT_EQUAL(flowhash_v4(&ramp, bytes + shift),
				siphash13(&ramp, bytes + shift, FLOWHASH_V4_BYTES));
		CU_ASSERT_EQUAL(flowhash_v6(&ramp, bytes + shift),
				siphash13(&ramp, bytes + shift, FLOWHASH_V6_BYTES));
	}
}

static void
test_the_shared_key_is_the_documented_text(void)
{
	static const uint8_t text[16] = "Sluice endpoint ";

	CU_ASSERT_EQUAL(flowhash_fixed.k0, sip_load(text));
	CU_ASSERT_EQUAL(flowhash_fixed.k1, sip_load(text + 8));
}

/* Each bit of key and message reaches about half of the hash's bits. */
static void
test_every_bit_matters(void)
{
	uint8_t bytes[FLOWHASH_V6_BYTES] = {0};
	uint64_t base = flowhash_v6(&ramp, bytes);

	for (size_t bit = 0; bit < sizeof(bytes) * 8; bit++) {
		int differ;

		bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
		differ = __builtin_popcountll(base ^ flowhash_v6(&ramp, bytes));
		bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
		CU_ASSERT_TRUE(differ >= 12 && differ <= 52);
	}
	for (int bit = 0; bit < 64; bit++) {
		struct sip_key key = {ramp.k0 ^ UINT64_C(1) << bit, ramp.k1};
		int differ = __builtin_popcountll(base ^ flowhash_v6(&key, bytes));

		CU_ASSERT_TRUE(differ >= 12 && differ <= 52);
	}
}

UNIT_MAIN("net/flowhash", UNIT_TEST(test_vectors), UNIT_TEST(test_equals_siphash_at_any_alignment),
	  UNIT_TEST(test_the_shared_key_is_the_documented_text), UNIT_TEST(test_every_bit_matters))
