/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * What sluiced demands before it starts, and what it hands to its children.
 */
#include <fcntl.h>
#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support/gateway.h"
#include "support/unit_root.h"

static const struct passwd *
user_get(void)
{
	const struct passwd *pw = getpwnam(GATEWAY_USER);

	CU_ASSERT_PTR_NOT_NULL_FATAL(pw);
	return pw;
}

static void
test_control_has_no_privilege_left(void)
{
	static const char *const sets[] = {"CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb"};
	const struct passwd *pw = user_get();
	char want[96], value[256];
	struct gateway g;
	pid_t control;

	gateway_init(&g);
	CU_ASSERT_TRUE(gateway_start_ready(&g));
	control = (pid_t)gateway_wait_line(&g, CONTROL, "start", 1, 0);
	for (size_t i = 0; i < sizeof(sets) / sizeof(sets[0]); i++) {
		CU_ASSERT_TRUE(process_status(control, sets[i], value, sizeof(value)));
		CU_ASSERT_STRING_EQUAL(value, "0000000000000000");
	}
	CU_ASSERT_TRUE(process_status(control, "NoNewPrivs", value, sizeof(value)));
	CU_ASSERT_STRING_EQUAL(value, "1");
	snprintf(want, sizeof(want), "%u\t%u\t%u\t%u", pw->pw_uid, pw->pw_uid, pw->pw_uid,
		 pw->pw_uid);
	CU_ASSERT_TRUE(process_status(control, "Uid", value, sizeof(value)));
	CU_ASSERT_STRING_EQUAL(value, want);
	snprintf(want, sizeof(want), "%u\t%u\t%u\t%u", pw->pw_gid, pw->pw_gid, pw->pw_gid,
		 pw->pw_gid);
	CU_ASSERT_TRUE(process_status(control, "Gid", value, sizeof(value)));
	CU_ASSERT_STRING_EQUAL(value, want);
	snprintf(want, sizeof(want), "%u ", pw->pw_gid);
	CU_ASSERT_TRUE(process_status(control, "Groups", value, sizeof(value)));
	CU_ASSERT_STRING_EQUAL(value, want);
	CU_ASSERT_TRUE(process_status((pid_t)gateway_wait_line(&g, FORWARDER, "start", 1, 0),
				      "NoNewPrivs", value, sizeof(value)));
	CU_ASSERT_STRING_EQUAL(value, "1");
	CU_ASSERT_EQUAL(gateway_stop(&g, 2000), 0);
	gateway_fini(&g);
}

static void
test_children_start_with_default_signals(void)
{
	static const char *const children[] = {FORWARDER, CONTROL};
	struct gateway g;
	char value[64];
	pid_t pid;

	gateway_init(&g);
	CU_ASSERT_TRUE(gateway_start_ready(&g));
	for (int i = 0; i < 2; i++) {
		pid = (pid_t)gateway_wait_line(&g, children[i], "start", 1, 0);
		CU_ASSERT_TRUE(process_status(pid, "SigBlk", value, sizeof(value)));
		CU_ASSERT_STRING_EQUAL(value, "0000000000000000");
		CU_ASSERT_TRUE(process_status(pid, "SigIgn", value, sizeof(value)));
		CU_ASSERT_STRING_EQUAL(value, "0000000000000000");
	}
	CU_ASSERT_EQUAL(gateway_stop(&g, 2000), 0);
	gateway_fini(&g);
}

static void
test_the_environment_is_short(void)
{
	struct gateway g;

	gateway_init(&g);
	setenv("LD_LIBRARY_PATH", "/tmp", 1);
	setenv("TZ", "UTC", 1);
	CU_ASSERT_TRUE(gateway_start_ready(&g));
	unsetenv("LD_LIBRARY_PATH");
	unsetenv("TZ");
	CU_ASSERT_EQUAL(gateway_line_cnt(&g, CONTROL, "env "), 3);
	CU_ASSERT_EQUAL(gateway_line_cnt(&g, CONTROL, "env PATH=/usr/sbin:/usr/bin:/sbin:/bin"), 1);
	CU_ASSERT_EQUAL(gateway_line_cnt(&g, CONTROL, "env LANG=C.UTF-8"), 1);
	CU_ASSERT_EQUAL(gateway_line_cnt(&g, CONTROL, "env TZ=UTC"), 1);
	CU_ASSERT_EQUAL(gateway_line_cnt(&g, FORWARDER, "env "), 3);
	CU_ASSERT_EQUAL(gateway_stop(&g, 2000), 0);
	gateway_fini(&g);
}

static void
test_arguments_reach_whom_they_concern(void)
{
	struct gateway g;
	FILE *runner;

	gateway_init(&g);
	runner = fopen(gateway_path(&g, "runner"), "we");
	CU_ASSERT_PTR_NOT_NULL_FATAL(runner);
	fclose(runner);
	CU_ASSERT_EQUAL(chmod(gateway_path(&g, "runner"), 0755), 0);
	gateway_start(&g, "--lab", "--config", "/some/board.yaml", "--runner",
		      gateway_path(&g, "runner"), NULL);
	CU_ASSERT_TRUE(gateway_wait_notify(&g, "READY=1", 3000));
	CU_ASSERT_EQUAL(gateway_line_cnt(&g, CONTROL, "arg "), 9);
	CU_ASSERT_EQUAL(gateway_line_cnt(&g, CONTROL, "arg --lab"), 1);
	CU_ASSERT_EQUAL(gateway_line_cnt(&g, CONTROL, "arg /some/board.yaml"), 1);
	CU_ASSERT_EQUAL(gateway_line_cnt(&g, CONTROL, "arg --runner"), 1);
	CU_ASSERT_EQUAL(gateway_line_cnt(&g, CONTROL, "arg --state-dir"), 1);
	CU_ASSERT_EQUAL(gateway_line_cnt(&g, FORWARDER, "arg "), 3);
	CU_ASSERT_EQUAL(gateway_line_cnt(&g, FORWARDER, "arg --lab"), 1);
	CU_ASSERT_EQUAL(gateway_line_cnt(&g, FORWARDER, "arg " GATEWAY_USER), 1);
	CU_ASSERT_EQUAL(gateway_stop(&g, 2000), 0);
	gateway_fini(&g);
}

static void
test_directories_belong_to_the_user(void)
{
	const struct passwd *pw = user_get();
	struct gateway g;
	struct stat st;

	gateway_init(&g);
	CU_ASSERT_TRUE(gateway_start_ready(&g));
	CU_ASSERT_EQUAL(stat(g.run_dir, &st), 0);
	CU_ASSERT(st.st_uid == pw->pw_uid && st.st_gid == pw->pw_gid);
	CU_ASSERT_EQUAL(st.st_mode & 07777, 0750);
	CU_ASSERT_EQUAL(stat(g.state_dir, &st), 0);
	CU_ASSERT(st.st_uid == pw->pw_uid && st.st_gid == pw->pw_gid);
	CU_ASSERT_EQUAL(st.st_mode & 07777, 0700);
	CU_ASSERT_EQUAL(gateway_stop(&g, 2000), 0);
	gateway_fini(&g);
}

static void
test_a_second_instance_is_refused_and_the_first_named(void)
{
	struct gateway g, second;
	char text[64];

	gateway_init(&g);
	CU_ASSERT_TRUE(gateway_start_ready(&g));
	second = g;
	gateway_start(&second, NULL);
	CU_ASSERT_EQUAL(gateway_wait_end(&second, 2000), 1);
	snprintf(text, sizeof(text), "as process %ld;", (long)g.pid);
	CU_ASSERT_TRUE(gateway_has_said(&g, text));
	/* The first one has kept its lock and its children. */
	CU_ASSERT_EQUAL(access(gateway_path(&g, "run/lock"), F_OK), 0);
	CU_ASSERT_EQUAL(gateway_line_cnt(&g, CONTROL, "start"), 1);
	CU_ASSERT_EQUAL(gateway_stop(&g, 2000), 0);
	gateway_fini(&g);
}

/* Start with what stands there already: refused, with this text, and no child was started. */
static void
check_refused(struct gateway *g, const char *text)
{
	gateway_start(g, NULL);
	CU_ASSERT_EQUAL(gateway_wait_end(g, 2000), 1);
	CU_ASSERT_TRUE(gateway_has_said(g, text));
	CU_ASSERT_EQUAL(gateway_line_cnt(g, CONTROL, "start"), 0);
	CU_ASSERT_EQUAL(gateway_line_cnt(g, FORWARDER, "start"), 0);
}

static void
test_a_run_dir_that_is_a_link_is_refused(void)
{
	struct gateway g;
	struct stat st;

	gateway_init(&g);
	CU_ASSERT_EQUAL(mkdir(gateway_path(&g, "real"), 0700), 0);
	CU_ASSERT_EQUAL(symlink("real", g.run_dir), 0);
	check_refused(&g, "a symbolic link is not followed");
	CU_ASSERT_EQUAL(stat(gateway_path(&g, "real"), &st), 0);
	CU_ASSERT_EQUAL(st.st_uid, 0); /* not given away */
	gateway_fini(&g);
}

static void
test_a_stranger_s_directory_is_refused(void)
{
	struct gateway g;

	gateway_init(&g);
	CU_ASSERT_EQUAL(mkdir(g.run_dir, 0755), 0);
	CU_ASSERT_EQUAL(chown(g.run_dir, 12345, 12345), 0);
	check_refused(&g, "belongs to user id 12345");
	CU_ASSERT_EQUAL(chown(g.run_dir, 0, 0), 0);
	CU_ASSERT_EQUAL(mkdir(g.state_dir, 0755), 0);
	CU_ASSERT_EQUAL(chown(g.state_dir, 12345, 12345), 0);
	check_refused(&g, "state-dir");
	/* The lock that was taken in between is gone. */
	CU_ASSERT_NOT_EQUAL(access(gateway_path(&g, "run/lock"), F_OK), 0);
	gateway_fini(&g);
}

static void
test_a_planted_lock_is_put_away_unread(void)
{
	const struct passwd *pw = user_get();
	struct gateway g;
	struct stat st;
	FILE *victim;

	gateway_init(&g);
	CU_ASSERT_EQUAL(mkdir(g.run_dir, 0750), 0);
	CU_ASSERT_EQUAL(chown(g.run_dir, pw->pw_uid, pw->pw_gid), 0);
	victim = fopen(gateway_path(&g, "victim"), "we");
	CU_ASSERT_PTR_NOT_NULL_FATAL(victim);
	fputs("precious", victim);
	fclose(victim);
	CU_ASSERT_EQUAL(symlink("../victim", gateway_path(&g, "run/lock")), 0);
	CU_ASSERT_TRUE(gateway_start_ready(&g));
	CU_ASSERT_EQUAL(lstat(gateway_path(&g, "run/lock"), &st), 0);
	CU_ASSERT_TRUE(S_ISREG(st.st_mode));
	CU_ASSERT_EQUAL(stat(gateway_path(&g, "victim"), &st), 0);
	CU_ASSERT_EQUAL(st.st_size, 8);
	CU_ASSERT_EQUAL(gateway_stop(&g, 2000), 0);
	gateway_fini(&g);
}

static void
test_an_unknown_user_is_refused_with_the_command_that_makes_it(void)
{
	struct gateway g;

	gateway_init(&g);
	gateway_start(&g, "--user", "sluice-no-such", NULL);
	CU_ASSERT_EQUAL(gateway_wait_end(&g, 2000), 1);
	CU_ASSERT_TRUE(gateway_has_said(&g, "useradd --system"));
	gateway_start(&g, "--user", "root", NULL);
	CU_ASSERT_EQUAL(gateway_wait_end(&g, 2000), 1);
	CU_ASSERT_TRUE(gateway_has_said(&g, "--user root is root"));
	CU_ASSERT_NOT_EQUAL(access(g.run_dir, F_OK), 0);
	gateway_fini(&g);
}

static void
test_a_missing_child_is_named(void)
{
	struct gateway g;

	gateway_init(&g);
	CU_ASSERT_EQUAL(unlink(gateway_path(&g, FORWARDER)), 0);
	check_refused(&g, "--libexec-dir");
	CU_ASSERT_NOT_EQUAL(access(g.run_dir, F_OK), 0);
	gateway_fini(&g);
}

static void
test_a_runner_that_others_may_write_is_refused(void)
{
	struct gateway g;

	gateway_init(&g);
	CU_ASSERT_EQUAL(chmod(gateway_path(&g, CONTROL), 0775), 0);
	gateway_start(&g, "--runner", gateway_path(&g, CONTROL), NULL);
	CU_ASSERT_EQUAL(gateway_wait_end(&g, 2000), 1);
	CU_ASSERT_TRUE(gateway_has_said(&g, "chmod 755"));
	gateway_fini(&g);
}

static void
test_without_root_it_says_so(void)
{
	const struct passwd *pw = user_get();
	struct gateway g;
	int status;
	pid_t pid;

	gateway_init(&g);
	pid = fork();
	if (pid == 0) {
		int fd = open(gateway_path(&g, "stderr"), O_WRONLY | O_CREAT, 0644);

		dup2(fd, STDERR_FILENO);
		if (setresuid(pw->pw_uid, pw->pw_uid, pw->pw_uid) == 0)
			execl(gateway_path(&g, "sluiced"), "sluiced", NULL);
		_exit(99);
	}
	CU_ASSERT_EQUAL(waitpid(pid, &status, 0), pid);
	CU_ASSERT(WIFEXITED(status) && WEXITSTATUS(status) == 1);
	CU_ASSERT_TRUE(gateway_has_said(&g, "must be started as root"));
	gateway_fini(&g);
}

ROOT_UNIT_MAIN("sluiced/start", UNIT_TEST(test_control_has_no_privilege_left),
	       UNIT_TEST(test_children_start_with_default_signals),
	       UNIT_TEST(test_the_environment_is_short),
	       UNIT_TEST(test_arguments_reach_whom_they_concern),
	       UNIT_TEST(test_directories_belong_to_the_user),
	       UNIT_TEST(test_a_second_instance_is_refused_and_the_first_named),
	       UNIT_TEST(test_a_run_dir_that_is_a_link_is_refused),
	       UNIT_TEST(test_a_stranger_s_directory_is_refused),
	       UNIT_TEST(test_a_planted_lock_is_put_away_unread),
	       UNIT_TEST(test_an_unknown_user_is_refused_with_the_command_that_makes_it),
	       UNIT_TEST(test_a_missing_child_is_named),
	       UNIT_TEST(test_a_runner_that_others_may_write_is_refused),
	       UNIT_TEST(test_without_root_it_says_so))
