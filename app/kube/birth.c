/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * Who an object is, over restarts: uid and creationTimestamp of what is built in, comes from a file
 * or is a pod of a workload. What the socket made or changed has them in its own record.
 *
 * And how far resourceVersions went: the record is ahead of them by thousands, so that it is seldom
 * written, and renewed before it is reached, so that changes which do not wait for the disk have
 * theirs from within it. A restart goes on from there.
 *
 * They begin where no cluster's are, so that a manifest that comes out of one is told from what was
 * shown here: revisions of etcd count writes from 1 on, those of other stores are nanoseconds, or
 * are no numbers at all. Another board began at another second, and would have to make a million
 * changes in each one to get here.
 */
#include "kube/model_priv.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "channel/block.h"

#define KEY_PREFIX     "meta/"
#define SEED_BYTES_MAX 1200
#define VERSION_AHEAD  10000u
#define VERSION_FIRST  (1ull << 50) /* by a clock that stands at 0 */
#define VERSION_SHIFT  20           /* versions in a second between the starts of two boards */

static char *
put_hex(char *to, uint64_t value, int digits)
{
	while (digits-- > 0)
		*to++ = "0123456789abcdef"[value >> (4 * digits) & 15];
	return to;
}

const char *
uid_format(const char *seed, char uid[UID_BYTES])
{
	size_t len = strnlen(seed, SEED_BYTES_MAX);
	char other[SEED_BYTES_MAX + 1], *to = uid;
	uint64_t hi = block_id(seed), lo;

	memcpy(other, seed, len);
	other[0] = (char)(*seed ^ 0x20);
	other[len > 0 ? len : 1] = '\0';
	lo = block_id(other);
	to = put_hex(to, hi >> 32, 8);
	*to++ = '-';
	to = put_hex(to, hi >> 16, 4);
	*to++ = '-';
	*to++ = '8';
	to = put_hex(to, hi, 3);
	*to++ = '-';
	to = put_hex(to, (lo >> 48 & 0x3fff) | 0x8000, 4);
	*to++ = '-';
	to = put_hex(to, lo, 12);
	*to = '\0';
	return uid;
}

bool
birth_is_kept(const struct object *o)
{
	return o != NULL && !object_is_recorded(o) && o->meta.uid == NULL &&
	       o->meta.created == NULL;
}

int
model_restore_birth(struct model *m, const char *key, const char *text, size_t len)
{
	const char *space = memchr(text, ' ', len);
	void *old = NULL;
	char *copy;

	if (strncmp(key, KEY_PREFIX, strlen(KEY_PREFIX)) != 0 || space == NULL || space == text ||
	    space + 1 == text + len || memchr(text, '\0', len) != NULL)
		return -EINVAL;
	copy = strndup(text, len);
	if (copy == NULL)
		return -ENOMEM;
	if (map_set(&m->births, key + strlen(KEY_PREFIX), copy, &old) < 0) {
		free(copy);
		return -ENOMEM;
	}
	free(old);
	return 0;
}

/* Did this change remove an object of that key? */
static bool
was_removed(const struct model_change *c, const char *key)
{
	for (size_t i = 0; i < c->step_cnt; i++)
		if (c->steps[i].kind == STEP_OBJECT && strcmp(c->steps[i].key, key) == 0)
			return true;
	return false;
}

bool
birth_take(struct model_change *c, struct object *o)
{
	char *text = birth_is_kept(o) ? map_find(&c->m->births, o->key) : NULL, *space;

	/* A closed change forgets bit by bit what it claimed. */
	if (text == NULL || *text == '\0' || (c->m->closed_cnt > 0 && was_removed(c, o->key)))
		return false;
	space = strchr(text, ' ');
	*space = '\0';
	o->created = change_share(c, text);
	*space = ' ';
	o->uid = arena_strdup(o->arena, space + 1);
	return true;
}

int
birth_print(const struct model *m, const struct object *was, const struct object *now,
	    struct buf *out)
{
	const char *kept = map_find(&m->births, now->key);

	if (birth_is_kept(was) && strcmp(was->uid, now->uid) == 0 &&
	    strcmp(was->created, now->created) == 0)
		return 0;
	buf_printf(out, "%s %s", now->created, now->uid);
	if (out->failed)
		return -ENOMEM;
	return kept == NULL || strcmp(kept, out->data) != 0;
}

void
birth_spend(struct model *m, const char *key)
{
	char *text = map_find(&m->births, key);

	if (text != NULL)
		*text = '\0';
}

void
birth_forget(struct model *m, const char *key)
{
	free(map_remove(&m->births, key));
}

void
births_fini(struct model *m)
{
	struct map_entry *e;

	for (size_t pos = 0; (e = map_next(&m->births, &pos)) != NULL;)
		free(e->value);
	map_fini(&m->births);
}

/* "VERSION FIRST" */
int
model_restore_version(struct model *m, const char *text, size_t len)
{
	char words[48];
	char *end;
	uint64_t version, first;

	if (len == 0 || len >= sizeof(words))
		return -EINVAL;
	memcpy(words, text, len);
	words[len] = '\0';
	version = strtoull(words, &end, 10);
	if (*end != ' ' || words[0] < '0' || words[0] > '9' || end[1] < '0' || end[1] > '9')
		return -EINVAL;
	first = strtoull(end + 1, &end, 10);
	if (*end != '\0' || first > version)
		return -EINVAL;
	m->version = m->version_kept = version;
	m->version_first = first;
	return 0;
}

void
version_begin(struct model *m, uint64_t wall_s)
{
	if (m->version == 0)
		m->version = m->version_first = VERSION_FIRST + (wall_s << VERSION_SHIFT);
}

bool
version_is_ours(const struct model *m, uint64_t version)
{
	return version >= m->version_first && version <= m->version;
}

uint64_t
version_to_keep(const struct model *m)
{
	return m->version + VERSION_AHEAD / 2 < m->version_kept ? 0 : m->version + VERSION_AHEAD;
}
