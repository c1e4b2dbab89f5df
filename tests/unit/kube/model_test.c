/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include "kube/model.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "support/unit.h"
#include "support/kube_world.h"

#define KUBIA                                                                                      \
	"apiVersion: v1\nkind: Service\nmetadata: {name: kubia}\nspec:\n"                          \
	"  selector: {app: kubia}\n  ports: [{port: 80, targetPort: 8080}]\n"

#define POD(name_, ip_, extra_)                                                                    \
	"---\napiVersion: v1\nkind: Pod\nmetadata:\n  name: " name_                                \
	"\n  labels: {app: kubia}\n" extra_ "status: {podIP: " ip_ "}\n"

static void
test_selector_joins_pods(void)
{
	world_start();
	world_apply(KUBIA POD("p1", "10.180.0.1", "") POD("p2", "10.180.0.2", ""));
	CU_ASSERT_TRUE(world_saw("service/kubia created\npod/p1 created\npod/p2 created\n"));
	CU_ASSERT_TRUE(world_saw("+4/6 10.180.0.1:8080/5 10.180.0.2:8080/5\n"));
	CU_ASSERT_TRUE(world_saw("+default/kubia\n"));
	world_apply(KUBIA);
	CU_ASSERT_STRING_EQUAL(world.seen.data, "service/kubia unchanged\n");
	world_apply(POD("p3", "10.180.0.3", ""));
	CU_ASSERT_STRING_EQUAL(world.seen.data, "pod/p3 created\n+4/6 10.180.0.1:8080/5 "
						"10.180.0.2:8080/5 10.180.0.3:8080/5\n");
	world_apply("apiVersion: v1\nkind: Pod\nmetadata: {name: p1, labels: {app: other}}\n"
		    "status: {podIP: 10.180.0.1}\n");
	CU_ASSERT_TRUE(world_saw("pod/p1 configured\n+4/6 10.180.0.2:8080/5 10.180.0.3:8080/5\n"));
	world_begin();
	CU_ASSERT_EQUAL(model_change_set_ready(world.change, "default", "p2", 0), 0);
	world_finish();
	CU_ASSERT_STRING_EQUAL(world.seen.data, "+4/6 10.180.0.2:8080/0 10.180.0.3:8080/5\n");
	world_begin();
	CU_ASSERT_EQUAL(model_change_delete(world.change, "svc", NULL, "kubia"), 0);
	world_finish();
	CU_ASSERT_STRING_EQUAL(world.seen.data, "service/kubia deleted\n-2\n-3\n");
	world_stop();
}

static void
test_named_target_ports_are_looked_up_pod_by_pod(void)
{
	world_start();
	world_apply(
		"apiVersion: v1\nkind: Service\nmetadata: {name: kubia}\nspec:\n"
		"  selector: {app: kubia}\n  ports:\n"
		"  - {name: http, port: 80, targetPort: http}\n"
		"  - {name: https, port: 443, targetPort: https}\n" POD(
			"p1", "10.180.0.1",
			"spec: {containers: [{name: c, ports: [{name: http, containerPort: 8080}, "
			"{name: https, containerPort: 8443}]}]}\n")
			POD("p2", "10.180.0.2",
			    "spec: {containers: [{name: c, ports: [{name: http, containerPort: "
			    "9090}]}]}\n"));
	CU_ASSERT_TRUE(world_saw("+4/6 10.180.0.1:8080/5 10.180.0.2:9090/5\n"));
	CU_ASSERT_TRUE(world_saw("+4/6 10.180.0.1:8443/5\n"));
	buf_reset(&world.seen);
	CU_ASSERT_EQUAL(model_describe_service(world.model, "default", "kubia", &world.seen), 0);
	CU_ASSERT_TRUE(world_saw("\"endpoints\":[\"10.180.0.1:8080\",\"10.180.0.2:9090\"]"));
	CU_ASSERT_TRUE(
		world_saw("{\"pod\":\"p2\",\"port\":\"https\",\"reason\":\"it has no container "
			  "port"));
	world_stop();
}

static void
test_endpoints_without_selector_use_their_own_number(void)
{
	world_start();
	world_apply("apiVersion: v1\nkind: Service\nmetadata: {name: external-service}\n"
		    "spec: {ports: [{port: 80}]}\n---\n"
		    "apiVersion: v1\nkind: Endpoints\nmetadata: {name: external-service}\n"
		    "subsets:\n- addresses: [{ip: 22.22.22.22}, {ip: 11.11.11.11}]\n"
		    "  ports: [{port: 8081}]\n");
	CU_ASSERT_TRUE(world_saw("+4/6 11.11.11.11:8081/5 22.22.22.22:8081/5\n"));
	world_stop();
}

static void
test_slices_match_ports_by_name_and_obey_conditions(void)
{
	world_start();
	world_apply(
		"apiVersion: v1\nkind: Service\nmetadata: {name: s}\nspec:\n"
		"  ports: [{name: a, port: 80}, {name: b, port: 81, protocol: UDP}]\n---\n"
		"apiVersion: discovery.k8s.io/v1\nkind: EndpointSlice\nmetadata:\n  name: s-1\n"
		"  labels: {kubernetes.io/service-name: s}\naddressType: IPv4\n"
		"ports: [{name: a, port: 8080}, {name: b, port: 53, protocol: UDP}]\nendpoints:\n"
		"- {addresses: [10.180.0.1], nodeName: edge-1}\n"
		"- {addresses: [10.180.0.2], conditions: {ready: false, serving: true, "
		"terminating: true}}\n"
		"- {addresses: [10.180.0.3], conditions: {ready: false, serving: false}}\n");
	/* cluster 1, local 2, serving 4, terminating 8, on this node 16 */
	CU_ASSERT_TRUE(world_saw("+4/6 10.180.0.1:8080/17 10.180.0.2:8080/c 10.180.0.3:8080/0\n"));
	CU_ASSERT_TRUE(world_saw("+4/17 10.180.0.1:53/17 10.180.0.2:53/c 10.180.0.3:53/0\n"));
	world_apply("apiVersion: discovery.k8s.io/v1\nkind: EndpointSlice\nmetadata:\n  name: s-1\n"
		    "  labels: {kubernetes.io/service-name: s}\naddressType: IPv4\n"
		    "ports: [{name: a, port: 8080}]\nendpoints:\n"
		    "- {addresses: [10.180.0.2], conditions: {ready: false, serving: true, "
		    "terminating: true}}\n");
	CU_ASSERT_TRUE(world_saw("+4/6 10.180.0.2:8080/d\n")); /* only terminating ones are left */
	CU_ASSERT_TRUE(world_saw("-3\n"));                     /* the set of port b */
	world_stop();
}

static void
test_allocation_is_as_the_api_server_does_it(void)
{
	world_start();
	world_apply("apiVersion: v1\nkind: Service\nmetadata: {name: lb}\nspec:\n"
		    "  type: LoadBalancer\n  selector: {a: b}\n  ports:\n"
		    "  - {name: u, port: 53, protocol: UDP}\n  - {name: t, port: 53}\n---\n"
		    "apiVersion: v1\nkind: Service\nmetadata: {name: np}\nspec:\n"
		    "  type: NodePort\n  clusterIP: 10.96.0.77\n  ports: [{port: 80, nodePort: "
		    "30123}]\n---\n"
		    "apiVersion: v1\nkind: Service\nmetadata: {name: dual}\nspec:\n"
		    "  ipFamilyPolicy: PreferDualStack\n  ports: [{port: 80}]\n");
	world_list("svc", "default", "lb", NULL);
	CU_ASSERT_TRUE(
		world_saw("\"status\":{\"loadBalancer\":{\"ingress\":[{\"ip\":\"203.0.113.16\","));
	CU_ASSERT_TRUE(world_saw("\"allocateLoadBalancerNodePorts\":true"));
	{
		const char *first = strstr(world.seen.data, "\"nodePort\":");
		const char *second = strstr(first + 1, "\"nodePort\":");

		CU_ASSERT_EQUAL(atoi(first + 11), atoi(second + 11));
		CU_ASSERT_TRUE(atoi(first + 11) > 30085 && atoi(first + 11) <= 32767);
	}
	world_list("svc", "default", "np", NULL);
	CU_ASSERT_TRUE(world_saw("\"clusterIP\":\"10.96.0.77\""));
	CU_ASSERT_TRUE(world_saw("\"nodePort\":30123"));
	CU_ASSERT_TRUE(world_saw("\"sessionAffinity\":\"None\""));
	CU_ASSERT_TRUE(world_saw("\"targetPort\":80"));
	CU_ASSERT_TRUE(world_saw("\"creationTimestamp\":\"2023-11-14T22:13:20Z\""));
	world_list("svc", "default", "dual", NULL);
	CU_ASSERT_TRUE(world_saw("\"ipFamilies\":[\"IPv4\",\"IPv6\"]"));
	CU_ASSERT_TRUE(world_saw("\"fd00::"));

	world_refused(
		"apiVersion: v1\nkind: Service\nmetadata: {name: x}\nspec:\n"
		"  type: NodePort\n  ports: [{port: 80, nodePort: 30123}]\n",
		"f:6:32: error: spec.ports[0].nodePort: the provided port is already allocated: "
		"service/np (f:");
	world_refused("apiVersion: v1\nkind: Service\nmetadata: {name: x}\nspec:\n"
		      "  type: NodePort\n  ports: [{port: 80, nodePort: 80}]\n",
		      "not in the valid range: node ports are 30000-32767");
	world_refused("apiVersion: v1\nkind: Service\nmetadata: {name: x}\nspec:\n"
		      "  clusterIP: 10.96.0.77\n  ports: [{port: 80}]\n",
		      "f:5:14: error: spec.clusterIP: 10.96.0.77 is already allocated: service/np");
	world_refused("apiVersion: v1\nkind: Service\nmetadata: {name: x}\nspec:\n"
		      "  clusterIP: 9.9.9.9\n  ports: [{port: 80}]\n",
		      "cluster IPs are in 10.96.0.0/12");
	world_refused("apiVersion: v1\nkind: Service\nmetadata: {name: np}\nspec:\n"
		      "  clusterIP: 10.96.0.78\n  ports: [{port: 80}]\n",
		      "a cluster IP cannot be changed");
	world_stop();
}

static int
keep_record(void *arg, const struct model_record *r)
{
	struct buf *out = arg;

	buf_printf(out, "%s\t%s\n", r->key, r->text == NULL ? "-" : r->text);
	return 0;
}

/* Take the records back as control does: who has what and who is who, then the objects. */
static void
restore(const char *records)
{
	for (int pass = 0; pass < 2; pass++) {
		char *copy = strdup(records), *save;

		if (pass == 1)
			world_begin();
		for (char *line = strtok_r(copy, "\n", &save); line != NULL;
		     line = strtok_r(NULL, "\n", &save)) {
			char *text = strchr(line, '\t');
			struct model_text t = {.source = MODEL_SOCKET, .mode = MODEL_RESTORE};
			bool is_object = strncmp(line, "object/", 7) == 0;

			*text++ = '\0';
			t.name = line;
			t.text = text;
			t.len = strlen(text);
			if (is_object && pass == 1)
				CU_ASSERT_EQUAL(model_change_put(world.change, &t), 0)
			else if (pass == 0 && strncmp(line, "alloc/", 6) == 0)
				CU_ASSERT_EQUAL(
					model_restore_allocation(world.model, line, text, t.len), 0)
			else if (pass == 0 && strncmp(line, "meta/", 5) == 0)
				CU_ASSERT_EQUAL(model_restore_birth(world.model, line, text, t.len),
						0)
			else if (pass == 0 && strcmp(line, "version") == 0)
				CU_ASSERT_EQUAL(model_restore_version(world.model, text, t.len), 0)
		}
		free(copy);
	}
	model_restore_done(world.model);
	world_finish();
}

static void
test_allocations_and_objects_survive_a_restart(void)
{
	struct buf records = {0}, before = {0};

	world_start();
	world_begin();
	CU_ASSERT_EQUAL(world_put_from("apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec:\n"
				       "  type: LoadBalancer\n  ports: [{port: 80}]\n",
				       MODEL_SOCKET, "f"),
			0);
	CU_ASSERT_EQUAL(model_change_check(world.change), 0);
	CU_ASSERT_EQUAL(model_change_records(world.change, SIZE_MAX, keep_record, &records), 0);
	model_change_commit(world.change);
	CU_ASSERT_PTR_NOT_NULL(strstr(records.data, "object/Service/default/a\t{"));
	CU_ASSERT_PTR_NOT_NULL(strstr(records.data, "alloc/default/a\t{"));
	world_list("svc", "default", "a", NULL);
	buf_adds(&before, world.seen.data);
	world_stop();

	world_start();
	restore(records.data);
	world_list("svc", "default", "a", NULL);
	CU_ASSERT_STRING_EQUAL(world.seen.data, before.data);
	world_stop();
	buf_fini(&records);
	buf_fini(&before);
}

#define KUBIA_RS                                                                                   \
	"apiVersion: apps/v1\nkind: ReplicaSet\nmetadata:\n  name: kubia\n"                        \
	"  annotations: {sluice/pod-ips: \"10.180.0.1, 10.180.0.2\"}\nspec:\n"                     \
	"  replicas: 2\n  selector: {matchLabels: {app: kubia}}\n  template:\n"                    \
	"    metadata: {labels: {app: kubia}}\n"                                                   \
	"    spec: {containers: [{name: kubia, image: luksa/kubia}]}\n"

static uint64_t
version_of(const char *name)
{
	const char *at;

	world_list("svc", "default", name, NULL);
	at = strstr(world.seen.data, "\"resourceVersion\":\"");
	CU_ASSERT_PTR_NOT_NULL_FATAL(at);
	return strtoull(at + 19, NULL, 10);
}

static void
test_resource_versions_go_on_after_a_restart(void)
{
	struct buf records = {0};
	uint64_t last;

	world_start();
	for (int i = 0; i < 12000; i++) {
		char text[160];

		snprintf(text, sizeof(text),
			 "apiVersion: v1\nkind: Service\nmetadata: {name: gone}\n"
			 "spec: {ports: [{port: %d}]}\n",
			 1 + i);
		world_begin();
		CU_ASSERT_EQUAL(world_put_from(text, MODEL_FILE, "f"), 0);
		CU_ASSERT_EQUAL(model_change_check(world.change), 0);
		CU_ASSERT_EQUAL(model_change_records(world.change, SIZE_MAX, keep_record, &records),
				0);
		model_change_commit(world.change);
	}
	last = version_of("gone");
	CU_ASSERT_TRUE(last >= 12000);
	world_stop();

	world_start();
	for (const char *at = records.data; (at = strstr(at, "version\t")) != NULL; at++)
		CU_ASSERT_EQUAL(model_restore_version(world.model, at + 8, strcspn(at + 8, "\n")),
				0);
	CU_ASSERT_EQUAL(model_restore_version(world.model, "x", 1), -EINVAL);
	CU_ASSERT_EQUAL(model_restore_version(world.model, "10000", 5), -EINVAL);
	CU_ASSERT_EQUAL(model_restore_version(world.model, "1 2", 3), -EINVAL);
	world_apply(KUBIA);
	CU_ASSERT_TRUE(version_of("kubia") > last);
	CU_ASSERT_TRUE(version_of("kubia") < last + 20000);
	world_stop();
	buf_fini(&records);
}

static void
test_what_is_deleted_and_made_again_is_another(void)
{
	struct buf before = {0};

	world_start();
	world_apply(KUBIA);
	world_list("svc", "default", "kubia", NULL);
	buf_adds(&before, strstr(world.seen.data, "\"uid\""));
	world_begin();
	CU_ASSERT_EQUAL(model_change_delete(world.change, "svc", NULL, "kubia"), 0);
	world_finish();
	world_apply(KUBIA);
	world_list("svc", "default", "kubia", NULL);
	CU_ASSERT_NOT_EQUAL(strncmp(strstr(world.seen.data, "\"uid\""), before.data, 44), 0);
	buf_fini(&before);
	world_stop();
}

/* Without their resourceVersions, which go on. */
static void
list_pods_and_workload(struct buf *out)
{
	world_list("pods", "default", NULL, NULL);
	buf_adds(out, world.seen.data);
	world_list("rs", "default", NULL, NULL);
	buf_adds(out, world.seen.data);
	for (char *at = out->data; (at = strstr(at, "\"resourceVersion\":\"")) != NULL;) {
		at += strlen("\"resourceVersion\":\"");
		memset(at, '0', strspn(at, "0123456789"));
	}
}

static void
test_pods_of_a_workload_stay_who_they_are_over_a_restart(void)
{
	struct buf records = {0}, before = {0}, after = {0};

	world_start();
	world_begin();
	CU_ASSERT_EQUAL(world_put_from(KUBIA_RS, MODEL_SOCKET, "f"), 0);
	CU_ASSERT_EQUAL(model_change_check(world.change), 0);
	CU_ASSERT_EQUAL(model_change_records(world.change, SIZE_MAX, keep_record, &records), 0);
	model_change_commit(world.change);
	list_pods_and_workload(&before);
	CU_ASSERT_PTR_NOT_NULL(strstr(before.data, "\"kind\":\"Pod\""));
	world_stop();

	world_start();
	world.later_s = 3600;
	restore(records.data);
	list_pods_and_workload(&after);
	CU_ASSERT_STRING_EQUAL(after.data, before.data);
	world_stop();
	world.later_s = 0;
	buf_fini(&records);
	buf_fini(&before);
	buf_fini(&after);
}

static void
test_an_aborted_change_leaves_no_trace(void)
{
	struct buf before = {0};

	world_start();
	world_apply(KUBIA POD("p1", "10.180.0.1", ""));
	world_list("svc", NULL, NULL, NULL);
	buf_adds(&before, world.seen.data);
	world_begin();
	CU_ASSERT_EQUAL(
		world_put_from("apiVersion: v1\nkind: Service\nmetadata: {name: kubia}\nspec:\n"
			       "  type: NodePort\n  selector: {app: x}\n  ports: [{port: 81}]\n"
			       "---\napiVersion: v1\nkind: Service\nmetadata: {name: new}\n"
			       "spec: {ports: [{port: 1}]}\n",
			       MODEL_SOCKET, "g"),
		0);
	CU_ASSERT_EQUAL(model_change_delete(world.change, "pod", "default", "p1"), 0);
	CU_ASSERT_EQUAL(model_change_check(world.change), 0);
	model_change_abort(world.change);
	world_list("svc", NULL, NULL, NULL);
	CU_ASSERT_STRING_EQUAL(world.seen.data, before.data);
	world_apply(POD("p2", "10.180.0.2", ""));
	CU_ASSERT_TRUE(world_saw("+4/6 10.180.0.1:8080/5 10.180.0.2:8080/5\n"));
	buf_fini(&before);
	world_stop();
}

static void
test_files_are_sources(void)
{
	world_start();
	world_begin();
	CU_ASSERT_EQUAL(world_put_from(KUBIA POD("p1", "10.180.0.1", ""), MODEL_FILE, "a.yaml"), 0);
	world_finish();
	world_begin();
	CU_ASSERT_EQUAL(world_put_from(KUBIA, MODEL_FILE, "a.yaml"), 0);
	world_finish();
	CU_ASSERT_TRUE(world_saw("service/kubia unchanged\npod/p1 deleted\n"));
	world_begin();
	CU_ASSERT_EQUAL(world_put_from(KUBIA, MODEL_FILE, "b.yaml"), -EINVAL);
	CU_ASSERT_TRUE(
		world_has_fault("defined in another file already: service/kubia (a.yaml:1)"));
	model_change_abort(world.change);
	world_begin();
	CU_ASSERT_EQUAL(model_change_drop_file(world.change, "a.yaml"), 0);
	world_finish();
	CU_ASSERT_TRUE(world_saw("service/kubia deleted\n-2\n"));
	world_stop();
}

/* The first pod of KUBIA_RS, relabelled. */
#define KUBIA_POD                                                                                  \
	"apiVersion: v1\nkind: Pod\nmetadata:\n  name: kubia-6zdtd\n  labels: {app: other}\n"      \
	"spec: {containers: [{name: kubia, image: luksa/kubia}]}\n"                                \
	"status: {podIP: 10.180.0.1}\n"

static void
test_a_pod_of_a_workload_can_be_changed_by_name(void)
{
	static const char *const both[] = {KUBIA_POD "---\n" KUBIA_RS, KUBIA_RS "---\n" KUBIA_POD};

	world_start();
	world_apply(KUBIA "---\n" KUBIA_RS);
	world_apply(KUBIA_POD);
	CU_ASSERT_TRUE(world_saw("pod/kubia-6zdtd configured\n"));
	CU_ASSERT_TRUE(world_saw("\n+4/6 10.180.0.2:8080/5\n"));
	world_apply(KUBIA_RS);
	world_list("po", NULL, NULL, "app=other");
	CU_ASSERT_TRUE(world_saw("\"name\":\"kubia-6zdtd\""));
	world_stop();
	for (size_t i = 0; i < 2; i++) { /* as after a restart, in either order */
		world_start();
		world_apply(both[i]);
		world_list("po", NULL, NULL, "app=other");
		CU_ASSERT_TRUE(world_saw("\"name\":\"kubia-6zdtd\""));
		world_list("po", NULL, NULL, "app=kubia");
		CU_ASSERT_PTR_NULL(strstr(world.seen.data, "kubia-6zdtd"));
		CU_ASSERT_TRUE(world_saw("10.180.0.2"));
		world_stop();
	}
}

static void
test_workloads_stand_for_pods(void)
{
	world_start();
	world_apply(KUBIA "---\n" KUBIA_RS);
	CU_ASSERT_TRUE(world_saw("replicaset.apps/kubia created\n"));
	CU_ASSERT_TRUE(world_saw("+4/6 10.180.0.1:8080/5 10.180.0.2:8080/5\n"));
	world_list("po", "default", NULL, "app=kubia");
	CU_ASSERT_TRUE(world_saw("\"name\":\"kubia-"));
	world_list("rs", "default", "kubia", NULL);
	CU_ASSERT_TRUE(world_saw("\"readyReplicas\":2"));
	world_begin();
	CU_ASSERT_EQUAL(model_change_delete(world.change, "rs", NULL, "kubia"), 0);
	world_finish();
	CU_ASSERT_TRUE(world_saw("replicaset.apps/kubia deleted\n+default/kubia\n-3\n"));
	world_list("po", NULL, NULL, NULL);
	CU_ASSERT_STRING_EQUAL(world.seen.data, "");
	world_stop();
}

static void
test_built_in_services_are_there(void)
{
	world_start();
	world_apply(KUBIA);
	world_list("services", NULL, NULL, NULL);
	CU_ASSERT_TRUE(world_saw("\"name\":\"kubernetes\""));
	CU_ASSERT_TRUE(world_saw("\"clusterIP\":\"10.96.0.1\""));
	CU_ASSERT_TRUE(world_saw("\"clusterIP\":\"10.96.0.10\""));
	world_list("nodes", NULL, "edge-1", NULL);
	CU_ASSERT_TRUE(world_saw("\"address\":\"192.0.2.1\""));
	world_begin();
	CU_ASSERT_EQUAL(model_change_delete(world.change, "svc", "default", "kubernetes"), -EPERM);
	model_change_abort(world.change);
	world_stop();
}

static void
test_derived_endpoints_are_listed(void)
{
	world_start();
	world_apply(KUBIA POD("p1", "10.180.0.1", "") POD("p2", "10.180.0.2", ""));
	world_list("ep", "default", "kubia", NULL);
	CU_ASSERT_TRUE(world_saw("\"addresses\":[{\"ip\":\"10.180.0.1\""));
	CU_ASSERT_TRUE(world_saw("\"ports\":[{\"name\":\"\",\"port\":8080,\"protocol\":\"TCP\"}]"));
	world_list("endpointslices", "default", NULL, NULL);
	CU_ASSERT_TRUE(world_saw("\"kubernetes.io/service-name\":\"kubia\""));
	world_stop();
}

static double
seconds(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (double)ts.tv_sec + (double)ts.tv_nsec / 1e9;
}

static int
count_block(void *arg, const struct model_block *b)
{
	(void)b;
	++*(size_t *)arg;
	return 0;
}

static void
test_many_services_load_fast_and_change_at_the_cost_of_the_change(void)
{
	enum {
		SERVICES = 2000,
		ENDPOINTS = 10
	};
	struct buf text = {0};
	size_t blocks = 0;
	double t0, load_s, change_s;

	world_start();
	for (int i = 0; i < SERVICES; i++) {
		buf_printf(&text,
			   "---\napiVersion: v1\nkind: Service\nmetadata: {name: s%d}\n"
			   "spec: {ports: [{port: 80}]}\n---\n"
			   "apiVersion: discovery.k8s.io/v1\nkind: EndpointSlice\nmetadata:\n"
			   "  name: s%d-1\n  labels: {kubernetes.io/service-name: s%d}\n"
			   "addressType: IPv4\nports: [{port: 8080}]\nendpoints:\n",
			   i, i, i);
		for (int k = 0; k < ENDPOINTS; k++)
			buf_printf(&text, "- addresses: [10.180.%d.%d]\n", i % 256, k + 1);
	}
	t0 = seconds();
	world_begin();
	CU_ASSERT_EQUAL(world_put_from(text.data, MODEL_SOCKET, "f"), 0);
	CU_ASSERT_EQUAL(model_change_check(world.change), 0);
	CU_ASSERT_EQUAL(model_change_blocks(world.change, count_block, &blocks), 0);
	model_change_commit(world.change);
	load_s = seconds() - t0;
	CU_ASSERT_EQUAL(blocks, 2 * SERVICES + 2); /* and two built in */
	t0 = seconds();
	for (int i = 0; i < 100; i++) {
		char one[256];

		snprintf(one, sizeof(one),
			 "apiVersion: v1\nkind: Service\nmetadata: {name: s%d}\n"
			 "spec: {ports: [{port: 81}]}\n",
			 i);
		world_apply(one);
	}
	change_s = (seconds() - t0) / 100;
	printf(" load %.3f s, one change %.3f ms ", load_s, change_s * 1e3);
	CU_ASSERT_TRUE(load_s < 10);
	CU_ASSERT_TRUE(change_s < 0.02);
	buf_fini(&text);
	world_stop();
}

UNIT_MAIN("kube/model", UNIT_TEST(test_selector_joins_pods),
	  UNIT_TEST(test_named_target_ports_are_looked_up_pod_by_pod),
	  UNIT_TEST(test_endpoints_without_selector_use_their_own_number),
	  UNIT_TEST(test_slices_match_ports_by_name_and_obey_conditions),
	  UNIT_TEST(test_allocation_is_as_the_api_server_does_it),
	  UNIT_TEST(test_allocations_and_objects_survive_a_restart),
	  UNIT_TEST(test_what_is_deleted_and_made_again_is_another),
	  UNIT_TEST(test_resource_versions_go_on_after_a_restart),
	  UNIT_TEST(test_pods_of_a_workload_stay_who_they_are_over_a_restart),
	  UNIT_TEST(test_an_aborted_change_leaves_no_trace), UNIT_TEST(test_files_are_sources),
	  UNIT_TEST(test_workloads_stand_for_pods),
	  UNIT_TEST(test_a_pod_of_a_workload_can_be_changed_by_name),
	  UNIT_TEST(test_built_in_services_are_there), UNIT_TEST(test_derived_endpoints_are_listed),
	  UNIT_TEST(test_many_services_load_fast_and_change_at_the_cost_of_the_change))
