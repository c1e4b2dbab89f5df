H13: conditions that are not there: ready and serving mean true, terminating false. Of pods: serving is
the condition Ready, ready is serving and not terminating, or publishNotReadyAddresses.

# families: 4 6

  $ . "$TESTDIR/lib.sh"
  $ board_start
  $ said() { named | sed 's/^standard input:[0-9:]*/at/; /^error: refused/d'; }
  $ apply <<Y 2>&1 | said
  > apiVersion: v1
  > kind: Service
  > metadata: {name: slices}
  > spec: {clusterIP: "$VIP1", ports: [{port: 80}]}
  > ---
  > apiVersion: discovery.k8s.io/v1
  > kind: EndpointSlice
  > metadata: {name: slices-1, labels: {kubernetes.io/service-name: slices}}
  > addressType: $IPFAMILY
  > ports: [{port: 80}]
  > endpoints:
  > - addresses: ["$POD1"]
  > - {addresses: ["$POD2"], conditions: {ready: null, serving: null, terminating: null}}
  > - {addresses: ["$POD3"], conditions: {ready: false}}
  > - {addresses: ["$POD4"], conditions: {ready: false, serving: true, terminating: true}}
  > - {addresses: ["$POD5"], conditions: {ready: false, serving: false, terminating: false}}
  > ---
  > apiVersion: v1
  > kind: Service
  > metadata: {name: pods}
  > spec: {clusterIP: "$VIP2", selector: {app: kubia}, ports: [{port: 80}]}
  > Y
  at note: spec.selector: no pod matches: default/pods refuses connections until one does
  service/slices created
  endpointslice.discovery.k8s.io/slices-1 created
  service/pods created
  $ pod() { apply <<Y
  > apiVersion: v1
  > kind: Pod
  > metadata: {name: $1, labels: {app: kubia}, $3}
  > spec: {containers: [{name: c, image: i}], $5}
  > status: {podIP: "$2", conditions: [$4]}
  > Y
  > }
  $ pod plain $POD1
  pod/plain created
  $ pod ready $POD2 '' '{type: Ready, status: "True"}'
  pod/ready created
  $ pod unready $POD3 '' '{type: Ready, status: "False"}'
  pod/unready created
  $ pod ending $POD4 'deletionTimestamp: "2026-01-01T00:00:00Z"' '{type: Ready, status: "True"}'
  pod/ending created
  $ pod unknown $POD5 'deletionTimestamp: "2026-01-01T00:00:00Z"' '{type: Ready, status: Unknown}'
  pod/unknown created
  $ blocks | named
  default/pods internal=Cluster external=Cluster
    vip @vip2 cluster
    port 80/TCP
      @pod1:80 Cluster serving
      @pod2:80 Cluster serving
      @pod3:80 unused
      @pod4:80 unused serving terminating
      @pod5:80 unused terminating
  default/slices internal=Cluster external=Cluster
    vip @vip1 cluster
    port 80/TCP
      @pod1:80 Cluster serving
      @pod2:80 Cluster serving
      @pod3:80 unused serving
      @pod4:80 unused serving terminating
      @pod5:80 unused

readinessGates: with the condition Ready that says it all; without it each of them must hold.

  $ pod plain $POD1 '' '{type: Ready, status: "True"}, {type: www.example.com/lb, status: "False"}' 'readinessGates: [{conditionType: www.example.com/lb}]'
  pod/plain configured
  $ blocks default/pods | grep $POD1 | named
      @pod1:80 Cluster serving
  $ pod plain $POD1 '' '{type: ContainersReady, status: "True"}' 'readinessGates: [{conditionType: www.example.com/lb}]'
  pod/plain configured
  $ blocks default/pods | grep $POD1 | named
      @pod1:80 unused
  $ pod plain $POD1 '' '{type: ContainersReady, status: "True"}, {type: www.example.com/lb, status: "True"}' 'readinessGates: [{conditionType: www.example.com/lb}]'
  pod/plain configured
  $ blocks default/pods | grep $POD1 | named
      @pod1:80 Cluster serving
  $ pod plain $POD1 '' '{type: ContainersReady, status: "False"}'
  pod/plain configured
  $ blocks default/pods | grep $POD1 | named
      @pod1:80 unused
