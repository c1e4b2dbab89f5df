/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include "kube/complete_priv.h"

#include <errno.h>

int
object_complete(struct object *o, const struct node *root, struct faults *faults)
{
	struct check c = {.o = o, .root = root, .faults = faults};
	size_t errors_before = faults->error_cnt;

	switch (o->kind) {
	case KIND_SERVICE:
		complete_service(&c);
		break;
	case KIND_ENDPOINTS:
		complete_endpoints(&c);
		break;
	case KIND_SLICE:
		complete_slice(&c);
		break;
	case KIND_POD:
		complete_pod(&c);
		break;
	case KIND_RC:
	case KIND_RS:
	case KIND_DEPLOYMENT:
	case KIND_STATEFULSET:
		complete_workload(&c);
		break;
	case KIND_NODE:
	case KIND_NAMESPACE:
	case KIND_CNT:
		break;
	}
	if (arena_failed(o->arena))
		return -ENOMEM;
	return faults->error_cnt > errors_before ? -EINVAL : 0;
}
