/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include "support/gateway.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define CHECK(cond_)                                                                               \
	do {                                                                                       \
		if (!(cond_)) {                                                                    \
			perror(#cond_);                                                            \
			exit(EXIT_FAILURE);                                                        \
		}                                                                                  \
	} while (0)

uint64_t
test_now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (uint64_t)ts.tv_sec * 1000 + (uint64_t)ts.tv_nsec / 1000000;
}

void
test_sleep_ms(uint32_t ms)
{
	usleep(ms * 1000);
}

const char *
gateway_path(const struct gateway *g, const char *name)
{
	static char path[PATH_MAX];

	snprintf(path, sizeof(path), "%s/%s", g->dir, name);
	return path;
}

/* A copy, because the user may not be let into the build directory. */
static void
program_copy(const struct gateway *g, const char *from, const char *name)
{
	struct stat st;
	int in = open(from, O_RDONLY | O_CLOEXEC);
	int out = open(gateway_path(g, name), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0755);
	off_t left;
	ssize_t n;

	CHECK(in >= 0 && out >= 0 && fstat(in, &st) == 0);
	for (left = st.st_size; left > 0; left -= n) {
		n = sendfile(out, in, NULL, (size_t)left);
		CHECK(n > 0);
	}
	CHECK(fchmod(out, 0755) == 0);
	close(in);
	close(out);
}

void
gateway_init(struct gateway *g)
{
	struct sockaddr_un addr = {.sun_family = AF_UNIX};

	*g = (struct gateway){.dir = "/tmp/sluiced-test-XXXXXX"};
	CHECK(mkdtemp(g->dir) != NULL && chmod(g->dir, 0777) == 0);
	snprintf(g->run_dir, sizeof(g->run_dir), "%s/run", g->dir);
	snprintf(g->state_dir, sizeof(g->state_dir), "%s/state", g->dir);
	program_copy(g, SLUICED_PATH, "sluiced");
	program_copy(g, FAKE_CHILD_PATH, FORWARDER);
	program_copy(g, FAKE_CHILD_PATH, CONTROL);
	g->notify_fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	snprintf(addr.sun_path, sizeof(addr.sun_path), "%s/notify", g->dir);
	CHECK(bind(g->notify_fd, (struct sockaddr *)&addr, sizeof(addr)) == 0);
}

static int
entry_remove(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st, (void)type, (void)ftw;
	return remove(path);
}

void
gateway_fini(struct gateway *g)
{
	if (g->pid != 0) {
		kill(g->pid, SIGKILL);
		waitpid(g->pid, NULL, 0);
	}
	/* The last children of a killed sluiced may still be writing their notes. */
	for (int tries = 0; tries < 20; tries++) {
		if (nftw(g->dir, entry_remove, 8, FTW_DEPTH | FTW_PHYS) == 0)
			break;
		test_sleep_ms(50);
	}
	close(g->notify_fd);
}

void
gateway_tell(const struct gateway *g, const char *child, const char *words)
{
	char name[64];
	FILE *f;

	snprintf(name, sizeof(name), "%s.do", child);
	f = fopen(gateway_path(g, name), "we");
	CHECK(f != NULL && fputs(words, f) >= 0 && fclose(f) == 0);
	CHECK(chmod(gateway_path(g, name), 0644) == 0);
}

void
gateway_start(struct gateway *g, ...)
{
	const char *argv[24] = {"sluiced",    "--run-dir", g->run_dir,   "--state-dir",
				g->state_dir, "--user",    GATEWAY_USER, NULL};
	char *exec_argv[24] = {NULL};
	int argc = 7, fd;
	va_list ap;

	va_start(ap, g);
	do
		argv[argc] = va_arg(ap, const char *);
	while (argv[argc++] != NULL);
	va_end(ap);

	g->pid = fork();
	CHECK(g->pid >= 0);
	if (g->pid != 0)
		return;
	for (int i = 0; argv[i] != NULL; i++)
		exec_argv[i] = strdup(argv[i]);
	fd = open(gateway_path(g, "stderr"), O_WRONLY | O_CREAT | O_APPEND, 0644);
	dup2(fd, STDERR_FILENO);
	setenv("NOTIFY_SOCKET", gateway_path(g, "notify"), 1);
	execv(gateway_path(g, "sluiced"), exec_argv);
	_exit(EXIT_FAILURE);
}

bool
gateway_start_ready(struct gateway *g)
{
	gateway_start(g, NULL);
	return gateway_wait_notify(g, "READY=1", 5000);
}

bool
gateway_wait_notify(struct gateway *g, const char *begin, uint32_t wait_ms)
{
	uint64_t end_ms = test_now_ms() + wait_ms;
	struct pollfd fd = {.fd = g->notify_fd, .events = POLLIN};

	for (uint64_t now_ms = test_now_ms(); now_ms < end_ms; now_ms = test_now_ms()) {
		ssize_t n;

		if (poll(&fd, 1, (int)(end_ms - now_ms)) <= 0)
			continue;
		n = recv(g->notify_fd, g->told, sizeof(g->told) - 1, 0);
		CHECK(n >= 0);
		g->told[n] = '\0';
		if (strncmp(g->told, begin, strlen(begin)) == 0)
			return true;
	}
	return false;
}

/* Count lines that begin so, up to the nth, whose last number comes out. */
static int
lines_find(const struct gateway *g, const char *child, const char *begin, int nth, long *number)
{
	char name[64], line[512];
	const char *space;
	int cnt = 0;
	FILE *f;

	snprintf(name, sizeof(name), "%s.log", child);
	f = fopen(gateway_path(g, name), "re");
	if (f == NULL)
		return 0;
	while (cnt < nth && fgets(line, sizeof(line), f) != NULL) {
		if (strncmp(line, begin, strlen(begin)) != 0)
			continue;
		cnt++;
		space = strrchr(line, ' ');
		*number = space != NULL ? strtol(space + 1, NULL, 10) : 0;
	}
	fclose(f);
	return cnt;
}

long
gateway_wait_line(const struct gateway *g, const char *child, const char *begin, int nth,
		  uint32_t wait_ms)
{
	uint64_t end_ms = test_now_ms() + wait_ms;
	long number = 0;

	while (lines_find(g, child, begin, nth, &number) < nth) {
		if (test_now_ms() >= end_ms)
			return -1;
		test_sleep_ms(5);
	}
	return number;
}

int
gateway_line_cnt(const struct gateway *g, const char *child, const char *begin)
{
	long number;

	return lines_find(g, child, begin, INT_MAX, &number);
}

bool
gateway_has_said(const struct gateway *g, const char *text)
{
	static char all[65536];
	FILE *f = fopen(gateway_path(g, "stderr"), "re");
	size_t n;

	if (f == NULL)
		return false;
	n = fread(all, 1, sizeof(all) - 1, f);
	all[n] = '\0';
	fclose(f);
	return strstr(all, text) != NULL;
}

int
gateway_wait_end(struct gateway *g, uint32_t wait_ms)
{
	uint64_t end_ms = test_now_ms() + wait_ms;
	int status;

	while (waitpid(g->pid, &status, WNOHANG) == 0) {
		if (test_now_ms() >= end_ms)
			return -1;
		test_sleep_ms(5);
	}
	g->pid = 0;
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

int
gateway_stop(struct gateway *g, uint32_t wait_ms)
{
	kill(g->pid, SIGTERM);
	return gateway_wait_end(g, wait_ms);
}

bool
process_status(pid_t pid, const char *key, char *value, size_t value_bytes)
{
	char path[64], line[512];
	bool found = false;
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%ld/status", (long)pid);
	f = fopen(path, "re");
	if (f == NULL)
		return false;
	while (!found && fgets(line, sizeof(line), f) != NULL) {
		size_t len = strlen(key);

		if (strncmp(line, key, len) != 0 || line[len] != ':')
			continue;
		len += 1 + strspn(line + len + 1, " \t");
		line[strcspn(line, "\n")] = '\0';
		snprintf(value, value_bytes, "%s", line + len);
		found = true;
	}
	fclose(f);
	return found;
}

bool
process_wait_gone(pid_t pid, uint32_t wait_ms)
{
	uint64_t end_ms = test_now_ms() + wait_ms;
	char state[64];

	while (process_status(pid, "State", state, sizeof(state)) && state[0] != 'Z') {
		if (test_now_ms() >= end_ms)
			return false;
		test_sleep_ms(5);
	}
	return true;
}
