/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include "channel/frame.h"

#include "channel/block.h"
#include "channel/build_id.h"
#include "channel/query.h"

#include "base/buf.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

/* Changes with every size that both ends must agree on. */
#define MIX(h_, size_) ((h_)*31u + (uint32_t)(size_))

static uint32_t
layout_mark(void)
{
	static const size_t sizes[] = {
		sizeof(struct sluice_block),          sizeof(struct sluice_service),
		sizeof(struct sluice_service_port),   sizeof(struct sluice_vip),
		sizeof(struct sluice_endpoints),      sizeof(struct sluice_endpoint),
		sizeof(struct sluice_settings),       sizeof(struct sluice_port),
		sizeof(struct sluice_route),          sizeof(struct sluice_frame),
		sizeof(struct sluice_verdict),        sizeof(struct sluice_event),
		sizeof(struct sluice_query),          sizeof(struct sluice_flow_record),
		sizeof(struct sluice_drop_record),    sizeof(struct sluice_port_record),
		sizeof(struct sluice_service_record), sizeof(struct sluice_worker_record),
		sizeof(struct sluice_status_record),
	};
	uint32_t h = 1;

	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++)
		h = MIX(h, sizes[i]);
	return h;
}

void
frame_add(struct buf *out, enum sluice_frame_kind kind, uint16_t flags, uint32_t seq,
	  const void *payload, size_t payload_bytes)
{
	struct sluice_frame head = {
		.magic = SLUICE_FRAME_MAGIC,
		.kind = (uint16_t)kind,
		.flags = flags,
		.payload_bytes = (uint32_t)payload_bytes,
		.seq = seq,
	};

	if (payload_bytes > SLUICE_FRAME_BYTES_MAX - sizeof(head)) {
		out->failed = true;
		return;
	}
	buf_add(out, &head, sizeof(head));
	buf_add(out, payload, payload_bytes);
}

long
frame_next(const void *bytes, size_t len, struct sluice_frame *frame, const void **payload)
{
	size_t size;

	if (len < sizeof(*frame))
		return 0;
	memcpy(frame, bytes, sizeof(*frame));
	if (frame->magic != SLUICE_FRAME_MAGIC || frame->kind < SLUICE_FRAME_HELLO ||
	    frame->kind > SLUICE_FRAME_REPLY ||
	    (frame->flags & ~(SLUICE_FRAME_FULL | SLUICE_FRAME_MORE | SLUICE_FRAME_CUT)) != 0 ||
	    frame->payload_bytes > SLUICE_FRAME_BYTES_MAX - sizeof(*frame))
		return -EBADMSG;
	size = sizeof(*frame) + frame->payload_bytes;
	if (len < size)
		return 0;
	*payload = (const char *)bytes + sizeof(*frame);
	return (long)size;
}

const char *
frame_build_id(void)
{
	static char id[sizeof(((struct sluice_hello *)0)->build_id)];

	if (id[0] == '\0')
		snprintf(id, sizeof(id), "%s %s %08x", SLUICE_VERSION, SLUICE_COMMIT,
			 layout_mark());
	return id;
}
