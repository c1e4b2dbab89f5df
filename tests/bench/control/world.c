/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include "bench/control/world.h"

#include <errno.h>
#include <stdlib.h>

#define VIPS   0x0a6e0000u /* 10.110.0.0 */
#define FIRST  0x64400000u /* 100.64.0.0 */
#define SECOND 0x64600000u /* 100.96.0.0 */

int
world_init(struct world *w, uint32_t service_cnt, uint32_t endpoint_cnt)
{
	*w = (struct world){.service_cnt = service_cnt, .endpoint_cnt = endpoint_cnt};
	w->probed_cnt = service_cnt < WORLD_PROBED_MAX ? service_cnt : WORLD_PROBED_MAX;
	w->other = calloc((size_t)service_cnt * endpoint_cnt + 1, 1);
	return w->other == NULL ? -ENOMEM : 0;
}

void
world_fini(struct world *w)
{
	free(w->other);
}

uint32_t
world_probed(const struct world *w, uint32_t no)
{
	return (uint32_t)((uint64_t)no * (w->service_cnt - 1) / (w->probed_cnt - 1));
}

uint32_t
world_vip(uint32_t no)
{
	return VIPS + no + 1;
}

static bool
is_probed(const struct world *w, uint32_t service, uint32_t *no)
{
	for (*no = 0; *no < w->probed_cnt; (*no)++)
		if (world_probed(w, *no) == service)
			return true;
	return false;
}

static uint32_t
address(const struct world *w, uint32_t service, uint32_t endpoint)
{
	uint32_t at = service * w->endpoint_cnt + endpoint;

	return (w->other[at] != 0 ? SECOND : FIRST) + at;
}

bool
world_find(const struct world *w, uint32_t service, uint32_t addr, uint32_t *endpoint)
{
	for (*endpoint = 0; *endpoint < w->endpoint_cnt; (*endpoint)++)
		if (address(w, service, *endpoint) == addr)
			return true;
	return false;
}

void
world_change(struct world *w, uint32_t service, uint32_t endpoint)
{
	w->other[service * w->endpoint_cnt + endpoint] ^= 1;
}

static void
put_address(uint32_t addr, FILE *out)
{
	fprintf(out, "%u.%u.%u.%u", addr >> 24, addr >> 16 & 255, addr >> 8 & 255, addr & 255);
}

void
world_put_service(const struct world *w, uint32_t service, bool pods, FILE *out)
{
	uint32_t no;

	fprintf(out,
		"---\napiVersion: v1\nkind: Service\nmetadata:\n  name: svc-%u\n  labels:\n"
		"    app: app-%u\nspec:\n",
		service, service);
	if (is_probed(w, service, &no)) {
		fprintf(out, "  clusterIP: ");
		put_address(world_vip(no), out);
		fprintf(out, "\n");
	}
	if (pods)
		fprintf(out, "  selector:\n    app: app-%u\n", service);
	fprintf(out, "  ports:\n  - name: probe\n    port: 80\n    targetPort: 8080\n"
		     "    protocol: UDP\n");
}

void
world_put_slice(const struct world *w, uint32_t service, FILE *out)
{
	fprintf(out,
		"---\napiVersion: discovery.k8s.io/v1\nkind: EndpointSlice\nmetadata:\n"
		"  name: svc-%u-x\n  labels:\n    kubernetes.io/service-name: svc-%u\n"
		"addressType: IPv4\nports:\n- name: probe\n  port: 8080\n  protocol: UDP\n"
		"endpoints:\n",
		service, service);
	for (uint32_t i = 0; i < w->endpoint_cnt; i++) {
		fprintf(out, "- addresses:\n  - ");
		put_address(address(w, service, i), out);
		fprintf(out, "\n  conditions:\n    ready: true\n");
	}
}

void
world_put_pod(const struct world *w, uint32_t service, uint32_t endpoint, FILE *out)
{
	fprintf(out,
		"---\napiVersion: v1\nkind: Pod\nmetadata:\n  name: pod-%u-%u\n  labels:\n"
		"    app: app-%u\nspec:\n  containers:\n  - name: main\n    image: example/app\n"
		"    ports:\n    - containerPort: 8080\n      protocol: UDP\nstatus:\n  podIP: ",
		service, endpoint, service);
	put_address(address(w, service, endpoint), out);
	fprintf(out, "\n");
}
