/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * The forwarder's end of the channel: frames in, verdicts out (channel/frame.h). What arrives was
 * written by a process that reads strangers' text: nothing of it is used before block_prove().
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/parent_link.h"
#include "forwarder/forwarder.h"
#include "tables/svctab.h"

static void
answer(struct forwarder *f, const struct sluice_frame *frame, int error, const char *text)
{
	struct sluice_verdict v = {.error = error};

	if (error != 0)
		snprintf(v.text, sizeof(v.text), "%s", text);
	frame_add(&f->channel.out, SLUICE_FRAME_VERDICT, 0, frame->seq, &v, sizeof(v));
}

static void
tell(struct forwarder *f, enum sluice_event_kind kind, uint32_t arg, const char *text)
{
	struct sluice_event e = {.kind = kind, .arg = arg};

	snprintf(e.text, sizeof(e.text), "%s", text);
	frame_add(&f->channel.out, SLUICE_FRAME_EVENT, 0, 0, &e, sizeof(e));
}

void
channel_tell_link(struct forwarder *f, unsigned int port, bool up)
{
	if (f->channel.fd >= 0)
		tell(f, SLUICE_EVENT_LINK, port << 1 | up, up ? "up" : "down");
}

/* An aligned, proven copy of a payload; the caller frees it. */
static int
copy_block(const void *payload, size_t bytes, struct sluice_block **out, const char **why)
{
	struct sluice_block *b;
	int rc;

	*why = "too large";
	if (bytes > SLUICE_BLOCK_BYTES_MAX)
		return -EMSGSIZE;
	*why = "no memory";
	b = malloc(bytes == 0 ? 1 : bytes);
	if (b == NULL)
		return -ENOMEM;
	memcpy(b, payload, bytes);
	rc = block_prove(b, bytes, why);
	if (rc < 0) {
		free(b);
		return rc;
	}
	*out = b;
	return 0;
}

static int
on_hello(struct forwarder *f, const struct sluice_frame *frame, const void *payload)
{
	struct sluice_hello mine = {{0}}, theirs;

	snprintf(mine.build_id, sizeof(mine.build_id), "%s", frame_build_id());
	if (frame->payload_bytes != sizeof(theirs))
		return -EBADMSG;
	memcpy(&theirs, payload, sizeof(theirs));
	theirs.build_id[sizeof(theirs.build_id) - 1] = '\0';
	frame_add(&f->channel.out, SLUICE_FRAME_HELLO, 0, frame->seq, &mine, sizeof(mine));
	if (strcmp(mine.build_id, theirs.build_id) == 0) {
		answer(f, frame, 0, "");
		return 0;
	}
	answer(f, frame, -EPROTO, "the forwarder is of another build: restart sluiced");
	log_err("channel", "control is of another build: restart sluiced mine=%s theirs=%s",
		mine.build_id, theirs.build_id);
	return -EPROTO;
}

/* Start with the first settings; later ones may only be the same again. */
static int
on_settings(struct forwarder *f, const struct sluice_frame *frame, const void *payload)
{
	struct sluice_block *block;
	char text[200] = "";
	const char *why;
	int rc = copy_block(payload, frame->payload_bytes, &block, &why);

	if (rc < 0) {
		answer(f, frame, rc, why);
		return 0;
	}
	if (block->kind != SLUICE_BLOCK_SETTINGS) {
		answer(f, frame, -EBADMSG, "not a settings block");
	} else if (f->settings == NULL) {
		rc = forwarder_start(f, (const struct sluice_settings *)block, text, sizeof(text));
		answer(f, frame, rc, text);
		if (rc < 0)
			tell(f, SLUICE_EVENT_FAILED, (uint32_t)-rc, text);
	} else if (block->size_bytes != f->settings->head.size_bytes ||
		   memcmp(block, f->settings, block->size_bytes) != 0) {
		answer(f, frame, -EALREADY, "other settings need a restart of sluiced");
	} else {
		answer(f, frame, 0, "");
	}
	free(block);
	if (rc < 0) {
		log_err("start", "%s", text);
		(void)stream_flush(&f->channel);
		f->refused = true;
		return rc;
	}
	if (f->settings != NULL)
		tell(f, SLUICE_EVENT_READY, f->worker_cnt, "");
	return 0;
}

static void
note_error(struct forwarder *f, int rc, const char *why)
{
	if (rc == 0 || f->change_error != 0)
		return;
	f->change_error = rc;
	snprintf(f->change_why, sizeof(f->change_why), "%s", why);
}

void
channel_abort(struct forwarder *f)
{
	if (f->change != CHANGE_NONE)
		svctab_change_abort(f->services);
	announce_abort(f);
	f->change = CHANGE_NONE;
}

static void
on_begin(struct forwarder *f, const struct sluice_frame *frame)
{
	channel_abort(f);
	f->change_error = svctab_change_begin(f->services, frame->flags & SLUICE_FRAME_FULL);
	f->change = f->change_error == 0 ? CHANGE_OPEN : CHANGE_NONE;
	snprintf(f->change_why, sizeof(f->change_why), "%s",
		 f->change_error == 0 ? "" : "no memory");
}

static void
on_block(struct forwarder *f, const struct sluice_frame *frame, const void *payload)
{
	struct sluice_block *block;
	const char *why;
	int rc = copy_block(payload, frame->payload_bytes, &block, &why);

	if (rc < 0) {
		note_error(f, rc, why);
		return;
	}
	if (block->kind == SLUICE_BLOCK_SETTINGS) {
		note_error(f, -EBADMSG, "settings inside a change");
	} else {
		note_error(f, svctab_change_block(f->services, block), "no memory");
		if (block->kind == SLUICE_BLOCK_SERVICE && f->change_error == 0)
			announce_stage(f, (const struct sluice_service *)block);
	}
	free(block);
}

static void
on_remove(struct forwarder *f, const struct sluice_frame *frame, const void *payload)
{
	struct sluice_remove r;

	if (frame->payload_bytes != sizeof(r)) {
		note_error(f, -EBADMSG, "REMOVE of another size");
		return;
	}
	memcpy(&r, payload, sizeof(r));
	if (r.kind != SLUICE_BLOCK_SERVICE && r.kind != SLUICE_BLOCK_ENDPOINTS)
		note_error(f, -EBADMSG, "REMOVE of an unknown kind");
	else
		note_error(f,
			   svctab_change_remove(f->services, (enum sluice_block_kind)r.kind, r.id),
			   "no memory");
}

static void
on_prepare(struct forwarder *f, const struct sluice_frame *frame)
{
	int rc = f->change_error;

	if (f->change == CHANGE_OPEN && rc == 0)
		rc = svctab_change_prepare(f->services, f->change_why, sizeof(f->change_why));
	else if (rc == 0)
		note_error(f, rc = -EPROTO, "PREPARE without BEGIN");
	else
		channel_abort(f);
	f->change = rc == 0 ? CHANGE_PREPARED : CHANGE_NONE; /* a failed prepare has aborted */
	answer(f, frame, rc, f->change_why);
	f->change_error = 0;
}

static void
on_commit(struct forwarder *f, const struct sluice_frame *frame)
{
	if (f->change != CHANGE_PREPARED) {
		answer(f, frame, -EPROTO, "COMMIT without PREPARE");
		return;
	}
	svctab_change_commit(f->services);
	announce_commit(f);
	f->change = CHANGE_NONE;
	answer(f, frame, 0, "");
}

static int
on_frame(struct forwarder *f, const struct sluice_frame *frame, const void *payload)
{
	if (frame->kind == SLUICE_FRAME_HELLO)
		return on_hello(f, frame, payload);
	if (frame->kind == SLUICE_FRAME_SETTINGS)
		return on_settings(f, frame, payload);
	if (f->settings == NULL)
		return -EPROTO;
	switch (frame->kind) {
	case SLUICE_FRAME_BEGIN:
		on_begin(f, frame);
		return 0;
	case SLUICE_FRAME_BLOCK:
	case SLUICE_FRAME_REMOVE:
		if (f->change != CHANGE_OPEN)
			return 0; /* BEGIN failed: PREPARE will say why */
		if (frame->kind == SLUICE_FRAME_BLOCK)
			on_block(f, frame, payload);
		else
			on_remove(f, frame, payload);
		return 0;
	case SLUICE_FRAME_PREPARE:
		on_prepare(f, frame);
		return 0;
	case SLUICE_FRAME_COMMIT:
		on_commit(f, frame);
		return 0;
	case SLUICE_FRAME_ABORT:
		channel_abort(f);
		return 0;
	default:
		return -EPROTO;
	}
}

int
channel_serve(struct forwarder *f)
{
	struct sluice_frame frame;
	const void *payload;
	long n = 0;
	int rc = stream_fill(&f->channel), sent;

	while (rc == 0 && (n = stream_next(&f->channel, &frame, &payload)) > 0) {
		rc = on_frame(f, &frame, payload);
		stream_done(&f->channel, n);
	}
	if (rc == 0 && n < 0)
		rc = (int)n;
	if (rc == 0 || rc == -EPROTO) {
		sent = stream_flush(&f->channel);
		rc = rc == 0 ? sent : rc;
	}
	if (rc < 0)
		channel_abort(f);
	return rc;
}
