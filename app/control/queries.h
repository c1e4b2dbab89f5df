/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * Questions to the forwarder on the query stream. Any number may be open; each ends exactly once,
 * with its answer's last frame, with a failure, or by queries_cancel().
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <uv.h>

#include "channel/query.h"

/* No frame of an answer for so long, or somewhat more, ends the question. */
#define QUERIES_TIMEOUT_MS 5000

struct queries;
struct question;

struct question_ops {
	uint32_t timeout_ms; /* 0: QUERIES_TIMEOUT_MS */
	/** Some records of the answer, aligned, cnt of them. May be NULL for nothing but the end.
	 */
	void (*records)(void *arg, const void *records, size_t cnt);
	/**
	 * The end; the question is no more.
	 * @param error  0, -ENOTCONN no forwarder, -ETIMEDOUT, -EBADMSG
	 * @param cursor where the next page begins; 0: there is none
	 */
	void (*end)(void *arg, int error, uint64_t cursor);
};

/** @return 0 or -ENOMEM */
int queries_create(uv_loop_t *loop, struct queries **out);

/** Close and free; open questions are forgotten without a call. NULL is allowed. */
void queries_destroy(struct queries *q);

/** Take over a new connection; the one before is closed, its questions end. @return 0 or -errno */
int queries_attach(struct queries *q, int fd);

/**
 * Ask. Without a connection the question ends at once.
 * @param out where the question stands while it is open, for queries_cancel; NULL once it ended
 */
void queries_ask(struct queries *q, const struct sluice_query *ask, const struct question_ops *ops,
		 void *arg, struct question **out);

/** Forget a question: what still comes of its answer is dropped. NULL is allowed. */
void queries_cancel(struct question *question);
