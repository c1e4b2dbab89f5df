Row 31: mistakes of every sort are told at once, in the order of files, lines and columns: wrong
types, fields that do not go together, what the board has no room for, what others have.

  $ . "$TESTDIR/lib.sh"
  $ board_start
  $ apply <<Y
  > apiVersion: v1
  > kind: Service
  > metadata: {name: holder}
  > spec: {type: NodePort, clusterIP: 10.96.0.20, ports: [{port: 80, nodePort: 30020}]}
  > ---
  > apiVersion: v1
  > kind: Service
  > metadata: {name: mover}
  > spec: {type: NodePort, clusterIP: 10.96.0.21, ports: [{port: 80, nodePort: 30021}]}
  > Y
  service/holder created
  service/mover created
  $ cat >b.yaml <<Y
  > apiVersion: v1
  > kind: Service
  > metadata: {name: b1}
  > spec:
  >   type: NodePort
  >   clusterIP: 10.96.0.20
  >   sessionAffinity: always
  >   ports:
  >   - {name: a, port: "80", nodePort: 30020}
  >   - {name: a, port: 81, nodePort: 40000}
  >   - {port: 82}
  > ---
  > apiVersion: v1
  > kind: Pod
  > metadata: {name: p, annotations: {sluice/pod-ips: "10.96.0.99, x"}}
  > spec: {containers: [{name: c, image: i, ports: [{containerPort: 0}], readinessProbe: {}}]}
  > Y
  $ cat >a.yaml <<Y
  > apiVersion: v1
  > kind: Service
  > metadata: {name: a1}
  > spec: {clusterIP: 192.0.2.1, ports: [{port: 80}]}
  > ---
  > apiVersion: discovery.k8s.io/v1
  > kind: EndpointSlice
  > metadata: {name: s, labels: {kubernetes.io/service-name: a1}}
  > addressType: IPv4
  > ports: [{port: 80}, {port: many}]
  > endpoints: [{addresses: ["fd00::1"]}, {addresses: ["10.96.0.9"]}, {addresses: [7]}]
  > Y
  $ sluice apply -f b.yaml -f a.yaml
  b.yaml:6:14: error: spec.clusterIP: 10.96.0.20 is already allocated: service/holder (standard input:1) has it
  b.yaml:7:20: error: spec.sessionAffinity: "always" is not allowed: expected one of None, ClientIP
  b.yaml:9:21: error: spec.ports[0].port: expected an integer in 1-65535, found the string "80": write it without quotes
  b.yaml:9:37: error: spec.ports[0].nodePort: the provided port is already allocated: service/holder (standard input:1) has it
  b.yaml:10:12: error: spec.ports[1].name: "a" is the name of spec.ports[0] too
  b.yaml:10:35: error: spec.ports[1].nodePort: the provided port is not in the valid range: node ports are 30000-32767
  b.yaml:11:5: error: spec.ports[2]: name is missing: with several ports each needs one
  b.yaml:15:51: error: metadata.annotations.sluice/pod-ips: "x" is no address that a pod may have
  b.yaml:15:51: error: metadata.annotations.sluice/pod-ips: 10.96.0.99 lies in serviceCIDRs (10.96.0.0/12), where Services' own addresses are
  b.yaml:16:65: error: spec.containers[0].ports[0].containerPort: 0 is out of range: expected an integer in 1-65535
  b.yaml:16:86: error: spec.containers[0].readinessProbe: nothing is asked: expected one of httpGet, tcpSocket, grpc and exec
  a.yaml:4:19: error: spec.clusterIP: 192.0.2.1 is not in the valid range: cluster IPs are in 10.96.0.0/12
  a.yaml:10:9: error: ports[0]: name is missing: with several ports each needs one
  a.yaml:10:21: error: ports[1]: name is missing: with several ports each needs one
  a.yaml:10:28: error: ports[1].port: expected an integer in 1-65535, found the string "many"
  a.yaml:11:26: error: endpoints[0].addresses[0]: fd00::1 does not fit addressType IPv4
  a.yaml:11:52: error: endpoints[1].addresses[0]: 10.96.0.9 lies in serviceCIDRs (10.96.0.0/12), where Services' own addresses are
  a.yaml:11:80: error: endpoints[2].addresses[0]: expected a string, found an integer (7): put it in quotes
  error: refused, nothing is changed: 18 errors
  [3]
  $ sluice apply -f a.yaml -f b.yaml 2>&1 | cut -d: -f1-3
  a.yaml:4:19
  a.yaml:10:9
  a.yaml:10:21
  a.yaml:10:28
  a.yaml:11:26
  a.yaml:11:52
  a.yaml:11:80
  b.yaml:6:14
  b.yaml:7:20
  b.yaml:9:21
  b.yaml:9:37
  b.yaml:10:12
  b.yaml:10:35
  b.yaml:11:5
  b.yaml:15:51
  b.yaml:15:51
  b.yaml:16:65
  b.yaml:16:86
  error: refused, nothing is changed: 18 errors
  [3]
  $ sluice validate b.yaml a.yaml 2>&1 | grep -v already
  b.yaml:7:20: error: spec.sessionAffinity: "always" is not allowed: expected one of None, ClientIP
  b.yaml:9:21: error: spec.ports[0].port: expected an integer in 1-65535, found the string "80": write it without quotes
  b.yaml:10:12: error: spec.ports[1].name: "a" is the name of spec.ports[0] too
  b.yaml:10:35: error: spec.ports[1].nodePort: the provided port is not in the valid range: node ports are 30000-32767
  b.yaml:11:5: error: spec.ports[2]: name is missing: with several ports each needs one
  b.yaml:15:51: error: metadata.annotations.sluice/pod-ips: "x" is no address that a pod may have
  b.yaml:15:51: error: metadata.annotations.sluice/pod-ips: 10.96.0.99 lies in serviceCIDRs (10.96.0.0/12), where Services' own addresses are
  b.yaml:16:65: error: spec.containers[0].ports[0].containerPort: 0 is out of range: expected an integer in 1-65535
  b.yaml:16:86: error: spec.containers[0].readinessProbe: nothing is asked: expected one of httpGet, tcpSocket, grpc and exec
  a.yaml:4:19: error: spec.clusterIP: 192.0.2.1 is not in the valid range: cluster IPs are in 10.96.0.0/12
  a.yaml:10:9: error: ports[0]: name is missing: with several ports each needs one
  a.yaml:10:21: error: ports[1]: name is missing: with several ports each needs one
  a.yaml:10:28: error: ports[1].port: expected an integer in 1-65535, found the string "many"
  a.yaml:11:26: error: endpoints[0].addresses[0]: fd00::1 does not fit addressType IPv4
  a.yaml:11:52: error: endpoints[1].addresses[0]: 10.96.0.9 lies in serviceCIDRs (10.96.0.0/12), where Services' own addresses are
  a.yaml:11:80: error: endpoints[2].addresses[0]: expected a string, found an integer (7): put it in quotes
  error: refused, nothing is changed: 18 errors
  [3]

A list, and a key that is there twice:

  $ apply <<Y
  > apiVersion: v1
  > kind: List
  > items:
  > - apiVersion: v1
  >   kind: Service
  >   metadata: {name: b1}
  >   spec: {type: NodePort, type: ClusterIP, ports: [{port: 80, nodePort: 30020}]}
  > - apiVersion: v1
  >   kind: Service
  >   metadata: {name: b1}
  >   spec: {type: LoadBalancer, ports: [{port: 80}, {name: b, port: 80}]}
  > Y
  standard input:7:26: error: items[0].spec.type: key "type" is here twice: first at line 7
  standard input:7:72: error: spec.ports[0].nodePort: the provided port is already allocated: service/holder (standard input:1) has it
  standard input:10:20: error: metadata.name: "b1" is defined twice: service/b1 (standard input:4)
  standard input:11:38: error: spec.ports[0]: name is missing: with several ports each needs one
  standard input:11:66: error: spec.ports[1].port: 80 is spec.ports[0] already, same protocol
  error: refused, nothing is changed: 5 errors
  [3]

Nothing follows from a mistake that was told: no type is no reason to refuse what needs one; a port
that has another name than it should is not missing; what a Service gives up with the mistake in its
manifest is free for another.

  $ apply <<Y
  > apiVersion: v1
  > kind: Service
  > metadata: {name: follow}
  > spec:
  >   type: Loadbalancer
  >   externalTrafficPolicy: Local
  >   loadBalancerClass: a.b/c
  >   loadBalancerSourceRanges: [10.0.0.0/8]
  >   allocateLoadBalancerNodePorts: false
  >   healthCheckNodePort: 30100
  >   ports: [{nmae: a, port: 80, nodePort: 30101}, {name: b, port: 81}]
  > ---
  > apiVersion: v1
  > kind: Service
  > metadata: {name: empty}
  > spec: {prots: [{port: 80}], selector: {a: b}}
  > ---
  > apiVersion: v1
  > kind: Service
  > metadata: {name: mover}
  > spec: {type: NodePort, ports: [{port: 80, nodePort: 30022, targetPort: 99999}]}
  > ---
  > apiVersion: v1
  > kind: Service
  > metadata: {name: taker}
  > spec: {type: NodePort, ports: [{port: 80, nodePort: 30021}]}
  > Y
  standard input:5:9: error: spec.type: "Loadbalancer" is not allowed: expected one of ClusterIP, NodePort, LoadBalancer, ExternalName; did you mean "LoadBalancer"?
  standard input:11:12: error: spec.ports[0].nmae: unknown field "nmae": did you mean "name"?
  standard input:16:8: error: spec.prots: unknown field "prots": did you mean "ports"?
  standard input:21:72: error: spec.ports[0].targetPort: 99999 is out of range: expected an integer in 1-65535 or a name
  error: refused, nothing is changed: 4 errors
  [3]

Nothing came of all that:

  $ sluice get svc -o custom-columns=NAME:.metadata.name,IP:.spec.clusterIP,PORT:.spec.ports[0].nodePort
  NAME     IP           PORT
  holder   10.96.0.20   30020
  mover    10.96.0.21   30021
  $ sluice get pods,endpointslices -o name
  $ apply <<Y
  > apiVersion: v1
  > kind: Service
  > metadata: {name: heir}
  > spec: {type: NodePort, clusterIP: 10.96.0.22, ports: [{port: 80, nodePort: 30022}]}
  > Y
  service/heir created

A folder: a mistake of one file takes nothing from another, and each is told all of its own.

  $ cp a.yaml b.yaml "$manifests"
  $ echo '{"apiVersion": "v1", "kind": "Service", "metadata": {"name": "good"}, "spec": {"type": "NodePort", "ports": [{"port": 80, "nodePort": 30023}]}}' >"$manifests/c.json"
  $ sed 's/good/late/; s/}}$/, "type": 7}}/' "$manifests/c.json" >"$manifests/d.json"
  $ until grep -q d.json <(sluice status 2>&1); do sleep 0.1; done
  $ sluice status 2>&1 | sed -n "s,^$manifests/\([^ ]* error: [^:]*\): .*,\1,p" | sort -V
  a.yaml:4:19: error: spec.clusterIP
  a.yaml:10:9: error: ports[0]
  a.yaml:10:21: error: ports[1]
  a.yaml:10:28: error: ports[1].port
  a.yaml:11:26: error: endpoints[0].addresses[0]
  a.yaml:11:52: error: endpoints[1].addresses[0]
  a.yaml:11:80: error: endpoints[2].addresses[0]
  b.yaml:6:14: error: spec.clusterIP
  b.yaml:7:20: error: spec.sessionAffinity
  b.yaml:9:21: error: spec.ports[0].port
  b.yaml:9:37: error: spec.ports[0].nodePort
  b.yaml:10:12: error: spec.ports[1].name
  b.yaml:10:35: error: spec.ports[1].nodePort
  b.yaml:11:5: error: spec.ports[2]
  b.yaml:15:51: error: metadata.annotations.sluice/pod-ips
  b.yaml:15:51: error: metadata.annotations.sluice/pod-ips
  b.yaml:16:65: error: spec.containers[0].ports[0].containerPort
  b.yaml:16:86: error: spec.containers[0].readinessProbe
  d.json:1:135: error: spec.ports[0].nodePort
  d.json:1:144: error: spec.type
  [1]
  $ sluice get svc good -o name
  service/good
