/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * Notes for who forgets that no cluster gives addresses to pods: a Pod without one, and a workload
 * without pods, are told of when they are put, or lose what they had. What a cluster shows of them,
 * a Pod's phase or a workload's pods, says that the addresses come from there.
 */
#include "kube/pod_priv.h"

static bool
lacks_address(const struct object *o)
{
	const struct pod *p = &o->u.pod;

	return p->ips.cnt == 0 && p->phase == NULL && !pod_borrows_address(p);
}

static bool
lacks_addresses(const struct object *o)
{
	return o->u.workload.replicas > 0 && o->u.workload.ips.cnt == 0;
}

static bool
has_pods(const struct model *m, const struct object *w)
{
	const struct space *sp = store_space_find(m, w->meta.ns);
	const struct map *pods = sp == NULL ? NULL : workload_candidates(sp, w);
	struct map_entry *e;

	for (size_t pos = 0; pods != NULL && (e = map_next(pods, &pos)) != NULL;)
		if (workload_counts(w, e->value))
			return true;
	return false;
}

static void
note(const struct model_change *c, const struct object *o, const struct object *old)
{
	if (o->kind == KIND_POD) {
		if (lacks_address(o) && (old == NULL || !lacks_address(old)))
			object_fault(o, c->faults, FAULT_NOTE, "metadata",
				     "the pod has no address and is no endpoint until %s gives it "
				     "one",
				     o->u.pod.spec.host_network
					     ? "spec.nodeName"
					     : "status.podIP or the annotation sluice/pod-ips");
	} else if (lacks_addresses(o) && (old == NULL || !lacks_addresses(old)) &&
		   !has_pods(c->m, o)) {
		object_fault(o, c->faults, FAULT_NOTE, "metadata",
			     "it has no pods until the annotation sluice/pod-ips gives their "
			     "addresses, as \"10.1.0.1, 10.1.0.2\"");
	}
}

void
unaddressed_note(const struct model_change *c)
{
	for (size_t i = 0; i < c->step_cnt; i++) {
		const struct step *st = &c->steps[i];
		const struct object *o = st->kind == STEP_OBJECT ? st->new_object : NULL;

		if (o != NULL && (o->kind == KIND_POD || is_workload(o->kind)) && !o->restored &&
		    o->source != MODEL_BUILTIN && map_find(&c->m->objects, st->key) == o)
			note(c, o, st->old_object);
	}
}
