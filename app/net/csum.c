/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include "net/csum.h"

/* Sum of n bytes that start on a word's boundary; a last single byte is its word's first. */
static uint64_t
sum_bytes(const uint8_t *bytes, size_t n)
{
	uint64_t sum = 0;
	uint32_t word;
	uint16_t half = 0;

	for (; n >= sizeof(word); n -= sizeof(word), bytes += sizeof(word)) {
		memcpy(&word, bytes, sizeof(word));
		sum += word;
	}
	if (n >= sizeof(half)) {
		memcpy(&half, bytes, sizeof(half));
		sum += half;
		n -= sizeof(half);
		bytes += sizeof(half);
		half = 0;
	}
	if (n > 0) {
		memcpy(&half, bytes, 1);
		sum += half;
	}
	return sum;
}

void
csum_add(struct csum *c, const void *bytes, size_t n)
{
	uint16_t piece = csum_fold(sum_bytes(bytes, n));

	/* a piece that starts mid-word sums as if its bytes were swapped: RFC 1071 2 (B) */
	c->sum += c->is_odd ? rte_bswap16(piece) : piece;
	c->is_odd ^= n % 2 != 0;
}

void
csum_add_pseudo(struct csum *c, const void *addrs, size_t addrs_bytes, uint8_t proto,
		uint32_t l4_len)
{
	const rte_be32_t tail[2] = {rte_cpu_to_be_32(l4_len), rte_cpu_to_be_32(proto)};

	csum_add(c, addrs, addrs_bytes);
	csum_add(c, tail, sizeof(tail));
}

uint16_t
csum_delta_addr(const struct ip_addr *old, const struct ip_addr *new)
{
	uint64_t sum = 0;

	/* what stands before an IPv4 address is alike in both and adds nothing */
	for (size_t i = 0; i < sizeof(old->b); i += sizeof(uint32_t)) {
		uint32_t m, n;

		memcpy(&m, old->b + i, sizeof(m));
		memcpy(&n, new->b + i, sizeof(n));
		sum += (uint64_t)(uint32_t)~m + n;
	}
	return csum_fold(sum);
}

struct csum_rewrite
csum_rewrite_of(const struct ip_end *old_src, const struct ip_end *old_dst,
		const struct ip_end *new_src, const struct ip_end *new_dst)
{
	uint16_t addrs = csum_delta_join(csum_delta_addr(&old_src->addr, &new_src->addr),
					 csum_delta_addr(&old_dst->addr, &new_dst->addr));
	uint16_t ports = csum_delta_join(csum_delta16(old_src->port, new_src->port),
					 csum_delta16(old_dst->port, new_dst->port));

	return (struct csum_rewrite){.ip = addrs, .l4 = csum_delta_join(addrs, ports)};
}
