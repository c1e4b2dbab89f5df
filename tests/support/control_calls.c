/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * Requests to the sluice-control of the rig, and runs of the program with other arguments.
 */
#include "support/control_rig.h"

#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/buf.h"

#define PATIENCE_MS 8000

static int
dial(void)
{
	struct sockaddr_un sun = {.sun_family = AF_UNIX};

	strncpy(sun.sun_path, ctl_path("run/control.sock"), sizeof(sun.sun_path) - 1);
	for (int i = 0; i < PATIENCE_MS / 5; i++) {
		int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

		if (connect(fd, (struct sockaddr *)&sun, sizeof(sun)) == 0)
			return fd;
		close(fd);
		usleep(5000);
	}
	return -1;
}

int
ctl_open(const char *method, const char *params)
{
	struct buf request = {0};
	int fd = dial();

	buf_printf(&request, "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"%s\",\"params\":{%s}}\n",
		   method, params);
	CU_ASSERT_EQUAL(send(fd, request.data, request.len, MSG_NOSIGNAL), (ssize_t)request.len);
	buf_fini(&request);
	return fd;
}

bool
ctl_line(int fd, char *line, size_t line_bytes)
{
	size_t len = 0;

	for (;;) {
		struct pollfd p = {.fd = fd, .events = POLLIN};

		if (poll(&p, 1, PATIENCE_MS) <= 0 || recv(fd, line + len, 1, 0) <= 0)
			return false;
		if (line[len] == '\n' || len + 2 == line_bytes)
			break;
		len++;
	}
	line[len] = '\0';
	return true;
}

const char *
ctl_call(const char *method, const char *params)
{
	static struct buf answer;
	int fd = ctl_open(method, params);

	buf_reset(&answer);
	buf_adds(&answer, "");
	shutdown(fd, SHUT_WR);
	for (;;) {
		struct pollfd p = {.fd = fd, .events = POLLIN};
		char bytes[65536];
		ssize_t n = poll(&p, 1, PATIENCE_MS) > 0 ? recv(fd, bytes, sizeof(bytes), 0) : -1;

		CU_ASSERT(n >= 0);
		if (n <= 0)
			break;
		buf_add(&answer, bytes, (size_t)n);
	}
	close(fd);
	return answer.data;
}

const char *
ctl_apply(const char *text)
{
	struct buf params = {0};
	const char *answer;

	buf_adds(&params, "\"file\":\"a.yaml\",\"text\":\"");
	for (; *text != '\0'; text++)
		buf_add(&params, *text == '\n' ? "\\n" : text, *text == '\n' ? 2 : 1);
	buf_adds(&params, "\"");
	answer = ctl_call("apply", params.data);
	buf_fini(&params);
	return answer;
}

int
ctl_run(const char *const *argv, char *out, size_t out_bytes)
{
	char *const *args;
	int fd[2], status;
	size_t len = 0;
	ssize_t n;
	pid_t child;

	memcpy(&args, &argv, sizeof(args));
	CU_ASSERT_EQUAL_FATAL(pipe(fd), 0);
	child = fork();
	if (child == 0) {
		dup2(fd[1], 1);
		dup2(fd[1], 2);
		close(fd[0]);
		close(fd[1]);
		execv(CONTROL_EXE, args);
		_exit(127);
	}
	close(fd[1]);
	while (len < out_bytes - 1 && (n = read(fd[0], out + len, out_bytes - 1 - len)) > 0)
		len += (size_t)n;
	out[len] = '\0';
	close(fd[0]);
	waitpid(child, &status, 0);
	return WEXITSTATUS(status);
}
