/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include "kube/emit.h"

#include <errno.h>
#include <string.h>

static void
align(struct emit *e)
{
	size_t len = e->out->len - e->start;

	if (len % 8 != 0)
		buf_reserve(e->out, 8 - len % 8);
}

void
emit_begin(struct emit *e, struct buf *out, enum sluice_block_kind kind, uint64_t id,
	   size_t body_bytes)
{
	struct sluice_block head = {.magic = SLUICE_BLOCK_MAGIC, .kind = (uint16_t)kind, .id = id};

	e->out = out;
	e->start = out->len;
	buf_add(out, &head, sizeof(head));
	buf_reserve(out, body_bytes - sizeof(head));
}

void *
emit_body(struct emit *e)
{
	return e->out->failed ? NULL : e->out->data + e->start;
}

uint32_t
emit_string(struct emit *e, const char *s)
{
	uint32_t off = (uint32_t)(e->out->len - e->start);

	buf_add(e->out, s, strlen(s) + 1);
	return off;
}

struct sluice_section
emit_section(struct emit *e, const void *v, size_t cnt, size_t elem_bytes)
{
	struct sluice_section s = {0};

	if (cnt == 0)
		return s;
	align(e);
	s.off = (uint32_t)(e->out->len - e->start);
	s.cnt = (uint32_t)cnt;
	if (v != NULL)
		buf_add(e->out, v, cnt * elem_bytes);
	else
		buf_reserve(e->out, cnt * elem_bytes);
	return s;
}

void *
emit_at(struct emit *e, struct sluice_section s, size_t idx, size_t elem_bytes)
{
	return e->out->failed ? NULL : e->out->data + e->start + s.off + idx * elem_bytes;
}

int
emit_end(struct emit *e)
{
	struct sluice_block *head;

	align(e);
	if (e->out->failed)
		return -ENOMEM;
	if (e->out->len - e->start > SLUICE_BLOCK_BYTES_MAX)
		return -EFBIG;
	head = emit_body(e);
	head->size_bytes = (uint32_t)(e->out->len - e->start);
	return 0;
}

struct sluice_addr
emit_addr(const struct ip_addr *a)
{
	struct sluice_addr to;

	memcpy(to.b, a->b, sizeof(to.b));
	return to;
}

struct sluice_prefix
emit_prefix(const struct ip_prefix *p)
{
	return (struct sluice_prefix){.addr = emit_addr(&p->addr), .len = p->len};
}
