/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * Faults 10 to 13 of what the gateway must survive, in their number.
 */
#include <dirent.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support/mgmt_rig.h"
#include "support/unit.h"

#define STALLED_CNT 1000

static void
let_open(rlim_t cnt)
{
	struct rlimit limit;

	CU_ASSERT_EQUAL_FATAL(getrlimit(RLIMIT_NOFILE, &limit), 0);
	if (limit.rlim_cur < cnt)
		limit.rlim_cur = cnt < limit.rlim_max ? cnt : limit.rlim_max;
	CU_ASSERT_EQUAL(setrlimit(RLIMIT_NOFILE, &limit), 0);
}

static size_t
fd_count(void)
{
	DIR *dir = opendir("/proc/self/fd");
	size_t cnt = 0;

	while (readdir(dir) != NULL)
		cnt++;
	closedir(dir);
	return cnt;
}

/* Forty times as many as the server takes, half of them silent, half in the middle of a request. */
static void
test_fault_10_a_thousand_stalled_clients_keep_nobody_out(void)
{
	int fds[STALLED_CNT];

	let_open(2 * STALLED_CNT + 256);
	rig_start();
	for (int i = 0; i < STALLED_CNT; i++) {
		fds[i] = rig_dial(rig_rw);
		CU_ASSERT_FATAL(fds[i] >= 0);
		if (i % 2 == 0)
			send(fds[i], "{\"jsonrpc\":", 11, MSG_NOSIGNAL);
		if (i % 50 == 49)
			rig_expect_alive();
	}
	rig_expect_alive();
	for (int i = 0; i < STALLED_CNT; i++)
		close(fds[i]);
	rig_stop();
}

/* Who is slow, or has just come, makes no room for another process with many. */
static void
test_fault_10_a_crowd_makes_room_for_itself(void)
{
	int ready[2], slow;
	char go;
	pid_t pid;

	rig_start();
	slow = rig_dial(rig_rw);
	rig_say(slow, "{\"jsonrpc\":\"2.0\",");
	usleep(50000);
	CU_ASSERT_EQUAL_FATAL(pipe(ready), 0);
	pid = fork();
	if (pid == 0) {
		for (int i = 0; i < 4 * CLIENT_MAX; i++)
			(void)rig_dial(rig_rw);
		if (write(ready[1], "x", 1) == 1)
			pause();
		_exit(0);
	}
	close(ready[1]);
	CU_ASSERT_EQUAL(read(ready[0], &go, 1), 1);
	rig_expect_alive();
	rig_say(slow, "\"id\":9,\"method\":\"version\"}\n");
	rig_expect(slow, "\"id\":9");
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	close(slow);
	close(ready[0]);
	rig_stop();
}

/* Who waits for an answer is not the one to make room. */
static void
test_fault_10_a_call_under_way_is_answered(void)
{
	int fds[4 * CLIENT_MAX], asker;

	rig_start();
	asker = rig_dial(rig_rw);
	rig_say(asker, "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"describe\",\"params\":{\"kind\":"
		       "\"Service\",\"name\":\"a\"}}\n");
	usleep(50000);
	for (int i = 0; i < 4 * CLIENT_MAX; i++) {
		fds[i] = rig_dial(rig_rw);
		send(fds[i], "{", 1, MSG_NOSIGNAL);
	}
	rig_expect(asker, "\"id\":7");
	close(asker);
	for (int i = 0; i < 4 * CLIENT_MAX; i++)
		close(fds[i]);
	rig_stop();
}

static void
test_fault_11_lengths_and_versions_that_lie_are_answered(void)
{
	static const char *const texts[] = {
		"\n",
		"{}\n",
		"[]\n",
		"null\n",
		"4294967295\n",
		"{\"jsonrpc\":\"1.0\",\"id\":1,\"method\":\"version\"}\n",
		"{\"jsonrpc\":\"2.0\",\"id\":{},\"method\":\"version\"}\n",
		"{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"version\",\"params\":7}\n",
		"{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"\"}\n",
		"\xff\xff\xff\xff\n",
	};

	rig_start();
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		int fd = rig_dial(rig_rw);

		rig_say(fd, texts[i]);
		if (strcmp(texts[i], "\n") != 0)
			rig_expect(fd, "\"error\"");
		close(fd);
		rig_expect_alive();
	}
	rig_stop();
}

static void
test_fault_13_descriptors_by_the_hundred_thousand_leave_none_behind(void)
{
	char control[CMSG_SPACE(253 * sizeof(int))] = {0};
	struct iovec iov = {.iov_base = (char[]){"{"}, .iov_len = 1};
	struct msghdr msg = {.msg_iov = &iov,
			     .msg_iovlen = 1,
			     .msg_control = control,
			     .msg_controllen = sizeof(control)};
	struct cmsghdr *c = CMSG_FIRSTHDR(&msg);
	size_t before;

	c->cmsg_level = SOL_SOCKET;
	c->cmsg_type = SCM_RIGHTS;
	c->cmsg_len = CMSG_LEN(253 * sizeof(int));
	for (int i = 0; i < 253; i++) {
		int fd = STDERR_FILENO;

		memcpy(CMSG_DATA(c) + (size_t)i * sizeof(int), &fd, sizeof(int));
	}
	rig_start();
	rig_expect_alive();
	usleep(50000);
	before = fd_count();
	for (int round = 0; round < 1000; round++) {
		int fd = rig_dial(rig_rw);

		sendmsg(fd, &msg, MSG_NOSIGNAL);
		close(fd);
		if (round % 100 == 0)
			rig_expect_alive();
	}
	rig_expect_alive();
	usleep(200000);
	CU_ASSERT_EQUAL(fd_count(), before);
	rig_stop();
}

UNIT_MAIN("mgmt/faults", UNIT_TEST(test_fault_10_a_thousand_stalled_clients_keep_nobody_out),
	  UNIT_TEST(test_fault_10_a_crowd_makes_room_for_itself),
	  UNIT_TEST(test_fault_10_a_call_under_way_is_answered),
	  UNIT_TEST(test_fault_11_lengths_and_versions_that_lie_are_answered),
	  UNIT_TEST(test_fault_13_descriptors_by_the_hundred_thousand_leave_none_behind))
