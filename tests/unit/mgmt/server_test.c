/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "mgmt/server.h"
#include "support/mgmt_rig.h"
#include "support/unit.h"

static int
fd_count(void)
{
	DIR *d = opendir("/proc/self/fd");
	int n = 0;

	while (readdir(d) != NULL)
		n++;
	closedir(d);
	return n;
}

static void
test_requests_of_one_client_are_answered_in_order(void)
{
	int fd;

	rig_start();
	fd = rig_dial(rig_rw);
	rig_say(fd, "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"describe\",\"params\":{\"kind\":"
		    "\"x\"}}\n"
		    "\n" VERSION("\"two\"") VERSION("3"));
	rig_expect(fd, "\"id\":1,\"result\":\"late\"}");
	rig_expect(fd, "\"id\":\"two\",\"result\"");
	rig_expect(fd, "\"id\":3,\"result\"");
	shutdown(fd, SHUT_WR);
	rig_expect_end(fd);
	rig_stop();
}

static void
test_a_request_split_at_any_byte_is_read(void)
{
	const char *text = VERSION("7");
	int fd;

	rig_start();
	fd = rig_dial(rig_rw);
	for (size_t i = 1; i < strlen(text); i++) {
		char first[128];

		snprintf(first, sizeof(first), "%.*s", (int)i, text);
		rig_say(fd, first);
		usleep(500);
		rig_say(fd, text + i);
		rig_expect(fd, "\"id\":7");
	}
	close(fd);
	rig_stop();
}

static void
test_wrong_requests_get_their_error_and_the_connection_stays(void)
{
	static const struct {
		const char *request, *want;
	} cases[] = {
		{"{\"id\":1,\"method\":\"version\"}", "-32600"},
		{"{\"jsonrpc\":\"2.0\",\"method\":\"version\"}", "-32600"},
		{"{\"jsonrpc\":\"2.0\",\"id\":{},\"method\":\"version\"}", "-32600"},
		{"{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":5}", "-32600"},
		{"{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"none\"}", "unknown method none"},
		{"{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"version\",\"params\":[]}", "-32602"},
		{"{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"version\",\"params\":{\"a\":1}}",
		 "unknown parameter a"},
		{"{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"apply\",\"params\":{}}",
		 "text is missing"},
		{"{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"apply\",\"params\":{\"text\":4}}",
		 "text must be a string"},
		{"{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"flows\",\"params\":{\"limit\":-1}}",
		 "limit must be a number"},
		{"{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"get\",\"params\":{\"kind\":\"svc\","
		 "\"names\":[\"a\",1]}}",
		 "names must be a list of strings"},
		{"{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"validate\",\"params\":{\"text\":\"\"}"
		 "}",
		 "\"data\":{\"faults\":[{\"file\":\"f\",\"level\":\"error\",\"reason\":\"bad\"}]}"},
	};
	int fd;

	rig_start();
	fd = rig_dial(rig_rw);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		rig_say(fd, cases[i].request);
		rig_say(fd, "\n");
		rig_expect(fd, cases[i].want);
	}
	rig_say(fd, VERSION("1"));
	rig_expect(fd, "\"version\":\"x\"");
	close(fd);
	rig_stop();
}

static void
test_garbage_is_answered_once_and_closed(void)
{
	static const char *const cases[] = {
		"GET / HTTP/1.1\r\n",      "\xff\xfe\x00\x01\x02 binary",
		"{\"jsonrpc\":\"2.0\",\n", "[]\n",
		"{\"a\":1,\"a\":2}\n",     "{\"a\":\"\\u0000\"}\n",
		"{\"a\":\"\xff\"}\n",      "null\n",
	};
	int fd;

	rig_start();
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		fd = rig_dial(rig_rw);
		rig_say(fd, cases[i]);
		rig_expect(fd, "\"id\":null,\"error\":{\"code\":-32700");
		rig_expect_end(fd);
	}
	/* Nesting that a recursive reader would fall over. */
	fd = rig_dial(rig_rw);
	rig_say(fd, "{\"a\":");
	for (int i = 0; i < 60000; i++)
		rig_say(fd, "[");
	rig_say(fd, "\n");
	rig_expect(fd, "-32700");
	rig_expect_end(fd);
	rig_expect_alive();
	rig_stop();
}

static void
test_a_flood_of_random_bytes_is_survived(void)
{
	unsigned int seed = 7;

	rig_start();
	for (int round = 0; round < 300; round++) {
		char junk[512];
		int fd = rig_dial(round % 2 ? rig_rw : rig_ro);

		for (size_t i = 0; i < sizeof(junk); i++) {
			seed = seed * 1103515245u + 12345u;
			junk[i] = (char)(seed >> 16);
		}
		if (round % 3 == 0)
			junk[0] = '{';
		send(fd, junk, sizeof(junk), MSG_NOSIGNAL);
		close(fd);
	}
	usleep(200000);
	rig_expect_alive();
	rig_stop();
}

static void
test_requests_too_large_are_refused_before_they_are_read(void)
{
	static char chunk[65537];
	int fd, i;

	rig_start();
	memset(chunk, 'a', sizeof(chunk) - 1);
	fd = rig_dial(rig_rw);
	rig_say(fd, "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"version\",\"x\":\"");
	for (i = 0; i < 64; i++)
		if (send(fd, chunk, sizeof(chunk) - 1, MSG_NOSIGNAL) < 0)
			break;
	CU_ASSERT(i < 64);
	rig_expect(fd, "-32006");
	close(fd);
	/* No method within the first bytes: as if it had no text. */
	fd = rig_dial(rig_rw);
	rig_say(fd, "{\"params\":{\"text\":\"");
	for (i = 0; i < 64; i++)
		if (send(fd, chunk, sizeof(chunk) - 1, MSG_NOSIGNAL) < 0)
			break;
	CU_ASSERT(i < 64);
	rig_expect(fd, "-32006");
	close(fd);
	rig_expect_alive();
	rig_stop();
}

static void
test_a_large_manifest_is_taken(void)
{
	static char chunk[65537];
	int fd;

	rig_start();
	memset(chunk, 'a', sizeof(chunk) - 1);
	fd = rig_dial(rig_rw);
	rig_say(fd, "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"apply\",\"params\":{\"text\":\"");
	for (int i = 0; i < 256; i++)
		rig_say(fd, chunk);
	rig_say(fd, "\"}}\n");
	rig_expect(fd, "{\"bytes\":16777216}");
	close(fd);
	rig_stop();
}

static void
test_slow_requests_are_cut_off_and_delay_nobody(void)
{
	uint64_t start;
	int slow[16], open_cnt = 16;

	rig_start();
	for (int i = 0; i < 16; i++) {
		slow[i] = rig_dial(rig_rw);
		rig_say(slow[i], "{");
	}
	start = clock_now_ns();
	while (open_cnt > 0 && clock_now_ns() - start < 8000000000u) {
		uint64_t asked = clock_now_ns();

		rig_expect_alive();
		CU_ASSERT(clock_now_ns() - asked < 250000000u);
		for (int i = 0; i < 16; i++) {
			char junk[512];

			if (slow[i] < 0)
				continue;
			send(slow[i], " ", 1, MSG_NOSIGNAL);
			if (recv(slow[i], junk, sizeof(junk), MSG_DONTWAIT) >= 0) {
				close(slow[i]);
				slow[i] = -1;
				open_cnt--;
			}
		}
		usleep(100000);
	}
	CU_ASSERT_EQUAL(open_cnt, 0);
	CU_ASSERT(clock_now_ns() - start < 5500000000u);
	rig_stop();
}

static void
test_an_idle_client_may_stay(void)
{
	int fd;

	rig_start();
	fd = rig_dial(rig_rw);
	sleep(1);
	rig_say(fd, VERSION("1"));
	rig_expect(fd, "\"version\"");
	close(fd);
	rig_stop();
}

static void
test_a_reader_that_stalls_holds_little_memory_and_delays_nobody(void)
{
	int fd;

	rig_start();
	fd = rig_dial(rig_rw);
	rig_say(fd, "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"flows\"}\n");
	for (int i = 0; i < 20; i++) {
		rig_expect_alive();
		usleep(10000);
	}
	close(fd);
	for (int i = 0; i < 100 && __atomic_load_n(&rig_gone_cnt, __ATOMIC_RELAXED) == 0; i++)
		usleep(10000);
	CU_ASSERT_EQUAL(rig_gone_cnt, 1);
	rig_stop();
	CU_ASSERT(rig_pending_max > 0);
	CU_ASSERT(rig_pending_max < 2 * MGMT_PENDING_HIGH);
}

static void
test_a_stream_comes_whole_to_a_reader_that_reads(void)
{
	static char bytes[1 << 20];
	size_t got = 0, lines = 0;
	int fd;

	rig_start();
	fd = rig_dial(rig_ro);
	rig_say(fd, "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"flows\"}\n");
	while (lines <= STREAM_PARTS) {
		ssize_t n = recv(fd, bytes, sizeof(bytes), 0);

		if (n <= 0)
			break;
		got += (size_t)n;
		for (ssize_t i = 0; i < n; i++)
			lines += bytes[i] == '\n';
	}
	CU_ASSERT_EQUAL(lines, STREAM_PARTS + 1);
	CU_ASSERT(got > (size_t)STREAM_PARTS * STREAM_PART_BYTES);
	close(fd);
	rig_stop();
	CU_ASSERT(rig_pending_max < 2 * MGMT_PENDING_HIGH);
}

static void
test_a_client_that_leaves_before_its_answer_is_harmless(void)
{
	rig_start();
	for (int i = 0; i < 3; i++) {
		int fd = rig_dial(rig_rw);

		rig_say(fd, "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"describe\","
			    "\"params\":{\"kind\":\"x\"}}\n");
		usleep(20000);
		close(fd);
		usleep(250000);
	}
	rig_expect_alive();
	rig_stop();
}

/* Whoever streams goes on with what it has after mgmt_part(). */
static void
test_a_stream_without_memory_ends_but_not_under_its_feet(void)
{
	int fd, before = rig_gone_cnt;

	rig_start();
	fd = rig_dial(rig_rw);
	rig_say(fd, "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"diff\",\"params\":{\"text\":"
		    "\"\"}}\n");
	rig_expect_end(fd);
	rig_expect_alive();
	rig_stop();
	CU_ASSERT_EQUAL(rig_gone_cnt, before + 1);
	CU_ASSERT_FALSE(rig_gone_inside);
}

static void
test_descriptors_sent_along_are_closed(void)
{
	int before;

	rig_start();
	rig_expect_alive();
	usleep(50000);
	before = fd_count();
	for (int round = 0; round < 50; round++) {
		char control[CMSG_SPACE(200 * sizeof(int))] = {0};
		struct iovec iov = {.iov_base = (char[]){"{ "}, .iov_len = 2};
		struct msghdr msg = {.msg_iov = &iov,
				     .msg_iovlen = 1,
				     .msg_control = control,
				     .msg_controllen = sizeof(control)};
		struct cmsghdr *c = CMSG_FIRSTHDR(&msg);
		int fd = rig_dial(rig_rw);

		c->cmsg_level = SOL_SOCKET;
		c->cmsg_type = SCM_RIGHTS;
		c->cmsg_len = CMSG_LEN(200 * sizeof(int));
		for (int i = 0; i < 200; i++)
			memcpy(CMSG_DATA(c) + (size_t)i * sizeof(int), &fd, sizeof(int));
		CU_ASSERT_EQUAL(sendmsg(fd, &msg, MSG_NOSIGNAL), 2);
		usleep(1000);
		close(fd);
	}
	rig_expect_alive();
	usleep(100000);
	CU_ASSERT_EQUAL(fd_count(), before);
	rig_stop();
}

static void
test_too_many_clients_are_told_so(void)
{
	int fds[CLIENT_MAX], fd;

	rig_start();
	for (int i = 0; i < CLIENT_MAX; i++) {
		fds[i] = rig_dial(rig_rw);
		rig_say(fds[i], VERSION("1"));
		rig_expect(fds[i], "\"version\"");
	}
	fd = rig_dial(rig_rw);
	rig_expect(fd, "too many clients");
	rig_expect_end(fd);
	for (int i = 0; i < CLIENT_MAX; i++)
		close(fds[i]);
	usleep(100000);
	rig_expect_alive();
	rig_stop();
}

static void
test_the_read_only_socket_changes_nothing(void)
{
	int fd;

	rig_start();
	fd = rig_dial(rig_ro);
	rig_say(fd,
		"{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"apply\",\"params\":{\"text\":\"\"}}\n");
	rig_expect(fd, "-32004");
	rig_say(fd, VERSION("2"));
	rig_expect(fd, "\"version\"");
	close(fd);
	rig_stop();
}

/* Become another user in a child, and rig_say what the sockets answer. */
static int
as_user(uid_t uid, gid_t gid)
{
	char line[1024] = "";
	pid_t pid = fork();
	int status, fd;

	if (pid == 0) {
		if (setgid(gid) < 0 || setuid(uid) < 0)
			_exit(9);
		fd = rig_dial(rig_rw);
		if (fd < 0)
			_exit(1);
		rig_say(fd, VERSION("1"));
		rig_hear(fd, line, sizeof(line));
		_exit(strstr(line, "\"version\"") != NULL ? 0 : 2);
	}
	waitpid(pid, &status, 0);
	return WEXITSTATUS(status);
}

static void
test_other_users_are_kept_out_and_the_group_let_in(void)
{
	struct stat st;

	rig_start();
	CU_ASSERT_EQUAL(stat(rig_rw, &st), 0);
	CU_ASSERT_EQUAL(st.st_mode & 07777, 0660);
	if (geteuid() == 0) {
		CU_ASSERT_EQUAL(chmod(rig_dir, 0755), 0);
		CU_ASSERT_EQUAL(as_user(64321, 64321), 1);
		CU_ASSERT_EQUAL(as_user(64321, 64999), 0);
		/* Even when the file's mode was opened up, the peer's identity decides. */
		CU_ASSERT_EQUAL(chmod(rig_rw, 0666), 0);
		CU_ASSERT_EQUAL(as_user(64321, 64321), 2);
	}
	rig_stop();
}

UNIT_MAIN("mgmt/server", UNIT_TEST(test_requests_of_one_client_are_answered_in_order),
	  UNIT_TEST(test_a_request_split_at_any_byte_is_read),
	  UNIT_TEST(test_wrong_requests_get_their_error_and_the_connection_stays),
	  UNIT_TEST(test_garbage_is_answered_once_and_closed),
	  UNIT_TEST(test_a_flood_of_random_bytes_is_survived),
	  UNIT_TEST(test_requests_too_large_are_refused_before_they_are_read),
	  UNIT_TEST(test_a_large_manifest_is_taken),
	  UNIT_TEST(test_slow_requests_are_cut_off_and_delay_nobody),
	  UNIT_TEST(test_an_idle_client_may_stay),
	  UNIT_TEST(test_a_reader_that_stalls_holds_little_memory_and_delays_nobody),
	  UNIT_TEST(test_a_stream_comes_whole_to_a_reader_that_reads),
	  UNIT_TEST(test_a_client_that_leaves_before_its_answer_is_harmless),
	  UNIT_TEST(test_a_stream_without_memory_ends_but_not_under_its_feet),
	  UNIT_TEST(test_descriptors_sent_along_are_closed),
	  UNIT_TEST(test_too_many_clients_are_told_so),
	  UNIT_TEST(test_the_read_only_socket_changes_nothing),
	  UNIT_TEST(test_other_users_are_kept_out_and_the_group_let_in))
