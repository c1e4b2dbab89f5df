/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include "cli/client.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define READ_BYTES (64u << 10)

int
client_open(struct client *c, const char *path)
{
	struct sockaddr_un addr = {.sun_family = AF_UNIX};

	*c = (struct client){.fd = -1};
	if (strlen(path) >= sizeof(addr.sun_path))
		return -ENAMETOOLONG;
	strcpy(addr.sun_path, path);
	c->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (c->fd < 0)
		return -errno;
	if (connect(c->fd, (struct sockaddr *)&addr, sizeof(addr)) < 0) {
		int error = errno;

		client_close(c);
		return -error;
	}
	return 0;
}

void
client_close(struct client *c)
{
	if (c->fd >= 0)
		close(c->fd);
	buf_fini(&c->in);
	*c = (struct client){.fd = -1};
}

/* A server that refuses a request may answer and hang up before it is sent whole. */
static int
send_all(struct client *c, const char *text, size_t len)
{
	while (len > 0) {
		ssize_t n = send(c->fd, text, len, MSG_NOSIGNAL);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return errno == EPIPE || errno == ECONNRESET ? 0 : -errno;
		text += n;
		len -= (size_t)n;
	}
	return 0;
}

/* The next line; its bytes are taken from the buffer by the caller. */
static int
read_line(struct client *c, size_t *len)
{
	size_t seen = 0;

	for (;;) {
		char *end =
			c->in.len > seen ? memchr(c->in.data + seen, '\n', c->in.len - seen) : NULL;
		size_t off;
		ssize_t n;

		if (end != NULL) {
			*len = (size_t)(end - c->in.data) + 1;
			return 0;
		}
		seen = c->in.len;
		off = buf_reserve(&c->in, READ_BYTES);
		if (c->in.failed)
			return -ENOMEM;
		do
			n = read(c->fd, c->in.data + off, READ_BYTES);
		while (n < 0 && errno == EINTR);
		c->in.len = off + (n > 0 ? (size_t)n : 0);
		if (n <= 0)
			return n < 0 ? -errno : -ECONNRESET;
	}
}

static int
send_request(struct client *c, const char *method, json_t *params)
{
	json_t *request =
		json_pack("{s:s, s:I, s:s, s:o}", "jsonrpc", "2.0", "id", (json_int_t)++c->id,
			  "method", method, "params", params != NULL ? params : json_object());
	char *text = json_dumps(request, JSON_COMPACT);
	int rc;

	json_decref(request);
	if (text == NULL)
		return -EILSEQ;
	rc = send_all(c, text, strlen(text));
	if (rc == 0)
		rc = send_all(c, "\n", 1);
	free(text);
	return rc;
}

/* @return whether this was the last part */
static bool
take_answer(struct client *c, const json_t *answer, client_part_cb cb, void *arg, json_t **error,
	    int *rc)
{
	const json_t *id = json_object_get(answer, "id");
	const json_t *result = json_object_get(answer, "result");

	*error = json_incref(json_object_get(answer, "error"));
	if (*error != NULL)
		return true;
	if (json_integer_value(id) != c->id || result == NULL) {
		*rc = -EBADMSG;
		return true;
	}
	if (!cb(arg, result)) {
		*rc = -ECANCELED;
		return true;
	}
	return !json_is_true(json_object_get(answer, "more"));
}

int
client_call(struct client *c, const char *method, json_t *params, client_part_cb cb, void *arg,
	    json_t **error)
{
	int rc = send_request(c, method, params);
	bool last = false;

	*error = NULL;
	while (rc == 0 && !last) {
		json_t *answer;
		size_t len = 0;

		rc = read_line(c, &len);
		if (rc < 0)
			break;
		answer = json_loadb(c->in.data, len, JSON_ALLOW_NUL, NULL);
		if (answer == NULL)
			rc = -EBADMSG;
		else
			last = take_answer(c, answer, cb, arg, error, &rc);
		buf_consume(&c->in, len);
		json_decref(answer);
	}
	return rc;
}
