/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * sluiced: starts the forwarder and control, joins them, restarts either. It is the one process
 * that stays root, so it reads no packet, no text that others write, and little else.
 */
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"
#include "sluiced/launch.h"
#include "sluiced/notify.h"
#include "sluiced/options.h"
#include "sluiced/rlimits.h"
#include "sluiced/rundir.h"
#include "sluiced/supervise.h"
#include "sluiced/twins.h"

#define EXIT_USAGE 2

/* Standard descriptors that the caller closed would be taken by our sockets. */
static bool
standard_fds_fill(void)
{
	int fd;

	do
		fd = open("/dev/null", O_RDWR);
	while (fd >= 0 && fd <= STDERR_FILENO);
	if (fd < 0) {
		warn("cannot open /dev/null");
		return false;
	}
	close(fd);
	return true;
}

/* What the runner does, root may do: nobody else may be able to change it. */
static bool
is_runner_sound(const char *path)
{
	struct stat st;

	if (stat(path, &st) < 0) {
		warn("--runner %s", path);
		return false;
	}
	if (!S_ISREG(st.st_mode) || st.st_uid != 0 || (st.st_mode & (S_IWGRP | S_IWOTH)) != 0 ||
	    (st.st_mode & S_IXUSR) == 0) {
		warnx("--runner %s must be a program that root owns and nobody else may write: "
		      "chown root %s && chmod 755 %s",
		      path, path, path);
		return false;
	}
	return true;
}

int
main(int argc, char **argv)
{
	struct options options;
	struct account account;
	struct twins twins;
	struct notify notify;
	int run_fd, state_fd, lock_fd;
	int exit_status = EXIT_FAILURE;

	switch (options_parse(argc, argv, &options)) {
	case OPTIONS_DONE:
		return EXIT_SUCCESS;
	case OPTIONS_WRONG:
		return EXIT_USAGE;
	case OPTIONS_RUN:
		break;
	}
	if (geteuid() != 0) {
		warnx("must be started as root: sudo sluiced, or systemctl start sluiced");
		return EXIT_FAILURE;
	}
	umask(027);
	log_init("sluiced", LOG_LEVEL_INFO);
	if (!standard_fds_fill() || rlimits_raise() < 0 || launch_check(&options) < 0 ||
	    (options.runner != NULL && !is_runner_sound(options.runner)) ||
	    account_find(options.user, &account) < 0)
		return EXIT_FAILURE;

	if (dir_prepare("run-dir", options.run_dir, &account, 0750, &run_fd) < 0)
		return EXIT_FAILURE;
	if (rundir_lock(run_fd, options.run_dir, &lock_fd) < 0)
		goto close_run;
	if (dir_prepare("state-dir", options.state_dir, &account, 0700, &state_fd) < 0)
		goto unlock;
	close(state_fd);

	rundir_sweep(run_fd);
	twins_init(&twins, run_fd);
	notify_init(&notify);
	exit_status = supervise_run(&(struct supervise_plan){
		.options = &options,
		.account = &account,
		.twins = &twins,
		.notify = &notify,
	});
	notify_fini(&notify);
	twins_fini(&twins);
	rundir_sweep(run_fd);
unlock:
	rundir_unlock(run_fd, lock_fd);
close_run:
	close(run_fd);
	return exit_status;
}
