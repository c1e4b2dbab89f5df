# SPDX-License-Identifier: BSD-3-Clause
# Copyright (c) 2026 Sluice maintainers
# shellcheck shell=bash
#
# What the end-to-end tests share. A test is a function that returns 0 when all it asks for holds;
# "want" and "soon" say on the spot what does not, and end the test.

E2E=$(dirname "$(realpath "${BASH_SOURCE[0]}")")
. "$E2E/../../platform/lib/lab.sh"
KUBIA=$LAB_TOP/conf/kubia
BOARD_IP=192.0.2.1

fail()
{
	echo "$*"
	exit 1
}

# want WHAT COMMAND...: the test ends unless the command succeeds
want()
{
	local what=$1 said

	shift
	said=$("$@" 2>&1) || fail "expected: $what"$'\n'"ran: $*"$'\n'"it said: $said"
}

# never WHAT COMMAND...: the test ends if the command succeeds
never()
{
	local what=$1 said

	shift
	! said=$("$@" 2>&1) || fail "unexpected: $what"$'\n'"ran: $*"$'\n'"it said: $said"
}

# soon SECONDS WHAT COMMAND...: the test ends unless the command succeeds within that time
soon()
{
	local until what=$2

	until=$(($(date +%s%3N) + $1 * 1000))
	shift 2
	until "$@" >/dev/null 2>&1; do
		[ "$(date +%s%3N)" -lt $until ] || fail "expected in time: $what"$'\n'"ran: $*"
		sleep 0.05
	done
}

# exits CODE PATTERN COMMAND...: it ends with this code, and what it says matches
exits()
{
	local code=$1 pattern=$2 said got

	shift 2
	said=$("$@" 2>&1)
	got=$?
	[ $got = "$code" ] || fail "expected exit $code, got $got from: $*"$'\n'"it said: $said"
	grep -qE "$pattern" <<<"$said" || fail "expected /$pattern/ from: $*"$'\n'"it said: $said"
}

# Nothing hangs a test: what waits for longer than these seconds is ended.
client() { timeout 20 ip netns exec "$LAB-client" "$@"; }
board() { timeout 20 ip netns exec "$LAB-board" "$@"; }
sluice() { SLUICE_SOCKET=$LAB_SOCKET timeout 20 "$LAB_BUILD/app/cli/sluice" "$@"; }

# get URL: what a new connection from the client answers
get() { client curl -sS --max-time 2 "$1"; }

# field KIND/NAME EXPRESSION: of the object's JSON, as Python's o
field()
{
	sluice get "$1" -o json | /usr/bin/python3 -c "import json,sys; o=json.load(sys.stdin); print($2)"
}

cluster_ip() { field "svc/$1" 'o["spec"]["clusterIP"]'; }

# answers COUNT URL: the different answers of so many connections; fails when one fails
answers()
{
	local no

	for no in $(seq "$1"); do
		get "$2" || return
	done | sort -u
	[ "${PIPESTATUS[0]}" = 0 ]
}

# all_pods URL: within 60 connections each of the three pods answers
all_pods()
{
	local said

	said=$(answers 60 "$1") || { echo "$said"; return 1; }
	[ "$(grep -c "^You've hit kubia-" <<<"$said")" = 3 ] || { echo "$said"; return 1; }
}

# apply_text TEXT: through the socket, as from a pipe
apply_text() { sluice apply -f - <<<"$1"; }

# echoes POD: its UDP echo listens
echoes() { [ -n "$(lab_in "pod$1" ss -Hlun 'sport = :9000')" ]; }

# A UDP Service on the three pods, with an echo behind it, for counting packets one by one.
udp_service()
{
	local no

	for no in 1 2 3; do
		lab_in "pod$no" "$E2E/load" echo 9000 >/dev/null 2>&1 </dev/null &
		soon 10 "pod $no echoes" echoes "$no"
	done
	want "a Service to count by" apply_text '
apiVersion: v1
kind: Service
metadata: {name: counted}
spec:
  clusterIP: 10.96.44.44
  ports: [{port: 9000, protocol: UDP}]
  selector: {app: kubia}
'
}

# Load: new connections by curl, one connection kept, and numbered UDP packets, until load_stop. It
# begins once each pod has answered: while a neighbour is being resolved, few packets are held for it.
# load_start [VIP_OF_UDP]
load_start()
{
	local vip

	vip=$(cluster_ip kubia)
	want "each pod answers" all_pods "http://$vip/"
	LOAD=$LAB_DIR/load
	rm -rf "$LOAD"
	mkdir -p "$LOAD"
	lab_in client "$E2E/load" curl "$vip" "$LOAD/stop" >"$LOAD/curl" 2>&1 </dev/null &
	lab_in client "$E2E/load" kept "$vip" "$LOAD/stop" >"$LOAD/kept" 2>&1 </dev/null &
	lab_in client "$E2E/load" udp "${1:-10.96.44.44}" "$LOAD/stop" >"$LOAD/udp" 2>&1 </dev/null &
	LOADS=$(jobs -p | tail -n 3)
	sleep 0.5
}

# load_stop: end it; fails when a packet was lost or a connection failed, were it one
load_stop()
{
	local code=0 pid

	touch "$LOAD/stop"
	for pid in $LOADS; do
		wait "$pid" || code=1
	done
	cat "$LOAD"/{curl,kept,udp}
	[ $code = 0 ] || fail "the load saw losses"
}

child_pid() { pgrep -P "$(<"$LAB_DIR/sluiced.pid")" -x "${1:0:15}"; }
is_other_child() { local pid; pid=$(child_pid "$1") && [ "$pid" != "$2" ]; }

# is_alone: nobody of the gateway lives in the board's namespace
is_alone() { [ -z "$(ip netns pids "$LAB-board")" ]; }

# is_running: the gateway does; of one that ended and is not yet reaped there is no program
is_running() { readlink "/proc/$(<"$LAB_DIR/sluiced.pid")/exe" >/dev/null; }

# accounting_holds: rx + from twin + generated = tx + to twin + consumed + dropped + held, per
# worker, within some seconds, in which the last packets come to rest
accounting_holds()
{
	local no said

	for no in $(seq 20); do
		! said=$(sluice workers -o json | /usr/bin/python3 -c '
import json, sys
bad = 0
workers = json.load(sys.stdin)["workers"]
for w in workers:
    came = w["rx"] + w["fromTwin"] + w["generated"]
    went = w["tx"] + w["toTwin"] + w["consumed"] + w["dropped"] + w["held"]
    if came != went:
        bad = 1
        print("packets are not accounted for:", came, "came", went, "went", w)
sys.exit(bad or not workers)' 2>&1) || return 0
		sleep 0.2
	done
	fail "$said"
}

# board_yaml DEVICE [MORE_OF_PORT]: of a board with one port; WORKERS, FLOWS and HUGEPAGES count
board_yaml()
{
	cat <<-YAML
		apiVersion: sluice/v1
		kind: Board
		metadata: {name: edge-1}
		spec:
		  cores: {control: 0, workers: [${WORKERS:-1}], idle: sleep}
		  flows: ${FLOWS:-4096}
		  memory: {hugepages: ${HUGEPAGES:-off}}
		  ports:
		  - {name: p0, device: "$1"${2:-}}
		  cluster: {podCIDRs: [10.180.0.0/16]}
		  manifests: [$LAB_DIR/manifests]
		  management: {socket: $LAB_SOCKET, readOnlySocket: $LAB_DIR/run/view.sock, group: sluice}
	YAML
}

# diagnosis: what the board says of itself
diagnosis()
{
	[ -d "$LAB_DIR" ] || return 0
	echo "-- sluiced.log:"
	tail -n 15 "$LAB_DIR/sluiced.log" 2>/dev/null
	is_running || return 0
	echo "-- sluice workers, ports and drops:"
	sluice workers 2>&1
	sluice ports 2>&1
	sluice drops 2>&1
}
