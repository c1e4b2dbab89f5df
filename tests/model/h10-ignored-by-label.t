H10: the labels service-proxy-name and headless take a Service out of the data plane, and give it back
when they go.

# families: 4 6

  $ . "$TESTDIR/lib.sh"
  $ board_start
  $ service() { apply <<Y
  > apiVersion: v1
  > kind: Service
  > metadata: {name: kubia, labels: {$1}}
  > spec: {type: NodePort, clusterIP: "$VIP1", ipFamilies: [$IPFAMILY], ports: [{port: 80, nodePort: 30123}]}
  > Y
  > }
  $ service ''
  service/kubia created
  $ blocks | named
  default/kubia internal=Cluster external=Cluster
    vip @vip1 cluster
    port 80/TCP node port 30123
  $ service 'service.kubernetes.io/service-proxy-name: other'
  service/kubia configured
  $ blocks
  $ sluice get svc kubia | awk 'NR > 1 {print $3, $5}' | named
  @vip1 80:30123/TCP
  $ service 'app: kubia'
  service/kubia configured
  $ blocks | named
  default/kubia internal=Cluster external=Cluster
    vip @vip1 cluster
    port 80/TCP node port 30123
  $ service 'service.kubernetes.io/headless: ""'
  service/kubia configured
  $ blocks
  $ service ''
  service/kubia configured
  $ blocks | named
  default/kubia internal=Cluster external=Cluster
    vip @vip1 cluster
    port 80/TCP node port 30123
