H14: usable are the ready endpoints; where there is none, those that serve while they terminate: decided
for the policies Cluster and Local each on its own.

# families: 4 6

  $ . "$TESTDIR/lib.sh"
  $ board_start
  $ apply <<Y
  > apiVersion: v1
  > kind: Service
  > metadata: {name: kubia}
  > spec:
  >   clusterIP: "$VIP1"
  >   type: NodePort
  >   externalTrafficPolicy: Local
  >   ports: [{port: 80, nodePort: 30123}]
  > Y
  service/kubia created
  $ slice() { apply <<Y
  > apiVersion: discovery.k8s.io/v1
  > kind: EndpointSlice
  > metadata: {name: kubia-1, labels: {kubernetes.io/service-name: kubia}}
  > addressType: $IPFAMILY
  > ports: [{port: 8080}]
  > endpoints:
  > - {addresses: ["$POD1"], nodeName: edge-1, conditions: {$1}}
  > - {addresses: ["$POD2"], nodeName: edge-1, conditions: {$2}}
  > - {addresses: ["$POD3"], nodeName: edge-2, conditions: {$3}}
  > - {addresses: ["$POD4"], nodeName: edge-2, conditions: {$4}}
  > Y
  > }
  $ ending='ready: false, serving: true, terminating: true' failed='ready: false, serving: false, terminating: true' unready='ready: false, serving: false'

Ready ones here and there; none ready here; none anywhere; none that serves here:

  $ slice '' "$ending" '' "$ending"
  endpointslice.discovery.k8s.io/kubia-1 created
  $ blocks | named | sed 1,3d
      @pod1:8080 Cluster,Local serving here
      @pod2:8080 unused serving terminating here
      @pod3:8080 Cluster serving
      @pod4:8080 unused serving terminating
  $ slice "$ending" "$failed" '' "$unready"
  endpointslice.discovery.k8s.io/kubia-1 configured
  $ blocks | named | sed 1,3d
      @pod1:8080 Local serving terminating here
      @pod2:8080 unused terminating here
      @pod3:8080 Cluster serving
      @pod4:8080 unused
  $ slice "$ending" "$unready" "$ending" "$failed"
  endpointslice.discovery.k8s.io/kubia-1 configured
  $ blocks | named | sed 1,3d
      @pod1:8080 Cluster,Local serving terminating here
      @pod2:8080 unused here
      @pod3:8080 Cluster serving terminating
      @pod4:8080 unused terminating
  $ slice "$failed" "$unready" "$ending" "$failed"
  endpointslice.discovery.k8s.io/kubia-1 configured
  $ blocks | named | sed 1,3d
      @pod1:8080 unused terminating here
      @pod2:8080 unused here
      @pod3:8080 Cluster serving terminating
      @pod4:8080 unused terminating
