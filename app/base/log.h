/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * Logging to standard error: one line an event, "LEVEL topic: text key=value ...", rate-limited per
 * call site where it may repeat. Never called by a worker: dataplane/ counts instead.
 */
#pragma once

#include <stdbool.h>

enum log_level {
	LOG_LEVEL_ERR,
	LOG_LEVEL_WARN,
	LOG_LEVEL_INFO,
	LOG_LEVEL_DBG,
};

/**
 * Set the program's name, shown on each line, and the lowest level that is printed.
 * @thread main, before others start
 */
void log_init(const char *program, enum log_level level);

/** Write one line. @thread any but a worker */
void log_line(enum log_level level, const char *topic, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

#define log_err(topic, ...)  log_line(LOG_LEVEL_ERR, topic, __VA_ARGS__)
#define log_warn(topic, ...) log_line(LOG_LEVEL_WARN, topic, __VA_ARGS__)
#define log_info(topic, ...) log_line(LOG_LEVEL_INFO, topic, __VA_ARGS__)
#define log_dbg(topic, ...)  log_line(LOG_LEVEL_DBG, topic, __VA_ARGS__)
