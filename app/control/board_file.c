/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include "control/board_file.h"

#include "control/read.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#define RECORD_KEY "board/last-good"

int
board_file_read(struct board_file *f, const char *path)
{
	char why[READ_WHY_BYTES];
	int rc = read_file(path, BOARD_FILE_BYTES_MAX, &f->text, why);

	if (rc < 0) {
		faults_add(&f->faults, FAULT_ERROR, &(struct fault_at){.file = path},
			   "cannot be read: %s", why);
		return rc;
	}
	return board_parse(path, f->text.data, f->text.len, &f->board, &f->faults);
}

static int
record_take(void *arg, const char *key, const void *value, size_t len)
{
	if (strcmp(key, RECORD_KEY) == 0)
		buf_add(arg, value, len);
	return 0;
}

int
board_file_fall_back(struct board_file *f, struct state *state)
{
	struct faults faults = {0};
	int rc;

	buf_reset(&f->text);
	rc = state_each(state, RECORD_KEY, record_take, &f->text);
	if (rc < 0)
		return rc;
	if (f->text.len == 0)
		return -ENOENT;
	rc = board_parse("the last good copy", f->text.data, f->text.len, &f->board, &faults);
	faults_fini(&faults);
	f->last_good = rc == 0;
	return rc;
}

void
board_file_keep(const struct board_file *f, struct state *state, struct state_batch *batch)
{
	struct buf kept = {0};

	if (state_each(state, RECORD_KEY, record_take, &kept) < 0 || kept.len != f->text.len ||
	    memcmp(kept.data, f->text.data, kept.len) != 0)
		state_batch_put(batch, RECORD_KEY, f->text.data, f->text.len);
	buf_fini(&kept);
}

void
board_file_print(const struct board_file *f)
{
	char line[2048];

	for (size_t i = 0; i < f->faults.cnt; i++) {
		fault_print(&f->faults.v[i], line, sizeof(line));
		fprintf(stderr, "%s\n", line);
	}
}

void
board_file_fini(struct board_file *f)
{
	board_destroy(f->board);
	buf_fini(&f->text);
	faults_fini(&f->faults);
	*f = (struct board_file){0};
}
