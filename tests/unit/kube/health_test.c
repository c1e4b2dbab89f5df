/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include "kube/model.h"

#include <string.h>

#include "support/kube_world.h"
#include "support/unit.h"

#define LB(name_, spec_)                                                                           \
	"apiVersion: v1\nkind: Service\nmetadata: {name: " name_ "}\nspec:\n"                      \
	"  type: LoadBalancer\n  selector: {app: kubia}\n"                                         \
	"  ports: [{name: a, port: 80}, {name: b, port: 81}]\n" spec_
#define LOCAL "  externalTrafficPolicy: Local\n"
#define POD(name_, status_, node_)                                                                 \
	"---\napiVersion: v1\nkind: Pod\nmetadata: {name: " name_ ", labels: {app: kubia}}\n"      \
	"spec: {nodeName: " node_ "}\nstatus: " status_ "\n"

static int
add_health(void *arg, const struct model_health *h)
{
	buf_printf(arg, "%s/%s %u %d %d\n", h->ns, h->name, h->port, h->local[0], h->local[1]);
	return 0;
}

/* Finish the open change; world.seen is what healthCheckNodePorts are to tell. */
static void
finish(void)
{
	CU_ASSERT_EQUAL_FATAL(model_change_check(world.change), 0);
	buf_reset(&world.seen);
	buf_adds(&world.seen, "");
	CU_ASSERT_EQUAL(model_change_health(world.change, add_health, &world.seen), 0);
	model_change_commit(world.change);
}

static const char *
told(const char *text)
{
	world_begin();
	CU_ASSERT_EQUAL_FATAL(world_put_from(text, MODEL_SOCKET, "f"), 0);
	finish();
	return world.seen.data != NULL ? world.seen.data : "";
}

static void
test_only_local_ready_addresses_count_and_each_once(void)
{
	world_start();
	CU_ASSERT_STRING_EQUAL(told(LB("s", LOCAL "  healthCheckNodePort: 32000\n")
					    POD("p1", "{podIP: 10.180.0.1}", "edge-1")
						    POD("p2", "{podIP: 10.180.0.2}", "other")),
			       "default/s 32000 1 -1\n");
	CU_ASSERT_STRING_EQUAL(told(POD("p3", "{podIP: 10.180.0.3}", "edge-1")),
			       "default/s 32000 2 -1\n");
	CU_ASSERT_STRING_EQUAL(told(POD("p4", "{podIP: 10.180.0.4}", "other")), "");
	CU_ASSERT_STRING_EQUAL(
		told(POD("p3",
			 "{podIP: 10.180.0.3, conditions: [{type: Ready, status: \"False\"}]}",
			 "edge-1")),
		"default/s 32000 1 -1\n");
	CU_ASSERT_STRING_EQUAL(
		told("apiVersion: v1\nkind: Pod\nmetadata: {name: p1, labels: {app: kubia}, "
		     "deletionTimestamp: \"2026-01-01T00:00:00Z\"}\nspec: {nodeName: edge-1}\n"
		     "status: {podIP: 10.180.0.1}\n"),
		"default/s 32000 0 -1\n");
	world_stop();
}

static void
test_each_family_counts_its_own(void)
{
	world_start();
	CU_ASSERT_STRING_EQUAL(
		told(LB("s", LOCAL "  healthCheckNodePort: 32000\n"
				   "  ipFamilyPolicy: RequireDualStack\n")
			     POD("p1", "{podIPs: [{ip: 10.180.0.1}, {ip: \"fd00:180::1\"}]}",
				 "edge-1") POD("p2", "{podIP: 10.180.0.2}", "edge-1")),
		"default/s 32000 2 1\n");
	CU_ASSERT_STRING_EQUAL(told(LB("six", LOCAL "  healthCheckNodePort: 32001\n"
						    "  ipFamilies: [IPv6]\n")),
			       "default/six 32001 -1 1\n");
	world_stop();
}

static void
test_the_port_comes_and_goes_with_the_policy(void)
{
	world_start();
	CU_ASSERT_STRING_EQUAL(told(LB("s", "")), "");
	CU_ASSERT_STRING_EQUAL(told(LB("s", LOCAL "  healthCheckNodePort: 32000\n")),
			       "default/s 32000 0 -1\n");
	CU_ASSERT_STRING_EQUAL(told(LB("s", "")), "default/s 0 -1 -1\n");
	CU_ASSERT_STRING_EQUAL(told(LB("s", LOCAL "  healthCheckNodePort: 32000\n")),
			       "default/s 32000 0 -1\n");
	/* what another proxy serves is not told of here (H10) */
	CU_ASSERT_STRING_EQUAL(
		told("apiVersion: v1\nkind: Service\nmetadata: {name: s, labels: "
		     "{service.kubernetes.io/service-proxy-name: x}}\nspec:\n  type: LoadBalancer\n"
		     "  ports: [{port: 80}]\n" LOCAL "  healthCheckNodePort: 32000\n"),
		"default/s 0 -1 -1\n");
	CU_ASSERT_STRING_EQUAL(told(LB("t", LOCAL "  healthCheckNodePort: 32001\n")),
			       "default/t 32001 0 -1\n");
	world_begin();
	CU_ASSERT_EQUAL(model_change_delete(world.change, "svc", NULL, "t"), 0);
	finish();
	CU_ASSERT_TRUE(world_saw("default/t 0 -1 -1\n"));
	world_stop();
}

#define NODE(meta_, spec_)                                                                         \
	"apiVersion: v1\nkind: Node\nmetadata: {name: edge-1" meta_ "}\nspec: " spec_ "\n"

static void
test_a_node_leaves_by_its_taint_or_its_deletion(void)
{
	world_start();
	told(LB("s", ""));
	CU_ASSERT_FALSE(model_node_is_leaving(world.model));
	told(NODE("", "{taints: [{key: ToBeDeletedByClusterAutoscaler, value: \"17\", effect: "
		      "NoSchedule}]}"));
	CU_ASSERT_TRUE(model_node_is_leaving(world.model));
	told(NODE("", "{taints: [{key: other, effect: NoSchedule}], podCIDR: 10.180.0.0/24}"));
	CU_ASSERT_FALSE(model_node_is_leaving(world.model));
	told(NODE(", deletionTimestamp: \"2026-01-01T00:00:00Z\"", "{}"));
	CU_ASSERT_TRUE(model_node_is_leaving(world.model));
	told(NODE("", "{}"));
	told("apiVersion: v1\nkind: Node\nmetadata: {name: edge-2}\nspec:\n"
	     "  taints: [{key: ToBeDeletedByClusterAutoscaler, effect: NoSchedule}]\n");
	CU_ASSERT_FALSE(model_node_is_leaving(world.model));
	world_stop();
}

UNIT_MAIN("kube/health", UNIT_TEST(test_only_local_ready_addresses_count_and_each_once),
	  UNIT_TEST(test_each_family_counts_its_own),
	  UNIT_TEST(test_the_port_comes_and_goes_with_the_policy),
	  UNIT_TEST(test_a_node_leaves_by_its_taint_or_its_deletion))
