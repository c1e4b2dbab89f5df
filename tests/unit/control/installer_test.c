/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "channel/frame.h"
#include "control/installer.c"
#include "support/unit.h"

static uv_loop_t loop;
static struct installer *installer;
static int peer = -1;
static struct buf in;
static int changed_cnt, done_cnt, done_error;
static char done_text[256];
static const char settings[] = "settings";

static void
on_changed(void *arg)
{
	changed_cnt++;
}

static void
on_done(void *arg, int error, const char *text)
{
	done_cnt++;
	done_error = error;
	strcpy(done_text, text);
}

static void
pump(void)
{
	uv_run(&loop, UV_RUN_NOWAIT);
	usleep(200);
}

static void
attach(void)
{
	int pair[2];

	CU_ASSERT_EQUAL_FATAL(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
	CU_ASSERT_EQUAL_FATAL(installer_attach(installer, pair[0]), 0);
	if (peer >= 0)
		close(peer);
	peer = pair[1];
	buf_reset(&in);
}

static void
setup(void)
{
	const struct installer_config config = {.loop = &loop,
						.settings = settings,
						.settings_bytes = sizeof(settings),
						.changed = on_changed};

	signal(SIGPIPE, SIG_IGN);
	changed_cnt = done_cnt = 0;
	uv_loop_init(&loop);
	CU_ASSERT_EQUAL_FATAL(installer_create(&config, &installer), 0);
	attach();
}

static void
teardown(void)
{
	installer_destroy(installer);
	uv_run(&loop, UV_RUN_DEFAULT);
	CU_ASSERT_EQUAL(uv_loop_close(&loop), 0);
	if (peer >= 0)
		close(peer);
	peer = -1;
	buf_fini(&in);
}

/* The next frame that the installer sent, of the kind it must have; its seq. */
static uint32_t
take(enum sluice_frame_kind kind, struct buf *payload)
{
	struct sluice_frame frame = {0};
	const void *at = NULL;
	long n = 0;

	for (int i = 0; i < 2000 && n == 0; i++) {
		char bytes[4096];
		ssize_t got = recv(peer, bytes, sizeof(bytes), MSG_DONTWAIT);

		if (got > 0)
			buf_add(&in, bytes, (size_t)got);
		n = frame_next(in.data, in.len, &frame, &at);
		if (n == 0)
			pump();
	}
	CU_ASSERT(n > 0);
	CU_ASSERT_EQUAL(frame.kind, kind);
	if (n <= 0)
		return 0;
	if (payload != NULL) {
		buf_reset(payload);
		buf_add(payload, at, frame.payload_bytes);
	}
	buf_consume(&in, (size_t)n);
	return frame.seq;
}

static void
answer(enum sluice_frame_kind kind, uint32_t seq, const void *payload, size_t bytes)
{
	struct buf out = {0};

	frame_add(&out, kind, 0, seq, payload, bytes);
	CU_ASSERT_EQUAL(send(peer, out.data, out.len, MSG_NOSIGNAL), (ssize_t)out.len);
	buf_fini(&out);
	for (int i = 0; i < 10; i++)
		pump();
}

static void
verdict(uint32_t seq, int error, const char *text)
{
	struct sluice_verdict v = {.error = error};

	strcpy(v.text, text);
	answer(SLUICE_FRAME_VERDICT, seq, &v, sizeof(v));
}

static void
up(void)
{
	verdict(take(SLUICE_FRAME_HELLO, NULL), 0, "");
	verdict(take(SLUICE_FRAME_SETTINGS, NULL), 0, "");
	CU_ASSERT_EQUAL(installer_status(installer)->state, INSTALLER_UP);
}

static void
apply(bool full)
{
	struct buf frames = {0};

	frame_add(&frames, SLUICE_FRAME_BLOCK, 0, 0, "block", 5);
	installer_apply(installer, &frames, full, on_done, NULL);
	CU_ASSERT_PTR_NULL(frames.data);
}

static void
test_it_greets_then_hands_over_the_settings(void)
{
	struct sluice_hello hello;
	struct buf payload = {0};
	uint32_t seq;

	setup();
	seq = take(SLUICE_FRAME_HELLO, &payload);
	CU_ASSERT_EQUAL_FATAL(payload.len, sizeof(hello));
	memcpy(&hello, payload.data, sizeof(hello));
	CU_ASSERT_STRING_EQUAL(hello.build_id, frame_build_id());
	CU_ASSERT_EQUAL(installer_status(installer)->state, INSTALLER_GREETING);
	verdict(seq, 0, "");
	seq = take(SLUICE_FRAME_SETTINGS, &payload);
	CU_ASSERT_EQUAL(payload.len, sizeof(settings));
	CU_ASSERT_EQUAL(memcmp(payload.data, settings, sizeof(settings)), 0);
	CU_ASSERT_EQUAL(changed_cnt, 0);
	verdict(seq, 0, "");
	CU_ASSERT_EQUAL(changed_cnt, 1);
	CU_ASSERT_EQUAL(installer_status(installer)->state, INSTALLER_UP);
	CU_ASSERT_FALSE(installer_status(installer)->in_step);
	buf_fini(&payload);
	teardown();
}

static void
test_a_change_is_prepared_then_committed(void)
{
	struct buf payload = {0};

	setup();
	up();
	apply(true);
	CU_ASSERT_EQUAL(take(SLUICE_FRAME_BEGIN, NULL), 0);
	take(SLUICE_FRAME_BLOCK, &payload);
	CU_ASSERT_EQUAL(payload.len, 5);
	verdict(take(SLUICE_FRAME_PREPARE, NULL), 0, "");
	CU_ASSERT_EQUAL(done_cnt, 0);
	verdict(take(SLUICE_FRAME_COMMIT, NULL), 0, "");
	CU_ASSERT_EQUAL(done_cnt, 1);
	CU_ASSERT_EQUAL(done_error, 0);
	CU_ASSERT(installer_status(installer)->in_step);
	buf_fini(&payload);
	teardown();
}

static void
test_only_a_full_change_brings_it_into_step(void)
{
	setup();
	up();
	apply(false);
	take(SLUICE_FRAME_BEGIN, NULL);
	take(SLUICE_FRAME_BLOCK, NULL);
	verdict(take(SLUICE_FRAME_PREPARE, NULL), 0, "");
	verdict(take(SLUICE_FRAME_COMMIT, NULL), 0, "");
	CU_ASSERT_EQUAL(done_error, 0);
	CU_ASSERT_FALSE(installer_status(installer)->in_step);
	teardown();
}

static void
test_a_refused_change_is_forgotten_on_both_sides(void)
{
	setup();
	up();
	apply(false);
	take(SLUICE_FRAME_BEGIN, NULL);
	take(SLUICE_FRAME_BLOCK, NULL);
	verdict(take(SLUICE_FRAME_PREPARE, NULL), -ENOSPC, "no room for it");
	verdict(take(SLUICE_FRAME_COMMIT, NULL), -EPROTO, "nothing is prepared");
	take(SLUICE_FRAME_ABORT, NULL);
	CU_ASSERT_EQUAL(done_cnt, 1);
	CU_ASSERT_EQUAL(done_error, -ENOSPC);
	CU_ASSERT_STRING_EQUAL(done_text, "no room for it");
	CU_ASSERT_EQUAL(installer_status(installer)->state, INSTALLER_UP);
	teardown();
}

static void
test_a_forwarder_that_dies_in_the_middle_ends_the_change(void)
{
	setup();
	up();
	apply(true);
	take(SLUICE_FRAME_BEGIN, NULL);
	close(peer);
	peer = -1;
	for (int i = 0; i < 20; i++)
		pump();
	CU_ASSERT_EQUAL(done_cnt, 1);
	CU_ASSERT_EQUAL(done_error, -ENOTCONN);
	CU_ASSERT_EQUAL(installer_status(installer)->state, INSTALLER_DOWN);
	attach();
	up();
	teardown();
}

/* The COMMIT is on its way with the PREPARE: "refused" may be a lie, whichever was not answered. */
static void
test_a_change_that_is_not_answered_is_not_called_refused(void)
{
	for (int prepared = 0; prepared < 2; prepared++) {
		uint32_t seq;

		setup();
		up();
		apply(true);
		take(SLUICE_FRAME_BEGIN, NULL);
		take(SLUICE_FRAME_BLOCK, NULL);
		seq = take(SLUICE_FRAME_PREPARE, NULL);
		if (prepared)
			verdict(seq, 0, "");
		CU_ASSERT(uv_is_active((uv_handle_t *)&installer->timer));
		on_timeout(&installer->timer);
		CU_ASSERT_EQUAL(done_cnt, 1);
		CU_ASSERT_EQUAL(done_error, -ENOTCONN);
		CU_ASSERT_FALSE(installer_status(installer)->in_step);
		take(SLUICE_FRAME_COMMIT, NULL);
		take(SLUICE_FRAME_ABORT, NULL);
		verdict(seq, 0, "");
		CU_ASSERT_EQUAL(done_cnt, 1);
		teardown();
	}
}

static void
test_a_new_connection_replaces_the_old_one(void)
{
	setup();
	up();
	apply(true);
	attach();
	CU_ASSERT_EQUAL(done_error, -ENOTCONN);
	up();
	CU_ASSERT_FALSE(installer_status(installer)->in_step);
	teardown();
}

static void
test_verdicts_of_another_time_are_ignored(void)
{
	uint32_t seq;

	setup();
	seq = take(SLUICE_FRAME_HELLO, NULL);
	verdict(seq + 7, 0, "");
	verdict(0, 0, "");
	CU_ASSERT_EQUAL(installer_status(installer)->state, INSTALLER_GREETING);
	verdict(seq, 0, "");
	verdict(seq, -EINVAL, "twice");
	CU_ASSERT_EQUAL(installer_status(installer)->state, INSTALLER_SETTINGS);
	teardown();
}

static void
test_garbage_ends_the_connection(void)
{
	setup();
	up();
	CU_ASSERT_EQUAL(send(peer, "this is no frame at all", 23, MSG_NOSIGNAL), 23);
	for (int i = 0; i < 20; i++)
		pump();
	CU_ASSERT_EQUAL(installer_status(installer)->state, INSTALLER_DOWN);
	teardown();
}

static void
test_another_build_is_named(void)
{
	struct sluice_hello hello = {.build_id = "other build"};

	setup();
	answer(SLUICE_FRAME_HELLO, 1, &hello, sizeof(hello));
	CU_ASSERT_PTR_NOT_NULL(strstr(installer_status(installer)->problem, "other build"));
	verdict(take(SLUICE_FRAME_HELLO, NULL), -EPROTO, "restart");
	CU_ASSERT_EQUAL(installer_status(installer)->state, INSTALLER_GREETING);
	teardown();
}

static void
test_settings_that_differ_are_told_but_services_go_on(void)
{
	setup();
	verdict(take(SLUICE_FRAME_HELLO, NULL), 0, "");
	verdict(take(SLUICE_FRAME_SETTINGS, NULL), -EALREADY, "differ");
	CU_ASSERT_EQUAL(installer_status(installer)->state, INSTALLER_UP);
	CU_ASSERT_PTR_NOT_NULL(strstr(installer_status(installer)->problem, "restart sluiced"));
	teardown();
	setup();
	verdict(take(SLUICE_FRAME_HELLO, NULL), 0, "");
	verdict(take(SLUICE_FRAME_SETTINGS, NULL), -ENODEV, "no such port");
	CU_ASSERT_EQUAL(installer_status(installer)->state, INSTALLER_SETTINGS);
	CU_ASSERT_PTR_NOT_NULL(strstr(installer_status(installer)->problem, "no such port"));
	teardown();
}

static void
test_events_are_heard(void)
{
	struct sluice_event e = {.kind = SLUICE_EVENT_READY};

	setup();
	up();
	answer(SLUICE_FRAME_EVENT, 0, &e, sizeof(e));
	CU_ASSERT(installer_status(installer)->ready);
	e = (struct sluice_event){.kind = SLUICE_EVENT_FAILED, .text = "no hugepages"};
	answer(SLUICE_FRAME_EVENT, 0, &e, sizeof(e));
	CU_ASSERT_PTR_NOT_NULL(strstr(installer_status(installer)->problem, "no hugepages"));
	answer(SLUICE_FRAME_EVENT, 0, &e, 3);
	CU_ASSERT_EQUAL(installer_status(installer)->state, INSTALLER_UP);
	teardown();
}

UNIT_MAIN("control/installer", UNIT_TEST(test_it_greets_then_hands_over_the_settings),
	  UNIT_TEST(test_a_change_is_prepared_then_committed),
	  UNIT_TEST(test_only_a_full_change_brings_it_into_step),
	  UNIT_TEST(test_a_refused_change_is_forgotten_on_both_sides),
	  UNIT_TEST(test_a_forwarder_that_dies_in_the_middle_ends_the_change),
	  UNIT_TEST(test_a_change_that_is_not_answered_is_not_called_refused),
	  UNIT_TEST(test_a_new_connection_replaces_the_old_one),
	  UNIT_TEST(test_verdicts_of_another_time_are_ignored),
	  UNIT_TEST(test_garbage_ends_the_connection), UNIT_TEST(test_another_build_is_named),
	  UNIT_TEST(test_settings_that_differ_are_told_but_services_go_on),
	  UNIT_TEST(test_events_are_heard))
