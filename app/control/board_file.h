/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * The board's configuration as control runs it: the file, or where it is broken the last copy that
 * was good.
 */
#pragma once

#include <stdbool.h>

#include "base/buf.h"
#include "base/fault.h"
#include "kube/board.h"
#include "state/state.h"

#define BOARD_FILE_BYTES_MAX ((size_t)1 << 20)

struct board_file {
	struct board *board;
	struct buf text;      /* of what runs */
	struct faults faults; /* of the file, errors where last_good */
	bool last_good;
};

/**
 * Read and check a board file alone.
 * @return 0; -EINVAL with faults; -ENOENT and others with a fault
 */
int board_file_read(struct board_file *f, const char *path);

/**
 * After a failed board_file_read: take the last good copy.
 * @return 0, -ENOENT when there is none, -EINVAL when this version does not take it
 */
int board_file_fall_back(struct board_file *f, struct state *state);

/** Have what runs kept as the last good copy, unless it is. */
void board_file_keep(const struct board_file *f, struct state *state, struct state_batch *batch);

/** Print all faults on standard error, a line each. */
void board_file_print(const struct board_file *f);

/** Free all. */
void board_file_fini(struct board_file *f);
