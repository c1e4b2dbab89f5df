/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * Addresses that Services may share, and those of pools, which are one Service's alone; numbers
 * that are one port's alone.
 */
#include "kube/model.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/kube_world.h"
#include "support/unit.h"

#define SERVICE(name_, spec_)                                                                      \
	"---\napiVersion: v1\nkind: Service\nmetadata: {name: " name_ "}\nspec: {" spec_ "}\n"
#define BALANCED(name_) SERVICE(name_, "type: LoadBalancer, ports: [{port: 443}]")
#define FOREIGN(name_, port_, ip_)                                                                 \
	SERVICE(name_, "type: LoadBalancer, loadBalancerClass: x/y, ports: [{port: " port_ "}]")   \
	"status: {loadBalancer: {ingress: [{ip: " ip_ "}]}}\n"
#define POD(name_, ip_)                                                                            \
	"---\napiVersion: v1\nkind: Pod\nmetadata: {name: " name_ "}\nspec: {nodeName: n1}\n"      \
	"status: {podIP: " ip_ "}\n"
#define LOWEST "203.0.113.16"
#define NEXT   "203.0.113.17"

static bool
service_shows(const char *name, const char *part)
{
	world_list("svc", "default", name, NULL);
	return world_saw(part);
}

static void
test_an_address_that_a_service_shares_is_not_drawn_for_another(void)
{
	world_start();
	world_apply(FOREIGN("f", "80", LOWEST));
	world_apply(BALANCED("b"));
	CU_ASSERT_TRUE(service_shows("b", "\"ip\":\"" NEXT "\""));
	world_apply(FOREIGN("f", "81", LOWEST));
	world_refused(SERVICE("c", "type: LoadBalancer, loadBalancerIP: " LOWEST
				   ", ports: [{port: 8443}]"),
		      LOWEST " is already allocated: service/f");
	world_apply(FOREIGN("f", "81", "192.0.2.77"));
	world_apply(BALANCED("d"));
	CU_ASSERT_TRUE(service_shows("d", "\"ip\":\"" LOWEST "\""));
	world_refused(FOREIGN("f", "81", LOWEST), LOWEST " is already allocated: service/d");
	world_stop();
}

static void
test_of_two_in_one_change_the_one_that_shared_the_address_keeps_it(void)
{
	world_start();
	world_apply(FOREIGN("f", "80", LOWEST));
	world_refused(SERVICE("a", "type: LoadBalancer, loadBalancerIP: " LOWEST
				   ", ports: [{port: 443}]") FOREIGN("f", "81", LOWEST),
		      LOWEST " is already allocated: service/f");
	world_stop();
}

static void
test_an_aborted_change_gives_shared_addresses_back(void)
{
	world_start();
	for (int round = 0; round < 2; round++) {
		world_begin();
		CU_ASSERT_EQUAL(world_put_from(FOREIGN("f", "80", LOWEST), MODEL_SOCKET, "f"), 0);
		CU_ASSERT_EQUAL(model_change_check(world.change), 0);
		model_change_abort(world.change);
	}
	world_apply(BALANCED("b"));
	CU_ASSERT_TRUE(service_shows("b", "\"ip\":\"" LOWEST "\""));
	world_apply(FOREIGN("f", "80", NEXT));
	world_begin();
	CU_ASSERT_EQUAL(model_change_delete(world.change, "svc", NULL, "f"), 0);
	CU_ASSERT_EQUAL(model_change_check(world.change), 0);
	model_change_abort(world.change);
	world_refused(
		SERVICE("c", "type: LoadBalancer, loadBalancerIP: " NEXT ", ports: [{port: 443}]"),
		NEXT " is already allocated: service/f");
	world_stop();
}

/* The pool of the test's board has four addresses. */
static void
test_an_address_that_is_shared_no_more_goes_to_who_waits(void)
{
	world_start();
	world_apply(FOREIGN("f", "80", LOWEST) FOREIGN("g", "81", LOWEST));
	world_apply(BALANCED("a") BALANCED("b") BALANCED("c"));
	world_apply(BALANCED("d"));
	CU_ASSERT_TRUE(service_shows("d", "\"loadBalancer\":{}"));
	world_begin();
	CU_ASSERT_EQUAL(model_change_delete(world.change, "svc", NULL, "f"), 0);
	world_finish();
	CU_ASSERT_TRUE(service_shows("d", "\"loadBalancer\":{}"));
	world_begin();
	CU_ASSERT_EQUAL(model_change_delete(world.change, "svc", NULL, "g"), 0);
	world_finish();
	CU_ASSERT_TRUE(service_shows("d", "\"ip\":\"" LOWEST "\""));
	world_stop();
}

static void
restore(const char *text)
{
	struct model_text t = {
		.source = MODEL_SOCKET, .mode = MODEL_RESTORE, .name = "record", .text = text};

	t.len = strlen(text);
	CU_ASSERT_EQUAL(model_change_put(world.change, &t), 0);
}

static void
test_a_restored_service_whose_address_another_has_stays_without_it(void)
{
	static const char held[] = "{\"ipFamilyPolicy\":\"SingleStack\",\"headless\":false,"
				   "\"ipFamilies\":[\"IPv4\"],\"clusterIPs\":[\"10.97.0.1\",\"\"],"
				   "\"loadBalancer\":[\"" LOWEST "\",\"\"],"
				   "\"healthCheckNodePort\":0,\"ports\":[]}";

	world_start();
	CU_ASSERT_EQUAL(
		model_restore_allocation(world.model, "alloc/default/b", held, sizeof(held) - 1),
		0);
	world_begin();
	restore(FOREIGN("f", "80", LOWEST));
	restore(SERVICE("e", "externalIPs: [198.51.100.7], ports: [{port: 80}]"));
	restore(SERVICE(
		"e2",
		"externalIPs: [198.51.100.7], ports: [{name: a, port: 80}, {name: b, port: 81}]"));
	restore(BALANCED("b"));
	world_finish();
	CU_ASSERT_TRUE(world_has_fault("warning: status.loadBalancer.ingress[0].ip: " LOWEST
				       " is already allocated: service/b"));
	CU_ASSERT_TRUE(world_has_fault("198.51.100.7 TCP 80 is already allocated: service/e"));
	CU_ASSERT_TRUE(service_shows("f", "\"name\":\"f\""));
	CU_ASSERT_TRUE(service_shows("b", "\"ip\":\"" LOWEST "\""));
	world_apply(SERVICE("e3", "externalIPs: [198.51.100.7], ports: [{port: 81}]"));
	world_stop();
}

static void
test_a_pod_and_a_service_of_another_balancer_have_not_one_address(void)
{
	world_start();
	world_apply(FOREIGN("g", "80", "100.64.0.9") FOREIGN("h", "81", "100.64.0.9"));
	world_begin();
	CU_ASSERT_EQUAL(model_change_delete(world.change, "svc", NULL, "g"), 0);
	world_finish();
	world_refused(POD("p", "100.64.0.9"), "100.64.0.9 is an address of service/h");
	world_apply(POD("p", "100.64.0.8"));
	world_apply(FOREIGN("g", "80", "100.64.0.8"));
	CU_ASSERT_TRUE(world_has_fault("100.64.0.8 is not served: it is the address of pod/p"));
	world_apply(SERVICE("e", "externalIPs: [198.51.100.7], ports: [{port: 80}]"));
	world_refused(POD("q", "198.51.100.7"), "198.51.100.7 is an address of service/e");
	world_stop();
}

/* The port after "key": in what was listed last. */
static unsigned
listed_port(const char *key)
{
	const char *at = strstr(world.seen.data, key);

	CU_ASSERT_PTR_NOT_NULL_FATAL(at);
	return (unsigned)strtoul(at + strlen(key), NULL, 10);
}

static void
test_no_number_is_node_port_and_health_check_port(void)
{
	char text[512];
	unsigned health, node;

	world_start();
	world_apply(SERVICE("l", "type: LoadBalancer, externalTrafficPolicy: Local, "
				 "ports: [{port: 80}]"));
	world_list("svc", "default", "l", NULL);
	health = listed_port("\"healthCheckNodePort\":");
	node = listed_port("\"nodePort\":");
	snprintf(text, sizeof(text),
		 SERVICE("l", "type: LoadBalancer, externalTrafficPolicy: Local, "
			      "ports: [{port: 80, nodePort: %u}]"),
		 health);
	world_refused(text, "spec.ports[0].nodePort: the provided port is already allocated: "
			    "service/l");
	world_apply(SERVICE("l", "type: LoadBalancer, ports: [{port: 80}]"));
	snprintf(text, sizeof(text),
		 SERVICE("l", "type: LoadBalancer, externalTrafficPolicy: Local, "
			      "healthCheckNodePort: %u, ports: [{port: 80}]"),
		 node);
	world_refused(text, "spec.healthCheckNodePort: the provided port is already allocated: "
			    "service/l");
	world_stop();
}

#define POOL_ADDRS 64

static const char pool_board[] =
	"apiVersion: sluice/v1\nkind: Board\nmetadata: {name: edge-1}\nspec:\n"
	"  ports: [{name: wire0, device: d, addresses: [192.0.2.1/24]}]\n"
	"  cluster: {serviceCIDRs: [10.96.0.0/12]}\n"
	"  pools: [{name: p, ranges: [203.0.113.64/26]}]\n";

/* Which address of the pool each of so many Services has; -1: there is no such Service. */
struct tenants {
	int at[POOL_ADDRS];
	uint32_t seed;
};

static uint32_t
any_of(struct tenants *t, uint32_t cnt)
{
	t->seed = t->seed * 1664525 + 1013904223;
	return (t->seed >> 8) % cnt;
}

static int
lowest_free(const struct tenants *t)
{
	for (int a = 0;; a++) {
		bool taken = false;

		for (size_t i = 0; i < POOL_ADDRS; i++)
			taken |= t->at[i] == a;
		if (!taken)
			return a;
	}
}

static void
toggle(struct tenants *t, size_t i, bool add)
{
	char text[256], name[8];

	snprintf(name, sizeof(name), "s%zu", i);
	snprintf(text, sizeof(text), BALANCED("s%zu"), i);
	if (add) {
		CU_ASSERT_EQUAL(world_put_from(text, MODEL_SOCKET, "f"), 0);
		t->at[i] = lowest_free(t);
	} else {
		CU_ASSERT_EQUAL(model_change_delete(world.change, "svc", NULL, name), 0);
		t->at[i] = -1;
	}
}

static void
test_the_lowest_free_address_comes_first_after_any_changes_and_aborts(void)
{
	struct tenants t = {.seed = 1};

	memset(t.at, -1, sizeof(t.at));
	world_start_on(pool_board);
	for (int round = 0; round < 300; round++) {
		uint32_t of_16 = 1 + any_of(&t, 16);
		bool add = any_of(&t, 2), keep = any_of(&t, 3) > 0;
		struct tenants was = t;

		world_begin();
		for (size_t i = 0; i < POOL_ADDRS; i++)
			if ((t.at[i] < 0) == add && any_of(&t, 16) < of_16)
				toggle(&t, i, add);
		CU_ASSERT_EQUAL(model_change_check(world.change), 0);
		if (keep) {
			model_change_commit(world.change);
		} else {
			model_change_abort(world.change);
			memcpy(t.at, was.at, sizeof(t.at));
		}
		for (size_t i = 0; i < POOL_ADDRS; i++) {
			char name[8], part[32];

			snprintf(name, sizeof(name), "s%zu", i);
			snprintf(part, sizeof(part), "\"ip\":\"203.0.113.%d\"", 64 + t.at[i]);
			if (t.at[i] >= 0)
				CU_ASSERT_TRUE_FATAL(service_shows(name, part));
		}
	}
	world_stop();
}

static void
test_a_pool_that_was_used_up_is_drawn_from_its_lowest_address_again(void)
{
	struct tenants t = {.seed = 1};

	memset(t.at, -1, sizeof(t.at));
	world_start_on(pool_board);
	world_begin();
	for (size_t i = 0; i < POOL_ADDRS; i++)
		toggle(&t, i, true);
	world_finish();
	world_apply(BALANCED("waits"));
	CU_ASSERT_TRUE(service_shows("waits", "\"loadBalancer\":{}"));
	world_begin();
	CU_ASSERT_EQUAL(model_change_delete(world.change, "svc", NULL, "waits"), 0);
	for (size_t i = 0; i < POOL_ADDRS; i++)
		toggle(&t, i, false);
	world_finish();
	world_apply(BALANCED("a"));
	CU_ASSERT_TRUE(service_shows("a", "\"ip\":\"203.0.113.64\""));
	world_stop();
}

static void
test_an_address_that_a_pod_leaves_is_drawn(void)
{
	world_start();
	world_apply(POD("p", LOWEST));
	world_apply(BALANCED("a"));
	CU_ASSERT_TRUE(service_shows("a", "\"ip\":\"" NEXT "\""));
	world_apply(POD("p", "10.180.0.7"));
	world_apply(BALANCED("b"));
	CU_ASSERT_TRUE(service_shows("b", "\"ip\":\"" LOWEST "\""));
	world_stop();
}

UNIT_MAIN("kube/share", UNIT_TEST(test_an_address_that_a_service_shares_is_not_drawn_for_another),
	  UNIT_TEST(test_of_two_in_one_change_the_one_that_shared_the_address_keeps_it),
	  UNIT_TEST(test_an_aborted_change_gives_shared_addresses_back),
	  UNIT_TEST(test_an_address_that_is_shared_no_more_goes_to_who_waits),
	  UNIT_TEST(test_a_restored_service_whose_address_another_has_stays_without_it),
	  UNIT_TEST(test_a_pod_and_a_service_of_another_balancer_have_not_one_address),
	  UNIT_TEST(test_no_number_is_node_port_and_health_check_port),
	  UNIT_TEST(test_the_lowest_free_address_comes_first_after_any_changes_and_aborts),
	  UNIT_TEST(test_a_pool_that_was_used_up_is_drawn_from_its_lowest_address_again),
	  UNIT_TEST(test_an_address_that_a_pod_leaves_is_drawn))
