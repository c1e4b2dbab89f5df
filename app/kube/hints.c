/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * Near and far: hints, and which endpoints take new flows (service-model H14, H15).
 */
#include "kube/join_priv.h"

#include <string.h>

#include "channel/block.h"

enum hint_kind {
	HINT_NODE,
	HINT_ZONE,
};

const char *
node_zone_label(const struct object *node)
{
	const struct labels *labels = &node->meta.labels;
	const char *zone = labels_get(labels, "topology.kubernetes.io/zone");

	return zone != NULL ? zone : labels_get(labels, "failure-domain.beta.kubernetes.io/zone");
}

const char *
node_zone(const struct model *m, const char *name)
{
	const struct board_node *own = &m->board->spec.node;
	const struct object *node;

	if (name == NULL)
		return NULL;
	if (own->zone != NULL && strcmp(own->name, name) == 0)
		return own->zone;
	node = store_find(m, KIND_NODE, "", name);
	return node == NULL ? NULL : node_zone_label(node);
}

void
hints_derive(const struct join *j, struct endpoint *ep)
{
	if (j->spec->distribution == DISTRIBUTION_NONE)
		return;
	if (ep->zone == NULL)
		ep->zone = node_zone(j->m, ep->node);
	ep->hints = NULL;
	ep->hint_zone = ep->zone;
	ep->hint_node = j->spec->distribution == DISTRIBUTION_SAME_NODE ? ep->node : NULL;
}

static bool
has_hint(const struct endpoint *ep, enum hint_kind kind, const char *wanted)
{
	const char *derived = kind == HINT_NODE ? ep->hint_node : ep->hint_zone;
	const char *const *v = &derived;
	size_t cnt = derived != NULL ? 1 : 0;

	if (ep->hints != NULL) {
		const struct slice_endpoint *h = ep->hints;

		cnt = kind == HINT_NODE ? h->hint_nodes.cnt : h->hint_zones.cnt;
		v = (const char *const *)(kind == HINT_NODE ? h->hint_nodes.v : h->hint_zones.v);
	}
	if (wanted == NULL)
		return cnt > 0;
	for (size_t i = 0; i < cnt; i++)
		if (strcmp(v[i], wanted) == 0)
			return true;
	return false;
}

/* H15: hints count when every ready endpoint has them and one of them means us. */
static bool
hints_hold(const struct endpoint_list *l, enum hint_kind kind, const char *ours)
{
	bool means_us = false;

	if (ours == NULL)
		return false;
	for (size_t i = 0; i < l->cnt; i++) {
		if (!l->v[i].ready)
			continue;
		if (!has_hint(&l->v[i], kind, NULL))
			return false;
		means_us |= has_hint(&l->v[i], kind, ours);
	}
	return means_us;
}

/* H14: ready ones; if there are none, those that still serve while they terminate. */
static void
choose(struct endpoint_list *l, uint16_t flag, bool local_only, bool hinted, enum hint_kind kind,
       const char *ours)
{
	const uint16_t last = SLUICE_ENDPOINT_SERVING | SLUICE_ENDPOINT_TERMINATING;
	bool any_ready = false;

	for (size_t i = 0; i < l->cnt; i++)
		any_ready |= l->v[i].ready &&
			     (!local_only || (l->v[i].flags & SLUICE_ENDPOINT_LOCAL) != 0);
	for (size_t i = 0; i < l->cnt; i++) {
		struct endpoint *ep = &l->v[i];

		if (local_only && (ep->flags & SLUICE_ENDPOINT_LOCAL) == 0)
			continue;
		if (any_ready ? !ep->ready : (ep->flags & last) != last)
			continue;
		if (any_ready && hinted && !has_hint(ep, kind, ours))
			continue;
		ep->flags |= flag;
	}
}

void
hints_choose(const struct model *m, struct endpoint_list *l)
{
	const char *name = m->board->spec.node.name;
	const char *zone = l->cnt == 0 ? NULL : node_zone(m, name);
	bool by_node = hints_hold(l, HINT_NODE, name);
	bool by_zone = !by_node && hints_hold(l, HINT_ZONE, zone);

	choose(l, SLUICE_ENDPOINT_USE_CLUSTER, false, by_node || by_zone,
	       by_node ? HINT_NODE : HINT_ZONE, by_node ? name : zone);
	choose(l, SLUICE_ENDPOINT_USE_LOCAL, true, false, HINT_NODE, NULL);
}
