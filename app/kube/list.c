/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * Finding objects for `get`: by kind, namespace, name and labels; stored ones and those that follow
 * from Services.
 */
#include "kube/model_priv.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/suggest.h"
#include "kube/fields.h"
#include "kube/selector.h"

/* One thing to show: an object, or what is derived from a Service. */
struct hit {
	const char *ns;
	const char *name;
	const struct object *o;
	const struct svc *s;
};

struct hits {
	struct hit *v;
	size_t cnt;
};

struct search {
	const struct model *m;
	const struct model_query *q;
	enum kind kind;
	struct selector *selector;
	struct hits hits;
};

static bool
wanted(const struct search *sr, const struct object *o)
{
	const struct model_query *q = sr->q;

	return (q->ns == NULL || !kinds[sr->kind].namespaced || strcmp(q->ns, o->meta.ns) == 0) &&
	       (q->name == NULL || o->kind != sr->kind || strcmp(q->name, o->meta.name) == 0) &&
	       (sr->selector == NULL || selector_match(sr->selector, &o->meta.labels));
}

/* Are the Endpoints and slices of this Service ours to make? */
static bool
is_derived(const struct search *sr, const struct svc *s)
{
	const struct object *o = s->obj;
	const struct space *sp = store_space_find(sr->m, o->meta.ns);

	if (o->u.service.spec.selector.cnt == 0 || o->u.service.spec.type == SERVICE_EXTERNAL_NAME)
		return false;
	if (sr->kind == KIND_ENDPOINTS)
		return (sr->q->name == NULL || strcmp(sr->q->name, o->meta.name) == 0) &&
		       store_find(sr->m, KIND_ENDPOINTS, o->meta.ns, o->meta.name) == NULL;
	return sr->kind == KIND_SLICE && sr->q->name == NULL &&
	       (sp == NULL || map_find(&sp->slices, o->meta.name) == NULL);
}

static int
compare_hits(const void *a, const void *b)
{
	const struct hit *x = a, *y = b;
	int cmp = strcmp(x->ns, y->ns);

	return cmp != 0 ? cmp : strcmp(x->name, y->name);
}

static int
collect(struct search *sr)
{
	const struct model *m = sr->m;
	struct map_entry *e;
	struct hits *h = &sr->hits;

	h->v = calloc(m->objects.cnt + m->services.cnt + 1, sizeof(*h->v));
	if (h->v == NULL)
		return -ENOMEM;
	for (size_t pos = 0; (e = map_next(&m->objects, &pos)) != NULL;) {
		const struct object *o = e->value;

		if (o->kind == sr->kind && wanted(sr, o))
			h->v[h->cnt++] =
				(struct hit){.ns = o->meta.ns, .name = o->meta.name, .o = o};
	}
	if (sr->kind == KIND_ENDPOINTS || sr->kind == KIND_SLICE) {
		for (size_t pos = 0; (e = map_next(&m->services, &pos)) != NULL;) {
			const struct svc *s = e->value;

			if (wanted(sr, s->obj) && is_derived(sr, s))
				h->v[h->cnt++] = (struct hit){
					.ns = s->obj->meta.ns, .name = s->obj->meta.name, .s = s};
		}
	}
	qsort(h->v, h->cnt, sizeof(*h->v), compare_hits);
	return 0;
}

static int
give(const struct search *sr, const struct hit *h, model_object_cb cb, void *arg)
{
	struct buf out = {0};
	int err;

	if (h->s != NULL && sr->kind == KIND_SLICE)
		return show_slices(sr->m, h->s, cb, arg);
	err = h->s != NULL ? show_endpoints(sr->m, h->s, &out) : show_object(sr->m, h->o, &out);
	if (err == 0)
		err = cb(arg, out.data, out.len);
	buf_fini(&out);
	return err;
}

static int
refuse_kind(const struct model_query *q, struct faults *faults)
{
	const char *names[KIND_CNT], *near;
	struct fault_at at = {0};

	for (int k = 0; k < KIND_CNT; k++)
		names[k] = kinds[k].plural;
	near = suggest_nearest(q->kind, names, KIND_CNT);
	if (faults != NULL)
		faults_add(faults, FAULT_ERROR, &at,
			   "the server doesn't have a resource type \"%s\"%s%s%s", q->kind,
			   near != NULL ? ": did you mean \"" : "", near != NULL ? near : "",
			   near != NULL ? "\"?" : "");
	return -EINVAL;
}

int
model_list(const struct model *m, const struct model_query *q, struct faults *faults,
	   model_object_cb cb, void *arg)
{
	struct search sr = {.m = m, .q = q, .kind = kind_find(q->kind)};
	struct fault_at at = {0};
	int err = 0;

	if (sr.kind == KIND_CNT)
		return refuse_kind(q, faults);
	if (q->selector != NULL)
		err = selector_parse(q->selector, &sr.selector);
	if (err == -EINVAL && faults != NULL)
		faults_add(faults, FAULT_ERROR, &at,
			   "\"%s\" is no label selector: expected "
			   "key=value, key!=value, key, !key, key in (a,b)",
			   q->selector);
	if (err == 0)
		err = collect(&sr);
	if (err == 0 && q->name != NULL && sr.hits.cnt == 0)
		err = -ENOENT;
	for (size_t i = 0; i < sr.hits.cnt && err == 0; i++)
		err = give(&sr, &sr.hits.v[i], cb, arg);
	selector_destroy(sr.selector);
	free(sr.hits.v);
	return err;
}
