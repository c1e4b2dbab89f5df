/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include "base/md5.h"

#include <endian.h>
#include <string.h>

#define BLOCK_BYTES 64

/* 2^32 * |sin(i + 1)|, radians */
static const uint32_t sines[BLOCK_BYTES] = {
	0xd76aa478, 0xe8c7b756, 0x242070db, 0xc1bdceee, 0xf57c0faf, 0x4787c62a, 0xa8304613,
	0xfd469501, 0x698098d8, 0x8b44f7af, 0xffff5bb1, 0x895cd7be, 0x6b901122, 0xfd987193,
	0xa679438e, 0x49b40821, 0xf61e2562, 0xc040b340, 0x265e5a51, 0xe9b6c7aa, 0xd62f105d,
	0x02441453, 0xd8a1e681, 0xe7d3fbc8, 0x21e1cde6, 0xc33707d6, 0xf4d50d87, 0x455a14ed,
	0xa9e3e905, 0xfcefa3f8, 0x676f02d9, 0x8d2a4c8a, 0xfffa3942, 0x8771f681, 0x6d9d6122,
	0xfde5380c, 0xa4beea44, 0x4bdecfa9, 0xf6bb4b60, 0xbebfbc70, 0x289b7ec6, 0xeaa127fa,
	0xd4ef3085, 0x04881d05, 0xd9d4d039, 0xe6db99e5, 0x1fa27cf8, 0xc4ac5665, 0xf4292244,
	0x432aff97, 0xab9423a7, 0xfc93a039, 0x655b59c3, 0x8f0ccc92, 0xffeff47d, 0x85845dd1,
	0x6fa87e4f, 0xfe2ce6e0, 0xa3014314, 0x4e0811a1, 0xf7537e82, 0xbd3af235, 0x2ad7d2bb,
	0xeb86d391,
};

static uint32_t
rotate(uint32_t x, unsigned int bits)
{
	return x << bits | x >> (32 - bits);
}

static uint32_t
mix(unsigned int round, uint32_t b, uint32_t c, uint32_t d)
{
	switch (round) {
	case 0:
		return (b & c) | (~b & d);
	case 1:
		return (d & b) | (~d & c);
	case 2:
		return b ^ c ^ d;
	default:
		return c ^ (b | ~d);
	}
}

static void
add_block(uint32_t v[4], const uint8_t *block)
{
	static const unsigned int turns[4][4] = {
		{7, 12, 17, 22}, {5, 9, 14, 20}, {4, 11, 16, 23}, {6, 10, 15, 21}};
	static const unsigned int steps[4] = {1, 5, 3, 7}, begins[4] = {0, 1, 5, 0};
	uint32_t a = v[0], b = v[1], c = v[2], d = v[3], words[16], sum;

	memcpy(words, block, sizeof(words));
	for (unsigned int i = 0; i < BLOCK_BYTES; i++) {
		unsigned int round = i / 16, word = (begins[round] + i * steps[round]) % 16;

		sum = a + mix(round, b, c, d) + le32toh(words[word]) + sines[i];
		a = d;
		d = c;
		c = b;
		b += rotate(sum, turns[round][i % 4]);
	}
	v[0] += a;
	v[1] += b;
	v[2] += c;
	v[3] += d;
}

void
md5_digest(const void *bytes, size_t len, uint8_t digest[MD5_BYTES])
{
	uint32_t v[4] = {0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476};
	const uint8_t *from = bytes;
	uint8_t last[2 * BLOCK_BYTES] = {0};
	uint64_t bits = htole64((uint64_t)len * 8);
	size_t rest = len % BLOCK_BYTES, end;

	for (size_t at = 0; at + BLOCK_BYTES <= len; at += BLOCK_BYTES)
		add_block(v, from + at);
	if (rest > 0)
		memcpy(last, from + len - rest, rest);
	last[rest] = 0x80;
	end = rest < BLOCK_BYTES - 8 ? BLOCK_BYTES : 2 * BLOCK_BYTES;
	memcpy(last + end - 8, &bits, 8);
	for (size_t at = 0; at < end; at += BLOCK_BYTES)
		add_block(v, last + at);
	for (unsigned int i = 0; i < 4; i++) {
		uint32_t word = htole32(v[i]);

		memcpy(digest + i * sizeof(word), &word, sizeof(word));
	}
}
