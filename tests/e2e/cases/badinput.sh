# SPDX-License-Identifier: BSD-3-Clause
# Copyright (c) 2026 Sluice maintainers
# shellcheck shell=bash
#
# lab: shared
#
# What people write wrongly: each mistake is told where it is, exit 3, and nothing that runs changes.

# refused PATTERN TEXT: apply ends with 3 and says so; the Services are the same after it
refused()
{
	local before

	before=$(sluice get svc -A --no-headers -o name)
	echo "$2" >"$LAB_DIR/bad.yaml"
	exits 3 "$1" sluice apply -f "$LAB_DIR/bad.yaml"
	[ "$(sluice get svc -A --no-headers -o name)" = "$before" ] || fail "something was applied"
}

# service NAME SPEC: a manifest around what is wrong
service()
{
	printf 'apiVersion: v1\nkind: Service\nmetadata: {name: %s}\nspec:\n%s\n' "$1" "$2"
}

goes_on() { want "an answer" get "http://$(cluster_ip kubia)/"; }

test_ready() { want "conf/kubia applied" sluice apply -f "$KUBIA" && goes_on; }

test_unknown_field()
{
	refused 'bad.yaml:7:5: error: .*targetPrt.*did you mean "targetPort"' \
		"$(service bad $'  ports:\n  - port: 80\n    targetPrt: 80')"
}

test_wrong_type() { refused 'bad.yaml:5:10: error: spec\.ports' "$(service bad '  ports: 80')"; }
test_bad_address() { refused 'bad.yaml:5:14: error: spec\.clusterIP' "$(service bad $'  clusterIP: 10.96.0.300\n  ports: [{port: 80}]')"; }
test_port_out_of_range() { refused 'bad.yaml:5:.*65536' "$(service bad '  ports: [{port: 65536}]')"; }
test_node_port_out_of_range() { refused 'bad.yaml:6:[0-9]+: error: .*nodePort.*30000-32767' "$(service bad $'  type: NodePort\n  ports: [{port: 80, nodePort: 80}]')"; }

test_duplicate_name()
{
	refused 'bad.yaml:.*twice' "$(service twice '  ports: [{port: 80}]')
---
$(service twice '  ports: [{port: 81}]')"
}

test_two_services_on_one_address()
{
	refused 'bad.yaml:.*10\.96\.44\.60' "$(service one $'  clusterIP: 10.96.44.60\n  ports: [{port: 80}]')
---
$(service two $'  clusterIP: 10.96.44.60\n  ports: [{port: 80}]')"
}

test_every_mistake_at_once()
{
	refused 'nonsense' "$(service one '  nonsense: 1')
---
$(service two '  ports: [{port: 0}]')"
	exits 3 'bad.yaml:11:' sluice apply -f "$LAB_DIR/bad.yaml"
}

test_good_one_beside_a_bad_one_is_not_applied()
{
	refused 'bad.yaml' "$(service fine '  ports: [{port: 80}]')
---
$(service bad '  ports: 80')"
	exits 1 'not found' sluice get svc fine
}

test_selector_without_match_is_a_note()
{
	want "applied" apply_text "$(service nobody $'  selector: {app: nobody}\n  ports: [{port: 80}]')"
	want "deleted" sluice delete svc nobody
}

test_huge_file()
{
	truncate -s 1G "$LAB_DIR/huge.yaml"
	exits 3 'huge.yaml: larger than 64 MiB' sluice apply -f "$LAB_DIR/huge.yaml"
	rm "$LAB_DIR/huge.yaml"
}

test_fifo()
{
	mkfifo "$LAB_DIR/fifo.yaml"
	exits 3 'fifo.yaml: neither a file nor a folder' sluice apply -f "$LAB_DIR/fifo.yaml"
	rm "$LAB_DIR/fifo.yaml"
}

test_unreadable_files_in_the_folder()
{
	touch "$LAB_DIR/manifests/secret.yaml"
	chmod 0 "$LAB_DIR/manifests/secret.yaml"
	mkfifo "$LAB_DIR/manifests/fifo.yaml"
	truncate -s 1G "$LAB_DIR/manifests/huge.yaml"
	soon 8 "status tells of the file without permission" told 'secret.yaml.*[Pp]ermission'
	soon 2 "status tells of the FIFO" told 'fifo.yaml.*(FIFO|plain file)'
	soon 2 "status tells of the huge file" told 'huge.yaml.*larger than'
	goes_on
	rm "$LAB_DIR"/manifests/{secret,fifo,huge}.yaml
	soon 5 "all is well" is_ready
}

told() { sluice status 2>&1 | grep -qE "$1"; }
is_ready() { sluice status | grep -q '^State: *ready'; }

test_missing_file() { exits 3 'absent.yaml.*[Nn]o such file' sluice apply -f "$LAB_DIR/absent.yaml"; }
test_no_daemon() { exits 4 "$LAB_DIR/none.sock" sluice get svc --socket "$LAB_DIR/none.sock"; }

test_garbage_on_the_socket()
{
	head -c 100000 /dev/urandom | timeout 5 socat -t 1 - "UNIX-CONNECT:$LAB_SOCKET" >/dev/null 2>&1
	exits 0 '"error"' eval 'echo "{\"jsonrpc\":\"2.0\",\"method\":\"nonsense\",\"id\":1}" |
		timeout 5 socat -t 1 - "UNIX-CONNECT:$LAB_SOCKET"'
	want "status" is_ready
	goes_on
}

# Clients that begin to ask and never end delay nobody.
test_stalled_clients()
{
	local no start pids=

	for no in 1 2 3 4 5; do
		{ printf '{"jsonrpc":"2.0","method":"apply","params":{'; sleep 10; } |
			timeout 10 socat -u - "UNIX-CONNECT:$LAB_SOCKET" >/dev/null 2>&1 &
		pids+=" $!"
	done
	sleep 0.3
	start=$(date +%s%3N)
	want "an apply" sluice apply -f "$KUBIA"
	[ $(($(date +%s%3N) - start)) -lt 2000 ] || fail "others were delayed"
	goes_on
	# shellcheck disable=SC2086
	kill $pids 2>/dev/null
}
