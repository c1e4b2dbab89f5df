H9: traffic to a LoadBalancer address of ipMode Proxy is not short-circuited: it is no virtual address
here, and stands in the status as it was written.

# families: 4 6

  $ . "$TESTDIR/lib.sh"
  $ board_start
  $ said() { named | sed 's/^standard input:[0-9:]*/at/; /^error: refused/d'; }
  $ service() { apply <<Y
  > apiVersion: v1
  > kind: Service
  > metadata: {name: kubia}
  > spec: {type: LoadBalancer, clusterIP: "$VIP1", ipFamilies: [$IPFAMILY], ports: [{port: 80, nodePort: 30123}]}
  > status: {loadBalancer: {ingress: [$1]}}
  > Y
  > }
  $ service "{ip: '$CLIENT1', ipMode: Proxy}" 2>&1 | said
  service/kubia created
  $ blocks | named
  default/kubia internal=Cluster external=Cluster
    vip @vip1 cluster
    port 80/TCP node port 30123
  $ sluice get svc kubia | awk '{print $1, $2, $3, $4, $5}' | named
  NAME TYPE CLUSTER-IP EXTERNAL-IP PORT(S)
  kubia LoadBalancer @vip1 @client1 80:30123/TCP
  $ sluice get svc kubia -o yaml | sed -n '/^status/,$p' | named
  status:
    loadBalancer:
      ingress:
      - ip: @client1
        ipMode: Proxy

An address of ipMode VIP is asked for from the pools, and served:

  $ sluice delete svc kubia
  service "kubia" deleted
  $ service "{ip: '$LB1', ipMode: VIP}"
  service/kubia created
  $ blocks | named
  default/kubia internal=Cluster external=Cluster
    vip @vip1 cluster
    vip @lb1 load-balancer
    port 80/TCP node port 30123
  $ service "{ip: '$LB1', ipMode: Proxy}" 2>&1 | said
  service/kubia configured
  $ blocks | named
  default/kubia internal=Cluster external=Cluster
    vip @vip1 cluster
    port 80/TCP node port 30123
  $ sluice delete svc kubia
  service "kubia" deleted
  $ service "{ip: '$CLIENT1', ipMode: VIP}" 2>&1 | said
  at warning: status.loadBalancer.ingress: no pool of the board has @client1
  service/kubia created
  $ [ "$(sluice get svc kubia | awk 'NR > 1 {print $4}')" = "$(blocks | sed -n 's/  vip \(.*\) load-balancer/\1/p')" ]

A name, and what does not fit:

  $ service '{hostname: lb.example.com, ipMode: Proxy}' 2>&1 | said
  at error: status.loadBalancer.ingress[0].ipMode: needs an ip beside it
  [3]
  $ service '{hostname: 192.0.2.9}' 2>&1 | said
  at error: status.loadBalancer.ingress[0].hostname: "192.0.2.9" is no DNS name
  [3]
  $ service "{ip: '$CLIENT1', ipMode: Proxi}" 2>&1 | said
  at error: status.loadBalancer.ingress[0].ipMode: "Proxi" is not allowed: expected one of VIP, Proxy; did you mean "Proxy"?
  [3]
