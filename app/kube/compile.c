/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * A Service, its grants and its endpoints to blocks: one for the Service, one for each set of
 * endpoints. Ports with equal endpoints share the set of the first of them.
 */
#include "kube/model_priv.h"

#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kube/emit.h"

#define PROXY_NAME_LABEL "service.kubernetes.io/service-proxy-name"

struct compile {
	const struct model *m;
	const struct svc *s;
	const struct service_spec *spec;
	struct joined joined;
	struct view *view;
	uint64_t (*sets)[FAMILY_CNT]; /* by port: ids of its sets */
	struct map firsts;            /* hash of a set -> in sets, the first that has it */
};

static uint8_t
ip_proto(enum proto p)
{
	return p == PROTO_TCP ? IPPROTO_TCP : p == PROTO_UDP ? IPPROTO_UDP : IPPROTO_SCTP;
}

/* Is it served here at all? (H8 concerns only its external address; H10) */
static bool
is_served(const struct svc *s)
{
	const struct labels *labels = &s->obj->meta.labels;

	return s->obj->u.service.spec.type != SERVICE_EXTERNAL_NAME &&
	       !service_is_headless(&s->obj->u.service.spec) &&
	       labels_get(labels, PROXY_NAME_LABEL) == NULL &&
	       labels_get(labels, HEADLESS_LABEL) == NULL;
}

static int
add_block(struct compile *c, enum sluice_block_kind kind, uint64_t id, size_t off)
{
	struct view *v = c->view;
	struct block *blocks = reallocarray(v->blocks, v->cnt + 1, sizeof(*blocks));

	if (blocks == NULL)
		return -ENOMEM;
	v->blocks = blocks;
	blocks[v->cnt++] = (struct block){
		.kind = (uint16_t)kind, .id = id, .off = off, .len = v->bytes.len - off};
	return 0;
}

static bool
same_endpoints(const struct endpoint_list *a, const struct endpoint_list *b)
{
	if (a->cnt != b->cnt)
		return false;
	for (size_t i = 0; i < a->cnt; i++)
		if (!addr_equal(&a->v[i].ip, &b->v[i].ip) || a->v[i].port != b->v[i].port ||
		    a->v[i].flags != b->v[i].flags)
			return false;
	return true;
}

static uint64_t
hash_endpoints(const struct compile *c, const struct endpoint_list *l)
{
	struct sip_state s = sip_init(&c->m->hosts.key);

	for (size_t i = 0; i < l->cnt; i++) {
		sip_word(&s, sip_load(l->v[i].ip.b));
		sip_word(&s, sip_load(l->v[i].ip.b + 8));
		sip_word(&s, (uint64_t)l->v[i].port << 16 | l->v[i].flags);
	}
	return sip_end(&s, l->cnt);
}

/* The set of a port before it that has the same endpoints. @return 0: this port's is the first */
static uint64_t
shared_set(struct compile *c, size_t port_idx, int family)
{
	const struct endpoint_list *l = &c->joined.ports[port_idx][family];
	enum proto proto = c->spec->ports.v[port_idx].proto;
	const uint64_t(*first)[FAMILY_CNT];
	size_t idx;
	char key[40];

	if (c->spec->ports.cnt == 1)
		return 0;
	snprintf(key, sizeof(key), "%d/%d/%016llx", (int)proto, family,
		 (unsigned long long)hash_endpoints(c, l));
	first = map_find(&c->firsts, key);
	if (first == NULL) {
		c->joined.failed |= map_set(&c->firsts, key, &c->sets[port_idx], NULL) != 0;
		return 0;
	}
	idx = (size_t)(first - c->sets);
	return same_endpoints(&c->joined.ports[idx][family], l) ? (*first)[family] : 0;
}

static int
emit_set(struct compile *c, size_t port_idx, int family)
{
	const struct endpoint_list *l = &c->joined.ports[port_idx][family];
	const struct service_port *p = &c->spec->ports.v[port_idx];
	size_t off = c->view->bytes.len;
	struct sluice_endpoints *set;
	struct sluice_section section;
	char name[768];
	struct emit e;
	uint64_t id;
	int err;

	if (l->cnt == 0)
		return 0;
	id = shared_set(c, port_idx, family);
	c->sets[port_idx][family] = id;
	if (id != 0)
		return 0;
	snprintf(name, sizeof(name), "%s:%s:%u/%s/%d", c->s->key, p->name, p->port,
		 proto_name(p->proto), family == 0 ? 4 : 6);
	id = block_id(name);
	c->sets[port_idx][family] = id;
	emit_begin(&e, &c->view->bytes, SLUICE_BLOCK_ENDPOINTS, id, sizeof(*set));
	section = emit_section(&e, NULL, l->cnt, sizeof(struct sluice_endpoint));
	for (size_t i = 0; i < l->cnt && !e.out->failed; i++) {
		struct sluice_endpoint *ep = emit_at(&e, section, i, sizeof(*ep));

		ep->addr = emit_addr(&l->v[i].ip);
		ep->port = l->v[i].port;
		ep->flags = l->v[i].flags;
	}
	set = emit_body(&e);
	if (set != NULL) {
		set->service_id = c->s->id;
		set->family = family == 0 ? 4 : 6;
		set->proto = ip_proto(p->proto);
		set->endpoints = section;
	}
	err = emit_end(&e);
	c->view->endpoint_cnt += l->cnt;
	return err != 0 ? err : add_block(c, SLUICE_BLOCK_ENDPOINTS, id, off);
}

struct vips {
	struct sluice_vip *v;
	size_t cnt;
};

/* An address of a family that the Service has, once. */
static void
add_vip(const struct compile *c, struct vips *to, const struct ip_addr *a,
	enum sluice_vip_kind kind)
{
	struct sluice_vip vip = {emit_addr(a), (uint8_t)kind, {0}};
	bool wanted = false;

	for (size_t i = 0; i < c->s->grant.family_cnt; i++)
		wanted |= addr_is_v4(a) == (c->s->grant.families[i] == FAMILY_V4);
	for (size_t i = 0; i < to->cnt; i++)
		wanted &= memcmp(&to->v[i].addr, &vip.addr, sizeof(vip.addr)) != 0;
	if (wanted && addr_is_set(a))
		to->v[to->cnt++] = vip;
}

static struct sluice_section
emit_vips(struct compile *c, struct emit *e)
{
	const struct service *svc = &c->s->obj->u.service;
	const struct grant *g = &c->s->grant;
	struct sluice_section section;
	struct vips vips = {0};

	vips.v = calloc(2 * FAMILY_CNT + c->spec->external_ips.cnt + svc->wanted.cnt,
			sizeof(*vips.v));
	if (vips.v == NULL) {
		c->joined.failed = true;
		return (struct sluice_section){0};
	}
	for (size_t i = 0; i < FAMILY_CNT; i++)
		add_vip(c, &vips, &g->cluster[i], SLUICE_VIP_CLUSTER);
	for (size_t i = 0; i < FAMILY_CNT; i++)
		add_vip(c, &vips, &g->lb[i], SLUICE_VIP_LB);
	for (size_t i = 0; i < svc->wanted.cnt && service_is_foreign(svc); i++)
		if (!svc->wanted.v[i].proxy && /* H9 */
		    store_shares(c->m, &svc->wanted.v[i].ip, c->s))
			add_vip(c, &vips, &svc->wanted.v[i].ip, SLUICE_VIP_FOREIGN);
	for (size_t i = 0; i < c->spec->external_ips.cnt; i++)
		if (store_shares(c->m, &c->spec->external_ips.v[i], c->s))
			add_vip(c, &vips, &c->spec->external_ips.v[i], SLUICE_VIP_EXTERNAL);
	section = emit_section(e, vips.v, vips.cnt, sizeof(*vips.v));
	free(vips.v);
	return section;
}

static struct sluice_section
emit_service_ports(struct compile *c, struct emit *e)
{
	struct sluice_section section =
		emit_section(e, NULL, c->spec->ports.cnt, sizeof(struct sluice_service_port));

	for (size_t i = 0; i < c->spec->ports.cnt; i++) {
		const struct service_port *p = &c->spec->ports.v[i];
		uint32_t name_off = emit_string(e, p->name);
		struct sluice_service_port *to = emit_at(e, section, i, sizeof(*to));

		if (to == NULL)
			break;
		to->port = p->port;
		to->node_port = i < c->s->grant.port_cnt ? c->s->grant.ports[i].node_port : 0;
		to->proto = ip_proto(p->proto);
		to->name_off = name_off;
		to->set4 = c->sets[i][0];
		to->set6 = c->sets[i][1];
	}
	return section;
}

static struct sluice_section
emit_ranges(struct compile *c, struct emit *e)
{
	const struct prefixes *from = &c->spec->lb_ranges;
	struct sluice_section section =
		emit_section(e, NULL, from->cnt, sizeof(struct sluice_prefix));

	for (size_t i = 0; i < from->cnt && !e->out->failed; i++)
		*(struct sluice_prefix *)emit_at(e, section, i, sizeof(struct sluice_prefix)) =
			emit_prefix(&from->v[i]);
	return section;
}

static int
emit_service(struct compile *c)
{
	struct sluice_service set = {0}, *body;
	size_t off = c->view->bytes.len;
	struct emit e;
	int err;

	emit_begin(&e, &c->view->bytes, SLUICE_BLOCK_SERVICE, c->s->id, sizeof(set));
	set.name_off = emit_string(&e, c->s->key);
	set.affinity_s = c->spec->client_ip ? c->spec->affinity_s : 0;
	set.internal_policy = (uint8_t)c->spec->internal_policy;
	set.external_policy = (uint8_t)c->spec->external_policy;
	set.incarnation = (uint32_t)block_id(c->s->obj->uid);
	set.ports = emit_service_ports(c, &e);
	set.vips = emit_vips(c, &e);
	set.source_ranges = emit_ranges(c, &e);
	body = emit_body(&e);
	if (body != NULL) {
		set.head = body->head;
		*body = set;
	}
	err = emit_end(&e);
	if (err == 0 && c->joined.failed)
		err = -ENOMEM;
	return err != 0 ? err : add_block(c, SLUICE_BLOCK_SERVICE, c->s->id, off);
}

static int
emit_all(struct compile *c)
{
	int err = 0;

	for (size_t i = 0; i < c->spec->ports.cnt && err == 0; i++)
		for (int f = 0; f < FAMILY_CNT && err == 0; f++)
			err = emit_set(c, i, f);
	return err != 0 ? err : emit_service(c);
}

int
compile_service(const struct model *m, const struct svc *s, struct view **out)
{
	struct compile c = {.m = m, .s = s, .spec = &s->obj->u.service.spec};
	int err = 0;

	c.view = calloc(1, sizeof(*c.view));
	c.sets = calloc(c.spec->ports.cnt + 1, sizeof(*c.sets));
	if (c.view == NULL || c.sets == NULL)
		err = -ENOMEM;
	if (err == 0)
		err = join_service(m, s, &c.joined);
	if (err == 0 && is_served(s)) {
		err = emit_all(&c);
		if (err == 0)
			err = health_note(s, &c.joined, c.view);
	}
	if (err == 0)
		c.view->podded = c.joined.podded;
	joined_fini(&c.joined);
	map_fini(&c.firsts);
	free(c.sets);
	if (err != 0) {
		view_destroy(c.view);
		return err;
	}
	*out = c.view;
	return 0;
}

void
view_destroy(struct view *v)
{
	if (v == NULL)
		return;
	free(v->blocks);
	buf_fini(&v->bytes);
	free(v);
}
