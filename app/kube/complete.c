/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include "kube/complete_priv.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "kube/owner_priv.h"

/* The API server's bound, and one that it does not need, but indices by label do. */
#define ANNOTATIONS_BYTES_MAX (256u << 10)
#define LABELS_MAX            1000

const void *
complete_first(struct check *c, struct map *seen, const char *key, const void *item)
{
	const void *first = map_find(seen, key);

	if (first == NULL && map_set(seen, key, (void *)(uintptr_t)item, NULL) != 0)
		c->failed = true;
	return first != NULL ? first : item;
}

/* @param at where it stands: "metadata". What apply notes down is not counted: of a large slice of
 * endpoints it may be larger. */
static void
check_meta(struct check *c, const struct meta *meta, const char *at)
{
	size_t bytes = 0;
	char path[64];

	for (size_t i = 0; i < meta->annotations.cnt; i++) {
		const struct label *a = &meta->annotations.v[i];

		if (strcmp(a->key, LAST_APPLIED) != 0)
			bytes += strlen(a->key) + strlen(a->value);
	}
	if (bytes > ANNOTATIONS_BYTES_MAX) {
		snprintf(path, sizeof(path), "%s.annotations", at);
		refuse(c, path, "Too long: may not be more than %u bytes", ANNOTATIONS_BYTES_MAX);
	}
	if (meta->labels.cnt > LABELS_MAX) {
		snprintf(path, sizeof(path), "%s.labels", at);
		refuse(c, path, "%zu labels: at most %d are allowed", meta->labels.cnt, LABELS_MAX);
	}
}

int
object_complete(struct object *o, const struct node *root, struct faults *faults)
{
	struct check c = {.o = o, .root = root, .faults = faults};
	size_t errors_before = faults->error_cnt;

	check_meta(&c, &o->meta, "metadata");
	if (is_workload(o->kind))
		check_meta(&c, &o->u.workload.template_meta, "spec.template.metadata");
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
	case KIND_INGRESS:
	case KIND_CNT:
		break;
	}
	if (c.failed || arena_failed(o->arena))
		return -ENOMEM;
	return faults->error_cnt > errors_before ? -EINVAL : 0;
}
