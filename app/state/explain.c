/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * What SQLite says of an error, as -errno and one line with advice.
 */
#include "state/state_priv.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

void
state_say(char *why, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(why, STATE_WHY_BYTES, fmt, ap);
	va_end(ap);
}

static int
explain_full(const char *path, char *why)
{
	state_say(why, "%s cannot be written: the disk is full; make room on it", path);
	return -ENOSPC;
}

static int
explain_readonly(const char *path, char *why)
{
	state_say(
		why,
		"%s cannot be written: it is read-only; make it writable, then: systemctl restart "
		"sluiced",
		path);
	return -EROFS;
}

/* What the kernel said at the last error of the log, else of the database. */
static int
kernel_error(sqlite3 *db)
{
	sqlite3_file *log = NULL;
	int error = 0;

	if (db == NULL)
		return EIO;
	if (sqlite3_file_control(db, "main", SQLITE_FCNTL_JOURNAL_POINTER, &log) == SQLITE_OK &&
	    log != NULL && log->pMethods != NULL)
		log->pMethods->xFileControl(log, SQLITE_FCNTL_LAST_ERRNO, &error);
	if (error == 0)
		sqlite3_file_control(db, "main", SQLITE_FCNTL_LAST_ERRNO, &error);
	return error != 0 ? error : EIO;
}

static int
explain_disk(const char *path, const char *verb, int error, char *why)
{
	if (error == ENOSPC)
		return explain_full(path, why);
	if (error == EROFS)
		return explain_readonly(path, why);
	state_say(why, "%s cannot be %s: %s; see what the kernel says of the disk with: dmesg",
		  path, verb, strerror(error));
	return -EIO;
}

static const char *
verb_of(int code)
{
	switch (code) {
	case SQLITE_IOERR_READ:
	case SQLITE_IOERR_SHORT_READ:
	case SQLITE_IOERR_CORRUPTFS:
		return "read";
	case SQLITE_IOERR_FSYNC:
	case SQLITE_IOERR_DIR_FSYNC:
		return "synced";
	default:
		return "written";
	}
}

/* Whether a file cannot be read to its end, as an errno; 0: it can, or is not there. */
static int
read_error(const char *path, const char *ending)
{
	char name[PATH_MAX + 16], bytes[16384];
	ssize_t n = -1;
	int fd, error;

	snprintf(name, sizeof(name), "%s%s", path, ending);
	fd = open(name, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return errno == ENOENT ? 0 : errno;
	while ((n = read(fd, bytes, sizeof(bytes))) > 0)
		;
	error = n < 0 ? errno : 0;
	close(fd);
	return error;
}

/* SQLite takes a disk that cannot be read for a damaged database, too. */
static int
explain_damage(const char *path, const char *text, char *why)
{
	int error = read_error(path, "");

	if (error == 0)
		error = read_error(path, "-wal");
	if (error != 0)
		return explain_disk(path, "read", error, why);
	state_say(why,
		  "%s is damaged (%s): restore it from a copy, or begin anew with: mv %s "
		  "%s.damaged",
		  path, text, path, path);
	return -EUCLEAN;
}

/* What SQLite says, as -errno and one line with advice. */
int
state_explain(const char *path, sqlite3 *db, int code, char *why)
{
	const char *text = db != NULL ? sqlite3_errmsg(db) : sqlite3_errstr(code);

	switch (code & 0xff) {
	case SQLITE_CORRUPT:
	case SQLITE_NOTADB:
		return explain_damage(path, text, why);
	case SQLITE_FULL:
		return explain_full(path, why);
	case SQLITE_READONLY:
		return explain_readonly(path, why);
	case SQLITE_IOERR:
		if (db != NULL)
			code = sqlite3_extended_errcode(db);
		return explain_disk(path, verb_of(code), kernel_error(db), why);
	case SQLITE_BUSY:
		state_say(why,
			  "%s is in use: another sluice-control runs with this state directory",
			  path);
		return -EBUSY;
	case SQLITE_NOMEM:
		state_say(why, "%s: out of memory", path);
		return -ENOMEM;
	case SQLITE_CANTOPEN:
	case SQLITE_PERM:
		state_say(why, "%s cannot be opened: %s", path, text);
		return -EACCES;
	default:
		state_say(why, "%s: %s", path, text);
		return -EIO;
	}
}
