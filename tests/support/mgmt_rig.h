/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * A management server on a thread of its own, and clients with plain blocking sockets: what the
 * tests of the server share.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#define CLIENT_MAX        24
#define STREAM_PARTS      4096
#define STREAM_PART_BYTES 16384

#define VERSION(id_) "{\"jsonrpc\":\"2.0\",\"id\":" id_ ",\"method\":\"version\"}\n"

/** Directory and sockets of the running server. */
extern char rig_dir[64], rig_rw[96], rig_ro[96];

/** How often a client of a stream was gone before its end. */
extern int rig_gone_cnt;

/** Whether it was told so while it added a part. */
extern bool rig_gone_inside;

/** The most that waited for the reader of a stream. */
extern size_t rig_pending_max;

/**
 * Start the server. version and the like answer at once, describe after 200 ms, apply with the
 * length of its text, validate with a fault; flows streams STREAM_PARTS parts, diff one that there
 * is no memory for.
 */
void rig_start(void);

/** Stop it, and check that nothing is left behind. */
void rig_stop(void);

/** Connect; -1 when refused. */
int rig_dial(const char *path);

/** Send all of a text, or as much as the server takes before it closes. */
void rig_say(int fd, const char *text);

/** Read up to a newline: the length, 0 at the end of the stream, -1 when nothing comes in time. */
long rig_hear(int fd, char *line, size_t line_bytes);

/** The next line must hold `want`. */
void rig_expect(int fd, const char *want);

/** The stream must end here; closes. */
void rig_expect_end(int fd);

/** A new client must be answered. */
void rig_expect_alive(void);
