/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * Workers at once on one small table whose Services change all the time. Three kinds of clients:
 * raced ones, whose first flows come to all workers at one moment; steady ones, whose pod never
 * leaves, who prove themselves all the time, and whom nothing may move, whatever worker asks; and
 * fleeting ones, more than there is room for, whose entries come and go, so that positions are
 * used again.
 */
#include "support/affinity.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <unistd.h>

#include <rte_lcore.h>

#define THREADS   4u
#define ENTRIES   1600u
#define UNPROVEN  1200u /* of them, at most */
#define STEADY    40u
#define RACED     1000u
#define FLEETING  1000u
#define RUN_MS    2000u
#define STAYING   PODS(1, 2, 3)
#define COMING    PODS(4, 5, 6, 7)
#define SERVICE_S 1u

static struct affinity_bench b;
static struct serve steady = {"default/steady", 0x0a600001, 86400, {0, 0}, 0};
static struct serve fleeting = {"default/fleeting", 0x0a600002, SERVICE_S, {0, 0}, 0};
static unsigned int pod_of_steady[STEADY];
static atomic_uint pod_of_raced[RACED], arrived;
static atomic_bool stop;
static atomic_uint clock_ms;
static struct {
	atomic_ulong split, moved, wrong, asked, refused;
} seen;

static uint64_t
rnd(uint64_t *state)
{
	*state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return *state >> 16;
}

static struct affinity_flow
flow_of(int family, uint32_t client, uint64_t hash)
{
	struct affinity_flow f = {.client = end_addr(family, 0), .family = family, .hash = hash};

	f.client.b[13] = (uint8_t)(client >> 8);
	f.client.b[14] = (uint8_t)client;
	f.now_ms = clock_ms;
	return f;
}

static unsigned int
ask(uint32_t vip, uint16_t port, const struct affinity_flow *f)
{
	struct ip_addr addr = v4(vip);
	const struct svc_port *p = svctab_find(b.st, &addr, IPPROTO_TCP, rte_cpu_to_be_16(port));
	const struct svc_endpoint *e = NULL;

	if (p == NULL || affinity_choose(b.a, p, f, &e) != SVC_CHOICE_OK)
		return 0;
	seen.wrong += rte_be_to_cpu_16(e->port) != 8000 + port || e->addr.b[15] > 7;
	return e->addr.b[15];
}

/* The client of a flow to a Service answers its pod. */
static void
prove_by(uint32_t vip, uint16_t port, const struct affinity_flow *f, unsigned int pod)
{
	struct ip_addr addr = v4(vip);
	const struct svc_port *p = svctab_find(b.st, &addr, IPPROTO_TCP, rte_cpu_to_be_16(port));
	const struct svc_endpoint e = {.addr = end_addr(f->family, pod)};

	if (p != NULL)
		affinity_prove(b.a, p, f, &e);
}

/* All workers at once, client after client: one pod each. */
static void
race(uint64_t *rng)
{
	for (uint32_t n = 0; n < RACED; n++) {
		struct affinity_flow f = flow_of(4, STEADY + n, rnd(rng));
		unsigned int pod, none = 0;

		arrived++;
		for (unsigned int spun = 1; arrived < (n + 1) * THREADS; spun++)
			if (spun % 4096 == 0) /* the others wait for a core */
				sched_yield();
		pod = ask(steady.vip, 80, &f);
		if (!atomic_compare_exchange_strong(&pod_of_raced[n], &none, pod))
			seen.split += none != pod;
	}
}

static void *
worker_run(void *arg)
{
	unsigned int self = (unsigned int)(uintptr_t)arg;
	uint64_t rng = 0x9e3779b97f4a7c15 + self;

	if (rte_thread_register() != 0)
		abort();
	race(&rng);
	while (!stop) {
		for (unsigned int i = 0; i < 32; i++) {
			uint32_t n = (uint32_t)rnd(&rng) % STEADY;
			uint16_t port = (uint16_t)(80 + rnd(&rng) % 2);
			int family = rnd(&rng) % 2 == 0 ? 4 : 6;
			struct affinity_flow f = flow_of(4, n, rnd(&rng));

			seen.moved += ask(steady.vip, port, &f) != pod_of_steady[n];
			if (i % 4 == 0)
				prove_by(steady.vip, port, &f, pod_of_steady[n]);
			f = flow_of(family, (uint32_t)rnd(&rng) % FLEETING, rnd(&rng));
			(void)ask(fleeting.vip, port, &f);
			seen.asked++;
		}
		affinity_sweep(b.a, self, clock_ms, 64);
		rte_rcu_qsbr_quiescent(b.qsbr, self);
	}
	rte_rcu_qsbr_thread_offline(b.qsbr, self);
	rte_thread_unregister();
	return NULL;
}

/* The main thread's part: pods of both Services come and go, one Service is made anew at times. */
static void
change(unsigned int i)
{
	steady.pods[0] = steady.pods[1] = STAYING | (i * 37 & COMING);
	serve(b.st, &steady);
	fleeting.pods[0] = STAYING | (i * 23 & COMING);
	fleeting.pods[1] = i * 41 & (STAYING | COMING);
	if (i % 8 == 0)
		unserve(b.st, fleeting.name);
	serve(b.st, &fleeting);
	svctab_reclaim(b.st);
	clock_ms += 100;
}

static void
run_threads(const cpu_set_t *cpus)
{
	pthread_t thread[THREADS];

	for (unsigned int i = 0; i < THREADS; i++) {
		CU_ASSERT_EQUAL_FATAL(
			pthread_create(&thread[i], NULL, worker_run, (void *)(uintptr_t)i), 0);
		/* EAL has tied the main thread, and what it begets, to one core */
		pthread_setaffinity_np(thread[i], sizeof(*cpus), cpus);
	}
	while (arrived < RACED * THREADS)
		usleep(1000);
	for (unsigned int ms = 0; ms < RUN_MS; ms += 2) {
		usleep(2000);
		change(ms / 2);
	}
	stop = true;
	for (unsigned int i = 0; i < THREADS; i++) {
		pthread_join(thread[i], NULL);
		rte_rcu_qsbr_thread_online(b.qsbr, i);
	}
}

static void
test_workers_at_once_move_no_client(void)
{
	struct affinity_stats s;
	cpu_set_t cpus;

	sched_getaffinity(0, sizeof(cpus), &cpus);
	clock_ms = UINT32_MAX - 50000;
	b = affinity_bench_new(ENTRIES, THREADS);
	steady.pods[0] = steady.pods[1] = STAYING;
	serve(b.st, &steady);
	fleeting.pods[0] = fleeting.pods[1] = STAYING;
	serve(b.st, &fleeting);
	for (uint32_t n = 0; n < STEADY; n++) {
		struct affinity_flow f = flow_of(4, n, n * UINT64_C(0x9e3779b97f4a7c15));

		pod_of_steady[n] = ask(steady.vip, 80, &f);
	}
	run_threads(&cpus);
	s = stats_of(&b);
	CU_ASSERT_EQUAL(seen.split, 0);
	CU_ASSERT_EQUAL(seen.moved, 0);
	CU_ASSERT_EQUAL(seen.wrong, 0);
	CU_ASSERT(s.live <= ENTRIES);
	/* the test reached what it is for */
	printf("%lu asked, %lu expired, %lu refused ", seen.asked, (unsigned long)s.expired,
	       (unsigned long)s.refused);
	CU_ASSERT(seen.asked > 1000 && s.expired > 100 && s.refused > 100);
	/* and all room comes back: but for the steady ones' */
	clock_ms += 3600000;
	for (unsigned int i = 0; i < 8 * THREADS; i++) {
		affinity_sweep(b.a, i % THREADS, clock_ms, 4096);
		rte_rcu_qsbr_quiescent(b.qsbr, i % THREADS);
	}
	CU_ASSERT_EQUAL(stats_of(&b).live, STEADY + RACED);
	CU_ASSERT_EQUAL(stats_of(&b).unproven, RACED);
	for (uint32_t n = 0; n < UNPROVEN - RACED; n++) {
		struct affinity_flow f = flow_of(6, n, n);

		(void)ask(fleeting.vip, 80, &f);
	}
	CU_ASSERT_EQUAL(stats_of(&b).live, UNPROVEN + STEADY);
	CU_ASSERT_EQUAL(stats_of(&b).refused, s.refused);
	affinity_bench_free(&b);
}

UNIT_MAIN("tables/affinity_threads", UNIT_TEST(test_workers_at_once_move_no_client))
