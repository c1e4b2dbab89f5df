/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * Endpoints and EndpointSlices of Services whose controller we are, and what `describe service`
 * shows. Addresses that have the same ports and state stand together, as Kubernetes has them.
 */
#include "kube/model_priv.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "channel/block.h"

/* One address of the Service, with the numbers it has for the Service's ports (0: not that one). */
struct member {
	const struct endpoint *ep;
	uint16_t *ports;
	size_t group;
};

struct members {
	struct member *v;
	size_t cnt;
	size_t groups;
	uint16_t *numbers; /* of all members */
};

static void
members_fini(struct members *ms)
{
	free(ms->v);
	free(ms->numbers);
}

static int
compare_members(const void *a, const void *b)
{
	const struct member *x = a, *y = b;

	return addr_compare(&x->ep->ip, &y->ep->ip);
}

static bool
same_ports(const struct member *a, const struct member *b, size_t port_cnt)
{
	return memcmp(a->ports, b->ports, port_cnt * sizeof(*a->ports)) == 0;
}

/* Fold the lists of all ports of one family into addresses, and those into groups. */
static int
gather(const struct joined *j, int family, struct members *ms)
{
	size_t max = 0, kept = 0;

	memset(ms, 0, sizeof(*ms));
	for (size_t p = 0; p < j->port_cnt; p++)
		max += j->ports[p][family].cnt;
	ms->v = calloc(max + 1, sizeof(*ms->v));
	ms->numbers = calloc((max + 1) * (j->port_cnt + 1), sizeof(*ms->numbers));
	if (ms->v == NULL || ms->numbers == NULL)
		return -ENOMEM;
	for (size_t p = 0; p < j->port_cnt; p++) {
		for (size_t i = 0; i < j->ports[p][family].cnt; i++) {
			struct member *mb = &ms->v[ms->cnt];

			mb->ep = &j->ports[p][family].v[i];
			mb->ports = ms->numbers + ms->cnt++ * j->port_cnt;
			mb->ports[p] = mb->ep->port;
		}
	}
	if (ms->cnt > 0)
		qsort(ms->v, ms->cnt, sizeof(*ms->v), compare_members);
	for (size_t i = 0; i < ms->cnt; i++) {
		struct member *last = kept > 0 ? &ms->v[kept - 1] : NULL;
		bool merged = last != NULL && addr_equal(&last->ep->ip, &ms->v[i].ep->ip);

		for (size_t p = 0; merged && p < j->port_cnt; p++)
			merged = last->ports[p] == 0 || ms->v[i].ports[p] == 0;
		if (!merged) {
			ms->v[kept++] = ms->v[i];
			continue;
		}
		for (size_t p = 0; p < j->port_cnt; p++)
			last->ports[p] |= ms->v[i].ports[p];
	}
	ms->cnt = kept;
	for (size_t i = 0; i < ms->cnt; i++) {
		size_t k = 0;

		while (k < i && !same_ports(&ms->v[k], &ms->v[i], j->port_cnt))
			k++;
		ms->v[i].group = k < i ? ms->v[k].group : ms->groups++;
	}
	return 0;
}

static void
add_target(const struct endpoint *ep, struct buf *out)
{
	if (ep->node != NULL) {
		buf_adds(out, ",\"nodeName\":");
		tree_json_string(ep->node, out);
	}
	if (ep->pod == NULL)
		return;
	buf_adds(out, ",\"targetRef\":{\"kind\":\"Pod\",\"namespace\":");
	tree_json_string(ep->pod_ns, out);
	buf_adds(out, ",\"name\":");
	tree_json_string(ep->pod, out);
	buf_adds(out, "}");
}

static void
add_ports(const struct svc *s, const struct member *mb, struct buf *out)
{
	const struct service_spec *spec = &s->obj->u.service.spec;
	bool first = true;

	buf_adds(out, "\"ports\":[");
	for (size_t p = 0; p < spec->ports.cnt; p++) {
		if (mb->ports[p] == 0)
			continue;
		buf_printf(out, "%s{\"name\":\"%s\",\"port\":%u,\"protocol\":\"%s\"}",
			   first ? "" : ",", spec->ports.v[p].name, mb->ports[p],
			   proto_name(spec->ports.v[p].proto));
		first = false;
	}
	buf_adds(out, "]");
}

static void
add_head(const struct svc *s, const char *api, const char *kind, const char *name, struct buf *out)
{
	const struct object *o = s->obj;
	char seed[1200], uid[UID_BYTES];

	snprintf(seed, sizeof(seed), "%s/%s/%s@%s", kind, o->meta.ns, name, o->uid);
	buf_printf(out,
		   "{\"apiVersion\":\"%s\",\"kind\":\"%s\",\"metadata\":{\"name\":\"%s\","
		   "\"namespace\":\"%s\",\"uid\":\"%s\",\"resourceVersion\":\"%llu\","
		   "\"creationTimestamp\":\"%s\",\"labels\":{",
		   api, kind, name, o->meta.ns, uid_format(seed, uid),
		   (unsigned long long)o->version, o->created);
	for (size_t i = 0; i < o->meta.labels.cnt; i++) {
		if (i > 0)
			buf_adds(out, ",");
		tree_json_string(o->meta.labels.v[i].key, out);
		buf_adds(out, ":");
		tree_json_string(o->meta.labels.v[i].value, out);
	}
}

static void
add_addresses(const struct members *ms, size_t group, bool ready, const char *key, struct buf *out)
{
	char text[ADDR_TEXT_BYTES];
	bool first = true;

	for (size_t i = 0; i < ms->cnt; i++) {
		const struct member *mb = &ms->v[i];

		if (mb->group != group || mb->ep->ready != ready)
			continue;
		if (first)
			buf_printf(out, "\"%s\":[", key);
		buf_printf(out, "%s{\"ip\":\"%s\"", first ? "" : ",",
			   addr_format(&mb->ep->ip, text));
		add_target(mb->ep, out);
		buf_adds(out, "}");
		first = false;
	}
	if (!first)
		buf_adds(out, "],");
}

static const struct member *
first_of(const struct members *ms, size_t group)
{
	const struct member *mb = ms->v;

	while (mb->group != group)
		mb++;
	return mb;
}

int
show_endpoints(const struct model *m, const struct svc *s, struct buf *out)
{
	struct joined j;
	struct members ms = {0};
	int err = join_service(m, s, &j);

	if (err == 0)
		err = gather(&j, s->grant.families[0] == FAMILY_V4 ? 0 : 1, &ms);
	add_head(s, "v1", "Endpoints", s->obj->meta.name, out);
	buf_adds(out, "}}");
	if (err == 0 && ms.groups > 0)
		buf_adds(out, ",\"subsets\":[");
	for (size_t g = 0; err == 0 && g < ms.groups; g++) {
		buf_adds(out, g > 0 ? ",{" : "{");
		add_addresses(&ms, g, true, "addresses", out);
		add_addresses(&ms, g, false, "notReadyAddresses", out);
		add_ports(s, first_of(&ms, g), out);
		buf_adds(out, "}");
	}
	buf_adds(out, err == 0 && ms.groups > 0 ? "]}" : "}");
	members_fini(&ms);
	joined_fini(&j);
	return err != 0 ? err : out->failed ? -ENOMEM : 0;
}

static void
add_slice(const struct svc *s, const struct members *ms, size_t group, int family, struct buf *out)
{
	char name[320], text[ADDR_TEXT_BYTES];
	bool first = true;

	snprintf(name, sizeof(name), "%.250s-v%d-%zu", s->obj->meta.name, family == 0 ? 4 : 6,
		 group);
	add_head(s, "discovery.k8s.io/v1", "EndpointSlice", name, out);
	buf_printf(out, "%s\"kubernetes.io/service-name\":\"%s\"}},\"addressType\":\"IPv%d\",",
		   s->obj->meta.labels.cnt > 0 ? "," : "", s->obj->meta.name, family == 0 ? 4 : 6);
	add_ports(s, first_of(ms, group), out);
	buf_adds(out, ",\"endpoints\":[");
	for (size_t i = 0; i < ms->cnt; i++) {
		const struct endpoint *ep = ms->v[i].ep;

		if (ms->v[i].group != group)
			continue;
		buf_printf(out,
			   "%s{\"addresses\":[\"%s\"],\"conditions\":{\"ready\":%s,"
			   "\"serving\":%s,\"terminating\":%s}",
			   first ? "" : ",", addr_format(&ep->ip, text),
			   ep->ready ? "true" : "false",
			   (ep->flags & SLUICE_ENDPOINT_SERVING) != 0 ? "true" : "false",
			   (ep->flags & SLUICE_ENDPOINT_TERMINATING) != 0 ? "true" : "false");
		add_target(ep, out);
		buf_adds(out, "}");
		first = false;
	}
	buf_adds(out, "]}");
}

int
show_slices(const struct model *m, const struct svc *s, model_object_cb cb, void *arg)
{
	struct joined j;
	int err = join_service(m, s, &j);

	for (int f = 0; f < FAMILY_CNT && err == 0; f++) {
		struct members ms = {0};

		err = gather(&j, f, &ms);
		for (size_t g = 0; g < ms.groups && err == 0; g++) {
			struct buf out = {0};

			add_slice(s, &ms, g, f, &out);
			err = out.failed ? -ENOMEM : cb(arg, out.data, out.len);
			buf_fini(&out);
		}
		members_fini(&ms);
	}
	joined_fini(&j);
	return err;
}

static void
add_endpoint_texts(const struct endpoint_list *l, struct buf *out, bool *first)
{
	const uint16_t used = SLUICE_ENDPOINT_USE_CLUSTER | SLUICE_ENDPOINT_USE_LOCAL;
	char text[ADDR_TEXT_BYTES];

	for (size_t i = 0; i < l->cnt; i++) {
		const struct endpoint *ep = &l->v[i];

		if (!ep->ready && (ep->flags & used) == 0)
			continue;
		buf_printf(out, addr_is_v4(&ep->ip) ? "%s\"%s:%u\"" : "%s\"[%s]:%u\"",
			   *first ? "" : ",", addr_format(&ep->ip, text), ep->port);
		*first = false;
	}
}

static void
describe_port(const struct svc *s, const struct joined *j, size_t i, struct buf *out)
{
	const struct service_port *p = &s->obj->u.service.spec.ports.v[i];
	bool first = true;

	buf_printf(out, "%s{\"name\":\"%s\",\"port\":%u,\"protocol\":\"%s\",\"targetPort\":",
		   i > 0 ? "," : "", p->name, p->port, proto_name(p->proto));
	if (p->target.text != NULL)
		tree_json_string(p->target.text, out);
	else
		buf_printf(out, "%lld", (long long)p->target.num);
	buf_printf(out, ",\"nodePort\":%u,\"endpoints\":[",
		   i < s->grant.port_cnt ? s->grant.ports[i].node_port : 0);
	for (size_t f = 0; f < s->grant.family_cnt; f++)
		add_endpoint_texts(&j->ports[i][s->grant.families[f] == FAMILY_V4 ? 0 : 1], out,
				   &first);
	buf_adds(out, "]}");
}

int
model_describe_service(const struct model *m, const char *ns, const char *name, struct buf *json)
{
	char key[768];
	const struct svc *s;
	struct joined j;
	int err;

	snprintf(key, sizeof(key), "%s/%s", ns, name);
	s = map_find(&m->services, key);
	if (s == NULL)
		return -ENOENT;
	err = join_service(m, s, &j);
	buf_adds(json, "{\"object\":");
	if (err == 0)
		err = show_object(m, s->obj, json);
	buf_adds(json, ",\"ports\":[");
	for (size_t i = 0; i < j.port_cnt && err == 0; i++)
		describe_port(s, &j, i, json);
	buf_adds(json, "],\"notEndpoints\":[");
	for (size_t i = 0; i < j.absent_cnt && err == 0; i++) {
		buf_adds(json, i > 0 ? ",{\"pod\":" : "{\"pod\":");
		tree_json_string(j.absent[i].pod, json);
		buf_adds(json, ",\"port\":");
		tree_json_string(j.absent[i].port, json);
		buf_adds(json, ",\"reason\":");
		tree_json_string(j.absent[i].reason, json);
		buf_adds(json, "}");
	}
	buf_adds(json, "]}");
	joined_fini(&j);
	return err != 0 ? err : json->failed ? -ENOMEM : 0;
}
