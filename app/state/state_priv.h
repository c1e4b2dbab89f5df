/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#pragma once

#include "state/state.h"

#include <limits.h>
#include <sqlite3.h>

enum state_op_kind {
	STATE_OP_PUT,
	STATE_OP_FORGET,
	STATE_OP_EVENT,
};

#define STATE_EVENT_TEXTS 6

/*
 * One piece of memory for each: a load makes a hundred thousand of them.
 *
 *	key NUL value		of a record
 *	key NUL			of one to forget
 *	six texts, each NUL	of an event
 *	path NUL struct stat	where the value is what that file holds, if it still is what it was
 */
struct state_op {
	enum state_op_kind kind;
	bool is_file; /* value: as above */
	uint64_t time_s;
	union {
		size_t value_len; /* of a record */
		uint64_t count;   /* of an event */
	};
	char *bytes; /* NULL: an allocation failed, and so has the batch */
};

/** The value of a record. */
const char *op_value(const struct state_op *op);

/**
 * Read the file that a value is in.
 * @param out to be freed
 * @return 0, -ESTALE it is no more what it was, -ENOMEM
 */
int op_read_file(const struct state_op *op, char **out, size_t *len);

/** How many events a batch has. */
size_t batch_count_events(const struct state_batch *b);

/* Statements: enum state_op_kind, and what else events take. */
enum {
	OP_SQL_AGAIN = STATE_OP_EVENT + 1,
	OP_SQL_PRUNE,
	OP_SQL_CNT,
};

struct state {
	sqlite3 *rw;
	sqlite3 *ro;
	sqlite3_stmt *op[OP_SQL_CNT]; /* on rw */
	uint64_t event_seq;           /* of the newest event */
	uint64_t event_cnt;
	bool names_kept; /* the folder's names are on the disk */
	bool readonly;   /* the disk was, when it was opened */
	char path[PATH_MAX];
	size_t dir_len; /* of the folder in the path */
};

/** Write a line of STATE_WHY_BYTES. */
void state_say(char *why, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/**
 * Say what a code of SQLite means.
 * @param db the connection that gave it, or NULL
 * @return -errno
 */
int state_explain(const char *path, sqlite3 *db, int code, char *why);

/** Run statements. @return 0 or as state_explain */
int state_exec(struct state *s, sqlite3 *db, const char *sql, char *why);

/** The first column of the only row of a statement on rw, as text. @return as state_exec */
int state_ask(struct state *s, const char *sql, char *answer, size_t answer_bytes, char *why);

/** Look where the events end: after opening, and after a batch that was not written. */
int state_count_events(struct state *s, char *why);
