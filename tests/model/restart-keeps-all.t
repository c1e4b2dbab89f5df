A restart keeps every object and every allocation, in order or not: cluster IPs, node ports,
LoadBalancer addresses, health check node ports, uid, creationTimestamp and so AGE.

# families: 4 6

  $ . "$TESTDIR/lib.sh"
  $ board_start
  $ all() { for k in ns no svc ep eps po rs deploy sts; do sluice get $k -A -o json; done | grep -v '"resourceVersion"'; }
  $ cat >"$manifests/filed.yaml" <<Y
  > apiVersion: v1
  > kind: Service
  > metadata: {name: filed}
  > spec:
  >   type: LoadBalancer
  >   externalTrafficPolicy: Local
  >   ipFamilies: [$IPFAMILY]
  >   selector: {app: kubia}
  >   ports: [{name: a, port: 80}, {name: b, port: 443}]
  > ---
  > apiVersion: apps/v1
  > kind: StatefulSet
  > metadata: {name: db, annotations: {sluice/pod-ips: "$POD5, $POD6"}}
  > spec:
  >   selector: {matchLabels: {app: db}}
  >   serviceName: db
  >   template: {metadata: {labels: {app: db}}, spec: {containers: [{name: c, image: i}]}}
  > Y
  $ until sluice get svc filed >/dev/null 2>&1; do sleep 0.02; done
  $ apply <<Y 2>/dev/null
  > apiVersion: v1
  > kind: Service
  > metadata: {name: kubia}
  > spec:
  >   type: LoadBalancer
  >   externalTrafficPolicy: Local
  >   ipFamilies: [$IPFAMILY]
  >   selector: {app: kubia}
  >   ports: [{port: 80}]
  > ---
  > apiVersion: v1
  > kind: Service
  > metadata: {name: dual}
  > spec: {type: NodePort, ipFamilyPolicy: RequireDualStack, ports: [{name: t, port: 53}, {name: u, port: 53, protocol: UDP}]}
  > ---
  > apiVersion: v1
  > kind: Endpoints
  > metadata: {name: dual}
  > subsets: [{addresses: [{ip: "$CLIENT1"}], ports: [{name: t, port: 53}]}]
  > ---
  > apiVersion: v1
  > kind: Pod
  > metadata: {name: kubia-1, labels: {app: kubia}}
  > spec: {nodeName: edge-1}
  > status: {podIP: "$POD1"}
  > ---
  > apiVersion: apps/v1
  > kind: ReplicaSet
  > metadata: {name: rs, annotations: {sluice/pod-ips: "$POD3, $POD4"}}
  > spec:
  >   selector: {matchLabels: {app: kubia}}
  >   template: {metadata: {labels: {app: kubia}}, spec: {containers: [{name: c, image: i}]}}
  > ---
  > apiVersion: v1
  > kind: Namespace
  > metadata: {name: other}
  > Y
  service/kubia created
  service/dual created
  endpoints/dual created
  pod/kubia-1 created
  replicaset.apps/rs created
  namespace/other created
  $ all >before
  $ blocks >blocks.before
  $ grep -c '"uid"' before
  25
  $ sleep 1.1
  $ board_restart
  $ all | diff before -
  $ blocks | diff blocks.before -

Without warning; the file is loaded anew, what it gave is in the state:

  $ board_kill
  $ board_restart
  $ all | diff before -
  $ blocks | diff blocks.before -

A file that is broken by then runs on as it was, with its numbers:

  $ board_kill
  $ cp "$manifests/filed.yaml" good.yaml
  $ echo "sepc: {}" >>"$manifests/filed.yaml"
  $ board_restart
  $ sluice status 2>/dev/null | sed -n 's/^State: */State: /p'
  State: degraded
  [1]
  $ all | diff before -
  $ board_kill
  $ cp good.yaml "$manifests/filed.yaml"
  $ board_restart
  $ all | diff before -

A manifest that claims what another Service has is refused after the restart, too, were it one of a
file:

  $ ip() { sluice get svc $1 -o yaml | sed -n 's/^  clusterIP: //p' | tr -d '"'; }
  $ port() { sluice get svc $1 -o yaml | sed -n 's/.*nodePort: //p' | head -n 1; }
  $ ip=$(ip kubia) port=$(port filed)
  $ apply <<Y 2>&1 | sed "s/$port/PORT/; s/$ip/IP/; s,$manifests/,,"
  > apiVersion: v1
  > kind: Service
  > metadata: {name: thief}
  > spec: {type: NodePort, clusterIP: "$ip", ports: [{port: 80, nodePort: $port}]}
  > Y
  standard input:4:35: error: spec.clusterIP: IP is already allocated: service/kubia has it
  standard input:4:81: error: spec.ports[0].nodePort: the provided port is already allocated: service/filed (filed.yaml:1) has it
  error: refused, nothing is changed: 2 errors
  [3]

What a delete frees is free after a restart:

  $ port=$(port kubia)
  $ sluice delete svc kubia
  service "kubia" deleted
  $ board_restart
  $ apply <<Y
  > apiVersion: v1
  > kind: Service
  > metadata: {name: heir}
  > spec: {type: NodePort, clusterIP: "$ip", ports: [{port: 80, nodePort: $port}]}
  > Y
  service/heir created
