/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * A board of paper: a socket whose answers are written down beforehand, and runs of the command
 * against it with what it printed.
 */
#pragma once

#include <CUnit/CUnit.h>
#include <string.h>

#include "cli/cli.h"

#define PART_MAX 4

struct fake_answer {
	const char *method;
	const char *parts[PART_MAX]; /* results, as JSON */
	const char *error;           /* an error object after them; NULL: none */
	int hang_up;                 /* after the parts, in place of an end */
};

/** What the last run printed; NUL-terminated. */
extern char *ran_out, *ran_err;

/** The command's surroundings: socket, clock (2026-01-02T03:04:05Z), standard input. */
extern struct cli ran;

/** Serve these answers, ended by one without a method; of several for a method the n-th call gets
 * the n-th, and later ones the last. */
void fake_board_start(const struct fake_answer *answers);

/** Stop serving. */
void fake_board_stop(void);

/** The parameters of the n-th call since the start, as JSON with sorted keys; "" for none. */
const char *fake_board_params(size_t n);

/** Run a command line of words parted by single spaces. @return its exit status */
int run(const char *line);

/** A temporary folder, made when first asked for and removed with fake_board_clean(). */
const char *fake_board_dir(void);

/** Write a file in that folder. @return its path, until the next call */
const char *fake_board_file(const char *name, const char *text);

/** Remove the folder, and free what the last run printed. */
void fake_board_clean(void);

#define EXPECT_TEXT(got_, want_)                                                                   \
	do {                                                                                       \
		if (strcmp((got_), (want_)) != 0)                                                  \
			printf("\n--- want\n%s\n--- got\n%s\n---\n", (want_), (got_));             \
		CU_ASSERT_STRING_EQUAL((got_), (want_));                                           \
	} while (0)

#define EXPECT_HAS(got_, want_)                                                                    \
	do {                                                                                       \
		if (strstr((got_), (want_)) == NULL)                                               \
			printf("\n--- want in it\n%s\n--- got\n%s\n---\n", (want_), (got_));       \
		CU_ASSERT_PTR_NOT_NULL(strstr((got_), (want_)));                                   \
	} while (0)
