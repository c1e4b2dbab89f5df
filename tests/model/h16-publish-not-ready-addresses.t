H16: with publishNotReadyAddresses pods that are not ready, or terminate, are served, on cluster IP and
node port; flipping it takes effect at once.

# families: 4 6

  $ . "$TESTDIR/lib.sh"
  $ board_start
  $ absent() { sluice describe svc $1 | sed -n '/^Not Endp/,/^Events/{/^Events/!p}'; }
  $ service() { apply <<Y
  > apiVersion: v1
  > kind: Service
  > metadata: {name: kubia}
  > spec:
  >   {type: NodePort, clusterIP: "$VIP1", selector: {app: kubia}, publishNotReadyAddresses: $1, ports: [{port: 80, nodePort: 30123}]}
  > Y
  > }
  $ apply <<Y
  > apiVersion: v1
  > kind: Pod
  > metadata: {name: p1, labels: {app: kubia}}
  > status: {podIP: "$POD1", conditions: [{type: Ready, status: "False"}]}
  > ---
  > apiVersion: v1
  > kind: Pod
  > metadata: {name: p2, labels: {app: kubia}, deletionTimestamp: "2026-01-01T00:00:00Z"}
  > status: {podIP: "$POD2", conditions: [{type: Ready, status: "False"}]}
  > Y
  pod/p1 created
  pod/p2 created
  $ service false
  service/kubia created
  $ blocks | named
  default/kubia internal=Cluster external=Cluster
    vip @vip1 cluster
    port 80/TCP node port 30123
      @pod1:80 unused
      @pod2:80 unused terminating
  $ absent kubia
  Not Endpoints:            p1: it is not ready
                            p2: it is not ready
  $ service true
  service/kubia configured
  $ blocks | named
  default/kubia internal=Cluster external=Cluster
    vip @vip1 cluster
    port 80/TCP node port 30123
      @pod1:80 Cluster
      @pod2:80 Cluster terminating
  $ sluice get endpoints kubia | awk '{print $1, $2}' | named
  NAME ENDPOINTS
  kubia @pod1:80,@pod2:80
  $ service false
  service/kubia configured
  $ blocks | named
  default/kubia internal=Cluster external=Cluster
    vip @vip1 cluster
    port 80/TCP node port 30123
      @pod1:80 unused
      @pod2:80 unused terminating
