/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * Unix sockets that cannot be taken over: made with their final mode, in a directory that only root
 * and we can change, never in place of something that is not our own left-over.
 */
#pragma once

#include <stdbool.h>
#include <sys/types.h>

#define SOCKET_WHY_BYTES 512
#define SOCKET_BACKLOG   128

struct socket_peer {
	pid_t pid;
	uid_t uid;
	gid_t gid;
	bool in_group; /* of the group asked for, by any of its groups */
};

/**
 * Bind and listen on a path, mode 0660.
 * @param group the socket's group; (gid_t)-1: our own
 * @param fd    out: non-blocking, close-on-exec
 * @param why   out on failure, SOCKET_WHY_BYTES
 * @return 0; -EADDRINUSE another instance answers there; -EPERM the directory is not safe; -EEXIST
 *         something else is in the place; -ENAMETOOLONG; another -errno
 * @thread main: the umask is changed for a moment
 */
int socket_listen(const char *path, gid_t group, int *fd, char *why);

/**
 * Remove a socket that we made; anything else in its place stays.
 * @thread any
 */
void socket_remove(const char *path);

/** Who is at the other end of a connected socket. @return 0 or -errno */
int socket_peer_of(int fd, gid_t group, struct socket_peer *peer);
