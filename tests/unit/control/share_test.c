/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include <string.h>
#include <unistd.h>

#include "channel/block.h"
#include "support/control_rig.h"
#include "support/unit.h"

#define ROUNDS       20
#define KIND_SERVICE "\"kind\":\"svc\""
#define PLAIN(name_, port_)                                                                        \
	"\"text\":\"{apiVersion: v1, kind: Service, metadata: {name: " name_                       \
	"}, spec: {ports: [{port: " port_ "}]}}\""

/* Send requests one after the other while the first waits for the forwarder. */
static void
queue_up(const char *const *params, int *fds, size_t cnt)
{
	ctl_forwarder_hold(true);
	for (size_t i = 0; i < cnt; i++) {
		fds[i] = ctl_open("apply", params[i]);
		ctl_call("version", ""); /* the one before has been read */
	}
}

static void
expect_answer(int fd, const char *wanted)
{
	char line[4096] = "";

	CU_ASSERT(ctl_line(fd, line, sizeof(line)));
	EXPECT(line, wanted);
	close(fd);
}

/* Once more where a busy machine had requests come too late, or all that early. */
static void
until_shared(size_t (*round)(void), size_t wanted)
{
	size_t commits = 0;

	for (int i = 0; i < ROUNDS && commits != wanted; i++)
		commits = round();
	CU_ASSERT_EQUAL(commits, wanted);
}

static size_t
round_of_all_kinds(void)
{
	static const char *const params[] = {
		PLAIN("one", "80"),   PLAIN("two", "80"),   PLAIN("three", "80"),
		PLAIN("three", "81"), PLAIN("three", "81"), PLAIN("four", "80"),
		PLAIN("five", "0"),   PLAIN("six", "80"),
	};
	size_t commits;
	int fds[8];

	ctl_setup();
	ctl_start();
	CU_ASSERT(ctl_wait_ready());
	queue_up(params, fds, 8);
	CU_ASSERT_EQUAL(ctl_commits(), 1); /* the full one at the start */
	ctl_forwarder_hold(false);
	for (int i = 0; i < 3; i++)
		expect_answer(fds[i],
			      "\"action\":\"created\"}],\"dryRun\":false,\"installed\":true");
	expect_answer(fds[3], "service/three\",\"action\":\"configured\"");
	expect_answer(fds[4], "service/three\",\"action\":\"unchanged\"");
	expect_answer(fds[5], "service/four\",\"action\":\"created\"");
	expect_answer(fds[6], "0 is out of range");
	expect_answer(fds[7], "service/six\",\"action\":\"created\"");
	commits = ctl_commits();
	CU_ASSERT_EQUAL(ctl_blocks(SLUICE_BLOCK_SERVICE), 5);
	EXPECT(ctl_call("get", KIND_SERVICE ",\"names\":[\"three\"]"), "\"port\":81");
	EXPECT(ctl_call("describe", KIND_SERVICE ",\"names\":[\"six\"]"), "Created");
	ctl_kill();
	ctl_start();
	CU_ASSERT(ctl_wait_ready());
	CU_ASSERT_EQUAL(ctl_blocks(SLUICE_BLOCK_SERVICE), 5);
	ctl_teardown();
	return commits;
}

static void
test_requests_that_wait_share_a_change_as_if_each_came_alone(void)
{
	/* one | two, three | three, three, four | six */
	until_shared(round_of_all_kinds, 1 + 4);
}

#define POD(name_, ip_)                                                                            \
	"\"text\":\"{apiVersion: v1, kind: Pod, metadata: {name: " name_ "}, status: {podIP: " ip_ \
	"}}\""
#define SLICE(name_, ip_)                                                                          \
	"\"text\":\"{apiVersion: discovery.k8s.io/v1, kind: EndpointSlice, metadata: "             \
	"{name: " name_ ", labels: {kubernetes.io/service-name: one}}, addressType: IPv4, "        \
	"endpoints: [{addresses: [" ip_ "]}]}\""

static void
test_an_object_that_is_refused_alone_is_refused_among_others(void)
{
	static const char *const params[] = {
		PLAIN("one", "80"),
		POD("a", "10.180.0.1"),
		SLICE("bad", "10.96.0.5"),
		POD("b", "10.180.0.2"),
	};
	int fds[4];

	ctl_setup();
	ctl_start();
	CU_ASSERT(ctl_wait_ready());
	queue_up(params, fds, 4);
	ctl_forwarder_hold(false);
	expect_answer(fds[0], "service/one\",\"action\":\"created\"");
	expect_answer(fds[1], "pod/a\",\"action\":\"created\"");
	expect_answer(fds[2], "10.96.0.5 lies in serviceCIDRs");
	expect_answer(fds[3], "pod/b\",\"action\":\"created\"");
	EXPECT(ctl_call("get", "\"kind\":\"endpointslices\",\"namespace\":\"default\""),
	       "\"items\":[]");
	ctl_teardown();
}

static void
test_of_requests_that_the_forwarder_refuses_together_each_is_told(void)
{
	static const char *const params[] = {PLAIN("one", "80"), PLAIN("two", "80"),
					     PLAIN("three", "80")};
	int fds[3];

	ctl_setup();
	ctl_start();
	CU_ASSERT(ctl_wait_ready());
	queue_up(params, fds, 3);
	ctl_forwarder_refuse("there is no room");
	ctl_forwarder_hold(false);
	for (int i = 0; i < 3; i++)
		expect_answer(fds[i], "the forwarder cannot install it: there is no room");
	CU_ASSERT_EQUAL(ctl_commits(), 1);
	EXPECT(ctl_call("get", KIND_SERVICE), "\"items\":[]");
	ctl_teardown();
}

#define SELECTS(name_, type_)                                                                      \
	"\"text\":\"{apiVersion: v1, kind: Service, metadata: {name: " name_                       \
	"}, spec: {type: " type_ ", selector: {app: " name_ "}, ports: [{port: 80}]}}\""

static size_t
round_of_who_is_told_something(void)
{
	static const char *const params[] = {
		PLAIN("one", "80"),
		SELECTS("two", "ClusterIP"),
		PLAIN("three", "80"),
		SELECTS("four", "LoadBalancer"),
	};
	char line[4096] = "";
	size_t commits;
	int fds[4];

	ctl_setup();
	ctl_start();
	CU_ASSERT(ctl_wait_ready());
	queue_up(params, fds, 4);
	ctl_forwarder_hold(false);
	expect_answer(fds[0], "\"faults\":[]");
	CU_ASSERT(ctl_line(fds[1], line, sizeof(line)));
	EXPECT(line, "no pod matches: default/two refuses");
	CU_ASSERT_PTR_NULL(strstr(line, "four"));
	close(fds[1]);
	expect_answer(fds[2], "\"faults\":[]");
	CU_ASSERT(ctl_line(fds[3], line, sizeof(line)));
	EXPECT(line, "no pod matches: default/four refuses");
	EXPECT(line, "spec.type");
	CU_ASSERT_PTR_NULL(strstr(line, "default/two"));
	close(fds[3]);
	commits = ctl_commits();
	ctl_teardown();
	return commits;
}

static void
test_who_is_told_something_shares_a_change_too(void)
{
	/* one | two, three, four */
	until_shared(round_of_who_is_told_something, 1 + 2);
}

UNIT_MAIN("control/share", UNIT_TEST(test_requests_that_wait_share_a_change_as_if_each_came_alone),
	  UNIT_TEST(test_an_object_that_is_refused_alone_is_refused_among_others),
	  UNIT_TEST(test_of_requests_that_the_forwarder_refuses_together_each_is_told),
	  UNIT_TEST(test_who_is_told_something_shares_a_change_too))
