/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include "control/cpus.h"

#include "base/log.h"

#include <errno.h>
#include <sched.h>
#include <string.h>
#include <unistd.h>

void
cpus_leave_to_workers(const struct sluice_settings *s)
{
	const uint64_t *lcores = block_section(s, s->workers);
	long cpu_cnt = sysconf(_SC_NPROCESSORS_ONLN);
	cpu_set_t cpus;

	if (s->idle != SLUICE_IDLE_SPIN || cpu_cnt <= 0 ||
	    sched_getaffinity(0, sizeof(cpus), &cpus) < 0)
		return;
	/* as EAL is told: in a lab lcores that the machine lacks share what there is */
	for (uint32_t i = 0; i < s->workers.cnt; i++)
		CPU_CLR(lcores[i] % (uint64_t)cpu_cnt, &cpus);
	if (CPU_COUNT(&cpus) > 0 && sched_setaffinity(0, sizeof(cpus), &cpus) < 0)
		log_warn("control", "cannot keep off the workers' CPUs: %s", strerror(errno));
}
