/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include "base/parent_link.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support/unit.h"

static void
link_make(int fd[2])
{
	CU_ASSERT_EQUAL_FATAL(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, fd), 0);
}

static void
pair_close(const int fd[2])
{
	close(fd[0]);
	close(fd[1]);
}

static int
fd_cnt(void)
{
	DIR *d = opendir("/proc/self/fd");
	int cnt = 0;

	CU_ASSERT_PTR_NOT_NULL_FATAL(d);
	while (readdir(d) != NULL)
		cnt++;
	closedir(d);
	return cnt;
}

static void
test_each_kind_arrives_as_it_was_sent(void)
{
	struct parent_msg msg;
	int fd[2], ends[PARENT_END_CNT];

	link_make(fd);
	CU_ASSERT_EQUAL(parent_link_recv(fd[1], &msg, ends), -EAGAIN);
	CU_ASSERT_EQUAL(parent_link_ready(fd[0]), 0);
	CU_ASSERT_EQUAL(parent_link_alive(fd[0]), 0);
	CU_ASSERT_EQUAL(parent_link_twin(fd[0], "fifteen-letters"), 0);
	CU_ASSERT_EQUAL(parent_link_send(fd[0], PARENT_MSG_STOP, NULL, NULL), 0);
	CU_ASSERT_EQUAL(parent_link_recv(fd[1], &msg, ends), 0);
	CU_ASSERT_EQUAL(msg.kind, PARENT_MSG_READY);
	CU_ASSERT(ends[0] == -1 && ends[1] == -1);
	CU_ASSERT_EQUAL(parent_link_recv(fd[1], &msg, NULL), 0);
	CU_ASSERT_EQUAL(msg.kind, PARENT_MSG_ALIVE);
	CU_ASSERT_EQUAL(parent_link_recv(fd[1], &msg, NULL), 0);
	CU_ASSERT_EQUAL(msg.kind, PARENT_MSG_TWIN);
	CU_ASSERT_STRING_EQUAL(msg.name, "fifteen-letters");
	CU_ASSERT_EQUAL(parent_link_recv(fd[1], &msg, NULL), 0);
	CU_ASSERT_EQUAL(msg.kind, PARENT_MSG_STOP);
	CU_ASSERT_EQUAL(parent_link_recv(fd[1], &msg, NULL), -EAGAIN);
	pair_close(fd);
}

static void
test_peer_brings_its_ends_in_order_and_close_on_exec(void)
{
	struct parent_msg msg;
	int fd[2], channel[2], query[2], ends[PARENT_END_CNT];
	char c = 0;

	link_make(fd);
	CU_ASSERT_EQUAL_FATAL(socketpair(AF_UNIX, SOCK_STREAM, 0, channel), 0);
	CU_ASSERT_EQUAL_FATAL(socketpair(AF_UNIX, SOCK_STREAM, 0, query), 0);
	CU_ASSERT_EQUAL(
		parent_link_send(fd[0], PARENT_MSG_PEER, NULL, (int[]){channel[0], query[0]}), 0);
	close(channel[0]);
	close(query[0]);
	CU_ASSERT_EQUAL(parent_link_recv(fd[1], &msg, ends), 0);
	CU_ASSERT_EQUAL(msg.kind, PARENT_MSG_PEER);
	CU_ASSERT_EQUAL(fcntl(ends[PARENT_END_CHANNEL], F_GETFD), FD_CLOEXEC);
	CU_ASSERT_EQUAL(fcntl(ends[PARENT_END_QUERY], F_GETFD), FD_CLOEXEC);
	CU_ASSERT_EQUAL(write(ends[PARENT_END_CHANNEL], "c", 1), 1);
	CU_ASSERT_EQUAL(write(ends[PARENT_END_QUERY], "q", 1), 1);
	CU_ASSERT(read(channel[1], &c, 1) == 1 && c == 'c');
	CU_ASSERT(read(query[1], &c, 1) == 1 && c == 'q');
	pair_close(ends);
	close(channel[1]);
	close(query[1]);
	pair_close(fd);
}

static void
test_a_link_whose_other_side_has_gone_is_broken(void)
{
	struct parent_msg msg;
	int fd[2];

	link_make(fd);
	CU_ASSERT_EQUAL(parent_link_ready(fd[0]), 0);
	close(fd[0]);
	CU_ASSERT_EQUAL(parent_link_recv(fd[1], &msg, NULL), 0); /* its last words are heard */
	CU_ASSERT_EQUAL(parent_link_recv(fd[1], &msg, NULL), -EPIPE);
	CU_ASSERT_EQUAL(parent_link_alive(fd[1]), -EPIPE); /* and no SIGPIPE */
	close(fd[1]);
}

static void
test_a_reader_that_sleeps_does_not_stop_the_writer(void)
{
	int fd[2], rc;

	link_make(fd);
	do
		rc = parent_link_alive(fd[0]);
	while (rc == 0);
	CU_ASSERT_EQUAL(rc, -EAGAIN);
	pair_close(fd);
}

static void
test_names_that_are_too_long_or_empty_are_not_sent(void)
{
	struct parent_msg msg;
	int fd[2];

	link_make(fd);
	CU_ASSERT_EQUAL(parent_link_twin(fd[0], ""), -EINVAL);
	CU_ASSERT_EQUAL(parent_link_twin(fd[0], "sixteen-letters-"), -EINVAL);
	CU_ASSERT_EQUAL(parent_link_recv(fd[1], &msg, NULL), -EAGAIN);
	pair_close(fd);
}

/* A right message to start from: what parent_link_send writes. */
static void
msg_capture(struct parent_msg *msg, enum parent_msg_kind kind)
{
	int fd[2];

	link_make(fd);
	CU_ASSERT_EQUAL(parent_link_send(fd[0], kind, NULL, NULL), 0);
	CU_ASSERT_EQUAL_FATAL(read(fd[1], msg, sizeof(*msg)), sizeof(*msg));
	pair_close(fd);
}

static void
check_refused(const void *bytes, size_t n)
{
	struct parent_msg msg;
	int fd[2];

	link_make(fd);
	CU_ASSERT_EQUAL(send(fd[0], bytes, n, 0), n);
	CU_ASSERT_EQUAL(parent_link_ready(fd[0]), 0);
	CU_ASSERT_EQUAL(parent_link_recv(fd[1], &msg, NULL), -EBADMSG);
	CU_ASSERT_EQUAL(parent_link_recv(fd[1], &msg, NULL), 0); /* the next one is not spoilt */
	pair_close(fd);
}

static void
test_messages_of_wrong_form_are_refused(void)
{
	struct parent_msg right, wrong;
	char longer[sizeof(right) + 1] = {0};

	msg_capture(&right, PARENT_MSG_READY);
	memcpy(longer, &right, sizeof(right));
	check_refused(longer, sizeof(longer));
	for (size_t n = 1; n < sizeof(right); n++)
		check_refused(&right, n);
	wrong = right;
	wrong.magic ^= 1;
	check_refused(&wrong, sizeof(wrong));
	wrong = right;
	memset(wrong.name, 'a', sizeof(wrong.name));
	check_refused(&wrong, sizeof(wrong));
	wrong = right;
	wrong.kind = PARENT_MSG_TWIN; /* without a name */
	check_refused(&wrong, sizeof(wrong));
	wrong.kind = PARENT_MSG_PEER; /* without ends */
	check_refused(&wrong, sizeof(wrong));
	for (uint32_t kind = PARENT_MSG_STOP + 1; kind != 0; kind <<= 1) {
		wrong.kind = kind;
		check_refused(&wrong, sizeof(wrong));
	}
	wrong.kind = 0;
	check_refused(&wrong, sizeof(wrong));
}

/* Send a message of this kind with so many descriptors, as an evil sender would. */
static void
evil_send(int fd, enum parent_msg_kind kind, int end_cnt)
{
	union {
		char bytes[CMSG_SPACE(64 * sizeof(int))];
		struct cmsghdr first;
	} control = {0};
	struct parent_msg msg;
	struct iovec iov = {.iov_base = &msg, .iov_len = sizeof(msg)};
	struct msghdr hdr = {.msg_iov = &iov,
			     .msg_iovlen = 1,
			     .msg_control = control.bytes,
			     .msg_controllen = CMSG_SPACE((size_t)end_cnt * sizeof(int))};
	struct cmsghdr *cmsg = &control.first;

	msg_capture(&msg, kind);
	cmsg->cmsg_level = SOL_SOCKET;
	cmsg->cmsg_type = SCM_RIGHTS;
	cmsg->cmsg_len = CMSG_LEN((size_t)end_cnt * sizeof(int));
	for (int i = 0; i < end_cnt; i++)
		((int *)(void *)CMSG_DATA(cmsg))[i] = STDERR_FILENO;
	CU_ASSERT_EQUAL(sendmsg(fd, &hdr, 0), sizeof(msg));
}

static void
test_unwanted_descriptors_are_closed(void)
{
	static const int end_cnts[] = {1, 2, 3, 64};
	int fd[2], ends[PARENT_END_CNT], before;
	struct parent_msg msg;

	link_make(fd);
	before = fd_cnt();
	for (int round = 0; round < 100; round++) {
		for (int i = 0; i < 4; i++) {
			evil_send(fd[0], PARENT_MSG_READY, end_cnts[i]);
			CU_ASSERT_EQUAL(parent_link_recv(fd[1], &msg, ends), -EBADMSG);
			evil_send(fd[0], PARENT_MSG_PEER, end_cnts[i]);
			CU_ASSERT_EQUAL(parent_link_recv(fd[1], &msg, NULL), -EBADMSG);
		}
		for (int i = 0; i < 4; i++) {
			if (end_cnts[i] == PARENT_END_CNT)
				continue;
			evil_send(fd[0], PARENT_MSG_PEER, end_cnts[i]);
			CU_ASSERT_EQUAL(parent_link_recv(fd[1], &msg, ends), -EBADMSG);
			CU_ASSERT(ends[0] == -1 && ends[1] == -1);
		}
	}
	CU_ASSERT_EQUAL(fd_cnt(), before);
	pair_close(fd);
}

/*
 * As sluiced starts a child: descriptors 3-5 in place. The child's verdict is its exit status:
 * 0 when init took them over and the death signal stands.
 */
static int
child_init(int link_type, bool is_grandchild)
{
	int link[2], channel[2], query[2], status = -1, sig = 0;
	pid_t pid;

	CU_ASSERT_EQUAL_FATAL(socketpair(AF_UNIX, link_type, 0, link), 0);
	CU_ASSERT_EQUAL_FATAL(socketpair(AF_UNIX, SOCK_STREAM, 0, channel), 0);
	CU_ASSERT_EQUAL_FATAL(socketpair(AF_UNIX, SOCK_STREAM, 0, query), 0);
	pid = fork();
	if (pid == 0) {
		int from[] = {link[1], channel[1], query[1]};

		for (int i = 0; i < 3; i++)
			from[i] = fcntl(from[i], F_DUPFD, 20);
		for (int i = 0; i < 3; i++)
			dup2(from[i], PARENT_LINK_FD + i);
		if (is_grandchild && fork() > 0) {
			wait(&status);
			_exit(WEXITSTATUS(status));
		}
		if (parent_link_init() < 0)
			_exit(1);
		for (int i = PARENT_LINK_FD; i <= PARENT_QUERY_FD; i++)
			if (fcntl(i, F_GETFD) != FD_CLOEXEC)
				_exit(2);
		if (prctl(PR_GET_PDEATHSIG, &sig) < 0 || sig != SIGKILL)
			_exit(3);
		if ((fcntl(PARENT_LINK_FD, F_GETFL) & O_NONBLOCK) == 0)
			_exit(4);
		_exit(0);
	}
	CU_ASSERT_EQUAL(waitpid(pid, &status, 0), pid);
	pair_close(link);
	pair_close(channel);
	pair_close(query);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void
test_init_takes_over_and_arms_the_death_signal(void)
{
	CU_ASSERT_EQUAL(child_init(SOCK_SEQPACKET, false), 0);
}

static void
test_init_refuses_sockets_of_another_kind(void)
{
	CU_ASSERT_EQUAL(child_init(SOCK_STREAM, false), 1);
}

/* Whose parent is not the maker of the link has lost it, or never was its child. */
static void
test_init_refuses_a_parent_that_is_not_the_links_maker(void)
{
	CU_ASSERT_EQUAL(child_init(SOCK_SEQPACKET, true), 1);
}

UNIT_MAIN("base/parent_link", UNIT_TEST(test_each_kind_arrives_as_it_was_sent),
	  UNIT_TEST(test_peer_brings_its_ends_in_order_and_close_on_exec),
	  UNIT_TEST(test_a_link_whose_other_side_has_gone_is_broken),
	  UNIT_TEST(test_a_reader_that_sleeps_does_not_stop_the_writer),
	  UNIT_TEST(test_names_that_are_too_long_or_empty_are_not_sent),
	  UNIT_TEST(test_messages_of_wrong_form_are_refused),
	  UNIT_TEST(test_unwanted_descriptors_are_closed),
	  UNIT_TEST(test_init_takes_over_and_arms_the_death_signal),
	  UNIT_TEST(test_init_refuses_sockets_of_another_kind),
	  UNIT_TEST(test_init_refuses_a_parent_that_is_not_the_links_maker))
