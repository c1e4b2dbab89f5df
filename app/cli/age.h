/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * Spans of time as kubectl prints them: "5s", "2m30s", "3h5m", "4d".
 */
#pragma once

#include <stdint.h>

#define AGE_BYTES 48

/** Format a span. @return text */
const char *age_format(int64_t seconds, char text[AGE_BYTES]);

/** Format the time since an RFC 3339 stamp; "<unknown>" without one. @return text */
const char *age_since(const char *stamp, uint64_t now_s, char text[AGE_BYTES]);

/** Read an RFC 3339 stamp in UTC. @return seconds since 1970, or -1 */
int64_t age_parse(const char *stamp);
