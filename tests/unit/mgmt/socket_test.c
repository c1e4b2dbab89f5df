/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "mgmt/socket.h"
#include "support/unit.h"

static char dir[64], path[96], why[SOCKET_WHY_BYTES];

static void
dir_fresh(void)
{
	strcpy(dir, "/tmp/sluice-socket-XXXXXX");
	CU_ASSERT_PTR_NOT_NULL_FATAL(mkdtemp(dir));
	snprintf(path, sizeof(path), "%s/c.sock", dir);
	why[0] = '\0';
}

static void
dir_remove(void)
{
	unlink(path);
	CU_ASSERT_EQUAL(rmdir(dir), 0);
}

static void
test_a_socket_has_its_mode_from_the_first_moment(void)
{
	struct stat st;
	int fd = -1;

	dir_fresh();
	CU_ASSERT_EQUAL(socket_listen(path, (gid_t)-1, &fd, why), 0);
	CU_ASSERT_EQUAL(stat(path, &st), 0);
	CU_ASSERT(S_ISSOCK(st.st_mode));
	CU_ASSERT_EQUAL(st.st_mode & 0777, 0660);
	CU_ASSERT_EQUAL(fcntl(fd, F_GETFD) & FD_CLOEXEC, FD_CLOEXEC);
	CU_ASSERT_EQUAL(fcntl(fd, F_GETFL) & O_NONBLOCK, O_NONBLOCK);
	close(fd);
	dir_remove();
}

static void
test_the_umask_is_left_as_it_was(void)
{
	mode_t old = umask(0027);
	int fd = -1;

	dir_fresh();
	CU_ASSERT_EQUAL(socket_listen(path, (gid_t)-1, &fd, why), 0);
	CU_ASSERT_EQUAL(umask(old), 0027);
	close(fd);
	dir_remove();
}

static void
test_a_dead_socket_is_replaced_and_a_live_one_not(void)
{
	int fd = -1, second = -1;

	dir_fresh();
	CU_ASSERT_EQUAL(socket_listen(path, (gid_t)-1, &fd, why), 0);
	CU_ASSERT_EQUAL(socket_listen(path, (gid_t)-1, &second, why), -EADDRINUSE);
	CU_ASSERT_PTR_NOT_NULL(strstr(why, "another instance"));
	close(fd);
	CU_ASSERT_EQUAL(socket_listen(path, (gid_t)-1, &second, why), 0);
	close(second);
	dir_remove();
}

static void
test_what_is_no_socket_of_ours_stays(void)
{
	struct stat st;
	int fd = -1;

	dir_fresh();
	CU_ASSERT_EQUAL(symlink("/etc/passwd", path), 0);
	CU_ASSERT_EQUAL(socket_listen(path, (gid_t)-1, &fd, why), -EEXIST);
	CU_ASSERT_EQUAL(lstat(path, &st), 0);
	socket_remove(path);
	CU_ASSERT_EQUAL(lstat(path, &st), 0);
	unlink(path);
	CU_ASSERT_EQUAL(close(open(path, O_CREAT | O_WRONLY, 0600)), 0);
	CU_ASSERT_EQUAL(socket_listen(path, (gid_t)-1, &fd, why), -EEXIST);
	CU_ASSERT_PTR_NOT_NULL(strstr(why, "rm "));
	CU_ASSERT_EQUAL(lstat(path, &st), 0);
	dir_remove();
}

static void
test_a_directory_that_others_write_in_is_refused(void)
{
	char link[96], through[112];
	int fd = -1;

	dir_fresh();
	CU_ASSERT_EQUAL(chmod(dir, 0777), 0);
	CU_ASSERT_EQUAL(socket_listen(path, (gid_t)-1, &fd, why), -EPERM);
	CU_ASSERT_PTR_NOT_NULL(strstr(why, "chmod"));
	CU_ASSERT_EQUAL(chmod(dir, 0700), 0);
	snprintf(link, sizeof(link), "%s.link", dir);
	snprintf(through, sizeof(through), "%s/c.sock", link);
	CU_ASSERT_EQUAL(symlink(dir, link), 0);
	CU_ASSERT(socket_listen(through, (gid_t)-1, &fd, why) < 0);
	unlink(link);
	dir_remove();
}

static void
test_paths_too_long_or_absent_are_named(void)
{
	char longpath[200];
	int fd = -1;

	memset(longpath, 'a', sizeof(longpath));
	longpath[0] = '/';
	longpath[sizeof(longpath) - 1] = '\0';
	CU_ASSERT_EQUAL(socket_listen(longpath, (gid_t)-1, &fd, why), -ENAMETOOLONG);
	CU_ASSERT_EQUAL(socket_listen("/nowhere/at/all.sock", (gid_t)-1, &fd, why), -ENOENT);
	CU_ASSERT_PTR_NOT_NULL(strstr(why, "/nowhere/at"));
}

static void
test_the_peer_is_known(void)
{
	struct socket_peer peer;
	int pair[2];

	CU_ASSERT_EQUAL(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
	CU_ASSERT_EQUAL(socket_peer_of(pair[0], getgid(), &peer), 0);
	CU_ASSERT_EQUAL(peer.pid, getpid());
	CU_ASSERT_EQUAL(peer.uid, geteuid());
	CU_ASSERT(peer.in_group);
	CU_ASSERT_EQUAL(socket_peer_of(pair[0], 64998, &peer), 0);
	CU_ASSERT_FALSE(peer.in_group);
	close(pair[0]);
	close(pair[1]);
	CU_ASSERT_EQUAL(socket_peer_of(-1, 0, &peer), -EBADF);
}

UNIT_MAIN("mgmt/socket", UNIT_TEST(test_a_socket_has_its_mode_from_the_first_moment),
	  UNIT_TEST(test_the_umask_is_left_as_it_was),
	  UNIT_TEST(test_a_dead_socket_is_replaced_and_a_live_one_not),
	  UNIT_TEST(test_what_is_no_socket_of_ours_stays),
	  UNIT_TEST(test_a_directory_that_others_write_in_is_refused),
	  UNIT_TEST(test_paths_too_long_or_absent_are_named), UNIT_TEST(test_the_peer_is_known))
