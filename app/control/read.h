/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * Reading files that people write: never waits, never reads what is no plain file, never more than
 * is allowed.
 */
#pragma once

#include <stddef.h>

#include "base/buf.h"

#define READ_WHY_BYTES 256

/**
 * Read a whole file.
 * @param path "-": standard input, where waiting is allowed
 * @param out  its text, appended
 * @param why  out on failure, READ_WHY_BYTES: what is wrong, without the file's name
 * @return 0; -EFBIG over max; -EINVAL a FIFO, device, socket or folder; -EAGAIN it changed while it
 *         was read; -ENOENT, -EACCES, another -errno
 */
int read_file(const char *path, size_t max, struct buf *out, char *why);
