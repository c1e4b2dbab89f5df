/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include "base/parent_link.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#define MSG_MAGIC UINT32_C(0x534c504c)

/* Room for exactly the descriptors of a PEER message: the kernel drops what is more. */
union control {
	char bytes[CMSG_SPACE(PARENT_END_CNT * sizeof(int))];
	struct cmsghdr align;
};

int
parent_link_init(void)
{
	int type, flags;
	socklen_t len;

	for (int fd = PARENT_LINK_FD; fd <= PARENT_QUERY_FD; fd++) {
		len = sizeof(type);
		if (getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &len) < 0)
			return -errno;
		if (type != (fd == PARENT_LINK_FD ? SOCK_SEQPACKET : SOCK_STREAM))
			return -ENOTSOCK;
		if (fcntl(fd, F_SETFD, FD_CLOEXEC) < 0)
			return -errno;
	}
	flags = fcntl(PARENT_LINK_FD, F_GETFL);
	if (flags < 0 || fcntl(PARENT_LINK_FD, F_SETFL, flags | O_NONBLOCK) < 0)
		return -errno;
	return parent_link_guard(PARENT_LINK_FD);
}

int
parent_link_guard(int fd)
{
	struct ucred maker;
	socklen_t len = sizeof(maker);

	if (prctl(PR_SET_PDEATHSIG, SIGKILL) < 0)
		return -errno;
	/* A pair's credentials are those of the process that made it: sluiced. */
	if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &maker, &len) < 0)
		return -errno;
	return getppid() == maker.pid ? 0 : -ESRCH;
}

int
parent_link_ready(int fd)
{
	return parent_link_send(fd, PARENT_MSG_READY, NULL, NULL);
}

int
parent_link_alive(int fd)
{
	return parent_link_send(fd, PARENT_MSG_ALIVE, NULL, NULL);
}

int
parent_link_twin(int fd, const char *name)
{
	if (name[0] == '\0')
		return -EINVAL;
	return parent_link_send(fd, PARENT_MSG_TWIN, name, NULL);
}

int
parent_link_send(int fd, enum parent_msg_kind kind, const char *name, const int *ends)
{
	struct parent_msg msg = {.magic = MSG_MAGIC, .kind = kind};
	struct iovec iov = {.iov_base = &msg, .iov_len = sizeof(msg)};
	struct msghdr hdr = {.msg_iov = &iov, .msg_iovlen = 1};
	union control control = {0};
	struct cmsghdr *cmsg;
	ssize_t n;

	if (name != NULL) {
		if (strlen(name) >= sizeof(msg.name))
			return -EINVAL;
		memcpy(msg.name, name, strlen(name));
	}
	if (ends != NULL) {
		hdr.msg_control = control.bytes;
		hdr.msg_controllen = sizeof(control.bytes);
		cmsg = CMSG_FIRSTHDR(&hdr);
		cmsg->cmsg_level = SOL_SOCKET;
		cmsg->cmsg_type = SCM_RIGHTS;
		cmsg->cmsg_len = CMSG_LEN(PARENT_END_CNT * sizeof(int));
		memcpy(CMSG_DATA(cmsg), ends, PARENT_END_CNT * sizeof(int));
	}
	do
		n = sendmsg(fd, &hdr, MSG_NOSIGNAL | MSG_DONTWAIT);
	while (n < 0 && errno == EINTR);
	if (n < 0)
		return errno == ECONNRESET ? -EPIPE : -errno;
	return 0;
}

/* Take the descriptors out of a received message; returns how many there are. */
static size_t
ends_take(struct msghdr *hdr, int *ends)
{
	size_t cnt = 0;
	size_t bytes;

	for (struct cmsghdr *c = CMSG_FIRSTHDR(hdr); c != NULL; c = CMSG_NXTHDR(hdr, c)) {
		if (c->cmsg_level != SOL_SOCKET || c->cmsg_type != SCM_RIGHTS)
			continue;
		bytes = c->cmsg_len - CMSG_LEN(0);
		memcpy(ends, CMSG_DATA(c), bytes);
		cnt = bytes / sizeof(int);
	}
	return cnt;
}

static bool
is_msg_right(const struct parent_msg *msg, size_t end_cnt, bool ends_wanted)
{
	if (msg->magic != MSG_MAGIC || memchr(msg->name, '\0', sizeof(msg->name)) == NULL)
		return false;
	switch ((enum parent_msg_kind)msg->kind) {
	case PARENT_MSG_READY:
	case PARENT_MSG_ALIVE:
	case PARENT_MSG_STOP:
		return end_cnt == 0;
	case PARENT_MSG_TWIN:
		return end_cnt == 0 && msg->name[0] != '\0';
	case PARENT_MSG_PEER:
		return end_cnt == PARENT_END_CNT && ends_wanted;
	}
	return false;
}

int
parent_link_recv(int fd, struct parent_msg *msg, int *ends)
{
	struct iovec iov = {.iov_base = msg, .iov_len = sizeof(*msg)};
	union control control;
	struct msghdr hdr = {.msg_iov = &iov,
			     .msg_iovlen = 1,
			     .msg_control = control.bytes,
			     .msg_controllen = sizeof(control.bytes)};
	int got[PARENT_END_CNT] = {-1, -1};
	size_t got_cnt;
	ssize_t n;
	bool is_right;

	if (ends != NULL)
		memcpy(ends, got, sizeof(got));
	do
		n = recvmsg(fd, &hdr, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
	while (n < 0 && errno == EINTR);
	if (n < 0)
		return errno == ECONNRESET ? -EPIPE : -errno;

	got_cnt = ends_take(&hdr, got);
	if (n == 0 && got_cnt == 0)
		return -EPIPE;
	is_right = n == sizeof(*msg) && (hdr.msg_flags & (MSG_TRUNC | MSG_CTRUNC)) == 0 &&
		   is_msg_right(msg, got_cnt, ends != NULL);
	if (!is_right) {
		for (size_t i = 0; i < got_cnt; i++)
			close(got[i]);
		return -EBADMSG;
	}
	if (got_cnt != 0)
		memcpy(ends, got, sizeof(got));
	return 0;
}
