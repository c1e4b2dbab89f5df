/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include "sluiced/child.h"

#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/capability.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/parent_link.h"

#define EXIT_NOT_STARTED 127

/* Move the three ends to their numbers; any of them may stand on another's number now. */
static int
fds_place(const struct child_plan *plan)
{
	int from[] = {plan->link, plan->channel, plan->query};

	for (int i = 0; i < 3; i++) {
		from[i] = fcntl(from[i], F_DUPFD_CLOEXEC, PARENT_QUERY_FD + 1);
		if (from[i] < 0)
			return -errno;
	}
	for (int i = 0; i < 3; i++)
		if (dup2(from[i], PARENT_LINK_FD + i) < 0)
			return -errno;
	if (close_range(PARENT_QUERY_FD + 1, ~0U, 0) < 0)
		return -errno;
	return 0;
}

/* The bounding set wants CAP_SETPCAP, so it goes before the user does; the rest after. */
static int
privileges_drop(const struct account *a)
{
	struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
	struct __user_cap_data_struct none[_LINUX_CAPABILITY_U32S_3] = {0};

	for (unsigned long cap = 0; prctl(PR_CAPBSET_READ, cap, 0, 0, 0) >= 0; cap++)
		if (prctl(PR_CAPBSET_DROP, cap, 0, 0, 0) < 0)
			return -errno;
	if (prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0) < 0)
		return -errno;
	if (setgroups((size_t)a->group_cnt, a->groups) < 0 ||
	    setresgid(a->gid, a->gid, a->gid) < 0 || setresuid(a->uid, a->uid, a->uid) < 0)
		return -errno;
	if (syscall(SYS_capset, &header, none) < 0)
		return -errno;
	return 0;
}

static void
signals_default(void)
{
	sigset_t none;

	for (int sig = 1; sig < NSIG; sig++)
		if (sig != SIGKILL && sig != SIGSTOP)
			signal(sig, SIG_DFL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

__attribute__((noreturn)) static void
child_become(const struct child_plan *plan, pid_t parent)
{
	/* execve() leaves the strings alone, its prototype predates const. */
	union {
		const char *const *ours;
		char *const *theirs;
	} argv = {plan->argv}, envp = {plan->envp};
	const char *step = "take the descriptors of";
	int rc;

	signals_default();
	rc = fds_place(plan);
	if (rc < 0)
		goto fail;
	step = "drop root for";
	if (plan->become != NULL)
		rc = privileges_drop(plan->become);
	if (rc < 0)
		goto fail;
	step = "guard";
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0 || prctl(PR_SET_PDEATHSIG, SIGKILL) < 0) {
		rc = -errno;
		goto fail;
	}
	if (getppid() != parent)
		_exit(EXIT_NOT_STARTED);
	step = "start";
	execve(plan->path, argv.theirs, envp.theirs);
	rc = -errno;
fail:
	errno = -rc;
	warn("cannot %s %s", step, plan->path);
	_exit(EXIT_NOT_STARTED);
}

int
child_spawn(const struct child_plan *plan, pid_t *pid)
{
	pid_t parent = getpid();
	pid_t child = fork();

	if (child < 0)
		return -errno;
	if (child == 0)
		child_become(plan, parent);
	*pid = child;
	return 0;
}
