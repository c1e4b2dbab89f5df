/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * A library to be preloaded into sluice-control: it counts what the program does to the files of
 * one folder, ends it without warning at the N-th such call, and keeps what a power cut leaves.
 *
 *	CRASH_DIR      the folder, without links in its path; nothing is done without it
 *	CRASH_SHADOW   a folder of ours: what is below
 *	CRASH_AT       N; 0 or absent: only count
 *	CRASH_HALF     a write that is the N-th is done by half first
 *
 * In CRASH_SHADOW:
 *
 *	data-ID        the bytes of a file when it was last synced; absent: it never was
 *	durable        "ID NAME" a line: names when the folder was last synced
 *	live           the same of the moment before the end
 *	folder         is there once the folder itself is in its parent for good
 *	count          calls so far, as text
 *
 * Model: a write is volatile until its file is synced, a name (made, renamed, removed) until its
 * folder is. Files *-shm are passed over: SQLite keeps nothing in them that it needs after a crash.
 */
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define NAME_CNT_MAX 64
#define PROGRAM      "sluice-control"

struct name {
	char text[NAME_MAX + 1];
	unsigned int id; /* 0: free */
};

static struct crash {
	pthread_mutex_t lock;
	char dir[PATH_MAX], parent[PATH_MAX];
	size_t dir_len; /* 0: not wanted here */
	int shadow_fd;
	unsigned long at, count;
	bool half;
	unsigned int last_id;
	struct name live[NAME_CNT_MAX];
} crash = {.lock = PTHREAD_MUTEX_INITIALIZER, .shadow_fd = -1};

/* What the program would have called. */
#define REAL(ret_, name_, ...) ((ret_(*)(__VA_ARGS__))real(#name_))

static void *
real(const char *name)
{
	void *p = dlsym(RTLD_NEXT, name);

	if (p == NULL)
		abort();
	return p;
}

/* Writing beside the hooks: system calls alone. */
static void
put_file(const char *name, const void *bytes, size_t len)
{
	int fd =
		(int)syscall(SYS_openat, crash.shadow_fd, name, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	if (fd < 0 || syscall(SYS_write, fd, bytes, len) != (long)len)
		abort();
	syscall(SYS_close, fd);
}

static void
put_names(const char *file)
{
	static char text[NAME_CNT_MAX * (NAME_MAX + 16)];
	size_t len = 0;

	for (size_t i = 0; i < NAME_CNT_MAX; i++)
		if (crash.live[i].id != 0)
			len += (size_t)snprintf(text + len, sizeof(text) - len, "%u %s\n",
						crash.live[i].id, crash.live[i].text);
	put_file(file, text, len);
}

/* The bytes of a file are safe from now on. */
static void
put_data(int fd, unsigned int id)
{
	char name[32], bytes[16384];
	off_t at = 0;
	ssize_t n;
	int out;

	snprintf(name, sizeof(name), "data-%u", id);
	out = (int)syscall(SYS_openat, crash.shadow_fd, name, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	while ((n = syscall(SYS_pread64, fd, bytes, sizeof(bytes), at)) > 0) {
		if (syscall(SYS_write, out, bytes, (size_t)n) != n)
			abort();
		at += n;
	}
	if (out < 0 || n < 0)
		abort();
	syscall(SYS_close, out);
}

static struct name *
find(const char *text)
{
	for (size_t i = 0; i < NAME_CNT_MAX; i++)
		if (crash.live[i].id != 0 && strcmp(crash.live[i].text, text) == 0)
			return &crash.live[i];
	return NULL;
}

static struct name *
add(const char *text)
{
	for (size_t i = 0; i < NAME_CNT_MAX; i++)
		if (crash.live[i].id == 0) {
			crash.live[i].id = ++crash.last_id;
			snprintf(crash.live[i].text, sizeof(crash.live[i].text), "%s", text);
			return &crash.live[i];
		}
	abort();
}

/* The name of a path in the folder; NULL: elsewhere, or nothing that lasts. */
static const char *
name_of(const char *path)
{
	size_t len = strlen(path);

	if (crash.dir_len == 0 || strncmp(path, crash.dir, crash.dir_len) != 0 ||
	    path[crash.dir_len] != '/' || strchr(path + crash.dir_len + 1, '/') != NULL ||
	    (len > 4 && strcmp(path + len - 4, "-shm") == 0))
		return NULL;
	return path + crash.dir_len + 1;
}

static bool
path_of(int fd, char path[PATH_MAX])
{
	char link[64];
	ssize_t n;

	if (crash.dir_len == 0)
		return false;
	snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	n = readlink(link, path, PATH_MAX - 1);
	if (n <= 0)
		return false;
	path[n] = '\0';
	return true;
}

static bool
is_ours(int fd, char path[PATH_MAX])
{
	return path_of(fd, path) && name_of(path) != NULL;
}

static void
die(void)
{
	put_names("live");
	syscall(SYS_kill, getpid(), SIGKILL);
	for (;;)
		pause();
}

/* One call more. @return with the lock held; whether it is the last, to be done by half */
static bool
enter(void)
{
	char text[32];

	pthread_mutex_lock(&crash.lock);
	snprintf(text, sizeof(text), "%lu\n", ++crash.count);
	put_file("count", text, strlen(text));
	if (crash.count != crash.at)
		return false;
	if (!crash.half)
		die();
	return true;
}

static void
leave(void)
{
	pthread_mutex_unlock(&crash.lock);
}

__attribute__((constructor)) static void
begin(void)
{
	const char *dir = getenv("CRASH_DIR"), *shadow = getenv("CRASH_SHADOW");
	const char *at = getenv("CRASH_AT");
	struct dirent *e;
	DIR *d;

	if (dir == NULL || shadow == NULL || strcmp(program_invocation_short_name, PROGRAM) != 0)
		return;
	snprintf(crash.dir, sizeof(crash.dir), "%s", dir);
	snprintf(crash.parent, sizeof(crash.parent), "%s", dir);
	*strrchr(crash.parent, '/') = '\0';
	crash.shadow_fd =
		(int)syscall(SYS_openat, AT_FDCWD, shadow, O_PATH | O_DIRECTORY | O_CLOEXEC);
	crash.at = at == NULL ? 0 : strtoul(at, NULL, 10);
	crash.half = getenv("CRASH_HALF") != NULL;
	crash.dir_len = strlen(dir);
	d = opendir(dir);
	if (d != NULL)
		put_file("folder", "", 0);
	while (d != NULL && (e = readdir(d)) != NULL) {
		char path[PATH_MAX];
		const char *name;
		int fd;

		snprintf(path, sizeof(path), "%s/%s", dir, e->d_name);
		name = e->d_name[0] == '.' ? NULL : name_of(path);
		if (name == NULL)
			continue;
		fd = (int)syscall(SYS_openat, AT_FDCWD, path, O_RDONLY | O_CLOEXEC);
		put_data(fd, add(name)->id);
		syscall(SYS_close, fd);
	}
	if (d != NULL)
		closedir(d);
	put_names("durable");
}

/* Hooks -------------------------------------------------------------------------------------- */

static int
opened(int fd, const char *path, int flags)
{
	const char *name = fd < 0 || (flags & O_CREAT) == 0 ? NULL : name_of(path);

	if (name == NULL)
		return fd;
	pthread_mutex_lock(&crash.lock);
	if (find(name) == NULL)
		add(name);
	leave();
	return fd;
}

#define HOOK_OPEN(name_)                                                                           \
	int name_(const char *path, int flags, ...);                                               \
	int name_(const char *path, int flags, ...)                                                \
	{                                                                                          \
		va_list ap;                                                                        \
		int mode;                                                                          \
                                                                                                   \
		va_start(ap, flags);                                                               \
		mode = (flags & O_CREAT) != 0 ? va_arg(ap, int) : 0;                               \
		va_end(ap);                                                                        \
		return opened(REAL(int, name_, const char *, int, ...)(path, flags, mode), path,   \
			      flags);                                                              \
	}

HOOK_OPEN(open)
HOOK_OPEN(open64)

#define HOOK_WRITE(name_, params_, args_, half_args_, ...)                                         \
	ssize_t name_ params_;                                                                     \
	ssize_t name_ params_                                                                      \
	{                                                                                          \
		char path[PATH_MAX];                                                               \
		ssize_t n;                                                                         \
                                                                                                   \
		if (!is_ours(fd, path))                                                            \
			return REAL(ssize_t, name_, __VA_ARGS__) args_;                            \
		if (enter()) {                                                                     \
			(void)!REAL(ssize_t, name_, __VA_ARGS__) half_args_;                       \
			die();                                                                     \
		}                                                                                  \
		n = REAL(ssize_t, name_, __VA_ARGS__) args_;                                       \
		leave();                                                                           \
		return n;                                                                          \
	}

/* clang-format off */
HOOK_WRITE(write, (int fd, const void *bytes, size_t len), (fd, bytes, len), (fd, bytes, len / 2),
	   int, const void *, size_t)
HOOK_WRITE(pwrite, (int fd, const void *bytes, size_t len, off_t at), (fd, bytes, len, at),
	   (fd, bytes, len / 2, at), int, const void *, size_t, off_t)
HOOK_WRITE(pwrite64, (int fd, const void *bytes, size_t len, off_t at), (fd, bytes, len, at),
	   (fd, bytes, len / 2, at), int, const void *, size_t, off_t)
/* clang-format on */

#define HOOK_TRUNCATE(name_)                                                                       \
	int name_(int fd, off_t len)                                                               \
	{                                                                                          \
		char path[PATH_MAX];                                                               \
		int rc;                                                                            \
                                                                                                   \
		if (!is_ours(fd, path))                                                            \
			return REAL(int, name_, int, off_t)(fd, len);                              \
		if (enter())                                                                       \
			die();                                                                     \
		rc = REAL(int, name_, int, off_t)(fd, len);                                        \
		leave();                                                                           \
		return rc;                                                                         \
	}

HOOK_TRUNCATE(ftruncate)
HOOK_TRUNCATE(ftruncate64)

static int
sync_one(int fd, int (*sync)(int))
{
	char path[PATH_MAX];
	struct name *name;
	int rc;

	if (!path_of(fd, path) || (name_of(path) == NULL && strcmp(path, crash.dir) != 0 &&
				   strcmp(path, crash.parent) != 0))
		return sync(fd);
	if (enter())
		die();
	rc = sync(fd);
	if (rc == 0 && strcmp(path, crash.parent) == 0) {
		put_file("folder", "", 0);
	} else if (rc == 0 && strcmp(path, crash.dir) == 0) {
		put_names("durable");
	} else if (rc == 0 && (name = find(name_of(path))) != NULL) {
		put_data(fd, name->id);
	}
	leave();
	return rc;
}

int
fsync(int fd)
{
	return sync_one(fd, REAL(int, fsync, int));
}

int
fdatasync(int fd)
{
	return sync_one(fd, REAL(int, fdatasync, int));
}

int
unlink(const char *path)
{
	const char *name = name_of(path);
	struct name *n;
	int rc;

	if (name == NULL)
		return REAL(int, unlink, const char *)(path);
	if (enter())
		die();
	rc = REAL(int, unlink, const char *)(path);
	n = rc == 0 ? find(name) : NULL;
	if (n != NULL)
		n->id = 0;
	leave();
	return rc;
}

int
rename(const char *from, const char *to)
{
	const char *old = name_of(from), *next = name_of(to);
	struct name *n;
	int rc;

	if (old == NULL || next == NULL)
		return REAL(int, rename, const char *, const char *)(from, to);
	if (enter())
		die();
	rc = REAL(int, rename, const char *, const char *)(from, to);
	if (rc == 0 && (n = find(next)) != NULL)
		n->id = 0;
	if (rc == 0 && (n = find(old)) != NULL)
		snprintf(n->text, sizeof(n->text), "%s", next);
	leave();
	return rc;
}
