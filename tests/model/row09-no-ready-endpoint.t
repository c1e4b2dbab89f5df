Row 9: a Service without a ready endpoint is there all the same, with nothing to go to: what comes is
rejected at once (the packets are in the replay cases). The user is told when it is put.

# families: 4 6

  $ . "$TESTDIR/lib.sh"
  $ board_start
  $ said() { named | sed 's/^standard input:[0-9:]*/at/; /^error: refused/d'; }
  $ service() { apply <<Y 2>&1 | said
  > apiVersion: v1
  > kind: Service
  > metadata: {name: kubia}
  > spec: {clusterIP: "$VIP1", selector: {app: kubia}, ports: [{port: $1}]}
  > Y
  > }
  $ pod() { apply <<Y
  > apiVersion: v1
  > kind: Pod
  > metadata: {name: kubia-1, labels: {app: kubia}}
  > status: {podIP: "$POD1", conditions: [{type: Ready, status: "$1"}]}
  > Y
  > }
  $ service 80
  at note: spec.selector: no pod matches: default/kubia refuses connections until one does
  service/kubia created
  $ blocks | named
  default/kubia internal=Cluster external=Cluster
    vip @vip1 cluster
    port 80/TCP
  $ pod False
  pod/kubia-1 created
  $ blocks | named
  default/kubia internal=Cluster external=Cluster
    vip @vip1 cluster
    port 80/TCP
      @pod1:80 unused
  $ pod True
  pod/kubia-1 configured
  $ blocks | named
  default/kubia internal=Cluster external=Cluster
    vip @vip1 cluster
    port 80/TCP
      @pod1:80 Cluster serving
  $ service 81
  service/kubia configured
  $ sluice delete pod kubia-1
  pod "kubia-1" deleted
  $ blocks | named
  default/kubia internal=Cluster external=Cluster
    vip @vip1 cluster
    port 81/TCP
