# SPDX-License-Identifier: BSD-3-Clause
# Copyright (c) 2026 Sluice maintainers
# shellcheck shell=bash
#
# lab: shared
#
# sluice-control dies and comes back: traffic does not notice, and nothing applied is forgotten.

KILLS=20

# What must be the same before and after: all Services with their addresses and node ports.
objects() { sluice get svc,pods,endpoints -A --no-headers | sed 's/ *[^ ]*$//'; }
is_as_before() { [ "$(objects)" = "$1" ]; }

test_kill_at_random_moments_loses_nothing()
{
	local no before pid

	RANDOM=1
	want "the pods' Service" sluice apply -f "$KUBIA"
	udp_service
	before=$(objects)
	load_start
	for no in $(seq $KILLS); do
		sleep "0.$((RANDOM % 4))$((RANDOM % 10))"
		apply_text '
apiVersion: v1
kind: Service
metadata: {name: midway}
spec: {clusterIP: 10.96.44.51, ports: [{port: 80}]}' >/dev/null 2>&1 &
		sleep "0.0$((RANDOM % 10))"
		soon 5 "control runs" child_pid sluice-control
		pid=$(child_pid sluice-control)
		kill -KILL "$pid"
		soon 5 "control is started anew" is_other_child sluice-control "$pid"
	done
	soon 10 "the board is ready" eval 'sluice status | grep -q "^State: *ready"'
	sluice delete svc midway
	load_stop
	soon 5 "every object is as before" is_as_before "$before"
}
