/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * Rules and defaults of pods and of what makes pods (service-model row 14a).
 */
#include "kube/complete_priv.h"

#include <stdio.h>
#include <string.h>

#include "kube/probe.h"

#define POD_IPS_ANNOTATION "sluice/pod-ips"

/* The annotation's addresses, separated by commas or blanks. */
static void
read_annotation(struct check *c, struct addrs *ips)
{
	const char *text = labels_get(&c->o->meta.annotations, POD_IPS_ANNOTATION);
	char word[ADDR_TEXT_BYTES];

	if (text == NULL)
		return;
	ips->v = arena_alloc(c->o->arena, (strlen(text) / 2 + 1) * sizeof(*ips->v));
	if (ips->v == NULL)
		return;
	while (*(text += strspn(text, ", \t\n")) != '\0') {
		size_t len = strcspn(text, ", \t\n");
		struct ip_addr *ip = &ips->v[ips->cnt];

		snprintf(word, sizeof(word), "%.*s", (int)(len < sizeof(word) ? len : 0), text);
		if (addr_parse(ip, word) != 0 || addr_class(ip) != ADDR_UNICAST)
			refuse(c, "metadata.annotations." POD_IPS_ANNOTATION,
			       "\"%.*s\" is no address that a pod may have",
			       (int)(len < 60 ? len : 60), text);
		else
			ips->cnt++;
		text += len;
	}
}

void
complete_pod(struct check *c)
{
	struct pod *p = &c->o->u.pod;

	p->probed = -1;
	probes_complete(c->o, &p->spec, "spec", c->faults);
	if (p->status_ips.cnt > 0) {
		p->ips.v = arena_alloc(c->o->arena, p->status_ips.cnt * sizeof(*p->ips.v));
		for (size_t i = 0; i < p->status_ips.cnt && p->ips.v != NULL; i++)
			if (addr_class(&p->status_ips.v[i].ip) == ADDR_UNICAST)
				p->ips.v[p->ips.cnt++] = p->status_ips.v[i].ip;
	} else if (addr_class(&p->status_ip) == ADDR_UNICAST) {
		p->ips.v = &p->status_ip;
		p->ips.cnt = 1;
	} else {
		read_annotation(c, &p->ips);
	}
	for (size_t i = 1; i < p->ips.cnt; i++)
		if (i > 1 || addr_is_v4(&p->ips.v[0]) == addr_is_v4(&p->ips.v[1])) {
			refuse(c, "metadata", "a pod has one address of each family");
			break;
		}
}

static void
check_rules(struct check *c, const struct workload *w)
{
	char path[64];

	for (size_t i = 0; i < w->rules.cnt; i++) {
		const struct label_rule *r = &w->rules.v[i];
		bool lists = r->op == LABEL_IN || r->op == LABEL_NOT_IN;

		snprintf(path, sizeof(path), "spec.selector.matchExpressions[%zu]", i);
		if (!is_sound(c, path))
			continue;
		snprintf(path, sizeof(path), "spec.selector.matchExpressions[%zu].values", i);
		if (lists && r->values.cnt == 0)
			refuse(c, path, "In and NotIn need values");
		else if (!lists && r->values.cnt > 0)
			refuse(c, path, "Exists and DoesNotExist have no values");
	}
}

void
complete_workload(struct check *c)
{
	struct object *o = c->o;
	struct workload *w = &o->u.workload;
	size_t pods;

	read_annotation(c, &w->ips);
	if (o->kind == KIND_RC && w->selector.cnt == 0)
		w->selector = w->template_meta.labels;
	check_rules(c, w);
	if (!is_sound(c, "spec.selector") || !is_sound(c, "spec.template.metadata.labels"))
		return;
	if (o->kind == KIND_RC ? w->selector.cnt == 0 : w->match.cnt + w->rules.cnt == 0)
		refuse(c, "spec.selector", "is empty: it would mean every pod");
	else if (!workload_selects(o, &w->template_meta.labels))
		refuse(c, "spec.selector", "does not match the labels of spec.template");
	pods = workload_pod_cnt(w);
	if (pods > 0 && pods != w->replicas)
		object_fault(o, c->faults, FAULT_NOTE, "metadata.annotations." POD_IPS_ANNOTATION,
			     "addresses for %zu pod%s, and %u replicas: as many pods as addresses",
			     pods, pods == 1 ? "" : "s", w->replicas);
}
