H18: endpoints of a Service without selector are the user's; their addresses are not loopback, not
link-local, and no Service's. Endpoints as they are shown end at 1000.

# families: 4 6

  $ . "$TESTDIR/lib.sh"
  $ board_start
  $ said() { named | sed 's/^standard input:[0-9:]*/at/; /^error: refused/d'; }
  $ apply <<Y
  > apiVersion: v1
  > kind: Service
  > metadata: {name: kubia}
  > spec: {clusterIP: "$VIP1", externalIPs: ["$EXT1"], ports: [{port: 80}]}
  > Y
  service/kubia created
  $ slice() { apply <<Y 2>&1 | said
  > apiVersion: discovery.k8s.io/v1
  > kind: EndpointSlice
  > metadata: {name: kubia-1, labels: {kubernetes.io/service-name: kubia}}
  > addressType: $IPFAMILY
  > ports: [{port: 8080}]
  > endpoints: [{addresses: ["$1"]}]
  > Y
  > }
  $ endpoints() { apply <<Y 2>&1 | said
  > apiVersion: v1
  > kind: Endpoints
  > metadata: {name: kubia}
  > subsets: [{addresses: [{ip: "$1"}], ports: [{port: 8081}]}]
  > Y
  > }
  $ if [ $FAMILY = 4 ]; then bad='127.0.0.1 169.254.1.1 224.0.0.1 0.0.0.0'; else bad='::1 fe80::1 ff02::1 ::'; fi
  $ for a in $bad; do slice $a; endpoints $a; done | grep -c 'not allowed'
  8
  [3]
  $ slice $VIP1 | sed 's/(.*)/(CIDR)/'
  at error: endpoints[0].addresses[0]: @vip1 lies in serviceCIDRs (CIDR), where Services' own addresses are
  [3]
  $ slice $VIP2 | sed 's/(.*)/(CIDR)/'
  at error: endpoints[0].addresses[0]: @vip2 lies in serviceCIDRs (CIDR), where Services' own addresses are
  [3]
  $ endpoints $VIP2 | sed 's/(.*)/(CIDR)/'
  at error: subsets[0].addresses[0].ip: @vip2 lies in serviceCIDRs (CIDR), where Services' own addresses are
  [3]
  $ slice $POD1
  endpointslice.discovery.k8s.io/kubia-1 created
  $ endpoints $POD2
  endpoints/kubia created
  $ blocks | named
  default/kubia internal=Cluster external=Cluster
    vip @vip1 cluster
    vip @ext1 external
    port 80/TCP
      @pod1:8080 Cluster serving
      @pod2:8081 Cluster serving

Endpoints without mirroring are none, as in Kubernetes:

  $ apply <<Y
  > apiVersion: v1
  > kind: Endpoints
  > metadata: {name: kubia, labels: {endpointslice.kubernetes.io/skip-mirror: "true"}}
  > subsets: [{addresses: [{ip: "$POD2"}], ports: [{port: 8081}]}]
  > Y
  endpoints/kubia configured
  $ blocks | named | sed 1,4d
      @pod1:8080 Cluster serving

Pods and nodes keep off the Services' addresses, and these off theirs:

  $ pod() { apply <<Y 2>&1 | said
  > apiVersion: v1
  > kind: $3
  > metadata: {name: $1}
  > status: {$2}
  > Y
  > }
  $ pod p1 "podIP: '$VIP3'" Pod | sed 's/(.*)/(CIDR)/'
  at error: status: @vip3 lies in serviceCIDRs (CIDR), where Services' own addresses are
  [3]
  $ pod p1 "podIP: '$EXT1'" Pod
  at error: @ext1 is an address of service/kubia (standard input:1)
  [3]
  $ pod n1 "addresses: [{type: InternalIP, address: '$EXT1'}]" Node
  at error: @ext1 is an address of service/kubia (standard input:1)
  [3]
  $ pod n1 "addresses: [{type: InternalIP, address: '$LB1'}]" Node
  node/n1 created
  $ external() { apply <<Y 2>&1 | said
  > apiVersion: v1
  > kind: Service
  > metadata: {name: other}
  > spec: {type: $2, $1 ipFamilies: [$IPFAMILY], ports: [{port: 80}]}
  > Y
  > }
  $ external "loadBalancerIP: '$LB1'," LoadBalancer
  at error: spec.loadBalancerIP: @lb1 is the address of node/n1 (standard input:1)
  [3]
  $ external "externalIPs: ['$EXT1']," ClusterIP
  at error: spec.externalIPs[0]: @ext1 TCP 80 is already allocated: service/kubia (standard input:1) has it
  [3]
  $ external "loadBalancerIP: '$LB2'," LoadBalancer
  service/other created
  $ pod n2 "addresses: [{type: InternalIP, address: '$LB2'}]" Node
  at error: @lb2 is an address of service/other (standard input:1)
  [3]

More than 1000:

  $ python3 - <<'P' >many.yaml
  > import os
  > v4 = os.environ["FAMILY"] == "4"
  > print("apiVersion: v1\nkind: Service\nmetadata: {name: many}\nspec: {selector: {app: many}, ipFamilies: [IPv%s], ports: [{port: 80}]}" % os.environ["FAMILY"])
  > for i in range(1100):
  >     a = "10.180.%d.%d" % (i // 200 + 1, i % 200 + 1) if v4 else "fd00:180::1:%x" % i
  >     print('---\napiVersion: v1\nkind: Pod\nmetadata: {name: p%d, labels: {app: many}}\nstatus: {podIP: "%s", conditions: [{type: Ready, status: "%s"}]}' % (i, a, i % 100 != 0))
  > P
  $ sluice apply -f many.yaml >/dev/null
  $ sluice get endpoints many -o yaml | grep -c ' ip: '
  1000
  $ sluice get endpoints many -o yaml | grep -e over-capacity -e -ddresses
      endpoints.kubernetes.io/over-capacity: truncated
  $ blocks default/many | grep -c serving
  1089
  $ sluice get endpointslices -l kubernetes.io/service-name=many -o name | wc -l
  11
