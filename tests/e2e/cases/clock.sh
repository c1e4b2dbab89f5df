# SPDX-License-Identifier: BSD-3-Clause
# Copyright (c) 2026 Sluice maintainers
# shellcheck shell=bash
#
# lab: 1
#
# Fault 27: the wall clock jumps by a day or more, forwards and back. Whoever measures time has another
# clock: flows, affinities and waits go on; only what is dated has the new date.

DAY=86400
AFFINITY_S=6
STICKY_VIP=10.96.44.47

# clock_jump SECONDS: the wall clock of all programs is off by so much from now on
clock_jump() { /usr/bin/python3 -c 'import struct,sys; open(sys.argv[1], "r+b").write(struct.pack("q", int(sys.argv[2])))' "$LAB_DIR/jump" "$1"; }

# Every program of the board, and the command line, with a clock that can be made to jump.
clocked() { LD_PRELOAD=$LAB_BUILD/tests/e2e/e2e-clock.so CLOCK_JUMP=$LAB_DIR/jump "$@"; }
sluice() { SLUICE_SOCKET=$LAB_SOCKET clocked timeout 20 "$LAB_BUILD/app/cli/sluice" "$@"; }

programs_clocked()
{
	local p

	head -c 8 /dev/zero >"$LAB_DIR/jump"
	chmod 644 "$LAB_DIR/jump"
	cp "$LAB_BUILD/tests/e2e/e2e-clock.so" "$LAB_DIR/libexec/"
	chmod 755 "$LAB_DIR/libexec/e2e-clock.so"
	for p in sluiced sluice-control sluice-forwarder; do
		mv "$LAB_DIR/libexec/$p" "$LAB_DIR/libexec/$p.real"
		cat >"$LAB_DIR/libexec/$p" <<-SH
			#!/bin/sh
			LD_PRELOAD=$LAB_DIR/libexec/e2e-clock.so CLOCK_JUMP=$LAB_DIR/jump exec $LAB_DIR/libexec/$p.real "\$@"
		SH
		chmod 755 "$LAB_DIR/libexec/$p"
	done
}

sticky_pod() { answers 5 "http://$STICKY_VIP/"; }
created() { field "$1" 'o["metadata"]["creationTimestamp"]'; }
day_of() { date -u -d "@$(($(date +%s) + $1))" +%Y-%m-%d; }
remembered() { sluice status -o json | /usr/bin/python3 -c 'import json,sys; print(json.load(sys.stdin)["forwarder"]["affinityLive"])'; }
nobody_is_remembered() { [ "$(remembered)" = 0 ]; }
pids() { echo "$(child_pid sluice-control) $(child_pid sluice-forwarder)"; }

test_start()
{
	want "sluiced ends" lab_sluiced_stop
	programs_clocked
	want "ready again" lab_sluiced_start
	want "the pods' Service" sluice apply -f "$KUBIA"
	udp_service
	want "a Service with affinity" apply_text "
apiVersion: v1
kind: Service
metadata: {name: sticky}
spec:
  clusterIP: $STICKY_VIP
  sessionAffinity: ClientIP
  sessionAffinityConfig: {clientIP: {timeoutSeconds: $AFFINITY_S}}
  ports: [{port: 80, targetPort: 8080}]
  selector: {app: kubia}"
	clock_jump $((400 * DAY))
	want "the programs' clock jumps" eval '[ "$(clocked date +%Y)" != "$(date +%Y)" ]'
	clock_jump 0
}

test_fault_27_flows_and_affinities_outlive_a_jump_of_the_clock()
{
	local before by pod

	before=$(pids)
	pod=$(sticky_pod)
	[ "$(wc -l <<<"$pod")" = 1 ] || fail "there is no affinity: $pod"
	load_start
	for by in $DAY -$DAY $((400 * DAY)) $((-400 * DAY)) 0; do
		clock_jump "$by"
		[ "$(sticky_pod)" = "$pod" ] || fail "a jump by $by s ended the affinity"
		want "an apply" apply_text '
apiVersion: v1
kind: Namespace
metadata: {name: jumped}'
		sleep 0.5
	done
	load_stop
	[ "$(pids)" = "$before" ] || fail "somebody was restarted"
	[ "$(sluice status -o json | /usr/bin/python3 -c 'import json,sys; print(json.load(sys.stdin)["uptimeMs"] < 3600000)')" = True ] ||
		fail "the uptime jumped"
}

# The clock stands a day back from here on: an entry that was dated would live for a day.
test_fault_27_affinity_ends_when_the_clock_went_back()
{
	want "an answer" get "http://$STICKY_VIP/"
	clock_jump -$DAY
	want "the client is remembered" eval '[ "$(remembered)" -gt 0 ]'
	soon $((AFFINITY_S * 3)) "nobody is remembered" nobody_is_remembered
	clock_jump 0
}

test_fault_27_dates_are_those_of_the_clock()
{
	local old new

	old=$(created svc/sticky)
	clock_jump $DAY
	want "applied" apply_text '
apiVersion: v1
kind: Service
metadata: {name: dated}
spec: {ports: [{port: 80}]}'
	new=$(created svc/dated)
	[ "${new%T*}" = "$(day_of $DAY)" ] || fail "the new object is dated $new"
	[ "$(created svc/sticky)" = "$old" ] || fail "the old object is dated anew"
	exits 0 '^sticky .* (24h|1d|1d[0-9]*h)$' sluice get svc sticky
	exits 0 '^dated .* [0-9]+s$' sluice get svc dated
	clock_jump 0
	exits 0 '^dated .* <invalid>$' sluice get svc dated
	want "changed" sluice label svc dated a=b
	[ "$(created svc/dated)" = "$new" ] || fail "it is dated anew"
	kill -KILL "$(child_pid sluice-control)"
	soon 10 "the board is ready" eval 'sluice status | grep -q "^State: *ready"'
	[ "$(created svc/dated)" = "$new" ] || fail "it is dated anew after a restart"
	want "deleted" sluice delete svc dated
}
