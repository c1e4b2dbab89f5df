/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * The installer: control's end of the channel. It greets the forwarder, hands it the settings, and
 * carries changes over, one at a time: blocks, PREPARE and COMMIT in one go.
 *
 * Life cycle of a connection:
 *   DOWN --attach--> GREETING --hello, verdict--> SETTINGS --verdict--> UP --end--> DOWN
 *
 * A verdict that does not come in time takes the forwarder's word away: it counts as out of step
 * until a full change has been committed again.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include <uv.h>

#include "base/buf.h"

#define INSTALLER_TEXT_BYTES 256

struct installer;

struct installer_config {
	uv_loop_t *loop;
	const void *settings; /* the settings block; must outlive the installer */
	size_t settings_bytes;
	void *arg;
	/** The state changed: see installer_status. */
	void (*changed)(void *arg);
};

enum installer_state {
	INSTALLER_DOWN,
	INSTALLER_GREETING,
	INSTALLER_SETTINGS,
	INSTALLER_UP,
};

struct installer_status {
	enum installer_state state;
	bool ready;                         /* the forwarder's workers run */
	bool in_step;                       /* all that was committed here is in the forwarder */
	char problem[INSTALLER_TEXT_BYTES]; /* "" or a sentence */
};

/**
 * The end of a change.
 * @param error 0: committed; -ENOTCONN: the forwarder went away or does not answer, and may have
 *              committed or not, the next full change brings it all; another -errno: refused,
 *              nothing is changed there
 * @param text  what was refused and why; "" when 0
 */
typedef void (*installer_done)(void *arg, int error, const char *text);

/** @return 0 or -ENOMEM */
int installer_create(const struct installer_config *config, struct installer **out);

/** Close and free; NULL is allowed. A change under way is forgotten without its callback. */
void installer_destroy(struct installer *i);

/** Take over a new connection; the one before is closed. @return 0 or -errno (fd stays) */
int installer_attach(struct installer *i, int fd);

/**
 * Send a change when UP and none is under way.
 * @param frames BLOCK and REMOVE frames, moved out of the buffer
 * @param full   what is not among them is removed
 */
void installer_apply(struct installer *i, struct buf *frames, bool full, installer_done done,
		     void *arg);

/** How the other side is. */
const struct installer_status *installer_status(const struct installer *i);
