/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * The second half of a change: check, what it comes to, and its end. What is left to do of one that
 * is closed is done in pieces, by whoever has the time: then another may be open.
 */
#include "kube/owner_priv.h"
#include "kube/pod_priv.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/shared.h"
#include "channel/block.h"

const struct svc *
commit_gone_svc(const struct model_change *c, const struct step *st)
{
	if (st->kind != STEP_OBJECT || st->old_svc == NULL || st->new_svc != NULL ||
	    map_find(&c->m->services, st->old_svc->key) != NULL)
		return NULL;
	return st->old_svc;
}

static void
find_predecessors(struct model_change *c)
{
	for (size_t i = 0; i < c->step_cnt; i++) {
		const struct step *st = &c->steps[i];
		struct svc *now;

		if (st->kind != STEP_OBJECT || st->old_svc == NULL || st->new_svc != NULL)
			continue;
		now = map_find(&c->m->services, st->old_svc->key);
		if (now != NULL && now != st->old_svc && now->was == NULL)
			now->was = st->old_svc->view;
	}
}

/* What is made of endpoints changes with them. Of a Service that is not served there are no blocks
 * that tell: whatever made it dirty may have changed them. */
static bool
has_same_endpoints(const struct view *was, const struct view *is)
{
	size_t sets = 0;

	for (size_t i = 0; i < was->cnt; i++)
		sets += was->blocks[i].kind == SLUICE_BLOCK_ENDPOINTS;
	for (size_t i = 0; i < is->cnt; i++) {
		const struct block *b = &is->blocks[i], *old;

		if (b->kind != SLUICE_BLOCK_ENDPOINTS)
			continue;
		old = commit_block(was, b);
		if (old == NULL || old->len != b->len ||
		    memcmp(was->bytes.data + old->off, is->bytes.data + b->off, b->len) != 0)
			return false;
		sets--;
	}
	return sets == 0 && is->cnt > 0;
}

static int
compile_dirty(struct model_change *c, struct svc *s)
{
	const struct service_spec *spec = &s->obj->u.service.spec;
	int err;

	view_destroy(s->next);
	s->next = NULL;
	err = compile_service(c->m, s, &s->next);
	if (err != 0)
		return err;
	s->compiled = true;
	if (s->view != NULL)
		s->next->version =
			has_same_endpoints(s->view, s->next) ? s->view->version : ++c->m->version;
	s->grant.podded = s->next->podded;
	if (s->respecified && spec->selector.cnt > 0 && s->next->cnt > 0 &&
	    s->next->endpoint_cnt == 0 && s->obj->source != MODEL_BUILTIN)
		object_fault(s->obj, c->faults, FAULT_NOTE, "spec.selector",
			     "no pod matches: %s refuses connections until one does", s->key);
	return 0;
}

/* Nothing is put any more, and nothing can be wrong: no names and no places are asked for. */
static void
forget_input(struct model_change *c)
{
	map_fini(&c->put);
	for (size_t i = 0; i < c->step_cnt; i++) {
		struct object *o = c->steps[i].new_object;

		if (o == NULL || o->tree_arena == NULL)
			continue;
		arena_destroy(o->tree_arena);
		o->tree_arena = NULL;
		o->tree = NULL;
	}
}

static int
check(struct model_change *c)
{
	int err = alloc_grant(c);

	if (err != 0)
		return err;
	if (c->faults->error_cnt > c->errors_before)
		return -EINVAL;
	for (size_t i = 0; i < c->dirty_cnt && err == 0; i++)
		if (store_is_live(c->m, c->dirty[i]))
			err = compile_dirty(c, c->dirty[i]);
	find_predecessors(c);
	unaddressed_note(c);
	if (err == 0)
		err = grants_note(c);
	if (err == 0)
		forget_input(c);
	return err;
}

int
model_change_check(struct model_change *c)
{
	int err;

	if (c->failed)
		return -ENOMEM;
	if (c->checked)
		return -EINVAL;
	c->settles = c->m->hints_done && c->m->closed_cnt == 0;
	err = check(c);
	change_sort_faults(c, c->faults_before);
	c->checked = err == 0;
	return err;
}

static void
print_shown(const struct object *o, char *text, size_t text_bytes)
{
	const char *api = kinds[o->kind].api, *slash = strchr(api, '/');
	int group = slash == NULL ? 0 : (int)(slash - api);

	snprintf(text, text_bytes, "%s%s%.*s/%s", kinds[o->kind].single, group > 0 ? "." : "",
		 group, api, o->meta.name);
}

int
model_change_some_results(const struct model_change *c, size_t *at, size_t max, model_result_cb cb,
			  void *arg)
{
	size_t first, end, stop;
	char shown[512];
	int err = 0;

	part_results(c, &first, &end);
	stop = max < end - first - *at ? first + *at + max : end;
	for (size_t i = first + *at; i < stop && err == 0; i++, ++*at) {
		const struct result *r = &c->results[i];
		struct model_result out = {
			.kind = kinds[r->object->kind].name,
			.ns = r->object->meta.ns,
			.name = r->object->meta.name,
			.shown = shown,
			.verb = r->verb,
			.before = r->before == NULL ? NULL : r->before->data,
			.before_len = r->before == NULL ? 0 : r->before->len,
		};

		print_shown(r->object, shown, sizeof(shown));
		err = cb(arg, &out);
	}
	return err == 0 ? stop < end : err;
}

int
model_change_results(const struct model_change *c, model_result_cb cb, void *arg)
{
	size_t at = 0;

	return model_change_some_results(c, &at, SIZE_MAX, cb, arg);
}

const struct block *
commit_block(const struct view *v, const struct block *like)
{
	for (size_t i = 0; v != NULL && i < v->cnt; i++)
		if (v->blocks[i].kind == like->kind && v->blocks[i].id == like->id)
			return &v->blocks[i];
	return NULL;
}

const struct view *
commit_base(const struct svc *s)
{
	return s->view != NULL ? s->view : s->was;
}

static int
give_block(const struct view *v, const struct block *b, model_block_cb cb, void *arg)
{
	struct model_block out = {
		.kind = b->kind, .id = b->id, .bytes = v->bytes.data + b->off, .len = b->len};

	return cb(arg, &out);
}

static int
give_changed(const struct svc *s, uint16_t kind, model_block_cb cb, void *arg)
{
	const struct view *old = commit_base(s), *v = s->next;
	int err = 0;

	for (size_t i = 0; i < v->cnt && err == 0; i++) {
		const struct block *b = &v->blocks[i], *was = commit_block(old, b);

		if (b->kind != kind)
			continue;
		if (was == NULL || was->len != b->len ||
		    memcmp(old->bytes.data + was->off, v->bytes.data + b->off, b->len) != 0)
			err = give_block(v, b, cb, arg);
	}
	return err;
}

static int
give_removed(const struct view *old, const struct view *next, model_block_cb cb, void *arg)
{
	int err = 0;

	for (size_t i = old == NULL ? 0 : old->cnt; i > 0 && err == 0; i--) {
		const struct block *b = &old->blocks[i - 1];
		struct model_block out = {.kind = b->kind, .id = b->id};

		if (commit_block(next, b) == NULL)
			err = cb(arg, &out);
	}
	return err;
}

int
model_change_check_put(struct model_change *c, int refused)
{
	size_t errors = c->faults->error_cnt;
	int err = refused == -ENOMEM ? refused : model_change_check(c);

	return refused == 0 || err == -ENOMEM || c->faults->error_cnt > errors ? err : refused;
}

int
model_change_blocks(const struct model_change *c, model_block_cb cb, void *arg)
{
	static const uint16_t order[] = {SLUICE_BLOCK_ENDPOINTS, SLUICE_BLOCK_SERVICE};
	int err = 0;

	if (!c->checked)
		return -EINVAL;
	for (size_t k = 0; k < 2; k++)
		for (size_t i = 0; i < c->dirty_cnt && err == 0; i++)
			if (c->dirty[i]->compiled)
				err = give_changed(c->dirty[i], order[k], cb, arg);
	for (size_t i = 0; i < c->dirty_cnt && err == 0; i++)
		if (c->dirty[i]->compiled)
			err = give_removed(commit_base(c->dirty[i]), c->dirty[i]->next, cb, arg);
	for (size_t i = 0; i < c->step_cnt && err == 0; i++) {
		const struct svc *gone = commit_gone_svc(c, &c->steps[i]);

		if (gone != NULL)
			err = give_removed(gone->view, NULL, cb, arg);
	}
	return err;
}

static void
forget_hint(struct model *m, const char *key)
{
	struct grant *g = map_remove(&m->hints, key);

	if (g != NULL) {
		grant_fini(g);
		free(g);
	}
}

static void
hints_fini(struct model *m)
{
	struct map_entry *e;

	for (size_t pos = 0; (e = map_next(&m->hints, &pos)) != NULL;) {
		grant_fini(e->value);
		free(e->value);
	}
	map_fini(&m->hints);
}

/* What is left once steps, grants and results are gone. */
static void
change_free(struct model_change *c)
{
	while (c->probes != NULL) {
		struct probe_undo *u = c->probes;

		c->probes = u->next;
		object_unref(u->pod);
		free(u);
	}
	shared_unref(c->created);
	free(c->results);
	free(c->granted);
	free(c->dirty);
	free(c->steps);
	map_fini(&c->put);
	map_fini(&c->parted);
	map_fini(&c->along);
	map_fini(&c->touched);
	map_fini(&c->order);
	map_fini(&c->told.last);
	if (c->m->open == c)
		c->m->open = NULL;
	free(c);
}

static void
settle_svc(struct svc *s)
{
	if (s->compiled) {
		view_destroy(s->view);
		s->view = s->next;
		s->next = NULL;
	}
	grant_fini(&s->old_grant);
	s->dirty = s->respecified = s->restated = s->granted = s->compiled = false;
	s->was = NULL;
	s->was_obj = NULL;
}

void
model_change_close(struct model_change *c)
{
	struct model *m = c->m;

	for (size_t i = 0; i < c->dirty_cnt; i++) {
		if (c->dirty[i]->granted) {
			wait_note(m, c->dirty[i]);
			if (m->hints.cnt > 0)
				forget_hint(m, c->dirty[i]->key);
		}
		settle_svc(c->dirty[i]);
	}
	for (size_t i = 0; i < c->step_cnt; i++) {
		const struct step *st = &c->steps[i];

		if (st->kind != STEP_OBJECT || st->old_object == NULL)
			continue;
		if (st->old_svc != NULL && st->new_svc != st->old_svc)
			wait_forget(m, st->old_svc);
		if (m->births.cnt > 0)
			birth_spend(m, st->key);
	}
	if (c->told.version != 0)
		m->version_kept = c->told.version;
	m->built_in = true;
	m->open = NULL;
	m->closed_cnt++;
	c->closed = true;
}

/* Let go of one thing that the change holds. @return false: there is none */
static bool
release_one(struct model_change *c)
{
	if (c->step_cnt > 0) {
		const struct step *st = &c->steps[c->step_cnt - 1];

		if (st->kind == STEP_OBJECT && c->m->births.cnt > 0)
			birth_forget(c->m, st->key);
		store_keep_last(c);
	} else if (c->granted_cnt > 0) {
		granted_fini(&c->granted[--c->granted_cnt]);
	} else if (c->result_cnt > 0) {
		result_fini(&c->results[--c->result_cnt]);
	} else {
		return false;
	}
	return true;
}

bool
model_change_release(struct model_change *c, size_t max)
{
	struct model *m = c->m;

	for (size_t i = 0; i < max; i++) {
		if (release_one(c))
			continue;
		if (c->settles) {
			hints_fini(m);
			births_fini(m);
		}
		m->closed_cnt--;
		change_free(c);
		return false;
	}
	return true;
}

void
model_change_commit(struct model_change *c)
{
	model_change_close(c);
	model_change_release(c, SIZE_MAX);
}

static void
unsettle_svc(struct svc *s)
{
	if (s->granted) {
		grant_fini(&s->grant);
		s->grant = s->old_grant;
		memset(&s->old_grant, 0, sizeof(s->old_grant));
	}
	s->grant.podded = s->was_podded;
	view_destroy(s->next);
	s->next = NULL;
	s->dirty = s->respecified = s->restated = s->granted = s->compiled = false;
	s->was = NULL;
	s->was_obj = NULL;
}

void
model_change_abort(struct model_change *c)
{
	if (c == NULL)
		return;
	for (size_t i = 0; i < c->dirty_cnt; i++)
		unsettle_svc(c->dirty[i]);
	for (const struct probe_undo *u = c->probes; u != NULL; u = u->next)
		u->pod->u.pod.probed = u->probed;
	store_undo(c, 0);
	while (c->granted_cnt > 0)
		granted_fini(&c->granted[--c->granted_cnt]);
	while (c->result_cnt > 0)
		result_fini(&c->results[--c->result_cnt]);
	change_free(c);
}

int
model_each_block(const struct model *m, model_block_cb cb, void *arg)
{
	static const uint16_t order[] = {SLUICE_BLOCK_ENDPOINTS, SLUICE_BLOCK_SERVICE};
	struct map_entry *e;
	int err = 0;

	for (size_t k = 0; k < 2; k++) {
		for (size_t pos = 0; err == 0 && (e = map_next(&m->services, &pos)) != NULL;) {
			const struct view *v = ((const struct svc *)e->value)->view;

			for (size_t i = 0; v != NULL && i < v->cnt && err == 0; i++)
				if (v->blocks[i].kind == order[k])
					err = give_block(v, &v->blocks[i], cb, arg);
		}
	}
	return err;
}

int
model_service_of_block(const struct model *m, uint64_t id, const char **ns, const char **name)
{
	char key[20];
	const struct svc *s;

	snprintf(key, sizeof(key), "%016llx", (unsigned long long)id);
	s = map_find(&m->ids, key);
	if (s == NULL)
		return -ENOENT;
	*ns = s->obj->meta.ns;
	*name = s->obj->meta.name;
	return 0;
}

void
model_count(const struct model *m, struct model_counts *out)
{
	struct map_entry *e;

	*out = (struct model_counts){.objects = m->objects.cnt, .services = m->services.cnt};
	for (size_t pos = 0; (e = map_next(&m->services, &pos)) != NULL;) {
		const struct view *v = ((const struct svc *)e->value)->view;

		out->endpoints += v == NULL ? 0 : v->endpoint_cnt;
	}
}
