H17: a named targetPort is looked up in each pod's container ports by name and protocol, also in those
of init containers that go on running; a pod without it is no endpoint of that port.

# families: 4 6

  $ . "$TESTDIR/lib.sh"
  $ board_start
  $ absent() { sluice describe svc $1 | sed -n '/^Not Endp/,/^Events/{/^Events/!p}'; }
  $ apply <<Y
  > apiVersion: v1
  > kind: Service
  > metadata: {name: kubia}
  > spec:
  >   clusterIP: "$VIP1"
  >   selector: {app: kubia}
  >   ports: [{name: tcp, port: 53, targetPort: dns}, {name: udp, port: 53, protocol: UDP, targetPort: dns}]
  > Y
  standard input:6:13: note: spec.selector: no pod matches: default/kubia refuses connections until one does
  service/kubia created
  $ pod() { apply <<Y
  > apiVersion: v1
  > kind: Pod
  > metadata: {name: $1, labels: {app: kubia}}
  > spec: {containers: [{name: c, ports: [$3]}], initContainers: [{name: i, $4}]}
  > status: {podIP: "$2"}
  > Y
  > }
  $ pod both $POD1 '{name: dns, containerPort: 53}, {name: dns, containerPort: 5353, protocol: UDP}'
  pod/both created
  $ pod tcp $POD2 '{name: dns, containerPort: 1053}'
  pod/tcp created
  $ pod sidecar $POD3 '{name: other, containerPort: 1}' 'restartPolicy: Always, ports: [{name: dns, containerPort: 2053, protocol: UDP}]'
  pod/sidecar created
  $ pod init $POD4 '{name: other, containerPort: 1}' 'ports: [{name: dns, containerPort: 2053}]'
  pod/init created
  $ blocks | named
  default/kubia internal=Cluster external=Cluster
    vip @vip1 cluster
    port tcp 53/TCP
      @pod1:53 Cluster serving
      @pod2:1053 Cluster serving
    port udp 53/UDP
      @pod1:5353 Cluster serving
      @pod3:2053 Cluster serving
  $ absent kubia
  Not Endpoints:            init port tcp: it has no container port of the targetPort's name and protocol
                            init port udp: it has no container port of the targetPort's name and protocol
                            sidecar port tcp: it has no container port of the targetPort's name and protocol
                            tcp port udp: it has no container port of the targetPort's name and protocol
