/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026 Sluice maintainers
 */
/*
 * describe, as the notes show it, and what is ours behind it.
 */
#include "support/fake_board.h"
#include "support/unit.h"

#define BALANCER                                                                                   \
	"{\"apiVersion\":\"v1\",\"kind\":\"Service\",\"metadata\":{\"name\":\"kubia-"              \
	"loadbalancer\","                                                                          \
	"\"namespace\":\"default\",\"labels\":{\"b\":\"2\",\"a\":\"1\"}},\"spec\":{\"type\":"      \
	"\"LoadBalancer\","                                                                        \
	"\"clusterIP\":\"10.96.0.5\",\"clusterIPs\":[\"10.96.0.5\"],\"ipFamilies\":[\"IPv4\"],"    \
	"\"ipFamilyPolicy\":\"SingleStack\",\"selector\":{\"app\":\"kubia\"},\"sessionAffinity\":" \
	"\"None\","                                                                                \
	"\"externalTrafficPolicy\":\"Cluster\",\"internalTrafficPolicy\":\"Cluster\",\"ports\":[{" \
	"\"port\":80,"                                                                             \
	"\"protocol\":\"TCP\",\"targetPort\":8080,\"nodePort\":30143},{\"name\":\"https\","        \
	"\"port\":443,"                                                                            \
	"\"protocol\":\"TCP\",\"targetPort\":\"https\",\"nodePort\":30144}]},\"status\":{"         \
	"\"loadBalancer\":{"                                                                       \
	"\"ingress\":[{\"ip\":\"203.0.113.16\",\"ipMode\":\"VIP\"}]}}}"

static void
test_a_service_is_described_as_kubectl_does(void)
{
	static const struct fake_answer answers[] = {
		{"describe",
		 {"{\"kind\":\"Service\",\"items\":[{\"service\":{\"object\":" BALANCER
		  ",\"ports\":[{\"name\":\"\","
		  "\"port\":80,\"protocol\":\"TCP\",\"targetPort\":8080,\"nodePort\":30143,"
		  "\"endpoints\":["
		  "\"10.44.0.1:8080\"]},{\"name\":\"https\",\"port\":443,\"protocol\":\"TCP\","
		  "\"targetPort\":"
		  "\"https\",\"nodePort\":30144,\"endpoints\":[\"10.44.0.1:8443\",\"10.44.0.2:"
		  "8443\","
		  "\"10.44.0.3:8443\",\"10.44.0.4:8443\",\"10.44.0.5:8443\",\"10.44.0.6:8443\"]}],"
		  "\"notEndpoints\":[{\"pod\":\"kubia-1\",\"port\":\"\",\"reason\":\"not "
		  "ready\"},{\"pod\":"
		  "\"kubia-2\",\"port\":\"https\",\"reason\":\"has no container port of that "
		  "name\"}]},"
		  "\"events\":[]}]}"}},
		{0},
	};

	fake_board_start(answers);
	CU_ASSERT_EQUAL(run("describe svc kubia-loadbalancer"), CLI_OK);
	EXPECT_TEXT(
		ran_out,
		"Name:                     kubia-loadbalancer\n"
		"Namespace:                default\n"
		"Labels:                   a=1\n"
		"                          b=2\n"
		"Annotations:              <none>\n"
		"Selector:                 app=kubia\n"
		"Type:                     LoadBalancer\n"
		"IP Family Policy:         SingleStack\n"
		"IP Families:              IPv4\n"
		"IP:                       10.96.0.5\n"
		"IPs:                      10.96.0.5\n"
		"LoadBalancer Ingress:     203.0.113.16 (VIP)\n"
		"Port:                     <unset>  80/TCP\n"
		"TargetPort:               8080/TCP\n"
		"NodePort:                 <unset>  30143/TCP\n"
		"Endpoints:                10.44.0.1:8080\n"
		"Port:                     https  443/TCP\n"
		"TargetPort:               https/TCP\n"
		"NodePort:                 https  30144/TCP\n"
		"Endpoints:                10.44.0.1:8443,10.44.0.2:8443,10.44.0.3:8443 + 3 "
		"more...\n"
		"Session Affinity:         None\n"
		"External Traffic Policy:  Cluster\n"
		"Internal Traffic Policy:  Cluster\n"
		"Not Endpoints:            kubia-1: not ready\n"
		"                          kubia-2 port https: has no container port of that name\n"
		"Events:                   <none>\n");
	EXPECT_TEXT(fake_board_params(0), "{\"kind\":\"svc\",\"names\":[\"kubia-loadbalancer\"]}");
	fake_board_stop();
}

static void
test_events_stand_in_columns_of_their_own(void)
{
	static const struct fake_answer answers[] = {
		{"describe",
		 {"{\"kind\":\"ConfigMap\",\"items\":[{\"object\":{\"apiVersion\":\"v1\",\"kind\":"
		  "\"ConfigMap\","
		  "\"metadata\":{\"name\":\"c\",\"namespace\":\"default\"}},\"events\":["
		  "{\"lastTimestamp\":\"2026-01-02T03:04:00Z\",\"type\":\"Warning\","
		  "\"reason\":\"Refused\",\"source\":{\"component\":\"sluice\"},"
		  "\"message\":\"no\"},"
		  "{\"lastTimestamp\":\"2026-01-02T03:04:03Z\",\"count\":3,\"firstTimestamp\":"
		  "\"2026-01-02T03:01:35Z\",\"type\":\"Normal\",\"reason\":\"Configured\","
		  "\"source\":{\"component\":\"sluice\"},\"message\":\"yes\"}]},"
		  "{\"object\":{\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"d\",\"namespace\":"
		  "\"default\"}},"
		  "\"events\":[]}]}"}},
		{0},
	};

	fake_board_start(answers);
	CU_ASSERT_EQUAL(run("describe cm"), CLI_OK);
	EXPECT_TEXT(ran_out, "Name:         c\n"
			     "Namespace:    default\n"
			     "Labels:       <none>\n"
			     "Annotations:  <none>\n"
			     "API Version:  v1\n"
			     "Kind:         ConfigMap\n"
			     "Events:\n"
			     "  Type     Reason      Age                 From    Message\n"
			     "  ----     ------      ----                ----    -------\n"
			     "  Warning  Refused     5s                  sluice  no\n"
			     "  Normal   Configured  2s (x3 over 2m30s)  sluice  yes\n"
			     "\n\n"
			     "Name:         d\n"
			     "Namespace:    default\n"
			     "Labels:       <none>\n"
			     "Annotations:  <none>\n"
			     "API Version:  v1\n"
			     "Kind:         ConfigMap\n"
			     "Events:       <none>\n");
	fake_board_stop();
}

static void
test_a_pod_shows_its_probe_in_kubectls_line(void)
{
	static const struct fake_answer answers[] = {
		{"describe",
		 {"{\"kind\":\"Pod\",\"items\":[{\"object\":{\"apiVersion\":\"v1\",\"kind\":"
		  "\"Pod\",\"metadata\":{"
		  "\"name\":\"kubia-0\",\"namespace\":\"default\",\"labels\":{\"app\":\"kubia\"},"
		  "\"annotations\":{"
		  "\"sluice/"
		  "pod-ips\":\"10.180.0.2\"}},\"spec\":{\"containers\":[{\"name\":\"kubia\","
		  "\"image\":"
		  "\"luksa/"
		  "kubia\",\"ports\":[{\"containerPort\":8080}],\"readinessProbe\":{\"exec\":{"
		  "\"command\":["
		  "\"ls\",\"/var/"
		  "ready\"]}}}]},\"status\":{\"phase\":\"Running\",\"podIP\":\"10.180.0.2\","
		  "\"conditions\":[{\"type\":\"Ready\",\"status\":\"True\"}]}},\"events\":[]}]}"}},
		{0},
	};

	fake_board_start(answers);
	CU_ASSERT_EQUAL(run("describe po/kubia-0"), CLI_OK);
	EXPECT_TEXT(ran_out,
		    "Name:         kubia-0\n"
		    "Namespace:    default\n"
		    "Node:         <none>\n"
		    "Labels:       app=kubia\n"
		    "Annotations:  sluice/pod-ips: 10.180.0.2\n"
		    "Status:       Running\n"
		    "IP:           10.180.0.2\n"
		    "IPs:\n"
		    "  IP:  10.180.0.2\n"
		    "Containers:\n"
		    "  kubia:\n"
		    "    Image:        luksa/kubia\n"
		    "    Port:         8080/TCP\n"
		    "    Host Port:    0/TCP\n"
		    "    Readiness:    exec [ls /var/ready] delay=0s timeout=1s period=10s "
		    "#success=1 #failure=3\n"
		    "    Environment:  <none>\n"
		    "    Mounts:       <none>\n"
		    "Conditions:\n"
		    "  Type           Status\n"
		    "  Ready          True \n"
		    "Volumes:         <none>\n"
		    "QoS Class:       BestEffort\n"
		    "Node-Selectors:  <none>\n"
		    "Tolerations:     <none>\n"
		    "Events:          <none>\n");
	fake_board_stop();
}

static void
test_endpoints_and_slices_list_their_addresses(void)
{
	static const struct fake_answer answers[] = {
		{"describe",
		 {"{\"kind\":\"Endpoints\",\"items\":[{\"object\":{\"metadata\":{\"name\":"
		  "\"external-service\","
		  "\"namespace\":\"default\"},\"subsets\":[{\"addresses\":[{\"ip\":\"11.11.11.11\"}"
		  ",{\"ip\":"
		  "\"22.22.22.22\"}],\"ports\":[{\"port\":80,\"protocol\":\"TCP\"}]}]},\"events\":["
		  "]}]}"}},
		{"describe",
		 {"{\"kind\":\"EndpointSlice\",\"items\":[{\"object\":{\"metadata\":{\"name\":"
		  "\"s\"},"
		  "\"addressType\":\"IPv4\",\"endpoints\":[{\"addresses\":[\"10.1.0.1\"],"
		  "\"conditions\":{\"ready\":"
		  "false}},{\"addresses\":[\"10.1.0.2\"],\"conditions\":{\"ready\":false,"
		  "\"serving\":true,"
		  "\"terminating\":true},\"nodeName\":\"edge-1\"}]},\"events\":[]}]}"}},
		{0},
	};

	fake_board_start(answers);
	CU_ASSERT_EQUAL(run("describe ep external-service"), CLI_OK);
	EXPECT_TEXT(ran_out, "Name:         external-service\n"
			     "Namespace:    default\n"
			     "Labels:       <none>\n"
			     "Annotations:  <none>\n"
			     "Subsets:\n"
			     "  Addresses:          11.11.11.11,22.22.22.22\n"
			     "  NotReadyAddresses:  <none>\n"
			     "  Ports:\n"
			     "    Name     Port  Protocol\n"
			     "    ----     ----  --------\n"
			     "    <unset>  80    TCP\n"
			     "\n"
			     "Events:  <none>\n");
	CU_ASSERT_EQUAL(run("describe endpointslices s"), CLI_OK);
	EXPECT_HAS(ran_out, "Endpoints:\n"
			    "  - Addresses:  10.1.0.1\n"
			    "    Conditions:\n"
			    "      Ready:    false\n"
			    "    Hostname:   <unset>\n"
			    "    NodeName:   <unset>\n"
			    "    Zone:       <unset>\n"
			    "  - Addresses:  10.1.0.2\n"
			    "    Conditions:\n"
			    "      Ready:   false\n"
			    "    Hostname:  <unset>\n"
			    "    NodeName:  edge-1\n"
			    "    Zone:      <unset>\n"
			    "Events:        <none>\n");
	fake_board_stop();
	fake_board_clean();
}

UNIT_MAIN("cli/describe", UNIT_TEST(test_a_service_is_described_as_kubectl_does),
	  UNIT_TEST(test_events_stand_in_columns_of_their_own),
	  UNIT_TEST(test_a_pod_shows_its_probe_in_kubectls_line),
	  UNIT_TEST(test_endpoints_and_slices_list_their_addresses))
