# SPDX-License-Identifier: BSD-3-Clause
# Copyright (c) 2026 Sluice maintainers
# shellcheck shell=bash
#
# lab: shared
#
# Changes of configuration while traffic runs: not a packet, not a connection is to be lost.

APPLIES=200

test_applies_lose_nothing()
{
	local no

	want "the pods' Service" sluice apply -f "$KUBIA"
	udp_service
	load_start
	for no in $(seq $APPLIES); do
		want "apply $no" apply_text "
apiVersion: v1
kind: Service
metadata: {name: changing, labels: {turn: \"$no\"}}
spec:
  clusterIP: 10.96.44.50
  ports: [{port: $((1000 + no)), targetPort: 8080}]
  selector: {app: kubia}
---
apiVersion: v1
kind: Pod
metadata: {name: coming, labels: {app: $([ $((no % 2)) = 0 ] && echo kubia || echo none)}}
status: {podIP: 10.180.0.11}"
	done
	load_stop
	want "the last one answers" get "http://10.96.44.50:$((1000 + APPLIES))/"
	want "deleted" sluice delete svc/changing pod/coming
}
