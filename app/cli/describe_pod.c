/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * Pods.
 */
#include "cli/describe.h"

#include "cli/age.h"
#include "cli/printer.h"

#include <stdlib.h>
#include <string.h>

/* Volumes whose source kubectl explains, with the sentence it has for each. */
static const struct {
	const char *source;
	const char *type;
} volume_types[] = {
	{"configMap", "ConfigMap (a volume populated by a ConfigMap)"},
	{"emptyDir", "EmptyDir (a temporary directory that shares a pod's lifetime)"},
	{"hostPath", "HostPath (bare host directory volume)"},
	{"persistentVolumeClaim",
	 "PersistentVolumeClaim (a reference to a PersistentVolumeClaim in "
	 "the same namespace)"},
	{"projected", "Projected (a volume that contains injected data from multiple sources)"},
	{"secret", "Secret (a volume populated by a Secret)"},
};

static void
put_volume_field(struct buf *out, const json_t *source, const char *title, const char *path,
		 const char *otherwise)
{
	const json_t *value = jat(source, path);

	buf_printf(out, "    %s:\t", title);
	if (json_is_string(value) || json_is_integer(value))
		jput(value, out);
	else if (json_is_boolean(value))
		buf_adds(out, json_is_true(value) ? "true" : "false");
	else
		buf_adds(out, otherwise);
	buf_adds(out, "\n");
}

static void
put_volume(struct buf *out, const json_t *volume)
{
	size_t i = 0, cnt = sizeof(volume_types) / sizeof(volume_types[0]);
	const json_t *source = NULL;

	while (i < cnt && (source = jat(volume, volume_types[i].source)) == NULL)
		i++;
	if (source == NULL) {
		buf_adds(out, "  <unknown>\n");
		return;
	}
	buf_printf(out, "    Type:\t%s\n", volume_types[i].type);
	if (strcmp(volume_types[i].source, "emptyDir") == 0) {
		put_volume_field(out, source, "Medium", "medium", "");
		put_volume_field(out, source, "SizeLimit", "sizeLimit", "<unset>");
	} else if (strcmp(volume_types[i].source, "hostPath") == 0) {
		put_volume_field(out, source, "Path", "path", "");
		put_volume_field(out, source, "HostPathType", "type", "");
	} else if (strcmp(volume_types[i].source, "persistentVolumeClaim") == 0) {
		put_volume_field(out, source, "ClaimName", "claimName", "");
		put_volume_field(out, source, "ReadOnly", "readOnly", "false");
	} else if (strcmp(volume_types[i].source, "secret") == 0) {
		put_volume_field(out, source, "SecretName", "secretName", "");
		put_volume_field(out, source, "Optional", "optional", "false");
	} else if (strcmp(volume_types[i].source, "configMap") == 0) {
		put_volume_field(out, source, "Name", "name", "");
		put_volume_field(out, source, "Optional", "optional", "false");
	}
}

static void
put_volumes(const struct describe *d, const json_t *volumes, const char *indent)
{
	const json_t *one;
	size_t i;

	buf_printf(d->out, "%sVolumes:%s\n", indent,
		   json_array_size(volumes) == 0 ? "\t<none>" : "");
	json_array_foreach(volumes, i, one)
	{
		buf_printf(d->out, "  %s%s:\n", *indent != '\0' ? " " : "", jtext(one, "name", ""));
		put_volume(d->out, one);
	}
}

static void
put_toleration(struct buf *out, const json_t *one)
{
	const char *key = jtext(one, "key", ""), *value = jtext(one, "value", "");
	const char *effect = jtext(one, "effect", "");
	bool exists = strcmp(jtext(one, "operator", ""), "Exists") == 0;

	buf_printf(out, "%s%s%s%s%s", key, *value != '\0' ? "=" : "", value,
		   *effect != '\0' ? ":" : "", effect);
	if (exists && *value == '\0')
		buf_printf(out, "%sop=Exists", *key != '\0' || *effect != '\0' ? " " : "");
	if (jat(one, "tolerationSeconds") != NULL)
		buf_printf(out, " for %llds", jint(one, "tolerationSeconds", 0));
	buf_adds(out, "\n");
}

static void
put_tolerations(const struct describe *d, const json_t *tolerations, const char *indent)
{
	size_t cnt;
	const json_t **list = jsorted(tolerations, "key", NULL, &cnt);

	buf_printf(d->out, "%sTolerations:\t%s", indent, cnt == 0 ? "<none>\n" : "");
	for (size_t i = 0; i < cnt; i++) {
		buf_adds(d->out, i > 0 ? "\t" : "");
		put_toleration(d->out, list[i]);
	}
	free(list);
}

void
describe_scheduling(const struct describe *d, const json_t *spec, const char *indent)
{
	buf_adds(d->out, indent);
	describe_map(d, "Node-Selectors", jat(spec, "nodeSelector"), "=");
	put_tolerations(d, jat(spec, "tolerations"), indent);
}

void
describe_pod_spec(const struct describe *d, const json_t *spec, const json_t *status,
		  const char *indent)
{
	if (json_array_size(jat(spec, "initContainers")) > 0)
		describe_containers(d, "Init Containers", jat(spec, "initContainers"),
				    jat(status, "initContainerStatuses"), indent);
	describe_containers(d, "Containers", jat(spec, "containers"),
			    jat(status, "containerStatuses"), indent);
}

void
describe_pod_volumes(const struct describe *d, const json_t *spec, const char *indent)
{
	put_volumes(d, jat(spec, "volumes"), indent);
}

static bool
same_text(const json_t *a, const json_t *b)
{
	struct buf x = {0}, y = {0};
	bool same;

	jput(a, &x);
	jput(b, &y);
	same = x.len == y.len && (x.len == 0 || memcmp(x.data, y.data, x.len) == 0);
	buf_fini(&x);
	buf_fini(&y);
	return same;
}

/* What its containers ask for decides how the node treats a pod that runs short. */
static const char *
quality(const json_t *spec)
{
	static const char *const names[] = {"cpu", "memory"};
	const json_t *container;
	bool any = false, guaranteed = true;
	size_t i;

	json_array_foreach(jat(spec, "containers"), i, container)
	{
		const json_t *limits = jat(container, "resources.limits");
		const json_t *requests = jat(container, "resources.requests");

		for (size_t k = 0; k < 2; k++) {
			const json_t *limit = json_object_get(limits, names[k]);
			const json_t *request = json_object_get(requests, names[k]);

			any |= limit != NULL || request != NULL;
			guaranteed &=
				limit != NULL && (request == NULL || same_text(limit, request));
		}
	}
	return !any ? "BestEffort" : guaranteed ? "Guaranteed" : "Burstable";
}

void
describe_conditions(const struct describe *d)
{
	const json_t *list = jat(d->object, "status.conditions"), *one;
	size_t i;

	if (json_array_size(list) == 0)
		return;
	buf_adds(d->out, "Conditions:\n  Type\tStatus\n");
	json_array_foreach(list, i, one) buf_printf(d->out, "  %s \t%s \n", jtext(one, "type", ""),
						    jtext(one, "status", ""));
}

static void
put_gates(const struct describe *d)
{
	const json_t *gates = jat(d->object, "spec.readinessGates"), *gate, *condition;
	size_t i, k;

	if (json_array_size(gates) > 0)
		buf_adds(d->out, "Readiness Gates:\n  Type\tStatus\n");
	json_array_foreach(gates, i, gate)
	{
		const char *type = jtext(gate, "conditionType", ""), *status = "<none>";

		json_array_foreach(jat(d->object, "status.conditions"), k,
				   condition) if (strcmp(jtext(condition, "type", ""), type) == 0)
			status = jtext(condition, "status", "<none>");
		buf_printf(d->out, "  %s \t%s \n", type, status);
	}
}

void
describe_owner(const struct describe *d)
{
	const json_t *owner;
	size_t i;

	json_array_foreach(jat(d->object, "metadata.ownerReferences"), i,
			   owner) if (jtrue(owner, "controller"))
		buf_printf(d->out, "Controlled By:\t%s/%s\n", jtext(owner, "kind", ""),
			   jtext(owner, "name", ""));
}

static void
put_status(const struct describe *d)
{
	const char *phase = jtext(d->object, "status.phase", "Unknown");
	const char *deleted = jtext(d->object, "metadata.deletionTimestamp", NULL);
	char age[AGE_BYTES];

	if (deleted != NULL && strcmp(phase, "Failed") != 0 && strcmp(phase, "Succeeded") != 0)
		buf_printf(d->out,
			   "Status:\tTerminating (lasts %s)\nTermination Grace Period:\t%llds\n",
			   age_since(deleted, d->now_s, age),
			   jint(d->object, "metadata.deletionGracePeriodSeconds", 30));
	else
		buf_printf(d->out, "Status:\t%s\n", phase);
	describe_text(d, "Reason", "status.reason", NULL);
	describe_text(d, "Message", "status.message", NULL);
}

static void
put_ips(const struct describe *d)
{
	const json_t *ips = jat(d->object, "status.podIPs"), *one;
	const char *ip = jtext(d->object, "status.podIP", "");
	size_t i;

	buf_printf(d->out, "IP:\t%s\n", ip);
	if (json_array_size(ips) == 0 && *ip == '\0')
		buf_adds(d->out, "IPs:\t<none>\n");
	else
		buf_adds(d->out, "IPs:\n");
	json_array_foreach(ips, i, one) buf_printf(d->out, "  IP:\t%s\n", jtext(one, "ip", ""));
	if (json_array_size(ips) == 0 && *ip != '\0')
		buf_printf(d->out, "  IP:\t%s\n", ip);
	if (json_array_size(ips) == 0 && *ip == '\0' &&
	    strcmp(jtext(d->object, "status.phase", "Pending"), "Pending") == 0 &&
	    !json_is_true(jat(d->object, "spec.hostNetwork")))
		buf_adds(d->out,
			 "No Address:\tstatus.podIP or the annotation sluice/pod-ips gives it "
			 "one\n");
}

void
describe_pod(const struct describe *d)
{
	const json_t *spec = jat(d->object, "spec");
	const char *node = jtext(spec, "nodeName", NULL);

	describe_text(d, "Name", "metadata.name", "");
	describe_text(d, "Namespace", "metadata.namespace", NULL);
	if (jat(spec, "priority") != NULL)
		buf_printf(d->out, "Priority:\t%lld\n", jint(spec, "priority", 0));
	describe_text(d, "Priority Class Name", "spec.priorityClassName", NULL);
	describe_text(d, "Runtime Class Name", "spec.runtimeClassName", NULL);
	describe_text(d, "Service Account", "spec.serviceAccountName", NULL);
	if (node == NULL)
		buf_adds(d->out, "Node:\t<none>\n");
	else
		buf_printf(d->out, "Node:\t%s/%s\n", node, jtext(d->object, "status.hostIP", ""));
	describe_stamp(d, "Start Time", "status.startTime");
	describe_map(d, "Labels", jat(d->object, "metadata.labels"), "=");
	describe_annotations(d);
	put_status(d);
	put_ips(d);
	describe_owner(d);
	describe_text(d, "NominatedNodeName", "status.nominatedNodeName", NULL);
	describe_pod_spec(d, spec, jat(d->object, "status"), "");
	put_gates(d);
	describe_conditions(d);
	describe_pod_volumes(d, spec, "");
	describe_text(d, "QoS Class", "status.qosClass", quality(spec));
	describe_scheduling(d, spec, "");
}
