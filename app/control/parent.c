/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include "control/parent.h"

#include "base/log.h"
#include "base/parent_link.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define ALIVE_MS 1000

struct parent {
	struct parent_config config;
	uv_poll_t poll;
	uv_timer_t alive;
	bool ready;
	int handle_cnt;
};

static void
on_message(struct parent *p, const struct parent_msg *msg, const int *ends)
{
	switch ((enum parent_msg_kind)msg->kind) {
	case PARENT_MSG_PEER:
		p->config.peer(p->config.arg, ends[PARENT_END_CHANNEL], ends[PARENT_END_QUERY]);
		break;
	case PARENT_MSG_STOP:
		p->config.stop(p->config.arg);
		break;
	case PARENT_MSG_READY:
	case PARENT_MSG_ALIVE:
	case PARENT_MSG_TWIN:
		break;
	}
}

static void
on_readable(uv_poll_t *poll, int status, int events)
{
	struct parent *p = poll->data;
	struct parent_msg msg;
	int ends[PARENT_END_CNT];
	int rc = 0; /* whatever libuv's status says, reading tells it better */

	while (rc == 0 || rc == -EBADMSG) {
		rc = parent_link_recv(p->config.fd, &msg, ends);
		if (rc == 0)
			on_message(p, &msg, ends);
		else if (rc == -EBADMSG)
			log_err("parent", "message of wrong form");
		if (uv_is_closing((uv_handle_t *)poll))
			return;
	}
	if (rc == -EAGAIN)
		return;
	log_info("parent", "sluiced is gone: %s", strerror(-rc));
	uv_poll_stop(poll);
	p->config.stop(p->config.arg);
}

static void
on_alive(uv_timer_t *timer)
{
	const struct parent *p = timer->data;

	parent_link_alive(p->config.fd);
}

int
parent_create(const struct parent_config *config, struct parent **out)
{
	struct parent *p = calloc(1, sizeof(*p));
	int rc;

	if (p == NULL)
		return -ENOMEM;
	p->config = *config;
	rc = uv_poll_init(config->loop, &p->poll, config->fd);
	if (rc < 0) {
		free(p);
		return rc;
	}
	uv_timer_init(config->loop, &p->alive);
	p->poll.data = p;
	p->alive.data = p;
	p->handle_cnt = 2;
	uv_poll_start(&p->poll, UV_READABLE, on_readable);
	uv_timer_start(&p->alive, on_alive, ALIVE_MS, ALIVE_MS);
	*out = p;
	return 0;
}

static void
on_closed(uv_handle_t *handle)
{
	struct parent *p = handle->data;

	if (--p->handle_cnt == 0)
		free(p);
}

void
parent_destroy(struct parent *p)
{
	if (p == NULL)
		return;
	uv_close((uv_handle_t *)&p->poll, on_closed);
	uv_close((uv_handle_t *)&p->alive, on_closed);
}

void
parent_ready(struct parent *p)
{
	int rc;

	if (p->ready)
		return;
	rc = parent_link_ready(p->config.fd);
	if (rc < 0)
		log_err("parent", "cannot tell sluiced: %s", strerror(-rc));
	else
		p->ready = true;
}
