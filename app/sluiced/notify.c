/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include "sluiced/notify.h"

#include <errno.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"

/* A quarter of a day: more is as good as none, and keeps the arithmetic far from its end. */
#define WATCHDOG_MAX_USEC 21600000000ULL

static uint64_t
env_number(const char *name)
{
	const char *text = getenv(name);
	unsigned long long v;
	char *end;

	if (text == NULL || text[0] < '0' || text[0] > '9')
		return 0;
	errno = 0;
	v = strtoull(text, &end, 10);
	return errno == 0 && *end == '\0' ? v : 0;
}

static void
watchdog_init(struct notify *n)
{
	uint64_t usec = env_number("WATCHDOG_USEC");
	uint64_t pid = env_number("WATCHDOG_PID");

	if (usec == 0 || usec > WATCHDOG_MAX_USEC || (pid != 0 && pid != (uint64_t)getpid()))
		return;
	n->watchdog_ms = usec / 2000;
	if (n->watchdog_ms == 0)
		n->watchdog_ms = 1;
}

void
notify_init(struct notify *n)
{
	const char *path = getenv("NOTIFY_SOCKET");
	size_t len;

	*n = (struct notify){.fd = -1};
	if (path == NULL)
		return;
	len = strlen(path);
	if ((path[0] != '/' && path[0] != '@') || len < 2 || len >= sizeof(n->addr.sun_path)) {
		log_warn("notify", "NOTIFY_SOCKET is no path of a Unix socket: %s", path);
		return;
	}
	n->addr.sun_family = AF_UNIX;
	memcpy(n->addr.sun_path, path, len);
	if (path[0] == '@')
		n->addr.sun_path[0] = '\0';
	n->addr_bytes = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + len);
	n->fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (n->fd < 0) {
		log_warn("notify", "no socket: %s", strerror(errno));
		return;
	}
	watchdog_init(n);
}

void
notify_send(const struct notify *n, const char *state)
{
	if (n->fd < 0)
		return;
	if (sendto(n->fd, state, strlen(state), MSG_NOSIGNAL, (const struct sockaddr *)&n->addr,
		   n->addr_bytes) < 0)
		log_warn("notify", "%s not sent: %s", state, strerror(errno));
}

void
notify_fini(struct notify *n)
{
	if (n->fd >= 0)
		close(n->fd);
	n->fd = -1;
}
