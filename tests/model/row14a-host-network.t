Row 14a: a pod of its node's network has the node's address as soon as the Node is known, as in a
cluster; what its status or annotation says goes first.

# families: 4 6

  $ . "$TESTDIR/lib.sh"
  $ board_start
  $ [ $FAMILY = 4 ] && other=2001:db8::99 || other=192.0.2.99
  $ node() { apply <<Y
  > apiVersion: v1
  > kind: Node
  > metadata: {name: n2, labels: {topology.kubernetes.io/zone: b}}
  > status: {addresses: [{type: Hostname, address: n2}, {type: ExternalIP, address: "$EXT1"}, $1]}
  > Y
  > }
  $ apply <<Y
  > apiVersion: v1
  > kind: Service
  > metadata: {name: kubia}
  > spec: {clusterIP: "$VIP1", selector: {app: kubia}, ports: [{port: 80, targetPort: 8080}]}
  > ---
  > apiVersion: v1
  > kind: Pod
  > metadata: {name: here, labels: {app: kubia}}
  > spec: {nodeName: edge-1, hostNetwork: true}
  > ---
  > apiVersion: v1
  > kind: Pod
  > metadata: {name: there, labels: {app: kubia}}
  > spec: {nodeName: n2, hostNetwork: true}
  > ---
  > apiVersion: v1
  > kind: Pod
  > metadata: {name: told, labels: {app: kubia}}
  > spec: {nodeName: edge-1, hostNetwork: true}
  > status: {podIP: "$POD1"}
  > ---
  > apiVersion: v1
  > kind: Pod
  > metadata: {name: nowhere, labels: {app: kubia}}
  > spec: {hostNetwork: true}
  > Y
  standard input:22:1: note: metadata: the pod has no address and is no endpoint until spec.nodeName gives it one
  service/kubia created
  pod/here created
  pod/there created
  pod/told created
  pod/nowhere created
  $ used() { blocks | grep Cluster | sed -n '2,$p' | named | sort; }
  $ used
      @node1:8080 Cluster,Local serving here
      @pod1:8080 Cluster,Local serving here
  $ sluice describe svc kubia | sed -n '/^Not/,/^Events/p'
  Not Endpoints:            nowhere: it has no address: neither status.podIPs nor the annotation sluice/pod-ips
                            there: it has its node's address, and the Node is not known or has none
  Events:

Its Node comes, changes, and goes:

  $ node "{type: InternalIP, address: '$CLIENT1'}, {type: InternalIP, address: '$CLIENT2'}, {type: InternalIP, address: '$other'}"
  node/n2 created
  $ used
      @client1:8080 Cluster serving
      @node1:8080 Cluster,Local serving here
      @pod1:8080 Cluster,Local serving here
  $ sluice get pod there -o jsonpath='{.status.podIP} {.status.podIPs[*].ip}{"\n"}' | named | sed "s/$other/@other/"
  @client1 @client1 @other
  $ sluice get pod there -o yaml >there.yaml
  $ apply <there.yaml
  pod/there unchanged
  $ node "{type: InternalIP, address: '$CLIENT2'}"
  node/n2 configured
  $ used
      @client2:8080 Cluster serving
      @node1:8080 Cluster,Local serving here
      @pod1:8080 Cluster,Local serving here
  $ node "{type: InternalDNS, address: n2.internal}"
  node/n2 configured
  $ used
      @ext1:8080 Cluster serving
      @node1:8080 Cluster,Local serving here
      @pod1:8080 Cluster,Local serving here
  $ sluice delete node n2
  node "n2" deleted
  $ used
      @node1:8080 Cluster,Local serving here
      @pod1:8080 Cluster,Local serving here
  $ sluice get pod there -o wide | awk '{print $3, $6}'
  STATUS IP
  Pending <none>
