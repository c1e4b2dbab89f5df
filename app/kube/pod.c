/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * What holds of a pod by itself: its addresses, and whether it is ready (service-model rows 14a and
 * 25).
 */
#include "kube/pod_priv.h"

#include <string.h>

bool
pod_borrows_address(const struct pod *p)
{
	return p->spec.host_network && p->spec.node != NULL && p->ips.cnt == 0;
}

/* The first address of that type, and the first of the other family. */
static struct pod_ips
node_ips(const struct kube_node *n, const char *type)
{
	struct pod_ips out = {0};
	struct ip_addr a;

	for (size_t i = 0; i < n->addresses.cnt && out.cnt < FAMILY_CNT; i++) {
		const struct node_address *from = &n->addresses.v[i];

		if (strcmp(from->type, type) == 0 && addr_parse(&a, from->address) == 0 &&
		    addr_class(&a) == ADDR_UNICAST &&
		    (out.cnt == 0 || addr_is_v4(&a) != addr_is_v4(&out.v[0])))
			out.v[out.cnt++] = a;
	}
	return out;
}

struct pod_ips
pod_ips(const struct model *m, const struct object *pod)
{
	const struct pod *p = &pod->u.pod;
	const struct object *node;
	struct pod_ips out = {0};

	if (pod_borrows_address(p)) {
		node = store_find(m, KIND_NODE, "", p->spec.node);
		if (node != NULL)
			out = node_ips(&node->u.node, "InternalIP");
		if (node != NULL && out.cnt == 0)
			out = node_ips(&node->u.node, "ExternalIP");
		return out;
	}
	for (; out.cnt < FAMILY_CNT && out.cnt < p->ips.cnt; out.cnt++)
		out.v[out.cnt] = p->ips.v[out.cnt];
	return out;
}

static const char *
condition_of(const struct pod *p, const char *type)
{
	for (size_t i = 0; i < p->conditions.cnt; i++)
		if (strcmp(p->conditions.v[i].type, type) == 0)
			return p->conditions.v[i].status;
	return NULL;
}

static bool
is_true(const char *status)
{
	return status != NULL && strcmp(status, "True") == 0;
}

static bool
passes_gates(const struct pod *p)
{
	for (size_t i = 0; i < p->spec.gates.cnt; i++)
		if (!is_true(condition_of(p, p->spec.gates.v[i].type)))
			return false;
	return true;
}

/* What a node's agent would find: the condition Ready says all; without it, what it is made of. */
bool
pod_is_ready(const struct model *m, const struct object *pod)
{
	const struct pod *p = &pod->u.pod;
	const char *containers = condition_of(p, "ContainersReady");

	if (p->probed >= 0)
		return p->probed == 1 && passes_gates(p);
	if (condition_of(p, "Ready") != NULL)
		return is_true(condition_of(p, "Ready"));
	return pod_ips(m, pod).cnt > 0 && (containers == NULL || is_true(containers)) &&
	       passes_gates(p);
}
