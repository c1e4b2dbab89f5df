/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * A sluiced with fake children in a directory of its own, for tests that need root: started,
 * watched, and cleared away whatever happened.
 */
#pragma once

#include <limits.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#define FORWARDER "sluice-forwarder"
#define CONTROL   "sluice-control"

#define GATEWAY_USER "nobody"

struct gateway {
	char dir[64]; /* programs, what the children are told, what they note */
	char run_dir[96];
	char state_dir[96];
	pid_t pid;      /* of sluiced; 0: does not run */
	int notify_fd;  /* what NOTIFY_SOCKET leads to */
	char told[512]; /* last datagram from there */
};

/** Make the directory with both fake children. */
void gateway_init(struct gateway *g);

/** Kill what runs, remove the directory. */
void gateway_fini(struct gateway *g);

/** Say how a child behaves from its next start on: words of fake_child.c. */
void gateway_tell(const struct gateway *g, const char *child, const char *words);

/** Start sluiced; more arguments, ended by NULL, follow the usual ones. */
void gateway_start(struct gateway *g, ...) __attribute__((sentinel));

/** Start it and wait until it says READY=1. */
bool gateway_start_ready(struct gateway *g);

/** Wait for a datagram that begins so. */
bool gateway_wait_notify(struct gateway *g, const char *begin, uint32_t wait_ms);

/**
 * Wait for the nth line (from 1) in a child's notes that begins so.
 * @return the number at the line's end, 0 where there is none; -1 when it did not come
 */
long gateway_wait_line(const struct gateway *g, const char *child, const char *begin, int nth,
		       uint32_t wait_ms);

/** How many lines of a child's notes begin so. */
int gateway_line_cnt(const struct gateway *g, const char *child, const char *begin);

/** Does sluiced's standard error hold this text? */
bool gateway_has_said(const struct gateway *g, const char *text);

/** Wait for the end of sluiced. @return its exit status; -1: it did not end, or by a signal */
int gateway_wait_end(struct gateway *g, uint32_t wait_ms);

/** SIGTERM, then as gateway_wait_end. */
int gateway_stop(struct gateway *g, uint32_t wait_ms);

/** Wait until a process is no more (a zombie is no more). */
bool process_wait_gone(pid_t pid, uint32_t wait_ms);

/** Copy the value of "KEY:" in /proc/PID/status. */
bool process_status(pid_t pid, const char *key, char *value, size_t value_bytes);

uint64_t test_now_ms(void);
void test_sleep_ms(uint32_t ms);

/** Name of a file in the gateway's directory; a static buffer. */
const char *gateway_path(const struct gateway *g, const char *name);
