/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include <fcntl.h>
#include <unistd.h>

#include "channel/block.h"
#include "support/control_rig.h"
#include "support/unit.h"

#define SERVICE(name_)                                                                             \
	"apiVersion: v1\nkind: Service\nmetadata: {name: " name_ "}\n"                             \
	"spec: {ports: [{port: 80}]}\n"

static const char two[] = SERVICE("one") "---\n" SERVICE("two");

static void
wait_commit(size_t after)
{
	for (int i = 0; i < 8000 && ctl_commits() == after; i++)
		usleep(1000);
	CU_ASSERT_EQUAL(ctl_commits(), after + 1);
}

static int
write_begin(const char *text, size_t len)
{
	int fd = open(ctl_path("m/a.yaml"), O_WRONLY | O_TRUNC | O_CLOEXEC);

	CU_ASSERT_EQUAL(write(fd, text, len), (ssize_t)len);
	return fd;
}

static void
write_end(int fd, const char *text)
{
	CU_ASSERT_EQUAL(write(fd, text, strlen(text)), (ssize_t)strlen(text));
	close(fd);
}

/* Fault 7: a writer that stops anywhere, while other files come and are taken over at once. */
static void
test_a_file_that_is_being_written_is_taken_by_no_scan(void)
{
	ctl_setup();
	ctl_write("m/a.yaml", two);
	ctl_write("m/b.yaml", SERVICE("b0"));
	ctl_start();
	CU_ASSERT(ctl_wait_ready());
	for (size_t n = 0; n < sizeof(two); n += 3) {
		size_t commits = ctl_commits();
		int fd = write_begin(two, n);

		if (n % 4 == 0) /* for so long that it would be taken for quiet */
			usleep(60000);
		ctl_write("m/b.yaml", n % 2 == 0 ? SERVICE("b1") : SERVICE("b0"));
		wait_commit(commits);
		CU_ASSERT_EQUAL(ctl_blocks(SLUICE_BLOCK_SERVICE), 3);
		write_end(fd, two + n);
	}
	EXPECT(ctl_call("status", ""), "\"state\":\"ready\",\"problems\":[]");
	ctl_teardown();
}

UNIT_MAIN("control/manifests", UNIT_TEST(test_a_file_that_is_being_written_is_taken_by_no_scan))
