/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * Stands in for sluice-forwarder and sluice-control under sluiced: which of them is told by the
 * name it is called by. The words in NAME.do beside the program say how it behaves, what it sees
 * goes line by line to NAME.log there.
 *
 *     die        exit 1 before READY            refuse     exit 78 before READY
 *     deaf       ignore STOP and SIGTERM        silent     send no ALIVE
 *     unlinked   close the link after READY     rude       send what only the parent may, after
 * READY twin:NAME  name a twin before READY       late:NAME  name a twin after READY socket leave a
 * socket in the run-dir
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/parent_link.h"

static char dir[PATH_MAX];
static const char *name;
static char words[256];

__attribute__((format(printf, 1, 2))) static void
note(const char *fmt, ...)
{
	char path[PATH_MAX + 64];
	va_list ap;
	int fd;

	snprintf(path, sizeof(path), "%s/%s.log", dir, name);
	fd = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0666);
	if (fd < 0)
		exit(EXIT_FAILURE);
	va_start(ap, fmt);
	vdprintf(fd, fmt, ap);
	va_end(ap);
	close(fd);
}

static void
words_read(void)
{
	char path[PATH_MAX + 64];
	FILE *f;
	size_t n = 0;

	snprintf(path, sizeof(path), "%s/%s.do", dir, name);
	f = fopen(path, "re");
	if (f != NULL) {
		n = fread(words + 1, 1, sizeof(words) - 3, f);
		fclose(f);
	}
	words[0] = ' ';
	words[n + 1] = ' ';
}

static bool
is_told(const char *word)
{
	char padded[64];

	snprintf(padded, sizeof(padded), " %s ", word);
	return strstr(words, padded) != NULL;
}

/* The rest of a word that begins so: "twin:a" for "twin:" is "a". */
static const char *
told_value(const char *prefix)
{
	static char value[64];
	const char *at = strstr(words, prefix);

	if (at == NULL || sscanf(at + strlen(prefix), "%63s", value) != 1)
		return NULL;
	return value;
}

static void
hello(void)
{
	for (int fd = PARENT_CHANNEL_FD; fd <= PARENT_QUERY_FD; fd++) {
		char text[64];

		snprintf(text, sizeof(text), "%s %ld\n", name, (long)getpid());
		if (send(fd, text, strlen(text), MSG_NOSIGNAL) < 0)
			note("send %s\n", strerror(errno));
	}
}

static void
link_read(void)
{
	int ends[PARENT_END_CNT];
	struct parent_msg msg;
	int rc = parent_link_recv(PARENT_LINK_FD, &msg, ends);

	if (rc == -EPIPE) {
		note("eof\n");
		exit(EXIT_SUCCESS);
	}
	if (rc < 0)
		return;
	if (msg.kind == PARENT_MSG_STOP) {
		note("stop\n");
		if (!is_told("deaf"))
			exit(EXIT_SUCCESS);
	} else if (msg.kind == PARENT_MSG_PEER) {
		for (int i = 0; i < PARENT_END_CNT; i++) {
			dup3(ends[i], PARENT_CHANNEL_FD + i, O_CLOEXEC);
			close(ends[i]);
		}
		note("peer\n");
		hello();
	}
}

/* Note what the other child says; false at its end. */
static bool
stream_read(int fd)
{
	char text[256];
	ssize_t n = recv(fd, text, sizeof(text) - 1, MSG_DONTWAIT);

	if (n < 0 && errno == EAGAIN)
		return true;
	if (n <= 0)
		return false;
	text[n] = '\0';
	note("%s: %s", fd == PARENT_CHANNEL_FD ? "channel" : "query", text);
	return true;
}

static void
socket_leave(const char *run_dir)
{
	struct sockaddr_un addr = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if ((size_t)snprintf(addr.sun_path, sizeof(addr.sun_path), "%s/%s.sock", run_dir, name) >=
		    sizeof(addr.sun_path) ||
	    bind(fd, (struct sockaddr *)&addr, sizeof(addr)) < 0)
		note("bind %s\n", strerror(errno));
	close(fd);
}

static void
serve(void)
{
	struct pollfd fds[] = {
		{.fd = PARENT_LINK_FD, .events = POLLIN},
		{.fd = PARENT_CHANNEL_FD, .events = POLLIN},
		{.fd = PARENT_QUERY_FD, .events = POLLIN},
	};
	uint64_t alive_ns = 0;

	if (is_told("unlinked"))
		fds[0].fd = -1;
	for (;;) {
		poll(fds, 3, 100);
		if (fds[0].fd >= 0 && fds[0].revents != 0) {
			link_read();
			fds[1].fd = PARENT_CHANNEL_FD;
			fds[2].fd = PARENT_QUERY_FD;
		}
		for (int i = 1; i < 3; i++)
			if (fds[i].fd >= 0 && fds[i].revents != 0 && !stream_read(fds[i].fd))
				fds[i].fd = -1; /* until PEER */
		if (!is_told("silent") && clock_now_ns() - alive_ns >= 1000000000) {
			alive_ns = clock_now_ns();
			parent_link_alive(PARENT_LINK_FD);
		}
	}
}

int
main(int argc, char **argv, char **envp)
{
	const char *slash = strrchr(argv[0], '/');
	const char *run_dir = NULL;
	int rc;

	if (slash == NULL)
		return EXIT_FAILURE;
	name = slash + 1;
	snprintf(dir, sizeof(dir), "%.*s", (int)(slash - argv[0]), argv[0]);
	words_read();
	note("start %ld\n", (long)getpid());
	for (int i = 1; i < argc; i++) {
		note("arg %s\n", argv[i]);
		if (strcmp(argv[i], "--run-dir") == 0)
			run_dir = argv[i + 1];
	}
	for (; *envp != NULL; envp++)
		note("env %s\n", *envp);
	if (is_told("die"))
		return EXIT_FAILURE;
	if (is_told("refuse"))
		return PARENT_EXIT_REFUSED;
	if (is_told("deaf"))
		signal(SIGTERM, SIG_IGN);
	rc = parent_link_init();
	if (rc < 0) {
		note("init %s\n", strerror(-rc));
		return EXIT_FAILURE;
	}
	if (told_value("twin:") != NULL)
		parent_link_twin(PARENT_LINK_FD, told_value("twin:"));
	if (is_told("socket") && run_dir != NULL)
		socket_leave(run_dir);
	hello();
	parent_link_ready(PARENT_LINK_FD);
	if (told_value("late:") != NULL)
		parent_link_twin(PARENT_LINK_FD, told_value("late:"));
	if (is_told("rude"))
		parent_link_send(PARENT_LINK_FD, PARENT_MSG_STOP, NULL, NULL);
	if (is_told("unlinked"))
		close(PARENT_LINK_FD);
	serve();
}
