H19: an empty slice, or pods that have been evicted, is as no endpoints at all.

# families: 4 6

  $ . "$TESTDIR/lib.sh"
  $ board_start
  $ said() { named | sed 's/^standard input:[0-9:]*/at/; /^error: refused/d'; }
  $ absent() { sluice describe svc $1 | sed -n '/^Not Endp/,/^Events/{/^Events/!p}'; }
  $ apply <<Y 2>&1 | said
  > apiVersion: v1
  > kind: Service
  > metadata: {name: empty}
  > spec: {clusterIP: "$VIP1", ports: [{port: 80}]}
  > ---
  > apiVersion: discovery.k8s.io/v1
  > kind: EndpointSlice
  > metadata: {name: empty-1, labels: {kubernetes.io/service-name: empty}}
  > addressType: $IPFAMILY
  > ports: []
  > endpoints: []
  > ---
  > apiVersion: v1
  > kind: Service
  > metadata: {name: evicted}
  > spec: {clusterIP: "$VIP2", selector: {app: kubia}, ports: [{port: 80}]}
  > ---
  > apiVersion: v1
  > kind: Pod
  > metadata: {name: evicted, labels: {app: kubia}}
  > status: {podIP: "$POD1", phase: Failed, reason: Evicted}
  > ---
  > apiVersion: v1
  > kind: Pod
  > metadata: {name: done, labels: {app: kubia}}
  > status: {podIP: "$POD2", phase: Succeeded}
  > ---
  > apiVersion: discovery.k8s.io/v1
  > kind: EndpointSlice
  > metadata:
  >   name: evicted-1
  >   labels: {kubernetes.io/service-name: evicted, endpointslice.kubernetes.io/managed-by: endpointslice-controller.k8s.io}
  > addressType: $IPFAMILY
  > ports: [{name: "", port: 80}]
  > endpoints: [{addresses: ["$POD1"]}]
  > Y
  at note: spec.selector: no pod matches: default/evicted refuses connections until one does
  service/empty created
  endpointslice.discovery.k8s.io/empty-1 created
  service/evicted created
  pod/evicted created
  pod/done created
  endpointslice.discovery.k8s.io/evicted-1 created
  $ blocks | named
  default/empty internal=Cluster external=Cluster
    vip @vip1 cluster
    port 80/TCP
  default/evicted internal=Cluster external=Cluster
    vip @vip2 cluster
    port 80/TCP
  $ absent evicted
  Not Endpoints:            done: it has ended
                            evicted: it has ended
  $ sluice get endpoints | awk '{print $1, $2}'
  NAME ENDPOINTS
  evicted <none>
  $ sluice get endpointslices -o name
  endpointslice.discovery.k8s.io/empty-1
  endpointslice.discovery.k8s.io/evicted-1
