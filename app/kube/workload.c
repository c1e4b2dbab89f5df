/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * The pods that a workload stands for where no cluster makes them (service-model row 14a): one for
 * each address of its annotation, named as its controller would, always alike. Addresses of the two
 * families pair up in their order: the first of each is the first pod's.
 */
#include "kube/model_priv.h"
#include "kube/pod_priv.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "channel/block.h"

#define SUFFIX_CHARS 5
#define HASH_CHARS   10

bool
is_workload(enum kind kind)
{
	return kind == KIND_RC || kind == KIND_RS || kind == KIND_DEPLOYMENT ||
	       kind == KIND_STATEFULSET;
}

static bool
obeys(const struct label_rule *r, const struct labels *labels)
{
	const char *value = labels_get(labels, r->key);
	bool listed = false;

	for (size_t i = 0; value != NULL && i < r->values.cnt; i++)
		listed |= strcmp(value, r->values.v[i]) == 0;
	switch (r->op) {
	case LABEL_IN:
		return listed;
	case LABEL_NOT_IN:
		return !listed;
	case LABEL_EXISTS:
		return value != NULL;
	case LABEL_ABSENT:
		return value == NULL;
	}
	return false;
}

bool
workload_selects(const struct object *w, const struct labels *labels)
{
	const struct workload *from = &w->u.workload;

	for (size_t i = 0; i < from->rules.cnt; i++)
		if (!obeys(&from->rules.v[i], labels))
			return false;
	return labels_match(w->kind == KIND_RC ? &from->selector : &from->match, labels);
}

bool
workload_counts(const struct object *w, const struct object *pod)
{
	const char *phase = pod->u.pod.phase;
	size_t len = strlen(w->meta.name);

	if (pod->meta.deleted != NULL ||
	    (pod->owner != NULL ? strcmp(pod->owner, w->key) != 0
				: strncmp(pod->meta.name, w->meta.name, len) != 0 ||
					  pod->meta.name[len] != '-'))
		return false;
	if (phase != NULL && (strcmp(phase, "Failed") == 0 || strcmp(phase, "Succeeded") == 0))
		return false;
	return workload_selects(w, &pod->meta.labels);
}

const struct map *
workload_candidates(const struct space *sp, const struct object *w)
{
	const struct workload *from = &w->u.workload;
	const struct labels *labels = w->kind == KIND_RC ? &from->selector : &from->match;
	char key[1024];

	if (labels->cnt == 0)
		return &sp->pods;
	snprintf(key, sizeof(key), "%s=%s", labels->v[0].key, labels->v[0].value);
	return map_find(&sp->labels, key);
}

/* The i-th address of a family. @return NULL: there are not as many */
static const struct ip_addr *
nth_of(const struct workload *w, bool v4, size_t i)
{
	for (size_t k = 0; k < w->ips.cnt; k++)
		if (addr_is_v4(&w->ips.v[k]) == v4 && i-- == 0)
			return &w->ips.v[k];
	return NULL;
}

size_t
workload_pod_cnt(const struct workload *w)
{
	size_t v4 = 0;

	for (size_t i = 0; i < w->ips.cnt; i++)
		v4 += addr_is_v4(&w->ips.v[i]);
	return v4 > w->ips.cnt - v4 ? v4 : w->ips.cnt - v4;
}

/* Letters and digits of Kubernetes' generated names: no vowels, nothing that looks alike. */
static void
suffix(uint64_t hash, char *to, int chars)
{
	static const char set[] = "bcdfghjklmnpqrstvwxz2456789";

	for (int i = 0; i < chars; i++) {
		to[i] = set[hash % (sizeof(set) - 1)];
		hash /= sizeof(set) - 1;
	}
	to[chars] = '\0';
}

static size_t
ordinal(const struct object *w, size_t idx)
{
	return w->u.workload.first + idx;
}

static const char *
pod_name(struct arena *a, const struct object *w, size_t idx, unsigned salt)
{
	char key[768], end[SUFFIX_CHARS + 1], rs[HASH_CHARS + 1];

	if (w->kind == KIND_STATEFULSET)
		return arena_printf(a, "%s-%zu", w->meta.name, ordinal(w, idx));
	snprintf(key, sizeof(key), "%s#%zu#%u", w->key, idx, salt);
	suffix(block_id(key), end, SUFFIX_CHARS);
	if (w->kind != KIND_DEPLOYMENT)
		return arena_printf(a, "%s-%s", w->meta.name, end);
	suffix(block_id(w->key), rs, HASH_CHARS);
	return arena_printf(a, "%s-%s-%s", w->meta.name, rs, end);
}

/* Names of one workload differ: a hash that meets an earlier one is drawn again. */
static const char *
unique_name(struct arena *a, const struct object *w, size_t idx, const char **names)
{
	for (unsigned salt = 0;; salt++) {
		const char *name = pod_name(a, w, idx, salt);
		bool taken = false;

		for (size_t i = 0; name != NULL && i < idx; i++)
			taken |= strcmp(names[i], name) == 0;
		if (!taken)
			return name;
	}
}

static struct node *
label_map(struct arena *a, const struct labels *labels)
{
	struct node *map = tree_new(a, NODE_MAP);

	for (size_t i = 0; i < labels->cnt; i++)
		tree_set(a, map, labels->v[i].key, tree_string(a, labels->v[i].value));
	return map;
}

static struct node *
owner_list(struct arena *a, const struct object *w)
{
	struct node *list = tree_new(a, NODE_LIST), *ref = tree_new(a, NODE_MAP);

	if (list == NULL || ref == NULL)
		return NULL;
	tree_set(a, ref, "apiVersion", tree_string(a, kinds[w->kind].api));
	tree_set(a, ref, "kind", tree_string(a, kinds[w->kind].name));
	tree_set(a, ref, "name", tree_string(a, w->meta.name));
	tree_set(a, ref, "controller", tree_bool(a, true));
	tree_append(list, ref);
	return list;
}

/* What the controller adds to the template's labels. */
static struct node *
pod_labels(struct arena *a, const struct object *w, const char *name, size_t idx)
{
	struct node *map = label_map(a, &w->u.workload.template_meta.labels);
	char hash[HASH_CHARS + 1];

	if (w->kind == KIND_STATEFULSET) {
		tree_set(a, map, "apps.kubernetes.io/pod-index",
			 tree_string(a, arena_printf(a, "%zu", ordinal(w, idx))));
		tree_set(a, map, "statefulset.kubernetes.io/pod-name", tree_string(a, name));
	} else if (w->kind == KIND_DEPLOYMENT) {
		suffix(block_id(w->key), hash, HASH_CHARS);
		tree_set(a, map, "pod-template-hash", tree_string(a, hash));
	}
	return map;
}

/* The template's spec, with what a StatefulSet gives each of its pods. */
static struct node *
pod_spec(struct arena *a, const struct object *w, const struct node *template, const char *name)
{
	struct node *spec = tree_new(a, template->type), *from = template->first;

	if (spec == NULL)
		return NULL;
	for (; from != NULL; from = from->next) {
		struct node *copy = tree_new(a, from->type);

		if (copy == NULL)
			return NULL;
		*copy = *from;
		copy->next = NULL;
		tree_append(spec, copy);
	}
	if (w->kind != KIND_STATEFULSET)
		return spec;
	tree_set(a, spec, "hostname", tree_string(a, name));
	if (w->u.workload.service != NULL && *w->u.workload.service != '\0')
		tree_set(a, spec, "subdomain", tree_string(a, w->u.workload.service));
	return spec;
}

/* The pod's addresses, of the family that the annotation begins with first. */
static void
set_addresses(struct arena *a, struct node *status, const struct workload *w, size_t idx)
{
	bool v4 = addr_is_v4(&w->ips.v[0]);
	struct node *list = tree_new(a, NODE_LIST);
	char text[ADDR_TEXT_BYTES];

	for (int i = 0; i < FAMILY_CNT; i++) {
		const struct ip_addr *ip = nth_of(w, i == 0 ? v4 : !v4, idx);
		struct node *entry;

		if (ip == NULL)
			continue;
		addr_format(ip, text);
		if (tree_get(status, "podIP") == NULL)
			tree_set(a, status, "podIP", tree_string(a, text));
		entry = tree_new(a, NODE_MAP);
		tree_set(a, entry, "ip", tree_string(a, text));
		tree_append(list, entry);
	}
	tree_set(a, status, "podIPs", list);
}

static struct node *
pod_tree(struct arena *a, const struct object *w, const struct node *template, const char *name,
	 size_t idx)
{
	struct node *pod = tree_new(a, NODE_MAP), *meta, *status;
	const struct node *spec = tree_get(template, "spec");

	if (pod == NULL || spec == NULL)
		return NULL;
	tree_set(a, pod, "apiVersion", tree_string(a, "v1"));
	tree_set(a, pod, "kind", tree_string(a, "Pod"));
	meta = tree_map(a, pod, "metadata");
	tree_set(a, meta, "name", tree_string(a, name));
	tree_set(a, meta, "namespace", tree_string(a, w->meta.ns));
	tree_set(a, meta, "labels", pod_labels(a, w, name, idx));
	if (w->u.workload.template_meta.annotations.cnt > 0)
		tree_set(a, meta, "annotations",
			 label_map(a, &w->u.workload.template_meta.annotations));
	tree_set(a, meta, "ownerReferences", owner_list(a, w));
	tree_set(a, pod, "spec", pod_spec(a, w, spec, name));
	status = tree_map(a, pod, "status");
	tree_set(a, status, "phase", tree_string(a, "Running"));
	set_addresses(a, status, &w->u.workload, idx);
	return arena_failed(a) ? NULL : pod;
}

struct maker {
	const struct object *w;
	struct faults *faults;
	object_take take;
	void *arg;
	struct siblings siblings;
};

static int
make_pod(struct maker *mk, struct arena *a, const struct node *template, const char *name,
	 size_t idx)
{
	const struct object *w = mk->w;
	struct model_text text = {.source = w->source, .name = w->file};
	struct faults faults = {0};
	const struct object_text from = {
		.text = &text, .faults = &faults, .siblings = &mk->siblings};
	struct node *tree = pod_tree(a, w, template, name, idx);
	struct object *pod;
	int err;

	if (tree == NULL)
		return -ENOMEM;
	tree->line = w->line;
	tree->col = w->col;
	err = object_decode(&from, tree, &pod);
	for (size_t i = 0; i < faults.cnt;
	     i++) /* of a text that nobody wrote: told of the workload */
		object_fault(w, mk->faults, faults.v[i].level, NULL, "its pod %s: %s: %s", name,
			     faults.v[i].path != NULL ? faults.v[i].path : "", faults.v[i].reason);
	faults_fini(&faults);
	if (err != 0) {
		object_unref(pod);
		return err;
	}
	pod->owner = arena_strdup(pod->arena, w->key);
	pod->tree = NULL;
	return pod->owner == NULL ? -ENOMEM : mk->take(mk->arg, pod);
}

static int
take_tree(void *arg, struct document *doc)
{
	struct maker *mk = arg;
	const struct object *w = mk->w;
	const struct node *template = tree_get(tree_get(doc->root, "spec"), "template");
	size_t cnt = workload_pod_cnt(&w->u.workload);
	const char **names = arena_alloc(doc->arena, (cnt + 1) * sizeof(char *));

	if (names == NULL)
		return -ENOMEM;
	for (size_t i = 0; i < cnt; i++) {
		int err;

		names[i] = unique_name(doc->arena, w, i, names);
		if (names[i] == NULL)
			return -ENOMEM;
		err = make_pod(mk, doc->arena, template, names[i], i);
		if (err != 0)
			return err;
	}
	return 0;
}

int
workload_pods(const struct object *w, struct faults *faults, object_take take, void *arg)
{
	struct maker maker = {.w = w, .faults = faults, .take = take, .arg = arg};
	int err;

	if (w->u.workload.ips.cnt == 0)
		return 0;
	err = tree_read(w->file, w->json, w->json_len, faults, take_tree, &maker);
	siblings_fini(&maker.siblings);
	return err;
}
