/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * Opening and closing: the folder, the schema, both connections.
 */
#include "state/state_priv.h"

#include "base/buf.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define SCHEMA_VERSION 2
#define VFS            "unix-excl"
#define VFS_READONLY   "unix-none" /* what cannot be written cannot be locked either */
#define STR2(x_)       #x_
#define STR(x_)        STR2(x_)

static const char *const op_sql[] = {
	[STATE_OP_PUT] = "INSERT OR REPLACE INTO record(key, value) VALUES(?1, ?2)",
	[STATE_OP_FORGET] = "DELETE FROM record WHERE key = ?1",
	[STATE_OP_EVENT] = "INSERT INTO event(kind, ns, name, type, reason, message, first_s, "
			   "last_s, seq, count) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?7, ?8, ?9)",
	[OP_SQL_AGAIN] =
		"UPDATE event SET count = count + ?9, last_s = ?7, seq = ?8 WHERE kind = ?1 "
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

static int
schema_check(struct state *s, char *why)
{
	char answer[256];
	int rc = state_ask(s, "PRAGMA quick_check(1)", answer, sizeof(answer), why);

	if (rc < 0)
		return rc;
	if (strcmp(answer, "ok") != 0) {
		state_explain(s->path, NULL, SQLITE_CORRUPT, why);
		return -EUCLEAN;
	}
	rc = state_ask(s, "PRAGMA user_version", answer, sizeof(answer), why);
	if (rc < 0)
		return rc;
	if (strcmp(answer, "1") == 0)
		return state_exec(s, s->rw, schema_from_1_sql, why);
	if (strcmp(answer, STR(SCHEMA_VERSION)) != 0) {
		state_say(why,
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
	state_say(why,
		  "state directory %s cannot be used: %s; make it with: install -d -m 0700 -o "
		  "USER %s",
		  dir, strerror(-rc), dir);
	return rc;
}

/* A read-only disk: what stands in the write-ahead log counts too; without one there is nothing
 * that SQLite would have to write, if it is told so. */
static void
name_readonly(const struct state *s, char *name, size_t bytes)
{
	struct buf uri = {0};
	char wal[PATH_MAX + 8];

	snprintf(wal, sizeof(wal), "%s-wal", s->path);
	buf_adds(&uri, "file:");
	for (const char *p = s->path; *p != '\0'; p++)
		buf_printf(&uri, strchr("%?#", *p) != NULL ? "%%%02x" : "%c", *p);
	buf_adds(&uri, access(wal, F_OK) < 0 ? "?immutable=1" : "");
	snprintf(name, bytes, "%s", uri.failed ? s->path : uri.data);
	buf_fini(&uri);
}

static int
connect_one(struct state *s, int flags, sqlite3 **db, char *why)
{
	char name[3 * PATH_MAX];
	int code;

	if (!s->readonly) {
		code = sqlite3_open_v2(s->path, db, flags, VFS);
		return code == SQLITE_OK ? 0 : state_explain(s->path, *db, code, why);
	}
	name_readonly(s, name, sizeof(name));
	code = sqlite3_open_v2(name, db, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, VFS_READONLY);
	if (code != SQLITE_OK)
		return state_explain(s->path, *db, code, why);
	return state_exec(s, *db, "PRAGMA locking_mode = EXCLUSIVE", why);
}

static int
connect_rw(struct state *s, char *why)
{
	int rc = connect_one(s, SQLITE_OPEN_READWRITE, &s->rw, why);

	if (rc < 0)
		return rc;
	sqlite3_busy_timeout(s->rw, 2000);
	if (!s->readonly)
		rc = state_exec(s, s->rw, "PRAGMA synchronous = FULL", why);
	if (rc == 0)
		rc = schema_check(s, why);
	return rc == 0 ? state_count_events(s, why) : rc;
}

static int
connect_both(struct state *s, char *why)
{
	mode_t mask = umask(0077);
	int rc = connect_rw(s, why);

	umask(mask);
	if (rc == 0)
		rc = connect_one(s, SQLITE_OPEN_READONLY, &s->ro, why);
	for (size_t i = 0; rc == 0 && i < sizeof(op_sql) / sizeof(op_sql[0]); i++) {
		int code = sqlite3_prepare_v2(s->rw, op_sql[i], -1, &s->op[i], NULL);

		if (code != SQLITE_OK)
			rc = state_explain(s->path, s->rw, code, why);
	}
	return rc;
}

static bool
is_absent(const char *path)
{
	struct stat st;

	return stat(path, &st) < 0 ? errno == ENOENT : st.st_size == 0;
}

static int
make_schema(const char *path, const char *made, char *why)
{
	sqlite3 *db = NULL;
	int code = sqlite3_open_v2(made, &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, VFS);
	int rc = 0;

	if (code == SQLITE_OK)
		code = sqlite3_exec(db, "PRAGMA synchronous = FULL", NULL, NULL, NULL);
	if (code == SQLITE_OK)
		code = sqlite3_exec(db, schema_sql, NULL, NULL, NULL);
	if (code == SQLITE_OK)
		code = sqlite3_exec(db, "PRAGMA journal_mode = WAL", NULL, NULL, NULL);
	if (code != SQLITE_OK)
		rc = state_explain(path, db, code, why);
	sqlite3_close(db);
	return rc;
}

/* Make a database beside its place, and put it there once it is on the disk. */
static int
make(const struct state *s, char *why)
{
	static const char *const ends[] = {"-journal", "-wal", ""};
	char made[PATH_MAX + 8], path[PATH_MAX + 32];
	mode_t mask = umask(0077);
	int rc = 0;

	snprintf(made, sizeof(made), "%s.new", s->path);
	for (size_t i = 0; rc == 0 && i < sizeof(ends) / sizeof(ends[0]); i++) {
		snprintf(path, sizeof(path), "%s%s", made, ends[i]);
		if (unlink(path) < 0 && errno != ENOENT)
			rc = -errno;
	}
	if (rc < 0)
		state_say(why, "%s cannot be removed: %s", path, strerror(-rc));
	if (rc == 0)
		rc = make_schema(s->path, made, why);
	if (rc == 0 && rename(made, s->path) < 0) {
		rc = -errno;
		state_say(why, "%s cannot be renamed: %s", made, strerror(-rc));
	}
	umask(mask);
	return rc;
}

int
state_open(const char *dir, struct state **out, char *why)
{
	struct state *s;
	int rc = dir_make(dir, why);

	if (rc < 0 && rc != -EROFS)
		return rc;
	s = calloc(1, sizeof(*s));
	if (s == NULL) {
		state_say(why, "out of memory");
		return -ENOMEM;
	}
	s->dir_len = strlen(dir);
	if (snprintf(s->path, sizeof(s->path), "%s/state.db", dir) >= (int)sizeof(s->path)) {
		state_say(why, "state directory: its name is too long");
		state_close(s);
		return -ENAMETOOLONG;
	}
	s->readonly = rc == -EROFS;
	if (!is_absent(s->path))
		rc = 0;
	else if (!s->readonly)
		rc = make(s, why);
	if (rc == 0)
		rc = connect_both(s, why);
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
