H19, row 4: what a cluster's controllers wrote about pods counts while no pods are known; once a
Service's pods are, they are the truth, and it has no endpoints when the last of them has gone: what
was written before says nothing of today. Written anew, it counts again.

# families: 4 6

  $ . "$TESTDIR/lib.sh"
  $ board_start
  $ pod() { apply <<Y
  > apiVersion: v1
  > kind: Pod
  > metadata: {name: kubia-$1, labels: {app: kubia}}
  > status: {podIP: "$2"}
  > Y
  > }
  $ derived() { apply <<Y
  > apiVersion: discovery.k8s.io/v1
  > kind: EndpointSlice
  > metadata: {name: kubia-x7k2p, labels: {kubernetes.io/service-name: kubia, endpointslice.kubernetes.io/managed-by: endpointslice-controller.k8s.io}}
  > addressType: $IPFAMILY
  > ports: [{port: 8080}]
  > endpoints: [{addresses: ["$1"], targetRef: {kind: Pod, name: kubia-1, namespace: default}}]
  > ---
  > apiVersion: v1
  > kind: Endpoints
  > metadata: {name: kubia}
  > subsets: [{addresses: [{ip: "$1"}], ports: [{port: 8080}]}]
  > Y
  > }
  $ apply <<Y 2>/dev/null
  > apiVersion: v1
  > kind: Service
  > metadata: {name: kubia}
  > spec: {clusterIP: "$VIP1", selector: {app: kubia}, ports: [{port: 80, targetPort: 8080}]}
  > Y
  service/kubia created
  $ used() { blocks | grep Cluster | sed -n '2,$p' | named; }
  $ derived $POD1
  endpointslice.discovery.k8s.io/kubia-x7k2p created
  endpoints/kubia created
  $ used
      @pod1:8080 Cluster serving
  $ pod 1 $POD2
  pod/kubia-1 created
  $ used
      @pod2:8080 Cluster serving
  $ sluice delete pod kubia-1
  pod "kubia-1" deleted
  $ used
  $ sluice describe svc kubia | sed -n '/^Endp/p; /^Not/,/^Events/p'
  Endpoints:                <none>
  Not Endpoints:            kubia-x7k2p: this slice is of the pods, which have gone since
  Events:
  $ board_restart
  $ used
  $ derived $POD1
  endpointslice.discovery.k8s.io/kubia-x7k2p unchanged
  endpoints/kubia unchanged
  $ used
  $ derived $POD3
  endpointslice.discovery.k8s.io/kubia-x7k2p configured
  endpoints/kubia configured
  $ used
      @pod3:8080 Cluster serving
  $ pod 2 $POD4
  pod/kubia-2 created
  $ used
      @pod4:8080 Cluster serving
  $ board_kill
  $ board_restart
  $ sluice delete pod kubia-2
  pod "kubia-2" deleted
  $ used

A slice that a user wrote counts beside the pods, and after them:

  $ apply <<Y
  > apiVersion: discovery.k8s.io/v1
  > kind: EndpointSlice
  > metadata: {name: own, labels: {kubernetes.io/service-name: kubia}}
  > addressType: $IPFAMILY
  > ports: [{port: 8080}]
  > endpoints: [{addresses: ["$POD5"]}]
  > Y
  endpointslice.discovery.k8s.io/own created
  $ pod 3 $POD6
  pod/kubia-3 created
  $ used
      @pod5:8080 Cluster serving
      @pod6:8080 Cluster serving
  $ sluice delete pod kubia-3
  pod "kubia-3" deleted
  $ used
      @pod5:8080 Cluster serving
