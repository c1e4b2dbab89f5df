/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * Longest common subsequence over what is left when equal heads and tails are cut off; manifests
 * are small and mostly equal.
 */
#include "cli/textdiff.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define CONTEXT  3
#define CELL_MAX (16u << 20)

struct text {
	const char **line;
	size_t *len;
	size_t cnt;
};

/* One line of the output: of both texts, of the first, of the second. */
struct edit {
	char mark; /* ' ', '-' or '+' */
	size_t from;
	size_t to; /* how many lines of each stand before it */
};

struct edits {
	struct edit *v;
	size_t cnt;
};

static int
text_cut(struct text *t, const char *s)
{
	size_t max = 1;

	for (const char *c = s; *c != '\0'; c++)
		max += *c == '\n';
	t->line = calloc(max, sizeof(*t->line));
	t->len = calloc(max, sizeof(*t->len));
	if (t->line == NULL || t->len == NULL)
		return -ENOMEM;
	while (*s != '\0') {
		size_t len = strcspn(s, "\n");

		t->line[t->cnt] = s;
		t->len[t->cnt++] = len;
		s += len + (s[len] == '\n');
	}
	return 0;
}

static void
text_fini(struct text *t)
{
	free(t->line);
	free(t->len);
}

static bool
is_same(const struct text *a, size_t i, const struct text *b, size_t k)
{
	return a->len[i] == b->len[k] && memcmp(a->line[i], b->line[k], a->len[i]) == 0;
}

static void
add(struct edits *e, char mark, size_t *from, size_t *to)
{
	e->v[e->cnt++] = (struct edit){mark, *from, *to};
	*from += mark != '+';
	*to += mark != '-';
}

/* The part between head and tail, by the table of common lengths (NULL: too large for one). */
static void
add_changed(struct edits *e, const struct text *a, size_t a_end, const struct text *b, size_t b_end,
	    const uint32_t *common, size_t *i, size_t *k)
{
	size_t a0 = *i, b0 = *k, width = b_end - b0 + 1;

	while (*i < a_end || *k < b_end) {
		const uint32_t *at = common == NULL ? NULL : common + (*i - a0) * width + (*k - b0);

		if (at != NULL && *i < a_end && *k < b_end && is_same(a, *i, b, *k))
			add(e, ' ', i, k);
		else if (*i < a_end && (*k == b_end || at == NULL || at[width] >= at[1]))
			add(e, '-', i, k);
		else
			add(e, '+', i, k);
	}
}

static int
compare(const struct text *a, const struct text *b, struct edits *e)
{
	size_t head = 0, tail = 0, i = 0, k = 0, n, m;
	uint32_t *common = NULL;

	while (head < a->cnt && head < b->cnt && is_same(a, head, b, head))
		head++;
	while (tail < a->cnt - head && tail < b->cnt - head &&
	       is_same(a, a->cnt - tail - 1, b, b->cnt - tail - 1))
		tail++;
	n = a->cnt - head - tail;
	m = b->cnt - head - tail;
	e->v = calloc(a->cnt + b->cnt + 1, sizeof(*e->v));
	if (e->v == NULL)
		return -ENOMEM;
	if ((n + 1) * (m + 1) <= CELL_MAX)
		common = calloc((n + 1) * (m + 1), sizeof(*common));
	for (size_t r = n; common != NULL && r-- > 0;) {
		for (size_t c = m; c-- > 0;) {
			uint32_t *at = common + r * (m + 1) + c;

			at[0] = is_same(a, head + r, b, head + c) ? at[m + 2] + 1
				: at[m + 1] >= at[1]              ? at[m + 1]
								  : at[1];
		}
	}
	while (i < head)
		add(e, ' ', &i, &k);
	add_changed(e, a, head + n, b, head + m, common, &i, &k);
	while (i < a->cnt)
		add(e, ' ', &i, &k);
	free(common);
	return 0;
}

static void
put_range(struct buf *out, char mark, size_t before, size_t cnt)
{
	buf_printf(out, "%c%zu", mark, cnt == 0 ? before : before + 1);
	if (cnt != 1)
		buf_printf(out, ",%zu", cnt);
}

static void
put_hunk(struct buf *out, const struct text *a, const struct text *b, const struct edit *first,
	 const struct edit *end)
{
	size_t from = 0, to = 0;

	for (const struct edit *e = first; e < end; e++) {
		from += e->mark != '+';
		to += e->mark != '-';
	}
	buf_adds(out, "@@ ");
	put_range(out, '-', first->from, from);
	buf_adds(out, " ");
	put_range(out, '+', first->to, to);
	buf_adds(out, " @@\n");
	for (const struct edit *e = first; e < end; e++) {
		const struct text *t = e->mark == '+' ? b : a;
		size_t i = e->mark == '+' ? e->to : e->from;

		buf_add(out, &e->mark, 1);
		buf_add(out, t->line[i], t->len[i]);
		buf_adds(out, "\n");
	}
}

/* Changes less than twice the context apart share a hunk. */
static void
put_hunks(struct buf *out, const struct text *a, const struct text *b, const struct edits *e)
{
	for (size_t i = 0; i < e->cnt;) {
		size_t first = i, last, end;

		if (e->v[i].mark == ' ') {
			i++;
			continue;
		}
		first = i > CONTEXT ? i - CONTEXT : 0;
		last = i;
		for (end = i; end < e->cnt && end - last <= 2 * CONTEXT + 1; end++)
			if (e->v[end].mark != ' ')
				last = end;
		end = last + 1 + CONTEXT < e->cnt ? last + 1 + CONTEXT : e->cnt;
		put_hunk(out, a, b, e->v + first, e->v + end);
		i = end;
	}
}

int
textdiff_put(struct buf *out, const char *from, const char *to)
{
	struct text a = {0}, b = {0};
	struct edits e = {0};
	int rc = text_cut(&a, from);

	if (rc == 0)
		rc = text_cut(&b, to);
	if (rc == 0)
		rc = compare(&a, &b, &e);
	if (rc == 0)
		put_hunks(out, &a, &b, &e);
	text_fini(&a);
	text_fini(&b);
	free(e.v);
	return rc == 0 && out->failed ? -ENOMEM : rc;
}
