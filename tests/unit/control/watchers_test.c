/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * Watches, as the socket's other end sees them.
 */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "support/control_rig.h"
#include "support/unit.h"

#define SERVICE(name_)                                                                             \
	"apiVersion: v1\nkind: Service\nmetadata: {name: " name_ "}\n"                             \
	"spec:\n  selector: {app: kubia}\n  ports:\n  - port: 80\n"
#define POD(name_, ip_)                                                                            \
	"apiVersion: v1\nkind: Pod\nmetadata: {name: " name_ ", labels: {app: kubia}}\n"           \
	"spec: {containers: [{name: c, image: i}]}\nstatus: {podIP: " ip_ "}\n"
#define KIND_SERVICE "\"kind\":\"svc\""

static void
test_a_watch_tells_what_changes(void)
{
	char line[8192];
	int fd;

	ctl_setup();
	ctl_start();
	CU_ASSERT(ctl_wait_ready());
	ctl_apply(SERVICE("one"));
	fd = ctl_open("get", "\"kind\":\"ep\",\"watch\":true");
	CU_ASSERT(ctl_line(fd, line, sizeof(line)));
	EXPECT(line, "\"more\":true,\"result\":{\"kind\":\"Endpoints\",\"items\":[{");
	ctl_apply(POD("p", "10.1.0.9"));
	CU_ASSERT(ctl_line(fd, line, sizeof(line)));
	EXPECT(line, "{\"type\":\"MODIFIED\",\"object\":{");
	EXPECT(line, "10.1.0.9");
	ctl_call("delete", KIND_SERVICE ",\"names\":[\"one\"]");
	CU_ASSERT(ctl_line(fd, line, sizeof(line)));
	EXPECT(line, "{\"type\":\"DELETED\",\"object\":{");
	close(fd);
	ctl_teardown();
}

static int
open_held_apply(const char *name)
{
	char params[256];

	snprintf(params, sizeof(params),
		 "\"text\":\"{apiVersion: v1, kind: Service, metadata: {name: %s}, spec: {ports: "
		 "[{port: 80}]}}\"",
		 name);
	ctl_forwarder_hold(true);
	return ctl_open("apply", params);
}

static void
refuse_held_apply(int apply)
{
	char line[8192];

	ctl_forwarder_refuse("there is no room");
	ctl_forwarder_hold(false);
	CU_ASSERT(ctl_line(apply, line, sizeof(line)));
	EXPECT(line, "there is no room");
	close(apply);
	ctl_forwarder_refuse(NULL);
}

static void
test_a_watch_tells_nothing_of_what_is_taken_back(void)
{
	char line[8192];
	int watch;

	ctl_setup();
	ctl_start();
	CU_ASSERT(ctl_wait_ready());
	watch = ctl_open("get", KIND_SERVICE ",\"watch\":true");
	CU_ASSERT(ctl_line(watch, line, sizeof(line)));
	EXPECT(line, "\"items\":[]");
	refuse_held_apply(open_held_apply("two"));
	ctl_apply(SERVICE("three"));
	CU_ASSERT(ctl_line(watch, line, sizeof(line)));
	EXPECT(line, "\"events\":[{\"type\":\"ADDED\",\"object\":{");
	EXPECT(line, "\"three\"");
	CU_ASSERT_PTR_NULL(strstr(line, "\"two\""));
	close(watch);
	ctl_teardown();
}

/* A change under way is seen by who looks meanwhile. */
static void
test_a_watch_that_began_in_a_change_tells_that_it_was_taken_back(void)
{
	char line[8192];
	int watch = -1, apply;

	ctl_setup();
	ctl_start();
	CU_ASSERT(ctl_wait_ready());
	ctl_apply(SERVICE("one"));
	apply = open_held_apply("two");
	do { /* the apply may not have come so far yet */
		close(watch);
		watch = ctl_open("get", KIND_SERVICE ",\"watch\":true");
		CU_ASSERT_FATAL(ctl_line(watch, line, sizeof(line)));
	} while (strstr(line, "\"two\"") == NULL);
	refuse_held_apply(apply);
	CU_ASSERT(ctl_line(watch, line, sizeof(line)));
	EXPECT(line, "{\"type\":\"DELETED\",\"object\":{");
	EXPECT(line, "\"two\"");
	close(watch);
	ctl_teardown();
}

static void
test_a_watch_that_falls_behind_is_told_so(void)
{
	static char line[1 << 20], text[200000];
	static const char head[] =
		"apiVersion: v1\nkind: Namespace\nmetadata: {name: big, annotations: {t: ";
	int watch;

	ctl_setup();
	ctl_start();
	CU_ASSERT(ctl_wait_ready());
	watch = ctl_open("get", "\"kind\":\"Namespace\",\"watch\":true");
	for (int i = 0; i < 100; i++) {
		memset(text, 'a' + i % 26, sizeof(text));
		memcpy(text, head, sizeof(head) - 1);
		strcpy(text + sizeof(text) - 4, "}}\n");
		EXPECT(ctl_apply(text), "\"installed\":true");
	}
	do {
		CU_ASSERT_FATAL(ctl_line(watch, line, sizeof(line)));
	} while (strstr(line, "\"error\"") == NULL);
	EXPECT(line, "-32010");
	EXPECT(line, "too old resource version");
	close(watch);
	ctl_teardown();
}

/* Ten events of one object. */
static void
apply_ten_mistakes(int no)
{
	char text[512];
	int n = snprintf(text, sizeof(text),
			 "apiVersion: v1\nkind: Service\nmetadata: {name: s%d}\nspec: {ports: [",
			 no);

	for (int i = 0; i < 10; i++)
		n += snprintf(text + n, sizeof(text) - (size_t)n, "{port: 70000}%s",
			      i < 9 ? ", " : "]}\n");
	EXPECT(ctl_apply(text), "-32001");
}

static void
test_events_that_make_room_for_others_are_deleted_for_watchers(void)
{
	static char line[1 << 20];
	int watch;

	ctl_setup();
	ctl_start();
	CU_ASSERT(ctl_wait_ready());
	apply_ten_mistakes(0);
	do { /* events are saved after the answer */
		watch = ctl_open("get", "\"kind\":\"events\",\"watch\":true,"
					"\"fieldSelector\":\"involvedObject.name=s0\"");
		CU_ASSERT_FATAL(ctl_line(watch, line, sizeof(line)));
	} while (strstr(line, "FailedApply") == NULL && close(watch) == 0);
	for (int i = 1; i <= 200; i++)
		apply_ten_mistakes(i);
	do {
		CU_ASSERT_FATAL(ctl_line(watch, line, sizeof(line)));
	} while (strstr(line, "\"type\":\"DELETED\"") == NULL);
	close(watch);
	ctl_teardown();
}

UNIT_MAIN("control/watchers", UNIT_TEST(test_a_watch_tells_what_changes),
	  UNIT_TEST(test_a_watch_tells_nothing_of_what_is_taken_back),
	  UNIT_TEST(test_a_watch_that_began_in_a_change_tells_that_it_was_taken_back),
	  UNIT_TEST(test_a_watch_that_falls_behind_is_told_so),
	  UNIT_TEST(test_events_that_make_room_for_others_are_deleted_for_watchers))
