/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * Twins are removed, and nothing else is. Each test has a network namespace of its own.
 */
#include "sluiced/twins.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/if.h>
#include <linux/if_tun.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "support/gateway.h"
#include "support/unit_root.h"

static void
namespace_enter(void)
{
	CU_ASSERT_EQUAL_FATAL(unshare(CLONE_NEWNET), 0);
}

/* Make a device; with `persist` it outlives the returned descriptor. */
static int
device_make(const char *name, short flags, int persist)
{
	struct ifreq ifr = {.ifr_flags = (short)(flags | IFF_NO_PI)};
	int fd = open("/dev/net/tun", O_RDWR | O_CLOEXEC);

	memcpy(ifr.ifr_name, name, strlen(name));
	CU_ASSERT_FATAL(fd >= 0 && ioctl(fd, TUNSETIFF, &ifr) == 0);
	CU_ASSERT_EQUAL_FATAL(ioctl(fd, TUNSETPERSIST, persist), 0);
	return fd;
}

static bool
has_device(const char *name)
{
	struct ifreq ifr = {0};
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	bool has;

	memcpy(ifr.ifr_name, name, strlen(name));
	has = ioctl(fd, SIOCGIFINDEX, &ifr) == 0;
	close(fd);
	return has;
}

static void
test_persistent_taps_are_removed_whatever_their_queues(void)
{
	namespace_enter();
	close(device_make("one", IFF_TAP, 1));
	close(device_make("many", IFF_TAP | IFF_MULTI_QUEUE, 1));
	CU_ASSERT_TRUE(has_device("one") && has_device("many"));
	CU_ASSERT_EQUAL(twin_remove("one"), 0);
	CU_ASSERT_EQUAL(twin_remove("many"), 0);
	CU_ASSERT_FALSE(has_device("one") || has_device("many"));
}

static void
test_other_devices_are_left_alone(void)
{
	int held, passing;

	namespace_enter();
	CU_ASSERT_EQUAL(twin_remove("lo"), -EPERM);
	CU_ASSERT_EQUAL(twin_remove("absent"), -ENODEV);
	CU_ASSERT_FALSE(has_device("absent"));
	CU_ASSERT_EQUAL(twin_remove(""), -EINVAL);
	CU_ASSERT_EQUAL(twin_remove("a/b"), -EINVAL);
	CU_ASSERT_EQUAL(twin_remove(".."), -EINVAL);
	CU_ASSERT_EQUAL(twin_remove("sixteen-letters-"), -EINVAL);

	close(device_make("tunnel", IFF_TUN, 1));
	CU_ASSERT_EQUAL(twin_remove("tunnel"), -EPERM);
	CU_ASSERT_TRUE(has_device("tunnel"));

	held = device_make("held", IFF_TAP, 1);
	CU_ASSERT_EQUAL(twin_remove("held"), -EBUSY);
	close(held);
	CU_ASSERT_TRUE(has_device("held"));

	passing = device_make("passing", IFF_TAP | IFF_MULTI_QUEUE, 0);
	CU_ASSERT_EQUAL(twin_remove("passing"), -EPERM);
	CU_ASSERT_TRUE(has_device("passing"));
	close(passing);
}

static void
test_the_gateway_removes_its_twin_at_an_orderly_stop(void)
{
	struct gateway g;

	namespace_enter();
	gateway_init(&g);
	close(device_make("sluice0", IFF_TAP | IFF_MULTI_QUEUE, 1));
	gateway_tell(&g, FORWARDER, "twin:sluice0");
	CU_ASSERT_TRUE(gateway_start_ready(&g));
	CU_ASSERT_EQUAL(access(gateway_path(&g, "run/twins"), F_OK), 0);
	CU_ASSERT(gateway_wait_line(&g, FORWARDER, "channel: ", 1, 3000) > 0);
	/* A restart of the forwarder keeps it. */
	kill((pid_t)gateway_wait_line(&g, FORWARDER, "start", 1, 0), SIGKILL);
	CU_ASSERT(gateway_wait_line(&g, FORWARDER, "channel: ", 2, 3000) > 0);
	CU_ASSERT_TRUE(has_device("sluice0"));
	CU_ASSERT_EQUAL(gateway_stop(&g, 2000), 0);
	CU_ASSERT_FALSE(has_device("sluice0"));
	CU_ASSERT_NOT_EQUAL(access(gateway_path(&g, "run/twins"), F_OK), 0);
	gateway_fini(&g);
}

static void
test_a_new_parent_removes_what_a_killed_one_left(void)
{
	struct gateway g;

	namespace_enter();
	gateway_init(&g);
	close(device_make("sluice0", IFF_TAP | IFF_MULTI_QUEUE, 1));
	gateway_tell(&g, FORWARDER, "twin:sluice0");
	CU_ASSERT_TRUE(gateway_start_ready(&g));
	kill(g.pid, SIGKILL);
	CU_ASSERT_EQUAL(gateway_wait_end(&g, 1000), -1);
	CU_ASSERT_TRUE(has_device("sluice0"));
	gateway_tell(&g, FORWARDER, "");
	CU_ASSERT_TRUE(gateway_start_ready(&g));
	CU_ASSERT_FALSE(has_device("sluice0"));
	CU_ASSERT_EQUAL(gateway_stop(&g, 2000), 0);
	gateway_fini(&g);
}

/* A list that root did not write may name anything: it is thrown away unread. */
static void
test_a_planted_list_removes_nothing(void)
{
	static const char name[PARENT_NAME_BYTES] = "precious";
	struct gateway g;
	struct twins twins;
	int dir_fd, fd;

	namespace_enter();
	gateway_init(&g);
	close(device_make(name, IFF_TAP, 1));
	dir_fd = open(g.dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	fd = openat(dir_fd, "twins", O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	CU_ASSERT_EQUAL(write(fd, name, sizeof(name)), sizeof(name));
	CU_ASSERT_EQUAL(fchown(fd, 12345, 12345), 0);
	close(fd);
	twins_init(&twins, dir_fd);
	CU_ASSERT_TRUE(has_device(name));
	CU_ASSERT_NOT_EQUAL(faccessat(dir_fd, "twins", F_OK, 0), 0);
	close(dir_fd);
	gateway_fini(&g);
}

static void
test_the_list_is_bounded_and_holds_each_name_once(void)
{
	char name[PARENT_NAME_BYTES];
	struct gateway g;
	struct twins twins;
	int dir_fd;

	gateway_init(&g);
	dir_fd = open(g.dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	twins_init(&twins, dir_fd);
	CU_ASSERT_EQUAL(twins_add(&twins, "bad name"), -EINVAL);
	for (int i = 0; i < TWIN_MAX; i++) {
		snprintf(name, sizeof(name), "absent%d", i);
		CU_ASSERT_EQUAL(twins_add(&twins, name), 0);
		CU_ASSERT_EQUAL(twins_add(&twins, name), 0);
	}
	CU_ASSERT_EQUAL(twins_add(&twins, "onemore"), -ENOSPC);
	CU_ASSERT_EQUAL(twins.cnt, TWIN_MAX);
	twins_fini(&twins);
	CU_ASSERT_NOT_EQUAL(faccessat(dir_fd, "twins", F_OK, 0), 0);
	close(dir_fd);
	gateway_fini(&g);
}

ROOT_UNIT_MAIN("sluiced/twins", UNIT_TEST(test_persistent_taps_are_removed_whatever_their_queues),
	       UNIT_TEST(test_other_devices_are_left_alone),
	       UNIT_TEST(test_the_gateway_removes_its_twin_at_an_orderly_stop),
	       UNIT_TEST(test_a_new_parent_removes_what_a_killed_one_left),
	       UNIT_TEST(test_a_planted_list_removes_nothing),
	       UNIT_TEST(test_the_list_is_bounded_and_holds_each_name_once))
