# SPDX-License-Identifier: BSD-3-Clause
# Copyright (c) 2026 Sluice maintainers
# shellcheck shell=bash
#
# lab: 1
#
# The parent ends, in order or not: nothing stays behind. Faults 24 and 27: what the parent does about
# a child that crashes, again and again, or has no memory, and about limits that are too low.

OOM_ROOM_MIB=24
BIG=$LAB_DIR/big.yaml

no_twins() { ! ip -n "$LAB-board" -br link | grep -q '^sluice'; }
no_sockets() { [ -z "$(find "$LAB_DIR/run" -type s)" ]; }

test_kill_leaves_no_orphan()
{
	kill -KILL "$(<"$LAB_DIR/sluiced.pid")"
	soon 2 "both children end" is_alone
}

test_start_after_a_kill_succeeds()
{
	want "ready" lab_sluiced_start
	want "applied" sluice apply -f "$KUBIA"
	soon 3 "an answer" get "http://$(cluster_ip kubia)/"
}

test_term_leaves_nothing()
{
	accounting_holds
	kill -TERM "$(<"$LAB_DIR/sluiced.pid")"
	soon 2 "all processes end" is_alone
	want "no twin" no_twins
	want "no socket" no_sockets
	exits 4 '.' sluice status
	want "ready again" lab_sluiced_start
	soon 3 "what was applied is there" get "http://$(cluster_ip kubia)/"
}

is_ready() { sluice status | grep -q '^State: *ready'; }
restarts() { [ "$(grep -c 'restart: sluice-control in_ms=' "$LAB_DIR/sluiced.log")" -ge "$1" ]; }

# Control ends at each start, before it has done anything: sluiced waits longer each time.
test_fault_24_a_crash_loop_of_control_loses_no_packet()
{
	local before

	udp_service
	load_start
	before=$(child_pid sluice-forwarder)
	: >"$LAB_DIR/sluiced.log"
	mv "$LAB_DIR/libexec/sluice-control" "$LAB_DIR/control.well"
	printf '#!/bin/sh\nexit 1\n' >"$LAB_DIR/libexec/sluice-control"
	chmod 755 "$LAB_DIR/libexec/sluice-control"
	kill -KILL "$(child_pid sluice-control)"
	soon 15 "it is started again" restarts 3
	[ "$(grep -o 'restart: sluice-control in_ms=.*' "$LAB_DIR/sluiced.log" | head -n 3 | cut -d= -f 2 | tr '\n' ' ')" = "0 1000 2000 " ] ||
		fail "it is not started less often: $(grep restart: "$LAB_DIR/sluiced.log")"
	mv "$LAB_DIR/control.well" "$LAB_DIR/libexec/sluice-control"
	soon 10 "the board is ready" is_ready
	load_stop
	[ "$(child_pid sluice-forwarder)" = "$before" ] || fail "the forwarder was restarted"
}

# memory_limit PID MIB: the kernel ends the process when it takes more than it has and MIB
memory_limit()
{
	local group=/sys/fs/cgroup/memory/$LAB limit=memory.limit_in_bytes used

	[ -d /sys/fs/cgroup/memory ] || group=/sys/fs/cgroup/$LAB limit=memory.max
	mkdir "$group" 2>/dev/null && [ -e "$group/$limit" ] || { rmdir "$group" 2>/dev/null; return 1; }
	echo $(($2 << 20)) >"$group/$limit" && echo "$1" >"$group/cgroup.procs"
}

memory_free() { rmdir "/sys/fs/cgroup/memory/$LAB" 2>/dev/null || rmdir "/sys/fs/cgroup/$LAB" 2>/dev/null; }

# What it takes to be more than a control of that size can hold.
many_services()
{
	local no

	for no in $(seq 4000); do
		printf -- '---\napiVersion: v1\nkind: Service\nmetadata: {name: many%s, annotations: {a: "%04000d"}}\nspec: {ports: [{port: 80}]}\n' "$no" "$no"
	done
}

test_fault_27_the_kernel_ends_control_for_its_memory()
{
	local before pid

	pid=$(child_pid sluice-control)
	if ! memory_limit "$pid" $OOM_ROOM_MIB; then
		echo "figure: no memory cgroup can be made here, not tried"
		return
	fi
	before=$(sluice get svc -A -o name)
	load_start
	many_services >"$BIG"
	never "an answer of one who has no memory" sluice apply -f "$BIG"
	soon 10 "control is started anew" is_other_child sluice-control "$pid"
	soon 10 "the board is ready" is_ready
	load_stop
	want "the group goes with its process" memory_free
	grep -q 'end: sluice-control .*signal=9' "$LAB_DIR/sluiced.log" || fail "it was not the kernel"
	[ "$(sluice get svc -A -o name)" = "$before" ] || fail "something was applied, or lost"
	want "what was too much is taken now" sluice apply -f "$BIG"
	want "deleted" sluice delete -f "$BIG"
}

# sluiced raises what its children are to have, as far as it may.
test_fault_27_low_limits_are_raised()
{
	want "sluiced ends" lab_sluiced_stop
	want "ready under low limits" lab_sluiced_start_by prlimit --nofile=24: --memlock=0: --nproc=1: --fsize=4096:
	soon 3 "an answer" get "http://$(cluster_ip kubia)/"
	grep -qE '^Max open files +[0-9]{4,} ' "/proc/$(child_pid sluice-control)/limits" || fail "control may not open many files"
	grep -qE '^Max locked memory +(unlimited|[0-9]{5,}) ' "/proc/$(child_pid sluice-forwarder)/limits" ||
		fail "the forwarder may not lock memory"
}

# Where it may not, it says what is too low, and starts nothing.
test_fault_27_limits_that_stay_too_low_are_named()
{
	local limited="setpriv --bounding-set=-sys_resource --inh-caps=-sys_resource"

	want "sluiced ends" lab_sluiced_stop
	for limit in "nofile=24:24 n is 24, and at least 256 .* LimitNOFILE=" "nproc=1:1 u is 1, and at least 64 .* LimitNPROC=" \
		"fsize=4096:4096 f is 4096, and at least 1073741824 .* LimitFSIZE="; do
		# shellcheck disable=SC2086
		exits 1 "sluiced: ulimit -${limit#* }" board prlimit "--${limit%% *}" $limited "$LAB_DIR/libexec/sluiced" --lab \
			--config "$LAB_DIR/board.yaml" --run-dir "$LAB_DIR/run" --state-dir "$LAB_DIR/state"
		is_alone || fail "processes stay behind"
	done
	want "ready with what is just enough" lab_sluiced_start_by prlimit --nofile=256:256 $limited
	soon 3 "an answer" get "http://$(cluster_ip kubia)/"
}
