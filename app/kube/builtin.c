/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * Objects that are there before anyone applies any: namespaces, the board as a node, and the
 * Services of service-model row 14b.
 */
#include "kube/model_priv.h"

#include <errno.h>
#include <stdio.h>

static void
add_namespace(struct buf *out, const char *name)
{
	buf_printf(out,
		   "{\"apiVersion\":\"v1\",\"kind\":\"Namespace\",\"metadata\":{\"name\":\"%s\","
		   "\"labels\":{\"kubernetes.io/metadata.name\":\"%s\"}}}\n",
		   name, name);
}

static void
add_node_address(struct buf *out, const struct ip_addr *a, bool *first)
{
	char text[ADDR_TEXT_BYTES];

	buf_printf(out, "%s{\"type\":\"InternalIP\",\"address\":\"%s\"}", *first ? "" : ",",
		   addr_format(a, text));
	*first = false;
}

static void
add_node(struct buf *out, const struct board *b)
{
	const struct board_node *n = &b->spec.node;
	bool first = true;

	buf_printf(out, "{\"apiVersion\":\"v1\",\"kind\":\"Node\",\"metadata\":{\"name\":");
	tree_json_string(n->name, out);
	buf_adds(out, ",\"labels\":{\"kubernetes.io/hostname\":");
	tree_json_string(n->name, out);
	if (n->zone != NULL) {
		buf_adds(out, ",\"topology.kubernetes.io/zone\":");
		tree_json_string(n->zone, out);
	}
	buf_adds(out, "}},\"status\":{\"addresses\":[");
	for (size_t i = 0; i < n->addresses.cnt; i++)
		add_node_address(out, &n->addresses.v[i], &first);
	for (size_t i = 0; n->addresses.cnt == 0 && i < b->spec.ports.cnt; i++) {
		const struct board_prefixes *own = &b->spec.ports.v[i].addresses;

		for (size_t k = 0; k < own->cnt; k++)
			if (addr_class(&own->v[k].addr) == ADDR_UNICAST)
				add_node_address(out, &own->v[k].addr, &first);
	}
	buf_adds(out, "],\"conditions\":[{\"type\":\"Ready\",\"status\":\"True\"}]}}\n");
}

static const char *
nth_address(const struct board *b, uint64_t n, char text[ADDR_TEXT_BYTES])
{
	const struct board_prefixes *cidrs = &b->spec.cluster.service_cidrs;
	struct ip_addr a;

	if (cidrs->cnt == 0 || addr_add(&cidrs->v[0].addr, n, &a) != 0 ||
	    !prefix_contains(&cidrs->v[0], &a))
		return NULL;
	return addr_format(&a, text);
}

static void
add_kubernetes(struct buf *out, const struct board *b)
{
	const struct board_endpoint *api = &b->spec.cluster.api_server;
	char text[ADDR_TEXT_BYTES];
	const char *ip = nth_address(b, 1, text);

	if (ip == NULL)
		return;
	buf_printf(out,
		   "{\"apiVersion\":\"v1\",\"kind\":\"Service\",\"metadata\":{\"name\":"
		   "\"kubernetes\",\"namespace\":\"default\",\"labels\":{\"component\":"
		   "\"apiserver\",\"provider\":\"kubernetes\"}},\"spec\":{\"clusterIP\":\"%s\","
		   "\"ports\":[{\"name\":\"https\",\"port\":443,\"protocol\":\"TCP\","
		   "\"targetPort\":%u}]}}\n",
		   ip, api->port != 0 ? api->port : 443u);
	if (api->port != 0)
		buf_printf(out,
			   "{\"apiVersion\":\"v1\",\"kind\":\"Endpoints\",\"metadata\":{"
			   "\"name\":\"kubernetes\",\"namespace\":\"default\"},\"subsets\":[{"
			   "\"addresses\":[{\"ip\":\"%s\"}],\"ports\":[{\"name\":\"https\","
			   "\"port\":%u}]}]}\n",
			   addr_format(&api->addr, text), api->port);
}

static void
add_dns(struct buf *out, const struct board *b)
{
	char text[ADDR_TEXT_BYTES];
	const char *ip = nth_address(b, 10, text);

	if (ip == NULL)
		return;
	buf_printf(out,
		   "{\"apiVersion\":\"v1\",\"kind\":\"Service\",\"metadata\":{\"name\":"
		   "\"kube-dns\",\"namespace\":\"kube-system\",\"labels\":{\"k8s-app\":"
		   "\"kube-dns\"}},\"spec\":{\"clusterIP\":\"%s\",\"selector\":{\"k8s-app\":"
		   "\"kube-dns\"},\"ports\":["
		   "{\"name\":\"dns\",\"port\":53,\"protocol\":\"UDP\"},"
		   "{\"name\":\"dns-tcp\",\"port\":53,\"protocol\":\"TCP\"},"
		   "{\"name\":\"metrics\",\"port\":9153,\"protocol\":\"TCP\"}]}}\n",
		   ip);
}

int
builtin_text(const struct board *b, struct buf *out)
{
	add_namespace(out, "default");
	add_namespace(out, "kube-system");
	add_node(out, b);
	if (b->spec.cluster.builtin.kubernetes)
		add_kubernetes(out, b);
	if (b->spec.cluster.builtin.dns)
		add_dns(out, b);
	return out->failed ? -ENOMEM : 0;
}
