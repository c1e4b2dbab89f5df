/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * The directories of a running gateway, and the user they belong to.
 *
 *     RUN_DIR    user sluice, 0750
 *         lock       root, 0644: held with flock, our pid in decimal
 *         twins      root, 0600: see twins.h
 *         *.sock     made by control
 *     STATE_DIR  user sluice, 0700
 *
 * The user may write in RUN_DIR, and control, which is that user, may be somebody else's one day:
 * so every file is opened by the directory's descriptor, without following a link, and counts only
 * when it is root's own and has one name.
 */
#pragma once

#include <stddef.h>
#include <sys/types.h>

#define ACCOUNT_GROUP_MAX 64

/** A user and its groups. */
struct account {
	const char *name;
	uid_t uid;
	gid_t gid;
	gid_t groups[ACCOUNT_GROUP_MAX];
	int group_cnt;
};

/** Find the user; prints what is wrong and what mends it. @return 0, -ENOENT, -EPERM, -E2BIG */
int account_find(const char *name, struct account *account);

/**
 * Open a directory, made when absent, given to `owner` with exactly `mode`. Refuses, with a
 * message, a symbolic link and a directory of anybody but root and the owner.
 * @param what its name in messages ("run-dir")
 * @return 0 or -errno
 */
int dir_prepare(const char *what, const char *path, const struct account *owner, mode_t mode,
		int *dir_fd);

/**
 * Take the lock; a message names who holds it already.
 * @param path the directory, for messages
 * @return 0; -EBUSY when another instance runs; another -errno
 */
int rundir_lock(int dir_fd, const char *path, int *lock_fd);

/** Remove what an instance leaves in the directory: sockets. */
void rundir_sweep(int dir_fd);

/** Remove and release the lock. */
void rundir_unlock(int dir_fd, int lock_fd);

/**
 * Open a file of root's own in a directory of another user.
 * @param flags for openat: O_RDONLY or O_RDWR
 * @return descriptor; -ENOENT; -EPERM when it is not a plain file of root with one name; -errno
 */
int rundir_open_own(int dir_fd, const char *name, int flags);
