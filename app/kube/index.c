/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * The indices over the objects: by namespace pods, their labels, the Services that watch a label,
 * the slices of a Service; by file what it holds; by address pods and nodes, and the Services that
 * share one.
 */
#include "kube/hosts_priv.h"
#include "kube/pod_priv.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct object *
store_find(const struct model *m, enum kind kind, const char *ns, const char *name)
{
	char key[INDEX_KEY_BYTES], of_kind[INDEX_KEY_BYTES];

	index_key(kinds[kind].name, '/', kinds[kind].namespaced ? ns : "", of_kind);
	index_key(of_kind, '/', name, key);
	return map_find(&m->objects, key);
}

const struct space *
store_space_find(const struct model *m, const char *ns)
{
	return map_find(&m->spaces, ns);
}

struct space *
store_space(struct model *m, const char *ns)
{
	struct space *s = map_find(&m->spaces, ns);

	if (s != NULL)
		return s;
	s = calloc(1, sizeof(*s));
	if (s == NULL || map_set(&m->spaces, ns, s, NULL) != 0) {
		free(s);
		return NULL;
	}
	s->pods.borrows = s->workloads.borrows = true;
	return s;
}

int
index_set_add(struct map *sets, const char *set, const char *name, void *value)
{
	struct map *members = map_find(sets, set);

	if (members == NULL) {
		members = calloc(1, sizeof(*members));
		if (members == NULL)
			return -ENOMEM;
		members->borrows = true;
		if (map_set(sets, set, members, NULL) != 0) {
			free(members);
			return -ENOMEM;
		}
	}
	return map_set(members, name, value, NULL);
}

void
index_set_remove(struct map *sets, const char *set, const char *name)
{
	struct map *members = map_find(sets, set);

	if (members == NULL)
		return;
	map_remove(members, name);
	if (members->cnt > 0)
		return;
	map_remove(sets, set);
	map_fini(members);
	free(members);
}

void
index_sets_fini(struct map *sets)
{
	struct map_entry *e;

	for (size_t pos = 0; (e = map_next(sets, &pos)) != NULL;) {
		map_fini(e->value);
		free(e->value);
	}
	map_fini(sets);
}

/* By hand, for every label of every pod makes one. */
void
index_key(const char *a, char between, const char *b, char key[INDEX_KEY_BYTES])
{
	size_t a_len = strnlen(a, INDEX_KEY_BYTES - 2),
	       b_len = strnlen(b, INDEX_KEY_BYTES - 2 - a_len);

	memcpy(key, a, a_len);
	key[a_len] = between;
	memcpy(key + a_len + 1, b, b_len);
	key[a_len + 1 + b_len] = '\0';
}

void
index_label_key(const struct label *l, char key[INDEX_KEY_BYTES])
{
	index_key(l->key, '=', l->value, key);
}

static int
index_pod(struct model *m, struct space *sp, struct object *o, bool add)
{
	const char *lender = pod_borrows_address(&o->u.pod) ? o->u.pod.spec.node : NULL;
	const struct labels *labels = &o->meta.labels;
	char key[INDEX_KEY_BYTES];
	int err = 0;

	for (size_t i = 0; i < labels->cnt && err == 0; i++) {
		index_label_key(&labels->v[i], key);
		if (add)
			err = index_set_add(&sp->labels, key, o->meta.name, o);
		else
			index_set_remove(&sp->labels, key, o->meta.name);
	}
	if (lender != NULL && !add)
		index_set_remove(&m->tenants, lender, o->key);
	else if (lender != NULL && err == 0)
		err = index_set_add(&m->tenants, lender, o->key, o);
	if (!add)
		map_remove(&sp->pods, o->meta.name);
	else if (err == 0)
		err = map_set(&sp->pods, o->meta.name, o, NULL);
	return err;
}

static int
index_host(struct model *m, struct object *o, const struct ip_addr *a, bool add)
{
	char text[ADDR_TEXT_BYTES];

	if (!board_may_be_vip(m->board, a))
		return 0;
	if (add)
		return hosts_add(&m->hosts, a, o);
	hosts_remove(&m->hosts, a, o);
	vacant_note(m, addr_format(a, text));
	return 0;
}

static int
index_hosts(struct model *m, struct object *o, bool add)
{
	int err = 0;

	for (size_t i = 0; o->kind == KIND_POD && i < o->u.pod.ips.cnt && err == 0; i++)
		err = index_host(m, o, &o->u.pod.ips.v[i], add);
	for (size_t i = 0; o->kind == KIND_NODE && i < o->u.node.addresses.cnt && err == 0; i++) {
		struct ip_addr a;

		if (addr_parse(&a, o->u.node.addresses.v[i].address) == 0)
			err = index_host(m, o, &a, add);
	}
	return err;
}

const struct object *
store_host(const struct model *m, const struct ip_addr *a)
{
	return hosts_find(&m->hosts, a);
}

int
index_share(struct model *m, const char *addr, struct svc *s, bool add)
{
	if (add)
		return index_set_add(&m->shared, addr, s->key, s);
	index_set_remove(&m->shared, addr, s->key);
	vacant_note(m, addr);
	return 0;
}

const struct svc *
store_sharer(const struct model *m, const struct ip_addr *a, const struct svc *but)
{
	char key[ADDR_TEXT_BYTES];
	const struct map *sharers = map_find(&m->shared, addr_format(a, key));
	struct map_entry *e;

	for (size_t pos = 0; sharers != NULL && (e = map_next(sharers, &pos)) != NULL;)
		if (e->value != but)
			return e->value;
	return NULL;
}

bool
store_shares(const struct model *m, const struct ip_addr *a, const struct svc *s)
{
	char key[ADDR_TEXT_BYTES];
	const struct map *sharers = map_find(&m->shared, addr_format(a, key));

	return sharers != NULL && map_find(sharers, s->key) == s;
}

static int
index_service(struct model *m, struct space *sp, struct object *o, struct svc *s)
{
	const struct labels *selector = &o->u.service.spec.selector;
	char key[INDEX_KEY_BYTES];

	index_key(o->meta.ns, '/', o->meta.name, key);
	if (s == NULL)
		map_remove(&m->near, key);
	else if (o->u.service.spec.distribution != DISTRIBUTION_NONE &&
		 map_set(&m->near, key, s, NULL) != 0)
		return -ENOMEM;
	if (selector->cnt == 0)
		return 0;
	index_label_key(&selector->v[0], key);
	if (s != NULL)
		return index_set_add(&sp->watchers, key, o->meta.name, s);
	index_set_remove(&sp->watchers, key, o->meta.name);
	return 0;
}

static int
index_slice(struct space *sp, struct object *o, bool add)
{
	const char *of = labels_get(&o->meta.labels, SERVICE_NAME);

	if (of == NULL)
		return 0;
	if (add)
		return index_set_add(&sp->slices, of, o->meta.name, o);
	index_set_remove(&sp->slices, of, o->meta.name);
	return 0;
}

static int
index_file(struct model *m, struct object *o, bool add)
{
	struct file_set *f;

	if (o->home == NULL)
		return 0;
	f = map_find(&m->files, o->home);
	if (!add) {
		if (f != NULL)
			map_remove(&f->keys, o->key);
		return 0;
	}
	if (f == NULL) {
		f = calloc(1, sizeof(*f));
		if (f == NULL)
			return -ENOMEM;
		f->keys.borrows = true;
		if (map_set(&m->files, o->home, f, NULL) != 0) {
			free(f);
			return -ENOMEM;
		}
	}
	return map_set(&f->keys, o->key, f, NULL);
}

int
index_object(struct model *m, struct object *o, struct svc *s, bool add)
{
	struct space *sp = store_space(m, o->meta.ns);
	int err = index_file(m, o, add);

	if (sp == NULL)
		return -ENOMEM;
	if (err == 0)
		err = index_hosts(m, o, add);
	if (err == 0 && o->kind == KIND_POD)
		err = index_pod(m, sp, o, add);
	else if (err == 0 && o->kind == KIND_SERVICE)
		err = index_service(m, sp, o, add ? s : NULL);
	else if (err == 0 && o->kind == KIND_SLICE)
		err = index_slice(sp, o, add);
	else if (err == 0 && is_workload(o->kind) && add)
		err = map_set(&sp->workloads, o->key, o, NULL);
	else if (is_workload(o->kind))
		map_remove(&sp->workloads, o->key);
	return err;
}

void
index_space_destroy(struct space *sp)
{
	index_sets_fini(&sp->labels);
	index_sets_fini(&sp->watchers);
	index_sets_fini(&sp->slices);
	map_fini(&sp->pods);
	map_fini(&sp->workloads);
	free(sp);
}
