/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include <errno.h>
#include <string.h>

#include "base/buf.h"
#include "channel/block.h"
#include "channel/frame.h"
#include "support/unit.h"

static void
test_frames_come_back_as_they_were_added(void)
{
	struct buf b = {0};
	struct sluice_frame frame;
	const void *payload = NULL;
	long first, second;

	frame_add(&b, SLUICE_FRAME_BEGIN, SLUICE_FRAME_FULL, 7, NULL, 0);
	frame_add(&b, SLUICE_FRAME_QUERY, SLUICE_FRAME_MORE, 8, "odd", 3);
	CU_ASSERT_FALSE(b.failed);
	first = frame_next(b.data, b.len, &frame, &payload);
	CU_ASSERT_EQUAL(first, (long)sizeof(frame));
	CU_ASSERT_EQUAL(frame.kind, SLUICE_FRAME_BEGIN);
	CU_ASSERT_EQUAL(frame.flags, SLUICE_FRAME_FULL);
	CU_ASSERT_EQUAL(frame.seq, 7);
	CU_ASSERT_EQUAL(frame.payload_bytes, 0);
	second = frame_next(b.data + first, b.len - (size_t)first, &frame, &payload);
	CU_ASSERT_EQUAL(second, (long)sizeof(frame) + 3);
	CU_ASSERT_EQUAL(frame.kind, SLUICE_FRAME_QUERY);
	CU_ASSERT_EQUAL(memcmp(payload, "odd", 3), 0);
	CU_ASSERT_EQUAL((size_t)(first + second), b.len);
	buf_fini(&b);
}

static void
test_every_prefix_of_a_frame_asks_for_more(void)
{
	struct buf b = {0};
	struct sluice_frame frame;
	const void *payload;

	frame_add(&b, SLUICE_FRAME_BLOCK, 0, 1, "0123456789", 10);
	for (size_t n = 0; n < b.len; n++)
		CU_ASSERT_EQUAL(frame_next(b.data, n, &frame, &payload), 0);
	CU_ASSERT_EQUAL(frame_next(b.data, b.len, &frame, &payload), (long)b.len);
	buf_fini(&b);
}

static void
test_damaged_heads_are_refused(void)
{
	const struct sluice_frame good = {.magic = SLUICE_FRAME_MAGIC, .kind = SLUICE_FRAME_BLOCK};
	struct sluice_frame bad[] = {good, good, good, good, good}, frame;
	const void *payload;

	bad[0].magic ^= 1;
	bad[1].kind = 0;
	bad[2].kind = SLUICE_FRAME_REPLY + 1;
	bad[3].payload_bytes = SLUICE_FRAME_BYTES_MAX;
	bad[4].flags = 1u << 15;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		CU_ASSERT_EQUAL(frame_next(&bad[i], sizeof(bad[i]), &frame, &payload), -EBADMSG);
	CU_ASSERT_EQUAL(frame_next(&good, sizeof(good), &frame, &payload), (long)sizeof(good));
}

static void
test_a_payload_over_the_limit_fails_the_buffer(void)
{
	struct buf b = {0};

	frame_add(&b, SLUICE_FRAME_BLOCK, 0, 1, "", SLUICE_FRAME_BYTES_MAX);
	CU_ASSERT(b.failed);
	CU_ASSERT_EQUAL(b.len, 0);
	buf_fini(&b);
}

static void
test_the_build_id_fits_a_hello_and_stays(void)
{
	const char *id = frame_build_id();

	CU_ASSERT(strlen(id) > 8);
	CU_ASSERT(strlen(id) < sizeof(((struct sluice_hello *)0)->build_id));
	CU_ASSERT_PTR_EQUAL(frame_build_id(), id);
}

static void
test_block_ids_are_fixed_for_good(void)
{
	CU_ASSERT_EQUAL(block_id(""), 0xefd01f60ba992926u);
	CU_ASSERT_EQUAL(block_id("default/kubia"), 0x2044cd67f5609ff6u);
	CU_ASSERT_NOT_EQUAL(block_id("default/kubia"), block_id("default/kubib"));
}

UNIT_MAIN("channel/frame", UNIT_TEST(test_frames_come_back_as_they_were_added),
	  UNIT_TEST(test_every_prefix_of_a_frame_asks_for_more),
	  UNIT_TEST(test_damaged_heads_are_refused),
	  UNIT_TEST(test_a_payload_over_the_limit_fails_the_buffer),
	  UNIT_TEST(test_the_build_id_fits_a_hello_and_stays),
	  UNIT_TEST(test_block_ids_are_fixed_for_good))
