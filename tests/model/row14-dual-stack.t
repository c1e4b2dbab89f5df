Row 14: a dual-stack Service has an address and endpoints of each family; a pod joins with what it has.

  $ . "$TESTDIR/lib.sh"
  $ board_start
  $ absent() { sluice describe svc $1 | sed -n '/^Not Endp/,/^Events/{/^Events/!p}'; }
  $ apply <<Y 2>&1 | sed 's/^standard input:[0-9:]*/at/'
  > apiVersion: v1
  > kind: Service
  > metadata: {name: dual}
  > spec:
  >   type: LoadBalancer
  >   ipFamilyPolicy: RequireDualStack
  >   ipFamilies: [IPv6, IPv4]
  >   clusterIPs: ["fd00:96::7", 10.96.0.7]
  >   externalIPs: [198.18.5.7, "2001:db8:18::7"]
  >   selector: {app: kubia}
  >   ports: [{port: 80, targetPort: http, nodePort: 30123}]
  > ---
  > apiVersion: v1
  > kind: Service
  > metadata: {name: six}
  > spec: {ipFamilies: [IPv6], clusterIP: "fd00:96::6", externalIPs: [198.18.5.8], selector: {app: kubia}, ports: [{port: 80, targetPort: http}]}
  > Y
  at note: spec.selector: no pod matches: default/dual refuses connections until one does
  at warning: spec.externalIPs[0]: 198.18.5.8 is not served: it is of a family that the Service has not
  at note: spec.selector: no pod matches: default/six refuses connections until one does
  service/dual created
  service/six created
  $ pod() { apply <<Y
  > apiVersion: v1
  > kind: Pod
  > metadata: {name: $1, labels: {app: kubia}}
  > spec: {containers: [{name: c, ports: [{name: http, containerPort: $2}]}]}
  > status: {podIPs: [$3]}
  > Y
  > }
  $ pod both 8080 '{ip: 10.180.0.11}, {ip: "fd00:180::11"}'
  pod/both created
  $ pod four 8081 '{ip: 10.180.0.12}'
  pod/four created
  $ pod six 8082 '{ip: "fd00:180::13"}'
  pod/six created
  $ blocks
  default/dual internal=Cluster external=Cluster
    vip fd00:96::7 cluster
    vip 10.96.0.7 cluster
    vip 2001:db8:113::10 load-balancer
    vip 203.0.113.16 load-balancer
    vip 198.18.5.7 external
    vip 2001:db8:18::7 external
    port 80/TCP node port 30123
      10.180.0.11:8080 Cluster serving
      10.180.0.12:8081 Cluster serving
      [fd00:180::11]:8080 Cluster serving
      [fd00:180::13]:8082 Cluster serving
  default/six internal=Cluster external=Cluster
    vip fd00:96::6 cluster
    port 80/TCP
      [fd00:180::11]:8080 Cluster serving
      [fd00:180::13]:8082 Cluster serving
  $ absent dual
  $ absent six
  Not Endpoints:            four: it has no IPv6 address
  $ sluice get svc | awk '{print $1, $2, $3, $4, $5}'
  NAME TYPE CLUSTER-IP EXTERNAL-IP PORT(S)
  dual LoadBalancer fd00:96::7 2001:db8:113:...,198.18.5.7,2001:db8:18::7 80:30123/TCP
  six ClusterIP fd00:96::6 198.18.5.8 80/TCP
  $ sluice get endpoints | awk '{print $1, $2}'
  NAME ENDPOINTS
  dual [fd00:180::11]:8080,[fd00:180::13]:8082
  six [fd00:180::11]:8080,[fd00:180::13]:8082
  $ sluice get endpointslices | awk '{print $1, $2, $3, $4}'
  NAME ADDRESSTYPE PORTS ENDPOINTS
  dual-v4-0 IPv4 8080 10.180.0.11
  dual-v4-1 IPv4 8081 10.180.0.12
  dual-v6-0 IPv6 8080 fd00:180::11
  dual-v6-1 IPv6 8082 fd00:180::13
  six-v6-0 IPv6 8080 fd00:180::11
  six-v6-1 IPv6 8082 fd00:180::13
  $ pod both 8080 '{ip: 10.180.0.11}, {ip: 10.180.0.14}' 2>&1 | sed 's/^standard input:[0-9:]*/at/'
  at error: metadata: a pod has one address of each family
  error: refused, nothing is changed: 1 error
  [3]
