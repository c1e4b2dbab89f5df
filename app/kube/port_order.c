/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * The order of ports in Endpoints. Kubernetes' controller sorts them by MD5 of what its language
 * prints of each, so that kubectl shows 8443 of a Service with 8080 and 8443 first.
 *
 * Source: Kubernetes, pkg/api/v1/endpoints/util.go
 */
#include "kube/model_priv.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/md5.h"

struct ordered {
	uint8_t digest[MD5_BYTES];
	size_t idx;
};

static int
compare(const void *a, const void *b)
{
	return memcmp(((const struct ordered *)a)->digest, ((const struct ordered *)b)->digest,
		      MD5_BYTES);
}

size_t *
port_order(const struct service_spec *spec, const uint16_t *numbers)
{
	struct ordered *v = calloc(spec->ports.cnt + 1, sizeof(*v));
	size_t *order = calloc(spec->ports.cnt + 1, sizeof(*order));
	char text[256]; /* a name has 63 characters */

	if (v == NULL || order == NULL) {
		free(v);
		free(order);
		return NULL;
	}
	for (size_t i = 0; i < spec->ports.cnt; i++) {
		const struct service_port *p = &spec->ports.v[i];
		int len = snprintf(text, sizeof(text),
				   "(v1.EndpointPort){Name:(string)%s Port:(int32)%u "
				   "Protocol:(v1.Protocol)%s AppProtocol:(*string)<nil>}",
				   p->name, numbers[i], proto_name(p->proto));

		v[i].idx = i;
		md5_digest(text, (size_t)len, v[i].digest);
	}
	qsort(v, spec->ports.cnt, sizeof(*v), compare);
	for (size_t i = 0; i < spec->ports.cnt; i++)
		order[i] = v[i].idx;
	free(v);
	return order;
}
