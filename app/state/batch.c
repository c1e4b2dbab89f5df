/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include "state/state_priv.h"

#include "base/map.h"

#include <stdlib.h>
#include <string.h>

static struct state_op *
batch_add(struct state_batch *b, enum state_op_kind kind)
{
	struct state_op *v;
	size_t max;

	if (b->failed)
		return NULL;
	if (b->cnt == b->max) {
		max = b->max == 0 ? 16 : b->max * 2;
		v = realloc(b->v, max * sizeof(*v));
		if (v == NULL) {
			b->failed = true;
			return NULL;
		}
		b->v = v;
		b->max = max;
	}
	b->v[b->cnt] = (struct state_op){.kind = kind};
	return &b->v[b->cnt++];
}

static char *
batch_copy(struct state_batch *b, const void *bytes, size_t len)
{
	char *copy = malloc(len + 1);

	if (copy == NULL) {
		b->failed = true;
		return NULL;
	}
	if (len > 0)
		memcpy(copy, bytes, len);
	copy[len] = '\0';
	return copy;
}

void
state_batch_put(struct state_batch *b, const char *key, const void *value, size_t len)
{
	struct state_op *op = batch_add(b, STATE_OP_PUT);

	if (op == NULL)
		return;
	op->text[STATE_TEXT_KEY] = batch_copy(b, key, strlen(key));
	op->text[STATE_TEXT_VALUE] = batch_copy(b, value, len);
	op->value_len = len;
}

void
state_batch_take(struct state_batch *b, const char *key, char *value, size_t len)
{
	struct state_op *op = batch_add(b, STATE_OP_PUT);

	if (op == NULL) {
		free(value);
		return;
	}
	op->text[STATE_TEXT_KEY] = batch_copy(b, key, strlen(key));
	op->text[STATE_TEXT_VALUE] = value;
	op->value_len = len;
}

void
state_batch_forget(struct state_batch *b, const char *key)
{
	struct state_op *op = batch_add(b, STATE_OP_FORGET);

	if (op != NULL)
		op->text[STATE_TEXT_KEY] = batch_copy(b, key, strlen(key));
}

void
state_batch_event(struct state_batch *b, const struct state_event *e)
{
	struct state_op *op = batch_add(b, STATE_OP_EVENT);
	const char *const texts[] = {e->kind, e->ns, e->name, e->type, e->reason, e->message};

	if (op == NULL)
		return;
	op->time_s = e->time_s;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		op->text[i] = batch_copy(b, texts[i], strlen(texts[i]));
}

static void
op_fini(struct state_op *op)
{
	for (size_t k = 0; k < STATE_TEXT_CNT; k++)
		free(op->text[k]);
}

/* Let go what a later batch sets anew: values that wait for the disk must not pile up. */
static void
batch_supersede(struct state_batch *b, const struct state_batch *later)
{
	struct map keys = {0};
	size_t kept = 0;
	bool failed = false;

	for (size_t i = 0; i < later->cnt && b->cnt > 0; i++) {
		const char *key = later->v[i].text[STATE_TEXT_KEY];

		if (later->v[i].kind != STATE_OP_EVENT && key != NULL)
			failed |= map_set(&keys, key, &keys, NULL) < 0;
	}
	for (size_t i = 0; i < b->cnt && !failed && keys.cnt > 0; i++) {
		struct state_op *op = &b->v[i];
		const char *key = op->text[STATE_TEXT_KEY];

		if (op->kind != STATE_OP_EVENT && key != NULL && map_find(&keys, key) != NULL)
			op_fini(op);
		else
			b->v[kept++] = *op;
	}
	if (!failed && keys.cnt > 0)
		b->cnt = kept;
	map_fini(&keys);
}

size_t
batch_count_events(const struct state_batch *b)
{
	size_t cnt = 0;

	for (size_t i = 0; i < b->cnt; i++)
		cnt += b->v[i].kind == STATE_OP_EVENT;
	return cnt;
}

/* Let go the oldest events that there is no room for beside those of a later batch. */
static void
batch_prune(struct state_batch *b, const struct state_batch *later)
{
	size_t all = batch_count_events(b) + batch_count_events(later), kept = 0;
	size_t over = all > STATE_EVENT_MAX ? all - STATE_EVENT_MAX : 0;

	if (over == 0)
		return;
	for (size_t i = 0; i < b->cnt; i++) {
		if (b->v[i].kind == STATE_OP_EVENT && over > 0) {
			op_fini(&b->v[i]);
			over--;
		} else {
			b->v[kept++] = b->v[i];
		}
	}
	b->cnt = kept;
}

void
state_batch_join(struct state_batch *b, struct state_batch *more)
{
	batch_supersede(b, more);
	batch_prune(b, more);
	for (size_t i = 0; i < more->cnt; i++) {
		struct state_op *op = batch_add(b, more->v[i].kind);

		if (op == NULL)
			break;
		*op = more->v[i];
		memset(more->v[i].text, 0, sizeof(more->v[i].text));
	}
	b->failed |= more->failed;
	state_batch_fini(more);
}

void
state_batch_fini(struct state_batch *b)
{
	for (size_t i = 0; i < b->cnt; i++)
		op_fini(&b->v[i]);
	free(b->v);
	*b = (struct state_batch){0};
}
