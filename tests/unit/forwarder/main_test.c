/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * The forwarder's loop, before ports are up: a question is answered with nothing then.
 */
int forwarder_main(int argc, char **argv);
#define main forwarder_main
#include "forwarder/main.c"
#undef main

#include <sys/socket.h>

#include "channel/query.h"
#include "support/unit.h"

static bool full; /* the socket: the reader makes room between one write and the next */

/* In place of libc's. */
ssize_t
send(int fd, const void *bytes, size_t n, int flags)
{
	full = !full;
	if (!full)
		return sendto(fd, bytes, n, flags, NULL, 0);
	errno = EAGAIN;
	return -1;
}

static void
test_questions_behind_an_answer_that_did_not_fit_are_served(void)
{
	struct forwarder f = {.parent_fd = -1, .channel.fd = -1, .query.fd = -1};
	struct sluice_query q = {.kind = SLUICE_QUERY_STATUS};
	struct buf questions = {0};
	struct sluice_frame frame;
	char answers[4096];
	const void *payload;
	ssize_t len;
	int ends[2];

	CU_ASSERT_EQUAL_FATAL(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
	stream_open(&f.query, ends[0]);
	for (uint32_t i = 1; i <= 3; i++)
		frame_add(&questions, SLUICE_FRAME_QUERY, 0, i, &q, sizeof(q));
	CU_ASSERT_EQUAL(write(ends[1], questions.data, questions.len), (ssize_t)questions.len);
	for (int i = 0; i < 4; i++)
		CU_ASSERT_EQUAL(turn(&f), 0);
	len = recv(ends[1], answers, sizeof(answers), MSG_DONTWAIT);
	CU_ASSERT_EQUAL_FATAL(len, (ssize_t)(3 * sizeof(frame)));
	for (uint32_t i = 1; i <= 3; i++) {
		CU_ASSERT_EQUAL(frame_next(answers + (i - 1) * sizeof(frame), sizeof(frame), &frame,
					   &payload),
				(long)sizeof(frame));
		CU_ASSERT_EQUAL(frame.seq, i);
	}
	stream_close(&f.query);
	close(ends[1]);
	buf_fini(&questions);
}

UNIT_MAIN("forwarder/main", UNIT_TEST(test_questions_behind_an_answer_that_did_not_fit_are_served))
