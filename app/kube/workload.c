/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * The pods that a workload stands for where no cluster makes them (service-model row 14a): one for
 * each address of its annotation, named as its controller would, always alike.
 */
#include "kube/model_priv.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "channel/block.h"

#define SUFFIX_CHARS 5

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

static const char *
pod_name(struct arena *a, const struct object *w, size_t idx, unsigned salt)
{
	char key[768], end[SUFFIX_CHARS + 1], rs[11];

	if (w->kind == KIND_STATEFULSET)
		return arena_printf(a, "%s-%zu", w->meta.name, idx);
	snprintf(key, sizeof(key), "%s#%zu#%u", w->key, idx, salt);
	suffix(block_id(key), end, SUFFIX_CHARS);
	if (w->kind != KIND_DEPLOYMENT)
		return arena_printf(a, "%s-%s", w->meta.name, end);
	suffix(block_id(w->key), rs, 10);
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

static struct node *
pod_tree(struct arena *a, const struct object *w, const struct node *template, const char *name,
	 const struct ip_addr *ip)
{
	struct node *pod = tree_new(a, NODE_MAP), *meta, *status, *list, *entry;
	const struct node *spec = tree_get(template, "spec");
	char text[ADDR_TEXT_BYTES];

	if (pod == NULL || spec == NULL)
		return NULL;
	tree_set(a, pod, "apiVersion", tree_string(a, "v1"));
	tree_set(a, pod, "kind", tree_string(a, "Pod"));
	meta = tree_map(a, pod, "metadata");
	tree_set(a, meta, "name", tree_string(a, name));
	tree_set(a, meta, "namespace", tree_string(a, w->meta.ns));
	tree_set(a, meta, "labels", label_map(a, &w->u.workload.template_meta.labels));
	if (w->u.workload.template_meta.annotations.cnt > 0)
		tree_set(a, meta, "annotations",
			 label_map(a, &w->u.workload.template_meta.annotations));
	tree_set(a, meta, "ownerReferences", owner_list(a, w));
	entry = tree_new(a, spec->type);
	if (entry != NULL) {
		struct node copy = *spec;

		copy.next = NULL;
		*entry = copy;
	}
	tree_set(a, pod, "spec", entry);
	status = tree_map(a, pod, "status");
	addr_format(ip, text);
	tree_set(a, status, "phase", tree_string(a, "Running"));
	tree_set(a, status, "podIP", tree_string(a, text));
	list = tree_new(a, NODE_LIST);
	entry = tree_new(a, NODE_MAP);
	tree_set(a, entry, "ip", tree_string(a, text));
	tree_append(list, entry);
	tree_set(a, status, "podIPs", list);
	return arena_failed(a) ? NULL : pod;
}

struct maker {
	const struct object *w;
	struct faults *faults;
	object_take take;
	void *arg;
};

static int
make_pod(struct maker *mk, struct arena *a, const struct node *template, const char *name,
	 const struct ip_addr *ip)
{
	const struct object *w = mk->w;
	struct model_text text = {.source = w->source, .name = w->file};
	const struct object_text from = {.text = &text, .faults = mk->faults};
	struct node *tree = pod_tree(a, w, template, name, ip);
	struct object *pod;
	int err;

	if (tree == NULL)
		return -ENOMEM;
	tree->line = w->line;
	tree->col = w->col;
	err = object_decode(&from, tree, &pod);
	if (err != 0)
		return err;
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
	const struct addrs *ips = &w->u.workload.ips;
	const char **names = arena_alloc(doc->arena, (ips->cnt + 1) * sizeof(char *));

	if (names == NULL)
		return -ENOMEM;
	for (size_t i = 0; i < ips->cnt; i++) {
		int err;

		names[i] = unique_name(doc->arena, w, i, names);
		if (names[i] == NULL)
			return -ENOMEM;
		err = make_pod(mk, doc->arena, template, names[i], &ips->v[i]);
		if (err != 0)
			return err;
	}
	return 0;
}

int
workload_pods(const struct object *w, struct faults *faults, object_take take, void *arg)
{
	struct maker maker = {.w = w, .faults = faults, .take = take, .arg = arg};

	if (w->u.workload.ips.cnt == 0)
		return 0;
	return tree_read(w->file, w->json, w->json_len, faults, take_tree, &maker);
}
