# SPDX-License-Identifier: BSD-3-Clause
# Copyright (c) 2026 Sluice maintainers
# shellcheck shell=bash
#
# lab: 1 1,2 1,2,3,4
#
# Any number of workers, and whichever of them a packet reaches, also midway in its flow.

test_services_work()
{
	want "the pods' Service" sluice apply -f "$KUBIA"
	udp_service
	want "all pods" all_pods "http://$(cluster_ip kubia)/"
	want "all pods by node port" all_pods "http://$BOARD_IP:30123/"
	load_start
	sleep 2
	load_stop
}

test_packets_spread()
{
	sluice workers -o json | /usr/bin/python3 -c '
import json, sys
workers = json.load(sys.stdin)["workers"]
print("received per worker:", [w["rx"] for w in workers])
busy = sum(w["rx"] > 0 for w in workers)
sys.exit(len(workers) != int(sys.argv[1]) or busy < min(2, len(workers)))' "$(tr ',' '\n' <<<"$CORES" | wc -l)" ||
		fail "one worker did it all, or their number is wrong"
}
