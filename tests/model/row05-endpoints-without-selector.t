Row 5: an Endpoints or EndpointSlice object supplies the addresses of a Service without selector; its
port's number is used when it is another than the Service's.

# families: 4 6

  $ . "$TESTDIR/lib.sh"
  $ board_start
  $ if [ $FAMILY = 4 ]; then A=11.11.11.11 B=22.22.22.22; else A=2001:db8:11::11 B=2001:db8:22::22; fi
  $ apply <<Y
  > apiVersion: v1
  > kind: Service
  > metadata: {name: external-service}
  > spec: {clusterIP: "$VIP1", ports: [{port: 80}]}
  > ---
  > apiVersion: v1
  > kind: Endpoints
  > metadata: {name: external-service}
  > subsets:
  > - addresses: [{ip: "$A"}, {ip: "$B"}]
  >   ports: [{port: 80}]
  > Y
  service/external-service created
  endpoints/external-service created
  $ endpoints() { apply <<Y
  > apiVersion: v1
  > kind: Endpoints
  > metadata: {name: external-service}
  > subsets: [$1]
  > Y
  > }
  $ shown() { blocks | sed "s/$A/A/; s/$B/B/; s/[][]//g" | named; }
  $ shown
  default/external-service internal=Cluster external=Cluster
    vip @vip1 cluster
    port 80/TCP
      A:80 Cluster serving
      B:80 Cluster serving
  $ endpoints "{addresses: [{ip: '$A'}], ports: [{port: 8080}]}, {notReadyAddresses: [{ip: '$B'}], ports: [{port: 8081}]}"
  endpoints/external-service configured
  $ shown
  default/external-service internal=Cluster external=Cluster
    vip @vip1 cluster
    port 80/TCP
      A:8080 Cluster serving
      B:8081 unused
  $ endpoints "{addresses: [{ip: '$A'}], ports: [{name: other, port: 8080}]}"
  endpoints/external-service configured
  $ shown
  default/external-service internal=Cluster external=Cluster
    vip @vip1 cluster
    port 80/TCP
  $ sluice delete endpoints external-service
  endpoints "external-service" deleted
  $ shown
  default/external-service internal=Cluster external=Cluster
    vip @vip1 cluster
    port 80/TCP
  $ apply <<Y
  > apiVersion: discovery.k8s.io/v1
  > kind: EndpointSlice
  > metadata: {name: external-service-1, labels: {kubernetes.io/service-name: external-service}}
  > addressType: $IPFAMILY
  > ports: [{port: 8080}]
  > endpoints: [{addresses: ["$B"]}, {addresses: ["$A"], conditions: {ready: false}}]
  > Y
  endpointslice.discovery.k8s.io/external-service-1 created
  $ shown
  default/external-service internal=Cluster external=Cluster
    vip @vip1 cluster
    port 80/TCP
      A:8080 unused serving
      B:8080 Cluster serving

With a selector and no pods loaded, as in a dump of slices alone, they count too; pods, once there, are
the truth about what Kubernetes' own controller wrote:

  $ apply <<Y
  > apiVersion: v1
  > kind: Service
  > metadata: {name: external-service}
  > spec: {clusterIP: "$VIP1", selector: {app: kubia}, ports: [{port: 80}]}
  > ---
  > apiVersion: discovery.k8s.io/v1
  > kind: EndpointSlice
  > metadata:
  >   name: external-service-1
  >   labels: {kubernetes.io/service-name: external-service, endpointslice.kubernetes.io/managed-by: endpointslice-controller.k8s.io}
  > addressType: $IPFAMILY
  > ports: [{port: 8080}]
  > endpoints: [{addresses: ["$B"]}]
  > Y
  service/external-service configured
  endpointslice.discovery.k8s.io/external-service-1 configured
  $ shown
  default/external-service internal=Cluster external=Cluster
    vip @vip1 cluster
    port 80/TCP
      B:8080 Cluster serving
  $ apply <<Y
  > apiVersion: v1
  > kind: Pod
  > metadata: {name: kubia, labels: {app: kubia}}
  > status: {podIP: "$POD1"}
  > Y
  pod/kubia created
  $ shown
  default/external-service internal=Cluster external=Cluster
    vip @vip1 cluster
    port 80/TCP
      @pod1:80 Cluster serving
