# SPDX-License-Identifier: BSD-3-Clause
# Copyright (c) 2026 Sluice maintainers
# shellcheck shell=bash
#
# lab: shared
#
# Who may do what: capabilities and users of every thread, and the ports listened on.

# threads PID KEY: the different values among its threads
threads() { sed -n "s/^$2:[[:space:]]*//p" /proc/"$1"/task/*/status | sort -u; }

test_children_hold_no_capability()
{
	local name pid key uid

	uid=$(id -u sluice)
	for name in sluice-forwarder sluice-control; do
		pid=$(child_pid $name) || fail "$name does not run"
		for key in CapEff CapPrm CapInh CapAmb; do
			[ "$(threads "$pid" $key)" = 0000000000000000 ] ||
				fail "$name has $key: $(threads "$pid" $key)"
		done
		[ "$(threads "$pid" Uid)" = "$uid	$uid	$uid	$uid" ] ||
			fail "$name has other users: $(threads "$pid" Uid)"
	done
}

test_parent_alone_is_root()
{
	local pid root

	for pid in $(ip netns pids "$LAB-board"); do
		case $(<"/proc/$pid/comm") in
		sluiced) [ "$(threads "$pid" Uid)" = "0	0	0	0" ] || fail "sluiced is not root" ;;
		sluice-*) ;;
		*) fail "an unknown process: $(tr '\0' ' ' <"/proc/$pid/cmdline")" ;;
		esac
		root+=$(grep -c '^Uid:.*[[:space:]]0[[:space:]]' "/proc/$pid/status")
	done
	[ "$(tr -d 0 <<<"$root")" = 1 ] || fail "not one process alone is root: $root"
}

test_nothing_listens_below_1024()
{
	local said

	said=$(board ss -Hltun | awk '{n = split($5, a, ":"); if (a[n] + 0 < 1024) print}')
	[ -z "$said" ] || fail "listens: $said"
}
