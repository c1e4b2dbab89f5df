/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * Values that stand in files until they are written: the manifests of a large load, which would be
 * held in memory a second time.
 */
#include "state/state_priv.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool
is_same(const struct stat *a, const struct stat *b)
{
	return a->st_dev == b->st_dev && a->st_ino == b->st_ino && a->st_size == b->st_size &&
	       a->st_mtim.tv_sec == b->st_mtim.tv_sec && a->st_mtim.tv_nsec == b->st_mtim.tv_nsec &&
	       a->st_ctim.tv_sec == b->st_ctim.tv_sec && a->st_ctim.tv_nsec == b->st_ctim.tv_nsec;
}

static int
read_same(int fd, const struct stat *was, char *to)
{
	size_t len = (size_t)was->st_size, done = 0;
	struct stat now;

	if (fstat(fd, &now) < 0 || !is_same(&now, was))
		return -ESTALE;
	while (done < len) {
		ssize_t n = read(fd, to + done, len - done);

		if (n == 0 || (n < 0 && errno != EINTR))
			return -ESTALE;
		done += n > 0 ? (size_t)n : 0;
	}
	return fstat(fd, &now) < 0 || !is_same(&now, was) ? -ESTALE : 0;
}

int
op_read_file(const struct state_op *op, char **out, size_t *len)
{
	const char *path = op_value(op);
	struct stat was;
	char *text;
	int fd, rc;

	memcpy(&was, path + strlen(path) + 1, sizeof(was));
	text = malloc((size_t)was.st_size + 1);
	if (text == NULL)
		return -ENOMEM;
	fd = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	rc = fd < 0 ? -ESTALE : read_same(fd, &was, text);
	if (fd >= 0)
		close(fd);
	if (rc < 0) {
		free(text);
		return rc;
	}
	*out = text;
	*len = (size_t)was.st_size;
	return 0;
}
