/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * May a packet with this source come by this way? Asked where a flow is made, for plain packets,
 * and for established flows when routes moved. What the kernel sends is its own affair.
 */
#include "dataplane/pipe_priv.h"

/* A pod may send only from where the route to it points. */
static bool
is_on_pods_way(const struct worker *w, const struct pkt *p)
{
	struct fib_way way;

	fib_lookup4(w->fib, p->h.v4.src, &way);
	return (way.kind == FIB_HOP_ON_LINK || way.kind == FIB_HOP_GATEWAY) && way.port == p->port;
}

bool
pipe_source_check(struct worker *w, struct pkt *p, uint32_t src_is)
{
	if (p->is_from_twin)
		return true;
	if (src_is & (SVC_ADDR_VIP | SVC_ADDR_LOCAL)) {
		pkt_drop(p, DROP_SPOOFED_VIP);
		return false;
	}
	if (prefixes4_contain(&w->pods, p->h.v4.src) && !is_on_pods_way(w, p)) {
		pkt_drop(p, DROP_SPOOFED_POD);
		return false;
	}
	return true;
}
