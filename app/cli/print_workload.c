/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * Rows of the kinds that make pods, of nodes and of namespaces.
 */
#include "cli/printer.h"

#include <stdlib.h>
#include <string.h>

static void
containers(const struct row *r)
{
	struct buf names = {0}, images = {0};
	const json_t *container;
	size_t i;

	json_array_foreach(jat(r->object, "spec.template.spec.containers"), i, container)
	{
		jjoin(&names, ",", jtext(container, "name", ""));
		jjoin(&images, ",", jtext(container, "image", ""));
	}
	row_cell_take(r, &names, "<none>");
	row_cell_take(r, &images, "<none>");
}

/* A ReplicationController's selector is a plain map, the others' has matchLabels. */
static void
selector(const struct row *r)
{
	bool nested = jat(r->object, "spec.selector.matchLabels") != NULL;

	row_labels(r, nested ? "spec.selector.matchLabels" : "spec.selector");
}

void
print_replicas(const struct row *r)
{
	row_cell(r, "%lld", jint(r->object, "spec.replicas", 1));
	row_cell(r, "%lld", jint(r->object, "status.replicas", 0));
	row_cell(r, "%lld", jint(r->object, "status.readyReplicas", 0));
	row_age(r);
	if (r->wide) {
		containers(r);
		selector(r);
	}
}

void
print_deployment(const struct row *r)
{
	long long ready = jint(r->object, "status.readyReplicas", 0);

	row_cell(r, "%lld/%lld", ready, jint(r->object, "spec.replicas", 1));
	row_cell(r, "%lld",
		 jint(r->object, "status.updatedReplicas", jint(r->object, "status.replicas", 0)));
	row_cell(r, "%lld", jint(r->object, "status.availableReplicas", ready));
	row_age(r);
	if (r->wide) {
		containers(r);
		selector(r);
	}
}

void
print_stateful(const struct row *r)
{
	row_cell(r, "%lld/%lld", jint(r->object, "status.readyReplicas", 0),
		 jint(r->object, "spec.replicas", 1));
	row_age(r);
	if (r->wide)
		containers(r);
}

static const char *
node_status(const json_t *node)
{
	const json_t *condition;
	size_t i;

	json_array_foreach(jat(node, "status.conditions"), i,
			   condition) if (strcmp(jtext(condition, "type", ""), "Ready") ==
					  0) return strcmp(jtext(condition, "status", ""),
							   "True") == 0
		? "Ready"
		: "NotReady";
	return "Unknown";
}

void
node_roles(const json_t *node, struct buf *out)
{
	static const char prefix[] = "node-role.kubernetes.io/";
	size_t cnt;
	const char **keys = jkeys(jat(node, "metadata.labels"), &cnt);

	for (size_t i = 0; i < cnt; i++)
		if (strncmp(keys[i], prefix, sizeof(prefix) - 1) == 0)
			jjoin(out, ",", keys[i] + sizeof(prefix) - 1);
	free(keys);
}

static void
node_address(const struct row *r, const char *type)
{
	const json_t *address;
	size_t i;

	json_array_foreach(jat(r->object, "status.addresses"), i, address)
	{
		if (strcmp(jtext(address, "type", ""), type) != 0)
			continue;
		row_cell(r, "%s", jtext(address, "address", "<none>"));
		return;
	}
	row_cell(r, "<none>");
}

void
print_node(const struct row *r)
{
	struct buf roles = {0};

	row_cell(r, "%s%s", node_status(r->object),
		 jtrue(r->object, "spec.unschedulable") ? ",SchedulingDisabled" : "");
	node_roles(r->object, &roles);
	row_cell_take(r, &roles, "<none>");
	row_age(r);
	row_cell(r, "%s", jtext(r->object, "status.nodeInfo.kubeletVersion", "<none>"));
	if (r->wide) {
		node_address(r, "InternalIP");
		node_address(r, "ExternalIP");
		row_cell(r, "%s", jtext(r->object, "status.nodeInfo.osImage", "<unknown>"));
		row_cell(r, "%s", jtext(r->object, "status.nodeInfo.kernelVersion", "<unknown>"));
		row_cell(r, "%s",
			 jtext(r->object, "status.nodeInfo.containerRuntimeVersion", "<unknown>"));
	}
}

void
print_namespace(const struct row *r)
{
	row_cell(r, "%s", jtext(r->object, "status.phase", "Active"));
	row_age(r);
}
