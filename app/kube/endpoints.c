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

#define ENDPOINTS_MAX 1000 /* of one Endpoints object; Kubernetes cuts what is more */
#define SLICE_MAX     100  /* of one EndpointSlice, as its controller fills them */
#define NAME_BYTES    320

#define MANAGED_BY "endpointslice.kubernetes.io/managed-by"

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
add_member(const char *key, const char *value, struct buf *out)
{
	buf_printf(out, ",\"%s\":", key);
	tree_json_string(value, out);
}

static void
add_target(const struct endpoint *ep, struct buf *out)
{
	if (ep->node != NULL)
		add_member("nodeName", ep->node, out);
	if (ep->pod == NULL)
		return;
	buf_adds(out, ",\"targetRef\":{\"kind\":\"Pod\"");
	add_member("namespace", ep->pod_ns, out);
	add_member("name", ep->pod, out);
	buf_adds(out, "}");
}

/* A headless Service may have none. @param sep goes in front of it */
static void
add_ports(const struct svc *s, const struct member *mb, enum kind kind, const char *sep,
	  struct buf *out)
{
	const struct service_spec *spec = &s->obj->u.service.spec;
	size_t *order = kind == KIND_ENDPOINTS ? port_order(spec, mb->ports) : NULL;
	bool first = true;

	out->failed |= kind == KIND_ENDPOINTS && order == NULL;
	for (size_t i = 0; i < spec->ports.cnt; i++) {
		size_t p = order != NULL ? order[i] : i;

		if (mb->ports[p] == 0)
			continue;
		buf_printf(out, "%s%s{\"name\":\"%s\",\"port\":%u,\"protocol\":\"%s\"}",
			   first ? sep : ",", first ? "\"ports\":[" : "", spec->ports.v[p].name,
			   mb->ports[p], proto_name(spec->ports.v[p].proto));
		first = false;
	}
	if (!first)
		buf_adds(out, "]");
	free(order);
}

static int
compare_labels(const void *a, const void *b)
{
	return strcmp(((const struct label *)a)->key, ((const struct label *)b)->key);
}

int
derived_labels(const struct svc *s, enum kind kind, struct labels *out)
{
	const struct labels *own = &s->obj->meta.labels;

	out->cnt = 0;
	out->v = calloc(own->cnt + 3, sizeof(*out->v));
	if (out->v == NULL)
		return -ENOMEM;
	for (size_t i = 0; i < own->cnt; i++)
		if (strcmp(own->v[i].key, MANAGED_BY) != 0 &&
		    strcmp(own->v[i].key, SERVICE_NAME) != 0 &&
		    strcmp(own->v[i].key, HEADLESS_LABEL) != 0)
			out->v[out->cnt++] = own->v[i];
	if (s->grant.headless)
		out->v[out->cnt++] = (struct label){HEADLESS_LABEL, ""};
	if (kind == KIND_SLICE) {
		out->v[out->cnt++] = (struct label){MANAGED_BY, "endpointslice-controller.k8s.io"};
		out->v[out->cnt++] = (struct label){SERVICE_NAME, s->obj->meta.name};
	}
	qsort(out->v, out->cnt, sizeof(*out->v), compare_labels);
	return 0;
}

static const char *
derived_uid(const struct object *service, enum kind kind, const char *name, char uid[UID_BYTES])
{
	char seed[1200];

	snprintf(seed, sizeof(seed), "%s/%s/%s@%s", kinds[kind].name, service->meta.ns, name,
		 service->uid);
	return uid_format(seed, uid);
}

bool
service_derives(const struct model *m, const struct object *service, enum kind kind)
{
	const char *ns = service->meta.ns, *name = service->meta.name;
	const struct space *sp = store_space_find(m, ns);

	if (service->u.service.spec.selector.cnt == 0 ||
	    service->u.service.spec.type == SERVICE_EXTERNAL_NAME)
		return false;
	if (kind == KIND_ENDPOINTS)
		return store_find(m, KIND_ENDPOINTS, ns, name) == NULL;
	return kind == KIND_SLICE && (sp == NULL || map_find(&sp->slices, name) == NULL);
}

bool
derived_is(const struct model *m, const struct object *service, enum kind kind, const char *name,
	   const char *uid)
{
	char own[UID_BYTES];

	return service_derives(m, service, kind) &&
	       strcmp(derived_uid(service, kind, name, own), uid) == 0;
}

/* Newer than the Service where its endpoints have changed since. */
static uint64_t
version_of(const struct svc *s)
{
	const struct view *v = s->compiled ? s->next : s->view;

	return v != NULL && v->version > s->obj->version ? v->version : s->obj->version;
}

/* Up to the end of the labels. */
static void
add_head(const struct svc *s, enum kind kind, const char *name, struct buf *out)
{
	const struct object *o = s->obj;
	char uid[UID_BYTES];
	struct labels labels;

	buf_printf(out,
		   "{\"apiVersion\":\"%s\",\"kind\":\"%s\",\"metadata\":{\"name\":\"%s\","
		   "\"namespace\":\"%s\",\"uid\":\"%s\",\"resourceVersion\":\"%llu\","
		   "\"creationTimestamp\":\"%s\",\"labels\":{",
		   kinds[kind].api, kinds[kind].name, name, o->meta.ns,
		   derived_uid(o, kind, name, uid), (unsigned long long)version_of(s), o->created);
	if (derived_labels(s, kind, &labels) != 0) {
		out->failed = true;
		return;
	}
	for (size_t i = 0; i < labels.cnt; i++) {
		if (i > 0)
			buf_adds(out, ",");
		tree_json_string(labels.v[i].key, out);
		buf_adds(out, ":");
		tree_json_string(labels.v[i].value, out);
	}
	free(labels.v);
	buf_adds(out, "}");
}

/* Endpoints of a pod that terminates are in slices alone, unless it is ready all the same. */
static bool
is_listed(const struct member *mb, size_t group, bool ready)
{
	return mb->group == group && mb->ep->ready == ready &&
	       (ready || (mb->ep->flags & SLUICE_ENDPOINT_TERMINATING) == 0);
}

/* @param sep goes in front of it; @param room how many addresses may still be listed
 * @return what goes in front of what comes next */
static const char *
add_addresses(const struct members *ms, size_t group, bool ready, const char *sep, size_t *room,
	      struct buf *out)
{
	char text[ADDR_TEXT_BYTES];
	bool first = true;

	for (size_t i = 0; i<ms->cnt && * room> 0; i++) {
		const struct member *mb = &ms->v[i];

		if (!is_listed(mb, group, ready))
			continue;
		if (first)
			buf_printf(out, "%s\"%s\":[", sep,
				   ready ? "addresses" : "notReadyAddresses");
		buf_printf(out, "%s{\"ip\":\"%s\"", first ? "" : ",",
			   addr_format(&mb->ep->ip, text));
		add_target(mb->ep, out);
		buf_adds(out, "}");
		first = false;
		--*room;
	}
	if (first)
		return sep;
	buf_adds(out, "]");
	return ",";
}

static size_t
count_listed(const struct members *ms, bool ready)
{
	size_t cnt = 0;

	for (size_t i = 0; i < ms->cnt; i++)
		cnt += is_listed(&ms->v[i], ms->v[i].group, ready);
	return cnt;
}

static bool
has_listed(const struct members *ms, size_t group)
{
	for (size_t i = 0; i < ms->cnt; i++)
		if (is_listed(&ms->v[i], group, true) || is_listed(&ms->v[i], group, false))
			return true;
	return false;
}

static const struct member *
first_of(const struct members *ms, size_t group)
{
	const struct member *mb = ms->v;

	while (mb->group != group)
		mb++;
	return mb;
}

/* Ready addresses first: of more than fit, those that are not ready are cut. */
static void
add_subsets(const struct svc *s, const struct members *ms, struct buf *out)
{
	size_t ready = count_listed(ms, true), unready = count_listed(ms, false), room, rest;
	bool first = true;

	room = ready < ENDPOINTS_MAX ? ready : ENDPOINTS_MAX;
	rest = unready < ENDPOINTS_MAX - room ? unready : ENDPOINTS_MAX - room;
	if (ready + unready > ENDPOINTS_MAX)
		buf_adds(out, ",\"annotations\":{\"endpoints.kubernetes.io/over-capacity\":"
			      "\"truncated\"}");
	buf_adds(out, "}");
	for (size_t g = 0; g < ms->groups && room + rest > 0; g++) {
		const char *sep = "";

		if (!has_listed(ms, g))
			continue;
		buf_adds(out, first ? ",\"subsets\":[{" : ",{");
		sep = add_addresses(ms, g, true, sep, &room, out);
		sep = add_addresses(ms, g, false, sep, &rest, out);
		add_ports(s, first_of(ms, g), KIND_ENDPOINTS, sep, out);
		buf_adds(out, "}");
		first = false;
	}
	buf_adds(out, first ? "}" : "]}");
}

int
show_endpoints(const struct model *m, const struct svc *s, struct buf *out)
{
	struct joined j;
	struct members ms = {0};
	int err = join_service(m, s, &j);

	if (err == 0)
		err = gather(&j, s->grant.families[0] == FAMILY_V4 ? 0 : 1, &ms);
	add_head(s, KIND_ENDPOINTS, s->obj->meta.name, out);
	add_subsets(s, &ms, out);
	members_fini(&ms);
	joined_fini(&j);
	return err != 0 ? err : out->failed ? -ENOMEM : 0;
}

static void
add_hints(const struct endpoint *ep, struct buf *out)
{
	if (ep->hints != NULL || !ep->ready || (ep->hint_zone == NULL && ep->hint_node == NULL))
		return;
	buf_adds(out, ",\"hints\":{");
	if (ep->hint_node != NULL) {
		buf_adds(out, "\"forNodes\":[{\"name\":");
		tree_json_string(ep->hint_node, out);
		buf_adds(out, ep->hint_zone != NULL ? "}]," : "}]");
	}
	if (ep->hint_zone != NULL) {
		buf_adds(out, "\"forZones\":[{\"name\":");
		tree_json_string(ep->hint_zone, out);
		buf_adds(out, "}]");
	}
	buf_adds(out, "}");
}

static void
add_slice_endpoint(const struct model *m, const struct endpoint *ep, struct buf *out)
{
	const char *zone = ep->zone != NULL ? ep->zone : node_zone(m, ep->node);
	char text[ADDR_TEXT_BYTES];

	buf_printf(out,
		   "{\"addresses\":[\"%s\"],\"conditions\":{\"ready\":%s,"
		   "\"serving\":%s,\"terminating\":%s}",
		   addr_format(&ep->ip, text), ep->ready ? "true" : "false",
		   (ep->flags & SLUICE_ENDPOINT_SERVING) != 0 ? "true" : "false",
		   (ep->flags & SLUICE_ENDPOINT_TERMINATING) != 0 ? "true" : "false");
	add_target(ep, out);
	if (zone != NULL)
		add_member("zone", zone, out);
	add_hints(ep, out);
	buf_adds(out, "}");
}

static void
add_slice_head(const struct svc *s, const char *name, int family, struct buf *out)
{
	const struct object *o = s->obj;

	add_head(s, KIND_SLICE, name, out);
	buf_printf(out,
		   ",\"ownerReferences\":[{\"apiVersion\":\"v1\",\"blockOwnerDeletion\":true,"
		   "\"controller\":true,\"kind\":\"Service\",\"name\":\"%s\",\"uid\":\"%s\"}]"
		   "},\"addressType\":\"IPv%d\"",
		   o->meta.name, o->uid, family == 0 ? 4 : 6);
}

/* A slice of a group, from its member at *pos on, which moves behind it. */
static void
add_slice(const struct model *m, const struct svc *s, const struct members *ms, size_t *pos,
	  const char *name, int family, struct buf *out)
{
	size_t group = ms->v[*pos].group, cnt = 0;

	add_slice_head(s, name, family, out);
	add_ports(s, &ms->v[*pos], KIND_SLICE, ",", out);
	buf_adds(out, ",\"endpoints\":[");
	for (; *pos < ms->cnt && cnt < SLICE_MAX; ++*pos) {
		if (ms->v[*pos].group != group)
			continue;
		if (cnt++ > 0)
			buf_adds(out, ",");
		add_slice_endpoint(m, ms->v[*pos].ep, out);
	}
	buf_adds(out, "]}");
}

static void
slice_name(const struct svc *s, int family, size_t group, size_t part, char name[NAME_BYTES])
{
	int n = snprintf(name, NAME_BYTES, "%.250s-v%d-%zu", s->obj->meta.name, family == 0 ? 4 : 6,
			 group);

	if (part > 0)
		snprintf(name + n, NAME_BYTES - (size_t)n, "-%zu", part);
}

static int
give(struct buf *out, model_object_cb cb, void *arg)
{
	int err = out->failed ? -ENOMEM : cb(arg, out->data, out->len);

	buf_fini(out);
	return err;
}

/* The slice that a Service without endpoints has all the same. */
static int
show_empty(const struct svc *s, int family, model_object_cb cb, void *arg)
{
	char name[NAME_BYTES];
	struct buf out = {0};

	slice_name(s, family, 0, 0, name);
	add_slice_head(s, name, family, &out);
	buf_adds(&out, ",\"endpoints\":null,\"ports\":null}");
	return give(&out, cb, arg);
}

static int
show_group(const struct model *m, const struct svc *s, const struct members *ms, size_t group,
	   int family, model_object_cb cb, void *arg)
{
	size_t pos = 0;
	int err = 0;

	for (size_t part = 0; err == 0; part++) {
		char name[NAME_BYTES];
		struct buf out = {0};

		while (pos < ms->cnt && ms->v[pos].group != group)
			pos++;
		if (pos == ms->cnt)
			break;
		slice_name(s, family, group, part, name);
		add_slice(m, s, ms, &pos, name, family, &out);
		err = give(&out, cb, arg);
	}
	return err;
}

static int
show_family(const struct model *m, const struct svc *s, const struct joined *j, enum family f,
	    model_object_cb cb, void *arg)
{
	struct members ms = {0};
	int family = f == FAMILY_V4 ? 0 : 1;
	int err = gather(j, family, &ms);

	if (err == 0 && ms.groups == 0)
		err = show_empty(s, family, cb, arg);
	for (size_t g = 0; g < ms.groups && err == 0; g++)
		err = show_group(m, s, &ms, g, family, cb, arg);
	members_fini(&ms);
	return err;
}

int
show_slices(const struct model *m, const struct svc *s, model_object_cb cb, void *arg)
{
	struct joined j;
	int err = join_service(m, s, &j);

	for (size_t i = 0; i < s->grant.family_cnt && err == 0; i++)
		err = show_family(m, s, &j, s->grant.families[i], cb, arg);
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
	for (size_t i = 0; i < s->obj->u.service.spec.ports.cnt && err == 0; i++)
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
