/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * A real sluice-control as a child process, with a stand-in for sluiced and for the forwarder: a
 * thread that answers the channel and the query stream, and keeps the blocks it was given.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/types.h>

#include "support/unit.h"

/** An answer has to hold a text. */
#define EXPECT(text_, want_)                                                                       \
	do {                                                                                       \
		const char *got_ = (text_);                                                        \
                                                                                                   \
		if (strstr(got_, want_) == NULL) {                                                 \
			printf("wanted %s got %.2000s\n", want_, got_);                            \
			CU_FAIL("answer");                                                         \
		}                                                                                  \
	} while (0)

/** Directory of this run; manifests go to "m" in it. */
extern char ctl_dir[64];

/** Make the directories and a board file. */
void ctl_setup(void);

/** End what runs and remove the directories. */
void ctl_teardown(void);

/** Write a file of the run's directory at once, by rename. */
void ctl_write(const char *name, const char *text);

/** Path of a name in the run's directory; overwritten by the fourth next call. */
const char *ctl_path(const char *name);

/** Start sluice-control with a forwarder. */
void ctl_start(void);

/** Wait for the READY message. @return whether it came within a few seconds */
bool ctl_wait_ready(void);

/** Kill it without warning, forwarder and all its connections with it. */
void ctl_kill(void);

/** Wait for its end. @return its exit status, -1 when it does not end */
int ctl_wait_exit(void);

/** Close the link, as sluiced does when it dies. */
void ctl_close_link(void);

/** The forwarder dies: its connections close. */
void ctl_forwarder_stop(void);

/** The forwarder is started anew, with no blocks, and control is sent its new ends. */
void ctl_forwarder_start(void);

/** From now on the forwarder refuses PREPARE with this text; NULL: it accepts. */
void ctl_forwarder_refuse(const char *text);

/** From now on the forwarder lets PREPARE wait; false: it answers, also those that waited. */
void ctl_forwarder_hold(bool on);

/** How many committed blocks of a kind the forwarder holds. */
size_t ctl_blocks(int kind);

/** Wait until it holds cnt Service blocks. @return whether it came so far */
bool ctl_wait_services(size_t cnt);

/** How many commits, full commits and blocks the forwarder has been sent. */
size_t ctl_commits(void);
size_t ctl_full_commits(void);
size_t ctl_blocks_sent(void);

/** One request; the whole answer, last line, in a buffer overwritten by the next call. */
const char *ctl_call(const char *method, const char *params);

/** Send a request and leave the connection open. @return its descriptor */
int ctl_open(const char *method, const char *params);

/** Read the next line of an open connection. @return false when none comes */
bool ctl_line(int fd, char *line, size_t line_bytes);

/** apply of a text that holds no character to be escaped but newlines. */
const char *ctl_apply(const char *text);

/** Run sluice-control with arguments up to NULL and collect its output. @return exit status */
int ctl_run(const char *const *argv, char *out, size_t out_bytes);
