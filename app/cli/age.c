/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include "cli/age.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#define MINUTE 60
#define HOUR   (60 * MINUTE)
#define DAY    (24 * HOUR)
#define YEAR   (365 * (int64_t)DAY)

/* Each row reaches up to a span; below it the span is so many large units and a rest in small
 * ones. Beyond two units' worth of precision kubectl leaves the rest out. */
static const struct {
	int64_t below;
	int64_t large;
	int64_t small; /* 0: no rest */
	const char *large_unit;
	const char *small_unit;
} steps[] = {
	{2 * MINUTE, 1, 0, "s", ""},          {10 * MINUTE, MINUTE, 1, "m", "s"},
	{3 * HOUR, MINUTE, 0, "m", ""},       {8 * HOUR, HOUR, MINUTE, "h", "m"},
	{2 * (int64_t)DAY, HOUR, 0, "h", ""}, {8 * (int64_t)DAY, DAY, HOUR, "d", "h"},
	{2 * YEAR, DAY, 0, "d", ""},          {8 * YEAR, YEAR, DAY, "y", "d"},
	{INT64_MAX, YEAR, 0, "y", ""},
};

const char *
age_format(int64_t seconds, char text[AGE_BYTES])
{
	int64_t rest;
	size_t i = 0;

	/* Clocks of two machines may differ a little. */
	if (seconds < -1)
		return strcpy(text, "<invalid>");
	if (seconds < 0)
		seconds = 0;
	while (seconds >= steps[i].below)
		i++;
	rest = steps[i].small == 0 ? 0 : seconds % steps[i].large / steps[i].small;
	if (rest == 0)
		snprintf(text, AGE_BYTES, "%" PRId64 "%s", seconds / steps[i].large,
			 steps[i].large_unit);
	else
		snprintf(text, AGE_BYTES, "%" PRId64 "%s%" PRId64 "%s", seconds / steps[i].large,
			 steps[i].large_unit, rest, steps[i].small_unit);
	return text;
}

int64_t
age_parse(const char *stamp)
{
	struct tm tm = {0};

	if (stamp == NULL || strptime(stamp, "%Y-%m-%dT%H:%M:%S", &tm) == NULL)
		return -1;
	return timegm(&tm);
}

const char *
age_since(const char *stamp, uint64_t now_s, char text[AGE_BYTES])
{
	int64_t then = age_parse(stamp);

	return then < 0 ? strcpy(text, "<unknown>") : age_format((int64_t)now_s - then, text);
}
