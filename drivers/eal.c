/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include "drivers/eal.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <rte_eal.h>
#include <rte_errno.h>
#include <rte_log.h>

#include "base/buf.h"
#include "base/log.h"

#define ARGS_MAX 64

struct args {
	char *v[ARGS_MAX];
	int cnt;
	char text[4096];
	size_t used;
};

/* Append one argument; EAL keeps and changes what it is handed, so each has its own copy. */
static void __attribute__((format(printf, 2, 3))) args_add(struct args *a, const char *fmt, ...)
{
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(a->text + a->used, sizeof(a->text) - a->used, fmt, ap);
	va_end(ap);
	if (n < 0 || (size_t)n >= sizeof(a->text) - a->used || a->cnt == ARGS_MAX - 1)
		return;
	a->v[a->cnt++] = a->text + a->used;
	a->used += (size_t)n + 1;
}

/* The bytes of free 2 MiB and 1 GiB pages. */
static size_t
free_hugepage_bytes(void)
{
	static const struct {
		const char *path;
		size_t bytes;
	} kinds[] = {
		{"/sys/kernel/mm/hugepages/hugepages-2048kB/free_hugepages", 2u << 20},
		{"/sys/kernel/mm/hugepages/hugepages-1048576kB/free_hugepages", 1u << 30},
	};
	size_t sum = 0;

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		FILE *f = fopen(kinds[i].path, "re");
		unsigned long n = 0;

		if (f == NULL)
			continue;
		if (fscanf(f, "%lu", &n) == 1)
			sum += n * kinds[i].bytes;
		fclose(f);
	}
	return sum;
}

/* "0@0,1@1": each lcore on its CPU; in a lab those beyond the machine's share what there is. */
static int
add_lcores(struct args *a, const struct eal_params *p, char *why, size_t why_bytes)
{
	unsigned int cpus = (unsigned int)sysconf(_SC_NPROCESSORS_ONLN);
	char list[2048];
	size_t n;

	n = (size_t)snprintf(list, sizeof(list), "%u@%u", p->control_lcore,
			     p->control_lcore % cpus);
	for (unsigned int i = 0; i <= p->worker_cnt; i++) {
		unsigned int lcore = i == 0 ? p->control_lcore : (unsigned int)p->workers[i - 1];

		if (lcore >= cpus && !p->lab) {
			snprintf(why, why_bytes,
				 "spec.cores names core %u, and this machine has %u (0-%u): change "
				 "spec.cores in board.yaml",
				 lcore, cpus, cpus - 1);
			return -EINVAL;
		}
		if (i > 0)
			n += (size_t)snprintf(list + n, sizeof(list) - n, ",%u@%u", lcore,
					      lcore % cpus);
		if (n >= sizeof(list))
			return -EINVAL;
	}
	args_add(a, "--lcores=%s", list);
	args_add(a, "--main-lcore=%u", p->control_lcore);
	return 0;
}

/* Hugepages when they are there and suffice; they live and die with the process. */
static int
add_memory(struct args *a, const struct eal_params *p, char *why, size_t why_bytes)
{
	size_t have = p->hugepages ? free_hugepage_bytes() : 0;

	if (have >= p->memory_bytes) {
		args_add(a, "--in-memory");
		args_add(a, "--single-file-segments");
		return 0;
	}
	if (p->hugepages_required) {
		snprintf(why, why_bytes,
			 "hugepages are required and %zu MiB of %zu MiB are free: sysctl -w "
			 "vm.nr_hugepages=%zu, or spec.memory.hugepages: auto",
			 have >> 20, p->memory_bytes >> 20, (p->memory_bytes >> 21) + 1);
		return -ENOMEM;
	}
	log_info("eal",
		 "ordinary memory serves: free hugepages do not suffice need_mib=%zu free_mib=%zu",
		 p->memory_bytes >> 20, have >> 20);
	args_add(a, "--no-huge");
	args_add(a, "-m");
	args_add(a, "%zu", (p->memory_bytes >> 20) + 1);
	return 0;
}

int
eal_start(const struct eal_params *p, char *why, size_t why_bytes)
{
	static struct args a;
	int rc;

	args_add(&a, "%s", p->program);
	args_add(&a, "--no-telemetry");
	args_add(&a, "--file-prefix=%s-%d", p->program, (int)getpid());
	args_add(&a, "--log-level=lib.*:warning");
	args_add(&a, "--log-level=pmd.*:error");
	/* tells of rte_flow, which a twin does without, on every start */
	args_add(&a, "--log-level=pmd.net.tap:critical");
	args_add(&a, "--iova-mode=va");
	rc = add_lcores(&a, p, why, why_bytes);
	if (rc == 0)
		rc = add_memory(&a, p, why, why_bytes);
	if (rc < 0)
		return rc;
	if (p->pci_cnt == 0)
		args_add(&a, "--no-pci");
	for (unsigned int i = 0; i < p->pci_cnt; i++)
		args_add(&a, "--allow=%s", p->pci[i]);
	if (rte_eal_init(a.cnt, a.v) < 0) {
		rc = rte_errno > 0 ? -rte_errno : -EIO;
		snprintf(why, why_bytes, "DPDK did not start: %s (its own lines are above)",
			 rte_strerror(-rc));
		return rc;
	}
	return 0;
}
