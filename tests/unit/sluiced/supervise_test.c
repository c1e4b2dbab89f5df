/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * The life of two children under sluiced: ready, joined, restarted, ended.
 */
#include <dirent.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "support/gateway.h"
#include "support/unit_root.h"

/* "channel: sluice-control 4711" in the forwarder's notes is control's pid, heard. */
static void
check_heard(const struct gateway *g, const char *by, const char *from, long from_pid)
{
	static const char *const streams[] = {"channel", "query"};
	char line[96];

	for (int i = 0; i < 2; i++) {
		snprintf(line, sizeof(line), "%s: %s %ld", streams[i], from, from_pid);
		CU_ASSERT_EQUAL(gateway_wait_line(g, by, line, 1, 3000), from_pid);
	}
}

static void
test_ready_is_told_once_both_are(void)
{
	struct gateway g;
	long forwarder, control;

	gateway_init(&g);
	CU_ASSERT_TRUE(gateway_start_ready(&g));
	CU_ASSERT_TRUE(gateway_wait_notify(&g, "STATUS=forwarding", 1000));
	forwarder = gateway_wait_line(&g, FORWARDER, "start", 1, 0);
	control = gateway_wait_line(&g, CONTROL, "start", 1, 0);
	check_heard(&g, FORWARDER, CONTROL, control);
	check_heard(&g, CONTROL, FORWARDER, forwarder);
	CU_ASSERT_EQUAL(gateway_stop(&g, 2000), 0);
	gateway_fini(&g);
}

static void
test_ready_is_not_told_while_one_is_missing(void)
{
	struct gateway g;

	gateway_init(&g);
	gateway_tell(&g, CONTROL, "die");
	gateway_start(&g, NULL);
	CU_ASSERT_FALSE(gateway_wait_notify(&g, "READY=1", 500));
	CU_ASSERT_EQUAL(gateway_stop(&g, 2000), 0);
	gateway_fini(&g);
}

/* Does a process hold descriptors 0 to 5 and no other just now? */
static bool
holds_six(pid_t pid)
{
	char path[64];
	struct dirent *entry;
	int cnt = 0, others = 0;
	DIR *d;

	snprintf(path, sizeof(path), "/proc/%ld/fd", (long)pid);
	d = opendir(path);
	while (d != NULL && (entry = readdir(d)) != NULL) {
		if (entry->d_name[0] == '.')
			continue;
		cnt++;
		others += strlen(entry->d_name) != 1 || entry->d_name[0] > '5';
	}
	if (d != NULL)
		closedir(d);
	return cnt == 6 && others == 0;
}

/* The stand-in opens its log for a moment with each line that it writes. */
static void
check_fds(pid_t pid)
{
	uint64_t end_ms = test_now_ms() + 2000;

	while (!holds_six(pid) && test_now_ms() < end_ms)
		usleep(1000);
	CU_ASSERT_TRUE(holds_six(pid));
}

static void
test_children_hold_descriptors_0_to_5_and_no_other(void)
{
	struct gateway g;
	int leaked;

	gateway_init(&g);
	leaked = dup(STDERR_FILENO); /* inherited by sluiced, kept from its children */
	CU_ASSERT_TRUE(gateway_start_ready(&g));
	check_fds((pid_t)gateway_wait_line(&g, FORWARDER, "start", 1, 0));
	check_fds((pid_t)gateway_wait_line(&g, CONTROL, "start", 1, 0));
	close(leaked);
	CU_ASSERT_EQUAL(gateway_stop(&g, 2000), 0);
	gateway_fini(&g);
}

/* Kill one child: the other goes on, and gets bytes from the new one over new streams. */
static void
check_restart(const char *victim, const char *survivor)
{
	struct gateway g;
	long survivor_pid, victim_pid;
	uint64_t killed_ms;

	gateway_init(&g);
	CU_ASSERT_TRUE(gateway_start_ready(&g));
	survivor_pid = gateway_wait_line(&g, survivor, "start", 1, 0);
	for (int nth = 1; nth <= 4; nth++) {
		victim_pid = gateway_wait_line(&g, victim, "start", nth, 3000);
		CU_ASSERT(victim_pid > 0);
		check_heard(&g, survivor, victim, victim_pid);
		CU_ASSERT_EQUAL(gateway_wait_line(&g, victim, "channel: ", nth, 3000),
				survivor_pid);
		if (nth > 1)
			CU_ASSERT_EQUAL(gateway_wait_line(&g, survivor, "peer", nth - 1, 1000), 0);
		killed_ms = test_now_ms();
		kill((pid_t)victim_pid, SIGKILL);
		CU_ASSERT(gateway_wait_line(&g, victim, "start", nth + 1, 3000) > 0);
		CU_ASSERT(test_now_ms() - killed_ms < 900);
		CU_ASSERT(gateway_wait_line(&g, victim, "channel: ", nth + 1, 3000) ==
			  survivor_pid);
	}
	CU_ASSERT_EQUAL(gateway_line_cnt(&g, survivor, "start"), 1);
	check_fds((pid_t)survivor_pid);
	CU_ASSERT_EQUAL(gateway_stop(&g, 2000), 0);
	gateway_fini(&g);
}

static void
test_a_new_control_is_joined_with_the_running_forwarder(void)
{
	check_restart(CONTROL, FORWARDER);
}

static void
test_a_new_forwarder_is_joined_with_the_running_control(void)
{
	check_restart(FORWARDER, CONTROL);
}

static void
test_two_that_die_together_are_joined_anew(void)
{
	struct gateway g;
	long forwarder, control;

	gateway_init(&g);
	CU_ASSERT_TRUE(gateway_start_ready(&g));
	forwarder = gateway_wait_line(&g, FORWARDER, "start", 1, 0);
	control = gateway_wait_line(&g, CONTROL, "start", 1, 0);
	kill((pid_t)forwarder, SIGKILL);
	kill((pid_t)control, SIGKILL);
	forwarder = gateway_wait_line(&g, FORWARDER, "start", 2, 10000);
	control = gateway_wait_line(&g, CONTROL, "start", 2, 10000);
	CU_ASSERT(forwarder > 0 && control > 0);
	check_heard(&g, FORWARDER, CONTROL, control);
	check_heard(&g, CONTROL, FORWARDER, forwarder);
	CU_ASSERT_EQUAL(gateway_stop(&g, 2000), 0);
	gateway_fini(&g);
}

static void
test_fault_24_a_crash_loop_backs_off_while_the_other_goes_on(void)
{
	struct gateway g;
	uint64_t begin_ms;

	gateway_init(&g);
	gateway_tell(&g, CONTROL, "die");
	begin_ms = test_now_ms();
	gateway_start(&g, NULL);
	/* Starts are due after 0, 0, 1000 and 3000 ms, the fifth after 7000. */
	CU_ASSERT(gateway_wait_line(&g, CONTROL, "start", 2, 900) > 0);
	CU_ASSERT(gateway_wait_line(&g, CONTROL, "start", 3, 10000) > 0);
	CU_ASSERT(test_now_ms() - begin_ms >= 1000);
	CU_ASSERT(gateway_wait_line(&g, CONTROL, "start", 4, 10000) > 0);
	CU_ASSERT(test_now_ms() - begin_ms >= 3000);
	CU_ASSERT_EQUAL(gateway_line_cnt(&g, FORWARDER, "start"), 1);
	/* Mended: it comes up, and is joined with the forwarder that waited. */
	gateway_tell(&g, CONTROL, "");
	CU_ASSERT_TRUE(gateway_wait_notify(&g, "READY=1", 6000));
	check_heard(&g, FORWARDER, CONTROL, gateway_wait_line(&g, CONTROL, "start", 5, 0));
	CU_ASSERT_EQUAL(gateway_stop(&g, 2000), 0);
	gateway_fini(&g);
}

static void
check_refusal_ends_all(const char *child)
{
	struct gateway g;

	gateway_init(&g);
	gateway_tell(&g, child, "refuse");
	gateway_start(&g, NULL);
	CU_ASSERT_EQUAL(gateway_wait_end(&g, 2500), 1);
	CU_ASSERT_EQUAL(gateway_line_cnt(&g, child, "start"), 1);
	CU_ASSERT_NOT_EQUAL(access(gateway_path(&g, "run/lock"), F_OK), 0);
	gateway_fini(&g);
}

static void
test_a_refused_configuration_ends_all_with_1(void)
{
	check_refusal_ends_all(CONTROL);
	check_refusal_ends_all(FORWARDER);
}

static void
test_sigterm_ends_all_and_leaves_nothing(void)
{
	struct gateway g;
	long forwarder, control;

	gateway_init(&g);
	gateway_tell(&g, CONTROL, "socket");
	CU_ASSERT_TRUE(gateway_start_ready(&g));
	CU_ASSERT_EQUAL(access(gateway_path(&g, "run/" CONTROL ".sock"), F_OK), 0);
	forwarder = gateway_wait_line(&g, FORWARDER, "start", 1, 0);
	control = gateway_wait_line(&g, CONTROL, "start", 1, 0);
	CU_ASSERT_EQUAL(gateway_stop(&g, 2000), 0);
	CU_ASSERT_TRUE(process_wait_gone((pid_t)forwarder, 0));
	CU_ASSERT_TRUE(process_wait_gone((pid_t)control, 0));
	CU_ASSERT_TRUE(gateway_wait_notify(&g, "STOPPING=1", 100));
	CU_ASSERT_EQUAL(gateway_line_cnt(&g, CONTROL, "stop"), 1);
	CU_ASSERT_EQUAL(gateway_line_cnt(&g, FORWARDER, "stop"), 1);
	CU_ASSERT_EQUAL(rmdir(g.run_dir), 0); /* it is empty */
	gateway_fini(&g);
}

static void
test_deaf_children_are_gone_within_two_seconds(void)
{
	struct gateway g;
	long forwarder, control;

	gateway_init(&g);
	gateway_tell(&g, FORWARDER, "deaf");
	gateway_tell(&g, CONTROL, "deaf");
	CU_ASSERT_TRUE(gateway_start_ready(&g));
	forwarder = gateway_wait_line(&g, FORWARDER, "start", 1, 0);
	control = gateway_wait_line(&g, CONTROL, "start", 1, 0);
	CU_ASSERT_EQUAL(gateway_stop(&g, 2000), 0);
	CU_ASSERT_TRUE(process_wait_gone((pid_t)forwarder, 0));
	CU_ASSERT_TRUE(process_wait_gone((pid_t)control, 0));
	gateway_fini(&g);
}

static void
test_fault_24_a_killed_parent_leaves_no_orphan(void)
{
	struct gateway g;
	long forwarder, control;

	gateway_init(&g);
	gateway_tell(&g, FORWARDER, "deaf");
	gateway_tell(&g, CONTROL, "deaf");
	CU_ASSERT_TRUE(gateway_start_ready(&g));
	forwarder = gateway_wait_line(&g, FORWARDER, "start", 1, 0);
	control = gateway_wait_line(&g, CONTROL, "start", 1, 0);
	kill(g.pid, SIGKILL);
	CU_ASSERT_EQUAL(gateway_wait_end(&g, 1000), -1);
	CU_ASSERT_TRUE(process_wait_gone((pid_t)forwarder, 1000));
	CU_ASSERT_TRUE(process_wait_gone((pid_t)control, 1000));
	/* Its lock went with it. */
	CU_ASSERT_TRUE(gateway_start_ready(&g));
	CU_ASSERT_EQUAL(gateway_stop(&g, 2000), 0);
	gateway_fini(&g);
}

static void
test_a_silent_child_is_named_killed_and_restarted(void)
{
	struct gateway g;
	uint64_t begin_ms;

	gateway_init(&g);
	gateway_tell(&g, FORWARDER, "silent");
	CU_ASSERT_TRUE(gateway_start_ready(&g));
	begin_ms = test_now_ms();
	gateway_tell(&g, FORWARDER, "");
	CU_ASSERT(gateway_wait_line(&g, FORWARDER, "start", 2, 12000) > 0);
	CU_ASSERT(test_now_ms() - begin_ms >= 9000);
	CU_ASSERT_TRUE(gateway_has_said(&g, "watchdog"));
	CU_ASSERT_EQUAL(gateway_line_cnt(&g, CONTROL, "start"), 1);
	CU_ASSERT_EQUAL(gateway_stop(&g, 2000), 0);
	gateway_fini(&g);
}

/* Whatever a child does to its link, it is replaced by one that behaves. */
static void
check_misdeed(const char *misdeed)
{
	struct gateway g;

	gateway_init(&g);
	gateway_tell(&g, CONTROL, misdeed);
	gateway_start(&g, NULL);
	CU_ASSERT(gateway_wait_line(&g, CONTROL, "start", 1, 10000) > 0);
	gateway_tell(&g, CONTROL, "");
	CU_ASSERT(gateway_wait_line(&g, CONTROL, "start", 2, 10000) > 0);
	CU_ASSERT(gateway_wait_line(&g, FORWARDER, "start", 1, 10000) > 0);
	CU_ASSERT_EQUAL(gateway_line_cnt(&g, FORWARDER, "start"), 1);
	CU_ASSERT_EQUAL(gateway_stop(&g, 2000), 0);
	gateway_fini(&g);
}

static void
test_a_child_that_misuses_its_link_is_replaced(void)
{
	check_misdeed("rude");
	check_misdeed("unlinked");
	check_misdeed("late:tap0");
}

static void
test_sighup_changes_nothing(void)
{
	struct gateway g;

	gateway_init(&g);
	CU_ASSERT_TRUE(gateway_start_ready(&g));
	kill(g.pid, SIGHUP);
	CU_ASSERT_EQUAL(gateway_wait_end(&g, 300), -1);
	CU_ASSERT_EQUAL(gateway_line_cnt(&g, CONTROL, "start"), 1);
	CU_ASSERT_EQUAL(gateway_stop(&g, 2000), 0);
	gateway_fini(&g);
}

static void
test_the_watchdog_is_fed_at_half_its_time(void)
{
	struct gateway g;
	uint64_t begin_ms;

	gateway_init(&g);
	setenv("WATCHDOG_USEC", "400000", 1);
	CU_ASSERT_TRUE(gateway_start_ready(&g));
	unsetenv("WATCHDOG_USEC");
	begin_ms = test_now_ms();
	for (int i = 0; i < 5; i++)
		CU_ASSERT_TRUE(gateway_wait_notify(&g, "WATCHDOG=1", 2000));
	CU_ASSERT(test_now_ms() - begin_ms >= 600);
	CU_ASSERT_EQUAL(gateway_stop(&g, 2000), 0);
	gateway_fini(&g);
}

ROOT_UNIT_MAIN("sluiced/supervise", UNIT_TEST(test_ready_is_told_once_both_are),
	       UNIT_TEST(test_ready_is_not_told_while_one_is_missing),
	       UNIT_TEST(test_children_hold_descriptors_0_to_5_and_no_other),
	       UNIT_TEST(test_a_new_control_is_joined_with_the_running_forwarder),
	       UNIT_TEST(test_a_new_forwarder_is_joined_with_the_running_control),
	       UNIT_TEST(test_two_that_die_together_are_joined_anew),
	       UNIT_TEST(test_fault_24_a_crash_loop_backs_off_while_the_other_goes_on),
	       UNIT_TEST(test_a_refused_configuration_ends_all_with_1),
	       UNIT_TEST(test_sigterm_ends_all_and_leaves_nothing),
	       UNIT_TEST(test_deaf_children_are_gone_within_two_seconds),
	       UNIT_TEST(test_fault_24_a_killed_parent_leaves_no_orphan),
	       UNIT_TEST(test_a_silent_child_is_named_killed_and_restarted),
	       UNIT_TEST(test_a_child_that_misuses_its_link_is_replaced),
	       UNIT_TEST(test_sighup_changes_nothing),
	       UNIT_TEST(test_the_watchdog_is_fed_at_half_its_time))
