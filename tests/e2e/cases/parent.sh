# SPDX-License-Identifier: BSD-3-Clause
# Copyright (c) 2026 Sluice maintainers
# shellcheck shell=bash
#
# lab: 1
#
# The parent ends, in order or not: nothing stays behind.

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
