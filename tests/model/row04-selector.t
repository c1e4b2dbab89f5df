Row 4: pods of the same namespace whose labels match every entry of the selector are the endpoints; one
that gets or loses the label joins or leaves, and nothing else changes.

# families: 4 6

  $ . "$TESTDIR/lib.sh"
  $ board_start
  $ pod() { sed 's/^ *//' <<Y | apply
  >   ---
  >   {apiVersion: v1, kind: Pod, metadata: {name: $1, namespace: ${4:-default}, labels: {$3}}, status: {podIP: "$2"}}
  > Y
  > }
  $ apply <<Y >/dev/null 2>&1
  > apiVersion: v1
  > kind: Service
  > metadata: {name: kubia}
  > spec: {clusterIP: "$VIP1", selector: {app: kubia, enabled: "true"}, ports: [{port: 80, targetPort: 8080}]}
  > ---
  > apiVersion: v1
  > kind: Service
  > metadata: {name: all}
  > spec: {clusterIP: "$VIP2", selector: {app: kubia}, ports: [{port: 80, targetPort: 8080}]}
  > Y
  $ pod p1 $POD1 'app: kubia, enabled: "true", extra: x'
  pod/p1 created
  $ pod p2 $POD2 'app: kubia'
  pod/p2 created
  $ pod p3 $POD3 'app: kubia, enabled: "false"'
  pod/p3 created
  $ pod p4 $POD4 'app: kubia, enabled: "true"' other
  pod/p4 created
  $ blocks | named
  default/all internal=Cluster external=Cluster
    vip @vip2 cluster
    port 80/TCP
      @pod1:8080 Cluster serving
      @pod2:8080 Cluster serving
      @pod3:8080 Cluster serving
  default/kubia internal=Cluster external=Cluster
    vip @vip1 cluster
    port 80/TCP
      @pod1:8080 Cluster serving
  $ sluice get endpoints | awk '{print $1, $2}' | named
  NAME ENDPOINTS
  all @pod1:8080,@pod2:8080,@pod3:8080
  kubia @pod1:8080

Joining, leaving, another address, deletion:

  $ pod p2 $POD2 'app: kubia, enabled: "true"'
  pod/p2 configured
  $ pod p1 $POD1 'app: kubia, enabled: "no"'
  pod/p1 configured
  $ blocks default/kubia | named
  default/kubia internal=Cluster external=Cluster
    vip @vip1 cluster
    port 80/TCP
      @pod2:8080 Cluster serving
  $ pod p2 $POD5 'app: kubia, enabled: "true"'
  pod/p2 configured
  $ blocks | named
  default/all internal=Cluster external=Cluster
    vip @vip2 cluster
    port 80/TCP
      @pod1:8080 Cluster serving
      @pod3:8080 Cluster serving
      @pod5:8080 Cluster serving
  default/kubia internal=Cluster external=Cluster
    vip @vip1 cluster
    port 80/TCP
      @pod5:8080 Cluster serving
  $ sluice delete pod p2
  pod "p2" deleted
  $ blocks default/kubia | named
  default/kubia internal=Cluster external=Cluster
    vip @vip1 cluster
    port 80/TCP

Another selector, and none: then no pod is looked for.

  $ apply <<Y
  > apiVersion: v1
  > kind: Service
  > metadata: {name: kubia}
  > spec: {clusterIP: "$VIP1", selector: {enabled: "no"}, ports: [{port: 80, targetPort: 8080}]}
  > Y
  service/kubia configured
  $ blocks default/kubia | named
  default/kubia internal=Cluster external=Cluster
    vip @vip1 cluster
    port 80/TCP
      @pod1:8080 Cluster serving
  $ apply <<Y
  > apiVersion: v1
  > kind: Service
  > metadata: {name: kubia}
  > spec: {clusterIP: "$VIP1", ports: [{port: 80, targetPort: 8080}]}
  > Y
  service/kubia configured
  $ blocks default/kubia | named
  default/kubia internal=Cluster external=Cluster
    vip @vip1 cluster
    port 80/TCP

What does not match is no endpoint without a word in describe:

  $ sluice describe svc all | grep -c 'Not Endpoints'
  0
  [1]
