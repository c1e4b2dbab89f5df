/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * A Service as kubectl describes it, then what kubectl does not know: pods that its selector
 * matches and that are no endpoint, with the reason.
 */
#include "cli/describe.h"

#include "cli/printer.h"

#include <string.h>

static void
put_joined(const struct describe *d, const char *title, const char *path, const char *otherwise)
{
	struct buf text = {0};

	jjoin_array(&text, ",", jat(d->object, path));
	if (text.len > 0 || otherwise != NULL)
		buf_printf(d->out, "%s:\t%s\n", title, text.len > 0 ? text.data : otherwise);
	buf_fini(&text);
}

static void
put_balancer(const struct describe *d)
{
	struct buf text = {0};
	const json_t *entry;
	size_t i;

	json_array_foreach(jat(d->object, "status.loadBalancer.ingress"), i, entry)
	{
		const char *mode = jtext(entry, "ipMode", NULL);

		jjoin(&text, ", ", jtext(entry, "ip", jtext(entry, "hostname", "<unknown>")));
		if (mode != NULL)
			buf_printf(&text, " (%s)", mode);
	}
	if (text.len > 0)
		buf_printf(d->out, "LoadBalancer Ingress:\t%s\n", text.data);
	buf_fini(&text);
}

static const json_t *
joined_port(const struct describe *d, const json_t *port)
{
	const json_t *ports = jat(d->service, "ports"), *one;
	size_t i;

	json_array_foreach(ports, i,
			   one) if (jint(one, "port", 0) == jint(port, "port", 0) &&
				    strcmp(jtext(one, "protocol", "TCP"),
					   jtext(port, "protocol", "TCP")) == 0) return one;
	return NULL;
}

static void
put_endpoints(const struct describe *d, const json_t *port)
{
	struct few f = {0};
	const json_t *pair;
	size_t i;

	json_array_foreach(jat(joined_port(d, port), "endpoints"), i, pair)
		few_add(&f, json_string_value(pair));
	few_end(&f, "<none>");
	buf_printf(d->out, "Endpoints:\t%s\n", f.text.failed ? "" : f.text.data);
	buf_fini(&f.text);
}

static void
put_port(const struct describe *d, const json_t *port)
{
	const char *name = jtext(port, "name", "<unset>");
	const char *protocol = jtext(port, "protocol", "TCP");
	const json_t *target = jat(port, "targetPort");
	long long number = jint(port, "port", 0), node_port = jint(port, "nodePort", 0);

	buf_printf(d->out, "Port:\t%s\t%lld/%s\nTargetPort:\t", name, number, protocol);
	if (target != NULL)
		jput(target, d->out);
	else
		buf_printf(d->out, "%lld", number);
	buf_printf(d->out, "/%s\n", protocol);
	if (node_port != 0)
		buf_printf(d->out, "NodePort:\t%s\t%lld/%s\n", name, node_port, protocol);
	put_endpoints(d, port);
}

static void
put_not_endpoints(const struct describe *d)
{
	const json_t *list = jat(d->service, "notEndpoints"), *one;
	size_t i;

	json_array_foreach(list, i, one)
	{
		const char *port = jtext(one, "port", NULL);

		buf_printf(d->out, "%s\t%s%s%s: %s\n", i == 0 ? "Not Endpoints:" : "",
			   jtext(one, "pod", ""), port != NULL ? " port " : "",
			   port != NULL ? port : "", jtext(one, "reason", ""));
	}
}

void
describe_service(const struct describe *d)
{
	const char *pending = service_pending(d->object);
	const json_t *port;
	struct buf selector = {0};
	size_t i;

	describe_meta(d);
	jput_labels(&selector, jat(d->object, "spec.selector"));
	buf_printf(d->out, "Selector:\t%s\n", selector.failed ? "" : selector.data);
	buf_fini(&selector);
	describe_text(d, "Type", "spec.type", "ClusterIP");
	describe_text(d, "IP Family Policy", "spec.ipFamilyPolicy", NULL);
	put_joined(d, "IP Families", "spec.ipFamilies", "<none>");
	buf_printf(d->out, "IP:\t%s\n", service_cluster_ip(d->object, ""));
	put_joined(d, "IPs", "spec.clusterIPs", "<none>");
	put_joined(d, "External IPs", "spec.externalIPs", NULL);
	describe_text(d, "Desired LoadBalancer IP", "spec.loadBalancerIP", NULL);
	describe_text(d, "External Name", "spec.externalName", NULL);
	put_balancer(d);
	json_array_foreach(jat(d->object, "spec.ports"), i, port) put_port(d, port);
	describe_text(d, "Session Affinity", "spec.sessionAffinity", "None");
	describe_text(d, "External Traffic Policy", "spec.externalTrafficPolicy", NULL);
	describe_text(d, "Internal Traffic Policy", "spec.internalTrafficPolicy", NULL);
	if (jint(d->object, "spec.healthCheckNodePort", 0) != 0)
		buf_printf(d->out, "HealthCheck NodePort:\t%lld\n",
			   jint(d->object, "spec.healthCheckNodePort", 0));
	put_joined(d, "LoadBalancer Source Ranges", "spec.loadBalancerSourceRanges", NULL);
	describe_text(d, "Traffic Distribution", "spec.trafficDistribution", NULL);
	if (pending != NULL)
		buf_printf(d->out, "Pending:\t%s\n", pending);
	put_not_endpoints(d);
}
