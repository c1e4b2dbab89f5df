/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * A library to be preloaded into sluice-control: it counts what the program does to the files of
 * one folder, ends it without warning at the N-th such call or lets the call fail, and keeps what a
 * power cut leaves.
 *
 *	CRASH_DIR      the folder, without links in its path; nothing is done without it
 *	CRASH_SHADOW   a folder of ours: what is below
 *	CRASH_AT       N; 0 or absent: only count
 *	CRASH_HALF     a write that is the N-th is done by half first
 *	CRASH_ERROR    it fails so and the program goes on: the name of an errno, or "short", a
 *write of half the bytes CRASH_FOR      that many calls fail, from the N-th on; 1 when absent
 *	CRASH_READS    reads are counted instead
 *
 * In CRASH_SHADOW:
 *
 *	fail           while it is there, calls fail without being counted: "WHAT ERROR", where WHAT
 *	               is read, write, sync, name or any
 *
 *	data-ID        the bytes of a file when it was last synced; absent: it never was
 *	durable        "ID NAME" a line: names when the folder was last synced
 *	live           the same of the moment before the end
 *	folder         is there once the folder itself is in its parent for good
 *	count          calls so far, as text
 *
 * Model: a write is volatile until its file is synced, a name (made, renamed, removed) until its
 * folder is. What was written before a sync that fails is lost for good, though it can be read: no
 * later sync makes up for it, as the kernel takes such pages for clean. Files *-shm are passed
 * over: SQLite keeps nothing in them that it needs after a crash.
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
#define PAGE_BYTES   4096
#define PAGE_CNT_MAX 16384
#define PROGRAM      "sluice-control"

struct name {
	char text[NAME_MAX + 1];
	unsigned int id;          /* 0: free */
	bool dirty[PAGE_CNT_MAX]; /* pages to be written at the next sync */
};

/* What a call does. */
enum what {
	WHAT_READ,
	WHAT_WRITE,
	WHAT_SYNC,
	WHAT_NAME,
	WHAT_CNT,
};

static const char *const what_names[WHAT_CNT] = {"read", "write", "sync", "name"};

#define ERROR_SHORT (-1)

static const struct {
	const char *name;
	int error;
} errors[] = {{"EIO", EIO},       {"ENOSPC", ENOSPC}, {"EROFS", EROFS},
	      {"EDQUOT", EDQUOT}, {"EINTR", EINTR},   {"short", ERROR_SHORT}};

static struct crash {
	pthread_mutex_t lock;
	char dir[PATH_MAX], parent[PATH_MAX];
	size_t dir_len; /* 0: not wanted here */
	int shadow_fd;
	unsigned long at, count, fail_cnt;
	int error; /* 0: the N-th call is the end */
	bool half, reads;
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

/* Whole whenever the program is killed: always of one length. */
static void
put_count(unsigned long count)
{
	int fd = (int)syscall(SYS_openat, crash.shadow_fd, "count", O_WRONLY | O_CREAT, 0600);
	char text[32];
	int len = snprintf(text, sizeof(text), "%10lu\n", count);

	if (fd < 0 || syscall(SYS_write, fd, text, len) != len)
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

/* The dirty pages of a file are safe from now on, and its length. */
static void
put_data(int fd, struct name *name)
{
	char file[32], bytes[PAGE_BYTES];
	struct stat st;
	int out;

	snprintf(file, sizeof(file), "data-%u", name->id);
	out = (int)syscall(SYS_openat, crash.shadow_fd, file, O_WRONLY | O_CREAT, 0600);
	if (out < 0 || fstat(fd, &st) < 0 || st.st_size > (off_t)PAGE_CNT_MAX * PAGE_BYTES ||
	    syscall(SYS_ftruncate, out, st.st_size) < 0)
		abort();
	for (off_t page = 0; page * PAGE_BYTES < st.st_size; page++) {
		ssize_t n;

		if (!name->dirty[page])
			continue;
		n = syscall(SYS_pread64, fd, bytes, sizeof(bytes), page * PAGE_BYTES);
		if (n < 0 || syscall(SYS_pwrite64, out, bytes, n, page * PAGE_BYTES) != n)
			abort();
	}
	syscall(SYS_close, out);
	memset(name->dirty, false, sizeof(name->dirty));
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
			memset(crash.live[i].dirty, false, sizeof(crash.live[i].dirty));
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

static int
error_of(const char *name)
{
	for (size_t i = 0; name != NULL && i < sizeof(errors) / sizeof(errors[0]); i++)
		if (strcmp(errors[i].name, name) == 0)
			return errors[i].error;
	return 0;
}

/* The error that stands in the file "fail" for such a call, 0: none. */
static int
told_to_fail(enum what what)
{
	char text[64] = "", kind[16] = "", error[16] = "";
	int fd = (int)syscall(SYS_openat, crash.shadow_fd, "fail", O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return 0;
	if (syscall(SYS_read, fd, text, sizeof(text) - 1) > 0)
		sscanf(text, "%15s %15s", kind, error);
	syscall(SYS_close, fd);
	return strcmp(kind, what_names[what]) == 0 || strcmp(kind, "any") == 0 ? error_of(error)
									       : 0;
}

/* How a call ends. */
enum end {
	END_WELL,
	END_LAST,  /* it is done by half, and is the program's last */
	END_SHORT, /* it is done by half */
	END_ERROR, /* it is not done; errno is set */
};

/* One call more. @return with the lock held */
static enum end
enter(enum what what)
{
	int error = told_to_fail(what);

	pthread_mutex_lock(&crash.lock);
	if (error == 0 && crash.reads == (what == WHAT_READ)) {
		put_count(++crash.count);
		if (crash.count == crash.at && crash.error == 0) {
			if (!crash.half)
				die();
			return END_LAST;
		}
		if (crash.at > 0 && crash.count >= crash.at &&
		    crash.count - crash.at < crash.fail_cnt)
			error = crash.error;
	}
	if (error == ERROR_SHORT)
		return what == WHAT_WRITE ? END_SHORT : END_WELL;
	errno = error;
	return error == 0 ? END_WELL : END_ERROR;
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
	const char *at = getenv("CRASH_AT"), *cnt = getenv("CRASH_FOR");
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
	crash.error = error_of(getenv("CRASH_ERROR"));
	crash.fail_cnt = cnt == NULL ? 1 : strtoul(cnt, NULL, 10);
	crash.reads = getenv("CRASH_READS") != NULL;
	crash.dir_len = strlen(dir);
	d = opendir(dir);
	if (d != NULL)
		put_file("folder", "", 0);
	while (d != NULL && (e = readdir(d)) != NULL) {
		char path[PATH_MAX];
		const char *text;
		struct name *name;
		int fd;

		snprintf(path, sizeof(path), "%s/%s", dir, e->d_name);
		text = e->d_name[0] == '.' ? NULL : name_of(path);
		fd = text == NULL ? -1
				  : (int)syscall(SYS_openat, AT_FDCWD, path,
						 O_RDONLY | O_NONBLOCK | O_CLOEXEC);
		if (fd < 0)
			continue;
		name = add(text);
		memset(name->dirty, true, sizeof(name->dirty));
		put_data(fd, name);
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

/* A write was done: its pages are dirty. */
static void
smear(const char *path, off_t at, ssize_t len)
{
	struct name *name = find(name_of(path));

	for (off_t page = at / PAGE_BYTES; name != NULL && page * PAGE_BYTES < at + len; page++)
		name->dirty[page < PAGE_CNT_MAX ? page : PAGE_CNT_MAX - 1] = true;
}

/* call_(len): the real call for so many bytes */
#define HOOK_WRITE(name_, params_, at_, call_)                                                     \
	ssize_t name_ params_;                                                                     \
	ssize_t name_ params_                                                                      \
	{                                                                                          \
		char path[PATH_MAX];                                                               \
		ssize_t n = -1;                                                                    \
		off_t start;                                                                       \
		enum end end;                                                                      \
                                                                                                   \
		if (!is_ours(fd, path))                                                            \
			return call_(len);                                                         \
		end = enter(WHAT_WRITE);                                                           \
		start = (at_);                                                                     \
		if (end != END_ERROR)                                                              \
			n = call_(end == END_WELL ? len : (len + 1) / 2);                          \
		if (end == END_LAST)                                                               \
			die();                                                                     \
		smear(path, start, n);                                                             \
		leave();                                                                           \
		return n;                                                                          \
	}

#define CALL_WRITE(len_) REAL(ssize_t, write, int, const void *, size_t)(fd, bytes, len_)
#define CALL_PWRITE(len_)                                                                          \
	REAL(ssize_t, pwrite, int, const void *, size_t, off_t)(fd, bytes, len_, at)

HOOK_WRITE(write, (int fd, const void *bytes, size_t len), lseek(fd, 0, SEEK_CUR), CALL_WRITE)
HOOK_WRITE(pwrite, (int fd, const void *bytes, size_t len, off_t at), at, CALL_PWRITE)
HOOK_WRITE(pwrite64, (int fd, const void *bytes, size_t len, off_t at), at, CALL_PWRITE)

#define HOOK_READ(name_, params_, args_, ...)                                                      \
	ssize_t name_ params_;                                                                     \
	ssize_t name_ params_                                                                      \
	{                                                                                          \
		char path[PATH_MAX];                                                               \
		ssize_t n;                                                                         \
                                                                                                   \
		if (!is_ours(fd, path))                                                            \
			return REAL(ssize_t, name_, __VA_ARGS__) args_;                            \
		n = enter(WHAT_READ) == END_ERROR ? -1 : REAL(ssize_t, name_, __VA_ARGS__) args_;  \
		leave();                                                                           \
		return n;                                                                          \
	}

HOOK_READ(read, (int fd, void *bytes, size_t len), (fd, bytes, len), int, void *, size_t)
HOOK_READ(pread, (int fd, void *bytes, size_t len, off_t at), (fd, bytes, len, at), int, void *,
	  size_t, off_t)
HOOK_READ(pread64, (int fd, void *bytes, size_t len, off_t at), (fd, bytes, len, at), int, void *,
	  size_t, off_t)

#define HOOK_TRUNCATE(name_)                                                                       \
	int name_(int fd, off_t len)                                                               \
	{                                                                                          \
		char path[PATH_MAX];                                                               \
		int rc = -1;                                                                       \
		enum end end;                                                                      \
                                                                                                   \
		if (!is_ours(fd, path))                                                            \
			return REAL(int, name_, int, off_t)(fd, len);                              \
		end = enter(WHAT_WRITE);                                                           \
		if (end == END_LAST)                                                               \
			die();                                                                     \
		if (end != END_ERROR)                                                              \
			rc = REAL(int, name_, int, off_t)(fd, len);                                \
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
	enum end end;
	int rc = -1;

	if (!path_of(fd, path) || (name_of(path) == NULL && strcmp(path, crash.dir) != 0 &&
				   strcmp(path, crash.parent) != 0))
		return sync(fd);
	end = enter(WHAT_SYNC);
	if (end == END_LAST)
		die();
	if (end != END_ERROR)
		rc = sync(fd);
	name = name_of(path) == NULL ? NULL : find(name_of(path));
	if (rc == 0 && strcmp(path, crash.parent) == 0) {
		put_file("folder", "", 0);
	} else if (rc == 0 && strcmp(path, crash.dir) == 0) {
		put_names("durable");
	} else if (rc == 0 && name != NULL) {
		put_data(fd, name);
	} else if (name != NULL) {
		memset(name->dirty, false, sizeof(name->dirty));
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
	enum end end;
	int rc = -1;

	if (name == NULL)
		return REAL(int, unlink, const char *)(path);
	end = enter(WHAT_NAME);
	if (end == END_LAST)
		die();
	if (end != END_ERROR)
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
	enum end end;
	int rc = -1;

	if (old == NULL || next == NULL)
		return REAL(int, rename, const char *, const char *)(from, to);
	end = enter(WHAT_NAME);
	if (end == END_LAST)
		die();
	if (end != END_ERROR)
		rc = REAL(int, rename, const char *, const char *)(from, to);
	if (rc == 0 && (n = find(next)) != NULL)
		n->id = 0;
	if (rc == 0 && (n = find(old)) != NULL)
		snprintf(n->text, sizeof(n->text), "%s", next);
	leave();
	return rc;
}
