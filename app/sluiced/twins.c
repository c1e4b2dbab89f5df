/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include "sluiced/twins.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/ethtool.h>
#include <linux/if.h>
#include <linux/if_tun.h>
#include <linux/sockios.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/log.h"
#include "sluiced/rundir.h"

#define TWINS_NAME     "twins"
#define TWINS_NAME_NEW "twins.new"

_Static_assert(PARENT_NAME_BYTES == IFNAMSIZ, "device names are the kernel's");

static bool
is_device_name(const char *name)
{
	size_t len = strnlen(name, PARENT_NAME_BYTES);

	if (len == 0 || len == PARENT_NAME_BYTES || strcmp(name, ".") == 0 ||
	    strcmp(name, "..") == 0)
		return false;
	for (size_t i = 0; i < len; i++)
		if (name[i] <= ' ' || name[i] > '~' || name[i] == '/' || name[i] == ':')
			return false;
	return true;
}

/* Attaching to a name that does not exist would make the device: so its driver is asked first. */
static int
tap_check(const char *name)
{
	struct ethtool_drvinfo info = {.cmd = ETHTOOL_GDRVINFO};
	struct ifreq ifr = {0};
	int fd, rc = 0;

	fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return -errno;
	memcpy(ifr.ifr_name, name, strlen(name));
	ifr.ifr_data = (void *)&info;
	if (ioctl(fd, SIOCETHTOOL, &ifr) < 0)
		rc = errno == EOPNOTSUPP ? -EPERM : -errno;
	else if (strcmp(info.driver, "tun") != 0 || strcmp(info.bus_info, "tap") != 0)
		rc = -EPERM;
	close(fd);
	return rc;
}

/* The kernel wants to be told whether the device has several queues as it was told at its birth. */
static int
tap_attach(int fd, const char *name, struct ifreq *ifr)
{
	static const short queue_flags[] = {IFF_MULTI_QUEUE, 0};
	int rc = 0;

	for (size_t i = 0; i < sizeof(queue_flags) / sizeof(queue_flags[0]); i++) {
		*ifr = (struct ifreq){.ifr_flags = IFF_TAP | IFF_NO_PI | queue_flags[i]};
		memcpy(ifr->ifr_name, name, strlen(name));
		if (ioctl(fd, TUNSETIFF, ifr) == 0)
			return ioctl(fd, TUNGETIFF, ifr) == 0 ? 0 : -errno;
		rc = -errno;
		if (rc != -EINVAL)
			break;
	}
	return rc;
}

int
twin_remove(const char *name)
{
	struct ifreq ifr;
	int fd, rc;

	if (!is_device_name(name))
		return -EINVAL;
	rc = tap_check(name);
	if (rc < 0)
		return rc;
	fd = open("/dev/net/tun", O_RDWR | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	rc = tap_attach(fd, name, &ifr);
	if (rc == 0 && (ifr.ifr_flags & (IFF_TAP | IFF_PERSIST)) != (IFF_TAP | IFF_PERSIST))
		rc = -EPERM;
	if (rc == 0 && ioctl(fd, TUNSETPERSIST, 0) < 0)
		rc = -errno;
	close(fd);
	return rc;
}

static void
twins_remove_devices(struct twins *t, const char *why)
{
	int rc;

	for (uint32_t i = 0; i < t->cnt; i++) {
		rc = twin_remove(t->names[i]);
		if (rc == 0)
			log_info("twin", "removed %s %s", why, t->names[i]);
		else if (rc != -ENODEV)
			log_warn("twin", "did not remove %s %s: %s", why, t->names[i],
				 strerror(-rc));
	}
	t->cnt = 0;
	unlinkat(t->dir_fd, TWINS_NAME, 0);
}

void
twins_init(struct twins *t, int dir_fd)
{
	ssize_t n;
	int fd;

	*t = (struct twins){.dir_fd = dir_fd};
	fd = rundir_open_own(dir_fd, TWINS_NAME, O_RDONLY);
	if (fd == -ENOENT)
		return;
	if (fd < 0) {
		log_warn("twin", "the list of an earlier start is not to be trusted: %s",
			 strerror(-fd));
		unlinkat(dir_fd, TWINS_NAME, 0);
		return;
	}
	n = read(fd, t->names, sizeof(t->names));
	close(fd);
	if (n > 0)
		t->cnt = (uint32_t)n / PARENT_NAME_BYTES;
	for (uint32_t i = 0; i < t->cnt; i++)
		t->names[i][PARENT_NAME_BYTES - 1] = '\0';
	twins_remove_devices(t, "stale");
}

/* Written aside and renamed: a kill at any point leaves the old list or the new one. */
static int
twins_save(const struct twins *t)
{
	ssize_t bytes = (ssize_t)t->cnt * PARENT_NAME_BYTES;
	ssize_t n;
	int fd, rc = 0;

	unlinkat(t->dir_fd, TWINS_NAME_NEW, 0);
	fd = openat(t->dir_fd, TWINS_NAME_NEW, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0)
		return -errno;
	n = write(fd, t->names, (size_t)bytes);
	if (n != bytes)
		rc = n < 0 ? -errno : -ENOSPC;
	close(fd);
	if (rc == 0 && renameat(t->dir_fd, TWINS_NAME_NEW, t->dir_fd, TWINS_NAME) < 0)
		rc = -errno;
	if (rc < 0)
		unlinkat(t->dir_fd, TWINS_NAME_NEW, 0);
	return rc;
}

int
twins_add(struct twins *t, const char *name)
{
	int rc;

	if (!is_device_name(name))
		return -EINVAL;
	for (uint32_t i = 0; i < t->cnt; i++)
		if (strcmp(t->names[i], name) == 0)
			return 0;
	if (t->cnt == TWIN_MAX)
		return -ENOSPC;
	memset(t->names[t->cnt], 0, PARENT_NAME_BYTES);
	memcpy(t->names[t->cnt], name, strlen(name));
	t->cnt++;
	rc = twins_save(t);
	if (rc < 0)
		t->cnt--;
	return rc;
}

void
twins_fini(struct twins *t)
{
	if (t->cnt > 0)
		twins_remove_devices(t, "twin");
}
