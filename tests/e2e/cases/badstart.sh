# SPDX-License-Identifier: BSD-3-Clause
# Copyright (c) 2026 Sluice maintainers
# shellcheck shell=bash
#
# lab: bare
#
# Starts that cannot be: exit 1, words that name the remedy, and nothing left behind.

SLUICED_OPTIONS=--lab

try()
{
	# shellcheck disable=SC2086
	board "$LAB_DIR/libexec/sluiced" $SLUICED_OPTIONS --config "$LAB_DIR/board.yaml" \
		--run-dir "$LAB_DIR/run" --state-dir "$LAB_DIR/state"
}

# refuses PATTERN DEVICE [MORE_OF_PORT]
refuses()
{
	board_yaml "$2" "${3:-}" >"$LAB_DIR/board.yaml"
	refuses_file "$1"
}

refuses_file()
{
	exits 1 "$1" try
	is_alone || fail "processes stay behind"
	[ "$(ip -n "$LAB-board" -br link | wc -l)" = "$(ip -n "$LAB-board" -br link | grep -cE '^(lo|few0|few1)[ @]')" ] ||
		fail "interfaces stay behind: $(ip -n "$LAB-board" -br link)"
	[ -z "$(find "$LAB_DIR/run" -type s 2>/dev/null)" ] || fail "sockets stay behind"
	rm -rf "$LAB_DIR/state"
}

test_hugepages_required()
{
	FLOWS=16777216 HUGEPAGES=required refuses 'sysctl -w vm.nr_hugepages=[0-9]+' net_tap0,iface=sltap0
}

test_no_such_interface() { refuses "no interface 'nope0': see ip link" net_af_packet0,iface=nope0,qpairs=1; }
test_unknown_device() { refuses "net_teleport0.*neither a PCI address" net_teleport0; }

test_fewer_queues_than_workers()
{
	want "a pair of interfaces" ip -n "$LAB-board" link add few0 type veth peer name few1
	WORKERS=1,2 refuses 'qpairs=2' net_af_packet0,iface=few0,qpairs=1
}

test_twin_goes_when_a_later_port_fails()
{
	board_yaml net_tap0,iface=sltap0 ', twin: sluice0' >"$LAB_DIR/board.yaml"
	sed -i "s/^  cluster:/  - {name: p1, device: \"net_af_packet1,iface=nope0\"}\n&/" "$LAB_DIR/board.yaml"
	refuses_file "no interface 'nope0'"
}

test_null_without_lab()
{
	SLUICED_OPTIONS=
	refuses 'start sluiced with --lab' net_null0
}

test_cores_that_are_not_there()
{
	SLUICED_OPTIONS=
	WORKERS=900 refuses 'core 900.*change spec.cores' net_tap0,iface=sltap0
}

test_not_root()
{
	exits 1 'must be started as root: sudo' setpriv --reuid nobody --clear-groups \
		"$LAB_DIR/libexec/sluiced" --config "$LAB_DIR/board.yaml"
}

test_no_configuration()
{
	rm -f "$LAB_DIR/board.yaml"
	refuses_file 'board.yaml.*[Nn]o such file'
}

test_unknown_field() { refuses 'board.yaml:[0-9]+:[0-9]+: .*did you mean "twin"' net_tap0,iface=sltap0 ', twinn: x'; }
test_worker_on_the_control_core() { WORKERS=0 refuses 'board.yaml:[0-9]+:[0-9]+: ' net_tap0,iface=sltap0; }

test_second_instance()
{
	board_yaml net_tap0,iface=sltap0 >"$LAB_DIR/board.yaml"
	want "the first" lab_sluiced_start
	exits 1 "$LAB_DIR/run.*pid|already" try
	want "the first goes on" sluice status
	want "it ends" lab_sluiced_stop
}
