/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * Who writes, who reads: two connections. `rw` is used by state_write() alone, on whichever thread
 * runs it; `ro` by the walks, on the main thread. WAL lets both go on at once.
 */
#include "state/state_priv.h"

#include "base/log.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define SCHEMA_VERSION 2
#define STR2(x_)       #x_
#define STR(x_)        STR2(x_)

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
	char path[PATH_MAX];
};

static const char *const op_sql[] = {
	[STATE_OP_PUT] = "INSERT OR REPLACE INTO record(key, value) VALUES(?1, ?2)",
	[STATE_OP_FORGET] = "DELETE FROM record WHERE key = ?1",
	[STATE_OP_EVENT] = "INSERT INTO event(kind, ns, name, type, reason, message, first_s, "
			   "last_s, seq, count) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?7, ?8, 1)",
	[OP_SQL_AGAIN] =
		"UPDATE event SET count = count + 1, last_s = ?7, seq = ?8 WHERE kind = ?1 "
		"AND ns = ?2 AND name = ?3 AND type = ?4 AND reason = ?5 AND message = ?6",
	[OP_SQL_PRUNE] = "DELETE FROM event WHERE seq = (SELECT min(seq) FROM event)",
};

#define EVENT_TABLE                                                                                \
	"CREATE TABLE event(id INTEGER PRIMARY KEY AUTOINCREMENT, seq INTEGER NOT NULL,"           \
	" first_s INTEGER NOT NULL, last_s INTEGER NOT NULL, count INTEGER NOT NULL,"              \
	" kind TEXT NOT NULL, ns TEXT NOT NULL, name TEXT NOT NULL, type TEXT NOT NULL,"           \
	" reason TEXT NOT NULL, message TEXT NOT NULL);"                                           \
	"CREATE UNIQUE INDEX event_same ON event(kind, ns, name, type, reason, message);"          \
	"CREATE UNIQUE INDEX event_seq ON event(seq);"

#define VERSION_SQL "PRAGMA user_version = " STR(SCHEMA_VERSION) ";"

static const char schema_sql[] =
	"BEGIN IMMEDIATE;"
	"CREATE TABLE record(key TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;" EVENT_TABLE
		VERSION_SQL "COMMIT;";

/* From 1, where what happened again stood there again. */
static const char schema_from_1_sql[] =
	"BEGIN IMMEDIATE;"
	"ALTER TABLE event RENAME TO event_1;" EVENT_TABLE
	"INSERT INTO event(seq, first_s, last_s, count, kind, ns, name, type, reason, message)"
	" SELECT max(id), min(time_s), max(time_s), count(*), kind, ns, name, type, reason, message"
	" FROM event_1 GROUP BY kind, ns, name, type, reason, message;"
	"DROP TABLE event_1;" VERSION_SQL "COMMIT;";

__attribute__((format(printf, 2, 3))) static void
say(char *why, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(why, STATE_WHY_BYTES, fmt, ap);
	va_end(ap);
}

/* What SQLite says, as -errno and one line with advice. */
static int
explain(const char *path, sqlite3 *db, int code, char *why)
{
	const char *text = db != NULL ? sqlite3_errmsg(db) : sqlite3_errstr(code);

	switch (code & 0xff) {
	case SQLITE_CORRUPT:
	case SQLITE_NOTADB:
		say(why,
		    "%s is damaged (%s): restore it from a copy, or begin anew with: mv %s "
		    "%s.damaged",
		    path, text, path, path);
		return -EUCLEAN;
	case SQLITE_FULL:
		say(why, "%s cannot be written: the disk is full", path);
		return -ENOSPC;
	case SQLITE_READONLY:
		say(why, "%s cannot be written: it is read-only", path);
		return -EROFS;
	case SQLITE_NOMEM:
		say(why, "%s: out of memory", path);
		return -ENOMEM;
	case SQLITE_CANTOPEN:
	case SQLITE_PERM:
		say(why, "%s cannot be opened: %s", path, text);
		return -EACCES;
	default:
		say(why, "%s: %s", path, text);
		return -EIO;
	}
}

static int
exec(struct state *s, sqlite3 *db, const char *sql, char *why)
{
	int code = sqlite3_exec(db, sql, NULL, NULL, NULL);

	return code == SQLITE_OK ? 0 : explain(s->path, db, code, why);
}

/* The first column of the only row of a statement, as text. */
static int
ask(struct state *s, const char *sql, char *answer, size_t answer_bytes, char *why)
{
	sqlite3_stmt *stmt = NULL;
	int code = sqlite3_prepare_v2(s->rw, sql, -1, &stmt, NULL);

	if (code == SQLITE_OK)
		code = sqlite3_step(stmt);
	if (code == SQLITE_ROW)
		snprintf(answer, answer_bytes, "%s", (const char *)sqlite3_column_text(stmt, 0));
	sqlite3_finalize(stmt);
	return code == SQLITE_ROW ? 0 : explain(s->path, s->rw, code, why);
}

static int
schema_check(struct state *s, char *why)
{
	char answer[256];
	int rc = ask(s, "PRAGMA quick_check(1)", answer, sizeof(answer), why);

	if (rc < 0)
		return rc;
	if (strcmp(answer, "ok") != 0) {
		explain(s->path, NULL, SQLITE_CORRUPT, why);
		return -EUCLEAN;
	}
	rc = ask(s, "PRAGMA user_version", answer, sizeof(answer), why);
	if (rc < 0)
		return rc;
	if (strcmp(answer, "0") == 0)
		return exec(s, s->rw, schema_sql, why);
	if (strcmp(answer, "1") == 0)
		return exec(s, s->rw, schema_from_1_sql, why);
	if (strcmp(answer, STR(SCHEMA_VERSION)) != 0) {
		say(why,
		    "%s was made by a newer version (schema %s, this one knows %d): install "
		    "that version, or begin anew with: mv %s %s.newer",
		    s->path, answer, SCHEMA_VERSION, s->path, s->path);
		return -EPROTO;
	}
	return 0;
}

static int
dir_make(const char *dir, char *why)
{
	struct stat st;
	int rc;

	if (mkdir(dir, 0700) < 0 && errno != EEXIST) {
		rc = -errno;
	} else if (stat(dir, &st) < 0) {
		rc = -errno;
	} else if (!S_ISDIR(st.st_mode)) {
		rc = -ENOTDIR;
	} else if (access(dir, R_OK | W_OK | X_OK) < 0) {
		rc = -errno;
	} else {
		return 0;
	}
	say(why,
	    "state directory %s cannot be used: %s; make it with: install -d -m 0700 -o "
	    "USER %s",
	    dir, strerror(-rc), dir);
	return rc;
}

/* Where the events end, after opening and after a batch that was not written. */
static int
events_count(struct state *s, char *why)
{
	char answer[32];
	int rc = ask(s, "SELECT ifnull(max(seq), 0) FROM event", answer, sizeof(answer), why);

	s->event_seq = rc < 0 ? 0 : strtoull(answer, NULL, 10);
	if (rc == 0)
		rc = ask(s, "SELECT count(*) FROM event", answer, sizeof(answer), why);
	s->event_cnt = rc < 0 ? 0 : strtoull(answer, NULL, 10);
	return rc;
}

/* The directory's own name has to outlive a power cut, too. Whose parent cannot be read was made by
 * somebody else, and is there for long. */
static void
dir_keep(const char *dir)
{
	char path[PATH_MAX + 4];
	int fd;

	snprintf(path, sizeof(path), "%s/..", dir);
	fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return;
	if (fsync(fd) < 0)
		log_warn("state", "cannot be synced: %s path=%s", strerror(errno), path);
	close(fd);
}

static int
connect_both(struct state *s, char *why)
{
	mode_t mask = umask(0077);
	int code =
		sqlite3_open_v2(s->path, &s->rw, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, NULL);
	int rc;

	if (code != SQLITE_OK) {
		umask(mask);
		return explain(s->path, s->rw, code, why);
	}
	sqlite3_busy_timeout(s->rw, 2000);
	rc = exec(s, s->rw, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;", why);
	if (rc == 0)
		rc = schema_check(s, why);
	if (rc == 0)
		rc = events_count(s, why);
	umask(mask);
	if (rc < 0)
		return rc;
	code = sqlite3_open_v2(s->path, &s->ro, SQLITE_OPEN_READONLY, NULL);
	if (code != SQLITE_OK)
		return explain(s->path, s->ro, code, why);
	for (size_t i = 0; i < sizeof(op_sql) / sizeof(op_sql[0]); i++) {
		code = sqlite3_prepare_v2(s->rw, op_sql[i], -1, &s->op[i], NULL);
		if (code != SQLITE_OK)
			return explain(s->path, s->rw, code, why);
	}
	return 0;
}

int
state_open(const char *dir, struct state **out, char *why)
{
	struct state *s;
	int rc = dir_make(dir, why);

	if (rc < 0)
		return rc;
	dir_keep(dir);
	s = calloc(1, sizeof(*s));
	if (s == NULL) {
		say(why, "out of memory");
		return -ENOMEM;
	}
	if (snprintf(s->path, sizeof(s->path), "%s/state.db", dir) >= (int)sizeof(s->path)) {
		say(why, "state directory: its name is too long");
		rc = -ENAMETOOLONG;
	} else {
		rc = connect_both(s, why);
	}
	if (rc < 0) {
		state_close(s);
		return rc;
	}
	*out = s;
	return 0;
}

void
state_close(struct state *s)
{
	if (s == NULL)
		return;
	for (size_t i = 0; i < sizeof(s->op) / sizeof(s->op[0]); i++)
		sqlite3_finalize(s->op[i]);
	sqlite3_close(s->ro);
	sqlite3_close(s->rw);
	free(s);
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
	for (int i = 0; i < STATE_TEXT_CNT; i++)
		sqlite3_bind_text(stmt, i + 1, op->text[i], -1, SQLITE_STATIC);
	sqlite3_bind_int64(stmt, STATE_TEXT_CNT + 1, (sqlite3_int64)op->time_s);
	sqlite3_bind_int64(stmt, STATE_TEXT_CNT + 2, (sqlite3_int64)s->event_seq);
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
op_run(struct state *s, const struct state_op *op)
{
	sqlite3_stmt *stmt = s->op[op->kind];

	switch (op->kind) {
	case STATE_OP_PUT:
		sqlite3_bind_text(stmt, 1, op->text[STATE_TEXT_KEY], -1, SQLITE_STATIC);
		sqlite3_bind_blob64(stmt, 2, op->text[STATE_TEXT_VALUE], op->value_len,
				    SQLITE_STATIC);
		break;
	case STATE_OP_FORGET:
		sqlite3_bind_text(stmt, 1, op->text[STATE_TEXT_KEY], -1, SQLITE_STATIC);
		break;
	case STATE_OP_EVENT:
		return event_run(s, op);
	}
	return stmt_run(stmt);
}

int
state_write(struct state *s, const struct state_batch *b, char *why)
{
	size_t events = batch_count_events(b);
	char other[STATE_WHY_BYTES];
	int code, rc;

	if (b->failed) {
		say(why, "out of memory");
		return -ENOMEM;
	}
	code = sqlite3_exec(s->rw, "BEGIN IMMEDIATE", NULL, NULL, NULL);
	for (size_t i = 0; i < b->cnt && code == SQLITE_OK; i++) {
		/* Those that would be pruned by the ones after them need not be written. */
		if (b->v[i].kind == STATE_OP_EVENT && events-- > STATE_EVENT_MAX)
			continue;
		code = op_run(s, &b->v[i]);
	}
	if (code == SQLITE_OK)
		code = sqlite3_exec(s->rw, "COMMIT", NULL, NULL, NULL);
	if (code == SQLITE_OK)
		return 0;
	rc = explain(s->path, s->rw, code, why);
	sqlite3_exec(s->rw, "ROLLBACK", NULL, NULL, NULL);
	events_count(s, other);
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
		explain(s->path, s->ro, code, why);
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
state_each_event(struct state *s, state_event_cb cb, void *arg)
{
	struct event_walk w = {.cb = cb, .arg = arg};
	sqlite3_stmt *stmt;

	if (sqlite3_prepare_v2(s->ro, "SELECT " EVENT_COLUMNS " FROM event ORDER BY seq", -1, &stmt,
			       NULL) != SQLITE_OK)
		return -EIO;
	return walk(s, stmt, event_row, &w);
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
