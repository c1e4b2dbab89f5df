/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * Announcements of VIPs: gratuitous ARP when a Service brings an address, and for all of them when
 * a link comes up, so that switches and neighbours learn where they live now. An address is told
 * only once it is served: one that is refused may be somebody else's.
 */
#include <stdlib.h>
#include <string.h>

#include "forwarder/forwarder.h"
#include "tables/svctab.h"

#define ANNOUNCE_MAX (1u << 17) /* so many Services there may be; more are named twice */

static void
add(struct announces *list, const struct ip_addr *addr, uint16_t port)
{
	if (list->cnt == ANNOUNCE_MAX) {
		list->over = true;
		return;
	}
	if (list->cnt == list->max) {
		size_t max = list->max == 0 ? 64 : list->max * 2;
		struct forwarder_announce *v = realloc(list->v, max * sizeof(*v));

		if (v == NULL)
			return; /* the next link-up tells it again */
		list->v = v;
		list->max = max;
	}
	list->v[list->cnt++] = (struct forwarder_announce){*addr, port};
}

void
announce_stage(struct forwarder *f, const struct sluice_service *s)
{
	const struct sluice_vip *vips = block_section(s, s->vips);

	for (uint32_t i = 0; i < s->vips.cnt; i++) {
		struct ip_addr addr;

		if (vips[i].kind != SLUICE_VIP_EXTERNAL && vips[i].kind != SLUICE_VIP_LB)
			continue;
		memcpy(addr.b, vips[i].addr.b, sizeof(addr.b));
		for (unsigned int port = 0; port < f->nic_cnt; port++)
			add(&f->staged, &addr, (uint16_t)port);
	}
}

void
announce_commit(struct forwarder *f)
{
	for (size_t i = 0; !f->staged.over && i < f->staged.cnt; i++)
		add(&f->announces, &f->staged.v[i].addr, f->staged.v[i].port);
	for (unsigned int port = 0; f->staged.over && port < f->nic_cnt; port++)
		announce_all(f, (uint16_t)port);
	announce_abort(f);
}

void
announce_abort(struct forwarder *f)
{
	f->staged.cnt = 0;
	f->staged.over = false;
}

void
announce_all(struct forwarder *f, uint16_t port)
{
	const struct ip_addr *addr;
	uint32_t cursor = 0;

	while ((addr = svctab_next_announced(f->services, &cursor)) != NULL)
		add(&f->announces, addr, port);
}

void
announce_drain(struct forwarder *f)
{
	while (f->announces.cnt > 0) {
		const struct forwarder_announce *a = &f->announces.v[f->announces.cnt - 1];
		struct pipe_announce told = {.addr = a->addr, .port = a->port};

		if (pipe_announce(f->workers[0].pipe, &told) < 0)
			return;
		f->announces.cnt--;
	}
}
