/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include "control/read.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define CHUNK_BYTES ((size_t)64 << 10)

static int
refuse(char *why, int error, const char *text)
{
	snprintf(why, READ_WHY_BYTES, "%s", text);
	return error;
}

static const char *
type_name(mode_t mode)
{
	return S_ISDIR(mode)    ? "it is a folder, not a file"
	       : S_ISFIFO(mode) ? "it is a FIFO, not a plain file"
	       : S_ISSOCK(mode) ? "it is a socket, not a plain file"
				: "it is a device, not a plain file";
}

/* Read to the end, one byte beyond max being too much. @param want bytes to make room for at first
 */
static int
read_all(int fd, size_t want, size_t max, struct buf *out, char *why)
{
	size_t start = out->len, end = start;

	for (;;) {
		ssize_t n;

		if (end == out->len) {
			buf_reserve(out, want);
			want = CHUNK_BYTES;
		}
		if (out->failed)
			return refuse(why, -ENOMEM, "out of memory");
		n = read(fd, out->data + end, out->len - end);
		if (n < 0 && errno != EINTR)
			return refuse(why, -errno, strerror(errno));
		end += n > 0 ? (size_t)n : 0;
		if (end - start > max) {
			snprintf(why, READ_WHY_BYTES, "it is larger than %zu MiB", max >> 20);
			return -EFBIG;
		}
		if (n == 0) {
			out->len = end;
			out->data[end] = '\0';
			return 0;
		}
	}
}

static bool
is_same(const struct stat *a, const struct stat *b)
{
	return a->st_size == b->st_size && a->st_mtim.tv_sec == b->st_mtim.tv_sec &&
	       a->st_mtim.tv_nsec == b->st_mtim.tv_nsec;
}

int
read_file(const char *path, size_t max, struct buf *out, char *why)
{
	struct stat before, after;
	size_t start = out->len;
	int fd, rc;

	if (strcmp(path, "-") == 0)
		return read_all(STDIN_FILENO, CHUNK_BYTES, max, out, why);
	fd = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	if (fd < 0)
		return refuse(why, errno == ENXIO ? -EINVAL : -errno,
			      errno == ENXIO ? "it is no plain file" : strerror(errno));
	if (fstat(fd, &before) < 0) {
		rc = refuse(why, -errno, strerror(errno));
	} else if (!S_ISREG(before.st_mode)) {
		rc = refuse(why, -EINVAL, type_name(before.st_mode));
	} else if ((size_t)before.st_size > max) {
		snprintf(why, READ_WHY_BYTES, "it is larger than %zu MiB", max >> 20);
		rc = -EFBIG;
	} else {
		rc = read_all(fd, (size_t)before.st_size + 1, max, out, why);
		if (rc == 0 && (fstat(fd, &after) < 0 || !is_same(&before, &after) ||
				out->len - start != (size_t)after.st_size))
			rc = refuse(why, -EAGAIN, "it is being written");
	}
	close(fd);
	return rc;
}
