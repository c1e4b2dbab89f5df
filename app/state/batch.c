/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include "state/state_priv.h"

#include "base/map.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define EVENTS_OVER 256 /* that many are let go at a time */

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

/* Bytes for an operation: a key and what follows. @return where to write what follows, or NULL */
static char *
op_alloc(struct state_batch *b, struct state_op *op, const char *key, size_t len)
{
	size_t key_bytes = strlen(key) + 1;

	op->value_len = len;
	op->bytes = malloc(key_bytes + len + 1);
	if (op->bytes == NULL) {
		b->failed = true;
		return NULL;
	}
	memcpy(op->bytes, key, key_bytes);
	op->bytes[key_bytes + len] = '\0';
	return op->bytes + key_bytes;
}

const char *
op_value(const struct state_op *op)
{
	return op->bytes + strlen(op->bytes) + 1;
}

void
state_batch_put(struct state_batch *b, const char *key, const void *value, size_t len)
{
	struct state_op *op = batch_add(b, STATE_OP_PUT);
	char *to = op == NULL ? NULL : op_alloc(b, op, key, len);

	if (to != NULL && len > 0)
		memcpy(to, value, len);
}

void
state_batch_put_file(struct state_batch *b, const char *key, const char *path,
		     const struct stat *was)
{
	struct state_op *op = batch_add(b, STATE_OP_PUT);
	size_t path_bytes = strlen(path) + 1;
	char *to = op == NULL ? NULL : op_alloc(b, op, key, path_bytes + sizeof(*was));

	if (to == NULL)
		return;
	op->is_file = true;
	memcpy(to, path, path_bytes);
	memcpy(to + path_bytes, was, sizeof(*was));
}

void
state_batch_forget(struct state_batch *b, const char *key)
{
	struct state_op *op = batch_add(b, STATE_OP_FORGET);

	if (op != NULL)
		op_alloc(b, op, key, 0);
}

void
state_batch_event(struct state_batch *b, const struct state_event *e)
{
	const char *const texts[STATE_EVENT_TEXTS - 1] = {e->ns, e->name, e->type, e->reason,
							  e->message};
	struct state_op *op = batch_add(b, STATE_OP_EVENT);
	size_t len = 0;
	char *to;

	for (size_t i = 0; i < STATE_EVENT_TEXTS - 1; i++)
		len += strlen(texts[i]) + 1;
	to = op == NULL ? NULL : op_alloc(b, op, e->kind, len);
	if (to == NULL)
		return;
	op->time_s = e->time_s;
	op->count = e->count > 0 ? e->count : 1;
	for (size_t i = 0; i < STATE_EVENT_TEXTS - 1; i++)
		to = stpcpy(to, texts[i]) + 1;
}

/* Let go what a later batch sets anew: values that wait for the disk must not pile up. */
static void
batch_supersede(struct state_batch *b, const struct state_batch *later)
{
	struct map keys = {.borrows = true};
	size_t kept = 0;
	bool failed = false;

	for (size_t i = 0; i < later->cnt && b->cnt > 0; i++) {
		const char *key = later->v[i].bytes;

		if (later->v[i].kind != STATE_OP_EVENT && key != NULL)
			failed |= map_set(&keys, key, &keys, NULL) < 0;
	}
	for (size_t i = 0; i < b->cnt && !failed && keys.cnt > 0; i++) {
		struct state_op *op = &b->v[i];
		const char *key = op->bytes;

		if (op->kind != STATE_OP_EVENT && key != NULL && map_find(&keys, key) != NULL)
			free(op->bytes);
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
			free(b->v[i].bytes);
			over--;
		} else {
			b->v[kept++] = b->v[i];
		}
	}
	b->cnt = kept;
}

void
state_batch_prune(struct state_batch *b)
{
	static const struct state_batch none;

	if (b->cnt > STATE_EVENT_MAX + EVENTS_OVER)
		batch_prune(b, &none);
}

void
state_batch_join(struct state_batch *b, struct state_batch *more)
{
	if (b->cnt == 0) {
		more->failed |= b->failed;
		free(b->v);
		*b = *more;
		*more = (struct state_batch){0};
		return;
	}
	batch_supersede(b, more);
	batch_prune(b, more);
	if (b->cnt == 0) { /* all of a load, mostly */
		struct state_batch empty = *b;

		*b = *more;
		b->failed |= empty.failed;
		*more = empty;
		state_batch_fini(more);
		return;
	}
	for (size_t i = 0; i < more->cnt; i++) {
		struct state_op *op = batch_add(b, more->v[i].kind);

		if (op == NULL)
			break;
		*op = more->v[i];
		more->v[i].bytes = NULL;
	}
	b->failed |= more->failed;
	state_batch_fini(more);
}

void
state_batch_fini(struct state_batch *b)
{
	for (size_t i = 0; i < b->cnt; i++)
		free(b->v[i].bytes);
	free(b->v);
	*b = (struct state_batch){0};
}
