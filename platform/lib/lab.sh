# SPDX-License-Identifier: BSD-3-Clause
# Copyright (c) 2026 Sluice maintainers
# shellcheck shell=bash
#
# A laboratory of network namespaces on one machine: a client outside, the board, three pods behind
# it and two addresses of the world outside the cluster. To be sourced; functions are lab_*.
#
#   PREFIX-client            PREFIX-board                      PREFIX-pods (only a bridge)
#   eth0 192.0.2.2/24 ------ wire0 : sluice0 192.0.2.1/24       br0
#                            pods0 : sluice1 10.180.0.1/24 ---- board    PREFIX-pod1..3
#                                          198.51.100.1/24      pod1..3 - eth0 10.180.0.11..13/32
#                                                               ext ----- eth0 198.51.100.2/24
#                                                                         lo 11.11.11.11, 22.22.22.22
#
# wire0 and pods0 are ports of the board, taken by DPDK; sluice0 and sluice1 their twins in the
# kernel. A pod has a /32 and a route to its gateway alone, so pods meet through the board.
#
# Everything made carries the prefix: the namespaces, and one directory, LAB_DIR. lab_down ends
# sluiced in order, by its pid file, then whatever else runs inside the namespaces.

LAB_TOP=$(realpath "$(dirname "${BASH_SOURCE[0]}")/../..")
LAB_PODS=(10.180.0.11 10.180.0.12 10.180.0.13)
LAB_PROGRAMS=(sluiced/sluiced forwarder/sluice-forwarder control/sluice-control)
LAB_POD_NAMES=(kubia-q3k8z kubia-7nf01 kubia-x7k2p)

# lab_use [PREFIX]: say which laboratory the other functions mean
lab_use()
{
	LAB=${1:-${SLUICE_LAB_PREFIX:-lab$$}}
	# Names of interfaces are made from it for a moment, and those hold 15 characters.
	case $LAB in
	'' | *[!a-z0-9]* | ?????????????*)
		echo "lab: a prefix is 1 to 12 of a-z and 0-9, not \"$LAB\"" >&2
		return 2
		;;
	esac
	LAB_DIR=/var/lib/sluice-lab-$LAB
	LAB_BUILD=${LAB_BUILD:-$LAB_TOP/build}
	LAB_SOCKET=$LAB_DIR/run/control.sock
}

# lab_in NAME COMMAND...: run in the namespace PREFIX-NAME
lab_in()
{
	local ns=$LAB-$1

	shift
	ip netns exec "$ns" "$@"
}

# lab_sluice ARGUMENT...: the command line, spoken to this laboratory's board
lab_sluice()
{
	SLUICE_SOCKET=$LAB_SOCKET "$LAB_BUILD/app/cli/sluice" "$@"
}

# Join two namespaces: _lab_wire NAME DEV NAME DEV. Offloads are off at both ends, else frames carry
# checksums that nobody has finished; no IPv6, whose chatter would be counted.
_lab_wire()
{
	ip -n "$LAB-$1" link add "$2" type veth peer name "$4" netns "$LAB-$3" || return
	_lab_quiet "$1" "$2" && _lab_quiet "$3" "$4"
}

_lab_quiet()
{
	lab_in "$1" ethtool -K "$2" tx off rx off gro off gso off tso off >/dev/null || return
	lab_in "$1" sysctl -qw "net.ipv6.conf.$2.disable_ipv6=1" || return
	ip -n "$LAB-$1" link set "$2" up
}

_lab_namespace()
{
	ip netns add "$LAB-$1" || return
	lab_in "$1" sysctl -qw net.ipv6.conf.all.disable_ipv6=1 net.ipv6.conf.default.disable_ipv6=1 \
		net.ipv4.conf.all.rp_filter=0 net.ipv4.conf.default.rp_filter=0 || return
	ip -n "$LAB-$1" link set lo up
}

# Have an nginx read its configuration again: _lab_nginx_reload MASTER. Workers of before go on
# accepting for a moment; this waits, for 2 s at most, until they are gone.
_lab_nginx_reload()
{
	local before pid

	before=$(<"/proc/$1/task/$1/children")
	kill -HUP "$1" || return
	for _ in $(seq 100); do
		for pid in $before; do
			! kill -0 "$pid" 2>/dev/null || { sleep 0.02; continue 2; }
		done
		return 0
	done
}

# A web server in a namespace: _lab_nginx NAMESPACE TEXT PORT [TLS_PORT]
_lab_nginx()
{
	local home=$LAB_DIR/$1 tls=

	mkdir -p "$home" || return
	[ -z "${4:-}" ] ||
		tls="listen $4 ssl; ssl_certificate $LAB_DIR/tls.crt; ssl_certificate_key $LAB_DIR/tls.key;"
	cat >"$home/nginx.conf" <<-CONF
		user nobody nogroup;
		worker_processes 1;
		pid $home/nginx.pid;
		error_log $home/error.log;
		events { worker_connections 4096; }
		http {
			access_log off;
			default_type text/plain;
			keepalive_requests 1000000;
			client_body_temp_path $home/body;
			proxy_temp_path $home/proxy;
			fastcgi_temp_path $home/fastcgi;
			uwsgi_temp_path $home/uwsgi;
			scgi_temp_path $home/scgi;
			server {
				listen $3 reuseport backlog=4096;
				$tls
				return 200 "$2\n";
			}
		}
	CONF
	if [ -s "$home/nginx.pid" ] && kill -0 "$(<"$home/nginx.pid")" 2>/dev/null; then
		_lab_nginx_reload "$(<"$home/nginx.pid")"
	else
		lab_in "$1" nginx -e "$home/error.log" -c "$home/nginx.conf"
	fi
}

# lab_pod_name INDEX NAME: let the pod (from 1) answer with another name from now on
lab_pod_name()
{
	_lab_nginx "pod$1" "You've hit $2" 8080 8443
}

_lab_pod()
{
	local no=$1

	_lab_namespace "pod$no" || return
	_lab_wire "pod$no" eth0 pods "pod$no" || return
	ip -n "$LAB-pods" link set "pod$no" master br0 || return
	ip -n "$LAB-pod$no" address add "${LAB_PODS[no - 1]}/32" dev eth0 || return
	ip -n "$LAB-pod$no" route add 10.180.0.1 dev eth0 scope link || return
	ip -n "$LAB-pod$no" route add default via 10.180.0.1 dev eth0 src "${LAB_PODS[no - 1]}" || return
	lab_pod_name "$no" "${LAB_POD_NAMES[no - 1]}"
}

_lab_ext()
{
	local a

	_lab_namespace ext || return
	_lab_wire ext eth0 pods ext || return
	ip -n "$LAB-pods" link set ext master br0 || return
	ip -n "$LAB-ext" address add 198.51.100.2/24 dev eth0 || return
	ip -n "$LAB-ext" route add default via 198.51.100.1 || return
	for a in 11.11.11.11 22.22.22.22; do
		ip -n "$LAB-ext" address add "$a/32" dev lo || return
	done
	# nginx knows which of its addresses was asked.
	# shellcheck disable=SC2016
	_lab_nginx ext 'You'\''ve reached $server_addr' 80
}

_lab_links()
{
	local to

	_lab_namespace client && _lab_namespace board && _lab_namespace pods || return
	_lab_wire client eth0 board wire0 || return
	ip -n "$LAB-client" address add 192.0.2.2/24 dev eth0 || return
	for to in 10.96.0.0/12 203.0.113.0/24 10.180.0.0/16; do
		ip -n "$LAB-client" route add "$to" via 192.0.2.1 || return
	done
	ip -n "$LAB-pods" link add br0 type bridge mcast_snooping 0 forward_delay 0 || return
	ip -n "$LAB-pods" link set br0 up || return
	_lab_wire board pods0 pods board || return
	ip -n "$LAB-pods" link set board master br0
}

# lab_links_up: namespaces, wires and servers, all but the gateway
lab_links_up()
{
	local no

	[ "$(id -u)" = 0 ] || { echo "lab: namespaces need root; run with sudo" >&2; return 1; }
	if [ -e "$LAB_DIR" ]; then
		echo "lab: $LAB is up already; take it down with: platform/lab down $LAB" >&2
		return 1
	fi
	mkdir -m 0755 "$LAB_DIR" && mkdir -m 0755 "$LAB_DIR/manifests" || return
	openssl req -x509 -newkey rsa:2048 -nodes -days 30 -subj /CN=kubia.example.com \
		-keyout "$LAB_DIR/tls.key" -out "$LAB_DIR/tls.crt" 2>/dev/null || return
	_lab_links || return
	for no in "${!LAB_PODS[@]}"; do
		_lab_pod $((no + 1)) || return
	done
	_lab_ext
}

# lab_board_config [WORKER_CORES]: the board's configuration, from conf/lab-board.yaml
lab_board_config()
{
	local cores=${1:-1} commas

	commas=${cores//[!,]/}
	sed -e "s|/run/sluice-lab|$LAB_DIR|g" -e "s|workers: \[1\]|workers: [$cores]|" \
		-e "s|qpairs=1|qpairs=$((${#commas} + 1))|g" "$LAB_TOP/conf/lab-board.yaml"
}

# lab_sluiced_start: start the gateway with LAB_DIR/board.yaml and wait for it
lab_sluiced_start() { lab_sluiced_start_by env; }

# lab_sluiced_start_by COMMAND...: the same, by a command that becomes it
lab_sluiced_start_by()
{
	# setsid: an interrupt at the terminal is for the script, which then ends it in order.
	setsid ip netns exec "$LAB-board" "$@" "$LAB_DIR/libexec/sluiced" --lab \
		--config "$LAB_DIR/board.yaml" --run-dir "$LAB_DIR/run" --state-dir "$LAB_DIR/state" >>"$LAB_DIR/sluiced.log" 2>&1 </dev/null &
	echo $! >"$LAB_DIR/sluiced.pid"
	lab_sluiced_wait
}

# Copies of the programs, where the user sluice may execute them: the tree may stand in a home that
# only its owner sees, and /run is often mounted noexec.
_lab_programs()
{
	local p

	mkdir -p "$LAB_DIR/libexec" || return
	for p in "${LAB_PROGRAMS[@]}"; do
		cp "$LAB_BUILD/app/$p" "$LAB_DIR/libexec/" || return
	done
}

# lab_board_up: only the board, not started, for configurations with other ports
lab_board_up()
{
	[ ! -e "$LAB_DIR" ] || { echo "lab: $LAB is up already" >&2; return 1; }
	mkdir -m 0755 "$LAB_DIR" && mkdir -m 0755 "$LAB_DIR/manifests" || return
	_lab_namespace board && _lab_programs
}

# lab_sluiced_wait: until it is ready, 20 s at most
lab_sluiced_wait()
{
	local pid

	pid=$(<"$LAB_DIR/sluiced.pid")
	for _ in $(seq 100); do
		kill -0 "$pid" 2>/dev/null || break
		! lab_sluice status --wait=1 >/dev/null 2>&1 || return 0
		sleep 0.2
	done
	echo "lab: sluiced did not become ready; it said:" >&2
	tail -20 "$LAB_DIR/sluiced.log" >&2
	return 1
}

# lab_sluiced_stop: end it in order; 0 when it was gone within 5 s
lab_sluiced_stop()
{
	_lab_end "$LAB_DIR/sluiced.pid" 5
}

# lab_up [WORKER_CORES]: all of it, with the gateway running on no manifests
lab_up()
{
	local p

	for p in "${LAB_PROGRAMS[@]}" cli/sluice; do
		[ -x "$LAB_BUILD/app/$p" ] ||
			{ echo "lab: $LAB_BUILD/app/$p is not built; run: ninja -C build" >&2; return 1; }
	done
	lab_links_up || return
	_lab_programs || return
	lab_board_config "${1:-1}" >"$LAB_DIR/board.yaml" || return
	lab_sluiced_start
}

# End a process by its pid file: TERM, and KILL after so many seconds (then 1).
_lab_end()
{
	local pid

	[ -s "$1" ] || return 0
	pid=$(<"$1")
	rm -f "$1"
	kill -TERM "$pid" 2>/dev/null || return 0
	for _ in $(seq $(($2 * 20))); do
		kill -0 "$pid" 2>/dev/null || return 0
		sleep 0.05
	done
	kill -KILL "$pid" 2>/dev/null
	return 1
}

# lab_down: everything back as it was; harmless where nothing is up
lab_down()
{
	local ns pid

	[ ! -d "$LAB_DIR" ] || lab_sluiced_stop
	for ns in $(ip netns list | awk -v p="^$LAB-(client|board|pods|pod[0-9]+|ext)$" '$1 ~ p {print $1}'); do
		for pid in $(ip netns pids "$ns"); do
			[ "$pid" = "$$" ] || kill -KILL "$pid" 2>/dev/null
		done
		ip netns del "$ns"
	done
	rm -rf "$LAB_DIR"
}

# lab_env: what another shell needs to look around
lab_env()
{
	echo "export SLUICE_LAB_PREFIX=$LAB"
	echo "export SLUICE_SOCKET=$LAB_SOCKET"
	echo "export PATH=$LAB_BUILD/app/cli:\$PATH"
}
