/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * Finding objects for `get`: by kind, namespace, name and labels; stored ones and those that follow
 * from Services.
 */
#include "kube/model_priv.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kube/field_selector.h"
#include "kube/fields.h"
#include "kube/selector.h"

/* One thing to show: an object, the Endpoints of a Service, or one of its slices. */
struct hit {
	const char *ns;
	const char *name;
	const struct object *o;
	const struct svc *s;
	char *slice; /* its JSON, which begins with the name */
	size_t slice_len;
};

struct hits {
	struct hit *v;
	size_t cnt;
	size_t max;
};

struct search {
	const struct model *m;
	const struct model_query *q;
	enum kind kind;
	struct selector *selector;
	struct field_selector *fields;
	struct hits hits;
};

static bool
has_labels(const struct search *sr, const struct labels *labels)
{
	return sr->selector == NULL || selector_match(sr->selector, labels);
}

static bool
is_named(const struct search *sr, const struct object *o)
{
	const struct model_query *q = sr->q;

	return (q->ns == NULL || !kinds[sr->kind].namespaced || strcmp(q->ns, o->meta.ns) == 0) &&
	       (q->name == NULL || o->kind != sr->kind || strcmp(q->name, o->meta.name) == 0);
}

/* Are the Endpoints or slices of this Service ours to make, and may they be meant? */
static bool
is_derived(const struct search *sr, const struct svc *s)
{
	const char *name = sr->q->name, *service = s->obj->meta.name;

	if (name != NULL &&
	    (sr->kind == KIND_ENDPOINTS ? strcmp(name, service)
					: strncmp(name, service, strlen(service))) != 0)
		return false;
	return service_derives(sr->m, s->obj, sr->kind);
}

static int
compare_hits(const void *a, const void *b)
{
	const struct hit *x = a, *y = b;
	int cmp = strcmp(x->ns, y->ns);

	return cmp != 0 ? cmp : strcmp(x->name, y->name);
}

static int
add_hit(struct hits *h, const struct hit *hit)
{
	size_t max = h->max == 0 ? 64 : h->max * 2;
	struct hit *v = h->cnt < h->max ? h->v : realloc(h->v, max * sizeof(*v));

	if (v == NULL)
		return -ENOMEM;
	if (h->cnt == h->max)
		h->max = max;
	h->v = v;
	v[h->cnt++] = *hit;
	return 0;
}

struct slicing {
	struct search *sr;
	const struct svc *s;
};

/* Slices are named while they are made, so they are made before they are sorted. */
static int
add_slice(void *arg, const char *json, size_t len)
{
	static const char before[] = "\"metadata\":{\"name\":\"";
	const struct slicing *sl = arg;
	struct hit hit = {.ns = sl->s->obj->meta.ns, .s = sl->s};
	const char *at = memmem(json, len, before, sizeof(before) - 1);
	size_t name_len, off;

	if (at == NULL)
		return -EINVAL;
	off = (size_t)(at - json) + sizeof(before) - 1;
	name_len = strcspn(json + off, "\"");
	if (sl->sr->q->name != NULL && (strlen(sl->sr->q->name) != name_len ||
					memcmp(sl->sr->q->name, json + off, name_len) != 0))
		return 0;
	hit.slice = malloc(name_len + 1 + len);
	if (hit.slice == NULL)
		return -ENOMEM;
	memcpy(hit.slice, json + off, name_len);
	hit.slice[name_len] = '\0';
	memcpy(hit.slice + name_len + 1, json, len);
	hit.name = hit.slice;
	hit.slice_len = len;
	if (add_hit(&sl->sr->hits, &hit) == 0)
		return 0;
	free(hit.slice);
	return -ENOMEM;
}

static int
add_derived(struct search *sr, const struct svc *s)
{
	struct slicing slicing = {.sr = sr, .s = s};
	struct labels labels;
	bool meant;
	int rc;

	if (!is_named(sr, s->obj) || !is_derived(sr, s))
		return 0;
	rc = derived_labels(s, sr->kind, &labels);
	if (rc != 0)
		return rc;
	meant = has_labels(sr, &labels);
	free(labels.v);
	if (!meant)
		return 0;
	if (sr->kind == KIND_SLICE)
		return show_slices(sr->m, s, add_slice, &slicing);
	return add_hit(&sr->hits,
		       &(struct hit){.ns = s->obj->meta.ns, .name = s->obj->meta.name, .s = s});
}

static int
collect_derived(struct search *sr)
{
	struct map_entry *e;
	int rc = 0;

	for (size_t pos = 0; rc == 0 && (e = map_next(&sr->m->services, &pos)) != NULL;)
		rc = add_derived(sr, e->value);
	return rc;
}

static int
add_object(struct search *sr, const struct object *o)
{
	if (o->kind != sr->kind || !is_named(sr, o) || !has_labels(sr, &o->meta.labels))
		return 0;
	return add_hit(&sr->hits, &(struct hit){.ns = o->meta.ns, .name = o->meta.name, .o = o});
}

/* The one object of a name, without a look at all others. */
static int
collect_one(struct search *sr)
{
	const char *ns = kinds[sr->kind].namespaced ? sr->q->ns : "";
	const struct object *o = store_find(sr->m, sr->kind, ns, sr->q->name);
	const struct svc *s = NULL;
	char key[768];
	int rc = o != NULL ? add_object(sr, o) : 0;

	snprintf(key, sizeof(key), "%s/%s", ns, sr->q->name);
	if (sr->kind == KIND_ENDPOINTS)
		s = map_find(&sr->m->services, key);
	return rc == 0 && s != NULL ? add_derived(sr, s) : rc;
}

static int
collect(struct search *sr)
{
	bool one = sr->q->name != NULL && (sr->q->ns != NULL || !kinds[sr->kind].namespaced);
	struct map_entry *e;
	int rc = one ? collect_one(sr) : 0;

	for (size_t pos = 0; !one && rc == 0 && (e = map_next(&sr->m->objects, &pos)) != NULL;)
		rc = add_object(sr, e->value);
	/* Names of slices are not known before they are made. */
	if (rc == 0 && (sr->kind == KIND_SLICE || (!one && sr->kind == KIND_ENDPOINTS)))
		rc = collect_derived(sr);
	if (sr->hits.cnt > 0)
		qsort(sr->hits.v, sr->hits.cnt, sizeof(*sr->hits.v), compare_hits);
	return rc;
}

static void
hits_fini(struct hits *h)
{
	for (size_t i = 0; i < h->cnt; i++)
		free(h->v[i].slice);
	free(h->v);
}

/* Hands on what the fields select. */
struct sieve {
	const struct search *sr;
	model_object_cb cb;
	void *arg;
};

static int
sieve_object(void *arg, const char *json, size_t len)
{
	const struct sieve *sv = arg;
	int meant = sv->sr->fields == NULL ? 1 : field_selector_match(sv->sr->fields, json, len);

	return meant > 0 ? sv->cb(sv->arg, json, len) : meant;
}

static int
give(const struct search *sr, const struct hit *h, model_object_cb cb, void *arg)
{
	struct sieve sieve = {.sr = sr, .cb = cb, .arg = arg};
	struct buf out = {0};
	int err;

	if (h->slice != NULL)
		return sieve_object(&sieve, h->slice + strlen(h->slice) + 1, h->slice_len);
	err = h->s != NULL ? show_endpoints(sr->m, h->s, &out) : show_object(sr->m, h->o, &out);
	if (err == 0)
		err = sieve_object(&sieve, out.data, out.len);
	buf_fini(&out);
	return err;
}

static int
refuse_kind(const struct model_query *q, struct faults *faults)
{
	if (faults != NULL)
		kind_refuse(faults, q->kind);
	return -EINVAL;
}

static int
parse_selectors(struct search *sr, struct faults *faults)
{
	const struct model_query *q = sr->q;
	const struct field_selection fields = {
		.kind = kinds[sr->kind].name,
		.api = kinds[sr->kind].api,
		.plural = kinds[sr->kind].plural,
		.labels = q->selector,
		.fields = q->fields,
	};
	struct fault_at at = {0};
	int err = 0;

	if (q->selector != NULL)
		err = selector_parse(q->selector, &sr->selector);
	if (err == -EINVAL && faults != NULL)
		faults_add(faults, FAULT_ERROR, &at,
			   "\"%s\" is no label selector: expected "
			   "key=value, key!=value, key, !key, key in (a,b)",
			   q->selector);
	if (err == 0 && q->fields != NULL)
		err = field_selector_parse(&fields, faults, &sr->fields);
	return err;
}

int
model_list(const struct model *m, const struct model_query *q, struct faults *faults,
	   model_object_cb cb, void *arg)
{
	struct search sr = {.m = m, .q = q, .kind = kind_find(q->kind)};
	int err;

	if (sr.kind == KIND_CNT)
		return refuse_kind(q, faults);
	err = parse_selectors(&sr, faults);
	if (err == 0)
		err = collect(&sr);
	if (err == 0 && q->name != NULL && sr.hits.cnt == 0)
		err = -ENOENT;
	for (size_t i = 0; i < sr.hits.cnt && err == 0; i++)
		err = give(&sr, &sr.hits.v[i], cb, arg);
	selector_destroy(sr.selector);
	field_selector_destroy(sr.fields);
	hits_fini(&sr.hits);
	return err;
}
