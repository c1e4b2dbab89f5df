/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/buf.h"
#include "channel/frame.h"
#include "control/queries.h"
#include "support/unit.h"

struct asker {
	struct question *question;
	size_t record_cnt;
	uint64_t pkts; /* of all drop records */
	int end_cnt;
	int error;
	uint64_t cursor;
	bool cancel; /* at the first records */
};

static uv_loop_t loop;
static struct queries *queries;
static int peer = -1;

static void
on_records(void *arg, const void *records, size_t cnt)
{
	const struct sluice_drop_record *r = records;
	struct asker *a = arg;

	CU_ASSERT_EQUAL((uintptr_t)records % 8, 0);
	a->record_cnt += cnt;
	for (size_t i = 0; i < cnt; i++)
		a->pkts += r[i].pkts;
	if (a->cancel)
		queries_cancel(a->question);
}

static void
on_end(void *arg, int error, uint64_t cursor)
{
	struct asker *a = arg;

	a->end_cnt++;
	a->error = error;
	a->cursor = cursor;
}

static const struct question_ops ops = {.records = on_records, .end = on_end};

static void
pump(void)
{
	for (int i = 0; i < 10; i++) {
		uv_run(&loop, UV_RUN_NOWAIT);
		usleep(100);
	}
}

static void
attach(void)
{
	int pair[2];

	CU_ASSERT_EQUAL_FATAL(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
	CU_ASSERT_EQUAL_FATAL(queries_attach(queries, pair[0]), 0);
	if (peer >= 0)
		close(peer);
	peer = pair[1];
}

static void
setup(void)
{
	signal(SIGPIPE, SIG_IGN);
	uv_loop_init(&loop);
	CU_ASSERT_EQUAL_FATAL(queries_create(&loop, &queries), 0);
	attach();
}

static void
teardown(void)
{
	queries_destroy(queries);
	uv_run(&loop, UV_RUN_DEFAULT);
	CU_ASSERT_EQUAL(uv_loop_close(&loop), 0);
	if (peer >= 0)
		close(peer);
	peer = -1;
}

static void
ask(struct asker *a)
{
	const struct sluice_query q = {.kind = SLUICE_QUERY_DROPS};

	queries_ask(queries, &q, &ops, a, &a->question);
	pump();
}

/* The seq of the next question at the other end. */
static uint32_t
hear(void)
{
	char bytes[sizeof(struct sluice_frame) + sizeof(struct sluice_query)];
	struct sluice_frame frame = {0};
	const void *payload;

	CU_ASSERT_EQUAL(recv(peer, bytes, sizeof(bytes), MSG_DONTWAIT), (ssize_t)sizeof(bytes));
	CU_ASSERT_EQUAL(frame_next(bytes, sizeof(bytes), &frame, &payload), (long)sizeof(bytes));
	CU_ASSERT_EQUAL(frame.kind, SLUICE_FRAME_QUERY);
	return frame.seq;
}

static void
reply(uint32_t seq, uint16_t flags, size_t cnt, size_t extra)
{
	struct sluice_drop_record r = {.pkts = 5};
	struct buf payload = {0}, out = {0};
	uint64_t cursor = 77;

	for (size_t i = 0; i < cnt; i++)
		buf_add(&payload, &r, sizeof(r));
	if ((flags & SLUICE_FRAME_CUT) != 0)
		buf_add(&payload, &cursor, sizeof(cursor));
	buf_add(&payload, "junkjunk", extra);
	frame_add(&out, SLUICE_FRAME_REPLY, flags, seq, payload.data, payload.len);
	/* An odd first write shows that nothing depends on where the stream is cut. */
	CU_ASSERT_EQUAL(send(peer, out.data, 7, 0), 7);
	pump();
	CU_ASSERT_EQUAL(send(peer, out.data + 7, out.len - 7, 0), (ssize_t)out.len - 7);
	buf_fini(&payload);
	buf_fini(&out);
	pump();
}

static void
test_an_answer_of_several_frames_is_put_together(void)
{
	struct asker a = {0};
	uint32_t seq;

	setup();
	ask(&a);
	CU_ASSERT_PTR_NOT_NULL(a.question);
	seq = hear();
	reply(seq, SLUICE_FRAME_MORE, 3, 0);
	CU_ASSERT_EQUAL(a.record_cnt, 3);
	CU_ASSERT_EQUAL(a.end_cnt, 0);
	reply(seq, 0, 2, 0);
	CU_ASSERT_EQUAL(a.record_cnt, 5);
	CU_ASSERT_EQUAL(a.pkts, 25);
	CU_ASSERT_EQUAL(a.end_cnt, 1);
	CU_ASSERT_EQUAL(a.error, 0);
	CU_ASSERT_EQUAL(a.cursor, 0);
	CU_ASSERT_PTR_NULL(a.question);
	teardown();
}

static void
test_a_page_ends_with_its_cursor(void)
{
	struct asker a = {0};

	setup();
	ask(&a);
	reply(hear(), SLUICE_FRAME_CUT, 4, 0);
	CU_ASSERT_EQUAL(a.record_cnt, 4);
	CU_ASSERT_EQUAL(a.end_cnt, 1);
	CU_ASSERT_EQUAL(a.cursor, 77);
	teardown();
}

static void
test_answers_find_their_questions_in_any_order(void)
{
	struct asker a = {0}, b = {0};
	uint32_t seq_a, seq_b;

	setup();
	ask(&a);
	seq_a = hear();
	ask(&b);
	seq_b = hear();
	reply(seq_b, 0, 1, 0);
	reply(12345, 0, 9, 0);
	reply(seq_a, 0, 2, 0);
	CU_ASSERT_EQUAL(a.record_cnt, 2);
	CU_ASSERT_EQUAL(b.record_cnt, 1);
	teardown();
}

static void
test_records_of_a_wrong_size_are_an_error(void)
{
	struct asker a = {0};

	setup();
	ask(&a);
	reply(hear(), 0, 2, 3);
	CU_ASSERT_EQUAL(a.end_cnt, 1);
	CU_ASSERT_EQUAL(a.error, -EBADMSG);
	CU_ASSERT_EQUAL(a.record_cnt, 0);
	teardown();
}

static void
test_a_question_may_be_cancelled_from_its_own_answer(void)
{
	struct asker a = {.cancel = true};
	uint32_t seq;

	setup();
	ask(&a);
	seq = hear();
	reply(seq, SLUICE_FRAME_MORE, 1, 0);
	reply(seq, 0, 1, 0);
	CU_ASSERT_EQUAL(a.record_cnt, 1);
	CU_ASSERT_EQUAL(a.end_cnt, 0);
	CU_ASSERT_PTR_NULL(a.question);
	teardown();
}

static void
test_questions_end_with_the_forwarder(void)
{
	struct asker a = {0}, b = {0}, c = {0};

	setup();
	ask(&a);
	ask(&b);
	close(peer);
	peer = -1;
	pump();
	CU_ASSERT_EQUAL(a.error, -ENOTCONN);
	CU_ASSERT_EQUAL(b.error, -ENOTCONN);
	CU_ASSERT_EQUAL(a.end_cnt + b.end_cnt, 2);
	ask(&c);
	CU_ASSERT_EQUAL(c.error, -ENOTCONN);
	CU_ASSERT_PTR_NULL(c.question);
	attach();
	c.end_cnt = 0;
	ask(&c);
	reply(hear(), 0, 1, 0);
	CU_ASSERT_EQUAL(c.end_cnt, 1);
	CU_ASSERT_EQUAL(c.error, 0);
	teardown();
}

static void
test_questions_left_open_are_freed_with_the_stream(void)
{
	struct asker a = {0};

	setup();
	ask(&a);
	teardown();
	CU_ASSERT_EQUAL(a.end_cnt, 0);
	CU_ASSERT_PTR_NULL(a.question);
}

UNIT_MAIN("control/queries", UNIT_TEST(test_an_answer_of_several_frames_is_put_together),
	  UNIT_TEST(test_a_page_ends_with_its_cursor),
	  UNIT_TEST(test_answers_find_their_questions_in_any_order),
	  UNIT_TEST(test_records_of_a_wrong_size_are_an_error),
	  UNIT_TEST(test_a_question_may_be_cancelled_from_its_own_answer),
	  UNIT_TEST(test_questions_end_with_the_forwarder),
	  UNIT_TEST(test_questions_left_open_are_freed_with_the_stream))
