H8: with loadBalancerClass another implementation serves the external address: none is given here,
the one that it writes into the status is kept and served, and the class is fixed. loadBalancerIP is
honoured.

# families: 4 6

  $ . "$TESTDIR/lib.sh"
  $ board_start
  $ said() { named | sed 's/^standard input:[0-9:]*/at/; /^error: refused/d'; }
  $ service() { apply <<Y
  > apiVersion: v1
  > kind: Service
  > metadata: {name: kubia}
  > spec: {type: ${3:-LoadBalancer}, clusterIP: "$VIP1", ipFamilies: [$IPFAMILY], ports: [{port: 80, nodePort: 30123}], $1}
  > status: {loadBalancer: {ingress: [$2]}}
  > Y
  > }
  $ service 'loadBalancerClass: example.com/lb' ''
  service/kubia created
  $ sluice get svc kubia | awk '{print $1, $2, $3, $4, $5}' | named
  NAME TYPE CLUSTER-IP EXTERNAL-IP PORT(S)
  kubia LoadBalancer @vip1 <pending> 80:30123/TCP
  $ blocks default/kubia | named
  default/kubia internal=Cluster external=Cluster
    vip @vip1 cluster
    port 80/TCP node port 30123
  $ service 'loadBalancerClass: example.com/lb' "{ip: '$CLIENT1'}"
  service/kubia configured
  $ sluice get svc kubia | awk '{print $1, $2, $3, $4, $5}' | named
  NAME TYPE CLUSTER-IP EXTERNAL-IP PORT(S)
  kubia LoadBalancer @vip1 @client1 80:30123/TCP
  $ blocks default/kubia | named
  default/kubia internal=Cluster external=Cluster
    vip @vip1 cluster
    vip @client1 foreign-load-balancer
    port 80/TCP node port 30123
  $ sluice get svc kubia -o yaml | sed -n '/^status/,$p' | named
  status:
    loadBalancer:
      ingress:
      - ip: @client1
        ipMode: VIP

  $ service 'loadBalancerClass: example.com/other' '' 2>&1 | said
  at error: spec.loadBalancerClass: cannot be changed while the type is LoadBalancer, it is "example.com/lb"
  [3]
  $ service '' '' 2>&1 | said
  at error: spec.loadBalancerClass: cannot be changed while the type is LoadBalancer, it is "example.com/lb"
  [3]

Several Services may share an address, as long as no port of it is two Services'; an address of the
board is not served as a virtual one:

  $ apply <<Y 2>&1 | said
  > apiVersion: v1
  > kind: Service
  > metadata: {name: other}
  > spec: {type: LoadBalancer, loadBalancerClass: example.com/lb, ipFamilies: [$IPFAMILY], ports: [{port: 80}]}
  > status: {loadBalancer: {ingress: [{ip: "$CLIENT1"}]}}
  > Y
  at error: status.loadBalancer.ingress[0].ip: @client1 TCP 80 is already allocated: service/kubia (standard input:1) has it
  [3]
  $ apply <<Y 2>&1 | said
  > apiVersion: v1
  > kind: Service
  > metadata: {name: other}
  > spec: {type: LoadBalancer, loadBalancerClass: example.com/lb, ipFamilies: [$IPFAMILY], ports: [{port: 443}]}
  > status: {loadBalancer: {ingress: [{ip: "$CLIENT1"}]}}
  > Y
  service/other created
  $ blocks default/other | grep -c -e foreign -e load-balancer
  1
  $ service 'loadBalancerClass: example.com/lb' "{ip: '$NODE1'}" 2>&1 | said
  at warning: status.loadBalancer.ingress[0].ip: @node1 is not served: it is the board's own address on port wire0
  service/kubia configured
  $ blocks default/kubia | named
  default/kubia internal=Cluster external=Cluster
    vip @vip1 cluster
    port 80/TCP node port 30123

Another type takes class and address away; on a Service that never had one the class is refused:

  $ apply <<Y
  > apiVersion: v1
  > kind: Service
  > metadata: {name: kubia}
  > spec: {type: NodePort, clusterIP: "$VIP1", ipFamilies: [$IPFAMILY], ports: [{port: 80, nodePort: 30123}]}
  > Y
  service/kubia configured
  $ blocks default/kubia | named
  default/kubia internal=Cluster external=Cluster
    vip @vip1 cluster
    port 80/TCP node port 30123

  $ service 'loadBalancerClass: example.com/lb' '' NodePort 2>&1 | said
  at error: spec.loadBalancerClass: needs type LoadBalancer
  [3]

loadBalancerIP:

  $ wanted() { apply <<Y
  > apiVersion: v1
  > kind: Service
  > metadata: {name: $1}
  > spec: {type: LoadBalancer, loadBalancerIP: "$2", ipFamilies: [$IPFAMILY], ports: [{port: 80}]}
  > Y
  > }
  $ wanted one $LB1
  service/one created
  $ sluice get svc one | awk 'NR > 1 {print $4}' | named
  @lb1
  $ wanted two $LB1 2>&1 | said
  at error: spec.loadBalancerIP: @lb1 is already allocated: service/one (standard input:1) has it
  [3]
  $ wanted two $CLIENT1 2>&1 | said
  at note: spec.type: the external IP stays pending until loadBalancerIP can be given
  at warning: spec.loadBalancerIP: no pool of the board has @client1
  service/two created
  $ sluice get svc two | awk 'NR > 1 {print $4}'
  <pending>
  $ wanted one $LB2
  service/one configured
  $ wanted two $LB1
  service/two configured
  $ sluice get svc | awk 'NR > 2 {print $4}' | named
  @lb2
  @client1
  @lb1
