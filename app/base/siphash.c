/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include "base/siphash.h"

#include <errno.h>
#include <sys/random.h>

int
sip_key_random(struct sip_key *key)
{
	ssize_t got;

	do {
		got = getrandom(key, sizeof(*key), 0);
	} while (got < 0 && errno == EINTR);
	if (got < 0)
		return -errno;
	/* getrandom never delivers fewer than 256 bytes in part */
	return got == (ssize_t)sizeof(*key) ? 0 : -EIO;
}
