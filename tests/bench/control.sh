# SPDX-License-Identifier: BSD-3-Clause
# Copyright (c) 2026 Sluice maintainers
# shellcheck shell=bash
#
# The bench "control": the programs as they are, in a namespace with one port on a veth, whose other
# end is client and endpoints at once. To be sourced by tests/bench/run.

. "$top/platform/lib/lab.sh"

control_board()
{
	cat <<-YAML
		apiVersion: sluice/v1
		kind: Board
		metadata: {name: bench}
		spec:
		  cores: {control: 0, workers: [1], idle: ${1}}
		  flows: 4096
		  memory: {hugepages: off}
		  ports:
		  - name: p0
		    device: "net_af_packet0,iface=wire0,qpairs=1,framecnt=4096"
		    addresses: [192.0.2.1/24]
		    neighbors: [{address: 192.0.2.2, mac: "02:00:00:00:00:02"}]
		  routes: [{to: 0.0.0.0/0, via: 192.0.2.2}]
		  manifests: [$LAB_DIR/manifests]
		  management: {socket: $LAB_SOCKET, readOnlySocket: $LAB_DIR/run/view.sock, group: sluice}
	YAML
}

control_end()
{
	[ -z "$control_child" ] || kill -TERM "$control_child" 2>/dev/null
	control_child=
	lab_down
}

# control_measure IDLE PROGRAM_ARGUMENT...: a board of its own for one run of bench-control
control_measure()
{
	local idle=$1 code

	shift
	lab_board_up && mkdir "$LAB_DIR/staged" || return
	ip -n "$LAB-board" link add wire0 address 02:00:00:00:00:01 type veth peer name probe0 address 02:00:00:00:00:02 || return
	_lab_quiet board wire0 && _lab_quiet board probe0 || return
	control_board "$idle" >"$LAB_DIR/board.yaml"
	lab_sluiced_start || return
	ip netns exec "$LAB-board" taskset -c 0 "$build/tests/bench/bench-control" "$@" -i probe0 \
		-s "$LAB_SOCKET" -d "$LAB_DIR/staged" -f "$LAB_DIR/manifests" \
		-p "$(pgrep -P "$(<"$LAB_DIR/sluiced.pid")" -x sluice-control)" &
	control_child=$!
	wait "$control_child"
	code=$?
	control_child=
	[ $code = 0 ] || tail -n 15 "$LAB_DIR/sluiced.log" >&2
	lab_down
	return $code
}

# control_bench [SERVICES...]: all figures
control_bench()
{
	local n seconds code=0

	control_begin || return
	[ $# -gt 0 ] || set -- 100 1000 10000
	for n; do
		seconds=10
		[ "$n" -lt 10000 ] || seconds=60
		control_measure spin -n "$n" -c 1000 -r 1000 -t $seconds || code=1
		control_measure spin -n "$n" -c 1000 -P || code=1
	done
	control_measure spin -n 10 -k 1000 -c 300 || code=1
	return $code
}

control_begin()
{
	[ "$(id -u)" = 0 ] || { echo "bench control: namespaces need root; run with sudo" >&2; return 1; }
	control_child=
	lab_use "${SLUICE_LAB_PREFIX:-bc$$}c" || return
	trap control_end EXIT
	trap 'exit 130' INT TERM HUP
}
