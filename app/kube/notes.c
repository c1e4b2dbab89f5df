/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include "kube/notes.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "kube/fields.h"

#define NAMES_TOLD_MAX 8

static struct note *
find(struct notes *ns, const struct field *f, const char *kind)
{
	for (size_t i = 0; i < ns->cnt; i++) {
		struct note *n = &ns->v[i];

		if (n->field == f && (f != NULL || (n->text != NULL && strcmp(n->text, kind) == 0)))
			return n;
	}
	return NULL;
}

/* Another place of what is known, or a new one. @return the new one */
static struct note *
add(struct notes *ns, const struct field *f, const char *kind)
{
	struct note *n = find(ns, f, kind);

	if (n != NULL) {
		n->cnt++;
		return NULL;
	}
	if (ns->cnt == ns->max) {
		size_t max = ns->max == 0 ? 8 : ns->max * 2;
		struct note *v = reallocarray(ns->v, max, sizeof(*v));

		if (v == NULL)
			return NULL;
		ns->v = v;
		ns->max = max;
	}
	n = &ns->v[ns->cnt++];
	*n = (struct note){.field = f, .cnt = 1};
	return n;
}

void
notes_add_field(struct notes *ns, const struct field *f, const struct node *at, const char *path)
{
	struct note *n = add(ns, f, NULL);

	if (n == NULL)
		return;
	n->text = strdup(path);
	n->line = at->key_line;
	n->col = at->key_col;
}

void
notes_add_kind(struct notes *ns, const char *kind, const struct node *at)
{
	struct note *n = add(ns, NULL, kind);

	if (n == NULL)
		return;
	n->text = strdup(kind);
	n->line = at->line;
	n->col = at->col;
}

/* Who shares a line with whom. */
enum line {
	LINE_OWN,
	LINE_FIELDS, /* of ignored fields for other parts of a cluster */
	LINE_KINDS,  /* of kinds that are passed over */
	LINE_CNT,
};

static enum line
line_of(const struct note *n)
{
	return n->field == NULL                   ? LINE_KINDS
	       : n->field->whose == WHOSE_TRAFFIC ? LINE_OWN
						  : LINE_FIELDS;
}

static void
tell_alone(const struct note *n, const char *file, struct faults *faults)
{
	struct fault_at at = {.file = file, .line = n->line, .col = n->col, .path = n->text};
	char more[64] = "";

	if (n->cnt > 1)
		snprintf(more, sizeof(more), " (%zu times in this text)", n->cnt);
	faults_add(faults, FAULT_NOTE, &at, "no effect here: %s%s", n->field->help, more);
}

static void
list_whose(unsigned seen, struct buf *out)
{
	static const char *const whose[] = {
		[WHOSE_NODE] = "the node",
		[WHOSE_SCHEDULER] = "the scheduler",
		[WHOSE_CONTROLLERS] = "controllers",
	};

	for (unsigned w = 0; w < sizeof(whose) / sizeof(whose[0]); w++)
		if ((seen & 1u << w) != 0)
			buf_printf(out, "%s%s", out->len > 0 ? ", " : "", whose[w]);
}

/*
 * "no effect here (for the node, the scheduler): env, resources"
 * "no effect here, passed over: ConfigMap, Secret (2)"
 */
static void
tell_gathered(const struct notes *ns, const struct note *first, const char *file,
	      struct faults *faults)
{
	struct fault_at at = {.file = file, .line = first->line, .col = first->col};
	struct buf who = {0}, names = {0};
	enum line line = line_of(first);
	unsigned seen = 0;
	size_t cnt = 0;

	for (const struct note *n = first; n < ns->v + ns->cnt; n++) {
		if (line_of(n) != line || cnt++ >= NAMES_TOLD_MAX)
			continue;
		buf_printf(&names, "%s%s", cnt > 1 ? ", " : "",
			   n->field != NULL  ? n->field->key
			   : n->text != NULL ? n->text
					     : "?");
		if (n->field != NULL)
			seen |= 1u << n->field->whose;
		else if (n->cnt > 1)
			buf_printf(&names, " (%zu)", n->cnt);
	}
	if (cnt > NAMES_TOLD_MAX)
		buf_printf(&names, " and %zu more", cnt - NAMES_TOLD_MAX);
	list_whose(seen, &who);
	if (who.failed || names.failed)
		;
	else if (line == LINE_KINDS)
		faults_add(faults, FAULT_NOTE, &at, "no effect here, passed over: %s", names.data);
	else
		faults_add(faults, FAULT_NOTE, &at, "no effect here (for %s): %s", who.data,
			   names.data);
	buf_fini(&who);
	buf_fini(&names);
}

void
notes_tell(const struct notes *ns, const char *file, struct faults *faults)
{
	bool told[LINE_CNT] = {false};

	for (size_t i = 0; i < ns->cnt; i++) {
		const struct note *n = &ns->v[i];
		enum line line = line_of(n);

		if (line == LINE_OWN)
			tell_alone(n, file, faults);
		else if (!told[line])
			tell_gathered(ns, n, file, faults);
		told[line] = true;
	}
}

void
notes_fini(struct notes *ns)
{
	for (size_t i = 0; i < ns->cnt; i++)
		free(ns->v[i].text);
	free(ns->v);
	*ns = (struct notes){0};
}
