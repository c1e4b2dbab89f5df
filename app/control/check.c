/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include "control/check.h"

#include "control/folder.h"
#include "control/read.h"

#include "kube/board.h"
#include "kube/explain.h"
#include "kube/model.h"

#include <errno.h>
#include <regex.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#define EXIT_REFUSED 3

/* The board that manifests are checked against where none is given. */
static const char plain_board[] = "apiVersion: sluice/v1\n"
				  "kind: Board\n"
				  "metadata: {name: check}\n"
				  "spec:\n"
				  "  ports: [{name: wire0, device: net_null0}]\n"
				  "  pools: [{name: default, ranges: [203.0.113.0/24]}]\n";

struct check {
	struct model_change *change;
	struct faults faults;
	size_t file_cnt;
};

/* A board file is told by its kind, which must stand where its shape puts it. */
static bool
is_board(const char *text)
{
	static const char yaml[] = "^[\"']?kind[\"']?[ \t]*:[ \t]+[\"']?Board[\"']?[ \t\r]*(#.*)?$";
	static const char json[] = "\"kind\"[ \t]*:[ \t]*\"Board\"";
	bool is_json = text[strspn(text, " \t\r\n")] == '{', found;
	regex_t re;

	if (regcomp(&re, is_json ? json : yaml, REG_EXTENDED | REG_NEWLINE | REG_NOSUB) != 0)
		return false;
	found = regexec(&re, text, 0, NULL, 0) == 0;
	regfree(&re);
	return found;
}

static int
check_text(struct check *c, const char *name, const struct buf *text)
{
	const struct model_text put = {
		.source = MODEL_FILE,
		.mode = MODEL_APPLY,
		.name = name,
		.text = text->data,
		.len = text->len,
	};
	struct board *board = NULL;

	if (!is_board(text->data))
		return model_change_put_file(c->change, &put);
	if (board_parse(name, text->data, text->len, &board, &c->faults) == 0)
		board_destroy(board);
	return 0;
}

static int
check_file(void *arg, const char *path)
{
	const char *name = strcmp(path, "-") == 0 ? "standard input" : path;
	struct check *c = arg;
	struct buf text = {0};
	char why[READ_WHY_BYTES];
	int rc = model_change_next_file(c->change, name);

	if (rc == 0)
		rc = read_file(path, MODEL_TEXT_MAX, &text, why);
	c->file_cnt++;
	if (rc < 0) {
		faults_add(&c->faults, FAULT_ERROR, &(struct fault_at){.file = name},
			   "cannot be read: %s", why);
	} else {
		rc = check_text(c, name, &text);
	}
	buf_fini(&text);
	return rc == -ENOMEM ? rc : 0;
}

static int
check_path(struct check *c, const char *path)
{
	struct stat st;
	int rc;

	if (strcmp(path, "-") == 0 || stat(path, &st) < 0 || !S_ISDIR(st.st_mode))
		return check_file(c, path);
	rc = folder_each(path, check_file, c);
	if (rc == 0 || rc == -ENOMEM)
		return rc;
	faults_add(&c->faults, FAULT_ERROR, &(struct fault_at){.file = path}, "cannot be read: %s",
		   strerror(-rc));
	return 0;
}

static int
check_board(const struct options *o, struct check *c, struct board **board)
{
	struct buf text = {0};
	char why[READ_WHY_BYTES];
	int rc;

	if (!o->config_given)
		return board_parse("built-in", plain_board, strlen(plain_board), board, &c->faults);
	rc = read_file(o->config, MODEL_TEXT_MAX, &text, why);
	if (rc < 0) {
		faults_add(&c->faults, FAULT_ERROR, &(struct fault_at){.file = o->config},
			   "cannot be read: %s", why);
	} else {
		rc = board_parse(o->config, text.data, text.len, board, &c->faults);
	}
	buf_fini(&text);
	return rc;
}

static int
check_all(const struct options *o, struct check *c, const struct board *board)
{
	struct model *model;
	int rc = model_create(board, &model);

	if (rc < 0)
		return rc;
	rc = model_change_begin(model, (uint64_t)time(NULL), &c->faults, &c->change);
	for (char **path = o->checked; rc == 0 && *path != NULL; path++)
		rc = check_path(c, *path);
	if (rc == 0 && model_change_check(c->change) == -ENOMEM)
		rc = -ENOMEM;
	model_change_abort(c->change);
	model_destroy(model);
	return rc;
}

int
check_run(const struct options *o)
{
	struct check c = {0};
	struct board *board = NULL;
	size_t errors;
	char line[2048];
	int rc = check_board(o, &c, &board);

	if (rc == 0)
		rc = check_all(o, &c, board);
	board_destroy(board);
	for (size_t i = 0; i < c.faults.cnt; i++) {
		fault_print(&c.faults.v[i], line, sizeof(line));
		fprintf(stderr, "%s\n", line);
	}
	errors = c.faults.error_cnt;
	faults_fini(&c.faults);
	if (rc == -ENOMEM) {
		fprintf(stderr, "sluice-control: out of memory\n");
		return EXIT_FAILURE;
	}
	printf("%zu file%s checked, %zu error%s\n", c.file_cnt, c.file_cnt == 1 ? "" : "s", errors,
	       errors == 1 ? "" : "s");
	return errors == 0 ? EXIT_SUCCESS : EXIT_REFUSED;
}

int
explain_run(const struct options *o)
{
	const struct explain what = {
		.path = o->explained, .api = o->api, .recursive = o->recursive};
	struct buf out = {0};
	int rc = o->reference ? explain_reference(&out) : explain_print(&what, &out);

	if (rc == 0)
		fputs(out.data, stdout);
	else
		fprintf(stderr, "error: %s\n", rc == -ENOENT ? out.data : "out of memory");
	buf_fini(&out);
	return rc == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
