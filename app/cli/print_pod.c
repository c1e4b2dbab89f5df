/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * Rows of Pods. Where no kubelet reports its containers, the pod's Ready condition stands for them.
 */
#include "cli/printer.h"

#include "cli/age.h"

#include <string.h>

static bool
is_condition_true(const json_t *object, const char *type)
{
	const json_t *condition;
	size_t i;

	json_array_foreach(jat(object, "status.conditions"), i,
			   condition) if (strcmp(jtext(condition, "type", ""), type) ==
					  0) return strcmp(jtext(condition, "status", ""),
							   "True") == 0;
	return false;
}

struct pod_state
pod_state(const json_t *pod)
{
	const json_t *statuses = jat(pod, "status.containerStatuses"), *one;
	struct pod_state s = {
		.total = json_array_size(jat(pod, "spec.containers")),
		.status = jtext(pod, "status.reason", jtext(pod, "status.phase", "Unknown")),
	};
	size_t i;

	json_array_foreach(statuses, i, one)
	{
		const char *ended = jtext(one, "lastState.terminated.finishedAt", NULL);

		s.ready += jtrue(one, "ready");
		s.restarts += jint(one, "restartCount", 0);
		if (ended != NULL && (s.restarted == NULL || strcmp(ended, s.restarted) > 0))
			s.restarted = ended;
		s.status = jtext(one, "state.waiting.reason",
				 jtext(one, "state.terminated.reason", s.status));
	}
	if (jtext(pod, "metadata.deletionTimestamp", NULL) != NULL)
		s.status = "Terminating";
	if (json_array_size(statuses) == 0 && is_condition_true(pod, "Ready"))
		s.ready = s.total;
	return s;
}

static void
gates(const struct row *r)
{
	const json_t *gates = jat(r->object, "spec.readinessGates"), *gate;
	size_t good = 0, i;

	if (json_array_size(gates) == 0) {
		row_cell(r, "<none>");
		return;
	}
	json_array_foreach(gates, i, gate) good +=
		is_condition_true(r->object, jtext(gate, "conditionType", ""));
	row_cell(r, "%zu/%zu", good, json_array_size(gates));
}

void
print_pod(const struct row *r)
{
	struct pod_state s = pod_state(r->object);
	char age[AGE_BYTES];

	row_cell(r, "%zu/%zu", s.ready, s.total);
	row_cell(r, "%s", s.status);
	if (s.restarts > 0 && s.restarted != NULL)
		row_cell(r, "%lld (%s ago)", s.restarts, age_since(s.restarted, r->now_s, age));
	else
		row_cell(r, "%lld", s.restarts);
	row_age(r);
	if (!r->wide)
		return;
	row_cell(r, "%s", jtext(r->object, "status.podIP", "<none>"));
	row_cell(r, "%s", jtext(r->object, "spec.nodeName", "<none>"));
	row_cell(r, "%s", jtext(r->object, "status.nominatedNodeName", "<none>"));
	gates(r);
}
