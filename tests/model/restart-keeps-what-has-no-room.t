What came by the socket is kept when the board's settings have no room for it any more, or when the
board itself takes its place: it goes without what it cannot have, which is told, and gets it as soon
as it can be had.

  $ . "$TESTDIR/lib.sh"
  $ board_start
  $ apply <<Y 2>/dev/null
  > apiVersion: v1
  > kind: Service
  > metadata: {name: kubia}
  > spec:
  >   type: NodePort
  >   clusterIP: 10.96.0.20
  >   selector: {app: kubia}
  >   ports: [{name: a, port: 80, nodePort: 30020}, {name: b, port: 81}]
  > ---
  > apiVersion: v1
  > kind: Service
  > metadata: {name: dual}
  > spec: {ipFamilyPolicy: RequireDualStack, clusterIPs: [10.96.0.21, "fd00:96::21"], selector: {app: kubia}, ports: [{port: 80}]}
  > ---
  > apiVersion: v1
  > kind: Service
  > metadata: {name: first}
  > spec: {clusterIP: 10.96.0.1, ports: [{port: 443}]}
  > ---
  > apiVersion: v1
  > kind: Pod
  > metadata: {name: kubia-1, labels: {app: kubia}}
  > status: {podIP: 10.112.0.7}
  > ---
  > apiVersion: v1
  > kind: Pod
  > metadata: {name: kubia-2, labels: {app: kubia}}
  > status: {podIP: 10.180.0.12}
  > ---
  > apiVersion: v1
  > kind: Service
  > metadata: {name: plain}
  > spec: {ports: [{port: 80}]}
  > ---
  > apiVersion: discovery.k8s.io/v1
  > kind: EndpointSlice
  > metadata: {name: plain-1, labels: {kubernetes.io/service-name: plain}}
  > addressType: IPv4
  > ports: [{port: 8080}]
  > endpoints: [{addresses: [10.112.0.8]}, {addresses: [10.180.0.13]}]
  > Y
  service/kubia created
  service/dual created
  service/first created
  pod/kubia-1 created
  pod/kubia-2 created
  service/plain created
  endpointslice.discovery.k8s.io/plain-1 created
  $ all() { for k in svc po eps; do sluice get $k -o yaml; done | grep -vE 'resourceVersion|lastTransition'; }
  $ all >before; blocks >blocks.before
  $ services() { sluice get svc | awk '{print $1, $2, $3, $5}'; }
  $ services
  NAME TYPE CLUSTER-IP PORT(S)
  dual ClusterIP 10.96.0.21 80/TCP
  first ClusterIP 10.96.0.1 443/TCP
  kubia NodePort 10.96.0.20 80:30020/TCP,81:31075/TCP
  plain ClusterIP 10.104.180.183 80/TCP

Other networks, other node ports, a built-in Service at the address of one:

  $ board_file cluster.serviceCIDRs '["10.112.0.0/16"]' cluster.nodePortRange 31000-31100 >board.yaml
  $ board_restart
  $ services
  NAME TYPE CLUSTER-IP PORT(S)
  dual ClusterIP <pending> 80/TCP
  first ClusterIP <pending> 443/TCP
  kubia NodePort <pending> 80:<pending>/TCP,81:31075/TCP
  plain ClusterIP 10.112.103.29 80/TCP
  $ blocks | sed -E 's/10\.112\.[0-9.]+ cluster/@drawn cluster/; s/port [0-9]+$/port @drawn/'
  default/dual internal=Cluster external=Cluster
    port 80/TCP
      10.180.0.12:80 Cluster serving
  default/first internal=Cluster external=Cluster
    port 443/TCP
  default/kubia internal=Cluster external=Cluster
    port a 80/TCP
      10.180.0.12:80 Cluster serving
    port b 81/TCP node port @drawn
      10.180.0.12:81 Cluster serving
  default/plain internal=Cluster external=Cluster
    vip @drawn cluster
    port 80/TCP
      10.180.0.13:8080 Cluster serving
  $ sluice describe svc kubia | sed -n '/^Pending/p; /^IP/p; /^NodePort/p; /^Not/,/^Events/p'
  IP Family Policy:         SingleStack
  IP Families:              IPv4
  IP:                       <pending>
  IPs:                      <none>
  NodePort:                 b  31075/TCP
  Pending:                  spec.clusterIP: 10.96.0.20 is not in the valid range: cluster IPs are in 10.112.0.0/16; spec.ports[0].nodePort: the provided port is not in the valid range: node ports are 31000-31100
  Not Endpoints:            kubia-1: its address lies in the board's serviceCIDRs
  Events:
  $ sluice describe svc dual | grep -E '^(Pending|IP)'
  IP Family Policy:         RequireDualStack
  IP Families:              IPv4,IPv6
  IP:                       <pending>
  IPs:                      <none>
  Pending:                  spec.ipFamilyPolicy: RequireDualStack: the board has serviceCIDRs of one family alone; spec.clusterIP: 10.96.0.21 is not in the valid range: cluster IPs are in 10.112.0.0/16
  $ sluice get svc kubia -o yaml | sed -n '/^status/,$p' | sed 's/: "20.*Z"/: @time/'
  status:
    conditions:
    - lastTransitionTime: @time
      message: 'spec.clusterIP: 10.96.0.20 is not in the valid range: cluster IPs are
        in 10.112.0.0/16; spec.ports[0].nodePort: the provided port is not in the valid
        range: node ports are 31000-31100'
      reason: Pending
      status: "False"
      type: Allocated
    loadBalancer: {}
  $ for i in $(seq 100); do sluice get events | grep -q "service/dual *spec" && break; sleep 0.05; done
  $ sluice get events | grep -o 'Warning.*' | sed 's/  */ /g' | sort
  Warning Pending service/dual spec.clusterIP: 10.96.0.21 is not in the valid range: cluster IPs are in 10.112.0.0/16
  Warning Pending service/dual spec.ipFamilyPolicy: RequireDualStack: the board has serviceCIDRs of one family alone
  Warning Pending service/first spec.clusterIP: 10.96.0.1 is not in the valid range: cluster IPs are in 10.112.0.0/16
  Warning Pending service/kubia spec.clusterIP: 10.96.0.20 is not in the valid range: cluster IPs are in 10.112.0.0/16
  Warning Pending service/kubia spec.ports[0].nodePort: the provided port is not in the valid range: node ports are 31000-31100
  $ sluice describe svc plain | sed -n '/^Not/,/^Events/p; /^Endp/p'
  Endpoints:                10.180.0.13:8080
  Not Endpoints:            plain-1: its address lies in the board's serviceCIDRs
  Events:
  $ grep -c 'restored, but' board.log
  7

Back again, as it was:

  $ board_file >board.yaml
  $ board_restart
  $ all | diff before -
  $ blocks | diff blocks.before -

It may be changed otherwise, and may ask for something else:

  $ board_file cluster.serviceCIDRs '["10.112.0.0/16"]' cluster.nodePortRange 31000-31100 >board.yaml
  $ board_restart
  $ sluice label svc kubia a=b
  warning: spec.clusterIP: 10.96.0.20 is not in the valid range: cluster IPs are in 10.112.0.0/16
  warning: spec.ports[0].nodePort: the provided port is not in the valid range: node ports are 31000-31100
  service/kubia labeled
  $ sluice annotate svc kubia a=b
  warning: spec.clusterIP: 10.96.0.20 is not in the valid range: cluster IPs are in 10.112.0.0/16
  warning: spec.ports[0].nodePort: the provided port is not in the valid range: node ports are 31000-31100
  service/kubia annotated
  $ services | grep kubia
  kubia NodePort <pending> 80:<pending>/TCP,81:31075/TCP
  $ sluice patch svc kubia -p '{"spec": {"clusterIP": "10.96.0.22"}}'
  --patch:1:1: warning: spec.ports[0].nodePort: the provided port is not in the valid range: node ports are 31000-31100
  --patch:1:24: error: spec.clusterIP: 10.96.0.22 is not in the valid range: cluster IPs are in 10.112.0.0/16
  error: refused, nothing is changed: 1 error
  [3]
  $ sluice patch svc kubia -p '{"spec": {"clusterIP": "10.112.0.20"}}'
  --patch:1:1: warning: spec.ports[0].nodePort: the provided port is not in the valid range: node ports are 31000-31100
  service/kubia patched
  $ services | grep kubia
  kubia NodePort 10.112.0.20 80:<pending>/TCP,81:31075/TCP
  $ sluice patch svc kubia --type json -p '[{"op": "add", "path": "/spec/ports/0/nodePort", "value": 31020}]'
  service/kubia patched
  $ services | grep kubia
  kubia NodePort 10.112.0.20 80:31020/TCP,81:31075/TCP
  $ sluice describe svc kubia | grep '^Pending'
  [1]

The address of one is another's by now; it waits until that goes:

  $ board_file cluster.builtinServices '{"kubernetes": true, "dns": false}' >board.yaml
  $ board_restart
  $ services
  NAME TYPE CLUSTER-IP PORT(S)
  dual ClusterIP 10.96.0.21 80/TCP
  first ClusterIP 10.96.0.1 443/TCP
  kubernetes ClusterIP <pending> 443/TCP
  kubia NodePort <pending> 80:31020/TCP,81:31075/TCP
  plain ClusterIP 10.104.180.183 80/TCP
  $ sluice describe svc kubernetes | grep '^Pending'
  Pending:                  spec.clusterIP: 10.96.0.1 is already allocated: service/first has it
  $ sluice delete svc first
  service "first" deleted
  $ services
  NAME TYPE CLUSTER-IP PORT(S)
  dual ClusterIP 10.96.0.21 80/TCP
  kubernetes ClusterIP 10.96.0.1 443/TCP
  kubia NodePort <pending> 80:31020/TCP,81:31075/TCP
  plain ClusterIP 10.104.180.183 80/TCP
  $ sluice describe svc kubernetes | grep '^Pending'
  [1]
  $ blocks default/kubernetes
  default/kubernetes internal=Cluster external=Cluster
    vip 10.96.0.1 cluster
    port https 443/TCP
