# SPDX-License-Identifier: BSD-3-Clause
# Copyright (c) 2026 Sluice maintainers
# shellcheck shell=bash
#
# lab: shared
#
# The board's own addresses through the twin, and how VIPs make themselves known on the wire.

LB_VIP=203.0.113.20

test_board_answers_ping() { exits 0 ' 0% packet loss' client ping -c 3 -i 0.2 -W 2 $BOARD_IP; }

# Each question has one answer: the kernel below the port is to be silent.
test_board_answers_arp_once()
{
	exits 0 'Received 3 response' client arping -c 3 -w 5 -I eth0 $BOARD_IP
}

says_hello() { [ "$(client socat -T 2 - "TCP:$BOARD_IP:$1,connect-timeout=2" </dev/null)" = hello ]; }

test_board_answers_tcp()
{
	ip netns exec "$LAB-board" socat "TCP-LISTEN:8099,bind=$BOARD_IP,reuseaddr,fork" \
		SYSTEM:'echo hello' >/dev/null 2>&1 </dev/null &
	soon 5 "a server of the board's own answers" says_hello 8099
	kill $!
	never "an answer of a port nobody listens on" says_hello 8098
}

# An address of the client's own subnet makes it ask by ARP instead of sending to the board.
test_vip_is_announced_and_answers_arp()
{
	local dump=$LAB_DIR/garp code

	want "the pods to choose from" sluice apply -f "$KUBIA"
	client timeout 10 tcpdump -lnni eth0 -c 1 "arp and src host $LB_VIP" >"$dump" 2>"$dump.err" </dev/null &
	soon 5 "tcpdump listens" grep -q 'listening on' "$dump.err"
	want "applied" apply_text "
apiVersion: v1
kind: Service
metadata: {name: announced}
spec:
  type: LoadBalancer
  loadBalancerIP: $LB_VIP
  ports: [{port: 80, targetPort: 8080}]
  selector: {app: kubia}"
	wait $!
	code=$?
	[ $code = 0 ] || fail "no gratuitous ARP was seen: $(cat "$dump" "$dump.err")"
	exits 0 'Received 2 response' client arping -c 2 -w 5 -I eth0 $LB_VIP
	want "a route on the link" ip -n "$LAB-client" route add $LB_VIP/32 dev eth0
	want "an answer" get "http://$LB_VIP/"
	want "no route" ip -n "$LAB-client" route del $LB_VIP/32
	want "deleted" sluice delete svc announced
	exits 1 'Received 0 response' client arping -c 1 -w 1 -I eth0 $LB_VIP
}
