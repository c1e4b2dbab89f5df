/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * Pods, and the kinds that make them.
 */
#include "cli/describe.h"

#include "cli/printer.h"

#include <string.h>

static void
put_ports(const struct describe *d, const json_t *container, const char *indent)
{
	const json_t *ports = jat(container, "ports"), *port;
	struct buf text = {0}, host = {0};
	size_t cnt = json_array_size(ports), i;

	json_array_foreach(ports, i, port)
	{
		jjoin(&text, ", ", "");
		jjoin(&host, ", ", "");
		buf_printf(&text, "%lld/%s", jint(port, "containerPort", 0),
			   jtext(port, "protocol", "TCP"));
		buf_printf(&host, "%lld/%s", jint(port, "hostPort", 0),
			   jtext(port, "protocol", "TCP"));
	}
	buf_printf(d->out, "%s    Port%s:\t%s\n", indent, cnt > 1 ? "s" : "",
		   cnt > 0 ? text.data : "<none>");
	buf_printf(d->out, "%s    Host Port%s:\t%s\n", indent, cnt > 1 ? "s" : "",
		   cnt > 0 ? host.data : "<none>");
	buf_fini(&text);
	buf_fini(&host);
}

static void
put_probe_action(struct buf *out, const json_t *probe)
{
	const json_t *exec = jat(probe, "exec"), *http = jat(probe, "httpGet");
	const json_t *tcp = jat(probe, "tcpSocket"), *grpc = jat(probe, "grpc");
	const char *scheme = jtext(http, "scheme", "HTTP");
	struct buf command = {0};

	if (exec != NULL) {
		jjoin_array(&command, " ", jat(exec, "command"));
		buf_printf(out, "exec [%s]", command.len > 0 ? command.data : "");
		buf_fini(&command);
	} else if (http != NULL) {
		buf_printf(out,
			   "http-get %s://%s:", strcmp(scheme, "HTTPS") == 0 ? "https" : "http",
			   jtext(http, "host", ""));
		jput(jat(http, "port"), out);
		buf_adds(out, jtext(http, "path", "/"));
	} else if (tcp != NULL) {
		buf_printf(out, "tcp-socket %s:", jtext(tcp, "host", ""));
		jput(jat(tcp, "port"), out);
	} else if (grpc != NULL) {
		buf_adds(out, "grpc <pod>:");
		jput(jat(grpc, "port"), out);
	} else {
		buf_adds(out, "unknown");
	}
}

static void
put_probe(const struct describe *d, const char *title, const json_t *probe, const char *indent)
{
	if (probe == NULL)
		return;
	buf_printf(d->out, "%s    %s:\t", indent, title);
	put_probe_action(d->out, probe);
	buf_printf(d->out, " delay=%llds timeout=%llds period=%llds #success=%lld #failure=%lld\n",
		   jint(probe, "initialDelaySeconds", 0), jint(probe, "timeoutSeconds", 1),
		   jint(probe, "periodSeconds", 10), jint(probe, "successThreshold", 1),
		   jint(probe, "failureThreshold", 3));
}

void
describe_containers(const struct describe *d, const json_t *pod, const char *indent)
{
	const json_t *container;
	size_t i;

	buf_printf(d->out, "%sContainers:\n", indent);
	json_array_foreach(jat(pod, "spec.containers"), i, container)
	{
		buf_printf(d->out, "%s  %s:\n", indent, jtext(container, "name", ""));
		buf_printf(d->out, "%s    Image:\t%s\n", indent, jtext(container, "image", ""));
		put_ports(d, container, indent);
		put_probe(d, "Liveness", jat(container, "livenessProbe"), indent);
		put_probe(d, "Readiness", jat(container, "readinessProbe"), indent);
	}
}

void
describe_conditions(const struct describe *d)
{
	const json_t *list = jat(d->object, "status.conditions"), *one;
	size_t i;

	if (json_array_size(list) == 0)
		return;
	buf_adds(d->out, "Conditions:\n  Type\tStatus\n");
	json_array_foreach(list, i, one)
		buf_printf(d->out, "  %s\t%s\n", jtext(one, "type", ""), jtext(one, "status", ""));
}

static void
put_owner(const struct describe *d)
{
	const json_t *owner = json_array_get(jat(d->object, "metadata.ownerReferences"), 0);

	if (owner != NULL)
		buf_printf(d->out, "Controlled By:\t%s/%s\n", jtext(owner, "kind", ""),
			   jtext(owner, "name", ""));
}

void
describe_pod(const struct describe *d)
{
	const json_t *ips = jat(d->object, "status.podIPs"), *one;
	const char *ip = jtext(d->object, "status.podIP", "");
	size_t i;

	describe_text(d, "Name", "metadata.name", "");
	describe_text(d, "Namespace", "metadata.namespace", NULL);
	describe_text(d, "Node", "spec.nodeName", "<none>");
	describe_map(d, "Labels", jat(d->object, "metadata.labels"), "=");
	describe_map(d, "Annotations", jat(d->object, "metadata.annotations"), ": ");
	buf_printf(d->out, "Status:\t%s\n", pod_state(d->object).status);
	buf_printf(d->out, "IP:\t%s\n", ip);
	buf_adds(d->out, "IPs:");
	if (json_array_size(ips) == 0 && *ip == '\0')
		buf_adds(d->out, "\t<none>\n");
	else if (json_array_size(ips) == 0)
		buf_printf(d->out, "\n  IP:\t%s\n", ip);
	json_array_foreach(ips, i, one)
		buf_printf(d->out, "%s  IP:\t%s\n", i == 0 ? "\n" : "", jtext(one, "ip", ""));
	put_owner(d);
	describe_containers(d, d->object, "");
	describe_conditions(d);
}

void
describe_workload(const struct describe *d)
{
	bool nested = jat(d->object, "spec.selector.matchLabels") != NULL;
	const struct describe inside = {
		.object = jat(d->object, "spec.template"),
		.out = d->out,
		.now_s = d->now_s,
	};
	struct buf selector = {0};

	describe_text(d, "Name", "metadata.name", "");
	describe_text(d, "Namespace", "metadata.namespace", NULL);
	jput_labels(&selector,
		    jat(d->object, nested ? "spec.selector.matchLabels" : "spec.selector"));
	buf_printf(d->out, "Selector:\t%s\n", selector.failed ? "" : selector.data);
	buf_fini(&selector);
	describe_map(d, "Labels", jat(d->object, "metadata.labels"), "=");
	describe_map(d, "Annotations", jat(d->object, "metadata.annotations"), ": ");
	buf_printf(d->out, "Replicas:\t%lld current / %lld desired, %lld ready\n",
		   jint(d->object, "status.replicas", 0), jint(d->object, "spec.replicas", 1),
		   jint(d->object, "status.readyReplicas", 0));
	if (jat(d->object, "status.replicas") == NULL)
		buf_adds(d->out, "Pods:\tnone here: without the annotation sluice/pod-ips its pods "
				 "have no address\n");
	buf_adds(d->out, "Pod Template:\n");
	describe_map(&inside, "  Labels", jat(inside.object, "metadata.labels"), "=");
	describe_containers(&inside, inside.object, "  ");
}
