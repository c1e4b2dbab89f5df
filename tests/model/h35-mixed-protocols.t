H35: a LoadBalancer Service with several protocols has the state of each port in its status.

# families: 4 6

  $ . "$TESTDIR/lib.sh"
  $ board_start
  $ service() { apply <<Y
  > apiVersion: v1
  > kind: Service
  > metadata: {name: dns}
  > spec: {type: LoadBalancer, clusterIP: "$VIP1", loadBalancerIP: "$LB1", ipFamilies: [$IPFAMILY], ports: [$1]}
  > Y
  > }
  $ status() { sluice get svc dns -o yaml | sed -n '/^status/,$p' | named; }
  $ service '{name: udp, port: 53, protocol: UDP, nodePort: 30053}, {name: tcp, port: 53, nodePort: 30053}'
  service/dns created
  $ status
  status:
    loadBalancer:
      ingress:
      - ip: @lb1
        ipMode: VIP
        ports:
        - port: 53
          protocol: UDP
        - port: 53
          protocol: TCP
  $ blocks | named
  default/dns internal=Cluster external=Cluster
    vip @vip1 cluster
    vip @lb1 load-balancer
    port udp 53/UDP node port 30053
    port tcp 53/TCP node port 30053
  $ service '{name: tcp, port: 53, nodePort: 30053}'
  service/dns configured
  $ status
  status:
    loadBalancer:
      ingress:
      - ip: @lb1
        ipMode: VIP
