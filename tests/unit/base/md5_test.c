/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include "support/unit.h"

#include "base/md5.h"

#include <stdio.h>
#include <string.h>

/* RFC 1321, A.5 */
static void
test_digests_of_the_rfc(void)
{
	static const char *const cases[][2] = {
		{"", "d41d8cd98f00b204e9800998ecf8427e"},
		{"a", "0cc175b9c0f1b6a831c399e269772661"},
		{"abc", "900150983cd24fb0d6963f7d28e17f72"},
		{"message digest", "f96b697d7cb7938d525a2f31aaf161d0"},
		{"abcdefghijklmnopqrstuvwxyz", "c3fcd3d76192e4007dfb496cca67e13b"},
		{"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789",
		 "d174ab98d277d9f5a5611c2c9f419d9f"},
		{"12345678901234567890123456789012345678901234567890123456789012345678901234567890",
		 "57edf4a22be3c955ac49da2e2107b67a"},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		uint8_t digest[MD5_BYTES];
		char text[2 * MD5_BYTES + 1];

		md5_digest(cases[i][0], strlen(cases[i][0]), digest);
		for (size_t k = 0; k < MD5_BYTES; k++)
			snprintf(text + 2 * k, 3, "%02x", digest[k]);
		CU_ASSERT_STRING_EQUAL(text, cases[i][1]);
	}
}

UNIT_MAIN("base/md5", UNIT_TEST(test_digests_of_the_rfc))
