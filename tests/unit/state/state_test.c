/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include <errno.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <signal.h>
#include <unistd.h>

#include "base/buf.h"
#include "state/state.h"
#include "support/unit.h"

static char dir[64];
static char why[STATE_WHY_BYTES];

static void
dir_fresh(void)
{
	strcpy(dir, "/tmp/sluice-state-XXXXXX");
	CU_ASSERT_PTR_NOT_NULL_FATAL(mkdtemp(dir));
}

static const char *
in_dir(const char *name)
{
	static char path[128];

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	return path;
}

static void
dir_remove(void)
{
	static const char *const names[] = {"state.db", "state.db-wal", "state.db-shm"};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		unlink(in_dir(names[i]));
	CU_ASSERT_EQUAL(rmdir(dir), 0);
}

static struct state *
open_ok(void)
{
	struct state *s = NULL;

	CU_ASSERT_EQUAL_FATAL(state_open(dir, &s, why), 0);
	return s;
}

static int
list_record(void *arg, const char *key, const void *value, size_t len)
{
	buf_printf(arg, "%s=%.*s;", key, (int)len, (const char *)value);
	return 0;
}

static int
list_event(void *arg, const struct state_event *e)
{
	buf_printf(arg, "%s:%s:%s;", e->type, e->reason, e->message);
	return 0;
}

static void
expect_records(struct state *s, const char *prefix, const char *want)
{
	struct buf got = {0};

	buf_adds(&got, "");
	CU_ASSERT_EQUAL(state_each(s, prefix, list_record, &got), 0);
	CU_ASSERT_STRING_EQUAL(got.data, want);
	buf_fini(&got);
}

static void
write_ok(struct state *s, struct state_batch *b)
{
	CU_ASSERT_EQUAL(state_write(s, b, why), 0);
	state_batch_fini(b);
}

static void
test_records_survive_a_restart_in_the_order_of_their_keys(void)
{
	struct state_batch b = {0};
	struct state *s;

	dir_fresh();
	s = open_ok();
	state_batch_put(&b, "object/b", "2", 1);
	state_batch_put(&b, "object/a", "1", 1);
	state_batch_put(&b, "alloc/a", "x", 1);
	state_batch_put(&b, "objectless", "-", 1);
	write_ok(s, &b);
	state_batch_put(&b, "object/a", "one", 3);
	state_batch_forget(&b, "object/b");
	state_batch_forget(&b, "never/there");
	write_ok(s, &b);
	state_close(s);
	s = open_ok();
	expect_records(s, "object/", "object/a=one;");
	expect_records(s, "", "alloc/a=x;object/a=one;objectless=-;");
	state_close(s);
	dir_remove();
}

static void
test_values_may_hold_any_byte_and_be_empty(void)
{
	struct state_batch b = {0};
	struct state *s;

	dir_fresh();
	s = open_ok();
	state_batch_put(&b, "k%", "", 0);
	state_batch_put(&b, "k_'\"", "a\0b", 3);
	write_ok(s, &b);
	expect_records(s, "k%", "k%=;");
	expect_records(s, "k_'", "k_'\"=a;");
	state_close(s);
	dir_remove();
}

static void
test_events_are_listed_by_object_oldest_first_and_pruned(void)
{
	struct state_event e = {.time_s = 5,
				.kind = "Service",
				.ns = "default",
				.name = "kubia",
				.type = "Normal",
				.reason = "Configured",
				.message = "one"};
	struct state_batch b = {0};
	struct buf got = {0};
	struct state *s;
	char number[16];

	dir_fresh();
	s = open_ok();
	state_batch_event(&b, &e);
	e.message = "two";
	state_batch_event(&b, &e);
	e.message = "three";
	state_batch_event(&b, &e);
	e.name = "other";
	state_batch_event(&b, &e);
	write_ok(s, &b);
	CU_ASSERT_EQUAL(state_events(s, "Service", "default", "kubia", 2, list_event, &got), 0);
	CU_ASSERT_STRING_EQUAL(got.data, "Normal:Configured:two;Normal:Configured:three;");
	for (int i = 0; i < STATE_EVENT_MAX; i++) {
		snprintf(number, sizeof(number), "%d", i);
		e.message = number;
		state_batch_event(&b, &e);
	}
	write_ok(s, &b);
	buf_reset(&got);
	buf_adds(&got, "");
	CU_ASSERT_EQUAL(state_events(s, "Service", "default", "kubia", 2, list_event, &got), 0);
	CU_ASSERT_EQUAL(got.len, 0);
	buf_fini(&got);
	state_close(s);
	dir_remove();
}

static void
test_joining_lets_go_of_events_that_are_too_many(void)
{
	struct state_batch a = {0}, b = {0};
	struct state_event e = {.kind = "Board",
				.ns = "",
				.name = "edge-1",
				.type = "Warning",
				.reason = "FailedApply"};
	struct buf got = {0};
	struct state *s;
	uint64_t first = 0;
	char number[16];

	dir_fresh();
	s = open_ok();
	state_batch_put(&a, "k", "v", 1);
	for (int i = 0; i < STATE_EVENT_MAX + 3; i++) {
		snprintf(number, sizeof(number), "%d", i);
		e.message = number;
		state_batch_event(&b, &e);
		state_batch_join(&a, &b);
	}
	CU_ASSERT_EQUAL(a.cnt, STATE_EVENT_MAX + 1);
	write_ok(s, &a);
	expect_records(s, "k", "k=v;");
	CU_ASSERT_EQUAL(state_each_event(s, 0, list_event, &got), 0);
	CU_ASSERT_EQUAL(strncmp(got.data, "Warning:FailedApply:3;Warning:FailedApply:4;", 44), 0);
	CU_ASSERT_EQUAL(state_first_event(s, &first), 0);
	buf_reset(&got);
	CU_ASSERT_EQUAL(state_each_event(s, first + STATE_EVENT_MAX - 2, list_event, &got), 0);
	CU_ASSERT_STRING_EQUAL(got.data, "Warning:FailedApply:2002;");
	buf_fini(&got);
	state_close(s);
	dir_remove();
}

static int
list_count(void *arg, const struct state_event *e)
{
	buf_printf(arg, "%s/%s %s x%u %u-%u;", e->ns, e->name, e->message, (unsigned)e->count,
		   (unsigned)e->first_s, (unsigned)e->time_s);
	return 0;
}

static void
expect_events(struct state *s, const char *want)
{
	struct buf got = {0};

	buf_adds(&got, "");
	CU_ASSERT_EQUAL(state_each_event(s, 0, list_count, &got), 0);
	if (strcmp(got.data, want) != 0)
		printf("\nwant %s\ngot  %s\n", want, got.data);
	CU_ASSERT_STRING_EQUAL(got.data, want);
	buf_fini(&got);
}

static void
test_an_event_that_happens_again_is_counted_and_outlives_older_ones(void)
{
	struct state_event e = {.time_s = 5,
				.kind = "Service",
				.ns = "a",
				.name = "x",
				.type = "Normal",
				.reason = "Configured",
				.message = "again"};
	struct state_batch b = {0};
	struct buf got = {0};
	struct state *s;
	char number[16];

	dir_fresh();
	s = open_ok();
	state_batch_event(&b, &e);
	e.message = "once";
	e.ns = "b";
	state_batch_event(&b, &e);
	e.message = "again";
	e.ns = "a";
	e.time_s = 9;
	state_batch_event(&b, &e);
	write_ok(s, &b);
	expect_events(s, "b/x once x1 5-5;a/x again x2 5-9;");
	state_close(s);
	s = open_ok();
	for (int i = 0; i < STATE_EVENT_MAX - 1; i++) {
		snprintf(number, sizeof(number), "%d", i);
		e.message = number;
		e.ns = "c";
		state_batch_event(&b, &e);
	}
	write_ok(s, &b);
	CU_ASSERT_EQUAL(state_events(s, "Service", "a", "x", 2, list_count, &got), 0);
	CU_ASSERT_STRING_EQUAL(got.data, "a/x again x2 5-9;");
	buf_reset(&got);
	buf_adds(&got, "");
	CU_ASSERT_EQUAL(state_events(s, "Service", "b", "x", 2, list_count, &got), 0);
	CU_ASSERT_STRING_EQUAL(got.data, "");
	buf_fini(&got);
	state_close(s);
	dir_remove();
}

static void
test_events_of_the_first_schema_are_kept(void)
{
	static const char sql[] =
		"CREATE TABLE record(key TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;"
		"CREATE TABLE event(id INTEGER PRIMARY KEY AUTOINCREMENT, time_s INTEGER NOT NULL,"
		" kind TEXT NOT NULL, ns TEXT NOT NULL, name TEXT NOT NULL, type TEXT NOT NULL,"
		" reason TEXT NOT NULL, message TEXT NOT NULL);"
		"CREATE INDEX event_of ON event(kind, ns, name, id);"
		"INSERT INTO record VALUES('k', x'76');"
		"INSERT INTO event(time_s, kind, ns, name, type, reason, message) VALUES"
		"(3, 'Service', 'a', 'x', 'Normal', 'Configured', 'm'),"
		"(4, 'Service', 'b', 'y', 'Normal', 'Created', 'm'),"
		"(5, 'Service', 'a', 'x', 'Normal', 'Configured', 'm');"
		"PRAGMA user_version = 1;";
	struct state *s;
	sqlite3 *db = NULL;

	dir_fresh();
	CU_ASSERT_EQUAL(sqlite3_open(in_dir("state.db"), &db), SQLITE_OK);
	CU_ASSERT_EQUAL(sqlite3_exec(db, sql, 0, 0, 0), SQLITE_OK);
	sqlite3_close(db);
	s = open_ok();
	expect_records(s, "k", "k=v;");
	expect_events(s, "b/y m x1 4-4;a/x m x2 3-5;");
	state_close(s);
	dir_remove();
}

static void
test_joined_batches_are_written_as_one(void)
{
	struct state_batch a = {0}, b = {0};
	struct state *s;

	dir_fresh();
	s = open_ok();
	state_batch_put(&a, "k", "old", 3);
	state_batch_put(&b, "k", "new", 3);
	state_batch_put(&b, "l", "too", 3);
	state_batch_join(&a, &b);
	CU_ASSERT_EQUAL(b.cnt, 0);
	write_ok(s, &a);
	expect_records(s, "", "k=new;l=too;");
	state_close(s);
	dir_remove();
}

static void
test_joining_lets_go_of_values_that_are_set_anew(void)
{
	struct state_batch a = {0}, b = {0};
	struct state *s;

	dir_fresh();
	s = open_ok();
	for (int i = 0; i < 100; i++) {
		state_batch_put(&b, "k", "value", 5);
		state_batch_forget(&b, "l");
		state_batch_join(&a, &b);
	}
	CU_ASSERT_EQUAL(a.cnt, 2);
	state_batch_put(&b, "other", "o", 1);
	state_batch_join(&a, &b);
	write_ok(s, &a);
	expect_records(s, "", "k=value;other=o;");
	state_close(s);
	dir_remove();
}

static int
list_key(void *arg, const char *key, const void *value, size_t len)
{
	CU_ASSERT_PTR_NULL(value);
	CU_ASSERT_EQUAL(len, 0);
	buf_printf(arg, "%s;", key);
	return 0;
}

static void
test_one_record_is_read_and_keys_are_listed_alone(void)
{
	struct state_batch b = {0};
	struct buf got = {0};
	struct state *s;

	dir_fresh();
	s = open_ok();
	state_batch_put(&b, "m/a", "text", 4);
	state_batch_put(&b, "m/ab", "more", 4);
	state_batch_put(&b, "n", "", 0);
	write_ok(s, &b);
	CU_ASSERT_EQUAL(state_get(s, "m/a", list_record, &got), 0);
	CU_ASSERT_EQUAL(state_get(s, "n", list_record, &got), 0);
	CU_ASSERT_STRING_EQUAL(got.data, "m/a=text;n=;");
	CU_ASSERT_EQUAL(state_get(s, "m/", list_record, &got), -ENOENT);
	buf_reset(&got);
	CU_ASSERT_EQUAL(state_keys(s, "m/", list_key, &got), 0);
	CU_ASSERT_STRING_EQUAL(got.data, "m/a;m/ab;");
	buf_fini(&got);
	state_close(s);
	dir_remove();
}

static void
write_file(const char *path, const char *text)
{
	FILE *f = fopen(path, "w");

	CU_ASSERT_PTR_NOT_NULL_FATAL(f);
	fputs(text, f);
	fclose(f);
}

static void
test_a_value_is_read_from_its_file_while_that_is_the_same(void)
{
	char path[300];
	struct state_batch b = {0};
	struct stat was;
	struct state *s;

	dir_fresh();
	s = open_ok();
	snprintf(path, sizeof(path), "%s", in_dir("a.yaml"));
	write_file(path, "first");
	CU_ASSERT_EQUAL(stat(path, &was), 0);
	state_batch_put_file(&b, "m/a", path, &was);
	state_batch_put(&b, "n", "1", 1);
	write_ok(s, &b);
	expect_records(s, "", "m/a=first;n=1;");
	state_batch_put_file(&b, "m/a", path, &was);
	state_batch_put(&b, "n", "2", 1);
	write_file(path, "second");
	write_ok(s, &b);
	expect_records(s, "", "m/a=first;n=2;");
	state_batch_put_file(&b, "m/a", path, &was);
	remove(path);
	write_ok(s, &b);
	expect_records(s, "", "m/a=first;n=2;");
	state_close(s);
	dir_remove();
}

static void
test_a_reader_is_not_held_up_by_an_open_transaction(void)
{
	struct state_batch b = {0};
	sqlite3 *other = NULL;
	struct state *s;

	dir_fresh();
	s = open_ok();
	state_batch_put(&b, "k", "v", 1);
	write_ok(s, &b);
	CU_ASSERT_EQUAL(sqlite3_open(in_dir("state.db"), &other), SQLITE_OK);
	CU_ASSERT_EQUAL(sqlite3_exec(other, "BEGIN IMMEDIATE; DELETE FROM record", 0, 0, 0),
			SQLITE_OK);
	expect_records(s, "", "k=v;");
	sqlite3_close(other);
	state_close(s);
	dir_remove();
}

static void
test_a_full_disk_refuses_the_whole_batch_and_is_survived(void)
{
	static char big[256 << 10];
	struct rlimit old, small = {.rlim_cur = 128 << 10};
	struct state_batch b = {0};
	struct state *s;

	dir_fresh();
	s = open_ok();
	state_batch_put(&b, "first", "1", 1);
	write_ok(s, &b);
	signal(SIGXFSZ, SIG_IGN);
	CU_ASSERT_EQUAL(getrlimit(RLIMIT_FSIZE, &old), 0);
	small.rlim_max = old.rlim_max;
	CU_ASSERT_EQUAL(setrlimit(RLIMIT_FSIZE, &small), 0);
	state_batch_put(&b, "second", "2", 1);
	state_batch_put(&b, "big", big, sizeof(big));
	CU_ASSERT(state_write(s, &b, why) < 0);
	CU_ASSERT_PTR_NOT_NULL(strstr(why, dir));
	CU_ASSERT_EQUAL(setrlimit(RLIMIT_FSIZE, &old), 0);
	expect_records(s, "f", "first=1;");
	expect_records(s, "second", "");
	expect_records(s, "big", "");
	CU_ASSERT_EQUAL(state_write(s, &b, why), 0);
	state_batch_fini(&b);
	expect_records(s, "s", "second=2;");
	state_close(s);
	dir_remove();
}

static void
test_a_damaged_database_is_named_with_what_mends_it(void)
{
	struct state *s = NULL;
	int fd;

	dir_fresh();
	fd = open(in_dir("state.db"), O_CREAT | O_WRONLY, 0600);
	CU_ASSERT(fd >= 0);
	for (int i = 0; i < 100; i++)
		CU_ASSERT_EQUAL(write(fd, "this is no database, whatever it is called.\n", 44), 44);
	close(fd);
	CU_ASSERT_EQUAL(state_open(dir, &s, why), -EUCLEAN);
	CU_ASSERT_PTR_NULL(s);
	CU_ASSERT_PTR_NOT_NULL(strstr(why, "is damaged"));
	CU_ASSERT_PTR_NOT_NULL(strstr(why, "mv "));
	dir_remove();
}

static void
test_a_database_cut_short_is_found_out(void)
{
	static char value[64 << 10];
	struct state_batch b = {0};
	struct state *s;

	dir_fresh();
	s = open_ok();
	memset(value, 'v', sizeof(value));
	state_batch_put(&b, "k", value, sizeof(value));
	write_ok(s, &b);
	state_close(s);
	CU_ASSERT_EQUAL(truncate(in_dir("state.db"), 16384), 0);
	s = NULL;
	CU_ASSERT_EQUAL(state_open(dir, &s, why), -EUCLEAN);
	CU_ASSERT_PTR_NULL(s);
	dir_remove();
}

static void
test_a_newer_schema_is_refused(void)
{
	struct state *s;
	sqlite3 *db = NULL;

	dir_fresh();
	state_close(open_ok());
	CU_ASSERT_EQUAL(sqlite3_open(in_dir("state.db"), &db), SQLITE_OK);
	CU_ASSERT_EQUAL(sqlite3_exec(db, "PRAGMA user_version = 99", 0, 0, 0), SQLITE_OK);
	sqlite3_close(db);
	s = NULL;
	CU_ASSERT_EQUAL(state_open(dir, &s, why), -EPROTO);
	CU_ASSERT_PTR_NOT_NULL(strstr(why, "newer version"));
	dir_remove();
}

static void
test_a_directory_that_cannot_be_used_is_named(void)
{
	struct state *s = NULL;

	dir_fresh();
	CU_ASSERT(state_open("/proc/nothing/here", &s, why) < 0);
	CU_ASSERT_PTR_NOT_NULL(strstr(why, "/proc/nothing/here"));
	CU_ASSERT_EQUAL(close(open(in_dir("state.db"), O_CREAT | O_WRONLY, 0600)), 0);
	CU_ASSERT_EQUAL(state_open(in_dir("state.db"), &s, why), -ENOTDIR);
	CU_ASSERT_PTR_NOT_NULL(strstr(why, "install -d"));
	dir_remove();
}

static void
test_nobody_else_can_read_the_database(void)
{
	struct stat st;

	dir_fresh();
	state_close(open_ok());
	CU_ASSERT_EQUAL(stat(in_dir("state.db"), &st), 0);
	CU_ASSERT_EQUAL(st.st_mode & 077, 0);
	dir_remove();
}

UNIT_MAIN("state/state", UNIT_TEST(test_records_survive_a_restart_in_the_order_of_their_keys),
	  UNIT_TEST(test_values_may_hold_any_byte_and_be_empty),
	  UNIT_TEST(test_events_are_listed_by_object_oldest_first_and_pruned),
	  UNIT_TEST(test_an_event_that_happens_again_is_counted_and_outlives_older_ones),
	  UNIT_TEST(test_events_of_the_first_schema_are_kept),
	  UNIT_TEST(test_joined_batches_are_written_as_one),
	  UNIT_TEST(test_joining_lets_go_of_values_that_are_set_anew),
	  UNIT_TEST(test_joining_lets_go_of_events_that_are_too_many),
	  UNIT_TEST(test_one_record_is_read_and_keys_are_listed_alone),
	  UNIT_TEST(test_a_value_is_read_from_its_file_while_that_is_the_same),
	  UNIT_TEST(test_a_reader_is_not_held_up_by_an_open_transaction),
	  UNIT_TEST(test_a_full_disk_refuses_the_whole_batch_and_is_survived),
	  UNIT_TEST(test_a_damaged_database_is_named_with_what_mends_it),
	  UNIT_TEST(test_a_database_cut_short_is_found_out),
	  UNIT_TEST(test_a_newer_schema_is_refused),
	  UNIT_TEST(test_a_directory_that_cannot_be_used_is_named),
	  UNIT_TEST(test_nobody_else_can_read_the_database))
