/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * What load balancers ask of this node: how many ready endpoints of a Service it has (service-model
 * H32), and whether it is about to be removed (H33).
 *
 * Sources: kube-proxy's healthcheck package: addresses are counted once over all ports, each family
 * on its own, and endpoints that only serve while they terminate are none.
 */
#include "kube/model_priv.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "channel/block.h"

#define LEAVING_TAINT "ToBeDeletedByClusterAutoscaler"

static int
compare_ips(const void *a, const void *b)
{
	return addr_compare(a, b);
}

/* Ready endpoints on this node, an address counted once. */
static int
count_local(const struct joined *j, int family, int32_t *out)
{
	struct ip_addr *v;
	size_t max = 0, cnt = 0;
	int32_t own = 0;

	for (size_t i = 0; i < j->port_cnt; i++)
		max += j->ports[i][family].cnt;
	v = calloc(max + 1, sizeof(*v));
	if (v == NULL)
		return -ENOMEM;
	for (size_t i = 0; i < j->port_cnt; i++) {
		const struct endpoint_list *l = &j->ports[i][family];

		for (size_t k = 0; k < l->cnt; k++)
			if (l->v[k].ready && (l->v[k].flags & SLUICE_ENDPOINT_LOCAL) != 0)
				v[cnt++] = l->v[k].ip;
	}
	qsort(v, cnt, sizeof(*v), compare_ips);
	for (size_t i = 0; i < cnt; i++)
		own += i == 0 || !addr_equal(&v[i - 1], &v[i]);
	free(v);
	*out = own;
	return 0;
}

int
health_note(const struct svc *s, const struct joined *j, struct view *v)
{
	int err = 0;

	v->health_port = s->grant.health_port;
	v->local[FAMILY_V4] = v->local[FAMILY_V6] = -1;
	for (size_t i = 0; v->health_port != 0 && i < s->grant.family_cnt && err == 0; i++)
		err = count_local(j, s->grant.families[i], &v->local[s->grant.families[i]]);
	return err;
}

static int
give(const struct object *o, const struct view *v, model_health_cb cb, void *arg)
{
	struct model_health h = {.ns = o->meta.ns, .name = o->meta.name, .local = {-1, -1}};

	if (v != NULL && v->health_port != 0) {
		h.port = v->health_port;
		memcpy(h.local, v->local, sizeof(h.local));
	}
	return cb(arg, &h);
}

static bool
tells_the_same(const struct view *a, const struct view *b)
{
	uint16_t port = a == NULL ? 0 : a->health_port;

	return port == b->health_port &&
	       (port == 0 || memcmp(a->local, b->local, sizeof(a->local)) == 0);
}

int
model_change_health(const struct model_change *c, model_health_cb cb, void *arg)
{
	int err = 0;

	if (!c->checked)
		return -EINVAL;
	for (size_t i = 0; i < c->step_cnt && err == 0; i++) {
		const struct svc *gone = commit_gone_svc(c, &c->steps[i]);

		if (gone != NULL && gone->view != NULL && gone->view->health_port != 0)
			err = give(gone->obj, NULL, cb, arg);
	}
	for (size_t i = 0; i < c->dirty_cnt && err == 0; i++) {
		const struct svc *s = c->dirty[i];

		if (s->compiled && !tells_the_same(commit_base(s), s->next))
			err = give(s->obj, s->next, cb, arg);
	}
	return err;
}

bool
model_node_is_leaving(const struct model *m)
{
	const struct object *o = store_find(m, KIND_NODE, "", m->board->spec.node.name);

	if (o == NULL)
		return false;
	for (size_t i = 0; i < o->u.node.taints.cnt; i++)
		if (strcmp(o->u.node.taints.v[i].key, LEAVING_TAINT) == 0)
			return true;
	return o->meta.deleted != NULL;
}
