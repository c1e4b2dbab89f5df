/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include "replay/packet.h"

#include <stdlib.h>
#include <string.h>

#include <rte_mbuf.h>

#include "net/parse.h"

#ifdef __SANITIZE_ADDRESS__
struct exact {
	struct rte_mbuf_ext_shared_info shared;
	void *bytes;
};

static void
free_exact(void *addr, void *opaque)
{
	struct exact *e = opaque;

	free(addr);
	free(e);
}

static int
fill(struct rte_mbuf *m, const uint8_t *bytes, uint32_t len)
{
	struct exact *e = calloc(1, sizeof(*e));

	if (e != NULL)
		e->bytes = malloc(len);
	if (e == NULL || e->bytes == NULL) {
		free(e);
		return -1;
	}
	memcpy(e->bytes, bytes, len);
	e->shared.free_cb = free_exact;
	e->shared.fcb_opaque = e;
	rte_mbuf_ext_refcnt_set(&e->shared, 1);
	rte_pktmbuf_attach_extbuf(m, e->bytes, RTE_BAD_IOVA, (uint16_t)len, &e->shared);
	m->data_len = (uint16_t)len;
	m->pkt_len = len;
	return 0;
}
#else
static int
fill(struct rte_mbuf *m, const uint8_t *bytes, uint32_t len)
{
	void *to = rte_pktmbuf_append(m, (uint16_t)len);

	if (to == NULL)
		return -1;
	memcpy(to, bytes, len);
	return 0;
}
#endif

struct rte_mbuf *
packet_mbuf(struct rte_mempool *pool, const uint8_t *bytes, uint32_t len)
{
	struct rte_mbuf *m = len > UINT16_MAX ? NULL : rte_pktmbuf_alloc(pool);

	if (m == NULL)
		return NULL;
	if (len > 0 && fill(m, bytes, len) < 0) {
		rte_pktmbuf_free(m);
		return NULL;
	}
	return m;
}

struct rte_mbuf *
packet_mbuf_split(struct rte_mempool *pool, const uint8_t *bytes, uint32_t len, uint16_t piece)
{
	struct rte_mbuf *head = NULL;

	for (uint32_t off = 0; off < len; off += piece) {
		uint16_t n = (uint16_t)RTE_MIN(piece, len - off);
		struct rte_mbuf *m = rte_pktmbuf_alloc(pool);
		void *to = m == NULL ? NULL : rte_pktmbuf_append(m, n);

		if (to != NULL)
			memcpy(to, bytes + off, n);
		if (to != NULL && head == NULL) {
			head = m;
		} else if (to == NULL || rte_pktmbuf_chain(head, m) != 0) {
			rte_pktmbuf_free(m);
			rte_pktmbuf_free(head);
			return NULL;
		}
	}
	return head;
}

const uint8_t *
packet_bytes(const struct rte_mbuf *m, uint32_t *len)
{
	static uint8_t gathered[UINT16_MAX];

	*len = m->pkt_len;
	return rte_pktmbuf_read(m, 0, m->pkt_len, gathered);
}

void
packet_tuple(const uint8_t *bytes, uint32_t len, uint8_t tuple[40])
{
	struct parsed p;

	memset(tuple, 0, 40);
	if (parse_frame(bytes, len, len, &p) != PARSE_OK ||
	    (p.kind != PARSE_KIND_IP4 && p.kind != PARSE_KIND_IP6))
		return;
	memcpy(tuple, parsed_src(&p).b, 16);
	memcpy(tuple + 16, parsed_dst(&p).b, 16);
	memcpy(tuple + 32, &p.src_port, 2);
	memcpy(tuple + 34, &p.dst_port, 2);
	tuple[36] = p.proto;
}
