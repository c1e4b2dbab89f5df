/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include "sluiced/backoff.h"

uint32_t
backoff_next_ms(struct backoff *b, bool was_ready)
{
	uint32_t delay_ms = 0;

	if (was_ready)
		b->restart_cnt = 0;
	if (b->restart_cnt > 5)
		delay_ms = BACKOFF_MAX_MS;
	else if (b->restart_cnt > 0)
		delay_ms = UINT32_C(1000) << (b->restart_cnt - 1);
	if (b->restart_cnt < UINT32_MAX)
		b->restart_cnt++;
	return delay_ms;
}
