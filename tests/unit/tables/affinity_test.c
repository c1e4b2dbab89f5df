/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include "tables/affinity.c"

#include <unistd.h>

#include "support/affinity.h"

#define ENTRIES 64u
#define UNKNOWN 48u /* of them, for clients that have proven nothing */
#define A       0x0a600001u
#define B       0x0a600002u

static const struct serve plain = {"default/a", A, 10, {0x1e, 0x1e}, 0}; /* pods 1 to 4 */

static struct affinity_bench b;

static void
begin_bench(const struct serve *s)
{
	b = affinity_bench_new(ENTRIES, 2);
	serve(b.st, s);
}

static uint64_t
hash_of(uint32_t n)
{
	return n * UINT64_C(0x9e3779b97f4a7c15);
}

/* The n-th 5-tuple of a client. */
static struct affinity_flow
flow_of(int family, uint8_t client, uint32_t n)
{
	return (struct affinity_flow){
		.client = end_addr(family, 200 + client),
		.family = family,
		.hash = hash_of(n),
		.now_ms = b.now_ms,
	};
}

static unsigned int
go(uint8_t client, uint16_t port, uint32_t n)
{
	struct affinity_flow f = flow_of(4, client, n);

	return pod_of(&b, A, port, &f);
}

/* Pods that so many 5-tuples of a client reach. */
static uint32_t
reached(int family, uint8_t client, uint32_t vip, uint16_t port)
{
	uint32_t bits = 0;

	for (uint32_t n = 0; n < 64; n++) {
		struct affinity_flow f = flow_of(family, client, n);

		bits |= 1u << pod_of(&b, vip, port, &f);
	}
	return bits;
}

/* What the 5-tuple alone decides. */
static unsigned int
by_tuple(uint16_t port, uint32_t n)
{
	const struct svc_endpoint *e = NULL;

	svc_choose(find(b.st, A, port), 4, SLUICE_POLICY_CLUSTER, hash_of(n), &e);
	return e->addr.b[15];
}

/* Both workers' sweeps come round, and grace periods end. */
static void
sweep_all(void)
{
	for (int round = 0; round < 6; round++)
		for (unsigned int w = 0; w < b.worker_cnt; w++) {
			affinity_sweep(b.a, w, b.now_ms, 4096);
			rte_rcu_qsbr_quiescent(b.qsbr, w);
		}
}

static void
test_a_client_keeps_one_pod_on_both_ports_and_in_both_families(void)
{
	begin_bench(&plain);
	for (uint8_t client = 0; client < 8; client++) {
		uint32_t pod4 = reached(4, client, A, 80), pod6 = reached(6, client, A, 81);

		CU_ASSERT_EQUAL(__builtin_popcount(pod4), 1);
		CU_ASSERT_EQUAL(reached(4, client, A, 81), pod4);
		CU_ASSERT_EQUAL(__builtin_popcount(pod6), 1);
		CU_ASSERT_EQUAL(reached(6, client, A, 80), pod6);
	}
	CU_ASSERT_EQUAL(stats_of(&b).live, 16);
	affinity_bench_free(&b);
}

static void
test_clients_spread_by_their_first_flow(void)
{
	uint32_t all = 0;

	begin_bench(&plain);
	for (uint8_t client = 0; client < 40; client++) {
		unsigned int pod = go(client, 80, client);

		CU_ASSERT_EQUAL(pod, by_tuple(80, client));
		all |= 1u << pod;
	}
	CU_ASSERT_EQUAL(all, 0x1e);
	affinity_bench_free(&b);
}

static void
test_each_new_flow_renews_and_idleness_ends_it(void)
{
	unsigned int pod;

	begin_bench(&plain);
	pod = go(1, 80, 0);
	for (uint32_t n = 1; n < 64; n++) { /* the clock wraps meanwhile */
		b.now_ms += 9999;
		CU_ASSERT_EQUAL(go(1, 80, n), pod);
		sweep_all();
	}
	CU_ASSERT_EQUAL(stats_of(&b).expired, 0);
	for (uint32_t n = 0; n < 64; n++) {
		b.now_ms += 10000;
		CU_ASSERT_EQUAL(go(1, 80, n), by_tuple(80, n));
	}
	affinity_bench_free(&b);
}

static void
test_sweep_gives_back_what_is_over(void)
{
	begin_bench(&plain);
	for (uint8_t client = 0; client < 20; client++)
		go(client, 80, client);
	b.now_ms += 10999;
	sweep_all();
	CU_ASSERT_EQUAL(stats_of(&b).live, 20);
	b.now_ms += 1;
	sweep_all();
	CU_ASSERT_EQUAL(stats_of(&b).live, 0);
	CU_ASSERT_EQUAL(stats_of(&b).expired, 20);
	for (uint8_t client = 0; client < ENTRIES / 2; client++) {
		go(client, 80, client);
		CU_ASSERT_EQUAL(stats_of(&b).refused, 0);
	}
	affinity_bench_free(&b);
}

static void
test_a_full_table_lets_the_tuple_decide_and_keeps_what_it_has(void)
{
	unsigned int pods[UNKNOWN];

	begin_bench(&plain);
	for (uint32_t i = 0; i < UNKNOWN; i++) {
		struct affinity_flow f = flow_of(i < 24 ? 4 : 6, (uint8_t)(i % 24), i);

		pods[i] = pod_of(&b, A, 80, &f);
	}
	CU_ASSERT_EQUAL(stats_of(&b).live, UNKNOWN);
	for (uint32_t n = 0; n < 64; n++)
		CU_ASSERT_EQUAL(go(50, 80, n), by_tuple(80, n));
	CU_ASSERT_EQUAL(stats_of(&b).refused, 64);
	for (uint32_t i = 0; i < UNKNOWN; i++) {
		struct affinity_flow f = flow_of(i < 24 ? 4 : 6, (uint8_t)(i % 24), i + 1);

		CU_ASSERT_EQUAL(pod_of(&b, A, 80, &f), pods[i]);
	}
	affinity_bench_free(&b);
}

/* What a client's answer to the pod of a flow does. */
static void
prove_by(uint8_t client, uint16_t port, unsigned int pod)
{
	const struct affinity_flow f = flow_of(4, client, 0);
	const struct svc_endpoint e = {.addr = end_addr(4, pod)};

	affinity_prove(b.a, find(b.st, A, port), &f, &e);
}

static void
test_unknown_clients_leave_room_for_those_that_prove_themselves(void)
{
	unsigned int pod[ENTRIES];

	begin_bench(&plain);
	for (uint32_t i = 0; i < 200; i++) {
		struct affinity_flow f = flow_of(6, (uint8_t)i, i);

		pod_of(&b, A, 80, &f);
	}
	CU_ASSERT_EQUAL(stats_of(&b).live, UNKNOWN);
	CU_ASSERT_EQUAL(stats_of(&b).unproven, UNKNOWN);
	for (uint8_t i = 0; i < ENTRIES - UNKNOWN; i++) {
		pod[i] = go(i, 80, i);
		CU_ASSERT_EQUAL(pod[i], by_tuple(80, i));
		prove_by(i, 80, pod[i]);
	}
	CU_ASSERT_EQUAL(stats_of(&b).live, ENTRIES);
	for (uint8_t i = 0; i < ENTRIES - UNKNOWN; i++)
		for (uint32_t n = 0; n < 20; n++)
			CU_ASSERT_EQUAL(go(i, 80 + n % 2, n), pod[i]);
	/* All is full now. */
	prove_by(50, 80, go(50, 80, 1));
	CU_ASSERT_EQUAL(stats_of(&b).live, ENTRIES);
	affinity_bench_free(&b);
}

static void
test_who_has_proven_himself_makes_room_among_the_unknown(void)
{
	begin_bench(&plain);
	for (uint8_t i = 0; i < UNKNOWN / 2; i++)
		prove_by(i, 80, go(i, 80, i));
	CU_ASSERT_EQUAL(stats_of(&b).live, UNKNOWN / 2);
	CU_ASSERT_EQUAL(stats_of(&b).unproven, 0);
	/* again, or with a pod that the client does not have: nothing */
	prove_by(0, 80, go(0, 80, 1));
	prove_by(1, 80, go(1, 80, 1) % 4 + 1);
	CU_ASSERT_EQUAL(stats_of(&b).live, UNKNOWN / 2);
	for (uint32_t i = 0; i < 200; i++) {
		struct affinity_flow f = flow_of(6, (uint8_t)i, i);

		pod_of(&b, A, 80, &f);
	}
	CU_ASSERT_EQUAL(stats_of(&b).live, ENTRIES);
	CU_ASSERT_EQUAL(stats_of(&b).unproven, ENTRIES - UNKNOWN / 2);
	/* Those that end give back their share. */
	b.now_ms += 12000;
	for (unsigned int i = 0; i < 20; i++)
		for (unsigned int w = 0; w < 2; w++) {
			affinity_sweep(b.a, w, b.now_ms, ENTRIES);
			rte_rcu_qsbr_quiescent(b.qsbr, w);
		}
	CU_ASSERT_EQUAL(stats_of(&b).live, 0);
	CU_ASSERT_EQUAL(stats_of(&b).unproven, 0);
	affinity_bench_free(&b);
}

/* All locks are held: whoever takes one stands still until the alarm ends the test. */
static void
test_a_full_table_costs_no_lock(void)
{
	unsigned int pod;

	begin_bench(&plain);
	pod = go(1, 80, 0);
	for (uint32_t i = 1; i < UNKNOWN; i++) {
		struct affinity_flow f = flow_of(6, (uint8_t)i, i);

		pod_of(&b, A, 80, &f);
	}
	CU_ASSERT_EQUAL(stats_of(&b).live, UNKNOWN);
	for (uint32_t i = 0; i < b.a->shard_cnt; i++)
		rte_spinlock_lock(&b.a->shard[i].lock);
	alarm(20);
	for (uint32_t n = 0; n < 40; n++) {
		CU_ASSERT_EQUAL(go(2, 80, n), by_tuple(80, n));
		CU_ASSERT_EQUAL(go(1, 80, n), pod);
	}
	alarm(0);
	CU_ASSERT_EQUAL(stats_of(&b).refused, 40);
	for (uint32_t i = 0; i < b.a->shard_cnt; i++)
		rte_spinlock_unlock(&b.a->shard[i].lock);
	affinity_bench_free(&b);
}

static void
test_a_pod_that_left_is_replaced_for_good(void)
{
	struct serve less = plain, more = plain;
	unsigned int pod, other;

	begin_bench(&plain);
	pod = go(1, 80, 0);
	less.pods[0] = less.pods[1] = plain.pods[0] & ~(1u << pod);
	serve(b.st, &less);
	other = go(1, 80, 1);
	CU_ASSERT_NOT_EQUAL(other, pod);
	CU_ASSERT_EQUAL(reached(4, 1, A, 81), 1u << other);
	serve(b.st, &more);
	CU_ASSERT_EQUAL(reached(4, 1, A, 80), 1u << other);
	CU_ASSERT_EQUAL(stats_of(&b).live, 1);
	affinity_bench_free(&b);
}

/* Port 81 has pods 3 and 4 alone: a client whose pod is 1 or 2 keeps one of those there. */
static void
test_a_port_that_the_pod_does_not_serve_has_a_pod_of_its_own(void)
{
	struct serve s = plain;

	s.pods[1] = PODS(3, 4);
	begin_bench(&s);
	for (uint8_t client = 0; client < 16; client++) {
		unsigned int pod = go(client, 80, client);
		uint32_t there = reached(4, client, A, 81);

		CU_ASSERT_EQUAL(__builtin_popcount(there), 1);
		CU_ASSERT_EQUAL(there & ~s.pods[1], 0);
		if (pod >= 3)
			CU_ASSERT_EQUAL(there, 1u << pod);
		CU_ASSERT_EQUAL(reached(4, client, A, 80), 1u << pod);
		CU_ASSERT_EQUAL(reached(4, client, A, 81), there);
	}
	affinity_bench_free(&b);
}

/* Flows to any port renew the Service's entry; when its pod goes, another port's own pod stays. */
static void
test_a_port_keeps_its_own_pod_whatever_becomes_of_the_other(void)
{
	struct serve s = plain, less = plain;

	s.pods[0] = PODS(1, 2, 3, 4);
	s.pods[1] = PODS(3, 4);
	less.pods[0] = less.pods[1] = PODS(3, 4);
	begin_bench(&s);
	for (uint8_t client = 0; client < 16; client++) {
		unsigned int pod = go(client, 80, client), there = go(client, 81, client);

		for (uint32_t n = 0; n < 8; n++) {
			b.now_ms += 9000;
			CU_ASSERT_EQUAL(go(client, 81, n), there);
		}
		CU_ASSERT_EQUAL(go(client, 80, client + 1), pod);
		serve(b.st, &less);
		CU_ASSERT_EQUAL(go(client, 81, client + 2), there);
		CU_ASSERT_EQUAL(go(client, 80, client + 3), there);
		serve(b.st, &s);
	}
	affinity_bench_free(&b);
}

/* What came by policy Cluster may not be used under Local; what is chosen then holds for both. */
static void
test_an_entry_is_used_only_within_the_policys_set(void)
{
	struct serve s = plain;

	s.away = PODS(1, 2, 3);
	begin_bench(&s);
	for (uint8_t client = 0; client < 8; client++) {
		struct affinity_flow f = flow_of(4, client, client);

		go(client, 80, client);
		f.policy = SLUICE_POLICY_LOCAL;
		CU_ASSERT_EQUAL(pod_of(&b, A, 80, &f), 4);
		CU_ASSERT_EQUAL(reached(4, client, A, 80), 1u << 4);
	}
	affinity_bench_free(&b);
}

static void
test_services_are_apart(void)
{
	struct serve other = {"default/b", B, 10, {PODS(5), PODS(5)}, 0};
	unsigned int pod;

	begin_bench(&plain);
	serve(b.st, &other);
	pod = go(1, 80, 0);
	CU_ASSERT_EQUAL(reached(4, 1, B, 80), 1u << 5);
	CU_ASSERT_EQUAL(reached(4, 1, A, 80), 1u << pod);
	CU_ASSERT_EQUAL(stats_of(&b).live, 2);
	affinity_bench_free(&b);
}

static void
test_a_service_made_anew_or_switched_on_again_inherits_nothing(void)
{
	struct serve off = plain, next = plain;

	off.affinity_s = 0;
	for (int again = 0; again < 3; again++) {
		begin_bench(&plain);
		for (uint8_t client = 0; client < 24; client++)
			go(client, 80, client);
		if (again == 0) {
			unserve(b.st, plain.name);
		} else if (again == 1) {
			serve(b.st, &off);
			CU_ASSERT_EQUAL(find(b.st, A, 80)->affinity_s, 0);
		} else {
			next.incarnation = 1; /* deleted and made anew in one change */
		}
		serve(b.st, &next);
		for (uint8_t client = 0; client < 24; client++)
			CU_ASSERT_EQUAL(go(client, 80, client + 7), by_tuple(80, client + 7));
		sweep_all();
		CU_ASSERT_EQUAL(stats_of(&b).live, 24);
		CU_ASSERT_EQUAL(stats_of(&b).expired, 24);
		affinity_bench_free(&b);
	}
}

static void
test_a_changed_timeout_acts_on_entries_that_are_there(void)
{
	struct serve longer = plain, shorter = plain;
	unsigned int pod;

	longer.affinity_s = 100;
	shorter.affinity_s = 1;
	begin_bench(&plain);
	pod = go(1, 80, 0);
	serve(b.st, &longer);
	b.now_ms += 99999;
	sweep_all();
	CU_ASSERT_EQUAL(go(1, 80, 1), pod);
	serve(b.st, &shorter);
	b.now_ms += 1000;
	for (uint32_t n = 0; n < 8; n++, b.now_ms += 1000)
		CU_ASSERT_EQUAL(go(1, 80, n), by_tuple(80, n));
	affinity_bench_free(&b);
}

static void
test_no_endpoint_makes_no_entry(void)
{
	struct serve s = plain;

	s.pods[0] = s.pods[1] = 0;
	begin_bench(&s);
	CU_ASSERT_EQUAL(go(1, 80, 0), 0);
	CU_ASSERT_EQUAL(stats_of(&b).live, 0);
	affinity_bench_free(&b);
}

/* What the other worker of a race does, who saw no entry yet, and whose 5-tuple has another pod. */
static void
test_of_two_first_flows_at_once_the_later_follows(void)
{
	begin_bench(&plain);
	for (uint8_t client = 0; client < 8; client++) {
		struct affinity_flow f = flow_of(4, client, client);
		const struct svc_port *port = find(b.st, A, 80);
		struct affinity_key key = {f.client, port->affinity_gen, PORT_ANY};
		unsigned int pod = go(client, 80, client);
		const struct svc_endpoint *e =
			&port->set[0][SLUICE_POLICY_CLUSTER].endpoints[pod % 4];

		CU_ASSERT_NOT_EQUAL(e->addr.b[15], pod);
		CU_ASSERT_EQUAL(remember(b.a, &key, port, &f, &e), USE_IT);
		CU_ASSERT_EQUAL(e->addr.b[15], pod);
		CU_ASSERT_EQUAL(reached(4, client, A, 80), 1u << pod);
	}
	CU_ASSERT_EQUAL(stats_of(&b).live, 8);
	affinity_bench_free(&b);
}

static void
test_an_entry_that_is_being_written_is_not_read(void)
{
	struct affinity_entry e = {.seq = 1, .last_ms = 5}, value;

	CU_ASSERT_FALSE(entry_read(&e, &value));
	entry_write(&e, (struct affinity_entry){.last_ms = 7, .endpoint_idx = 9});
	CU_ASSERT_EQUAL(e.seq, 2);
	CU_ASSERT(entry_read(&e, &value));
	CU_ASSERT_EQUAL(value.last_ms, 7);
	CU_ASSERT_EQUAL(value.endpoint_idx, 9);
	entry_write(&e, value);
	CU_ASSERT_EQUAL(e.seq, 4);
	e.seq++;
	CU_ASSERT_FALSE(entry_read(&e, &value));
}

static void
test_one_at_a_time_and_sane(void)
{
	struct affinity_params params = {.entry_max = 1, .worker_cnt = 1};
	struct affinity *a = NULL;

	begin_bench(&plain);
	CU_ASSERT_EQUAL(affinity_create(&params, &a), -EBUSY);
	affinity_bench_free(&b);
	params.entry_max = 0;
	CU_ASSERT_EQUAL(affinity_create(&params, &a), -EINVAL);
	params.entry_max = 1;
	params.worker_cnt = 65;
	CU_ASSERT_EQUAL(affinity_create(&params, &a), -EINVAL);
	CU_ASSERT_PTR_NULL(a);
}

UNIT_MAIN("tables/affinity",
	  UNIT_TEST(test_a_client_keeps_one_pod_on_both_ports_and_in_both_families),
	  UNIT_TEST(test_clients_spread_by_their_first_flow),
	  UNIT_TEST(test_each_new_flow_renews_and_idleness_ends_it),
	  UNIT_TEST(test_sweep_gives_back_what_is_over),
	  UNIT_TEST(test_a_full_table_lets_the_tuple_decide_and_keeps_what_it_has),
	  UNIT_TEST(test_unknown_clients_leave_room_for_those_that_prove_themselves),
	  UNIT_TEST(test_who_has_proven_himself_makes_room_among_the_unknown),
	  UNIT_TEST(test_a_full_table_costs_no_lock),
	  UNIT_TEST(test_a_pod_that_left_is_replaced_for_good),
	  UNIT_TEST(test_a_port_that_the_pod_does_not_serve_has_a_pod_of_its_own),
	  UNIT_TEST(test_a_port_keeps_its_own_pod_whatever_becomes_of_the_other),
	  UNIT_TEST(test_an_entry_is_used_only_within_the_policys_set),
	  UNIT_TEST(test_services_are_apart),
	  UNIT_TEST(test_a_service_made_anew_or_switched_on_again_inherits_nothing),
	  UNIT_TEST(test_a_changed_timeout_acts_on_entries_that_are_there),
	  UNIT_TEST(test_of_two_first_flows_at_once_the_later_follows),
	  UNIT_TEST(test_an_entry_that_is_being_written_is_not_read),
	  UNIT_TEST(test_no_endpoint_makes_no_entry), UNIT_TEST(test_one_at_a_time_and_sane))
