/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * Frames for tests, put together header by header from plain bytes. Checksums are computed here,
 * word by word, and share nothing with the code under test.
 */
#pragma once

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

struct frame {
	uint8_t b[70000];
	size_t len;
};

/** Append bytes. @return their offset */
static inline size_t
frame_add(struct frame *f, const void *bytes, size_t n)
{
	memcpy(f->b + f->len, bytes, n);
	f->len += n;
	return f->len - n;
}

/** Append n bytes of the value. @return their offset */
static inline size_t
frame_fill(struct frame *f, uint8_t value, size_t n)
{
	memset(f->b + f->len, value, n);
	f->len += n;
	return f->len - n;
}

static inline void
frame_put16(struct frame *f, size_t off, uint32_t value)
{
	f->b[off] = (uint8_t)(value >> 8);
	f->b[off + 1] = (uint8_t)value;
}

static inline void
frame_put32(struct frame *f, size_t off, uint32_t value)
{
	frame_put16(f, off, value >> 16);
	frame_put16(f, off + 2, value);
}

static inline uint32_t
frame_get16(const uint8_t *b, size_t off)
{
	return (uint32_t)b[off] << 8 | b[off + 1];
}

static inline uint32_t
frame_get32(const uint8_t *b, size_t off)
{
	return frame_get16(b, off) << 16 | frame_get16(b, off + 2);
}

/** One's complement sum by the definition, carrying on from an earlier one; n even but at the end.
 */
static inline uint32_t
frame_sum(uint32_t sum, const uint8_t *b, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		sum += i % 2 == 0 ? (uint32_t)b[i] << 8 : b[i];
		if (sum > 0xffff)
			sum -= 0xffff;
	}
	return sum;
}

/** Start a frame: 02:..:01 from 02:..:02. */
static inline void
frame_ether(struct frame *f, uint32_t ether_type)
{
	static const uint8_t addrs[12] = {2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2};

	f->len = 0;
	frame_add(f, addrs, sizeof(addrs));
	frame_fill(f, 0, 2);
	frame_put16(f, 12, ether_type);
}

/** Append an IPv4 header without options; frame_ip4_end completes it. TTL 64, id 0x1234. */
static inline size_t
frame_ip4(struct frame *f, uint32_t src, uint32_t dst, uint8_t proto)
{
	size_t off = frame_fill(f, 0, 20);

	f->b[off] = 0x45;
	frame_put16(f, off + 4, 0x1234);
	f->b[off + 8] = 64;
	f->b[off + 9] = proto;
	frame_put32(f, off + 12, src);
	frame_put32(f, off + 16, dst);
	return off;
}

/** Compute the IPv4 header checksum anew. */
static inline void
frame_ip4_checksum(struct frame *f, size_t off)
{
	frame_put16(f, off + 10, 0);
	frame_put16(f, off + 10, 0xffff & ~frame_sum(0, f->b + off, (f->b[off] & 0xf) * 4u));
}

/** Set total length to the frame's end, and the checksum. */
static inline void
frame_ip4_end(struct frame *f, size_t off)
{
	frame_put16(f, off + 2, (uint32_t)(f->len - off));
	frame_ip4_checksum(f, off);
}

/** Append an IPv6 header from fd00::1 to fd00::2; frame_ip6_end completes it. Hop limit 64. */
static inline size_t
frame_ip6(struct frame *f, uint8_t next)
{
	size_t off = frame_fill(f, 0, 40);

	f->b[off] = 0x60;
	f->b[off + 6] = next;
	f->b[off + 7] = 64;
	f->b[off + 8] = f->b[off + 24] = 0xfd;
	f->b[off + 23] = 1;
	f->b[off + 39] = 2;
	return off;
}

/** Set the payload length to the frame's end. */
static inline void
frame_ip6_end(struct frame *f, size_t off)
{
	frame_put16(f, off + 4, (uint32_t)(f->len - off - 40));
}

/** Append a TCP header of 20 bytes. */
static inline size_t
frame_tcp(struct frame *f, uint32_t sport, uint32_t dport, uint32_t seq, uint32_t ack,
	  uint8_t flags)
{
	size_t off = frame_fill(f, 0, 20);

	frame_put16(f, off, sport);
	frame_put16(f, off + 2, dport);
	frame_put32(f, off + 4, seq);
	frame_put32(f, off + 8, ack);
	f->b[off + 12] = 0x50;
	f->b[off + 13] = flags;
	return off;
}

/** Append a UDP header and n bytes of payload, length set, checksum a mere non-zero. */
static inline size_t
frame_udp(struct frame *f, uint32_t sport, uint32_t dport, size_t n)
{
	size_t off = frame_fill(f, 0, 8);

	frame_put16(f, off, sport);
	frame_put16(f, off + 2, dport);
	frame_put16(f, off + 4, (uint32_t)(8 + n));
	frame_put16(f, off + 6, 0xbeef);
	frame_fill(f, 'u', n);
	return off;
}

/** An exactly sized copy on the heap, so that a sanitizer sees a read past its end. */
static inline uint8_t *
frame_copy(const struct frame *f, size_t n)
{
	uint8_t *copy = malloc(n > 0 ? n : 1);

	if (copy == NULL)
		abort();
	memcpy(copy, f->b, n);
	return copy;
}
