H12: a Service's port is matched with a slice's by name; number and protocol are the slice's. An absent
name is the empty one; a port without a number means all, so the Service's targetPort.

# families: 4 6

  $ . "$TESTDIR/lib.sh"
  $ board_start
  $ slice() { apply <<Y
  > apiVersion: discovery.k8s.io/v1
  > kind: EndpointSlice
  > metadata: {name: $1, labels: {kubernetes.io/service-name: $2}}
  > addressType: $IPFAMILY
  > ports: [$3]
  > endpoints: [{addresses: ["$4"]}]
  > Y
  > }
  $ apply <<Y
  > apiVersion: v1
  > kind: Service
  > metadata: {name: several}
  > spec:
  >   clusterIP: "$VIP1"
  >   ports: [{name: http, port: 80}, {name: dns, port: 53, protocol: UDP}, {name: dns-tcp, port: 53}, {name: any, port: 99, targetPort: 9999}]
  > ---
  > apiVersion: v1
  > kind: Service
  > metadata: {name: single}
  > spec: {clusterIP: "$VIP2", ports: [{port: 80}]}
  > Y
  service/several created
  service/single created
  $ slice several-1 several '{name: http, port: 8080}, {name: dns, port: 5353, protocol: UDP}, {name: unused, port: 1}' $POD1
  endpointslice.discovery.k8s.io/several-1 created
  $ slice several-2 several '{name: http, port: 9090}, {name: dns-tcp, port: 5353, protocol: UDP}, {name: any}' $POD2
  endpointslice.discovery.k8s.io/several-2 created
  $ slice single-1 single '{port: 8080}' $POD1
  endpointslice.discovery.k8s.io/single-1 created
  $ slice single-2 single '{name: "", port: 8081}' $POD2
  endpointslice.discovery.k8s.io/single-2 created
  $ slice single-3 single '{name: http, port: 8082}' $POD3
  endpointslice.discovery.k8s.io/single-3 created
  $ blocks | named
  default/several internal=Cluster external=Cluster
    vip @vip1 cluster
    port http 80/TCP
      @pod1:8080 Cluster serving
      @pod2:9090 Cluster serving
    port dns 53/UDP
      @pod1:5353 Cluster serving
    port dns-tcp 53/TCP
    port any 99/TCP
      @pod2:9999 Cluster serving
  default/single internal=Cluster external=Cluster
    vip @vip2 cluster
    port 80/TCP
      @pod1:8080 Cluster serving
      @pod2:8081 Cluster serving

Names of a slice are unique:

  $ slice bad single '{name: a, port: 1}, {name: a, port: 2}' $POD1 2>&1 | sed 's/^standard input:[0-9:]*/at/'
  at error: ports[1]: "a" is the name of ports[0] too
  error: refused, nothing is changed: 1 error
  [3]
