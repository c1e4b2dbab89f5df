/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * YAML text to a tree, one document a call, from libyaml's events. What a configuration has no need
 * of and an attacker has, is refused: anchors, aliases, merge keys, tags, deep nesting.
 */
#include "kube/yaml_priv.h"

#include <math.h>
#include <string.h>

struct builder {
	struct reader *r;
	uint32_t line_off;
	const char *text;
	size_t len;
	struct node *root;
	struct node *run_on; /* the last scalar, if it is plain and of several lines */
	struct node *open[TREE_DEPTH_MAX]; /* maps and lists begun and not ended */
	unsigned depth;
	const char *key; /* of the value that comes next */
	uint32_t key_line;
	uint32_t key_col;
	bool stop;
};

static uint32_t
mark_line(const struct builder *b, const yaml_mark_t *mark)
{
	return b->line_off + (uint32_t)mark->line + 1;
}

static struct node *
begin_node(struct builder *b, const yaml_event_t *ev, enum node_type type)
{
	struct node *parent = b->depth > 0 ? b->open[b->depth - 1] : NULL;
	struct node *n = tree_new(b->r->arena, type);

	if (n == NULL)
		return NULL;
	n->line = mark_line(b, &ev->start_mark);
	n->col = (uint32_t)ev->start_mark.column + 1;
	if (parent == NULL) {
		b->root = n;
	} else {
		if (parent->type == NODE_MAP) {
			n->key = b->key;
			n->key_line = b->key_line;
			n->key_col = b->key_col;
			b->key = NULL;
		}
		tree_append(parent, n);
	}
	return n;
}

#define STANDARD_TAG "tag:yaml.org,2002:"

/* "!!str" makes a string of what follows: the one tag that is taken. */
static bool
is_string_tag(const yaml_char_t *tag)
{
	return tag != NULL && strcmp((const char *)tag, STANDARD_TAG "str") == 0;
}

static void
refuse_extras(struct builder *b, const yaml_event_t *ev, const yaml_char_t *anchor,
	      const yaml_char_t *tag)
{
	uint32_t line = mark_line(b, &ev->start_mark), col = (uint32_t)ev->start_mark.column + 1;

	if (anchor != NULL)
		reader_fault(b->r, line, col,
			     "anchor &%s: anchors are not allowed, write the value out",
			     (const char *)anchor);
	if (tag != NULL && !is_string_tag(tag)) {
		bool standard = strncmp((const char *)tag, STANDARD_TAG, strlen(STANDARD_TAG)) == 0;

		reader_fault(b->r, line, col,
			     "tag %s%s: tags are not allowed, write the value itself",
			     standard ? "!!" : "",
			     (const char *)tag + (standard ? strlen(STANDARD_TAG) : 0));
	}
}

/* A map or list where a key is due: that map cannot be checked. */
static void
refuse_key(struct builder *b, const yaml_event_t *ev, enum node_type type)
{
	const struct yaml_problem p = {
		.r = b->r, .text = b->text, .len = b->len, .line_off = b->line_off};

	yaml_explain_key(&p, &ev->start_mark, type == NODE_MAP ? "map" : "list");
	b->open[b->depth - 1]->type = NODE_NULL;
	b->stop = true;
}

static void
begin_container(struct builder *b, const yaml_event_t *ev, enum node_type type)
{
	struct node *n;

	if (b->depth > 0 && b->open[b->depth - 1]->type == NODE_MAP && b->key == NULL) {
		refuse_key(b, ev, type);
		return;
	}
	if (b->depth == TREE_DEPTH_MAX) {
		reader_fault(b->r, mark_line(b, &ev->start_mark),
			     (uint32_t)ev->start_mark.column + 1, "nested deeper than %d levels",
			     TREE_DEPTH_MAX);
		b->stop = true;
		return;
	}
	n = begin_node(b, ev, type);
	if (n == NULL)
		b->stop = true;
	else
		b->open[b->depth++] = n;
}

static void
take_scalar(struct builder *b, const yaml_event_t *ev)
{
	const char *value = (const char *)ev->data.scalar.value;
	size_t len = ev->data.scalar.length;
	bool plain = ev->data.scalar.style == YAML_PLAIN_SCALAR_STYLE &&
		     !is_string_tag(ev->data.scalar.tag);
	struct node *parent = b->depth > 0 ? b->open[b->depth - 1] : NULL;
	struct node key = {.type = NODE_STRING}, *n = &key;
	bool is_key = parent != NULL && parent->type == NODE_MAP && b->key == NULL;
	uint32_t line = mark_line(b, &ev->start_mark), col = (uint32_t)ev->start_mark.column + 1;

	refuse_extras(b, ev, ev->data.scalar.anchor, ev->data.scalar.tag);
	if (memchr(value, '\0', len) != NULL)
		reader_fault(b->r, line, col, "a NUL character is not allowed in a string");
	if (!is_key)
		n = begin_node(b, ev, NODE_STRING);
	if (n == NULL || (n->text = arena_strndup(b->r->arena, value, len)) == NULL) {
		b->stop = true;
		return;
	}
	if (plain)
		scalar_resolve(n);
	if (n->type == NODE_FLOAT && !isfinite(n->f))
		reader_fault(b->r, line, col,
			     "%s: no number that JSON has, put it in quotes to make it a string",
			     n->text);
	b->run_on = NULL;
	if (!is_key) {
		if (plain && ev->end_mark.line > ev->start_mark.line)
			b->run_on = n;
		return;
	}
	if (strncmp(n->text, "\xc2\xa0", 2) == 0)
		reader_fault(b->r, line, col,
			     "a no-break space stands here: YAML is indented by plain spaces");
	if (plain && strcmp(n->text, "<<") == 0)
		reader_fault(b->r, line, col,
			     "merge keys (<<) are not allowed, write the fields out");
	b->key = scalar_key(n, b->r->arena);
	b->key_line = line;
	b->key_col = col;
	b->stop = b->key == NULL;
}

static void
take_alias(struct builder *b, const yaml_event_t *ev)
{
	reader_fault(b->r, mark_line(b, &ev->start_mark), (uint32_t)ev->start_mark.column + 1,
		     "alias *%s: aliases are not allowed, write the value out",
		     (const char *)ev->data.alias.anchor);
	b->stop = true;
}

/* @return false at the end of the document */
static bool
take_event(struct builder *b, const yaml_event_t *ev)
{
	switch (ev->type) {
	case YAML_SCALAR_EVENT:
		take_scalar(b, ev);
		break;
	case YAML_MAPPING_START_EVENT:
		refuse_extras(b, ev, ev->data.mapping_start.anchor, ev->data.mapping_start.tag);
		begin_container(b, ev, NODE_MAP);
		break;
	case YAML_SEQUENCE_START_EVENT:
		refuse_extras(b, ev, ev->data.sequence_start.anchor, ev->data.sequence_start.tag);
		begin_container(b, ev, NODE_LIST);
		break;
	case YAML_MAPPING_END_EVENT:
	case YAML_SEQUENCE_END_EVENT:
		b->depth--;
		break;
	case YAML_ALIAS_EVENT:
		take_alias(b, ev);
		break;
	case YAML_STREAM_END_EVENT:
		return false;
	case YAML_NO_EVENT:
	case YAML_STREAM_START_EVENT:
	case YAML_DOCUMENT_START_EVENT:
	case YAML_DOCUMENT_END_EVENT:
		break;
	}
	return !b->stop;
}

/* What runs on into the error, or is in a bracket that does not close, is not what was meant. */
static void
forget_cut(struct builder *b, const yaml_parser_t *parser)
{
	if (b->run_on != NULL)
		b->run_on->type = NODE_NULL;
	if (b->depth > 0 && parser->context != NULL && strstr(parser->context, "flow") != NULL)
		b->open[b->depth - 1]->type = NODE_NULL;
}

struct node *
yaml_read(struct reader *r, const char *text, size_t len, uint32_t line_off)
{
	struct builder b = {.r = r, .line_off = line_off, .text = text, .len = len};
	yaml_parser_t parser;
	bool more = true;

	if (yaml_parser_initialize(&parser) == 0)
		return NULL;
	yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(&parser, (const unsigned char *)text, len);
	while (more) {
		yaml_event_t ev;

		if (yaml_parser_parse(&parser, &ev) == 0) {
			const struct yaml_problem p = {
				.r = r,
				.text = text,
				.len = len,
				.line_off = line_off,
				.parser = &parser,
				.open = b.depth > 0 ? b.open[b.depth - 1] : NULL,
				.run_on = b.run_on,
			};

			yaml_explain(&p);
			forget_cut(&b, &parser);
			break;
		}
		more = take_event(&b, &ev);
		yaml_event_delete(&ev);
	}
	yaml_parser_delete(&parser);
	return b.root;
}
