/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include "kube/hosts_priv.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/shared.h"
#include "channel/block.h"
#include "kube/fields.h"

int
model_create(const struct board *board, struct model **out)
{
	struct model *m = calloc(1, sizeof(*m));

	if (m == NULL)
		return -ENOMEM;
	m->board = board;
	m->objects.borrows = m->services.borrows = true;
	if (hosts_init(&m->hosts) != 0 || vacant_start(m) != 0) {
		free(m);
		return -ENOMEM;
	}
	*out = m;
	return 0;
}

void
model_destroy(struct model *m)
{
	if (m == NULL)
		return;
	store_fini(m);
	free(m);
}

int
model_restore_allocation(struct model *m, const char *key, const char *text, size_t len)
{
	struct grant *g;
	void *old;
	int err;

	if (strncmp(key, "alloc/", 6) != 0)
		return -EINVAL;
	g = calloc(1, sizeof(*g));
	if (g == NULL)
		return -ENOMEM;
	err = grant_parse(text, len, g);
	if (err == 0)
		err = map_set(&m->hints, key + 6, g, &old);
	if (err != 0) {
		grant_fini(g);
		free(g);
		return err;
	}
	if (old != NULL) {
		grant_fini(old);
		free(old);
	}
	return 0;
}

void
model_restore_done(struct model *m)
{
	m->hints_done = true;
}

static void __attribute__((format(printf, 3, 4)))
refuse(struct model_change *c, const struct fault_at *at, const char *fmt, ...)
{
	char reason[600];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(reason, sizeof(reason), fmt, ap);
	va_end(ap);
	faults_add(c->faults, FAULT_ERROR, at, "%s", reason);
}

void
change_tell_faults(struct model_change *c, struct faults *faults)
{
	c->faults = faults;
	c->errors_before = faults->error_cnt;
	c->faults_before = faults->cnt;
}

static int
note_file(struct model_change *c, const char *file, uint32_t line)
{
	uintptr_t begins = ((uintptr_t)c->text_cnt << 32) + line - 1;

	if (file == NULL || map_find(&c->order, file) != NULL)
		return 0;
	return map_set(&c->order, file, (void *)begins, NULL);
}

int
model_change_next_file(struct model_change *c, const char *file)
{
	c->text_cnt++;
	return note_file(c, file, 1);
}

int
change_note_files(struct model_change *c, const struct model_text *text)
{
	int err = model_change_next_file(c, text->name);

	for (size_t i = 0; i < text->place_cnt && err == 0; i++)
		err = note_file(c, text->places[i].file, text->places[i].line);
	return err;
}

/* Its line among all that was put: a text of several files has a name and lines of its own. */
static uint64_t
rank_of(const void *arg, const struct fault *f)
{
	const struct model_change *c = arg;

	return (f->file == NULL ? 0 : (uintptr_t)map_find(&c->order, f->file)) + f->line;
}

void
change_sort_faults(struct model_change *c, size_t from)
{
	faults_sort(c->faults, from, rank_of, c);
}

int
model_change_begin(struct model *m, uint64_t wall_s, struct faults *faults,
		   struct model_change **out)
{
	struct model_text text = {.source = MODEL_BUILTIN};
	struct buf b = {0};
	struct model_change *c;
	int err = 0;

	if (m->open != NULL)
		return -EBUSY;
	c = calloc(1, sizeof(*c));
	if (c == NULL)
		return -ENOMEM;
	c->m = m;
	c->put.borrows = c->parted.borrows = c->told.last.borrows = true;
	change_tell_faults(c, faults);
	c->wall_s = wall_s;
	version_begin(m, wall_s);
	m->open = c;
	if (!m->built_in) {
		err = builtin_text(m->board, &b);
		text.text = b.data;
		text.len = b.len;
		if (err == 0)
			err = model_change_put(c, &text);
		buf_fini(&b);
		c->silent = c->result_cnt;
	}
	if (err != 0)
		model_change_abort(c);
	else
		*out = c;
	return err;
}

void
result_fini(struct result *r)
{
	object_unref(r->object);
	if (r->before != NULL)
		buf_fini(r->before);
	free(r->before);
}

/* @param before moved away; may be NULL */
static void
add_result(struct model_change *c, struct object *o, const char *verb, struct buf *before)
{
	struct result *r;

	if (c->result_cnt == c->result_max) {
		size_t max = c->result_max == 0 ? 8 : c->result_max * 2;
		struct result *v = reallocarray(c->results, max, sizeof(*v));

		if (v == NULL) {
			c->failed = true;
			return;
		}
		c->results = v;
		c->result_max = max;
	}
	r = &c->results[c->result_cnt++];
	*r = (struct result){.object = object_ref(o), .verb = verb};
	if (before == NULL || before->len == 0)
		return;
	r->before = malloc(sizeof(*before));
	if (r->before == NULL) {
		c->failed = true;
		return;
	}
	*r->before = *before;
	*before = (struct buf){0};
}

/* With the version in it, what is deleted and made again within a second is another. */
static const char *
make_uid(struct object *o, uint64_t wall_s, uint64_t version)
{
	struct buf seed = {0};
	char uid[UID_BYTES];
	const char *made = NULL;

	buf_adds(&seed, o->key);
	buf_add(&seed, "@", 1);
	buf_addi(&seed, (int64_t)wall_s);
	buf_add(&seed, ".", 1);
	buf_addi(&seed, (int64_t)version);
	if (!seed.failed)
		made = arena_strdup(o->arena, uid_format(seed.data, uid));
	buf_fini(&seed);
	return made;
}

/* Most of a change's objects are as old as each other. */
const char *
change_share(struct model_change *c, const char *created)
{
	if (c->created == NULL || strcmp(c->created, created) != 0) {
		shared_unref(c->created);
		c->created = shared_text(created);
	}
	return shared_ref(c->created);
}

const char *
change_now(struct model_change *c)
{
	time_t t = (time_t)c->wall_s;
	struct tm tm;

	if (c->now[0] == '\0') {
		gmtime_r(&t, &tm);
		strftime(c->now, sizeof(c->now), "%Y-%m-%dT%H:%M:%SZ", &tm);
	}
	return c->now;
}

static int
complete_identity(struct model_change *c, struct object *o, const struct object *old,
		  enum model_mode mode)
{
	if (old != NULL && mode != MODEL_RESTORE) {
		o->uid = arena_strdup(o->arena, old->uid);
		o->created = shared_ref(old->created);
	} else if (!birth_take(c, o)) {
		o->uid = o->meta.uid != NULL ? o->meta.uid : make_uid(o, c->wall_s, c->m->version);
		o->created = o->meta.created != NULL ? change_share(c, o->meta.created)
						     : change_share(c, change_now(c));
	}
	if (o->uid == NULL || o->created == NULL)
		return -ENOMEM;
	if (o->version == 0)
		o->version = ++c->m->version;
	if (o->version > c->m->version)
		c->m->version = o->version;
	if (old != NULL && o->kind == KIND_POD)
		o->u.pod.probed = old->u.pod.probed;
	return 0;
}

static void
refuse_existing(struct model_change *c, const struct object *o)
{
	char plural[KIND_PLURAL_BYTES];

	object_fault(o, c->faults, FAULT_ERROR, "metadata.name", "%s \"%s\" already exists",
		     kind_plural(o->kind, plural), o->meta.name);
}

/* @return 0, or -EINVAL or -EEXIST: an object of that key may not be put now */
static int
check_place(struct model_change *c, const struct object *o, const struct object *old,
	    enum model_mode mode)
{
	struct object *twin = map_find(&c->put, o->key);
	char shown[512];

	/* with a file that is refused none can clash */
	if (twin != NULL && twin->home != NULL && map_find(&c->touched, twin->home) == &c->touched)
		twin = NULL;
	if (twin != NULL && o->source != MODEL_BUILTIN && twin->source != MODEL_BUILTIN &&
	    !workload_is_replaced(o, twin)) {
		object_fault(o, c->faults, FAULT_ERROR, "metadata.name",
			     "\"%s\" is defined twice: %s", o->meta.name,
			     object_shown(twin, shown, sizeof(shown)));
		return -EINVAL;
	}
	if (old != NULL && mode == MODEL_CREATE) {
		refuse_existing(c, o);
		return -EEXIST;
	}
	if (old != NULL && old->home != NULL && o->home != NULL &&
	    strcmp(old->home, o->home) != 0 && map_find(&c->touched, old->home) == NULL) {
		object_fault(o, c->faults, FAULT_ERROR, "metadata.name",
			     "\"%s\" is defined in another file already: %s", o->meta.name,
			     object_shown(old, shown, sizeof(shown)));
		return -EINVAL;
	}
	return 0;
}

static bool
is_same_text(const char *a, const char *b)
{
	return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

static bool
is_equal(const struct object *a, const struct object *b)
{
	return a->source == b->source && a->json_len == b->json_len &&
	       memcmp(a->json, b->json, a->json_len) == 0 && is_same_text(a->home, b->home) &&
	       is_same_text(a->applied, b->applied);
}

/* It is not to last: it takes part in the check, to find all that is wrong at once. */
static int
put_refused(struct model_change *c, struct object *o, const struct object *old,
	    enum model_mode mode)
{
	int err = 0;

	if (o->kind == KIND_SERVICE) {
		err = complete_identity(c, o, old, mode);
		if (err == 0)
			err = store_replace(c, o->key, o);
	}
	if (err == 0)
		err = map_set(&c->put, o->key, o, NULL);
	if (err == 0)
		add_result(c, o, "refused", NULL);
	return err == 0 ? -EINVAL : err;
}

/* @param equal to the old one */
static int
put_accepted(struct model_change *c, struct object *o, struct object *old, bool equal,
	     enum model_mode mode)
{
	struct object *kept = equal ? old : o;
	struct buf before = {0};
	int err = 0;

	if (c->tells && old != NULL && !equal && o->owner == NULL)
		err = show_object(c->m, old, &before);
	if (err == 0 && !equal)
		err = complete_identity(c, o, old, mode);
	if (err == 0 && !equal)
		err = store_replace(c, o->key, o);
	if (err == 0)
		err = map_set(&c->put, kept->key, kept, NULL);
	if (err == 0 && o->owner == NULL)
		add_result(c, kept,
			   equal         ? "unchanged"
			   : old != NULL ? "configured"
					 : "created",
			   &before);
	if (err == 0 && !equal && is_workload(o->kind))
		err = workload_put(c, o);
	if (err == 0 && !equal && mode != MODEL_RESTORE &&
	    (o->source == MODEL_SOCKET || c->m->hints_done)) /* a start repeats what was said */
		store_restate(c, o);
	buf_fini(&before);
	return err;
}

int
change_put(struct model_change *c, struct object *o, enum model_mode mode)
{
	struct object *old = map_find(&c->m->objects, o->key);
	bool equal = old != NULL && !o->refused && is_equal(old, o);
	size_t errors = c->faults->error_cnt;
	int err;

	guard_object(c->m, o, c->faults);
	if (old != NULL && !equal)
		update_check_other(o, old, c->faults);
	o->refused |= c->faults->error_cnt > errors;
	err = check_place(c, o, old, mode);
	if (err == 0)
		err = o->refused ? put_refused(c, o, old, mode)
				 : put_accepted(c, o, old, equal, mode);
	object_unref(o);
	return err;
}

int
change_keep(struct model_change *c, struct object *o)
{
	int err = check_place(c, o, o, MODEL_APPLY);

	if (err == 0)
		err = map_set(&c->put, o->key, o, NULL);
	if (err == 0)
		add_result(c, o, "unchanged", NULL);
	return err;
}

int
change_leave(struct model_change *c, struct object *o, enum model_mode mode)
{
	if (mode == MODEL_CREATE) {
		refuse_existing(c, o);
		return -EEXIST;
	}
	add_result(c, o, "unchanged", NULL);
	return c->failed ? -ENOMEM : 0;
}

int
change_remove(struct model_change *c, struct object *o, const char *verb)
{
	int err = 0;

	object_ref(o);
	if (is_workload(o->kind))
		err = workload_drop(c, o);
	if (err == 0)
		err = store_replace(c, o->key, NULL);
	if (err == 0 && o->owner == NULL)
		add_result(c, o, verb, NULL);
	if (err == 0 && o->kind == KIND_POD && o->owner == NULL)
		err = workload_make_again(c, o);
	object_unref(o);
	return err;
}

bool
change_went_along(struct model_change *c, const char *key)
{
	struct object *o =
		map_find(&c->m->objects, key) == NULL ? map_remove(&c->along, key) : NULL;

	if (o != NULL)
		add_result(c, o, "deleted", NULL);
	return o != NULL;
}

/* What of a file was not put by this change goes. */
int
model_change_drop_file(struct model_change *c, const char *file)
{
	struct file_set *f = map_find(&c->m->files, file);
	struct object **gone;
	struct map_entry *e;
	size_t cnt = 0;
	int err = map_set(&c->touched, file, c, NULL);

	if (f == NULL || err != 0 || f->keys.cnt == 0)
		return err;
	gone = calloc(f->keys.cnt, sizeof(struct object *));
	if (gone == NULL)
		return -ENOMEM;
	for (size_t pos = 0; (e = map_next(&f->keys, &pos)) != NULL;) {
		struct object *o = map_find(&c->m->objects, e->key);

		if (o != NULL && map_find(&c->put, e->key) == NULL)
			gone[cnt++] = o;
	}
	for (size_t i = 0; i < cnt && err == 0; i++)
		err = change_remove(c, gone[i], "deleted");
	free(gone);
	return err;
}

/* What is made of a Service, or of a workload, is not there to be changed. */
static int
refuse_absent(struct model_change *c, enum kind kind, const char *ns, const char *name,
	      const struct fault_at *at)
{
	const struct object *s =
		kind != KIND_ENDPOINTS ? NULL : store_find(c->m, KIND_SERVICE, ns, name);
	char plural[KIND_PLURAL_BYTES];

	if (s != NULL && s->u.service.spec.selector.cnt > 0) {
		refuse(c, at, "%s/%s belongs to service/%s, whose selector makes it",
		       kinds[kind].single, name, name);
		return -EPERM;
	}
	refuse(c, at, "%s \"%s\" not found", kind_plural(kind, plural), name);
	return -ENOENT;
}

int
change_delete(struct model_change *c, enum kind kind, const char *ns, const char *name,
	      const struct fault_at *at)
{
	struct object *o = store_find(c->m, kind, ns, name);

	if (o == NULL)
		return refuse_absent(c, kind, ns, name, at);
	if (o->source == MODEL_BUILTIN) {
		refuse(c, at, "%s/%s is built in: board.yaml switches it off", kinds[kind].single,
		       name);
		return -EPERM;
	}
	if (o->owner != NULL) {
		refuse(c, at, "%s/%s belongs to %s: change that", kinds[kind].single, name,
		       o->owner);
		return -EPERM;
	}
	if (o->home != NULL)
		faults_add(c->faults, FAULT_WARN, at,
			   "%s/%s is in %s and returns with it: remove it there too",
			   kinds[kind].single, name, o->home);
	return change_remove(c, o, "deleted");
}

static enum kind
find_kind(struct model_change *c, const char *kind)
{
	enum kind k = kind_find(kind);

	if (k == KIND_CNT)
		kind_refuse(c->faults, kind);
	return k;
}

int
change_find(struct model_change *c, const char *kind, const char *ns, const char *name,
	    struct object **out)
{
	const struct fault_at at = {0};
	enum kind k = find_kind(c, kind);

	if (k == KIND_CNT)
		return -EINVAL;
	ns = ns != NULL ? ns : "default";
	*out = store_find(c->m, k, ns, name);
	return *out != NULL ? 0 : refuse_absent(c, k, ns, name, &at);
}

int
model_change_delete(struct model_change *c, const char *kind, const char *ns, const char *name)
{
	struct fault_at at = {0};
	enum kind k = find_kind(c, kind);
	char key[INDEX_KEY_BYTES];

	if (k == KIND_CNT)
		return -EINVAL;
	ns = ns != NULL ? ns : "default";
	snprintf(key, sizeof(key), "%s/%s/%s", kinds[k].name, kinds[k].namespaced ? ns : "", name);
	at.object = key;
	return change_delete(c, k, ns, name, &at);
}

int
model_change_set_ready(struct model_change *c, const char *ns, const char *pod, int ready)
{
	struct object *o = store_find(c->m, KIND_POD, ns, pod);
	struct probe_undo *u;

	if (o == NULL)
		return -ENOENT;
	u = malloc(sizeof(*u));
	if (u == NULL)
		return -ENOMEM;
	*u = (struct probe_undo){
		.pod = object_ref(o), .probed = o->u.pod.probed, .next = c->probes};
	c->probes = u;
	o->u.pod.probed = ready;
	store_mark(c, o);
	return c->failed ? -ENOMEM : 0;
}
