/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include "drivers/privilege.h"

#include <dirent.h>
#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

int
privilege_drop(const char *user, char *why, size_t why_bytes)
{
	const struct passwd *pw = getpwnam(user);
	int rc = 0;

	if (pw == NULL) {
		snprintf(why, why_bytes, "there is no user '%s': useradd --system %s", user, user);
		return -ENOENT;
	}
	if (prctl(PR_SET_KEEPCAPS, 0) < 0 || setgroups(0, NULL) < 0 ||
	    setresgid(pw->pw_gid, pw->pw_gid, pw->pw_gid) < 0 ||
	    setresuid(pw->pw_uid, pw->pw_uid, pw->pw_uid) < 0 ||
	    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
		rc = -errno;
	if (rc == 0 && pw->pw_uid != 0 && setuid(0) == 0)
		rc = -EPERM;
	if (rc < 0)
		snprintf(why, why_bytes, "cannot become user '%s': %s", user, strerror(-rc));
	return rc;
}

static bool
task_has_no_caps(const char *tid)
{
	char path[300], line[128];
	unsigned long long set = UINT64_MAX, sum = 0;
	int found = 0;
	FILE *f;

	snprintf(path, sizeof(path), "/proc/self/task/%s/status", tid);
	f = fopen(path, "re");
	if (f == NULL)
		return errno == ENOENT; /* ended meanwhile */
	while (fgets(line, sizeof(line), f) != NULL)
		if (sscanf(line, "CapEff: %llx", &set) == 1 ||
		    sscanf(line, "CapPrm: %llx", &set) == 1) {
			sum |= set;
			found++;
		}
	fclose(f);
	return found == 2 && sum == 0;
}

bool
privilege_is_dropped(void)
{
	DIR *dir = opendir("/proc/self/task");
	bool all = dir != NULL;

	if (dir == NULL)
		return false;
	for (const struct dirent *e; all && (e = readdir(dir)) != NULL;)
		if (e->d_name[0] != '.')
			all = task_has_no_caps(e->d_name);
	closedir(dir);
	return all;
}
