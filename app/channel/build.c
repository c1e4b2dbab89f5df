/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include "channel/build.h"

#include <errno.h>
#include <string.h>

static void
build_align(struct buf *b)
{
	buf_reserve(b, -b->len & 7);
}

void
block_build_begin(struct buf *b, size_t body_bytes)
{
	buf_reset(b);
	buf_reserve(b, body_bytes);
}

struct sluice_section
block_build_section(struct buf *b, const void *elements, size_t element_bytes, uint32_t cnt)
{
	struct sluice_section s = {0};

	if (cnt == 0)
		return s;
	build_align(b);
	s.off = (uint32_t)b->len;
	s.cnt = cnt;
	buf_add(b, elements, element_bytes * cnt);
	return s;
}

uint32_t
block_build_string(struct buf *b, const char *s)
{
	uint32_t off = (uint32_t)b->len;

	buf_add(b, s, strlen(s) + 1);
	return off;
}

int
block_build_end(struct buf *b, enum sluice_block_kind kind, uint64_t id, struct sluice_block *head,
		size_t body_bytes)
{
	build_align(b);
	if (b->failed)
		return -ENOMEM;
	if (b->len > SLUICE_BLOCK_BYTES_MAX)
		return -EMSGSIZE;
	*head = (struct sluice_block){
		.magic = SLUICE_BLOCK_MAGIC,
		.kind = (uint16_t)kind,
		.size_bytes = (uint32_t)b->len,
		.id = id,
	};
	memcpy(b->data, head, body_bytes);
	return 0;
}
