/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include "cli/tabs.h"

#include <stdlib.h>
#include <string.h>

struct cell {
	const char *text;
	size_t len;
	size_t shown; /* characters */
	size_t width; /* of its column; 0: the last of its line */
};

struct line {
	size_t first; /* cell */
	size_t cnt;
};

struct sheet {
	struct cell *cells;
	struct line *lines;
	size_t line_cnt;
};

/* UTF-8 characters: all bytes but the continuing ones. */
static size_t
count_characters(const char *s, size_t len)
{
	size_t cnt = 0;

	for (size_t i = 0; i < len; i++)
		cnt += ((unsigned char)s[i] & 0xc0) != 0x80;
	return cnt;
}

static int
sheet_cut(struct sheet *s, const char *text, size_t len)
{
	size_t cell_max = 1, line_max = 1, cell_cnt = 0, start = 0;

	for (size_t i = 0; i < len; i++) {
		cell_max += text[i] == '\t' || text[i] == '\n';
		line_max += text[i] == '\n';
	}
	s->cells = calloc(cell_max, sizeof(*s->cells));
	s->lines = calloc(line_max, sizeof(*s->lines));
	if (s->cells == NULL || s->lines == NULL)
		return -1;
	for (size_t i = 0; i < len; i++) {
		if (text[i] != '\t' && text[i] != '\n')
			continue;
		s->cells[cell_cnt++] = (struct cell){
			.text = text + start,
			.len = i - start,
			.shown = count_characters(text + start, i - start),
		};
		start = i + 1;
		s->lines[s->line_cnt].cnt++;
		if (text[i] == '\n')
			s->lines[++s->line_cnt].first = cell_cnt;
	}
	return 0;
}

/* One column: each run of lines that have a cell there and one after it. */
static void
column_measure(struct tabs *t, struct sheet *s, size_t column)
{
	for (size_t i = 0; i < s->line_cnt;) {
		size_t end = i, width = t->keep ? t->kept[column] : 0;

		for (; end < s->line_cnt && s->lines[end].cnt > column + 1; end++) {
			size_t shown = s->cells[s->lines[end].first + column].shown + t->padding;

			width = shown > width ? shown : width;
		}
		if (width < t->width_min)
			width = t->width_min;
		if (t->keep && end > i)
			t->kept[column] = width;
		for (; i < end; i++)
			s->cells[s->lines[i].first + column].width = width;
		i = end + 1;
	}
}

static void
cell_print(const struct cell *c, FILE *out)
{
	for (size_t i = 0; i < c->len; i++) {
		unsigned char ch = (unsigned char)c->text[i];

		putc(ch < ' ' || ch == 0x7f ? '?' : ch, out);
	}
	for (size_t i = c->shown; i < c->width; i++)
		putc(' ', out);
}

void
tabs_print(struct tabs *t, const char *text, size_t len, FILE *out)
{
	struct sheet s = {0};

	if (sheet_cut(&s, text, len) == 0) {
		for (size_t i = 0; i < TABS_COLUMN_MAX; i++)
			column_measure(t, &s, i);
		for (size_t i = 0; i < s.line_cnt; i++) {
			for (size_t k = 0; k < s.lines[i].cnt; k++)
				cell_print(&s.cells[s.lines[i].first + k], out);
			putc('\n', out);
		}
	} else {
		fwrite(text, 1, len, out);
	}
	free(s.cells);
	free(s.lines);
}
