H11: slices belong to a Service by their label; there may be many; at most 1000 endpoints and 100 ports
in each; only IPv4 and IPv6 count, and only the first address of an endpoint.

# families: 4 6

  $ . "$TESTDIR/lib.sh"
  $ board_start
  $ said() { named | sed 's/^standard input:[0-9:]*/at/; /^error: refused/d'; }
  $ slice() { apply <<Y
  > apiVersion: discovery.k8s.io/v1
  > kind: EndpointSlice
  > metadata: {name: $1, labels: {kubernetes.io/service-name: $2}}
  > addressType: ${4:-$IPFAMILY}
  > ports: [{name: http, port: 8080}]
  > endpoints: [$3]
  > Y
  > }
  $ apply <<Y
  > apiVersion: v1
  > kind: Service
  > metadata: {name: kubia}
  > spec: {clusterIP: "$VIP1", ports: [{name: http, port: 80}]}
  > Y
  service/kubia created
  $ slice any-name kubia "{addresses: ['$POD2', '$POD3']}, {addresses: ['$POD1']}"
  endpointslice.discovery.k8s.io/any-name created
  $ slice second kubia "{addresses: ['$POD4']}, {addresses: ['$POD2']}"
  endpointslice.discovery.k8s.io/second created
  $ slice third other "{addresses: ['$POD5']}"
  endpointslice.discovery.k8s.io/third created
  $ slice names kubia '{addresses: [example.com]}' FQDN
  standard input:4:14: note: addressType: names are no endpoints: only IPv4 and IPv6 are served
  endpointslice.discovery.k8s.io/names created
  $ blocks | named
  default/kubia internal=Cluster external=Cluster
    vip @vip1 cluster
    port http 80/TCP
      @pod1:8080 Cluster serving
      @pod2:8080 Cluster serving
      @pod4:8080 Cluster serving

Moved to another Service by its label, and deleted:

  $ slice second other "{addresses: ['$POD4']}"
  endpointslice.discovery.k8s.io/second configured
  $ blocks | named
  default/kubia internal=Cluster external=Cluster
    vip @vip1 cluster
    port http 80/TCP
      @pod1:8080 Cluster serving
      @pod2:8080 Cluster serving
  $ sluice delete endpointslice any-name
  endpointslice.discovery.k8s.io "any-name" deleted
  $ blocks | named
  default/kubia internal=Cluster external=Cluster
    vip @vip1 cluster
    port http 80/TCP

What does not fit:

  $ slice third other '{addresses: [example.com]}' FQDN 2>&1 | said | grep -v note
  at error: addressType: cannot be changed: delete the slice first
  [3]
  $ slice bad kubia "{addresses: []}" 2>&1 | said
  at error: endpoints[0].addresses[0]: at least one address is needed
  [3]
  $ slice bad kubia "{addresses: ['$POD1']}" $([ $FAMILY = 4 ] && echo IPv6 || echo IPv4) 2>&1 | said | sed 's/IPv[46]/IPvY/'
  at error: endpoints[0].addresses[0]: @pod1 does not fit addressType IPvY
  [3]
  $ many=$(for i in $(seq 1001); do printf "{addresses: ['$POD1']}, "; done)
  $ slice bad kubia "${many%, }" 2>&1 | said
  at error: endpoints: 1001 endpoints: at most 1000 are allowed in one slice
  [3]
