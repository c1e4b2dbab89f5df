/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * edit: objects as YAML in a file for $KUBE_EDITOR, $EDITOR or vi. What was changed there is made
 * of the objects as they are by then, so that what others changed meanwhile stays. What is refused
 * is shown in the file again, with the reasons, where somebody sits at a terminal to mend it; what
 * was typed is never lost.
 */
#include "cli/verbs.h"

#include "cli/changes.h"
#include "cli/jget.h"
#include "cli/manifest.h"
#include "cli/queries.h"
#include "cli/yaml.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static const char header[] =
	"# Please edit the object below. Lines beginning with a '#' will be ignored,\n"
	"# and an empty file will abort the edit. If an error occurs while saving this file will "
	"be\n"
	"# reopened with the relevant failures.\n"
	"#\n";

struct edit {
	const struct cli *cli;
	const struct args *a;
	json_t *items;
	char path[PATH_MAX];
	struct buf shown;  /* what the objects were, without comments */
	struct buf text;   /* what was saved last, without comments */
	struct buf errors; /* why that was refused; empty: it was not */
};

/* The editor's file --------------------------------------------------------------------------- */

static enum cli_exit
failed(const struct edit *e, const char *what)
{
	cli_error(e->cli, "%s: %s: %s", what, e->path, strerror(errno));
	return CLI_DIFFERS;
}

static void
put_comment(FILE *file, const char *text)
{
	while (*text != '\0') {
		size_t len = strcspn(text, "\n");

		fprintf(file, "# %.*s\n", (int)len, text);
		text += len + (text[len] == '\n');
	}
}

static enum cli_exit
file_write(struct edit *e)
{
	FILE *file = fopen(e->path, "we");

	if (file == NULL)
		return failed(e, "cannot write");
	fputs(header, file);
	if (e->errors.len > 0) {
		put_comment(file, e->errors.data);
		fputs("#\n", file);
	}
	fwrite(e->text.data, 1, e->text.len, file);
	return fclose(file) == 0 ? CLI_OK : failed(e, "cannot write");
}

/* Lines that begin with '#' are for the reader alone. */
static enum cli_exit
file_read(struct edit *e)
{
	FILE *file = fopen(e->path, "re");
	char *line = NULL;
	size_t line_bytes = 0;
	ssize_t n;

	if (file == NULL)
		return failed(e, "cannot read");
	buf_reset(&e->text);
	buf_adds(&e->text, "");
	while ((n = getline(&line, &line_bytes, file)) > 0)
		if (line[0] != '#')
			buf_add(&e->text, line, (size_t)n);
	free(line);
	fclose(file);
	return e->text.failed ? CLI_DIFFERS : CLI_OK;
}

static enum cli_exit
file_make(struct edit *e)
{
	const char *dir = getenv("TMPDIR");
	int fd;

	snprintf(e->path, sizeof(e->path), "%s/sluice-edit-XXXXXX.yaml",
		 dir != NULL && *dir != '\0' ? dir : "/tmp");
	fd = mkostemps(e->path, (int)strlen(".yaml"), O_CLOEXEC);
	if (fd < 0)
		return failed(e, "cannot make a temporary file");
	close(fd);
	return CLI_OK;
}

static enum cli_exit
editor_run(const struct edit *e)
{
	const char *editor = getenv("KUBE_EDITOR");
	struct buf command = {0};
	int status = 0;
	pid_t pid;

	if (editor == NULL || *editor == '\0')
		editor = getenv("EDITOR");
	if (editor == NULL || *editor == '\0')
		editor = "vi";
	buf_printf(&command, "%s \"$1\"", editor);
	fflush(e->cli->out);
	fflush(e->cli->err);
	pid = command.failed ? -1 : fork();
	if (pid == 0) {
		execl("/bin/sh", "sh", "-c", command.data, "sh", e->path, (char *)NULL);
		_exit(127);
	}
	while (pid > 0 && waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	buf_fini(&command);
	if (pid > 0 && WIFEXITED(status) && WEXITSTATUS(status) == 0)
		return CLI_OK;
	cli_error(e->cli, "there was a problem with the editor \"%s\"", editor);
	return CLI_DIFFERS;
}

/* Getting and putting ------------------------------------------------------------------------- */

static bool
take_items(void *arg, const json_t *result)
{
	struct edit *e = arg;

	json_array_extend(e->items, json_object_get(result, "items"));
	return true;
}

static enum cli_exit
get(struct edit *e)
{
	struct queries q;
	enum cli_exit rc = queries_parse(e->cli, "edit", e->a, &q);
	json_t *list;

	for (size_t i = 0; rc == CLI_OK && i < q.cnt; i++) {
		const struct call call = {.method = RPC_get,
					  .params = query_params(&q.v[i], e->a),
					  .part = take_items,
					  .arg = e};

		rc = call_run(e->cli, &call);
	}
	queries_fini(&q);
	if (rc != CLI_OK)
		return rc;
	if (json_array_size(e->items) == 0) {
		queries_print_none(e->cli, e->a, true);
		return CLI_DIFFERS;
	}
	if (json_array_size(e->items) == 1) {
		yaml_put(&e->shown, json_array_get(e->items, 0));
		return CLI_OK;
	}
	list = json_pack("{s:s, s:s, s:O}", "apiVersion", "v1", "kind", "List", "items", e->items);
	yaml_put(&e->shown, list);
	json_decref(list);
	return CLI_OK;
}

/* Send the file as it stands, so that lines in faults are its own. What is said goes to the user,
 * and into the file. */
static enum cli_exit
put(struct edit *e)
{
	static const struct changes_words words = {
		.created = "edited", .configured = "edited", .unchanged = "skipped"};
	const char *path = e->path;
	struct cli quoting = *e->cli;
	struct manifest m;
	struct call call = {.method = RPC_replace};
	char *said = NULL;
	size_t said_bytes;
	enum cli_exit rc;

	quoting.err = open_memstream(&said, &said_bytes);
	if (quoting.err == NULL)
		return CLI_DIFFERS;
	rc = manifest_read(&m, &quoting, &path, 1, 0);
	if (rc == CLI_OK)
		rc = manifest_params(&m, &quoting, &call.params);
	if (rc == CLI_OK) {
		char *shown = json_dumps(e->items, JSON_COMPACT);

		json_object_set_new(call.params, "shown", json_string(shown));
		free(shown);
	}
	if (rc == CLI_OK)
		rc = changes_call(&quoting, e->a, &call, &words);
	manifest_fini(&m);
	fclose(quoting.err);
	fputs(said, e->cli->err);
	buf_reset(&e->errors);
	if (rc != CLI_OK)
		buf_adds(&e->errors, said);
	free(said);
	return rc;
}

/* The rounds ---------------------------------------------------------------------------------- */

static bool
is_same(const struct buf *a, const struct buf *b)
{
	return a->len == b->len && memcmp(a->data, b->data, a->len) == 0;
}

static bool
is_blank(const struct buf *text)
{
	return strspn(text->data, " \t\r\n-") == text->len;
}

static void
keep_file(const struct edit *e)
{
	fprintf(e->cli->err, "A copy of your changes has been stored to \"%s\"\n", e->path);
}

/* One round. @return whether there is another one */
static bool
edit_once(struct edit *e, enum cli_exit *rc)
{
	struct buf before = {0};
	bool again = e->errors.len > 0, same;

	buf_add(&before, e->text.data, e->text.len);
	*rc = file_write(e);
	if (*rc == CLI_OK)
		*rc = editor_run(e);
	if (*rc == CLI_OK)
		*rc = file_read(e);
	same = *rc == CLI_OK && is_same(&e->text, &before);
	buf_fini(&before);
	if (*rc != CLI_OK) {
		keep_file(e);
	} else if (again && same) {
		cli_error(e->cli, "Edit cancelled, no valid changes were saved.");
		keep_file(e);
		*rc = CLI_DIFFERS;
	} else if (is_same(&e->text, &e->shown) || is_blank(&e->text)) {
		fprintf(e->cli->err, "Edit cancelled, %s.\n",
			is_blank(&e->text) ? "saved file was empty" : "no changes made");
		unlink(e->path);
	} else {
		*rc = put(e);
		/* A script would do the same again, for ever. */
		if (*rc == CLI_REFUSED && isatty(e->cli->in_fd) != 0)
			return true;
		if (*rc != CLI_OK)
			keep_file(e);
		else
			unlink(e->path);
	}
	return false;
}

enum cli_exit
verb_edit(struct cli *cli, const struct args *a)
{
	struct edit e = {.cli = cli, .a = a, .items = json_array()};
	enum cli_exit rc = get(&e);

	if (rc == CLI_OK)
		rc = file_make(&e);
	if (rc == CLI_OK) {
		buf_add(&e.text, e.shown.data, e.shown.len);
		while (edit_once(&e, &rc))
			;
	}
	json_decref(e.items);
	buf_fini(&e.shown);
	buf_fini(&e.text);
	buf_fini(&e.errors);
	return rc;
}
