/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * apply, create, delete, validate, diff: what is sent, what is said, and how they end.
 */
#include "support/fake_board.h"
#include "support/unit.h"

#include <fcntl.h>
#include <jansson.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define CHANGED(shown_, action_, dry_, installed_)                                                 \
	"{\"changes\":[{\"kind\":\"Service\",\"namespace\":\"default\",\"name\":\"kubia\","        \
	"\"shown\":\"" shown_ "\",\"action\":\"" action_ "\"}],\"dryRun\":" dry_                   \
	",\"installed\":" installed_ ",\"faults\":[]}"

#define FAULT(file_, line_, level_, reason_)                                                       \
	"{\"file\":\"" file_ "\",\"line\":" line_                                                  \
	",\"column\":5,\"path\":\"spec.type\",\"level\":\"" level_ "\",\"reason\":\"" reason_      \
	"\"}"

#define ERROR(code_, message_, faults_)                                                            \
	"{\"code\":" code_ ",\"message\":\"" message_ "\",\"data\":{\"faults\":[" faults_ "]}}"

static int
run_file(const char *verb, const char *name, const char *text, const char *more)
{
	char line[512];

	snprintf(line, sizeof(line), "%s %s%s", verb, fake_board_file(name, text), more);
	return run(line);
}

static void
test_changes_are_told_in_kubectls_words(void)
{
	static const struct fake_answer answers[] = {
		{"apply", {CHANGED("service/kubia", "configured", "false", "true")}},
		{"apply", {CHANGED("service/kubia", "unchanged", "false", "false")}},
		{"create", {CHANGED("service/kubia", "created", "true", "true")}},
		{"delete", {CHANGED("service/kubia", "deleted", "false", "true")}},
		{"delete", {CHANGED("pod/kubia", "deleted", "true", "true")}},
		{0},
	};

	fake_board_start(answers);
	CU_ASSERT_EQUAL(run_file("apply -f", "a.yaml", "kind: Service\n", ""), CLI_OK);
	EXPECT_TEXT(ran_out, "service/kubia configured\n");
	EXPECT_HAS(fake_board_params(0), "\"text\":\"kind: Service\\n\"");
	EXPECT_HAS(fake_board_params(0), "/a.yaml\"");
	CU_ASSERT_EQUAL(run_file("apply -f", "a.yaml", "x", ""), CLI_OK);
	EXPECT_TEXT(ran_out, "service/kubia unchanged\n");
	EXPECT_TEXT(ran_err, "warning: the forwarder is away: packets change when it is back\n");
	CU_ASSERT_EQUAL(run_file("create -f", "a.yaml", "x", " --dry-run=client -n web"), CLI_OK);
	EXPECT_TEXT(ran_out, "service/kubia created (dry run)\n");
	EXPECT_HAS(fake_board_params(2), "\"dryRun\":true");
	EXPECT_HAS(fake_board_params(2), "\"namespace\":\"web\"");
	CU_ASSERT_EQUAL(run("delete svc kubia"), CLI_OK);
	EXPECT_TEXT(ran_out, "service \"kubia\" deleted\n");
	EXPECT_TEXT(fake_board_params(3), "{\"kind\":\"svc\",\"names\":[\"kubia\"]}");
	CU_ASSERT_EQUAL(run("delete po -l app=kubia --dry-run"), CLI_OK);
	EXPECT_TEXT(ran_out, "pod \"kubia\" deleted (dry run)\n");
	EXPECT_TEXT(fake_board_params(4),
		    "{\"dryRun\":true,\"kind\":\"po\",\"selector\":\"app=kubia\"}");
	CU_ASSERT_EQUAL(run("delete svc --all -n web"), CLI_OK);
	EXPECT_TEXT(fake_board_params(5), "{\"all\":true,\"kind\":\"svc\",\"namespace\":\"web\"}");
	fake_board_stop();
}

static void
test_a_refused_manifest_ends_with_3_and_a_line_for_each_fault(void)
{
	static const struct fake_answer answers[] = {
		{"apply",
		 {NULL},
		 ERROR("-32001", "refused, nothing is changed: 2 errors",
		       FAULT("a.yaml", "3", "error", "unknown type \\\"NodPort\\\"") "," FAULT(
			       "a.yaml", "9", "warning", "matches no pod"))},
		{"create",
		 {NULL},
		 ERROR("-32003", "exists",
		       "{\"level\":\"error\",\"reason\":"
		       "\"services \\\"kubia\\\" already exists\"}")},
		{"delete",
		 {NULL},
		 ERROR("-32002", "absent",
		       "{\"level\":\"error\",\"reason\":"
		       "\"services \\\"x\\\" not found\"}")},
		{"delete", {NULL}, "{\"code\":-32004,\"message\":\"read only\"}"},
		{"delete", {NULL}, "{\"code\":-32005,\"message\":\"sluice-control ends\"}"},
		{0},
	};

	fake_board_start(answers);
	CU_ASSERT_EQUAL(run_file("apply -f", "a.yaml", "x", ""), CLI_REFUSED);
	EXPECT_TEXT(ran_err, "a.yaml:3:5: error: spec.type: unknown type \"NodPort\"\n"
			     "a.yaml:9:5: warning: spec.type: matches no pod\n"
			     "error: refused, nothing is changed: 2 errors\n");
	CU_ASSERT_EQUAL(run_file("create -f", "a.yaml", "x", ""), CLI_DIFFERS);
	EXPECT_TEXT(ran_err,
		    "Error from server (AlreadyExists): services \"kubia\" already exists\n");
	CU_ASSERT_EQUAL(run("delete svc/x"), CLI_DIFFERS);
	EXPECT_TEXT(ran_err, "Error from server (NotFound): services \"x\" not found\n");
	CU_ASSERT_EQUAL(run("delete svc/x"), CLI_DIFFERS);
	EXPECT_TEXT(ran_err, "Error from server (Forbidden): read only\n");
	CU_ASSERT_EQUAL(run("delete svc/x"), CLI_NO_DAEMON);
	fake_board_stop();
}

static void
test_a_folder_is_one_text_with_the_places_of_its_files(void)
{
	static const struct fake_answer answers[] = {
		{"apply",
		 {NULL},
		 ERROR("-32001", "refused", FAULT("b.yml", "1", "error", "taken by x (c.json:4)"))},
		{0},
	};
	char line[256], want[1024];
	const char *dir = fake_board_dir();

	fake_board_file("a.yaml", "a: 1\nb: 2\n");
	fake_board_file("b.yml", "\xef\xbb\xbfk: 1\nk: 2");
	fake_board_file("c.json", "{\n}\n");
	fake_board_file("notes.txt", "no manifest");
	fake_board_file(".hidden.yaml", "no manifest");
	fake_board_start(answers);
	snprintf(line, sizeof(line), "apply -f %s/", dir);
	CU_ASSERT_EQUAL(run(line), CLI_REFUSED);
	EXPECT_HAS(fake_board_params(0),
		   "\"text\":\"a: 1\\nb: 2\\n...\\nk: 1\\nk: 2\\n...\\n{\\n}\\n\"");
	snprintf(want, sizeof(want), "\"places\":[\"1 %s/a.yaml\",\"4 %s/b.yml\",\"7 %s/c.json\"]",
		 dir, dir, dir);
	EXPECT_HAS(fake_board_params(0), want);
	EXPECT_TEXT(ran_err, "b.yml:1:5: error: spec.type: taken by x (c.json:4)\n"
			     "error: refused\n");
	fake_board_stop();
	fake_board_clean();
}

static void
test_what_cannot_be_read_is_not_sent(void)
{
	static const struct fake_answer none[] = {{0}};
	char line[256], want[512];

	fake_board_start(none);
	CU_ASSERT_EQUAL(run("apply -f /nowhere/a.yaml -f /nowhere/b.yaml"), CLI_REFUSED);
	EXPECT_TEXT(ran_err, "error: /nowhere/a.yaml: No such file or directory\n"
			     "error: /nowhere/b.yaml: No such file or directory\n");
	snprintf(line, sizeof(line), "%s/fifo", fake_board_dir());
	CU_ASSERT_EQUAL(mkfifo(line, 0600), 0);
	snprintf(line, sizeof(line), "apply -f %s/fifo", fake_board_dir());
	CU_ASSERT_EQUAL(run(line), CLI_REFUSED);
	EXPECT_HAS(ran_err, "/fifo: neither a file nor a folder\n");
	CU_ASSERT_EQUAL(run_file("apply -f", "bad.yaml", "a: 1\nb: \xff\n", ""), CLI_REFUSED);
	snprintf(want, sizeof(want), "%s/bad.yaml:2: error: the text is not UTF-8\n",
		 fake_board_dir());
	EXPECT_TEXT(ran_err, want);
	snprintf(line, sizeof(line), "%s/huge.yaml", fake_board_dir());
	fake_board_file("huge.yaml", "a: 1\n");
	CU_ASSERT_EQUAL(truncate(line, 1 << 30), 0);
	snprintf(line, sizeof(line), "apply -f %s/huge.yaml", fake_board_dir());
	CU_ASSERT_EQUAL(run(line), CLI_REFUSED);
	EXPECT_HAS(ran_err, "larger than 64 MiB");
	EXPECT_TEXT(fake_board_params(0), "");
	fake_board_stop();
}

static void
test_standard_input_is_a_manifest_too(void)
{
	static const struct fake_answer answers[] = {
		{"apply", {CHANGED("service/kubia", "created", "false", "true")}}, {0}};

	ran.in_fd = open(fake_board_file("in.yaml", "kind: Service\n"), O_RDONLY);
	fake_board_start(answers);
	CU_ASSERT_EQUAL(run("apply -f -"), CLI_OK);
	EXPECT_TEXT(fake_board_params(0),
		    "{\"fields\":true,\"file\":\"standard input\",\"text\":\"kind: "
		    "Service\\n\"}");
	fake_board_stop();
	close(ran.in_fd);
	ran.in_fd = -1;
}

static void
test_changed_fields_are_told_beside_kubectls_line(void)
{
	static const struct fake_answer answers[] = {
		{"apply",
		 {"{\"changes\":[{\"kind\":\"Service\",\"name\":\"kubia\",\"shown\":"
		  "\"service/kubia\",\"action\":\"configured\",\"fields\":[{\"path\":"
		  "\"spec.type\",\"old\":\"ClusterIP\",\"new\":\"NodePort\"},{\"path\":"
		  "\"spec.ports[1]\",\"new\":{\"port\":443}},{\"path\":\"metadata.labels.a\","
		  "\"old\":\"\"}]}],\"dryRun\":false,\"installed\":true,\"faults\":[]}"}},
		{0},
	};

	fake_board_start(answers);
	CU_ASSERT_EQUAL(run_file("apply -f", "a.yaml", "x", ""), CLI_OK);
	EXPECT_TEXT(ran_out, "service/kubia configured\n");
	EXPECT_TEXT(ran_err, "service/kubia: spec.type: ClusterIP -> NodePort\n"
			     "service/kubia: spec.ports[1]: <unset> -> {\"port\":443}\n"
			     "service/kubia: metadata.labels.a: \"\" -> <unset>\n");
	fake_board_stop();
}

static void
test_changed_objects_are_printed_as_o_asks_for_them(void)
{
#define OBJECT(name_)                                                                              \
	"{\"shown\":\"service/" name_ "\",\"action\":\"configured\",\"object\":{\"apiVersion\":"   \
	"\"v1\",\"kind\":\"Service\",\"metadata\":{\"name\":\"" name_ "\"}}}"
#define ANSWER(changes_)                                                                           \
	"{\"changes\":[" changes_ "],\"dryRun\":true,\"installed\":true,\"faults\":[]}"
	static const struct fake_answer answers[] = {
		{"patch", {ANSWER(OBJECT("a"))}},
		{"patch", {ANSWER(OBJECT("a") "," OBJECT("b"))}},
		{"patch", {ANSWER(OBJECT("a") "," OBJECT("b"))}},
		{0},
	};

	fake_board_start(answers);
	CU_ASSERT_EQUAL(run("patch svc a -p {} -o yaml --dry-run=server"), CLI_OK);
	EXPECT_TEXT(ran_out, "apiVersion: v1\nkind: Service\nmetadata:\n  name: a\n");
	EXPECT_TEXT(fake_board_params(0),
		    "{\"dryRun\":true,\"file\":\"--patch\",\"kind\":\"svc\",\"names\":[\"a\"],"
		    "\"objects\":true,\"text\":\"{}\"}");
	CU_ASSERT_EQUAL(run("patch svc a b -p {} -o jsonpath={.items[*].metadata.name}"), CLI_OK);
	EXPECT_TEXT(ran_out, "a b");
	CU_ASSERT_EQUAL(run("patch svc a b -p {} -oname"), CLI_OK);
	EXPECT_TEXT(ran_out, "service/a\nservice/b\n");
	CU_ASSERT_EQUAL(run("patch svc a -p {} -o wide"), CLI_USAGE);
	CU_ASSERT_EQUAL(run("patch svc a -p {} --dry-run=maybe"), CLI_USAGE);
	fake_board_stop();
}

static void
test_nobody_at_the_socket_ends_with_4_and_says_how_to_start(void)
{
	ran.socket = "/nowhere/board.sock";
	CU_ASSERT_EQUAL(run("get svc"), CLI_NO_DAEMON);
	EXPECT_TEXT(ran_err,
		    "error: no board answers at /nowhere/board.sock: No such file or directory; "
		    "start one with 'sluiced --config /etc/sluice/board.yaml'\n");
	CU_ASSERT_EQUAL(run("--socket /elsewhere/x status"), CLI_NO_DAEMON);
	EXPECT_HAS(ran_err, "/elsewhere/x");
	CU_ASSERT_EQUAL(run("delete svc x --socket=/elsewhere/y"), CLI_NO_DAEMON);
	EXPECT_HAS(ran_err, "/elsewhere/y");
}

static void
test_validate_asks_the_board_that_runs(void)
{
	static const struct fake_answer answers[] = {
		{"validate", {"{\"faults\":[" FAULT("a.yaml", "2", "note", "matches no pod") "]}"}},
		{"validate",
		 {NULL},
		 ERROR("-32001", "refused", FAULT("a.yaml", "2", "error", "wrong"))},
		{0},
	};

	fake_board_start(answers);
	CU_ASSERT_EQUAL(run_file("validate", "a.yaml", "x", ""), CLI_OK);
	EXPECT_TEXT(ran_err, "a.yaml:2:5: note: spec.type: matches no pod\n");
	EXPECT_TEXT(ran_out, "1 file checked, 0 errors\n");
	CU_ASSERT_EQUAL(run_file("validate", "a.yaml", "x", ""), CLI_REFUSED);
	fake_board_stop();
}

static void
test_validate_without_a_board_runs_the_checker(void)
{
	static const char script[] = "#!/bin/sh\necho \"$@\" > $(dirname $0)/asked\nexit 3\n";
	char asked[256] = "", path[128], *old = strdup(getenv("PATH"));
	const char *dir = fake_board_dir();
	FILE *f;

	CU_ASSERT_EQUAL(chmod(fake_board_file("sluice-control", script), 0755), 0);
	snprintf(path, sizeof(path), "%s:/usr/bin:/bin", dir);
	setenv("PATH", path, 1);
	ran.socket = "/nowhere/board.sock";
	CU_ASSERT_EQUAL(run("validate a.yaml b --config board.yaml"), CLI_REFUSED);
	snprintf(path, sizeof(path), "%s/asked", dir);
	f = fopen(path, "r");
	CU_ASSERT_PTR_NOT_NULL_FATAL(f);
	CU_ASSERT_PTR_NOT_NULL(fgets(asked, sizeof(asked), f));
	fclose(f);
	EXPECT_TEXT(asked, "--check --config board.yaml -- a.yaml b\n");
	setenv("PATH", "/nowhere", 1);
	CU_ASSERT_EQUAL(run("validate a.yaml"), CLI_NO_DAEMON);
	EXPECT_HAS(ran_err, "is neither beside this program nor in PATH");
	setenv("PATH", old, 1);
	free(old);
}

static void
test_diff_prints_yaml_and_ends_with_1_when_something_differs(void)
{
	static const struct fake_answer answers[] = {
		{"diff",
		 {"{\"diffs\":[{\"kind\":\"Service\",\"namespace\":\"default\",\"name\":\"kubia\","
		  "\"live\":"
		  "{\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"kubia\",\"resourceVersion\":"
		  "\"1\"},"
		  "\"spec\":{\"type\":\"ClusterIP\"}},\"applied\":{\"apiVersion\":\"v1\","
		  "\"metadata\":{\"name\":"
		  "\"kubia\",\"resourceVersion\":\"2\"},\"spec\":{\"type\":\"NodePort\"}}}],"
		  "\"faults\":[]}"}},
		{"diff",
		 {"{\"diffs\":[{\"kind\":\"Service\",\"namespace\":\"default\",\"name\":\"new\","
		  "\"live\":null,"
		  "\"applied\":{\"apiVersion\":\"v1\"}}],\"faults\":[]}"}},
		{"diff", {"{\"diffs\":[],\"faults\":[]}"}},
		{0},
	};

	fake_board_start(answers);
	CU_ASSERT_EQUAL(run_file("diff -f", "a.yaml", "x", ""), CLI_DIFFERS);
	EXPECT_TEXT(ran_out, "--- live/v1.Service.default.kubia\n"
			     "+++ applied/v1.Service.default.kubia\n"
			     "@@ -2,4 +2,4 @@\n"
			     " metadata:\n"
			     "   name: kubia\n"
			     " spec:\n"
			     "-  type: ClusterIP\n"
			     "+  type: NodePort\n");
	CU_ASSERT_EQUAL(run_file("diff -f", "a.yaml", "x", ""), CLI_DIFFERS);
	EXPECT_HAS(ran_out, "@@ -0,0 +1 @@\n+apiVersion: v1\n");
	CU_ASSERT_EQUAL(run_file("diff -f", "a.yaml", "x", ""), CLI_OK);
	EXPECT_TEXT(ran_out, "");
	fake_board_stop();
	fake_board_clean();
}

UNIT_MAIN("cli/change", UNIT_TEST(test_changes_are_told_in_kubectls_words),
	  UNIT_TEST(test_a_refused_manifest_ends_with_3_and_a_line_for_each_fault),
	  UNIT_TEST(test_a_folder_is_one_text_with_the_places_of_its_files),
	  UNIT_TEST(test_what_cannot_be_read_is_not_sent),
	  UNIT_TEST(test_standard_input_is_a_manifest_too),
	  UNIT_TEST(test_changed_fields_are_told_beside_kubectls_line),
	  UNIT_TEST(test_changed_objects_are_printed_as_o_asks_for_them),
	  UNIT_TEST(test_nobody_at_the_socket_ends_with_4_and_says_how_to_start),
	  UNIT_TEST(test_validate_asks_the_board_that_runs),
	  UNIT_TEST(test_validate_without_a_board_runs_the_checker),
	  UNIT_TEST(test_diff_prints_yaml_and_ends_with_1_when_something_differs))
