/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * What a text holds that has no effect here: gathered while its objects are decoded, and told once
 * for the whole text, so that a dump of a cluster is not answered with a flood. fields.def says
 * which fields get a note.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/fault.h"

struct field;
struct node;

/** One thing that was ignored, with the place where it stood first. */
struct note {
	const struct field *field; /* NULL: a kind that is passed over */
	char *text;                /* the field's path, or the kind; NULL: no memory */
	uint32_t line;
	uint32_t col;
	size_t cnt; /* how often it stood there */
};

struct notes {
	struct note *v;
	size_t cnt;
	size_t max;
};

/** An ignored field. Without memory it is not told. */
void notes_add_field(struct notes *ns, const struct field *f, const struct node *at,
		     const char *path);

/** An object that was passed over. */
void notes_add_kind(struct notes *ns, const char *kind, const struct node *at);

/** Add what was gathered to faults, in the order of the text. */
void notes_tell(const struct notes *ns, const char *file, struct faults *faults);

void notes_fini(struct notes *ns);
