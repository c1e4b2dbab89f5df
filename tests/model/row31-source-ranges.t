Row 31: networks in front of a balancer are taken with blanks around them and with bits behind their length, as
the API server takes them; how they are taken is told.

  $ . "$TESTDIR/lib.sh"
  $ board_start
  $ balancer() { apply <<Y
  > apiVersion: v1
  > kind: Service
  > metadata: {name: one, annotations: {$1}}
  > spec: {type: LoadBalancer, allocateLoadBalancerNodePorts: false, clusterIP: 10.96.0.21, ports: [{port: 80}], $2}
  > Y
  > }
  $ balancer '' 'loadBalancerSourceRanges: ["198.51.100.9/24", " 10.0.0.0/8\n"]'
  standard input:4:137: warning: spec.loadBalancerSourceRanges[0]: 198.51.100.9/24 has bits set behind its length: taken as 198.51.100.0/24
  service/one created
  $ blocks default/one
  default/one internal=Cluster external=Cluster
    vip 10.96.0.21 cluster
    vip 203.0.113.16 load-balancer
    source 198.51.100.0/24
    source 10.0.0.0/8
    port 80/TCP
  $ balancer '"service.beta.kubernetes.io/load-balancer-source-ranges": "198.51.100.9/24, 10.0.0.0/8"' ''
  standard input:3:36: warning: metadata.annotations: 198.51.100.9/24 has bits set behind its length: taken as 198.51.100.0/24
  service/one configured
  $ blocks default/one
  default/one internal=Cluster external=Cluster
    vip 10.96.0.21 cluster
    vip 203.0.113.16 load-balancer
    source 198.51.100.0/24
    source 10.0.0.0/8
    port 80/TCP
  $ balancer '' 'loadBalancerSourceRanges: [10.0.0.0, 10.0.0.0/33, " "]'
  standard input:4:137: error: spec.loadBalancerSourceRanges[0]: expected a network such as 10.0.0.0/8, found "10.0.0.0"
  standard input:4:147: error: spec.loadBalancerSourceRanges[1]: expected a network such as 10.0.0.0/8, found "10.0.0.0/33"
  standard input:4:160: error: spec.loadBalancerSourceRanges[2]: expected a network such as 10.0.0.0/8, found " "
  error: refused, nothing is changed: 3 errors
  [3]
