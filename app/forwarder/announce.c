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

#define LIST_MAX (1u << 17) /* of changes; when there are more, all addresses are told instead */

_Static_assert(PIPE_PORT_MAX <= 32, "announces.all has a bit for each port");

static bool
put(struct announces *list, const struct ip_addr *addr, uint16_t port)
{
	if (list->cnt == list->max) {
		size_t max = list->max == 0 ? 64 : list->max * 2;
		struct forwarder_announce *v = realloc(list->v, max * sizeof(*v));

		if (v == NULL)
			return false;
		list->v = v;
		list->max = max;
	}
	list->v[list->cnt++] = (struct forwarder_announce){*addr, port};
	return true;
}

static void
add(struct announces *list, const struct ip_addr *addr, uint16_t port)
{
	if (list->cnt >= LIST_MAX || !put(list, addr, port))
		list->all |= UINT32_C(1) << port;
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
	for (size_t i = 0; i < f->staged.cnt; i++)
		add(&f->announces, &f->staged.v[i].addr, f->staged.v[i].port);
	f->announces.all |= f->staged.all;
	announce_abort(f);
}

void
announce_abort(struct forwarder *f)
{
	f->staged.cnt = 0;
	f->staged.all = 0;
}

void
announce_all(struct forwarder *f, uint16_t port)
{
	f->announces.all |= UINT32_C(1) << port;
}

/* List all addresses for the next port that waits for them. @return false: none does */
static bool
list_all(struct forwarder *f)
{
	const struct ip_addr *addr;
	uint32_t cursor = 0;
	uint16_t port;

	if (f->announces.all == 0)
		return false;
	port = (uint16_t)__builtin_ctz(f->announces.all);
	f->announces.all &= f->announces.all - 1;
	while ((addr = svctab_next_announced(f->services, &cursor)) != NULL)
		if (!put(&f->announces, addr, port))
			break; /* no memory: the next link-up tells the rest */
	return true;
}

void
announce_drain(struct forwarder *f)
{
	do {
		while (f->announces.cnt > 0) {
			const struct forwarder_announce *a = &f->announces.v[f->announces.cnt - 1];
			struct pipe_announce told = {.addr = a->addr, .port = a->port};

			if (pipe_announce(f->workers[0].pipe, &told) < 0)
				return;
			f->announces.cnt--;
		}
	} while (list_all(f));
}
