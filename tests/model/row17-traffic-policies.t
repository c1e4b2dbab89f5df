Row 17: internal and external traffic policy, Cluster or Local: which endpoints each has, and where each
may stand; healthCheckNodePort goes with Local on a LoadBalancer.

# families: 4 6

  $ . "$TESTDIR/lib.sh"
  $ board_start
  $ said() { named | sed 's/^standard input:[0-9:]*/at/; /^error: refused/d'; }
  $ service() { apply <<Y 2>&1 | said
  > apiVersion: v1
  > kind: Service
  > metadata: {name: kubia}
  > spec: {type: $1, clusterIP: "$VIP1", ipFamilies: [$IPFAMILY], selector: {app: kubia}, ports: [{port: 80}], $2}
  > Y
  > }
  $ apply <<Y
  > apiVersion: v1
  > kind: Pod
  > metadata: {name: here, labels: {app: kubia}}
  > spec: {nodeName: edge-1}
  > status: {podIP: "$POD1"}
  > ---
  > apiVersion: v1
  > kind: Pod
  > metadata: {name: there, labels: {app: kubia}}
  > spec: {nodeName: edge-2}
  > status: {podIP: "$POD2"}
  > Y
  pod/here created
  pod/there created
  $ service ClusterIP 'internalTrafficPolicy: Local'
  service/kubia created
  $ blocks | named
  default/kubia internal=Local external=Cluster
    vip @vip1 cluster
    port 80/TCP
      @pod1:80 Cluster,Local serving here
      @pod2:80 Cluster serving
  $ service LoadBalancer "externalTrafficPolicy: Local, loadBalancerIP: '$LB1', healthCheckNodePort: 32000"
  service/kubia configured
  $ blocks | named | sed 's/node port [0-9]*/node port N/'
  default/kubia internal=Cluster external=Local
    vip @vip1 cluster
    vip @lb1 load-balancer
    port 80/TCP node port N
      @pod1:80 Cluster,Local serving here
      @pod2:80 Cluster serving
  $ health() { sluice get svc kubia -o yaml | sed -n 's/.*healthCheckNodePort: //p'; }
  $ health
  32000

The health port is one of the node ports, is no other's, and does not change:

  $ service LoadBalancer "externalTrafficPolicy: Local, loadBalancerIP: '$LB1', healthCheckNodePort: 32001"
  at error: spec.healthCheckNodePort: cannot be changed, it is 32000
  [3]
  $ service LoadBalancer "externalTrafficPolicy: Local, loadBalancerIP: '$LB1'"
  service/kubia configured
  $ health
  32000
  $ apply <<Y 2>&1 | said
  > apiVersion: v1
  > kind: Service
  > metadata: {name: other}
  > spec: {type: NodePort, ports: [{port: 80, nodePort: 32000}]}
  > Y
  at error: spec.ports[0].nodePort: the provided port is already allocated: service/kubia (standard input:1) has it
  [3]
  $ service LoadBalancer "loadBalancerIP: '$LB1'"
  service/kubia configured
  $ health
  $ service LoadBalancer "externalTrafficPolicy: Local"
  service/kubia configured
  $ [ "$(health)" -ge 30086 ]
  $ service LoadBalancer "healthCheckNodePort: 32000"
  at error: spec.healthCheckNodePort: needs type LoadBalancer and externalTrafficPolicy Local
  [3]
  $ service NodePort "externalTrafficPolicy: Local, healthCheckNodePort: 32000"
  at error: spec.healthCheckNodePort: needs type LoadBalancer and externalTrafficPolicy Local
  [3]

Where the policies may stand:

  $ service NodePort 'externalTrafficPolicy: Local'
  service/kubia configured
  $ service ClusterIP "externalTrafficPolicy: Cluster"
  at error: spec.externalTrafficPolicy: needs type NodePort or LoadBalancer, or externalIPs
  [3]
  $ service ClusterIP "externalTrafficPolicy: Local, externalIPs: ['$EXT1']"
  service/kubia configured
  $ service ClusterIP ''
  service/kubia configured
  $ service ClusterIP "sessionAffinityConfig: {clientIP: {timeoutSeconds: 60}}"
  at note: spec.sessionAffinityConfig: no effect here: needs sessionAffinity ClientIP
  service/kubia configured
  $ service ClusterIP "sessionAffinity: ClientIP, sessionAffinityConfig: {clientIP: {timeoutSeconds: 86401}}"
  at error: spec.sessionAffinityConfig.clientIP.timeoutSeconds: 86401 is out of range: expected an integer in 1-86400
  [3]
  $ service ClusterIP "sessionAffinity: ClientIP, sessionAffinityConfig: {clientIP: {timeoutSeconds: 60}}"
  service/kubia configured
  $ blocks | named | head -1
  default/kubia internal=Cluster external=Cluster affinity=60s
