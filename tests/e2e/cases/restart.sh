# SPDX-License-Identifier: BSD-3-Clause
# Copyright (c) 2026 Sluice maintainers
# shellcheck shell=bash
#
# lab: 1
#
# The whole board ends and starts, in order or not: every object keeps what it was given, wherever it
# came from, and serves on it.

# What must be the same before and after: all but resourceVersions.
objects()
{
	local kind

	for kind in ns no svc ep po rs; do
		sluice get $kind -A -o json || return
	done | grep -v '"resourceVersion"'
}

is_as_before() { [ "$(objects)" = "$1" ]; }

# serves NAME: on its cluster IP, node port and external IP
serves()
{
	local object=svc/$1

	get "http://$(cluster_ip "$1")/" &&
		get "http://$BOARD_IP:$(field "$object" 'o["spec"]["ports"][0]["nodePort"]')/" &&
		get "http://$(field "$object" 'o["status"]["loadBalancer"]["ingress"][0]["ip"]')/"
}

# balanced NAME: a LoadBalancer Service on the first pod
balanced()
{
	cat <<-YAML
		apiVersion: v1
		kind: Service
		metadata: {name: $1}
		spec:
		  type: LoadBalancer
		  externalTrafficPolicy: Local
		  ports: [{port: 80, targetPort: 8080}]
		  selector: {app: $1}
		---
		apiVersion: v1
		kind: Pod
		metadata: {name: $1, labels: {app: $1}}
		spec: {nodeName: edge-1}
		status: {podIP: 10.180.0.11}
	YAML
}

same_after_start()
{
	want "ready again" lab_sluiced_start
	want "every object is as before" is_as_before "$1"
	want "traffic to what came by socket" serves sent
	want "traffic to what came by file" serves filed
	want "its health check node port" get \
		"http://$BOARD_IP:$(field svc/filed 'o["spec"]["healthCheckNodePort"]')/"
}

test_an_orderly_restart_keeps_everything()
{
	local before

	balanced filed >"$LAB_DIR/manifests/new"
	mv "$LAB_DIR/manifests/new" "$LAB_DIR/manifests/filed.yaml"
	want "applied" apply_text "$(balanced sent)"
	soon 5 "the file is in force" serves filed
	before=$(objects)
	sleep 1.1 # what were made anew would be younger
	want "sluiced ends" lab_sluiced_stop
	same_after_start "$before"
}

test_a_kill_of_all_of_it_keeps_everything()
{
	local before pid

	before=$(objects)
	pid=$(<"$LAB_DIR/sluiced.pid")
	kill -KILL "$pid" "$(child_pid sluice-control)" "$(child_pid sluice-forwarder)"
	soon 2 "all processes end" is_alone
	same_after_start "$before"
}
