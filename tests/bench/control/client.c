/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include "bench/control/client.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

int
client_open(struct client *c, const char *path)
{
	struct sockaddr_un at = {.sun_family = AF_UNIX};

	memset(c, 0, sizeof(*c));
	snprintf(at.sun_path, sizeof(at.sun_path), "%s", path);
	c->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (c->fd < 0 || connect(c->fd, (struct sockaddr *)&at, sizeof(at)) < 0)
		return -errno;
	return 0;
}

void
client_close(struct client *c)
{
	close(c->fd);
	free(c->request);
}

int
client_prepare(struct client *c, const char *text)
{
	static const char head[] = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"apply\","
				   "\"params\":{\"file\":\"bench\",\"text\":\"";
	size_t lines = 0, at = sizeof(head) - 1;
	char *request;

	for (const char *s = text; *s != '\0'; s++)
		lines += *s == '\n';
	request = realloc(c->request, sizeof(head) + strlen(text) + lines + 8);
	if (request == NULL)
		return -ENOMEM;
	c->request = request;
	memcpy(request, head, at);
	for (const char *s = text; *s != '\0'; s++) {
		if (*s == '\n')
			request[at++] = '\\';
		request[at++] = *s == '\n' ? 'n' : *s;
	}
	memcpy(request + at, "\"}}\n", 4);
	c->len = at + 4;
	c->sent = c->got = 0;
	c->busy = true;
	return 0;
}

int
client_push(struct client *c)
{
	while (c->sent < c->len) {
		ssize_t n = send(c->fd, c->request + c->sent, c->len - c->sent,
				 MSG_DONTWAIT | MSG_NOSIGNAL);

		if (n < 0)
			return -errno;
		c->sent += (size_t)n;
	}
	return 0;
}

int
client_poll(struct client *c)
{
	ssize_t n = recv(c->fd, c->reply + c->got, sizeof(c->reply) - 1 - c->got, MSG_DONTWAIT);

	if (n == 0)
		return -EPIPE;
	if (n < 0)
		return errno == EAGAIN || errno == EINTR ? 0 : -errno;
	c->got += (size_t)n;
	c->reply[c->got] = '\0';
	if (c->reply[c->got - 1] != '\n')
		return c->got + 1 < sizeof(c->reply) ? 0 : -EMSGSIZE;
	c->busy = false;
	return strstr(c->reply, "\"result\":") != NULL ? 1 : -EINVAL;
}
