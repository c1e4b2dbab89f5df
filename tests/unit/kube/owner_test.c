/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/kube_world.h"
#include "support/unit.h"

#define SERVICE(more_)                                                                             \
	"apiVersion: v1\nkind: Service\nmetadata:\n  name: kubia\n" more_                          \
	"spec:\n  selector: {app: kubia}\n  ports:\n"

static int
put(const char *text, enum model_mode mode, enum model_source source)
{
	const struct model_text t = {
		.source = source, .mode = mode, .name = "f", .text = text, .len = strlen(text)};

	return source == MODEL_FILE ? model_change_put_file(world.change, &t)
				    : model_change_put(world.change, &t);
}

/* Put and commit; world.seen holds the results, then the blocks. */
static void
say(const char *text, enum model_mode mode, enum model_source source)
{
	world_begin();
	CU_ASSERT_EQUAL_FATAL(put(text, mode, source), 0);
	world_finish();
}

static void
refused(const char *text, enum model_mode mode, int err, const char *fault)
{
	int got;

	world_begin();
	got = put(text, mode, MODEL_SOCKET);
	if (got == 0)
		got = model_change_check(world.change);
	CU_ASSERT_EQUAL(got, err);
	CU_ASSERT_TRUE(world_has_fault(fault));
	model_change_abort(world.change);
}

static int
amend(enum model_amend_how how, const char *text, const char *kind, const char *name)
{
	const char *sets[] = {text, NULL};
	const struct model_amend am = {
		.how = how, .name = "p", .text = text, .len = strlen(text), .sets = sets};

	world_begin();
	return model_change_amend(world.change, &am, kind, "default", name);
}

static void
label(const char *set, const char *kind, const char *name)
{
	CU_ASSERT_EQUAL_FATAL(amend(MODEL_LABEL, set, kind, name), 0);
	world_finish();
}

static void
patch(enum model_amend_how how, const char *text, const char *kind, const char *name)
{
	CU_ASSERT_EQUAL_FATAL(amend(how, text, kind, name), 0);
	world_finish();
}

/* What is shown of an object, for the caller to free. */
static char *
shown(const char *kind, const char *name)
{
	char *text;

	world_list(kind, "default", name, NULL);
	text = strdup(world.seen.data);
	text[strcspn(text, "\n")] = '\0';
	return text;
}

static bool
shows(const char *kind, const char *name, const char *part)
{
	world_list(kind, "default", name, NULL);
	return world_saw(part);
}

static bool
hides(const char *kind, const char *name, const char *part)
{
	world_list(kind, "default", name, NULL);
	return strstr(world.seen.data, part) == NULL;
}

static void
test_what_was_applied_is_kept_as_kubectl_keeps_it(void)
{
	world_start();
	say(SERVICE("  annotations: {note: \"a<b>&c\"}\n") "  - {port: 80, name: http}\n",
	    MODEL_APPLY, MODEL_SOCKET);
	CU_ASSERT_TRUE(shows(
		"svc", "kubia",
		"\"kubectl.kubernetes.io/last-applied-configuration\":\""
		"{\\\"apiVersion\\\":\\\"v1\\\",\\\"kind\\\":\\\"Service\\\",\\\"metadata\\\":"
		"{\\\"annotations\\\":{\\\"note\\\":\\\"a\\\\u003cb\\\\u003e\\\\u0026c\\\"},"
		"\\\"name\\\":\\\"kubia\\\",\\\"namespace\\\":\\\"default\\\"},\\\"spec\\\":"
		"{\\\"ports\\\":[{\\\"name\\\":\\\"http\\\",\\\"port\\\":80}],"
		"\\\"selector\\\":{\\\"app\\\":\\\"kubia\\\"}}}\\n\""));
	say("{\"apiVersion\":\"v1\",\"kind\":\"Namespace\",\"metadata\":{\"name\":\"n\"}}",
	    MODEL_APPLY, MODEL_SOCKET);
	CU_ASSERT_TRUE(
		shows("ns", "n",
		      "\"{\\\"apiVersion\\\":\\\"v1\\\",\\\"kind\\\":\\\"Namespace\\\","
		      "\\\"metadata\\\":{\\\"annotations\\\":{},\\\"name\\\":\\\"n\\\"}}\\n\""));
	say("{\"apiVersion\":\"v1\",\"kind\":\"Namespace\",\"metadata\":{\"name\":\"o\"}}",
	    MODEL_CREATE, MODEL_SOCKET);
	CU_ASSERT_TRUE(hides("ns", "o", "last-applied"));
	world_stop();
}

static void
test_apply_leaves_what_others_set_and_removes_what_it_had_said(void)
{
	world_start();
	say(SERVICE("  labels: {a: \"1\", b: \"2\"}\n") "  - port: 80\n  type: NodePort\n",
	    MODEL_APPLY, MODEL_SOCKET);
	label("c=3", "svc", "kubia");
	patch(MODEL_PATCH_STRATEGIC, "spec: {externalTrafficPolicy: Local}", "svc", "kubia");
	say(SERVICE("  labels: {a: \"1\"}\n") "  - {port: 80, targetPort: 8080}\n", MODEL_APPLY,
	    MODEL_SOCKET);
	CU_ASSERT_TRUE(world_saw("service/kubia configured"));
	CU_ASSERT_TRUE(shows("svc", "kubia", "\"labels\":{\"a\":\"1\",\"c\":\"3\"}"));
	CU_ASSERT_TRUE(shows("svc", "kubia", "\"type\":\"ClusterIP\""));
	CU_ASSERT_TRUE(shows("svc", "kubia", "\"targetPort\":8080"));
	CU_ASSERT_TRUE(hides("svc", "kubia", "nodePort"));
	world_stop();
}

/* A manifest without annotations does not drop those of others, and one without a namespace says no
 * less than one with it. */
static void
test_apply_again_changes_nothing_also_after_others_noted_something(void)
{
	static const char text[] = SERVICE("") "  - port: 80\n";

	world_start();
	say(text, MODEL_APPLY, MODEL_SOCKET);
	patch(MODEL_ANNOTATE, "note=x", "svc", "kubia");
	say(text, MODEL_APPLY, MODEL_SOCKET);
	CU_ASSERT_TRUE(world_saw("unchanged"));
	CU_ASSERT_TRUE(shows("svc", "kubia", "\"note\":\"x\""));
	say(SERVICE("  namespace: default\n") "  - port: 80\n", MODEL_APPLY, MODEL_SOCKET);
	CU_ASSERT_TRUE(world_saw("unchanged"));
	say(text, MODEL_APPLY, MODEL_SOCKET);
	CU_ASSERT_TRUE(world_saw("unchanged"));
	world_stop();
}

static void
test_what_is_shown_and_comes_back_changes_nothing(void)
{
	static const char *const objects[] = {
		SERVICE("") "  - port: 80\n  type: LoadBalancer\n  externalTrafficPolicy: Local\n",
		"apiVersion: v1\nkind: Pod\nmetadata:\n  name: p\n  labels: {app: kubia}\n"
		"  managedFields: [{manager: x}]\n  uid: u-1\n  resourceVersion: \"77\"\n"
		"spec: {containers: [{name: c, ports: [{containerPort: 80}]}]}\n"
		"status: {podIP: 10.180.0.1, podIPs: [{ip: 10.180.0.1}]}\n",
		"apiVersion: apps/v1\nkind: ReplicaSet\nmetadata:\n  name: r\n  annotations:\n"
		"    sluice/pod-ips: 10.180.0.2\nspec: {replicas: 1, selector: {matchLabels: {a: "
		"b}},\n"
		"  template: {metadata: {labels: {a: b}}, spec: {containers: [{name: c}]}}}\n",
		"apiVersion: v1\nkind: Endpoints\nmetadata: {name: e}\n"
		"subsets: [{addresses: [{ip: 11.11.11.11}], ports: [{port: 80}]}]\n",
	};
	static const char *const kinds[] = {"svc", "po", "rs", "ep"};
	static const char *const names[] = {"kubia", "p", "r", "e"};

	for (int mode = MODEL_APPLY; mode <= MODEL_CREATE; mode++) {
		for (size_t i = 0; i < 4; i++) {
			char *before, *after;

			world_start();
			say(objects[i], (enum model_mode)mode, MODEL_SOCKET);
			before = shown(kinds[i], names[i]);
			say(before, MODEL_APPLY, MODEL_SOCKET);
			CU_ASSERT_TRUE(world_saw(" unchanged\n"));
			say(before, MODEL_REPLACE, MODEL_SOCKET);
			CU_ASSERT_TRUE(world_saw(" unchanged\n"));
			after = shown(kinds[i], names[i]);
			CU_ASSERT_STRING_EQUAL(before, after);
			free(before);
			free(after);
			world_stop();
		}
	}
}

static void
test_a_pod_of_a_workload_comes_back_unchanged_too(void)
{
	char *pod, *line;

	world_start();
	say("apiVersion: apps/v1\nkind: ReplicaSet\nmetadata:\n  name: r\n  annotations:\n"
	    "    sluice/pod-ips: 10.180.0.2\nspec: {replicas: 1, selector: {matchLabels: {a: b}},\n"
	    "  template: {metadata: {labels: {a: b}}, spec: {containers: [{name: c}]}}}\n",
	    MODEL_APPLY, MODEL_SOCKET);
	world_list("po", "default", NULL, NULL);
	pod = strdup(world.seen.data);
	say(pod, MODEL_APPLY, MODEL_SOCKET);
	CU_ASSERT_TRUE(world_saw("unchanged"));
	/* labelled, it is its own, and stays so when the workload is put again */
	line = strstr(pod, "\"name\":\"r-");
	CU_ASSERT_PTR_NOT_NULL_FATAL(line);
	line += strlen("\"name\":\"");
	line[strcspn(line, "\"")] = '\0';
	label("enabled=true", "po", line);
	world_list("po", "default", NULL, "enabled=true");
	CU_ASSERT_TRUE(world_saw("\"enabled\":\"true\""));
	free(pod);
	world_stop();
}

static void
test_replace_takes_the_place_of_what_was_said_and_keeps_what_was_given(void)
{
	char *before, port[20];

	world_start();
	refused(SERVICE("") "  - port: 80\n", MODEL_REPLACE, -ENOENT,
		"f:1:1: error: services \"kubia\" not found");
	say(SERVICE("  labels: {a: \"1\"}\n") "  - port: 80\n  type: NodePort\n", MODEL_CREATE,
	    MODEL_SOCKET);
	before = shown("svc", "kubia");
	say(SERVICE("  labels: {b: \"2\"}\n") "  - port: 80\n  type: NodePort\n", MODEL_REPLACE,
	    MODEL_SOCKET);
	CU_ASSERT_TRUE(shows("svc", "kubia", "\"labels\":{\"b\":\"2\"}"));
	snprintf(port, sizeof(port), "%.16s", strstr(before, "\"nodePort\":"));
	CU_ASSERT_TRUE(shows("svc", "kubia", port));
	refused(before, MODEL_REPLACE, -ESTALE,
		"Operation cannot be fulfilled on services \"kubia\": the object has been "
		"modified; please apply your changes to the latest version and try again");
	refused(before, MODEL_APPLY, -ESTALE, "the object has been modified");
	refused(SERVICE("") "  - port: 80\n", MODEL_CREATE, -EEXIST,
		"services \"kubia\" already exists");
	free(before);
	world_stop();
}

static void
test_replace_leaves_a_status_that_it_does_not_speak_of(void)
{
	world_start();
	say("apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {containers: [{name: c}]}\n"
	    "status: {podIP: 10.180.0.1}\n",
	    MODEL_CREATE, MODEL_SOCKET);
	say("apiVersion: v1\nkind: Pod\nmetadata: {name: p, labels: {a: b}}\n"
	    "spec: {containers: [{name: c}]}\n",
	    MODEL_REPLACE, MODEL_SOCKET);
	CU_ASSERT_TRUE(shows("po", "p", "\"podIP\":\"10.180.0.1\""));
	CU_ASSERT_TRUE(shows("po", "p", "\"labels\":{\"a\":\"b\"}"));
	world_stop();
}

static int
keep_record(void *arg, const struct model_record *r)
{
	struct buf *out = arg;

	if (r->text != NULL)
		buf_printf(out, "%s\t%s\n", r->key, r->text);
	return 0;
}

/* Put, commit, and keep the records that the change made. */
static void
record(struct buf *records)
{
	CU_ASSERT_EQUAL_FATAL(model_change_check(world.change), 0);
	model_change_records(world.change, SIZE_MAX, keep_record, records);
	model_change_commit(world.change);
}

static void
restore(struct buf *records)
{
	const char *version = strstr(records->data, "\nversion\t");
	char *save;

	world_stop();
	world_start();
	if (version != NULL) {
		version += strlen("\nversion\t");
		CU_ASSERT_EQUAL(model_restore_version(world.model, version, strcspn(version, "\n")),
				0);
	}
	world_begin();
	for (char *line = strtok_r(records->data, "\n", &save); line != NULL;
	     line = strtok_r(NULL, "\n", &save)) {
		char *text = strchr(line, '\t');
		struct model_text t = {.source = MODEL_SOCKET, .mode = MODEL_RESTORE, .name = line};

		*text++ = '\0';
		t.text = text;
		t.len = strlen(text);
		if (strncmp(line, "object/", 7) == 0)
			CU_ASSERT_EQUAL(model_change_put(world.change, &t), 0);
	}
	world_finish();
	buf_fini(records);
}

/* A manifest of a cluster has a resourceVersion that means nothing here, however many changes this
 * board has made; its own are known over a restart. */
static void
test_versions_of_elsewhere_are_no_obstacle_to_apply(void)
{
	static const char *const versions[] = {
		"9000", "9000", "9001", "2", "1764000000123456789", "99999999999999999999"};
	struct buf records = {0};
	char text[300], *before;

	world_start();
	world_begin();
	CU_ASSERT_EQUAL(put("apiVersion: v1\nkind: Namespace\nmetadata: {name: ns}\n", MODEL_APPLY,
			    MODEL_SOCKET),
			0);
	record(&records);
	for (int i = 0; i < 6; i++) {
		snprintf(text, sizeof(text),
			 SERVICE("  resourceVersion: \"%s\"\n  uid: u\n") "  - port: %d\n",
			 versions[i], 80 + i);
		say(text, MODEL_APPLY, MODEL_SOCKET);
	}
	CU_ASSERT_TRUE(shows("svc", "kubia", "\"port\":85"));
	before = shown("svc", "kubia");
	world_begin();
	CU_ASSERT_EQUAL(put(SERVICE("  uid: u\n") "  - port: 90\n", MODEL_APPLY, MODEL_SOCKET), 0);
	record(&records);
	refused(before, MODEL_APPLY, -ESTALE, "the object has been modified");
	restore(&records);
	refused(before, MODEL_APPLY, -ESTALE, "the object has been modified");
	say(SERVICE("  resourceVersion: \"3\"\n  uid: u\n") "  - port: 91\n", MODEL_APPLY,
	    MODEL_SOCKET);
	CU_ASSERT_TRUE(shows("svc", "kubia", "\"port\":91"));
	free(before);
	world_stop();
}

static void
test_a_file_keeps_its_objects_and_others_their_changes(void)
{
	struct buf records = {0};

	world_start();
	say(SERVICE("  labels: {a: \"1\", b: \"2\"}\n") "  - port: 80\n", MODEL_APPLY, MODEL_FILE);
	CU_ASSERT_EQUAL(amend(MODEL_LABEL, "c=3", "svc", "kubia"), 0);
	record(&records);
	/* the same file again changes nothing, also after a restart */
	say(SERVICE("  labels: {a: \"1\", b: \"2\"}\n") "  - port: 80\n", MODEL_APPLY, MODEL_FILE);
	CU_ASSERT_TRUE(world_saw("unchanged"));
	restore(&records);
	CU_ASSERT_TRUE(shows("svc", "kubia", "\"c\":\"3\""));
	say(SERVICE("  labels: {a: \"1\", b: \"2\"}\n") "  - port: 80\n", MODEL_APPLY, MODEL_FILE);
	CU_ASSERT_TRUE(world_saw("unchanged"));
	/* what the file drops goes, what it never said stays */
	say(SERVICE("  labels: {a: \"1\"}\n") "  - port: 80\n", MODEL_APPLY, MODEL_FILE);
	CU_ASSERT_TRUE(shows("svc", "kubia", "\"labels\":{\"a\":\"1\",\"c\":\"3\"}"));
	/* apply by the socket leaves it the file's */
	say(SERVICE("  labels: {d: \"4\"}\n") "  - port: 80\n", MODEL_APPLY, MODEL_SOCKET);
	CU_ASSERT_TRUE(shows("svc", "kubia", "{\"a\":\"1\",\"c\":\"3\",\"d\":\"4\"}"));
	say(SERVICE("  labels: {c: \"3\"}\n") "  - port: 80\n", MODEL_APPLY, MODEL_FILE);
	CU_ASSERT_TRUE(shows("svc", "kubia", "\"labels\":{\"c\":\"3\",\"d\":\"4\"}"));
	world_begin();
	CU_ASSERT_EQUAL(model_change_drop_file(world.change, "f"), 0);
	world_finish();
	CU_ASSERT_TRUE(world_saw("service/kubia deleted"));
	world_stop();
}

static void
test_what_is_built_in_can_be_labelled_and_stays_built_in(void)
{
	struct buf records = {0};

	world_start();
	CU_ASSERT_EQUAL(amend(MODEL_LABEL, "rack=r1", "node", "edge-1"), 0);
	record(&records);
	restore(&records);
	CU_ASSERT_TRUE(shows("no", "edge-1", "\"rack\":\"r1\""));
	CU_ASSERT_TRUE(shows("no", "edge-1", "\"topology.kubernetes.io/zone\":\"a\""));
	CU_ASSERT_TRUE(shows("no", "edge-1", "192.0.2.1"));
	world_begin();
	CU_ASSERT_EQUAL(model_change_delete(world.change, "node", "", "edge-1"), -EPERM);
	model_change_abort(world.change);
	world_stop();
}

static void
test_patches_are_made_of_what_is_shown(void)
{
	static const struct {
		enum model_amend_how how;
		const char *text;
		int err;
		const char *fault;
	} wrong[] = {
		{MODEL_PATCH_JSON, "[{op: test, path: /spec/type, value: NodePort}]", -EINVAL,
		 "p:1:19: error: test failed: \"/spec/type\" is \"ClusterIP\", not \"NodePort\""},
		{MODEL_PATCH_MERGE, "metadata: {name: other}", -EINVAL,
		 "a patch cannot change kind, metadata.name"},
		{MODEL_PATCH_MERGE, "metadata: {resourceVersion: \"1\"}", -ESTALE,
		 "p:1:29: error: metadata.resourceVersion: Operation cannot be fulfilled on "
		 "services \"kubia\""},
		{MODEL_PATCH_MERGE, "spec:\n  prots: []\n", -EINVAL,
		 "p:2:3: error: spec.prots: unknown field \"prots\": did you mean \"ports\"?"},
		{MODEL_PATCH_MERGE, "spec: {\n", -EINVAL, "p:"},
		{MODEL_PATCH_MERGE, "", -EINVAL, "p: error: the patch is empty"},
		{MODEL_PATCH_MERGE, "a: 1\n---\nb: 1\n", -EINVAL, "one patch, not several"},
		{MODEL_LABEL, "app=x", -EINVAL,
		 "'app' already has a value (kubia), and --overwrite is false"},
		{MODEL_LABEL, "app", -EINVAL, "\"app\" is no label: KEY=VALUE, or KEY-"},
		{MODEL_LABEL, "x=not a label", -EINVAL, "metadata.labels"},
	};

	world_start();
	say(SERVICE("  labels: {app: kubia}\n") "  - {port: 80, name: http}\n", MODEL_APPLY,
	    MODEL_SOCKET);
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		CU_ASSERT_EQUAL(amend(wrong[i].how, wrong[i].text, "svc", "kubia"), wrong[i].err);
		CU_ASSERT_TRUE(world_has_fault(wrong[i].fault));
		model_change_abort(world.change);
	}
	patch(MODEL_PATCH_JSON,
	      "[{op: test, path: /spec/type, value: ClusterIP},"
	      " {op: replace, path: /spec/ports/0/targetPort, value: 8080}]",
	      "svc", "kubia");
	CU_ASSERT_TRUE(shows("svc", "kubia", "\"targetPort\":8080"));
	patch(MODEL_PATCH_STRATEGIC, "{\"spec\":{\"ports\":[{\"port\":443,\"name\":\"https\"}]}}",
	      "services", "kubia");
	CU_ASSERT_TRUE(shows("svc", "kubia", "\"targetPort\":8080"));
	CU_ASSERT_TRUE(shows("svc", "kubia", "\"name\":\"https\""));
	patch(MODEL_PATCH_MERGE, "spec: {ports: [{port: 443}]}", "svc", "kubia");
	CU_ASSERT_TRUE(hides("svc", "kubia", "8080"));
	patch(MODEL_PATCH_MERGE, "spec: {ports: [{port: 443}]}", "svc", "kubia");
	CU_ASSERT_TRUE(world_saw("service/kubia unchanged"));
	label("app-", "svc", "kubia");
	CU_ASSERT_TRUE(hides("svc", "kubia", "\"labels\""));
	label("gone-", "svc", "kubia");
	CU_ASSERT_TRUE(world_has_fault("label \"gone\" not found."));
	patch(MODEL_ANNOTATE, "note=a = b", "svc", "kubia");
	CU_ASSERT_TRUE(shows("svc", "kubia", "\"note\":\"a = b\""));
	CU_ASSERT_EQUAL(amend(MODEL_LABEL, "a=b", "svc", "nobody"), -ENOENT);
	CU_ASSERT_TRUE(world_has_fault("services \"nobody\" not found"));
	model_change_abort(world.change);
	CU_ASSERT_EQUAL(amend(MODEL_LABEL, "a=b", "ep", "kubia"), -EPERM);
	CU_ASSERT_TRUE(world_has_fault("endpoints/kubia belongs to service/kubia"));
	model_change_abort(world.change);
	world_stop();
}

static void
apply_from(const char *text, const char *folder, bool prune)
{
	const struct model_origin origin = {1, folder};
	const char *folders[] = {folder, NULL};
	const struct model_text t = {.source = MODEL_SOCKET,
				     .name = "f",
				     .text = text,
				     .len = strlen(text),
				     .origins = &origin,
				     .origin_cnt = 1};

	world_begin();
	CU_ASSERT_EQUAL_FATAL(model_change_put(world.change, &t), 0);
	if (prune)
		CU_ASSERT_EQUAL_FATAL(model_change_prune(world.change, folders), 0);
	world_finish();
}

#define NAMED(name_)                                                                               \
	"apiVersion: v1\nkind: Namespace\nmetadata: {name: " name_ ", labels: {a: b}}\n---\n"

static void
test_prune_removes_what_came_from_the_folder_and_is_no_more_in_it(void)
{
	world_start();
	apply_from(NAMED("a") NAMED("b"), "/one", false);
	apply_from(NAMED("c"), "/two", false);
	say(NAMED("d"), MODEL_APPLY, MODEL_SOCKET);
	apply_from(NAMED("a"), "/one", true);
	CU_ASSERT_STRING_EQUAL(world.seen.data, "namespace/a unchanged\nnamespace/b pruned\n");
	/* what was applied out of another folder since belongs to that one */
	apply_from(NAMED("a"), "/two", false);
	CU_ASSERT_TRUE(shows("ns", "a", "\"sluice/applied-from\":\"/two\""));
	apply_from("", "/one", true);
	CU_ASSERT_STRING_EQUAL(world.seen.data, "");
	apply_from("", "/two", true);
	CU_ASSERT_STRING_EQUAL(world.seen.data, "namespace/a pruned\nnamespace/c pruned\n");
	CU_ASSERT_TRUE(shows("ns", "d", "\"a\":\"b\""));
	world_stop();
}

static int
show_fields(void *arg, const struct model_result *r)
{
	struct buf after = {0};

	world_list(r->kind, r->ns, r->name, NULL);
	buf_add(&after, world.seen.data, strcspn(world.seen.data, "\n"));
	CU_ASSERT_PTR_NOT_NULL_FATAL(r->before);
	CU_ASSERT_EQUAL(model_fields(r->kind, r->before, after.data, arg), 0);
	buf_fini(&after);
	return 0;
}

static void
test_a_change_tells_which_fields_it_changed(void)
{
	struct buf out = {0};

	world_start();
	say(SERVICE("") "  - {port: 80}\n", MODEL_APPLY, MODEL_SOCKET);
	world_begin();
	model_change_tell(world.change);
	CU_ASSERT_EQUAL(put(SERVICE("") "  - {port: 80, targetPort: 9090}\n"
					"  clusterIP: \"\"\n  sessionAffinity: ClientIP\n",
			    MODEL_APPLY, MODEL_SOCKET),
			0);
	CU_ASSERT_EQUAL(model_change_check(world.change), 0);
	model_change_results(world.change, show_fields, &out);
	model_change_commit(world.change);
	CU_ASSERT_STRING_EQUAL(out.data,
			       "[{\"path\":\"spec.ports[0].targetPort\",\"old\":80,\"new\":9090},"
			       "{\"path\":\"spec.sessionAffinity\",\"old\":\"None\",\"new\":"
			       "\"ClientIP\"},{\"path\":\"spec.sessionAffinityConfig\",\"new\":"
			       "{\"clientIP\":{\"timeoutSeconds\":10800}}}]");
	buf_fini(&out);
	world_stop();
}

static void
test_what_is_not_there_can_be_passed_over_when_it_is_deleted(void)
{
	struct model_text t = {.source = MODEL_SOCKET,
			       .mode = MODEL_IF_THERE,
			       .name = "f",
			       .text = NAMED("a") NAMED("b")};

	world_start();
	t.len = strlen(t.text);
	say(NAMED("b"), MODEL_CREATE, MODEL_SOCKET);
	world_begin();
	CU_ASSERT_EQUAL(model_change_delete_text(world.change, &t), 0);
	world_finish();
	CU_ASSERT_STRING_EQUAL(world.seen.data, "namespace/b deleted\n");
	t.mode = MODEL_APPLY;
	world_begin();
	CU_ASSERT_EQUAL(model_change_delete_text(world.change, &t), -ENOENT);
	CU_ASSERT_TRUE(world_has_fault("namespaces \"a\" not found"));
	model_change_abort(world.change);
	world_stop();
}

/* Mistakes in what is merged point to the text, or to the document where only others said it. */
static void
test_mistakes_in_what_is_merged_have_their_place(void)
{
	world_start();
	say(SERVICE("") "  - {port: 80, nodePort: 30100}\n  type: NodePort\n", MODEL_APPLY,
	    MODEL_SOCKET);
	refused(SERVICE("") "  - {port: 80, nodePort: 80}\n  type: NodePort\n", MODEL_APPLY,
		-EINVAL, "f:8:26: error: spec.ports[0].nodePort");
	refused(SERVICE("") "  - {port: 80, prot: x}\n", MODEL_APPLY, -EINVAL,
		"f:8:16: error: spec.ports[0].prot: unknown field");
	refused("# here\n" SERVICE("") "  - {port: 80}\n  - {port: 80, name: b}\n", MODEL_APPLY,
		-EINVAL, "f:");
	world_stop();
}

UNIT_MAIN("kube/owner", UNIT_TEST(test_what_was_applied_is_kept_as_kubectl_keeps_it),
	  UNIT_TEST(test_apply_leaves_what_others_set_and_removes_what_it_had_said),
	  UNIT_TEST(test_apply_again_changes_nothing_also_after_others_noted_something),
	  UNIT_TEST(test_what_is_shown_and_comes_back_changes_nothing),
	  UNIT_TEST(test_a_pod_of_a_workload_comes_back_unchanged_too),
	  UNIT_TEST(test_replace_takes_the_place_of_what_was_said_and_keeps_what_was_given),
	  UNIT_TEST(test_replace_leaves_a_status_that_it_does_not_speak_of),
	  UNIT_TEST(test_versions_of_elsewhere_are_no_obstacle_to_apply),
	  UNIT_TEST(test_a_file_keeps_its_objects_and_others_their_changes),
	  UNIT_TEST(test_what_is_built_in_can_be_labelled_and_stays_built_in),
	  UNIT_TEST(test_patches_are_made_of_what_is_shown),
	  UNIT_TEST(test_prune_removes_what_came_from_the_folder_and_is_no_more_in_it),
	  UNIT_TEST(test_a_change_tells_which_fields_it_changed),
	  UNIT_TEST(test_what_is_not_there_can_be_passed_over_when_it_is_deleted),
	  UNIT_TEST(test_mistakes_in_what_is_merged_have_their_place))
