/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include "control/installer.h"

#include "control/wire.h"

#include "base/log.h"
#include "channel/frame.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Ports come up slowly, and a full state is large; else the answer is a matter of milliseconds. */
#define HELLO_TIMEOUT_MS    5000
#define SETTINGS_TIMEOUT_MS 120000
#define CHANGE_TIMEOUT_MS   10000
#define FULL_TIMEOUT_MS     30000
#define RETRY_MS            2000

struct installer {
	struct installer_config config;
	struct installer_status status;
	struct wire *wire;
	uv_timer_t timer;
	uint32_t seq;     /* last used */
	uint32_t waiting; /* seq whose verdict is awaited; 0: none */
	bool committing;
	bool full;
	installer_done done; /* of the change under way */
	void *done_arg;
};

static void on_timeout(uv_timer_t *timer);

__attribute__((format(printf, 2, 3))) static void
problem(struct installer *i, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(i->status.problem, sizeof(i->status.problem), fmt, ap);
	va_end(ap);
	if (i->status.problem[0] != '\0')
		log_err("channel", "%s", i->status.problem);
}

static uint32_t
next_seq(uint32_t seq)
{
	return seq == UINT32_MAX ? 1 : seq + 1;
}

/* Send a frame whose verdict is awaited from now on. */
static void
ask(struct installer *i, struct buf *frames, enum sluice_frame_kind kind, const void *payload,
    size_t payload_bytes, uint64_t timeout_ms)
{
	i->seq = next_seq(i->seq);
	i->waiting = i->seq;
	frame_add(frames, kind, 0, i->seq, payload, payload_bytes);
	uv_timer_start(&i->timer, on_timeout, timeout_ms, 0);
	wire_send(i->wire, frames);
}

/* PREPARE and COMMIT go together: a forwarder that refuses the first has nothing to commit. */
static void
change_ask(struct installer *i, struct buf *frames)
{
	i->committing = false;
	i->seq = next_seq(i->seq);
	i->waiting = i->seq;
	frame_add(frames, SLUICE_FRAME_PREPARE, 0, i->seq, NULL, 0);
	i->seq = next_seq(i->seq);
	frame_add(frames, SLUICE_FRAME_COMMIT, 0, i->seq, NULL, 0);
	uv_timer_start(&i->timer, on_timeout, i->full ? FULL_TIMEOUT_MS : CHANGE_TIMEOUT_MS, 0);
	wire_send(i->wire, frames);
}

static void
change_end(struct installer *i, int error, const char *text)
{
	installer_done done = i->done;

	i->done = NULL;
	i->committing = false;
	if (done != NULL)
		done(i->done_arg, error, text);
}

static void
down(struct installer *i)
{
	wire_close(i->wire);
	i->wire = NULL;
	i->waiting = 0;
	uv_timer_stop(&i->timer);
	i->status.state = INSTALLER_DOWN;
	i->status.ready = false;
	i->status.in_step = false;
	change_end(i, -ENOTCONN, "the forwarder went away");
	i->config.changed(i->config.arg);
}

static void
greet(struct installer *i)
{
	struct sluice_hello hello = {0};
	struct buf frames = {0};

	i->status.state = INSTALLER_GREETING;
	snprintf(hello.build_id, sizeof(hello.build_id), "%s", frame_build_id());
	ask(i, &frames, SLUICE_FRAME_HELLO, &hello, sizeof(hello), HELLO_TIMEOUT_MS);
}

static void
settings_send(struct installer *i)
{
	struct buf frames = {0};

	i->status.state = INSTALLER_SETTINGS;
	ask(i, &frames, SLUICE_FRAME_SETTINGS, i->config.settings, i->config.settings_bytes,
	    SETTINGS_TIMEOUT_MS);
}

static void
on_timeout(uv_timer_t *timer)
{
	struct installer *i = timer->data;
	struct buf frames = {0};

	i->waiting = 0;
	switch (i->status.state) {
	case INSTALLER_DOWN:
		return;
	case INSTALLER_GREETING:
		problem(i, "the forwarder does not answer");
		greet(i);
		return;
	case INSTALLER_SETTINGS:
		problem(i, "the forwarder does not start its ports");
		settings_send(i);
		return;
	case INSTALLER_UP:
		break;
	}
	problem(i, "the forwarder does not answer a change");
	i->status.in_step = false;
	frame_add(&frames, SLUICE_FRAME_ABORT, 0, 0, NULL, 0);
	wire_send(i->wire, &frames);
	/* It has the COMMIT and may take it yet: a full change makes good whatever happened. */
	change_end(i, -ENOTCONN, "the forwarder does not answer");
	i->config.changed(i->config.arg);
}

static void
greeted(struct installer *i, const struct sluice_verdict *v)
{
	if (v->error == 0) {
		settings_send(i);
		return;
	}
	problem(i, "the forwarder refuses this control: %s", v->text);
	uv_timer_start(&i->timer, on_timeout, RETRY_MS, 0);
}

static void
settings_judged(struct installer *i, const struct sluice_verdict *v)
{
	if (v->error != 0 && v->error != -EALREADY) {
		problem(i, "the forwarder refuses the board's settings: %s", v->text);
		i->config.changed(i->config.arg);
		return;
	}
	i->status.problem[0] = '\0';
	if (v->error == -EALREADY)
		problem(i, "board.yaml differs from what the forwarder runs with: restart sluiced "
			   "to apply it");
	i->status.state = INSTALLER_UP;
	i->config.changed(i->config.arg);
}

static void
change_judged(struct installer *i, const struct sluice_verdict *v)
{
	struct buf frames = {0};

	if (i->done == NULL)
		return;
	if (v->error == 0 && !i->committing) {
		i->committing = true;
		i->waiting = i->seq;
		uv_timer_start(&i->timer, on_timeout, i->full ? FULL_TIMEOUT_MS : CHANGE_TIMEOUT_MS,
			       0);
		return;
	}
	if (v->error == 0) {
		if (i->full) {
			i->status.in_step = true;
			i->config.changed(i->config.arg);
		}
		change_end(i, 0, "");
		return;
	}
	if (i->committing) {
		problem(i, "the forwarder failed to commit: %s", v->text);
		i->status.in_step = false;
		change_end(i, -ENOTCONN, v->text);
		i->config.changed(i->config.arg);
		return;
	}
	frame_add(&frames, SLUICE_FRAME_ABORT, 0, 0, NULL, 0);
	wire_send(i->wire, &frames);
	change_end(i, v->error < 0 ? v->error : -EINVAL, v->text);
}

static void
on_verdict(struct installer *i, const struct sluice_frame *frame, const void *payload)
{
	struct sluice_verdict v;

	/* One that comes after its time-out has nobody waiting for it. */
	if (frame->payload_bytes != sizeof(v) || frame->seq != i->waiting || i->waiting == 0)
		return;
	memcpy(&v, payload, sizeof(v));
	v.text[sizeof(v.text) - 1] = '\0';
	i->waiting = 0;
	uv_timer_stop(&i->timer);
	switch (i->status.state) {
	case INSTALLER_DOWN:
		break;
	case INSTALLER_GREETING:
		greeted(i, &v);
		break;
	case INSTALLER_SETTINGS:
		settings_judged(i, &v);
		break;
	case INSTALLER_UP:
		change_judged(i, &v);
		break;
	}
}

static void
on_event(struct installer *i, const struct sluice_frame *frame, const void *payload)
{
	struct sluice_event e;

	if (frame->payload_bytes != sizeof(e))
		return;
	memcpy(&e, payload, sizeof(e));
	e.text[sizeof(e.text) - 1] = '\0';
	switch ((enum sluice_event_kind)e.kind) {
	case SLUICE_EVENT_READY:
		i->status.ready = true;
		break;
	case SLUICE_EVENT_LINK:
		log_info("channel", "link %s port=%u", (e.arg & 1) != 0 ? "up" : "down",
			 e.arg >> 1);
		return;
	case SLUICE_EVENT_FAILED:
		if (i->status.problem[0] == '\0') /* else its verdict told why */
			problem(i, "the forwarder cannot start: %s", e.text);
		break;
	}
	i->config.changed(i->config.arg);
}

static void
on_hello(struct installer *i, const struct sluice_frame *frame, const void *payload)
{
	struct sluice_hello hello;

	if (frame->payload_bytes != sizeof(hello))
		return;
	memcpy(&hello, payload, sizeof(hello));
	hello.build_id[sizeof(hello.build_id) - 1] = '\0';
	if (strcmp(hello.build_id, frame_build_id()) != 0)
		problem(i,
			"the forwarder is of build \"%.80s\", this is \"%.80s\": restart sluiced",
			hello.build_id, frame_build_id());
}

static void
on_frame(void *arg, const struct sluice_frame *frame, const void *payload)
{
	struct installer *i = arg;

	switch (frame->kind) {
	case SLUICE_FRAME_HELLO:
		on_hello(i, frame, payload);
		break;
	case SLUICE_FRAME_VERDICT:
		on_verdict(i, frame, payload);
		break;
	case SLUICE_FRAME_EVENT:
		on_event(i, frame, payload);
		break;
	default:
		problem(i, "the forwarder sent a frame of kind %u", frame->kind);
		break;
	}
}

static void
on_end(void *arg, const char *why)
{
	struct installer *i = arg;

	log_warn("channel", "the forwarder is gone: %s", why);
	down(i);
}

static const struct wire_ops ops = {.frame = on_frame, .end = on_end};

int
installer_create(const struct installer_config *config, struct installer **out)
{
	struct installer *i = calloc(1, sizeof(*i));

	if (i == NULL)
		return -ENOMEM;
	i->config = *config;
	uv_timer_init(config->loop, &i->timer);
	i->timer.data = i;
	*out = i;
	return 0;
}

static void
on_timer_closed(uv_handle_t *handle)
{
	free(handle->data);
}

void
installer_destroy(struct installer *i)
{
	if (i == NULL)
		return;
	wire_close(i->wire);
	uv_close((uv_handle_t *)&i->timer, on_timer_closed);
}

int
installer_attach(struct installer *i, int fd)
{
	struct wire *wire;
	int rc;

	if (i->wire != NULL)
		down(i);
	rc = wire_open(i->config.loop, fd, &ops, i, &wire);
	if (rc < 0)
		return rc;
	i->wire = wire;
	i->status.problem[0] = '\0';
	greet(i);
	return 0;
}

void
installer_apply(struct installer *i, struct buf *frames, bool full, installer_done done, void *arg)
{
	struct buf begin = {0};

	i->full = full;
	i->done = done;
	i->done_arg = arg;
	frame_add(&begin, SLUICE_FRAME_BEGIN, full ? SLUICE_FRAME_FULL : 0, 0, NULL, 0);
	buf_add(&begin, frames->data, frames->len);
	buf_fini(frames);
	change_ask(i, &begin);
}

const struct installer_status *
installer_status(const struct installer *i)
{
	return &i->status;
}
