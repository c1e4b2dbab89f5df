/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * LoadBalancer Services whose external IP is pending: an address that a change gives back, or that
 * a pod or node leaves, goes to the one that waits for longest and may have it. Services that are
 * kept without something that they ask for look again whenever something is given back. Cost: what
 * was given back times who waits.
 */
#include "kube/alloc_priv.h"

#include <errno.h>
#include <stdlib.h>

/* @return the place of the first family that an address could still fill, -1: none */
static int
gap_of(const struct svc *s, const struct ip_addr *a)
{
	const struct service *svc = &s->obj->u.service;

	if (!alloc_wants_balancer(svc) ||
	    (addr_is_set(&svc->spec.lb_ip) && a != NULL && !addr_equal(&svc->spec.lb_ip, a)))
		return -1;
	for (size_t i = 0; i < s->grant.family_cnt; i++)
		if (!addr_is_set(&s->grant.lb[i]) &&
		    (a == NULL || addr_is_v4(a) == (s->grant.families[i] == FAMILY_V4)))
			return (int)i;
	return -1;
}

int
wait_note(struct model *m, struct svc *s)
{
	bool waits = !addr_is_set(&s->grant.lb[0]) && !addr_is_set(&s->grant.lb[1]) &&
		     gap_of(s, NULL) >= 0;

	if (waits || s->grant.want_cnt > 0)
		return map_set(&m->waiting, s->key, s, NULL);
	wait_forget(m, s);
	return 0;
}

void
wait_forget(struct model *m, const struct svc *s)
{
	if (m->waiting.cnt > 0 && map_find(&m->waiting, s->key) == s)
		map_remove(&m->waiting, s->key);
}

static struct svc *
longest_waiting(const struct model_change *c, const struct ip_addr *a)
{
	struct svc *best = NULL;
	struct map_entry *e;

	for (size_t pos = 0; (e = map_next(&c->m->waiting, &pos)) != NULL;) {
		struct svc *s = e->value;

		if (!store_is_live(c->m, s) || gap_of(s, a) < 0 ||
		    alloc_balancer_holder(c, s, a) != NULL)
			continue;
		if (best == NULL || s->obj->version < best->obj->version)
			best = s;
	}
	return best;
}

static void
serve(struct model_change *c, const struct ip_addr *a)
{
	char what[WHAT_BYTES], whose[600];
	struct svc *s;

	alloc_what_ip(a, what);
	if (!board_pools_have(c->m->board, a) || map_find(&c->m->taken, what) != NULL ||
	    guard_is_host(c->m, a, whose, sizeof(whose)))
		return;
	s = longest_waiting(c, a);
	if (s == NULL)
		return;
	if (!s->granted) {
		store_mark_svc(c, s, false);
		alloc_again(c, s);
	}
	alloc_take(c, what, s);
	s->grant.lb[gap_of(s, a)] = *a;
	alloc_pend(c, s, NULL);
}

/* Addresses that a pod or a node had. */
static void
serve_left(struct model_change *c, const struct object *o)
{
	struct ip_addr a;

	for (size_t i = 0; o->kind == KIND_POD && i < o->u.pod.ips.cnt; i++)
		serve(c, &o->u.pod.ips.v[i]);
	for (size_t i = 0; o->kind == KIND_NODE && i < o->u.node.addresses.cnt; i++)
		if (addr_parse(&a, o->u.node.addresses.v[i].address) == 0)
			serve(c, &a);
}

static void
serve_step(struct model_change *c, const struct step st)
{
	struct ip_addr had[FAMILY_CNT];

	if (st.kind == STEP_SHARED && st.new_svc == NULL && addr_parse(had, st.key) == 0)
		serve(c, had);
	if (st.kind == STEP_OBJECT && st.old_object != NULL)
		serve_left(c, st.old_object);
	if (st.kind != STEP_OBJECT || st.old_svc == NULL)
		return;
	for (size_t k = 0; k < FAMILY_CNT; k++)
		had[k] =
			st.old_svc->granted ? st.old_svc->old_grant.lb[k] : st.old_svc->grant.lb[k];
	for (size_t k = 0; k < FAMILY_CNT && !c->failed; k++)
		if (addr_is_set(&had[k]))
			serve(c, &had[k]);
}

static bool
gives_back(const struct model_change *c)
{
	bool gives = false;

	for (size_t i = 0; i < c->step_cnt && !gives; i++) {
		const struct step *st = &c->steps[i];
		const struct object *had = st->kind == STEP_OBJECT ? st->old_object : NULL;

		gives = (st->kind == STEP_TAKEN && map_find(&c->m->taken, st->key) == NULL) ||
			(st->kind == STEP_SHARED && st->new_svc == NULL) ||
			(had != NULL && (had->kind == KIND_POD || had->kind == KIND_NODE));
	}
	return gives;
}

/* Who asks for this change is not told what others still lack. */
static void
look_again(struct model_change *c)
{
	struct faults *told = c->faults, quiet = {.error_cnt = told->error_cnt};
	struct map_entry *e;

	if (told->error_cnt > c->errors_before || !gives_back(c))
		return;
	c->faults = &quiet;
	c->looks_again = true;
	for (size_t pos = 0; (e = map_next(&c->m->waiting, &pos)) != NULL;) {
		struct svc *s = e->value;

		if (s->grant.want_cnt == 0 || s->granted || !store_is_live(c->m, s))
			continue;
		store_mark_svc(c, s, false);
		alloc_anew(c, s);
	}
	c->faults = told;
	c->looks_again = false;
	faults_fini(&quiet);
}

void
wait_serve(struct model_change *c)
{
	for (size_t i = 0; i < c->step_cnt && c->m->waiting.cnt > 0; i++)
		serve_step(c, c->steps[i]); /* by value: steps are added */
	if (c->m->waiting.cnt > 0)
		look_again(c);
}
