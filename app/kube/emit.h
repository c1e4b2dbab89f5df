/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * Writing blocks: a body of fixed size, then strings and sections, named by offset. The head's size
 * is set at the end. Works on offsets, because the buffer moves while it grows.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "channel/block.h"
#include "net/addr.h"

struct emit {
	struct buf *out;
	size_t start; /* of the block in out */
};

/** Begin a block whose body, head included, has body_bytes. */
void emit_begin(struct emit *e, struct buf *out, enum sluice_block_kind kind, uint64_t id,
		size_t body_bytes);

/** The body, valid until the next emit_ call; NULL once memory has run out. */
void *emit_body(struct emit *e);

/** Append a string. @return its offset */
uint32_t emit_string(struct emit *e, const char *s);

/** Append cnt elements (may be NULL when zeroes are to be filled in). @return their section */
struct sluice_section emit_section(struct emit *e, const void *v, size_t cnt, size_t elem_bytes);

/** The element at a section's index, valid until the next emit_ call; NULL: no memory. */
void *emit_at(struct emit *e, struct sluice_section s, size_t idx, size_t elem_bytes);

/** Set the size. @return 0, -ENOMEM, -EFBIG */
int emit_end(struct emit *e);

struct sluice_addr emit_addr(const struct ip_addr *a);
struct sluice_prefix emit_prefix(const struct ip_prefix *p);
