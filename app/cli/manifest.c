/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include "cli/manifest.h"

#include "cli/jget.h"
#include "rpc/rpc.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define CHUNK_BYTES (256u << 10)
#define JOINED_NAME "(all files)"
#define STDIN_NAME  "standard input"
#define BOM         "\xef\xbb\xbf"

static const char *
read_all(int fd, struct buf *text)
{
	for (;;) {
		size_t off = buf_reserve(text, CHUNK_BYTES);
		ssize_t n;

		if (text->failed)
			return "out of memory";
		n = read(fd, text->data + off, CHUNK_BYTES);
		text->len = off + (n > 0 ? (size_t)n : 0);
		text->data[text->len] = '\0';
		if (n == 0)
			return NULL;
		if (n < 0 && errno != EINTR)
			return strerror(errno);
		if (text->len > RPC_TEXT_BYTES_MAX)
			return "larger than 64 MiB, which is the most that one command takes";
	}
}

/* @return what is wrong, or NULL */
static const char *
read_file(const char *path, const struct cli *cli, struct buf *text)
{
	const char *why;
	struct stat st;
	int fd;

	if (strcmp(path, "-") == 0)
		return read_all(cli->in_fd, text);
	/* Not to wait for a writer of a FIFO. */
	fd = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	if (fd < 0)
		return strerror(errno);
	if (fstat(fd, &st) < 0)
		why = strerror(errno);
	else if (!S_ISREG(st.st_mode) && isatty(fd) == 0)
		why = "neither a file nor a folder";
	else if (st.st_size > (off_t)RPC_TEXT_BYTES_MAX)
		why = "larger than 64 MiB, which is the most that one command takes";
	else
		why = read_all(fd, text);
	close(fd);
	return why;
}

static size_t
count_lines(const char *s, size_t len)
{
	size_t cnt = 0;

	for (const char *end = s + len; (s = memchr(s, '\n', (size_t)(end - s))) != NULL; s++)
		cnt++;
	return cnt;
}

/* @param folder may be NULL. @return whether there was memory */
static bool
add_entry(struct manifest *m, const char *name, const char *folder)
{
	struct manifest_file *grown = realloc(m->files, (m->file_cnt + 1) * sizeof(*grown));

	if (grown == NULL)
		return false;
	m->files = grown;
	grown += m->file_cnt++;
	*grown = (struct manifest_file){.name = strdup(name), .first_line = m->line_cnt + 1};
	if (folder != NULL)
		grown->folder = strdup(folder);
	return grown->name != NULL && (folder == NULL || grown->folder != NULL);
}

static bool
add_file(struct manifest *m, const char *path, const char *folder, const struct cli *cli)
{
	const char *name = strcmp(path, "-") == 0 ? STDIN_NAME : path;
	size_t start;
	const char *why;

	if (m->text.len > 0) {
		const char *mark = m->text.data[m->text.len - 1] == '\n' ? "...\n" : "\n...\n";

		buf_adds(&m->text, mark);
		m->line_cnt += strlen(mark) - 3;
	}
	start = m->text.len;
	why = read_file(path, cli, &m->text);
	if (!add_entry(m, name, folder) && why == NULL)
		why = "out of memory";
	if (why != NULL) {
		cli_error(cli, "%s: %s", name, why);
		return false;
	}
	if (m->text.len - start >= 3 && memcmp(m->text.data + start, BOM, 3) == 0) {
		m->text.len -= 3;
		memmove(m->text.data + start, m->text.data + start + 3, m->text.len - start + 1);
	}
	m->line_cnt += count_lines(m->text.data + start, m->text.len - start);
	return true;
}

static bool
is_manifest(const char *name)
{
	const char *end = strrchr(name, '.');

	return end != NULL &&
	       (strcmp(end, ".yaml") == 0 || strcmp(end, ".yml") == 0 || strcmp(end, ".json") == 0);
}

static int
is_visible(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

static int
by_name(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

/* A folder that is being walked through. */
struct walk {
	struct manifest *m;
	const struct cli *cli;
	const char *folder; /* that was named */
	bool recurse;
	size_t found;
};

static bool walk_folder(struct walk *w, const char *path);

static bool
walk_entry(struct walk *w, const char *path)
{
	struct stat st;

	/* Folders behind links are passed over, as kubectl does: they may lead around. */
	if (w->recurse && lstat(path, &st) == 0 && S_ISDIR(st.st_mode))
		return walk_folder(w, path);
	if (!is_manifest(path) || (stat(path, &st) == 0 && S_ISDIR(st.st_mode)))
		return true;
	w->found++;
	return add_file(w->m, path, w->folder, w->cli);
}

static bool
walk_folder(struct walk *w, const char *path)
{
	struct dirent **names = NULL;
	int cnt = scandir(path, &names, is_visible, by_name);
	size_t len = strlen(path);
	bool good = cnt >= 0;

	if (!good)
		cli_error(w->cli, "%s: %s", path, strerror(errno));
	while (len > 1 && path[len - 1] == '/')
		len--;
	for (int i = 0; i < cnt; i++) {
		struct buf full = {0};

		buf_add(&full, path, len);
		buf_printf(&full, "/%s", names[i]->d_name);
		good &= !full.failed && walk_entry(w, full.data);
		buf_fini(&full);
		free(names[i]);
	}
	free(names);
	return good;
}

static bool
add_folder(struct manifest *m, const char *path, const struct cli *cli, unsigned int how)
{
	char *folder = realpath(path, NULL);
	struct walk w = {
		.m = m, .cli = cli, .folder = folder, .recurse = (how & MANIFEST_RECURSE) != 0};
	bool good = folder != NULL;

	if (!good)
		cli_error(cli, "%s: %s", path, strerror(errno));
	good = good && walk_folder(&w, path);
	if (good && w.found == 0) {
		good = (how & MANIFEST_MAY_BE_EMPTY) != 0 && add_entry(m, path, folder);
		if (!good)
			cli_error(cli, "%s: no .yaml, .yml or .json file in this folder", path);
	}
	free(folder);
	return good;
}

unsigned int
manifest_how(const struct args *a)
{
	return (a->given[OPT_prune] ? MANIFEST_MAY_BE_EMPTY : 0) |
	       (a->given[OPT_recurse] ? MANIFEST_RECURSE : 0);
}

enum cli_exit
manifest_read(struct manifest *m, const struct cli *cli, const char *const *paths, size_t path_cnt,
	      unsigned int how)
{
	bool good = true;

	*m = (struct manifest){0};
	for (size_t i = 0; i < path_cnt; i++) {
		struct stat st;

		if (strcmp(paths[i], "-") != 0 && stat(paths[i], &st) == 0 && S_ISDIR(st.st_mode))
			good &= add_folder(m, paths[i], cli, how);
		else
			good &= add_file(m, paths[i], NULL, cli);
	}
	if (good && m->text.len > RPC_TEXT_BYTES_MAX) {
		cli_error(cli, "the files are larger than 64 MiB together: name fewer at a time");
		good = false;
	}
	return good ? CLI_OK : CLI_REFUSED;
}

void
manifest_fini(struct manifest *m)
{
	for (size_t i = 0; i < m->file_cnt; i++) {
		free(m->files[i].name);
		free(m->files[i].folder);
	}
	free(m->files);
	buf_fini(&m->text);
	*m = (struct manifest){0};
}

const char *
manifest_name(const struct manifest *m)
{
	return m->file_cnt == 1 ? m->files[0].name : JOINED_NAME;
}

/* The file that a line of the text is of; *line becomes the file's own. */
static const char *
place(const struct manifest *m, size_t *line)
{
	size_t i = m->file_cnt - 1;

	while (i > 0 && m->files[i].first_line > *line)
		i--;
	*line -= m->files[i].first_line - 1;
	return m->files[i].name;
}

/* Where the first line is that is no text: jansson does not say. Lines are UTF-8 by themselves. */
static size_t
find_bad_line(const char *s, size_t len)
{
	size_t good = 0;

	while (good < len) {
		const char *nl = memchr(s + good, '\n', len - good);
		size_t line_len = nl != NULL ? (size_t)(nl - s) + 1 - good : len - good;
		json_t *one = json_stringn(s + good, line_len);

		if (one == NULL)
			break;
		json_decref(one);
		good += line_len;
	}
	return count_lines(s, good) + 1;
}

enum cli_exit
manifest_text(const struct manifest *m, const struct cli *cli, json_t **text)
{
	const char *s = m->text.data != NULL ? m->text.data : "";
	const char *nul = memchr(s, '\0', m->text.len), *name;
	size_t line;

	*text = nul != NULL ? NULL : json_stringn(s, m->text.len);
	if (*text != NULL)
		return CLI_OK;
	line = nul != NULL ? count_lines(s, (size_t)(nul - s)) + 1 : find_bad_line(s, m->text.len);
	name = place(m, &line);
	fprintf(cli->err, "%s:%zu: error: %s\n", name, line,
		nul != NULL ? "a NUL character: this is no text file" : "the text is not UTF-8");
	return CLI_REFUSED;
}

/* "LINE FILE" for each. */
static json_t *
places_of(const struct manifest *m)
{
	json_t *list = json_array();

	for (size_t i = 0; i < m->file_cnt; i++) {
		const struct manifest_file *f = &m->files[i];
		json_t *place = json_sprintf("%zu %s", f->first_line, f->name);

		if (place == NULL) /* its name is no UTF-8 */
			place = json_sprintf("%zu file %zu", f->first_line, i + 1);
		json_array_append_new(list, place);
	}
	return list;
}

enum cli_exit
manifest_params(const struct manifest *m, const struct cli *cli, json_t **params)
{
	json_t *text;
	enum cli_exit rc = manifest_text(m, cli, &text);

	if (rc != CLI_OK)
		return rc;
	*params = json_pack("{s:o, s:s}", "text", text, "file", manifest_name(m));
	if (m->file_cnt > 1)
		json_object_set_new(*params, "places", places_of(m));
	return CLI_OK;
}
