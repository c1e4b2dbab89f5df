/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * Manifest files and folders: watched, and taken over when they change.
 *
 * Model:
 *   what changed within a moment is one change, visible at once. A file with a mistake is left out
 *   of it and what it held before stays in force, as does what a folder held that can no longer be
 *   read; a file that is gone takes its objects along.
 *
 *   A file that was moved into its place is whole, and waits MANIFESTS_MOVED_MS only, for others
 *   that are moved along with it. One that was written there, or is gone, waits for
 *   MANIFESTS_QUIET_MS of silence, MANIFESTS_EMPTY_MS when it is empty; one that somebody still
 *   writes, until it is closed.
 *
 * The text that a file had when it was taken over last is kept in the state. A file that is broken
 * or unreadable at the start, or whose folder is, is loaded from there; one that is gone at the
 * start is gone.
 *
 * A file that was left out is tried again when it changes, when any other file does, and after
 * manifests_retry().
 */
#pragma once

#include <stddef.h>

#include <uv.h>

#include "base/buf.h"
#include "control/changes.h"

#define MANIFESTS_QUIET_MS 50
#define MANIFESTS_MOVED_MS 3
#define MANIFESTS_EMPTY_MS 1000

struct manifests;

struct manifests_config {
	uv_loop_t *loop;
	struct changes *changes;
	struct state *state;
	const char *board;        /* its name, for events */
	const char *const *paths; /* files and folders; must outlive it */
	size_t path_cnt;
	void *arg;
	/** All has been read for the first time, and is in the model. */
	void (*loaded)(void *arg);
};

/** @return 0 or -ENOMEM. Without inotify the paths are looked at every two seconds. */
int manifests_create(const struct manifests_config *config, struct manifests **out);

/** Close; call after changes_destroy(). NULL is allowed. */
void manifests_destroy(struct manifests *m);

/** Something else changed: files that were left out may fit now. */
void manifests_retry(struct manifests *m);

/** Append [{"path":...,"files":n,"errors":n}...]. */
void manifests_put_status(const struct manifests *m, struct buf *json);

/** Append the faults of what is not in force, as array members; *first says whether none is before.
 */
void manifests_put_faults(const struct manifests *m, struct buf *json, bool *first);

/** How many files and folders are not in force. */
size_t manifests_error_count(const struct manifests *m);
