/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include "kube/unsound.h"

#include <string.h>

void
unsound_add(struct unsound **set, struct arena *a, const char *path)
{
	struct unsound *s = *set;

	if (s == NULL)
		s = *set = arena_alloc(a, sizeof(*s));
	if (s == NULL || s->cnt == UNSOUND_MAX)
		return; /* the arena has failed, and with it what is read */
	s->paths[s->cnt] = arena_strdup(a, path);
	if (s->paths[s->cnt] != NULL)
		s->cnt++;
}

/* Whether a path is another one or lies below it; all paths lie below the empty one. */
static bool
is_in(const char *path, const char *other)
{
	size_t len = strlen(other);

	return strncmp(path, other, len) == 0 &&
	       (len == 0 || path[len] == '\0' || path[len] == '.' || path[len] == '[');
}

bool
unsound_has(const struct unsound *set, const char *path)
{
	bool has = set != NULL && set->cnt == UNSOUND_MAX;

	for (size_t i = 0; set != NULL && !has && i < set->cnt; i++)
		has = is_in(path, set->paths[i]);
	return has;
}

bool
unsound_touches(const struct unsound *set, const char *path)
{
	bool touches = unsound_has(set, path);

	for (size_t i = 0; set != NULL && !touches && i < set->cnt; i++)
		touches = is_in(set->paths[i], path);
	return touches;
}
