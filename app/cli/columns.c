/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include "cli/columns.h"

#include "cli/gotext.h"
#include "cli/jsonpath.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define BLANKS " \t\r\v\f"

struct column {
	char *heading;
	struct jsonpath *path;
};

struct columns {
	struct column *v;
	size_t cnt;
};

static int
add(struct columns *c, const char *heading, size_t heading_len, const char *path, size_t path_len,
    struct buf *why)
{
	struct column *grown = realloc(c->v, (c->cnt + 1) * sizeof(*grown));
	char *text = strndup(path, path_len);
	int rc = -ENOMEM;

	if (grown != NULL) {
		c->v = grown;
		grown[c->cnt] = (struct column){.heading = strndup(heading, heading_len)};
		if (text != NULL && grown[c->cnt].heading != NULL)
			rc = jsonpath_parse_relaxed(text, &grown[c->cnt].path, why);
		c->cnt++;
	}
	free(text);
	return rc;
}

static int
parse(struct columns *c, const char *spec, struct buf *why)
{
	if (*spec == '\0') {
		buf_adds(why, "custom-columns format specified but no custom columns given");
		return -EINVAL;
	}
	for (;;) {
		size_t len = strcspn(spec, ","), head = strcspn(spec, ":,");
		int rc;

		if (head == len) {
			buf_printf(why,
				   "unexpected custom-columns spec: %.*s, expected "
				   "<header>:<json-path-expr>",
				   (int)len, spec);
			return -EINVAL;
		}
		rc = add(c, spec, head, spec + head + 1, len - head - 1, why);
		if (rc < 0 || spec[len] == '\0')
			return rc;
		spec += len + 1;
	}
}

/* The next word of a line. @return its length, 0: there is none */
static size_t
next_word(const char **at)
{
	*at += strspn(*at, BLANKS);
	return strcspn(*at, BLANKS "\n");
}

static size_t
count_words(const char *line)
{
	size_t cnt = 0, len;

	for (; (len = next_word(&line)) > 0; line += len)
		cnt++;
	return cnt;
}

static int
parse_lines(struct columns *c, const char *headings, struct buf *why)
{
	const char *paths = strchr(headings, '\n');
	size_t heading_len, path_len;
	int rc = 0;

	if (paths == NULL || paths[1] == '\0') {
		buf_printf(why,
			   "invalid template, missing %s line. Expected format is one line of "
			   "space separated headers, one line of space separated column specs.",
			   *headings == '\0' ? "header" : "spec");
		return -EINVAL;
	}
	paths++;
	if (count_words(headings) != count_words(paths)) {
		buf_printf(why,
			   "number of headers (%zu) and field specifications (%zu) don't match",
			   count_words(headings), count_words(paths));
		return -EINVAL;
	}
	while (rc == 0 && (heading_len = next_word(&headings)) > 0) {
		path_len = next_word(&paths);
		rc = add(c, headings, heading_len, paths, path_len, why);
		headings += heading_len;
		paths += path_len;
	}
	return rc;
}

static int
make(int (*fill)(struct columns *c, const char *text, struct buf *why), const char *text,
     struct columns **out, struct buf *why)
{
	struct columns *c = calloc(1, sizeof(*c));
	int rc = c == NULL ? -ENOMEM : fill(c, text, why);

	if (rc < 0)
		columns_destroy(c);
	else
		*out = c;
	return rc;
}

int
columns_parse(const char *spec, struct columns **out, struct buf *why)
{
	return make(parse, spec, out, why);
}

int
columns_parse_lines(const char *text, struct columns **out, struct buf *why)
{
	return make(parse_lines, text, out, why);
}

void
columns_destroy(struct columns *c)
{
	if (c == NULL)
		return;
	for (size_t i = 0; i < c->cnt; i++) {
		free(c->v[i].heading);
		jsonpath_destroy(c->v[i].path);
	}
	free(c->v);
	free(c);
}

void
columns_put_headings(const struct columns *c, struct buf *out)
{
	for (size_t i = 0; i < c->cnt; i++)
		buf_printf(out, "%s%s", i > 0 ? "\t" : "", c->v[i].heading);
	buf_adds(out, "\n");
}

static void
put_cell(const struct jsonpath_found *found, struct buf *out)
{
	size_t start = out->len, values = 0;

	for (size_t g = 0; g < found->cnt; g++)
		for (size_t i = 0; i < found->groups[g].cnt; i++) {
			buf_adds(out, values++ > 0 ? "," : "");
			go_print(found->groups[g].v[i], out);
		}
	if (values == 0)
		buf_adds(out, "<none>");
	/* What an object says must not move the columns. */
	for (size_t i = start; i < out->len; i++)
		if (out->data[i] == '\t' || out->data[i] == '\n')
			out->data[i] = ' ';
}

int
columns_put(const struct columns *c, const json_t *object, struct buf *out, struct buf *why)
{
	int rc = 0;

	for (size_t i = 0; i < c->cnt && rc == 0; i++) {
		struct jsonpath_found found;

		rc = jsonpath_find(c->v[i].path, object, &found, why);
		buf_adds(out, i > 0 ? "\t" : "");
		put_cell(&found, out);
		jsonpath_found_fini(&found);
	}
	buf_adds(out, "\n");
	return rc == 0 && out->failed ? -ENOMEM : rc;
}
