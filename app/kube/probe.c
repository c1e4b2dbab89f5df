/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include "kube/probe.h"

#include <stdio.h>

static void
set_default(uint32_t *value, uint32_t initial)
{
	if (*value == 0)
		*value = initial;
}

static void
complete(const struct object *o, struct probe *p, const char *path, struct faults *faults)
{
	char command[128];
	int ways = (p->http != NULL) + (p->tcp != NULL) + (p->grpc != NULL) + (p->exec != NULL);

	set_default(&p->timeout_s, 1);
	set_default(&p->period_s, 10);
	set_default(&p->success, 1);
	set_default(&p->failure, 3);
	if (!object_is_sound(o, path))
		return;
	if (ways != 1)
		object_fault(o, faults, FAULT_ERROR, path,
			     "%s: expected one of httpGet, tcpSocket, grpc and exec",
			     ways == 0 ? "nothing is asked" : "several things are asked");
	else if (p->exec != NULL && p->exec->command.cnt == 0) {
		snprintf(command, sizeof(command), "%s.exec.command", path);
		object_fault(o, faults, FAULT_ERROR, command,
			     "missing: expected a list of strings");
	}
}

static void
complete_all(const struct object *o, const struct containers *cs, const char *at, const char *key,
	     struct faults *faults)
{
	char path[96];

	for (size_t i = 0; i < cs->cnt; i++) {
		if (cs->v[i].readiness == NULL)
			continue;
		snprintf(path, sizeof(path), "%s.%s[%zu].readinessProbe", at, key, i);
		complete(o, cs->v[i].readiness, path, faults);
	}
}

void
probes_complete(const struct object *o, const struct pod_spec *spec, const char *at,
		struct faults *faults)
{
	complete_all(o, &spec->containers, at, "containers", faults);
	complete_all(o, &spec->init_containers, at, "initContainers", faults);
}
