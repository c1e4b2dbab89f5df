/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include "cli/beside.h"

#include <errno.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define CONTROL "sluice-control"

/* Places of sluice-control as seen from this program: beside it, and as it is installed. */
static const char *const places[] = {"/", "/../control/", "/../libexec/sluice/", "/../sbin/"};

static void
find_control(char path[PATH_MAX])
{
	char self[PATH_MAX];
	ssize_t n = readlink("/proc/self/exe", self, sizeof(self) - 1);

	self[n > 0 ? n : 0] = '\0';
	if (strrchr(self, '/') != NULL)
		*strrchr(self, '/') = '\0';
	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++)
		if (snprintf(path, PATH_MAX, "%s%s" CONTROL, self, places[i]) < PATH_MAX &&
		    access(path, X_OK) == 0)
			return;
	if (snprintf(path, PATH_MAX, "%s/" CONTROL, SLUICE_CHILDREN_DIR) < PATH_MAX &&
	    *SLUICE_CHILDREN_DIR != '\0' && access(path, X_OK) == 0)
		return;
	strcpy(path, CONTROL); /* by PATH */
}

enum cli_exit
beside_run(const struct cli *cli, const char **argv)
{
	char path[PATH_MAX];
	int status = 0;
	pid_t pid;

	find_control(path);
	argv[0] = CONTROL;
	fflush(cli->out);
	pid = fork();
	if (pid == 0) {
		dup2(cli->in_fd, STDIN_FILENO);
		execvp(path, (char *const *)(uintptr_t)argv);
		_exit(errno == ENOENT ? 127 : 126);
	}
	while (pid > 0 && waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	if (pid < 0 || !WIFEXITED(status) || WEXITSTATUS(status) >= 126) {
		cli_error(cli, CONTROL ", which tells this without a board, %s",
			  pid > 0 && WIFEXITED(status) && WEXITSTATUS(status) == 127
				  ? "is neither beside this program nor in PATH"
				  : "cannot be run");
		return CLI_NO_DAEMON;
	}
	return (enum cli_exit)WEXITSTATUS(status);
}
