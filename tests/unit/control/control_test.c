/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "channel/block.h"
#include "support/control_rig.h"
#include "support/unit.h"

#define SERVICE(name_)                                                                             \
	"apiVersion: v1\nkind: Service\nmetadata: {name: " name_ "}\n"                             \
	"spec:\n  selector: {app: kubia}\n  ports:\n  - port: 80\n"
#define POD(name_, ip_)                                                                            \
	"apiVersion: v1\nkind: Pod\nmetadata: {name: " name_ ", labels: {app: kubia}}\n"           \
	"spec: {containers: [{name: c, image: i}]}\nstatus: {podIP: " ip_ "}\n"
#define KIND_SERVICE "\"kind\":\"svc\""

/* Wait until a listing holds, or does not hold, a text. */
static bool
listed(const char *method, const char *params, const char *text, bool wanted)
{
	for (int i = 0; i < 200; i++) {
		if ((strstr(ctl_call(method, params), text) != NULL) == wanted)
			return true;
		usleep(20000);
	}
	printf("%s %s: %.2000s\n", method, params, ctl_call(method, params));
	return false;
}

static void
test_it_is_ready_when_all_is_in_the_forwarder(void)
{
	ctl_setup();
	ctl_write("m/a.yaml", SERVICE("one") "---\n" POD("p", "10.1.0.1"));
	ctl_start();
	CU_ASSERT(ctl_wait_ready());
	CU_ASSERT_EQUAL(ctl_blocks(SLUICE_BLOCK_SERVICE), 1);
	CU_ASSERT_EQUAL(ctl_blocks(SLUICE_BLOCK_ENDPOINTS), 1);
	CU_ASSERT_EQUAL(ctl_full_commits(), 1);
	EXPECT(ctl_call("status", ""), "\"state\":\"ready\",\"problems\":[]");
	EXPECT(ctl_call("status", ""), "\"flowsLive\":5000");
	EXPECT(ctl_call("version", ""), "\"version\":\"");
	EXPECT(ctl_call("drops", ""), "{\"reason\":\"no_route\",\"help\":\"help\",\"pkts\":3}");
	ctl_close_link();
	CU_ASSERT_EQUAL(ctl_wait_exit(), 0);
	CU_ASSERT(access(ctl_path("run/control.sock"), F_OK) < 0);
	ctl_teardown();
}

static void
test_files_are_followed_and_only_changes_are_sent(void)
{
	size_t sent, commits;

	ctl_setup();
	ctl_write("m/a.yaml", SERVICE("one"));
	ctl_write("m/b.yaml", SERVICE("two"));
	ctl_start();
	CU_ASSERT(ctl_wait_ready());
	CU_ASSERT(ctl_wait_services(2));
	sent = ctl_blocks_sent();
	ctl_write("m/c.yaml", SERVICE("three"));
	CU_ASSERT(ctl_wait_services(3));
	CU_ASSERT(ctl_blocks_sent() - sent <= 2);
	commits = ctl_commits();
	ctl_write("m/c.yaml", SERVICE("three") "# a comment alone\n");
	usleep(300000);
	CU_ASSERT_EQUAL(ctl_commits(), commits);
	CU_ASSERT_EQUAL(unlink(ctl_path("m/b.yaml")), 0);
	CU_ASSERT(ctl_wait_services(2));
	EXPECT(ctl_call("get", KIND_SERVICE ",\"names\":[\"two\"]"),
	       "-32002,\"message\":\"services \\\"two\\\" not found\"");
	ctl_teardown();
}

static void
test_a_broken_file_is_named_and_what_it_held_stays(void)
{
	ctl_setup();
	ctl_write("m/a.yaml", SERVICE("one"));
	ctl_start();
	CU_ASSERT(ctl_wait_ready());
	ctl_write("m/a.yaml", "apiVersion: v1\nkind: Service\nmetadata: {name: one}\nsepc: {}\n");
	ctl_write("m/b.yaml", SERVICE("two"));
	CU_ASSERT(ctl_wait_services(2));
	EXPECT(ctl_call("status", ""), "m/a.yaml\",\"line\":4,\"column\":1,\"path\":\"sepc\"");
	EXPECT(ctl_call("status", ""), "\"state\":\"degraded\"");
	EXPECT(ctl_call("get", KIND_SERVICE), "\"name\":\"one\"");
	ctl_write("m/a.yaml", SERVICE("one") "  type: NodePort\n");
	CU_ASSERT(listed("status", "", "\"state\":\"ready\"", true));
	ctl_teardown();
}

#define BROKEN "apiVersion: v1\nkind: Service\nmetadata: {name: one}\nsepc: {}\n"

static void
test_a_file_broken_at_the_start_runs_on_as_it_was(void)
{
	ctl_setup();
	ctl_write("m/a.yaml", SERVICE("one") "---\n" SERVICE("two"));
	ctl_write("m/b.yaml", SERVICE("three"));
	ctl_write("m/c.yaml", SERVICE("four"));
	ctl_start();
	CU_ASSERT(ctl_wait_ready());
	CU_ASSERT_EQUAL(ctl_blocks(SLUICE_BLOCK_SERVICE), 4);
	ctl_kill();
	ctl_write("m/a.yaml", BROKEN);
	CU_ASSERT_EQUAL(unlink(ctl_path("m/b.yaml")), 0);
	CU_ASSERT_EQUAL(mkfifo(ctl_path("m/b.yaml"), 0600), 0);
	for (int start = 0; start < 2; start++) {
		ctl_start();
		CU_ASSERT(ctl_wait_ready());
		CU_ASSERT_EQUAL(ctl_blocks(SLUICE_BLOCK_SERVICE), 4);
		EXPECT(ctl_call("get", KIND_SERVICE), "\"name\":\"two\"");
		EXPECT(ctl_call("status", ""), "\"state\":\"degraded\"");
		EXPECT(ctl_call("status", ""),
		       "m/a.yaml\",\"line\":4,\"column\":1,\"path\":\"sepc\"");
		EXPECT(ctl_call("status", ""), "FIFO");
		EXPECT(ctl_call("status", ""), "its last good version stays in force");
		ctl_kill();
	}
	ctl_start();
	CU_ASSERT(ctl_wait_ready());
	ctl_write("m/a.yaml", SERVICE("one"));
	CU_ASSERT(ctl_wait_services(3));
	CU_ASSERT_EQUAL(unlink(ctl_path("m/b.yaml")), 0);
	CU_ASSERT(ctl_wait_services(2));
	CU_ASSERT(listed("status", "", "\"state\":\"ready\"", true));
	ctl_teardown();
}

static void
test_a_file_gone_at_the_start_is_gone_and_stays_so(void)
{
	ctl_setup();
	ctl_write("m/a.yaml", SERVICE("one"));
	ctl_write("m/b.yaml", SERVICE("two"));
	ctl_start();
	CU_ASSERT(ctl_wait_ready());
	ctl_kill();
	CU_ASSERT_EQUAL(unlink(ctl_path("m/b.yaml")), 0);
	ctl_start();
	CU_ASSERT(ctl_wait_ready());
	CU_ASSERT_EQUAL(ctl_blocks(SLUICE_BLOCK_SERVICE), 1);
	EXPECT(ctl_call("status", ""), "\"state\":\"ready\"");
	ctl_kill();
	ctl_write("m/b.yaml", BROKEN);
	ctl_start();
	CU_ASSERT(ctl_wait_ready());
	CU_ASSERT_EQUAL(ctl_blocks(SLUICE_BLOCK_SERVICE), 1);
	CU_ASSERT_PTR_NULL(strstr(ctl_call("status", ""), "stays in force"));
	ctl_teardown();
}

static void
test_a_folder_missing_at_the_start_takes_nothing_along(void)
{
	char folder[128];

	ctl_setup();
	ctl_write("m/a.yaml", SERVICE("one"));
	ctl_start();
	CU_ASSERT(ctl_wait_ready());
	ctl_kill();
	snprintf(folder, sizeof(folder), "%s", ctl_path("m"));
	CU_ASSERT_EQUAL(rename(folder, ctl_path("away")), 0);
	ctl_start();
	CU_ASSERT(ctl_wait_ready());
	CU_ASSERT_EQUAL(ctl_blocks(SLUICE_BLOCK_SERVICE), 1);
	EXPECT(ctl_call("status", ""), "\"state\":\"degraded\"");
	CU_ASSERT_EQUAL(rename(ctl_path("away"), folder), 0);
	CU_ASSERT(listed("status", "", "\"state\":\"ready\"", true));
	CU_ASSERT_EQUAL(unlink(ctl_path("m/a.yaml")), 0);
	CU_ASSERT(ctl_wait_services(0));
	ctl_teardown();
}

static void
test_a_last_good_text_that_fits_no_more_is_left_out_alone(void)
{
	ctl_setup();
	ctl_write("m/a.yaml", SERVICE("two"));
	ctl_write("m/b.yaml", SERVICE("one"));
	ctl_start();
	CU_ASSERT(ctl_wait_ready());
	ctl_kill();
	ctl_write("m/a.yaml", SERVICE("one") "---\n" SERVICE("two"));
	ctl_write("m/b.yaml", BROKEN);
	ctl_start();
	CU_ASSERT(ctl_wait_ready());
	CU_ASSERT_EQUAL(ctl_blocks(SLUICE_BLOCK_SERVICE), 2);
	EXPECT(ctl_call("status", ""), "its last good version does not fit any more");
	CU_ASSERT_PTR_NULL(strstr(ctl_call("status", ""), "stays in force"));
	ctl_teardown();
}

/* Let the program write files of at most so many bytes. */
static void
limit_files(rlim_t bytes)
{
	const char *at = strstr(ctl_call("status", ""), "\"pid\":");
	struct rlimit limit;

	CU_ASSERT_PTR_NOT_NULL_FATAL(at);
	CU_ASSERT_EQUAL(getrlimit(RLIMIT_FSIZE, &limit), 0);
	limit.rlim_cur = bytes;
	CU_ASSERT_EQUAL(prlimit(atoi(at + 6), RLIMIT_FSIZE, &limit, NULL), 0);
}

static void
test_a_file_that_the_disk_does_not_take_is_in_force_and_kept_later(void)
{
	static char big[512 << 10];

	memset(big, '#', sizeof(big) - 1);
	memcpy(big, SERVICE("two"), strlen(SERVICE("two")));
	ctl_setup();
	signal(SIGXFSZ, SIG_IGN);
	ctl_start();
	signal(SIGXFSZ, SIG_DFL);
	CU_ASSERT(ctl_wait_ready());
	limit_files(256 << 10);
	ctl_write("m/big.yaml", big);
	CU_ASSERT(ctl_wait_services(1));
	CU_ASSERT(listed("status", "", "changes cannot be saved", true));
	limit_files(64 << 20);
	EXPECT(ctl_apply(SERVICE("one")), "\"action\":\"created\"");
	CU_ASSERT(listed("status", "", "\"state\":\"ready\"", true));
	ctl_kill();
	ctl_write("m/big.yaml", BROKEN);
	ctl_start();
	CU_ASSERT(ctl_wait_ready());
	CU_ASSERT_EQUAL(ctl_blocks(SLUICE_BLOCK_SERVICE), 2);
	ctl_teardown();
}

static void
test_what_is_no_readable_file_is_named_and_holds_up_nothing(void)
{
	int fd;

	ctl_setup();
	ctl_write("m/good.yaml", SERVICE("one"));
	CU_ASSERT_EQUAL(mkfifo(ctl_path("m/fifo.yaml"), 0600), 0);
	fd = open(ctl_path("m/huge.yaml"), O_CREAT | O_WRONLY, 0600);
	CU_ASSERT_EQUAL(ftruncate(fd, 1l << 30), 0);
	close(fd);
	CU_ASSERT_EQUAL(symlink("/nowhere", ctl_path("m/dangling.yaml")), 0);
	ctl_start();
	CU_ASSERT(ctl_wait_ready());
	CU_ASSERT_EQUAL(ctl_blocks(SLUICE_BLOCK_SERVICE), 1);
	EXPECT(ctl_call("status", ""), "FIFO");
	EXPECT(ctl_call("status", ""), "larger than 64 MiB");
	unlink(ctl_path("m/fifo.yaml"));
	unlink(ctl_path("m/huge.yaml"));
	CU_ASSERT(listed("status", "", "\"state\":\"ready\"", true));
	ctl_teardown();
}

static void
test_a_file_is_not_read_while_it_is_written(void)
{
	const char *text = SERVICE("one") "---\n" SERVICE("two");
	int fd;

	ctl_setup();
	ctl_start();
	CU_ASSERT(ctl_wait_ready());
	fd = open(ctl_path("m/slow.yaml"), O_CREAT | O_WRONLY, 0600);
	for (const char *p = text; *p != '\0'; p++) {
		CU_ASSERT_EQUAL(write(fd, p, 1), 1);
		usleep(1500);
	}
	usleep(200000);
	CU_ASSERT_EQUAL(ctl_blocks(SLUICE_BLOCK_SERVICE), 0);
	close(fd);
	CU_ASSERT(ctl_wait_services(2));
	ctl_teardown();
}

static void
test_what_was_applied_survives_a_kill(void)
{
	char ip[256] = "", *at;

	ctl_setup();
	ctl_start();
	CU_ASSERT(ctl_wait_ready());
	EXPECT(ctl_apply(SERVICE("kept")), "\"action\":\"created\"");
	EXPECT(ctl_apply(SERVICE("kept")), "\"action\":\"unchanged\"");
	EXPECT(ctl_apply(SERVICE("gone")), "\"installed\":true");
	EXPECT(ctl_call("delete", KIND_SERVICE ",\"names\":[\"gone\"]"), "\"action\":\"deleted\"");
	CU_ASSERT(ctl_wait_services(1));
	at = strstr(ctl_call("get", KIND_SERVICE), "\"clusterIP\":");
	CU_ASSERT_PTR_NOT_NULL_FATAL(at);
	snprintf(ip, sizeof(ip), "%.*s", (int)strcspn(at, ","), at);
	ctl_kill();
	ctl_start();
	CU_ASSERT(ctl_wait_ready());
	CU_ASSERT_EQUAL(ctl_blocks(SLUICE_BLOCK_SERVICE), 1);
	EXPECT(ctl_call("get", KIND_SERVICE), ip);
	CU_ASSERT_PTR_NULL(strstr(ctl_call("get", KIND_SERVICE), "gone"));
	EXPECT(ctl_call("describe", KIND_SERVICE), "\"reason\":\"Created\"");
	ctl_teardown();
}

/* The part of a listing's metadata that says who an object is, copied out. */
static void
identity(const char *kind, const char *name, char *out, size_t out_bytes)
{
	char params[128];
	const char *answer, *uid, *created;

	snprintf(params, sizeof(params), "\"kind\":\"%s\",\"names\":[\"%s\"]", kind, name);
	answer = ctl_call("get", params);
	uid = strstr(answer, "\"uid\":");
	created = strstr(answer, "\"creationTimestamp\":");
	CU_ASSERT_PTR_NOT_NULL_FATAL(uid);
	CU_ASSERT_PTR_NOT_NULL_FATAL(created);
	snprintf(out, out_bytes, "%.*s %.*s", (int)strcspn(uid, ","), uid,
		 (int)strcspn(created, "}"), created);
}

static void
test_objects_are_the_same_after_a_restart_and_others_when_made_anew(void)
{
	static const char *const kinds[] = {"node", "svc", "svc"};
	static const char *const names[] = {"edge-1", "filed", "applied"};
	char before[3][256], after[256];

	ctl_setup();
	ctl_write("m/a.yaml", SERVICE("filed"));
	ctl_start();
	CU_ASSERT(ctl_wait_ready());
	ctl_apply(SERVICE("applied"));
	for (size_t i = 0; i < 3; i++)
		identity(kinds[i], names[i], before[i], sizeof(before[i]));
	for (int start = 0; start < 2; start++) {
		ctl_kill();
		usleep(1100000);
		ctl_start();
		CU_ASSERT(ctl_wait_ready());
		for (size_t i = 0; i < 3; i++) {
			identity(kinds[i], names[i], after, sizeof(after));
			CU_ASSERT_STRING_EQUAL(after, before[i]);
		}
	}
	ctl_kill();
	CU_ASSERT_EQUAL(unlink(ctl_path("m/a.yaml")), 0);
	ctl_start();
	CU_ASSERT(ctl_wait_ready());
	ctl_apply(SERVICE("applied"));
	ctl_kill();
	ctl_write("m/a.yaml", SERVICE("filed"));
	ctl_start();
	CU_ASSERT(ctl_wait_ready());
	identity("svc", "filed", after, sizeof(after));
	CU_ASSERT_STRING_NOT_EQUAL(after, before[1]);
	ctl_teardown();
}

static void
test_what_the_forwarder_refuses_changes_nothing_anywhere(void)
{
	ctl_setup();
	ctl_start();
	CU_ASSERT(ctl_wait_ready());
	EXPECT(ctl_apply(SERVICE("one")), "\"action\":\"created\"");
	ctl_forwarder_refuse("service table is full");
	EXPECT(ctl_apply(SERVICE("two")), "-32001");
	EXPECT(ctl_apply(SERVICE("two")), "service table is full");
	CU_ASSERT_PTR_NULL(strstr(ctl_call("get", KIND_SERVICE), "two"));
	ctl_forwarder_refuse(NULL);
	ctl_kill();
	ctl_start();
	CU_ASSERT(ctl_wait_ready());
	CU_ASSERT_PTR_NULL(strstr(ctl_call("get", KIND_SERVICE), "two"));
	EXPECT(ctl_call("get", KIND_SERVICE), "\"name\":\"one\"");
	ctl_teardown();
}

static void
test_a_forwarder_that_comes_back_gets_everything(void)
{
	ctl_setup();
	ctl_write("m/a.yaml", SERVICE("one"));
	ctl_start();
	CU_ASSERT(ctl_wait_ready());
	ctl_forwarder_stop();
	CU_ASSERT(listed("status", "", "the forwarder is not there", true));
	EXPECT(ctl_call("drops", ""), "-32005");
	EXPECT(ctl_apply(SERVICE("two")), "\"installed\":false");
	for (int round = 0; round < 3; round++) {
		ctl_forwarder_start();
		CU_ASSERT(ctl_wait_services(2));
		CU_ASSERT(listed("status", "", "\"state\":\"ready\"", true));
		ctl_forwarder_stop();
	}
	ctl_teardown();
}

static void
test_a_broken_board_ends_the_first_start_and_not_a_later_one(void)
{
	ctl_setup();
	ctl_write("good", "");
	CU_ASSERT_EQUAL(rename(ctl_path("board.yaml"), ctl_path("good")), 0);
	ctl_write("board.yaml", "apiVersion: sluice/v1\nkind: Board\nspec: {prots: []}\n");
	ctl_start();
	CU_ASSERT_EQUAL(ctl_wait_exit(), 78);
	ctl_kill();
	CU_ASSERT_EQUAL(rename(ctl_path("good"), ctl_path("board.yaml")), 0);
	ctl_start();
	CU_ASSERT(ctl_wait_ready());
	ctl_kill();
	ctl_write("board.yaml", "apiVersion: sluice/v1\nkind: Board\nspec: {prots: []}\n");
	ctl_start();
	CU_ASSERT(ctl_wait_ready());
	EXPECT(ctl_call("status", ""), "\"lastGood\":true");
	EXPECT(ctl_call("status", ""), "last good copy runs");
	EXPECT(ctl_call("status", ""), "\"path\":\"spec.prots\"");
	ctl_teardown();
}

static void
test_mistakes_are_all_told_and_dry_runs_leave_no_trace(void)
{
	const char *answer;

	ctl_setup();
	ctl_start();
	CU_ASSERT(ctl_wait_ready());
	answer = ctl_apply("apiVersion: v1\nkind: Service\nmetadata: {name: x}\n"
			   "spec: {ports: [{port: 70000}], typ: NodePort}\n");
	EXPECT(answer, "-32001");
	EXPECT(answer, "\"path\":\"spec.ports[0].port\"");
	EXPECT(answer, "\"path\":\"spec.typ\"");
	EXPECT(answer, "\"file\":\"a.yaml\",\"line\":4");
	EXPECT(ctl_call("apply", "\"dryRun\":true,\"text\":\"" SERVICE("dry") "\""), "-32700");
	EXPECT(ctl_call("validate",
			"\"text\":\"{\\\"apiVersion\\\":\\\"v1\\\",\\\"kind\\\":"
			"\\\"Namespace\\\",\\\"metadata\\\":{\\\"name\\\":\\\"x\\\"}}\""),
	       "\"faults\":[");
	EXPECT(ctl_call("diff", "\"text\":\"{\\\"apiVersion\\\":\\\"v1\\\",\\\"kind\\\":"
				"\\\"Service\\\",\\\"metadata\\\":{\\\"name\\\":\\\"d\\\"},"
				"\\\"spec\\\":{\\\"ports\\\":[{\\\"port\\\":80}]}}\""),
	       "\"live\":null");
	CU_ASSERT_EQUAL(ctl_blocks(SLUICE_BLOCK_SERVICE), 0);
	EXPECT(ctl_call("get", KIND_SERVICE), "\"items\":[]");
	EXPECT(ctl_call("get", "\"kind\":\"svcs\""), "-32602");
	ctl_teardown();
}

static void
test_flows_come_page_by_page(void)
{
	const char *answer;
	size_t flows = 0, parts = 0;

	ctl_setup();
	ctl_start();
	CU_ASSERT(ctl_wait_ready());
	answer = ctl_call("flows", "");
	for (const char *p = answer; (p = strstr(p, "\"src\":")) != NULL; p++)
		flows++;
	for (const char *p = answer; (p = strstr(p, "\"more\":true")) != NULL; p++)
		parts++;
	CU_ASSERT_EQUAL(flows, 5000);
	CU_ASSERT_EQUAL(parts, 5);
	EXPECT(answer, "\"src\":\"10.0.0.7:4999\"");
	answer = ctl_call("flows", "\"limit\":10");
	flows = 0;
	for (const char *p = answer; (p = strstr(p, "\"src\":")) != NULL; p++)
		flows++;
	CU_ASSERT_EQUAL(flows, 10);
	EXPECT(ctl_call("flows", "\"service\":\"none\""), "-32002");
	EXPECT(ctl_call("flows", "\"client\":\"none\""), "-32602");
	ctl_teardown();
}

static void
test_check_tells_by_its_exit_status(void)
{
	char out[4096];

	ctl_setup();
	ctl_write("m/good.yaml", SERVICE("one"));
	CU_ASSERT_EQUAL(ctl_run((const char *[]){"sluice-control", "--check", ctl_path("m"), NULL},
				out, sizeof(out)),
			0);
	EXPECT(out, "1 file checked, 0 errors");
	CU_ASSERT_EQUAL(
		ctl_run((const char *[]){"sluice-control", "--check", ctl_path("board.yaml"), NULL},
			out, sizeof(out)),
		0);
	ctl_write("m/bad.yaml", "kin: Service\n");
	CU_ASSERT_EQUAL(ctl_run((const char *[]){"sluice-control", "--check", ctl_path("m"), NULL},
				out, sizeof(out)),
			3);
	EXPECT(out, "m/bad.yaml:1:1: error:");
	CU_ASSERT_EQUAL(ctl_run((const char *[]){"sluice-control", "--check", "/nowhere", NULL},
				out, sizeof(out)),
			3);
	CU_ASSERT_EQUAL(
		ctl_run((const char *[]){"sluice-control", "--no-such", NULL}, out, sizeof(out)),
		2);
	CU_ASSERT_EQUAL(ctl_run((const char *[]){"sluice-control", NULL}, out, sizeof(out)), 1);
	EXPECT(out, "run sluiced");
	ctl_teardown();
}

UNIT_MAIN("control/control", UNIT_TEST(test_it_is_ready_when_all_is_in_the_forwarder),
	  UNIT_TEST(test_files_are_followed_and_only_changes_are_sent),
	  UNIT_TEST(test_a_broken_file_is_named_and_what_it_held_stays),
	  UNIT_TEST(test_a_file_broken_at_the_start_runs_on_as_it_was),
	  UNIT_TEST(test_a_file_gone_at_the_start_is_gone_and_stays_so),
	  UNIT_TEST(test_a_folder_missing_at_the_start_takes_nothing_along),
	  UNIT_TEST(test_a_last_good_text_that_fits_no_more_is_left_out_alone),
	  UNIT_TEST(test_a_file_that_the_disk_does_not_take_is_in_force_and_kept_later),
	  UNIT_TEST(test_what_is_no_readable_file_is_named_and_holds_up_nothing),
	  UNIT_TEST(test_a_file_is_not_read_while_it_is_written),
	  UNIT_TEST(test_what_was_applied_survives_a_kill),
	  UNIT_TEST(test_objects_are_the_same_after_a_restart_and_others_when_made_anew),
	  UNIT_TEST(test_what_the_forwarder_refuses_changes_nothing_anywhere),
	  UNIT_TEST(test_a_forwarder_that_comes_back_gets_everything),
	  UNIT_TEST(test_a_broken_board_ends_the_first_start_and_not_a_later_one),
	  UNIT_TEST(test_mistakes_are_all_told_and_dry_runs_leave_no_trace),
	  UNIT_TEST(test_flows_come_page_by_page), UNIT_TEST(test_check_tells_by_its_exit_status))
