/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * What the process has too little of: descriptors, memory.
 */
#include <errno.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/buf.h"
#include "state/state.h"
#include "support/unit.h"

static char dir[64];
static char why[STATE_WHY_BYTES];

static struct state *
state_fresh(void)
{
	struct state *s = NULL;

	strcpy(dir, "/tmp/sluice-state-XXXXXX");
	CU_ASSERT_PTR_NOT_NULL_FATAL(mkdtemp(dir));
	CU_ASSERT_EQUAL_FATAL(state_open(dir, &s, why), 0);
	return s;
}

/* Closed, there is one file. */
static void
state_remove(struct state *s)
{
	char path[128];

	state_close(s);
	snprintf(path, sizeof(path), "%s/state.db", dir);
	unlink(path);
	CU_ASSERT_EQUAL(rmdir(dir), 0);
}

static int
take_record(void *arg, const char *key, const void *value, size_t len)
{
	return 0;
}

static int
list_event(void *arg, const struct state_event *e)
{
	buf_printf(arg, "%s;", e->message);
	return 0;
}

/* Without it a power cut may take the folder's names, and all that was written with them. */
static void
test_nothing_is_written_while_the_folder_cannot_be_opened(void)
{
	struct rlimit old, none;
	struct state_batch b = {0};
	struct state *s;

	s = state_fresh();
	CU_ASSERT_EQUAL(getrlimit(RLIMIT_NOFILE, &old), 0);
	none = (struct rlimit){.rlim_cur = 0, .rlim_max = old.rlim_max};
	CU_ASSERT_EQUAL(setrlimit(RLIMIT_NOFILE, &none), 0);
	state_batch_put(&b, "k", "v", 1);
	CU_ASSERT_EQUAL(state_write(s, &b, why), -EMFILE);
	CU_ASSERT_PTR_NOT_NULL(strstr(why, dir));
	CU_ASSERT_EQUAL(setrlimit(RLIMIT_NOFILE, &old), 0);
	CU_ASSERT_EQUAL(state_get(s, "k", take_record, NULL), -ENOENT);
	CU_ASSERT_EQUAL(state_write(s, &b, why), 0);
	state_batch_fini(&b);
	CU_ASSERT_EQUAL(state_get(s, "k", take_record, NULL), 0);
	state_remove(s);
}

/* Where the events end cannot be asked then. */
static void
test_events_go_on_after_one_that_there_was_no_memory_for(void)
{
	struct state_event e = {.time_s = 1,
				.kind = "Board",
				.ns = "a",
				.name = "x",
				.type = "Normal",
				.reason = "Told",
				.message = "one"};
	struct state_batch b = {0};
	struct buf got = {0};
	struct state *s;

	s = state_fresh();
	state_batch_event(&b, &e);
	CU_ASSERT_EQUAL(state_write(s, &b, why), 0);
	state_batch_fini(&b);
	e.message = "two";
	state_batch_event(&b, &e);
	sqlite3_hard_heap_limit64(1);
	CU_ASSERT_EQUAL(state_write(s, &b, why), -ENOMEM);
	sqlite3_hard_heap_limit64(0);
	CU_ASSERT_EQUAL(state_write(s, &b, why), 0);
	state_batch_fini(&b);
	buf_adds(&got, "");
	CU_ASSERT_EQUAL(state_each_event(s, 0, list_event, &got), 0);
	CU_ASSERT_STRING_EQUAL(got.data, "one;two;");
	buf_fini(&got);
	state_remove(s);
}

UNIT_MAIN("state/lack", UNIT_TEST(test_nothing_is_written_while_the_folder_cannot_be_opened),
	  UNIT_TEST(test_events_go_on_after_one_that_there_was_no_memory_for))
