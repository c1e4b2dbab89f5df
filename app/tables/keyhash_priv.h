/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * The hash of tables that the main thread alone fills: strangers choose what is looked up there,
 * never what is in it, so it needs no secret. Unlike DPDK's own it reads keys at any alignment.
 */
#pragma once

#include <stdint.h>
#include <string.h>

/** An rte_hash_function. @param len a multiple of 4 */
static inline uint32_t
keyhash(const void *key, uint32_t len, uint32_t init)
{
	const char *bytes = key;
	uint64_t h = UINT64_C(0x9e3779b97f4a7c15) ^ init;

	for (uint32_t i = 0; i < len; i += 4) {
		uint32_t word;

		memcpy(&word, bytes + i, sizeof(word));
		h = (h ^ word) * UINT64_C(0xd6e8feb86659fd93);
		h ^= h >> 32;
	}
	return (uint32_t)h;
}
