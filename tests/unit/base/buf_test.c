/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include "support/unit.h"

#include "base/buf.h"

#include <stdint.h>
#include <string.h>

static void
test_appends_join_and_stay_terminated(void)
{
	struct buf b = {0};

	buf_adds(&b, "port");
	buf_printf(&b, " %d", 8080);
	buf_add(&b, "!!", 1);
	CU_ASSERT_STRING_EQUAL(b.data, "port 8080!");
	CU_ASSERT_EQUAL(b.len, 10);
	CU_ASSERT_FALSE(b.failed);
	buf_fini(&b);
	CU_ASSERT_PTR_NULL(b.data);
}

static void
test_printf_longer_than_the_room_is_whole(void)
{
	struct buf b = {0};
	char want[2001];

	memset(want, 'x', 2000);
	want[2000] = '\0';
	buf_adds(&b, "a");
	buf_printf(&b, "%s", want);
	CU_ASSERT_EQUAL(b.len, 2001);
	CU_ASSERT_STRING_EQUAL(b.data + 1, want);
	buf_fini(&b);
}

static void
test_printf_of_every_length_around_the_first_growth(void)
{
	for (int n = 250; n < 262; n++) {
		struct buf b = {0};

		buf_printf(&b, "%0*d", n, 7);
		CU_ASSERT_EQUAL(b.len, (size_t)n);
		CU_ASSERT_EQUAL(strlen(b.data), (size_t)n);
		CU_ASSERT_EQUAL(b.data[n - 1], '7');
		buf_fini(&b);
	}
}

static void
test_reserve_gives_zeroes_at_the_offset(void)
{
	static const char zeroes[300];
	struct buf b = {0};
	size_t off;

	buf_adds(&b, "head");
	off = buf_reserve(&b, sizeof(zeroes));
	CU_ASSERT_EQUAL(off, 4);
	CU_ASSERT_EQUAL(b.len, 4 + sizeof(zeroes));
	CU_ASSERT_EQUAL(memcmp(b.data + off, zeroes, sizeof(zeroes)), 0);
	buf_fini(&b);
}

static void
test_consume_moves_the_rest_forward(void)
{
	struct buf b = {0};

	buf_consume(&b, 0);
	buf_adds(&b, "abcdef");
	buf_consume(&b, 2);
	CU_ASSERT_STRING_EQUAL(b.data, "cdef");
	buf_consume(&b, 4);
	CU_ASSERT_EQUAL(b.len, 0);
	CU_ASSERT_STRING_EQUAL(b.data, "");
	buf_fini(&b);
}

static void
test_failed_stays_failed_until_reset(void)
{
	struct buf b = {0};

	buf_adds(&b, "abc");
	buf_reserve(&b, SIZE_MAX - 8);
	CU_ASSERT_TRUE(b.failed);
	buf_adds(&b, "more");
	buf_printf(&b, "%d", 1);
	CU_ASSERT_TRUE(b.failed);
	CU_ASSERT_STRING_EQUAL(b.data, "abc");
	buf_reset(&b);
	CU_ASSERT_FALSE(b.failed);
	CU_ASSERT_STRING_EQUAL(b.data, "");
	buf_adds(&b, "ok");
	CU_ASSERT_STRING_EQUAL(b.data, "ok");
	buf_fini(&b);
}

UNIT_MAIN("base/buf", UNIT_TEST(test_appends_join_and_stay_terminated),
	  UNIT_TEST(test_printf_longer_than_the_room_is_whole),
	  UNIT_TEST(test_printf_of_every_length_around_the_first_growth),
	  UNIT_TEST(test_reserve_gives_zeroes_at_the_offset),
	  UNIT_TEST(test_consume_moves_the_rest_forward),
	  UNIT_TEST(test_failed_stays_failed_until_reset))
