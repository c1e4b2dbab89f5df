/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * The service tables under many Services, random changes and a reader in a loop.
 */
#include "tables/svctab.h"

#include <errno.h>
#include <pthread.h>
#include <time.h>

#include "support/services.h"

#ifdef __SANITIZE_ADDRESS__
#	define PATIENCE 20
#else
#	define PATIENCE 1
#endif

/* Many Services ------------------------------------------------------------------------------ */

/* This process's own time: what else runs on the machine does not count. */
static uint64_t
cpu_now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

static void
put_numbered(struct svctab *st, uint32_t n, uint32_t endpoint_cnt, uint32_t shift)
{
	char name[32];
	struct want w = {.name = name, .vip = VIP + n, .port = 80, .set4 = n + 1};

	snprintf(name, sizeof(name), "scale/service-%u", n);
	put_service(st, &w);
	put_set(st, name, n + 1, IPPROTO_TCP, ENDPOINT + 16 * n + shift, endpoint_cnt, USE);
}

static void
test_ten_thousand_services_install_within_a_second(void)
{
	enum {
		SERVICES = 10000
	};
	struct svctab *st = tab_start(0);
	struct svctab_stats stats;
	uint64_t start = cpu_now_ns(), all_ns, one_ns = UINT64_MAX;

	begin(st, true);
	for (uint32_t n = 0; n < SERVICES; n++)
		put_numbered(st, n, 10, 0);
	install(st);
	all_ns = cpu_now_ns() - start;
	svctab_stats(st, &stats);
	CU_ASSERT_EQUAL(stats.endpoints, SERVICES * 10);
	for (uint32_t round = 0; round < 20; round++) {
		start = cpu_now_ns();
		begin(st, false);
		put_numbered(st, 77 * round, 10, 1 + round % 5);
		install(st);
		one_ns = RTE_MIN(one_ns, cpu_now_ns() - start);
	}
	printf("all %.0f ms, one %.0f us, %.1f MB ... ", (double)all_ns / 1e6, (double)one_ns / 1e3,
	       (double)stats.bytes / 1e6);
	CU_ASSERT(all_ns < UINT64_C(1000000000) * PATIENCE);
	CU_ASSERT(one_ns < UINT64_C(1000000) * PATIENCE);
	svctab_destroy(st);
}

/* A model: what each of a few Services asks for. ---------------------------------------------- */

enum {
	MODEL_SERVICES = 24,
	MODEL_VIPS = 12
};

struct model {
	bool on;
	uint32_t vip, endpoint, endpoint_cnt;
	uint16_t port;
	uint16_t node_port;
};

static uint64_t random_state = 0x2545f4914f6cdd1d;

static uint32_t
rnd(uint32_t below)
{
	random_state ^= random_state << 13;
	random_state ^= random_state >> 7;
	random_state ^= random_state << 17;
	return (uint32_t)(random_state >> 20) % below;
}

static bool
model_conflicts(const struct model *m)
{
	for (uint32_t i = 0; i < MODEL_SERVICES; i++)
		for (uint32_t j = 0; j < i; j++)
			if (m[i].on && m[j].on &&
			    ((m[i].vip == m[j].vip && m[i].port == m[j].port) ||
			     (m[i].node_port != 0 && m[i].node_port == m[j].node_port)))
				return true;
	return false;
}

static void
model_stage(struct svctab *st, const struct model *m, uint32_t i)
{
	char name[32];
	struct want w = {.name = name,
			 .vip = m->vip,
			 .port = m->port,
			 .node_port = m->node_port,
			 .set4 = i + 1};

	snprintf(name, sizeof(name), "model/s%u", i);
	if (!m->on) {
		svctab_change_remove(st, SLUICE_BLOCK_SERVICE, block_id(name));
		svctab_change_remove(st, SLUICE_BLOCK_ENDPOINTS, i + 1);
		return;
	}
	put_service(st, &w);
	put_set(st, name, i + 1, IPPROTO_TCP, m->endpoint, m->endpoint_cnt, USE);
}

static const struct model *
model_at(const struct model *m, uint32_t vip, uint16_t port)
{
	for (uint32_t i = 0; i < MODEL_SERVICES; i++)
		if (m[i].on && m[i].vip == vip && m[i].port == port)
			return &m[i];
	return NULL;
}

static void
model_compare(const struct svctab *st, const struct model *m)
{
	for (uint32_t vip = VIP; vip < VIP + MODEL_VIPS; vip++) {
		bool held = false;

		for (uint16_t port = 80; port < 83; port++) {
			const struct model *wanted = model_at(m, vip, port);
			const struct svc_port *got = find(st, vip, port);
			const struct svc_endpoint *e = NULL;
			uint32_t host;

			held |= wanted != NULL;
			CU_ASSERT_EQUAL((got == NULL), (wanted == NULL));
			if (got == NULL || wanted == NULL)
				continue;
			CU_ASSERT_EQUAL(got->set[0][0].endpoint_cnt, wanted->endpoint_cnt);
			CU_ASSERT_EQUAL(svc_choose(got, 4, SLUICE_POLICY_CLUSTER, rnd(1 << 30), &e),
					wanted->endpoint_cnt == 0 ? SVC_CHOICE_NO_ENDPOINT
								  : SVC_CHOICE_OK);
			if (e == NULL)
				continue;
			host = rte_be_to_cpu_32(addr_v4(&e->addr));
			CU_ASSERT(host - wanted->endpoint < wanted->endpoint_cnt);
			CU_ASSERT_EQUAL(svc_endpoint_state(e->idx, e->gen), SLUICE_ENDPOINT_READY);
		}
		CU_ASSERT_EQUAL(addr_is(st, vip), held ? SVC_ADDR_CLUSTER : 0);
	}
}

static void
test_random_changes_equal_a_simple_model(void)
{
	struct svctab *st = tab_start(5000);
	struct model m[MODEL_SERVICES] = {0}, next[MODEL_SERVICES];
	unsigned int refused = 0, accepted = 0;

	for (uint32_t step = 0; step < 3000; step++) {
		bool full = rnd(8) == 0;
		char why[200];
		int err;

		memcpy(next, m, sizeof(m));
		for (uint32_t k = 0; k < 1 + rnd(4); k++)
			next[rnd(MODEL_SERVICES)] = (struct model){
				.on = rnd(4) > 0,
				.vip = VIP + rnd(MODEL_VIPS),
				.port = (uint16_t)(80 + rnd(3)),
				.node_port = rnd(3) == 0 ? (uint16_t)(30000 + rnd(40)) : 0,
				.endpoint = ENDPOINT + rnd(40),
				.endpoint_cnt = rnd(12),
			};
		begin(st, full);
		for (uint32_t i = 0; i < MODEL_SERVICES; i++)
			if (full ? next[i].on : memcmp(&next[i], &m[i], sizeof(m[i])) != 0)
				model_stage(st, &next[i], i);
		if (rnd(10) == 0) {
			svctab_change_abort(st);
			model_compare(st, m);
			continue;
		}
		err = svctab_change_prepare(st, why, sizeof(why));
		CU_ASSERT_EQUAL(err, model_conflicts(next) ? -EEXIST : 0);
		if (err == 0 && rnd(10) == 0) {
			svctab_change_abort(st);
		} else if (err == 0) {
			svctab_change_commit(st);
			memcpy(m, next, sizeof(m));
			accepted++;
		} else {
			refused++;
		}
		model_compare(st, m);
	}
	CU_ASSERT(accepted > 100);
	CU_ASSERT(refused > 100);
	svctab_destroy(st);
}

/* A reader in a loop -------------------------------------------------------------------------- */

struct reader {
	const struct svctab *st;
	bool stop;
	uint64_t found;
	uint64_t wrong;
};

/* Version k of a Service: affinity k + 1, k + 1 endpoints from ENDPOINT + 16 * k. */
static bool
port_is_whole(const struct svc_port *port, uint64_t hash)
{
	uint32_t k = port->affinity_s - 1;
	const struct svc_endpoint *e = NULL;
	uint32_t host;

	if (k >= 8 || port->set[0][0].endpoint_cnt != k + 1 ||
	    svc_choose(port, 4, SLUICE_POLICY_CLUSTER, hash, &e) != SVC_CHOICE_OK)
		return false;
	host = rte_be_to_cpu_32(addr_v4(&e->addr)) - ENDPOINT;
	return host / 16 == k && host % 16 <= k && e->gen != 0;
}

static void *
reader_run(void *arg)
{
	struct reader *r = arg;
	uint64_t hash = 1;

	rte_rcu_qsbr_thread_register(qsbr, 0);
	rte_rcu_qsbr_thread_online(qsbr, 0);
	while (!__atomic_load_n(&r->stop, __ATOMIC_ACQUIRE)) {
		for (uint32_t i = 0; i < 4; i++) {
			const struct svc_port *port = find(r->st, VIP + i, 80);

			hash = hash * 6364136223846793005u + 1442695040888963407u;
			if (port == NULL)
				continue;
			__atomic_store_n(&r->found, r->found + 1, __ATOMIC_RELAXED);
			r->wrong += !port_is_whole(port, hash);
		}
		rte_rcu_qsbr_quiescent(qsbr, 0);
	}
	rte_rcu_qsbr_thread_offline(qsbr, 0);
	rte_rcu_qsbr_thread_unregister(qsbr, 0);
	return NULL;
}

static void
test_a_reader_sees_whole_services_only(void)
{
	struct svctab *st = tab_start(5000);
	struct reader r = {.st = st};
	pthread_t thread;

	CU_ASSERT_EQUAL_FATAL(pthread_create(&thread, NULL, reader_run, &r), 0);
	for (uint32_t step = 0; step < 6000 || __atomic_load_n(&r.found, __ATOMIC_RELAXED) < 10000;
	     step++) {
		uint32_t i = rnd(4), k = rnd(8);
		char name[16];
		struct want w = {.name = name,
				 .vip = VIP + i,
				 .port = 80,
				 .set4 = i + 1,
				 .affinity_s = k + 1};

		snprintf(name, sizeof(name), "read/s%u", i);
		begin(st, false);
		if (rnd(4) == 0) {
			svctab_change_remove(st, SLUICE_BLOCK_SERVICE, block_id(name));
			svctab_change_remove(st, SLUICE_BLOCK_ENDPOINTS, i + 1);
		} else {
			put_service(st, &w);
			put_set(st, name, i + 1, IPPROTO_TCP, ENDPOINT + 16 * k, k + 1, USE);
		}
		install(st);
		svctab_reclaim(st);
	}
	__atomic_store_n(&r.stop, true, __ATOMIC_RELEASE);
	pthread_join(thread, NULL);
	CU_ASSERT_EQUAL(r.wrong, 0);
	svctab_destroy(st);
}

UNIT_MAIN("tables/svcload", UNIT_TEST(test_ten_thousand_services_install_within_a_second),
	  UNIT_TEST(test_random_changes_equal_a_simple_model),
	  UNIT_TEST(test_a_reader_sees_whole_services_only))
