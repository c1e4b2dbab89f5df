/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include "control/queries.h"

#include "control/wire.h"

#include "base/clock.h"
#include "base/log.h"
#include "channel/frame.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define NS_PER_MS 1000000u
#define SWEEP_MS  200

struct question {
	struct queries *q;
	struct question *next;
	uint32_t seq;
	uint32_t kind; /* enum sluice_query_kind */
	uint64_t heard_ns;
	const struct question_ops *ops;
	void *arg;
	struct question **out;
};

struct queries {
	uv_loop_t *loop;
	struct wire *wire;
	uv_timer_t sweep;
	uint32_t seq;
	struct question *first;
	struct question *delivering; /* NULL once its taker has cancelled it */
};

static size_t
record_bytes(uint32_t kind)
{
	switch ((enum sluice_query_kind)kind) {
	case SLUICE_QUERY_FLOWS:
		return sizeof(struct sluice_flow_record);
	case SLUICE_QUERY_DROPS:
		return sizeof(struct sluice_drop_record);
	case SLUICE_QUERY_PORTS:
		return sizeof(struct sluice_port_record);
	case SLUICE_QUERY_SERVICES:
		return sizeof(struct sluice_service_record);
	case SLUICE_QUERY_WORKERS:
		return sizeof(struct sluice_worker_record);
	case SLUICE_QUERY_STATUS:
		return sizeof(struct sluice_status_record);
	}
	return 1;
}

static void
unlink_question(struct question *question)
{
	struct question **at = &question->q->first;

	while (*at != question)
		at = &(*at)->next;
	*at = question->next;
	*question->out = NULL;
	if (question->q->delivering == question)
		question->q->delivering = NULL;
}

static void
question_end(struct question *question, int error, uint64_t cursor)
{
	const struct question_ops *ops = question->ops;
	void *arg = question->arg;

	unlink_question(question);
	free(question);
	ops->end(arg, error, cursor);
}

void
queries_cancel(struct question *question)
{
	if (question == NULL)
		return;
	unlink_question(question);
	free(question);
}

static void
down(struct queries *q)
{
	wire_close(q->wire);
	q->wire = NULL;
	while (q->first != NULL)
		question_end(q->first, -ENOTCONN, 0);
}

/* Records of one frame, moved to aligned memory. */
static int
records_deliver(struct question *question, const void *payload, size_t len)
{
	size_t size = record_bytes(question->kind);
	void *records;

	if (len % size != 0)
		return -EBADMSG;
	if (len == 0)
		return 0;
	records = malloc(len);
	if (records == NULL)
		return -ENOMEM;
	memcpy(records, payload, len);
	question->ops->records(question->arg, records, len / size);
	free(records);
	return 0;
}

static void
on_frame(void *arg, const struct sluice_frame *frame, const void *payload)
{
	struct queries *q = arg;
	struct question *question = q->first;
	size_t len = frame->payload_bytes;
	uint64_t cursor = 0;
	int rc;

	while (question != NULL && question->seq != frame->seq)
		question = question->next;
	if (question == NULL || frame->kind != SLUICE_FRAME_REPLY)
		return;
	question->heard_ns = clock_now_ns();
	if ((frame->flags & SLUICE_FRAME_CUT) != 0 && len >= sizeof(cursor)) {
		len -= sizeof(cursor);
		memcpy(&cursor, (const char *)payload + len, sizeof(cursor));
	}
	q->delivering = question;
	rc = records_deliver(question, payload, len);
	if (q->delivering == NULL)
		return;
	q->delivering = NULL;
	if (rc < 0 || (frame->flags & SLUICE_FRAME_MORE) == 0)
		question_end(question, rc, cursor);
}

static void
on_end(void *arg, const char *why)
{
	log_dbg("query", "the forwarder is gone: %s", why);
	down(arg);
}

static const struct wire_ops ops = {.frame = on_frame, .end = on_end};

static void
on_sweep(uv_timer_t *timer)
{
	struct queries *q = timer->data;
	uint64_t now = clock_now_ns();
	struct question *question = q->first;

	while (question != NULL) {
		uint64_t ms = question->ops->timeout_ms != 0 ? question->ops->timeout_ms
							     : QUERIES_TIMEOUT_MS;

		if (now - question->heard_ns <= ms * NS_PER_MS) {
			question = question->next;
			continue;
		}
		question_end(question, -ETIMEDOUT, 0);
		question = q->first; /* the end may have changed the list */
	}
	if (q->first == NULL)
		uv_timer_stop(timer);
}

int
queries_create(uv_loop_t *loop, struct queries **out)
{
	struct queries *q = calloc(1, sizeof(*q));

	if (q == NULL)
		return -ENOMEM;
	q->loop = loop;
	uv_timer_init(loop, &q->sweep);
	q->sweep.data = q;
	*out = q;
	return 0;
}

static void
on_sweep_closed(uv_handle_t *handle)
{
	free(handle->data);
}

void
queries_destroy(struct queries *q)
{
	if (q == NULL)
		return;
	while (q->first != NULL)
		queries_cancel(q->first);
	wire_close(q->wire);
	q->wire = NULL;
	uv_close((uv_handle_t *)&q->sweep, on_sweep_closed);
}

int
queries_attach(struct queries *q, int fd)
{
	struct wire *wire;
	int rc = wire_open(q->loop, fd, &ops, q, &wire);

	if (rc < 0)
		return rc;
	if (q->wire != NULL)
		down(q);
	q->wire = wire;
	return 0;
}

void
queries_ask(struct queries *q, const struct sluice_query *ask,
	    const struct question_ops *question_ops, void *arg, struct question **out)
{
	struct question *question = calloc(1, sizeof(*question));
	struct buf frames = {0};

	*out = NULL;
	if (question == NULL || q->wire == NULL) {
		free(question);
		question_ops->end(arg, q->wire == NULL ? -ENOTCONN : -ENOMEM, 0);
		return;
	}
	q->seq = q->seq == UINT32_MAX ? 1 : q->seq + 1;
	*question = (struct question){
		.q = q,
		.next = q->first,
		.seq = q->seq,
		.kind = ask->kind,
		.heard_ns = clock_now_ns(),
		.ops = question_ops,
		.arg = arg,
		.out = out,
	};
	q->first = question;
	*out = question;
	frame_add(&frames, SLUICE_FRAME_QUERY, 0, question->seq, ask, sizeof(*ask));
	if (!uv_is_active((uv_handle_t *)&q->sweep))
		uv_timer_start(&q->sweep, on_sweep, SWEEP_MS, SWEEP_MS);
	wire_send(q->wire, &frames);
}
