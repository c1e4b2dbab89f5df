# SPDX-License-Identifier: BSD-3-Clause
# Copyright (c) 2026 Sluice maintainers
# shellcheck shell=bash
#
# lab: shared
#
# What a load balancer outside asks, through the data plane: healthCheckNodePort, /healthz, /livez.

HC=http://$BOARD_IP:32456
Z=http://$BOARD_IP:10256

# code URL: the status that the client gets
code() { client curl -sS -o /dev/null --max-time 3 -w '%{http_code}' "$1"; }
is() { [ "$(code "$1")" = "$2" ]; }

# apply_service [MORE_OF_POD]: one endpoint on this node
apply_service()
{
	apply_text "
apiVersion: v1
kind: Service
metadata: {name: checked}
spec:
  type: LoadBalancer
  externalTrafficPolicy: Local
  healthCheckNodePort: 32456
  ports: [{port: 80, targetPort: 8080}]
  selector: {app: checked}
---
apiVersion: v1
kind: Pod
metadata: {name: checked, labels: {app: checked}${1:-}}
spec: {nodeName: edge-1}
status: {podIP: 10.180.0.11}"
}

test_health_check_node_port_follows_the_endpoints()
{
	local vip

	want "applied" apply_service
	want "200" is "$HC/" 200
	[ "$(get "$HC/")" = '{"service":{"namespace":"default","name":"checked"},"localEndpoints":1,"serviceProxyHealthy":true}' ] ||
		fail "it answered: $(get "$HC/")"
	vip=$(field svc/checked 'o["status"]["loadBalancer"]["ingress"][0]["ip"]')
	want "traffic" get "http://$vip/"
	want "the pod is ending" apply_service ', deletionTimestamp: "2026-01-01T00:00:00Z"'
	want "503" is "$HC/" 503
	want "traffic all the same" get "http://$vip/"
	want "deleted" sluice delete pod/checked
	want "503" is "$HC/" 503
	want "deleted" sluice delete svc/checked
	exits 7 '.' client curl -sS --max-time 3 "$HC/"
}

test_healthz_and_livez_answer()
{
	want "200" is "$Z/healthz" 200
	want "200" is "$Z/livez" 200
	want "a taint" apply_text '
apiVersion: v1
kind: Node
metadata: {name: edge-1}
spec: {taints: [{key: ToBeDeletedByClusterAutoscaler, effect: NoSchedule}]}'
	want "503" is "$Z/healthz" 503
	want "200" is "$Z/livez" 200
	want "no taint" apply_text '
apiVersion: v1
kind: Node
metadata: {name: edge-1}'
	want "200" is "$Z/healthz" 200
}
