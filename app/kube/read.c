/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * One text, many documents: found by their "---" lines before anything is parsed (at the start of a
 * line these mark a document wherever they stand, also inside a string), and each handed to the
 * reader for its form.
 */
#include "kube/tree_priv.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/map.h"
#include "kube/model.h"

#define FAULTS_PER_DOCUMENT_MAX 20
#define KEYS_COMPARED_MAX       32

void
reader_fault(struct reader *r, uint32_t line, uint32_t col, const char *fmt, ...)
{
	struct fault_at at = {.file = r->file, .line = line, .col = col};
	char reason[512];
	va_list ap;

	r->bad = true;
	if (r->reported++ >= FAULTS_PER_DOCUMENT_MAX)
		return;
	va_start(ap, fmt);
	vsnprintf(reason, sizeof(reason), fmt, ap);
	va_end(ap);
	faults_add(r->faults, FAULT_ERROR, &at, "%s", reason);
}

/* The way from a document's root to a map, for messages. */
struct trail {
	const struct trail *up; /* NULL: n is the root */
	const struct node *n;
	size_t idx; /* of n in its list */
};

static void
print_trail(const struct trail *t, struct buf *out)
{
	if (t == NULL || t->up == NULL)
		return;
	print_trail(t->up, out);
	if (t->n->key != NULL)
		buf_printf(out, "%s.", t->n->key);
	else if (out->len > 0) {
		out->len--; /* the index stands before the dot */
		buf_printf(out, "[%zu].", t->idx);
	}
}

static void
report_twice(struct reader *r, const struct trail *t, const struct node *first,
	     const struct node *again)
{
	struct fault_at at = {.file = r->file, .line = again->key_line, .col = again->key_col};
	struct buf path = {0};

	print_trail(t, &path);
	buf_adds(&path, again->key);
	at.path = path.failed ? NULL : path.data;
	unsound_add(&r->twice, r->arena, path.failed ? "" : path.data);
	if (r->reported++ < FAULTS_PER_DOCUMENT_MAX)
		faults_add(r->faults, FAULT_ERROR, &at,
			   "key \"%s\" is here twice: first at line %u", again->key,
			   first->key_line);
	buf_fini(&path);
}

static void
check_map(struct reader *r, const struct trail *t)
{
	const struct node *map = t->n;
	struct map seen = {0};

	if (map->cnt > KEYS_COMPARED_MAX) {
		for (struct node *n = map->first; n != NULL; n = n->next) {
			struct node *first = map_find(&seen, n->key);

			if (first != NULL)
				report_twice(r, t, first, n);
			else if (map_set(&seen, n->key, n, NULL) != 0)
				break;
		}
		map_fini(&seen);
		return;
	}
	for (struct node *n = map->first; n != NULL; n = n->next) {
		struct node *first = map->first;

		while (first != n &&
		       (first->key[0] != n->key[0] || strcmp(first->key, n->key) != 0))
			first = first->next;
		if (first != n)
			report_twice(r, t, first, n);
	}
}

/* Keys that a map has twice, in the whole document. */
static void
check_keys(struct reader *r, const struct trail *t)
{
	struct trail below = {.up = t};

	if (t->n->type == NODE_MAP)
		check_map(r, t);
	for (below.n = t->n->first; below.n != NULL; below.n = below.n->next, below.idx++)
		if (below.n->first != NULL)
			check_keys(r, &below);
}

struct cutter {
	const char *text;
	size_t len;
	size_t pos;
	uint32_t line; /* of pos, from 0 */
};

static bool
is_mark(const char *s, size_t len, const char *mark)
{
	return len >= 3 && memcmp(s, mark, 3) == 0 &&
	       (len == 3 || s[3] == ' ' || s[3] == '\t' || s[3] == '\r' || s[3] == '\n');
}

static size_t
line_len(const char *s, size_t len)
{
	const char *nl = memchr(s, '\n', len);

	return nl == NULL ? len : (size_t)(nl - s) + 1;
}

/* Comments, blank lines and directives before a "---" belong to the document it begins. */
static bool
is_preface(const char *s, size_t len)
{
	while (len > 0 && (*s == ' ' || *s == '\t' || *s == '\r' || *s == '\n')) {
		s++;
		len--;
	}
	return len == 0 || *s == '#' || *s == '%';
}

/* @return false: no more documents */
static bool
cut_next(struct cutter *c, const char **doc, size_t *doc_len, uint32_t *doc_line)
{
	bool preface = true;
	size_t start = c->pos;

	if (c->pos >= c->len)
		return false;
	*doc = c->text + start;
	*doc_line = c->line;
	while (c->pos < c->len) {
		const char *s = c->text + c->pos;
		size_t n = line_len(s, c->len - c->pos);

		if (is_mark(s, n, "---")) {
			if (!preface)
				break;
		} else if (is_mark(s, n, "...")) {
			*doc_len = c->pos - start;
			c->pos += n;
			c->line++;
			return true;
		} else if (preface && is_preface(s, n)) {
			c->pos += n;
			c->line++;
			continue;
		}
		preface = false;
		c->pos += n;
		c->line++;
	}
	*doc_len = c->pos - start;
	return true;
}

static int
give(struct reader *r, struct node *root, document_cb cb, void *arg)
{
	struct document doc = {.root = root, .arena = r->arena, .partial = r->bad};
	int err = 0;

	if (root != NULL)
		check_keys(r, &(struct trail){.n = root});
	doc.twice = r->twice;
	r->bad |= r->twice != NULL;

	if (arena_failed(r->arena))
		err = -ENOMEM;
	else if (root != NULL && root->type != NODE_NULL)
		err = cb(arg, &doc);
	r->arena = doc.arena;
	return err;
}

static int
begin(struct reader *r, size_t text_bytes)
{
	r->bad = false;
	r->twice = NULL;
	r->reported = 0;
	if (r->arena != NULL)
		arena_reset(r->arena);
	else
		r->arena = arena_create(text_bytes < 65536 ? 4096 : 65536);
	return r->arena == NULL ? -ENOMEM : 0;
}

/* A text that begins with '{' is JSON values one behind another, or YAML in flow style. */
static int
read_json_values(struct reader *r, const char *text, size_t len, uint32_t line_off, bool *bad,
		 document_cb cb, void *arg)
{
	size_t pos = 0;
	uint32_t line = line_off + 1, col = 1;
	int err;

	for (;;) {
		struct node *root;

		while (pos < len && strchr(" \t\r\n", text[pos]) != NULL && text[pos] != '\0') {
			col = text[pos] == '\n' ? 1 : col + 1;
			line += text[pos++] == '\n';
		}
		if (pos == len)
			return 0;
		err = begin(r, len);
		if (err != 0)
			return err;
		root = json_read(r, text, len, &pos, &line, &col);
		if (root == NULL) {
			*bad |= r->bad;
			return arena_failed(r->arena) ? -ENOMEM : 0;
		}
		err = give(r, root, cb, arg);
		*bad |= r->bad;
		if (err != 0)
			return err;
	}
}

static bool
looks_like_json(const char *s, size_t len)
{
	size_t i = 0;

	while (i < len && strchr(" \t\r\n", s[i]) != NULL && s[i] != '\0')
		i++;
	if (i == len || s[i] != '{')
		return false;
	for (i++; i < len && strchr(" \t\r\n", s[i]) != NULL && s[i] != '\0';)
		i++;
	return i < len && (s[i] == '"' || s[i] == '}');
}

static struct node *
read_yaml(struct reader *r, const char *text, size_t len, uint32_t line_off)
{
	struct node *root = yaml_plain_read(r, text, len, line_off);

	if (root != NULL)
		return root;
	arena_reset(r->arena);
	return yaml_read(r, text, len, line_off);
}

int
tree_read(const char *file, const char *text, size_t len, struct faults *faults, document_cb cb,
	  void *arg)
{
	struct reader r = {.file = file, .faults = faults};
	struct cutter c = {.text = text, .len = len};
	const char *doc;
	size_t doc_len;
	uint32_t line;
	bool bad = false;
	int err = 0;

	if (len > MODEL_TEXT_MAX) {
		struct fault_at at = {.file = file};

		faults_add(faults, FAULT_ERROR, &at, "larger than %zu MiB", MODEL_TEXT_MAX >> 20);
		return -EFBIG;
	}
	if (len >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0) {
		c.text += 3;
		c.len -= 3;
	}
	while (err == 0 && cut_next(&c, &doc, &doc_len, &line)) {
		if (looks_like_json(doc, doc_len)) {
			err = read_json_values(&r, doc, doc_len, line, &bad, cb, arg);
			continue;
		}
		err = begin(&r, doc_len);
		if (err != 0)
			break;
		err = give(&r, read_yaml(&r, doc, doc_len, line), cb, arg);
		bad |= r.bad;
	}
	arena_destroy(r.arena);
	return err != 0 ? err : bad ? -EINVAL : 0;
}

int
tree_parse(const char *json, size_t len, struct arena *a, struct node **out)
{
	struct faults faults = {0};
	struct reader r = {.faults = &faults, .arena = a};
	size_t pos = 0;
	uint32_t line = 1, col = 1;

	*out = json_read(&r, json, len, &pos, &line, &col);
	faults_fini(&faults);
	if (arena_failed(a))
		return -ENOMEM;
	return *out == NULL || r.bad ? -EINVAL : 0;
}
