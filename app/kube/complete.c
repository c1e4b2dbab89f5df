/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include "kube/complete_priv.h"

#include <errno.h>

const void *
complete_first(struct check *c, struct map *seen, const char *key, const void *item)
{
	const void *first = map_find(seen, key);

	if (first == NULL && map_set(seen, key, (void *)(uintptr_t)item, NULL) != 0)
		c->failed = true;
	return first != NULL ? first : item;
}

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
	if (c.failed || arena_failed(o->arena))
		return -ENOMEM;
	return faults->error_cnt > errors_before ? -EINVAL : 0;
}
