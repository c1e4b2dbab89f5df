/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * What a change gave to Services and took from them: the difference of their grants, which are
 * noted when it has been checked.
 */
#include "kube/model_priv.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	TEXTS_CLUSTER_IP,
	TEXTS_NODE_PORT,
	TEXTS_LOAD_BALANCER,
	TEXTS_HEALTH_PORT,
	TEXTS_CNT,
};

static const char *const names[TEXTS_CNT] = {
	[TEXTS_CLUSTER_IP] = "ClusterIP",
	[TEXTS_NODE_PORT] = "NodePort",
	[TEXTS_LOAD_BALANCER] = "LoadBalancer",
	[TEXTS_HEALTH_PORT] = "HealthCheckNodePort",
};

static bool
has_address(const struct ip_addr *set, const struct ip_addr *a)
{
	return addr_equal(&set[0], a) || addr_equal(&set[1], a);
}

/* Whether a node port is not among those seen; then it is now. */
static bool
is_fresh(struct map *seen, uint16_t port, bool *failed)
{
	char key[8];

	snprintf(key, sizeof(key), "%u", port);
	if (port == 0 || map_find(seen, key) != NULL)
		return false;
	*failed |= map_set(seen, key, seen, NULL) != 0;
	return true;
}

static void
put_more_ports(const struct grant *g, const struct grant *other, struct buf *out)
{
	struct map seen = {0};

	for (size_t i = 0; i < other->port_cnt; i++)
		is_fresh(&seen, other->ports[i].node_port, &out->failed);
	for (size_t i = 0; i < g->port_cnt; i++)
		if (is_fresh(&seen, g->ports[i].node_port, &out->failed))
			buf_printf(out, "%s%u", out->len > 0 ? ", " : "", g->ports[i].node_port);
	map_fini(&seen);
}

static void
put_address(struct buf *out, const struct ip_addr *a)
{
	char text[ADDR_TEXT_BYTES];

	buf_printf(out, "%s%s", out->len > 0 ? ", " : "", addr_format(a, text));
}

/* What a grant has and the other has not. */
static void
put_more(const struct grant *g, const struct grant *other, struct buf texts[TEXTS_CNT])
{
	for (int f = 0; f < FAMILY_CNT; f++) {
		if (addr_is_set(&g->cluster[f]) && !has_address(other->cluster, &g->cluster[f]))
			put_address(&texts[TEXTS_CLUSTER_IP], &g->cluster[f]);
		if (addr_is_set(&g->lb[f]) && !has_address(other->lb, &g->lb[f]))
			put_address(&texts[TEXTS_LOAD_BALANCER], &g->lb[f]);
	}
	put_more_ports(g, other, &texts[TEXTS_NODE_PORT]);
	if (g->health_port != 0 && g->health_port != other->health_port)
		buf_printf(&texts[TEXTS_HEALTH_PORT], "%u", g->health_port);
}

static int
give_more(const struct object *o, const struct grant *g, const struct grant *other, bool released,
	  model_allocation_cb cb, void *arg)
{
	struct buf texts[TEXTS_CNT] = {0};
	int err = 0;

	put_more(g, other, texts);
	for (int i = 0; i < TEXTS_CNT; i++) {
		const struct model_allocation a = {
			.ns = o->meta.ns,
			.name = o->meta.name,
			.what = names[i],
			.value = texts[i].data,
			.released = released,
		};

		if (texts[i].failed)
			err = -ENOMEM;
		else if (texts[i].len > 0 && err == 0)
			err = cb(arg, &a);
		buf_fini(&texts[i]);
	}
	return err;
}

/* Once, not with every change of a Service that waits. */
static int
give_pending(const struct granted *g, model_allocation_cb cb, void *arg)
{
	const struct model_allocation a = {
		.ns = g->obj->meta.ns,
		.name = g->obj->meta.name,
		.what = names[TEXTS_LOAD_BALANCER],
		.value = g->now.pending,
		.pending = true,
	};

	if (a.value == NULL || (g->was.pending != NULL && strcmp(g->was.pending, a.value) == 0))
		return 0;
	return cb(arg, &a);
}

int
model_change_allocations(const struct model_change *c, size_t *at, size_t max,
			 model_allocation_cb cb, void *arg)
{
	int err = c->checked ? 0 : -EINVAL;

	for (size_t i = 0; i < max && *at < c->granted_cnt && err == 0; i++) {
		const struct granted *g = &c->granted[(*at)++];

		err = give_more(g->obj, &g->was, &g->now, true, cb, arg);
		if (err == 0)
			err = give_more(g->obj, &g->now, &g->was, false, cb, arg);
		if (err == 0)
			err = give_pending(g, cb, arg);
	}
	return err == 0 ? *at < c->granted_cnt : err;
}

static int
grant_copy(struct grant *to, const struct grant *from)
{
	*to = *from;
	to->wants = NULL; /* not told, and not recorded */
	to->want_cnt = 0;
	to->ports = NULL;
	to->pending = from->pending != NULL ? strdup(from->pending) : NULL;
	if (from->pending != NULL && to->pending == NULL)
		return -ENOMEM;
	if (from->ports == NULL)
		return 0;
	to->ports = malloc((from->port_cnt + 1) * sizeof(*to->ports));
	if (to->ports == NULL)
		return -ENOMEM;
	memcpy(to->ports, from->ports, from->port_cnt * sizeof(*to->ports));
	return 0;
}

void
granted_fini(struct granted *g)
{
	object_unref(g->obj);
	grant_fini(&g->was);
	grant_fini(&g->now);
}

/* @param now NULL: the Service is gone */
static int
note(struct model_change *c, const struct svc *s, struct object *o, const struct grant *was,
     const struct grant *now)
{
	struct granted *g;

	if (c->granted_cnt == c->granted_max) {
		size_t max = c->granted_max == 0 ? 4 : c->granted_max * 2;
		struct granted *v = reallocarray(c->granted, max, sizeof(*v));

		if (v == NULL)
			return -ENOMEM;
		c->granted = v;
		c->granted_max = max;
	}
	g = &c->granted[c->granted_cnt++];
	*g = (struct granted){.key = s->key, .obj = object_ref(o), .gone = now == NULL};
	return grant_copy(&g->was, was) != 0 || (now != NULL && grant_copy(&g->now, now) != 0)
		       ? -ENOMEM
		       : 0;
}

int
grants_note(struct model_change *c)
{
	int err = 0;

	for (size_t i = 0; i < c->step_cnt && err == 0; i++) {
		const struct svc *gone = commit_gone_svc(c, &c->steps[i]);

		if (gone != NULL)
			err = note(c, gone, c->steps[i].old_object, &gone->grant, NULL);
	}
	for (size_t i = 0; i < c->dirty_cnt && err == 0; i++) {
		const struct svc *s = c->dirty[i];
		struct grant was = s->granted ? s->old_grant : s->grant;

		was.podded = s->was_podded;
		if ((s->granted || s->grant.podded != was.podded) && store_is_live(c->m, s))
			err = note(c, s, (struct object *)(uintptr_t)s->obj, &was, &s->grant);
	}
	return err;
}

int
model_identify(const struct model *m, const char *kind, const char *ns, const char *name,
	       const char **api, const char **uid)
{
	enum kind k = kind_find(kind);
	const struct object *o = k == KIND_CNT ? NULL : store_find(m, k, ns, name);

	*api = k == KIND_CNT ? NULL : kinds[k].api;
	*uid = o != NULL ? o->uid : NULL;
	return o != NULL ? 0 : -ENOENT;
}
