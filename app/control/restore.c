/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include "control/restore.h"

#include "control/events.h"

#include "base/log.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct record {
	char *key;
	char *text;
	size_t len;
	bool left_out;
};

struct restore {
	struct change_job job;
	struct changes *changes;
	struct record *v;
	size_t cnt, max;
	size_t pos;
	bool again;
};

static struct restore *
restore_of(struct change_job *job)
{
	return (struct restore *)((char *)job - offsetof(struct restore, job));
}

static void
restore_free(struct restore *r)
{
	for (size_t i = 0; i < r->cnt; i++) {
		free(r->v[i].key);
		free(r->v[i].text);
	}
	free(r->v);
	free(r);
}

static int
allocation_take(void *arg, const char *key, const void *value, size_t len)
{
	int rc = model_restore_allocation(arg, key, value, len);

	if (rc == -EINVAL)
		log_err("state", "record is not understood, left out key=%s", key);
	return rc == -ENOMEM ? rc : 0;
}

static int
version_take(void *arg, const char *key, const void *value, size_t len)
{
	if (model_restore_version(arg, value, len) < 0)
		log_err("state", "record is not understood, left out key=%s", key);
	return 0;
}

static int
birth_take(void *arg, const char *key, const void *value, size_t len)
{
	int rc = model_restore_birth(arg, key, value, len);

	if (rc == -EINVAL)
		log_err("state", "record is not understood, left out key=%s", key);
	return rc == -ENOMEM ? rc : 0;
}

static int
object_take(void *arg, const char *key, const void *value, size_t len)
{
	struct restore *r = arg;
	struct record *v;

	if (r->cnt == r->max) {
		r->max = r->max == 0 ? 64 : r->max * 2;
		v = realloc(r->v, r->max * sizeof(*v));
		if (v == NULL)
			return -ENOMEM;
		r->v = v;
	}
	r->v[r->cnt] = (struct record){.key = strdup(key), .text = malloc(len + 1), .len = len};
	v = &r->v[r->cnt++];
	if (v->key == NULL || v->text == NULL)
		return -ENOMEM;
	memcpy(v->text, value, len);
	v->text[len] = '\0';
	return 0;
}

static int
restore_fill(struct change_job *job, struct model_change *change, struct faults *faults)
{
	struct restore *r = restore_of(job);
	struct record *record;
	int rc;

	if (r->pos == r->cnt)
		return r->again ? -EINVAL : 0;
	record = &r->v[r->pos++];
	if (record->left_out)
		return 1;
	rc = model_change_put(change, &(struct model_text){.source = MODEL_SOCKET,
							   .mode = MODEL_RESTORE,
							   .name = record->key,
							   .text = record->text,
							   .len = record->len});
	if (rc == -ENOMEM)
		return rc;
	if (rc < 0) {
		record->left_out = true;
		r->again = true;
	}
	return 1;
}

static struct record *
record_of(const struct restore *r, const char *key)
{
	for (size_t k = 0; key != NULL && k < r->cnt; k++)
		if (strcmp(r->v[k].key, key) == 0)
			return &r->v[k];
	return NULL;
}

/* Leave out what the faults are about, or everything when they are about nothing in particular. */
static void
leave_out(struct restore *r, const struct faults *faults)
{
	bool fresh = r->again;
	char line[1024];

	for (size_t i = 0; i < faults->cnt; i++) {
		const struct fault *f = &faults->v[i];

		struct record *about = record_of(r, f->file);

		if (f->level != FAULT_ERROR || (r->again && about != NULL && !about->left_out))
			continue; /* without those that are left out it may be good */
		fault_print(f, line, sizeof(line));
		log_err("state", "not restored: %s", line);
		fresh |= about != NULL && !about->left_out;
		if (about != NULL)
			about->left_out = true;
	}
	for (size_t k = 0; !fresh && k < r->cnt; k++)
		r->v[k].left_out = true;
}

/* An event of the Service whose record a fault is about: "object/Service/NAMESPACE/NAME". */
static void
tell_service(const struct restore *r, const struct fault *f)
{
	static const char prefix[] = "object/Service/";
	char ns[64], message[1024];
	const char *name;

	if (f->file == NULL || strncmp(f->file, prefix, strlen(prefix)) != 0)
		return;
	name = strchr(f->file + strlen(prefix), '/');
	if (name == NULL)
		return;
	snprintf(ns, sizeof(ns), "%.*s", (int)(name - f->file - strlen(prefix)),
		 f->file + strlen(prefix));
	snprintf(message, sizeof(message), "%s: %s", f->path != NULL ? f->path : "",
		 f->reason != NULL ? f->reason : "");
	events_warn(r->changes, "", ns, name + 1, "Pending", message);
}

static void
tell_warnings(const struct restore *r, const struct faults *faults)
{
	char line[1024];

	for (size_t i = 0; i < faults->cnt; i++) {
		if (faults->v[i].level != FAULT_WARN)
			continue;
		fault_print(&faults->v[i], line, sizeof(line));
		log_warn("state", "restored, but: %s", line);
		tell_service(r, &faults->v[i]);
	}
}

static void
restore_done(struct change_job *job, const struct change_outcome *outcome)
{
	struct restore *r = restore_of(job);

	if (outcome->error == 0 || outcome->error == -ECANCELED) {
		tell_warnings(r, outcome->faults);
		restore_free(r);
		return;
	}
	leave_out(r, outcome->faults);
	r->pos = 0;
	r->again = false;
	changes_push_next(r->changes, job);
}

int
restore_start(struct state *state, struct model *model, struct changes *changes)
{
	struct restore *r;
	int rc = state_each(state, "alloc/", allocation_take, model);

	if (rc == 0)
		rc = state_each(state, "meta/", birth_take, model);
	if (rc == 0)
		rc = state_get(state, "version", version_take, model);
	if (rc == -ENOENT)
		rc = 0;
	if (rc < 0)
		return rc;
	r = calloc(1, sizeof(*r));
	if (r == NULL)
		return -ENOMEM;
	r->changes = changes;
	r->job = (struct change_job){
		.fill = restore_fill,
		.done = restore_done,
		.local = true,
		.silent = true,
	};
	rc = state_each(state, "object/", object_take, r);
	if (rc < 0) {
		restore_free(r);
		return rc;
	}
	changes_push(changes, &r->job);
	return 0;
}
