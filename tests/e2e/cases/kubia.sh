# SPDX-License-Identifier: BSD-3-Clause
# Copyright (c) 2026 Sluice maintainers
# shellcheck shell=bash
#
# lab: shared
#
# What the README shows of Services, from a client outside, from pods and from the board itself.

test_manifests_apply()
{
	want "conf/kubia applied" sluice apply -f "$KUBIA"
	exits 0 '^kubia +ClusterIP +10\.' sluice get svc
	exits 0 '^Endpoints:.*10\.180\.0\.1[123]:8080' sluice describe svc kubia
	exits 0 '^State: +ready' sluice status
}

test_cluster_ip_reaches_every_pod() { want "all pods" all_pods "http://$(cluster_ip kubia)/"; }
test_node_port_reaches_every_pod() { want "all pods" all_pods "http://$BOARD_IP:30123/"; }

test_external_ip_reaches_every_pod()
{
	want "all pods" all_pods \
		"http://$(field svc/kubia-loadbalancer 'o["status"]["loadBalancer"]["ingress"][0]["ip"]')/"
}

test_named_ports_reach_their_container_ports()
{
	local ip

	ip=$(cluster_ip kubia-named-ports)
	want "an answer on http" get "http://$ip/"
	want "an answer on https" client curl -ksS --max-time 3 "https://$ip/"
}

test_external_service_reaches_both_addresses()
{
	local said

	said=$(answers 30 "http://$(cluster_ip external-service)/")
	[ "$said" = "You've reached 11.11.11.11
You've reached 22.22.22.22" ] || fail "it answered: $said"
}

test_selector_and_labels_choose_the_pods()
{
	local ip pods='
apiVersion: v1
kind: Pod
metadata: {name: one, labels: {app: picked, enabled: "true"}}
status: {podIP: 10.180.0.11}
---
apiVersion: v1
kind: Pod
metadata: {name: two, labels: {app: picked, enabled: "false"}}
status: {podIP: 10.180.0.12}
' service='
apiVersion: v1
kind: Service
metadata: {name: picked}
spec:
  ports: [{port: 80, targetPort: 8080}]
  selector: {app: picked}'

	want "applied" apply_text "$pods---$service"
	ip=$(cluster_ip picked)
	[ "$(answers 20 "http://$ip/" | wc -l)" = 2 ] || fail "two pods are to answer"
	want "applied" apply_text "${service/app: picked/app: picked, enabled: \"true\"}"
	[ "$(answers 12 "http://$ip/")" = "You've hit ${LAB_POD_NAMES[0]}" ] || fail "only the first is enabled"
	pods=${pods/true/no}
	want "relabelled" apply_text "${pods/false/true}"
	[ "$(answers 12 "http://$ip/")" = "You've hit ${LAB_POD_NAMES[1]}" ] || fail "only the second is enabled"
	want "deleted" sluice delete svc/picked pod/one pod/two
}

test_vip_answers_no_ping()
{
	exits 1 '100% packet loss' client ping -c 3 -i 0.2 -W 1 "$(cluster_ip kubia)"
}

# refused URL: at once; a timeout would end with 28
refused() { exits 7 'Couldn.t connect' client curl -sS --max-time 1 "$1"; }

test_wrong_port_is_refused_at_once() { refused "http://$(cluster_ip kubia):81/"; }

test_service_without_endpoints_refuses_at_once()
{
	local ip

	want "applied" apply_text '
apiVersion: v1
kind: Service
metadata: {name: lonely}
spec:
  ports: [{port: 80}]
  selector: {app: nobody}'
	ip=$(cluster_ip lonely)
	refused "http://$ip/"
	want "deleted" sluice delete svc lonely
}

test_pod_keeps_its_address_towards_a_vip()
{
	ip netns exec "$LAB-pod2" "$E2E/load" whoami 9001 >/dev/null 2>&1 </dev/null &
	want "applied" apply_text '
apiVersion: v1
kind: Service
metadata: {name: who}
spec:
  clusterIP: 10.96.44.45
  ports: [{port: 9001, protocol: UDP}]
---
apiVersion: v1
kind: Endpoints
metadata: {name: who}
subsets: [{addresses: [{ip: 10.180.0.12}], ports: [{port: 9001, protocol: UDP}]}]'
	soon 3 "an answer" client "$E2E/load" ask 10.96.44.45 9001
	[ "$(lab_in pod1 "$E2E/load" ask 10.96.44.45 9001)" = 10.180.0.11 ] ||
		fail "the pod's address was changed"
	want "deleted" sluice delete svc/who endpoints/who
	kill $!
}

test_pod_reaches_itself_through_a_vip()
{
	want "applied" apply_text '
apiVersion: v1
kind: Service
metadata: {name: self}
spec: {clusterIP: 10.96.44.46, ports: [{port: 80}]}
---
apiVersion: v1
kind: Endpoints
metadata: {name: self}
subsets: [{addresses: [{ip: 10.180.0.11}], ports: [{port: 8080}]}]'
	[ "$(lab_in pod1 curl -sS --max-time 3 http://10.96.44.46/)" = "You've hit ${LAB_POD_NAMES[0]}" ] ||
		fail "the pod does not reach itself"
	want "deleted" sluice delete svc/self endpoints/self
}

test_board_reaches_a_vip()
{
	want "an answer" board curl -sS --max-time 3 "http://$(cluster_ip kubia)/"
}

test_deleted_service_stops()
{
	local ip

	ip=$(cluster_ip kubia)
	want "deleted" sluice delete -f "$KUBIA/kubia-svc.yaml"
	never "an answer of a Service that is gone" get "http://$ip/"
	exits 1 'not found' sluice get svc kubia
	want "applied again" sluice apply -f "$KUBIA/kubia-svc.yaml"
	want "an answer" get "http://$(cluster_ip kubia)/"
}
