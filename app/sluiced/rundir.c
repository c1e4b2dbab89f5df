/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include "sluiced/rundir.h"

#include <dirent.h>
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define LOCK_NAME "lock"

int
account_find(const char *name, struct account *account)
{
	const struct passwd *pw;

	errno = 0;
	pw = getpwnam(name);
	if (pw == NULL) {
		warnx("there is no user \"%s\"; make it: useradd --system --user-group "
		      "--no-create-home --home-dir / --shell /usr/sbin/nologin %s",
		      name, name);
		return -ENOENT;
	}
	if (pw->pw_uid == 0) {
		warnx("--user %s is root; name a user without privileges", name);
		return -EPERM;
	}
	*account = (struct account){
		.name = name,
		.uid = pw->pw_uid,
		.gid = pw->pw_gid,
		.group_cnt = ACCOUNT_GROUP_MAX,
	};
	if (getgrouplist(name, pw->pw_gid, account->groups, &account->group_cnt) < 0) {
		warnx("user \"%s\" is in more than %d groups", name, ACCOUNT_GROUP_MAX);
		return -E2BIG;
	}
	return 0;
}

int
dir_prepare(const char *what, const char *path, const struct account *owner, mode_t mode,
	    int *dir_fd)
{
	struct stat st;
	int fd, rc;

	if (mkdir(path, 0700) < 0 && errno != EEXIST) {
		rc = -errno;
		warn("cannot make %s %s", what, path);
		return rc;
	}
	fd = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0) {
		rc = -errno;
		if (rc == -ENOTDIR || rc == -ELOOP)
			warnx("%s %s is not a directory; a symbolic link is not followed", what,
			      path);
		else
			warn("cannot open %s %s", what, path);
		return rc;
	}
	if (fstat(fd, &st) < 0) {
		rc = -errno;
		goto fail;
	}
	if (st.st_uid != 0 && st.st_uid != owner->uid) {
		warnx("%s %s belongs to user id %u, not to root or %s; remove it or name another",
		      what, path, st.st_uid, owner->name);
		close(fd);
		return -EPERM;
	}
	if (fchown(fd, owner->uid, owner->gid) < 0 || fchmod(fd, mode) < 0) {
		rc = -errno;
		goto fail;
	}
	*dir_fd = fd;
	return 0;
fail:
	warn("cannot give %s %s to user %s", what, path, owner->name);
	close(fd);
	return rc;
}

int
rundir_open_own(int dir_fd, const char *name, int flags)
{
	struct stat st;
	int fd;

	fd = openat(dir_fd, name, flags | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	if (fstat(fd, &st) < 0 || !S_ISREG(st.st_mode) || st.st_uid != 0 || st.st_nlink != 1) {
		close(fd);
		return -EPERM;
	}
	return fd;
}

static void
lock_holder_print(int fd, const char *path)
{
	char text[16] = "";
	long pid = 0;

	if (pread(fd, text, sizeof(text) - 1, 0) > 0)
		sscanf(text, "%9ld", &pid);
	if (pid > 0)
		warnx("already running on %s as process %ld; end it (kill %ld) or give another "
		      "--run-dir",
		      path, pid, pid);
	else
		warnx("another instance is starting or ending on %s", path);
}

/* Open the lock, made when absent; what only pretends to be it is put away first. */
static int
lock_open(int dir_fd)
{
	int fd = rundir_open_own(dir_fd, LOCK_NAME, O_RDWR);

	if (fd != -ENOENT && fd != -EPERM && fd != -ELOOP)
		return fd;
	if (fd != -ENOENT && unlinkat(dir_fd, LOCK_NAME, 0) < 0)
		return -errno;
	fd = openat(dir_fd, LOCK_NAME, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
	return fd < 0 ? -errno : fd;
}

/* The lock counts only while the name still leads to it: its last holder may have removed it. */
static bool
is_named(int dir_fd, int fd)
{
	struct stat by_fd, by_name;

	return fstat(fd, &by_fd) == 0 &&
	       fstatat(dir_fd, LOCK_NAME, &by_name, AT_SYMLINK_NOFOLLOW) == 0 &&
	       by_fd.st_dev == by_name.st_dev && by_fd.st_ino == by_name.st_ino;
}

int
rundir_lock(int dir_fd, const char *path, int *lock_fd)
{
	int fd, rc;

	for (int tries = 0; tries < 8; tries++) {
		fd = lock_open(dir_fd);
		if (fd == -EEXIST)
			continue;
		if (fd < 0) {
			errno = -fd;
			warn("cannot open %s/%s", path, LOCK_NAME);
			return fd;
		}
		if (flock(fd, LOCK_EX | LOCK_NB) < 0) {
			rc = errno == EWOULDBLOCK ? -EBUSY : -errno;
			if (rc == -EBUSY)
				lock_holder_print(fd, path);
			else
				warn("cannot lock %s/%s", path, LOCK_NAME);
			close(fd);
			return rc;
		}
		if (is_named(dir_fd, fd) && ftruncate(fd, 0) == 0 &&
		    dprintf(fd, "%ld\n", (long)getpid()) > 0) {
			*lock_fd = fd;
			return 0;
		}
		close(fd);
	}
	warnx("cannot lock %s/%s: it keeps changing, or the disk is full", path, LOCK_NAME);
	return -EBUSY;
}

void
rundir_sweep(int dir_fd)
{
	struct dirent *entry;
	struct stat st;
	DIR *dir;
	int fd;

	fd = openat(dir_fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return;
	dir = fdopendir(fd);
	if (dir == NULL) {
		close(fd);
		return;
	}
	while ((entry = readdir(dir)) != NULL) {
		if (fstatat(dir_fd, entry->d_name, &st, AT_SYMLINK_NOFOLLOW) == 0 &&
		    S_ISSOCK(st.st_mode))
			unlinkat(dir_fd, entry->d_name, 0);
	}
	closedir(dir);
}

void
rundir_unlock(int dir_fd, int lock_fd)
{
	/* Removed while held, so that nobody can take a lock that is about to lose its name. */
	unlinkat(dir_fd, LOCK_NAME, 0);
	close(lock_fd);
}
