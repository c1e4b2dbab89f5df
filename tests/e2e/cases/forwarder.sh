# SPDX-License-Identifier: BSD-3-Clause
# Copyright (c) 2026 Sluice maintainers
# shellcheck shell=bash
#
# lab: 1
#
# sluice-forwarder dies: the parent starts it anew, control fills its tables, the twins stay.

KILLS=5
EXTRA=192.0.2.77/24

ms() { date +%s%3N; }

quick_get() { client curl -sS --max-time 0.3 "$1"; }

test_kill_is_mended_within_two_seconds()
{
	local no pid control vip start took

	want "the pods' Service" sluice apply -f "$KUBIA"
	want "an address by hand" ip -n "$LAB-board" address add $EXTRA dev sluice0
	vip=$(cluster_ip kubia)
	want "an answer" get "http://$vip/"
	control=$(child_pid sluice-control)
	for no in $(seq $KILLS); do
		pid=$(child_pid sluice-forwarder) || fail "the forwarder does not run"
		start=$(ms)
		kill -KILL "$pid"
		soon 10 "forwarding again" quick_get "http://$vip/"
		took=$(($(ms) - start))
		echo "figure: kill $no: forwarding again after $took ms"
		[ $took -lt 2000 ] || fail "it took longer than 2000 ms"
		want "the address added by hand" grep -q "$EXTRA" <(ip -n "$LAB-board" -o address show dev sluice0)
		want "the twin's own address" grep -q "$BOARD_IP/" <(ip -n "$LAB-board" -o address show dev sluice0)
		[ "$(child_pid sluice-control)" = "$control" ] || fail "control did not stay"
	done
	soon 5 "the board is ready" eval 'sluice status | grep -q "^State: *ready"'
	want "all pods" all_pods "http://$vip/"
	want "the address added by hand answers" client ping -c 1 -W 2 ${EXTRA%/*}
}
