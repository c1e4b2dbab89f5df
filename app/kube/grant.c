/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * Grants as the text that outlives a restart.
 */
#include "kube/model_priv.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static void
add_text(struct buf *out, const char *before, const char *text)
{
	buf_adds(out, before);
	buf_adds(out, text);
}

static void
add_number(struct buf *out, const char *before, unsigned number)
{
	buf_adds(out, before);
	buf_addi(out, number);
}

static void
add_addrs(struct buf *out, const char *key, const struct ip_addr *v)
{
	char text[ADDR_TEXT_BYTES];

	add_text(out, "\"", key);
	for (int i = 0; i < FAMILY_CNT; i++)
		add_text(out, i > 0 ? "\",\"" : "\":[\"",
			 addr_is_set(&v[i]) ? addr_format(&v[i], text) : "");
	buf_adds(out, "\"],");
}

const char *
policy_name(enum family_policy p)
{
	static const char *const names[] = {"SingleStack", "PreferDualStack", "RequireDualStack",
					    ""};

	return names[p];
}

/* Without printf: a load prints two of each Service. */
void
grant_json(const struct grant *g, struct buf *out)
{
	add_text(out, "{\"ipFamilyPolicy\":\"", policy_name(g->policy));
	add_text(out, "\",\"headless\":", g->headless ? "true" : "false");
	buf_adds(out, ",\"ipFamilies\":[");
	for (size_t i = 0; i < g->family_cnt; i++) {
		add_text(out, i > 0 ? ",\"" : "\"", family_name(g->families[i]));
		buf_adds(out, "\"");
	}
	buf_adds(out, "],");
	add_addrs(out, "clusterIPs", g->cluster);
	add_addrs(out, "loadBalancer", g->lb);
	if (g->podded)
		buf_adds(out, "\"podded\":true,");
	add_number(out, "\"healthCheckNodePort\":", g->health_port);
	buf_adds(out, ",\"ports\":[");
	for (size_t i = 0; i < g->port_cnt; i++) {
		add_text(out, i > 0 ? ",{\"protocol\":\"" : "{\"protocol\":\"",
			 proto_name(g->ports[i].proto));
		add_number(out, "\",\"port\":", g->ports[i].port);
		add_number(out, ",\"nodePort\":", g->ports[i].node_port);
		buf_adds(out, "}");
	}
	buf_adds(out, "]}");
}

static bool
read_addrs(const struct node *list, struct ip_addr *v)
{
	const struct node *n = list == NULL ? NULL : list->first;

	if (list == NULL || list->type != NODE_LIST || list->cnt != FAMILY_CNT)
		return false;
	for (int i = 0; i < FAMILY_CNT; i++, n = n->next)
		if (n->type != NODE_STRING || (*n->text != '\0' && addr_parse(&v[i], n->text) != 0))
			return false;
	return true;
}

/* Records of older versions have none of these. */
static bool
read_families(const struct node *root, struct grant *g)
{
	const struct node *policy = tree_get(root, "ipFamilyPolicy");
	const struct node *headless = tree_get(root, "headless");
	const struct node *list = tree_get(root, "ipFamilies");

	g->policy = FAMILY_POLICY_UNSET;
	for (int i = FAMILY_SINGLE; policy != NULL && i <= FAMILY_REQUIRE_DUAL; i++)
		if (policy->type == NODE_STRING &&
		    strcmp(policy->text, policy_name((enum family_policy)i)) == 0)
			g->policy = (enum family_policy)i;
	g->podded = tree_get(root, "podded") != NULL;
	g->headless = headless != NULL && headless->type == NODE_BOOL && headless->b;
	if (list == NULL)
		return true;
	if (list->type != NODE_LIST || list->cnt > FAMILY_CNT)
		return false;
	for (const struct node *n = list->first; n != NULL; n = n->next) {
		bool v6 = n->type == NODE_STRING && strcmp(n->text, family_name(FAMILY_V6)) == 0;

		g->families[g->family_cnt++] = v6 ? FAMILY_V6 : FAMILY_V4;
	}
	return true;
}

static bool
read_u16(const struct node *n, uint16_t *out)
{
	if (n == NULL || n->type != NODE_INT || n->i < 0 || n->i > UINT16_MAX)
		return false;
	*out = (uint16_t)n->i;
	return true;
}

static bool
read_port(const struct node *n, struct grant_port *p)
{
	const struct node *proto = tree_get(n, "protocol");

	if (proto == NULL || proto->type != NODE_STRING)
		return false;
	for (enum proto k = PROTO_TCP; k <= PROTO_SCTP; k++)
		if (strcmp(proto_name(k), proto->text) == 0)
			p->proto = k;
	return read_u16(tree_get(n, "port"), &p->port) &&
	       read_u16(tree_get(n, "nodePort"), &p->node_port);
}

static int
take_document(void *arg, struct document *doc)
{
	const struct node *ports = tree_get(doc->root, "ports");
	struct grant *g = arg;

	if (!read_families(doc->root, g) ||
	    !read_addrs(tree_get(doc->root, "clusterIPs"), g->cluster) ||
	    !read_addrs(tree_get(doc->root, "loadBalancer"), g->lb) ||
	    !read_u16(tree_get(doc->root, "healthCheckNodePort"), &g->health_port) ||
	    ports == NULL || ports->type != NODE_LIST || g->ports != NULL)
		return -EINVAL;
	for (int i = 0; i < FAMILY_CNT && tree_get(doc->root, "ipFamilies") == NULL; i++)
		if (addr_is_set(&g->cluster[i]))
			g->families[g->family_cnt++] =
				addr_is_v4(&g->cluster[i]) ? FAMILY_V4 : FAMILY_V6;
	g->ports = calloc(ports->cnt + 1, sizeof(*g->ports));
	if (g->ports == NULL)
		return -ENOMEM;
	for (const struct node *n = ports->first; n != NULL; n = n->next)
		if (!read_port(n, &g->ports[g->port_cnt++]))
			return -EINVAL;
	return 0;
}

int
grant_parse(const char *text, size_t len, struct grant *out)
{
	struct faults faults = {0};
	int err = tree_read(NULL, text, len, &faults, take_document, out);

	faults_fini(&faults);
	return err != 0 ? err : out->ports == NULL ? -EINVAL : 0;
}
