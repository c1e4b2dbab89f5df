/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include "mgmt/socket.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#ifndef SO_PEERGROUPS
#	define SO_PEERGROUPS 59
#endif

enum {
	PEER_GROUP_MAX = 256,
};

/* A path split, its directory held open, so that nobody swaps it between the steps. */
struct place {
	int dir_fd;
	char dir[PATH_MAX];
	char name[NAME_MAX + 1];
};

__attribute__((format(printf, 3, 4))) static int
fail(char *why, int error, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(why, SOCKET_WHY_BYTES, fmt, ap);
	va_end(ap);
	return error;
}

static bool
is_ours(const struct stat *st)
{
	return st->st_uid == 0 || st->st_uid == geteuid();
}

static int
place_open(const char *path, struct place *p, char *why)
{
	const char *slash = strrchr(path, '/');
	const char *name = slash == NULL ? path : slash + 1;
	size_t dir_len = slash == NULL ? 0 : (size_t)(slash - path);
	struct stat st;

	if (strlen(path) >= sizeof(((struct sockaddr_un *)0)->sun_path) ||
	    strlen(name) > NAME_MAX || *name == '\0')
		return fail(why, -ENAMETOOLONG, "socket %s: the path is too long for a socket",
			    path);
	if (slash == path)
		strcpy(p->dir, "/");
	else if (slash == NULL)
		strcpy(p->dir, ".");
	else
		snprintf(p->dir, sizeof(p->dir), "%.*s", (int)dir_len, path);
	strcpy(p->name, name);
	p->dir_fd = open(p->dir, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (p->dir_fd < 0 || fstat(p->dir_fd, &st) < 0) {
		fail(why, 0, "socket %s: directory %s: %s", path, p->dir, strerror(errno));
		return -errno;
	}
	if (!is_ours(&st) || (st.st_mode & 022) != 0) {
		close(p->dir_fd);
		return fail(why, -EPERM,
			    "socket %s: others can write in %s; mend it with: chown %u %s && "
			    "chmod go-w %s",
			    path, p->dir, (unsigned int)geteuid(), p->dir, p->dir);
	}
	return 0;
}

static void
place_address(const struct place *p, struct sockaddr_un *sun)
{
	char path[64 + NAME_MAX];

	*sun = (struct sockaddr_un){.sun_family = AF_UNIX};
	snprintf(path, sizeof(path), "/proc/self/fd/%d/%s", p->dir_fd, p->name);
	memcpy(sun->sun_path, path, strnlen(path, sizeof(sun->sun_path) - 1));
}

/* Whether somebody accepts connections there. */
static bool
answers(const struct place *p)
{
	struct sockaddr_un sun;
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	bool yes;

	if (fd < 0)
		return false;
	place_address(p, &sun);
	yes = connect(fd, (struct sockaddr *)&sun, sizeof(sun)) == 0 || errno == EAGAIN;
	close(fd);
	return yes;
}

/* Make the name free: only a dead socket of our own is removed. */
static int
place_clear(const struct place *p, const char *path, char *why)
{
	struct stat st;

	if (fstatat(p->dir_fd, p->name, &st, AT_SYMLINK_NOFOLLOW) < 0)
		return errno == ENOENT ? 0 : fail(why, -errno, "%s: %s", path, strerror(errno));
	if (!S_ISSOCK(st.st_mode) || !is_ours(&st))
		return fail(why, -EEXIST, "%s is no socket of ours; remove it with: rm %s", path,
			    path);
	if (answers(p))
		return fail(why, -EADDRINUSE, "%s: another instance answers there", path);
	if (unlinkat(p->dir_fd, p->name, 0) < 0)
		return fail(why, -errno, "%s cannot be removed: %s", path, strerror(errno));
	return 0;
}

static int
bind_listen(const struct place *p, const char *path, gid_t group, int *out, char *why)
{
	struct sockaddr_un sun;
	int fd, rc;
	mode_t mask;

	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0)
		return fail(why, -errno, "%s: %s", path, strerror(errno));
	place_address(p, &sun);
	mask = umask(0117);
	rc = bind(fd, (struct sockaddr *)&sun, sizeof(sun)) < 0 ? -errno : 0;
	umask(mask);
	if (rc == 0 && group != (gid_t)-1 && group != getegid() &&
	    fchownat(p->dir_fd, p->name, (uid_t)-1, group, AT_SYMLINK_NOFOLLOW) < 0)
		rc = -errno;
	if (rc == 0 && listen(fd, SOCKET_BACKLOG) < 0)
		rc = -errno;
	if (rc < 0) {
		close(fd);
		return fail(why, rc, "socket %s: %s", path, strerror(-rc));
	}
	*out = fd;
	return 0;
}

int
socket_listen(const char *path, gid_t group, int *fd, char *why)
{
	struct place p;
	int rc = place_open(path, &p, why);

	if (rc < 0)
		return rc;
	rc = place_clear(&p, path, why);
	if (rc == 0)
		rc = bind_listen(&p, path, group, fd, why);
	close(p.dir_fd);
	return rc;
}

void
socket_remove(const char *path)
{
	struct stat st;

	if (lstat(path, &st) == 0 && S_ISSOCK(st.st_mode) && st.st_uid == geteuid())
		unlink(path);
}

int
socket_peer_of(int fd, gid_t group, struct socket_peer *peer)
{
	gid_t groups[PEER_GROUP_MAX];
	socklen_t len = sizeof(groups);
	struct ucred cred;
	socklen_t cred_len = sizeof(cred);

	if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &cred, &cred_len) < 0)
		return -errno;
	*peer = (struct socket_peer){.pid = cred.pid, .uid = cred.uid, .gid = cred.gid};
	peer->in_group = cred.gid == group;
	/* A peer in more groups than fit is judged by its first one alone. */
	if (getsockopt(fd, SOL_SOCKET, SO_PEERGROUPS, groups, &len) == 0)
		for (size_t i = 0; i < len / sizeof(groups[0]); i++)
			peer->in_group |= groups[i] == group;
	return 0;
}
