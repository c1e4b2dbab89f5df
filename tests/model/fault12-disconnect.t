Fault 12: a client that goes away in the middle of its request, or before it has read the answer: an
apply is done whole or not at all, and nobody else notices.

  $ . "$TESTDIR/lib.sh"
  $ board_start
  $ cat >ask.py <<'P'
  > import json, socket, sys
  > # apply NAME, send only so many bytes of it (0: all, below: but so many), leave without reading
  > text = "".join("---\napiVersion: v1\nkind: Service\nmetadata: {name: %s-%d}\n"
  >                "spec: {ports: [{port: 80}]}\n" % (sys.argv[1], i) for i in range(50))
  > ask = json.dumps({"jsonrpc": "2.0", "id": 1, "method": "apply", "params": {"text": text, "file": "f"}}) + "\n"
  > s = socket.socket(socket.AF_UNIX)
  > s.connect("run/control.sock")
  > s.sendall(ask.encode()[:int(sys.argv[2]) or None])
  > s.close()
  > P
  $ count() { sluice get svc -o name 2>/dev/null | grep -c "$1"; }
  $ settled() { for i in $(seq 100); do [ "$(count "$1")" = "$2" ] && break; sleep 0.05; done; count "$1"; }
  $ for bytes in 1 100 1000 -2 -1; do /usr/bin/python3 ask.py half $bytes; done
  $ /usr/bin/python3 ask.py whole 0
  $ settled whole 50
  50
  $ count half
  0
  [1]
  $ sluice status | grep State
  State:          ready
