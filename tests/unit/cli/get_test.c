/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * get, as the notes show it. Objects are as a board gives them, the clock stands.
 */
#include "support/fake_board.h"
#include "support/unit.h"

#define META(name_, more_)                                                                         \
	"\"metadata\":{\"name\":\"" name_ "\",\"namespace\":\"default\"," more_                    \
	"\"creationTimestamp\":\"2026-01-02T03:01:35Z\"}"

#define SERVICE(name_, more_, spec_)                                                               \
	"{\"apiVersion\":\"v1\",\"kind\":\"Service\"," META(name_, more_) "," spec_ "}"

#define KUBERNETES                                                                                 \
	SERVICE("kubernetes",                                                                      \
		"\"labels\":{\"provider\":\"kubernetes\",\"component\":\"apiserver\"},",           \
		"\"spec\":{\"type\":\"ClusterIP\",\"clusterIP\":\"10.96.0.1\",\"ports\":[{"        \
		"\"name\":"                                                                        \
		"\"https\",\"port\":443,\"protocol\":\"TCP\",\"targetPort\":6443}]}")
#define KUBIA                                                                                      \
	SERVICE("kubia", "",                                                                       \
		"\"spec\":{\"type\":\"ClusterIP\",\"clusterIP\":\"10.111.88.195\",\"selector\":{"  \
		"\"tier\":"                                                                        \
		"\"web\",\"app\":\"kubia\"},\"ports\":[{\"name\":\"http\",\"port\":80,"            \
		"\"protocol\":\"TCP\"},"                                                           \
		"{\"name\":\"https\",\"port\":443,\"protocol\":\"TCP\"}]}")
#define NODEPORT                                                                                   \
	SERVICE("kubia-nodeport", "",                                                              \
		"\"spec\":{\"type\":\"NodePort\",\"clusterIP\":\"10.96.0.7\",\"externalIPs\":"     \
		"[\"198.51.100.9\"],\"ports\":[{\"port\":80,\"protocol\":\"TCP\",\"nodePort\":"    \
		"30123}]}")
#define PENDING                                                                                    \
	SERVICE("lb-pending", "",                                                                  \
		"\"spec\":{\"type\":\"LoadBalancer\",\"clusterIP\":\"10.96.0.8\",\"ports\":[{"     \
		"\"port\":80,"                                                                     \
		"\"protocol\":\"TCP\",\"nodePort\":30124}]},\"status\":{\"loadBalancer\":{}}")
#define BALANCED                                                                                   \
	SERVICE("lb", "",                                                                          \
		"\"spec\":{\"type\":\"LoadBalancer\",\"clusterIP\":\"10.96.0.9\",\"ports\":[{"     \
		"\"port\":80,"                                                                     \
		"\"protocol\":\"TCP\",\"nodePort\":30125}]},\"status\":{\"loadBalancer\":{"        \
		"\"ingress\":[{"                                                                   \
		"\"ip\":\"203.0.113.16\"}]}}")
#define HEADLESS SERVICE("headless", "", "\"spec\":{\"type\":\"ClusterIP\",\"clusterIP\":\"None\"}")
#define EXTERNAL                                                                                   \
	SERVICE("external-name", "",                                                               \
		"\"spec\":{\"type\":\"ExternalName\",\"externalName\":\"api.example.com\"}")

#define LIST(kind_, items_) "{\"kind\":\"" kind_ "\",\"items\":[" items_ "]}"
#define ABSENT(reason_)                                                                            \
	"{\"code\":-32002,\"message\":\"not "                                                      \
	"found\",\"data\":{\"faults\":[{\"level\":\"error\",\"reason\":"                           \
	"\"" reason_ "\"}]}}"

static const struct fake_answer services[] = {
	{"get",
	 {LIST("Service", KUBERNETES "," KUBIA), LIST("Service", NODEPORT "," PENDING "," BALANCED),
	  LIST("Service", HEADLESS "," EXTERNAL)}},
	{0},
};

static void
test_services_stand_in_kubectls_columns(void)
{
	fake_board_start(services);
	CU_ASSERT_EQUAL(run("get svc"), CLI_OK);
	EXPECT_TEXT(ran_out, "NAME             TYPE           CLUSTER-IP      EXTERNAL-IP       "
			     "PORT(S)          AGE\n"
			     "kubernetes       ClusterIP      10.96.0.1       <none>            "
			     "443/TCP          2m30s\n"
			     "kubia            ClusterIP      10.111.88.195   <none>            "
			     "80/TCP,443/TCP   2m30s\n"
			     "kubia-nodeport   NodePort       10.96.0.7       198.51.100.9      "
			     "80:30123/TCP     2m30s\n"
			     "lb-pending       LoadBalancer   10.96.0.8       <pending>         "
			     "80:30124/TCP     2m30s\n"
			     "lb               LoadBalancer   10.96.0.9       203.0.113.16      "
			     "80:30125/TCP     2m30s\n"
			     "headless         ClusterIP      None            <none>            "
			     "<none>           2m30s\n"
			     "external-name    ExternalName   <none>          api.example.com   "
			     "<none>           2m30s\n");
	EXPECT_TEXT(ran_err, "");
	EXPECT_TEXT(fake_board_params(0), "{\"kind\":\"svc\"}");
	fake_board_stop();
}

static void
test_wide_labels_namespaces_and_no_headings_change_the_columns(void)
{
	static const struct fake_answer two[] = {{"get", {LIST("Service", KUBERNETES "," KUBIA)}},
						 {0}};

	fake_board_start(two);
	CU_ASSERT_EQUAL(run("get services -A -owide --show-labels -l app=kubia"), CLI_OK);
	EXPECT_TEXT(ran_out,
		    "NAMESPACE   NAME         TYPE        CLUSTER-IP      EXTERNAL-IP   PORT(S)    "
		    "      AGE     SELECTOR             LABELS\n"
		    "default     kubernetes   ClusterIP   10.96.0.1       <none>        443/TCP    "
		    "      2m30s   <none>               component=apiserver,provider=kubernetes\n"
		    "default     kubia        ClusterIP   10.111.88.195   <none>        "
		    "80/TCP,443/TCP   2m30s   app=kubia,tier=web   <none>\n");
	EXPECT_TEXT(fake_board_params(0),
		    "{\"allNamespaces\":true,\"kind\":\"services\",\"selector\":\"app=kubia\"}");
	CU_ASSERT_EQUAL(run("get svc/kubia svc/kubernetes --no-headers -n default"), CLI_OK);
	EXPECT_TEXT(ran_out,
		    "kubernetes   ClusterIP   10.96.0.1       <none>   443/TCP          2m30s\n"
		    "kubia        ClusterIP   10.111.88.195   <none>   80/TCP,443/TCP   2m30s\n");
	EXPECT_TEXT(fake_board_params(1), "{\"kind\":\"svc\",\"names\":[\"kubia\",\"kubernetes\"],"
					  "\"namespace\":\"default\"}");
	CU_ASSERT_EQUAL(run("get svc -o name"), CLI_OK);
	EXPECT_TEXT(ran_out, "service/kubernetes\nservice/kubia\n");
	fake_board_stop();
}

#define SUBSET                                                                                     \
	"\"subsets\":[{\"addresses\":[{\"ip\":\"10.44.0.1\"},{\"ip\":\"10.44.0.2\"},{\"ip\":\"10." \
	"44.0.3\"}],"                                                                              \
	"\"ports\":[{\"name\":\"https\",\"port\":8443},{\"name\":\"http\",\"port\":8080}]}]"
#define SLICE_ENDS                                                                                 \
	"\"addressType\":\"IPv6\",\"ports\":[{\"port\":80},{}],\"endpoints\":[{\"addresses\":["    \
	"\"fd00::1\"]},"                                                                           \
	"{\"addresses\":[\"fd00::2\"]}]"

static const struct fake_answer others[] = {
	{"get",
	 {LIST("Endpoints",
	       "{\"apiVersion\":\"v1\",\"kind\":\"Endpoints\"," META(
		       "kubia", "") "," SUBSET "},"
				    "{\"kind\":\"Endpoints\"," META("empty", "") "}")}},
	{"get",
	 {LIST("EndpointSlice",
	       "{\"apiVersion\":\"discovery.k8s.io/v1\",\"kind\":\"EndpointSlice\"," META(
		       "kubia-x", "") "," SLICE_ENDS "}")}},
	{"get",
	 {LIST("Pod",
	       "{\"apiVersion\":\"v1\",\"kind\":\"Pod\"," META(
		       "kubia-x7k2p",
		       "") ",\"spec\":{\"nodeName\":\"edge-1\",\"containers\":[{\"name\":\"kubia\"}"
			   "]},\"status\":{\"phase\":"
			   "\"Running\",\"podIP\":\"10.180.0.2\",\"conditions\":[{\"type\":"
			   "\"Ready\",\"status\":\"True\"}]}},"
			   "{\"kind\":\"Pod\"," META(
				   "broken",
				   "") ",\"spec\":{\"containers\":[{},{}]},\"status\":{\"phase\":"
				       "\"Running\",\"containerStatuses\":[{\"ready\":true,"
				       "\"restartCount\":2},{\"restartCount\":5,"
				       "\"state\":{\"waiting\":{\"reason\":\"CrashLoopBackOff\"}}}]"
				       "}}")}},
	{"get",
	 {LIST("ReplicaSet",
	       "{\"apiVersion\":\"apps/v1\",\"kind\":\"ReplicaSet\"," META(
		       "kubia", "") ",\"spec\":{\"replicas\":3,\"selector\":{\"matchLabels\":{"
				    "\"app\":\"kubia\"}},\"template\":{\"spec\":"
				    "{\"containers\":[{\"name\":\"kubia\",\"image\":\"luksa/"
				    "kubia\"}]}}},\"status\":{\"replicas\":3,"
				    "\"readyReplicas\":2}}")}},
	{"get",
	 {LIST("Node", "{\"apiVersion\":\"v1\",\"kind\":\"Node\",\"metadata\":{\"name\":\"edge-1\"}"
		       ",\"status\":"
		       "{\"addresses\":[{\"type\":\"InternalIP\",\"address\":\"192.0.2.1\"}],"
		       "\"conditions\":[{\"type\":"
		       "\"Ready\",\"status\":\"True\"}]}}")}},
	{0},
};

static void
test_other_kinds_have_their_columns(void)
{
	fake_board_start(others);
	CU_ASSERT_EQUAL(run("get ep"), CLI_OK);
	EXPECT_TEXT(ran_out,
		    "NAME    ENDPOINTS                                                  AGE\n"
		    "kubia   10.44.0.1:8443,10.44.0.2:8443,10.44.0.3:8443 + 3 more...   2m30s\n"
		    "empty   <none>                                                     2m30s\n");
	CU_ASSERT_EQUAL(run("get endpointslices"), CLI_OK);
	EXPECT_TEXT(ran_out, "NAME      ADDRESSTYPE   PORTS   ENDPOINTS         AGE\n"
			     "kubia-x   IPv6          80,*    fd00::1,fd00::2   2m30s\n");
	CU_ASSERT_EQUAL(run("get po -o wide"), CLI_OK);
	EXPECT_TEXT(ran_out, "NAME          READY   STATUS             RESTARTS   AGE     IP       "
			     "    NODE     NOMINATED NODE   READINESS GATES\n"
			     "kubia-x7k2p   1/1     Running            0          2m30s   "
			     "10.180.0.2   edge-1   <none>           <none>\n"
			     "broken        1/2     CrashLoopBackOff   7          2m30s   <none>   "
			     "    <none>   <none>           <none>\n");
	CU_ASSERT_EQUAL(run("get rs -o wide"), CLI_OK);
	EXPECT_TEXT(
		ran_out,
		"NAME    DESIRED   CURRENT   READY   AGE     CONTAINERS   IMAGES        SELECTOR\n"
		"kubia   3         3         2       2m30s   kubia        luksa/kubia   "
		"app=kubia\n");
	CU_ASSERT_EQUAL(run("get no -o wide"), CLI_OK);
	EXPECT_TEXT(ran_out,
		    "NAME     STATUS   ROLES    AGE         VERSION   INTERNAL-IP   EXTERNAL-IP   "
		    "OS-IMAGE    KERNEL-VERSION   CONTAINER-RUNTIME\n"
		    "edge-1   Ready    <none>   <unknown>   <none>    192.0.2.1     <none>        "
		    "<unknown>   <unknown>        <unknown>\n");
	fake_board_stop();
}

static void
test_several_kinds_are_told_apart(void)
{
	static const struct fake_answer both[] = {
		{"get", {LIST("Service", HEADLESS)}},
		{"get",
		 {LIST("ConfigMap",
		       "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\"," META("c", "") "}")}},
		{0},
	};

	fake_board_start(both);
	CU_ASSERT_EQUAL(run("get svc,cm"), CLI_OK);
	EXPECT_TEXT(ran_out,
		    "NAME               TYPE        CLUSTER-IP   EXTERNAL-IP   PORT(S)   AGE\n"
		    "service/headless   ClusterIP   None         <none>        <none>    2m30s\n"
		    "\n"
		    "NAME          AGE\n"
		    "configmap/c   2m30s\n");
	fake_board_stop();
}

static void
test_yaml_and_json_are_kubectls(void)
{
	static const struct fake_answer one[] = {{"get", {LIST("Service", HEADLESS)}}, {0}};
	static const struct fake_answer none[] = {{"get", {LIST("Service", "")}}, {0}};

	fake_board_start(one);
	CU_ASSERT_EQUAL(run("get svc headless -oyaml"), CLI_OK);
	EXPECT_TEXT(ran_out, "apiVersion: v1\n"
			     "kind: Service\n"
			     "metadata:\n"
			     "  creationTimestamp: \"2026-01-02T03:01:35Z\"\n"
			     "  name: headless\n"
			     "  namespace: default\n"
			     "spec:\n"
			     "  clusterIP: None\n"
			     "  type: ClusterIP\n");
	CU_ASSERT_EQUAL(run("get svc -o json"), CLI_OK);
	EXPECT_HAS(ran_out, "{\n    \"apiVersion\": \"v1\",\n    \"items\": [\n        {\n"
			    "            \"apiVersion\": \"v1\",\n");
	EXPECT_HAS(ran_out, "    \"kind\": \"List\",\n    \"metadata\": {\n"
			    "        \"resourceVersion\": \"\"\n    }\n}\n");
	fake_board_stop();
	fake_board_start(none);
	CU_ASSERT_EQUAL(run("get svc -o yaml"), CLI_OK);
	EXPECT_TEXT(ran_out,
		    "apiVersion: v1\nitems: []\nkind: List\nmetadata:\n  resourceVersion: \"\"\n");
	fake_board_stop();
}

static void
test_nothing_found_is_said_as_kubectl_says_it(void)
{
	static const struct fake_answer none[] = {{"get", {LIST("Service", "")}}, {0}};
	static const struct fake_answer absent[] = {
		{"get", {LIST("Service", HEADLESS)}, ABSENT("services \\\"x\\\" not found")}, {0}};
	static const struct fake_answer unknown[] = {
		{"get", {NULL}, "{\"code\":-32602,\"message\":\"unknown kind \\\"foo\\\"\"}"}, {0}};

	fake_board_start(none);
	CU_ASSERT_EQUAL(run("get svc"), CLI_OK);
	EXPECT_TEXT(ran_out, "");
	EXPECT_TEXT(ran_err, "No resources found in default namespace.\n");
	CU_ASSERT_EQUAL(run("get svc -n web"), CLI_OK);
	EXPECT_TEXT(ran_err, "No resources found in web namespace.\n");
	CU_ASSERT_EQUAL(run("get svc -A"), CLI_OK);
	EXPECT_TEXT(ran_err, "No resources found\n");
	fake_board_stop();
	fake_board_start(absent);
	CU_ASSERT_EQUAL(run("get svc headless x"), CLI_DIFFERS);
	EXPECT_HAS(ran_out, "headless   ClusterIP");
	EXPECT_TEXT(ran_err, "Error from server (NotFound): services \"x\" not found\n");
	fake_board_stop();
	fake_board_start(unknown);
	CU_ASSERT_EQUAL(run("get foo"), CLI_USAGE);
	EXPECT_TEXT(ran_err, "error: unknown kind \"foo\"\n");
	fake_board_stop();
}

static void
test_watch_shows_changes_in_columns_that_only_widen(void)
{
	static const struct fake_answer watch[] = {
		{.method = "get",
		 .parts = {LIST("Service", HEADLESS),
			   "{\"kind\":\"Service\",\"events\":[{\"type\":\"ADDED\","
			   "\"object\":" NODEPORT "}]}",
			   "{\"kind\":\"Service\",\"events\":[{\"type\":\"DELETED\","
			   "\"object\":" HEADLESS "}]}"},
		 .hang_up = 1},
		{0},
	};

	fake_board_start(watch);
	CU_ASSERT_EQUAL(run("get svc -w"), CLI_NO_DAEMON);
	EXPECT_TEXT(
		ran_out,
		"NAME       TYPE        CLUSTER-IP   EXTERNAL-IP   PORT(S)   AGE\n"
		"headless   ClusterIP   None         <none>        <none>    2m30s\n"
		"kubia-nodeport   NodePort    10.96.0.7    198.51.100.9   80:30123/TCP   2m30s\n"
		"headless         ClusterIP   None         <none>         <none>         2m30s\n");
	EXPECT_TEXT(ran_err, "error: the board hung up in the middle of its answer\n");
	EXPECT_TEXT(fake_board_params(0), "{\"kind\":\"svc\",\"watch\":true}");
	fake_board_stop();
	fake_board_clean();
}

static void
test_templates_take_a_list_or_the_one_object(void)
{
	static const struct fake_answer answers[] = {
		{"get", {LIST("Service", KUBERNETES "," KUBIA)}},
		{"get", {LIST("Service", KUBIA)}},
		{"get", {LIST("Service", KUBERNETES "," KUBIA)}},
		{"get", {LIST("Service", "")}},
		{0},
	};

	fake_board_start(answers);
	CU_ASSERT_EQUAL(run("get svc -o jsonpath={.items[*].metadata.name}"), CLI_OK);
	EXPECT_TEXT(ran_out, "kubernetes kubia");
	CU_ASSERT_EQUAL(run("get svc kubia -ojsonpath={.spec.clusterIP}{\"\\n\"}"), CLI_OK);
	EXPECT_TEXT(ran_out, "10.111.88.195\n");
	CU_ASSERT_EQUAL(
		run("get svc -o custom-columns=NAME:.metadata.name,PORTS:spec.ports[*].port,"
		    "APP:{.spec.selector.app}"),
		CLI_OK);
	EXPECT_TEXT(ran_out, "NAME         PORTS    APP\n"
			     "kubernetes   443      <none>\n"
			     "kubia        80,443   kubia\n");
	CU_ASSERT_EQUAL(run("get svc -o custom-columns=NAME:.metadata.name"), CLI_OK);
	EXPECT_TEXT(ran_out, "NAME\n");
	EXPECT_TEXT(ran_err, "");
	fake_board_stop();
}

static void
test_templates_come_from_files_too(void)
{
	static const struct fake_answer answers[] = {
		{"get", {LIST("Service", KUBERNETES "," KUBIA)}}, {0}};
	char line[512];

	fake_board_start(answers);
	snprintf(line, sizeof(line), "get svc -o jsonpath-file=%s",
		 fake_board_file("template", "{range .items[*]}{.metadata.name}\n{end}"));
	CU_ASSERT_EQUAL(run(line), CLI_OK);
	EXPECT_TEXT(ran_out, "kubernetes\nkubia\n");
	snprintf(line, sizeof(line), "get svc --no-headers -o custom-columns-file=%s",
		 fake_board_file("columns", "NAME  IP\nmetadata.name {.spec.clusterIP}\n"));
	CU_ASSERT_EQUAL(run(line), CLI_OK);
	EXPECT_TEXT(ran_out, "kubernetes   10.96.0.1\nkubia        10.111.88.195\n");
	fake_board_stop();
	fake_board_clean();
}

static void
test_wrong_templates_are_refused_in_kubectls_words(void)
{
	static const struct {
		const char *line, *err;
	} cases[] = {
		{"get svc -o jsonpath={.items[*", "error: error parsing jsonpath {.items[*, "
						  "unterminated array\n"},
		{"get svc -o jsonpath", "error: template format specified but no template given\n"},
		{"get svc -o jsonpath=",
		 "error: template format specified but no template given\n"},
		{"get svc -o custom-columns=",
		 "error: custom-columns format specified but no custom "
		 "columns given\n"},
		{"get svc -o custom-columns=A",
		 "error: unexpected custom-columns spec: A, expected "
		 "<header>:<json-path-expr>\n"},
		{"get svc -o custom-columns=A:{.a}{.b}",
		 "error: unexpected path string, expected a 'name1.name2' or '.name1.name2' or "
		 "'{name1.name2}' or '{.name1.name2}'\n"},
		{"get svc -o jsonpath-file=/nowhere",
		 "error: error reading --template /nowhere, No such file or directory\n"},
		{"get svc -o go-template={{.kind}}",
		 "error: Go templates are not supported, as nothing here is written in Go; "
		 "-o jsonpath=TEMPLATE picks the same fields\n"},
		{"get svc --sort-by={.a}{.b}",
		 "error: unexpected path string, expected a 'name1.name2' or '.name1.name2' or "
		 "'{name1.name2}' or '{.name1.name2}'\n"},
		{"get svc --output-watch-events", "error: --output-watch-events option can only be "
						  "used with --watch or --watch-only\n"},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		CU_ASSERT_EQUAL(run(cases[i].line), CLI_USAGE);
		EXPECT_TEXT(ran_err, cases[i].err);
	}
}

#define NUMBERED(name_, port_) SERVICE(name_, "", "\"spec\":{\"ports\":[{\"port\":" port_ "}]}")

static void
test_sorting_is_by_number_and_by_numbers_in_names(void)
{
	static const struct fake_answer answers[] = {
		{"get",
		 {LIST("Service", NUMBERED("a10", "9") "," HEADLESS "," NUMBERED("a9", "100"))}},
		{0},
	};

	fake_board_start(answers);
	CU_ASSERT_EQUAL(run("get svc -o name --sort-by=.metadata.name"), CLI_OK);
	EXPECT_TEXT(ran_out, "service/a9\nservice/a10\nservice/headless\n");
	CU_ASSERT_EQUAL(run("get svc --no-headers --sort-by={.spec.ports[0].port}"), CLI_OK);
	EXPECT_TEXT(ran_out, "headless   ClusterIP   None     <none>   <none>    2m30s\n"
			     "a10        ClusterIP   <none>   <none>   9/TCP     2m30s\n"
			     "a9         ClusterIP   <none>   <none>   100/TCP   2m30s\n");
	CU_ASSERT_EQUAL(
		run("get svc --sort-by=spec.ports[0].port -o jsonpath={.items[*].metadata.name}"),
		CLI_OK);
	EXPECT_TEXT(ran_out, "headless a10 a9");
	CU_ASSERT_EQUAL(run("get svc --sort-by=.nope"), CLI_DIFFERS);
	EXPECT_TEXT(ran_err, "error: couldn't find any field with path \"{.nope}\" in the list of "
			     "objects\n");
	fake_board_stop();
}

static void
test_labels_become_columns(void)
{
	static const struct fake_answer answers[] = {{"get", {LIST("Service", KUBERNETES)}}, {0}};

	fake_board_start(answers);
	CU_ASSERT_EQUAL(run("get svc -L provider,a.b/zone -L component --show-kind"), CLI_OK);
	EXPECT_TEXT(ran_out,
		    "NAME                 TYPE        CLUSTER-IP   EXTERNAL-IP   PORT(S)   "
		    "AGE     PROVIDER     ZONE     COMPONENT\n"
		    "service/kubernetes   ClusterIP   10.96.0.1    <none>        443/TCP   "
		    "2m30s   kubernetes   <none>   apiserver\n");
	fake_board_stop();
}

static void
test_all_is_what_kubectl_calls_all(void)
{
	static const char *const asked[] = {"pods",        "replicationcontrollers",
					    "services",    "deployments",
					    "replicasets", "statefulsets"};
	static const struct fake_answer answers[] = {
		{"get", {LIST("Pod", "")}},
		{"get", {LIST("ReplicationController", "")}},
		{"get", {LIST("Service", KUBERNETES)}},
		{"get", {LIST("Deployment", "")}},
		{"get", {LIST("ReplicaSet", "")}},
		{"get", {LIST("StatefulSet", "")}},
		{0},
	};
	char line[128];

	fake_board_start(answers);
	CU_ASSERT_EQUAL(run("get all --field-selector metadata.name=kubernetes --no-headers"),
			CLI_OK);
	EXPECT_TEXT(ran_out,
		    "service/kubernetes   ClusterIP   10.96.0.1   <none>   443/TCP   2m30s\n");
	for (size_t i = 0; i < 6; i++) {
		snprintf(line, sizeof(line),
			 "{\"fieldSelector\":\"metadata.name=kubernetes\",\"kind\":\"%s\"}",
			 asked[i]);
		EXPECT_TEXT(fake_board_params(i), line);
	}
	fake_board_stop();
}

static void
test_a_kind_by_two_names_is_listed_once(void)
{
	static const struct fake_answer answers[] = {
		{"get", {LIST("Service", KUBERNETES)}},
		{"get", {LIST("Pod", "")}},
		{"get", {LIST("ReplicationController", "")}},
		{"get", {LIST("Service", KUBERNETES)}},
		{"get", {LIST("Deployment", "")}},
		{0},
	};

	fake_board_start(answers);
	CU_ASSERT_EQUAL(run("get svc,all -o name"), CLI_OK);
	EXPECT_TEXT(ran_out, "service/kubernetes\n");
	EXPECT_TEXT(fake_board_params(0), "{\"kind\":\"svc\"}");
	EXPECT_TEXT(fake_board_params(1), "{\"kind\":\"pods\"}");
	EXPECT_TEXT(fake_board_params(3), "{\"kind\":\"services\"}");
	fake_board_stop();
}

static void
test_options_may_stand_before_the_verb(void)
{
	static const struct fake_answer answers[] = {{"get", {LIST("Service", KUBERNETES)}}, {0}};

	fake_board_start(answers);
	CU_ASSERT_EQUAL(run("-n default -oname get svc"), CLI_OK);
	EXPECT_TEXT(ran_out, "service/kubernetes\n");
	EXPECT_TEXT(fake_board_params(0), "{\"kind\":\"svc\",\"namespace\":\"default\"}");
	CU_ASSERT_EQUAL(run("--namespace x --no-headers get -o name svc -l a=b"), CLI_OK);
	EXPECT_TEXT(fake_board_params(1),
		    "{\"kind\":\"svc\",\"namespace\":\"x\",\"selector\":\"a=b\"}");
	CU_ASSERT_EQUAL(run("-Ao name get svc"), CLI_OK);
	EXPECT_TEXT(fake_board_params(2), "{\"allNamespaces\":true,\"kind\":\"svc\"}");
	CU_ASSERT_EQUAL(run("-h get"), CLI_OK);
	EXPECT_HAS(ran_out, "usage: sluice get ");
	CU_ASSERT_EQUAL(run("-n default"), CLI_USAGE);
	fake_board_stop();
}

#define TOLD(type_, object_) "{\"type\":\"" type_ "\",\"object\":" object_ "}"

static void
test_watching_shows_what_happened(void)
{
	static const struct fake_answer answers[] = {
		{"get",
		 {LIST("Service", NUMBERED("a", "1")),
		  "{\"kind\":\"Service\",\"events\":[" TOLD("DELETED", NUMBERED("a", "1")) "]}"}},
		{0},
	};

	fake_board_start(answers);
	CU_ASSERT_EQUAL(run("get svc -w --output-watch-events -A"), CLI_OK);
	EXPECT_TEXT(ran_out, "EVENT   NAMESPACE   NAME   TYPE        CLUSTER-IP   EXTERNAL-IP   "
			     "PORT(S)   AGE\n"
			     "ADDED   default     a      ClusterIP   <none>       <none>        "
			     "1/TCP     2m30s\n"
			     "DELETED   default     a      ClusterIP   <none>       <none>        "
			     "1/TCP     2m30s\n");
	CU_ASSERT_EQUAL(run("get svc --watch-only -o jsonpath={.metadata.name};"), CLI_OK);
	EXPECT_TEXT(ran_out, "a;");
	CU_ASSERT_EQUAL(run("get svc --watch-only --output-watch-events -o "
			    "jsonpath={.type};{.object.kind}"),
			CLI_OK);
	EXPECT_TEXT(ran_out, "DELETED;Service");
	CU_ASSERT_EQUAL(run("get svc -w -o custom-columns=N:.metadata.name,P:.spec.ports[0].port"),
			CLI_OK);
	EXPECT_TEXT(ran_out, "N     P\na     1\na     1\n");
	fake_board_stop();
}

UNIT_MAIN("cli/get", UNIT_TEST(test_services_stand_in_kubectls_columns),
	  UNIT_TEST(test_wide_labels_namespaces_and_no_headings_change_the_columns),
	  UNIT_TEST(test_other_kinds_have_their_columns),
	  UNIT_TEST(test_several_kinds_are_told_apart), UNIT_TEST(test_yaml_and_json_are_kubectls),
	  UNIT_TEST(test_nothing_found_is_said_as_kubectl_says_it),
	  UNIT_TEST(test_watch_shows_changes_in_columns_that_only_widen),
	  UNIT_TEST(test_templates_take_a_list_or_the_one_object),
	  UNIT_TEST(test_templates_come_from_files_too),
	  UNIT_TEST(test_wrong_templates_are_refused_in_kubectls_words),
	  UNIT_TEST(test_sorting_is_by_number_and_by_numbers_in_names),
	  UNIT_TEST(test_labels_become_columns), UNIT_TEST(test_all_is_what_kubectl_calls_all),
	  UNIT_TEST(test_a_kind_by_two_names_is_listed_once),
	  UNIT_TEST(test_options_may_stand_before_the_verb),
	  UNIT_TEST(test_watching_shows_what_happened))
