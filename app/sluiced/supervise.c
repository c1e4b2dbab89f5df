/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include "sluiced/supervise.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/parent_link.h"
#include "sluiced/backoff.h"
#include "sluiced/launch.h"

enum {
	START_MAX_MS = 120000, /* until READY: ports with much memory take their time */
	SILENCE_MAX_MS = 10000,
	CLOSED_MAX_MS = 1000, /* from closing its link to its end */
	STOP_TERM_MS = 500,   /* after STOP */
	STOP_KILL_MS = 1500,
	MSG_BURST = 256, /* messages of one child before the other one's turn */
};

struct child {
	enum child_id id;
	pid_t pid;                /* 0: does not run */
	int link;                 /* -1: does not run */
	int ends[PARENT_END_CNT]; /* wait for its start; -1: none wait */
	bool is_ready;
	bool is_killed;    /* by us, its end is awaited */
	uint64_t heard_ms; /* its start, or its last message */
	uint64_t start_ms; /* when to start it, while it does not run */
	struct backoff backoff;
};

enum stop_stage {
	STOP_NONE,
	STOP_ASKED,
	STOP_TERMED,
	STOP_KILLED,
};

struct supervisor {
	const struct supervise_plan *plan;
	struct child child[CHILD_CNT];
	int signal_fd;
	int timer_fd;
	uint64_t now_ms;      /* of this turn of the loop */
	uint64_t watchdog_ms; /* when to send WATCHDOG=1 */
	bool was_ready;       /* READY=1 was sent */
	enum stop_stage stop;
	uint64_t stop_ms;
	int exit_status;
};

static struct child *
peer_of(struct supervisor *s, const struct child *c)
{
	return &s->child[CHILD_CNT - 1 - c->id];
}

static void
fd_close(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

static void
ends_close(int ends[PARENT_END_CNT])
{
	for (int i = 0; i < PARENT_END_CNT; i++)
		fd_close(&ends[i]);
}

static void
child_kill(struct child *c)
{
	if (c->pid == 0 || c->is_killed)
		return;
	c->is_killed = true;
	kill(c->pid, SIGKILL);
}

static void
status_tell(const struct supervisor *s)
{
	const struct child *c = s->child;
	const char *state = "STATUS=starting";

	if (s->stop != STOP_NONE)
		state = "STATUS=stopping";
	else if (c[CHILD_FORWARDER].is_ready && c[CHILD_CONTROL].is_ready)
		state = "STATUS=forwarding";
	else if (c[CHILD_FORWARDER].is_ready)
		state = "STATUS=forwarding, waiting for sluice-control";
	else if (c[CHILD_CONTROL].is_ready)
		state = "STATUS=not forwarding, waiting for sluice-forwarder";
	notify_send(s->plan->notify, state);
}

static void
stop_begin(struct supervisor *s, int exit_status)
{
	if (s->stop != STOP_NONE)
		return;
	s->stop = STOP_ASKED;
	s->stop_ms = s->now_ms;
	s->exit_status = exit_status;
	notify_send(s->plan->notify, "STOPPING=1");
	status_tell(s);
	for (int i = 0; i < CHILD_CNT; i++)
		if (s->child[i].pid != 0)
			parent_link_send(s->child[i].link, PARENT_MSG_STOP, NULL, NULL);
}

/* Children that do not end on STOP get SIGTERM, then SIGKILL. */
static void
stop_press(struct supervisor *s)
{
	if (s->stop == STOP_ASKED && s->now_ms >= s->stop_ms + STOP_TERM_MS) {
		s->stop = STOP_TERMED;
		for (int i = 0; i < CHILD_CNT; i++)
			if (s->child[i].pid != 0)
				kill(s->child[i].pid, SIGTERM);
	}
	if (s->stop == STOP_TERMED && s->now_ms >= s->stop_ms + STOP_KILL_MS) {
		s->stop = STOP_KILLED;
		for (int i = 0; i < CHILD_CNT; i++) {
			if (s->child[i].pid != 0)
				log_warn("stop", "%s did not end when asked; killed",
					 child_name(i));
			child_kill(&s->child[i]);
		}
	}
}

/* ---- starting ---- */

static int
pair_make(int type, int *mine, int *theirs)
{
	int pair[2];

	if (socketpair(AF_UNIX, type | SOCK_CLOEXEC, 0, pair) < 0)
		return -errno;
	*mine = pair[0];
	*theirs = pair[1];
	return 0;
}

static void
child_schedule(struct supervisor *s, struct child *c)
{
	uint32_t delay_ms = backoff_next_ms(&c->backoff, c->is_ready);

	c->start_ms = s->now_ms + delay_ms;
	log_info("restart", "%s in_ms=%u", child_name(c->id), delay_ms);
}

/* Give the survivor its ends of the new streams. One that does not read its link is hung. */
static void
peer_join(struct child *peer, int ends[PARENT_END_CNT])
{
	int rc = parent_link_send(peer->link, PARENT_MSG_PEER, NULL, ends);

	ends_close(ends);
	if (rc == 0 || rc == -EPIPE) /* or it is about to be restarted too, with new ones */
		return;
	log_err("join", "%s does not take its new ends: %s; killed", child_name(peer->id),
		strerror(-rc));
	child_kill(peer);
}

static void
child_start(struct supervisor *s, struct child *c)
{
	struct child *peer = peer_of(s, c);
	int peer_ends[PARENT_END_CNT] = {-1, -1};
	int link = -1;
	int rc;

	c->is_ready = false;
	c->is_killed = false;
	rc = pair_make(SOCK_SEQPACKET | SOCK_NONBLOCK, &c->link, &link);
	for (int i = 0; rc == 0 && i < PARENT_END_CNT; i++)
		if (c->ends[i] < 0)
			rc = pair_make(SOCK_STREAM, &c->ends[i], &peer_ends[i]);
	if (rc == 0)
		rc = launch(s->plan->options, s->plan->account, c->id, link, c->ends, &c->pid);
	fd_close(&link);
	ends_close(c->ends);
	if (rc < 0) {
		log_err("start", "cannot start %s: %s", child_name(c->id), strerror(-rc));
		fd_close(&c->link);
		ends_close(peer_ends);
		if (peer->pid == 0)
			ends_close(peer->ends);
		child_schedule(s, c);
		return;
	}
	c->heard_ms = s->now_ms;
	log_info("start", "%s pid=%ld", child_name(c->id), (long)c->pid);
	if (peer_ends[0] < 0)
		return;
	if (peer->pid != 0)
		peer_join(peer, peer_ends);
	else
		memcpy(peer->ends, peer_ends, sizeof(peer_ends));
}

/* ---- what children say, and their end ---- */

static void
child_ready(struct supervisor *s, struct child *c)
{
	if (c->is_ready)
		return;
	c->is_ready = true;
	log_info("ready", "%s", child_name(c->id));
	if (!s->was_ready && peer_of(s, c)->is_ready) {
		s->was_ready = true;
		notify_send(s->plan->notify, "READY=1");
	}
	status_tell(s);
}

static bool
child_heard(struct supervisor *s, struct child *c, const struct parent_msg *msg)
{
	int rc;

	c->heard_ms = s->now_ms;
	switch ((enum parent_msg_kind)msg->kind) {
	case PARENT_MSG_READY:
		child_ready(s, c);
		return true;
	case PARENT_MSG_ALIVE:
		return true;
	case PARENT_MSG_TWIN:
		/* After READY the forwarder is not root any more: it names nothing for root. */
		if (c->id != CHILD_FORWARDER || c->is_ready)
			return false;
		rc = twins_add(s->plan->twins, msg->name);
		if (rc < 0)
			log_warn("twin", "not kept, so not removed at the end: %s", strerror(-rc));
		return true;
	case PARENT_MSG_PEER:
	case PARENT_MSG_STOP:
		return false;
	}
	return false;
}

static void
child_read(struct supervisor *s, struct child *c)
{
	struct parent_msg msg;
	int rc;

	for (int i = 0; i < MSG_BURST; i++) {
		rc = parent_link_recv(c->link, &msg, NULL);
		if (rc == -EAGAIN)
			return;
		if (rc == 0 && child_heard(s, c, &msg))
			continue;
		if (rc != -EPIPE) {
			log_err("link", "%s said what it may not; killed", child_name(c->id));
			child_kill(c);
		}
		c->heard_ms = s->now_ms;
		fd_close(&c->link);
		return;
	}
}

static void
end_log(const struct child *c, int status)
{
	if (WIFSIGNALED(status))
		log_warn("end", "%s pid=%ld signal=%d (%s)", child_name(c->id), (long)c->pid,
			 WTERMSIG(status), strsignal(WTERMSIG(status)));
	else
		log_warn("end", "%s pid=%ld status=%d", child_name(c->id), (long)c->pid,
			 WEXITSTATUS(status));
}

static void
child_gone(struct supervisor *s, struct child *c, int status)
{
	if (s->stop == STOP_NONE)
		end_log(c, status);
	if (c->link >= 0)
		child_read(s, c); /* its last words: a twin, or READY */
	fd_close(&c->link);
	c->pid = 0;
	if (peer_of(s, c)->pid == 0)
		ends_close(peer_of(s, c)->ends);
	if (WIFEXITED(status) && WEXITSTATUS(status) == PARENT_EXIT_REFUSED)
		stop_begin(s, EXIT_FAILURE);
	if (s->stop == STOP_NONE)
		child_schedule(s, c);
	c->is_ready = false;
	if (s->stop == STOP_NONE)
		status_tell(s);
}

static void
children_reap(struct supervisor *s)
{
	pid_t pid;
	int status;

	while ((pid = waitpid(-1, &status, WNOHANG)) > 0)
		for (int i = 0; i < CHILD_CNT; i++)
			if (s->child[i].pid == pid)
				child_gone(s, &s->child[i], status);
}

/* ---- the loop ---- */

static void
signals_read(struct supervisor *s)
{
	struct signalfd_siginfo info;

	while (read(s->signal_fd, &info, sizeof(info)) == (ssize_t)sizeof(info)) {
		switch (info.ssi_signo) {
		case SIGCHLD:
			children_reap(s);
			break;
		case SIGHUP:
			log_info("signal", "SIGHUP ignored: configuration files are watched");
			break;
		default:
			log_info("signal", "%s: ending", strsignal((int)info.ssi_signo));
			stop_begin(s, EXIT_SUCCESS);
			break;
		}
	}
}

static uint64_t
silence_end_ms(const struct child *c)
{
	if (c->link < 0)
		return c->heard_ms + CLOSED_MAX_MS;
	return c->heard_ms + (c->is_ready ? SILENCE_MAX_MS : START_MAX_MS);
}

static void
deadlines_meet(struct supervisor *s)
{
	const struct notify *n = s->plan->notify;

	if (n->watchdog_ms != 0 && s->now_ms >= s->watchdog_ms) {
		notify_send(n, "WATCHDOG=1");
		s->watchdog_ms = s->now_ms + n->watchdog_ms;
	}
	stop_press(s);
	for (int i = 0; s->stop == STOP_NONE && i < CHILD_CNT; i++) {
		struct child *c = &s->child[i];

		if (c->pid == 0 && s->now_ms >= c->start_ms) {
			child_start(s, c);
		} else if (c->pid != 0 && !c->is_killed && s->now_ms >= silence_end_ms(c)) {
			log_err("watchdog", "%s pid=%ld silent_ms=%lu; killed", child_name(i),
				(long)c->pid, (unsigned long)(s->now_ms - c->heard_ms));
			child_kill(c);
		}
	}
}

/* The nearest moment at which deadlines_meet() has something to do; UINT64_MAX: none. */
static uint64_t
deadline_next_ms(const struct supervisor *s)
{
	uint64_t next = UINT64_MAX;
	uint64_t at;

	if (s->plan->notify->watchdog_ms != 0)
		next = s->watchdog_ms;
	if (s->stop == STOP_ASKED || s->stop == STOP_TERMED) {
		at = s->stop_ms + (s->stop == STOP_ASKED ? STOP_TERM_MS : STOP_KILL_MS);
		next = at < next ? at : next;
	}
	for (int i = 0; s->stop == STOP_NONE && i < CHILD_CNT; i++) {
		const struct child *c = &s->child[i];

		if (c->is_killed)
			continue;
		at = c->pid == 0 ? c->start_ms : silence_end_ms(c);
		next = at < next ? at : next;
	}
	return next;
}

static void
timer_arm(const struct supervisor *s)
{
	uint64_t next_ms = deadline_next_ms(s);
	uint64_t wait_ms = next_ms > s->now_ms ? next_ms - s->now_ms : 0;
	struct itimerspec when = {0};

	if (next_ms != UINT64_MAX) {
		when.it_value.tv_sec = (time_t)(wait_ms / 1000);
		when.it_value.tv_nsec = (long)(wait_ms % 1000) * 1000000;
		if (wait_ms == 0)
			when.it_value.tv_nsec = 1; /* zero would disarm it */
	}
	timerfd_settime(s->timer_fd, 0, &when, NULL);
}

static void
turn(struct supervisor *s)
{
	struct pollfd fds[] = {
		{.fd = s->child[CHILD_FORWARDER].link, .events = POLLIN},
		{.fd = s->child[CHILD_CONTROL].link, .events = POLLIN},
		{.fd = s->signal_fd, .events = POLLIN},
		{.fd = s->timer_fd, .events = POLLIN},
	};
	uint64_t expired;

	timer_arm(s);
	if (poll(fds, sizeof(fds) / sizeof(fds[0]), -1) < 0)
		return;
	s->now_ms = clock_now_ns() / 1000000;
	for (int i = 0; i < CHILD_CNT; i++)
		if (fds[i].revents != 0)
			child_read(s, &s->child[i]);
	if (fds[2].revents != 0)
		signals_read(s);
	if (fds[3].revents != 0 && read(s->timer_fd, &expired, sizeof(expired)) < 0)
		return;
	deadlines_meet(s);
}

static int
events_open(struct supervisor *s)
{
	sigset_t mask;

	sigemptyset(&mask);
	sigaddset(&mask, SIGCHLD);
	sigaddset(&mask, SIGHUP);
	sigaddset(&mask, SIGINT);
	sigaddset(&mask, SIGTERM);
	if (sigprocmask(SIG_BLOCK, &mask, NULL) < 0)
		return -errno;
	s->signal_fd = signalfd(-1, &mask, SFD_CLOEXEC | SFD_NONBLOCK);
	s->timer_fd = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
	return s->signal_fd < 0 || s->timer_fd < 0 ? -errno : 0;
}

int
supervise_run(const struct supervise_plan *plan)
{
	struct supervisor s = {.plan = plan, .signal_fd = -1, .timer_fd = -1};
	int rc;

	rc = events_open(&s);
	if (rc < 0) {
		log_err("start", "no events: %s", strerror(-rc));
		s.exit_status = EXIT_FAILURE;
		goto out;
	}
	s.now_ms = clock_now_ns() / 1000000;
	for (int i = 0; i < CHILD_CNT; i++)
		s.child[i] = (struct child){.id = i, .link = -1, .ends = {-1, -1}};
	status_tell(&s);
	deadlines_meet(&s);
	while (s.stop == STOP_NONE || s.child[CHILD_FORWARDER].pid != 0 ||
	       s.child[CHILD_CONTROL].pid != 0)
		turn(&s);
out:
	fd_close(&s.signal_fd);
	fd_close(&s.timer_fd);
	return s.exit_status;
}
