/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * validate: by the board where one runs, as it knows what else is loaded; else by sluice-control,
 * which checks the files alone.
 */
#include "cli/verbs.h"

#include "cli/call.h"
#include "cli/jget.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define CHECKER "sluice-control"

/* Places of sluice-control as seen from this program: beside it, and as it is installed. */
static const char *const places[] = {"/", "/../control/", "/../libexec/sluice/", "/../sbin/"};

static void
find_checker(char path[PATH_MAX])
{
	char self[PATH_MAX];
	ssize_t n = readlink("/proc/self/exe", self, sizeof(self) - 1);

	self[n > 0 ? n : 0] = '\0';
	if (strrchr(self, '/') != NULL)
		*strrchr(self, '/') = '\0';
	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++)
		if (snprintf(path, PATH_MAX, "%s%s" CHECKER, self, places[i]) < PATH_MAX &&
		    access(path, X_OK) == 0)
			return;
	if (snprintf(path, PATH_MAX, "%s/" CHECKER, SLUICE_CHILDREN_DIR) < PATH_MAX &&
	    *SLUICE_CHILDREN_DIR != '\0' && access(path, X_OK) == 0)
		return;
	strcpy(path, CHECKER); /* by PATH */
}

static const char **
checker_argv(const struct args *a)
{
	const char **argv = calloc(a->word_cnt + a->file_cnt + 6, sizeof(*argv));
	size_t n = 0;

	if (argv == NULL)
		return NULL;
	argv[n++] = CHECKER;
	argv[n++] = "--check";
	if (a->given[OPT_config]) {
		argv[n++] = "--config";
		argv[n++] = a->value[OPT_config];
	}
	argv[n++] = "--";
	memcpy(argv + n, a->files, a->file_cnt * sizeof(*argv));
	memcpy(argv + n + a->file_cnt, a->words, a->word_cnt * sizeof(*argv));
	return argv;
}

static enum cli_exit
check_alone(const struct cli *cli, const struct args *a)
{
	char path[PATH_MAX];
	const char **argv = checker_argv(a);
	int status = 0;
	pid_t pid;

	if (argv == NULL) {
		cli_error(cli, "out of memory");
		return CLI_DIFFERS;
	}
	find_checker(path);
	fflush(cli->out);
	pid = fork();
	if (pid == 0) {
		dup2(cli->in_fd, STDIN_FILENO);
		execvp(path, (char *const *)(uintptr_t)argv);
		_exit(errno == ENOENT ? 127 : 126);
	}
	free(argv);
	while (pid > 0 && waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	if (pid < 0 || !WIFEXITED(status) || WEXITSTATUS(status) >= 126) {
		cli_error(cli, "no board answers and " CHECKER ", which checks without one, %s",
			  pid > 0 && WIFEXITED(status) && WEXITSTATUS(status) == 127
				  ? "is neither beside this program nor in PATH"
				  : "cannot be run");
		return CLI_NO_DAEMON;
	}
	return (enum cli_exit)WEXITSTATUS(status);
}

static enum cli_exit
check_by_board(const struct cli *cli, const struct args *a, const struct manifest *m, json_t *text)
{
	struct call call = {.method = RPC_validate, .manifest = m};
	json_t *result;
	enum cli_exit rc;

	call.params = json_pack("{s:o, s:s}", "text", text, "file", manifest_name(m));
	if (a->given[OPT_namespace])
		json_object_set_new(call.params, "namespace", json_string(a->value[OPT_namespace]));
	rc = call_one(cli, &call, &result);
	if (rc != CLI_OK)
		return rc;
	call_print_faults(cli, jat(result, "faults"), m);
	fprintf(cli->out, "%zu file%s checked, 0 errors\n", m->file_cnt,
		m->file_cnt == 1 ? "" : "s");
	json_decref(result);
	return CLI_OK;
}

/* Files after -f and plain ones mean the same. */
static enum cli_exit
read_files(const struct cli *cli, const struct args *a, struct manifest *m)
{
	size_t cnt = a->file_cnt + a->word_cnt;
	const char **paths = calloc(cnt, sizeof(*paths));
	enum cli_exit rc = CLI_DIFFERS;

	*m = (struct manifest){0};
	if (paths == NULL)
		return rc;
	memcpy(paths, a->files, a->file_cnt * sizeof(*paths));
	memcpy(paths + a->file_cnt, a->words, a->word_cnt * sizeof(*paths));
	rc = manifest_read(m, cli, paths, cnt);
	free(paths);
	return rc;
}

enum cli_exit
verb_validate(struct cli *cli, const struct args *a)
{
	struct manifest m;
	json_t *text = NULL;
	enum cli_exit rc;

	if (a->file_cnt + a->word_cnt == 0) {
		cli_error(cli, "which files? See 'sluice validate -h'");
		return CLI_USAGE;
	}
	/* Before standard input is read: it can be read but once. */
	if (a->given[OPT_offline] || a->given[OPT_config] || !call_is_served(cli, RPC_validate))
		return check_alone(cli, a);
	rc = read_files(cli, a, &m);
	if (rc == CLI_OK)
		rc = manifest_text(&m, cli, &text);
	if (rc == CLI_OK)
		rc = check_by_board(cli, a, &m, text);
	manifest_fini(&m);
	return rc;
}
