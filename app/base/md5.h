/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * MD5, for orders that others have made with it. It protects nothing.
 *
 * Source: RFC 1321.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#define MD5_BYTES 16

/** The digest of len bytes (less than 2^32). */
void md5_digest(const void *bytes, size_t len, uint8_t digest[MD5_BYTES]);
