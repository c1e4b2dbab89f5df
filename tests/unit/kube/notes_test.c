/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * What has no effect here is told, but never in a flood.
 */
#include "kube/model.h"

#include <stdio.h>
#include <string.h>

#include "support/kube_world.h"
#include "support/unit.h"

static const char service[] = "apiVersion: v1\nkind: Service\nmetadata: {name: %s}\nspec:\n"
			      "  ports: [{port: 80, appProtocol: http}]\n---\n";

static size_t
notes(void)
{
	size_t cnt = 0;

	for (size_t i = 0; i < world.faults.cnt; i++)
		cnt += world.faults.v[i].level == FAULT_NOTE &&
		       strstr(world.faults.v[i].reason, "selector") == NULL;
	return cnt;
}

static void
test_a_field_that_means_something_for_traffic_is_told_once(void)
{
	char text[1024];
	int len = 0;

	for (int i = 0; i < 5; i++) {
		char name[8];

		snprintf(name, sizeof(name), "s%d", i);
		len += snprintf(text + len, sizeof(text) - (size_t)len, service, name);
	}
	world_start();
	world_apply(text);
	CU_ASSERT_EQUAL(notes(), 1);
	CU_ASSERT_TRUE(
		world_has_fault("f:5:22: note: spec.ports[0].appProtocol: no effect here: "));
	CU_ASSERT_TRUE(world_has_fault("(5 times in this text)"));
	world_stop();
}

static const char pod[] = "apiVersion: v1\nkind: Pod\nmetadata: {name: p%s}\nspec:\n"
			  "  nodeSelector: {a: b}\n"
			  "  containers: [{name: c, image: i, env: [], tty: true}]\n"
			  "status: {podIP: 10.1.0.1, hostIP: 10.0.0.1, qosClass: Burstable}\n";

static void
test_fields_for_others_share_one_line(void)
{
	char text[512];

	world_start();
	snprintf(text, sizeof(text), pod, "");
	world_apply(text);
	CU_ASSERT_EQUAL(notes(), 1);
	CU_ASSERT_TRUE(
		world_has_fault("no effect here (for the node, the scheduler): nodeSelector, "
				"env, tty"));
	world_stop();
}

static void
test_what_came_out_of_a_cluster_is_loaded_without_a_word(void)
{
	char text[512];

	world_start();
	snprintf(text, sizeof(text), pod, ", uid: 5d3c, managedFields: [{manager: kubectl}]");
	world_apply(text);
	CU_ASSERT_EQUAL(notes(), 0);
	world_stop();
}

static void
test_kinds_of_no_use_are_passed_over(void)
{
	world_start();
	world_apply("apiVersion: v1\nkind: ConfigMap\ndata: {a: b}\n---\n"
		    "apiVersion: v1\nkind: ConfigMap\ndata: {a: b}\n---\n"
		    "apiVersion: batch/v1beta1\nkind: CronJob\n---\n"
		    "apiVersion: serving.knative.dev/v1\nkind: Service\n");
	CU_ASSERT_EQUAL(notes(), 1);
	CU_ASSERT_TRUE(world_has_fault("f:1:1: note: no effect here, passed over: ConfigMap (2), "
				       "CronJob, Service.serving.knative.dev"));
	world_refused("apiVersion: v1\nkind: ConfigMpa\n", "did you mean \"ConfigMap\"?");
	world_refused("apiVersion: vl\nkind: ConfigMap\n", "did you mean \"v1\"?");
	world_refused("apiVersion: rbac.authorization.k8s.io/1\nkind: Role\n",
		      "did you mean \"rbac.authorization.k8s.io/v1\"?");
	world_refused("apiVersion: discovery.k8s.oi/v1\nkind: EndpointSlice\n",
		      "did you mean \"discovery.k8s.io/v1\"?");
	world_refused("apiVersion: extensions/v1beta1\nkind: Deployment\n",
		      "is served no more for kind Deployment: write \"apps/v1\"");
	world_refused("apiVersion: v1\nkind: List\n", "a List needs items");
	world_stop();
}

static void
test_a_wrong_type_is_refused_where_nothing_is_done_with_it_too(void)
{
	world_start();
	world_refused("apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec:\n  containers:\n"
		      "  - {name: c, ports: [{containerPort: 80, hostPort: \"80\"}]}\n",
		      "f:6:53: error: spec.containers[0].ports[0].hostPort: expected an integer, "
		      "found the string \"80\": write it without quotes");
	world_refused("apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec:\n  containers:\n"
		      "  - {name: c, livenessProbe: {httpGet: {port: 80, pth: /}}}\n",
		      "f:6:51: error: spec.containers[0].livenessProbe.httpGet.pth: unknown field "
		      "\"pth\": did you mean \"path\"?");
	world_refused("apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {volumes: {}}\n",
		      "spec.volumes: expected a list");
	world_stop();
}

static void
test_an_annotation_may_be_empty(void)
{
	world_start();
	world_apply(
		"apiVersion: v1\nkind: Service\nmetadata:\n  name: a\n  annotations:\n    b: ~\n"
		"spec: {ports: [{port: 80}]}\n");
	CU_ASSERT_TRUE(world_saw("service/a created"));
	world_refused("apiVersion: v1\nkind: Service\nmetadata: {name: b}\nspec:\n"
		      "  type: ExternalName\n  sessionAffinity: \"\"\n  externalName: \"\"\n",
		      "f:7:17: error: spec.externalName: ");
	world_stop();
}

static void
test_what_is_wrong_with_a_made_pod_is_told_of_its_workload(void)
{
	char text[600], name[254];

	memset(name, 'a', 251);
	for (int i = 60; i < 251; i += 61)
		name[i] = '.';
	name[251] = '\0';
	snprintf(text, sizeof(text),
		 "apiVersion: v1\nkind: ReplicationController\n"
		 "metadata: {name: %s, annotations: {sluice/pod-ips: 10.180.0.1}}\n"
		 "spec: {selector: {a: b}, template: {metadata: {labels: {a: b}}, "
		 "spec: {containers: [{name: c}]}}}\n",
		 name);
	world_start();
	world_refused(text, "f:1:1: error: its pod aaaa");
	world_stop();
}

static void
test_fields_of_the_past_are_refused_with_the_reason(void)
{
	world_start();
	world_refused("apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec:\n"
		      "  ipFamily: IPv4\n  ports: [{port: 80}]\n",
		      "f:5:3: error: spec.ipFamily: renamed in Kubernetes 1.20: write ipFamilies");
	world_stop();
}

static void
test_readiness_probes_are_read_to_the_last_field(void)
{
	static const char head[] = "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec:\n"
				   "  containers:\n  - name: c\n    readinessProbe: ";
	static const struct {
		const char *probe;
		const char *fault;
	} cases[] = {
		{"{}", "f:7:21: error: spec.containers[0].readinessProbe: nothing is asked"},
		{"{httpGet: {port: 80}, exec: {command: [ls]}}", "several things are asked"},
		{"{exec: {}}", "exec.command: missing"},
		{"{httpGet: {path: /}}", "readinessProbe.httpGet.port: missing"},
		{"{httpGet: {port: 80, schem: HTTP}}", "did you mean \"scheme\"?"},
		{"{grpc: {port: http}}", "grpc.port: expected an integer in 1-65535"},
		{"{tcpSocket: {port: 80}, periodSeconds: -1}", "-1 is out of range"},
	};
	char text[512];

	world_start();
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		snprintf(text, sizeof(text), "%s%s\n", head, cases[i].probe);
		world_refused(text, cases[i].fault);
	}
	snprintf(text, sizeof(text), "%s%s\n", head,
		 "{httpGet: {path: /r, port: http, httpHeaders: [{name: a, value: b}]}, "
		 "periodSeconds: 0}");
	world_apply(text);
	world_stop();
}

UNIT_MAIN("kube/notes", UNIT_TEST(test_a_field_that_means_something_for_traffic_is_told_once),
	  UNIT_TEST(test_fields_for_others_share_one_line),
	  UNIT_TEST(test_what_came_out_of_a_cluster_is_loaded_without_a_word),
	  UNIT_TEST(test_kinds_of_no_use_are_passed_over),
	  UNIT_TEST(test_a_wrong_type_is_refused_where_nothing_is_done_with_it_too),
	  UNIT_TEST(test_an_annotation_may_be_empty),
	  UNIT_TEST(test_what_is_wrong_with_a_made_pod_is_told_of_its_workload),
	  UNIT_TEST(test_fields_of_the_past_are_refused_with_the_reason),
	  UNIT_TEST(test_readiness_probes_are_read_to_the_last_field))
