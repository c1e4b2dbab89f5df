H15: hints of nodes count when every ready endpoint has them and one means this node; else those of
zones, in the same way; else none. Local policies know no hints.

# families: 4 6

  $ . "$TESTDIR/lib.sh"
  $ board_start
  $ apply <<Y
  > apiVersion: v1
  > kind: Service
  > metadata: {name: kubia}
  > spec: {clusterIP: "$VIP1", ports: [{port: 80}]}
  > Y
  service/kubia created
  $ slice() { apply <<Y
  > apiVersion: discovery.k8s.io/v1
  > kind: EndpointSlice
  > metadata: {name: kubia-1, labels: {kubernetes.io/service-name: kubia}}
  > addressType: $IPFAMILY
  > ports: [{port: 8080}]
  > endpoints:
  > - {addresses: ["$POD1"], nodeName: edge-1, hints: {$1}}
  > - {addresses: ["$POD2"], nodeName: edge-2, hints: {$2}}
  > - {addresses: ["$POD3"], nodeName: edge-3, hints: {$3}}
  > - {addresses: ["$POD4"], nodeName: edge-3, conditions: {ready: false}}
  > Y
  > }
  $ used() { blocks default/$1 | grep Cluster | sed -n '2,$p' | named; }
  $ here='forNodes: [{name: edge-1}]' there='forNodes: [{name: edge-2}]' a='forZones: [{name: a}]' b='forZones: [{name: b}]'
  $ slice "$here, $a" "$there, $a" "$there, $b"
  endpointslice.discovery.k8s.io/kubia-1 created
  $ used kubia
      @pod1:8080 Cluster,Local serving here
  $ slice "$there, $a" "$there, $a" "$there, $b"
  endpointslice.discovery.k8s.io/kubia-1 configured
  $ used kubia
      @pod1:8080 Cluster,Local serving here
      @pod2:8080 Cluster serving
  $ slice "$here, $a" "$a" "$there, $b"
  endpointslice.discovery.k8s.io/kubia-1 configured
  $ used kubia
      @pod1:8080 Cluster,Local serving here
      @pod2:8080 Cluster serving
  $ slice "$b" "$b" "$b"
  endpointslice.discovery.k8s.io/kubia-1 configured
  $ used kubia
      @pod1:8080 Cluster,Local serving here
      @pod2:8080 Cluster serving
      @pod3:8080 Cluster serving
  $ slice "$a" "$a" ""
  endpointslice.discovery.k8s.io/kubia-1 configured
  $ used kubia
      @pod1:8080 Cluster,Local serving here
      @pod2:8080 Cluster serving
      @pod3:8080 Cluster serving
  $ slice "$a" "$b" "forZones: [{name: b}, {name: a}]"
  endpointslice.discovery.k8s.io/kubia-1 configured
  $ used kubia
      @pod1:8080 Cluster,Local serving here
      @pod3:8080 Cluster serving

trafficDistribution: for pods the hints follow from their nodes and these nodes' zones, live.

  $ pod() { cat <<Y
  > ---
  > apiVersion: v1
  > kind: Pod
  > metadata: {name: $1, labels: {app: near}}
  > spec: {nodeName: $3, containers: [{name: c, image: i}]}
  > status: {podIP: "$2"}
  > Y
  > }
  $ { pod p1 $POD1 edge-1; pod p2 $POD2 edge-2; pod p3 $POD3 edge-3; } | apply
  pod/p1 created
  pod/p2 created
  pod/p3 created
  $ service() { apply <<Y
  > apiVersion: v1
  > kind: Service
  > metadata: {name: near}
  > spec: {clusterIP: "$VIP2", ipFamilies: [$IPFAMILY], selector: {app: near}, $1 ports: [{port: 80}]}
  > Y
  > }
  $ node() { apply <<Y
  > apiVersion: v1
  > kind: Node
  > metadata: {name: $1, labels: {$2}}
  > Y
  > }
  $ service 'trafficDistribution: PreferClose,'
  service/near created
  $ node edge-2 'topology.kubernetes.io/zone: a'
  node/edge-2 created

Not every pod's zone is known:

  $ used near
      @pod1:80 Cluster,Local serving here
      @pod2:80 Cluster serving
      @pod3:80 Cluster serving
  $ node edge-3 'failure-domain.beta.kubernetes.io/zone: b'
  node/edge-3 created
  $ used near
      @pod1:80 Cluster,Local serving here
      @pod2:80 Cluster serving
  $ sluice get endpointslices -l kubernetes.io/service-name=near -o yaml | sed -n '/endpoints:/,/kind:/p' | grep -v -e conditions -e ready -e serving -e terminating | named
    endpoints:
    - addresses:
      - @pod1
      hints:
        forZones:
        - name: a
      nodeName: edge-1
      targetRef:
        kind: Pod
  $ node edge-3 'topology.kubernetes.io/zone: a'
  node/edge-3 configured
  $ used near
      @pod1:80 Cluster,Local serving here
      @pod2:80 Cluster serving
      @pod3:80 Cluster serving
  $ service 'trafficDistribution: PreferSameNode,'
  service/near configured
  $ used near
      @pod1:80 Cluster,Local serving here
  $ sluice delete pod p1
  pod "p1" deleted
  $ used near
      @pod2:80 Cluster serving
      @pod3:80 Cluster serving
  $ node edge-3 'topology.kubernetes.io/zone: b'
  node/edge-3 configured
  $ service 'trafficDistribution: PreferSameZone,'
  service/near configured
  $ used near
      @pod2:80 Cluster serving
  $ sluice delete node edge-3
  node "edge-3" deleted
  $ used near
      @pod2:80 Cluster serving
      @pod3:80 Cluster serving
  $ service ''
  service/near configured
  $ used near
      @pod2:80 Cluster serving
      @pod3:80 Cluster serving
  $ service 'trafficDistribution: PreferFar,' 2>&1 | sed 's/^standard input:[0-9:]*/at/'
  at error: spec.trafficDistribution: "PreferFar" is not allowed: expected one of PreferClose, PreferSameZone, PreferSameNode
  error: refused, nothing is changed: 1 error
  [3]

The annotation by which a cluster's controller once made hints makes none here, and that is told;
where the manifest brings slices of its own, their hints count as ever:

  $ apply <<Y
  > apiVersion: v1
  > kind: Service
  > metadata: {name: auto, annotations: {service.kubernetes.io/topology-mode: Auto}}
  > spec: {selector: {app: kubia}, ports: [{port: 80}]}
  > ---
  > apiVersion: v1
  > kind: Service
  > metadata: {name: auto-slices, annotations: {service.kubernetes.io/topology-mode: Auto}}
  > spec: {ports: [{port: 80}]}
  > Y
  standard input:3:37: note: metadata.annotations: service.kubernetes.io/topology-mode: no effect here, no hints are made by it: write trafficDistribution to keep traffic near
  standard input:4:18: note: spec.selector: no pod matches: default/auto refuses connections until one does
  service/auto created
  service/auto-slices created
