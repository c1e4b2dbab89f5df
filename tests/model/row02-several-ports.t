Row 2: several ports in one Service; TCP, UDP and SCTP may share a number. Ports that come to the same
endpoints share one set of them, and each goes its own way again.

# families: 4 6

  $ . "$TESTDIR/lib.sh"
  $ board_start
  $ apply <<Y
  > apiVersion: v1
  > kind: Pod
  > metadata: {name: p1, labels: {app: kubia}}
  > spec: {containers: [{name: c, ports: [{name: http, containerPort: 8080}]}]}
  > status: {podIP: "$POD1"}
  > Y
  pod/p1 created
  $ service() { apply <<Y
  > apiVersion: v1
  > kind: Service
  > metadata: {name: kubia}
  > spec:
  >   clusterIP: "$VIP1"
  >   selector: {app: kubia}
  >   ports: [$1]
  > Y
  > }
  $ service '{name: http, port: 80, targetPort: 8080}, {name: alt, port: 8080, targetPort: http}, {name: udp, port: 80, protocol: UDP, targetPort: 8080}, {name: sctp, port: 80, protocol: SCTP}'
  service/kubia created
  $ blocks | named
  default/kubia internal=Cluster external=Cluster
    vip @vip1 cluster
    port http 80/TCP
      @pod1:8080 Cluster serving
    port alt 8080/TCP
      @pod1:8080 Cluster serving
    port udp 80/UDP
      @pod1:8080 Cluster serving
    port sctp 80/SCTP
      @pod1:80 Cluster serving
  $ service '{name: udp, port: 80, protocol: UDP, targetPort: 8080}, {name: http, port: 80, targetPort: 8081}'
  service/kubia configured
  $ blocks | named
  default/kubia internal=Cluster external=Cluster
    vip @vip1 cluster
    port udp 80/UDP
      @pod1:8080 Cluster serving
    port http 80/TCP
      @pod1:8081 Cluster serving
