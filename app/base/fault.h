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
};

struct faults {
	struct fault *v;
	size_t cnt;
	size_t max;
	size_t error_cnt;
};

/** Where a fault stands. Any member may be NULL or 0. */
struct fault_at {
	const char *file;
	uint32_t line;
	uint32_t col;
	const char *path;
};

/**
 * Add one fault; all strings are copied.
 * @return 0, or -ENOMEM: then the fault is still counted in error_cnt.
 * @thread any, one at a time per list
 */
int faults_add(struct faults *fs, enum fault_level level, const struct fault_at *at,
	       const char *fmt, ...) __attribute__((format(printf, 4, 5)));

/** Put the faults from an index on into the order of their places, equal ones as they came. */
void faults_sort(struct faults *fs, size_t from);

/** Free all faults and return the list to its zeroed state. */
void faults_fini(struct faults *fs);

/**
 * Format one fault as "file:line:col: error: path: reason", parts that are unknown left out.
 * @return as snprintf
 */
int fault_print(const struct fault *f, char *buf, size_t buf_bytes);
