Row 31: all mistakes are told at once, also those of the documents behind one that cannot be read;
nothing of such a text is applied, and what ran before keeps running.

  $ . "$TESTDIR/lib.sh"
  $ board_start
  $ apply <<Y
  > apiVersion: v1
  > kind: Service
  > metadata: {name: kubia}
  > spec:
  >   clusterIP: "$VIP1"
  >   selector: {app: kubia}
  >   ports: [{port: 80}]
  > Y
  standard input:6:13: note: spec.selector: no pod matches: default/kubia refuses connections until one does
  service/kubia created
  $ blocks >before
  $ cat >all.yaml <<Y
  > apiVersion: v1
  > kind: Service
  > metadata: {name: fine}
  > spec: {ports: [{port: 80}]}
  > ---
  > apiVersion: v1
  > kind: Service
  > metadata:
  >   name: Not_Fine
  >   labels: {a: 1}
  > spec:
  >   type: Nodeport
  >   clusterIP: 10.96.0.999
  >   externalIPs: [127.0.0.1]
  >   sessionAfinity: ClientIP
  >   ports:
  >   - prot: 80
  >     targetPort: http_server
  >     nodePort: 70000
  > ---
  > apiVersion: v1
  > kind: Service
  > metadata: {name: cut}
  > spec:
  >   type: Loadbalancer
  >   ports: [{port: 80}
  > ---
  > apiVersion: v1
  > kind: Endpoints
  > metadata: {name: kubia}
  > subsets:
  > - addresses: [{ip: 10.180.0.300}]
  > Y
  $ sluice apply -f all.yaml
  all.yaml:9:9: error: metadata.name: expected a DNS name (lower-case letters, digits, '-' and '.'), found "Not_Fine"
  all.yaml:10:15: error: metadata.labels[a]: expected a string, found an integer (1): put it in quotes
  all.yaml:12:9: error: spec.type: "Nodeport" is not allowed: expected one of ClusterIP, NodePort, LoadBalancer, ExternalName; did you mean "NodePort"?
  all.yaml:13:14: error: spec.clusterIP: expected an IP address, None, or nothing, found "10.96.0.999"
  all.yaml:14:17: error: spec.externalIPs[0]: 127.0.0.1 is a loopback address: not allowed here
  all.yaml:15:3: error: spec.sessionAfinity: unknown field "sessionAfinity": did you mean "sessionAffinity"?
  all.yaml:17:5: error: spec.ports[0].prot: unknown field "prot": did you mean "port"?
  all.yaml:18:17: error: spec.ports[0].targetPort: expected an integer in 1-65535 or a port name, found the string "http_server"
  all.yaml:19:15: error: spec.ports[0].nodePort: 70000 is out of range: expected an integer in 0-65535
  all.yaml:25:9: error: spec.type: "Loadbalancer" is not allowed: expected one of ClusterIP, NodePort, LoadBalancer, ExternalName; did you mean "LoadBalancer"?
  all.yaml:26:10: error: the '[' that opens here is not closed: ',' or ']' is expected at 27:1
  all.yaml:32:20: error: subsets[0].addresses[0].ip: expected an IP address such as 10.0.0.1 or 2001:db8::1, without leading zeroes, found "10.180.0.300"
  error: refused, nothing is changed: 12 errors
  [3]
  $ sluice get svc -o name
  service/kubia
  $ blocks | diff before -
  $ sluice create -f all.yaml 2>&1 | tail -1
  error: refused, nothing is changed: 12 errors
  [3]
  $ sluice validate all.yaml 2>&1 | wc -l
  13
  [3]

A file of the board's folder is no other, and is mended by the next version of it:

  $ cp all.yaml "$manifests/all.yaml"
  $ for i in $(seq 50); do sluice status 2>&1 | grep -q all.yaml && break; sleep 0.1; done
  $ sluice get svc -o name
  service/kubia
  $ rm "$manifests/all.yaml"
