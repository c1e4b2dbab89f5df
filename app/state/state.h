/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * What must survive a restart: records (objects that came by socket, allocations, the last good
 * board file and manifest files) and events, in one SQLite database in the state directory, WAL
 * with synchronous=FULL.
 *
 * Model:
 *   a batch is filled without touching the disk, then written as one transaction: all of it is
 *   there after a power cut, or nothing. Writing waits for the disk, so control does it on a
 *   thread of its own; reading has its own connection and does not wait for writers.
 *
 * Schema (PRAGMA user_version is its number; an older one is brought up to date, a newer refused):
 *   record(key TEXT PRIMARY KEY, value BLOB)
 *   event(id, seq, first_s, last_s, count, kind, ns, name, type, reason, message)
 *	What happens again is counted where it stands, with a new seq. Of more than STATE_EVENT_MAX
 *	those go whose last time is longest ago.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define STATE_EVENT_MAX 2000
#define STATE_WHY_BYTES 512

struct state;
struct stat;

struct state_event {
	uint64_t time_s;  /* wall clock, of the last time */
	uint64_t first_s; /* of the first; written: ignored */
	uint64_t count;   /* how often; written: how often again, 0 being once */
	uint64_t id;      /* the same for all times; written: ignored */
	uint64_t seq;     /* grows with every event; written: ignored */
	const char *kind; /* "Service" */
	const char *ns;
	const char *name;
	const char *type; /* "Normal", "Warning" */
	const char *reason;
	const char *message;
};

struct state_op;

/** Changes to be written together. Zeroed is empty. */
struct state_batch {
	struct state_op *v;
	size_t cnt;
	size_t max;
	bool failed; /* an allocation failed: state_write refuses the batch */
};

/** Set a record. All is copied. */
void state_batch_put(struct state_batch *b, const char *key, const void *value, size_t len);

/**
 * Set a record to what a file holds, which is read when the batch is written; the record stays as
 * it is if the file no longer is what it was.
 */
void state_batch_put_file(struct state_batch *b, const char *key, const char *path,
			  const struct stat *was);

/** Remove a record; one that is absent is no error. */
void state_batch_forget(struct state_batch *b, const char *key);

/** Add an event. All is copied. */
void state_batch_event(struct state_batch *b, const struct state_event *e);

/** Of a batch of events alone, let go the oldest of many more than can be kept. */
void state_batch_prune(struct state_batch *b);

/** Append what another batch holds, and leave that one empty. Of a record set by both one is held,
 * of events the newest STATE_EVENT_MAX. */
void state_batch_join(struct state_batch *b, struct state_batch *more);

/** Free all; zeroed afterwards. */
void state_batch_fini(struct state_batch *b);

/**
 * Open the database in a directory, made when absent.
 * @param why out on failure, STATE_WHY_BYTES: what is wrong and what mends it
 * @return 0; -EACCES, -EROFS, -ENOSPC the directory cannot be written; -EUCLEAN the database is
 *         damaged; -EPROTO a newer version made it; -EBUSY another process has it; -ENOMEM; -EIO
 */
int state_open(const char *dir, struct state **out, char *why);

/** Close; NULL is allowed. */
void state_close(struct state *s);

/**
 * Write a batch as one transaction and wait until it is on the disk.
 * @param why out on failure, STATE_WHY_BYTES
 * @return 0; -ENOSPC, -EROFS, -EIO, -EUCLEAN, -ENOMEM: then nothing of it is written; where the
 *         disk does not take anything at all any more, not before state_touch() has succeeded
 * @thread any, one at a time
 */
int state_write(struct state *s, const struct state_batch *b, char *why);

/**
 * Write what means nothing: whether the disk takes anything again.
 * @return as state_write
 * @thread as state_write
 */
int state_touch(struct state *s, char *why);

typedef int (*state_record_cb)(void *arg, const char *key, const void *value, size_t len);
typedef int (*state_event_cb)(void *arg, const struct state_event *e);

/**
 * Walk the records whose key starts with prefix, in the order of their keys.
 * @return 0, -EIO, or what cb returned to end the walk
 * @thread main
 */
int state_each(struct state *s, const char *prefix, state_record_cb cb, void *arg);

/**
 * Read one record.
 * @return 0, -ENOENT there is none, -EIO, or what cb returned
 * @thread main
 */
int state_get(struct state *s, const char *key, state_record_cb cb, void *arg);

/**
 * Walk the keys that start with prefix, in order, without reading the values: cb gets NULL and 0.
 * @return as state_each
 * @thread main
 */
int state_keys(struct state *s, const char *prefix, state_record_cb cb, void *arg);

/**
 * Walk the events, by their last times.
 * @param after only those whose seq is greater; 0: all
 * @return as state_each
 * @thread main
 */
int state_each_event(struct state *s, uint64_t after, state_event_cb cb, void *arg);

/** The seq of the event whose last time is longest ago; 0: there is none. @return 0 or -EIO */
int state_first_event(struct state *s, uint64_t *seq);

/**
 * Walk the newest events of one object, oldest first.
 * @return as state_each
 * @thread main
 */
int state_events(struct state *s, const char *kind, const char *ns, const char *name, size_t max,
		 state_event_cb cb, void *arg);
