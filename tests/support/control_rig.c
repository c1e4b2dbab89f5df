/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include "support/control_rig.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/parent_link.h"
#include "channel/block.h"
#include "channel/frame.h"
#include "channel/query.h"
#include "support/unit.h"

#define BLOCK_MAX   40000
#define FLOWS       5000 /* that the forwarder pretends to have */
#define PAGE        1000
#define PATIENCE_MS 8000

struct held {
	uint32_t kind;
	uint64_t id;
	bool kept; /* named by the full change under way */
};

char ctl_dir[64];
static pid_t pid = -1;
static int link_fd = -1;
static pthread_t thread;
static bool thread_runs;
static int fds[2] = {-1, -1}; /* the forwarder's ends: channel, queries */
static struct buf in[2];
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

/* The forwarder's state, under the lock. */
static struct held blocks[BLOCK_MAX], staged[BLOCK_MAX];
static bool staged_removal[BLOCK_MAX];
static size_t block_cnt, staged_cnt, commits, full_commits, blocks_sent;
static bool full, prepared;
static char refuse[128];
static bool hold;
static pthread_cond_t released = PTHREAD_COND_INITIALIZER;

/* Forwarder ----------------------------------------------------------------------------------- */

static void
transmit(int which, int kind, uint16_t flags, uint32_t seq, const void *payload, size_t bytes)
{
	struct buf out = {0};
	size_t done = 0;

	frame_add(&out, kind, flags, seq, payload, bytes);
	while (done < out.len) {
		ssize_t n = send(fds[which], out.data + done, out.len - done, MSG_NOSIGNAL);

		if (n < 0)
			break;
		done += (size_t)n;
	}
	buf_fini(&out);
}

static void
judge(uint32_t seq, int error, const char *text)
{
	struct sluice_verdict v = {.error = error};

	snprintf(v.text, sizeof(v.text), "%s", text);
	transmit(0, SLUICE_FRAME_VERDICT, 0, seq, &v, sizeof(v));
}

static void
stage(uint32_t kind, uint64_t id, bool remove)
{
	if (staged_cnt == BLOCK_MAX)
		return;
	staged_removal[staged_cnt] = remove;
	staged[staged_cnt++] = (struct held){.kind = kind, .id = id};
}

static void
commit(void)
{
	static struct held next[BLOCK_MAX];
	size_t cnt = 0;

	/* Quadratic, but for the first full change: small tests, and one large start. */
	for (size_t i = 0; i < block_cnt && !full; i++) {
		bool gone = false;

		for (size_t k = 0; k < staged_cnt; k++)
			gone |= staged[k].id == blocks[i].id && staged[k].kind == blocks[i].kind;
		if (!gone)
			next[cnt++] = blocks[i];
	}
	for (size_t k = 0; k < staged_cnt; k++)
		if (!staged_removal[k])
			next[cnt++] = staged[k];
	memcpy(blocks, next, cnt * sizeof(next[0]));
	block_cnt = cnt;
	commits++;
	full_commits += full;
}

static void
on_channel(const struct sluice_frame *f, const void *payload)
{
	struct sluice_event ready = {.kind = SLUICE_EVENT_READY};
	struct sluice_hello hello = {0};
	struct sluice_remove remove;
	struct sluice_block head;

	switch (f->kind) {
	case SLUICE_FRAME_HELLO:
		strcpy(hello.build_id, frame_build_id());
		transmit(0, SLUICE_FRAME_HELLO, 0, 0, &hello, sizeof(hello));
		judge(f->seq, 0, "");
		break;
	case SLUICE_FRAME_SETTINGS:
		judge(f->seq, 0, "");
		transmit(0, SLUICE_FRAME_EVENT, 0, 0, &ready, sizeof(ready));
		break;
	case SLUICE_FRAME_BEGIN:
		staged_cnt = 0;
		full = (f->flags & SLUICE_FRAME_FULL) != 0;
		break;
	case SLUICE_FRAME_BLOCK:
		memcpy(&head, payload, sizeof(head));
		stage(head.kind, head.id, false);
		blocks_sent++;
		break;
	case SLUICE_FRAME_REMOVE:
		memcpy(&remove, payload, sizeof(remove));
		stage(remove.kind, remove.id, true);
		break;
	case SLUICE_FRAME_PREPARE:
		while (hold)
			pthread_cond_wait(&released, &lock);
		prepared = refuse[0] == '\0';
		judge(f->seq, prepared ? 0 : -ENOSPC, refuse);
		break;
	case SLUICE_FRAME_COMMIT:
		if (prepared)
			commit();
		judge(f->seq, prepared ? 0 : -EPROTO, "");
		prepared = false;
		break;
	}
}

static void
on_query(const struct sluice_frame *f, const void *payload)
{
	static struct sluice_flow_record page[PAGE];
	struct sluice_status_record status = {.flows_live = FLOWS, .workers = 1};
	struct sluice_drop_record drop = {.name = "no_route", .help = "help", .pkts = 3};
	struct buf out = {0};
	struct sluice_query q;
	uint64_t cursor;

	memcpy(&q, payload, sizeof(q));
	switch (q.kind) {
	case SLUICE_QUERY_FLOWS:
		cursor = q.cursor + PAGE;
		for (size_t i = 0; i < PAGE; i++) {
			page[i].src = (struct sluice_addr){{[10] = 0xff, [11] = 0xff, 10, 0, 0, 7}};
			page[i].sport = (uint16_t)(q.cursor + i);
			page[i].proto = 6;
		}
		buf_add(&out, page, sizeof(page));
		if (cursor < FLOWS)
			buf_add(&out, &cursor, sizeof(cursor));
		transmit(1, SLUICE_FRAME_REPLY, cursor < FLOWS ? SLUICE_FRAME_CUT : 0, f->seq,
			 out.data, out.len);
		buf_fini(&out);
		break;
	case SLUICE_QUERY_STATUS:
		transmit(1, SLUICE_FRAME_REPLY, 0, f->seq, &status, sizeof(status));
		break;
	case SLUICE_QUERY_DROPS:
		transmit(1, SLUICE_FRAME_REPLY, 0, f->seq, &drop, sizeof(drop));
		break;
	default:
		transmit(1, SLUICE_FRAME_REPLY, 0, f->seq, NULL, 0);
		break;
	}
}

static void
deliver(int which)
{
	struct sluice_frame frame;
	const void *payload;
	size_t done = 0;
	long n;

	while ((n = frame_next(in[which].data + done, in[which].len - done, &frame, &payload)) >
	       0) {
		pthread_mutex_lock(&lock);
		if (which == 0)
			on_channel(&frame, payload);
		else
			on_query(&frame, payload);
		pthread_mutex_unlock(&lock);
		done += (size_t)n;
	}
	CU_ASSERT(n == 0);
	buf_consume(&in[which], done);
}

static void *
forward(void *arg)
{
	static char bytes[1 << 20];

	for (;;) {
		struct pollfd p[2] = {{.fd = fds[0], .events = POLLIN},
				      {.fd = fds[1], .events = POLLIN}};

		if (poll(p, 2, -1) < 0 && errno != EINTR)
			return NULL;
		for (int i = 0; i < 2; i++) {
			ssize_t n = p[i].revents != 0 ? recv(fds[i], bytes, sizeof(bytes), 0) : -1;

			if (p[i].revents != 0 && n <= 0)
				return NULL;
			if (n > 0) {
				buf_add(&in[i], bytes, (size_t)n);
				deliver(i);
			}
		}
	}
}

/* Two new pairs: the ends for control in ends, ours in fds. */
static void
pairs_make(int *ends)
{
	for (int i = 0; i < 2; i++) {
		int pair[2];

		CU_ASSERT_EQUAL_FATAL(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair), 0);
		ends[i] = pair[0];
		fds[i] = pair[1];
		buf_reset(&in[i]);
	}
	block_cnt = staged_cnt = 0;
	pthread_create(&thread, NULL, forward, NULL);
	thread_runs = true;
}

void
ctl_forwarder_stop(void)
{
	if (!thread_runs)
		return;
	for (int i = 0; i < 2; i++)
		shutdown(fds[i], SHUT_RDWR);
	pthread_join(thread, NULL);
	thread_runs = false;
	for (int i = 0; i < 2; i++)
		close(fds[i]);
}

void
ctl_forwarder_start(void)
{
	int ends[2];

	pairs_make(ends);
	CU_ASSERT_EQUAL(parent_link_send(link_fd, PARENT_MSG_PEER, NULL, ends), 0);
	close(ends[0]);
	close(ends[1]);
}

void
ctl_forwarder_refuse(const char *text)
{
	pthread_mutex_lock(&lock);
	snprintf(refuse, sizeof(refuse), "%s", text != NULL ? text : "");
	pthread_mutex_unlock(&lock);
}

void
ctl_forwarder_hold(bool on)
{
	pthread_mutex_lock(&lock);
	hold = on;
	pthread_cond_signal(&released);
	pthread_mutex_unlock(&lock);
}

static size_t
locked(const size_t *value)
{
	size_t copy;

	pthread_mutex_lock(&lock);
	copy = *value;
	pthread_mutex_unlock(&lock);
	return copy;
}

size_t
ctl_blocks(int kind)
{
	size_t cnt = 0;

	pthread_mutex_lock(&lock);
	for (size_t i = 0; i < block_cnt; i++)
		cnt += blocks[i].kind == (uint32_t)kind;
	pthread_mutex_unlock(&lock);
	return cnt;
}

bool
ctl_wait_services(size_t cnt)
{
	for (int i = 0; i < PATIENCE_MS / 5; i++) {
		if (ctl_blocks(SLUICE_BLOCK_SERVICE) == cnt)
			return true;
		usleep(5000);
	}
	printf("%zu Services, %zu wanted\n", ctl_blocks(SLUICE_BLOCK_SERVICE), cnt);
	return false;
}

size_t
ctl_commits(void)
{
	return locked(&commits);
}

size_t
ctl_full_commits(void)
{
	return locked(&full_commits);
}

size_t
ctl_blocks_sent(void)
{
	return locked(&blocks_sent);
}

/* Files and processes ------------------------------------------------------------------------- */

const char *
ctl_path(const char *name)
{
	static char paths[4][160];
	static int next;
	char *path = paths[next++ % 4];

	snprintf(path, sizeof(paths[0]), "%s/%s", ctl_dir, name);
	return path;
}

void
ctl_write(const char *name, const char *text)
{
	FILE *f = fopen(ctl_path("tmp"), "w");

	CU_ASSERT_PTR_NOT_NULL_FATAL(f);
	fputs(text, f);
	CU_ASSERT_EQUAL(fclose(f), 0);
	CU_ASSERT_EQUAL(rename(ctl_path("tmp"), ctl_path(name)), 0);
}

void
ctl_setup(void)
{
	char board[512];

	signal(SIGPIPE, SIG_IGN);
	strcpy(ctl_dir, "/tmp/sluice-control-XXXXXX");
	CU_ASSERT_PTR_NOT_NULL_FATAL(mkdtemp(ctl_dir));
	CU_ASSERT_EQUAL(mkdir(ctl_path("run"), 0750), 0);
	CU_ASSERT_EQUAL(mkdir(ctl_path("m"), 0755), 0);
	snprintf(board, sizeof(board),
		 "apiVersion: sluice/v1\nkind: Board\nmetadata: {name: edge-1}\nspec:\n"
		 "  ports: [{name: wire0, device: net_null0, addresses: [192.0.2.1/24]}]\n"
		 "  cluster: {builtinServices: {kubernetes: false, dns: false}}\n"
		 "  health: {enabled: false}\n"
		 "  manifests: [%s/m]\n",
		 ctl_dir);
	ctl_write("board.yaml", board);
	ctl_forwarder_refuse(NULL);
	commits = full_commits = blocks_sent = 0;
}

void
ctl_start(void)
{
	int link[2], ends[2];

	CU_ASSERT_EQUAL_FATAL(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, link), 0);
	pairs_make(ends);
	pid = fork();
	if (pid == 0) {
		int kept[3] = {link[1], ends[0], ends[1]};

		/* Out of the way first: the numbers wanted may be among them. */
		for (int i = 0; i < 3; i++)
			kept[i] = fcntl(kept[i], F_DUPFD, 100);
		for (int i = 0; i < 3; i++) {
			dup2(kept[i], PARENT_LINK_FD + i);
			close(kept[i]);
		}
		execl(CONTROL_EXE, "sluice-control", "--config", ctl_path("board.yaml"),
		      "--run-dir", ctl_path("run"), "--state-dir", ctl_path("state"), NULL);
		_exit(127);
	}
	close(link[1]);
	close(ends[0]);
	close(ends[1]);
	link_fd = link[0];
	fcntl(link_fd, F_SETFL, O_NONBLOCK);
}

bool
ctl_wait_ready(void)
{
	struct parent_msg msg;

	for (int i = 0; i < PATIENCE_MS / 5; i++) {
		int rc = parent_link_recv(link_fd, &msg, NULL);

		if (rc == 0 && msg.kind == PARENT_MSG_READY)
			return true;
		if (rc < 0 && rc != -EAGAIN)
			return false;
		if (rc < 0)
			usleep(5000);
	}
	return false;
}

int
ctl_wait_exit(void)
{
	int status;

	for (int i = 0; i < PATIENCE_MS / 5; i++) {
		if (waitpid(pid, &status, WNOHANG) == pid) {
			pid = -1;
			return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
		}
		usleep(5000);
	}
	return -1;
}

void
ctl_close_link(void)
{
	if (link_fd >= 0)
		close(link_fd);
	link_fd = -1;
}

void
ctl_kill(void)
{
	if (pid > 0) {
		kill(pid, SIGKILL);
		ctl_wait_exit();
	}
	ctl_close_link();
	ctl_forwarder_stop();
}

void
ctl_teardown(void)
{
	char command[128];

	ctl_kill();
	for (int i = 0; i < 2; i++)
		buf_fini(&in[i]);
	snprintf(command, sizeof(command), "rm -rf %s", ctl_dir);
	CU_ASSERT_EQUAL(system(command), 0);
}
