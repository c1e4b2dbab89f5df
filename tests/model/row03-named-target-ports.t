Row 3: targetPort: http is looked up pod by pod, so two pods of one Service may listen on different
numbers; a pod without that name is no endpoint of that port, and describe says so.

# families: 4 6

  $ . "$TESTDIR/lib.sh"
  $ board_start
  $ absent() { sluice describe svc $1 | sed -n '/^Not Endp/,/^Events/{/^Events/!p}'; }
  $ pod() { apply <<Y
  > apiVersion: v1
  > kind: Pod
  > metadata: {name: $1, labels: {app: kubia}}
  > spec: {containers: [{name: kubia, ports: [$3]}]}
  > status: {podIP: "$2"}
  > Y
  > }
  $ pod kubia-1 $POD1 '{name: http, containerPort: 8080}, {name: https, containerPort: 8443}'
  pod/kubia-1 created
  $ pod kubia-2 $POD2 '{name: http, containerPort: 9090}, {name: https, containerPort: 9443}'
  pod/kubia-2 created
  $ pod kubia-3 $POD3 '{name: http, containerPort: 8080}'
  pod/kubia-3 created
  $ apply <<Y
  > apiVersion: v1
  > kind: Service
  > metadata: {name: kubia}
  > spec:
  >   clusterIP: "$VIP1"
  >   selector: {app: kubia}
  >   ports: [{name: http, port: 80, targetPort: http}, {name: https, port: 443, targetPort: https}]
  > Y
  service/kubia created
  $ blocks | named
  default/kubia internal=Cluster external=Cluster
    vip @vip1 cluster
    port http 80/TCP
      @pod1:8080 Cluster serving
      @pod2:9090 Cluster serving
      @pod3:8080 Cluster serving
    port https 443/TCP
      @pod1:8443 Cluster serving
      @pod2:9443 Cluster serving
  $ absent kubia
  Not Endpoints:            kubia-3 port https: it has no container port of the targetPort's name and protocol
  $ sluice describe svc kubia | grep -e Port -e Endpoints: | named
  Port:  http  80/TCP
  TargetPort:  http/TCP
  Endpoints:  @pod1:8080,@pod2:9090,@pod3:8080
  Port:  https  443/TCP
  TargetPort:  https/TCP
  Endpoints:  @pod1:8443,@pod2:9443
  Not Endpoints:  kubia-3 port https: it has no container port of the targetPort's name and protocol

The pod gets the name:

  $ pod kubia-3 $POD3 '{name: http, containerPort: 8080}, {name: https, containerPort: 443}'
  pod/kubia-3 configured
  $ blocks | named | sed '1,/https/d'
      @pod1:8443 Cluster serving
      @pod2:9443 Cluster serving
      @pod3:443 Cluster serving
  $ absent kubia
