H4: what a manifest leaves out is shown as the API server would set it.

  $ . "$TESTDIR/lib.sh"
  $ board_start
  $ apply <<Y
  > apiVersion: v1
  > kind: Service
  > metadata: {name: plain}
  > spec: {clusterIP: 10.96.0.21, ports: [{port: 80}]}
  > ---
  > apiVersion: v1
  > kind: Service
  > metadata: {name: sticky}
  > spec: {clusterIP: 10.96.0.22, sessionAffinity: ClientIP, externalIPs: [198.18.5.7], ports: [{port: 80, targetPort: http}]}
  > ---
  > apiVersion: v1
  > kind: Service
  > metadata: {name: balanced}
  > spec: {clusterIP: 10.96.0.23, type: LoadBalancer, loadBalancerIP: 203.0.113.17, ports: [{port: 80, nodePort: 30123}]}
  > ---
  > apiVersion: v1
  > kind: Service
  > metadata: {name: named}
  > spec: {type: ExternalName, externalName: example.com}
  > Y
  service/plain created
  service/sticky created
  service/balanced created
  service/named created
  $ shown() { sluice get svc $1 -o yaml | sed '1,/^spec:/d' | grep -v resourceVersion; }
  $ shown plain
    clusterIP: 10.96.0.21
    clusterIPs:
    - 10.96.0.21
    internalTrafficPolicy: Cluster
    ipFamilies:
    - IPv4
    ipFamilyPolicy: SingleStack
    ports:
    - port: 80
      protocol: TCP
      targetPort: 80
    sessionAffinity: None
    type: ClusterIP
  status:
    loadBalancer: {}
  $ shown sticky
    clusterIP: 10.96.0.22
    clusterIPs:
    - 10.96.0.22
    externalIPs:
    - 198.18.5.7
    externalTrafficPolicy: Cluster
    internalTrafficPolicy: Cluster
    ipFamilies:
    - IPv4
    ipFamilyPolicy: SingleStack
    ports:
    - port: 80
      protocol: TCP
      targetPort: http
    sessionAffinity: ClientIP
    sessionAffinityConfig:
      clientIP:
        timeoutSeconds: 10800
    type: ClusterIP
  status:
    loadBalancer: {}
  $ shown balanced
    allocateLoadBalancerNodePorts: true
    clusterIP: 10.96.0.23
    clusterIPs:
    - 10.96.0.23
    externalTrafficPolicy: Cluster
    internalTrafficPolicy: Cluster
    ipFamilies:
    - IPv4
    ipFamilyPolicy: SingleStack
    loadBalancerIP: 203.0.113.17
    ports:
    - nodePort: 30123
      port: 80
      protocol: TCP
      targetPort: 80
    sessionAffinity: None
    type: LoadBalancer
  status:
    loadBalancer:
      ingress:
      - ip: 203.0.113.17
        ipMode: VIP
  $ shown named
    externalName: example.com
    sessionAffinity: None
    type: ExternalName
  status:
    loadBalancer: {}
  $ blocks
  default/balanced internal=Cluster external=Cluster
    vip 10.96.0.23 cluster
    vip 203.0.113.17 load-balancer
    port 80/TCP node port 30123
  default/plain internal=Cluster external=Cluster
    vip 10.96.0.21 cluster
    port 80/TCP
  default/sticky internal=Cluster external=Cluster affinity=10800s
    vip 10.96.0.22 cluster
    vip 198.18.5.7 external
    port 80/TCP
