/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include "support/unit.h"

#include "base/log.h"

#include <fcntl.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"

static int saved_stderr, pipe_read;

/* From here until capture_end, standard error goes into a pipe. */
static void
capture_begin(void)
{
	int ends[2];

	if (pipe(ends) < 0)
		abort();
	saved_stderr = dup(STDERR_FILENO);
	dup2(ends[1], STDERR_FILENO);
	close(ends[1]);
	pipe_read = ends[0];
}

static void
capture_end(char *text, size_t text_bytes)
{
	size_t len = 0;
	ssize_t got;

	dup2(saved_stderr, STDERR_FILENO);
	close(saved_stderr);
	while ((got = read(pipe_read, text + len, text_bytes - 1 - len)) > 0)
		len += (size_t)got;
	text[len] = '\0';
	close(pipe_read);
}

static void
test_a_line_has_program_level_topic_and_text(void)
{
	char text[200];

	log_init("sluice-test", LOG_LEVEL_INFO);
	capture_begin();
	log_warn("port", "link is down name=%s", "p0");
	log_dbg("port", "not printed at this level");
	capture_end(text, sizeof(text));
	CU_ASSERT_STRING_EQUAL(text, "sluice-test: WARN port: link is down name=p0\n");
}

static void
test_control_characters_cannot_forge_a_line(void)
{
	char text[200];

	capture_begin();
	log_err("apply", "name=%s", "a\nsluice: ERR \x1b[2J");
	capture_end(text, sizeof(text));
	CU_ASSERT_STRING_EQUAL(text, "sluice-test: ERR apply: name=a?sluice: ERR ?[2J\n");
}

static void
test_an_overlong_line_is_cut_and_still_ends(void)
{
	char text[8192], name[5000];
	size_t len;

	memset(name, 'n', sizeof(name) - 1);
	name[sizeof(name) - 1] = '\0';
	capture_begin();
	log_err("apply", "long name=%s", name);
	capture_end(text, sizeof(text));
	len = strlen(text);
	CU_ASSERT_TRUE(len > 1000 && len < 4096);
	CU_ASSERT_EQUAL(text[len - 1], '\n');
}

static size_t
count_lines(const char *text)
{
	size_t cnt = 0;

	for (; *text != '\0'; text++)
		cnt += *text == '\n';
	return cnt;
}

static void
test_a_repeating_site_is_limited_and_says_so(void)
{
	static char text[65536];
	uint64_t now_ns = UINT64_C(1000000000000);

	clock_set_virtual(now_ns);
	capture_begin();
	for (int i = 0; i < 102; i++) {
		if (i == 100)
			clock_set_virtual(now_ns + UINT64_C(6000000000));
		log_info("probe", "failed n=%d", i);
	}
	log_info("probe", "another site is not held back");
	capture_end(text, sizeof(text));
	CU_ASSERT_EQUAL(count_lines(text), 23);
	CU_ASSERT_PTR_NOT_NULL(strstr(text, "failed n=19\n"));
	CU_ASSERT_PTR_NULL(strstr(text, "failed n=20\n"));
	CU_ASSERT_PTR_NOT_NULL(strstr(text, "failed n=100 left_out=80\n"));
	CU_ASSERT_PTR_NOT_NULL(strstr(text, "failed n=101\n"));
	CU_ASSERT_PTR_NOT_NULL(strstr(text, "another site"));
}

UNIT_MAIN("base/log", UNIT_TEST(test_a_line_has_program_level_topic_and_text),
	  UNIT_TEST(test_control_characters_cannot_forge_a_line),
	  UNIT_TEST(test_an_overlong_line_is_cut_and_still_ends),
	  UNIT_TEST(test_a_repeating_site_is_limited_and_says_so))
