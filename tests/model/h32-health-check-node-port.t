H32: a LoadBalancer Service with externalTrafficPolicy Local has a healthCheckNodePort. It answers
200 while there is a ready endpoint on this node, else 503.

# families: 4 6

  $ . "$TESTDIR/lib.sh"
  $ port=$((30200 + $$ % 2500))
  $ [ $FAMILY = 4 ] && at=127.32.$((RANDOM % 200 + 1)).1 || at=::1
  $ [ $FAMILY = 4 ] && url=http://$at:$port || url=http://[$at]:$port
  $ board_start health "{\"enabled\": true, \"addresses\": [\"$at\"], \"port\": 0}"
  $ ask() { curl -gsS -i "$url/$1" | tr -d '\r' | grep -v '^Date:\|^Connection:\|^$'; }
  $ code() { curl -gs -o /dev/null -w '%{http_code}\n' "$url"; }
  $ service() { apply 2>/dev/null <<Y
  > apiVersion: v1
  > kind: Service
  > metadata: {name: ${2:-kubia}}
  > spec:
  >   type: LoadBalancer
  >   externalTrafficPolicy: $1
  >   ${3-healthCheckNodePort: $port}
  >   ipFamilies: [$IPFAMILY]
  >   selector: {app: kubia}
  >   ports: [{name: http, port: 80}, {name: https, port: 443}]
  > Y
  > }
  $ pod() { apply 2>/dev/null <<Y
  > apiVersion: v1
  > kind: Pod
  > metadata: {name: $1, labels: {app: kubia}${4:-}}
  > spec: {nodeName: $3}
  > status: {podIP: "$2"${5:-}}
  > Y
  > }

Without an endpoint on this node, though there is one on another:

  $ service Local
  service/kubia created
  $ pod far $POD1 edge-2
  pod/far created
  $ ask
  HTTP/1.1 503 Service Unavailable
  Content-Type: application/json
  X-Content-Type-Options: nosniff
  X-Load-Balancing-Endpoint-Weight: 0
  Content-Length: 97
  {"service":{"namespace":"default","name":"kubia"},"localEndpoints":0,"serviceProxyHealthy":true}

With two; each is counted once, though it serves two ports:

  $ pod near $POD2 edge-1
  pod/near created
  $ pod beside $POD3 edge-1
  pod/beside created
  $ ask
  HTTP/1.1 200 OK
  Content-Type: application/json
  X-Content-Type-Options: nosniff
  X-Load-Balancing-Endpoint-Weight: 2
  Content-Length: 97
  {"service":{"namespace":"default","name":"kubia"},"localEndpoints":2,"serviceProxyHealthy":true}

An endpoint that is not ready does not count:

  $ pod near $POD2 edge-1 '' ', conditions: [{type: Ready, status: "False"}]'
  pod/near configured
  $ ask | grep -e Weight -e HTTP
  HTTP/1.1 200 OK
  X-Load-Balancing-Endpoint-Weight: 1

Only terminating ones are left: 503, while they still get traffic.

  $ sluice delete pod near
  pod "near" deleted
  $ pod beside $POD3 edge-1 ', deletionTimestamp: "2026-01-01T00:00:00Z"'
  pod/beside configured
  $ code
  503
  $ blocks default/kubia | named | grep -c '@pod3.*Local.*terminating'
  2

The port is there only for LoadBalancer with Local: it goes with the policy, comes back with it, and
goes with the Service.

  $ service Cluster kubia ""
  service/kubia configured
  $ code
  000
  [7]
  $ service Local
  service/kubia configured
  $ code
  503
  $ sluice delete svc kubia
  service "kubia" deleted
  $ code
  000
  [7]

What another program holds is told as an event of the Service, and opened when it is free.

  $ /usr/bin/python3 -c '
  > import signal, socket, sys
  > s = socket.socket(socket.AF_INET6 if ":" in sys.argv[1] else socket.AF_INET)
  > s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
  > s.bind((sys.argv[1], int(sys.argv[2])))
  > s.listen()
  > print("held", flush=True)
  > signal.alarm(60)
  > signal.pause()' $at $port > held & holder=$!
  $ until grep -qs held held; do sleep 0.05; done
  $ service Local
  service/kubia created
  $ until sluice describe svc kubia | grep FailedToStart >event; do sleep 0.05; done
  $ sed -E "s/$port/PORT/g; s/$at/ADDRESS/; s/  +/  /g; s/ [0-9]s / Ns /" event
    Warning  FailedToStartServiceHealthcheck  Ns  sluice  health check node port PORT cannot be opened on ADDRESS: Address already in use
  $ kill $holder
  $ for i in $(seq 100); do [ "$(code)" = 000 ] || break; sleep 0.1; done; code
  503

A restart opens it again:

  $ board_restart
  $ code
  503
