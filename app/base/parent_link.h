/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * The link between sluiced and each of its children: one SEQPACKET socket on which a few messages
 * of fixed size pass, and the two streams that join the children to each other.
 *
 * A child is started with descriptors 0-2 (standard ones) and, inheritable, exactly these:
 *
 *     3  link     SEQPACKET to sluiced
 *     4  channel  stream to the other child: blocks
 *     5  query    stream to the other child: flows, counters, trace
 *
 * Life of a child: parent_link_init() first of all; parent_link_guard() again after it has changed
 * its user; parent_link_twin() for each kernel device it made to stay; parent_link_ready() once;
 * parent_link_alive() each second from then on. When the other child was started anew, a PEER
 * message brings the ends of a new channel and a new query stream, and the old ones are at their
 * end. On STOP, or when parent_link_recv() says -EPIPE, the child ends.
 */
#pragma once

#include <stdint.h>

#define PARENT_LINK_FD    3
#define PARENT_CHANNEL_FD 4
#define PARENT_QUERY_FD   5

/** Exit status by which a child refuses its configuration for good (EX_CONFIG): sluiced ends too.
 */
#define PARENT_EXIT_REFUSED 78

/** Bytes of a device name with its NUL, as the kernel has it (IFNAMSIZ). */
#define PARENT_NAME_BYTES 16

enum parent_msg_kind {
	PARENT_MSG_READY = 1, /* child: I serve */
	PARENT_MSG_ALIVE,     /* child: my main loop turns */
	PARENT_MSG_TWIN, /* child: remove device `name` at an orderly stop, or when I left it */
	PARENT_MSG_PEER, /* parent: your new ends to the other child, in this message */
	PARENT_MSG_STOP, /* parent: end in good order */
};

/** Which of the two descriptors of a PEER message is which. */
enum parent_end {
	PARENT_END_CHANNEL,
	PARENT_END_QUERY,
	PARENT_END_CNT,
};

struct parent_msg {
	uint32_t magic;
	uint32_t kind; /* enum parent_msg_kind */
	char name[PARENT_NAME_BYTES];
};

_Static_assert(sizeof(struct parent_msg) == 24, "the message has no padding");

/**
 * Take over descriptors 3-5 as a child: close-on-exec, the link non-blocking; then
 * parent_link_guard().
 * @return 0; -ENOTSOCK or -EBADF when not started by sluiced; as parent_link_guard()
 * @thread main, before others start
 */
int parent_link_init(void);

/**
 * Have the kernel kill this process when sluiced dies. A change of user disarms it: call again.
 * @param fd the link
 * @return 0; -ESRCH when sluiced has gone already (then end); another -errno
 * @thread main: the signal goes by the thread that started this process
 */
int parent_link_guard(int fd);

/** Tell sluiced that this child serves. @return 0 or -errno */
int parent_link_ready(int fd);

/** Tell sluiced that this child's main loop turns; -EAGAIN is harmless. @return 0 or -errno */
int parent_link_alive(int fd);

/**
 * Name a persistent tap device for sluiced to remove. Heard before READY only, while this child may
 * still be root.
 * @return 0; -EINVAL when it is no device name; another -errno
 */
int parent_link_twin(int fd, const char *name);

/**
 * Send one message; never waits.
 * @param name NULL, or a device name
 * @param ends NULL, or PARENT_END_CNT descriptors to pass; the sender keeps its own copies
 * @return 0; -EAGAIN when the other side does not read; -EPIPE when it has gone; another -errno
 */
int parent_link_send(int fd, enum parent_msg_kind kind, const char *name, const int *ends);

/**
 * Receive one message.
 * @param ends where PEER puts its PARENT_END_CNT descriptors (close-on-exec, the caller's from then
 *             on; -1 otherwise). NULL: descriptors are not wanted, and a message with any is wrong
 * @return 0; -EAGAIN when there is none; -EPIPE when the other side has gone; -EBADMSG for a
 *         message of wrong form, whose descriptors are closed; another -errno
 */
int parent_link_recv(int fd, struct parent_msg *msg, int *ends);
