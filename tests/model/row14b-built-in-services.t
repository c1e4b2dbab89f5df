Row 14b: kubernetes has the first address of the service CIDR and port 443, and endpoints only where the
board names an API server; kube-dns has the tenth address, 53/UDP, 53/TCP and 9153/TCP. Both can be
switched off, and nobody else gets their addresses.

  $ . "$TESTDIR/lib.sh"
  $ said() { named | sed 's/^standard input:[0-9:]*/at/; /^error: refused/d'; }
  $ board_start cluster.builtinServices null
  $ sluice get svc -A | awk '{print $1, $2, $3, $4, $5, $6}'
  NAMESPACE NAME TYPE CLUSTER-IP EXTERNAL-IP PORT(S)
  default kubernetes ClusterIP 10.96.0.1 <none> 443/TCP
  kube-system kube-dns ClusterIP 10.96.0.10 <none> 53/UDP,53/TCP,9153/TCP
  $ blocks
  default/kubernetes internal=Cluster external=Cluster
    vip 10.96.0.1 cluster
    port https 443/TCP
  kube-system/kube-dns internal=Cluster external=Cluster
    vip 10.96.0.10 cluster
    port dns 53/UDP
    port dns-tcp 53/TCP
    port metrics 9153/TCP
  $ sluice get endpoints kubernetes
  Error from server (NotFound): endpoints "kubernetes" not found
  [1]
  $ sluice delete svc kubernetes
  error: service/kubernetes is built in: board.yaml switches it off
  [3]
  $ apply <<Y 2>&1 | said
  > apiVersion: v1
  > kind: Service
  > metadata: {name: mine}
  > spec: {clusterIP: 10.96.0.1, ports: [{port: 80}]}
  > Y
  at error: spec.clusterIP: 10.96.0.1 is already allocated: service/kubernetes (built in) has it
  [3]

The board itself answers for kube-dns when a pod of its labels is there:

  $ apply <<Y
  > apiVersion: v1
  > kind: Pod
  > metadata: {name: coredns, namespace: kube-system, labels: {k8s-app: kube-dns}}
  > status: {podIP: 10.180.0.53}
  > Y
  pod/coredns created
  $ blocks kube-system/kube-dns
  kube-system/kube-dns internal=Cluster external=Cluster
    vip 10.96.0.10 cluster
    port dns 53/UDP
      10.180.0.53:53 Cluster serving
    port dns-tcp 53/TCP
      10.180.0.53:53 Cluster serving
    port metrics 9153/TCP
      10.180.0.53:9153 Cluster serving

With an API server, on a board of both families the addresses are those of the first:

  $ board_stop
  $ rm -rf state
  $ board_start cluster.builtinServices '{"dns": false}' cluster.apiServer 192.0.2.99:6443
  $ sluice get svc -A | awk '{print $1, $2, $3, $4, $5, $6}'
  NAMESPACE NAME TYPE CLUSTER-IP EXTERNAL-IP PORT(S)
  default kubernetes ClusterIP 10.96.0.1 <none> 443/TCP
  $ blocks
  default/kubernetes internal=Cluster external=Cluster
    vip 10.96.0.1 cluster
    port https 443/TCP
      192.0.2.99:6443 Cluster serving
  $ sluice get endpoints kubernetes | awk '{print $1, $2}'
  NAME ENDPOINTS
  kubernetes 192.0.2.99:6443
  $ board_stop
  $ rm -rf state
  $ board_start cluster.builtinServices '{"kubernetes": false}' cluster.serviceCIDRs '["fd00:96::/112"]'
  $ sluice get svc -A | awk '{print $1, $2, $3, $4, $5, $6}'
  NAMESPACE NAME TYPE CLUSTER-IP EXTERNAL-IP PORT(S)
  kube-system kube-dns ClusterIP fd00:96::a <none> 53/UDP,53/TCP,9153/TCP
  $ board_stop
  $ rm -rf state
  $ board_start
  $ sluice get svc -A
  No resources found
