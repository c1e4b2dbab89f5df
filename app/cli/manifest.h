/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * Manifests as the user names them: files, folders (their .yaml, .yml and .json files by name) and
 * standard input, sent as one text, so that they are taken together or not at all.
 *
 * Files are joined by "..." lines, which end a document wherever they stand; the board is told
 * where each begins, so that its faults name files and their own lines.
 */
#pragma once

#include <jansson.h>

#include "base/buf.h"
#include "cli/args.h"

struct manifest_file {
	char *name;
	char *folder;      /* that it was found in, absolute; NULL: it was named itself */
	size_t first_line; /* in the text, from 1 */
};

struct manifest {
	struct buf text;
	struct manifest_file *files;
	size_t file_cnt;
	size_t line_cnt;
};

enum {
	MANIFEST_MAY_BE_EMPTY = 1u << 0, /* a folder without manifests is no mistake */
	MANIFEST_RECURSE = 1u << 1,      /* folders in folders are taken too */
};

/** What the options of a verb say of its files. */
unsigned int manifest_how(const struct args *a);

/**
 * Read all that is named.
 * @param how MANIFEST_ bits
 * @return CLI_OK; CLI_REFUSED with every mistake printed. manifest_fini() in both cases.
 */
enum cli_exit manifest_read(struct manifest *m, const struct cli *cli, const char *const *paths,
			    size_t path_cnt, unsigned int how);

/** Free what was read. */
void manifest_fini(struct manifest *m);

/** The name that the text goes by on the socket. */
const char *manifest_name(const struct manifest *m);

/** The text as a JSON string, the caller's. @return CLI_REFUSED with the fault printed: no UTF-8 */
enum cli_exit manifest_text(const struct manifest *m, const struct cli *cli, json_t **text);

/**
 * The parameters of a call with that text, the caller's: text, file, places.
 * @return as manifest_text
 */
enum cli_exit manifest_params(const struct manifest *m, const struct cli *cli, json_t **params);
