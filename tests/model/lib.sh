# SPDX-License-Identifier: BSD-3-Clause
# Copyright (c) 2026 Sluice maintainers
# shellcheck shell=bash
#
# What transcripts share. Each begins with:  $ . "$TESTDIR/lib.sh"
#
#   board_start [FIELD VALUE]...  start a board without packets, a real sluice-control; fields of the
#                                 board's spec may be set or, with VALUE null, removed; VALUE is JSON
#                                 or a plain word
#   board_restart, board_stop, board_kill (without warning)
#   disk FOLDER                   the boards started from now on have FOLDER on a disk that may fail:
#   disk_fails "WHAT ERROR"       from now on (tests/crash/failpoint.c), until disk_is_well
#   healthy                       wait until the board is ready; what is wrong when it does not become so
#   sluice ...                    the command line at that board
#   apply ["-f FILE"...]          sluice apply -f -, quick to write in front of a here-document; without
#                                 the lines that tell which fields changed
#   blocks [NS/NAME]              what the forwarder has, or one Service of it
#   named                         a filter: addresses of $FAMILY become @pod1, @vip1 ..., runs of
#                                 blanks become two, so that one text holds for both families
#   aged                          a filter: every age (up to 99 s) becomes 0s
#   manifests                     the folder of manifests that the board watches
#
# A transcript with a line "# families: 4 6" runs once for each, with FAMILY set. These are then:
#   $POD1 ... $POD6     pods on this node's link     $VIP1 ... $VIP3   in the static band of serviceCIDRs
#   $LB1 $LB2           in the pool                  $CLIENT1 $CLIENT2 outside
#   $EXT1               in externalIPCIDRs           $NODE1            the board's own address
#   $IPFAMILY           IPv4 or IPv6
set -o pipefail
export FAMILY=${FAMILY:-4} SLUICE_SOCKET=$PWD/run/control.sock
if [ "$FAMILY" = 4 ]; then
	IPFAMILY=IPv4 _pod=10.180.0.1 _vip=10.96.0.2 _lb=203.0.113.1 _client=198.51.100. _ext=198.18.5. _node=192.0.2.
else
	IPFAMILY=IPv6 _pod=fd00:180::1 _vip=fd00:96::2 _lb=2001:db8:113::1 _client=2001:db8:51:: _ext=2001:db8:18:: _node=2001:db8::
fi
for _i in 1 2 3 4 5 6; do declare "POD$_i=$_pod$_i"; done
for _i in 1 2 3; do declare "VIP$_i=$_vip$_i"; done
LB1=${_lb}7 LB2=${_lb}8 CLIENT1=${_client}7 CLIENT2=${_client}8 EXT1=${_ext}7 NODE1=${_node}1
export IPFAMILY
manifests=$PWD/manifests
board_pid=
disk=()

sluice() { "$BUILD/app/cli/sluice" "$@"; }
apply()
{
	if [ /dev/fd/2 -ef /dev/null ]; then
		sluice apply -f - "$@"
	else # one stream, to keep its order
		sluice apply -f - "$@" 2>&1 | grep -vE '^[a-z0-9.]+/[^ ]+: .* -> '
	fi
}

blocks()
{
	if [ $# = 0 ]; then
		cat blocks.txt
	else
		awk -v name="$1" '/^[^ ]/{on = $1 == name} on' blocks.txt
	fi
}

named()
{
	local i script=

	for i in POD1 POD2 POD3 POD4 POD5 POD6 VIP1 VIP2 VIP3 LB1 LB2 CLIENT1 CLIENT2 EXT1 NODE1; do
		script+="s,${!i//./\\.}\\b,@${i,,},g;"
	done
	sed -E -e "$script" -e 's,\[(@[a-z0-9]+)\],\1,g' -e "s,$IPFAMILY,IPvX,g" -e 's,([^ ])   *,\1  ,g'
}

aged() { sed -E 's/ [0-9]{2}s   / 0s    /g; s/ [0-9]s  / 0s  /g; s/ [0-9]{1,2}s$/ 0s/'; }

board_file()
{
	/usr/bin/python3 - "$manifests" "$@" <<'PY'
import json
import sys

manifests, *rest = sys.argv[1:]
spec = {
    "ports": [{"name": "wire0", "device": "net_null0", "addresses": ["192.0.2.1/24", "2001:db8::1/64"]},
              {"name": "pods0", "device": "net_null1", "addresses": ["10.180.0.1/24", "fd00:180::1/64"]}],
    "node": {"name": "edge-1", "zone": "a"},
    "cluster": {"serviceCIDRs": ["10.96.0.0/12", "fd00:96::/112"], "podCIDRs": ["10.180.0.0/16", "fd00:180::/48"],
                "externalIPCIDRs": ["198.18.5.0/24", "2001:db8:18::/64"],
                "builtinServices": {"kubernetes": False, "dns": False}},
    "pools": [{"name": "default", "ranges": ["203.0.113.16/29", "2001:db8:113::10/124"]}],
    "health": {"enabled": False},
    "manifests": [manifests],
}
for field, value in zip(rest[::2], rest[1::2]):
    at, *path = spec, *field.split(".")
    for name in path[:-1]:
        at = at.setdefault(name, {})
    try:
        at[path[-1]] = json.loads(value)
    except ValueError:
        at[path[-1]] = value
    if at[path[-1]] is None:
        del at[path[-1]]
print(json.dumps({"apiVersion": "sluice/v1", "kind": "Board", "metadata": {"name": "edge-1"}, "spec": spec}, indent=1))
PY
}

_run()
{
	local i

	"${disk[@]}" "$BUILD/tests/model/model-board" "$BUILD/app/control/sluice-control" blocks.txt --config board.yaml \
		--run-dir run --state-dir state </dev/null >>board.log 2>&1 &
	board_pid=$!
	for i in $(seq 200); do
		! grep -qE '^State: +(ready|degraded)' <(sluice status 2>/dev/null) || return 0
		kill -0 $board_pid 2>/dev/null || break
		sleep 0.02
	done
	echo "the board does not start:"
	cat board.log
	return 1
}

disk()
{
	mkdir -p shadow "$1"
	disk=(env LD_PRELOAD="$BUILD/tests/crash/crash-failpoint.so" CRASH_DIR="$(realpath "$1")" CRASH_SHADOW="$PWD/shadow")
}

disk_fails() { echo "$1" >shadow/fail.new && mv shadow/fail.new shadow/fail; }
disk_is_well() { rm -f shadow/fail; }

healthy()
{
	local i

	for i in $(seq 300); do
		! grep -q '^State: *ready' <(sluice status 2>/dev/null) || return 0
		sleep 0.05
	done
	sluice status
}

board_start()
{
	mkdir -p run state "$manifests"
	chmod 750 run
	board_file "$@" >board.yaml
	_run
}

board_stop()
{
	[ -n "$board_pid" ] || return 0
	kill -TERM "$board_pid" 2>/dev/null
	wait "$board_pid"
	board_pid=
}

board_kill()
{
	pkill -KILL -P "$board_pid"
	wait "$board_pid" 2>/dev/null
	board_pid=
}

board_restart()
{
	board_stop
	_run
}

trap board_stop EXIT
