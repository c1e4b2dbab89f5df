/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include "kube/selector.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum op {
	OP_IN,
	OP_NOT_IN,
	OP_EXISTS,
	OP_ABSENT,
};

struct requirement {
	const char *key;
	enum op op;
	const char **values;
	size_t value_cnt;
	struct requirement *next;
};

struct selector {
	struct arena *arena;
	struct requirement *first;
};

struct reader {
	const char *s;
	struct arena *arena;
};

static void
skip(struct reader *r)
{
	while (isspace((unsigned char)*r->s))
		r->s++;
}

static bool
accept(struct reader *r, const char *token)
{
	skip(r);
	if (strncmp(r->s, token, strlen(token)) != 0)
		return false;
	r->s += strlen(token);
	return true;
}

/* A word is what labels are made of; an empty one is NULL. */
static const char *
word(struct reader *r)
{
	size_t len = 0;

	skip(r);
	while (isalnum((unsigned char)r->s[len]) ||
	       (r->s[len] != '\0' && strchr("-_./", r->s[len])))
		len++;
	r->s += len;
	return len == 0 ? NULL : arena_strndup(r->arena, r->s - len, len);
}

static int
add_value(struct reader *r, struct requirement *q, const char *value)
{
	const char **v = arena_alloc(r->arena, (q->value_cnt + 1) * sizeof(char *));

	if (v == NULL)
		return -ENOMEM;
	if (q->value_cnt > 0)
		memcpy(v, q->values, q->value_cnt * sizeof(char *));
	v[q->value_cnt++] = value != NULL ? value : "";
	q->values = v;
	return 0;
}

static int
read_set(struct reader *r, struct requirement *q)
{
	if (!accept(r, "("))
		return -EINVAL;
	do {
		if (add_value(r, q, word(r)) != 0)
			return -ENOMEM;
	} while (accept(r, ","));
	return accept(r, ")") ? 0 : -EINVAL;
}

static int
read_requirement(struct reader *r, struct requirement *q)
{
	bool absent;

	skip(r);
	absent = *r->s == '!' && accept(r, "!");
	q->key = word(r);
	if (q->key == NULL)
		return -EINVAL;
	q->op = absent ? OP_ABSENT : OP_EXISTS;
	skip(r);
	if (absent || *r->s == ',' || *r->s == '\0')
		return 0;
	if (accept(r, "!=")) {
		q->op = OP_NOT_IN;
		return add_value(r, q, word(r));
	}
	if (accept(r, "==") || accept(r, "=")) {
		q->op = OP_IN;
		return add_value(r, q, word(r));
	}
	q->op = accept(r, "notin") ? OP_NOT_IN : OP_IN;
	if (q->op == OP_IN && !accept(r, "in"))
		return -EINVAL;
	return read_set(r, q);
}

int
selector_parse(const char *text, struct selector **out)
{
	struct reader r = {.s = text};
	struct selector *sel;
	struct requirement **tail;
	int err = 0;

	r.arena = arena_create(256);
	sel = r.arena == NULL ? NULL : arena_alloc(r.arena, sizeof(*sel));
	if (sel == NULL) {
		arena_destroy(r.arena);
		return -ENOMEM;
	}
	sel->arena = r.arena;
	tail = &sel->first;
	skip(&r);
	while (err == 0 && *r.s != '\0') {
		struct requirement *q = arena_alloc(r.arena, sizeof(*q));

		err = q == NULL ? -ENOMEM : read_requirement(&r, q);
		if (err != 0)
			break;
		*tail = q;
		tail = &q->next;
		skip(&r);
		if (*r.s != '\0' && (!accept(&r, ",") || *r.s == '\0'))
			err = -EINVAL;
	}
	if (err != 0) {
		selector_destroy(sel);
		return err;
	}
	*out = sel;
	return 0;
}

static bool
holds(const struct requirement *q, const struct labels *labels)
{
	const char *value = labels_get(labels, q->key);
	bool in = false;

	for (size_t i = 0; value != NULL && i < q->value_cnt; i++)
		in |= strcmp(value, q->values[i]) == 0;
	switch (q->op) {
	case OP_IN:
		return in;
	case OP_NOT_IN:
		return !in;
	case OP_EXISTS:
		return value != NULL;
	case OP_ABSENT:
		return value == NULL;
	}
	return false;
}

bool
selector_match(const struct selector *sel, const struct labels *labels)
{
	for (const struct requirement *q = sel->first; q != NULL; q = q->next)
		if (!holds(q, labels))
			return false;
	return true;
}

void
selector_destroy(struct selector *sel)
{
	if (sel != NULL)
		arena_destroy(sel->arena);
}
