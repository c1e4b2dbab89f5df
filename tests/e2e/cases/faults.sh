# SPDX-License-Identifier: BSD-3-Clause
# Copyright (c) 2026 Sluice maintainers
# shellcheck shell=bash
#
# lab: shared
#
# Faults 1, 8 and 20 of what the gateway must survive, in their number, while numbered packets and
# connections are counted: none is to be lost. Each hits control with far more than an operator would.

FLAP_S=${FLAP_S:-10}
SERVICES=10000
FLAPPING_VIP=10.96.44.45

changes() { timeout 120 "$E2E/changes" "$LAB_SOCKET" "$@"; }
under_load() { changes "$@" >"$LAB_DIR/changes" 2>&1 || { cat "$LAB_DIR/changes"; fail "changes $* went wrong"; }; grep figure "$LAB_DIR/changes"; }

objects() { sluice get svc,ep,po -A --no-headers | sed 's/ *[^ ]*$//'; }
is_ready() { sluice status | grep -q '^State: *ready'; }
all_told() { sluice status 2>&1 | grep -q '/manifests.*500 files.*500 errors'; }

# What control's threads have used of the processors, in clock ticks.
control_ticks() { awk '{print $14 + $15}' "/proc/$(child_pid sluice-control)/stat"; }

test_fault_01_five_hundred_mistakes_change_nothing()
{
	local before

	want "the pods' Service" sluice apply -f "$KUBIA"
	udp_service
	mkdir -p "$LAB_DIR/mistakes"
	before=$(objects)
	load_start
	under_load mistakes "$LAB_DIR/mistakes"
	cp "$LAB_DIR"/mistakes/*.yaml "$LAB_DIR/manifests/"
	soon 20 "status tells of each file" all_told
	load_stop
	[ "$(objects)" = "$before" ] || fail "something was applied"
	rm "$LAB_DIR"/manifests/mistake*.yaml
	soon 20 "all is well" is_ready
}

test_fault_08_a_thousand_reloads_lose_nothing()
{
	load_start
	under_load reloads 1000
	load_stop
	want "the last one answers" get "http://10.96.44.50:1049/"
	want "deleted" sluice delete svc/changing endpointslice/changing
}

test_fault_08_ten_thousand_services_at_once_lose_nothing()
{
	load_start
	under_load big $SERVICES
	load_stop
	[ "$(sluice get svc -o name | grep -c /big)" = $SERVICES ] || fail "some are not there"
	want "deleted" sluice delete svc,endpointslice -l big=yes
	soon 20 "all is well" is_ready
}

test_fault_20_endpoints_that_flap_harm_no_stable_one()
{
	local before

	want "a Service with stable pods" apply_text "
apiVersion: v1
kind: Service
metadata: {name: flapping}
spec: {clusterIP: $FLAPPING_VIP, ports: [{port: 9000, protocol: UDP}]}
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: stable, labels: {kubernetes.io/service-name: flapping}}
addressType: IPv4
ports: [{name: '', port: 9000, protocol: UDP}]
endpoints: [{addresses: [${LAB_PODS[0]}]}, {addresses: [${LAB_PODS[1]}]}, {addresses: [${LAB_PODS[2]}]}]"
	load_start $FLAPPING_VIP
	before=$(control_ticks)
	under_load flap "$FLAP_S"
	echo "figure: control used $((($(control_ticks) - before) * 100 / $(getconf CLK_TCK) / FLAP_S)) % of a processor"
	load_stop
	exits 0 "^Endpoints: +${LAB_PODS[0]}:9000,${LAB_PODS[1]}:9000,${LAB_PODS[2]}:9000\$" sluice describe svc flapping
	soon 5 "all is well" is_ready
	want "deleted" sluice delete svc/flapping
	want "deleted" sluice delete endpointslice --all
}
