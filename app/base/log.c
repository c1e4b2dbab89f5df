/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * A line is built on the stack and leaves in one write(2), so that lines of several threads and
 * processes on one stderr do not mix.
 *
 * Rate: a call site is known by its format string. Each has LIMIT_BURST lines in LIMIT_WINDOW_NS;
 * what is beyond is counted, and the site's next line says how many were left out. Sites share
 * LIMIT_SITES slots: on a clash the newcomer takes the slot, which can only print more.
 */
#include "base/log.h"

#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"

enum {
	LINE_BYTES = 2048,
	LIMIT_SITES = 256, /* power of two */
	LIMIT_BURST = 20,
};

#define LIMIT_WINDOW_NS UINT64_C(5000000000)

struct site {
	const char *fmt;
	uint64_t window_start_ns;
	uint32_t printed;
	uint32_t left_out;
};

static const char *const level_names[] = {
	[LOG_LEVEL_ERR] = "ERR",
	[LOG_LEVEL_WARN] = "WARN",
	[LOG_LEVEL_INFO] = "INFO",
	[LOG_LEVEL_DBG] = "DBG",
};

static char program_name[32] = "sluice";
static enum log_level lowest_level = LOG_LEVEL_INFO;
static pthread_mutex_t site_lock = PTHREAD_MUTEX_INITIALIZER;
static struct site sites[LIMIT_SITES]; /* under site_lock */

void
log_init(const char *program, enum log_level level)
{
	snprintf(program_name, sizeof(program_name), "%s", program);
	lowest_level = level;
}

/* May this call site print now? Then *left_out is what it kept back since its last line. */
static bool
site_admit(const char *fmt, uint64_t now_ns, uint32_t *left_out)
{
	struct site *s = &sites[((uintptr_t)fmt * UINT64_C(0x9e3779b97f4a7c15)) >> 56];
	bool admit;

	pthread_mutex_lock(&site_lock);
	if (s->fmt != fmt)
		*s = (struct site){.fmt = fmt, .window_start_ns = now_ns};
	if (now_ns - s->window_start_ns >= LIMIT_WINDOW_NS) {
		s->window_start_ns = now_ns;
		s->printed = 0;
	}
	admit = s->printed < LIMIT_BURST;
	*left_out = s->left_out;
	if (admit) {
		s->printed++;
		s->left_out = 0;
	} else {
		s->left_out++;
	}
	pthread_mutex_unlock(&site_lock);
	return admit;
}

/* One event is one line, whatever strangers put into the strings. */
static void
blank_controls(char *s)
{
	for (; *s != '\0'; s++)
		if ((unsigned char)*s < 0x20 || *s == 0x7f)
			*s = '?';
}

void
log_line(enum log_level level, const char *topic, const char *fmt, ...)
{
	char line[LINE_BYTES];
	size_t room = sizeof(line) - 1; /* the newline's place */
	uint32_t left_out;
	size_t len;
	va_list ap;

	if (level > lowest_level || !site_admit(fmt, clock_now_ns(), &left_out))
		return;
	snprintf(line, room, "%s: %s %s: ", program_name, level_names[level], topic);
	len = strlen(line);
	va_start(ap, fmt);
	vsnprintf(line + len, room - len, fmt, ap);
	va_end(ap);
	len = strlen(line);
	if (left_out > 0)
		snprintf(line + len, room - len, " left_out=%u", left_out);
	blank_controls(line);
	len = strlen(line);
	line[len++] = '\n';
	if (write(STDERR_FILENO, line, len) < 0)
		return; /* nowhere left to complain */
}
