H7: a LoadBalancer Service is a NodePort Service too, unless allocateLoadBalancerNodePorts is false; a
node port that it names counts then too. Turning it on later draws node ports and keeps the address.

  $ . "$TESTDIR/lib.sh"
  $ board_start
  $ service() { apply <<Y
  > apiVersion: v1
  > kind: Service
  > metadata: {name: kubia}
  > spec: {type: LoadBalancer, clusterIP: 10.96.0.21, $1}
  > Y
  > }
  $ service 'allocateLoadBalancerNodePorts: false, ports: [{port: 80}]'
  service/kubia created
  $ blocks
  default/kubia internal=Cluster external=Cluster
    vip 10.96.0.21 cluster
    vip 203.0.113.16 load-balancer
    port 80/TCP
  $ service 'allocateLoadBalancerNodePorts: false, ports: [{name: http, port: 80}, {name: https, port: 443, nodePort: 30443}]'
  service/kubia configured
  $ blocks
  default/kubia internal=Cluster external=Cluster
    vip 10.96.0.21 cluster
    vip 203.0.113.16 load-balancer
    port http 80/TCP
    port https 443/TCP node port 30443
  $ service 'allocateLoadBalancerNodePorts: true, ports: [{name: http, port: 80}, {name: https, port: 443, nodePort: 30443}]'
  service/kubia configured
  $ blocks | sed 's/30[0-2][0-9]*\|3[12][0-9]*/DRAWN/'
  default/kubia internal=Cluster external=Cluster
    vip 10.96.0.21 cluster
    vip 203.0.113.16 load-balancer
    port http 80/TCP node port DRAWN
    port https 443/TCP node port 30443
  $ drawn=$(blocks | sed -n 's/.*http 80.*port //p')

Turning it off takes no port away that was drawn, as Kubernetes has it; one that the manifest named
goes when it names it no more:

  $ service 'allocateLoadBalancerNodePorts: false, ports: [{name: http, port: 80}, {name: https, port: 443}]'
  service/kubia configured
  $ blocks | sed "s/$drawn/DRAWN/"
  default/kubia internal=Cluster external=Cluster
    vip 10.96.0.21 cluster
    vip 203.0.113.16 load-balancer
    port http 80/TCP node port DRAWN
    port https 443/TCP

As ClusterIP it holds nothing of that:

  $ apply <<Y
  > apiVersion: v1
  > kind: Service
  > metadata: {name: kubia}
  > spec: {clusterIP: 10.96.0.21, ports: [{port: 80}]}
  > ---
  > apiVersion: v1
  > kind: Service
  > metadata: {name: other}
  > spec: {type: NodePort, clusterIP: 10.96.0.22, ports: [{port: 80, nodePort: $drawn}]}
  > Y
  service/kubia configured
  service/other created
  $ blocks | sed "s/$drawn/DRAWN/"
  default/kubia internal=Cluster external=Cluster
    vip 10.96.0.21 cluster
    port 80/TCP
  default/other internal=Cluster external=Cluster
    vip 10.96.0.22 cluster
    port 80/TCP node port DRAWN

Drawn ones are given back by removing them while none are drawn, by a patch or a replacement:

  $ balancer() { cat <<Y
  > apiVersion: v1
  > kind: Service
  > metadata: {name: balancer}
  > spec: {type: LoadBalancer, clusterIP: 10.96.0.23, allocateLoadBalancerNodePorts: $1, ports: [{name: http, port: 80}, {name: https, port: 443}]}
  > Y
  > }
  $ node_ports() { sluice get svc balancer -o jsonpath='{range .spec.ports[*]}{.name}={.nodePort} {end}{"\n"}' | sed 's/=[1-9][0-9]*/=N/g'; }
  $ balancer true | apply; node_ports
  service/balancer created
  http=N https=N 
  $ sluice patch svc balancer -p '{"spec":{"allocateLoadBalancerNodePorts":false}}'; node_ports
  service/balancer patched
  http=N https=N 
  $ sluice patch svc balancer --type=json -p '[{"op":"remove","path":"/spec/ports/0/nodePort"}]'; node_ports
  service/balancer patched
  http= https=N 
  $ balancer false | apply; node_ports
  service/balancer configured
  http= https=N 
  $ board_restart; node_ports
  http= https=N 
  $ sluice label svc balancer a=b; node_ports
  service/balancer labeled
  http= https=N 
  $ balancer false | sluice replace -f -; node_ports
  service/balancer replaced
  http= https= 
  $ blocks default/balancer
  default/balancer internal=Cluster external=Cluster
    vip 10.96.0.23 cluster
    vip 203.0.113.16 load-balancer
    port http 80/TCP
    port https 443/TCP
  $ sluice patch svc balancer -p '{"spec":{"allocateLoadBalancerNodePorts":true}}'; node_ports
  service/balancer patched
  http=N https=N 
