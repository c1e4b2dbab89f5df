/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * Announcements of VIPs: gratuitous ARP when a Service brings an address, and for all of them when
 * a link comes up, so that switches and neighbours learn where they live now.
 */
#include <stdlib.h>
#include <string.h>

#include "forwarder/forwarder.h"
#include "tables/svctab.h"

static void
add_one(struct forwarder *f, const struct ip_addr *addr, uint16_t port)
{
	if (f->announce_cnt == f->announce_max) {
		size_t max = f->announce_max == 0 ? 64 : f->announce_max * 2;
		struct forwarder_announce *v = realloc(f->announce, max * sizeof(*v));

		if (v == NULL)
			return; /* the next link-up tells it again */
		f->announce = v;
		f->announce_max = max;
	}
	f->announce[f->announce_cnt++] = (struct forwarder_announce){*addr, port};
}

void
announce_add(struct forwarder *f, const struct ip_addr *addr, uint16_t port)
{
	if (port != FIB_PORT_NONE) {
		add_one(f, addr, port);
		return;
	}
	for (unsigned int i = 0; i < f->nic_cnt; i++)
		add_one(f, addr, (uint16_t)i);
}

void
announce_service(struct forwarder *f, const struct sluice_service *s)
{
	const struct sluice_vip *vips = block_section(s, s->vips);

	for (uint32_t i = 0; i < s->vips.cnt; i++) {
		struct ip_addr addr;

		if (vips[i].kind == SLUICE_VIP_CLUSTER)
			continue;
		memcpy(addr.b, vips[i].addr.b, sizeof(addr.b));
		announce_add(f, &addr, FIB_PORT_NONE);
	}
}

void
announce_all(struct forwarder *f, uint16_t port)
{
	const struct ip_addr *addr;
	uint32_t cursor = 0;

	while ((addr = svctab_next_announced(f->services, &cursor)) != NULL)
		announce_add(f, addr, port);
}

void
announce_drain(struct forwarder *f)
{
	while (f->announce_cnt > 0) {
		const struct forwarder_announce *a = &f->announce[f->announce_cnt - 1];
		struct pipe_announce told = {.addr = a->addr, .port = a->port};

		if (pipe_announce(f->workers[0].pipe, &told) < 0)
			return;
		f->announce_cnt--;
	}
}
