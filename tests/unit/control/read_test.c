/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "control/folder.h"
#include "control/read.h"
#include "support/unit.h"

static char dir[64], path[96], why[READ_WHY_BYTES];
static struct buf text;

static void
fresh(const char *name)
{
	strcpy(dir, "/tmp/sluice-read-XXXXXX");
	CU_ASSERT_PTR_NOT_NULL_FATAL(mkdtemp(dir));
	snprintf(path, sizeof(path), "%s/%s", dir, name);
	buf_reset(&text);
	why[0] = '\0';
}

static void
done(void)
{
	unlink(path);
	CU_ASSERT_EQUAL(rmdir(dir), 0);
	buf_fini(&text);
}

static void
write_file(const char *where, const char *what)
{
	FILE *f = fopen(where, "w");

	CU_ASSERT_PTR_NOT_NULL_FATAL(f);
	fputs(what, f);
	CU_ASSERT_EQUAL(fclose(f), 0);
}

static void
test_a_file_is_appended_whole(void)
{
	fresh("a.yaml");
	write_file(path, "hello\n");
	buf_adds(&text, "before ");
	CU_ASSERT_EQUAL(read_file(path, 100, &text, why), 0);
	CU_ASSERT_STRING_EQUAL(text.data, "before hello\n");
	buf_reset(&text);
	write_file(path, "");
	CU_ASSERT_EQUAL(read_file(path, 100, &text, why), 0);
	CU_ASSERT_EQUAL(text.len, 0);
	CU_ASSERT_STRING_EQUAL(text.data, "");
	done();
}

static void
test_the_limit_is_exact(void)
{
	fresh("a.yaml");
	write_file(path, "0123456789");
	CU_ASSERT_EQUAL(read_file(path, 10, &text, why), 0);
	CU_ASSERT_EQUAL(read_file(path, 9, &text, why), -EFBIG);
	done();
}

static void
test_a_huge_file_is_refused_at_once(void)
{
	uint64_t start;

	fresh("huge.yaml");
	write_file(path, "");
	CU_ASSERT_EQUAL(truncate(path, 1l << 30), 0);
	start = clock_now_ns();
	CU_ASSERT_EQUAL(read_file(path, 64u << 20, &text, why), -EFBIG);
	CU_ASSERT(clock_now_ns() - start < 10000000u);
	CU_ASSERT_PTR_NOT_NULL(strstr(why, "64 MiB"));
	done();
}

static void
test_what_is_no_plain_file_is_refused_without_waiting(void)
{
	fresh("fifo.yaml");
	CU_ASSERT_EQUAL(mkfifo(path, 0600), 0);
	CU_ASSERT_EQUAL(read_file(path, 100, &text, why), -EINVAL);
	CU_ASSERT_PTR_NOT_NULL(strstr(why, "FIFO"));
	CU_ASSERT_EQUAL(read_file(dir, 100, &text, why), -EINVAL);
	CU_ASSERT_PTR_NOT_NULL(strstr(why, "folder"));
	CU_ASSERT_EQUAL(read_file("/dev/zero", 100, &text, why), -EINVAL);
	CU_ASSERT_PTR_NOT_NULL(strstr(why, "device"));
	done();
}

static void
test_absent_and_forbidden_files_are_told_apart(void)
{
	fresh("a.yaml");
	CU_ASSERT_EQUAL(read_file(path, 100, &text, why), -ENOENT);
	CU_ASSERT(why[0] != '\0');
	write_file(path, "x");
	CU_ASSERT_EQUAL(chmod(path, 0), 0);
	if (geteuid() != 0)
		CU_ASSERT_EQUAL(read_file(path, 100, &text, why), -EACCES);
	done();
}

static int
collect(void *arg, const char *found)
{
	buf_printf(arg, "%s;", strrchr(found, '/') + 1);
	return 0;
}

static void
test_a_folder_gives_its_manifests_in_order(void)
{
	static const char *const names[] = {"b.yaml", "a.yml",      "c.json", ".hidden.yaml",
					    "readme", "d.yaml.swp", ".yaml"};
	char name[128];

	fresh("sub.yaml");
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		snprintf(name, sizeof(name), "%s/%s", dir, names[i]);
		write_file(name, "");
	}
	CU_ASSERT_EQUAL(mkdir(path, 0700), 0);
	CU_ASSERT_EQUAL(folder_each(dir, collect, &text), 0);
	CU_ASSERT_STRING_EQUAL(text.data, "a.yml;b.yaml;c.json;");
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		snprintf(name, sizeof(name), "%s/%s", dir, names[i]);
		unlink(name);
	}
	rmdir(path);
	CU_ASSERT_EQUAL(folder_each("/nowhere/at/all", collect, &text), -ENOENT);
	done();
}

UNIT_MAIN("control/read", UNIT_TEST(test_a_file_is_appended_whole),
	  UNIT_TEST(test_the_limit_is_exact), UNIT_TEST(test_a_huge_file_is_refused_at_once),
	  UNIT_TEST(test_what_is_no_plain_file_is_refused_without_waiting),
	  UNIT_TEST(test_absent_and_forbidden_files_are_told_apart),
	  UNIT_TEST(test_a_folder_gives_its_manifests_in_order))
