/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * Containers of pods and of pod templates, with their probes.
 */
#include "cli/describe.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

static void
put_ports(struct buf *out, const json_t *container)
{
	const json_t *ports = jat(container, "ports"), *port;
	struct buf text = {0}, host = {0};
	const char *plural = json_array_size(ports) > 1 ? "s" : "";
	size_t i;

	json_array_foreach(ports, i, port)
	{
		jjoin(&text, ", ", "");
		jjoin(&host, ", ", "");
		buf_printf(&text, "%lld/%s", jint(port, "containerPort", 0),
			   jtext(port, "protocol", "TCP"));
		buf_printf(&host, "%lld/%s", jint(port, "hostPort", 0),
			   jtext(port, "protocol", "TCP"));
	}
	buf_printf(out, "    Port%s:\t%s\n", plural, text.len > 0 ? text.data : "<none>");
	buf_printf(out, "    Host Port%s:\t%s\n", plural, host.len > 0 ? host.data : "<none>");
	buf_fini(&text);
	buf_fini(&host);
}

/* Command and arguments, a line for each line of them. */
static void
put_lines(struct buf *out, const char *title, const json_t *list)
{
	const json_t *item;
	size_t i;

	if (json_array_size(list) == 0)
		return;
	buf_printf(out, "    %s:\n", title);
	json_array_foreach(list, i, item)
	{
		const char *s = json_string_value(item);

		for (size_t len; s != NULL; s = s[len] == '\n' ? s + len + 1 : NULL) {
			len = strcspn(s, "\n");
			buf_printf(out, "      %.*s\n", (int)len, s);
		}
	}
}

static void
put_resources(struct buf *out, const char *title, const json_t *map)
{
	size_t cnt;
	const char **keys = jkeys(map, &cnt);

	if (cnt > 0)
		buf_printf(out, "    %s:\n", title);
	for (size_t i = 0; i < cnt; i++) {
		buf_printf(out, "      %s:\t", keys[i]);
		jput(json_object_get(map, keys[i]), out);
		buf_adds(out, "\n");
	}
	free(keys);
}

static void
put_lower(struct buf *out, const char *text)
{
	for (; *text != '\0'; text++)
		buf_printf(out, "%c", tolower((unsigned char)*text));
}

static void
put_http(struct buf *out, const json_t *http)
{
	const char *host = jtext(http, "host", "");
	bool v6 = strchr(host, ':') != NULL;

	buf_adds(out, "http-get ");
	put_lower(out, jtext(http, "scheme", "HTTP"));
	buf_printf(out, "://%s%s%s:", v6 ? "[" : "", host, v6 ? "]" : "");
	jput(jat(http, "port"), out);
	buf_adds(out, jtext(http, "path", "/"));
}

static void
put_probe_action(struct buf *out, const json_t *probe)
{
	const json_t *exec = jat(probe, "exec"), *http = jat(probe, "httpGet");
	const json_t *tcp = jat(probe, "tcpSocket"), *grpc = jat(probe, "grpc");
	struct buf command = {0};

	if (exec != NULL) {
		jjoin_array(&command, " ", jat(exec, "command"));
		buf_printf(out, "exec [%s]", command.len > 0 ? command.data : "");
		buf_fini(&command);
	} else if (http != NULL) {
		put_http(out, http);
	} else if (tcp != NULL) {
		buf_printf(out, "tcp-socket %s:", jtext(tcp, "host", ""));
		jput(jat(tcp, "port"), out);
	} else if (grpc != NULL) {
		buf_adds(out, "grpc <pod>:");
		jput(jat(grpc, "port"), out);
		buf_printf(out, " %s", jtext(grpc, "service", ""));
	} else {
		buf_adds(out, "unknown");
	}
}

static void
put_probe(struct buf *out, const char *title, const json_t *probe)
{
	if (probe == NULL)
		return;
	buf_printf(out, "    %s:\t", title);
	put_probe_action(out, probe);
	buf_printf(out, " delay=%llds timeout=%llds period=%llds #success=%lld #failure=%lld\n",
		   jint(probe, "initialDelaySeconds", 0), jint(probe, "timeoutSeconds", 1),
		   jint(probe, "periodSeconds", 10), jint(probe, "successThreshold", 1),
		   jint(probe, "failureThreshold", 3));
}

static void
put_variable_source(struct buf *out, const json_t *from)
{
	const json_t *secret = jat(from, "secretKeyRef"), *map = jat(from, "configMapKeyRef");
	const json_t *one = secret != NULL ? secret : map;

	if (jat(from, "fieldRef") != NULL)
		buf_printf(out, " (%s:%s)", jtext(from, "fieldRef.apiVersion", "v1"),
			   jtext(from, "fieldRef.fieldPath", ""));
	else if (jat(from, "resourceFieldRef") != NULL)
		buf_printf(out, " (%s)", jtext(from, "resourceFieldRef.resource", ""));
	else
		buf_printf(out, "<set to the key '%s' %s '%s'>\tOptional: %s",
			   jtext(one, "key", ""), secret != NULL ? "in secret" : "of config map",
			   jtext(one, "name", ""), jtrue(one, "optional") ? "true" : "false");
}

static void
put_environment(struct buf *out, const json_t *container)
{
	const json_t *list = jat(container, "envFrom"), *one;
	size_t i;

	if (json_array_size(list) > 0)
		buf_adds(out, "    Environment Variables from:\n");
	json_array_foreach(list, i, one)
	{
		const json_t *secret = jat(one, "secretRef");
		const json_t *ref = secret != NULL ? secret : jat(one, "configMapRef");
		const char *prefix = jtext(one, "prefix", NULL);

		buf_printf(out, "      %s\t%s%s%s%s\tOptional: %s\n", jtext(ref, "name", ""),
			   secret != NULL ? "Secret" : "ConfigMap",
			   prefix != NULL ? " with prefix '" : "", prefix != NULL ? prefix : "",
			   prefix != NULL ? "'" : "", jtrue(ref, "optional") ? "true" : "false");
	}
	list = jat(container, "env");
	buf_printf(out, "    Environment:%s\n", json_array_size(list) == 0 ? "\t<none>" : "");
	json_array_foreach(list, i, one)
	{
		const char *value = jtext(one, "value", "");
		size_t len = strcspn(value, "\n");

		buf_printf(out, "      %s:\t%.*s", jtext(one, "name", ""), (int)len, value);
		if (jat(one, "valueFrom") != NULL)
			put_variable_source(out, jat(one, "valueFrom"));
		for (value += len; *value == '\n'; value += len) {
			len = strcspn(++value, "\n");
			buf_printf(out, "\n      \t%.*s", (int)len, value);
		}
		buf_adds(out, "\n");
	}
}

static void
put_mounts(struct buf *out, const json_t *container)
{
	size_t cnt;
	const json_t **list = jsorted(jat(container, "volumeMounts"), "mountPath", NULL, &cnt);

	buf_printf(out, "    Mounts:%s\n", cnt == 0 ? "\t<none>" : "");
	for (size_t i = 0; i < cnt; i++) {
		const char *path = jtext(list[i], "subPath", NULL);

		buf_printf(out, "      %s from %s (%s%s%s%s)\n", jtext(list[i], "mountPath", ""),
			   jtext(list[i], "name", ""), jtrue(list[i], "readOnly") ? "ro" : "rw",
			   path != NULL ? ",path=\"" : "", path != NULL ? path : "",
			   path != NULL ? "\"" : "");
	}
	free(list);
}

static void
put_stamp(struct buf *out, const char *title, const char *stamp)
{
	char text[DESCRIBE_TIME_BYTES];

	if (stamp != NULL)
		buf_printf(out, "      %s:\t%s\n", title, describe_time(stamp, text));
}

static void
put_state(struct buf *out, const char *title, const json_t *state)
{
	const json_t *ended = jat(state, "terminated");

	if (jat(state, "running") != NULL) {
		buf_printf(out, "    %s:\tRunning\n", title);
		put_stamp(out, "Started", jtext(state, "running.startedAt", NULL));
		return;
	}
	buf_printf(out, "    %s:\t%s\n", title, ended != NULL ? "Terminated" : "Waiting");
	if (jtext(state, "waiting.reason", NULL) != NULL)
		buf_printf(out, "      Reason:\t%s\n", jtext(state, "waiting.reason", ""));
	if (ended == NULL)
		return;
	if (jtext(ended, "reason", NULL) != NULL)
		buf_printf(out, "      Reason:\t%s\n", jtext(ended, "reason", ""));
	buf_printf(out, "      Exit Code:\t%lld\n", jint(ended, "exitCode", 0));
	put_stamp(out, "Started", jtext(ended, "startedAt", NULL));
	put_stamp(out, "Finished", jtext(ended, "finishedAt", NULL));
}

static const json_t *
status_of(const json_t *statuses, const char *name)
{
	const json_t *one;
	size_t i;

	json_array_foreach(statuses, i,
			   one) if (strcmp(jtext(one, "name", ""), name) == 0) return one;
	return NULL;
}

static void
put_container(struct buf *out, const json_t *container, const json_t *status)
{
	if (status != NULL)
		buf_printf(out, "    Container ID:\t%s\n", jtext(status, "containerID", ""));
	buf_printf(out, "    Image:\t%s\n", jtext(container, "image", ""));
	if (status != NULL)
		buf_printf(out, "    Image ID:\t%s\n", jtext(status, "imageID", ""));
	put_ports(out, container);
	put_lines(out, "Command", jat(container, "command"));
	put_lines(out, "Args", jat(container, "args"));
	if (status != NULL) {
		put_state(out, "State", jat(status, "state"));
		if (jat(status, "lastState.terminated") != NULL)
			put_state(out, "Last State", jat(status, "lastState"));
		buf_printf(out, "    Ready:\t%s\n    Restart Count:\t%lld\n",
			   jtrue(status, "ready") ? "True" : "False",
			   jint(status, "restartCount", 0));
	}
	put_resources(out, "Limits", jat(container, "resources.limits"));
	put_resources(out, "Requests", jat(container, "resources.requests"));
	put_probe(out, "Liveness", jat(container, "livenessProbe"));
	put_probe(out, "Readiness", jat(container, "readinessProbe"));
	put_probe(out, "Startup", jat(container, "startupProbe"));
	put_environment(out, container);
	put_mounts(out, container);
}

void
describe_containers(const struct describe *d, const char *title, const json_t *containers,
		    const json_t *statuses, const char *indent)
{
	const json_t *container;
	size_t i;

	buf_printf(d->out, "%s%s:%s\n", indent, title,
		   json_array_size(containers) == 0 ? " <none>" : "");
	json_array_foreach(containers, i, container)
	{
		const char *name = jtext(container, "name", "");

		buf_printf(d->out, "  %s%s:\n", *indent != '\0' ? " " : "", name);
		put_container(d->out, container, status_of(statuses, name));
	}
}
