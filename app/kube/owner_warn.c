/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * Warnings for who changes, through the socket, what a file of a folder says: the change holds,
 * also over a restart, but the file has the last word once it is written again. Which endpoints
 * there are, and status, change by their nature, often and by machines: nobody is warned of that.
 */
#include "kube/owner_priv.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "kube/merge.h"

#define VALUE_BYTES 60 /* of what the file says that are shown */

struct warning {
	struct model_change *c;
	const struct object *o;
	struct map *others; /* path -> JSON: what was other than the file says it before */
	bool quietly;       /* they are being noted */
};

static int
note(struct warning *w, const char *path, const struct buf *now)
{
	char *text = strdup(now->data), *old = NULL;
	int err = text == NULL ? -ENOMEM : map_set(w->others, path, text, (void **)&old);

	free(err == 0 ? old : text);
	return err;
}

static void
warn(const struct warning *w, const char *path, const struct node *said)
{
	const struct fault_at at = {.path = path, .object = w->o->key};
	struct buf value = {0};

	tree_json(said, &value);
	if (value.failed || value.len > VALUE_BYTES)
		faults_add(w->c->faults, FAULT_WARN, &at,
			   "%s says otherwise, and will again when it is written: change it there "
			   "too",
			   w->o->home);
	else
		faults_add(w->c->faults, FAULT_WARN, &at,
			   "%s says %s, and will again when it is written: change it there too",
			   w->o->home, value.data);
	buf_fini(&value);
}

/* said: by the file, NULL where it says nothing of it */
static int
take_difference(void *arg, const char *path, const struct node *said, const struct node *is)
{
	struct warning *w = arg;
	struct buf now = {0};
	const char *before;
	int err = 0;

	if (said == NULL || strncmp(path, "status", 6) == 0)
		return 0;
	buf_adds(&now, "");
	if (is != NULL)
		tree_json(is, &now);
	if (now.failed)
		return -ENOMEM;
	before = map_find(w->others, path);
	if (w->quietly)
		err = note(w, path, &now);
	else if (before == NULL || strcmp(before, now.data) != 0)
		warn(w, path, said);
	buf_fini(&now);
	return err;
}

int
owner_warn(struct model_change *c, struct arena *a, const struct meeting *met)
{
	const struct object *o = met->old;
	const char *says = o->applied != NULL ? o->applied : o->json;
	enum schema_id schema = (enum schema_id)kinds[o->kind].schema;
	struct map others = {0};
	struct warning w = {.c = c, .o = o, .others = &others, .quietly = true};
	struct map_entry *e;
	struct node *said, *stored;
	int err;

	if (o->kind == KIND_SLICE || o->kind == KIND_ENDPOINTS)
		return 0;
	err = tree_parse(says, strlen(says), a, &said);

	if (err == 0 && o->applied != NULL)
		err = tree_parse(o->json, o->json_len, a, &stored);
	if (err == 0 && o->applied != NULL)
		err = merge_diff(schema, said, stored, take_difference, &w);
	w.quietly = false;
	if (err == 0)
		err = merge_diff(schema, said, met->root, take_difference, &w);
	for (size_t pos = 0; (e = map_next(&others, &pos)) != NULL;)
		free(e->value);
	map_fini(&others);
	return err;
}
