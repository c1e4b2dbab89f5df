/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * Who writes, who reads: two connections. `rw` is used by state_write() alone, on whichever thread
 * runs it; `ro` by the walks, on the main thread. WAL lets both go on at once. Its index is in our
 * memory alone (VFS unix-excl): it takes no room on a full disk, is mapped from no failing one, and
 * no other process opens the database.
 *
 * Errors of the disk:
 *   a commit that fails may have reached the disk, or does when the kernel writes back later: the
 *   next start would find what was refused. So another, empty one is written over it at once.
 *   A sync that fails is never repeated for the same bytes, which the kernel takes for clean from
 *   then on: SQLite writes all frames of the next commit anew, from where the last good one ended.
 *   A database gets its name once it is on the disk: nothing is written into one whose making
 *   failed.
 *   The folder's names are synced before the first commit, as SQLite passes over that error.
 */
#include "state/state_priv.h"

#include "base/log.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Never the same twice: SQLite writes nothing where nothing changes. */
#define TOUCH_SQL "INSERT OR REPLACE INTO record(key, value) VALUES('touched', randomblob(8))"

int
state_exec(struct state *s, sqlite3 *db, const char *sql, char *why)
{
	int code = sqlite3_exec(db, sql, NULL, NULL, NULL);

	return code == SQLITE_OK ? 0 : state_explain(s->path, db, code, why);
}

/* The first column of the only row of a statement, as text. */
int
state_ask(struct state *s, const char *sql, char *answer, size_t answer_bytes, char *why)
{
	sqlite3_stmt *stmt = NULL;
	int code = sqlite3_prepare_v2(s->rw, sql, -1, &stmt, NULL);

	if (code == SQLITE_OK)
		code = sqlite3_step(stmt);
	if (code == SQLITE_ROW)
		snprintf(answer, answer_bytes, "%s", (const char *)sqlite3_column_text(stmt, 0));
	sqlite3_finalize(stmt);
	return code == SQLITE_ROW ? 0 : state_explain(s->path, s->rw, code, why);
}

/* Where the events end, after opening and after a batch that was not written. If that cannot be
 * told, it is not before where the batch had come. */
int
state_count_events(struct state *s, char *why)
{
	char answer[32];
	int rc = state_ask(s, "SELECT ifnull(max(seq), 0) FROM event", answer, sizeof(answer), why);

	if (rc < 0)
		return rc;
	s->event_seq = strtoull(answer, NULL, 10);
	rc = state_ask(s, "SELECT count(*) FROM event", answer, sizeof(answer), why);
	if (rc == 0)
		s->event_cnt = strtoull(answer, NULL, 10);
	return rc;
}

static int
names_sync(const char *dir, char *why)
{
	int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int error = 0;

	/* Whose parent may not be read was made by somebody else, and is there for long. */
	if (fd < 0 && errno == EACCES)
		return 0;
	if (fd < 0) {
		error = -errno;
		state_say(why, "%s cannot be opened: %s", dir, strerror(-error));
		return error;
	}
	/* EINVAL: a file system that does not sync folders */
	if (fsync(fd) < 0 && errno != EINVAL)
		error = -errno;
	close(fd);
	if (error < 0)
		state_say(
			why,
			"%s cannot be synced: %s; see what the kernel says of the disk with: dmesg",
			dir, strerror(-error));
	return error;
}

/* Before anything is acknowledged the folder and the names in it have to outlive a power cut. */
static int
names_keep(struct state *s, char *why)
{
	char dir[PATH_MAX + 4];
	int rc;

	if (s->names_kept)
		return 0;
	snprintf(dir, sizeof(dir), "%.*s", (int)s->dir_len, s->path);
	rc = names_sync(dir, why);
	if (rc == 0) {
		snprintf(dir, sizeof(dir), "%.*s/..", (int)s->dir_len, s->path);
		rc = names_sync(dir, why);
	}
	s->names_kept = rc == 0;
	return rc;
}

static int
stmt_run(sqlite3_stmt *stmt)
{
	int code = sqlite3_step(stmt);

	sqlite3_reset(stmt);
	sqlite3_clear_bindings(stmt);
	return code == SQLITE_DONE ? SQLITE_OK : code;
}

static int
event_write(struct state *s, const struct state_op *op, sqlite3_stmt *stmt)
{
	const char *text = op->bytes;

	for (int i = 0; i < STATE_EVENT_TEXTS; i++, text += strlen(text) + 1)
		sqlite3_bind_text(stmt, i + 1, text, -1, SQLITE_STATIC);
	sqlite3_bind_int64(stmt, STATE_EVENT_TEXTS + 1, (sqlite3_int64)op->time_s);
	sqlite3_bind_int64(stmt, STATE_EVENT_TEXTS + 2, (sqlite3_int64)s->event_seq);
	sqlite3_bind_int64(stmt, STATE_EVENT_TEXTS + 3, (sqlite3_int64)op->count);
	return stmt_run(stmt);
}

/* What happened before is counted, else it is new and the oldest may have to go. */
static int
event_run(struct state *s, const struct state_op *op)
{
	int code;

	s->event_seq++;
	code = event_write(s, op, s->op[OP_SQL_AGAIN]);
	if (code != SQLITE_OK || sqlite3_changes(s->rw) > 0)
		return code;
	code = event_write(s, op, s->op[STATE_OP_EVENT]);
	if (code == SQLITE_OK && ++s->event_cnt > STATE_EVENT_MAX) {
		code = stmt_run(s->op[OP_SQL_PRUNE]);
		s->event_cnt--;
	}
	return code;
}

static int
put_run(struct state *s, const struct state_op *op, const char *value, size_t len)
{
	sqlite3_stmt *stmt = s->op[STATE_OP_PUT];

	sqlite3_bind_text(stmt, 1, op->bytes, -1, SQLITE_STATIC);
	sqlite3_bind_blob64(stmt, 2, value, len, SQLITE_STATIC);
	return stmt_run(stmt);
}

/* What the file has become since is loaded, and then kept in its turn. */
static int
put_file_run(struct state *s, const struct state_op *op)
{
	char *text;
	size_t len;
	int code, rc = op_read_file(op, &text, &len);

	if (rc < 0)
		return rc == -ENOMEM ? SQLITE_NOMEM : SQLITE_OK;
	code = put_run(s, op, text, len);
	free(text);
	return code;
}

static int
op_run(struct state *s, const struct state_op *op)
{
	sqlite3_stmt *stmt = s->op[op->kind];

	switch (op->kind) {
	case STATE_OP_PUT:
		return op->is_file ? put_file_run(s, op)
				   : put_run(s, op, op_value(op), op->value_len);
	case STATE_OP_FORGET:
		sqlite3_bind_text(stmt, 1, op->bytes, -1, SQLITE_STATIC);
		break;
	case STATE_OP_EVENT:
		return event_run(s, op);
	}
	return stmt_run(stmt);
}

int
state_touch(struct state *s, char *why)
{
	int rc = names_keep(s, why);

	return rc < 0 ? rc : state_exec(s, s->rw, TOUCH_SQL, why);
}

static int
ops_run(struct state *s, const struct state_batch *b)
{
	size_t events = batch_count_events(b);
	int code = SQLITE_OK;

	for (size_t i = 0; i < b->cnt && code == SQLITE_OK; i++) {
		/* Those that would be pruned by the ones after them need not be written. */
		if (b->v[i].kind == STATE_OP_EVENT && events-- > STATE_EVENT_MAX)
			continue;
		code = op_run(s, &b->v[i]);
	}
	return code;
}

int
state_write(struct state *s, const struct state_batch *b, char *why)
{
	char other[STATE_WHY_BYTES];
	bool committing = false;
	int code, rc;

	if (b->failed) {
		state_say(why, "out of memory");
		return -ENOMEM;
	}
	rc = names_keep(s, why);
	if (rc < 0)
		return rc;
	code = sqlite3_exec(s->rw, "BEGIN IMMEDIATE", NULL, NULL, NULL);
	if (code == SQLITE_OK)
		code = ops_run(s, b);
	if (code == SQLITE_OK) {
		committing = true;
		code = sqlite3_exec(s->rw, "COMMIT", NULL, NULL, NULL);
	}
	if (code == SQLITE_OK)
		return 0;
	rc = state_explain(s->path, s->rw, code, why);
	sqlite3_exec(s->rw, "ROLLBACK", NULL, NULL, NULL);
	if (committing)
		state_touch(s, other);
	state_count_events(s, other);
	return rc;
}

/* Run a prepared walk to its end. */
static int
walk(struct state *s, sqlite3_stmt *stmt, int (*row)(void *arg, sqlite3_stmt *stmt), void *arg)
{
	char why[STATE_WHY_BYTES];
	int rc = 0, code = SQLITE_ROW;

	while (rc == 0 && (code = sqlite3_step(stmt)) == SQLITE_ROW)
		rc = row(arg, stmt);
	if (rc == 0 && code != SQLITE_DONE) {
		state_explain(s->path, s->ro, code, why);
		log_err("state", "%s", why);
		rc = -EIO;
	}
	sqlite3_finalize(stmt);
	return rc;
}

struct record_walk {
	state_record_cb cb;
	void *arg;
};

static int
record_row(void *arg, sqlite3_stmt *stmt)
{
	const struct record_walk *w = arg;

	return w->cb(w->arg, (const char *)sqlite3_column_text(stmt, 0),
		     sqlite3_column_blob(stmt, 1), (size_t)sqlite3_column_bytes(stmt, 1));
}

int
state_each(struct state *s, const char *prefix, state_record_cb cb, void *arg)
{
	struct record_walk w = {.cb = cb, .arg = arg};
	sqlite3_stmt *stmt;

	if (sqlite3_prepare_v2(s->ro,
			       "SELECT key, value FROM record WHERE key >= ?1 AND "
			       "substr(key, 1, length(?1)) = ?1 ORDER BY key",
			       -1, &stmt, NULL) != SQLITE_OK)
		return -EIO;
	sqlite3_bind_text(stmt, 1, prefix, -1, SQLITE_STATIC);
	return walk(s, stmt, record_row, &w);
}

static int
key_row(void *arg, sqlite3_stmt *stmt)
{
	const struct record_walk *w = arg;

	return w->cb(w->arg, (const char *)sqlite3_column_text(stmt, 0), NULL, 0);
}

int
state_keys(struct state *s, const char *prefix, state_record_cb cb, void *arg)
{
	struct record_walk w = {.cb = cb, .arg = arg};
	sqlite3_stmt *stmt;

	if (sqlite3_prepare_v2(s->ro,
			       "SELECT key FROM record WHERE key >= ?1 AND "
			       "substr(key, 1, length(?1)) = ?1 ORDER BY key",
			       -1, &stmt, NULL) != SQLITE_OK)
		return -EIO;
	sqlite3_bind_text(stmt, 1, prefix, -1, SQLITE_STATIC);
	return walk(s, stmt, key_row, &w);
}

struct record_get {
	struct record_walk walk;
	bool found;
};

static int
get_row(void *arg, sqlite3_stmt *stmt)
{
	struct record_get *g = arg;

	g->found = true;
	return record_row(&g->walk, stmt);
}

int
state_get(struct state *s, const char *key, state_record_cb cb, void *arg)
{
	struct record_get g = {.walk = {.cb = cb, .arg = arg}};
	sqlite3_stmt *stmt;
	int rc;

	if (sqlite3_prepare_v2(s->ro, "SELECT key, value FROM record WHERE key = ?1", -1, &stmt,
			       NULL) != SQLITE_OK)
		return -EIO;
	sqlite3_bind_text(stmt, 1, key, -1, SQLITE_STATIC);
	rc = walk(s, stmt, get_row, &g);
	return rc == 0 && !g.found ? -ENOENT : rc;
}

struct event_walk {
	state_event_cb cb;
	void *arg;
};

#define EVENT_COLUMNS "last_s, first_s, count, id, seq, kind, ns, name, type, reason, message"

static int
event_row(void *arg, sqlite3_stmt *stmt)
{
	const struct event_walk *w = arg;
	const struct state_event e = {
		.time_s = (uint64_t)sqlite3_column_int64(stmt, 0),
		.first_s = (uint64_t)sqlite3_column_int64(stmt, 1),
		.count = (uint64_t)sqlite3_column_int64(stmt, 2),
		.id = (uint64_t)sqlite3_column_int64(stmt, 3),
		.seq = (uint64_t)sqlite3_column_int64(stmt, 4),
		.kind = (const char *)sqlite3_column_text(stmt, 5),
		.ns = (const char *)sqlite3_column_text(stmt, 6),
		.name = (const char *)sqlite3_column_text(stmt, 7),
		.type = (const char *)sqlite3_column_text(stmt, 8),
		.reason = (const char *)sqlite3_column_text(stmt, 9),
		.message = (const char *)sqlite3_column_text(stmt, 10),
	};

	return w->cb(w->arg, &e);
}

int
state_each_event(struct state *s, uint64_t after, state_event_cb cb, void *arg)
{
	struct event_walk w = {.cb = cb, .arg = arg};
	sqlite3_stmt *stmt;

	if (sqlite3_prepare_v2(s->ro,
			       "SELECT " EVENT_COLUMNS " FROM event WHERE seq > ?1 ORDER BY seq",
			       -1, &stmt, NULL) != SQLITE_OK)
		return -EIO;
	sqlite3_bind_int64(stmt, 1, (sqlite3_int64)after);
	return walk(s, stmt, event_row, &w);
}

static int
seq_row(void *arg, sqlite3_stmt *stmt)
{
	*(uint64_t *)arg = (uint64_t)sqlite3_column_int64(stmt, 0);
	return 0;
}

int
state_first_event(struct state *s, uint64_t *seq)
{
	sqlite3_stmt *stmt;

	if (sqlite3_prepare_v2(s->ro, "SELECT ifnull(min(seq), 0) FROM event", -1, &stmt, NULL) !=
	    SQLITE_OK)
		return -EIO;
	return walk(s, stmt, seq_row, seq);
}

int
state_events(struct state *s, const char *kind, const char *ns, const char *name, size_t max,
	     state_event_cb cb, void *arg)
{
	struct event_walk w = {.cb = cb, .arg = arg};
	sqlite3_stmt *stmt;

	if (sqlite3_prepare_v2(s->ro,
			       "SELECT " EVENT_COLUMNS
			       " FROM (SELECT * FROM event WHERE kind = ?1 AND ns = ?2 AND "
			       "name = ?3 ORDER BY seq DESC LIMIT ?4) ORDER BY seq",
			       -1, &stmt, NULL) != SQLITE_OK)
		return -EIO;
	sqlite3_bind_text(stmt, 1, kind, -1, SQLITE_STATIC);
	sqlite3_bind_text(stmt, 2, ns, -1, SQLITE_STATIC);
	sqlite3_bind_text(stmt, 3, name, -1, SQLITE_STATIC);
	sqlite3_bind_int64(stmt, 4, (sqlite3_int64)max);
	return walk(s, stmt, event_row, &w);
}
