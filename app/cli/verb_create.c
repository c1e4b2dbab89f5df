/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * create: of manifests, or a Service made of options: create service TYPE NAME, with what kubectl
 * makes of the same words.
 */
#include "cli/verbs.h"

#include "cli/changes.h"
#include "cli/put.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static const struct service_type {
	const char *word;
	const char *type;
} service_types[] = {
	{"clusterip", "ClusterIP"},
	{"nodeport", "NodePort"},
	{"loadbalancer", "LoadBalancer"},
	{"externalname", "ExternalName"},
};

static const char *
type_find(const char *word)
{
	for (size_t i = 0; i < sizeof(service_types) / sizeof(service_types[0]); i++)
		if (strcmp(service_types[i].word, word) == 0)
			return service_types[i].type;
	return NULL;
}

/* @return a port's number, or 0 */
static long
port_number(const char *text, size_t len)
{
	char copy[8];
	size_t digits = strspn(text, "0123456789");
	long number;

	if (len == 0 || len >= sizeof(copy) || digits < len)
		return 0;
	memcpy(copy, text, len);
	copy[len] = '\0';
	number = strtol(copy, NULL, 10);
	return number <= 65535 ? number : 0;
}

/* "80", "80:8080", "80:http" */
static enum cli_exit
add_port(const struct cli *cli, json_t *ports, const char *spec, size_t len, long node_port)
{
	const char *colon = memchr(spec, ':', len);
	size_t own = colon != NULL ? (size_t)(colon - spec) : len;
	const char *target = colon != NULL ? colon + 1 : spec;
	size_t target_len = colon != NULL ? len - own - 1 : len;
	long port = port_number(spec, own), number = port_number(target, target_len);
	bool is_name = target_len > 0 && strspn(target, "0123456789") < target_len;
	char name[64];
	json_t *one;

	if (port == 0 || (number == 0 && !is_name) || len >= sizeof(name)) {
		cli_error(cli,
			  "'%.*s' is no port: PORT or PORT:TARGETPORT, numbers 1-65535, the "
			  "target may be a name",
			  (int)len, spec);
		return CLI_USAGE;
	}
	memcpy(name, spec, len);
	name[len] = '\0';
	if (colon != NULL)
		name[own] = '-';
	one = json_pack("{s:s, s:i, s:s}", "name", name, "port", (int)port, "protocol", "TCP");
	if (is_name)
		json_object_set_new(one, "targetPort", json_stringn(target, target_len));
	else
		json_object_set_new(one, "targetPort", json_integer(number));
	if (node_port != 0)
		json_object_set_new(one, "nodePort", json_integer(node_port));
	json_array_append_new(ports, one);
	return CLI_OK;
}

static enum cli_exit
add_ports(const struct cli *cli, const struct args *a, json_t *ports)
{
	const char *node = a->value[OPT_node_port];
	long node_port = node != NULL ? port_number(node, strlen(node)) : 0;

	if (node != NULL && node_port == 0 && strcmp(node, "0") != 0) {
		cli_error(cli, "--node-port takes a number 1-65535, not '%s'", node);
		return CLI_USAGE;
	}
	for (size_t i = 0; i < a->tcp_cnt; i++) {
		const char *spec = a->tcp[i];

		for (size_t len; *spec != '\0'; spec += len + (spec[len] == ',')) {
			enum cli_exit rc;

			len = strcspn(spec, ",");
			rc = add_port(cli, ports, spec, len, node_port);
			if (rc != CLI_OK)
				return rc;
		}
	}
	return CLI_OK;
}

/* Which options make sense for which type. */
static enum cli_exit
check_options(const struct cli *cli, const struct args *a, const char *type)
{
	const char *ip = a->value[OPT_clusterip];
	bool named = strcmp(type, "ExternalName") == 0;

	if (named && !a->given[OPT_external_name]) {
		cli_error(cli, "required flag(s) \"external-name\" not set");
		return CLI_USAGE;
	}
	if (a->given[OPT_external_name] && !named)
		cli_error(cli, "--external-name goes with externalname only");
	else if (a->given[OPT_clusterip] && strcmp(type, "ClusterIP") != 0)
		cli_error(cli, "--clusterip goes with clusterip only");
	else if (a->given[OPT_node_port] && strcmp(type, "NodePort") != 0)
		cli_error(cli, "--node-port goes with nodeport only");
	else if (ip != NULL && strcmp(ip, "None") == 0 && a->tcp_cnt > 0)
		cli_error(cli, "can not map ports with clusterip=None");
	else if (!named && a->tcp_cnt == 0 && (ip == NULL || strcmp(ip, "None") != 0))
		cli_error(cli, "at least one tcp port specifier must be provided");
	else
		return CLI_OK;
	return CLI_USAGE;
}

static enum cli_exit
create_service(const struct cli *cli, const struct args *a, const char *type, const char *name)
{
	json_t *ports = json_array(), *spec, *service;
	enum cli_exit rc = check_options(cli, a, type);

	if (rc == CLI_OK)
		rc = add_ports(cli, a, ports);
	if (rc != CLI_OK) {
		json_decref(ports);
		return rc;
	}
	spec = json_pack("{s:s, s:{s:s}}", "type", type, "selector", "app", name);
	if (spec == NULL) {
		cli_error(cli, "the name '%s' is not UTF-8", name);
		json_decref(ports);
		return CLI_USAGE;
	}
	if (json_array_size(ports) > 0)
		json_object_set(spec, "ports", ports);
	json_decref(ports);
	if (a->given[OPT_clusterip])
		json_object_set_new(spec, "clusterIP", json_string(a->value[OPT_clusterip]));
	if (a->given[OPT_external_name])
		json_object_set_new(spec, "externalName", json_string(a->value[OPT_external_name]));
	service =
		json_pack("{s:s, s:s, s:{s:s, s:{s:s}}, s:o}", "apiVersion", "v1", "kind",
			  "Service", "metadata", "name", name, "labels", "app", name, "spec", spec);
	return put_made(cli, a, service, NULL);
}

static enum cli_exit
create_namespace(const struct cli *cli, const struct args *a)
{
	static const enum option_id others[] = {OPT_tcp, OPT_clusterip, OPT_node_port,
						OPT_external_name};

	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		if (a->given[others[i]]) {
			cli_error(cli, "--%s goes with a service only",
				  option_specs[others[i]].name);
			return CLI_USAGE;
		}
	if (a->word_cnt != 2) {
		cli_error(cli, "exactly one NAME is required, got %zu", a->word_cnt - 1);
		return CLI_USAGE;
	}
	return put_made(cli, a,
			json_pack("{s:s, s:s, s:{s:s}, s:{}}", "apiVersion", "v1", "kind",
				  "Namespace", "metadata", "name", a->words[1], "spec"),
			NULL);
}

static enum cli_exit
create_made(const struct cli *cli, const struct args *a)
{
	const char *kind = a->words[0], *type;

	if (strcmp(kind, "namespace") == 0 || strcmp(kind, "ns") == 0)
		return create_namespace(cli, a);
	if (strcmp(kind, "service") != 0 && strcmp(kind, "svc") != 0) {
		cli_error(cli,
			  "'%s' is not made of options, a service and a namespace are; see "
			  "'sluice create -h'",
			  kind);
		return CLI_USAGE;
	}
	type = a->word_cnt > 1 ? type_find(a->words[1]) : NULL;
	if (type == NULL) {
		cli_error(cli, "which type? clusterip, nodeport, loadbalancer or externalname");
		return CLI_USAGE;
	}
	if (a->word_cnt != 3) {
		cli_error(cli, "exactly one NAME is required, got %zu", a->word_cnt - 2);
		return CLI_USAGE;
	}
	return create_service(cli, a, type, a->words[2]);
}

enum cli_exit
verb_create(struct cli *cli, const struct args *a)
{
	static const struct changes_words words = {.verb = "create"};

	if (a->word_cnt == 0 || a->file_cnt > 0)
		return put_files(cli, a, "create", RPC_create, &words);
	return create_made(cli, a);
}
