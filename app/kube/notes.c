/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include "kube/notes.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "kube/fields.h"

#define NAMES_TOLD_MAX 6

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

static bool
is_gathered(const struct note *n)
{
	return n->field != NULL && n->field->whose != WHOSE_TRAFFIC;
}

static void
tell_alone(const struct note *n, const char *file, struct faults *faults)
{
	struct fault_at at = {.file = file, .line = n->line, .col = n->col};
	char more[64] = "";

	if (n->field != NULL) {
		if (n->cnt > 1)
			snprintf(more, sizeof(more), " (%zu times in this text)", n->cnt);
		at.path = n->text;
		faults_add(faults, FAULT_NOTE, &at, "no effect here: %s%s", n->field->help, more);
		return;
	}
	if (n->cnt > 1)
		snprintf(more, sizeof(more), " (%zu of them)", n->cnt);
	faults_add(faults, FAULT_NOTE, &at, "%s is of no use to a gateway: passed over%s",
		   n->text != NULL ? n->text : "it", more);
}

/* "no effect here (for the node, the scheduler): env, resources" */
static void
tell_gathered(const struct notes *ns, const struct note *first, const char *file,
	      struct faults *faults)
{
	static const char *const whose[] = {
		[WHOSE_NODE] = "the node",
		[WHOSE_SCHEDULER] = "the scheduler",
		[WHOSE_CONTROLLERS] = "controllers",
	};
	struct fault_at at = {.file = file, .line = first->line, .col = first->col};
	struct buf who = {0}, names = {0};
	unsigned seen = 0;
	size_t cnt = 0;

	for (const struct note *n = first; n < ns->v + ns->cnt; n++) {
		if (!is_gathered(n))
			continue;
		if (cnt++ < NAMES_TOLD_MAX)
			buf_printf(&names, "%s%s", cnt > 1 ? ", " : "", n->field->key);
		seen |= 1u << n->field->whose;
	}
	for (unsigned w = 0; w < sizeof(whose) / sizeof(whose[0]); w++)
		if ((seen & 1u << w) != 0)
			buf_printf(&who, "%s%s", who.len > 0 ? ", " : "", whose[w]);
	if (cnt > NAMES_TOLD_MAX)
		buf_printf(&names, " and %zu more", cnt - NAMES_TOLD_MAX);
	if (!who.failed && !names.failed)
		faults_add(faults, FAULT_NOTE, &at, "no effect here (for %s): %s", who.data,
			   names.data);
	buf_fini(&who);
	buf_fini(&names);
}

void
notes_tell(const struct notes *ns, const char *file, struct faults *faults)
{
	bool gathered = false;

	for (size_t i = 0; i < ns->cnt; i++) {
		const struct note *n = &ns->v[i];

		if (!is_gathered(n)) {
			tell_alone(n, file, faults);
		} else if (!gathered) {
			gathered = true;
			tell_gathered(ns, n, file, faults);
		}
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
