# SPDX-License-Identifier: BSD-3-Clause
# Copyright (c) 2026 Sluice maintainers
# shellcheck shell=bash
#
# lab: bare
#
# Ports of every kind that needs no hardware, by configuration.

starts()
{
	board_yaml "$1" "${2:-}" >"$LAB_DIR/board.yaml"
	want "ready with $1" lab_sluiced_start
	exits 0 '^State: +ready' sluice status
	exits 0 '^p0 ' sluice ports
	want "it ends in order" lab_sluiced_stop
	is_alone || fail "processes stay behind"
}

test_tap() { starts net_tap0,iface=sltap0; }
test_memif() { starts net_memif0,role=server,id=0; }
test_null() { starts net_null0; }
test_ring() { starts net_ring0 ', mac: "02:00:00:00:00:01"'; }

test_pcap()
{
	# the header of a capture that holds no packet
	printf '\xd4\xc3\xb2\xa1\x02\x00\x04\x00%08d%08d' 0 0 | tr 0 '\0' >"$LAB_DIR/in.pcap"
	printf '\x01\x00\x00\x00' | dd of="$LAB_DIR/in.pcap" bs=1 seek=20 conv=notrunc status=none
	starts "net_pcap0,rx_pcap=$LAB_DIR/in.pcap,tx_pcap=$LAB_DIR/out.pcap" ', mac: "02:00:00:00:00:01"'
}
