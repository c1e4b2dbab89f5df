/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include "base/shared.h"

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

struct shared {
	uint32_t refs;
	char text[];
};

static struct shared *
shared_of(const char *text)
{
	return (struct shared *)(uintptr_t)(text - offsetof(struct shared, text));
}

const char *
shared_text(const char *s)
{
	size_t len = strlen(s);
	struct shared *made = malloc(sizeof(*made) + len + 1);

	if (made == NULL)
		return NULL;
	made->refs = 1;
	memcpy(made->text, s, len + 1);
	return made->text;
}

const char *
shared_ref(const char *text)
{
	if (text != NULL)
		shared_of(text)->refs++;
	return text;
}

void
shared_unref(const char *text)
{
	if (text != NULL && --shared_of(text)->refs == 0)
		free(shared_of(text));
}
