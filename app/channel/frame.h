/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * Frames: the messages on the two stream sockets between control and forwarder.
 *
 * The channel (control speaks, forwarder answers each with a VERDICT of the same seq):
 *
 *	HELLO      both ways, first: build id and protocol. Another build ends the connection.
 *	SETTINGS   a settings block. The first one starts the ports; a later one must be equal, else
 *	           it is refused with -EALREADY (a restart of the forwarder takes new ones).
 *	BEGIN      opens a change; FRAME_FULL set: what is not named until COMMIT is removed.
 *	BLOCK      one block to install or replace.
 *	REMOVE     kind and id of a block to remove.
 *	PREPARE    proves the whole change installable and reserves all it needs.
 *	COMMIT     installs a prepared change. Cannot fail.
 *	ABORT      forgets it.
 *
 * Only PREPARE, COMMIT, SETTINGS and HELLO are answered; a fault in BLOCK or REMOVE shows in
 * PREPARE's verdict. The forwarder also sends EVENT frames on its own (seq 0): EVENT_READY follows
 * the verdict of every accepted SETTINGS, at once when it runs already, so that a control that was
 * restarted learns of it.
 *
 * The query socket (control asks, forwarder answers with one or more replies of the same seq, all
 * but the last with FRAME_MORE): see query.h.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

struct buf;

#define SLUICE_FRAME_MAGIC     0x534c4631u /* "SLF1" */
#define SLUICE_FRAME_BYTES_MAX (SLUICE_BLOCK_BYTES_MAX + 4096u)

enum sluice_frame_kind {
	SLUICE_FRAME_HELLO = 1,
	SLUICE_FRAME_SETTINGS = 2,
	SLUICE_FRAME_BEGIN = 3,
	SLUICE_FRAME_BLOCK = 4,
	SLUICE_FRAME_REMOVE = 5,
	SLUICE_FRAME_PREPARE = 6,
	SLUICE_FRAME_COMMIT = 7,
	SLUICE_FRAME_ABORT = 8,
	SLUICE_FRAME_VERDICT = 9,
	SLUICE_FRAME_EVENT = 10,
	SLUICE_FRAME_QUERY = 11,
	SLUICE_FRAME_REPLY = 12,
};

#define SLUICE_FRAME_FULL (1u << 0)
#define SLUICE_FRAME_MORE (1u << 1)
#define SLUICE_FRAME_CUT  (1u << 2) /* see query.h */

struct sluice_frame {
	uint32_t magic;
	uint16_t kind;  /* enum sluice_frame_kind */
	uint16_t flags; /* SLUICE_FRAME_* */
	uint32_t payload_bytes;
	uint32_t seq;
};

struct sluice_hello {
	char build_id[64]; /* NUL-terminated */
};

struct sluice_remove {
	uint32_t kind; /* enum sluice_block_kind */
	uint32_t zero;
	uint64_t id;
};

struct sluice_verdict {
	int32_t error; /* 0 or -errno */
	uint32_t zero;
	char text[240]; /* what and where, NUL-terminated; "" when 0 */
};

enum sluice_event_kind {
	SLUICE_EVENT_READY = 1, /* ports are up, workers run, privileges are dropped */
	SLUICE_EVENT_LINK = 2,  /* arg: port index << 1 | up */
	SLUICE_EVENT_FAILED =
		3, /* start-up failed: text says why and what to do; the forwarder ends */
};

struct sluice_event {
	uint32_t kind; /* enum sluice_event_kind */
	uint32_t arg;
	char text[240];
};

/**
 * Append a frame with its payload.
 * @thread any
 */
void frame_add(struct buf *out, enum sluice_frame_kind kind, uint16_t flags, uint32_t seq,
	       const void *payload, size_t payload_bytes);

/**
 * Look for one whole frame at the start of what was received.
 * @param frame   out: a copy of its head
 * @param payload out: points into bytes; not aligned
 * @return bytes the frame takes, 0 when more are needed, -EBADMSG for what is no frame or too large
 * @thread any
 */
long frame_next(const void *bytes, size_t len, struct sluice_frame *frame, const void **payload);

/** The build id that both ends must share: version, commit where known, layout of the blocks. */
const char *frame_build_id(void);
