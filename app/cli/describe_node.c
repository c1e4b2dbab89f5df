/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * Nodes and namespaces.
 */
#include "cli/describe.h"

#include "cli/printer.h"

#include <stdlib.h>
#include <string.h>

static void
put_taints(const struct describe *d)
{
	size_t cnt;
	const json_t **taints = jsorted(jat(d->object, "spec.taints"), "effect", "key", &cnt);

	buf_printf(d->out, "Taints:\t%s", cnt == 0 ? "<none>\n" : "");
	for (size_t i = 0; i < cnt; i++) {
		const char *value = jtext(taints[i], "value", "");

		buf_printf(d->out, "%s%s%s%s:%s\n", i > 0 ? "\t" : "", jtext(taints[i], "key", ""),
			   *value != '\0' ? "=" : "", value, jtext(taints[i], "effect", ""));
	}
	free(taints);
}

static void
put_conditions(const struct describe *d)
{
	const json_t *list = jat(d->object, "status.conditions"), *one;
	char heard[DESCRIBE_TIME_BYTES], since[DESCRIBE_TIME_BYTES];
	size_t i;

	if (json_array_size(list) == 0)
		return;
	buf_adds(d->out,
		 "Conditions:\n  Type\tStatus\tLastHeartbeatTime\tLastTransitionTime\tReason"
		 "\tMessage\n  ----\t------\t-----------------\t------------------\t------\t"
		 "-------\n");
	json_array_foreach(list, i, one)
		buf_printf(d->out, "  %s \t%s \t%s \t%s \t%s \t%s\n", jtext(one, "type", ""),
			   jtext(one, "status", ""),
			   describe_time(jtext(one, "lastHeartbeatTime", NULL), heard),
			   describe_time(jtext(one, "lastTransitionTime", NULL), since),
			   jtext(one, "reason", ""), jtext(one, "message", ""));
}

static void
put_quantities(const struct describe *d, const char *title, const char *path)
{
	size_t cnt;
	const json_t *map = jat(d->object, path);
	const char **keys = jkeys(map, &cnt);

	if (cnt > 0)
		buf_printf(d->out, "%s:\n", title);
	for (size_t i = 0; i < cnt; i++) {
		buf_printf(d->out, "  %s:\t", keys[i]);
		jput(json_object_get(map, keys[i]), d->out);
		buf_adds(d->out, "\n");
	}
	free(keys);
}

static void
put_system(const struct describe *d)
{
	static const struct {
		const char *title, *path;
	} lines[] = {
		{"Machine ID", "status.nodeInfo.machineID"},
		{"System UUID", "status.nodeInfo.systemUUID"},
		{"Boot ID", "status.nodeInfo.bootID"},
		{"Kernel Version", "status.nodeInfo.kernelVersion"},
		{"OS Image", "status.nodeInfo.osImage"},
		{"Operating System", "status.nodeInfo.operatingSystem"},
		{"Architecture", "status.nodeInfo.architecture"},
		{"Container Runtime Version", "status.nodeInfo.containerRuntimeVersion"},
		{"Kubelet Version", "status.nodeInfo.kubeletVersion"},
		{"Kube-Proxy Version", "status.nodeInfo.kubeProxyVersion"},
	};

	buf_adds(d->out, "System Info:\n");
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
		buf_printf(d->out, "  %s:\t%s\n", lines[i].title,
			   jtext(d->object, lines[i].path, ""));
}

void
describe_node(const struct describe *d)
{
	struct buf text = {0};
	const json_t *one;
	size_t i;

	describe_text(d, "Name", "metadata.name", "");
	node_roles(d->object, &text);
	buf_printf(d->out, "Roles:\t%s\n", text.len > 0 ? text.data : "<none>");
	buf_reset(&text);
	describe_map(d, "Labels", jat(d->object, "metadata.labels"), "=");
	describe_annotations(d);
	describe_stamp(d, "CreationTimestamp", "metadata.creationTimestamp");
	put_taints(d);
	buf_printf(d->out, "Unschedulable:\t%s\n",
		   jtrue(d->object, "spec.unschedulable") ? "true" : "false");
	put_conditions(d);
	buf_adds(d->out, "Addresses:\n");
	json_array_foreach(jat(d->object, "status.addresses"), i, one) buf_printf(
		d->out, "  %s:\t%s\n", jtext(one, "type", ""), jtext(one, "address", ""));
	put_quantities(d, "Capacity", "status.capacity");
	put_quantities(d, "Allocatable", "status.allocatable");
	put_system(d);
	describe_text(d, "PodCIDR", "spec.podCIDR", NULL);
	jjoin_array(&text, ",", jat(d->object, "spec.podCIDRs"));
	if (text.len > 0)
		buf_printf(d->out, "PodCIDRs:\t%s\n", text.data);
	describe_text(d, "ProviderID", "spec.providerID", NULL);
	buf_fini(&text);
}

void
describe_namespace(const struct describe *d)
{
	describe_text(d, "Name", "metadata.name", "");
	describe_map(d, "Labels", jat(d->object, "metadata.labels"), "=");
	describe_annotations(d);
	describe_text(d, "Status", "status.phase", "Active");
	buf_adds(d->out, "\nNo resource quota.\n\nNo LimitRange resource.\n");
}
