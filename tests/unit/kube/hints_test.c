/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include "kube/model.h"

#include "support/kube_world.h"
#include "support/unit.h"

static void
test_only_what_looks_at_a_zone_is_joined_again(void)
{
	world_start();
	world_apply("apiVersion: v1\nkind: Service\nmetadata: {name: near}\nspec:\n"
		    "  trafficDistribution: PreferClose\n  selector: {app: kubia}\n"
		    "  ports: [{port: 80}]\n---\n"
		    "apiVersion: v1\nkind: Service\nmetadata: {name: far}\nspec:\n"
		    "  selector: {app: kubia}\n  ports: [{port: 80}]\n");
	world_apply("apiVersion: v1\nkind: Pod\nmetadata: {name: p1, labels: {app: kubia}}\n"
		    "spec: {nodeName: n1}\nstatus: {podIP: 10.180.0.1}\n---\n"
		    "apiVersion: v1\nkind: Pod\nmetadata: {name: p2, labels: {app: kubia}}\n"
		    "spec: {nodeName: n2}\nstatus: {podIP: 10.180.0.2}\n");
	world_apply("apiVersion: v1\nkind: Node\nmetadata:\n  name: n1\n"
		    "  labels: {topology.kubernetes.io/zone: a}\n");
	CU_ASSERT_STRING_EQUAL(world.seen.data, "node/n1 created\n");
	world_apply("apiVersion: v1\nkind: Node\nmetadata:\n  name: n2\n"
		    "  labels: {topology.kubernetes.io/zone: b}\n");
	CU_ASSERT_STRING_EQUAL(world.seen.data,
			       "node/n2 created\n+4/6 10.180.0.1:80/5 10.180.0.2:80/4\n");
	world_refused("apiVersion: v1\nkind: Node\nmetadata: {name: n3}\n"
		      "status: {addresses: [{type: InternalIP, address: 10.96.0.1}]}\n",
		      "10.96.0.1 lies in serviceCIDRs");
	world_stop();
}

UNIT_MAIN("kube/hints", UNIT_TEST(test_only_what_looks_at_a_zone_is_joined_again))
