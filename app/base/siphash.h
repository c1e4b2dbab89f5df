/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * SipHash-1-3 with a 128-bit key: one compression round a word, three to finish. Non-linear, so
 * that whoever does not know the key can choose no colliding inputs (CRC and Toeplitz collide for
 * every seed alike).
 *
 * Source: Aumasson, Bernstein, "SipHash: a fast short-input PRF", 2012.
 */
#pragma once

#include <endian.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct sip_key {
	uint64_t k0;
	uint64_t k1;
};

struct sip_state {
	uint64_t v0, v1, v2, v3;
};

/** Fill a key from the kernel's random source. @return 0 or -errno of getrandom(2) */
int sip_key_random(struct sip_key *key);

static inline uint64_t
sip_rotl(uint64_t x, unsigned int bits)
{
	return (x << bits) | (x >> (64 - bits));
}

static inline void
sip_round(struct sip_state *s)
{
	s->v0 += s->v1;
	s->v1 = sip_rotl(s->v1, 13) ^ s->v0;
	s->v0 = sip_rotl(s->v0, 32);
	s->v2 += s->v3;
	s->v3 = sip_rotl(s->v3, 16) ^ s->v2;
	s->v0 += s->v3;
	s->v3 = sip_rotl(s->v3, 21) ^ s->v0;
	s->v2 += s->v1;
	s->v1 = sip_rotl(s->v1, 17) ^ s->v2;
	s->v2 = sip_rotl(s->v2, 32);
}

/** The state before the first word. */
static inline struct sip_state
sip_init(const struct sip_key *key)
{
	return (struct sip_state){
		.v0 = key->k0 ^ UINT64_C(0x736f6d6570736575),
		.v1 = key->k1 ^ UINT64_C(0x646f72616e646f6d),
		.v2 = key->k0 ^ UINT64_C(0x6c7967656e657261),
		.v3 = key->k1 ^ UINT64_C(0x7465646279746573),
	};
}

/** Take in one word: eight bytes of the message, read in little-endian order. */
static inline void
sip_word(struct sip_state *s, uint64_t word)
{
	s->v3 ^= word;
	sip_round(s);
	s->v0 ^= word;
}

/** Take in the last word (tail bytes, length in the highest byte) and end. @return the hash */
static inline uint64_t
sip_end(struct sip_state *s, uint64_t last)
{
	sip_word(s, last);
	s->v2 ^= 0xff;
	sip_round(s);
	sip_round(s);
	sip_round(s);
	return s->v0 ^ s->v1 ^ s->v2 ^ s->v3;
}

/** Read a message word at any alignment. */
static inline uint64_t
sip_load(const uint8_t *bytes)
{
	uint64_t word;

	memcpy(&word, bytes, sizeof(word));
	return le64toh(word);
}

/**
 * SipHash-1-3 of n bytes.
 * @return 64 bits, alike on every byte order
 * @thread any
 */
static inline uint64_t
siphash13(const struct sip_key *key, const void *bytes, size_t n)
{
	struct sip_state s = sip_init(key);
	const uint8_t *p = bytes;
	uint64_t last = (uint64_t)n << 56;
	size_t words = n / 8;

	for (size_t i = 0; i < words; i++)
		sip_word(&s, sip_load(p + 8 * i));
	for (size_t i = 0; i < n % 8; i++)
		last |= (uint64_t)p[8 * words + i] << (8 * i);
	return sip_end(&s, last);
}
