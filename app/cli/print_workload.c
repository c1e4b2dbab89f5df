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

static void
selector(const struct row *r)
{
	struct buf text = {0};

	jput_selector(&text, jat(r->object, "spec.selector"));
	row_cell_take(r, &text, "<none>");
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

static int
compare_roles(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* What a label says of it: by the end of its key, or the older one by its value. */
static const char *
role_of(const json_t *labels, const char *key)
{
	static const char prefix[] = "node-role.kubernetes.io/";

	if (strcmp(key, "kubernetes.io/role") == 0)
		return json_string_value(json_object_get(labels, key));
	return strncmp(key, prefix, sizeof(prefix) - 1) == 0 ? key + sizeof(prefix) - 1 : "";
}

void
node_roles(const json_t *node, struct buf *out)
{
	const json_t *labels = jat(node, "metadata.labels");
	size_t cnt;
	const char **roles = jkeys(labels, &cnt);

	for (size_t i = 0; i < cnt; i++)
		roles[i] = role_of(labels, roles[i]);
	if (cnt > 0)
		qsort(roles, cnt, sizeof(*roles), compare_roles);
	for (size_t i = 0; i < cnt; i++)
		if (*roles[i] != '\0' && (i == 0 || strcmp(roles[i], roles[i - 1]) != 0))
			jjoin(out, ",", roles[i]);
	free(roles);
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
