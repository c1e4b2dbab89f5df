/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * Workers at once on one small table: they make, hit, kill and expire the same flows, whose reply
 * keys collide, so that slots and key positions are used again all the time. Each direction's
 * rewrite carries a fingerprint of the key it was made for: a hit on another flow's rewrite shows.
 */
#include "tables/flowtab.h"

#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <time.h>
#include <unistd.h>

#include <rte_lcore.h>

#include "support/flows.h"

#define THREADS    4u
#define FLOW_MAX   600u
#define STABLE     64u
#define CLIENTS    128u
#define VIPS       4u
#define PODS       3u
#define PORT_TRIES 4u
#define RUN_MS     3000u
#define UDP_MS     4u
#define PORT_FIRST 20000u

/* What went wrong, and proof that the test reached what it is for. Summed over threads. */
static struct {
	atomic_ulong stable_lost, wrong_rewrite, changed_in_section;
	atomic_ulong reply_taken, full, hits, kills_elsewhere, expired;
} seen;

static struct flow_bench table;
static uint64_t start_ms;
static atomic_bool stop;

static uint64_t
wall_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (uint64_t)ts.tv_sec * 1000 + (uint64_t)ts.tv_nsec / 1000000;
}

/* Wraps in the midst of the run. */
static uint32_t
now_ms(void)
{
	return (uint32_t)(wall_ms() - start_ms - RUN_MS / 2);
}

static uint32_t
rnd(uint64_t *state)
{
	*state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (uint32_t)(*state >> 33);
}

/* The rewrite of a direction names the key of that direction. */
static struct flow_rewrite4
fingerprint(const struct flow_key4 *key, uint64_t hash)
{
	return (struct flow_rewrite4){
		.src = key->dst,
		.dst = key->src,
		.sport = key->dport,
		.dport = key->sport,
		.ip_delta = (uint16_t)hash,
		.l4_delta = (uint16_t)(hash >> 16),
	};
}

static bool
is_for(const struct flow_line4 *l, const struct flow_key4 *key, uint64_t hash)
{
	struct flow_rewrite4 want = fingerprint(key, hash);

	return memcmp(&l->rewrite, &want, sizeof(want)) == 0;
}

/* (client, VIP) names a volatile flow; port is what its pod sees. */
static struct flow_new4
volatile_flow(uint32_t client, uint32_t vip, uint32_t pod, uint16_t port)
{
	struct flow_new4 new = {
		.key = {key4(CLIENT(client), 1234, VIP + vip, 80, IPPROTO_UDP),
			key4(POD(pod), 8080, CLIENT(client), port, IPPROTO_UDP)},
		.seen = FLOW_SEEN_ANY,
	};

	for (unsigned int dir = 0; dir < 2; dir++) {
		new.hash[dir] = flowtab_hash4(table.ft, &new.key[dir]);
		new.rewrite[dir] = fingerprint(&new.key[dir], new.hash[dir]);
	}
	return new;
}

static struct flow_new4
stable_flow(uint32_t n)
{
	struct flow_new4 new = service_flow(&table, CLIENT(CLIENTS + n), 1, POD(n), IPPROTO_TCP);

	new.seen = FLOW_SEEN_ACK;
	for (unsigned int dir = 0; dir < 2; dir++)
		new.rewrite[dir] = fingerprint(&new.key[dir], new.hash[dir]);
	return new;
}

/* As the pipeline does it: another port as long as the reply key is taken. */
static void
add(unsigned int self, uint64_t *rng)
{
	uint32_t client = rnd(rng) % CLIENTS, vip = rnd(rng) % VIPS, pod = rnd(rng) % PODS;
	flow_handle_t h;

	for (unsigned int try = 0; try < PORT_TRIES; try++) {
		uint16_t port = try == 0 ? 1234 : (uint16_t)(PORT_FIRST + rnd(rng) % 2);
		struct flow_new4 new = volatile_flow(client, vip, pod, port);
		struct flow_line4 *l;

		new.service_idx = self; /* the owner */
		switch (flowtab_add4(table.fw[self], &new, now_ms(), &h)) {
		case FLOW_ADDED:
		case FLOW_EXISTS:
			l = flowtab_line4(table.ft, h);
			if (l != NULL && !is_for(l, &new.key[0], new.hash[0]))
				seen.wrong_rewrite++;
			return;
		case FLOW_REPLY_TAKEN:
			seen.reply_taken++;
			break;
		case FLOW_FULL:
			seen.full++;
			return;
		}
	}
}

struct burst {
	struct flow_key4 key[FLOWTAB_BURST_MAX];
	const struct flow_key4 *keys[FLOWTAB_BURST_MAX];
	uint64_t hash[FLOWTAB_BURST_MAX];
	bool is_stable[FLOWTAB_BURST_MAX];
	flow_handle_t handle[FLOWTAB_BURST_MAX];
	struct flow_line4 *line[FLOWTAB_BURST_MAX];
};

static void
burst_draw(struct burst *b, uint64_t *rng)
{
	for (unsigned int i = 0; i < FLOWTAB_BURST_MAX; i++) {
		enum flow_dir dir = rnd(rng) % 2;
		struct flow_new4 new;

		b->is_stable[i] = i % 4 == 0;
		if (b->is_stable[i]) {
			new = stable_flow(rnd(rng) % STABLE);
		} else {
			uint16_t port = rnd(rng) % 2 == 0 ? 1234 : PORT_FIRST + rnd(rng) % 2;

			new = volatile_flow(rnd(rng) % CLIENTS, rnd(rng) % VIPS, rnd(rng) % PODS,
					    port);
		}
		b->key[i] = new.key[dir];
		b->keys[i] = &b->key[i];
		b->hash[i] = new.hash[dir];
	}
}

static void
burst_check(struct burst *b, unsigned int self, uint64_t *rng)
{
	for (unsigned int i = 0; i < FLOWTAB_BURST_MAX; i++) {
		b->line[i] = flowtab_line4(table.ft, b->handle[i]);
		if (b->line[i] == NULL) {
			seen.stable_lost += b->is_stable[i];
			if (!b->is_stable[i] && rnd(rng) % 2 == 0)
				add(self, rng);
			continue;
		}
		seen.hits++;
		if (!is_for(b->line[i], &b->key[i], b->hash[i]))
			seen.wrong_rewrite++;
		if (b->is_stable[i] || rnd(rng) % 16 == 0)
			flow_line4_touch(b->line[i], now_ms(), 100, 0);
		if (!b->is_stable[i] && rnd(rng) % 32 == 0) {
			seen.kills_elsewhere += b->line[i]->service_idx != self;
			flowtab_kill4(table.fw[self], b->handle[i]);
		}
	}
	/* lines stay what they are for the rest of the section, whoever kills their flows */
	if (rnd(rng) % 4 == 0)
		sched_yield();
	for (unsigned int i = 0; i < FLOWTAB_BURST_MAX; i++)
		if (b->line[i] != NULL && !is_for(b->line[i], &b->key[i], b->hash[i]))
			seen.changed_in_section++;
}

static void *
worker_run(void *arg)
{
	unsigned int self = (unsigned int)(uintptr_t)arg;
	struct flowtab_worker *fw = table.fw[self];
	uint64_t rng = 0x9e3779b97f4a7c15 + self;
	struct burst b;

	if (rte_thread_register() != 0)
		abort();
	while (!stop) {
		burst_draw(&b, &rng);
		flowtab_find4_burst(table.ft, b.keys, b.hash, FLOWTAB_BURST_MAX, b.handle);
		burst_check(&b, self, &rng);
		seen.expired += flowtab_sweep(fw, now_ms(), 64);
		rte_rcu_qsbr_quiescent(table.qsbr, self);
	}
	rte_rcu_qsbr_thread_offline(table.qsbr, self);
	rte_thread_unregister();
	return NULL;
}

static void
run_threads(const cpu_set_t *cpus)
{
	pthread_t thread[THREADS];

	stop = false;
	for (unsigned int i = 0; i < THREADS; i++) {
		CU_ASSERT_EQUAL_FATAL(
			pthread_create(&thread[i], NULL, worker_run, (void *)(uintptr_t)i), 0);
		/* EAL has tied the main thread, and what it begets, to one core */
		pthread_setaffinity_np(thread[i], sizeof(*cpus), cpus);
	}
	for (unsigned int ms = 0; ms < RUN_MS; ms++) {
		usleep(1000);
		rte_rcu_qsbr_quiescent(table.qsbr, THREADS); /* the bystander */
	}
	stop = true;
	for (unsigned int i = 0; i < THREADS; i++) {
		pthread_join(thread[i], NULL);
		rte_rcu_qsbr_thread_online(table.qsbr, i);
	}
}

/* Every live flow is found by both its keys: so no key names two flows, no flow two times. */
static unsigned int
broken_flows(void)
{
	static struct flow_view views[2 * FLOW_MAX];
	uint32_t cursor = 0;
	unsigned int broken = 0, n = flowtab_dump4(table.ft, &cursor, views, RTE_DIM(views));

	CU_ASSERT_EQUAL(cursor, UINT32_MAX);
	CU_ASSERT_EQUAL(n, live(&table));
	for (unsigned int i = 0; i < n; i++) {
		flow_handle_t to = find(&table, &views[i].key[0]);
		flow_handle_t back = find(&table, &views[i].key[1]);

		broken += to == FLOW_HANDLE_NONE || back != (to | FLOW_REPLY) ||
			  flow_handle_gen(to) != views[i].line[0].gen;
	}
	return broken;
}

/* After all volatile flows expired, everything they held can be had again. */
static void
expect_all_room_back(void)
{
	unsigned int refused = 0;
	flow_handle_t h;

	settle(&table, now_ms() + UDP_MS);
	settle(&table, now_ms() + UDP_MS);
	CU_ASSERT_EQUAL(live(&table), STABLE);
	for (uint32_t n = 0; n < FLOW_MAX - STABLE; n++) {
		struct flow_new4 new = nth_flow(&table, n);

		refused += flowtab_add4(table.fw[n % THREADS], &new, now_ms(), &h) != FLOW_ADDED;
	}
	CU_ASSERT_EQUAL(refused, 0);
	CU_ASSERT_EQUAL(broken_flows(), 0);
}

static void
test_workers_at_once_never_see_a_lost_or_foreign_flow(void)
{
	struct flowtab_params params = params_of(FLOW_MAX, THREADS);
	struct flowtab_stats stats;
	cpu_set_t cpus;

	start_ms = wall_ms();
	sched_getaffinity(0, sizeof(cpus), &cpus);
	params.timers.udp_ms = params.timers.udp_unreplied_ms = UDP_MS;
	table = bench_new_of(params);
	for (uint32_t n = 0; n < STABLE; n++) {
		struct flow_new4 new = stable_flow(n);
		flow_handle_t h;

		CU_ASSERT_EQUAL(flowtab_add4(table.fw[n % THREADS], &new, now_ms(), &h),
				FLOW_ADDED);
	}
	run_threads(&cpus);
	flowtab_stats(table.ft, &stats);
	CU_ASSERT_EQUAL(seen.stable_lost, 0);
	CU_ASSERT_EQUAL(seen.wrong_rewrite, 0);
	CU_ASSERT_EQUAL(seen.changed_in_section, 0);
	CU_ASSERT_EQUAL(broken_flows(), 0);
	/* the test reached what it is for: each slot many times over, all answers, all ends */
	printf("%lu flows made, %lu hits, %lu replies taken, %lu full, %lu killed elsewhere, %lu "
	       "expired ",
	       (unsigned long)stats.created, seen.hits, seen.reply_taken, seen.full,
	       seen.kills_elsewhere, seen.expired);
	CU_ASSERT(stats.created > 20 * FLOW_MAX);
	CU_ASSERT(seen.hits > 1000 && seen.reply_taken > 100 && seen.full > 100);
	CU_ASSERT(seen.kills_elsewhere > 100 && seen.expired > 100);
	CU_ASSERT_EQUAL(seen.expired, stats.expired);
	expect_all_room_back();
	bench_free(&table);
}

UNIT_MAIN("tables/flowtab_threads",
	  UNIT_TEST(test_workers_at_once_never_see_a_lost_or_foreign_flow))
