# SPDX-License-Identifier: BSD-3-Clause
# Copyright (c) 2026 Sluice maintainers
# shellcheck shell=bash
#
# lab: shared
#
# Who may reach which pod: affinity, traffic policies and source ranges, with real clients and pods.

# Three pods of their own, two of them on this node, and a Service: service TYPE MORE_OF_SPEC
service()
{
	local no

	for no in 1 2 3; do
		cat <<-YAML
			apiVersion: v1
			kind: Pod
			metadata: {name: near-$no, labels: {app: near}}
			spec: {nodeName: $([ $no = 3 ] && echo edge-2 || echo edge-1), containers: [{name: web}]}
			status: {podIP: ${LAB_PODS[no - 1]}}
			---
		YAML
	done
	cat <<-YAML
		apiVersion: v1
		kind: Service
		metadata: {name: near}
		spec:
		  type: $1
		  selector: {app: near}
		  ports:
		  - {name: http, port: 80, targetPort: 8080}
		  - {name: also, port: 81, targetPort: 8080}
		$2
	YAML
}

near() { want "applied" apply_text "$(service "$@")"; }
gone() { want "deleted" sluice delete svc/near pod/near-1 pod/near-2 pod/near-3; }
balancer() { field svc/near 'o["status"]["loadBalancer"]["ingress"][0]["ip"]'; }

test_affinity_keeps_a_client_at_one_pod()
{
	local ip node said

	near NodePort '  sessionAffinity: ClientIP'
	ip=$(cluster_ip near)
	node=$(field svc/near 'o["spec"]["ports"][0]["nodePort"]')
	said=$(answers 15 "http://$ip/"; answers 5 "http://$ip:81/"; answers 5 "http://$BOARD_IP:$node/")
	[ "$(sort -u <<<"$said" | wc -l)" = 1 ] || fail "one pod is to answer on every port and address: $said"
	near NodePort '  sessionAffinity: None'
	want "all pods at once, without affinity" all_pods "http://$ip/"
	gone
}

test_local_policy_keeps_to_this_node_and_the_clients_address()
{
	local node said

	near NodePort '  externalTrafficPolicy: Local'
	node=$(field svc/near 'o["spec"]["ports"][0]["nodePort"]')
	said=$(answers 40 "http://$BOARD_IP:$node/")
	[ "$said" = "$(printf "You've hit %s\n" "${LAB_POD_NAMES[0]}" "${LAB_POD_NAMES[1]}" | sort)" ] ||
		fail "the two pods of this node are to answer: $said"
	client timeout 5 bash -c "exec 5<>/dev/tcp/$BOARD_IP/$node; sleep 4" &
	soon 3 "a pod sees the client's address" peer_seen 192.0.2.2
	kill $! 2>/dev/null
	gone
}

# peer_seen ADDRESS: a connection from there stands at pod 1 or 2
peer_seen()
{
	{ lab_in pod1 ss -Htn state established; lab_in pod2 ss -Htn state established; } | grep -q " $1:"
}

test_local_policy_without_a_pod_here_drops()
{
	local ip node

	near LoadBalancer '  externalTrafficPolicy: Local'
	want "no pod here any more" sluice delete pod/near-1 pod/near-2
	node=$(field svc/near 'o["spec"]["ports"][0]["nodePort"]')
	exits 28 'timed out' client curl -sS --max-time 1 "http://$BOARD_IP:$node/"
	exits 28 'timed out' client curl -sS --max-time 1 "http://$(balancer)/"
	ip=$(cluster_ip near)
	[ "$(answers 5 "http://$ip/")" = "You've hit ${LAB_POD_NAMES[2]}" ] || fail "the cluster IP leads elsewhere"
	want "deleted" sluice delete svc/near pod/near-3
}

test_source_ranges_guard_the_balancer_alone()
{
	local ip

	near LoadBalancer '  loadBalancerSourceRanges: [198.51.100.0/24]'
	ip=$(balancer)
	exits 28 'timed out' client curl -sS --max-time 1 "http://$ip/"
	want "the cluster IP is not guarded" get "http://$(cluster_ip near)/"
	want "nor are node ports" get "http://$BOARD_IP:$(field svc/near 'o["spec"]["ports"][0]["nodePort"]')/"
	near LoadBalancer '  loadBalancerSourceRanges: [198.51.100.0/24, 192.0.2.2/32]'
	want "the client is in a range now" get "http://$ip/"
	gone
}
