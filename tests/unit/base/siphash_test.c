/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include "support/unit.h"

#include "base/siphash.h"

/*
 * Key 00..0f, message 00 01 02 .. of n bytes. Wanted values come from a model in another language
 * that reproduces the published SipHash-2-4 vector when given 2 and 4 rounds.
 */
static void
test_vectors(void)
{
	static const struct {
		size_t n;
		uint64_t want;
	} cases[] = {
		{0, UINT64_C(0xabac0158050fc4dc)},  {1, UINT64_C(0xc9f49bf37d57ca93)},
		{7, UINT64_C(0xd3927d989bb11140)},  {8, UINT64_C(0x369095118d299a8e)},
		{15, UINT64_C(0xd320d86d2a519956)}, {16, UINT64_C(0xcc4fdd1a7d908b66)},
		{40, UINT64_C(0xc1d2363299e41531)}, {63, UINT64_C(0x9d199062b7bbb3a8)},
	};
	uint8_t key_bytes[16], bytes[64];
	struct sip_key key;

	for (uint8_t i = 0; i < sizeof(bytes); i++)
		bytes[i] = i;
	for (uint8_t i = 0; i < sizeof(key_bytes); i++)
		key_bytes[i] = i;
	key = (struct sip_key){sip_load(key_bytes), sip_load(key_bytes + 8)};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		CU_ASSERT_EQUAL(siphash13(&key, bytes, cases[i].n), cases[i].want);
}

static void
test_alignment_does_not_matter(void)
{
	const struct sip_key key = {1, 2};
	uint8_t bytes[32 + 8];

	for (size_t shift = 0; shift < 8; shift++) {
		memset(bytes + shift, 0x5a, 32);
		CU_ASSERT_EQUAL(siphash13(&key, bytes + shift, 31), siphash13(&key, bytes, 31));
	}
}

static void
test_random_keys_differ(void)
{
	struct sip_key a = {0}, b = {0};

	CU_ASSERT_EQUAL(sip_key_random(&a), 0);
	CU_ASSERT_EQUAL(sip_key_random(&b), 0);
	CU_ASSERT_TRUE(a.k0 != b.k0 && a.k1 != b.k1);
}

UNIT_MAIN("base/siphash", UNIT_TEST(test_vectors), UNIT_TEST(test_alignment_does_not_matter),
	  UNIT_TEST(test_random_keys_differ))
