/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include "cli/cli.h"

#include <stdlib.h>
#include <unistd.h>

int
main(int argc, char **argv)
{
	struct cli cli = {
		.out = stdout,
		.err = stderr,
		.in_fd = STDIN_FILENO,
		.socket = getenv("SLUICE_SOCKET"),
		.tty = isatty(STDOUT_FILENO) != 0,
	};
	enum cli_exit rc = cli_run(&cli, argc, argv);
	bool lost = ferror(stdout) != 0;

	/* A full disk or a closed pipe behind us is a failure too. */
	lost |= fclose(stdout) != 0;
	if (lost)
		cli_error(&cli, "standard output cannot be written");
	return (int)(lost && rc == CLI_OK ? CLI_DIFFERS : rc);
}
