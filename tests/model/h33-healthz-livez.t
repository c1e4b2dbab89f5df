H33: /healthz and /livez, on port 10256 unless the board says otherwise. /healthz fails also when
the node is about to be removed by the autoscaler, /livez only when the tables are stale.

  $ . "$TESTDIR/lib.sh"
  $ at=127.33.$((RANDOM % 200 + 1)).1
  $ board_start health "{\"addresses\": [\"$at\"]}"
  $ ask() { curl -sS -i "http://$at:10256$1" | tr -d '\r' | grep -v '^Date:\|^Connection:\|^$' | sed -E "s/[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9:]{8}\.[0-9]{9}/TIME/g"; }
  $ node() { apply 2>/dev/null <<Y
  > apiVersion: v1
  > kind: Node
  > metadata: {name: $1${3:-}}
  > spec: {taints: [$2]}
  > Y
  > }
  $ ask /healthz
  HTTP/1.1 200 OK
  Content-Type: application/json
  X-Content-Type-Options: nosniff
  Content-Length: 134
  {"lastUpdated":"TIME +0000 UTC","currentTime":"TIME +0000 UTC","nodeEligible":true}
  $ ask /livez
  HTTP/1.1 200 OK
  Content-Type: application/json
  X-Content-Type-Options: nosniff
  Content-Length: 114
  {"lastUpdated":"TIME +0000 UTC","currentTime":"TIME +0000 UTC"}
  $ ask /metrics
  HTTP/1.1 404 Not Found
  Content-Type: application/json
  X-Content-Type-Options: nosniff
  Content-Length: 42
  {"error":"there are /healthz and /livez"}

Another node that is removed is not ours:

  $ removed='{key: ToBeDeletedByClusterAutoscaler, value: "1700000000", effect: NoSchedule}'
  $ node edge-2 "$removed"
  node/edge-2 created
  $ ask /healthz | head -n 1
  HTTP/1.1 200 OK

This one, by the taint, then by its deletion:

  $ node edge-1 "$removed"
  node/edge-1 configured
  $ ask /healthz
  HTTP/1.1 503 Service Unavailable
  Content-Type: application/json
  X-Content-Type-Options: nosniff
  Content-Length: 135
  {"lastUpdated":"TIME +0000 UTC","currentTime":"TIME +0000 UTC","nodeEligible":false}
  $ ask /livez | head -n 1
  HTTP/1.1 200 OK
  $ node edge-1 '{key: other, effect: NoSchedule}'
  node/edge-1 configured
  $ ask /healthz | head -n 1
  HTTP/1.1 200 OK
  $ node edge-1 '' ', deletionTimestamp: "2026-01-01T00:00:00Z"'
  node/edge-1 configured
  $ ask /healthz | head -n 1
  HTTP/1.1 503 Service Unavailable
  $ node edge-1 ''
  node/edge-1 configured
  $ ask /healthz | head -n 1
  HTTP/1.1 200 OK

Switched off, there is nothing:

  $ board_stop
  $ board_start health "{\"addresses\": [\"$at\"], \"enabled\": false}"
  $ curl -s "http://$at:10256/healthz"
  [7]
