/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * Faults: what is wrong with something a user wrote, and where. They are data, collected to the
 * end, so that one run reports every mistake.
 */
#pragma once

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum fault_level {
	FAULT_ERROR, /* the input is refused */
	FAULT_WARN,  /* accepted, but not what the user may think */
	FAULT_NOTE,  /* accepted; worth knowing */
};

struct fault {
	enum fault_level level;
	char *file;    /* may be NULL: not from a file */
	uint32_t line; /* from 1; 0: unknown */
	uint32_t col;  /* from 1; 0: unknown */
	char *path;    /* "spec.ports[0].port"; may be NULL */
	char *reason;  /* what is wrong, what is allowed, nearest name */
	char *object;  /* which object is wrong: "Service/default/kubia"; NULL: unknown, or none */
};

#define FAULTS_TOGETHER_MAX 100 /* of one document or one object, each level */

#define FAULT_LEVEL_CNT (FAULT_NOTE + 1)

struct faults {
	struct fault *v;
	size_t cnt;
	size_t max;
	size_t error_cnt;
	bool bounded;
	size_t first;                 /* while bounded: index of the first one since */
	size_t room[FAULT_LEVEL_CNT]; /* how many more are kept */
	size_t left_out;              /* how many were not */
};

/** Where a fault stands. Any member may be NULL or 0. */
struct fault_at {
	const char *file;
	uint32_t line;
	uint32_t col;
	const char *path;
	const char *object;
};

/**
 * Add one fault; all strings are copied.
 * @return 0, also when it is left out, or -ENOMEM: then the fault is still counted in error_cnt.
 * @thread any, one at a time per list
 */
int faults_add(struct faults *fs, enum fault_level level, const struct fault_at *at,
	       const char *fmt, ...) __attribute__((format(printf, 4, 5)));

/**
 * From here on keep so many faults of each level at most: of a text that is wrong all over, more
 * help nobody. The others are counted alone.
 */
void faults_bound(struct faults *fs, size_t max);

/** Keep all again. What was left out is told by one more fault, at the place of the last one. */
void faults_unbound(struct faults *fs);

/** @return whether a fault of this level would be counted alone: its text need not be made */
bool faults_are_full(const struct faults *fs, enum fault_level level);

/** What a fault is ordered by in place of its line. */
typedef uint64_t (*fault_rank)(const void *arg, const struct fault *f);

/**
 * Put the faults from an index on into the order of their places, equal ones as they came. Without
 * memory they stay as they are.
 * @param rank NULL: all are of one file
 * @cost n log n, for whatever a user wrote
 */
void faults_sort(struct faults *fs, size_t from, fault_rank rank, const void *arg);

/** Say of the faults from an index on which object they are about, where that is not said. */
void faults_own(struct faults *fs, size_t from, const char *object);

/** Forget the faults from an index on. */
void faults_forget(struct faults *fs, size_t from);

/** Free all faults and return the list to its zeroed state. */
void faults_fini(struct faults *fs);

/**
 * Format one fault as "file:line:col: error: path: reason", parts that are unknown left out.
 * @return as snprintf
 */
int fault_print(const struct fault *f, char *buf, size_t buf_bytes);
