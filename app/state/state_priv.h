/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#pragma once

#include "state/state.h"

enum state_op_kind {
	STATE_OP_PUT,
	STATE_OP_FORGET,
	STATE_OP_EVENT,
};

/* Places of the texts of an operation: key and value of a record, or an event's six. */
enum {
	STATE_TEXT_KEY = 0,
	STATE_TEXT_VALUE = 1,
	STATE_TEXT_CNT = 6,
};

struct state_op {
	enum state_op_kind kind;
	uint64_t time_s;
	size_t value_len;
	char *text[STATE_TEXT_CNT];
};

/** How many events a batch has. */
size_t batch_count_events(const struct state_batch *b);
