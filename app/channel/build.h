/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * Building a block. The body is an ordinary struct of the caller; sections and strings are appended
 * to the buffer first and the body names what came back; the end puts the body in its place:
 *
 *	struct sluice_service s = {0};
 *
 *	block_build_begin(&b, sizeof(s));
 *	s.name_off = block_build_string(&b, "default/kubia");
 *	s.ports = block_build_section(&b, ports, sizeof(ports[0]), port_cnt);
 *	err = block_build_end(&b, SLUICE_BLOCK_SERVICE, block_id(...), &s.head, sizeof(s));
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "channel/block.h"

/** Begin a block in a buffer, whose earlier content goes. @param body_bytes the kind's struct */
void block_build_begin(struct buf *b, size_t body_bytes);

/**
 * Append cnt elements, 8-aligned. Elements that themselves name sections or strings come after what
 * they name.
 * @return the section; absent when cnt is 0
 */
struct sluice_section block_build_section(struct buf *b, const void *elements, size_t element_bytes,
					  uint32_t cnt);

/** Append a string with its NUL. @return its offset */
uint32_t block_build_string(struct buf *b, const char *s);

/**
 * End the block: pad it, fill the head, put the body in its place. The block is then b->data,
 * b->len bytes.
 * @param head first member of the body
 * @return 0, -ENOMEM, -EMSGSIZE (longer than SLUICE_BLOCK_BYTES_MAX)
 */
int block_build_end(struct buf *b, enum sluice_block_kind kind, uint64_t id,
		    struct sluice_block *head, size_t body_bytes);
