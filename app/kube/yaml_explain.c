/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * libyaml says what its grammar lacked, often a line late: here that becomes what is wrong, where
 * it was written. What is not known keeps libyaml's words.
 */
#include "kube/yaml_priv.h"

#include <string.h>

struct line {
	const char *s;
	size_t len;
	size_t indent; /* blanks and tabs before the first character */
	uint32_t no;   /* in the file, from 1 */
};

/* A line, from 0, of the document. */
static struct line
line_at(const struct yaml_problem *p, size_t line)
{
	struct line l = {.s = p->text, .no = p->line_off + (uint32_t)line + 1};
	const char *end = p->text + p->len, *nl;

	for (; line > 0 && l.s < end; line--) {
		nl = memchr(l.s, '\n', (size_t)(end - l.s));
		l.s = nl == NULL ? end : nl + 1;
	}
	nl = memchr(l.s, '\n', (size_t)(end - l.s));
	l.len = (size_t)((nl == NULL ? end : nl) - l.s);
	while (l.indent < l.len && (l.s[l.indent] == ' ' || l.s[l.indent] == '\t'))
		l.indent++;
	return l;
}

static bool
has_at(const struct line *l, size_t at, const char *what)
{
	return at <= l->len && l->len - at >= strlen(what) &&
	       memcmp(l->s + at, what, strlen(what)) == 0;
}

/* A character of the line, from 0; NUL behind its end. Columns count characters, not bytes. */
static char
char_at(const struct line *l, size_t col)
{
	size_t i = 0;

	for (; i < l->len && col > 0; col--)
		for (i++; i < l->len && ((unsigned char)l->s[i] & 0xc0) == 0x80;)
			i++;
	return i < l->len ? l->s[i] : '\0';
}

/* A line that begins with "//" or has a tab before its first character is what people mistype. */
static bool
tell_line(const struct yaml_problem *p, const struct line *l)
{
	const char *tab = memchr(l->s, '\t', l->indent);

	if (tab != NULL)
		reader_fault(p->r, l->no, (uint32_t)(tab - l->s) + 1,
			     "a tab in the indentation: YAML allows spaces alone there");
	else if (has_at(l, l->indent, "//"))
		reader_fault(p->r, l->no, (uint32_t)l->indent + 1,
			     "'//' begins no comment in YAML: use '#'");
	return tab != NULL || has_at(l, l->indent, "//");
}

static bool
tell_template(const struct yaml_problem *p, const struct line *l)
{
	for (size_t i = 0; i + 1 < l->len; i++) {
		if (!has_at(l, i, "{{"))
			continue;
		reader_fault(p->r, l->no, (uint32_t)i + 1,
			     "'{{' is of a template: render it first, as with helm template");
		return true;
	}
	return false;
}

/* What a line lacks that should be "key: value" or "- item". */
static bool
tell_glue(const struct yaml_problem *p, const struct line *l)
{
	size_t colon = l->indent, first = l->indent;

	if (has_at(l, first, "- "))
		colon = first += 2;
	if (first < l->len && l->s[first] == '-' && !has_at(l, first, "---")) {
		reader_fault(p->r, l->no, (uint32_t)first + 2, "a space is missing behind '-'");
		return true;
	}
	while (colon < l->len && l->s[colon] != ':')
		colon++;
	if (colon == l->len) {
		reader_fault(p->r, l->no, (uint32_t)first + 1,
			     "a key without ':' behind it, or text that belongs in quotes");
		return true;
	}
	if (colon + 1 < l->len && strchr(" \t\r", l->s[colon + 1]) == NULL) {
		reader_fault(p->r, l->no, (uint32_t)colon + 2, "a space is missing behind ':'");
		return true;
	}
	return false;
}

/* ':' where no key can end: the line before runs on into this one, or the value holds ": ". */
static void
tell_mapping(const struct yaml_problem *p, const struct line *l, uint32_t col)
{
	struct line before;

	if (p->run_on == NULL) {
		reader_fault(p->r, l->no, col, "':' in a value: put the value in quotes");
		return;
	}
	before = line_at(p, p->run_on->line - p->line_off - 1);
	if (!tell_glue(p, &before))
		reader_fault(p->r, l->no, (uint32_t)l->indent + 1,
			     "indented deeper than line %u, which has a value already", before.no);
}

static bool
tell_unclosed(const struct yaml_problem *p, const struct line *l, uint32_t col)
{
	const yaml_mark_t *open = &p->parser->context_mark;
	const char *context = p->parser->context;
	char ch = char_at(l, col - 1), closer;

	if (strstr(context, "quoted scalar") != NULL) {
		reader_fault(p->r, p->line_off + (uint32_t)open->line + 1,
			     (uint32_t)open->column + 1, "the quote that opens here is not closed");
		return true;
	}
	if (strstr(context, "flow") == NULL || p->open == NULL)
		return false;
	closer = p->open->type == NODE_LIST ? ']' : '}';
	reader_fault(
		p->r, p->open->line, p->open->col,
		"the '%c' that opens here is not closed: ',' or '%c' is expected at %u:%u%s%.*s%s",
		closer == ']' ? '[' : '{', closer, l->no, col, ch != '\0' ? ", before '" : "",
		ch != '\0', &ch, ch != '\0' ? "'" : "");
	return true;
}

static bool
tell_block(const struct yaml_problem *p, const struct line *l, uint32_t col)
{
	const yaml_mark_t *open = &p->parser->context_mark;
	bool is_list = strstr(p->parser->context, "block collection") != NULL;
	char ch = char_at(l, col - 1);

	if (!is_list && strstr(p->parser->context, "block mapping") == NULL)
		return false;
	if (ch == ']' || ch == '}')
		reader_fault(p->r, l->no, col, "'%c' closes nothing that is open", ch);
	else
		reader_fault(p->r, l->no, col,
			     "does not fit the %s that began at line %u, where %s at column %u",
			     is_list ? "list" : "map", p->line_off + (uint32_t)open->line + 1,
			     is_list ? "each item begins with '- '" : "each key stands",
			     (uint32_t)open->column + 1);
	return true;
}

static bool
tell_problem(const struct yaml_problem *p, const struct line *l, uint32_t col)
{
	const char *problem = p->parser->problem == NULL ? "" : p->parser->problem;
	char ch = char_at(l, col - 1);

	if (strstr(problem, "mapping values are not allowed") != NULL) {
		tell_mapping(p, l, col);
		return true;
	}
	if (strstr(problem, "cannot start any token") != NULL) {
		reader_fault(p->r, l->no, col, "a value cannot begin with '%c': put it in quotes",
			     ch);
		return true;
	}
	if (p->parser->context == NULL)
		return false;
	if (strstr(problem, "could not find expected ':'") != NULL) {
		struct line key = line_at(p, p->parser->context_mark.line);

		return tell_glue(p, &key);
	}
	return tell_unclosed(p, l, col) || tell_block(p, l, col);
}

static void
tell_bytes(const struct yaml_problem *p)
{
	size_t off = p->parser->problem_offset < p->len ? p->parser->problem_offset : p->len;
	uint32_t line = 1, col = 1;

	for (size_t i = 0; i < off; i++) {
		col = p->text[i] == '\n' ? 1 : col + 1;
		line += p->text[i] == '\n';
	}
	reader_fault(p->r, p->line_off + line, col,
		     "%s (byte 0x%02x): a text file in UTF-8 is expected", p->parser->problem,
		     (unsigned)p->parser->problem_value & 0xff);
}

void
yaml_explain(const struct yaml_problem *p)
{
	const yaml_parser_t *y = p->parser;
	uint32_t col = (uint32_t)y->problem_mark.column + 1;
	struct line l = line_at(p, y->problem_mark.line);

	if (y->error == YAML_MEMORY_ERROR)
		return;
	if (y->error == YAML_READER_ERROR) {
		tell_bytes(p);
		return;
	}
	/* libyaml notices a line late: the one it stopped at, then those just before */
	for (size_t back = 0; back <= 2 && back <= y->problem_mark.line; back++) {
		struct line near = line_at(p, y->problem_mark.line - back);

		if (tell_line(p, &near) || tell_template(p, &near))
			return;
	}
	if (!tell_problem(p, &l, col))
		reader_fault(p->r, l.no, col, "YAML: %s%s%s",
			     y->problem != NULL ? y->problem : "not readable",
			     y->context != NULL ? " " : "", y->context != NULL ? y->context : "");
}

void
yaml_explain_key(const struct yaml_problem *p, const yaml_mark_t *mark, const char *what)
{
	struct line l = line_at(p, mark->line);

	if (!tell_template(p, &l))
		reader_fault(p->r, l.no, (uint32_t)mark->column + 1,
			     "a key must be plain text, not a %s", what);
}
